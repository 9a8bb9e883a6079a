/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"

static const struct {
	const char *name;
	enum input_form form;
} files[] = {
	{ "plain.txt", INPUT_LIST },
	{ "hosts.txt", INPUT_LIST },
	{ "adblock.txt", INPUT_LIST },
	{ "resolver.list", INPUT_LIST },
	{ "heading.csv", INPUT_CSV },
	{ "phishtank-like.csv", INPUT_CSV },
	{ "urlhaus-like.csv", INPUT_CSV },
	{ "quoted.csv", INPUT_CSV },
	{ "headless.tsv", INPUT_CSV },
	{ "utf16.csv", INPUT_CSV },
	{ "shift-jis.csv", INPUT_CSV },
	{ "latin-1.csv", INPUT_CSV },
	{ "mixed.ndjson", INPUT_NDJSON },
};

static struct str lines_file(const char *name)
{
	char path[300];
	struct str s;

	(void)snprintf(path, sizeof(path), "tests/golden/intake/lines/%s", name);
	s = read_whole(getenv("SOURCE_ROOT") ? getenv("SOURCE_ROOT") : ".", path);
	if (!s.p)
		fail_msg("cannot read %s: run by meson, or set SOURCE_ROOT", path);
	return s;
}

static void portions_do_not_matter(void **state)
{
	static const size_t portions[] = { 1, 2, 3, 7, 13, 61, 4095, 4096, 4097 };
	struct intake_hints h = no_hints();

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str in = lines_file(files[i].name);
		struct show whole;
		struct err e;

		show_init(&whole);
		assert_int_equal(show_stream(&whole, files[i].form, &h, in, SIZE_MAX / 2, &e), 0);
		assert_true(whole.reports > 0);
		for (size_t k = 0; k < sizeof(portions) / sizeof(portions[0]); k++) {
			struct show cut;

			show_init(&cut);
			assert_int_equal(
				show_stream(&cut, files[i].form, &h, in, portions[k], &e), 0);
			if (!str_eq(buf_str(&cut.out), buf_str(&whole.out)))
				fail_msg("%s in portions of %zu: got\n%.*s\nexpected\n%.*s",
					files[i].name, portions[k], STR_ARG(buf_str(&cut.out)),
					STR_ARG(buf_str(&whole.out)));
			show_done(&cut);
		}
		show_done(&whole);
		mem_free((void *)in.p);
	}
}

/* The form found from the content is the one the tests above name. */
static void forms_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str in = lines_file(files[i].name);

		if (intake_detect(in, str_of(files[i].name)) != files[i].form ||
			(i != 3 && intake_detect(in, STR("")) != files[i].form))
			fail_msg("%s: form %d with its name, %d without, expected %d",
				files[i].name, intake_detect(in, str_of(files[i].name)),
				intake_detect(in, STR("")), files[i].form);
		mem_free((void *)in.p);
	}
}

