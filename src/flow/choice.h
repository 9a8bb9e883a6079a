/* SPDX-License-Identifier: Apache-2.0 */
/* choice.h -- what was chosen, held against the ladder as it is now: which row, and what must be met first.
 * Reads the store, writes nothing.
 */
#ifndef FLOW_CHOICE_H
#define FLOW_CHOICE_H

#include "flow/acting.h"
#include "flow/case.h"

struct chosen {
	struct case_view view;
	const struct option *option; /* NULL: nothing is done, or CSAM */
	struct decision decision; /* with its words */
	bool refuse;
	struct str *unmet; /* preconditions, a sentence each */
	size_t unmet_n;
	bool wants_second; /* a second person must agree */
	bool reached, exception; /* how the first precondition was met */
};

/* The row of ${c} in the case's ladder.  BW_EINVALID: there is none, it is ruled out, or nothing is proposed
 * and nothing was named. */
int choice_resolve(const struct desk *d, struct arena *a, int64_t case_id, const struct choice *c,
	struct chosen *out, struct err *e) MUST_USE;
/* The row of table decision; strings in ${a}. */
int choice_decided(const struct desk *d, struct arena *a, const struct choice *c,
	const struct chosen *x, struct decided *out, struct err *e) MUST_USE;

#endif
