/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limit.h"
#include "base/mem.h"
#include "procedure/engine.h"
#include "procedure_tests.h"

/* One actor on one site, and the question asked about it. */
struct scene {
	const char *role, *tld, *harm, *country, *tier;
	enum site_kind kind;
};

struct stage {
	struct site site;
	struct actor actor;
	struct stack stack;
	struct bind_in in;
};

static void set(struct stage *g, const struct scene *s)
{
	int64_t friday = 0;
	enum harm harm = HARM_PHISHING;
	enum role role = ROLE_REGISTRAR;
	enum tier tier = TIER_ACTIONABLE;

	assert_true(clock_parse(STR("2026-11-20T18:00:00Z"), &friday));
	assert_true(role_parse(str_of(s->role), &role));
	assert_true(!s->tier || tier_parse(str_of(s->tier), &tier));
	assert_true(!s->harm || harm_parse(str_of(s->harm), &harm));
	*g = (struct stage){ .actor = { .role = role,
				     .name = STR("Example"),
				     .id = STR("iana:9999"),
				     .country = str_of(s->country) } };
	g->site.kind = s->kind;
	g->site.suffix = str_of(s->tld);
	g->site.registrable = str_of(s->tld);
	g->stack.site = &g->site;
	g->stack.actors = &g->actor;
	g->stack.actors_n = 1;
	g->in = (struct bind_in){ .stack = &g->stack,
		.harm = s->harm ? (int)harm : HARM_NONE,
		.tier = tier,
		.received_at_s = friday,
		.now_s = friday };
}

