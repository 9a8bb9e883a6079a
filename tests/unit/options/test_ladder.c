/* SPDX-License-Identifier: Apache-2.0 */
#include "options_tests.h"

#include "base/limit.h"
#include "base/mem.h"
#include "options/action.h"

static void first_is(struct hand *h, const char *action, enum role role)
{
	struct ladder l;

	hand_rank(h, &l);
	assert_true(l.rung_n > 0);
	if (strcmp(l.v[0].action->name, action) != 0 || l.v[0].actor->role != role)
		fail_msg("first is %s by %s, expected %s by %s", l.v[0].action->name,
			role_text(l.v[0].actor->role), action, role_text(role));
}

static void rule_is(struct hand *h, const char *action, enum role role, const char *rule, bool out)
{
	const struct option *o;
	struct ladder l;

	hand_rank(h, &l);
	o = hand_find(&l, action, role);
	assert_non_null(o);
	if (rule)
		assert_string_equal(o->rule, rule);
	else
		assert_null(o->rule);
	assert_int_equal(o->ruled_out, out);
}

static void the_gate_opens_on_every_condition_only(void **s)
{
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_imitates(&h);
	hand_age(&h, 3);
	first_is(&h, "client-hold", ROLE_REGISTRAR);

	h.in.tier = TIER_THIN;
	first_is(&h, "ask-for-evidence", ROLE_NOTIFIER);
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "evidence-first", false);
	h.in.tier = TIER_ACTIONABLE;

	h.in.names_in_notice = 10;
	first_is(&h, "client-hold", ROLE_REGISTRAR);
	h.in.names_in_notice = 11;
	first_is(&h, "ask-for-evidence", ROLE_NOTIFIER);
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "evidence-per-name", false);
	h.in.names_in_notice = 1;

	h.in.harm = HARM_NONE;
	rule_is(&h, "remove-content", ROLE_HOSTING, "suspicion-only", false);
	h.in.harm = HARM_BRAND_INFRINGEMENT;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "outside-remit", true);
	h.in.harm = HARM_PHISHING;

	h.stack.figures.registered_at_s = CLOCK_NONE; /* still judged malicious, but on no facts */
	first_is(&h, "remove-content", ROLE_HOSTING);
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "not-shown-malicious", false);
	hand_age(&h, 3);

	h.stack.figures.rank = 100000;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "popular-name", false);
	h.stack.figures.rank = 100001;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, NULL, false);
	h.stack.figures.rank = STACK_UNKNOWN;
	h.stack.figures.rank_list_size = 0; /* no list, but the name is young */
	rule_is(&h, "client-hold", ROLE_REGISTRAR, NULL, false);

	h.stack.figures.on_hold = true;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "already-out-of-the-dns", true);
	h.stack.figures.on_hold = false;
	h.stack.figures.gone = true;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "already-gone", true);
	hand_done(&h);
}

static void an_owner_is_heard_first(void **s)
{
	const struct option *o;
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_age(&h, 3000);
	first_is(&h, "remove-content", ROLE_OPERATOR);
	hand_rank(&h, &l);
	o = hand_find(&l, "client-hold", ROLE_REGISTRAR);
	assert_true(o->held_back && o->needs_holder_reached && o->needs_second_person);
	h.stack.figures.holder_reached = true;
	hand_rank(&h, &l);
	o = hand_find(&l, "client-hold", ROLE_REGISTRAR);
	assert_true(o->held_back && !o->needs_holder_reached && o->needs_second_person);
	hand_done(&h);
}

static void a_tenant_never_costs_the_platform_its_name(void **s)
{
	static const char *const whole[] = { "client-hold", "server-hold", "delete" };
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_add(&h, ROLE_PLATFORM, "psl:pages.example");
	h.site.kind = SITE_TENANT;
	h.site.id = h.site.host = STR("evil.pages.example");
	h.site.registrable = h.site.platform_suffix = STR("pages.example");
	first_is(&h, "remove-page", ROLE_PLATFORM);
	for (size_t i = 0; i < 3; i++)
		rule_is(&h, whole[i], i == 1 ? ROLE_REGISTRY : ROLE_REGISTRAR, "shared-name", true);
	/* the tenant's own host may be blocked as a last resort, ... */
	rule_is(&h, "block-name", ROLE_RESOLVER, "not-shown-malicious", false);
	/* ... one user's folder on a shared host may not */
	h.site.id = STR("pages.example/evil");
	h.site.host = STR("pages.example");
	rule_is(&h, "block-name", ROLE_RESOLVER, "shared-name", true);
	/* no page was named: the tenant is the smallest thing there is */
	h.site.id = h.site.host = STR("evil.pages.example");
	h.site.bare = true;
	first_is(&h, "suspend-tenant", ROLE_PLATFORM);
	hand_done(&h);
}

