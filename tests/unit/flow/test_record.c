/* SPDX-License-Identifier: Apache-2.0 */
/* From an event's row to an entry: every kind has a type, nothing private gets out, the same row gives the same
 * bytes. */
#include "unit.h"

#include "flow_tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "flow/record.h"
#include "format/json.h"
#include "ledger/check.h"

#define NOW    INT64_C(1795262400)
#define SECRET "told by jane@private.example about http://a.example/x"

struct fixture {
	char dir[64];
	struct store *s;
	struct recorder r;
	struct rng_seeded seed;
	struct rng rng;
	struct arena a;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct store_settings set = { .create = true, .wait_ms = 1000 };
	struct err e;

	snprintf(f->dir, sizeof(f->dir), "/tmp/bailiwick-record-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->seed.state = 7;
	f->rng = rng_from_seed(&f->seed);
	set.dir = f->dir;
	set.rng = &f->rng;
	if (store_open(&set, &f->s, &e) || record_init(&f->r, f->s, &e))
		fail_msg("%s", e.text);
	arena_init(&f->a, 0);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	static const char *const files[] = { "bailiwick.db", "bailiwick.db-wal", "bailiwick.db-shm",
		"secret", "keys", "spool.lock", "work.lock", "spool" };
	struct fixture *f = *state;
	char path[128];

	arena_done(&f->a);
	record_done(&f->r);
	store_close(f->s);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->dir, files[i]);
		if (unlink(path))
			rmdir(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

/* One event of each kind, all with the same detail and facts. */
static void put_all(struct fixture *f)
{
	struct record_facts facts;
	struct work *w;
	struct err e;
	struct buf b;
	int64_t seq;

	record_facts_init(&facts);
	facts.role = (int)ROLE_REGISTRAR;
	facts.verdict = (int)VERDICT_MALICIOUS;
	facts.letter = (int)LETTER_REQUEST;
	facts.clause = STR("clause-7");
	facts.said = STR("said-so");
	facts.subject = STR("subject-1");
	facts.action = STR("suspend \"all\"\n");
	buf_init(&b, 256);
	record_facts_pack(&facts, &b);
	assert_int_equal(store_change_begin(f->s, &w, &e), BW_OK);
	for (int k = 0; k < EVENT_KIND_COUNT; k++)
		if (store_event_put_facts(w, k < EVENT_PACK_CHANGED ? 1 : 0, NOW + k,
			    (enum store_event_kind)k, k == EVENT_UNDONE ? 4 : 0, STR(SECRET),
			    buf_str(&b), &seq, &e))
			fail_msg("%s", e.text);
	assert_int_equal(store_work_commit(w, &e), BW_OK);
	store_work_free(w);
	buf_done(&b);
}

static void check_form(struct fixture *f, const struct record_entry *x)
{
	struct str last = { NULL, 0 };
	struct json *j;
	struct err e;

	assert_int_equal(json_parse(&f->a, x->text, &j, &e), BW_OK);
	JSON_EACH (m, j) {
		if (last.p && str_cmp(last, m->key) >= 0)
			fail_msg("'%.*s' stands before '%.*s'", STR_ARG(last), STR_ARG(m->key));
		last = m->key;
	}
	assert_true(str_is(json_text(j, "type"), record_type_text((int)x->type)));
	assert_true(json_text(j, "at").p && json_text(j, "private").p);
	assert_int_equal(str_find(x->text, STR("jane"), 0), SIZE_MAX);
	assert_int_equal(str_find(x->text, STR("a.example"), 0), SIZE_MAX);
	/* A role is public of a proposal, and not of a merge. */
	assert_int_equal(json_get(j, "verdict") != NULL, x->type == ENTRY_TYPE_IDENTIFIED ||
								 x->type == ENTRY_TYPE_PROPOSED ||
								 x->type == ENTRY_TYPE_DECIDED);
	/* So is a clause of a decision alone, a kind of letter of what concerns letters, and a number of a notifier. */
	assert_int_equal(json_get(j, "clause") != NULL, x->type == ENTRY_TYPE_DECIDED);
	assert_int_equal(json_get(j, "letter") != NULL,
		x->type == ENTRY_TYPE_NOTICED || x->type == ENTRY_TYPE_DELIVERED ||
			x->type == ENTRY_TYPE_ANSWERED || x->type == ENTRY_TYPE_STOOD_DOWN);
	assert_int_equal(json_get(j, "outcome") != NULL, x->type == ENTRY_TYPE_DELIVERED ||
								 x->type == ENTRY_TYPE_REVIEWED ||
								 x->type == ENTRY_TYPE_DECIDED);
	assert_int_equal(json_get(j, "notifier") != NULL, x->type == ENTRY_TYPE_NOTIFIER_CHANGED);
	assert_int_equal(json_get(j, "rule") != NULL, x->type == ENTRY_TYPE_RULE_CHANGED);
	assert_int_equal(json_get(j, "day") != NULL, x->type == ENTRY_TYPE_PUBLISHED);
	assert_int_equal(json_get(j, "digest") != NULL, x->type == ENTRY_TYPE_PUBLISHED);
}

/* What a later version may write is called unknown, not taken for something else. */
static void unknown_is_named(void **state)
{
	static const struct {
		const char *entry, *what;
	} cases[] = { { "{\"at\":\"2026-11-21T12:00:00Z\",\"type\":\"published\",\"v\":1}", NULL },
		{ "{\"at\":\"2026-11-21T12:00:00Z\",\"type\":\"sealed\",\"v\":1}",
			"the type 'sealed'" },
		{ "{\"colour\":\"red\",\"type\":\"published\",\"v\":1}", "the field 'colour'" },
		{ "{\"v\":1}", "the type ''" }, { "published", "its form" } };
	struct fixture *f = *state;
	struct str what;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			record_known(&f->a, str_of(cases[i].entry), &what), !cases[i].what);
		if (cases[i].what && !str_is(what, cases[i].what))
			fail_msg("'%.*s', expected '%s'", STR_ARG(what), cases[i].what);
	}
}

