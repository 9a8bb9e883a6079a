/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "base/mem.h"
#include "domain/person.h"
#include "domain/report.h"

static struct str two[2] = { STR_INIT("https://a.example/"), STR_INIT("b.example") };
static struct guess guesses[1] = { { STR_INIT("sender"), STR_INIT("x"), STR_INIT("is missing") } };

static struct report full(void)
{
	struct report r;

	report_init(&r);
	r.format = FORMAT_XARF4;
	r.harm = HARM_PHISHING;
	r.ref = STR("1a5ec293");
	r.reporter = (struct party){ STR("Org"), STR("a@a.example"), STR("a.example") };
	r.sender = (struct party){ STR("Relay"), STR("b@b.example"), STR("b.example") };
	r.incident_at_s = 1768144524;
	r.targets = two;
	r.targets_n = 2;
	r.brand = STR("Bank");
	r.legitimate = STR("https://bank.example/");
	r.note = STR("seen");
	r.evidence = EVIDENCE_BIT(URL) | EVIDENCE_BIT(TIME);
	r.missing = EVIDENCE_BIT(SCREENSHOT);
	r.tier = TIER_THIN;
	r.confidence_percent = 90;
	r.registered_at_s = 1768000000;
	r.guesses = guesses;
	r.guesses_n = 1;
	return r;
}

/* parse of what write wrote is the same value: writing it again gives the same bytes. */
static void codec_round_trip(void **state)
{
	struct report all[3] = { full(), full(), full() };

	(void)state;
	report_init(&all[1]);
	all[1].targets = two;
	all[1].targets_n = 1;
	all[2].incident_at_s = -5;
	all[2].harm = HARM_NONE;
	for (int i = 0; i < 3; i++) {
		struct report back;
		struct buf b, again;
		struct arena a;
		struct err e;

		arena_init(&a, 0);
		buf_init(&b, SIZE_MAX);
		buf_init(&again, SIZE_MAX);
		report_write(&all[i], &b);
		assert_int_equal(report_parse(&a, buf_str(&b), &back, &e), 0);
		report_write(&back, &again);
		assert_true(str_eq(buf_str(&b), buf_str(&again)));
		assert_int_equal(back.harm, all[i].harm);
		assert_int_equal(back.incident_at_s, all[i].incident_at_s);
		assert_true(str_eq(back.note, all[i].note));
		/* Anything shorter or longer is refused. */
		for (size_t n = 0; n < b.n; n++)
			assert_int_not_equal(
				report_parse(&a, str_sub(buf_str(&b), 0, n), &back, &e), 0);
		buf_addc(&b, 'x');
		assert_int_not_equal(report_parse(&a, buf_str(&b), &back, &e), 0);
		b.p[0] = 9;
		assert_int_equal(report_parse(&a, buf_str(&b), &back, &e), BW_EPARSE);
		buf_done(&again);
		buf_done(&b);
		arena_done(&a);
	}
}

static void codec_memory(void **state)
{
	struct report r = full(), back;
	struct arena a;
	struct buf b;
	struct err e;

	(void)state;
	buf_init(&b, SIZE_MAX);
	report_write(&r, &b);
	arena_init(&a, 0);
	(void)mem_fail_at(1, 1);
	assert_int_equal(report_parse(&a, buf_str(&b), &back, &e), BW_ENOMEM);
	(void)mem_fail_at(0, 0);
	arena_done(&a);
	buf_done(&b);
}

static void what_no_report_may_be(void **state)
{
	static char long_text[LIMIT_URL_BYTES + 2];
	static struct str many[LIMIT_REPORT_TARGETS + 1];
	struct report r = full();
	struct err e;

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	for (size_t i = 0; i <= LIMIT_REPORT_TARGETS; i++)
		many[i] = STR("a.example");
	assert_int_equal(report_check(&r, &e), 0);
	r.targets_n = 0;
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r.targets = many;
	r.targets_n = LIMIT_REPORT_TARGETS;
	assert_int_equal(report_check(&r, &e), 0);
	r.targets_n++;
	assert_int_equal(report_check(&r, &e), BW_ELIMIT);
	r.targets_n = 1;
	many[0] = str_make(long_text, LIMIT_URL_BYTES);
	assert_int_equal(report_check(&r, &e), 0);
	many[0].n++;
	assert_int_equal(report_check(&r, &e), BW_ELIMIT);
	many[0].n = 0;
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r = full();
	r.note = str_make(long_text, LIMIT_TEXT_FIELD);
	assert_int_equal(report_check(&r, &e), 0);
	r.note.n++;
	assert_int_equal(report_check(&r, &e), BW_ELIMIT);
	r = full();
	r.harm = HARM_COUNT;
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
}

