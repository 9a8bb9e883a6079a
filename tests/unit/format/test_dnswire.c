/* SPDX-License-Identifier: Apache-2.0 */
/* DNS answers: aliases, addresses, compression, and what must be refused. */
#include "format/dnswire.h"
#include "format_tests.h"
#include "unit.h"

/* www.a.test A? -> CNAME a.test -> A 192.0.2.7, with compression */
static const char packet[] = "\x00\x01\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00"
			     "\x03WwW\x01"
			     "a\x04test\x00\x00\x01\x00\x01"
			     "\xc0\x0c\x00\x05\x00\x01\x00\x00\x01\x2c\x00\x02\xc0\x10"
			     "\xc0\x10\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";
#define PACKET ((struct str){ packet, sizeof(packet) - 1 })

static void aliases_and_addresses(void **state)
{
	struct dns_answer x;
	struct err e = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(dnswire_parse(&a, PACKET, &x, &e), BW_OK);
	assert_int_equal(x.n, 2);
	assert_true(str_is(x.v[0].owner, "www.a.test"));
	assert_int_equal(x.v[0].type, DNS_CNAME);
	assert_true(str_is(x.v[0].text, "a.test"));
	assert_true(str_is(x.v[1].owner, "a.test"));
	assert_true(str_is(x.v[1].text, "192.0.2.7"));
	assert_int_equal(x.v[1].ttl_s, 60);
	arena_done(&a);
}

static void every_cut_is_refused(void **state)
{
	(void)state;
	for (size_t n = 0; n < PACKET.n; n++) {
		struct dns_answer x;
		struct err e = { 0 };
		struct arena a;

		arena_init(&a, 0);
		assert_int_equal(dnswire_parse(&a, str_sub(PACKET, 0, n), &x, &e), BW_EPARSE);
		arena_done(&a);
	}
}

static void pointers_do_not_loop(void **state)
{
	static const char self[] =
		"\x00\x01\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00"
		"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";
	static const char ahead[] =
		"\x00\x01\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00"
		"\xc0\x10\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";
	static const char pair[] =
		"\x00\x01\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00"
		"\x01"
		"a\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";
	const struct str all[] = { { self, sizeof(self) - 1 }, { ahead, sizeof(ahead) - 1 },
		{ pair, sizeof(pair) - 1 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct dns_answer x;
		struct err e = { 0 };
		struct arena a;

		arena_init(&a, 0);
		assert_int_equal(dnswire_parse(&a, all[i], &x, &e), BW_EPARSE);
		arena_done(&a);
	}
}

static void odd_bytes_are_escaped(void **state)
{
	static const char odd[] =
		"\x00\x01\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00"
		"\x04"
		"a.\x1b\xff\x00\x00\x0f\x00\x01\x00\x00\x00\x3c\x00\x03\x00\x00\x00";
	struct dns_answer x;
	struct err e = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(dnswire_parse(&a, str_make(odd, sizeof(odd) - 1), &x, &e), BW_OK);
	assert_true(str_is(x.v[0].owner, "a\\046\\027\\255"));
	assert_true(str_is(x.v[0].text, "0 .")); /* RFC 7505: null MX */
	arena_done(&a);
}

int test_dnswire(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aliases_and_addresses),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(pointers_do_not_loop),
		cmocka_unit_test(odd_bytes_are_escaped),
	};

	return cmocka_run_group_tests_name("dnswire", tests, NULL, NULL);
}
