/* SPDX-License-Identifier: Apache-2.0 */
/* case_verbs.h -- what the files of `bailiwick case` share. */
#ifndef CMD_CASE_VERBS_H
#define CMD_CASE_VERBS_H

#include "cmd/store_open.h"

struct case_run {
	struct ctx *c;
	struct knowing know;
	struct facts facts; /* given and not kept in the store */
	struct store *store;
	int64_t person; /* in whose name; 0: the operator */
	struct buf out;
	struct arena one; /* of the case in hand */
};

int case_flush(struct case_run *r, struct err *e) MUST_USE;
/* Flush when there is enough to be worth it. */
int case_flush_some(struct case_run *r, struct err *e) MUST_USE;
/* Argument ${i} as a case's number. */
int case_id_arg(struct case_run *r, size_t i, int64_t *out, struct err *e) MUST_USE;

/* Learn what the stages wish for about some cases, keep it, run the stages again. */
int case_look(struct case_run *r, struct err *e) MUST_USE;
/* Take personal data out of reports for good. */
int case_erase(struct case_run *r, struct err *e) MUST_USE;
/* How many open proposals would take more than what was reported; BW_ENEGATIVE where any would. */
int case_harm(struct case_run *r, struct err *e) MUST_USE;

#endif
