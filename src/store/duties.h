/* SPDX-License-Identifier: Apache-2.0 */
/* duties.h -- what came back to letters, and the clocks that run on cases.
 *
 * A duty is a row: who has to do what by when, from which clause, begun by which letter.  It runs, and
 * then it is met (an answer), passed (nobody moved), or lifted (it is settled otherwise); SQL lets it end
 * once and never run again, so that whatever follows from its end happens once.  The end and what follows
 * from it are one transaction.
 *
 * The queue of what is due is an index by time over what runs, and the same for each role and actor: a page
 * of a million costs well under 1 ms, whatever the filter.  Of those that passed, a filter that hardly any
 * row passes reads all.
 */
#ifndef STORE_DUTIES_H
#define STORE_DUTIES_H

#include "domain/answer.h"
#include "domain/decision.h"
#include "store/store.h"

/* Clauses of clocks of our own; the pack is empty. */
#define DUTY_ASKED     "asked-by-us" /* the day our letter names */
#define DUTY_PROMISED  "promised" /* the day an actor named who decided to act */
#define DUTY_MISSING   "missing-evidence" /* the reporter was asked for more */
#define DUTY_TAKE_BACK "take-back" /* a step was reversed, and whoever took it was told */
#define DUTY_LOOK      "look-again" /* a step was reported, nobody has looked yet */

struct store_duty {
	int64_t id, case_id, decision_id, letter_id; /* decision, letter: 0 where none */
	enum duty_verb verb;
	int role; /* of who owes it; STORE_NONE: the reporter, or we ourselves */
	struct str actor; /* stable id; empty */
	struct str pack, clause; /* pack empty: a clock of our own */
	int64_t started_s, due_s;
	int64_t remind_s; /* CLOCK_NONE: no reminder, or it was written */
	enum duty_state state;
	int64_t ended_s; /* CLOCK_NONE while it runs */
};

/* ---- inside a transaction (struct work) ---- */

/* A new clock, running; a second one of the same letter, verb, clause and beginning is the first one. */
int store_duty_put(struct work *w, const struct store_duty *d, int64_t *id, bool *fresh,
	struct err *e) MUST_USE;
/* End it.  ${event}: what recorded it, 0 where nothing did.  ${*moved} false: it had ended already. */
int store_duty_end(struct work *w, int64_t id, enum duty_state to, int64_t at_s, int64_t event,
	bool *moved, struct err *e) MUST_USE;
/* End those of a letter that run, of the verbs in ${verbs} (bits of enum duty_verb), but not our own to look
 * again; ${*n}: how many. */
int store_duty_end_letter(struct work *w, int64_t letter_id, unsigned verbs, enum duty_state to,
	int64_t at_s, int64_t event, size_t *n, struct err *e) MUST_USE;
/* End our own clocks of that clause on a case; of one letter where ${letter_id} is not 0. */
int store_duty_end_own(struct work *w, int64_t case_id, int64_t letter_id, const char *clause,
	enum duty_state to, int64_t at_s, int64_t event, size_t *n, struct err *e) MUST_USE;
/* Nothing is owed on the case any more. */
int store_duty_lift(
	struct work *w, int64_t case_id, int64_t at_s, size_t *n, struct err *e) MUST_USE;
/* A reminder of that letter was written: all its clocks have had theirs. */
int store_duty_reminded(struct work *w, int64_t letter_id, struct err *e) MUST_USE;
/* Not now: look again at ${at_s} whether to remind. */
int store_duty_later(struct work *w, int64_t id, int64_t at_s, struct err *e) MUST_USE;
/* The earliest of the case's running clocks, into its entry in the list; CLOCK_NONE where none runs. */
int store_duty_first(struct work *w, int64_t case_id, int64_t *due_s, struct err *e) MUST_USE;

/* An answer with what the desk knows about it. */
struct store_answer {
	struct answer answer;
	int role; /* of the letter's recipient; STORE_NONE */
	int64_t taken_s;
	int64_t event;
};
/* Is the same answer there?  ${*id} 0: no. */
int store_answer_known(
	struct store *s, const struct answer *x, int64_t *id, struct err *e) MUST_USE;
/* BW_ELIMIT where the case has LIMIT_ANSWERS. */
int store_answer_put(
	struct work *w, const struct store_answer *x, int64_t *id, struct err *e) MUST_USE;

/* ---- reading; strings in ${a} ---- */

/* The earliest of the case's running clocks; CLOCK_NONE where none runs. */
int store_duty_soonest(struct store *s, int64_t case_id, int64_t *due_s, struct err *e) MUST_USE;

int store_answers_of(struct store *s, struct arena *a, int64_t case_id, struct store_answer **out,
	size_t *n, struct err *e) MUST_USE;
/* BW_ENOTFOUND. */
int store_answer_get(struct store *s, struct arena *a, int64_t id, struct store_answer *out,
	struct err *e) MUST_USE;

int store_duties_of(struct store *s, struct arena *a, int64_t case_id, struct store_duty **out,
	size_t *n, struct err *e) MUST_USE;

struct duty_query {
	bool passed; /* those that passed; else those that run */
	int role; /* STORE_NONE: any */
	struct str actor; /* empty: any */
	int64_t before_s; /* due not later; CLOCK_NONE: any */
	int64_t after_s, after_id; /* the last row of the page before; 0, 0: from the start */
	size_t most;
};
void duty_query_init(struct duty_query *q);
/* One page, soonest due first. */
int store_duties(struct store *s, struct arena *a, const struct duty_query *q,
	struct store_duty **out, size_t *n, struct err *e) MUST_USE;
/* Running ones whose reminder is not later than ${now_s}. */
int store_duties_remind(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct store_duty **out, size_t *n, struct err *e) MUST_USE;

/* Who was asked on a case, since it last came up again, and let the day pass, or refused. */
int store_tried(struct store *s, struct arena *a, int64_t case_id, struct tried **out, size_t *n,
	struct err *e) MUST_USE;

/* The latest time a sweep of the clocks was made for; it never goes back.  CLOCK_NONE: never. */
int store_swept(struct store *s, int64_t *at_s, struct err *e) MUST_USE;
int store_swept_set(struct work *w, int64_t at_s, struct err *e) MUST_USE;

#endif
