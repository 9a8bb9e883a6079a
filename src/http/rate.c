/* SPDX-License-Identifier: Apache-2.0 */
#include "http/rate.h"

#include "base/limit.h"
#include "base/mem.h"

#define WAYS 8

int rate_init(struct rate *r, uint32_t per_minute, struct hash_key seed, struct err *e)
{
	*r = (struct rate){ .seed = seed, .per_minute = per_minute };
	r->burst = per_minute / 2 + 1;
	if (!per_minute)
		return BW_OK;
	r->v = mem_calloc(LIMIT_HTTP_NETWORKS, sizeof(*r->v));
	return r->v ? BW_OK : err_nomem(e);
}

void rate_done(struct rate *r)
{
	mem_free(r->v);
	r->v = NULL;
}

static struct rate_bucket *find(struct rate *r, uint64_t key, int64_t now_ms)
{
	struct rate_bucket *set = &r->v[key % (LIMIT_HTTP_NETWORKS / WAYS) * WAYS], *old = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].key == 0 || (old->key && set[i].at_ms < old->at_ms))
			old = &set[i];
	}
	*old = (struct rate_bucket){ key, now_ms, r->burst * 1000 };
	return old;
}

bool rate_take(
	struct rate *r, const unsigned char address[16], int64_t now_ms, struct rate_left *out)
{
	bool six = memcmp(address, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) != 0;
	uint64_t key, full = (uint64_t)r->burst * 1000, have;
	struct rate_bucket *b;

	*out = (struct rate_left){ UINT32_MAX, 0 };
	if (!r->per_minute)
		return true;
	key = hash_keyed(r->seed, str_make((const char *)address, six ? 8 : 16)) | 1;
	b = find(r, key, now_ms);
	/* per_minute tokens in 60,000 ms: per_minute / 60 thousandths a millisecond. */
	have = b->thousandths;
	if (now_ms > b->at_ms)
		have += (uint64_t)(now_ms - b->at_ms) * r->per_minute / 60;
	b->thousandths = (uint32_t)(have > full ? full : have);
	b->at_ms = now_ms;
	if (b->thousandths < 1000) {
		out->left = 0;
		out->reset_s = (1000 - b->thousandths) * 60 / r->per_minute / 1000 + 1;
		return false;
	}
	b->thousandths -= 1000;
	out->left = b->thousandths / 1000;
	out->reset_s = (uint32_t)((full - b->thousandths) * 60 / r->per_minute / 1000);
	return true;
}