static void an_old_list_takes_no_bare_name(void **s)
{
	static const struct {
		const char *what;
		int64_t age_days; /* of the suffix list; -1: not known */
		enum basis basis;
		bool bare, held;
	} cases[] = {
		{ "a list of yesterday", 1, BASIS_PSL, true, false },
		{ "a list of a year", 365, BASIS_PSL, true, false },
		{ "a list of a year and a day", 366, BASIS_PSL, true, true },
		{ "a list without a date", -1, BASIS_PSL, true, true },
		{ "an old list, and a page", 366, BASIS_PSL, false, true },
		{ "our own list, undated", -1, BASIS_SERVICE_LIST, true, false },
	};
	struct hand h;

	(void)s;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool held = cases[i].held && cases[i].bare;
		struct actor *x;

		hand_init(&h);
		hand_add(&h, ROLE_PLATFORM, "psl:pages.example");
		x = &h.actors[h.stack.actors_n - 1];
		x->basis = cases[i].basis;
		x->seen_at_s =
			cases[i].age_days < 0 ? CLOCK_NONE : NOW - cases[i].age_days * TEST_DAY;
		h.site.kind = SITE_TENANT;
		h.site.id = h.site.host = STR("x.pages.example");
		h.site.registrable = h.site.platform_suffix = STR("pages.example");
		h.site.bare = cases[i].bare;
		print_message("%s\n", cases[i].what);
		first_is(&h, cases[i].bare && !held ? "suspend-tenant" : "remove-page",
			ROLE_PLATFORM);
		rule_is(&h, "suspend-account", ROLE_PLATFORM, held ? "suffix-list-old" : NULL,
			false);
		hand_done(&h);
	}
}

static void a_name_above_others_and_a_protected_name_are_not_taken(void **s)
{
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_age(&h, 2); /* registered two days ago, says a fact */
	h.in.evidence = EVIDENCE_BIT(SCREENSHOT);
	first_is(&h, "client-hold", ROLE_REGISTRAR);
	h.site.is_protected = true;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "popular-name", false);
	rule_is(&h, "suspend-site", ROLE_HOSTING, "popular-name", false);
	h.site.is_protected = false;
	h.site.others_below = true;
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "shared-name", true);
	rule_is(&h, "block-name", ROLE_RESOLVER, "shared-name", true);
	hand_done(&h);
}

/* RAA 3.18.2 wants evidence that the name is used for it; that it is young is none. */
static void age_alone_takes_no_name(void **s)
{
	static const evidence_set said = EVIDENCE_BIT(URL) | EVIDENCE_BIT(TIME) |
					 EVIDENCE_BIT(CONTACT) | EVIDENCE_BIT(OBSERVATION) |
					 EVIDENCE_BIT(BRAND) | EVIDENCE_BIT(REGISTRATION);
	static const evidence_set shown[] = { EVIDENCE_BIT(SCREENSHOT), EVIDENCE_BIT(MESSAGE),
		EVIDENCE_BIT(PAGE), EVIDENCE_BIT(SUBMISSION), EVIDENCE_BIT(HASH) };
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_age(&h, 2);
	h.in.evidence = said;
	first_is(&h, "remove-content", ROLE_HOSTING);
	rule_is(&h, "client-hold", ROLE_REGISTRAR, "age-alone", false);
	rule_is(&h, "server-hold", ROLE_REGISTRY, "age-alone", false);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		h.in.evidence = said | shown[i];
		first_is(&h, "client-hold", ROLE_REGISTRAR);
	}
	h.in.evidence = said;
	hand_imitates(&h); /* the name itself speaks */
	first_is(&h, "client-hold", ROLE_REGISTRAR);
	hand_done(&h);
}

static void addresses_are_blocked_by_name(void **s)
{
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_imitates(&h);
	hand_age(&h, 3);
	rule_is(&h, "block-address", ROLE_RESOLVER, "whole-address", false);
	h.stack.figures.names_on_address = 1;
	rule_is(&h, "block-address", ROLE_RESOLVER, "shared-address", true);
	rule_is(&h, "null-route-server", ROLE_HOSTING, "shared-address", true);
	rule_is(&h, "block-name", ROLE_RESOLVER, NULL, false);
	hand_done(&h);
}

