/* SPDX-License-Identifier: Apache-2.0 */
/* Who may be contacted, how fast, and what is kept. */
#include <arpa/inet.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "net/cache.h"
#include "net/guard.h"
#include "net/pace.h"
#include "page.h"
#include "unit.h"

static const char *judge(const struct guard *g, const char *text)
{
	unsigned char ip[16];

	if (inet_pton(AF_INET, text, ip) == 1)
		return guard_address(g, ip, 4);
	assert_int_equal(inet_pton(AF_INET6, text, ip), 1);
	return guard_address(g, ip, 16);
}

/* First and last address of each special block, and its neighbours outside. */
static void addresses(void **state)
{
	static const struct {
		const char *ip;
		bool ok;
	} cases[] = { { "0.0.0.0", 0 }, { "0.255.255.255", 0 }, { "1.0.0.0", 1 },
		{ "9.255.255.255", 1 }, { "10.0.0.0", 0 }, { "10.255.255.255", 0 },
		{ "11.0.0.0", 1 }, { "100.63.255.255", 1 }, { "100.64.0.0", 0 },
		{ "100.127.255.255", 0 }, { "100.128.0.0", 1 }, { "127.0.0.1", 0 },
		{ "169.254.169.254", 0 }, { "172.15.255.255", 1 }, { "172.16.0.0", 0 },
		{ "172.31.255.255", 0 }, { "172.32.0.0", 1 }, { "192.0.0.8", 0 },
		{ "192.0.1.1", 1 }, { "192.0.2.1", 0 }, { "192.88.99.1", 0 }, { "192.88.98.1", 1 },
		{ "192.168.1.1", 0 }, { "198.17.255.255", 1 }, { "198.18.0.0", 0 },
		{ "198.19.255.255", 0 }, { "198.20.0.0", 1 }, { "198.51.100.1", 0 },
		{ "203.0.113.1", 0 }, { "223.255.255.255", 1 }, { "224.0.0.1", 0 },
		{ "240.0.0.1", 0 }, { "255.255.255.255", 0 }, { "8.8.8.8", 1 }, { "::", 0 },
		{ "::1", 0 }, { "::ffff:127.0.0.1", 0 }, { "::ffff:10.0.0.1", 0 },
		{ "::ffff:8.8.8.8", 1 }, { "::8.8.8.8", 0 }, { "64:ff9b::10.0.0.1", 0 },
		{ "64:ff9b::8.8.8.8", 1 }, { "64:ff9b:1::8.8.8.8", 0 }, { "100::1", 0 },
		{ "2001::1", 0 }, { "2001:1ff::1", 0 }, { "2001:200::1", 1 }, { "2001:db8::1", 0 },
		{ "2001:db9::1", 1 }, { "2002:0a00:0001::1", 0 }, { "2002:7f00:0001::1", 0 },
		{ "2002:0808:0808::1", 1 }, { "2620:4f:8000::1", 0 }, { "2620:4f:8001::1", 1 },
		{ "2a00::1", 1 }, { "3fff::1", 0 }, { "3fff:fff::1", 0 }, { "3fff:1000::1", 1 },
		{ "4000::1", 0 }, { "5f00::1", 0 }, { "fc00::1", 0 }, { "fd00::1", 0 },
		{ "fe80::1", 0 }, { "fec0::1", 0 }, { "ff02::1", 0 } };
	const struct guard strict = { 0 }, test = { .loopback = true };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if ((judge(&strict, cases[i].ip) == NULL) != cases[i].ok)
			fail_msg("%s: %s", cases[i].ip, cases[i].ok ? "refused" : "allowed");
	assert_null(judge(&test, "127.0.0.1"));
	assert_null(judge(&test, "::1"));
	assert_non_null(judge(&test, "10.0.0.1"));
	assert_non_null(judge(&test, "169.254.169.254"));
}

