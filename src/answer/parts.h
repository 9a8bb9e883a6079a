/* SPDX-License-Identifier: Apache-2.0 */
/* parts.h -- a reply about several cases, taken apart: which words are about which case.
 *
 * A case is named by its number ("c-0000003").  A line that names cases is about them, and so are the lines below
 * it up to an empty line, a line that ends in a colon, or the next that names some.  A line of numbers
 * alone has the words below it, else those above.  A line is cut at semicolons and ends of sentences, so that
 * "c-1 is gone; c-2 is not ours" are two.  All other words together are about the rest.
 *
 * What the words say is for words.h, whether a number is of a case that was asked about is for others.  Pure.
 */
#ifndef ANSWER_PARTS_H
#define ANSWER_PARTS_H

#include "base/arena.h"
#include "base/err.h"

struct reply_part {
	const struct str *cases; /* as written; borrowed */
	size_t cases_n; /* 0: about those that no other part names; it is the last */
	struct str words; /* without the numbers */
};

/* ${text} without quotes (quote.h), which must outlive ${*out}.  At most LIMIT_PARCEL numbers are looked at; one
 * that is named twice is in both parts.  O(n). */
int reply_parts(struct arena *a, struct str text, struct reply_part **out, size_t *n,
	struct err *e) MUST_USE;
/* The first number of a case at or after ${at}; empty where there is none. */
struct str reply_case(struct str text, size_t at);

#endif
