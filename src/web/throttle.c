/* SPDX-License-Identifier: Apache-2.0 */
#include "web/throttle.h"

#include "base/hash.h"
#include "base/limit.h"
#include "base/mem.h"

#define FREE_NAME    5 /* failures that cost nothing */
#define FREE_NETWORK 20
#define WAIT_FIRST_S 15
#define WAIT_MOST_S  900
#define FORGET_S     3600
#define WAYS         4

struct failures {
	uint64_t key; /* 0: free */
	uint32_t n;
	int64_t last_s;
};

struct throttle {
	struct hash_key seed;
	struct failures v[LIMIT_THROTTLED];
	struct {
		int64_t person, step;
	} used[1024]; /* a ring */
	size_t used_at;
};

int throttle_new(const struct rng *rng, struct throttle **out, struct err *e)
{
	struct throttle *t = mem_calloc(1, sizeof(*t));

	if (!t)
		return err_nomem(e);
	rng_fill(rng, &t->seed, sizeof(t->seed));
	*out = t;
	return BW_OK;
}

void throttle_free(struct throttle *t)
{
	mem_free(t);
}

/* Names are told apart without case: the store's are ASCII. */
static uint64_t name_key(const struct throttle *t, struct str name)
{
	char low[128];
	size_t n = name.n < sizeof(low) ? name.n : sizeof(low);

	for (size_t i = 0; i < n; i++)
		low[i] = ch_tolower(name.p[i]);
	return hash_keyed(t->seed, str_make(low, n)) | 1;
}

static uint64_t network_key(const struct throttle *t, const unsigned char address[16])
{
	bool six = memcmp(address, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) != 0;

	return (hash_keyed(t->seed, str_make((const char *)address, six ? 8 : 16)) ^ 0x5a5a5a) | 1;
}

/* The place of a key; where ${make}, the longest unused of its places is taken for it. */
static struct failures *find(struct throttle *t, uint64_t key, int64_t now_s, bool make)
{
	struct failures *set = &t->v[key % (LIMIT_THROTTLED / WAYS) * WAYS], *old = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == key) {
			if (now_s - set[i].last_s > FORGET_S)
				set[i].n = 0;
			return &set[i];
		}
		if (set[i].key == 0 || (old->key && set[i].last_s < old->last_s))
			old = &set[i];
	}
	if (!make)
		return NULL;
	*old = (struct failures){ key, 0, now_s };
	return old;
}

static int64_t wait_of(const struct failures *f, uint32_t free, int64_t now_s)
{
	int64_t wait = WAIT_FIRST_S;

	if (!f || f->n < free)
		return 0;
	for (uint32_t i = free; i < f->n && wait < WAIT_MOST_S; i++)
		wait *= 2;
	if (wait > WAIT_MOST_S)
		wait = WAIT_MOST_S;
	return f->last_s + wait > now_s ? f->last_s + wait - now_s : 0;
}

int throttle_ask(struct throttle *t, struct str name, const unsigned char address[16],
	int64_t now_s, int64_t *wait_s, struct err *e)
{
	int64_t a = !name.p ? 0
			    : wait_of(find(t, name_key(t, name), now_s, false), FREE_NAME, now_s),
		b = wait_of(find(t, network_key(t, address), now_s, false), FREE_NETWORK, now_s);

	*wait_s = a > b ? a : b;
	if (*wait_s == 0)
		return BW_OK;
	return err_set(
		e, BW_EAGAIN, "too many attempts; try again in %lld seconds", (long long)*wait_s);
}

void throttle_failed(
	struct throttle *t, struct str name, const unsigned char address[16], int64_t now_s)
{
	struct failures *f;

	if (name.p) {
		f = find(t, name_key(t, name), now_s, true);
		f->n++;
		f->last_s = now_s;
	}
	f = find(t, network_key(t, address), now_s, true);
	f->n++;
	f->last_s = now_s;
}

void throttle_good(struct throttle *t, struct str name)
{
	struct failures *f = find(t, name_key(t, name), 0, false);

	if (f)
		f->n = 0;
}

int64_t throttle_step(const struct throttle *t, int64_t person)
{
	for (size_t i = 0; i < sizeof(t->used) / sizeof(t->used[0]); i++)
		if (t->used[i].person == person)
			return t->used[i].step;
	return 0;
}

void throttle_step_used(struct throttle *t, int64_t person, int64_t step)
{
	for (size_t i = 0; i < sizeof(t->used) / sizeof(t->used[0]); i++)
		if (t->used[i].person == person) {
			t->used[i].step = step;
			return;
		}
	t->used[t->used_at].person = person;
	t->used[t->used_at].step = step;
	t->used_at = (t->used_at + 1) % (sizeof(t->used) / sizeof(t->used[0]));
}
