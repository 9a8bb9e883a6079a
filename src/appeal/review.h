/* SPDX-License-Identifier: Apache-2.0 */
/* review.h -- an appeal from its filing to its outcome, as a machine: what may follow what, who may do it and
 * when, and what a reversal still has to bring about.
 *
 *   filed ──take──► in-review ──► upheld | changed | reversed
 *     │                │
 *     └────────────────┴──► inadmissible | withdrawn
 *
 * Nothing leads back, nothing follows an outcome.  Whoever decided or agreed, at any point of the chain of
 * decisions, never reviews.  Pure: whoever stores it does so exactly as it is given back.
 */
#ifndef APPEAL_REVIEW_H
#define APPEAL_REVIEW_H

#include "base/err.h"
#include "domain/appeal.h"
#include "domain/measure.h"

#define REVIEW_ANSWER_DAYS 14 /* the operator's own time for an answer, where it sets none */

/* Until when a decision can be appealed; ${days} below the law's count as the law's. */
int64_t review_until(int64_t decided_s, int64_t days);

const char *appellant_text(int by);
bool appellant_parse(struct str text, enum appellant *out);

/* May ${by} appeal this decision now?  ${others} are the appeals there are against it. */
int review_may_file(const struct decided *d, enum appellant by, int64_t until_s, int64_t now_s,
	const struct appeal *others, size_t n, struct err *e) MUST_USE;

enum review_move { REVIEW_TAKE, REVIEW_END, REVIEW_WITHDRAW };
struct review_ask {
	enum review_move move;
	int64_t person; /* TAKE, END */
	enum appeal_state outcome; /* END: UPHELD, CHANGED, REVERSED or INADMISSIBLE */
	struct str reasons; /* END */
	int64_t now_s;
};
/* ${next} is the appeal afterwards; strings are those of ${ask} and ${now}.  ${deciders}: everybody who
 * decided or agreed; 0 among them stands for somebody without a name.  BW_ECONFLICT: that does not follow;
 * BW_EDENIED: not by this person; BW_EINVALID: reasons are missing. */
int review_step(const struct appeal *now, const struct review_ask *ask, const int64_t *deciders,
	size_t n, struct appeal *next, struct err *e) MUST_USE;

bool appeal_ended(enum appeal_state s);

/* ---- what a reversal still has to bring about ---- */

enum restoring {
	RESTORING_NOTHING, /* nothing had been taken away */
	RESTORING_WAITS, /* the way back is not under way yet */
	RESTORING_ASKED, /* it is under way */
	RESTORING_FAILED, /* it could not be carried out: a person is needed */
	RESTORING_UNSEEN, /* it was carried out, and nobody has seen that it worked */
	RESTORING_DONE
};
const char *restoring_text(int r);
const char *restoring_words(int r);
/* ${m} NULL: the decision took nothing away.  ${undo}: states of its letters of kind UNDO. */
enum restoring review_restoring(const struct measure *m, const enum letter_state *undo, size_t n);

#endif
