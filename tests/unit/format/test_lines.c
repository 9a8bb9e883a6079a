/* SPDX-License-Identifier: Apache-2.0 */
#include "format_tests.h"
#include "unit.h"

#include "base/buf.h"
#include "base/limit.h"
#include "format/csv.h"
#include "format/list.h"

static void list_table(void **state)
{
	static const struct {
		const char *line;
		enum list_line kind;
		const char *names; /* joined by a space */
	} t[] = {
		{ "", LIST_BLANK, "" },
		{ "   # x", LIST_BLANK, "" },
		{ "; x", LIST_BLANK, "" },
		{ "// x", LIST_BLANK, "" },
		{ "! x", LIST_BLANK, "" },
		{ "[Adblock Plus 2.0]", LIST_BLANK, "" },
		{ "[2001:db8::1]", LIST_ROW, "[2001:db8::1]" },
		{ "a.example", LIST_ROW, "a.example" },
		{ " a.example\r", LIST_ROW, "a.example" },
		{ "https://a.example/#x", LIST_ROW, "https://a.example/#x" },
		{ "https://a.example/ #x", LIST_ROW, "https://a.example/" },
		{ "https://a.example/;x", LIST_ROW, "https://a.example/;x" },
		{ "0.0.0.0 a.example b.example # c", LIST_ROW, "a.example b.example" },
		{ "127.0.0.1 localhost", LIST_REFUSED, "" },
		{ "0.0.0.0", LIST_ROW, "0.0.0.0" },
		{ "||a.example^", LIST_ROW, "a.example" },
		{ "||a.example$all", LIST_ROW, "a.example" },
		{ "|https://a.example/|", LIST_ROW, "https://a.example/" },
		{ "@@||a.example^", LIST_REFUSED, "" },
		{ "a.example##.x", LIST_REFUSED, "" },
		{ "*.a.example CNAME .", LIST_ROW, "a.example" },
		{ "address=/a.example/0.0.0.0", LIST_ROW, "a.example" },
		{ "hxxps[:]//a[.]example/x", LIST_ROW, "hxxps[:]//a[.]example/x" },
		{ "a [.] example", LIST_ROW, "a [.] example" },
		{ "a dot example # x", LIST_ROW, "a dot example" },
		{ "words only", LIST_REFUSED, "" },
		{ "|", LIST_REFUSED, "" },
		{ "||", LIST_REFUSED, "" },
		{ "address=/", LIST_REFUSED, "" },
		{ "...", LIST_REFUSED, "" },
		{ "<https://a.example/>", LIST_ROW, "https://a.example/" },
		{ "mailbox@a.example", LIST_ROW, "mailbox@a.example" },
		{ "AS64500", LIST_ROW, "AS64500" },
		{ "2001:db8::/32", LIST_ROW, "2001:db8::/32" },
		{ "%20a.example", LIST_ROW, "%20a.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct list_names names;
		enum list_line kind = list_parse(str_of(t[i].line), &names);
		struct buf b;

		buf_init(&b, SIZE_MAX);
		for (size_t k = 0; kind == LIST_ROW && k < names.n; k++) {
			if (k)
				buf_addc(&b, ' ');
			buf_add(&b, names.v[k]);
		}
		if (kind != t[i].kind || !str_eq(buf_str(&b), str_of(t[i].names)))
			fail_msg("'%s': got %d '%.*s', expected %d '%s'", t[i].line, kind,
				STR_ARG(buf_str(&b)), t[i].kind, t[i].names);
		if (kind == LIST_REFUSED)
			assert_non_null(names.why);
		buf_done(&b);
	}
}

static void hosts_line_ceiling(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct list_names names;
		struct buf b;

		buf_init(&b, SIZE_MAX);
		buf_addz(&b, "0.0.0.0");
		for (size_t i = 0; i < LIST_NAMES + more; i++)
			buf_printf(&b, " a%zu.example", i);
		assert_int_equal(list_parse(buf_str(&b), &names), more ? LIST_REFUSED : LIST_ROW);
		buf_done(&b);
	}
}

static void url_ceiling(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct list_names names;
		struct buf b;

		buf_init(&b, SIZE_MAX);
		buf_addz(&b, "https://a.example/");
		while (b.n < LIMIT_URL_BYTES + more)
			buf_addc(&b, 'x');
		assert_int_equal(list_parse(buf_str(&b), &names), more ? LIST_REFUSED : LIST_ROW);
		buf_done(&b);
	}
}

