/* SPDX-License-Identifier: Apache-2.0 */
/* courier.h -- takes wishes, returns facts, and says of each wish not fulfilled why.
 *
 * What the cache holds is not asked again.  DNS questions go out together, RDAP questions one after the
 * other, each server at its pace, all within one budget of time.
 */
#ifndef NET_COURIER_H
#define NET_COURIER_H

#include "net/cache.h"
#include "net/dns.h"
#include "net/guard.h"
#include "refdata/refdata.h"

#define COURIER_ADDRESSES 4 /* registrations of addresses asked for in one go */

struct courier {
	const struct refdata *rd;
	struct guard guard;
	struct dns_settings dns;
	struct cache cache;
	struct str rdap_base; /* ask this server instead of IANA's list; p NULL */
	int64_t end_ms; /* the whole budget, by the monotonic clock */
	int64_t now_s;
};

struct courier_miss {
	struct wish wish;
	struct str why;
};

struct courier_misses {
	struct courier_miss *v;
	size_t n, cap;
};

/* A budget from now on. */
void courier_budget(struct courier *c, int64_t timeout_ms);
/* Fulfil what can be fulfilled; facts are appended, wishes not fulfilled as well. Wishes that were
 * missed before are not tried again. Fails only where memory ran out or settings are wrong. */
int courier_fetch(struct courier *c, struct arena *a, const struct wish *wishes, size_t n,
	struct facts *facts, struct courier_misses *misses, struct err *e) MUST_USE;

#endif
