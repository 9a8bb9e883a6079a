/* SPDX-License-Identifier: Apache-2.0 */
/* A notifier's way through probation, trust and suspension, as stories. */
#include "unit.h"

#include "appeal/standing.h"
#include "appeal_tests.h"
#include "base/rng.h"
#include "golden.h"

#define DAY_S ((int64_t)86400)

struct story {
	struct arena arena;
	struct standing_in in;
};

static void begin(void *ctx)
{
	struct story *s = ctx;

	s->in = (struct standing_in){
		.now = NOTIFIER_PROBATION, .warned_s = CLOCK_NONE, .review_s = 365 * DAY_S
	};
}

/* "confirm 20 reject 1 day 3 month 100 dated 30": counts grow, days pass, the month is as said. */
static void line(void *ctx, struct str text, struct buf *says)
{
	struct story *s = ctx;
	struct standing now;
	struct str word, number;
	int64_t n;

	while (str_cut(&text, ' ', &word)) {
		assert_true(str_cut(&text, ' ', &number) && str_i64(number, &n));
		if (str_is(word, "confirm"))
			s->in.confirmed += n;
		else if (str_is(word, "reject"))
			s->in.rejected += n;
		else if (str_is(word, "reverse")) {
			s->in.reversed += n;
			s->in.confirmed -= n;
		} else if (str_is(word, "day"))
			s->in.now_s += n * DAY_S;
		else if (str_is(word, "month"))
			s->in.month = n;
		else if (str_is(word, "dated"))
			s->in.month_dated = n;
		else if (str_is(word, "folded"))
			s->in.month_folded = n;
		else if (str_is(word, "person"))
			s->in.by_person = n != 0;
		else if (str_is(word, "suspend"))
			s->in.now = n ? NOTIFIER_SUSPENDED : NOTIFIER_PROBATION;
		else
			fail_msg("unknown word %.*s", STR_ARG(word));
	}
	assert_int_equal(standing_judge(&s->arena, &s->in, &now, NULL), BW_OK);
	s->in.now = now.state;
	s->in.warned_s = now.warned_s;
	buf_printf(says, "%s %d..%d%s: %.*s", notifier_state_text((int)now.state), now.lower,
		now.upper, now.warn ? " (warned)" : "", STR_ARG(now.reasons));
}

static void stories(void **state)
{
	struct story s;

	(void)state;
	arena_init(&s.arena, 0);
	golden_run("notifier", begin, line, &s);
	arena_done(&s.arena);
}

/* Whatever happens: judged again at once it says the same; nobody is suspended without a warning a week old;
 * trust is never given below its threshold, nor kept below the lower one. */
static void always(void **state)
{
	struct rng_seeded seed = { 20261121 };
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (int i = 0; i < 20000; i++) {
		struct standing_in in = { .now = (enum notifier_state)(
						  rng_next(&seed) % NOTIFIER_STATE_COUNT),
			.by_person = rng_next(&seed) % 4 == 0,
			.warned_s = rng_next(&seed) % 2 ? CLOCK_NONE
							: (int64_t)(rng_next(&seed) % 30) * DAY_S,
			.confirmed = (int64_t)(rng_next(&seed) % 60),
			.rejected = (int64_t)(rng_next(&seed) % 30),
			.reversed = (int64_t)(rng_next(&seed) % 10),
			.month = (int64_t)(rng_next(&seed) % 200),
			.review_s = (int64_t)(rng_next(&seed) % 60) * DAY_S,
			.now_s = 30 * DAY_S };
		struct standing once, twice;

		in.month_dated = in.month ? (int64_t)(rng_next(&seed) % (uint64_t)in.month) : 0;
		in.month_folded = in.month ? (int64_t)(rng_next(&seed) % (uint64_t)in.month) : 0;
		assert_int_equal(standing_judge(&a, &in, &once, NULL), BW_OK);
		if (once.state == NOTIFIER_SUSPENDED && in.now != NOTIFIER_SUSPENDED)
			assert_true(in.warned_s != CLOCK_NONE &&
				    in.now_s - in.warned_s >= STANDING_WARNING_S);
		if (once.state == NOTIFIER_TRUSTED)
			assert_true(
				once.lower >= (in.now == NOTIFIER_TRUSTED ? STANDING_LOST_BELOW
									  : STANDING_TRUSTED_AT));
		if (in.now == NOTIFIER_SUSPENDED && in.by_person)
			assert_int_equal(once.state, NOTIFIER_SUSPENDED);
		in.now = once.state;
		in.warned_s = once.warned_s;
		assert_int_equal(standing_judge(&a, &in, &twice, NULL), BW_OK);
		if (in.now != NOTIFIER_PROBATION || once.warn)
			assert_int_equal(twice.state, once.state);
		arena_reset(&a);
	}
	arena_done(&a);
}

static void claims(void **state)
{
	const evidence_set brand = EVIDENCE_BIT(URL) | EVIDENCE_BIT(BRAND);

	(void)state;
	assert_true(claim_is_dressed(HARM_PHISHING, brand, STR("Nordbank"), STR("")));
	assert_true(claim_is_dressed(HARM_PHISHING, EVIDENCE_BIT(URL), STR(""),
		STR("This shop is infringing our registered TRADEMARK")));
	assert_true(claim_is_dressed(HARM_PHISHING, EVIDENCE_BIT(RIGHTS), STR(""), STR("")));
	assert_false(claim_is_dressed(HARM_PHISHING, brand | EVIDENCE_BIT(SCREENSHOT),
		STR("Nordbank"), STR("our trademark")));
	assert_false(claim_is_dressed(
		HARM_PHISHING, EVIDENCE_BIT(URL), STR("Nordbank"), STR("asks for the password")));
	assert_false(
		claim_is_dressed(HARM_MALWARE, EVIDENCE_BIT(RIGHTS), STR(""), STR("trademark")));
}

int test_standing(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stories),
		cmocka_unit_test(always),
		cmocka_unit_test(claims),
	};

	return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
