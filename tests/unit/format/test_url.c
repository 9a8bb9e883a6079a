/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "format/url.h"
#include "format_tests.h"

static void splitting(void **s)
{
	/* host NULL: refused with ${rc} */
	static const struct {
		const char *in, *scheme, *host, *userinfo;
		int port;
		const char *path;
		int rc;
	} t[] = {
		{ "http://a.example/x", "http", "a.example", NULL, -1, "/x" },
		{ "HTTPS://A.example", "https", "A.example", NULL, -1, "" },
		{ "a.example", NULL, "a.example", NULL, -1, "" },
		{ "a.example/x?y#z", NULL, "a.example", NULL, -1, "/x?y" },
		{ "a.example:8080/x", NULL, "a.example", NULL, 8080, "/x" },
		{ "a.example?q", NULL, "a.example", NULL, -1, "?q" },
		{ "ftp://a.example", "ftp", "a.example", NULL, -1, "" },
		{ "wss://a.example:443/", "wss", "a.example", NULL, 443, "/" },
		{ "ssh://a.example:22/", "ssh", "a.example", NULL, 22, "/" },
		{ "http://a.example@b.example/", "http", "b.example", "a.example", -1, "/" },
		{ "http://a@b@c.example/", "http", "c.example", "a@b", -1, "/" },
		{ "http://u:p@c.example:81", "http", "c.example", "u:p", 81, "" },
		{ "http://a.example\\@b.example/", "http", "a.example", NULL, -1, "\\@b.example/" },
		{ "http:\\\\a.example\\x", "http", "a.example", NULL, -1, "\\x" },
		{ "http:/a.example/", "http", "a.example", NULL, -1, "/" },
		{ "http:a.example/", "http", "a.example", NULL, -1, "/" },
		{ "https:///a.example/", "https", "a.example", NULL, -1, "/" },
		{ "ht\ntp://a.ex\tample/", "http", "a.example", NULL, -1, "/" },
		{ "  http://a.example/ \n", "http", "a.example", NULL, -1, "/" },
		{ "http://a.example#@b.example/", "http", "a.example", NULL, -1, "" },
		{ "http://a.example?@b.example/", "http", "a.example", NULL, -1, "?@b.example/" },
		{ "http://[2001:db8::1]:8080/", "http", "[2001:db8::1]", NULL, 8080, "/" },
		{ "2001:db8::1", NULL, "2001:db8::1", NULL, -1, "" },
		{ "http://a.example:99999/", "http", "a.example", NULL, -1, "/" },
		{ "http://a.example:/", "http", "a.example", NULL, -1, "/" },
		{ "view-source:http://a.example/", "http", "a.example", NULL, -1, "/" },
		{ "blob:https://a.example/1", "https", "a.example", NULL, -1, "/1" },
		{ "user@a.example", NULL, "a.example", "user", -1, "" },
		{ "mailto:user@a.example?subject=x", "mailto", "a.example", "user", -1,
			"?subject=x" },
		{ "//a.example/x", NULL, "a.example", NULL, -1, "/x" },
		{ "//[2001:db8::1]:8080/x", NULL, "[2001:db8::1]", NULL, 8080, "/x" },
		{ "", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ " \t ", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "/etc/passwd", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "//folder/page", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "///a.example/", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "//", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http:///", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://?x", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://user@/", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://:80/", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "foo:///x", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "file:///etc/passwd", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "javascript:alert(1)", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "data:text/html,x", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "mailto:", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "mailto:a b@a.example", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://a.example/\x01x", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://[::1/", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "http://[::1]x/", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
		{ "#x", NULL, NULL, NULL, 0, NULL, BW_EPARSE },
	};
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct url u;
		struct err e = { 0 };
		int rc = url_split(&a, str_of(t[i].in), &u, &e);

		if (rc != t[i].rc)
			fail_msg("'%s': %d (%s), expected %d", t[i].in, rc, e.text, t[i].rc);
		if (rc)
			continue;
		if (!str_eq(u.scheme, str_of(t[i].scheme)) || !str_is(u.host, t[i].host) ||
			!str_eq(u.userinfo, str_of(t[i].userinfo)) || u.port != t[i].port ||
			!str_is(u.path, t[i].path))
			fail_msg("'%s': '%.*s' '%.*s' '%.*s' %d '%.*s'", t[i].in, STR_ARG(u.scheme),
				STR_ARG(u.userinfo), STR_ARG(u.host), u.port, STR_ARG(u.path));
	}
	arena_done(&a);
}

static void length_limit(void **s)
{
	struct arena a;
	struct err e;
	struct url u;
	char *p;

	(void)s;
	arena_init(&a, 0);
	p = arena_alloc(&a, LIMIT_URL_BYTES + 1);
	memset(p, 'a', LIMIT_URL_BYTES + 1);
	memcpy(p, "http://a.example/", 17);
	assert_int_equal(url_split(&a, str_make(p, LIMIT_URL_BYTES), &u, &e), BW_OK);
	assert_int_equal(url_split(&a, str_make(p, LIMIT_URL_BYTES + 1), &u, &e), BW_ELIMIT);
	arena_done(&a);
}

static void paths(void **s)
{
	static const struct {
		const char *in, *out;
	} t[] = {
		{ "", "" },
		{ "/", "/" },
		{ "/a/b?c=d", "/a/b?c=d" },
		{ "?q", "/?q" },
		{ "/a/../b", "/b" },
		{ "/a/./b/.", "/a/b/" },
		{ "/..", "/" },
		{ "/../../a", "/a" },
		{ "/a/b/..", "/a/" },
		{ "/%2e%2E/a", "/a" },
		{ "/a?/../b", "/a?/../b" },
		{ "\\a\\b", "/a/b" },
		{ "/a?b\\c", "/a?b\\c" },
		{ "/%61%7e", "/a~" },
		{ "/%2f%3a", "/%2F%3A" },
		{ "/a b\"<>", "/a%20b%22%3C%3E" },
		{ "/\xc3\xa4?\xc3\xa4", "/%C3%A4?%C3%A4" },
		{ "/%c3%a4", "/%C3%A4" },
		{ "/%", "/%25" },
		{ "/%zz", "/%25zz" },
		{ "/%%34%31", "/%2541" },
		{ "/{a}", "/%7Ba%7D" },
		{ "/.well-known/x", "/.well-known/x" },
		{ "//a//b", "//a//b" },
	};
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str once = url_path_normal(&a, str_of(t[i].in)), twice;

		if (!str_is(once, t[i].out))
			fail_msg("'%s' gives '%.*s', expected '%s'", t[i].in, STR_ARG(once),
				t[i].out);
		twice = url_path_normal(&a, once);
		assert_true(str_eq(once, twice));
	}
	arena_done(&a);
}

int test_url(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splitting),
		cmocka_unit_test(length_limit),
		cmocka_unit_test(paths),
	};

	return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
