/* SPDX-License-Identifier: Apache-2.0 */
/* standing.h -- what a notifier's own record makes of it: probation, trusted or suspended, and why.
 *
 * Trust is earned by outcomes and lost by them; between the two thresholds lies a band in which nothing
 * changes, so that one report more or less does not swing a state to and fro.  Nobody is suspended without a
 * warning and time to do better (as Regulation (EU) 2022/2065, art. 23 has it), and a suspension by a person
 * is lifted by a person.  Trust raises priority; it never takes the decision from the operator.
 */
#ifndef APPEAL_STANDING_H
#define APPEAL_STANDING_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/vocab.h"

#define STANDING_TRUSTED_AT \
	90 /* lower bound in percent, from which on a notifier is trusted: 28 of 28 */
#define STANDING_TRUSTED_FROM 20 /* outcomes it takes at least */
#define STANDING_LOST_BELOW   80 /* lower bound below which trust is lost */
#define STANDING_BAD_BELOW    50 /* upper bound below which most are wrong: 2 of 10 */
#define STANDING_BAD_FROM     10 /* outcomes it takes at least */
#define STANDING_BETTER_AT    60 /* upper bound from which on a suspension ends */
#define STANDING_DATED_SHARE  20 /* percent of a month's reports that are back-dated */
#define STANDING_FLOOD_SHARE  80 /* percent of a month's reports that were there already */
#define STANDING_MONTH_FROM   50 /* reports of a month that it takes to judge it */
#define STANDING_WARNING_S    (7 * (int64_t)86400) /* from the warning to the suspension */

struct standing_in {
	enum notifier_state now;
	bool by_person; /* suspended by a person */
	int64_t warned_s; /* CLOCK_NONE: not */
	int64_t confirmed, rejected, reversed;
	int64_t month, month_folded, month_dated; /* reports of the last 30 days, and of these */
	int64_t review_s, now_s;
};

struct standing {
	enum notifier_state state;
	int lower, upper; /* bounds of the precision, percent */
	int64_t warned_s; /* as it is now; CLOCK_NONE: no warning is open */
	bool warn; /* the warning is new */
	struct str reasons; /* of the state, a sentence or more, in the arena */
};

/* Pure.  BW_ENOMEM only. */
int standing_judge(struct arena *a, const struct standing_in *in, struct standing *out,
	struct err *e) MUST_USE;

/* A claim of a right dressed as deceit: phishing or fraud is reported, a brand or right is what is shown or
 * spoken of, and nothing shows that anybody was to be deceived. */
bool claim_is_dressed(int harm, evidence_set evidence, struct str brand, struct str note);

#endif
