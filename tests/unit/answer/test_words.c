/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/answer/words.*: a reply a line, and what it means. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "answer/words.h"
#include "answer_tests.h"
#include "base/buf.h"
#include "base/limit.h"
#include "sys/durable.h"

/* "acted url", "refused no-violation", "unknown" */
static void describe(const struct meaning *m, struct buf *out)
{
	buf_addz(out, answer_kind_text((int)m->kind));
	if (m->reason != REASON_NONE)
		buf_printf(out, " %s", answer_reason_text(m->reason));
	if (m->effect != EFFECT_NOTHING)
		buf_printf(out, " %s", effect_text((int)m->effect));
}

static void unescape(struct str in, struct buf *out)
{
	for (size_t i = 0; i < in.n; i++)
		if (in.p[i] == '\\' && i + 1 < in.n && in.p[i + 1] == 'n') {
			buf_addc(out, '\n');
			i++;
		} else {
			buf_addc(out, in.p[i]);
		}
}

static unsigned one(struct str want, struct str text, const char *file, bool folded)
{
	struct arena a;
	struct buf got, plain;
	struct meaning m;
	struct err e = { 0 };
	unsigned bad = 0;

	arena_init(&a, 0);
	buf_init(&got, 1000);
	buf_init(&plain, 1 << 16);
	unescape(text, &plain);
	for (size_t i = 0; folded && i < plain.n; i++)
		if (plain.p[i] >= 'a' && plain.p[i] <= 'z')
			plain.p[i] = (char)(plain.p[i] - 32);
	assert_int_equal(words_meaning(&a, buf_str(&plain), &m, &e), BW_OK);
	describe(&m, &got);
	if (!str_eq(buf_str(&got), want)) {
		print_error("%s: '%.*s' is not '%.*s': %.*s\n", file, STR_ARG(buf_str(&got)),
			STR_ARG(want), STR_ARG(text));
		bad = 1;
	}
	buf_done(&got);
	buf_done(&plain);
	arena_done(&a);
	return bad;
}

static void table(void **state)
{
	static const char *const langs[] = { "en", "de", "fr", "es", "pt", "ar" };
	unsigned bad = 0, seen = 0;

	(void)state;
	for (size_t l = 0; l < sizeof(langs) / sizeof(langs[0]); l++) {
		char path[1000];
		struct buf b;
		struct str rest, line;
		struct err e = { 0 };

		(void)snprintf(path, sizeof(path), "%s/tests/golden/answer/words.%s",
			getenv("SOURCE_ROOT"), langs[l]);
		buf_init(&b, 1 << 20);
		assert_int_equal(durable_read_file(path, &b, &e), BW_OK);
		rest = buf_str(&b);
		while (str_cut(&rest, '\n', &line)) {
			size_t bar = str_find_byte(line, '|', 0);

			if (!line.n || line.p[0] == '#')
				continue;
			assert_true(bar != SIZE_MAX);
			bad += one(str_trim(str_sub(line, 0, bar)),
				str_trim(str_from(line, bar + 1)), langs[l], false);
			bad += one(str_trim(str_sub(line, 0, bar)),
				str_trim(str_from(line, bar + 1)), langs[l], l == 0);
			seen++;
		}
		buf_done(&b);
	}
	assert_in_range(seen, 200, 10000);
	assert_int_equal(bad, 0);
}

static void ceilings(void **state)
{
	struct arena a;
	struct buf b;
	struct meaning m;
	struct err e = { 0 };

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, 4 << 20);
	/* what stands behind the ceiling might deny what stands before it */
	for (int over = 0; over < 2; over++) {
		buf_reset(&b);
		buf_addz(&b, "We have removed the page. ");
		for (int i = 0; i < LIMIT_ANSWER_WORDS / 2 - 20 + 20 * over; i++)
			buf_addz(&b, "lunch. ");
		assert_int_equal(words_meaning(&a, buf_str(&b), &m, &e), BW_OK);
		assert_int_equal(m.kind, over ? ANSWER_UNKNOWN : ANSWER_ACTED);
	}
	buf_done(&b);
	arena_done(&a);
}

int words_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(table), cmocka_unit_test(ceilings) };

	return cmocka_run_group_tests_name("answer/words", tests, NULL, NULL);
}