/* A server that the operator's configuration names may be near, but not everywhere. */
static void guard_own(void **state)
{
	static const char *const yes[] = { "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1",
		"192.168.1.1", "100.64.0.1", "fd00::1", "8.8.8.8", "::ffff:10.0.0.1" };
	static const char *const no[] = { "169.254.169.254", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "fe80::1", "ff02::1", "2001:db8::1", "192.0.2.1",
		"64:ff9b::a9fe:a9fe" };
	const struct guard own = { .own = true };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_null(judge(&own, yes[i]));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_non_null(judge(&own, no[i]));
	assert_int_equal(guard_url(&own, STR("https://10.0.0.1:8443/in"), &e), BW_OK);
	assert_int_equal(guard_url(&own, STR("https://hooks/in"), &e), BW_OK);
	assert_int_equal(guard_url(&own, STR("http://127.0.0.1/in"), &e), BW_EDENIED);
	assert_int_equal(guard_url(&own, STR("https://169.254.169.254/in"), &e), BW_EDENIED);
	assert_int_equal(guard_url(&own, STR("https://a:b@10.0.0.1/in"), &e), BW_EDENIED);
}

/* IANA's own registries, where we have them: nothing that is not globally reachable passes. */
static size_t registry(const char *path)
{
	const struct guard strict = { 0 };
	char line[4000], ip[100] = "";
	size_t seen = 0;
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		char *at = strstr(line, "<address>");

		if (at)
			snprintf(ip, sizeof(ip), "%.*s", (int)strcspn(at + 9, "/<"), at + 9);
		if (ip[0] && strstr(line, "<global>False")) {
			if (!judge(&strict, ip))
				fail_msg("%s is not globally reachable and passes", ip);
			seen++;
		}
	}
	fclose(in);
	return seen;
}

static void iana_registries(void **state)
{
	const char *corpus = getenv("BAILIWICK_CORPUS");
	char path[1000];

	(void)state;
	if (!corpus) {
		print_message("SKIPPED: BAILIWICK_CORPUS is not set, no IANA registries\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/ref/iana/iana-ipv4-special-registry.xml", corpus);
	assert_true(registry(path) > 5);
	snprintf(path, sizeof(path), "%s/ref/iana/iana-ipv6-special-registry.xml", corpus);
	assert_true(registry(path) > 3);
}

static void urls(void **state)
{
	static const struct {
		const char *url;
		bool strict, test;
	} cases[] = { { "https://rdap.example/domain/a", 1, 1 },
		{ "https://rdap.example:443/", 1, 1 }, { "http://rdap.example/", 0, 0 },
		{ "https://rdap.example:8443/", 0, 0 }, { "https://rdap.example:25/", 0, 0 },
		{ "https://u@rdap.example/", 0, 0 }, { "https://u:p@rdap.example/", 0, 0 },
		{ "https://127.0.0.1/", 0, 1 }, { "http://127.0.0.1:8080/", 0, 1 },
		{ "http://[::1]:8080/", 0, 1 }, { "https://8.8.8.8/", 1, 1 },
		{ "http://8.8.8.8/", 0, 0 }, { "https://8.8.8.8:8443/", 0, 0 },
		{ "https://10.0.0.1/", 0, 0 }, { "https://[fd00::1]/", 0, 0 },
		{ "https://[::ffff:10.0.0.1]/", 0, 0 }, { "https://localhost/", 0, 0 },
		{ "https://intranet/", 0, 0 }, { "https://0x7f000001/", 0, 1 },
		{ "https://2130706433/", 0, 1 }, { "https://0177.0.0.1/", 0, 1 },
		{ "ftp://rdap.example/", 0, 0 }, { "file:///etc/passwd", 0, 0 },
		{ "gopher://rdap.example/", 0, 0 }, { "", 0, 0 }, { "https://", 0, 0 },
		{ "rdap.example", 0, 0 } };
	const struct guard strict = { 0 }, test = { .loopback = true };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { 0 };

		if ((guard_url(&strict, str_of(cases[i].url), &e) == BW_OK) != cases[i].strict)
			fail_msg("'%s': %s", cases[i].url, e.text);
		if ((guard_url(&test, str_of(cases[i].url), &e) == BW_OK) != cases[i].test)
			fail_msg("'%s' in tests: %s", cases[i].url, e.text);
	}
}

