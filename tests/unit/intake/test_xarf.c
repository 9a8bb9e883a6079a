/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"
#include "format/xarf.h"

/* The types of the format stand in the order of the harms: one is the other's number. */
static void types_are_harms(void **state)
{
	(void)state;
	assert_int_equal(XARF_TYPES, HARM_COUNT);
	for (int i = 0; i < XARF_TYPES; i++) {
		char pair[100];

		(void)snprintf(
			pair, sizeof(pair), "%s/%s", xarf_category_name(i), xarf_type_name(i));
		assert_string_equal(pair, harm_text(i));
		assert_int_equal(
			xarf_type(str_of(xarf_category_name(i)), str_of(xarf_type_name(i))), i);
	}
}

static void loose_types(void **state)
{
	static const struct {
		const char *category, *type;
		int harm;
	} t[] = {
		{ "Content", "Phishing", HARM_PHISHING },
		{ "", "content/phishing", HARM_PHISHING },
		{ "", "login-attack", HARM_LOGIN_ATTACK },
		{ "connection", "auth_failure", HARM_LOGIN_ATTACK },
		{ "infrastructure", "bot", HARM_BOTNET },
		{ "connection", "bot", HARM_INFECTED_HOST },
		{ "copyright", "trademark", HARM_BRAND_INFRINGEMENT },
		{ "content", "spam", -1 },
		{ "nonsense", "spam", -1 },
		{ "content", "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_int_equal(
			xarf_type_loose(str_of(t[i].category), str_of(t[i].type)), t[i].harm);
}

#define CORE                                                                                 \
	"\"xarf_version\":\"4.2.0\",\"report_id\":\"1a5ec293-0849-40a4-9eba-d5926262ff05\"," \
	"\"timestamp\":\"2026-01-11T15:15:24Z\",\"reporter\":{\"org\":\"A\",\"contact\":"    \
	"\"a@a.example\",\"domain\":\"a.example\"},\"sender\":{\"org\":\"A\",\"contact\":"   \
	"\"a@a.example\",\"domain\":\"a.example\"}"
#define PHISH \
	CORE ",\"source_identifier\":\"192.0.2.1\",\"category\":\"content\",\"type\":\"phishing\""
#define SPAM \
	CORE ",\"source_identifier\":\"192.0.2.1\",\"category\":\"messaging\",\"type\":\"spam\""

/* What the lenient reading forgives and what it does not; ${field} is the refusal's or a guess's. */
static void lenient_table(void **state)
{
	static const struct {
		const char *name, *json, *field;
		bool taken;
	} t[] = {
		{ "good", "{" PHISH ",\"url\":\"https://a.example/\"}", NULL, true },
		{ "no url, host instead",
			"{" CORE ",\"source_identifier\":\"a.example\",\"category\":\"content\","
			"\"type\":\"phishing\"}",
			"url", true },
		{ "no source",
			"{" CORE ",\"category\":\"content\",\"type\":\"phishing\",\"url\":"
			"\"https://a.example/\"}",
			"source_identifier", true },
		{ "no target at all", "{" CORE ",\"category\":\"content\",\"type\":\"phishing\"}",
			"source_identifier", false },
		{ "no channel", "{" SPAM "}", "protocol", false },
		{ "channel from the port", "{" SPAM ",\"source_port\":25}", "protocol", true },
		{ "payload is no base64",
			"{" PHISH ",\"url\":\"https://a.example/\",\"evidence\":[{\"content_type\":"
			"\"text/plain\",\"payload\":\"plain words\"}]}",
			"evidence[0].payload", true },
		{ "evidence is one object",
			"{" PHISH ",\"url\":\"https://a.example/\",\"evidence\":{\"content_type\":"
			"\"text/plain\",\"payload\":\"QQ==\"}}",
			"evidence", true },
		{ "no category", "{" CORE ",\"source_identifier\":\"192.0.2.1\",\"type\":\"ddos\"}",
			"type", true },
		{ "no type",
			"{" CORE ",\"source_identifier\":\"192.0.2.1\",\"category\":\"content\"}",
			"type", false },
		{ "another version",
			"{\"xarf_version\":\"5.0.0\",\"type\":\"spam\",\"category\":\"messaging\"}",
			"xarf_version", false },
		{ "version as a number",
			"{\"xarf_version\":4.2,\"source_identifier\":\"192.0.2.1\",\"category\":"
			"\"connection\",\"type\":\"ddos\"}",
			"xarf_version", true },
		{ "a member twice", "{" PHISH ",\"url\":\"https://a.example/\",\"url\":\"x\"}", "",
			false },
	};
	struct intake_hints h = no_hints();

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char want[100];
		struct show s;
		struct err e;

		show_init(&s);
		assert_int_equal(show_json(&s, &h, str_of(t[i].json), &e), 0);
		assert_int_equal(s.reports + s.refused, 1);
		if (t[i].field && t[i].taken)
			(void)snprintf(want, sizeof(want), "[\"%s\",", t[i].field);
		else if (t[i].field)
			(void)snprintf(want, sizeof(want), "\"field\":\"%s\"", t[i].field);
		else
			(void)snprintf(want, sizeof(want), "\"guesses\":[]");
		if ((s.reports == 1) != t[i].taken ||
			str_find(buf_str(&s.out), str_of(want), 0) == SIZE_MAX)
			fail_msg("%s: expected %s with %s, got %.*s", t[i].name,
				t[i].taken ? "a report" : "a refusal", want,
				STR_ARG(buf_str(&s.out)));
		show_done(&s);
	}
}

