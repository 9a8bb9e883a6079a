/* SPDX-License-Identifier: Apache-2.0 */
/* Templates, ways, hours and commands; what a letter says is compared in test_letters.c. */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "act/hours.h"
#include "act_tests.h"
#include "options/options.h"
#include "sys/durable.h"

const char *const act_langs[] = { "en", "fr", "es", "pt", "ar", "de", NULL };

struct str tree_file(const char *path)
{
	char full[600];
	struct buf b;
	struct err e;

	snprintf(full, sizeof(full), "%s/%s", getenv("SOURCE_ROOT"), path);
	buf_init(&b, 4u << 20);
	if (durable_read_file(full, &b, &e)) {
		fprintf(stderr, "%s: %s\n", full, e.text);
		exit(99);
	}
	return buf_str(&b); /* the caller's, to mem_free */
}

struct letters *tree_letters(void)
{
	static struct letters_source v[8];
	static char names[8][40];
	static struct str bytes[8];
	struct letters *t;
	struct err e;
	size_t n = 0;

	for (; act_langs[n]; n++) {
		snprintf(names[n], sizeof(names[n]), "data/letters/%s.yaml", act_langs[n]);
		if (!bytes[n].p)
			bytes[n] = tree_file(names[n]);
		v[n] = (struct letters_source){ str_of(names[n] + 5), bytes[n] };
	}
	if (letters_new(v, n, &t, &e)) {
		fprintf(stderr, "%s\n", e.text);
		exit(99);
	}
	return t;
}

/* Every language has every word, for every step that options knows. */
static void languages_are_whole(void **s)
{
	const char **actions = calloc(options_actions(), sizeof(*actions));
	struct letters *t = tree_letters();
	struct buf faults;
	struct err e;

	(void)s;
	for (size_t i = 0; i < options_actions(); i++)
		actions[i] = options_action(i).action->name;
	buf_init(&faults, 1 << 20);
	for (size_t i = 0; act_langs[i]; i++)
		assert_int_equal(letters_check(t, str_of(act_langs[i]), actions, options_actions(),
					 &faults, &e),
			BW_OK);
	if (faults.n)
		fail_msg("%.*s", (int)faults.n, faults.p);
	assert_int_equal(letters_check(t, STR("tlh"), NULL, 0, &faults, &e), BW_ENOTFOUND);
	buf_done(&faults);
	free(actions);
	letters_free(t);
}

static void faults_are_named(void **s)
{
	static const char bad[] = "letters:\n"
				  "  request:\n"
				  "    subject: \"{case} {colour}\"\n"
				  "    body: \"{+facts} {+nothing} {unclosed\"\n";
	const struct letters_source v = { STR_INIT("letters/en.yaml"), { bad, sizeof(bad) - 1 } };
	struct letters *t;
	struct buf b;
	struct err e;

	(void)s;
	buf_init(&b, 1 << 20);
	assert_int_equal(letters_new(&v, 1, &t, &e), BW_OK);
	assert_int_equal(letters_check(t, STR("en"), NULL, 0, &b, &e), BW_OK);
	buf_addc(&b, 0);
	assert_non_null(strstr(b.p, "there is no '{colour}'"));
	assert_non_null(strstr(b.p, "there is no '{+nothing}'"));
	assert_non_null(strstr(b.p, "there is no '{unclosed"));
	assert_non_null(strstr(b.p, "harms: 'phishing' is missing"));
	assert_non_null(strstr(b.p, "letters: 'undo' is missing"));
	buf_done(&b);
	letters_free(t);
	assert_int_equal(
		letters_new(&(struct letters_source){ STR("letters/fr.yaml"), STR("") }, 1, &t, &e),
		BW_ECONFIG);
}

static void languages_are_found(void **s)
{
	static const struct {
		const char *wanted, *country, *got;
	} t[] = {
		{ "de", "", "de" },
		{ "de-AT", "FR", "de" },
		{ "DE", "", "de" },
		{ "tlh", "BR", "pt" },
		{ "", "MX", "es" },
		{ "", "EG", "ar" },
		{ "", "US", "en" },
		{ "", "", "en" },
	};
	struct letters *l = tree_letters();

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str got = letters_lang(l, str_of(t[i].wanted), str_of(t[i].country));

		if (!str_is(got, t[i].got))
			fail_msg("%s %s: %.*s", t[i].wanted, t[i].country, STR_ARG(got));
	}
	letters_free(l);
}

