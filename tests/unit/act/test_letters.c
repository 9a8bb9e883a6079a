/* SPDX-License-Identifier: Apache-2.0 */
/* What letters say is compared with the files under tests/golden/act: NAME.txt is subject and text, NAME.json
 * the data.  GOLDEN_WRITE=1 writes them anew; a changed file is reviewed like code. */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "act/parcel.h"
#include "act_tests.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "format/json.h"
#include "format/schema.h"
#include "format/xarf.h"

#define NOW 1795262400 /* 2026-11-21T12:00:00Z */

static const struct house house = { STR_INIT("Example Abuse Desk"), STR_INIT("abuse@desk.example"),
	STR_INIT("https://desk.example") };

static struct act_case page(void)
{
	return (struct act_case){ .id = 3,
		.number = STR("c-0000003"),
		.harm = HARM_PHISHING,
		.target = STR("https://shop.example/wp-content/a.php?id=1"),
		.site = STR("shop.example"),
		.registrable = STR("shop.example"),
		.verdict = VERDICT_COMPROMISED,
		.evidence = EVIDENCE_BIT(URL) | EVIDENCE_BIT(TIME) | EVIDENCE_BIT(SCREENSHOT) |
			    EVIDENCE_BIT(CONTACT),
		.missing = EVIDENCE_BIT(MESSAGE) | EVIDENCE_BIT(BRAND),
		.reports = 3,
		.first_seen_s = NOW - 86400,
		.last_seen_s = NOW - 3600,
		.seed = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };
}

static struct decided decision(void)
{
	return (struct decided){ .id = 7,
		.case_id = 3,
		.action = STR("remove-content"),
		.actor = STR("as:64500"),
		.role = ROLE_HOSTING,
		.effect = EFFECT_URL,
		.effect_on = STR("https://shop.example/wp-content/a.php?id=1"),
		.clause = STR("DSA art. 16"),
		.pack = STR("eu-dsa"),
		.pack_version = STR("2026-02"),
		.by = { 5, STR("") } };
}

struct one {
	struct act_case matter;
	struct decided d;
	struct letter about;
	struct act_told told;
	struct act_in in;
};

static void one_init(struct one *o, enum act_template what, const char *lang)
{
	o->matter = page();
	o->d = decision();
	o->about = (struct letter){
		.id = 9, .made_at_s = NOW - 7200, .sent_at_s = NOW - 7000, .reference = STR("R-1")
	};
	o->told = (struct act_told){ ROLE_HOSTING, STR("Nordhost AS") };
	o->in = (struct act_in){ .what = what,
		.house = &house,
		.matter = &o->matter,
		.decision = &o->d,
		.decision_number = STR("d-0000007"),
		.until_s = CLOCK_NONE,
		.channel = CHANNEL_MAIL,
		.role = ROLE_HOSTING,
		.actor = STR("as:64500"),
		.actor_name = STR("Nordhost AS"),
		.contact = STR("abuse@nordhost.example"),
		.lang = str_of(lang),
		.now_s = NOW,
		.due_s = NOW + 2 * 86400,
		.token = STR("TOKEN"),
		.page = STR("https://desk.example/d/PAGE"),
		.answer = STR("abuse+TOKEN@desk.example") };
}

/* ---- the cases ---- */

static void plain(struct one *o)
{
	(void)o;
}

static void about(struct one *o)
{
	o->in.about = &o->about;
	o->in.about_number = STR("l-0000009");
	o->in.turn = 2;
	o->in.words = STR("the host removed it\nand \x1b[31mwrote\xe2\x80\xae to us");
}

static void hold(struct one *o)
{
	o->d.action = STR("client-hold");
	o->d.actor = STR("iana:146");
	o->d.role = ROLE_REGISTRAR;
	o->d.effect = EFFECT_DOMAIN;
	o->d.effect_on = STR("shop.example");
	o->in.channel = CHANNEL_EPP;
	o->in.role = ROLE_REGISTRAR;
	o->in.actor = STR("iana:146");
	o->in.contact = STR("epp.registry.example");
}

