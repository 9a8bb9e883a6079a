/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/ahead.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "sys/beside.h"

#define LEAD        8 /* cases the copy leaves to the other, so that they do not work on the same one */
#define TEXT_ROOM   176 /* of target and brand; a case with longer ones is done by the other */
#define ACTION_ROOM 32
#define ACTOR_ROOM  72

struct kept_step { /* without pointers */
	int16_t role, effect, collateral;
	uint8_t action_n, actor_n;
	bool action, actor; /* there is one */
	char action_text[ACTION_ROOM], actor_text[ACTOR_ROOM];
};

struct task {
	_Atomic uint32_t done; /* the number of the lot it was done for */
	bool left; /* not for the copy */
	uint16_t target_n, brand_n;
	int32_t harm_class, harm, tier;
	uint32_t evidence, missing, names;
	int64_t opened_at_s, worked_at_s, backed;
	char text[TEXT_ROOM]; /* target, brand */
	int verdict, decision;
	int64_t due_s;
	char country[2]; /* zeros: not known */
	struct kept_step proposal, next;
};

struct shared {
	_Atomic uint32_t lot; /* the one to do, from 1 */
	_Atomic uint32_t left; /* the copy has done with this one */
	_Atomic size_t n, at; /* cases in it; where the other is */
	struct task task[]; /* two lots of ${most}, in turn */
};

struct ahead {
	struct beside copy;
	size_t most, bytes;
	ahead_one *one;
	const void *ctx;
	struct shared *shared;
	/* the other's side */
	uint32_t lot;
	size_t put, asked;
};

static struct task *tasks(const struct ahead *h, uint32_t lot)
{
	return h->shared->task + (lot & 1) * h->most;
}

/* ---- the copy ---- */

static bool keep_step(const struct store_step *s, struct kept_step *k)
{
	if (s->action.n > ACTION_ROOM || s->actor.n > ACTOR_ROOM)
		return false;
	*k = (struct kept_step){ .role = (int16_t)s->role,
		.effect = (int16_t)s->effect,
		.collateral = (int16_t)s->collateral,
		.action_n = (uint8_t)s->action.n,
		.actor_n = (uint8_t)s->actor.n,
		.action = s->action.p != NULL,
		.actor = s->actor.p != NULL };
	if (s->action.n)
		memcpy(k->action_text, s->action.p, s->action.n);
	if (s->actor.n)
		memcpy(k->actor_text, s->actor.p, s->actor.n);
	return true;
}

static void do_task(const struct ahead *h, struct task *t, uint32_t lot, struct arena *a)
{
	const struct store_case c = { .harm_class = (enum harm_class)t->harm_class,
		.harm = t->harm,
		.tier = (enum tier)t->tier,
		.evidence = t->evidence,
		.missing = t->missing,
		.names = t->names,
		.opened_at_s = t->opened_at_s,
		.worked_at_s = t->worked_at_s,
		.backed = t->backed,
		.target = { t->text, t->target_n },
		.brand = { t->brand_n ? t->text + t->target_n : NULL, t->brand_n } };
	struct outcome x;

	if (t->left || !h->one(h->ctx, &c, a, &x) || !keep_step(&x.proposal, &t->proposal) ||
		!keep_step(&x.next, &t->next))
		return;
	t->verdict = (int)x.verdict;
	t->decision = x.decision;
	t->due_s = x.due_s;
	memset(t->country, 0, sizeof(t->country));
	if (x.country.n == sizeof(t->country))
		memcpy(t->country, x.country.p, sizeof(t->country));
	atomic_store(&t->done, lot);
}

static void do_lot(const struct ahead *h, uint32_t lot, struct arena *a)
{
	struct task *t = tasks(h, lot);
	size_t n = atomic_load(&h->shared->n);

	for (size_t i = LEAD; i < n && atomic_load(&h->shared->lot) == lot; i++) {
		size_t other = atomic_load(&h->shared->at);

		if (i < other + LEAD)
			i = other + LEAD;
		if (i < n)
			do_task(h, &t[i], lot, a);
		arena_reset(a);
	}
}

