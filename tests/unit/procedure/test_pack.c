/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "format/json.h"
#include "procedure/pack.h"
#include "procedure_tests.h"

#define HEAD                                                                         \
	"id: t\ntitle: T\nversion: \"1\"\nstatus: in-force\nkind: law\nchecked_on: " \
	"2026-01-01\nsource: s\nconfidence: high\nlegal_basis: [x]\n"
#define WHERE "jurisdiction: {rule: tld, tlds: [gtld]}\n"
#define WHO   "bound_roles: [registrar]\nharms: any\n"
#define WHEN  "trigger: {event: receipt, evidence_min: none, standard: none}\n"
#define GOOD  HEAD WHERE WHO WHEN
#define DUTY  "duties:\n  - verb: act\n    words: w\n    clause: c\n    confidence: high\n"

static void faults(void **s)
{
	/* every fault by its line; NULL: none */
	static const struct {
		const char *name, *yaml, *fault;
	} t[] = {
		{ "good", GOOD DUTY "    clock: {words: promptly}\n", NULL },
		{ "no duties", GOOD, NULL },
		{ "not a mapping", "- a\n", "line 1: a pack is a mapping of fields, not array" },
		{ "empty", "", "line 1: a pack is a mapping of fields, not null" },
		{ "not YAML", "a: [\n", "line 2" },
		{ "unknown field", GOOD "titel: x\n",
			"line 14: unknown field 'titel' (did you mean 'title'?)" },
		{ "missing field", WHERE, "line 1: a pack lacks 'id'" },
		{ "role", HEAD WHERE "bound_roles: [registrar, hoster]\nharms: any\n" WHEN,
			"line 11: unknown role 'hoster' (did you mean 'hosting'?)" },
		{ "harm", HEAD WHERE "bound_roles: registrar\nharms: [phising]\n" WHEN,
			"line 12: unknown harm 'phising' (did you mean 'phishing'?)" },
		{ "word", HEAD "jurisdiction: {rule: tdl, tlds: [gtld]}\n" WHO WHEN,
			"unknown rule 'tdl' (did you mean 'tld'?)" },
		{ "date", GOOD "valid_from: soon\n", "line 14: 'valid_from' is a date" },
		{ "validity", GOOD "valid_from: 2026-02-01\nvalid_to: 2026-01-01\n",
			"line 15: 'valid_to' is not after" },
		{ "country",
			HEAD "jurisdiction: {rule: establishment, countries: [Germany]}\n" WHO WHEN,
			"'Germany' is no country code" },
		{ "TLD", HEAD "jurisdiction: {rule: tld, tlds: [.com]}\n" WHO WHEN,
			"'.com' is no top-level domain" },
		{ "rule without place", HEAD "jurisdiction: {rule: offering}\n" WHO WHEN,
			"line 10: rule 'offering' names its 'countries'" },
		{ "bound and excluded", GOOD "excluded_roles: registrar\n",
			"both bound and excluded" },
		{ "duty for a role not bound",
			GOOD DUTY "    clock: {words: promptly}\n    roles: [hosting]\n",
			"line 20: role 'hosting' is not among the pack's bound_roles" },
		{ "clock without unit", GOOD DUTY "    clock: {n: 2}\n",
			"line 19: a clock has both 'n' and 'unit', or neither" },
		{ "clock without anything", GOOD DUTY "    clock: {soft: true}\n",
			"line 19: a clock without 'n' says in 'words'" },
		{ "clock number", GOOD DUTY "    clock: {n: two, unit: bd}\n",
			"line 19: 'n' is a number from 0 to 100000, not 'two'" },
		{ "clock range", GOOD DUTY "    clock: {n: 10, min: 14, unit: bd}\n",
			"'min' of a clock is less than its 'n'" },
		{ "clock at its longest", GOOD DUTY "    clock: {n: 600, unit: mo}\n", NULL },
		{ "clock too long", GOOD DUTY "    clock: {n: 601, unit: mo}\n",
			"'n' of a clock is from 1 to 600 months" },
		{ "truth", GOOD DUTY "    clock: {words: promptly, soft: yes}\n",
			"'soft' is true or false, not 'yes'" },
		{ "doubt missing",
			GOOD
			"duties:\n  - {verb: act, words: w, clause: c, confidence: low, clock: "
			"{words: x}}\n",
			"line 15: a duty with confidence 'low' says what is doubtful" },
		{ "sor_fields alone", GOOD "sor_fields: [a]\n", "without 'sor_required: true'" },
		{ "replaces alone", GOOD DUTY "    clock: {words: x}\n    replaces: y\n",
			"'replaces' is for a pack that extends another" },
		{ "id", "id: A b\n", "a pack lacks 'title'" },
		{ "duties no list", GOOD "duties: {a: b}\n", "line 14: 'duties' wants a list" },
		{ "named twice", GOOD "title: again\n", "'title' is named twice" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct arena a;
		struct buf b;
		struct err e = { 0 };
		int rc;

		arena_init(&a, 0);
		buf_init(&b, 1 << 20);
		rc = pack_check(
			&a, (struct pack_source){ STR("t.yaml"), str_of(t[i].yaml) }, &b, &e);
		if (rc != (t[i].fault ? BW_EINVALID : 0) ||
			(t[i].fault && str_find(buf_str(&b), str_of(t[i].fault), 0) == SIZE_MAX))
			fail_msg("%s: code %d, faults:\n%.*s", t[i].name, rc, STR_ARG(buf_str(&b)));
		buf_done(&b);
		arena_done(&a);
	}
}

static int compile_one(const struct procedure *under, const char *yaml, struct err *e)
{
	struct pack_source src = { STR("t.yaml"), str_of(yaml) };
	struct buf image;
	int rc;

	buf_init(&image, LIMIT_PACK_IMAGE);
	rc = procedure_compile(under, &src, 1, STR(""), &image, NULL, e);
	buf_done(&image);
	return rc;
}

static void extending(void **s)
{
	struct procedure *p = shipped_packs();
	struct err e = { 0 };

	(void)s;
	assert_int_equal(compile_one(p, HEAD WHERE "extends: nis2\n", &e), 0);
	assert_int_equal(compile_one(p, HEAD WHERE "extends: nis9\n", &e), BW_EINVALID);
	assert_non_null(strstr(e.text, "extends 'nis9', which is no pack"));
	assert_int_equal(compile_one(p, HEAD WHERE "extends: nis2-de\n", &e), BW_EINVALID);
	assert_non_null(strstr(e.text, "itself extends a pack"));
	assert_int_equal(
		compile_one(p, HEAD WHERE "extends: nis2\ndrops: [NIS2 99]\n", &e), BW_EINVALID);
	assert_non_null(strstr(e.text, "has no clause 'NIS2 99' to drop"));
	procedure_free(p);
}

/* Opening what was compiled gives the same packs; a damaged image gives an error, never a crash. */
static void images(void **s)
{
	struct procedure *p = shipped_packs(), *again = NULL, *bad = NULL;
	struct buf image, x, y;
	struct err e = { 0 };

	(void)s;
	buf_init(&image, LIMIT_PACK_IMAGE);
	assert_int_equal(procedure_compile(p, NULL, 0, STR(""), &image, NULL, &e), 0);
	assert_int_equal(procedure_open(buf_str(&image), &again, &e), 0);
	assert_int_equal(procedure_packs(p), procedure_packs(again));
	buf_init(&x, 16u << 20);
	buf_init(&y, 16u << 20);
	for (size_t i = 0; i < procedure_packs(p); i++) {
		struct jw w;

		jw_init(&w, &x);
		procedure_show_json(p, i, &w);
		jw_init(&w, &y);
		procedure_show_json(again, i, &w);
	}
	assert_false(x.bad);
	assert_true(x.n > 100000);
	assert_true(str_eq(buf_str(&x), buf_str(&y)));
	for (size_t i = 0; i < image.n; i += 997) {
		image.p[i] ^= 1;
		assert_int_equal(procedure_open(buf_str(&image), &bad, &e), BW_EINVALID);
		image.p[i] ^= 1;
		assert_int_equal(
			procedure_open(str_sub(buf_str(&image), 0, i), &bad, &e), BW_EINVALID);
	}
	procedure_free(again);
	procedure_free(p);
	buf_done(&x);
	buf_done(&y);
	buf_done(&image);
}

/* What the reference marks as not re-read stays marked, and every shipped clause has a source. */
static void nothing_is_smoothed_over(void **s)
{
	struct procedure *p = shipped_packs();
	struct pack_summary sum;

	(void)s;
	for (size_t i = 0; i < procedure_packs(p); i++) {
		procedure_summary(p, i, 0, &sum);
		assert_true(sum.source.n > 0 && sum.confidence != CONFIDENCE_UNKNOWN);
	}
	procedure_summary(p, procedure_find(p, STR("icann-associated-domains")), 2000000000, &sum);
	assert_false(sum.in_force);
	procedure_summary(p, procedure_find(p, STR("nis2-fr")), 1790000000, &sum);
	assert_true(str_is(sum.kind, "untransposed"));
	procedure_summary(p, procedure_find(p, STR("nis2-nl")), 1785000000, &sum); /* July 2026 */
	assert_false(sum.in_force);
	procedure_summary(p, procedure_find(p, STR("nis2-nl")), 1790000000, &sum); /* September */
	assert_true(sum.in_force);
	assert_int_equal(procedure_find(p, STR("nothing")), SIZE_MAX);
	procedure_free(p);
}

/* Every field of the schema is described in the format's page. */
static void fields_are_documented(void **s)
{
	struct arena a;
	struct str page;

	(void)s;
	arena_init(&a, 0);
	page = source_file(&a, "docs/formats/pack.md");
	for (const struct field *f = pack_schema.fields; f->name; f++) {
		const struct field *sub = f->sub ? f->sub->fields : NULL;

		if (str_find(page, arena_printf(&a, "`%s`", f->name), 0) == SIZE_MAX)
			fail_msg("docs/formats/pack.md does not describe `%s`", f->name);
		for (; sub && sub->name; sub++)
			if (str_find(page, arena_printf(&a, "`%s`", sub->name), 0) == SIZE_MAX)
				fail_msg("docs/formats/pack.md does not describe `%s` of `%s`",
					sub->name, f->name);
	}
	for (int i = 0; i < EVENT_COUNT; i++)
		if (str_find(page, arena_printf(&a, "`%s`", pack_event_text(i)), 0) == SIZE_MAX)
			fail_msg("docs/formats/pack.md lacks event `%s`", pack_event_text(i));
	for (int i = 0; i < KIND_COUNT; i++)
		if (str_find(page, arena_printf(&a, "`%s`", pack_kind_text(i)), 0) == SIZE_MAX)
			fail_msg("docs/formats/pack.md lacks kind `%s`", pack_kind_text(i));
	arena_done(&a);
}

int test_pack(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults),
		cmocka_unit_test(extending),
		cmocka_unit_test(images),
		cmocka_unit_test(nothing_is_smoothed_over),
		cmocka_unit_test(fields_are_documented),
	};

	return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
