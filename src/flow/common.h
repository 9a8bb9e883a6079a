/* SPDX-License-Identifier: Apache-2.0 */
/* common.h -- what a case has in common with others: who is asked, the addresses and name servers of its name, the
 * registrant's handle, each with a few of the other cases.
 *
 * From what is stored and nothing else; nobody is asked.  A handle stands here only where the registry publishes it; it
 * is for the desk, never for a public page.
 */
#ifndef FLOW_COMMON_H
#define FLOW_COMMON_H

#include "flow/case.h"

#define COMMON_MOST  24 /* values of one case; what is further is passed over */
#define COMMON_CASES 5 /* of one value; the list has them all */

struct common {
	const char *what; /* "actor", or tie_kind_text: also how the list is filtered by it */
	struct str value;
	int64_t *cases; /* others, at most COMMON_CASES and one more */
	size_t n;
};

/* In ${a}; strings borrowed from ${v}.  Some tens of microseconds: index look-ups, bounded. */
int common_of(struct store *s, struct arena *a, const struct case_view *v, struct common **out,
	size_t *n, struct err *e) MUST_USE;
/* The value of a member: [{"what", "value", "cases"}]. */
void common_json(const struct common *c, size_t n, struct jw *w);

#endif
