/* SPDX-License-Identifier: Apache-2.0 */
/* The database's part of an erasure. */
#include <stdio.h>
#include <time.h>

#include "store/erase.h"

#define VACUUM_IN_MEMORY ((int64_t)64 << 20) /* a larger database is written anew through a file */

struct rows {
	struct store *s;
	struct work *w;
	struct arena *a;
	const struct erase_job *j;
	struct str ords, case_ids; /* as JSON arrays */
	struct {
		int64_t *v;
		size_t n, cap;
	} cases, words;
	struct {
		uint64_t *v;
		size_t n, cap;
	} counts; /* reports erased, beside cases */
};

static int64_t *find_id(int64_t *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == id)
			return &v[i];
	return NULL;
}

static int note_case(struct rows *r, int64_t id, uint64_t reports, struct err *e)
{
	int64_t *at = id ? find_id(r->cases.v, r->cases.n, id) : NULL;

	if (id == 0)
		return BW_OK;
	if (!at) {
		uint64_t *n = VEC_PUSH(r->a, &r->counts);

		at = VEC_PUSH(r->a, &r->cases);
		if (!at || !n)
			return err_nomem(e);
		*at = id;
	}
	r->counts.v[at - r->cases.v] += reports;
	return BW_OK;
}

static int note_word(struct rows *r, int64_t id, struct err *e)
{
	int64_t *at = id ? find_id(r->words.v, r->words.n, id) : NULL;

	if (id == 0 || at)
		return BW_OK;
	at = VEC_PUSH(r->a, &r->words);
	if (!at)
		return err_nomem(e);
	*at = id;
	return BW_OK;
}

static int ids_json(struct arena *a, const int64_t *v, size_t n, struct str *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, (size_t)256 << 20);
	buf_addc(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%lld", i ? "," : "", (long long)v[i]);
	buf_addc(&b, ']');
	rc = buf_check(&b, "a list of numbers", e);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

/* Which cases have reports of the job that are not erased yet, and who sent them. */
static int find_reports(struct rows *r, struct err *e)
{
	struct db *d = &r->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_erase_find, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, r->ords);
	while ((rc = db_step(d, st, &row, e)) == BW_OK && row) {
		rc = note_case(
			r, sqlite3_column_int64(st, 0), (uint64_t)sqlite3_column_int64(st, 2), e);
		if (!rc)
			rc = note_word(r, sqlite3_column_int64(st, 1), e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	return rc;
}

/* Cases of the same sites, also parts, and those merged away: their target may be one of these reports'. */
static int find_sites(struct rows *r, const struct erase_sites *sites, struct err *e)
{
	struct db *d = &r->s->db;
	bool row;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < sites->n; i++) {
		sqlite3_stmt *st = db_stmt(d, STMT_erase_homes, e);

		if (!st)
			return e->code;
		db_bind_str(st, 1, sites->v[i].site);
		sqlite3_bind_int(st, 2, sites->v[i].harm_class);
		while ((rc = db_step(d, st, &row, e)) == BW_OK && row)
			for (int k = 0; !rc && k < 3; k++)
				rc = note_case(r, sqlite3_column_int64(st, k), 0, e);
		sqlite3_reset(st);
	}
	return rc;
}

static int on_list(struct rows *r, enum stmt n, struct str ids, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&r->s->db, n, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, ids);
	return db_run(&r->s->db, st, e);
}

/* Brands of these cases are words to look at, then each case goes back to its bare site; its stages run again
 * on what is left (stale). */
static int clear_cases(struct rows *r, struct err *e)
{
	struct db *d = &r->s->db;
	sqlite3_stmt *st;
	struct str ids;
	bool row;
	int rc = ids_json(r->a, r->cases.v, r->cases.n, &ids, e);

	if (rc)
		return rc;
	st = db_stmt(d, STMT_erase_brands, e);
	if (!st)
		return e->code;
	db_bind_str(st, 1, ids);
	while ((rc = db_step(d, st, &row, e)) == BW_OK && row) {
		rc = note_word(r, sqlite3_column_int64(st, 0), e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	if (!rc)
		rc = on_list(r, STMT_erase_cases, ids, e);
	r->case_ids = ids;
	return rc ? rc : on_list(r, STMT_stale_put, ids, e);
}

/* The detail of the others is made of numbers and our own words. */
static bool by_people(enum store_event_kind k)
{
	return k == EVENT_CLOSED || (k > EVENT_UNDONE && k != EVENT_ERASED);
}

/* Reasons that people gave may repeat what is taken out. */
static int clear_events(struct rows *r, const struct erase_words *w, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < r->cases.n; i++) {
		struct store_event *v;
		size_t n;

		rc = store_case_events(r->s, r->a, r->cases.v[i], &v, &n, e);
		for (size_t k = 0; !rc && k < n; k++) {
			sqlite3_stmt *st;
			bool says = false;

			for (size_t x = 0; x < w->n && !says; x++)
				says = str_find_nocase(v[k].detail, w->v[x], 0) != SIZE_MAX;
			if (!says || !by_people(v[k].kind))
				continue;
			st = db_stmt(&r->s->db, STMT_erase_detail, e);
			if (!st)
				return e->code;
			sqlite3_bind_int64(st, 1, v[k].seq);
			rc = db_run(&r->s->db, st, e);
		}
	}
	return rc;
}

static int write_events(struct rows *r, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < r->cases.n; i++) {
		uint64_t n = r->counts.v[i];
		struct str detail;
		int64_t seq;

		if (n == 0)
			continue;
		detail = arena_printf(r->a, "%llu %s: %.*s", (unsigned long long)n,
			n == 1 ? "report" : "reports", STR_ARG(r->j->why));
		if (!detail.p)
			return err_nomem(e);
		rc = store_event_put(
			r->w, r->cases.v[i], r->j->now_s, EVENT_ERASED, 0, detail, &seq, e);
	}
	return rc;
}