static void hold_undone(struct one *o)
{
	hold(o);
	about(o);
}

static void block(struct one *o)
{
	hold(o);
	o->d.action = STR("block-name");
	o->d.role = o->in.role = ROLE_RESOLVER;
	o->d.effect = EFFECT_HOST;
	o->in.channel = CHANNEL_RPZ;
	o->in.one_network = true;
	o->in.until_s = NOW + 30 * 86400;
	o->in.words = STR("phishing: decided by Example Abuse Desk, case c-0000003");
}

static void holder(struct one *o)
{
	hold(o);
	o->d.automated = true;
	o->d.by.rule = STR("fresh-phishing");
	o->in.channel = CHANNEL_MAIL;
	o->in.role = ROLE_REGISTRANT;
	o->in.actor = STR("registrant:shop.example");
	o->in.actor_name = STR("");
}

static void reporter(struct one *o)
{
	o->in.role = -1;
	o->in.actor = o->in.actor_name = STR("");
	o->in.contact = STR("soc@bank.example");
	o->in.told = &o->told;
	o->in.told_n = 1;
	o->in.words = STR("it is the bank's own page");
}

static void too_old(struct one *o)
{
	reporter(o);
	o->in.words = str_of(answer_reason_words(REASON_TOO_OLD));
}

static void not_theirs(struct one *o)
{
	reporter(o);
	o->in.words = str_of(answer_reason_words(REASON_NOT_OURS));
}

static void csam(struct one *o)
{
	o->matter.harm = HARM_CSAM;
	o->matter.target = o->matter.site = STR("");
	o->matter.digest = STR("00112233445566778899aabbccddeeff");
	o->matter.country = STR("NO");
	o->matter.host = STR("Nordhost AS");
	o->d.action = STR("refer-to-hotline");
	o->d.role = o->in.role = ROLE_HOTLINE;
	o->d.effect = EFFECT_NOTHING;
	o->d.effect_on = STR("");
	o->in.soft = true;
}

/* Everything that others wrote, as bad as it gets. */
static void hostile(struct one *o)
{
	o->matter.target =
		STR("https://a.example/\n\nWhat: nothing\r\n.\r\nMAIL FROM:<x@y.example>{case}");
	o->matter.site = STR("a.example\x1b]0;x\a");
	o->in.actor_name = STR("Evil\r\nBcc: all@victim.example\xff\xe2\x80\xae");
	o->d.clause = STR("clause\n{+sign}");
	o->in.words = STR(".\r\n\r\n-- \r\nBye {words} <script>alert(1)</script>");
	o->in.about = &o->about;
}

static void outcome(struct one *o)
{
	reporter(o);
	o->in.outcome = APPEAL_CHANGED;
}

static const struct {
	const char *name;
	enum act_template what;
	void (*make)(struct one *);
	bool every_language;
} table[] = {
	{ "request", ACT_REQUEST, plain, true },
	{ "reminder", ACT_REMINDER, about, true },
	{ "command-epp", ACT_COMMAND, hold, false },
	{ "undo-epp", ACT_UNDO, hold_undone, false },
	{ "command-rpz", ACT_COMMAND, block, false },
	{ "undo-mail", ACT_UNDO, about, true },
	{ "stand-down", ACT_STAND_DOWN, about, true },
	{ "narrow", ACT_NARROW, about, true },
	{ "statement", ACT_STATEMENT, holder, true },
	{ "statement-ends", ACT_STATEMENT, block, false },
	{ "reversal", ACT_REVERSAL, about, true },
	{ "referral", ACT_REFERRAL, csam, true },
	{ "reporter-received", ACT_RECEIVED, reporter, false },
	{ "reporter-passed-on", ACT_PASSED_ON, reporter, true },
	{ "reporter-more", ACT_MORE, reporter, true },
	{ "reporter-done", ACT_DONE, reporter, false },
	{ "reporter-refused", ACT_REFUSED, reporter, true },
	{ "reporter-too-old", ACT_REFUSED, too_old, false },
	{ "reporter-turned-down", ACT_TURNED_DOWN, not_theirs, true },
	{ "reporter-reversed", ACT_REPORT_REVERSED, reporter, false },
	{ "appeal-filed", ACT_APPEAL_FILED, reporter, false },
	{ "appeal-outcome", ACT_APPEAL_OUTCOME, outcome, true },
	{ "hostile", ACT_STAND_DOWN, hostile, false },
	{ "hostile-request", ACT_REQUEST, hostile, false },
};
#define TABLE (sizeof(table) / sizeof(table[0]))

