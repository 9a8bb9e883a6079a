/* SPDX-License-Identifier: Apache-2.0 */
/* Pages escape by context; forms are bounded; who guesses waits. */
#include "unit.h"

#include <stdio.h>

#include "base/limit.h"
#include "format/form_data.h"
#include "format/html.h"
#include "http_tests.h"
#include "web/throttle.h"
#include "web/tongue.h"

static const char hostile[] = "<script>\"'&`\xe2\x80\xae\xff";

static void values_are_escaped_where_they_stand(void **state)
{
	struct html h;
	struct buf b;
	struct err e;

	(void)state;
	buf_init(&b, 10000);
	html_init(&h, &b);
	html_put(&h, "<p title=\"%s\">%s</p><a href=%u>%d</a>", str_of(hostile), str_of(hostile),
		STR("javascript:alert(1)"), (int64_t)-5);
	assert_int_equal(html_check(&h, &e), BW_OK);
	assert_true(str_is(buf_str(&b),
		"<p title=\"&lt;script&gt;&quot;&#39;&amp;&#96;\xef\xbf\xbd\xef\xbf\xbd\">"
		"&lt;script&gt;&quot;&#39;&amp;&#96;\xef\xbf\xbd\xef\xbf\xbd</p><a "
		"href=\"#\">-5</a>"));
	buf_done(&b);
}

static void links_lead_where_links_may(void **state)
{
	static const char *const good[] = { "/", "/a?b#c", "?x=1", "#a", "https://a.example/",
		"mailto:a@b.example" };
	static const char *const bad[] = { "", "//a.example", "javascript:x", "data:text/html,x",
		"vbscript:x", " /a", "/a b", "/\\a.example\\", "java\tscript:x", "x" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!html_url_ok(str_of(good[i])))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (html_url_ok(str_of(bad[i])))
			fail_msg("taken: %s", bad[i]);
}

/* A template that puts a value where it may not stand makes the writer bad. */
static void templates_are_checked(void **state)
{
	struct html h;
	struct buf b;
	struct err e;

	(void)state;
#define BAD(...)                                               \
	do {                                                   \
		buf_init(&b, 1000);                            \
		html_init(&h, &b);                             \
		html_put(&h, __VA_ARGS__);                     \
		assert_int_equal(html_check(&h, &e), BW_EBUG); \
		buf_done(&b);                                  \
	} while (0)
	BAD("<p %s>", STR("x"));
	BAD("<%s>", STR("x"));
	BAD("<a href=\"%s\">", STR("x"));
	BAD("<a title=%u>", STR("/"));
	BAD("<p title=%s>", STR("x"));
	BAD("<p onclick=\"x\">");
	BAD("<p style=\"x\">");
	BAD("<style>x</style>");
	BAD("<p title=\"x>");
	BAD("<p title='x'>");
	BAD("%u", STR("/"));
	BAD("<iframe src=%u>", STR("/"));
	BAD("<p><object>");
	BAD("<style\tmedia=\"print\">");
	BAD("<p a=1>");
	BAD("<p a=\"%z\" onfocus=\"x\">", "x");
	BAD("<p a<b>");
	BAD("<p title=\"<\">");
	BAD("<p title=%%>");
	BAD("%d %", (int64_t)1);
	BAD("%q");
	BAD("<p");

	/* What only begins like one that may not be, is longer than names are kept, or comes in two templates. */
	buf_init(&b, 1000);
	html_init(&h, &b);
	html_put(&h, "<styled on%z", "");
	assert_int_equal(html_check(&h, &e), BW_EBUG);
	buf_reset(&b);
	html_init(&h, &b);
	html_put(&h, "<p data-longer-than-fifteen=\"");
	html_put(&h, "100%% of %d\" cl", (int64_t)-7);
	html_put(&h, "ass=\"%z\"><b>%%</b><a hr", "x");
	html_put(&h, "ef=%u>%s</a></p>", STR("/x?a=1&b=2"), STR("a<b"));
	assert_int_equal(html_check(&h, &e), BW_OK);
	assert_true(str_is(buf_str(&b),
		"<p data-longer-than-fifteen=\"100% of -7\" class=\"x\"><b>%</b><a "
		"href=\"/x?a=1&amp;b=2\">a&lt;b</a></p>"));
	buf_reset(&b);
	html_init(&h, &b);
	html_put(&h, "<p sty");
	html_put(&h, "le=\"x\">");
	assert_int_equal(html_check(&h, &e), BW_EBUG);
	buf_done(&b);
}

