/* SPDX-License-Identifier: Apache-2.0 */
/* undoing.h -- what undoing.c and ending.c share: the letters of a decision, and letters about letters.  For
 * the files of this folder. */
#ifndef FLOW_UNDOING_H
#define FLOW_UNDOING_H

#include "flow/mailing.h"

/* Does it ask for a step? */
bool undoing_asks(const struct letter *l);
/* It may have arrived, so that whoever got it must be told. */
bool undoing_may_have_left(const struct letter *l);
/* All of a decision, oldest first, in ${a}. */
int undoing_letters(const struct desk *d, struct arena *a, int64_t case_id, int64_t decision_id,
	struct letter **out, size_t *n, struct err *e) MUST_USE;
/* A letter about another that was sent: not before that one's lease is over, so that it comes second. */
int undoing_follow_up(struct mailing *m, const struct decided *n, const struct letter *l,
	enum act_template what, struct str words, int64_t *id, struct err *e) MUST_USE;

#endif
