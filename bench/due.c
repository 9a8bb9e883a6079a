/* SPDX-License-Identifier: Apache-2.0 */
/* bench-due FOLDER [COUNT] -- a new store in FOLDER with COUNT (1,000,000) running clocks, then pages of 50 of
 * what is due: median and worst of 21.
 * bench-due --expire STORE -- every case of STORE was asked for something that was due on 2026-11-21; then measure
 * `bailiwick due sweep --store STORE --at 2026-11-22`. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/rng.h"
#include "store/duties.h"
#include "store/outbox.h"

#define TURNS 21
#define START 1795000000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void must(int rc, const struct err *e)
{
	if (rc) {
		fprintf(stderr, "bench-due: %s\n", e->text);
		exit(1);
	}
}

static void fill(struct store *s, int64_t count, struct err *e)
{
	struct rng_seeded seed = { 1 };
	struct work *w;
	double t = now();

	must(store_change_begin(s, &w, e), e);
	for (int64_t i = 1; i <= count; i++) {
		uint64_t r = rng_next(&seed);
		char actor[32];
		struct store_duty d = { .case_id = i,
			.letter_id = i,
			.verb = DUTY_ACT,
			.role = ROLE_HOSTING,
			.pack = STR("icann-raa"),
			.clause = STR("3.18.2"),
			.started_s = START,
			.due_s = START + (int64_t)(r % (30 * 86400)),
			.remind_s = CLOCK_NONE };
		int64_t id;
		bool fresh;

		if (i % 100000 == 0)
			d.role = ROLE_RESELLER; /* hardly any */
		d.actor = str_make(actor,
			(size_t)snprintf(actor, sizeof(actor), "as:%d", (int)(r >> 40 & 4095)));
		must(store_duty_put(w, &d, &id, &fresh, e), e);
	}
	must(store_work_commit(w, e), e);
	store_work_free(w);
	printf("%lld clocks opened in %.1f s\n", (long long)count, (now() - t) / 1e3);
}

static void measure(struct store *s, const char *name, struct duty_query q)
{
	struct store_duty *v;
	double t[TURNS];
	struct arena a;
	struct err e;
	size_t n = 0;

	arena_init(&a, 0);
	q.most = 50;
	for (int i = 0; i < TURNS; i++) {
		t[i] = now();
		must(store_duties(s, &a, &q, &v, &n, &e), &e);
		t[i] = now() - t[i];
		if (n) {
			q.after_s = v[n - 1].due_s;
			q.after_id = v[n - 1].id;
		}
		arena_reset(&a);
	}
	qsort(t, TURNS, sizeof(t[0]), by_size);
	printf("%-24s %6.2f ms median %6.2f ms worst %4zu rows\n", name, t[TURNS / 2], t[TURNS - 1],
		n);
	arena_done(&a);
}

/* A clock on each case, of whoever is asked there. */
static int expire(const char *dir)
{
	const struct store_settings set = { .dir = dir, .wait_ms = 1000 };
	struct store_query q;
	struct arena a;
	struct store *s;
	struct work *w;
	struct err e;
	int64_t *ids, id, due;
	bool fresh;
	size_t n;

	must(store_open(&set, &s, &e), &e);
	arena_init(&a, 0);
	store_query_init(&q);
	must(store_list(s, &a, &q, &ids, &n, &e), &e);
	must(store_change_begin(s, &w, &e), &e);
	for (size_t i = n; i-- > 0;) {
		struct store_case c;
		struct store_duty d = { .case_id = ids[i],
			.letter_id = ids[i],
			.verb = DUTY_ACT,
			.role = ROLE_HOSTING,
			.actor = STR("hosting"),
			.clause = STR(DUTY_ASKED),
			.started_s = START,
			.due_s = START + 1,
			.remind_s = CLOCK_NONE };

		must(store_case_get(s, &a, ids[i], &c, &e), &e);
		if (c.proposal.role != STORE_NONE)
			d.role = c.proposal.role;
		must(store_duty_put(w, &d, &id, &fresh, &e), &e);
		must(store_case_state(w, ids[i], CASE_NOTICED, &e), &e);
		must(store_duty_first(w, ids[i], &due, &e), &e);
	}
	must(store_work_commit(w, &e), &e);
	store_work_free(w);
	printf("%zu clocks\n", n);
	arena_done(&a);
	store_close(s);
	return 0;
}

int main(int argc, char **argv)
{
	struct rng_seeded seed = { 2 };
	const struct rng rng = rng_from_seed(&seed);
	const struct store_settings set = {
		.dir = argc > 1 ? argv[1] : "", .create = true, .wait_ms = 1000, .rng = &rng
	};
	struct duty_query any, q;
	struct store *s;
	struct err e;

	if (argc > 2 && strcmp(argv[1], "--expire") == 0)
		return expire(argv[2]);
	must(store_open(&set, &s, &e), &e);
	fill(s, argc > 2 ? atoll(argv[2]) : 1000000, &e);
	duty_query_init(&any);
	measure(s, "soonest", any);
	q = any;
	q.before_s = START + 15 * 86400;
	q.after_s = START + 14 * 86400;
	measure(s, "a day in the middle", q);
	q = any;
	q.role = ROLE_HOSTING;
	measure(s, "role", q);
	q.role = ROLE_RESELLER;
	measure(s, "role of one in 100,000", q);
	q = any;
	q.actor = STR("as:17");
	measure(s, "actor", q);
	q.actor = STR("as:nobody");
	measure(s, "actor not there", q);
	store_close(s);
	return 0;
}