static void copy(void *arg)
{
	struct ahead *h = arg;
	struct arena a;

	arena_init(&a, 0);
	while (beside_wait(&h->copy)) {
		uint32_t lot = atomic_load(&h->shared->lot);

		do_lot(h, lot, &a);
		atomic_store(&h->shared->left, lot);
	}
}

/* ---- the other ---- */

struct ahead *ahead_new(size_t most, ahead_one *one, const void *ctx)
{
	struct ahead *h = beside_worth() ? mem_calloc(1, sizeof(*h)) : NULL;
	struct err ignored;

	if (!h)
		return NULL;
	h->most = most;
	h->bytes = sizeof(struct shared) + 2 * most * sizeof(struct task);
	h->one = one;
	h->ctx = ctx;
	h->shared = beside_memory(h->bytes);
	if (!h->shared || beside_start(copy, h, &h->copy, &ignored)) {
		beside_memory_free(h->shared, h->bytes);
		mem_free(h);
		return NULL;
	}
	return h;
}

void ahead_free(struct ahead *h)
{
	if (!h)
		return;
	beside_end(&h->copy);
	beside_memory_free(h->shared, h->bytes);
	mem_free(h);
}

bool ahead_open(struct ahead *h)
{
	/* Of the lot before the last it must be through: the new one takes its place. */
	if (h->lot - atomic_load(&h->shared->left) > 1)
		return false;
	h->put = h->asked = 0;
	return true;
}

void ahead_put(struct ahead *h, const struct store_case *c)
{
	struct task *t = &tasks(h, h->lot + 1)[h->put];

	if (h->put == h->most)
		return;
	h->put++;
	t->left = c->target.n + c->brand.n > TEXT_ROOM;
	if (t->left)
		return;
	t->harm_class = (int32_t)c->harm_class;
	t->harm = c->harm;
	t->tier = (int32_t)c->tier;
	t->evidence = c->evidence;
	t->missing = c->missing;
	t->names = c->names;
	t->opened_at_s = c->opened_at_s;
	t->worked_at_s = c->worked_at_s;
	t->backed = c->backed;
	t->target_n = (uint16_t)c->target.n;
	t->brand_n = (uint16_t)c->brand.n;
	if (c->target.n)
		memcpy(t->text, c->target.p, c->target.n);
	if (c->brand.n)
		memcpy(t->text + c->target.n, c->brand.p, c->brand.n);
}

void ahead_begin(struct ahead *h)
{
	h->lot++;
	/* While it is busy with the last lot it sees only numbers of that one: n is read after lot is. */
	atomic_store(&h->shared->at, 0);
	atomic_store(&h->shared->n, h->put);
	atomic_store(&h->shared->lot, h->lot);
	beside_tell(&h->copy);
}

static struct store_step step_kept(const struct kept_step *k)
{
	return (struct store_step){ .action = { k->action ? k->action_text : NULL, k->action_n },
		.actor = { k->actor ? k->actor_text : NULL, k->actor_n },
		.role = k->role,
		.effect = k->effect,
		.collateral = k->collateral };
}

bool ahead_next(struct ahead *h, struct outcome *out)
{
	const struct task *t = &tasks(h, h->lot)[h->asked];

	if (h->asked == h->put)
		return false;
	atomic_store(&h->shared->at, ++h->asked);
	if (atomic_load(&t->done) != h->lot)
		return false;
	*out = (struct outcome){ .verdict = (enum verdict)t->verdict,
		.decision = t->decision,
		.proposal = step_kept(&t->proposal),
		.next = step_kept(&t->next),
		.due_s = t->due_s,
		.country = { t->country[0] ? t->country : NULL,
			t->country[0] ? sizeof(t->country) : 0 } };
	return true;
}
