/* SPDX-License-Identifier: Apache-2.0 */
/* known.h -- the facts a store keeps that a case rests on: those about its host, its names, the aliases and
 * the addresses they lead to.  Nothing is asked of the network. */
#ifndef FLOW_KNOWN_H
#define FLOW_KNOWN_H

#include "domain/site.h"
#include "store/store.h"

/* Into ${out}, which is emptied first: what the store keeps about ${site}, then ${more} (may be NULL), so
 * that of two learned at the same second the one given counts.  In ${a}. */
int known_facts(struct store *s, struct arena *a, const struct site *site, const struct facts *more,
	int64_t now_s, struct facts *out, struct err *e) MUST_USE;
/* The same where the store surely keeps no facts on the case, found out without asking the database; else false. */
bool known_none(const struct store *s, const struct site *site, const struct facts *more,
	struct facts *out);
/* Keep ${f} in the store, in a transaction of its own that is on disk afterwards. */
int known_keep(struct store *s, const struct facts *f, size_t *fresh, struct err *e) MUST_USE;

#endif
