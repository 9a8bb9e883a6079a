/* SPDX-License-Identifier: Apache-2.0 */
/* command.h -- what may be asked of the store from outside: take reports in, and what a desk does to
 * cases.  The only place where reports get an identity and are accepted or refused.
 */
#ifndef FLOW_COMMAND_H
#define FLOW_COMMAND_H

#include "domain/person.h"
#include "flow/explain.h"
#include "intake/intake.h"
#include "store/store.h"

/* ---- submit ---- */

struct submit_row { /* a row that is durable now; borrowed for the call */
	bool accepted; /* else folded: it is there already */
	uint64_t ord; /* its number, or that of the report it repeats */
	enum format format;
	int harm;
	enum harm_class harm_class;
	struct str site; /* of its first target */
	const struct str *targets; /* as reported; none for CSAM */
	size_t targets_n;
};

struct notifying;

struct submit_settings {
	struct store *store;
	const struct knowledge *know;
	const struct facts *facts; /* may be NULL */
	int64_t received_at_s;
	struct notifying *under; /* a signed submission (flow/notifiers.h); NULL: none */
	int64_t notifier; /* whose it is, also where a person released it; 0: nobody's */
	/* May be NULL: what became of each row, after its fsync. */
	int (*row)(void *ctx, const struct submit_row *r, struct err *e);
	/* May be NULL: the same of all rows of a group at once, and no more than their line, number and state. */
	int (*rows)(void *ctx, const struct store_row *rows, size_t n, struct err *e);
	/* Each refused row, and a target that names nothing in a row that is taken (${counted} false). */
	int (*refused)(void *ctx, const struct refusal *why, bool counted, struct err *e);
	/* May be NULL: called after each group that is durable. */
	int (*durable)(void *ctx, struct err *e);
	void *ctx;
};

struct submit_counts {
	uint64_t accepted, folded, refused;
	uint64_t held; /* in quarantine, durably */
};

struct submit;
int submit_new(const struct submit_settings *set, struct submit **out, struct err *e) MUST_USE;
void submit_free(struct submit *s);
/* Reports to come were received then; only where all that came is settled. */
void submit_time(struct submit *s, int64_t received_at_s);
/* What readers of intake fill. Groups are made durable as they fill up. */
struct intake_sink submit_sink(struct submit *s);
/* Raw bytes of a message that the reports to come share; empty ends that. */
int submit_message(struct submit *s, struct str raw, struct err *e) MUST_USE;
/* Make durable what has come so far. */
int submit_settle(struct submit *s, struct err *e) MUST_USE;
/* Rows that have come and are not durable. */
size_t submit_waiting(const struct submit *s);
/* Of what is durable, and of what was refused. */
struct submit_counts submit_counts(const struct submit *s);

/* Rows may be made ready elsewhere, in another process: a part takes what readers fill it with, sets.row,
 * sets.rows and sets.durable unused, and makes nothing durable.  submit_pack empties it into at most ${room} bytes, false
 * (and empty all the same) where they do not hold it; submit_add then does with them what the sink would have
 * done, refusals ${line} lines further down. */
int submit_part(const struct submit_settings *set, struct submit **out, struct err *e) MUST_USE;
bool submit_pack(struct submit *part, char *to, size_t room, size_t *n);
int submit_add(struct submit *s, struct str packed, size_t line, struct err *e) MUST_USE;

/* ---- what a desk does to cases; one transaction each ---- */

struct desk {
	struct store *store;
	const struct knowledge *know;
	const struct facts *facts; /* besides those the store keeps; may be NULL */
	int64_t now_s;
	int64_t person; /* who asks; 0: the program itself, or whoever has the store's files */
	const struct who *
		who; /* of the server: a token's scopes, or the public; NULL: the person's roles alone */
};
/* Was something on ${site} (an id) reported as CSAM?  Found by its digest; nobody looks there. */
int command_csam_at(
	struct store *s, struct arena *a, struct str site, bool *is, struct err *e) MUST_USE;
/* The stages again for these cases, with what is known now. */
int command_refresh(const struct desk *d, const int64_t *ids, size_t n, struct err *e) MUST_USE;
/* Whoever is still asked for something is told that it is over (acting_close_in). */
int command_close(const struct desk *d, int64_t id, struct str why, struct err *e) MUST_USE;
int command_split(const struct desk *d, int64_t id, const uint64_t *ords, size_t n, int64_t *new_id,
	struct err *e) MUST_USE;
int command_merge(
	const struct desk *d, int64_t id, const int64_t *others, size_t n, struct err *e) MUST_USE;
/* Take personal data out of report ${ord} of the case, or of all where it is 0 (store_erase), then judge again
 * what it touched. */
int command_erase(const struct desk *d, int64_t id, uint64_t ord, struct str why, uint64_t *n,
	struct err *e) MUST_USE;
/* The stages again for cases an erasure left behind, where there are any. */
int command_stale(const struct desk *d, struct err *e) MUST_USE;
/* ${what} borrows from ${a}. */
int command_undo(const struct desk *d, struct arena *a, int64_t id, struct store_event *what,
	struct err *e) MUST_USE;

#endif
