/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered between two looks is never older than the store: two handles stand for two processes. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rng.h"
#include "store/inner.h"

struct bench {
	char dir[64];
	struct rng_seeded seed;
	struct rng rng;
	struct arena a;
	struct err e;
	struct store *desk, *other;
};

static struct store *open_store(struct bench *b)
{
	const struct store_settings set = {
		.dir = b->dir, .create = true, .wait_ms = 100, .rng = &b->rng
	};
	struct store *s = NULL;

	if (store_open(&set, &s, &b->e))
		fail_msg("%s", b->e.text);
	return s;
}

static int setup(void **state)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	snprintf(b.dir, sizeof(b.dir), "/tmp/bw-look-XXXXXX");
	if (!mkdtemp(b.dir))
		return -1;
	b.seed.state = 7;
	b.rng = rng_from_seed(&b.seed);
	arena_init(&b.a, 0);
	b.desk = open_store(&b);
	b.other = open_store(&b);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	char *const argv[] = { "rm", "-rf", b->dir, NULL };
	pid_t pid;

	store_close(b->desk);
	store_close(b->other);
	arena_done(&b->a);
	pid = fork();
	if (pid == 0) {
		execvp("rm", argv);
		_exit(1);
	}
	return 0;
}

/* One more case, open, that a person called ${actor} is asked about. */
static int64_t make_case(struct bench *b, struct store *s, const char *actor)
{
	struct store_case c = { .harm_class = CLASS_PHISHING,
		.target = STR("http://a.example/"),
		.proposal = { .action = STR("warn"), .actor = str_of(actor) } };
	struct hot_case h = { .harm_class = CLASS_PHISHING, .state = CASE_OPEN, .reports = 1 };
	struct work *w;

	assert_int_equal(store_change_begin(s, &w, &b->e), 0);
	c.id = store_case_number(w);
	c.site = arena_printf(&b->a, "s%u.example", (unsigned)c.id);
	c.next.role = c.proposal.role = h.role = STORE_NONE;
	assert_int_equal(store_action(w, STR("warn"), &h.action, &b->e), 0);
	assert_int_equal(store_home_put(w, c.site, c.harm_class, c.id, &b->e), 0);
	assert_int_equal(store_case_put(w, &c, &b->e), 0);
	assert_int_equal(store_hot_put(w, c.id, &h, &b->e), 0);
	assert_int_equal(store_work_commit(w, &b->e), 0);
	store_work_free(w);
	return c.id;
}

static void close_case(struct bench *b, struct store *s, int64_t id)
{
	struct work *w;

	assert_int_equal(store_change_begin(s, &w, &b->e), 0);
	assert_int_equal(store_close_case(w, id, 2000, STR("enough"), &b->e), 0);
	assert_int_equal(store_work_commit(w, &b->e), 0);
	store_work_free(w);
}

static size_t open_ones(struct bench *b)
{
	struct store_query q;
	int64_t *ids;
	size_t n;

	store_query_init(&q);
	q.state = CASE_OPEN;
	q.limit = 10;
	assert_int_equal(store_list(b->desk, &b->a, &q, &ids, &n, &b->e), 0);
	return n;
}

static struct store_case get(struct bench *b, int64_t id)
{
	struct store_case c;

	assert_int_equal(store_case_get(b->desk, &b->a, id, &c, &b->e), 0);
	return c;
}

static void a_look_is_of_one_moment(void **state)
{
	struct bench *b = *state;
	int64_t one = make_case(b, b->other, "host");

	make_case(b, b->other, "host");
	store_look_begin(b->desk);
	assert_int_equal(open_ones(b), 2);
	close_case(b, b->other, one);
	make_case(b, b->other, "host");
	make_case(b, b->other, "host");
	assert_int_equal(open_ones(b), 2);
	assert_int_equal(get(b, one).state, CASE_OPEN);
	store_look_end(b->desk);
	assert_int_equal(open_ones(b), 3);
}

static void others_changes_are_seen(void **state)
{
	struct bench *b = *state;
	int64_t one = make_case(b, b->other, "host");

	for (size_t turn = 1; turn <= 5; turn++) {
		store_look_begin(b->desk);
		assert_int_equal(open_ones(b), turn);
		assert_int_equal(get(b, one).state, CASE_OPEN);
		store_look_end(b->desk);
		make_case(b, b->other, "host");
	}
	close_case(b, b->other, one);
	store_look_begin(b->desk);
	assert_int_equal(open_ones(b), 5);
	assert_int_equal(get(b, one).state, CASE_CLOSED);
	store_look_end(b->desk);
}

/* Whoever changes something ends the look, and sees it in the next. */
static void own_changes_are_seen(void **state)
{
	struct bench *b = *state;
	int64_t one = make_case(b, b->desk, "host");

	store_look_begin(b->desk);
	assert_int_equal(open_ones(b), 1);
	close_case(b, b->desk, one);
	assert_int_equal(open_ones(b), 0);
	store_look_begin(b->desk);
	assert_int_equal(open_ones(b), 0);
	assert_int_equal(get(b, one).state, CASE_CLOSED);
	store_look_end(b->desk);
}