/* All faults of a report are told, up to the ceiling, and the rest are counted. */
static void all_faults_are_told(void **state)
{
	struct intake_hints h = no_hints();
	struct show s;
	struct buf in;
	struct err e;

	(void)state;
	h.strict = true;
	buf_init(&in, SIZE_MAX);
	buf_addz(&in, "{" PHISH ",\"url\":\"https://a.example/\",\"evidence\":[");
	for (int i = 0; i < 40; i++)
		buf_addz(&in, i ? ",{\"payload\":5}" : "{\"payload\":5}");
	buf_addz(&in, "]}");
	show_init(&s);
	assert_int_equal(show_json(&s, &h, buf_str(&in), &e), 0);
	assert_int_equal(s.refused, 1);
	assert_true(str_find(buf_str(&s.out), STR("evidence[7].payload '5' is not a string"), 0) !=
		    SIZE_MAX);
	assert_true(str_find(buf_str(&s.out), STR(" more"), 0) != SIZE_MAX);
	show_done(&s);
	buf_done(&in);
}

/* Members beyond those that are kept apart are checked as well. */
static void many_unknown_members(void **state)
{
	struct intake_hints h = no_hints();
	struct show s;
	struct buf in;
	struct err e;

	(void)state;
	buf_init(&in, SIZE_MAX);
	buf_addz(&in, "{" PHISH);
	for (int i = 0; i < 200; i++)
		buf_printf(&in, ",\"x%d\":1", i);
	buf_addz(&in, ",\"url\":\"https://a.example/\",\"asn\":\"none\"}");
	show_init(&s);
	assert_int_equal(show_json(&s, &h, buf_str(&in), &e), 0);
	assert_true(str_find(buf_str(&s.out), STR("\"targets\":[\"https://a.example/\"]"), 0) !=
		    SIZE_MAX);
	assert_true(str_find(buf_str(&s.out), STR("[\"asn\",\"none\",\"is not a number"), 0) !=
		    SIZE_MAX);
	show_done(&s);
	buf_done(&in);
}

/* An item of LIMIT_EVIDENCE_BYTES is taken, one byte more is not; the 50 items are in the golden files. */
static void ceiling_of_evidence(void **state)
{
	struct intake_hints h = no_hints();

	(void)state;
	for (int more = 0; more < 2; more++) {
		size_t n = (LIMIT_EVIDENCE_BYTES + 2) / 3 * 4;
		struct show s;
		struct buf in;
		struct err e;
		char *to;

		buf_init(&in, SIZE_MAX);
		buf_addz(&in,
			"{" PHISH ",\"url\":\"https://a.example/\",\"evidence\":[{\"payload\":\"");
		to = buf_room(&in, n);
		assert_non_null(to);
		memset(to, 'Q', n);
		/* 5242880 = 3 * 1747626 + 2: one byte of padding. */
		to[n - 1] = more ? 'Q' : '=';
		buf_took(&in, n);
		buf_addz(&in, "\",\"content_type\":\"image/png\"}]}");
		show_init(&s);
		assert_int_equal(show_json(&s, &h, buf_str(&in), &e), 0);
		assert_int_equal(s.reports, 1 - more);
		assert_int_equal(s.refused, more);
		show_done(&s);
		buf_done(&in);
	}
}

/* Whatever field content of child sexual abuse material comes in, none of it leaves intake. */
static void csam_leaves_place_and_time(void **state)
{
	static const char *const files[] = { "hostile/csam-v3.json", "hostile/csam-broken.json",
		"xarf4/content-csam.json", "xarf4/content-csem.json" };
	struct intake_hints h = no_hints();

	(void)state;
	for (int strict = 0; strict < 2; strict++)
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			char path[200];
			struct str in;
			struct show s;
			struct err e;

			(void)snprintf(path, sizeof(path), "tests/golden/intake/%s", files[i]);
			in = read_whole(getenv("SOURCE_ROOT") ? getenv("SOURCE_ROOT") : ".", path);
			assert_non_null(in.p);
			h.strict = strict;
			show_init(&s);
			assert_int_equal(show_json(&s, &h, in, &e), 0);
			assert_int_equal(s.reports + s.refused, 1);
			assert_false(s.csam_seen_raw);
			if (str_find(buf_str(&s.out), STR("must not be kept"), 0) != SIZE_MAX)
				fail_msg("%s: %.*s", files[i], STR_ARG(buf_str(&s.out)));
			show_done(&s);
			mem_free((void *)in.p);
		}
}

int run_xarf(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_harms),
		cmocka_unit_test(loose_types),
		cmocka_unit_test(lenient_table),
		cmocka_unit_test(all_faults_are_told),
		cmocka_unit_test(many_unknown_members),
		cmocka_unit_test(ceiling_of_evidence),
		cmocka_unit_test(csam_leaves_place_and_time),
	};

	return cmocka_run_group_tests_name("intake xarf", tests, NULL, NULL);
}
