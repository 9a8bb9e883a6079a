/* SPDX-License-Identifier: Apache-2.0 */
/* mail.h -- a message that came back, read: which letter it belongs to, and what it says.
 *
 * Pure.  The answer's kind comes from the first of these that says something: our form in JSON
 * (form.h), what a mail system says (format/dsn.h), the status words of other interfaces, plain words in the six
 * languages we write (words.h).  What comes from words is marked unsure: a person confirms what has
 * consequences.  Words that contradict each other, that deny, ask, or depend on something else, say nothing.
 *
 * Runs in the disposable `parse` process: the calls at the end are what travels between that process and
 * the one that asked.  That a message names a letter proves little: a token was sent to the recipient, a
 * key has been seen by every mail system on the way.  Who may answer is decided by whoever stores it.
 */
#ifndef ANSWER_MAIL_H
#define ANSWER_MAIL_H

#include "base/buf.h"
#include "domain/answer.h"
#include "format/dsn.h"
#include "format/mail_ids.h"

enum answer_mail_sort {
	ANSWER_MAIL_OTHER, /* names no letter of ours: perhaps a report */
	ANSWER_MAIL_REPLY, /* somebody, or somebody's program, answers */
	ANSWER_MAIL_AUTOMATIC, /* an auto-reply (RFC 3834): the contact takes mail, and no more */
	ANSWER_MAIL_BOUNCE, /* a mail system tells of delivery: a fact about the contact */
	ANSWER_MAIL_RECEIPT, /* a read receipt (RFC 8098): no answer */
	ANSWER_MAIL_SORT_COUNT
};
const char *answer_mail_sort_text(int sort);

struct answer_mail {
	enum answer_mail_sort sort;
	bool has_token, has_key; /* which letter; both may be there, and the token counts */
	char token[MAIL_TOKEN_CHARS + 1];
	unsigned char key[MAIL_KEY_BYTES];
	struct str from; /* address that the message says it is from; not proven */
	struct str message_id; /* of the message: the same twice is the same answer */
	struct dsn bounce; /* BOUNCE */
	struct answer
		answer; /* kind, reason, action, effect, reference, text, sure; channel mail */
	/* REPLY: what is said of which case, where cases are named; what matters of an answer to several. */
	const struct answer_part *parts;
	size_t parts_n; /* at most LIMIT_PARCEL + 1 */
};

struct answer_hints {
	int64_t received_at_s; /* where the message has no date of its own */
	struct str
		own; /* our address ("abuse@desk.example"): only tags behind it count; empty: any */
};

/* ${message} must outlive ${*out}, whose strings are in ${a}.  What is no message at all is OTHER.  O(n). */
int answer_read_mail(struct arena *a, struct str message, const struct answer_hints *h,
	struct answer_mail *out, struct err *e) MUST_USE;

/* Between the processes.  A request is the head that answer_mail_request writes, and right after it the
 * message; its first byte is not that of a request of intake/mail.h. */
#define ANSWER_MAIL_REQUEST 2
void answer_mail_request(const struct answer_hints *h, struct buf *head);
/* In the parse process. 0, BW_EPARSE for a request that is none, or BW_ENOMEM. */
int answer_mail_serve(struct str request, struct buf *reply, struct err *e) MUST_USE;
/* What came back, checked as if a stranger had sent it; strings are borrowed from ${reply}, the list of parts is in
 * ${a}. BW_EPARSE. */
int answer_mail_reply(
	struct arena *a, struct str reply, struct answer_mail *out, struct err *e) MUST_USE;

#endif
