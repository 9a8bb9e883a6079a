/* SPDX-License-Identifier: Apache-2.0 */
/* Figures against cases worked by hand. */
#include "measure/measure.h"
#include "unit.h"

static void near(double is, double wanted, double by)
{
	assert_true(is > wanted - by && is < wanted + by);
}

/* 12 of 48,000: 2.5 in 10,000, between 1.43 and 4.37 */
static void a_share_has_its_interval(void **state)
{
	struct share x = measure_share(12, 48000), none = measure_share(0, 0);

	(void)state;
	near(x.p * 1e4, 2.5, 1e-9);
	near(x.low * 1e4, 1.43, 0.01);
	near(x.high * 1e4, 4.37, 0.01);
	near(none.low, 0, 1e-12);
	near(none.high, 1, 1e-12);
	near(measure_share(0, 20).low, 0, 1e-12);
	near(measure_share(20, 20).high, 1, 1e-12);
}

/* 2, 5, 5+, 8, 12+ hours: 0.8, 0.6, 0.3; the median is 8, the mean of the finished 5 */
static void those_who_wait_count(void **state)
{
	struct span v[] = { { 12 * 3600, false }, { 5 * 3600, false }, { 8 * 3600, true },
		{ 2 * 3600, true }, { 5 * 3600, true } };
	struct survival x;
	struct arena a;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(measure_survival(&a, v, 5, &x, &e), BW_OK);
	assert_int_equal(x.steps, 3);
	near(x.v[0].left, 0.8, 1e-9);
	near(x.v[1].left, 0.6, 1e-9);
	near(x.v[2].left, 0.3, 1e-9);
	assert_true(x.v[1].low < 0.6 && x.v[1].high > 0.6 && x.v[1].low > 0 && x.v[1].high < 1);
	assert_int_equal(x.median_s, 8 * 3600);
	assert_int_equal(x.ended, 3);
	near(measure_within(&x, 3600), 0, 1e-9);
	near(measure_within(&x, 5 * 3600), 0.4, 1e-9);
	near(measure_within(&x, 100 * 3600), 0.7, 1e-9);
	arena_done(&a);
}

static void a_median_that_is_not_reached_is_not_there(void **state)
{
	struct span v[] = { { 10, true }, { 20, false }, { 20, false } };
	struct survival x;
	struct arena a;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(measure_survival(&a, v, 3, &x, &e), BW_OK);
	assert_true(x.median_s == MEASURE_NEVER);
	assert_int_equal(x.longest_s, 20);
	assert_int_equal(measure_survival(&a, NULL, 0, &x, &e), BW_OK);
	assert_true(x.median_s == MEASURE_NEVER && x.n == 0);
	arena_done(&a);
}

static void few_are_not_shown(void **state)
{
	(void)state;
	assert_true(measure_shown(0));
	assert_false(measure_shown(1));
	assert_false(measure_shown(MEASURE_FEWEST - 1));
	assert_true(measure_shown(MEASURE_FEWEST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_has_its_interval),
		cmocka_unit_test(those_who_wait_count),
		cmocka_unit_test(a_median_that_is_not_reached_is_not_there),
		cmocka_unit_test(few_are_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