static void every_kind_has_an_entry(void **state)
{
	struct fixture *f = *state;
	struct record_entry *x, *y;
	bool seen[ENTRY_TYPE_COUNT] = { [ENTRY_TYPE_RECEIVED] = true };
	uint64_t total;
	struct err e;
	size_t n, m;

	put_all(f);
	assert_int_equal(store_ledger_total(f->s, &total, &e), BW_OK);
	assert_int_equal(total, EVENT_KIND_COUNT);
	if (record_entries(&f->r, &f->a, 0, 100, &x, &n, &e) ||
		record_entries(&f->r, &f->a, 0, 100, &y, &m, &e))
		fail_msg("%s", e.text);
	assert_int_equal(n, EVENT_KIND_COUNT);
	for (size_t i = 0; i < n; i++) {
		assert_true(x[i].type < ENTRY_TYPE_COUNT);
		seen[x[i].type] = true;
		assert_true(str_eq(x[i].text, y[i].text));
		check_form(f, &x[i]);
		if (x[i].case_id)
			assert_non_null(strstr(x[i].text.p, "\"case\":\"c-0000001\""));
	}
	for (int t = 0; t < ENTRY_TYPE_COUNT; t++)
		if (!seen[t])
			fail_msg("no event becomes '%s'", record_type_text(t));
	assert_non_null(strstr(x[EVENT_UNDONE].text.p, "\"undoes\":3"));
	assert_non_null(strstr(x[EVENT_OPENED].text.p, "\"action\":\"suspend \\\"all\\\"\\n\""));
	assert_int_equal(record_entries(&f->r, &f->a, total, 1, &x, &n, &e), BW_OK);
	assert_int_equal(n, 0);
}

/* What a holder is given opens one detail, and only with its own salt. */
static void details_open_one_by_one(void **state)
{
	struct fixture *f = *state;
	unsigned char h[SHA256_BYTES];
	struct record_entry *x;
	struct err e;
	size_t n;

	put_all(f);
	assert_int_equal(record_entries(&f->r, &f->a, 0, 2, &x, &n, &e), BW_OK);
	assert_string_equal(x[0].secret[0].name, "detail");
	assert_true(str_is(x[0].secret[0].value, SECRET));
	proof_commit(f->r.sha, STR("detail"), x[0].secret[0].salt, STR(SECRET), h);
	assert_memory_equal(h, x[0].secret[0].commitment, sizeof(h));
	/* The same words of the same case elsewhere: another salt, another commitment. */
	assert_memory_not_equal(x[0].secret[0].salt, x[1].secret[0].salt, SHA256_BYTES);
	assert_memory_not_equal(x[0].secret[0].commitment, x[1].secret[0].commitment, SHA256_BYTES);
	assert_memory_not_equal(x[0].secret[0].salt, x[0].secret[1].salt, SHA256_BYTES);
}

static void facts_come_back(void **state)
{
	struct record_facts in, out;
	struct buf b;

	(void)state;
	record_facts_init(&in);
	in.harm = 3;
	in.tier = 2;
	in.action = STR("lock");
	buf_init(&b, 64);
	record_facts_pack(&in, &b);
	assert_true(record_facts_read(buf_str(&b), &out));
	assert_int_equal(out.harm, 3);
	assert_int_equal(out.tier, 2);
	assert_int_equal(out.role, STORE_NONE);
	assert_true(str_is(out.action, "lock"));
	for (size_t n = 1; n < 9; n++)
		assert_false(record_facts_read(str_sub(buf_str(&b), 0, n), &out));
	b.p[0] = 9;
	assert_false(record_facts_read(buf_str(&b), &out));
	/* The longer form comes where more is said, and nothing shorter or longer is taken for it. */
	in.letter = (int)LETTER_REMINDER;
	in.automated = 0;
	in.clause = STR("3.18.2");
	in.said = STR("bounced");
	buf_reset(&b);
	record_facts_pack(&in, &b);
	assert_true(record_facts_read(buf_str(&b), &out));
	assert_int_equal(out.letter, LETTER_REMINDER);
	assert_int_equal(out.channel, STORE_NONE);
	assert_int_equal(out.automated, 0);
	assert_true(str_is(out.action, "lock") && str_is(out.clause, "3.18.2"));
	assert_true(str_is(out.said, "bounced") && out.pack.n == 0 && out.subject.n == 0);
	for (size_t n = 1; n < b.n; n++)
		assert_false(record_facts_read(str_sub(buf_str(&b), 0, n), &out));
	buf_addc(&b, 0);
	assert_false(record_facts_read(buf_str(&b), &out));
	assert_true(record_facts_read(STR(""), &out));
	buf_done(&b);
}

int record_tests(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, make, drop)
	const struct CMUnitTest tests[] = { T(every_kind_has_an_entry), T(unknown_is_named),
		T(details_open_one_by_one), cmocka_unit_test(facts_come_back) };

	return cmocka_run_group_tests_name("flow/record", tests, NULL, NULL);
}