static void compare(const char *name, const char *ext, struct str got)
{
	char path[600];
	struct str want;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/golden/act/%s.%s", getenv("SOURCE_ROOT"), name, ext);
	if (getenv("GOLDEN_WRITE")) {
		f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(got.p, 1, got.n, f), got.n);
		fclose(f);
		return;
	}
	snprintf(path, sizeof(path), "tests/golden/act/%s.%s", name, ext);
	want = tree_file(path);
	if (!str_eq(want, got))
		fail_msg("%s.%s is not as expected; got:\n%.*s\n(GOLDEN_WRITE=1 writes it anew)",
			name, ext, STR_ARG(got));
	mem_free((char *)want.p);
}

/* What holds of every letter. */
static void sane(const char *name, const struct letter *l)
{
	struct str rest = l->text, line;

	assert_true(utf8_ok(l->text) && utf8_ok(l->subject));
	assert_true(str_find_byte(l->subject, '\n', 0) == SIZE_MAX);
	assert_true(str_find_byte(l->text, '{', 0) == SIZE_MAX ||
		    str_starts(str_of(name), STR("hostile")));
	assert_true(str_find(l->text, STR("https://shop.example"), 0) == SIZE_MAX);
	assert_true(str_find_byte(l->text, '\x1b', 0) == SIZE_MAX);
	while (str_cut(&rest, '\n', &line)) {
		if (utf8_count(line) > 78 && str_find_byte(str_trim(line), ' ', 0) != SIZE_MAX)
			fail_msg("%s: a line is too long: %.*s", name, STR_ARG(line));
		if (str_is(line, ".") || str_starts(line, STR("MAIL FROM")))
			fail_msg("%s: foreign text stands on a line of its own", name);
	}
}

/* A report we pass on is one that we would take, and names nobody but us. */
static void xarf_is_right(struct arena *a, const char *name, const struct letter *l)
{
	struct json *root;

	assert_int_equal(json_parse(a, l->data, &root, NULL), BW_OK);
	JSON_EACH (x, json_get(root, "xarf")) {
		struct faults f = { .a = a };
		struct xarf r;

		xarf_read(x, &r);
		assert_true(r.type >= 0);
		xarf_check(&r, &f);
		if (f.total)
			fail_msg("%s: %zu faults in its XARF part", name, f.total);
		assert_true(str_is(
			json_text(json_get(x, "reporter"), "contact"), "abuse@desk.example"));
	}
}

static void letters_as_expected(void **s)
{
	struct letters *t = tree_letters();
	struct arena a;
	struct buf b;
	struct err e;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < TABLE; i++)
		for (size_t k = 0; act_langs[k] && (k == 0 || table[i].every_language); k++) {
			struct letter l, again;
			char name[80];
			struct one o;

			one_init(&o, table[i].what, act_langs[k]);
			table[i].make(&o);
			assert_int_equal(act_letter(&a, t, &o.in, &l, &e), BW_OK);
			assert_int_equal(act_letter(&a, t, &o.in, &again, &e), BW_OK);
			assert_true(str_eq(l.text, again.text) && str_eq(l.data, again.data));
			snprintf(name, sizeof(name), "%s.%s", table[i].name, act_langs[k]);
			sane(table[i].name, &l);
			xarf_is_right(&a, name, &l);
			buf_reset(&b);
			buf_printf(
				&b, "Subject: %.*s\n\n%.*s", STR_ARG(l.subject), STR_ARG(l.text));
			compare(name, "txt", buf_str(&b));
			if (k == 0) {
				buf_reset(&b);
				buf_printf(&b, "%.*s\n", STR_ARG(l.data));
				compare(name, "json", buf_str(&b));
			}
		}
	buf_done(&b);
	arena_done(&a);
	letters_free(t);
}