static void form_table(void **state)
{
	static const struct {
		const char *text, *name;
		enum input_form form;
	} t[] = {
		{ "From: a@b.example\r\nSubject: x\r\n\r\nhttps://c.example/", "x.txt",
			INPUT_MAIL },
		{ "Received: from x\nMIME-Version: 1.0\n", "", INPUT_MAIL },
		{ "From a@b.example Sat Jan  1 00:00:00 2026\nFrom: x\n", "", INPUT_MAIL },
		{ "X-XARF: PLAIN\nFrom: a@b.example\n", "", INPUT_MAIL },
		{ "From: a@b.example\nContent-Type: multipart/report; "
		  "report-type=feedback-report\n",
			"", INPUT_ARF },
		{ "{\"xarf_version\":\"4.2.0\"}", "x.json", INPUT_XARF },
		{ "{\n \"Version\":\"3\",\"ReporterInfo\":{}}", "", INPUT_XARF },
		{ "{\"url\":\"x\"}", "", INPUT_JSON },
		{ "{\"url\":\"x\"}\n", "x.ndjson", INPUT_NDJSON },
		{ "{\"xarf_version\":\"4.2.0\"}\n{\"xarf_version\":\"4.2.0\"}\n", "x.json",
			INPUT_NDJSON },
		{ "[{\"url\":\"x\"}]", "", INPUT_JSON },
		{ "\xef\xbb\xbf{\"url\":\"x\"}", "", INPUT_JSON },
		{ "[Adblock Plus 2.0]\n||a.example^\n", "", INPUT_LIST },
		{ "a.example\nb.example\n", "", INPUT_LIST },
		{ "https://a.example/x,y\nhttps://b.example/\n", "x.txt", INPUT_LIST },
		{ "url\nhttps://a.example/\n", "", INPUT_CSV },
		{ "url,harm\n", "x.csv", INPUT_CSV },
		{ "", "x.eml", INPUT_MAIL },
		{ "", "", INPUT_UNKNOWN },
		{ "just some words\nand more of them\n", "", INPUT_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		enum input_form got = intake_detect(str_of(t[i].text), str_of(t[i].name));

		if (got != t[i].form)
			fail_msg("'%s' named '%s': got %d, expected %d", t[i].text, t[i].name, got,
				t[i].form);
	}
	assert_int_equal(intake_detect(STR("\x7f"
					   "ELF\0\0\1\2"),
				 STR("x")),
		INPUT_UNKNOWN);
}

static void one_bad_line_costs_one_line(void **state)
{
	struct intake_hints h = no_hints();
	struct show s;
	struct buf in;
	struct err e;

	(void)state;
	buf_init(&in, SIZE_MAX);
	for (int i = 0; i < 1000; i++)
		buf_addz(&in, i == 500 ? "{\"url\":\"https://a.example\n"
				       : "{\"url\":\"https://a.example/\"}\n");
	show_init(&s);
	assert_int_equal(show_stream(&s, INPUT_NDJSON, &h, buf_str(&in), 777, &e), 0);
	assert_int_equal(s.reports, 999);
	assert_int_equal(s.refused, 1);
	assert_true(str_find(buf_str(&s.out), STR("{\"line\":501,"), 0) != SIZE_MAX);
	show_done(&s);
	buf_done(&in);
}

static void add_many(struct buf *b, char c, size_t n)
{
	char *to = buf_room(b, n);

	assert_non_null(to);
	memset(to, c, n);
	buf_took(b, n);
}

/* The longest line is taken, one byte more is refused, and the next line is not lost. */
static void line_ceiling(
	enum input_form form, const char *head, const char *tail, size_t longest, size_t portion)
{
	for (size_t more = 0; more < 2; more++) {
		struct intake_hints h = no_hints();
		struct show s;
		struct buf in;
		struct err e;

		buf_init(&in, SIZE_MAX);
		buf_addz(&in, head);
		add_many(&in, ' ', longest + more - strlen(head) - strlen(tail));
		buf_addz(&in, tail);
		buf_addz(&in, "\n");
		buf_addz(&in, form == INPUT_NDJSON ? "{\"url\":\"https://b.example/\"}\n"
						   : "https://b.example/\n");
		show_init(&s);
		assert_int_equal(show_stream(&s, form, &h, buf_str(&in), portion, &e), 0);
		assert_int_equal(s.reports, 2 - more);
		assert_int_equal(s.refused, more);
		show_done(&s);
		buf_done(&in);
	}
}

static void ceilings_of_lines(void **state)
{
	(void)state;
	line_ceiling(INPUT_LIST, "https://a.example/", "", LIMIT_LIST_LINE, 1000);
	line_ceiling(INPUT_LIST, "https://a.example/", "", LIMIT_LIST_LINE, SIZE_MAX / 2);
	line_ceiling(
		INPUT_NDJSON, "{\"url\":\"https://a.example/\"", "}", LIMIT_LINE_BYTES, 1 << 20);
	line_ceiling(INPUT_CSV, "https://a.example/", "", LIMIT_CSV_RECORD, 1 << 16);
}

static void ceiling_of_targets(void **state)
{
	struct intake_hints h = no_hints();

	(void)state;
	for (int more = 0; more < 2; more++) {
		struct show s;
		struct buf in;
		struct err e;

		buf_init(&in, SIZE_MAX);
		buf_addz(&in, "{\"targets\":[");
		for (int i = 0; i < LIMIT_REPORT_TARGETS + more; i++)
			buf_printf(&in, "%s\"a%d.example\"", i ? "," : "", i);
		buf_addz(&in, "]}");
		show_init(&s);
		assert_int_equal(show_json(&s, &h, buf_str(&in), &e), 0);
		assert_int_equal(s.reports, 1 - more);
		assert_int_equal(s.refused, more);
		show_done(&s);
		buf_done(&in);
	}
}

static void ceiling_of_columns(void **state)
{
	struct intake_hints h = no_hints();

	(void)state;
	for (int more = 0; more < 2; more++) {
		struct show s;
		struct buf in;
		struct err e;

		buf_init(&in, SIZE_MAX);
		buf_addz(&in, "url\nhttps://a.example/");
		add_many(&in, ',', (size_t)(LIMIT_CSV_COLUMNS - 1 + more));
		buf_addz(&in, "\nhttps://b.example/\n");
		show_init(&s);
		assert_int_equal(show_stream(&s, INPUT_CSV, &h, buf_str(&in), 50, &e), 0);
		assert_int_equal(s.reports, 2 - more);
		assert_int_equal(s.refused, more);
		show_done(&s);
		buf_done(&in);
	}
}

/* A quoted field of LIMIT_CSV_LINES lines is read, one of more is given up line by line: whatever the
 * quotes, each line is part of exactly one row. */
static void ceiling_of_quoted_lines(void **state)
{
	struct intake_hints h = no_hints();

	(void)state;
	for (int more = 0; more < 2; more++) {
		struct show s;
		struct buf in;
		struct err e;

		buf_init(&in, SIZE_MAX);
		buf_addz(&in, "url,note\nhttps://a.example/,\"x");
		for (int i = 0; i < LIMIT_CSV_LINES - 2 + more; i++)
			buf_addz(&in, "\nhttps://b.example/,y");
		buf_addz(&in, "\nend\"\nhttps://c.example/,z\n");
		show_init(&s);
		assert_int_equal(show_stream(&s, INPUT_CSV, &h, buf_str(&in), 50, &e), 0);
		assert_int_equal(s.reports, more ? (size_t)LIMIT_CSV_LINES : 2);
		assert_int_equal(s.refused, more ? 2 : 0);
		show_done(&s);
		buf_done(&in);
	}
}

static void sink_stops_the_stream(void **state)
{
	struct intake_hints h = no_hints();
	struct str in = STR("a.example\nb.example\nc.example\n");
	struct intake_sink sink;
	struct intake_stream *stream;
	struct show s;
	struct err e;

	(void)state;
	show_init(&s);
	s.stop_after = 2;
	sink = show_sink(&s);
	assert_int_equal(intake_stream_new(INPUT_LIST, &h, &sink, &stream, &e), 0);
	assert_int_equal(intake_stream_feed(stream, in, &e), 0); /* too little to begin with */
	assert_int_equal(intake_stream_end(stream, &e), BW_EIO);
	assert_int_equal(intake_stream_feed(stream, in, &e), BW_EIO);
	assert_int_equal(s.reports, 2);
	intake_stream_free(stream);
	intake_stream_free(NULL);
	show_done(&s);
	assert_int_equal(intake_stream_new(INPUT_MAIL, &h, &sink, &stream, &e), BW_EUSAGE);
}

/* Whichever request for memory fails, the answer is an error or the same as without; nothing leaks
 * (the sanitizer build looks). */
static void memory_may_end_anywhere(void **state)
{
	struct intake_hints h = no_hints();

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str in = lines_file(files[i].name);
		struct show whole;
		struct err e;

		show_init(&whole);
		assert_int_equal(show_stream(&whole, files[i].form, &h, in, 100, &e), 0);
		for (uint64_t nth = 1; nth < 2000; nth++) {
			struct show s;
			uint64_t made;
			int rc;

			show_init(&s);
			(void)mem_fail_at(nth, 0);
			rc = show_stream(&s, files[i].form, &h, in, 100, &e);
			made = mem_fail_at(0, 0);
			if (rc == 0 && made >= nth)
				fail_msg("%s: request %d failed and nobody said so", files[i].name,
					(int)nth);
			if (rc)
				assert_int_equal(rc, BW_ENOMEM);
			else
				assert_true(str_eq(buf_str(&s.out), buf_str(&whole.out)));
			show_done(&s);
			if (made < nth)
				break;
		}
		show_done(&whole);
		mem_free((void *)in.p);
	}
}

