/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/ahead.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "sys/beside.h"

#define LEAD        8 /* groups the copy leaves to the other, so that they do not work on the same one */
#define ACTION_ROOM 32
#define ACTOR_ROOM  72
#define ROOM_MORE   16384 /* reports of the last block of a batch that are more than was asked for */
#define TEXT_EACH \
	192 /* bytes of text a report, on average; a batch with more is read by the other */
#define WORTH 4096 /* reports that are worth to be read by the copy */
#define BLOCK_USUAL \
	((size_t)8 << 20) /* bytes that a block of the spool and its items take, or less */
#define WAIT_MS 60000 /* for a batch: a copy that takes longer is no help */

struct kept_step { /* without pointers */
	int16_t role, effect, collateral;
	uint8_t action_n, actor_n;
	bool action, actor; /* there is one */
	char action_text[ACTION_ROOM], actor_text[ACTOR_ROOM];
};

struct kept_outcome {
	_Atomic uint32_t done; /* the number of the lot it was done for */
	int verdict, decision;
	int64_t due_s;
	char country[2]; /* zeros: not known */
	struct kept_step proposal, next;
};

struct lot { /* a batch, as it is handed over */
	struct batch batch;
	struct store_portion *portion;
	void *memory;
};

struct shared {
	_Atomic uint32_t asked; /* number of the lot to read, from 1 */
	_Atomic uint32_t read; /* the last that was read, or could not be */
	_Atomic bool failed; /* could not */
	_Atomic uint32_t begun; /* the lot whose stages are to run */
	_Atomic uint32_t at; /* the group of it that the other has come to */
	struct lot lot[2]; /* in turn: one is in hand, one is being read */
	struct kept_outcome *outcome; /* of the groups of the lot that was begun */
};

struct ahead {
	struct beside copy;
	struct work *work;
	size_t most, cap, bytes;
	ahead_one *one;
	const void *ctx;
	struct shared *shared;
	/* the other's side */
	uint32_t asked, taken; /* lots; taken: the one in hand, 0 where it is none of the copy's */
	bool waiting, gone;
	/* the copy's */
	struct arena block, report;
	uint32_t run, reading; /* lots: stages done, reading begun */
};

static struct lot *lot_of(const struct ahead *h, uint32_t n)
{
	return &h->shared->lot[n & 1];
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

static void run_one(struct ahead *h, const struct batch *b, uint32_t i, uint32_t lot)
{
	struct kept_outcome *k = &h->shared->outcome[i];
	struct outcome x;

	if (!h->one(h->ctx, b, &b->group[i], &h->report, &x) ||
		!keep_step(&x.proposal, &k->proposal) || !keep_step(&x.next, &k->next))
		return;
	k->verdict = (int)x.verdict;
	k->decision = x.decision;
	k->due_s = x.due_s;
	memset(k->country, 0, sizeof(k->country));
	if (x.country.n == sizeof(k->country))
		memcpy(k->country, x.country.p, sizeof(k->country));
	atomic_store(&k->done, lot);
}

static void run_stages(struct ahead *h, uint32_t lot)
{
	const struct batch *b = &lot_of(h, lot)->batch;

	h->run = lot;
	for (uint32_t i = LEAD; i < b->groups && atomic_load(&h->shared->begun) == lot; i++) {
		uint32_t other = atomic_load(&h->shared->at);

		if (i < other + LEAD)
			i = other + LEAD;
		if (i < b->groups && b->group[i].fresh)
			run_one(h, b, i, lot);
		arena_reset(&h->report);
	}
}

/* One block of what is asked for. */
static void read_on(struct ahead *h, uint32_t asked)
{
	struct lot *l = lot_of(h, asked);
	const struct store_item *item;
	struct err ignored; /* whoever stores reads it again, and says so */
	size_t n = 0;
	int rc;

	if (h->reading != asked)
		batch_place(&l->batch, l->memory, h->cap, h->cap * TEXT_EACH);
	h->reading = asked;
	rc = store_portion_read(h->work, l->portion, &h->block, h->most, &item, &n, &ignored);
	if (!rc && n)
		rc = batch_add(&l->batch, item, n, &h->report, &ignored);
	arena_reset(&h->block);
	arena_reset(&h->report);
	if (!rc && n)
		return;
	if (!rc)
		batch_sort(&l->batch);
	atomic_store(&h->shared->failed, rc != 0);
	atomic_store(&h->shared->read, asked);
	beside_tell(&h->copy);
}

static void copy(void *arg)
{
	struct ahead *h = arg;

	arena_init(&h->block, 0);
	arena_init(&h->report, 0);
	(void)arena_room(
		&h->block, BLOCK_USUAL, 1); /* kept from now on: the same pages for each block */
	arena_reset(&h->block);
	do {
		uint32_t begun, asked;

		/* Stages first: the other is at the same cases. */
		while ((begun = atomic_load(&h->shared->begun)) != h->run ||
			(asked = atomic_load(&h->shared->asked)) != atomic_load(&h->shared->read)) {
			if (begun != h->run)
				run_stages(h, begun);
			else
				read_on(h, asked);
		}
	} while (beside_wait(&h->copy, -1));
}

/* ---- the other ---- */

/* Addresses in memory that both have at the same place. */
static void lay_out(struct ahead *h)
{
	char *at = (char *)(h->shared + 1);

	h->shared->outcome = (struct kept_outcome *)at;
	at += h->cap * sizeof(struct kept_outcome);
	for (size_t i = 0; i < 2; i++) {
		h->shared->lot[i].portion = (struct store_portion *)at;
		at += store_portion_size();
		h->shared->lot[i].memory = at;
		at += batch_bytes(h->cap, h->cap * TEXT_EACH);
	}
}

struct ahead *ahead_new(struct work *w, size_t most, ahead_one *one, const void *ctx)
{
	struct ahead *h = beside_worth() ? mem_calloc(1, sizeof(*h)) : NULL;
	struct err ignored;

