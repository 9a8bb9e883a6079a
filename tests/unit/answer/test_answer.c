/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "answer_tests.h"

#include <stdio.h>
#include <stdlib.h>

#include "answer/form.h"
#include "answer/mapping.h"
#include "base/clock.h"
#include "base/limit.h"
#include "format/json.h"

#define HEAD  "{\"schema\":\"abuse-answer/1\",\"token\":\"tok\","
#define WHEN  ",\"at\":\"2026-11-21T15:00:00Z\""
#define KEY44 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SIG88 \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

struct form_case {
	const char *json, *why; /* why: what the strict error says; NULL: it is taken */
	int kind; /* lenient; -1: refused as well */
	bool sure; /* lenient */
};

static const struct form_case forms[] = {
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"action\":\"remove-content\",\"effect\":\"url\"}", NULL,
		ANSWER_ACTED, true },
	{ HEAD "\"kind\":\"acknowledged\"" WHEN "}", NULL, ANSWER_ACKNOWLEDGED, true },
	{ HEAD "\"kind\":\"more\"" WHEN ",\"needs\":[\"url\",\"time\"]}", NULL, ANSWER_MORE, true },
	{ HEAD "\"kind\":\"more\"" WHEN ",\"text\":\"the headers\"}", NULL, ANSWER_MORE, true },
	{ HEAD "\"kind\":\"refused\"" WHEN ",\"reason\":\"not-ours\"}", NULL, ANSWER_REFUSED,
		true },
	{ "{\"schema\":\"abuse-answer/1\",\"case\":\"c-0000001\",\"kind\":\"stood-down\"" WHEN "}",
		NULL, ANSWER_STOOD_DOWN, true },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"signature\":{\"key\":\"" KEY44
	       "\",\"ed25519\":\"" SIG88 "\"}}",
		NULL, ANSWER_ACTED, true },
	/* forgiven, and then unsure or not */
	{ HEAD "\"kind\":\"Stood_Down\"" WHEN "}", "'kind'", ANSWER_STOOD_DOWN, false },
	{ HEAD "\"kind\":\"acted\"}", "'at' is missing", ANSWER_ACTED, true },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"x\":1}", "no member 'x'", ANSWER_ACTED, true },
	{ HEAD "\"kind\":\"refused\"" WHEN "}", "'reason' is missing", ANSWER_REFUSED, false },
	{ HEAD "\"kind\":\"refused\"" WHEN ",\"reason\":\"because\"}", "'reason'", ANSWER_REFUSED,
		false },
	{ HEAD "\"kind\":\"more\"" WHEN "}", "'needs' is missing", ANSWER_MORE, false },
	{ HEAD "\"kind\":\"more\"" WHEN ",\"needs\":[\"url\",\"url\"]}", "'needs'", ANSWER_MORE,
		true },
	{ HEAD "\"kind\":\"acknowledged\"" WHEN ",\"action\":\"remove-content\"}", "'action'",
		ANSWER_ACKNOWLEDGED, false },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"action\":\"Remove content\"}", "'action'",
		ANSWER_ACTED, false },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"effect\":\"everything\"}", "'effect'", ANSWER_ACTED,
		false },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"until\":\"soon\"}", "'until'", ANSWER_ACTED, false },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"actor\":\"a\\nb\"}", "'actor' has a control",
		ANSWER_ACTED, false },
	{ HEAD "\"kind\":\"acted\"" WHEN ",\"signature\":{\"key\":\"x\",\"ed25519\":\"y\"}}",
		"'signature'", ANSWER_ACTED, false },
	{ "{\"kind\":\"acted\",\"token\":\"t\"" WHEN "}", "'schema' is missing", ANSWER_ACTED,
		true },
	{ "{\"schema\":\"abuse-answer/1\",\"kind\":\"acted\"" WHEN "}",
		"neither 'token' nor 'case'", ANSWER_ACTED, true },
	{ "{\"reportId\":\"x\",\"status\":\"COMPLETED\",\"reasonCode\":\"NOT_RESOLVABLE_TO_AWS\"}",
		"'schema'", ANSWER_REFUSED, true },
	{ "{\"id\":\"1\",\"status\":\"active\"}", "'schema'", ANSWER_ACTED, true },
	/* never */
	{ "{\"schema\":\"abuse-answer/2\",\"token\":\"t\",\"kind\":\"acted\"" WHEN "}",
		"'schema' is not", -1, false },
	{ HEAD "\"kind\":\"automatic\"" WHEN "}", "'kind'", -1, false },
	{ HEAD "\"kind\":\"acted\",\"kind\":\"refused\"" WHEN "}", "", -1, false },
	{ "[]", "no object", -1, false },
	{ "{}", "", -1, false },
	{ "", "", -1, false },
};