/* It is remembered at all: what was read is used again, until something changes. */
static void nothing_is_read_twice(void **state)
{
	struct bench *b = *state;
	int64_t one = make_case(b, b->other, "host");
	const char *site;
	uint64_t was;

	store_look_begin(b->desk);
	site = get(b, one).site.p;
	was = look_state(&b->desk->db);
	assert_ptr_equal(get(b, one).site.p, site);
	assert_non_null(look_get(&b->desk->db, LOOK_CASE, LOOK_NUMBER(one)));
	store_look_end(b->desk);
	assert_null(look_get(&b->desk->db, LOOK_CASE, LOOK_NUMBER(one)));
	assert_int_equal(look_state(&b->desk->db), 0);
	store_look_begin(b->desk);
	assert_int_equal(look_state(&b->desk->db), was);
	assert_ptr_equal(get(b, one).site.p, site);
	store_look_end(b->desk);
	make_case(b, b->other, "other");
	store_look_begin(b->desk);
	assert_true(look_state(&b->desk->db) != was);
	assert_null(look_get(&b->desk->db, LOOK_CASE, LOOK_NUMBER(one)));
	store_look_end(b->desk);
}

/* Lists that differ in one thing only are not taken for each other. */
static void queries_are_told_apart(void **state)
{
	struct bench *b = *state;
	static const size_t want[9] = { 2, 1, 0, 0, 1, 1, 0, 0, 0 };
	struct store_query q[9];
	int64_t *ids, second;
	size_t n[9];

	make_case(b, b->other, "host");
	second = make_case(b, b->other, "host");
	close_case(b, b->other, second);
	for (size_t i = 0; i < 9; i++) {
		store_query_init(&q[i]);
		q[i].limit = 10;
	}
	q[1].state = CASE_CLOSED;
	q[2].verdict = VERDICT_MALICIOUS;
	q[3].action = STR("s1.example");
	q[4].site_prefix = STR("s1.example");
	q[5].after = second;
	q[6].country = STR("de");
	q[7].opened_from_s = 1 << 30;
	q[8].replied = true;
	store_look_begin(b->desk);
	for (size_t turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < 9; i++) {
			assert_int_equal(store_list(b->desk, &b->a, &q[i], &ids, &n[i], &b->e), 0);
			assert_int_equal(n[i], want[i]);
		}
	store_look_end(b->desk);
}

static void memory_is_bounded(void **state)
{
	struct bench *b = *state;
	int64_t one = make_case(b, b->other, "host");

	store_look_begin(b->desk);
	get(b, one);
	assert_non_null(arena_alloc(look_room(&b->desk->db), (size_t)9 << 20));
	assert_null(look_room(&b->desk->db));
	assert_int_equal(get(b, one).state, CASE_OPEN);
	store_look_end(b->desk);
	store_look_begin(b->desk);
	assert_null(look_get(&b->desk->db, LOOK_CASE, LOOK_NUMBER(one)));
	assert_non_null(look_room(&b->desk->db));
	store_look_end(b->desk);
}

/* ---- facts ---- */

static size_t facts_about(struct bench *b)
{
	struct facts f = { 0 };

	assert_int_equal(
		store_facts_about(b->desk, &b->a, STR("a.example"), INT64_MAX, &f, &b->e), 0);
	return f.n;
}

static void others_facts_are_seen(void **state)
{
	struct bench *b = *state;
	struct facts f = { 0 };
	struct work *w;
	size_t fresh;

	store_look_begin(b->desk);
	assert_int_equal(facts_about(b), 0);
	store_look_end(b->desk);
	assert_int_equal(
		facts_parse(&b->a,
			STR("{\"fact\":\"popularity\",\"subject\":\"a.example\",\"seen_at\":"
			    "\"2026-11-20T08:00:00Z\",\"source\":\"list\",\"rank\":1}\n"),
			&f, &b->e),
		0);
	assert_int_equal(store_change_begin(b->other, &w, &b->e), 0);
	assert_int_equal(store_facts_put(w, &f, &fresh, &b->e), 0);
	assert_int_equal(store_work_commit(w, &b->e), 0);
	store_work_free(w);
	store_look_begin(b->desk);
	assert_int_equal(facts_about(b), 1);
	store_look_end(b->desk);
}

/* ---- reports ---- */

/* The bytes of report ${i}: packing does not make them much shorter, so that a block without them is. */
static struct str raw_of(struct bench *b, uint64_t i)
{
	struct rng_seeded seed = { i + 1000 };
	struct str out = { NULL, 0 };

	for (size_t k = 0; k < 8; k++)
		out = arena_printf(
			&b->a, "%.*s%016llx", STR_ARG(out), (unsigned long long)rng_next(&seed));
	return out;
}