static void hints_fill_in(void **state)
{
	struct intake_hints h = { .reporter = STR("box@a.example"), .harm = HARM_FRAUD };
	struct show s;
	struct err e;

	(void)state;
	show_init(&s);
	assert_int_equal(show_stream(&s, INPUT_LIST, &h, STR("b.example\n"), 100, &e), 0);
	assert_true(str_find(buf_str(&s.out), STR("\"harm\":\"content/fraud\""), 0) != SIZE_MAX);
	assert_true(str_find(buf_str(&s.out), STR("\"reporter\":[\"\",\"box@a.example\""), 0) !=
		    SIZE_MAX);
	buf_reset(&s.out);
	assert_int_equal(show_json(&s, &h,
				 STR("{\"url\":\"https://b.example/\",\"harm\":\"phishing\"}"), &e),
		0);
	assert_true(str_find(buf_str(&s.out), STR("\"harm\":\"content/phishing\""), 0) != SIZE_MAX);
	show_done(&s);
}

int run_stream(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(portions_do_not_matter),
		cmocka_unit_test(forms_are_found),
		cmocka_unit_test(form_table),
		cmocka_unit_test(one_bad_line_costs_one_line),
		cmocka_unit_test(ceilings_of_lines),
		cmocka_unit_test(ceiling_of_targets),
		cmocka_unit_test(ceiling_of_columns),
		cmocka_unit_test(ceiling_of_quoted_lines),
		cmocka_unit_test(sink_stops_the_stream),
		cmocka_unit_test(memory_may_end_anywhere),
		cmocka_unit_test(hints_fill_in),
	};

	return cmocka_run_group_tests_name("intake stream", tests, NULL, NULL);
}