static void csam_with_content_is_no_report(void **state)
{
	struct report good, r;
	struct err e;

	(void)state;
	report_init(&good);
	good.harm = HARM_CSAM;
	good.targets = two;
	good.targets_n = 1;
	good.evidence = REPORT_CSAM_MAY;
	assert_int_equal(report_check(&good, &e), 0);
	r = good;
	r.note = STR("x");
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r = good;
	r.brand = STR("x");
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r = good;
	r.legitimate = STR("x");
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r = good;
	r.harm = HARM_CSEM;
	r.evidence |= EVIDENCE_BIT(SCREENSHOT);
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
	r = good;
	r.guesses = guesses;
	r.guesses_n = 1;
	assert_int_equal(report_check(&r, &e), BW_EINVALID);
}

static bool same_key(const struct report *a, const struct report *b, const char *ta, const char *tb)
{
	struct report_key ka = report_key(a, str_of(ta)), kb = report_key(b, str_of(tb));

	return memcmp(ka.b, kb.b, sizeof(ka.b)) == 0;
}

static void keys_tell_reports_apart(void **state)
{
	struct report a = full(), b = full();
	char text[33];

	(void)state;
	assert_true(same_key(&a, &b, "a.example", "a.example"));
	assert_false(same_key(&a, &b, "a.example", "b.example"));
	/* With the sender's id the same report sent again may have another time or a corrected type. */
	b.incident_at_s++;
	b.note = STR("other words");
	assert_true(same_key(&a, &b, "x", "x"));
	b.ref = STR("other");
	assert_false(same_key(&a, &b, "x", "x"));
	b = full();
	b.sender.contact = STR("c@b.example");
	assert_false(same_key(&a, &b, "x", "x"));
	b = full();
	b.harm = HARM_MALWARE;
	assert_false(same_key(&a, &b, "x", "x"));
	/* Without one, time and harm are part of it. */
	a.ref = STR("");
	b = a;
	assert_true(same_key(&a, &b, "x", "x"));
	b.incident_at_s++;
	assert_false(same_key(&a, &b, "x", "x"));
	b = a;
	b.harm = HARM_NONE;
	assert_false(same_key(&a, &b, "x", "x"));
	/* Fields do not run into each other. */
	b = a;
	a.sender.org = STR("ab");
	a.sender.contact = STR("c");
	b.sender.org = STR("a");
	b.sender.contact = STR("bc");
	assert_false(same_key(&a, &b, "x", "x"));
	assert_int_equal(strlen(report_key_text(report_key(&a, STR("x")), text)), 32);
}

/* What may not be mixed in one person, and that a token never widens. */
static void roles_and_permissions(void **state)
{
	enum person_role r;
	enum permission p;
	struct who w = who_public();

	(void)state;
	assert_true(who_may(&w, PERMISSION_REPORT_FILE));
	assert_false(who_may(&w, PERMISSION_CASE_READ));
	assert_false(person_may(PERSON_BIT(ADMIN)) & PERMISSION_BIT(DECISION_MAKE));
	assert_false(person_may(PERSON_BIT(ANALYST)) & PERMISSION_BIT(APPEAL_REVIEW));
	assert_false(person_may(PERSON_BIT(AUDITOR)) & PERMISSION_BIT(CASE_CHANGE));
	for (int i = 0; i < PERSON_ROLE_COUNT; i++) {
		assert_true(person_role_parse(str_of(person_role_text(i)), &r) && (int)r == i);
		/* Everybody may at least what the public may. */
		assert_true((person_may(1u << i) & w.may) == w.may);
	}
	for (int i = 0; i < PERMISSION_COUNT; i++)
		assert_true(permission_parse(str_of(permission_text(i)), &p) && (int)p == i);
	assert_false(permission_parse(STR("case"), &p));
	w = who_token(
		7, PERSON_BIT(API), 9, PERMISSION_BIT(PERSON_MANAGE) | PERMISSION_BIT(CASE_READ));
	assert_true(who_may(&w, PERMISSION_CASE_READ) && !who_may(&w, PERMISSION_PERSON_MANAGE));
	assert_false(who_may(&w, PERMISSION_REPORT_BULK));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codec_round_trip),
		cmocka_unit_test(codec_memory),
		cmocka_unit_test(what_no_report_may_be),
		cmocka_unit_test(csam_with_content_is_no_report),
		cmocka_unit_test(keys_tell_reports_apart),
		cmocka_unit_test(roles_and_permissions),
	};

	return cmocka_run_group_tests_name("domain report", tests, NULL, NULL);
}
