/* SPDX-License-Identifier: Apache-2.0 */
/* procedure.h -- policy packs: which instruments bind which actor on this case, what they demand and
 * by when.
 *
 * A pack is a YAML file (docs/formats/pack.md): versioned, with validity dates, each clause with its
 * source and confidence.  Unknown or doubtful facts are carried to the output, never smoothed over.
 * Pure: packs come as bytes, holidays are a table in data/, now is an argument.
 */
#ifndef PROCEDURE_PROCEDURE_H
#define PROCEDURE_PROCEDURE_H

#include "base/arena.h"
#include "domain/duty.h"

struct procedure; /* all packs in force, indexed */

struct pack_source {
	struct str name, bytes;
};

/* Check one pack: every fault as "line N: …" appended to ${faults} (one a line). 0 where there is none. */
int pack_check(struct arena *a, struct pack_source src, struct buf *faults, struct err *e) MUST_USE;
int procedure_new(const struct pack_source *packs, size_t n, struct str holidays,
	struct procedure **out, struct err *e) MUST_USE;
void procedure_free(struct procedure *p);

struct bind_in {
	const struct stack *stack;
	int harm;
	enum tier tier;
	int64_t received_at_s; /* clocks that run from receipt */
	int64_t now_s;
};
/* Remits only (cheap, memoised on role, suffix, country, harm, tier): what options_rank needs. */
int procedure_remits(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e) MUST_USE;
/* Everything: remits, duties with clocks, conflicts. */
int procedure_bind(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e) MUST_USE;

#endif