/* ---- several in one message ---- */

#define SEVERAL 4

/* A request, a reminder, a name beyond ASCII, and the worst. */
static void enclosed(struct arena *a, struct letters *t, const char *lang, struct letter *l,
	struct act_enclosed *v)
{
	static const enum act_template what[SEVERAL] = { ACT_REQUEST, ACT_REMINDER, ACT_REQUEST,
		ACT_REQUEST };
	static void (*const make[SEVERAL])(struct one *) = { plain, about, plain, hostile };
	struct err e;

	for (size_t i = 0; i < SEVERAL; i++) {
		struct one o;

		one_init(&o, what[i], lang);
		make[i](&o);
		o.matter.number = arena_printf(a, "c-000000%zu", i + 3);
		if (i == 2) {
			o.matter.target = STR("https://xn--bcher-kva.example:8443/=cmd|calc");
			o.matter.site = STR("xn--bcher-kva.example");
		}
		assert_int_equal(act_letter(a, t, &o.in, &l[i], &e), BW_OK);
		v[i] = (struct act_enclosed){ &l[i], STR("https://desk.example/d/PAGE"),
			STR("abuse+TOKEN@desk.example") };
	}
}

static void several_in(struct arena *a, struct letters *t, const char *lang, bool as_table)
{
	struct letter l[SEVERAL], m, again;
	struct act_enclosed v[SEVERAL];
	const struct act_parcel in = { .house = &house,
		.v = v,
		.n = SEVERAL,
		.answer = STR("abuse+ALL@desk.example"),
		.as_table = as_table,
		.now_s = NOW };
	const char *name = as_table ? "several-table" : "several";
	struct json *data;
	char file[80];
	struct buf b;
	struct err e;

	buf_init(&b, 1 << 20);
	enclosed(a, t, lang, l, v);
	assert_int_equal(act_parcel(a, t, &in, &m, &e), BW_OK);
	assert_int_equal(act_parcel(a, t, &in, &again, &e), BW_OK);
	assert_true(str_eq(m.text, again.text) && str_eq(m.data, again.data));
	assert_true(m.lang.n && str_is(m.lang, lang) && str_eq(m.contact, l[0].contact));
	sane("hostile several", &m);
	buf_printf(&b, "Subject: %.*s\n\n%.*s", STR_ARG(m.subject), STR_ARG(m.text));
	snprintf(file, sizeof(file), "%s.%s", name, lang);
	compare(file, "txt", buf_str(&b));
	assert_int_equal(json_parse(a, m.data, &data, &e), BW_OK);
	if (as_table && str_is(str_of(lang), "en"))
		compare(file, "csv", json_text(data, "table"));
	assert_true(as_table == (json_text(data, "table").n > 0));
	buf_done(&b);
}

static void several_as_expected(void **s)
{
	struct letters *t = tree_letters();
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t k = 0; act_langs[k]; k++)
		for (int csv = 0; csv < 2; csv++)
			several_in(&a, t, act_langs[k], csv);
	arena_done(&a);
	letters_free(t);
}

