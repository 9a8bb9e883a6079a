/* SPDX-License-Identifier: Apache-2.0 */
/* Appeals as stories, and whatever may be asked of the machine in whatever order. */
#include "unit.h"

#include "appeal/review.h"
#include "appeal_tests.h"
#include "base/clock.h"
#include "base/rng.h"
#include "golden.h"

#define DAY_S ((int64_t)86400)

struct story {
	struct decided d;
	int64_t now_s, deciders[2];
	struct appeal v[8];
	size_t n;
};

static void begin(void *ctx)
{
	struct story *s = ctx;

	*s = (struct story){ .d = { .id = 1,
				     .state = DECISION_IS_IN_FORCE,
				     .action = STR("remove-content"),
				     .by = { 1, STR("") },
				     .second_person = 2 },
		.deciders = { 1, 2 } };
}

static void file(struct story *s, struct str who, struct buf *says)
{
	enum appellant by;
	struct err e;

	assert_true(appellant_parse(who, &by));
	if (review_may_file(&s->d, by, review_until(s->d.at_s, 0), s->now_s, s->v, s->n, &e)) {
		buf_printf(says, "%s: %s", err_word(e.code), e.text);
		return;
	}
	assert_true(s->n < 8);
	s->v[s->n++] = (struct appeal){ .id = (int64_t)s->n,
		.by = by,
		.state = APPEAL_FILED,
		.filed_at_s = s->now_s,
		.ended_at_s = CLOCK_NONE };
	buf_printf(says, "filed by the %s", appellant_text((int)by));
}

static void step(struct story *s, struct review_ask *ask, struct buf *says)
{
	struct appeal *p = &s->v[s->n - 1], next;
	struct err e;

	ask->now_s = s->now_s;
	if (review_step(p, ask, s->deciders, 2, &next, &e)) {
		buf_printf(says, "%s: %s", err_word(e.code), e.text);
		return;
	}
	*p = next;
	buf_printf(says, "%s, reviewer %lld", appeal_state_text((int)p->state),
		(long long)p->reviewer);
}

/* "refused" "reversed": what the decision is; "day N"; "file WHO"; "take N"; "withdraw"; "end N OUTCOME REASONS". */
static void line(void *ctx, struct str text, struct buf *says)
{
	struct story *s = ctx;
	struct review_ask ask = { 0 };
	struct str word, arg = { NULL, 0 };

	assert_true(str_cut(&text, ' ', &word));
	if (text.p)
		(void)str_cut(&text, ' ', &arg);
	if (str_is(word, "refused")) {
		s->d.action = STR("");
	} else if (str_is(word, "reversed")) {
		s->d.state = DECISION_IS_REVERSED;
	} else if (str_is(word, "day")) {
		assert_true(str_i64(arg, &s->now_s));
		s->now_s *= DAY_S;
	} else if (str_is(word, "file")) {
		file(s, arg, says);
	} else if (str_is(word, "withdraw")) {
		ask.move = REVIEW_WITHDRAW;
		step(s, &ask, says);
	} else {
		assert_true(str_i64(arg, &ask.person));
		ask.move = str_is(word, "take") ? REVIEW_TAKE : REVIEW_END;
		if (ask.move == REVIEW_END) {
			assert_true(str_cut(&text, ' ', &arg));
			assert_true(appeal_state_parse(arg, &ask.outcome));
			ask.reasons = text.p ? text : STR("");
		}
		step(s, &ask, says);
	}
}

static void stories(void **state)
{
	struct story s;

	(void)state;
	golden_run("appeal", begin, line, &s);
}

/* What may follow what; everything else must not, whatever is asked. */
static const bool may_follow[APPEAL_STATE_COUNT][APPEAL_STATE_COUNT] = {
	[APPEAL_FILED] = { [APPEAL_IN_REVIEW] = true,
		[APPEAL_INADMISSIBLE] = true,
		[APPEAL_WITHDRAWN] = true },
	[APPEAL_IN_REVIEW] = { [APPEAL_IN_REVIEW] = true,
		[APPEAL_UPHELD] = true,
		[APPEAL_CHANGED] = true,
		[APPEAL_REVERSED] = true,
		[APPEAL_INADMISSIBLE] = true,
		[APPEAL_WITHDRAWN] = true },
};

static void always(void **state)
{
	struct rng_seeded seed = { 42 };
	const int64_t deciders[] = { 1, 2 };
	size_t ended = 0, moved = 0;

	(void)state;
	for (int run = 0; run < 20000; run++) {
		struct appeal p = { .id = 7,
			.case_id = 8,
			.decision_id = 9,
			.state = APPEAL_FILED,
			.filed_at_s = 5,
			.ended_at_s = CLOCK_NONE };

		for (int i = 0; i < 12; i++) {
			const struct appeal before = p;
			struct review_ask ask = { .move = (enum review_move)(rng_next(&seed) % 3),
				.person = (int64_t)(rng_next(&seed) % 6),
				.outcome =
					(enum appeal_state)(rng_next(&seed) % APPEAL_STATE_COUNT),
				.reasons = rng_next(&seed) % 3 ? STR("because") : STR(""),
				.now_s = 100 + i };
			struct err e = { 0 };
			int rc = review_step(&p, &ask, deciders, 2, &p, &e);

			if (rc) {
				assert_true(e.text[0]);
				assert_memory_equal(&p, &before, sizeof(p));
				continue;
			}
			moved++;
			assert_true(may_follow[before.state][p.state]);
			assert_true(p.id == 7 && p.case_id == 8 && p.decision_id == 9 &&
				    p.filed_at_s == 5);
			/* ended says when; an outcome has reasons and a reviewer who did not decide */
			assert_int_equal(appeal_ended(p.state), p.ended_at_s != CLOCK_NONE);
			if (p.state != APPEAL_WITHDRAWN)
				assert_true(p.reviewer != 1 && p.reviewer != 2);
			if (appeal_ended(p.state) && p.state != APPEAL_WITHDRAWN)
				assert_true(p.reasons.n > 0 && p.reviewer == ask.person);
		}
		ended += appeal_ended(p.state);
	}
	assert_true(moved > 20000 && ended > 10000);
}

static void restoring(void **state)
{
	const enum letter_state sent = LETTER_IS_SENT, failed = LETTER_IS_FAILED,
				queued = LETTER_IS_QUEUED;
	struct measure m = { .state = MEASURE_TO_END, .from_s = 10 };

	(void)state;
	assert_int_equal(review_restoring(NULL, NULL, 0), RESTORING_NOTHING);
	assert_int_equal(review_restoring(&m, &queued, 1), RESTORING_WAITS);
	assert_int_equal(review_restoring(&m, &sent, 1), RESTORING_ASKED);
	assert_int_equal(review_restoring(&m, &failed, 1), RESTORING_FAILED);
	m.state = MEASURE_ENDED;
	assert_int_equal(review_restoring(&m, &sent, 1), RESTORING_UNSEEN);
	m.restored = true;
	assert_int_equal(review_restoring(&m, &sent, 1), RESTORING_DONE);
	m = (struct measure){ .state = MEASURE_ENDED, .from_s = CLOCK_NONE };
	assert_int_equal(review_restoring(&m, NULL, 0), RESTORING_NOTHING);
	/* an operator may give more time than the law, never less */
	assert_true(review_until(0, 1) == 184 * DAY_S && review_until(0, 400) == 400 * DAY_S);
}

int test_review(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stories),
		cmocka_unit_test(always),
		cmocka_unit_test(restoring),
	};

	return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
