/* SPDX-License-Identifier: Apache-2.0 */
/* rate.h -- how often one network may ask: a bucket of tokens each, in a table of fixed size. */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include "base/err.h"
#include "base/hash.h"

struct rate_bucket {
	uint64_t key; /* 0: free */
	int64_t at_ms;
	uint32_t thousandths; /* of tokens left */
};

struct rate {
	struct rate_bucket *v; /* LIMIT_HTTP_NETWORKS */
	struct hash_key seed;
	uint32_t per_minute, burst; /* per_minute 0: no limit */
};

struct rate_left {
	uint32_t left; /* requests that may follow at once */
	uint32_t
		reset_s; /* until the bucket is full again; where nothing is left: until the next */
};

int rate_init(struct rate *r, uint32_t per_minute, struct hash_key seed, struct err *e) MUST_USE;
void rate_done(struct rate *r);
/* Take one; false where there is none left.  Networks: an IPv4 address, an IPv6 /64.  O(1): of eight places a
 * network may have the longest unused is forgotten, which gives its owner a full bucket. */
bool rate_take(struct rate *r, const unsigned char address[16], int64_t now_ms,
	struct rate_left *out) MUST_USE;

#endif