/* Pages that were reported may be on plain http, and nothing else is allowed more. */
static void guard_pages(void **state)
{
	static const char *const yes[] = { "https://shop.example/a", "http://shop.example/a",
		"http://8.8.8.8/a", "http://shop.example:80/a" };
	static const char *const no[] = { "http://shop.example:8080/a", "http://shop.example:443/a",
		"https://shop.example:80/a", "http://127.0.0.1/a", "http://10.0.0.1/a",
		"http://[::1]/a", "http://169.254.169.254/a", "http://0x7f000001/a",
		"http://intranet/a", "http://u@shop.example/a", "ftp://shop.example/a",
		"file:///etc/passwd" };
	const struct guard pages = { .pages = true };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (guard_url(&pages, str_of(yes[i]), &e))
			fail_msg("%s: %s", yes[i], e.text);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (guard_url(&pages, str_of(no[i]), &e) != BW_EDENIED)
			fail_msg("%s would be contacted", no[i]);
	assert_non_null(judge(&pages, "127.0.0.1"));
	assert_non_null(judge(&pages, "10.0.0.1"));
}

static void url_length(void **state)
{
	const struct guard strict = { 0 };
	char text[LIMIT_URL_BYTES + 2];
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "https://rdap.example/", 21);
	assert_int_equal(guard_url(&strict, str_make(text, LIMIT_URL_BYTES), &e), BW_OK);
	assert_int_equal(guard_url(&strict, str_make(text, LIMIT_URL_BYTES + 1), &e), BW_EDENIED);
	assert_int_equal(guard_url(&strict, STR("https://rdap.example/\0x"), &e), BW_EDENIED);
}

#define S STR("https://rdap.example")

static void pace_of_a_server(void **state)
{
	struct pace p = { 0 };
	int64_t now = 1000000;

	(void)state;
	assert_int_equal(pace_wait(&p, S, now), 0);
	pace_asked(&p, S, now);
	assert_int_equal(pace_wait(&p, S, now), PACE_EVERY_MS);
	assert_int_equal(pace_wait(&p, STR("https://other.example"), now), 0);
	assert_int_equal(pace_wait(&p, S, now + PACE_EVERY_MS), 0);
	/* Retry-After is believed, up to an hour */
	pace_answered(&p, S, 429, 120, now);
	assert_int_equal(pace_wait(&p, S, now), 120000);
	pace_answered(&p, S, 429, 1000000, now);
	assert_int_equal(pace_wait(&p, S, now), PACE_MOST_MS);
	pace_answered(&p, S, 429, INT64_MAX, now);
	assert_int_equal(pace_wait(&p, S, now), PACE_MOST_MS);
}

static void pace_backs_off(void **state)
{
	struct pace p = { 0 };
	int64_t now = 1000000, before = 0;

	(void)state;
	for (int i = 1; i <= 12; i++) {
		int64_t wait;

		pace_answered(&p, S, i % 2 ? 0 : 503, -1, now);
		wait = pace_wait(&p, S, now);
		assert_true(wait >= before && wait <= PACE_MOST_MS);
		if (i >= PACE_FAILURES)
			assert_true(wait >= PACE_OPEN_MS);
		before = wait;
	}
	now += PACE_MOST_MS;
	pace_answered(&p, S, 200, -1, now);
	pace_answered(&p, S, 500, -1, now);
	assert_int_equal(pace_wait(&p, S, now), 2 * PACE_EVERY_MS);
	/* 404 is an answer, not a failure */
	assert_int_equal(p.v[0].failures, 1);
	pace_answered(&p, S, 404, -1, now);
	assert_int_equal(p.v[0].failures, 0);
}

static void pace_remembers(void **state)
{
	struct pace p = { 0 }, q = { 0 };
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 16);
	pace_answered(&p, S, 429, 60, 1000000);
	pace_write(&p, &b);
	pace_read(&q, buf_str(&b), 1010000);
	assert_int_equal(pace_wait(&q, S, 1010000), 50000);
	/* a clock set back far, and lines that are none */
	q = (struct pace){ 0 };
	pace_read(&q, buf_str(&b), 1000000 - 2 * PACE_MOST_MS);
	assert_int_equal(q.n, 0);
	pace_read(&q, STR("x\n1\n1 2\n99999999999999999999 1 a\n-1 -1 b\n\n 3 4 5\n"), 0);
	assert_int_equal(q.n, 0);
	/* no more than there is room for */
	for (int i = 0; i < 3 * PACE_SERVERS; i++) {
		char name[40];

		snprintf(name, sizeof(name), "https://s%d.example", i);
		pace_asked(&p, str_of(name), 2000000 + i);
	}
	assert_int_equal(p.n, PACE_SERVERS);
	assert_true(pace_wait(&p, STR("https://s191.example"), 2000191) > 0);
	buf_done(&b);
}

