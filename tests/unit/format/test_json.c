/* SPDX-License-Identifier: Apache-2.0 */
#include "format_tests.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"
#include "base/rng.h"
#include "format/json.h"
#include "second_reader.h"

static void refusals(void **state)
{
	static const struct {
		const char *name, *text;
		bool ok;
	} t[] = {
		{ "empty", "", false },
		{ "space", " \n", false },
		{ "two values", "1 2", false },
		{ "plain", "{\"a\":[1,2.5e-3,true,false,null,\"x\"]}", true },
		{ "comma at the end", "[1,]", false },
		{ "a member twice", "{\"a\":1,\"a\":2}", false },
		{ "a member twice, one escaped", "{\"a\":1,\"\\u0061\":2}", false },
		{ "leading zero", "01", false },
		{ "minus alone", "-", false },
		{ "no fraction", "1.", false },
		{ "no exponent", "1e", false },
		{ "plus", "+1", false },
		{ "half a pair", "\"\\ud83d\"", false },
		{ "the other half", "\"\\ude00\"", false },
		{ "a pair", "\"\\ud83d\\ude00\"", true },
		{ "swapped pair", "\"\\ude00\\ud83d\"", false },
		{ "NUL", "\"\\u0000\"", false },
		{ "control", "\"\n\"", false },
		{ "not UTF-8", "\"\xff\"", false },
		{ "overlong", "\"\xc0\xaf\"", false },
		{ "surrogate in UTF-8", "\"\xed\xa0\x80\"", false },
		{ "cut string", "\"abc", false },
		{ "cut escape", "\"abc\\", false },
		{ "cut \\u", "\"\\u00", false },
		{ "unknown escape", "\"\\x\"", false },
		{ "word cut", "tru", false },
		{ "word and more", "truex", false },
		{ "NaN", "NaN", false },
		{ "comment", "[1/**/]", false },
		{ "single quotes", "{'a':1}", false },
		{ "key without quotes", "{a:1}", false },
		{ "byte order mark", "\xef\xbb\xbf{}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct arena a;
		struct json *v;
		struct err e;
		int rc;

		arena_init(&a, 0);
		rc = json_parse(&a, str_of(t[i].text), &v, &e);
		if ((rc == BW_OK) != t[i].ok)
			fail_msg("%s: %s", t[i].name, rc ? e.text : "was taken");
		if (rc)
			assert_true(str_starts(str_of(e.text), STR("line ")));
		arena_done(&a);
	}
}

static void place_is_told(void **state)
{
	struct json_where where;
	struct arena a;
	struct json *v;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(
		json_parse_where(&a, STR("{\n \"a\": 1,\n \"b\" 2}"), &v, &where, &e), BW_EPARSE);
	assert_int_equal(where.line, 3);
	assert_int_equal(where.column, 6);
	assert_string_equal(e.text, "expected ':'");
	arena_done(&a);
}

static void ceilings(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct arena a;
		struct buf b;
		struct json *v;
		struct err e;

		arena_init(&a, 0);
		buf_init(&b, SIZE_MAX);
		for (int i = 0; i < LIMIT_JSON_DEPTH + more; i++)
			buf_addc(&b, '[');
		for (int i = 0; i < LIMIT_JSON_DEPTH + more; i++)
			buf_addc(&b, ']');
		assert_int_equal(json_parse(&a, buf_str(&b), &v, &e), more ? BW_ELIMIT : BW_OK);
		buf_reset(&b);
		buf_addc(&b, '[');
		for (int i = 0; i < LIMIT_JSON_NODES + more; i++)
			buf_addz(&b, i ? ",1" : "1");
		buf_addc(&b, ']');
		assert_int_equal(json_parse(&a, buf_str(&b), &v, &e), more ? BW_ELIMIT : BW_OK);
		buf_done(&b);
		arena_done(&a);
	}
}

/* Short decimals take a way of their own: it gives what strtod gives. */
static void numbers(void **state)
{
	struct rng_seeded r = { 42 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[64];
		struct json v = { .type = JSON_NUMBER };
		double got;
		uint64_t n = rng_next(&r) >> (rng_next(&r) % 50 + 14);

		(void)snprintf(text, sizeof(text), "%s%llu.%llu", rng_next(&r) & 1 ? "-" : "",
			(unsigned long long)(n / 1000), (unsigned long long)(n % 1000));
		v.text = str_of(text);
		assert_true(json_double(&v, &got));
		if (got != strtod(text, NULL))
			fail_msg("%s read as %.17g", text, got);
	}
}

static void write_value(const struct json *v, struct buf *out)
{
	double d;

	switch (v->type) {
	case JSON_NULL: buf_addz(out, "null "); break;
	case JSON_FALSE: buf_addz(out, "false "); break;
	case JSON_TRUE: buf_addz(out, "true "); break;
	case JSON_STRING: text_string(out, v->text); break;
	case JSON_NUMBER:
		assert_true(json_double(v, &d));
		text_number(out, d);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		buf_addc(out, v->type == JSON_ARRAY ? '[' : '{');
		JSON_EACH (m, v) {
			if (v->type == JSON_OBJECT)
				text_string(out, m->key);
			write_value(m, out);
		}
		buf_addc(out, v->type == JSON_ARRAY ? ']' : '}');
		break;
	}
}