#define C(ch, own, refused, bounced)                                                \
	{                                                                           \
		CHANNEL_##ch, STR_INIT(#ch), { "", 0 }, own, true, refused, bounced \
	}

static void the_best_way_is_picked(void **s)
{
	static const struct {
		const char *name, *action;
		struct act_contact v[3];
		int want; /* -1: a person finds a way */
	} t[] = {
		{ "our registry", "server-hold",
			{ C(MAIL, false, false, false), C(EPP, true, false, false) }, 1 },
		{ "what EPP cannot do", "remove-content",
			{ C(EPP, true, false, false), C(MAIL, false, false, false) }, 1 },
		{ "somebody else's EPP", "client-hold", { C(EPP, false, false, false) }, -1 },
		{ "our zone", "block-name",
			{ C(MANUAL, true, false, false), C(RPZ, true, false, false) }, 1 },
		{ "a program before a mailbox", "remove-content",
			{ C(MAIL, false, false, false), C(WEBHOOK, false, false, false) }, 1 },
		{ "the first of two", "remove-content",
			{ C(MAIL, false, false, false), C(MAIL, false, false, false) }, 0 },
		{ "bounced", "remove-content",
			{ C(MAIL, false, false, true), C(MAIL, false, false, false) }, 1 },
		{ "refused", "remove-content",
			{ C(WEBHOOK, false, true, false), C(MAIL, false, false, false) }, 1 },
		{ "nobody left", "remove-content", { C(MAIL, false, true, true) }, -1 },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		size_t n = 0;
		const struct act_contact *got;

		while (n < 3 && t[i].v[n].value.n)
			n++;
		got = act_pick(t[i].v, n, str_of(t[i].action), ROLE_HOSTING);
		if ((got ? (int)(got - t[i].v) : -1) != t[i].want)
			fail_msg("%s", t[i].name);
	}
}

static void hours_are_kept(void **s)
{
	static const struct {
		const char *hours, *now, *want; /* want "": now */
	} t[] = {
		{ "", "2026-11-21T23:00:00Z", "" },
		/* 2026-11-21 is a Saturday */
		{ "mon-fri 08:00-18:00", "2026-11-21T12:00:00Z", "2026-11-23T08:00:00Z" },
		{ "mon-fri 08:00-18:00", "2026-11-23T08:00:00Z", "" },
		{ "mon-fri 08:00-18:00", "2026-11-23T17:59:59Z", "" },
		{ "mon-fri 08:00-18:00", "2026-11-23T18:00:00Z", "2026-11-24T08:00:00Z" },
		{ "mon-fri 08:00-18:00 +01:00", "2026-11-23T07:00:00Z", "" },
		{ "mon-fri 08:00-18:00 +01:00", "2026-11-23T06:59:59Z", "2026-11-23T07:00:00Z" },
		{ "mon-fri 08:00-18:00 -05:00", "2026-11-23T08:00:00Z", "2026-11-23T13:00:00Z" },
		{ "sun-thu 09:00-17:00 +02:00", "2026-11-21T12:00:00Z", "2026-11-22T07:00:00Z" },
		{ "sat-sun 00:00-24:00", "2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z" },
		{ "wed 10:00-11:00", "2026-11-25T11:00:00Z", "2026-12-02T10:00:00Z" },
		{ "mon 08:00-09:00; sat 20:00-21:00", "2026-11-21T12:00:00Z",
			"2026-11-21T20:00:00Z" },
	};
	static const char *const bad[] = { "always", "mon-fri", "mon-fri 8:00-18:00",
		"mon-fri 18:00-08:00", "mon-xyz 08:00-18:00", "mon 08:00-18:00 01:00",
		"mon 08:00-25:00", "mon 08:00-18:00 +15:00", ";" };
	struct err e;

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		int64_t now, want, got;

		assert_true(clock_parse(str_of(t[i].now), &now));
		want = now;
		if (*t[i].want)
			assert_true(clock_parse(str_of(t[i].want), &want));
		assert_int_equal(hours_check(str_of(t[i].hours), &e), BW_OK);
		got = hours_next(str_of(t[i].hours), now);
		if (got != want)
			fail_msg("'%s' at %s: %lld s off", t[i].hours, t[i].now,
				(long long)(got - want));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (hours_check(str_of(bad[i]), &e) != BW_EINVALID)
			fail_msg("'%s' was taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_are_whole),
		cmocka_unit_test(faults_are_named),
		cmocka_unit_test(languages_are_found),
		cmocka_unit_test(the_best_way_is_picked),
		cmocka_unit_test(hours_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + run_letters();
}