static const struct scene scenes[] = {
	{ "registrar", "com", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registrar", "com", "phishing", "US", NULL, SITE_DOMAIN },
	{ "registrar", "com", "phishing", "DE", NULL, SITE_DOMAIN },
	{ "registrar", "com", "phishing", "FR", "thin", SITE_DOMAIN },
	{ "registrar", "com", "phishing", "IN", "strong", SITE_DOMAIN },
	{ "registrar", "com", "phishing", NULL, NULL, SITE_TENANT },
	{ "registrar", "com", "copyright", "US", NULL, SITE_DOMAIN },
	{ "registrar", "com", "csam", "US", "strong", SITE_DOMAIN },
	{ "registrar", "com", NULL, NULL, "none", SITE_DOMAIN },
	{ "registrar", "ru", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registrar", "xn--p1ai", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registrar", "gov", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registrar", "nl", "phishing", "NL", NULL, SITE_DOMAIN },
	{ "registrar", "", "phishing", NULL, NULL, SITE_IP },
	{ "reseller", "com", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registry", "com", "phishing", "US", NULL, SITE_DOMAIN },
	{ "registry", "com", "fraud", "US", NULL, SITE_DOMAIN },
	{ "registry", "de", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registry", "ru", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registry", "uk", "phishing", NULL, "strong", SITE_DOMAIN },
	{ "registry", "nl", "phishing", NULL, "actionable", SITE_DOMAIN },
	{ "registry", "nl", "phishing", NULL, "strong", SITE_DOMAIN },
	{ "registry", "dk", "fraud", NULL, "strong", SITE_DOMAIN },
	{ "registry", "eu", "malware", NULL, NULL, SITE_DOMAIN },
	{ "registry", "co", "csam", NULL, NULL, SITE_DOMAIN },
	{ "registry", "br", "phishing", NULL, NULL, SITE_DOMAIN },
	{ "registry", "kids", "csam", NULL, NULL, SITE_DOMAIN },
	{ "registry", "asia", "malware", NULL, NULL, SITE_DOMAIN },
	{ "hosting", "com", "phishing", NULL, "thin", SITE_DOMAIN },
	{ "hosting", "com", "phishing", "DE", NULL, SITE_DOMAIN },
	{ "hosting", "com", "copyright", "US", NULL, SITE_DOMAIN },
	{ "hosting", "com", "csam", "US", "thin", SITE_DOMAIN },
	{ "hosting", "in", "phishing", "IN", NULL, SITE_DOMAIN },
	{ "platform", "com", "phishing", "US", NULL, SITE_TENANT },
	{ "platform", "uk", "fraud", NULL, NULL, SITE_TENANT },
	{ "platform", "com", "fraud", "JP", NULL, SITE_TENANT },
	{ "platform", "com", "csam", "FR", NULL, SITE_TENANT },
	{ "cdn", "com", "phishing", "US", NULL, SITE_DOMAIN },
	{ "dns", "com", "copyright", "SE", NULL, SITE_DOMAIN },
	{ "resolver", "com", "phishing", "SG", NULL, SITE_DOMAIN },
	{ "network", "", "port_scan", "AU", NULL, SITE_IP },
	{ "hotline", "com", "csam", "NL", NULL, SITE_DOMAIN },
	{ "registrant", "nl", "phishing", "NL", NULL, SITE_DOMAIN },
};

static void write_scene(struct buf *b, struct procedure *p, const struct scene *s, bool every)
{
	struct duties d = { 0 };
	struct stage g;
	struct arena a;
	struct err e = { 0 };
	char due[CLOCK_TEXT];

	arena_init(&a, 0);
	set(&g, s);
	g.in.every_event = every;
	if (procedure_bind(p, &a, &g.in, &d, &e))
		fail_msg("%s", e.text);
	assert_int_equal(d.remits_n, 1);
	buf_printf(b, "%s of .%s, %s, %s, %s evidence, %s%s\n", s->role, s->tld,
		harm_text(g.in.harm), s->country ? s->country : "country not known",
		tier_text(g.in.tier), site_kind_text(s->kind), every ? ", every event" : "");
	buf_printf(b, "  remit: %s%s: %.*s [%s]\n", d.remits[0].ok ? "yes" : "no",
		d.remits[0].whole_name_ok ? ", whole name" : "", STR_ARG(d.remits[0].clause),
		confidence_text(d.remits[0].confidence));
	for (size_t i = 0; i < d.n; i++) {
		const struct duty *x = &d.v[i];

		buf_printf(b, "  %s %.*s %s%s| %.*s", duty_verb_text(x->verb), STR_ARG(x->clause),
			clock_format(x->due_s, due), x->due_s == CLOCK_NONE ? "" : " ",
			STR_ARG(x->clock));
		buf_printf(b, " | %s, %s%s | %.*s\n", x->kind, confidence_text(x->confidence),
			x->soft ? ", soft" : "", STR_ARG(x->doubt));
	}
	for (size_t i = 0; i < d.conflicts_n; i++)
		buf_printf(b, "  conflict: %.*s\n", STR_ARG(d.conflicts[i]));
	arena_done(&a);
}

static void snapshot(void **s)
{
	const char *build = getenv("BUILD_ROOT");
	struct procedure *p = shipped_packs();
	struct arena a;
	struct str want, path;
	struct buf b;
	FILE *f;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 4u << 20);
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		write_scene(&b, p, &scenes[i], false);
	write_scene(&b, p, &scenes[2], true);
	write_scene(&b, p, &scenes[15], true);
	write_scene(&b, p, &scenes[29], true);
	assert_false(b.bad);
	path = arena_printf(&a, "%s/duties.txt", build ? build : ".");
	f = fopen(path.p, "wb");
	assert_non_null(f);
	fwrite(b.p, 1, b.n, f);
	fclose(f);
	want = source_file(&a, "tests/golden/procedure/duties.txt");
	if (!str_eq(want, buf_str(&b)))
		fail_msg("duties changed: diff tests/golden/procedure/duties.txt %s; copy it there "
			 "when the change is meant",
			path.p);
	buf_done(&b);
	arena_done(&a);
	procedure_free(p);
}

static struct remit remit_in(struct procedure *p, struct arena *a, const struct scene *s)
{
	struct duties d = { 0 };
	struct err e = { 0 };
	struct stage g;

	set(&g, s);
	assert_int_equal(procedure_remits(p, a, &g.in, &d, &e), 0);
	return d.remits[0];
}

/* What other stages rest on, said once more where a change of the snapshot could be waved through. */
static void do_no_harm(void **s)
{
	struct procedure *p = shipped_packs();
	struct arena a;
	struct remit r;

	(void)s;
	arena_init(&a, 0);
	r = remit_in(
		p, &a, &(struct scene){ "registrar", "com", "phishing", NULL, NULL, SITE_DOMAIN });
	assert_true(r.ok && r.whole_name_ok && str_is(r.clause, "RAA 3.18.2"));
	/* never on a name that others share */
	for (int kind = 0; kind < SITE_KIND_COUNT; kind++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct scene t = { role_text(role), "com", "phishing", NULL, "strong",
				(enum site_kind)kind };

			r = remit_in(p, &a, &t);
			if (kind != SITE_DOMAIN && role != ROLE_OPERATOR && role != ROLE_REGISTRANT)
				assert_false(r.whole_name_ok);
		}
	/* content harms are no business of registrar and registry under contract */
	r = remit_in(p, &a,
		&(struct scene){ "registrar", "com", "copyright", NULL, "strong", SITE_DOMAIN });
	assert_false(r.ok);
	assert_int_not_equal(str_find(r.clause, STR("outside DNS Abuse"), 0), SIZE_MAX);
	/* thin evidence opens nothing at this level */
	r = remit_in(p, &a,
		&(struct scene){ "registrar", "com", "phishing", NULL, "thin", SITE_DOMAIN });
	assert_false(r.ok);
	/* a country-code TLD we have no pack for is a gap, and named so */
	r = remit_in(p, &a,
		&(struct scene){ "registrar", "ru", "phishing", NULL, "strong", SITE_DOMAIN });
	assert_false(r.ok);
	assert_int_not_equal(str_find(r.clause, STR("no instrument we know"), 0), SIZE_MAX);
	/* a voluntary framework that an actor has perhaps not signed gives it no remit */
	r = remit_in(
		p, &a, &(struct scene){ "registrar", "com", "csam", NULL, "strong", SITE_DOMAIN });
	assert_false(r.ok);
	/* an address is no domain name */
	r = remit_in(
		p, &a, &(struct scene){ "registrar", "", "phishing", NULL, "strong", SITE_IP });
	assert_false(r.ok);
	arena_done(&a);
	procedure_free(p);
}

/* The same answers from the memo as without it, also after it was full and forgotten. */
static void memo(void **s)
{
	struct procedure *warm = shipped_packs(), *cold;
	struct arena a;
	size_t asked = 0;

	(void)s;
	arena_init(&a, 0);
	for (int c1 = 'A'; c1 <= 'Z'; c1++)
		for (int c2 = 'A'; c2 <= 'Z'; c2++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				char country[3] = { (char)c1, (char)c2, 0 };
				struct scene t = { role_text(role), "com", "phishing", country,
					NULL, SITE_DOMAIN };

				(void)remit_in(warm, &a, &t);
				asked++;
			}
	assert_true(asked > LIMIT_REMIT_MEMO);
	assert_true(warm->memo_n <= LIMIT_REMIT_MEMO);
	cold = shipped_packs();
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
			struct remit x = remit_in(warm, &a, &scenes[i]);
			struct remit y = remit_in(cold, &a, &scenes[i]);

			assert_int_equal(x.ok, y.ok);
			assert_int_equal(x.whole_name_ok, y.whole_name_ok);
			assert_true(str_eq(x.clause, y.clause));
		}
	procedure_free(cold);
	procedure_free(warm);
	arena_done(&a);
}

static const char own_terms[] =
	"id: example-terms\ntitle: Terms of Example\nversion: \"1\"\nstatus: in-force\nkind: "
	"terms\n"
	"checked_on: 2026-11-01\nsource: s\nconfidence: high\nlegal_basis: [terms]\n"
	"jurisdiction: {rule: contract, actors: [\"iana:9999\"]}\nbound_roles: [registrar]\n"
	"harms: [fraud]\ntrigger: {event: receipt, evidence_min: thin, standard: suspicion}\n"
	"may:\n  - {words: suspend, clause: Terms 4, confidence: high}\n"
	"whole_name: {covers: true, when: always}\n";

/* An operator's own pack binds that operator and nobody else, in the memo too. */
static void own_pack(void **s)
{
	struct pack_source src = { STR("example-terms.yaml"), str_of(own_terms) };
	struct scene fraud = { "registrar", "com", "fraud", NULL, NULL, SITE_DOMAIN };
	struct procedure *p = shipped_packs(), *over = NULL;
	struct duties d = { 0 };
	struct err e = { 0 };
	struct stage g;
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	assert_false(remit_in(p, &a, &fraud).ok);
	if (procedure_new(p, &src, 1, STR(""), &over, &e))
		fail_msg("%s", e.text);
	assert_int_equal(procedure_packs(over), procedure_packs(p) + 1);
	assert_true(remit_in(over, &a, &fraud).ok);
	set(&g, &fraud);
	g.actor.id = STR("iana:1");
	assert_int_equal(procedure_remits(over, &a, &g.in, &d, &e), 0);
	assert_false(d.remits[0].ok);
	procedure_free(over);
	procedure_free(p);
	arena_done(&a);
}

/* An instrument begins and ends by the clock of the case, not by ours. */
static void eras(void **s)
{
	struct procedure *p = shipped_packs();
	struct scene t = { "registrar", "com", "phishing", NULL, NULL, SITE_DOMAIN };
	struct duties d = { 0 };
	struct err e = { 0 };
	struct arena a;
	struct stage g;

	(void)s;
	arena_init(&a, 0);
	set(&g, &t);
	assert_true(clock_parse(STR("2024-04-04T23:59:59Z"), &g.in.now_s));
	assert_int_equal(procedure_remits(p, &a, &g.in, &d, &e), 0);
	assert_false(d.remits[0].ok);
	g.in.now_s++;
	assert_int_equal(procedure_remits(p, &a, &g.in, &d, &e), 0);
	assert_true(d.remits[0].ok);
	procedure_free(p);
	arena_done(&a);
}

/* The quick way to the first date says what all duties say, the first time and when it is remembered. */
static void first_due(void **s)
{
	struct procedure *p = shipped_packs();
	int64_t friday = 0;
	size_t dates = 0;

	(void)s;
	assert_true(clock_parse(STR("2026-11-20T18:00:00Z"), &friday));
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
			struct duties d = { 0 };
			int64_t due = CLOCK_NONE;
			struct err e = { 0 };
			struct arena a;
			struct stage g;

			arena_init(&a, 0);
			set(&g, &scenes[i]);
			g.in.received_at_s = friday + (turn == 2 ? 90000 : 0);
			assert_int_equal(procedure_bind(p, &a, &g.in, &d, &e), 0);
			for (size_t k = 0; k < d.n; k++)
				if (!d.v[k].soft && d.v[k].due_s != CLOCK_NONE &&
					(due == CLOCK_NONE || d.v[k].due_s < due))
					due = d.v[k].due_s;
			assert_int_equal(procedure_due(p, &g.in, NULL), due);
			if (procedure_due(p, &g.in, &g.actor) != due)
				fail_msg("scene %zu: not the date of its duties", i);
			dates += due != CLOCK_NONE;
			arena_done(&a);
		}
	assert_true(dates >= 3); /* few instruments have a number */
	procedure_free(p);
}

/* Failing memory anywhere is an error and nothing else. */
static void no_memory(void **s)
{
	struct procedure *p = shipped_packs();
	struct stage g;

	(void)s;
	set(&g, &scenes[2]);
	g.in.every_event = true;
	for (uint64_t nth = 1; nth < 60; nth++) {
		struct duties d = { 0 };
		struct err e = { 0 };
		struct arena a;
		int rc;

		arena_init(&a, 0);
		mem_fail_at(nth, 0);
		rc = procedure_bind(p, &a, &g.in, &d, &e);
		mem_fail_at(0, 0);
		assert_true(rc == 0 || rc == BW_ENOMEM);
		arena_done(&a);
	}
	procedure_free(p);
}

int test_bind(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshot),
		cmocka_unit_test(do_no_harm),
		cmocka_unit_test(memo),
		cmocka_unit_test(own_pack),
		cmocka_unit_test(eras),
		cmocka_unit_test(first_due),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests_name("bind", tests, NULL, NULL);
}
