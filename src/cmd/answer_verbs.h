/* SPDX-License-Identifier: Apache-2.0 */
/* answer_verbs.h -- what the files of `bailiwick answer` share. */
#ifndef CMD_ANSWER_VERBS_H
#define CMD_ANSWER_VERBS_H

#include "answer/form.h"
#include "answer/mapping.h"
#include "cmd/store_open.h"
#include "flow/answering.h"
#include "store/duties.h"

struct answer_run {
	struct ctx *c;
	struct knowing know;
	struct facts facts;
	struct store *store;
	struct buf out;
};

struct desk answer_desk(const struct answer_run *r);
int answer_tell(struct answer_run *r, const struct answered *x, struct err *e) MUST_USE;
/* `answer read FILE…|-` */
int answer_read(struct answer_run *r, struct err *e) MUST_USE;

#endif
