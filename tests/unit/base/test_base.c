/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/cur.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"

static void clock_round_trip(void **s)
{
	static const struct {
		const char *text, *back;
	} t[] = {
		{ "2026-11-21T08:30:00Z", "2026-11-21T08:30:00Z" },
		{ "2026-11-21t08:30:00.123+02:00", "2026-11-21T06:30:00Z" },
		{ "2024-02-29", "2024-02-29T00:00:00Z" },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
		{ "2023-02-29", NULL },
		{ "2023-01-01Tx", NULL },
		{ "2023-13-01", NULL },
		{ "2019-01-04T10:12+09:00", "2019-01-04T01:12:00Z" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char out[CLOCK_TEXT];
		int64_t at = 0;

		assert_int_equal(clock_parse(str_of(t[i].text), &at), t[i].back != NULL);
		if (t[i].back)
			assert_string_equal(clock_format(at, out), t[i].back);
	}
}

static void utf8_is_strict(void **s)
{
	(void)s;
	assert_true(utf8_ok(STR("b\xc3\xbc"
				"cher")));
	assert_false(utf8_ok(STR("\xc0\xaf"))); /* overlong */
	assert_false(utf8_ok(STR("\xed\xa0\x80"))); /* surrogate */
	assert_false(utf8_ok(STR("\xf4\x90\x80\x80"))); /* above U+10FFFF */
	assert_false(utf8_ok(STR("aaaaaaaaaaaaaaa\xe2\x82"))); /* cut */
}

static void quoting_shows_controls(void **s)
{
	char q[QUOTE_ROOM(8)];

	(void)s;
	assert_string_equal(str_quote(STR("a\033[2Jb"), 8, q), "a\\x1b[2Jb");
	assert_string_equal(str_quote(STR("0123456789"), 8, q), "01234567...");
	assert_string_equal(str_quote(STR("x\xe2\x80\xae"), 8, q), "x\\xe2\\x80\\xae");
}

static void map_keeps_what_is_put(void **s)
{
	struct arena a;
	struct map m;
	bool fresh;

	(void)s;
	arena_init(&a, 0);
	map_init(&m, (struct hash_key){ 1, 2 });
	for (int i = 0; i < 1000; i++) {
		uint64_t *v = map_put(&m, arena_printf(&a, "key-%d", i), &fresh);

		assert_non_null(v);
		assert_true(fresh);
		*v = (uint64_t)i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(*map_get(&m, arena_printf(&a, "key-%d", i)), i);
	assert_null(map_get(&m, STR("key-1000")));
	map_done(&m);
	arena_done(&a);
}

static void buffers_and_cursors_agree(void **s)
{
	struct buf b;
	struct cur c;

	(void)s;
	buf_init(&b, 100);
	buf_u8(&b, 7);
	buf_u16(&b, 65535);
	buf_u64(&b, UINT64_MAX - 1);
	buf_lstr(&b, STR("word"));
	c = cur_of(buf_str(&b));
	assert_int_equal(cur_u8(&c), 7);
	assert_int_equal(cur_u16(&c), 65535);
	assert_true(cur_u64(&c) == UINT64_MAX - 1);
	assert_true(str_is(cur_lstr(&c), "word"));
	assert_true(cur_end(&c));
	cur_u8(&c);
	assert_true(c.bad);
	buf_add(&b, str_make(NULL, 0));
	for (int i = 0; i < 20; i++)
		buf_addz(&b, "0123456789");
	assert_true(b.bad);
	assert_true(b.n <= 100);
	buf_done(&b);
}

static void a_failing_allocator_is_reported(void **s)
{
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	mem_fail_at(1, 0);
	assert_null(arena_alloc(&a, 10));
	mem_fail_at(0, 0);
	assert_non_null(arena_alloc(&a, 10));
	arena_done(&a);
	arena_init(&a, 64);
	assert_non_null(arena_alloc(&a, 0));
	arena_reset(&a);
	arena_done(&a);
	assert_non_null(arena_alloc(&a, 64));
	assert_null(arena_alloc(&a, 1));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_round_trip),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(quoting_shows_controls),
		cmocka_unit_test(map_keeps_what_is_put),
		cmocka_unit_test(buffers_and_cursors_agree),
		cmocka_unit_test(a_failing_allocator_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
