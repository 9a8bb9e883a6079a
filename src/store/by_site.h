/* SPDX-License-Identifier: Apache-2.0 */
/* by_site.h -- cases in the order of their sites, then harm class, then part.  For the files of this folder. */
#ifndef STORE_BY_SITE_H
#define STORE_BY_SITE_H

#include "store/store.h"

/* What other filters leave: a bit for each case, and how many. */
struct chosen {
	unsigned char *bits;
	size_t bytes;
	int64_t n;
};

/* At most ${most} cases below ${q}'s prefix, behind its ${after} and in its direction; of ${chosen} only, which may be
 * NULL for all.  Few chosen ones are looked up and sorted; of many the index is walked until enough were met, so that a
 * page costs some thousand rows wherever the chosen ones lie evenly, and at worst the whole index. */
int by_site(struct store *s, struct arena *a, const struct store_query *q,
	const struct chosen *chosen, size_t most, int64_t **ids, size_t *n, struct err *e) MUST_USE;

#endif
