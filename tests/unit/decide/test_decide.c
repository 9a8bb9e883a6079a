/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "decide/decide.h"

#define HEAD                                                                                   \
	"rules:\n  - id: r1\n    on: true\n    action: client-hold\n    role: registrar\n    " \
	"harm: [phishing]\n"

struct case_ {
	struct arena arena;
	struct site site;
	struct stack stack;
	struct actor registrar;
	struct action hold, ask;
	struct option rows[2];
	struct ladder ladder;
	struct verdict_reason reason;
	struct decide_in in;
};

static void init(struct case_ *c)
{
	*c = (struct case_){ 0 };
	arena_init(&c->arena, 0);
	c->site = (struct site){ .kind = SITE_DOMAIN,
		.id = STR("new.example"),
		.host = STR("new.example"),
		.path = STR("/a"),
		.canonical = STR("http://new.example/a") };
	c->stack.site = &c->site;
	c->stack.figures.rank = STACK_UNKNOWN;
	c->registrar = (struct actor){ .role = ROLE_REGISTRAR, .id = STR("iana:9999") };
	c->hold = (struct action){ "client-hold", "take the name out of the DNS", ROLE_REGISTRAR,
		false };
	c->ask = (struct action){ "ask-for-evidence", "send what is missing", ROLE_NOTIFIER, true };
	c->rows[0] = (struct option){ .action = &c->hold,
		.actor = &c->registrar,
		.effect = EFFECT_DOMAIN,
		.effect_on = STR("new.example"),
		.stops = STOPS_FULLY,
		.collateral = COLLATERAL_LOW,
		.remit_ok = true,
		.remit_clause = STR("clause"),
		.reversible = STR("within an hour") };
	c->reason = (struct verdict_reason){ "days-old", VERDICT_MALICIOUS, 7, STR("it is new") };
	c->ladder =
		(struct ladder){ .judgement = { VERDICT_MALICIOUS, CONFIDENCE_HIGH, &c->reason, 1 },
			.v = c->rows,
			.n = 1,
			.rung_n = 1 };
	c->in = (struct decide_in){ .ladder = &c->ladder,
		.stack = &c->stack,
		.harm = HARM_PHISHING,
		.tier = TIER_STRONG,
		.names_in_notice = 1 };
}

static void decides(struct case_ *c, enum decision_kind kind)
{
	struct decision d;

	assert_int_equal(decide_propose(&c->arena, &c->in, &d, NULL), BW_OK);
	if (d.kind != kind)
		fail_msg("%s, expected %s", decision_kind_text(d.kind), decision_kind_text(kind));
	assert_int_equal(decide_words(&c->arena, &c->in, &d, NULL), BW_OK);
	assert_true(d.why.n && d.statement.measure.n && d.statement.scope.n &&
		    d.statement.duration.n && d.statement.facts.n && d.statement.automated.n &&
		    d.statement.ground.n && d.statement.redress.n && d.statement.plain.n);
	assert_int_equal(kind == DECISION_ACT, d.rule.n > 0);
	if (kind == DECISION_REFUSE || kind == DECISION_DESK)
		assert_null(d.proposal);
}

static void kinds(void **s)
{
	struct case_ c;

	(void)s;
	init(&c);
	decides(&c, DECISION_PROPOSE);
	c.rows[0].held_back = true;
	c.rows[0].rule = "popular-name";
	decides(&c, DECISION_DESK);
	c.ladder.rung_n = 0;
	decides(&c, DECISION_DESK);
	arena_done(&c.arena);
	init(&c);
	c.rows[0].action = &c.ask;
	decides(&c, DECISION_ASK);
	arena_done(&c.arena);
	init(&c);
	c.stack.figures.gone = true;
	decides(&c, DECISION_REFUSE);
	arena_done(&c.arena);
	init(&c);
	c.in.harm = HARM_CSAM;
	decides(&c, DECISION_REFER);
	arena_done(&c.arena);
}

