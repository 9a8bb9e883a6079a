/* SPDX-License-Identifier: Apache-2.0 */
/* acting.h -- from a proposal to a decision, its letters and measures, and the way back: what a desk, an
 * automation rule, an appeal or an answer may have done about a case.
 *
 * Each call is one transaction: the decision, its statement of reasons, its measure, its letters, the state
 * of the case and an event for each are in the store together or not at all.  Calls whose name ends in _in
 * are for callers that have a transaction already.
 *
 * What is enforced here and nowhere else:
 *   - the option chosen stands in the case's ladder as it is now, and is not ruled out;
 *   - a step on a whole name needs proof that its holder was reached (a fact `reached`; that a letter was
 *     acknowledged is none), or an exception with its reason, which is kept;
 *   - a step with much beside it needs a second person, who is not the first: until then nothing leaves but a
 *     receipt to who reported;
 *   - a rule decides only what decide/ says it may (DECISION_ACT), and its name is on the decision.
 * Who may call what is decided before (flow/permit.h).
 */
#ifndef FLOW_ACTING_H
#define FLOW_ACTING_H

#include "domain/answer.h"
#include "domain/measure.h"
#include "flow/command.h"
#include "store/outbox.h"

struct choice {
	bool refuse; /* nothing is done about it; ${why} is needed */
	struct str action; /* a row of the ladder; empty: the proposal */
	struct str actor; /* its stable id; empty: whoever is first with that action */
	int role; /* -1: any */
	struct str why; /* in words; needed for anything but the proposal */
	struct str exception; /* why the holder cannot be reached first; empty: none is claimed */
	struct str
		reached; /* how the holder was reached, and when: kept as a fact; empty: as the facts say */
	int64_t second_person; /* who agrees already; 0: nobody yet */
	struct str rule; /* the automation rule that decides; then the desk's person is 0 */
	int64_t follows; /* the decision this one changes (an appeal's outcome); 0 */
};

/* Decide about a case.  BW_ECONFLICT: closed, merged, or a decision is in force that this one does not
 * follow.  BW_EINVALID: no such row, ruled out, or the proposal is a question of taste (DECISION_DESK).
 * BW_EDENIED: a precondition is not met; the sentence says which.  Where a second person is needed and
 * not named, the decision is stored as waiting, and nothing happens but that who reported hears of receipt.
 * For DECISION_REFER the letters go to the hotline and the police and say nothing of the content. */
int command_decide(const struct desk *d, struct arena *a, int64_t case_id, const struct choice *c,
	int64_t *decision_id, struct err *e) MUST_USE;
/* The same in the caller's transaction; whether that may be asked was decided by the caller. */
int command_decide_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	const struct choice *c, int64_t *decision_id, struct err *e) MUST_USE;

/* The second person's word on a decision that waits for it: then its letters are written, or it is
 * rejected with ${why}.  BW_EDENIED: the person is the first one, or nobody. */
int command_approve(const struct desk *d, struct arena *a, int64_t decision_id, bool agree,
	struct str why, struct err *e) MUST_USE;

/* Take a decision back: its open requests are withdrawn, a step that was taken is undone through the
 * channel that took it, everyone who was told is told.  ${*new_decision} is the row that reverses it. */
int command_reverse(const struct desk *d, struct arena *a, int64_t decision_id, struct str why,
	int64_t *new_decision, struct err *e) MUST_USE;
int command_reverse_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision_id,
	struct str why, int64_t *new_decision, struct err *e) MUST_USE;

/* It is settled: every other open request of the case is withdrawn and its recipients are told, measures
 * that have not begun end, and whoever acted more broadly than was needed is asked to narrow it.
 * ${except_actor}: who settled it, by stable id; empty: nobody is left out.  ${*letters}: how many were written. */
int command_stand_down(const struct desk *d, struct arena *a, int64_t case_id,
	struct str except_actor, struct str why, size_t *letters, struct err *e) MUST_USE;