static void strict_and_lenient(void **s)
{
	(void)s;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct form_case *c = &forms[i];
		struct answer_form f;
		struct arena a;
		struct err e = { 0 };
		int rc;

		arena_init(&a, 0);
		rc = answer_form_parse(&a, str_of(c->json), true, &f, &e);
		if (c->why ? rc == BW_OK || str_find(str_of(e.text), str_of(c->why), 0) == SIZE_MAX
			   : rc != BW_OK)
			fail_msg("strict: %s gives %d '%s'", c->json, rc, e.text);
		rc = answer_form_parse(&a, str_of(c->json), false, &f, &e);
		if ((c->kind < 0) != (rc != BW_OK))
			fail_msg("lenient: %s gives %d '%s'", c->json, rc, e.text);
		if (!rc && ((int)f.answer.kind != c->kind || f.answer.sure != c->sure))
			fail_msg("lenient: %s is %s, %s", c->json,
				answer_kind_text((int)f.answer.kind),
				f.answer.sure ? "sure" : "not sure");
		arena_done(&a);
	}
}

static void written_is_read(void **s)
{
	static const char text[] =
		HEAD "\"kind\":\"acted\",\"at\":\"2026-11-21T15:00:00Z\","
		     "\"actor\":\"Host\",\"action\":\"remove-content\","
		     "\"effect\":\"url\",\"until\":\"2026-12-01T00:00:00Z\","
		     "\"reference\":\"T 1\",\"text\":\"gone \\u00fc\\nnow\","
		     "\"signature\":{\"key\":\"" KEY44 "\",\"ed25519\":\"" SIG88 "\"}}";
	struct answer_form f;
	struct arena a;
	struct buf b;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, LIMIT_ANSWER_BYTES);
	assert_int_equal(answer_form_parse(&a, str_of(text), true, &f, NULL), BW_OK);
	assert_int_equal(answer_form_write(&f, &b, NULL), BW_OK);
	/* canonical: what was canonical but for an escape comes out with the letter itself */
	assert_true(str_find(buf_str(&b), STR("gone \xc3\xbc\\nnow"), 0) != SIZE_MAX);
	assert_true(str_starts(buf_str(&b), STR(HEAD "\"kind\":\"acted\",\"at\"")));
	assert_true(str_find(buf_str(&b), STR("signature"), 0) != SIZE_MAX);
	buf_reset(&b);
	assert_int_equal(answer_form_signed(&f, &b, NULL), BW_OK);
	assert_true(str_find(buf_str(&b), STR("signature"), 0) == SIZE_MAX);
	f.answer.kind = ANSWER_UNKNOWN;
	buf_reset(&b);
	assert_int_equal(answer_form_write(&f, &b, NULL), BW_EINVALID);
	f.answer.kind = ANSWER_ACTED;
	f.token = STR("");
	assert_int_equal(answer_form_write(&f, &b, NULL), BW_EINVALID);
	buf_done(&b);
	arena_done(&a);
}

/* Both sides of each ceiling. */
static void ceilings(void **s)
{
	struct answer_form f;
	struct arena a;
	struct buf b;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, LIMIT_ANSWER_BYTES + 100);
	for (size_t n = LIMIT_ANSWER_TEXT; n <= LIMIT_ANSWER_TEXT + 1; n++) {
		buf_reset(&b);
		buf_addz(&b, HEAD "\"kind\":\"acted\"" WHEN ",\"text\":\"");
		for (size_t i = 0; i < n; i++)
			buf_addc(&b, 'x');
		buf_addz(&b, "\"}");
		assert_int_equal(answer_form_parse(&a, buf_str(&b), true, &f, NULL),
			n > LIMIT_ANSWER_TEXT ? BW_EINVALID : BW_OK);
		assert_int_equal(answer_form_parse(&a, buf_str(&b), false, &f, NULL), BW_OK);
		assert_int_equal(f.answer.text.n, LIMIT_ANSWER_TEXT);
		assert_int_equal(f.answer.sure, n == LIMIT_ANSWER_TEXT);
	}
	buf_reset(&b);
	buf_addz(&b, HEAD "\"kind\":\"acted\"" WHEN "}");
	while (b.n < LIMIT_ANSWER_BYTES)
		buf_addc(&b, ' ');
	assert_int_equal(answer_form_parse(&a, buf_str(&b), true, &f, NULL), BW_OK);
	buf_addc(&b, ' ');
	assert_int_equal(answer_form_parse(&a, buf_str(&b), true, &f, NULL), BW_ELIMIT);
	buf_done(&b);
	arena_done(&a);
}

