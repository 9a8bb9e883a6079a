/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "format/refang.h"
#include "format_tests.h"

static void undone(void **s)
{
	static const struct {
		const char *in, *out;
	} t[] = {
		{ "hxxp://a.example/", "http://a.example/" },
		{ "hXXps://a.example/", "https://a.example/" },
		{ "HXXP://a.example/", "http://a.example/" },
		{ "h**p://a.example", "http://a.example" },
		{ "h__ps://a.example", "https://a.example" },
		{ "meow://a.example", "http://a.example" },
		{ "ttps://a.example/", "https://a.example/" },
		{ "fxp://a.example/", "ftp://a.example/" },
		{ "a[.]example", "a.example" },
		{ "a(.)example", "a.example" },
		{ "a{.}example", "a.example" },
		{ "a[dot]example", "a.example" },
		{ "a(DOT)example", "a.example" },
		{ "a{ dot }example", "a.example" },
		{ "a [.] example", "a.example" },
		{ "a [dot] example", "a.example" },
		{ "a . b . example", "a.b.example" },
		{ "a dot example", "a.example" },
		{ "a[[.]]example", "a.example" },
		{ "a[[.].]example", "a..example" },
		{ "a[.example", "a.example" },
		{ "a.]example", "a.example" },
		{ "a\\.example", "a.example" },
		{ "http[:]//a.example/", "http://a.example/" },
		{ "hxxp[:]//a[.]example/", "http://a.example/" },
		{ "hxxp[://]a[.]example", "http://a.example" },
		{ "https[:]//a.example[:]8080/x", "https://a.example:8080/x" },
		{ "http: //a.example/", "http://a.example/" },
		{ "hxxp : // a . example / x", "http://a.example / x" },
		{ "hxxp:\\\\a[.]example\\x", "http://a.example\\x" },
		{ "https//a.example/x", "https://a.example/x" },
		{ "a.example[/]x", "a.example/x" },
		{ "hxxps://a[.]example/p[.]php?x[.]y", "https://a.example/p.php?x.y" },
		{ "user[@]a[.]example", "user@a.example" },
		{ "user[at]a[dot]example", "user@a.example" },
		{ "user (at) a (dot) example", "user@a.example" },
		{ "192[.]0[.]2[.]1", "192.0.2.1" },
		{ "hxxp://[2001:db8::1]/", "http://[2001:db8::1]/" },
		{ "<http://a.example/>", "http://a.example/" },
		{ "\"a.example\"", "a.example" },
		{ "'a.example'", "a.example" },
		{ "(a.example)", "a.example" },
		{ "\xe2\x80\x9c"
		  "a.example\xe2\x80\x9d",
			"a.example" },
		{ "\xef\xbb\xbf"
		  "a.example\xe2\x80\x8b",
			"a.example" },
		{ "a\xe2\x80\x8b.exam\xe2\x81\xa0ple", "a.example" },
		{ "a\xe2\x80\x8c.exam\xe2\x80\x8dple", "a.example" },
		/* full width: http://a.example/x */
		{ "\xef\xbd\x88\xef\xbd\x94\xef\xbd\x94\xef\xbd\x90\xef\xbc\x9a\xef\xbc\x8f"
		  "\xef\xbc\x8f\xef\xbd\x81\xef\xbc\x8e"
		  "example\xef\xbc\x8fx",
			"http://a.example/x" },
	};
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str out = refang(&a, str_of(t[i].in), NULL);

		if (!str_is(out, t[i].out))
			fail_msg("'%s' gives '%.*s', expected '%s'", t[i].in, STR_ARG(out),
				t[i].out);
	}
	arena_done(&a);
}

/* A good thing comes back as it was: the very same bytes, nothing copied. */
static void good_stays(void **s)
{
	static const char *const t[] = {
		"http://a.example/",
		"https://a.example/x[.]php?y=(dot)&z={.}",
		"http://a.example/?u=hxxp://b[.]example/",
		"https://u:p@a.example:8080/a b",
		"http://[2001:db8::1]:80/[x]",
		"http://[::ffff:192.0.2.1]/",
		"[2001:db8::1]",
		"2001:db8::1",
		"a.example",
		"user@a.example",
		"dot.example",
		"a.dot.example/at/dot",
		"meow.example",
		"hxxp.example",
		"a-dot-b.example",
		"https://a.example/#(.)",
		"http://a.example/it's'",
		"AS64496",
		"b\xc3\xbc"
		"cher.example",
	};
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		bool changed = true;
		struct str out = refang(&a, str_of(t[i]), &changed);

		if (out.p != t[i] || out.n != strlen(t[i]) || changed)
			fail_msg("'%s' became '%.*s'", t[i], STR_ARG(out));
	}
	arena_done(&a);
}

static void odd_ends(void **s)
{
	static const char *const t[] = { "", "[", "(", "]", "[.]", " . ", "hxxp",
		"hxxp:", "hxxp://", "hxxp[", "http[:", "[dot", "<", "''", "()", "\xe2\x80", "\xff",
		"a[.", "a .", "[[[[[[" };
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_non_null(refang(&a, str_of(t[i]), NULL).p);
	arena_done(&a);
}

int test_refang(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undone),
		cmocka_unit_test(good_stays),
		cmocka_unit_test(odd_ends),
	};

	return cmocka_run_group_tests_name("refang", tests, NULL, NULL);
}