static void a_whole_popular_name_is_refused_until_something_shows_it(void **s)
{
	struct case_ c;

	(void)s;
	init(&c);
	c.site.bare = true;
	c.stack.figures.rank = 10000;
	decides(&c, DECISION_REFUSE);
	c.in.evidence = EVIDENCE_BIT(SCREENSHOT);
	decides(&c, DECISION_PROPOSE);
	c.in.evidence = 0;
	c.stack.figures.rank = 10001;
	decides(&c, DECISION_PROPOSE);
	c.stack.figures.rank = 1;
	c.site.lookalike.of = STR("bank.example");
	decides(&c, DECISION_PROPOSE);
	arena_done(&c.arena);
}

static void what_is_asked_is_named(void **s)
{
	struct decision d;
	struct case_ c;

	(void)s;
	init(&c);
	c.rows[0].action = &c.ask;
	c.in.missing = EVIDENCE_BIT(SCREENSHOT) | EVIDENCE_BIT(TIME);
	c.in.evidence = EVIDENCE_BIT(TIME);
	c.in.names_in_notice = 73;
	assert_int_equal(decide_propose(&c.arena, &c.in, &d, NULL), BW_OK);
	assert_int_equal(decide_words(&c.arena, &c.in, &d, NULL), BW_OK);
	assert_true(str_find(d.why, STR("a screenshot"), 0) != SIZE_MAX);
	assert_true(str_find(d.why, STR("each name separately"), 0) != SIZE_MAX);
	assert_true(str_find(d.why, STR("time zone"), 0) == SIZE_MAX); /* it is there already */
	arena_done(&c.arena);
}

static void csam_is_not_repeated(void **s)
{
	struct decision d;
	struct case_ c;

	(void)s;
	init(&c);
	c.in.harm = HARM_CSAM;
	assert_int_equal(decide_propose(&c.arena, &c.in, &d, NULL), BW_OK);
	assert_int_equal(decide_words(&c.arena, &c.in, &d, NULL), BW_OK);
	assert_true(str_find(d.statement.plain, STR("new.example"), 0) == SIZE_MAX);
	assert_true(str_find(d.statement.facts, STR("new.example"), 0) == SIZE_MAX);
	arena_done(&c.arena);
}

static struct rules *rules_of(const char *yaml)
{
	struct rules *r = NULL;
	struct err e = { 0 };

	if (rules_new(str_of(yaml), &r, &e))
		fail_msg("%s", e.text);
	return r;
}

static void a_rule_needs_every_precondition(void **s)
{
	struct rules *r = rules_of(HEAD "    verdict: malicious\n    tier: strong\n"
					"    notifier_precision_at_least: 95\n"
					"    collateral_at_most: low\n");
	struct case_ c;

	(void)s;
	init(&c);
	c.in.rules = r;
	c.in.notifier_precision_percent = 95;
	c.in.evidence = EVIDENCE_BIT(SCREENSHOT);
	decides(&c, DECISION_ACT);
	c.in.evidence = EVIDENCE_BIT(OBSERVATION) | EVIDENCE_BIT(BRAND); /* words alone */
	decides(&c, DECISION_PROPOSE);
	c.in.evidence = EVIDENCE_BIT(MESSAGE);
	c.site.kind = SITE_PLATFORM; /* what many share */
	decides(&c, DECISION_PROPOSE);
	c.site.kind = SITE_SUFFIX;
	decides(&c, DECISION_PROPOSE);
	c.site.kind = SITE_DOMAIN;
	decides(&c, DECISION_ACT);
	c.in.notifier_precision_percent = 94;
	decides(&c, DECISION_PROPOSE);
	c.in.notifier_precision_percent = 95;
	c.in.tier = TIER_ACTIONABLE;
	decides(&c, DECISION_PROPOSE);
	c.in.tier = TIER_STRONG;
	c.in.harm = HARM_MALWARE;
	decides(&c, DECISION_PROPOSE);
	c.in.harm = HARM_PHISHING;
	c.ladder.judgement.verdict = VERDICT_UNKNOWN;
	decides(&c, DECISION_PROPOSE);
	c.ladder.judgement.verdict = VERDICT_MALICIOUS;
	c.rows[0].collateral = COLLATERAL_SOME;
	decides(&c, DECISION_PROPOSE);
	c.rows[0].collateral = COLLATERAL_LOW;
	c.rows[0].needs_second_person = true;
	decides(&c, DECISION_PROPOSE);
	c.rows[0].needs_second_person = false;
	c.ladder.flags_n = 1;
	decides(&c, DECISION_PROPOSE);
	c.ladder.flags_n = 0;
	c.in.decided = true; /* deciding again is for a person */
	decides(&c, DECISION_PROPOSE);
	c.in.decided = false;
	decides(&c, DECISION_ACT);
	arena_done(&c.arena);
	rules_free(r);
}

