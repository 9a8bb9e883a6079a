/* SPDX-License-Identifier: Apache-2.0 */
#include "options_tests.h"

struct verdict_case {
	const char *name, *host, *registrable, *path;
	int64_t registered_days, seen_days, rank; /* -1: not known */
	const char *imitates; /* how, or NULL */
	enum site_kind kind;
	const char *rule;
	enum verdict verdict;
};

#define U     (-1)
#define D     SITE_DOMAIN
#define PLAIN "shop.example", "shop.example"

static const struct verdict_case cases[] = {
	{ "nothing known", PLAIN, "/a", U, U, U, NULL, D, "nothing-known", VERDICT_UNKNOWN },
	{ "tenant", "a.p.example", "p.example", "/a", 2, U, U, NULL, SITE_TENANT, "tenant",
		VERDICT_TENANT },
	{ "platform", "p.example", "p.example", "/a", 2, U, U, NULL, SITE_PLATFORM, "tenant",
		VERDICT_TENANT },
	{ "address", "192.0.2.1", "", "/a", U, U, U, NULL, SITE_IP, "not-one-name",
		VERDICT_UNKNOWN },
	{ "30 days", PLAIN, "/a", 30, U, U, NULL, D, "days-old", VERDICT_MALICIOUS },
	{ "31 days", PLAIN, "/a", 31, U, U, NULL, D, "months-old", VERDICT_MALICIOUS },
	{ "182 days", PLAIN, "/a", 182, U, U, NULL, D, "months-old", VERDICT_MALICIOUS },
	{ "183 days", PLAIN, "/a", 183, U, U, NULL, D, "nothing-known", VERDICT_UNKNOWN },
	{ "729 days", PLAIN, "/a", 729, U, U, NULL, D, "nothing-known", VERDICT_UNKNOWN },
	{ "730 days", PLAIN, "/a", 730, U, U, NULL, D, "old-name", VERDICT_COMPROMISED },
	{ "new registration, seen for years", PLAIN, "/a", 5, 900, U, NULL, D, "old-name",
		VERDICT_COMPROMISED },
	{ "old site software", PLAIN, "/wp-content/x.php", 365, U, U, NULL, D,
		"old-name-site-software-path", VERDICT_COMPROMISED },
	{ "new site software", PLAIN, "/wp-content/x.php", 3, U, U, NULL, D,
		"new-name-site-software-path", VERDICT_UNKNOWN },
	{ "site software, age not known", PLAIN, "/wp-content/x.php", U, U, U, NULL, D,
		"site-software-path", VERDICT_COMPROMISED },
	{ "young imitation", PLAIN, "/a", 364, U, U, "combosquat", D, "young-imitation",
		VERDICT_MALICIOUS },
	{ "imitation, age not known", PLAIN, "/a", U, U, U, "edit", D, "imitation",
		VERDICT_MALICIOUS },
	{ "old imitation by chance", PLAIN, "/a", 4000, U, U, "edit", D, "old-name",
		VERDICT_COMPROMISED },
	{ "brand to the left of an old name", "bank.shop.example", "shop.example", "/a", 4000, U, U,
		"subdomain", D, "old-name", VERDICT_COMPROMISED },
	{ "brand to the left", "bank.shop.example", "shop.example", "/a", U, U, U, "subdomain", D,
		"brand-in-host", VERDICT_UNKNOWN },
	{ "popular", PLAIN, "/a", 4000, U, 100000, NULL, D, "popular-name", VERDICT_UNKNOWN },
	{ "less popular", PLAIN, "/a", 4000, U, 100001, NULL, D, "old-name", VERDICT_COMPROMISED },
	{ "popular in days", PLAIN, "/a", 4, U, 5000, NULL, D, "days-old", VERDICT_MALICIOUS },
	{ "newly seen", PLAIN, "/a", U, 40, U, NULL, D, "newly-seen", VERDICT_MALICIOUS },
	{ "newly seen host says nothing of the name", "x.shop.example", "shop.example", "/a", U, 40,
		U, NULL, D, "nothing-known", VERDICT_UNKNOWN },
	{ "lure", "secure-login.example", "secure-login.example", "/", U, U, U, NULL, D, "bait",
		VERDICT_MALICIOUS },
	{ "deep", PLAIN, "/a/b/c.php?x=/d", U, U, U, NULL, D, "deep-path", VERDICT_COMPROMISED },
	{ "not deep", PLAIN, "/a/b?x=/c/d/e", U, U, U, NULL, D, "nothing-known", VERDICT_UNKNOWN },
	{ "machine-made", "a8f3k2d9.example", "a8f3k2d9.example", "/", U, U, U, NULL, D,
		"machine-made", VERDICT_MALICIOUS },
	{ "a date is no machine's", "festival2026.example", "festival2026.example", "/", U, U, U,
		NULL, D, "nothing-known", VERDICT_UNKNOWN },
};

static int64_t days_ago(int64_t days)
{
	return days < 0 ? CLOCK_NONE : NOW - days * TEST_DAY;
}

static void each_rule_decides(void **s)
{
	(void)s;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct verdict_case *c = &cases[i];
		struct judgement j;
		struct hand h;

		hand_init(&h);
		h.site.kind = c->kind;
		h.site.host = str_of(c->host);
		h.site.registrable = str_of(c->registrable);
		h.site.path = str_of(c->path);
		h.stack.figures.registered_at_s = days_ago(c->registered_days);
		h.stack.figures.first_seen_s = days_ago(c->seen_days);
		h.stack.figures.rank = c->rank < 0 ? STACK_UNKNOWN : c->rank;
		if (c->imitates) {
			hand_imitates(&h);
			h.site.lookalike.how = str_of(c->imitates);
		}
		assert_int_equal(options_judge(&h.arena, &h.in, &j, NULL), BW_OK);
		if (strcmp(j.reasons[0].rule, c->rule) != 0 || j.verdict != c->verdict)
			fail_msg("%s: %s by %s, expected %s by %s", c->name,
				verdict_text(j.verdict), j.reasons[0].rule,
				verdict_text(c->verdict), c->rule);
		for (size_t k = 1; k < j.reasons_n; k++)
			assert_true(j.reasons[k].weight_rank > j.reasons[k - 1].weight_rank);
		hand_done(&h);
	}
}

/* A date to come is somebody's mistake and never makes a name young. */
static void a_date_to_come_says_nothing(void **s)
{
	struct judgement j;
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_age(&h, -5);
	assert_int_equal(options_judge(&h.arena, &h.in, &j, NULL), BW_OK);
	assert_string_equal(j.reasons[0].rule, "nothing-known");
	hand_done(&h);
}

int verdict_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_decides),
		cmocka_unit_test(a_date_to_come_says_nothing),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