static int change_rows(
	struct rows *r, const struct erase_words *w, const struct erase_sites *sites, struct err *e)
{
	struct str words;
	int rc = find_reports(r, e);

	if (rc || r->cases.n == 0)
		return rc;
	rc = find_sites(r, sites, e);
	if (!rc)
		rc = clear_cases(r, e);
	if (!rc)
		rc = on_list(r, STMT_erase_reports, r->ords, e);
	if (!rc)
		rc = ids_json(r->a, r->words.v, r->words.n, &words, e);
	if (!rc)
		rc = on_list(r, STMT_erase_words, words, e);
	if (!rc)
		rc = erase_copies(&r->s->db, r->a, r->j->now_s, r->case_ids, w, sites, e);
	if (!rc)
		rc = clear_events(r, w, e);
	return rc ? rc : write_events(r, e);
}

int erase_rows(struct store *s, struct arena *a, const struct erase_job *j, struct err *e)
{
	struct rows r = { .s = s, .a = a, .j = j };
	struct erase_words w = { 0 };
	struct erase_sites sites = { 0 };
	int rc = erase_words(s, a, j, &w, &sites, e);

	if (!rc)
		rc = ids_json(a, (const int64_t *)j->ords, j->n, &r.ords, e);
	if (!rc)
		rc = work_change(s, &r.w, e);
	if (rc)
		return rc;
	rc = change_rows(&r, &w, &sites, e);
	if (!rc)
		rc = store_work_commit(r.w, e);
	store_work_free(r.w);
	return rc;
}

int erase_first(struct store *s, struct arena *a, const struct erase_job *j,
	const struct store_erase_first *first, struct err *e)
{
	struct rows r = { .s = s, .a = a, .j = j };
	struct erase_words w = { 0 };
	struct erase_sites sites = { 0 };
	int rc = erase_words(s, a, j, &w, &sites, e);

	if (!rc)
		rc = ids_json(a, (const int64_t *)j->ords, j->n, &r.ords, e);
	if (!rc)
		rc = find_reports(&r, e);
	if (!rc)
		rc = find_sites(&r, &sites, e);
	if (!rc)
		rc = work_change(s, &r.w, e);
	if (rc)
		return rc;
	rc = first->run(first->ctx, r.w, j->ords, j->n, r.cases.v, r.cases.n, e);
	if (!rc)
		rc = store_work_commit(r.w, e);
	store_work_free(r.w);
	return rc;
}

static int pragma(struct db *d, const char *sql, int *first, struct err *e)
{
	sqlite3_stmt *st = NULL;
	bool row = false;
	int rc = sqlite3_prepare_v2(d->h, sql, -1, &st, NULL) ? db_fail(d, e) : BW_OK;

	if (!rc)
		rc = db_step(d, st, &row, e);
	if (!rc && row && first)
		*first = sqlite3_column_int(st, 0);
	while (!rc && row)
		rc = db_step(d, st, &row, e);
	sqlite3_finalize(st);
	return rc;
}

/* A reader keeps the log alive; readers are quick. */
static int cut_log(struct store *s, struct err *e)
{
	const struct timespec nap = { 0, 20000000 };
	int busy = 1, rc = BW_OK;

	for (int waited = 0; !rc && busy; waited += 20) {
		rc = pragma(&s->db, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, e);
		if (!rc && busy && waited >= s->set.wait_ms)
			return err_set(e, BW_EAGAIN,
				"somebody reads the database; the rest is done when the store is "
				"next opened");
		if (!rc && busy)
			nanosleep(&nap, NULL);
	}
	return rc;
}

int erase_clean(struct store *s, struct err *e)
{
	struct db *d = &s->db;
	int pages = 0, rc;

	db_reset_all(d);
	rc = pragma(d, "PRAGMA page_count", &pages, e);
	if (!rc)
		rc = pragma(d, "PRAGMA secure_delete = ON", NULL, e);
	if (!rc && (int64_t)pages * 8192 > VACUUM_IN_MEMORY)
		rc = pragma(d, "PRAGMA temp_store = FILE", NULL, e);
	if (!rc)
		rc = pragma(d, "VACUUM", NULL, e);
	return rc ? rc : cut_log(s, e);
}

int store_stale(struct store *s, struct arena *a, int64_t **ids, size_t *n, struct err *e)
{
	struct {
		int64_t *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_stale_all, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t *p = VEC_PUSH(a, &all);

		if (!p) {
			rc = err_nomem(e);
			break;
		}
		*p = sqlite3_column_int64(st, 0);
	}
	sqlite3_reset(st);
	*ids = all.v;
	*n = all.n;
	return rc;
}

int store_stale_none(struct work *w, struct err *e)
{
	return db_simple(&w->s->db, STMT_stale_none, e);
}
