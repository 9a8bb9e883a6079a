/* SPDX-License-Identifier: Apache-2.0 */
/* step.h -- from the spool to worked cases: join or open, explain, one transaction for many reports.
 *
 * What a batch writes depends on the reports and the knowledge alone: cases are numbered by their first
 * report, stages are given the time of receipt.  Working the same spool again, with the same facts in the
 * store, gives the same rows.
 */
#ifndef FLOW_STEP_H
#define FLOW_STEP_H

#include "flow/explain.h"
#include "intake/intake.h"
#include "store/store.h"

struct step_settings {
	struct store *store;
	const struct knowledge *know;
	const struct facts *facts; /* besides those the store keeps; may be NULL */
	size_t batch; /* reports a transaction, about; 0: the usual */
	size_t most; /* stop when so many are worked, about; 0: at the end of the spool */
};

struct step_counts {
	uint64_t reports, opened, recurred, changed;
};

/* All that is in the spool and not in the database. BW_EAGAIN where another process works. */
int step_run(const struct step_settings *set, struct step_counts *out, struct err *e) MUST_USE;
/* The stages again for a case whose reports are others now; inside a change. */
int step_refresh(struct work *w, const struct step_settings *set, int64_t id, int64_t now_s,
	struct err *e) MUST_USE;

/* The stages again for a case on which somebody refused or let the day pass; inside a change.  Another
 * proposal is the event ESCALATED: the next rung, for a person to decide. */
int step_next(struct work *w, const struct step_settings *set, int64_t id, int64_t now_s,
	struct err *e) MUST_USE;
/* The stages again after a step that was decided has ended or was overtaken; what they propose is an event
 * PROPOSED, also where it is the same as before. */
int step_anew(struct work *w, const struct step_settings *set, int64_t id, int64_t now_s,
	struct err *e) MUST_USE;
/* What was done about the case before, into ${in}: whether it was decided, and who was asked in vain (nobody,
 * for a case that is open). */
int step_asked(struct store *s, struct arena *a, int64_t id, enum case_state state,
	struct explain_in *in, struct err *e) MUST_USE;

/* CSAM: what may be kept for routing, as JSON in ${a}. */
int step_routing(struct arena *a, const struct step_settings *set, const struct site *site,
	int harm, const unsigned char digest[STORE_DIGEST], int64_t now_s, struct str *out,
	struct err *e) MUST_USE;

/* What such a case proposes: everything that is known is in its routing.  Strings are in ${a}. */
int step_from_routing(struct arena *a, struct store_case *c, struct err *e) MUST_USE;

#endif
