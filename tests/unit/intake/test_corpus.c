/* SPDX-License-Identifier: Apache-2.0 */
/* Other people's samples, where BAILIWICK_CORPUS names a folder that has them: the XARF project's and
 * Abusix' valid ones are taken, the invalid ones refused. */
#include "show.h"
#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define FILES_MOST 400

/* nftw has no argument of the caller's. */
static struct {
	char *name[FILES_MOST];
	size_t n;
} found;

static int note(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)at;
	if (kind == FTW_F && str_ends(str_of(path), STR(".json")) && found.n < FILES_MOST)
		found.name[found.n++] = strdup(path);
	return 0;
}

static bool has(const char *path, const char *part)
{
	return strstr(path, part) != NULL;
}

static void one(const char *path, bool valid)
{
	struct intake_hints h = no_hints();
	struct str in = read_whole("", path);
	struct show s;
	struct err e;

	assert_non_null(in.p);
	show_init(&s);
	assert_int_equal(show_json(&s, &h, in, &e), 0);
	assert_int_equal(s.reports + s.refused, 1);
	if ((s.reports == 1) != valid)
		fail_msg("%s: expected %s, got %.*s", path, valid ? "a report" : "a refusal",
			STR_ARG(buf_str(&s.out)));
	show_done(&s);
	mem_free((void *)in.p);
}

static void samples(void **state)
{
	const char *corpus = getenv("BAILIWICK_CORPUS");
	char dir[4096];
	size_t valid = 0, invalid = 0;

	(void)state;
	if (!corpus) {
		print_message("SKIPPED: BAILIWICK_CORPUS is not set, no samples to read\n");
		skip();
	}
	(void)snprintf(dir, sizeof(dir), "%s/xarf", corpus);
	assert_int_equal(nftw(dir, note, 16, FTW_PHYS), 0);
	for (size_t i = 0; i < found.n; i++) {
		const char *path = found.name[i];
		bool bad = has(path, "/invalid/") || has(path, "/negative/");

		if (!has(path, "/schemas/") &&
			(bad || has(path, "/samples/") || has(path, "/valid/"))) {
			one(path, !bad);
			valid += !bad;
			invalid += bad;
		}
		free(found.name[i]);
	}
	print_message("%zu valid, %zu invalid samples\n", valid, invalid);
	assert_true(valid > 50 && invalid > 20);
}

int run_corpus(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(samples) };

	return cmocka_run_group_tests_name("intake corpus", tests, NULL, NULL);
}
