/* SPDX-License-Identifier: Apache-2.0 */
/* infer.h -- (site, facts) -> the actors on its stack, and the facts still wished for.
 *
 * Pure and total: with no facts it says who is known from reference data and what is not known.
 * Sources in order of trust: own data, directory, RDAP, DNS, address, PSL; a weaker source never
 * overrides a stronger one, both are shown.
 */
#ifndef STACK_INFER_H
#define STACK_INFER_H

#include "base/arena.h"
#include "domain/stack.h"
#include "refdata/refdata.h"

/* ${out} borrows from site, facts, ${rd} and ${a}.  ${facts} may be NULL.  At most LIMIT_ACTORS.
 * With no facts it costs a few microseconds: bulk intake calls it for every case. */
int stack_infer(struct arena *a, const struct refdata *rd, const struct site *site,
	const struct facts *facts, int64_t now_s, struct stack *out, struct err *e) MUST_USE;

#endif
