/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds against values worked out another way: for whole a and b, I_x(a, b) is a sum of binomial terms,
 * summed in exact arithmetic by a script and halved down to the quantile. */
#include "unit.h"

#include <math.h>

#include "appeal/bound.h"
#include "appeal_tests.h"

static const struct {
	int64_t right, wrong;
	double lower, upper;
} cases[] = {
	{ 0, 0, 0.050000000000, 0.950000000000 },
	{ 1, 0, 0.223606797750, 0.974679434481 },
	{ 0, 1, 0.025320565519, 0.776393202250 },
	{ 20, 0, 0.867054088973, 0.997560442740 },
	{ 27, 0, 0.898534264427, 0.998169773540 },
	{ 28, 0, 0.901855372323, 0.998232828999 },
	{ 3, 7, 0.135075472920, 0.564374188289 },
	{ 2, 8, 0.078820045666, 0.470086799279 },
	{ 1, 9, 0.033319217684, 0.364359489247 },
	{ 45, 2, 0.874585595526, 0.982749667160 },
	{ 100, 5, 0.903381954421, 0.975064905022 },
	{ 480, 20, 0.942518342747, 0.971743398578 },
};

static void quantiles(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double a = 1 + (double)cases[i].right, b = 1 + (double)cases[i].wrong;

		if (fabs(beta_quantile(a, b, 0.05) - cases[i].lower) > 1e-9 ||
			fabs(beta_quantile(a, b, 0.95) - cases[i].upper) > 1e-9)
			fail_msg("%lld right, %lld wrong: %.12f and %.12f",
				(long long)cases[i].right, (long long)cases[i].wrong,
				beta_quantile(a, b, 0.05), beta_quantile(a, b, 0.95));
		assert_int_equal(bound_lower_percent(cases[i].right, cases[i].wrong),
			(int)floor(cases[i].lower * 100 + 1e-9));
		assert_int_equal(bound_upper_percent(cases[i].right, cases[i].wrong),
			(int)ceil(cases[i].upper * 100 - 1e-9));
	}
}

static void shape(void **state)
{
	double last = -1;

	(void)state;
	assert_true(beta_below(2, 3, 0) <= 0 && beta_below(2, 3, 1) >= 1);
	for (int i = 0; i <= 1000; i++) {
		double x = i / 1000.0, y = beta_below(7.5, 0.5, x);

		assert_true(y >= last && y >= 0 && y <= 1);
		/* I_x(a, b) = 1 - I_1-x(b, a) (DLMF 8.17.4) */
		assert_true(fabs(y + beta_below(0.5, 7.5, 1 - x) - 1) < 1e-9);
		last = y;
	}
	/* More right ones never lower a bound, more wrong ones never raise it; large counts are fine. */
	for (int64_t n = 0; n < 200; n++) {
		assert_true(bound_lower_percent(n + 1, 5) >= bound_lower_percent(n, 5));
		assert_true(bound_lower_percent(50, n + 1) <= bound_lower_percent(50, n));
	}
	assert_int_equal(bound_lower_percent(900000000, 100000000), 89);
	assert_int_equal(bound_upper_percent(900000000, 100000000), 91);
}

int test_bound(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles),
		cmocka_unit_test(shape),
	};

	return cmocka_run_group_tests_name("bound", tests, NULL, NULL);
}
