/* SPDX-License-Identifier: Apache-2.0 */
/* chance.h -- a desk over weeks, with actors that answer, stall, lie, refuse and vanish, and with faults: all
 * from a seed.  After every step every invariant is checked.
 */
#ifndef SIM_CHANCE_H
#define SIM_CHANCE_H

#include "flow/explain.h"

struct chance_settings {
	uint64_t seed;
	unsigned days, cases;
	bool quiet; /* only faults are told */
};

struct chance_outcome {
	uint64_t seed;
	size_t steps, checks, letters, grouped, answers, decisions, appeals, reversals, injected,
		faults;
	struct {
		size_t verified, open; /* cases at the end, and those that are not */
	} cases;
};

/* It ends where something broke.  What happened goes to ${out}, the same bytes for the same settings.  About a second for thirty days of
 * forty cases. */
int chance_run(const struct knowledge *know, const struct chance_settings *set, struct buf *out,
	struct chance_outcome *o, struct err *e) MUST_USE;
/* The last line. */
void chance_tell(const struct chance_outcome *o, bool json, struct buf *out);

#endif
