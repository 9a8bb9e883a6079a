/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/clock.h"
#include "base/limit.h"
#include "format/arf.h"
#include "format/mime.h"
#include "mail_tests.h"

static void fields(void **s)
{
	static const char block[] =
		"Feedback-Type: fraud\r\nUSER-agent: X/1\r\nVersion: 1\r\n"
		"Reported-URI: <http://a.example/x> ; note\r\nreported-uri: http://b.example/,\r\n"
		"Reported-Domain: a.example\r\nUnknown-Field: x\r\nno field at all\r\n"
		"Arrival-Date: Sat, 21 Nov 2026\r\n\t08:30:00 +0000\r\nSource-IP : 192.0.2.1\r\n"
		"Source-IP: 192.0.2.2\r\nIncidents: 7\r\n";
	struct arena a;
	struct arf f;
	struct err e = { 0 };
	char at[CLOCK_TEXT];

	(void)s;
	arena_init(&a, 0);
	assert_int_equal(
		arf_parse(&a, str_make(block, sizeof(block) - 1), mime_date, &f, &e), BW_OK);
	assert_int_equal(f.type, ARF_FRAUD);
	assert_true(str_is(f.user_agent, "X/1"));
	assert_int_equal(f.uris_n, 2);
	assert_true(str_is(f.uris[0], "http://a.example/x"));
	assert_true(str_is(f.uris[1], "http://b.example/"));
	assert_int_equal(f.domains_n, 1);
	assert_true(str_is(f.source_ip, "192.0.2.1")); /* the first one counts */
	assert_int_equal(f.incidents, 7);
	assert_string_equal(clock_format(f.arrived_at_s, at), "2026-11-21T08:30:00Z");
	assert_int_equal(arf_parse(&a, STR("Version: 1\n"), mime_date, &f, &e), BW_EINVALID);
	arena_done(&a);
}

static void flat_yaml(void **s)
{
	struct arena a;
	struct fields f;
	struct err e = { 0 };

	(void)s;
	arena_init(&a, 0);
	assert_int_equal(fields_parse(&a,
				 STR("---\n# a comment\nSource: \"http://a.example:80/?a: "
				     "b\"\nCategory:   fraud  \n"
				     "Report-ID: 'x y'\n...\n"),
				 &f, &e),
		BW_OK);
	assert_int_equal(f.n, 3);
	assert_true(str_is(fields_get(&f, "source"), "http://a.example:80/?a: b"));
	assert_true(str_is(fields_get(&f, "CATEGORY"), "fraud"));
	assert_true(str_is(fields_get(&f, "Report-ID"), "x y"));
	assert_int_equal(fields_get(&f, "none").n, 0);
	arena_done(&a);
}

static void ceilings(void **s)
{
	(void)s;
	for (int folds = 0; folds < 2; folds++)
		for (int bad = 0; bad < 2; bad++) {
			struct arena a;
			struct fields f;
			struct buf b;
			struct err e = { 0 };

			arena_init(&a, 0);
			buf_init(&b, 1 << 20);
			if (folds)
				buf_addz(&b, "A: b\n");
			for (int i = 0; i < LIMIT_ARF_FIELDS + bad; i++)
				buf_addz(&b, folds ? " x\n" : "A: b\n");
			assert_int_equal(
				fields_parse(&a, buf_str(&b), &f, &e), bad ? BW_ELIMIT : BW_OK);
			buf_done(&b);
			arena_done(&a);
		}
}

int arf_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(fields), cmocka_unit_test(flat_yaml),
		cmocka_unit_test(ceilings) };

	return cmocka_run_group_tests_name("format/arf", tests, NULL, NULL);
}