	if (!h)
		return NULL;
	h->work = w;
	h->most = most;
	h->cap = most + ROOM_MORE;
	h->bytes = sizeof(struct shared) + h->cap * sizeof(struct kept_outcome) +
		   2 * (store_portion_size() + batch_bytes(h->cap, h->cap * TEXT_EACH));
	h->one = one;
	h->ctx = ctx;
	h->shared = beside_memory(h->bytes);
	if (h->shared)
		lay_out(h);
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

int ahead_ask(struct ahead *h, struct err *e)
{
	struct store_portion *p = lot_of(h, h->asked + 1)->portion;
	int rc;

	if (h->gone)
		return BW_OK;
	rc = store_portion_begin(h->work, p, e);
	if (rc || store_portion_left(p) < WORTH)
		return rc;
	h->waiting = true;
	atomic_store(&h->shared->asked, ++h->asked);
	beside_tell(&h->copy);
	return BW_OK;
}

int ahead_take(struct ahead *h, struct batch **out, struct err *e)
{
	struct lot *l = lot_of(h, h->asked);

	*out = NULL;
	h->taken = 0;
	if (!h->waiting)
		return BW_OK;
	h->waiting = false;
	while (!h->gone && atomic_load(&h->shared->read) != h->asked)
		h->gone = !beside_wait(&h->copy, WAIT_MS);
	if (h->gone || atomic_load(&h->shared->failed))
		return BW_OK;
	h->taken = h->asked;
	*out = &l->batch;
	return store_portion_take(h->work, l->portion, e);
}

void ahead_begin(struct ahead *h)
{
	if (!h->taken)
		return;
	atomic_store(&h->shared->at, 0);
	atomic_store(&h->shared->begun, h->taken);
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

bool ahead_done(struct ahead *h, const struct group *g, struct outcome *out)
{
	const struct kept_outcome *k;
	uint32_t i;

	if (!h->taken)
		return false;
	i = (uint32_t)(g - lot_of(h, h->taken)->batch.group);
	k = &h->shared->outcome[i];
	atomic_store(&h->shared->at, i + 1);
	if (atomic_load(&k->done) != h->taken)
		return false;
	*out = (struct outcome){ .verdict = (enum verdict)k->verdict,
		.decision = k->decision,
		.proposal = step_kept(&k->proposal),
		.next = step_kept(&k->next),
		.due_s = k->due_s,
		.country = { k->country[0] ? k->country : NULL,
			k->country[0] ? sizeof(k->country) : 0 } };
	return true;
}