static void put_reports(struct bench *b, unsigned from, unsigned n)
{
	struct group *g;

	assert_int_equal(store_group_new(b->other, 1000, &g, &b->e), 0);
	for (unsigned i = from; i < from + n; i++) {
		struct rng_seeded seed = { i };
		struct rng rng = rng_from_seed(&seed);
		struct store_target t = { .site = STR("a.example"),
			.canonical = arena_printf(&b->a, "http://a.example/%u", i),
			.harm_class = CLASS_PHISHING,
			.names = 1 };

		rng_fill(&rng, t.key.b, sizeof(t.key.b));
		assert_int_equal(store_group_row(g, arena_printf(&b->a, "compact %u", i),
					 raw_of(b, i), i, &b->e),
			0);
		assert_int_equal(store_group_target(g, &t, &b->e), 0);
	}
	assert_int_equal(store_group_end(g, NULL, &b->e), 0);
	store_group_free(g);
}

static void work(struct bench *b)
{
	const struct store_item *items;
	struct store_case c = { .id = 1,
		.site = STR("a.example"),
		.target = STR("http://a.example/"),
		.harm_class = CLASS_PHISHING };
	struct hot_case h = { .harm_class = CLASS_PHISHING, .role = STORE_NONE };
	struct work *w;
	size_t n;

	c.proposal.role = c.next.role = STORE_NONE;
	assert_int_equal(store_work_begin(b->other, &w, &b->e), 0);
	assert_int_equal(store_work_next(w, &b->a, 1000, &items, &n, &b->e), 0);
	assert_int_equal(store_work_open(w, &b->e), 0);
	c.id = store_case_number(w);
	assert_int_equal(store_home_put(w, c.site, c.harm_class, c.id, &b->e), 0);
	assert_int_equal(store_case_put(w, &c, &b->e), 0);
	h.reports = (uint32_t)n;
	assert_int_equal(store_hot_put(w, c.id, &h, &b->e), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(store_report_put(w, c.id,
					 &(struct store_report){ .ord = items[i].ord,
						 .reporter = STR("somebody"),
						 .incident_at_s = CLOCK_NONE,
						 .page = 1 },
					 &b->e),
			0);
	assert_int_equal(store_work_commit(w, &b->e), 0);
	store_work_free(w);
}

static void is_report(struct bench *b, uint64_t ord, bool erased)
{
	struct store_stored got;
	struct report_key key;
	struct rng_seeded seed = { ord };
	struct rng rng = rng_from_seed(&seed);

	assert_int_equal(store_report_get(b->desk, &b->a, ord, &got, &b->e), 0);
	assert_int_equal(got.item.ord, ord);
	assert_int_equal(got.item.erased, erased);
	if (erased) {
		assert_int_equal(got.raw.n, 0);
		return;
	}
	assert_true(str_eq(got.raw, raw_of(b, ord)));
	assert_true(str_eq(got.item.compact, arena_printf(&b->a, "compact %u", (unsigned)ord)));
	assert_true(str_eq(
		got.item.canonical, arena_printf(&b->a, "http://a.example/%u", (unsigned)ord)));
	rng_fill(&rng, key.b, sizeof(key.b));
	assert_memory_equal(key.b, got.item.key.b, sizeof(key.b));
}

/* More blocks than are remembered, in every order. */
static void reports_are_the_right_ones(void **state)
{
	struct bench *b = *state;
	struct rng_seeded seed = { 11 };
	struct store_stored got;

	for (unsigned i = 0; i < 20; i++)
		put_reports(b, 1 + i * 5, 5);
	work(b);
	for (unsigned i = 0; i < 400; i++)
		is_report(b, 1 + rng_next(&seed) % 100, false);
	assert_int_equal(store_report_get(b->desk, &b->a, 101, &got, &b->e), BW_ENOTFOUND);
	assert_int_equal(store_report_get(b->desk, &b->a, 0, &got, &b->e), BW_ENOTFOUND);
}

static void what_another_erased_is_not_recalled(void **state)
{
	struct bench *b = *state;
	uint64_t n;

	put_reports(b, 1, 5);
	put_reports(b, 6, 5);
	work(b);
	for (uint64_t ord = 1; ord <= 10; ord++)
		is_report(b, ord, false);
	store_look_begin(b->desk);
	is_report(b, 3, false);
	store_look_end(b->desk);
	if (store_erase(b->other, 1, 3, 2000, STR("asked for"), NULL, &n, &b->e))
		fail_msg("%s", b->e.text);
	assert_int_equal(n, 1);
	store_look_begin(b->desk);
	for (uint64_t ord = 1; ord <= 10; ord++)
		is_report(b, ord, ord == 3);
	store_look_end(b->desk);
	assert_int_equal(store_erase(b->other, 1, 7, 2000, STR("asked for"), NULL, &n, &b->e), 0);
	for (uint64_t ord = 1; ord <= 10; ord++)
		is_report(b, ord, ord == 3 || ord == 7);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_look_is_of_one_moment),
		T(others_changes_are_seen),
		T(own_changes_are_seen),
		T(nothing_is_read_twice),
		T(queries_are_told_apart),
		T(memory_is_bounded),
		T(others_facts_are_seen),
		T(reports_are_the_right_ones),
		T(what_another_erased_is_not_recalled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
