/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "format/yaml.h"
#include "format_tests.h"

static void yaml_cases(void **s)
{
	/* what is read, as JSON; or the sentence it is refused with */
	static const struct {
		const char *name, *in, *json, *fault;
	} t[] = {
		{ "empty", "", "null", NULL },
		{ "comment only", "# nothing\n", "null", NULL },
		{ "scalar", "hello", "\"hello\"", NULL },
		{ "mapping", "a: 1\nb: no\nc:\n", "{\"a\":\"1\",\"b\":\"no\",\"c\":null}", NULL },
		{ "empty in quotes", "a: ''", "{\"a\":\"\"}", NULL },
		{ "nested", "a:\n  - b: x\n    c: [1, 2]\n  - y\n",
			"{\"a\":[{\"b\":\"x\",\"c\":[\"1\",\"2\"]},\"y\"]}", NULL },
		{ "folded", "a: >-\n  one\n  two\n", "{\"a\":\"one two\"}", NULL },
		{ "one explicit document", "---\na: b\n...\n", "{\"a\":\"b\"}", NULL },
		{ "twice", "a: 1\nb: 2\na: 3\n", NULL, "line 3, column 1: 'a' is named twice" },
		{ "twice in flow", "x: {a: 1, a: 2}", NULL, "line 1, column 11: 'a' is named" },
		{ "anchor", "a: &x 1\n", NULL, "line 1, column 4: an anchor" },
		{ "anchor on a list", "a: &x [1]\n", NULL, "line 1, column 4: an anchor" },
		{ "alias", "a: b\nc: *x\n", NULL, "line 2, column 4: an alias" },
		{ "alias as key", "*x : b\n", NULL, "line 1, column 1: an alias" },
		{ "tag", "a: !!int 1\n", NULL, "line 1, column 4: a tag" },
		{ "local tag", "a: !x {b: c}\n", NULL, "line 1, column 4: a tag" },
		{ "directive", "%YAML 1.1\n---\na: b\n", NULL, "a directive" },
		{ "tag directive", "%TAG ! tag:x,2000:\n---\na: b\n", NULL, "a directive" },
		{ "second document", "a: b\n---\nc: d\n", NULL, "line 2, column 1: a second doc" },
		{ "key is a list", "? [a, b]\n: c\n", NULL, "a key must be a plain word" },
		{ "not UTF-8", "a: b\nc: \xff\n", NULL, "line 2, column 4: byte that is not" },
		{ "NUL by escape", "a: \"\\0\"\n", NULL, "NUL character" },
		{ "tab indent", "a:\n\tb: c\n", NULL, "line 2" },
		{ "unclosed", "a: [1, 2\n", NULL, "line 2" },
		{ "control character", "a: \x01\n", NULL, "line 1" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct arena a;
		struct err e = { 0 };
		struct json *v = NULL;
		struct buf b;
		struct jw w;

		arena_init(&a, 0);
		buf_init(&b, 1 << 16);
		if (yaml_parse(&a, str_of(t[i].in), &v, &e)) {
			if (!t[i].fault || !strstr(e.text, t[i].fault))
				fail_msg("%s: refused with '%s'", t[i].name, e.text);
		} else if (t[i].fault) {
			fail_msg("%s: not refused", t[i].name);
		} else {
			jw_init(&w, &b);
			jw_value(&w, v);
			assert_int_equal(jw_check(&w, &e), 0);
			if (!str_is(buf_str(&b), t[i].json))
				fail_msg("%s: gives %.*s", t[i].name, STR_ARG(buf_str(&b)));
		}
		buf_done(&b);
		arena_done(&a);
	}
}

static int parse_repeated(const char *head, const char *each, size_t n, const char *tail,
	bool numbered, struct err *e)
{
	struct arena a;
	struct json *v;
	struct buf b;
	int rc;

	arena_init(&a, 0);
	buf_init(&b, 8u << 20);
	buf_addz(&b, head);
	for (size_t i = 0; i < n; i++) {
		buf_addz(&b, each);
		if (numbered)
			buf_printf(&b, "%zu: x\n", i);
	}
	buf_addz(&b, tail);
	assert_false(b.bad);
	rc = yaml_parse(&a, buf_str(&b), &v, e);
	buf_done(&b);
	arena_done(&a);
	return rc;
}

static void yaml_ceilings(void **s)
{
	struct err e = { 0 };

	(void)s;
	assert_int_equal(parse_repeated("", "- ", LIMIT_YAML_DEPTH, "x", false, &e), 0);
	assert_int_equal(parse_repeated("", "- ", LIMIT_YAML_DEPTH + 1, "x", false, &e), BW_ELIMIT);
	assert_int_equal(parse_repeated("", "[", 100000, "", false, &e), BW_ELIMIT);
	/* the list itself is a value too */
	assert_int_equal(parse_repeated("", "- x\n", LIMIT_YAML_NODES - 1, "", false, &e), 0);
	assert_int_equal(parse_repeated("", "- x\n", LIMIT_YAML_NODES, "", false, &e), BW_ELIMIT);
	assert_int_equal(parse_repeated("", "k", LIMIT_YAML_MEMBERS, "", true, &e), 0);
	assert_int_equal(parse_repeated("", "k", LIMIT_YAML_MEMBERS + 1, "", true, &e), BW_ELIMIT);
	assert_int_equal(parse_repeated("x: y #", "x", LIMIT_YAML_BYTES - 6, "", false, &e), 0);
	assert_int_equal(
		parse_repeated("x: y #", "x", LIMIT_YAML_BYTES - 5, "", false, &e), BW_ELIMIT);
}

static void yaml_places_and_conversions(void **s)
{
	struct arena a;
	struct err e = { 0 };
	struct json *v;
	int64_t n = 7;
	bool b = false;

	(void)s;
	arena_init(&a, 0);
	assert_int_equal(
		yaml_parse(&a, STR("a: true\nb:\n  - -12\n  - 1.50\n  - yes\n  - 9x\n"), &v, &e),
		0);
	assert_true(yaml_bool(json_get(v, "a"), &b));
	assert_true(b);
	const struct json *item = json_get(v, "b")->first;

	assert_int_equal(item->at, 3);
	assert_int_equal(item->end, 5);
	assert_true(yaml_i64(item, &n));
	assert_int_equal(n, -12);
	assert_false(yaml_i64(item->next, &n));
	assert_false(yaml_bool(item->next->next, &b));
	assert_false(yaml_i64(item->next->next->next, &n));
	assert_int_equal(n, -12);
	assert_false(yaml_i64(NULL, &n));
	arena_done(&a);
}

int test_yaml(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_cases),
		cmocka_unit_test(yaml_ceilings),
		cmocka_unit_test(yaml_places_and_conversions),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
