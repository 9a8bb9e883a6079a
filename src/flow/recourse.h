/* SPDX-License-Identifier: Apache-2.0 */
/* recourse.h -- the way back for whoever is hit, and for whoever was not listened to: the statement of a
 * decision by its token, the appeal, its review by somebody else, and what a reversal brings about.
 *
 * The token of a decision's page (128 random bits) is all that is needed and all that is asked for: it is in
 * the letters, is kept as a hash, says nothing about the case, and stops working when the time for an appeal
 * is over.  A wrong token and an expired one are answered alike.
 */
#ifndef FLOW_RECOURSE_H
#define FLOW_RECOURSE_H

#include "appeal/review.h"
#include "flow/acting.h"
#include "store/recourse.h"

/* NULL in its place: what the house promises (act.h), and the law's where it promises nothing. */
struct recourse_settings {
	int64_t window_days; /* for an appeal; less than the law's are the law's; 0: the law's */
	int64_t answer_days; /* for the operator's answer; 0: REVIEW_ANSWER_DAYS */
};

struct recourse_page { /* what the public page shows; strings in the arena of the call */
	struct decided d;
	int harm;
	struct str statement; /* JSON: the fields of struct statement */
	bool has_measure;
	struct measure measure;
	enum restoring restoring; /* where the decision was reversed */
	int64_t until_s; /* an appeal is possible until then; the page is there as long */
	bool may_holder, may_reporter, may_actor; /* appeal it now */
	struct store_appeal *appeals; /* of their text and contact nothing is shown */
	size_t appeals_n;
};
/* BW_ENOTFOUND where the token is none, or its time is over. */
int recourse_statement(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, struct recourse_page *out, struct err *e) MUST_USE;
/* As `statement --json` and the public page have it: no case, no person, nobody's words but the decider's. */
void recourse_page_json(const struct recourse_page *p, struct jw *w);

struct recourse_filing {
	enum appellant by;
	struct str text; /* 1 to LIMIT_APPEAL_TEXT bytes */
	struct str contact; /* mail address, may be empty: then only the page tells the outcome */
	struct str lang; /* BCP 47; may be empty */
};
/* APPEAL_FILE, with the token.  Its answer is due ${set->answer_days} later. */
int recourse_file(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, const struct recourse_filing *f, int64_t *appeal, struct err *e) MUST_USE;
/* By who filed it, with the token again. */
int recourse_withdraw(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, enum appellant by, struct err *e) MUST_USE;
/* "It is repaired" (ANSWER_ACTED), or words that a person reads (ANSWER_UNKNOWN), from the page: an answer of
 * the case, of at most LIMIT_ANSWER_TEXT bytes, and in the first case somebody looks again; nothing is
 * believed (answering_take_page). */
int recourse_answer(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, enum answer_kind kind, struct str words, struct err *e) MUST_USE;

/* An answer to a letter of ${decision} (0: of none) says that it is appealed.  ${*missing}: one sentence, why
 * that cannot be filed as it is; empty: it can, by recourse_file_in in the same transaction. */
int recourse_appealable(const struct desk *d, struct arena *a, int64_t decision,
	const struct recourse_filing *f, struct str *missing, struct err *e) MUST_USE;
int recourse_file_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	const struct recourse_filing *f, int64_t *appeal, struct err *e) MUST_USE;

/* APPEAL_REVIEW, by somebody who neither decided nor agreed. */
int recourse_take(const struct desk *d, struct arena *a, int64_t appeal, struct err *e) MUST_USE;
/* ${instead} for APPEAL_CHANGED: what is decided in its place, also another refusal.  One transaction: the
 * outcome, the reversal through the channel that acted, the letters to everyone who was told, and what it
 * counts against rule and notifiers. */
int recourse_decide(const struct desk *d, struct arena *a, int64_t appeal,
	enum appeal_state outcome, struct str reasons, const struct choice *instead,
	struct err *e) MUST_USE;

/* Everybody who decided or agreed along the chain that ${decision} follows; by a rule: nobody. */
int recourse_deciders(struct store *s, struct arena *a, int64_t decision, int64_t **out, size_t *n,
	struct err *e) MUST_USE;
/* How far the way back of a reversed decision has come. */
int recourse_restoring(struct store *s, struct arena *a, int64_t decision, enum restoring *out,
	struct err *e) MUST_USE;

/* Reversed and not seen to be restored: looked at with the facts there are now; what the registration or the
 * DNS shows to be back is noted.  ${*done}: so many more are.  ${*open} lists the others. */
struct recourse_open {
	int64_t decision, case_id;
	enum restoring how;
};
int recourse_track(const struct desk *d, struct arena *a, size_t *done, struct recourse_open **open,
	size_t *n, struct err *e) MUST_USE;
/* A person saw it. */
int recourse_seen(const struct desk *d, struct arena *a, int64_t decision, struct str how,
	struct err *e) MUST_USE;

#endif