int command_stand_down_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	struct str except_actor, struct str why, size_t *letters, struct err *e) MUST_USE;

/* The case ends: its open requests are withdrawn and whoever may have got one is told (of child sexual abuse
 * material nobody is), decisions that wait are rejected, clocks lifted.  What was done stays as it is. */
int acting_close_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	struct str why, struct err *e) MUST_USE;

/* Ask again what a letter asked: a reminder (the same words, and since when), once for each ${turn} > 0.
 * ${*id} 0: the letter is withdrawn or was answered by a final state; nothing is written. */
int acting_remind_in(struct work *w, const struct desk *d, struct arena *a, int64_t letter_id,
	uint32_t turn, int64_t *id, struct err *e) MUST_USE;

/* The step that a letter asked for, or a part of it, was taken (answer ACTED, receipt of a COMMAND): its
 * measure is active from ${at_s} on, with what the channel needs to undo it. */
int acting_begun_in(struct work *w, const struct desk *d, int64_t decision_id, int64_t at_s,
	struct str reference, struct err *e) MUST_USE;

/* What follows when a letter was carried out for certain: a COMMAND begins its measure, an UNDO ends it. */
int acting_delivered_in(struct work *w, const struct desk *d, struct arena *a,
	const struct letter *l, struct str reference, struct err *e) MUST_USE;

/* The manual channel: what became of a letter that somebody carried.  ${done} false: it could not be done. */
int command_tick(const struct desk *d, struct arena *a, int64_t letter_id, bool done,
	struct str how, struct err *e) MUST_USE;

/* A person says whether a contact may be written to; letters that were held for it are let go, or dropped and written to
 * the next contact of the same actor. */
int command_contact_approve(const struct desk *d, struct arena *a, int64_t contact_id, bool yes,
	struct err *e) MUST_USE;

/* Language (BCP 47) and hours (act/hours.h) of a contact; empty: as usual, always.  ACTOR_MANAGE. */
int command_contact_set(const struct desk *d, struct arena *a, int64_t contact_id, struct str lang,
	struct str hours, struct err *e) MUST_USE;
/* Are its requests gathered into one message, when (act/parcel.h), and where do web addresses stand then: what
 * waits for others already is looked at anew.  ACTOR_MANAGE.  BW_EINVALID: not by mail. */
int command_contact_group(const struct desk *d, struct arena *a, int64_t contact_id,
	struct str grouping, bool as_table, struct err *e) MUST_USE;
/* One letter is withdrawn: not sent where it has not left; nothing is expected of it else, and nobody is told
 * (command_stand_down does that for a case).  BW_ECONFLICT: it has ended. */
int command_letter_withdraw(const struct desk *d, struct arena *a, int64_t letter_id,
	struct str why, struct err *e) MUST_USE;

/* Tell those who reported the case and gave an address: ACKNOWLEDGED received, DECIDED passed on to whom,
 * MORE what is missing, ACTED done, REFUSED somebody who was asked declined and ${words} why, REVERSED taken
 * back.  Once for each letter it is about (${about}, the request that was answered; NULL: for the case). */
int acting_news(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	enum answer_kind what, const struct letter *about, struct str words,
	struct err *e) MUST_USE;

/* What ${l} asks for is not the step to ask for any more (its host has changed): whatever its decision asks is
 * withdrawn, whoever may have got a letter of it and those who reported are told ${why}, and the case goes back to
 * people with what the stages propose now.  Nothing where the decision is not in force. */
int acting_moved_in(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	struct str why, struct err *e) MUST_USE;

/* Measures whose end has come (a block that ends by itself): the step is undone through its channel, the measure
 * ends, and the case is proposed anew; that it was seen gone meanwhile does not count.  ${*n}: how many. */
int acting_expire(const struct desk *d, struct arena *a, size_t *n, struct err *e) MUST_USE;

#endif
