/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow_tests.h"

#include "flow/explain.h"
#include "flow/harm.h"

#define NOW INT64_C(1795262400)

static void harm_is_seen(void **s)
{
	static const struct {
		const char *name;
		struct harm_in in;
		enum harm_done want;
	} t[] = {
		{ "hold for a tenant",
			{ SITE_TENANT, false, 0, false, ROLE_REGISTRAR, EFFECT_DOMAIN },
			HARM_DONE_TENANT },
		{ "block of a tenant's host",
			{ SITE_TENANT, false, 0, false, ROLE_RESOLVER, EFFECT_HOST },
			HARM_DONE_TENANT },
		{ "a tenant's own site",
			{ SITE_TENANT, true, 1, false, ROLE_PLATFORM, EFFECT_SITE },
			HARM_DONE_NOT },
		{ "a request", { SITE_PLATFORM, true, 1, true, ROLE_REGISTRAR, EFFECT_NOTHING },
			HARM_DONE_NOT },
		{ "lock of a platform",
			{ SITE_PLATFORM, true, 1, false, ROLE_REGISTRAR, EFFECT_URL },
			HARM_DONE_SERVICE },
		{ "page on a platform",
			{ SITE_PLATFORM, false, 1, false, ROLE_PLATFORM, EFFECT_URL },
			HARM_DONE_NOT },
		{ "suffix", { SITE_SUFFIX, true, 0, false, ROLE_REGISTRY, EFFECT_DOMAIN },
			HARM_DONE_SUFFIX },
		{ "address", { SITE_IP, true, 0, false, ROLE_NETWORK, EFFECT_IP },
			HARM_DONE_ADDRESS },
		{ "page at an address", { SITE_IP, false, 0, false, ROLE_HOSTING, EFFECT_URL },
			HARM_DONE_NOT },
		{ "address of a name", { SITE_DOMAIN, false, 0, false, ROLE_HOSTING, EFFECT_IP },
			HARM_DONE_ADDRESS },
		{ "name outside the DNS",
			{ SITE_NAME, false, 0, false, ROLE_REGISTRAR, EFFECT_DOMAIN },
			HARM_DONE_NAME },
		{ "rank 10,000", { SITE_DOMAIN, true, 10000, false, ROLE_REGISTRAR, EFFECT_DOMAIN },
			HARM_DONE_POPULAR },
		{ "rank 10,001", { SITE_DOMAIN, true, 10001, false, ROLE_REGISTRAR, EFFECT_DOMAIN },
			HARM_DONE_NOT },
		{ "front page of a popular name's site",
			{ SITE_DOMAIN, true, 5, false, ROLE_HOSTING, EFFECT_HOST },
			HARM_DONE_POPULAR },
		{ "new name", { SITE_DOMAIN, false, 0, false, ROLE_REGISTRAR, EFFECT_DOMAIN },
			HARM_DONE_NOT },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (harm_check(&t[i].in) != t[i].want)
			fail_msg("%s: %s", t[i].name, harm_done_words(harm_check(&t[i].in)));
}

static void softness_by_name(void **s)
{
	static const char *const soft[] = { "warn-registrant", "ask-for-evidence", "forward-report",
		"notify-customer", "refer-to-registrar", "request-verification" };
	static const char *const hard[] = { "client-hold", "remove-content", "block-name", "delete",
		"null-route-server", "lock", "suspend-tenant", "" };

	(void)s;
	for (size_t i = 0; i < sizeof(soft) / sizeof(soft[0]); i++)
		assert_true(harm_soft(str_of(soft[i])));
	for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
		assert_false(harm_soft(str_of(hard[i])));
}

/* What bulk work stores is what an explanation says. */
static void quick_and_full_agree(void **s)
{
	static const struct refdata nothing = { 0 };
	const struct knowledge k = { .refdata = &nothing };
	struct site site = { .kind = SITE_DOMAIN,
		.target = TARGET_URL,
		.id = STR("shop.example"),
		.host = STR("shop.example"),
		.registrable = STR("shop.example"),
		.suffix = STR("example"),
		.path = STR("/wp-content/a.php"),
		.canonical = STR("http://shop.example/wp-content/a.php"),
		.port = -1 };
	struct explain_in in = { .site = &site,
		.harm = HARM_PHISHING,
		.tier = TIER_ACTIONABLE,
		.names_in_notice = 1,
		.received_at_s = NOW,
		.now_s = NOW };
	struct explanation quick, full;
	struct arena a;
	struct buf b;
	struct jw w;

	(void)s;
	arena_init(&a, 0);
	for (int tier = 0; tier < TIER_COUNT; tier++) {
		in.tier = (enum tier)tier;
		assert_int_equal(explain_quick(&a, &k, &in, &quick, NULL), BW_OK);
		assert_int_equal(explain_full(&a, &k, &in, &full, NULL), BW_OK);
		assert_int_equal(quick.decision.kind, full.decision.kind);
		assert_int_equal(quick.ladder.n, full.ladder.n);
		assert_int_equal(quick.ladder.judgement.verdict, full.ladder.judgement.verdict);
		assert_ptr_equal(quick.decision.proposal->action, full.decision.proposal->action);
		assert_ptr_equal(quick.decision.next->action, full.decision.next->action);
	}
	/* one actor's view: every row stays, only that actor's are rungs */
	in.as_actor = STR("hosting");
	assert_int_equal(explain_full(&a, &k, &in, &quick, NULL), BW_OK);
	assert_int_equal(quick.ladder.n, full.ladder.n);
	assert_true(quick.ladder.rung_n > 0);
	for (size_t i = 0; i < quick.ladder.n; i++)
		assert_int_equal(i < quick.ladder.rung_n,
			!quick.ladder.v[i].ruled_out &&
				quick.ladder.v[i].actor->role == ROLE_HOSTING);
	buf_init(&b, 1 << 20);
	jw_init(&w, &b);
	explain_json(&quick, &in, &w);
	assert_int_equal(jw_check(&w, NULL), BW_OK);
	buf_reset(&b);
	explain_print(&quick, &in, &(const struct layout){ 80, false, false }, &b);
	assert_false(b.bad);
	buf_done(&b);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(harm_is_seen),
		cmocka_unit_test(softness_by_name),
		cmocka_unit_test(quick_and_full_agree),
		cmocka_unit_test(permit_matrix),
		cmocka_unit_test(permit_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + passkey_tests() + record_tests();
}
