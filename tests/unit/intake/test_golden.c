/* SPDX-License-Identifier: Apache-2.0 */
/* What intake says of each file under tests/golden/intake is compared with the file beside it that ends in
 * .expected.  BAILIWICK_GOLDEN=write makes those files anew, to be reviewed like code. */
#include "show.h"
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

static struct str run(const char *name, struct str in, struct show *s)
{
	struct intake_hints h = no_hints();
	enum input_form form = intake_detect(in, str_of(name));
	struct err e;
	int rc;

	if (form == INPUT_XARF || form == INPUT_JSON)
		rc = show_json(s, &h, in, &e);
	else
		rc = show_stream(s, form, &h, in, 4000, &e);
	if (rc)
		fail_msg("%s: %s", name, e.text);
	return buf_str(&s->out);
}

static void compare(const char *dir, const char *name)
{
	char expected_name[300];
	struct str in = read_whole(dir, name), expected, got;
	struct show s;

	(void)snprintf(expected_name, sizeof(expected_name), "%s.expected", name);
	assert_non_null(in.p);
	show_init(&s);
	got = run(name, in, &s);
	assert_false(s.csam_seen_raw);
	if (getenv("BAILIWICK_GOLDEN")) {
		char path[4500];
		FILE *f;

		(void)snprintf(path, sizeof(path), "%s/%s", dir, expected_name);
		f = fopen(path, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(got.p, 1, got.n, f), got.n);
		assert_int_equal(fclose(f), 0);
	} else {
		expected = read_whole(dir, expected_name);
		if (!expected.p || !str_eq(expected, got))
			fail_msg("%s/%s: expected\n%.*s\ngot\n%.*s", dir, name, STR_ARG(expected),
				STR_ARG(got));
		mem_free((void *)expected.p);
	}
	mem_free((void *)in.p);
	show_done(&s);
}

static size_t compare_folder(const char *folder)
{
	char dir[4096];
	struct dirent *entry;
	size_t n = 0;
	DIR *d;

	(void)snprintf(
		dir, sizeof(dir), "%s/tests/golden/intake/%s", getenv("SOURCE_ROOT"), folder);
	d = opendir(dir);
	if (!d)
		fail_msg("cannot open %s: run by meson, or set SOURCE_ROOT", dir);
	while ((entry = readdir(d))) {
		if (entry->d_name[0] == '.' || str_ends(str_of(entry->d_name), STR(".expected")))
			continue;
		compare(dir, entry->d_name);
		n++;
	}
	(void)closedir(d);
	return n;
}

static void xarf4(void **state)
{
	(void)state;
	/* One of each type. */
	assert_int_equal(compare_folder("xarf4"), HARM_COUNT);
}

static void hostile(void **state)
{
	(void)state;
	assert_true(compare_folder("hostile") > 5);
}

static void lines(void **state)
{
	(void)state;
	assert_true(compare_folder("lines") > 5);
}

int run_golden(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xarf4),
		cmocka_unit_test(hostile),
		cmocka_unit_test(lines),
	};

	return cmocka_run_group_tests_name("intake golden", tests, NULL, NULL);
}
