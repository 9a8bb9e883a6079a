/* SPDX-License-Identifier: Apache-2.0 */
/* letter.h -- one message to one recipient through one channel.  `act` writes letters, flow puts them in
 * the outbox in the transaction of the decision, a channel sends them.
 *
 * Sending a letter twice is harmless (its key is the same), not sending it is visible (its state).
 */
#ifndef DOMAIN_LETTER_H
#define DOMAIN_LETTER_H

#include "domain/vocab.h"

#define LETTER_KEY   16
#define LETTER_WAITS (-1) /* for others to the same recipient */

struct letter {
	int64_t id; /* of the outbox; 0: not there yet */
	unsigned char key
		[LETTER_KEY]; /* idempotency key: from decision, kind, recipient and number of the turn */
	int64_t case_id, decision_id; /* decision_id 0: none (news to a reporter) */
	enum letter_kind kind;
	enum channel channel;
	enum letter_state state;
	int role; /* of the recipient; -1: reporter, holder, notifier */
	struct str actor; /* its stable id (domain/stack.h); empty for people */
	struct str
		contact; /* mail address, web address, name of an EPP server or zone; personal data */
	struct str lang; /* BCP 47, "en" where unknown */
	struct str
		token; /* names the request in answers (plus-address, link): 128 random bits, base 32 */
	struct str subject; /* one line */
	struct str text; /* for people; UTF-8, lines of at most 76 columns */
	struct str data; /* for programs: JSON, by channel (docs/formats/letter.md) */
	int64_t made_at_s, not_before_s,
		due_s; /* due_s: by when an answer is asked for; CLOCK_NONE */
	uint32_t tries;
	struct str outcome; /* of the last try: SMTP reply, EPP result, in words */
	int64_t about; /* the letter this one reminds of, withdraws or undoes; 0: none */
	uint32_t turn; /* 0 the first time; how often it was asked again while it was up */
	int64_t sent_at_s; /* CLOCK_NONE: not yet */
	struct str reference; /* the other side's, of the last receipt: what an undo needs */
	int64_t parcel; /* letters that leave in one message; 0: it leaves alone; LETTER_WAITS */
	bool withdrawn; /* stood down, or its decision reversed: nothing is asked any more */
};

/* What a channel says of one try. */
struct receipt {
	enum letter_state state; /* SENT, DELIVERED, BOUNCED, FAILED; QUEUED: try again later */
	int code; /* the protocol's: SMTP reply, HTTP status, EPP result; 0: none */
	struct str reference; /* the other side's: queue id, message id, svTRID */
	struct str words; /* one line for a person */
	int64_t retry_after_s; /* asked for by the other side; 0: not */
};

#endif
