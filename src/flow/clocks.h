/* SPDX-License-Identifier: Apache-2.0 */
/* clocks.h -- by when somebody must have moved, and what follows when nobody did.
 *
 * Clocks begin when a letter has left: what the packs demand of its recipient from then on, and the day the
 * letter itself names.  An answer ends them (answering.h).  A sweep works off what is due: before the day a
 * reminder, on it an event GAP, and the next rung as a proposal; a person decides, a sweep never acts.
 *
 * Wrong clocks do no harm.  A clock that goes back makes nothing run again: what ended has ended.  After a
 * silence longer than ${quiet_s} the first sweep only notes that it is there, because answers may lie
 * unread or the clock may be wrong; the next one works.  Reminders are capped for each recipient and sweep.
 * Killed at any line, the next sweep goes on: each batch is one transaction.
 */
#ifndef FLOW_CLOCKS_H
#define FLOW_CLOCKS_H

#include "domain/letter.h"
#include "flow/command.h"
#include "store/duties.h"

struct clocks_settings {
	struct desk desk;
	int64_t remind_s; /* how long before the day; never more than half the time there is */
	int64_t quiet_s; /* longest time between sweeps that is nothing special; 0: any */
	size_t per_recipient; /* reminders to one actor in one sweep; 0: any number */
	size_t most; /* clocks worked off in one sweep */
};
/* A day, three days, 20, LIMIT_SWEEP. */
void clocks_settings_init(struct clocks_settings *set, const struct desk *d);

struct clocks_counts {
	uint64_t reminded, passed, escalated, lifted; /* lifted: the case was at its end */
	uint64_t standing; /* notifiers that stand otherwise than before */
	uint64_t restored; /* steps taken back that were seen to be restored */
	uint64_t later; /* reminders put off: their recipient had enough of this sweep */
	bool held; /* nothing was worked off: the last sweep is long ago */
	bool more; /* there is more than ${most} */
	int64_t silence_s; /* since the last sweep; 0: the first */
	int64_t back_s; /* how far the clock stands before the last sweep */
};

/* Work off what is due at desk.now_s, then see what else time or facts have changed: how notifiers stand
 * (notifiers_sweep), and whether what was taken back is restored (recourse_track).  Some 100 µs a clock. */
int clocks_sweep(
	const struct clocks_settings *set, struct clocks_counts *out, struct err *e) MUST_USE;

/* A request has left at ${sent_s}: begin what it begins.  Called again it changes nothing.  ${*n}: how many
 * began.  A letter that takes a step back begins
 * the clock to restore.  Other kinds of letters begin nothing. */
int clocks_open(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	int64_t sent_s, size_t *n, struct err *e) MUST_USE;
/* Nothing is owed on the case any more: it is settled, taken back, or somebody else's. */
int clocks_lift(struct work *w, int64_t case_id, int64_t now_s, struct err *e) MUST_USE;
/* The reporter was asked for what is missing, and has a week. */
int clocks_missing(struct work *w, int64_t case_id, int64_t now_s, struct err *e) MUST_USE;

#endif
