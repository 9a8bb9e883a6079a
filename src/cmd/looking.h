/* SPDX-License-Identifier: Apache-2.0 */
/* looking.h -- ask for the facts that a case lacks, keep them, run the stages again: `case look` and the role net. */
#ifndef CMD_LOOKING_H
#define CMD_LOOKING_H

#include "cmd/facts.h"
#include "flow/command.h"
#include "flow/still.h"

#define LOOK_FRESH_S 86400 /* what was learned in the last day is not asked again */

struct look {
	struct desk desk; /* facts: those given that are not in the store; never NULL */
	struct arena *one; /* of the case in hand */
	struct facts_source source;
	int64_t since_s; /* answers older than that are asked for again */
	const struct post_look *pages; /* a person asks: pages are looked at; NULL: they are not */
};

/* What became of one case. */
struct looked {
	struct store_case before, after;
	const struct wish *would;
	size_t would_n, fresh;
	struct courier_misses misses;
	struct still still; /* its pages, and what they answered */
	bool other, changed; /* another step; or another state */
	const char *not_looked; /* why; NULL */
};
int look_at(struct look *l, int64_t id, struct looked *out, struct err *e) MUST_USE;
/* Is there anything that the stages would ask about it? */
int look_lacks(struct look *l, int64_t id, bool *lacks, struct err *e) MUST_USE;

#endif