static void unsafe_rules_are_refused(void **s)
{
	static const struct {
		const char *name, *yaml, *says;
	} t[] = {
		{ "verdict",
			HEAD "    verdict: unknown\n    tier: strong\n    "
			     "notifier_precision_at_least: 95\n    collateral_at_most: low\n",
			"malicious" },
		{ "precision",
			HEAD "    verdict: malicious\n    tier: strong\n    "
			     "notifier_precision_at_least: 89\n    collateral_at_most: low\n",
			"90" },
		{ "tier",
			HEAD "    verdict: malicious\n    tier: thin\n    "
			     "notifier_precision_at_least: 95\n    collateral_at_most: low\n",
			"'tier'" },
		{ "collateral",
			HEAD "    verdict: malicious\n    tier: strong\n    "
			     "notifier_precision_at_least: 95\n    collateral_at_most: some\n",
			"a person" },
		{ "csam",
			"rules:\n  - id: x\n    on: true\n    action: a\n    role: hosting\n    "
			"harm: [csam]\n    verdict: unknown\n    tier: strong\n    "
			"notifier_precision_at_least: 9\n    collateral_at_most: none\n",
			"never" },
		{ "no list", "rules: 7\n", "list 'rules'" },
		{ "no id", "rules:\n  - on: true\n", "'id'" },
		{ "on is a word", "rules:\n  - id: x\n    action: a\n    on: yes\n",
			"true or false" },
		{ "101 %",
			HEAD "    verdict: malicious\n    tier: strong\n    "
			     "notifier_precision_at_least: 101\n    collateral_at_most: low\n",
			"percentage" },
		{ "no YAML", "rules: [", "rules" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct rules *r = NULL;
		struct err e = { 0 };

		if (rules_new(str_of(t[i].yaml), &r, &e) == BW_OK)
			fail_msg("%s: taken", t[i].name);
		if (!strstr(e.text, t[i].says))
			fail_msg("%s: '%s' lacks '%s'", t[i].name, e.text, t[i].says);
	}
}

static void shipped_rules_are_off(void **s)
{
	char path[4096], *line = NULL;
	struct buf b;
	size_t room = 0, on = 0, off = 0;
	FILE *f;

	(void)s;
	snprintf(path, sizeof(path), "%s/data/rules/automation.yaml", getenv("SOURCE_ROOT"));
	f = fopen(path, "r");
	assert_non_null(f);
	buf_init(&b, 1 << 20);
	while (getline(&line, &room, f) >= 0) {
		on += strstr(line, "on: true") != NULL;
		off += strstr(line, "on: false") != NULL;
		buf_addz(&b, line);
	}
	fclose(f);
	free(line);
	buf_addc(&b, '\0');
	rules_free(rules_of(b.p));
	assert_int_equal(on, 0);
	assert_true(off >= 4);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(a_whole_popular_name_is_refused_until_something_shows_it),
		cmocka_unit_test(what_is_asked_is_named),
		cmocka_unit_test(csam_is_not_repeated),
		cmocka_unit_test(a_rule_needs_every_precondition),
		cmocka_unit_test(unsafe_rules_are_refused),
		cmocka_unit_test(shipped_rules_are_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