/* A house that gives more time to appeal than the law says so, and nowhere how much the law gives. */
static void longer_than_the_law(void **s)
{
	struct house generous = house, strict = house;
	struct letters *t = tree_letters();
	struct arena a;
	struct err e;

	(void)s;
	generous.appeal_days = 400;
	strict.appeal_days = 30; /* less than the law is not said, and does not hold */
	arena_init(&a, 0);
	for (size_t k = 0; act_langs[k]; k++) {
		struct letter one, by_law, less, l[SEVERAL], m;
		struct act_enclosed v[SEVERAL];
		struct act_parcel in = { .house = &generous,
			.v = v,
			.n = SEVERAL,
			.answer = STR("abuse+ALL@desk.example"),
			.now_s = NOW };
		struct one o;

		one_init(&o, ACT_REQUEST, act_langs[k]);
		assert_int_equal(act_letter(&a, t, &o.in, &by_law, &e), BW_OK);
		o.in.house = &strict;
		assert_int_equal(act_letter(&a, t, &o.in, &less, &e), BW_OK);
		o.in.house = &generous;
		assert_int_equal(act_letter(&a, t, &o.in, &one, &e), BW_OK);
		assert_true(str_eq(by_law.text, less.text));
		assert_true(str_find(by_law.text, STR("400"), 0) == SIZE_MAX);
		if (str_find(one.text, STR("400"), 0) == SIZE_MAX)
			fail_msg("%s does not say 400 days", act_langs[k]);
		enclosed(&a, t, act_langs[k], l, v);
		assert_int_equal(act_parcel(&a, t, &in, &m, &e), BW_OK);
		if (str_find(m.text, STR("400"), 0) == SIZE_MAX)
			fail_msg("%s does not say 400 days of several", act_langs[k]);
	}
	arena_done(&a);
	letters_free(t);
}

static void which_are_grouped(void **s)
{
	const struct letter request = { .kind = LETTER_REQUEST,
		.channel = CHANNEL_MAIL,
		.role = ROLE_HOSTING,
		.actor = STR("as:64500"),
		.contact = STR("abuse@nordhost.example") };
	struct letter l = request;

	(void)s;
	assert_true(act_groupable(&l));
	l.kind = LETTER_REMINDER;
	assert_true(act_groupable(&l));
	for (int k = LETTER_COMMAND; k < LETTER_KIND_COUNT; k++) {
		l.kind = (enum letter_kind)k;
		assert_false(act_groupable(&l));
	}
	l = request;
	l.channel = CHANNEL_WEBHOOK;
	assert_false(act_groupable(&l));
	l = request;
	l.role = ROLE_HOTLINE; /* of what it is about nothing may be said */
	assert_false(act_groupable(&l));
	l = request;
	l.actor = STR("");
	assert_false(act_groupable(&l));
}

static void when_they_leave(void **s)
{
	static const struct {
		const char *text;
		int grouping; /* -1: none of these words */
		uint32_t count;
	} v[] = { { "none", GROUPING_NONE, 0 }, { "hourly", GROUPING_HOURLY, 0 },
		{ "daily", GROUPING_DAILY, 0 }, { "2", GROUPING_COUNT, 2 },
		{ "50", GROUPING_COUNT, 50 }, { "51", -1, 0 }, { "1", -1, 0 }, { "0", -1, 0 },
		{ "count", -1, 0 }, { "", -1, 0 }, { "-3", -1, 0 }, { "weekly", -1, 0 } };
	enum grouping g;
	uint32_t n;
	struct err e;

	(void)s;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		int rc = grouping_read(str_of(v[i].text), &g, &n, &e);

		assert_int_equal(rc, v[i].grouping < 0 ? BW_EINVALID : BW_OK);
		assert_true(rc || ((int)g == v[i].grouping && n == v[i].count));
	}
	assert_int_equal(grouping_window_s(GROUPING_NONE), 0);
	assert_int_equal(grouping_window_s(GROUPING_HOURLY), 3600);
	assert_int_equal(grouping_window_s(GROUPING_COUNT), 86400);
}

int run_letters(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(letters_as_expected),
		cmocka_unit_test(several_as_expected), cmocka_unit_test(longer_than_the_law),
		cmocka_unit_test(which_are_grouped), cmocka_unit_test(when_they_leave) };

	return cmocka_run_group_tests_name("letters", tests, NULL, NULL);
}