/* Two readers agree about what is JSON and what it says, over thousands of damaged documents. */
static void agrees_with_jansson(void **state)
{
	static const char *const seeds[] = {
		"{\"xarf_version\":\"4.2.0\",\"a\":[1,-2.5,3e5,true,false,null],\"b\":{\"c\":"
		"\"\\u00fc\\n"
		"\\ud83d\\ude00\",\"d\":\"\xc3\xbc\xf0\x9f\x98\x80\"},\"e\":\"\"}",
		"[[],{},[[\"x\"]],0,-0,1e-7,\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
		"{\"payload\":\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB\",\"n\":123456789012345}",
	};
	static const char bits[] = "{}[]\",:\\u0019eE+-.tfn \n\xff\xc3\xbc";
	struct rng_seeded r = { 7 };
	int taken = 0;

	(void)state;
	for (int i = 0; i < 60000; i++) {
		const char *seed = seeds[rng_next(&r) % 3];
		size_t n = strlen(seed);
		char text[400];
		struct arena a;
		struct json *v;
		struct err e;
		struct buf mine, theirs;
		bool other, range;
		int rc;

		memcpy(text, seed, n);
		for (uint64_t k = rng_next(&r) % 3; k > 0; k--) {
			size_t at = rng_next(&r) % n;
			char c = bits[rng_next(&r) % (sizeof(bits) - 1)];

			switch (rng_next(&r) % 3) {
			case 0: text[at] = c; break;
			case 1:
				memmove(text + at, text + at + 1, n - at - 1);
				n--;
				break;
			default:
				memmove(text + at + 1, text + at, n - at);
				text[at] = c;
				n++;
			}
		}
		arena_init(&a, 0);
		rc = json_parse(&a, str_make(text, n), &v, &e);
		buf_init(&mine, SIZE_MAX);
		buf_init(&theirs, SIZE_MAX);
		other = second_reader(str_make(text, n), &theirs, &range);
		if ((rc == 0) != other && !range)
			fail_msg("%.*s: %s / %s", (int)n, text, rc ? e.text : "taken",
				other ? "taken" : "refused");
		if (rc == 0 && other) {
			taken++;
			write_value(v, &mine);
			if (!str_eq(buf_str(&mine), buf_str(&theirs)))
				fail_msg("%.*s: read as %.*s and as %.*s", (int)n, text,
					STR_ARG(buf_str(&mine)), STR_ARG(buf_str(&theirs)));
		}
		buf_done(&mine);
		buf_done(&theirs);
		arena_done(&a);
	}
	assert_true(taken > 10000);
}

/* What is written of a value reads as the same value. */
static void write_is_read(void **state)
{
	static const char text[] = "{\"a\":[1,2.50,\"\\u0007\\\"\xc3\xbc\",true,null,{}],\"b\":[]}";
	struct arena a;
	struct json *v, *w;
	struct buf b, again;
	struct jw jw;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, SIZE_MAX);
	buf_init(&again, SIZE_MAX);
	assert_int_equal(json_parse(&a, str_of(text), &v, &e), 0);
	jw_init(&jw, &b);
	jw_value(&jw, v);
	assert_int_equal(jw_check(&jw, &e), 0);
	assert_int_equal(json_parse(&a, buf_str(&b), &w, &e), 0);
	jw_init(&jw, &again);
	jw_value(&jw, w);
	assert_true(str_eq(buf_str(&b), buf_str(&again)));
	buf_done(&again);
	buf_done(&b);
	arena_done(&a);
}

static void memory_may_end(void **state)
{
	struct str in = STR("{\"a\":[1,\"\\u00fc\",{\"b\":[[[[1]]]]}]}");

	(void)state;
	for (uint64_t nth = 1; nth < 100; nth++) {
		struct arena a;
		struct json *v;
		struct err e;
		uint64_t made;
		int rc;

		arena_init(&a, 0);
		(void)mem_fail_at(nth, 0);
		rc = json_parse(&a, in, &v, &e);
		made = mem_fail_at(0, 0);
		arena_done(&a);
		assert_int_equal(rc, made >= nth ? BW_ENOMEM : BW_OK);
		if (made < nth)
			break;
	}
}

int test_json(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals),
		cmocka_unit_test(place_is_told),
		cmocka_unit_test(ceilings),
		cmocka_unit_test(numbers),
		cmocka_unit_test(agrees_with_jansson),
		cmocka_unit_test(write_is_read),
		cmocka_unit_test(memory_may_end),
	};

	return cmocka_run_group_tests_name("format json", tests, NULL, NULL);
}