static void csv_table(void **state)
{
	static const struct {
		const char *row;
		char separator;
		enum csv_state kind;
		const char *cells; /* joined by '|' */
	} t[] = {
		{ "a,b,c", ',', CSV_ROW, "a|b|c" },
		{ "", ',', CSV_ROW, "" },
		{ ",", ',', CSV_ROW, "|" },
		{ "a,", ',', CSV_ROW, "a|" },
		{ "\"a,b\",c", ',', CSV_ROW, "a,b|c" },
		{ "\"a \"\"b\"\"\",c", ',', CSV_ROW, "a \"b\"|c" },
		{ "\"a\", \"b\"", ',', CSV_ROW, "a|b" },
		{ "a\"b,c", ',', CSV_ROW, "a\"b|c" },
		{ "\"a\nb\",c", ',', CSV_ROW, "a\nb|c" },
		{ "\"a", ',', CSV_OPEN, NULL },
		{ "a,\"b\"\"", ',', CSV_OPEN, NULL },
		{ "\"a\"b,c", ',', CSV_BAD, NULL },
		{ "a;b", ';', CSV_ROW, "a|b" },
		{ "a\tb", '\t', CSV_ROW, "a|b" },
		{ "1,2,3,4,5", ',', CSV_WIDE, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str cells[4];
		struct arena a;
		struct buf b;
		size_t n = 0;
		enum csv_state kind;

		arena_init(&a, 0);
		buf_init(&b, SIZE_MAX);
		kind = csv_split(&a, str_of(t[i].row), t[i].separator, cells, 4, &n);
		for (size_t k = 0; kind == CSV_ROW && k < n; k++) {
			if (k)
				buf_addc(&b, '|');
			buf_add(&b, cells[k]);
		}
		if (kind != t[i].kind || (t[i].cells && !str_eq(buf_str(&b), str_of(t[i].cells))))
			fail_msg("'%s': got %d '%.*s', expected %d '%s'", t[i].row, kind,
				STR_ARG(buf_str(&b)), t[i].kind, t[i].cells ? t[i].cells : "");
		buf_done(&b);
		arena_done(&a);
	}
}

/* What a spreadsheet would run does not begin a cell; what is read again is what was written. */
static void cells_written(void **state)
{
	static const struct {
		const char *cell, *written;
	} t[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "two words", "\"two words\"" },
		{ "a,b", "\"a,b\"" },
		{ "a;b", "\"a;b\"" },
		{ "say \"it\"", "\"say \"\"it\"\"\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+49", "\"'+49\"" },
		{ "-1", "\"'-1\"" },
		{ "@x", "\"'@x\"" },
		{ "  =1", "\"'  =1\"" },
		{ "\t=1", "\"' =1\"" },
		{ "\r\n=1", "\"'  =1\"" },
		{ "\xef\xbc\x9d"
		  "1",
			"\"'\xef\xbc\x9d"
			"1\"" },
		{ "a=1", "a=1" },
		{ "https://a.example/=cmd|calc", "https://a.example/=cmd|calc" },
		{ "b\xc3\xbc"
		  "cher.example",
			"b\xc3\xbc"
			"cher.example" },
		{ "two\nlines", "\"two lines\"" },
	};
	struct str again[2];
	struct arena a;
	struct buf b;
	size_t n;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, 4096);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		buf_reset(&b);
		csv_cell(&b, str_of(t[i].cell));
		if (!str_is(buf_str(&b), t[i].written))
			fail_msg("'%s' is written as %.*s", t[i].cell, STR_ARG(buf_str(&b)));
		assert_int_equal(csv_split(&a, buf_str(&b), ',', again, 2, &n), CSV_ROW);
		assert_true(n == 1 && (!again[0].n || !memchr("=+-@", again[0].p[0], 4)));
	}
	buf_done(&b);
	arena_done(&a);
}

int test_lines(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_table),
		cmocka_unit_test(hosts_line_ceiling),
		cmocka_unit_test(url_ceiling),
		cmocka_unit_test(csv_table),
		cmocka_unit_test(cells_written),
	};

	return cmocka_run_group_tests_name("format lines", tests, NULL, NULL);
}