static void csam_goes_to_two_doors(void **s)
{
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	h.in.harm = HARM_CSAM;
	first_is(&h, "refer-to-hotline", ROLE_HOTLINE);
	hand_rank(&h, &l);
	for (size_t i = 0; i < l.n; i++) {
		assert_int_equal(l.v[i].effect_on.n, 0); /* the address is never repeated */
		if (i < l.rung_n)
			assert_true(l.v[i].actor->role == ROLE_HOTLINE ||
				    l.v[i].actor->role == ROLE_LAW_ENFORCEMENT);
	}
	hand_done(&h);
}

static void a_country_has_its_own_policy(void **s)
{
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	h.site.host = h.site.registrable = STR("shop.zz");
	hand_rank(&h, &l);
	assert_true(str_find(hand_find(&l, "client-hold", ROLE_REGISTRAR)->remit_clause,
			    STR("do not bind"), 0) != SIZE_MAX);
	hand_done(&h);
}

static void remits_of_packs_prevail(void **s)
{
	struct remit r = { .ok = true, .whole_name_ok = false, .clause = STR("own clause 7") };
	struct duties d = { .remits = &r, .remits_n = 1 };
	const struct option *o;
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	hand_imitates(&h);
	hand_age(&h, 3);
	r.actor = &h.actors[2]; /* the registrar */
	h.in.remits = &d;
	hand_rank(&h, &l);
	o = hand_find(&l, "client-hold", ROLE_REGISTRAR);
	assert_true(o->ruled_out && !o->remit_ok);
	assert_true(str_is(o->remit_clause, "own clause 7"));
	assert_false(hand_find(&l, "warn-registrant", ROLE_REGISTRAR)->ruled_out);
	hand_done(&h);
}

static void every_row_has_a_sentence(void **s)
{
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	h.actors[2].name = STR("evil\033[2Jregistrar");
	hand_rank(&h, &l);
	assert_int_equal(options_words(&h.arena, &l, NULL), BW_OK);
	for (size_t i = 0; i < l.n; i++) {
		assert_true(l.v[i].reason.n > 20);
		assert_int_equal(l.v[i].reason.p[l.v[i].reason.n - 1], '.');
		assert_true(str_find_byte(l.v[i].reason, '\033', 0) == SIZE_MAX);
	}
	hand_done(&h);
}

static void many_actors_stay_under_the_ceiling(void **s)
{
	static struct actor many[LIMIT_ACTORS];
	struct ladder l;
	struct hand h;

	(void)s;
	hand_init(&h);
	for (size_t i = 0; i < LIMIT_ACTORS; i++)
		many[i] = h.actors[2];
	h.stack.actors = many;
	h.stack.actors_n = LIMIT_ACTORS;
	hand_rank(&h, &l);
	assert_int_equal(l.n, LIMIT_LADDER);
	assert_int_equal(l.flags_n, 1); /* says so */
	hand_done(&h);
}

static void the_table_is_grouped_by_role(void **s)
{
	(void)s;
	for (size_t i = 0; i < action_table_n; i++) {
		struct action_range r = action_by_role[action_table[i].action.role];

		assert_in_range(i, r.from, r.to - 1);
	}
	for (size_t role = 0; role < ROLE_COUNT; role++)
		for (size_t i = action_by_role[role].from; i < action_by_role[role].to; i++)
			assert_int_equal(action_table[i].action.role, role);
}

static void memory_that_ends_is_an_error(void **s)
{
	struct ladder l;
	struct hand h;
	int rc = BW_ENOMEM;

	(void)s;
	for (uint64_t n = 1; rc == BW_ENOMEM && n < 10000; n++) {
		hand_init(&h);
		mem_fail_at(n, 1);
		rc = options_rank(&h.arena, &h.in, &l, NULL);
		if (!rc)
			rc = options_words(&h.arena, &l, NULL);
		mem_fail_at(0, 0);
		hand_done(&h);
	}
	assert_int_equal(rc, BW_OK);
}

int ladder_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gate_opens_on_every_condition_only),
		cmocka_unit_test(an_owner_is_heard_first),
		cmocka_unit_test(a_tenant_never_costs_the_platform_its_name),
		cmocka_unit_test(an_old_list_takes_no_bare_name),
		cmocka_unit_test(a_name_above_others_and_a_protected_name_are_not_taken),
		cmocka_unit_test(age_alone_takes_no_name),
		cmocka_unit_test(addresses_are_blocked_by_name),
		cmocka_unit_test(csam_goes_to_two_doors),
		cmocka_unit_test(a_country_has_its_own_policy),
		cmocka_unit_test(remits_of_packs_prevail),
		cmocka_unit_test(every_row_has_a_sentence),
		cmocka_unit_test(many_actors_stay_under_the_ceiling),
		cmocka_unit_test(the_table_is_grouped_by_role),
		cmocka_unit_test(memory_that_ends_is_an_error),
	};

	return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
