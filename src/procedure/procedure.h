/* SPDX-License-Identifier: Apache-2.0 */
/* procedure.h -- policy packs: which instruments bind which actor on this case, what they demand and
 * by when.
 *
 * A pack is a YAML file (docs/formats/pack.md): versioned, with validity dates, each clause with its
 * source and confidence.  Unknown or doubtful facts are carried to the output, never smoothed over.
 * Pure: packs come as bytes, holidays are a table in data/, now is an argument.
 *
 * Packs are compiled once, when the program is built, into an image that opens in a fraction of a
 * millisecond; packs of the operator's own are read from YAML and laid over it.
 */
#ifndef PROCEDURE_PROCEDURE_H
#define PROCEDURE_PROCEDURE_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/duty.h"

struct procedure; /* all packs, indexed */

struct pack_source {
	struct str name, bytes; /* name is for messages: packs/eu-dsa.yaml */
};

/* Check one pack: every fault as "line N: …" appended to ${faults} (one a line).  0 where there is none,
 * BW_EINVALID with their number else.  What it extends is looked up by procedure_compile, not here. */
int pack_check(struct arena *a, struct pack_source src, struct buf *faults, struct err *e) MUST_USE;

/* ${n} packs and the holiday table as one image in ${out}.  Packs of ${under} (may be NULL) come first; a
 * pack of the same id replaces one of them, and the rest may extend them.  Any fault is an error; all
 * are listed in ${faults} (may be NULL), with the pack's name before each.  An empty ${holidays} keeps
 * those of ${under}. */
int procedure_compile(const struct procedure *under, const struct pack_source *packs, size_t n,
	struct str holidays, struct buf *out, struct buf *faults, struct err *e) MUST_USE;
/* ${image} must outlive ${*out}.  A damaged or foreign image is BW_EINVALID.  Under 1 ms for all packs
 * that are shipped. */
int procedure_open(struct str image, struct procedure **out, struct err *e) MUST_USE;
/* Compile and open; the image is kept inside. */
int procedure_new(const struct procedure *under, const struct pack_source *packs, size_t n,
	struct str holidays, struct procedure **out, struct err *e) MUST_USE;
void procedure_free(struct procedure *p);

/* Packs by position, sorted by id, whatever their status. */
size_t procedure_packs(const struct procedure *p);
struct pack_summary {
	struct str id, title, version, status, kind, source;
	int64_t checked_on_s, valid_from_s, valid_to_s;
	size_t duties;
	enum confidence confidence;
	bool in_force; /* at the time asked */
};
void procedure_summary(
	const struct procedure *p, size_t i, int64_t now_s, struct pack_summary *out);
void pack_summary_json(const struct pack_summary *s, struct jw *w);
/* Position of a pack; SIZE_MAX where there is none. */
size_t procedure_find(const struct procedure *p, struct str id);

/* The whole pack as a JSON object, and as text for people. */
void procedure_show_json(const struct procedure *p, size_t i, struct jw *w);
int procedure_show(const struct procedure *p, size_t i, struct buf *out, struct err *e) MUST_USE;

/* Two sides side by side.  A side is a pack's id, or a country (two capital letters, or EU): all packs in
 * force there by establishment or offering.  BW_ENOTFOUND names the side that is neither. */
int procedure_diff_json(const struct procedure *p, struct str left, struct str right, int64_t now_s,
	struct jw *w, struct err *e) MUST_USE;
int procedure_diff(const struct procedure *p, struct str left, struct str right, int64_t now_s,
	struct buf *out, struct err *e) MUST_USE;

struct bind_in {
	const struct stack *stack;
	int harm;
	enum tier tier;
	int64_t received_at_s; /* clocks that run from receipt */
	int64_t now_s;
	bool every_event; /* also duties whose event is not part of a case: orders, incidents, access
			     requests, standing duties */
};
/* Remits only (memoised on role, TLD, country, harm, tier; well under 1 µs each on a hit): what
 * options_rank needs. */
int procedure_remits(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e) MUST_USE;
/* The first date by which ${who}, an actor of the stack or NULL, must have done something that binds: the
 * earliest due of procedure_bind's duties that are not soft.  Where nothing binds ${who} by a date, the first
 * of anybody on the stack; CLOCK_NONE where there is none.  Remembered like remits, for each time of
 * receipt. */
int64_t procedure_due(struct procedure *p, const struct bind_in *in, const struct actor *who);
/* Everything: remits, duties with clocks, conflicts.  Duties stand by actor in the stack's order, then
 * binding before doubtful, then by kind of instrument, pack and clause. */
int procedure_bind(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e) MUST_USE;

#endif
