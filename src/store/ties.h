/* SPDX-License-Identifier: Apache-2.0 */
/* ties.h -- the look-ups behind store_tied and store_asked, for the lists as well.
 *
 * Nothing here scans cases: a value leads to names, a name to its cases, an actor to those that ask it.
 */
#ifndef STORE_TIES_H
#define STORE_TIES_H

#include "store/store.h"

struct ids {
	int64_t *v;
	size_t n, cap;
};

struct names {
	struct str *v;
	size_t n, cap;
};

struct ties_ask {
	enum tie_kind kind;
	struct str value;
	int64_t but; /* not this case; 0: every one */
	size_t most; /* cases */
};

/* Append the cases in ${a} to ${out}, each once.  ${*more}: over STORE_TIED_MOST names have the value, and only the
 * first of them were followed. */
int ties_cases(struct store *s, struct arena *a, const struct ties_ask *q, struct ids *out,
	bool *more, struct err *e) MUST_USE;
/* Cases on exactly this site. */
int ties_on_site(
	struct store *s, struct arena *a, struct str site, struct ids *out, struct err *e) MUST_USE;
/* The newest first. */
int ties_asked(struct store *s, struct arena *a, struct str actor, int64_t but, size_t most,
	struct ids *out, struct err *e) MUST_USE;

/* Cases with a reply nobody has dealt with, of the last STORE_REPLIES_MOST answers; newest first, each once. */
int replies_new(struct store *s, struct arena *a, struct ids *out, struct err *e) MUST_USE;

/* What makes two lists the same, as bytes in ${room}: every field of the query that store_list looks at.  p is NULL where
 * they do not fit. */
struct str store_query_key(const struct store_query *q, char *room, size_t n);

#endif
