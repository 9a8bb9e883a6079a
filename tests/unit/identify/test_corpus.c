/* SPDX-License-Identifier: Apache-2.0 */
/* test_corpus.c -- identify on real lists and published test strings. */
#include <stdlib.h>

#include "unit.h"

#include "identify_tests.h"

#define NEEDS_CORPUS(f) \
	if (!(f))       \
	skip()

/* The Public Suffix List's own test file: "name expected-registrable-or-null" a line. */
static void psl_tests(void **state)
{
	struct fixture *f = *state;
	struct str rest, line, in, want;
	size_t cases = 0;

	NEEDS_CORPUS(f);
	rest = corpus_file(&f->a, "ref/psl/tests.txt");
	while (str_cut(&rest, '\n', &line)) {
		struct site s = { 0 };
		struct err e;
		bool ok;

		if (!line.n || str_starts(line, STR("//")) || str_starts(line, STR("null")))
			continue;
		want = line;
		assert_true(str_cut(&want, ' ', &in));
		ok = identify(&f->a, &f->rd, in, &s, &e) == BW_OK;
		cases++;
		/* Names under no listed suffix, and those that name nothing, have no registrable name here;
		 * the file wants the implicit rule for the first and null for the others. */
		if (!ok || s.unlisted_tld || s.ns != NAMESPACE_DNS)
			continue;
		/* The file's answers are those of both sections. */
		struct str got = s.kind == SITE_SUFFIX || s.kind == SITE_PLATFORM
					 ? STR("null")
					 : str_sub(s.id, 0, str_find_byte(s.id, '/', 0));
		struct site expected = { 0 };

		if (!str_is(want, "null") && !identify(&f->a, &f->rd, want, &expected, &e))
			want = expected.host;
		if (!str_eq(got, want))
			fail_msg("'%.*s' gives '%.*s', expected '%.*s'", STR_ARG(in), STR_ARG(got),
				STR_ARG(want));
	}
	print_message("suffix list: %zu cases\n", cases);
	assert_true(cases > 60);
}

static void uasg_urls(void **state)
{
	struct fixture *f = *state;
	struct str rest, line, name, url, want;
	size_t cases = 0;

	NEEDS_CORPUS(f);
	rest = corpus_file(&f->a, "ref/uasg/urls.tsv");
	(void)str_cut(&rest, '\n', &line);
	while (str_cut(&rest, '\n', &line)) {
		struct site s, ascii;
		struct err e = { 0 };

		if (!str_cut(&line, '\t', &name) || !str_cut(&line, '\t', &url) || !line.p)
			continue;
		want = line;
		cases++;
		if (identify(&f->a, &f->rd, url, &s, &e) ||
			identify(&f->a, &f->rd, want, &ascii, &e))
			fail_msg("%.*s: %s", STR_ARG(name), e.text);
		if (!str_eq(s.canonical, ascii.canonical) || !str_eq(s.id, ascii.id) ||
			str_find(want, s.host, 0) == SIZE_MAX)
			fail_msg("%.*s: '%.*s', expected '%.*s'", STR_ARG(name),
				STR_ARG(s.canonical), STR_ARG(ascii.canonical));
	}
	assert_true(cases >= 12);
}

static void uasg_mailboxes(void **state)
{
	struct fixture *f = *state;
	struct str rest, line, address;
	size_t cases = 0;

	NEEDS_CORPUS(f);
	rest = corpus_file(&f->a, "ref/uasg/emails.tsv");
	(void)str_cut(&rest, '\n', &line);
	while (str_cut(&rest, '\n', &line)) {
		struct site s;
		struct err e = { 0 };

		if (!str_cut(&line, '\t', &address) || !line.p)
			continue;
		cases++;
		if (identify(&f->a, &f->rd, address, &s, &e))
			fail_msg("'%.*s': %s", STR_ARG(address), e.text);
		assert_int_equal(s.target, TARGET_EMAIL);
		assert_true(str_starts(
			s.canonical, str_sub(address, 0, str_rfind_byte(address, '@') + 1)));
	}
	assert_true(cases >= 14);
}

/* Every row of a feed: taken or refused without a crash, and what was taken is read again as itself. */
static void feed(struct fixture *f, const char *file, size_t column)
{
	struct arena a, big;
	struct str rest, line, cell = { "", 0 };
	size_t rows = 0, refused = 0;

	arena_init(&a, 0);
	arena_init(&big, 0);
	rest = corpus_file(&big, file);
	(void)str_cut(&rest, '\n', &line);
	while (str_cut(&rest, '\n', &line)) {
		struct site s, again;
		struct err e;

		for (size_t i = 0; i <= column; i++)
			if (!str_cut(&line, '\t', &cell))
				cell = STR("");
		if (!cell.n)
			continue;
		rows++;
		arena_reset(&a);
		if (identify(&a, &f->rd, cell, &s, &e)) {
			refused++;
			continue;
		}
		if (identify(&a, &f->rd, s.canonical, &again, &e))
			fail_msg("%s: canonical '%.*s' is refused: %s", file, STR_ARG(s.canonical),
				e.text);
		if (!str_eq(again.id, s.id) || !str_eq(again.canonical, s.canonical) ||
			again.kind != s.kind)
			fail_msg("%s: '%.*s' again is '%.*s'", file, STR_ARG(s.canonical),
				STR_ARG(again.canonical));
		if (identify(&a, &f->rd, s.id, &again, &e) || !str_eq(again.id, s.id))
			fail_msg("%s: id '%.*s' again is '%.*s'", file, STR_ARG(s.id),
				STR_ARG(again.id));
	}
	print_message("%s: %zu rows, %zu refused\n", file, rows, refused);
	assert_true(rows > 1000 && refused < rows / 1000);
	arena_done(&a);
	arena_done(&big);
}

static void feeds(void **state)
{
	struct fixture *f = *state;

	NEEDS_CORPUS(f);
	feed(f, "feeds/jpcert-phishurl-2019_2023.tsv.zst", 1);
	feed(f, "feeds/tweetfeed-2023_2024.tsv.zst", 2);
	feed(f, "feeds/urlhaus-snapshot-2025-07-19.tsv.zst", 0);
	feed(f, "feeds/phishing-database-2024-12_2026-07.tsv.zst", 2);
}

int test_corpus(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(psl_tests),
		cmocka_unit_test(uasg_urls),
		cmocka_unit_test(uasg_mailboxes),
		cmocka_unit_test(feeds),
	};

	return cmocka_run_group_tests_name("corpus", tests, fixture_corpus_setup, fixture_teardown);
}
