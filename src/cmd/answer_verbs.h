/* SPDX-License-Identifier: Apache-2.0 */
/* answer_verbs.h -- what the files of `bailiwick answer` share. */
#ifndef CMD_ANSWER_VERBS_H
#define CMD_ANSWER_VERBS_H

#include "answer/form.h"
#include "answer/mapping.h"
#include "cmd/store_open.h"
#include "flow/answering.h"
#include "store/duties.h"
#include "sys/parse_pool.h"

struct answer_run {
	struct ctx *c;
	struct knowing know;
	struct facts facts;
	struct store *store;
	int64_t person;
	struct buf out;
	struct parse_pool *pool; /* started with the first mail; NULL */
};

struct desk answer_desk(const struct answer_run *r);
int answer_tell(struct answer_run *r, const struct answered *x, struct err *e) MUST_USE;
/* An answer by whoever has the token of a letter or of a message of several: ${cases}, numbers with commas, says
 * which of them; empty: all. */
int answer_by_token(struct answer_run *r, struct str token, struct str cases,
	const struct answer *x, struct err *e) MUST_USE;
/* A message that came back: an answer, a bounce, an auto-reply, or nothing that names a letter. */
int answer_take_mail(struct answer_run *r, struct str message, struct err *e) MUST_USE;
/* Every new message of a Maildir; those that were understood or tell nothing are marked as seen. */
int answer_take_maildir(struct answer_run *r, struct str path, struct err *e) MUST_USE;
/* `answer read FILE…|-` */
int answer_read(struct answer_run *r, struct err *e) MUST_USE;

#endif