static const struct {
	enum answer_system system;
	const char *status, *code;
} theirs[] = {
	{ SYSTEM_AWS, "QUEUED", "" },
	{ SYSTEM_AWS, "COMPLETED", "ACTIONED" },
	{ SYSTEM_AWS, "COMPLETED", "NOT_RESOLVABLE_TO_AWS" },
	{ SYSTEM_AWS, "COMPLETED", "REVIEWED_NO_AWS_ACTION" },
	{ SYSTEM_AWS, "COMPLETED", "CONTENT_DOWN_OR_INACCESSIBLE" },
	{ SYSTEM_AWS, "COMPLETED", "NEED_MORE_INFORMATION" },
	{ SYSTEM_CLOUDFLARE, "pending", "" },
	{ SYSTEM_CLOUDFLARE, "active", "" },
	{ SYSTEM_CLOUDFLARE, "in_review", "" },
	{ SYSTEM_CLOUDFLARE, "in_review", "removed" },
	{ SYSTEM_CLOUDFLARE, "in_review", "misclassified" },
	{ SYSTEM_CLOUDFLARE, "cancelled", "" },
	{ SYSTEM_CLOUDFLARE, "removed", "" },
};

static void mapped_both_ways(void **s)
{
	const char *status, *code;
	enum answer_kind k;
	int reason;

	(void)s;
	/* all of theirs but PROCESSING, which we would not send, come back as they were */
	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
		assert_true(mapping_from(theirs[i].system, str_of(theirs[i].status),
			str_of(theirs[i].code), &k, &reason));
		assert_true(mapping_to(theirs[i].system, k, reason, &status, &code));
		assert_string_equal(status, theirs[i].status);
		assert_string_equal(code, theirs[i].code);
	}
	assert_true(mapping_from(SYSTEM_AWS, STR("PROCESSING"), STR(""), &k, &reason));
	assert_int_equal(k, ANSWER_ACKNOWLEDGED);
	assert_false(mapping_from(SYSTEM_AWS, STR("COMPLETED"), STR(""), &k, &reason));
	assert_false(mapping_from(SYSTEM_AWS, STR("active"), STR(""), &k, &reason));
	assert_false(mapping_from(SYSTEM_CLOUDFLARE, STR(""), STR(""), &k, &reason));
	/* every refusal and every outcome has a word at AWS; read back it is the same kind, or MORE where
	 * the evidence does not do */
	for (int r = REASON_NONE; r < ANSWER_REASON_COUNT; r++) {
		assert_true(mapping_to(SYSTEM_AWS, ANSWER_REFUSED, r, &status, &code));
		assert_true(mapping_from(SYSTEM_AWS, str_of(status), str_of(code), &k, &reason));
		assert_int_equal(k, r == REASON_EVIDENCE ? ANSWER_MORE : ANSWER_REFUSED);
		assert_true(mapping_to(SYSTEM_CLOUDFLARE, ANSWER_APPEALED, r, &status, &code));
		assert_true(mapping_to(SYSTEM_AWS, ANSWER_ACTED, r, &status, &code));
		assert_string_equal(code, "ACTIONED");
	}
	assert_false(mapping_to(SYSTEM_CLOUDFLARE, ANSWER_REFUSED, REASON_LAW, &status, &code));
	assert_false(mapping_to(SYSTEM_AWS, ANSWER_UNKNOWN, REASON_NONE, &status, &code));
}

static void misp(void **s)
{
	(void)s;
	assert_string_equal(mapping_misp(ROLE_REGISTRAR), "action-taken:informed Registrar");
	assert_null(mapping_misp(ROLE_NOTIFIER));
	assert_null(mapping_misp(-1));
}

/* The JSON schema lists the same words as the vocabulary. */
static void schema_has_our_words(void **s)
{
	char path[4096];
	struct arena a;
	struct json *root;
	const struct json *p;
	static char text[65536];
	size_t n;
	FILE *f;

	(void)s;
	snprintf(path, sizeof(path), "%s/data/schemas/answer.json", getenv("SOURCE_ROOT"));
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	arena_init(&a, 0);
	assert_int_equal(json_parse(&a, str_make(text, n), &root, NULL), BW_OK);
	p = json_get(root, "properties");
	n = 0;
	JSON_EACH (v, json_get(json_get(p, "reason"), "enum"))
		assert_true(str_is(v->text, answer_reason_text((int)n++)));
	assert_int_equal(n, ANSWER_REASON_COUNT);
	n = 0;
	JSON_EACH (v, json_get(json_get(json_get(p, "needs"), "items"), "enum"))
		assert_true(str_is(v->text, evidence_text((int)n++)));
	assert_int_equal(n, EVIDENCE_COUNT);
	n = 0;
	JSON_EACH (v, json_get(json_get(p, "effect"), "enum"))
		assert_true(str_is(v->text, effect_text((int)n++)));
	assert_int_equal(n, EFFECT_COUNT);
	n = 0;
	JSON_EACH (v, json_get(json_get(p, "kind"), "enum"))
		assert_true(str_is(v->text, answer_kind_text((int)n++)));
	assert_int_equal(n, ANSWER_AUTOMATIC);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_and_lenient),
		cmocka_unit_test(written_is_read),
		cmocka_unit_test(ceilings),
		cmocka_unit_test(mapped_both_ways),
		cmocka_unit_test(misp),
		cmocka_unit_test(schema_has_our_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + words_tests() + mail_tests();
}
