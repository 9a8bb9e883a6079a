/* SPDX-License-Identifier: Apache-2.0 */
/* answering.h -- an answer comes in, and what follows from it.
 *
 * An answer names its letter by a token (or a person names the letter).  It is stored with its event, once;
 * clocks of the letter end; and by its kind:
 *   ACKNOWLEDGED  the duty to answer is met.  Nothing else: it is no proof that a holder was reached.
 *   MORE          the reporter is asked for exactly that, and has a week; the actor's clocks stop.
 *   DECIDED       the duties to answer and to review are met; the one to act runs on.  A day they name within
 *                 a fortnight stands for the one we named.
 *   ACTED         the measure is active; somebody looks again within a day.  Seen to be gone: the case is
 *                 verified, everybody else is stood down, the reporter hears.  Still there: the next rung.
 *   REFUSED       the next rung is proposed; the reporter hears why.  "It is gone" is looked at first.
 *   REVERSED      a step was taken back; where we asked for that, its measure ends.
 *   APPEALED      an appeal of whom the letter went to, where it can be filed as it is; else a person reads
 *                 what is missing.
 * From an answer that was guessed (not sure) nothing follows until a person confirms it.
 *
 * Words of an answer about child sexual abuse material are not kept.
 */
#ifndef FLOW_ANSWERING_H
#define FLOW_ANSWERING_H

#include "domain/answer.h"
#include "domain/measure.h"
#include "flow/command.h"
#include "store/parcels.h"

#define ANSWERING_TOKEN_S (400 * INT64_C(86400)) /* a letter's token is good for that long */

struct answered {
	int64_t answer_id, case_id, letter_id;
	enum answer_kind kind;
	bool fresh; /* false: it was there already, nothing was changed */
	bool person; /* a person looks at it: unsure, or an appeal that cannot be filed */
	int64_t appeal; /* that was filed; 0 */
	struct str missing; /* why it could not be: one sentence; empty */
	enum case_state state; /* of the case now */
};

/* ${x}: kind, channel, at_s (CLOCK_NONE: now), action, effect, reason, needs, until_s, reference, text,
 * sure; the rest comes from the letter.  BW_ENOTFOUND: no such token; BW_EDENIED: it has expired. */
int answering_take(const struct desk *d, struct arena *a, struct str token, const struct answer *x,
	struct answered *out, struct err *e) MUST_USE;
/* The same by a person who knows the letter. */
int answering_take_letter(const struct desk *d, struct arena *a, int64_t letter_id,
	const struct answer *x, struct answered *out, struct err *e) MUST_USE;
/* The same for a message of several letters: each letter is answered by the part of ${parts} that names its case, else
 * by the one that names none, where it says anything clear, else by nothing; where no part names a case that is in it,
 * all of them by ${whole}.  What was withdrawn is answered only where it is named.  ${by_person}: by a person who
 * knows the message, else by whoever has its token.  ${out} has room for LIMIT_PARCEL; those before an error are
 * taken.  BW_EINVALID: nothing in it is meant. */
int answering_take_parcel(const struct desk *d, struct arena *a, const struct parcel *p,
	bool by_person, const struct answer *whole, const struct answer_part *parts, size_t parts_n,
	struct answered *out, size_t *n, struct err *e) MUST_USE;
/* The same from the public page of ${n}, by nobody knows whom: an answer of no letter (letter_id 0).  It ends
 * no clock and moves no case.  ACTED: somebody looks again within a day; what is still there then is noted
 * and nobody is passed over for it. */
int answering_take_page(const struct desk *d, struct arena *a, const struct decided *n,
	const struct answer *x, struct answered *out, struct err *e) MUST_USE;
/* A person has read an unsure answer: it is of ${kind} (and ${reason}, an enum answer_reason or REASON_NONE).
 * BW_ECONFLICT: it was sure. */
int answering_confirm(const struct desk *d, struct arena *a, int64_t answer_id,
	enum answer_kind kind, int reason, struct answered *out, struct err *e) MUST_USE;

/* Inside a change: where somebody was to look again, or was asked and has not answered, and the facts say
 * what is there now, what follows.  ${*done} false: nothing was learned since, and nothing is changed. */
int answering_look_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	bool *done, struct err *e) MUST_USE;

#endif
