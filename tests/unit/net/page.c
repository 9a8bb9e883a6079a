/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses are opened, and what an answer says. */
#include "net/page_look.h"
#include "page.h"
#include "unit.h"

void page_not_opened(void **state)
{
	static const char *const yes[] = { "https://shop.example/a/x",
		"http://shop.example/login.php", "https://shop.example:443/a",
		"http://shop.example:80/a", "https://shop.example/?p=12",
		"https://shop.example/wp-content/plugins/bank/index.html", "https://192.0.2.1/a",
		"https://shop.example/verify", "https://shop.example/account-confirm/sign-in",
		"https://shop.example/@user/page", "https://xn--bcher-kva.example/b%C3%BCcher",
		"https://shop.example/confirm", "https://[2001:db8::1]/a",
		"https://shop.example/secure-online-banking-log-in/index.php",
		"https://shop.example/2026-11-21/x" };
	static const char *const no[] = { "shop.example", "https://shop.example",
		"https://shop.example/", "ftp://shop.example/a", "mailto:a@shop.example",
		"javascript:alert(1)", "https://user@shop.example/a", "https://u:p@shop.example/a",
		"http://shop.example:8080/a", "https://shop.example:80/a",
		"https://shop.example:x/a", "https://shop.example/a?m=who@mail.example",
		"https://shop.example/a?m=who%40mail.example",
		"https://shop.example/who@mail.example/in",
		"https://shop.example/u/%77ho%40mail.example",
		"https://shop.example/a?t=0a1b2c3d4e5f6a7b",
		"https://shop.example/a/dmljdGltQGV4YW1wbGU=",
		"https://shop.example/a?e=dmljdGltQGV4YW1wbGU",
		"https://shop.example/a?n=4915112345678", "https://shop.example/unsubscribe?id=7",
		"https://shop.example/a?confirm=1", "https://shop.example/a?x=1&Token=7",
		"https://shop.example/delete?x", "" };
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		const char *why = page_refused(&a, str_of(yes[i]));

		if (why)
			fail_msg("%s is not opened: %s", yes[i], why);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (!page_refused(&a, str_of(no[i])))
			fail_msg("%s would be opened", no[i]);
	arena_done(&a);
}

/* ${get}, ${hop}, ${status}, ${location} → GET: ask again by GET; FOLLOW address; else a state and where to. */
static const struct {
	bool get;
	int hop, status;
	const char *location, *says;
} answers[] = {
	{ false, 0, 200, NULL, "there" },
	{ true, 0, 200, NULL, "there" },
	{ false, 0, 204, NULL, "there" },
	{ false, 0, 206, NULL, "there" },
	{ false, 0, 404, NULL, "GET" },
	{ true, 0, 404, NULL, "missing" },
	{ true, 0, 410, NULL, "missing" },
	{ false, 0, 410, NULL, "GET" },
	{ true, 0, 451, NULL, "missing" },
	{ false, 0, 405, NULL, "GET" },
	{ false, 0, 501, NULL, "GET" },
	{ false, 0, 403, NULL, "GET" },
	{ true, 0, 403, NULL, "unknown" },
	{ true, 0, 405, NULL, "unknown" },
	{ false, 0, 401, NULL, "unknown" },
	{ false, 0, 429, NULL, "unknown" },
	{ false, 0, 500, NULL, "unknown" },
	{ true, 0, 503, NULL, "unknown" },
	{ true, 0, 0, NULL, "unknown" },
	{ true, 0, 418, NULL, "unknown" },
	{ true, 0, 999, NULL, "unknown" },
	{ true, 0, 100, NULL, "unknown" },
	{ true, 0, 304, NULL, "unknown" },
	{ false, 0, 301, NULL, "unknown" },
	{ false, 0, 301, "https://shop.example/a/x", "FOLLOW https://shop.example/a/x" },
	{ false, 0, 308, "https://WWW.shop.example/a/x", "FOLLOW https://WWW.shop.example/a/x" },
	{ false, 2, 302, "http://shop.example/b", "FOLLOW http://shop.example/b" },
	{ false, 3, 302, "http://shop.example/b", "unknown" },
	{ false, 0, 302, "http://shop.example/", "unknown" },
	{ false, 0, 302, "http://shop.example", "unknown" },
	{ false, 0, 302, "http://shop.example?gone", "FOLLOW http://shop.example/?gone" },
	{ false, 0, 302, "http://shop.example/b#top", "FOLLOW http://shop.example/b" },
	{ false, 0, 302, "http://shop.example:8080/b", "unknown" },
	{ false, 0, 302, "http://u@shop.example/b", "unknown" },
	{ false, 0, 302, "http://shop.example/b?m=who@mail.example", "unknown" },
	{ false, 0, 302, "ftp://shop.example/b", "unknown" },
	{ false, 0, 302, "javascript:alert(1)", "unknown" },
	{ false, 0, 302, "//\\@[::1", "unknown" },
	{ false, 0, 302, "http://127.0.0.1/", "moved 127.0.0.1" },
	{ false, 0, 302, "http://169.254.169.254/latest/meta-data/", "moved 169.254.169.254" },
	{ false, 0, 302, "http://[::1]/b", "moved " },
	{ false, 0, 302, "http://shop.example@evil.example/b", "moved evil.example" },
	{ false, 0, 302, "http://evil.example\\@shop.example/b", "moved evil.example" },
	{ false, 0, 302, "http://Who.Suspended.Example/x?u=1", "moved suspended.example" },
	{ false, 0, 302, "http://evil%00.example/b", "moved " },
	{ false, 0, 302, "http://shop.example.evil.example/", "moved evil.example" },
	{ true, 1, 404, NULL, "missing" },
};