static void forms_are_bounded(void **state)
{
	static const char mime[] = "multipart/form-data; boundary=b";
	static const char body[] =
		"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n"
		"--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.eml\"\r\n"
		"Content-Type: message/rfc822\r\n\r\n--b\xff\0z\r\n--b--\r\n";
	struct arena a;
	struct form f;
	struct buf b;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(form_parse(&a, STR("application/x-www-form-urlencoded"),
				 STR("a=1&b=%C3%A4+x&a=2"), &f, &e),
		BW_OK);
	assert_true(str_is(form_text(&f, "a"), "1") && str_is(form_text(&f, "b"), "\xc3\xa4 x"));
	assert_null(form_text(&f, "c").p);
	assert_int_equal(
		form_parse(&a, STR("application/x-www-form-urlencoded"), STR("a=%ff"), &f, &e),
		BW_EPARSE);
	assert_int_equal(form_parse(&a, STR("text/plain"), STR("a=1"), &f, &e), BW_EUSAGE);
	assert_int_equal(
		form_parse(&a, str_of(mime), str_make(body, sizeof(body) - 1), &f, &e), BW_OK);
	assert_true(str_is(form_text(&f, "a"), "one"));
	assert_int_equal(form_file(&f, "f")->value.n, 6);
	/* Cut anywhere it is refused, never half a form. */
	for (size_t n = 0; n + 4 < sizeof(body) - 1; n++)
		assert_int_not_equal(
			form_parse(&a, str_of(mime), str_make(body, n), &f, &e), BW_OK);
	buf_init(&b, 100000);
	for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
		buf_addz(&b, "a=1&");
	assert_int_equal(
		form_parse(&a, STR("application/x-www-form-urlencoded"), buf_str(&b), &f, &e),
		BW_OK);
	buf_addz(&b, "a=1");
	assert_int_equal(
		form_parse(&a, STR("application/x-www-form-urlencoded"), buf_str(&b), &f, &e),
		BW_ELIMIT);
	buf_done(&b);
	arena_done(&a);
}

static void who_guesses_waits(void **state)
{
	unsigned char here[16] = { 0x20, 1 }, there[16] = { 0x20, 2 };
	struct rng_seeded seed = { 1 };
	struct rng rng = rng_from_seed(&seed);
	struct throttle *t;
	int64_t wait;
	struct err e;

	(void)state;
	assert_int_equal(throttle_new(&rng, &t, &e), BW_OK);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(throttle_ask(t, STR("anna"), here, 1000, &wait, &e), BW_OK);
		throttle_failed(t, STR("anna"), here, 1000);
	}
	/* The name waits wherever it is tried from, however it is written; others do not. */
	assert_int_equal(throttle_ask(t, STR("ANNA"), there, 1000, &wait, &e), BW_EAGAIN);
	assert_int_equal(wait, 15);
	assert_int_equal(throttle_ask(t, STR("bob"), here, 1000, &wait, &e), BW_OK);
	assert_int_equal(throttle_ask(t, STR("anna"), here, 1015, &wait, &e), BW_OK);
	throttle_failed(t, STR("anna"), here, 1015);
	assert_int_equal(throttle_ask(t, STR("anna"), here, 1044, &wait, &e), BW_EAGAIN);
	throttle_good(t, STR("anna"));
	assert_int_equal(throttle_ask(t, STR("anna"), here, 1044, &wait, &e), BW_OK);
	/* A network that tries many names waits as well. */
	for (int i = 0; i < 20; i++) {
		char name[8];

		snprintf(name, sizeof(name), "n%d", i);
		throttle_failed(t, str_of(name), there, 2000);
	}
	assert_int_equal(throttle_ask(t, STR("carl"), there, 2000, &wait, &e), BW_EAGAIN);
	assert_int_equal(throttle_step(t, 7), 0);
	throttle_step_used(t, 7, 55);
	assert_int_equal(throttle_step(t, 7), 55);
	throttle_free(t);
}

/* Six languages, each with a right-to-left or left-to-right direction, and what they lack is English. */
static void tongues_are_there(void **state)
{
	(void)state;
	assert_true(tongues_n >= 6);
	assert_true(tongue_named(STR("ar"))->right_to_left);
	assert_false(tongue_named(STR("fr"))->right_to_left);
	assert_null(tongue_named(STR("xx")));
	assert_string_equal(tongue_say(tongue_named(STR("de")), "Sign in"), "Anmelden");
	assert_string_equal(
		tongue_say(tongue_named(STR("de")), "no such message"), "no such message");
	for (size_t t = 0; t < tongues_n; t++)
		for (size_t i = 1; i < tongues[t].n; i++)
			assert_true(strcmp(tongues[t].v[i - 1].id, tongues[t].v[i].id) < 0);
}

int web_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_escaped_where_they_stand),
		cmocka_unit_test(links_lead_where_links_may),
		cmocka_unit_test(templates_are_checked),
		cmocka_unit_test(forms_are_bounded),
		cmocka_unit_test(who_guesses_waits),
		cmocka_unit_test(tongues_are_there),
	};

	return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
