/* SPDX-License-Identifier: Apache-2.0 */
/* cache.h -- answers kept in a folder of the user's, as fact lines, so that nobody is asked twice.
 *
 * One small file for each question; written aside and renamed, so that a reader never sees half of one.
 * What is read back goes through the same parser as anything else from outside.
 */
#ifndef NET_CACHE_H
#define NET_CACHE_H

#include "domain/fact.h"

struct cache {
	struct str folder; /* p NULL: nothing is kept */
};

/* The lines kept for a question whose facts all still stand; false where there are none. */
bool cache_get(const struct cache *c, struct arena *a, enum fact_kind kind, struct str subject,
	struct str detail, int64_t now_s, struct facts *out);
/* Keep; failing to is no fault worth a word. */
void cache_put(const struct cache *c, enum fact_kind kind, struct str subject, struct str detail,
	struct str lines);
/* A small text of our own in the same folder (pace's memory). */
struct str cache_text(const struct cache *c, struct arena *a, const char *name);
void cache_keep_text(const struct cache *c, const char *name, struct str text);

#endif
