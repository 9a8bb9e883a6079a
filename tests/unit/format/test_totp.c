/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "format/totp.h"
#include "format_tests.h"

/* RFC 6238, appendix B, SHA-1: the last six of the eight digits given there. */
static void rfc_6238(void **state)
{
	static const struct {
		int64_t at;
		uint32_t code;
	} cases[] = {
		{ 59, 287082 },
		{ 1111111109, 81804 },
		{ 1111111111, 50471 },
		{ 1234567890, 5924 },
		{ 2000000000, 279037 },
		{ 20000000000, 353130 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			totp_code(STR("12345678901234567890"), (uint64_t)(cases[i].at / 30)),
			cases[i].code);
}

static void once_and_near(void **state)
{
	const struct str secret = STR("12345678901234567890");
	int64_t step = 0;
	struct buf b;

	(void)state;
	assert_true(totp_check(secret, STR("287082"), 59, -1, &step));
	assert_int_equal(step, 1);
	assert_true(totp_check(secret, STR("287082"), 89, -1, &step)); /* one step late */
	assert_false(totp_check(secret, STR("287082"), 119, -1, &step));
	assert_false(totp_check(secret, STR("287082"), 59, 1, &step)); /* used */
	assert_false(totp_check(secret, STR("28708"), 59, -1, &step));
	assert_false(totp_check(secret, STR("28708x"), 59, -1, &step));
	assert_false(totp_check(STR(""), STR("287082"), 59, -1, &step));
	buf_init(&b, 64);
	totp_base32(secret, &b);
	assert_true(str_is(buf_str(&b), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
	buf_reset(&b);
	totp_base32(STR("f"), &b);
	assert_true(str_is(buf_str(&b), "MY")); /* RFC 4648 10, without padding */
	buf_done(&b);
}

int test_totp(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_6238),
		cmocka_unit_test(once_and_near),
	};

	return cmocka_run_group_tests_name("totp", tests, NULL, NULL);
}