#define AT  "2026-11-21T12:00:00Z"
#define NOW ((int64_t)1795262400)

static bool cached(const struct cache *c, enum fact_kind kind, const char *subject,
	const char *detail, int64_t now_s)
{
	struct facts f = { 0 };
	struct arena a;
	bool hit;

	arena_init(&a, 0);
	hit = cache_get(c, &a, kind, str_of(subject), str_of(detail), now_s, &f);
	assert_int_equal(hit, f.n > 0);
	arena_done(&a);
	return hit;
}

static void empty(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *d;

	assert_non_null(dir);
	while ((d = readdir(dir)))
		if (d->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), d->d_name, 0);
	closedir(dir);
	(void)rmdir(folder);
}

static void cache_keeps_for_a_while(void **state)
{
	char folder[] = "/tmp/bailiwick-test-XXXXXX", path[100];
	struct cache c;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a/b", folder);
	c = (struct cache){ str_of(path) };
	assert_false(cached(&c, FACT_DNS, "a.test", "A", NOW));
	cache_put(&c, FACT_DNS, STR("a.test"), STR("A"),
		STR("{\"fact\":\"dns\",\"subject\":\"a.test\",\"seen_at\":\"" AT
		    "\",\"type\":\"A\",\"ttl\":300,\"records\":[]}\n"));
	assert_true(cached(&c, FACT_DNS, "a.test", "A", NOW));
	assert_true(cached(&c, FACT_DNS, "a.test", "A", NOW + 299));
	assert_false(cached(&c, FACT_DNS, "a.test", "A", NOW + 300));
	assert_false(cached(&c, FACT_DNS, "a.test", "A", NOW - 1)); /* not from the future */
	assert_false(cached(&c, FACT_DNS, "a.test", "AAAA", NOW));
	assert_false(cached(&c, FACT_DNS, "b.test", "A", NOW));
	cache_put(&c, FACT_REGISTRATION, STR("a.test"), STR(""),
		STR("{\"fact\":\"registration\",\"subject\":\"a.test\",\"seen_at\":\"" AT
		    "\",\"source\":\"rdap:x\"}\n"));
	assert_true(cached(&c, FACT_REGISTRATION, "a.test", "", NOW + 3599));
	assert_false(cached(&c, FACT_REGISTRATION, "a.test", "", NOW + 3600));
	cache_put(&c, FACT_ADDRESS, STR("192.0.2.1"), STR(""),
		STR("{\"fact\":\"address\",\"subject\":\"192.0.2.1\",\"seen_at\":\"" AT "\"}\n"));
	assert_true(cached(&c, FACT_ADDRESS, "192.0.2.1", "", NOW + 86399));
	assert_false(cached(&c, FACT_ADDRESS, "192.0.2.1", "", NOW + 86400));
	/* a file of another question, or damaged, is no answer */
	cache_put(&c, FACT_ADDRESS, STR("192.0.2.1"), STR(""),
		STR("{\"fact\":\"address\",\"subject\":\"192.0.2.2\",\"seen_at\":\"" AT "\"}\n"));
	assert_false(cached(&c, FACT_ADDRESS, "192.0.2.1", "", NOW));
	cache_put(&c, FACT_ADDRESS, STR("192.0.2.1"), STR(""), STR("{\"fact\":\"addr"));
	assert_false(cached(&c, FACT_ADDRESS, "192.0.2.1", "", NOW));
	empty(path);
	*strrchr(path, '/') = '\0';
	(void)rmdir(path);
	(void)rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(guard_own),
		cmocka_unit_test(iana_registries),
		cmocka_unit_test(urls),
		cmocka_unit_test(url_length),
		cmocka_unit_test(pace_of_a_server),
		cmocka_unit_test(pace_backs_off),
		cmocka_unit_test(pace_remembers),
		cmocka_unit_test(cache_keeps_for_a_while),
		cmocka_unit_test(guard_pages),
		cmocka_unit_test(page_not_opened),
		cmocka_unit_test(page_answers),
	};

	return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
