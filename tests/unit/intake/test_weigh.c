/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"
#include "unit.h"

#define B(kind) EVIDENCE_BIT(kind)

static void tiers(void **state)
{
	static const struct {
		const char *name;
		int harm;
		enum format format;
		evidence_set have, missing;
		enum tier tier;
	} t[] = {
		{ "bare claim", HARM_PHISHING, FORMAT_XARF4, B(URL), B(TIME) | B(SCREENSHOT),
			TIER_NONE },
		{ "claim with a time", HARM_PHISHING, FORMAT_XARF4, B(URL) | B(TIME), B(SCREENSHOT),
			TIER_THIN },
		{ "one item of text", HARM_PHISHING, FORMAT_XARF4,
			B(URL) | B(TIME) | B(OBSERVATION), 0, TIER_ACTIONABLE },
		{ "screenshot and brand", HARM_PHISHING, FORMAT_XARF4,
			B(URL) | B(TIME) | B(SCREENSHOT) | B(BRAND), 0, TIER_ACTIONABLE },
		{ "screenshot, page and brand", HARM_PHISHING, FORMAT_XARF4,
			B(URL) | B(TIME) | B(SCREENSHOT) | B(PAGE) | B(BRAND), 0, TIER_STRONG },
		{ "the same from a table", HARM_PHISHING, FORMAT_CSV,
			B(URL) | B(TIME) | B(SCREENSHOT) | B(PAGE) | B(BRAND), 0, TIER_THIN },
		{ "no page", HARM_PHISHING, FORMAT_XARF4, B(TIME) | B(SCREENSHOT), B(URL),
			TIER_THIN },
		{ "malware wants a hash", HARM_MALWARE, FORMAT_XARF4,
			B(URL) | B(TIME) | B(OBSERVATION), B(HASH), TIER_THIN },
		{ "malware with one", HARM_MALWARE, FORMAT_XARF4, B(URL) | B(TIME) | B(HASH), 0,
			TIER_ACTIONABLE },
		{ "botnet", HARM_BOTNET, FORMAT_XARF4, B(TIME) | B(C2_ROLE) | B(TRAFFIC_LOG), 0,
			TIER_ACTIONABLE },
		{ "hotline", HARM_CSAM, FORMAT_XARF4, B(URL) | B(TIME) | B(CLASSIFICATION), 0,
			TIER_ACTIONABLE },
		{ "the look of a name", HARM_SUSPICIOUS_REGISTRATION, FORMAT_XARF4,
			B(URL) | B(TIME) | B(REGISTRATION) | B(OBSERVATION) | B(SCREENSHOT) |
				B(BRAND) | B(PAGE),
			0, TIER_THIN },
		{ "a listing elsewhere", HARM_BLOCKLIST, FORMAT_XARF4, B(TIME) | B(OBSERVATION), 0,
			TIER_THIN },
		{ "no harm named", HARM_NONE, FORMAT_XARF4, B(URL) | B(TIME) | B(OBSERVATION), 0,
			TIER_THIN },
		{ "brand wants the right and the genuine site", HARM_BRAND_INFRINGEMENT,
			FORMAT_XARF4, B(URL) | B(TIME) | B(SCREENSHOT), B(RIGHTS) | B(LEGITIMATE),
			TIER_THIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str target = STR("https://a.example/");
		struct report r;

		report_init(&r);
		r.harm = t[i].harm;
		r.format = t[i].format;
		r.evidence = t[i].have;
		r.targets = &target;
		r.targets_n = 1;
		intake_weigh(&r);
		if (r.tier != t[i].tier || r.missing != t[i].missing)
			fail_msg("%s: got %s missing %x, expected %s missing %x", t[i].name,
				tier_text((int)r.tier), r.missing, tier_text((int)t[i].tier),
				t[i].missing);
	}
}

static void several_names_want_evidence_each(void **state)
{
	struct str targets[2] = { STR("https://a.example/"), STR("https://b.example/") };
	struct report r;

	(void)state;
	report_init(&r);
	r.harm = HARM_PHISHING;
	r.format = FORMAT_MAIL;
	r.evidence = B(URL) | B(TIME) | B(SCREENSHOT) | B(PAGE) | B(BRAND);
	r.targets = targets;
	r.targets_n = 2;
	intake_weigh(&r);
	assert_int_equal(r.missing, B(PER_NAME));
	assert_int_equal(r.tier, TIER_THIN);
	r.evidence |= B(PER_NAME);
	intake_weigh(&r);
	assert_int_equal(r.tier, TIER_STRONG);
}

/* More evidence never makes a report weaker, and what is needed is never more than asked for. */
static void more_is_never_less(void **state)
{
	(void)state;
	for (int harm = HARM_NONE; harm < HARM_COUNT; harm++) {
		evidence_set have = 0;
		enum tier before = TIER_NONE;
		struct str target = STR("https://a.example/");

		for (int kind = 0; kind < EVIDENCE_COUNT; kind++) {
			struct report r;

			have |= (evidence_set)1 << kind;
			report_init(&r);
			r.harm = harm;
			r.format = FORMAT_XARF4;
			r.evidence = have;
			r.targets = &target;
			r.targets_n = 1;
			intake_weigh(&r);
			assert_true(r.tier >= before);
			assert_int_equal(r.missing & have, 0);
			assert_int_equal(r.missing & ~intake_needs(harm), 0);
			before = r.tier;
		}
		assert_true(before >= TIER_THIN);
	}
}

int run_weigh(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiers),
		cmocka_unit_test(several_names_want_evidence_each),
		cmocka_unit_test(more_is_never_less),
	};

	return cmocka_run_group_tests_name("intake weigh", tests, NULL, NULL);
}
