/* SPDX-License-Identifier: Apache-2.0 */
/* Inference without files: memory that runs out, cost without facts, facts among facts. What it says is
 * compared in tests/golden/stack. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/limit.h"
#include "base/mem.h"
#include "stack/infer.h"
#include "unit.h"

#define NOW ((int64_t)1795262400) /* 2026-11-21T12:00:00Z */

static const struct site site = { .kind = SITE_DOMAIN,
	.id = STR_INIT("shop.test"),
	.host = STR_INIT("www.shop.test"),
	.registrable = STR_INIT("shop.test"),
	.suffix = STR_INIT("test"),
	.ns = NAMESPACE_DNS };

static const char lines[] =
	"{\"fact\":\"registration\",\"subject\":\"Shop.TEST.\",\"seen_at\":\"2026-11-20\","
	"\"source\":"
	"\"rdap:x\",\"registrar\":{\"name\":\"Old\",\"iana_id\":1}}\n"
	"# a comment\n\n"
	"{\"fact\":\"registration\",\"subject\":\"shop.test\",\"seen_at\":\"2026-11-21\","
	"\"source\":"
	"\"rdap:x\",\"registered_at\":\"2020-01-01\",\"registrar\":{\"name\":\"New\",\"iana_id\":2,"
	"\"abuse_email\":\"abuse@new.example\"},\"reseller\":{\"name\":\"R\"},\"status\":[\"server "
	"hold\"]}\n"
	"{\"fact\":\"registration\",\"subject\":\"shop.test\",\"seen_at\":\"2026-12-01\","
	"\"source\":"
	"\"rdap:x\",\"registrar\":{\"name\":\"Later\",\"iana_id\":3}}\n"
	"{\"fact\":\"dns\",\"subject\":\"www.shop.test\",\"seen_at\":\"2026-11-21\",\"type\":\"A\","
	"\"records\":[\"192.0.2.1\",\"not an address\",7,\"192.0.2.1\"]}\n"
	"{\"fact\":\"address\",\"subject\":\"192.0.2.1\",\"seen_at\":\"2026-11-21\",\"asn\":64500}"
	"\n";

static void newest_fact_not_later_than_now(void **state)
{
	struct refdata rd = { 0 };
	struct facts f = { 0 };
	struct stack s;
	struct arena a;
	struct err e = { 0 };
	const struct actor *x;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(facts_parse(&a, str_of(lines), &f, &e), BW_OK);
	assert_int_equal(f.n, 5);
	assert_int_equal(stack_infer(&a, &rd, &site, &f, NOW, &s, &e), BW_OK);
	x = stack_find(&s, ROLE_REGISTRAR);
	assert_non_null(x);
	assert_true(str_is(x->id, "iana:2"));
	assert_true(str_is(x->contacts[0].value, "abuse@new.example"));
	assert_int_equal(x->basis, BASIS_RDAP);
	assert_true(s.figures.on_hold);
	assert_int_equal(s.figures.registered_at_s, 1577836800);
	assert_true(str_is(stack_find(&s, ROLE_NETWORK)->id, "as:64500"));
	assert_null(stack_find(&s, ROLE_CDN));
	arena_done(&a);
}

static void fact_lines_refused(void **state)
{
	static const struct {
		const char *line, *fault;
	} cases[] = {
		{ "{", "line 1: " },
		{ "[]", "line 1: a fact is a JSON object, not" },
		{ "\n{}", "line 2: no field 'fact'" },
		{ "{\"fact\":\"rumour\"}", "unknown kind of fact 'rumour'" },
		{ "{\"fact\":\"dns\"}", "no field 'subject'" },
		{ "{\"fact\":\"dns\",\"subject\":\"\"}", "no field 'subject'" },
		{ "{\"fact\":\"dns\",\"subject\":\"a\"}", "field 'seen_at' wants a time" },
		{ "{\"fact\":\"dns\",\"subject\":\"a\",\"seen_at\":\"soon\"}", "not 'soon'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts f = { 0 };
		struct err e = { 0 };
		struct arena a;

		arena_init(&a, 0);
		if (facts_parse(&a, str_of(cases[i].line), &f, &e) == BW_OK ||
			!strstr(e.text, cases[i].fault))
			fail_msg(
				"'%s': '%s', expected '%s'", cases[i].line, e.text, cases[i].fault);
		arena_done(&a);
	}
}

static void fact_size_is_bounded(void **state)
{
	struct facts f = { 0 };
	struct err e = { 0 };
	struct arena a;
	struct buf b;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, 2 * LIMIT_FACT_BYTES);
	buf_addz(&b, "{\"fact\":\"check\",\"subject\":\"a\",\"seen_at\":\"2026-11-21\",\"x\":\"");
	while (b.n < LIMIT_FACT_BYTES - 2)
		buf_addc(&b, 'x');
	buf_addz(&b, "\"}");
	assert_int_equal(facts_parse(&a, buf_str(&b), &f, &e), BW_OK);
	b.n -= 2;
	buf_addz(&b, "x\"}");
	assert_int_equal(facts_parse(&a, buf_str(&b), &f, &e), BW_ELIMIT);
	buf_done(&b);
	arena_done(&a);
}

/* Each request for memory refused in turn: an error that says so, or the whole stack. */
static void memory_runs_out(void **state)
{
	struct refdata rd = { 0 };
	uint64_t nth = 1;
	int rc;

	(void)state;
	do {
		struct facts f = { 0 };
		struct err e = { 0 };
		struct stack s;
		struct arena a;

		arena_init(&a, 0);
		(void)mem_fail_at(nth++, 0);
		rc = facts_parse(&a, str_of(lines), &f, &e);
		if (!rc)
			rc = stack_infer(&a, &rd, &site, &f, NOW, &s, &e);
		(void)mem_fail_at(0, 0);
		assert_true(rc == BW_OK || rc == BW_ENOMEM);
		arena_done(&a);
		assert_true(nth < 10000);
	} while (rc);
	assert_true(nth > 2);
}

/* Bulk work calls it for every case. A hundred times what it takes, so that only a change of kind (a file
 * read, a look-up by walking a list) is caught. */
static void cost_without_facts(void **state)
{
	struct refdata rd = { 0 };
	struct arena a;
	clock_t from = clock();
	double us;

	(void)state;
	arena_init(&a, 0);
	for (int i = 0; i < 20000; i++) {
		struct err e = { 0 };
		struct stack s;

		assert_int_equal(stack_infer(&a, &rd, &site, NULL, NOW, &s, &e), BW_OK);
		arena_reset(&a);
	}
	us = (double)(clock() - from) / CLOCKS_PER_SEC / 20000 * 1e6;
	print_message("%.2f microseconds a stack without facts\n", us);
	arena_done(&a);
	assert_true(us < 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(newest_fact_not_later_than_now),
		cmocka_unit_test(fact_lines_refused),
		cmocka_unit_test(fact_size_is_bounded),
		cmocka_unit_test(memory_runs_out),
		cmocka_unit_test(cost_without_facts),
	};

	return cmocka_run_group_tests_name("stack", tests, NULL, NULL);
}