void page_answers(void **state)
{
	const struct refdata none = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		const struct page_step s = { .rd = &none,
			.first = STR("http://shop.example/a/x"),
			.url = STR("http://shop.example/a/x"),
			.get = answers[i].get,
			.hop = answers[i].hop,
			.status = answers[i].status,
			.location = answers[i].location ? str_of(answers[i].location)
							: (struct str){ NULL, 0 } };
		struct page_seen seen = { .state = PAGE_STATE_COUNT };
		struct str next = STR(""), got;
		enum page_next n = page_weigh(&a, &s, &seen, &next);

		if (n == PAGE_ASK_GET)
			got = STR("GET");
		else if (n == PAGE_FOLLOW)
			got = arena_printf(&a, "FOLLOW %.*s", STR_ARG(next));
		else
			got = arena_printf(&a, "%s%s%.*s", page_state_text((int)seen.state),
				seen.state == PAGE_MOVED ? " " : "", STR_ARG(seen.to));
		if (!str_is(got, answers[i].says))
			fail_msg("%d %s gives '%.*s', not '%s'", answers[i].status,
				answers[i].location ? answers[i].location : "", STR_ARG(got),
				answers[i].says);
		if (n == PAGE_DONE && (!seen.why || seen.status != s.status || seen.get != s.get))
			fail_msg("%d is not told as it was", answers[i].status);
	}
	/* what it leads to is another page of its site: no word on the one that was reported */
	{
		const struct page_step s = { .rd = &none,
			.first = STR("http://shop.example/a/x"),
			.url = STR("https://www.shop.example/home"),
			.hop = 1,
			.status = 200 };
		const struct page_step same = { .rd = &none,
			.first = STR("http://shop.example/a/x"),
			.url = STR("https://www.shop.example/a/x/"),
			.hop = 1,
			.status = 200 };
		struct page_seen seen;
		struct str next;

		assert_int_equal(page_weigh(&a, &s, &seen, &next), PAGE_DONE);
		assert_int_equal(seen.state, PAGE_UNKNOWN);
		assert_int_equal(page_weigh(&a, &same, &seen, &next), PAGE_DONE);
		assert_int_equal(seen.state, PAGE_THERE);
	}
	arena_done(&a);
}
