/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of clocks and answers: they end once, are kept once, and come in order. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limit.h"
#include "base/rng.h"
#include "store/duties.h"

#define T0 INT64_C(1795000000)

struct bench {
	char dir[64];
	struct rng_seeded seed;
	struct rng rng;
	struct arena a;
	struct err e;
	struct store *s;
};

static int setup(void **state)
{
	static struct bench b;
	struct store_settings set = { .dir = b.dir, .create = true, .wait_ms = 100, .rng = &b.rng };

	memset(&b, 0, sizeof(b));
	snprintf(b.dir, sizeof(b.dir), "/tmp/bw-clocks-XXXXXX");
	if (!mkdtemp(b.dir))
		return -1;
	b.seed.state = 7;
	b.rng = rng_from_seed(&b.seed);
	arena_init(&b.a, 0);
	*state = &b;
	return store_open(&set, &b.s, &b.e);
}

static int teardown(void **state)
{
	struct bench *b = *state;
	char *const argv[] = { "rm", "-rf", b->dir, NULL };
	pid_t pid;

	store_close(b->s);
	arena_done(&b->a);
	pid = fork();
	if (pid == 0) {
		execvp("rm", argv);
		_exit(1);
	}
	return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

static struct work *begin(struct bench *b)
{
	struct work *w = NULL;

	assert_int_equal(store_change_begin(b->s, &w, &b->e), BW_OK);
	return w;
}

static void commit(struct bench *b, struct work *w)
{
	assert_int_equal(store_work_commit(w, &b->e), BW_OK);
	store_work_free(w);
}

static struct store_duty duty(int64_t letter, enum duty_verb verb, int64_t due_s)
{
	return (struct store_duty){ .case_id = 1,
		.letter_id = letter,
		.verb = verb,
		.role = ROLE_HOSTING,
		.actor = STR("as:64500"),
		.clause = STR(DUTY_ASKED),
		.started_s = T0,
		.due_s = due_s,
		.remind_s = due_s - 3600 };
}

static int64_t put(struct bench *b, struct work *w, struct store_duty d, bool fresh_wanted)
{
	int64_t id;
	bool fresh;

	assert_int_equal(store_duty_put(w, &d, &id, &fresh, &b->e), BW_OK);
	assert_int_equal(fresh, fresh_wanted);
	return id;
}

static void ends_once(void **state)
{
	struct bench *b = *state;
	struct work *w = begin(b);
	int64_t id = put(b, w, duty(1, DUTY_ACT, T0 + 7200), true);
	struct store_duty bad = duty(2, DUTY_ACT, T0 - 1);
	struct store_duty *v;
	bool moved, fresh;
	size_t n;

	assert_int_equal(put(b, w, duty(1, DUTY_ACT, T0 + 9999), false), id);
	assert_int_not_equal(store_duty_put(w, &bad, &id, &fresh, &b->e), BW_OK);
	commit(b, w);
	w = begin(b);
	assert_int_equal(store_duty_end(w, 1, DUTY_PASSED, T0 + 8000, 5, &moved, &b->e), BW_OK);
	assert_true(moved);
	assert_int_equal(store_duty_end(w, 1, DUTY_MET, T0 + 8001, 6, &moved, &b->e), BW_OK);
	assert_false(moved);
	assert_int_equal(
		store_duty_end_letter(w, 1, ~0u, DUTY_MET, T0 + 8001, 6, &n, &b->e), BW_OK);
	assert_int_equal(n, 0);
	commit(b, w);
	assert_int_equal(store_duties_of(b->s, &b->a, 1, &v, &n, &b->e), BW_OK);
	assert_int_equal(n, 1);
	assert_int_equal(v[0].state, DUTY_PASSED);
	assert_int_equal(v[0].ended_s, T0 + 8000);
	assert_int_equal(v[0].remind_s, CLOCK_NONE);
}

static size_t page(struct bench *b, const struct duty_query *q, struct store_duty **v)
{
	size_t n;

	assert_int_equal(store_duties(b->s, &b->a, q, v, &n, &b->e), BW_OK);
	return n;
}

static void queue_in_order(void **state)
{
	struct bench *b = *state;
	struct work *w = begin(b);
	struct duty_query q;
	struct store_duty *v;
	int64_t last = 0, seen = 0;
	size_t n;

	for (int i = 0; i < 100; i++) {
		struct store_duty d = duty(100 + i, DUTY_REPLY, T0 + (i * 37 % 50) * 100);

		d.role = i % 10 ? ROLE_HOSTING : ROLE_REGISTRAR;
		d.actor = i % 10 ? STR("as:64500") : STR("iana:9999");
		put(b, w, d, true);
	}
	commit(b, w);
	duty_query_init(&q);
	q.most = 7;
	while ((n = page(b, &q, &v)) > 0) {
		for (size_t i = 0; i < n; i++) {
			assert_true(v[i].due_s >= last);
			last = v[i].due_s;
			seen++;
		}
		q.after_s = v[n - 1].due_s;
		q.after_id = v[n - 1].id;
	}
	assert_int_equal(seen, 100);
	duty_query_init(&q);
	q.role = ROLE_REGISTRAR;
	assert_int_equal(page(b, &q, &v), 10);
	q.actor = STR("iana:9999");
	assert_int_equal(page(b, &q, &v), 10);
	q.role = ROLE_HOSTING;
	assert_int_equal(page(b, &q, &v), 0);
	duty_query_init(&q);
	q.actor = STR("as:64500");
	assert_int_equal(page(b, &q, &v), 90);
	q.actor = STR("nobody");
	assert_int_equal(page(b, &q, &v), 0);
	duty_query_init(&q);
	q.before_s = T0 + 99;
	assert_int_equal(page(b, &q, &v), 2);
	q.passed = true;
	assert_int_equal(page(b, &q, &v), 0);
	assert_int_equal(store_duties_remind(b->s, &b->a, T0 - 3600, 50, &v, &n, &b->e), BW_OK);
	assert_int_equal(n, 2);
	w = begin(b);
	assert_int_equal(store_duty_reminded(w, v[0].letter_id, &b->e), BW_OK);
	assert_int_equal(store_duty_later(w, v[1].id, T0, &b->e), BW_OK);
	commit(b, w);
	assert_int_equal(store_duties_remind(b->s, &b->a, T0 - 3600, 50, &v, &n, &b->e), BW_OK);
	assert_int_equal(n, 0);
}

static void answers_once(void **state)
{
	struct bench *b = *state;
	struct store_answer x = { .answer = { .case_id = 1,
					  .letter_id = 4,
					  .kind = ANSWER_REFUSED,
					  .at_s = T0,
					  .actor = STR("as:64500"),
					  .reason = STR("law"),
					  .text = STR("a court first"),
					  .sure = true },
		.role = ROLE_HOSTING,
		.taken_s = T0 + 5,
		.event = 3 };
	struct store_answer *v, one;
	struct tried *t;
	struct work *w = begin(b);
	int64_t id, known;
	size_t n;

	assert_int_equal(store_answer_known(b->s, &x.answer, &known, &b->e), BW_OK);
	assert_int_equal(known, 0);
	assert_int_equal(store_answer_put(w, &x, &id, &b->e), BW_OK);
	commit(b, w);
	x.answer.at_s = T0 + 100; /* it came again */
	assert_int_equal(store_answer_known(b->s, &x.answer, &known, &b->e), BW_OK);
	assert_int_equal(known, id);
	x.answer.text = STR("no");
	assert_int_equal(store_answer_known(b->s, &x.answer, &known, &b->e), BW_OK);
	assert_int_equal(known, 0);
	assert_int_equal(store_answers_of(b->s, &b->a, 1, &v, &n, &b->e), BW_OK);
	assert_int_equal(n, 1);
	assert_true(str_is(v[0].answer.reason, "law") && v[0].answer.sure);
	assert_int_equal(v[0].taken_s, T0 + 5);
	assert_int_equal(store_answer_get(b->s, &b->a, id, &one, &b->e), BW_OK);
	assert_true(str_is(one.answer.text, "a court first"));
	assert_int_equal(store_answer_get(b->s, &b->a, id + 1, &one, &b->e), BW_ENOTFOUND);
	assert_int_equal(store_tried(b->s, &b->a, 1, &t, &n, &b->e), BW_OK);
	assert_int_equal(n, 1);
	assert_true(t[0].role == ROLE_HOSTING && str_is(t[0].actor, "as:64500"));
}

static void answers_have_a_ceiling(void **state)
{
	struct bench *b = *state;
	struct work *w = begin(b);
	struct store_answer x = { .answer = { .case_id = 1, .letter_id = 4, .at_s = T0 },
		.taken_s = T0 };
	int64_t id;

	for (int i = 0; i <= LIMIT_ANSWERS; i++) {
		x.answer.until_s = T0 + i;
		assert_int_equal(
			store_answer_put(w, &x, &id, &b->e), i < LIMIT_ANSWERS ? BW_OK : BW_ELIMIT);
	}
	x.answer.case_id = 2;
	assert_int_equal(store_answer_put(w, &x, &id, &b->e), BW_OK);
	commit(b, w);
}

static void tried_when_passed(void **state)
{
	struct bench *b = *state;
	struct work *w = begin(b);
	struct tried *t;
	bool moved;
	size_t n;
	int64_t act = put(b, w, duty(1, DUTY_ACT, T0 + 10), true);
	int64_t keep = put(b, w, duty(1, DUTY_PRESERVE, T0 + 10), true);

	assert_int_equal(store_duty_end(w, keep, DUTY_PASSED, T0 + 20, 1, &moved, &b->e), BW_OK);
	assert_int_equal(store_tried(b->s, &b->a, 1, &t, &n, &b->e), BW_OK);
	assert_int_equal(n, 0);
	assert_int_equal(store_duty_end(w, act, DUTY_PASSED, T0 + 20, 2, &moved, &b->e), BW_OK);
	assert_int_equal(store_tried(b->s, &b->a, 1, &t, &n, &b->e), BW_OK);
	assert_int_equal(n, 1);
	commit(b, w);
}

static void mark_never_goes_back(void **state)
{
	struct bench *b = *state;
	struct work *w = begin(b);
	int64_t at;

	assert_int_equal(store_swept(b->s, &at, &b->e), BW_OK);
	assert_int_equal(at, CLOCK_NONE);
	assert_int_equal(store_swept_set(w, T0, &b->e), BW_OK);
	assert_int_equal(store_swept_set(w, T0 - 1000, &b->e), BW_OK);
	commit(b, w);
	assert_int_equal(store_swept(b->s, &at, &b->e), BW_OK);
	assert_int_equal(at, T0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ends_once, setup, teardown),
		cmocka_unit_test_setup_teardown(queue_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(answers_once, setup, teardown),
		cmocka_unit_test_setup_teardown(answers_have_a_ceiling, setup, teardown),
		cmocka_unit_test_setup_teardown(tried_when_passed, setup, teardown),
		cmocka_unit_test_setup_teardown(mark_never_goes_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
