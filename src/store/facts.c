/* SPDX-License-Identifier: Apache-2.0 */
/* What was learned about names and addresses, kept as it was learned. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/limit.h"
#include "base/mem.h"
#include "base/vec.h"
#include "store/inner.h"

/* Bind one fact to a statement that begins with subject, kind, time and digest. */
static int bind_fact(struct store *s, sqlite3_stmt *st, struct buf *body, const struct fact *f,
	unsigned char *digest, struct err *e)
{
	struct jw j;
	int rc;

	buf_reset(body);
	jw_init(&j, body);
	jw_value(&j, f->body);
	rc = jw_check(&j, e);
	if (rc)
		return rc;
	store_digest(s, buf_str(body), digest);
	db_bind_str(st, 1, f->subject);
	db_bind_str(st, 2, str_of(fact_kind_text((int)f->kind)));
	sqlite3_bind_int64(st, 3, f->seen_at_s);
	sqlite3_bind_blob(st, 4, digest, STORE_DIGEST, SQLITE_STATIC);
	return BW_OK;
}

#define BODY_MOST \
	((size_t)LIMIT_FACT_BYTES * 8) /* escapes may be longer than what they stand for */

int store_facts_put(struct work *w, const struct facts *f, size_t *fresh, struct err *e)
{
	struct db *d = &w->s->db;
	unsigned char digest[STORE_DIGEST];
	struct buf body;
	int rc = BW_OK;

	*fresh = 0;
	buf_init(&body, BODY_MOST);
	for (size_t i = 0; !rc && i < f->n; i++) {
		sqlite3_stmt *st = db_stmt(d, STMT_fact_put, e);

		rc = st ? bind_fact(w->s, st, &body, &f->v[i], digest, e) : e->code;
		if (rc)
			break;
		db_bind_str(st, 5, f->v[i].source.p ? f->v[i].source : STR(""));
		db_bind_str(st, 6, buf_str(&body));
		rc = db_run(d, st, e);
		if (!rc && sqlite3_changes(d->h) == 1) {
			++*fresh;
			rc = ties_put(w, &f->v[i], e);
		}
	}
	buf_done(&body);
	if (*fresh)
		store_facts_forget(w->s);
	return rc;
}

int store_facts_lacks(struct store *s, const struct facts *f, bool *lacks, struct err *e)
{
	unsigned char digest[STORE_DIGEST];
	struct buf body;
	bool row = true;
	int rc = BW_OK;

	buf_init(&body, BODY_MOST);
	for (size_t i = 0; !rc && row && i < f->n; i++) {
		sqlite3_stmt *st = db_stmt(&s->db, STMT_fact_has, e);

		rc = st ? bind_fact(s, st, &body, &f->v[i], digest, e) : e->code;
		if (!rc)
			rc = db_step(&s->db, st, &row, e);
		if (!rc)
			sqlite3_reset(st);
	}
	buf_done(&body);
	*lacks = !row;
	return rc;
}

/* ---- which subjects are there at all ---- */

void store_facts_forget(struct store *s)
{
	mem_free(s->fact.bits);
	s->fact.bits = NULL;
	s->fact.state = FACTS_UNASKED;
}

int store_facts_none(struct store *s, bool *none, struct err *e)
{
	sqlite3_stmt *st;
	bool row;
	uint64_t now = look_state(&s->db);
	int rc;

	/* Another process may have put some since. */
	if (now && now != s->fact.look_state) {
		store_facts_forget(s);
		s->fact.look_state = now;
	}
	if (s->fact.state == FACTS_UNASKED) {
		st = db_stmt(&s->db, STMT_fact_any, e);
		if (!st)
			return e->code;
		rc = db_step(&s->db, st, &row, e);
		if (rc)
			return rc;
		sqlite3_reset(st);
		s->fact.state = row ? FACTS_SOME : FACTS_NONE;
	}
	*none = s->fact.state == FACTS_NONE;
	return BW_OK;
}

/* Two bits a subject in a table with sixteen for each: one stranger in sixty is asked for in vain. */
static void bits_of(const struct store *s, struct str subject, uint64_t *a, uint64_t *b)
{
	uint64_t h = hash_fixed(subject);

	*a = h & s->fact.mask;
	*b = (h >> 32 | h << 32) & s->fact.mask;
}

int store_facts_filter(struct store *s, struct err *e)
{
	sqlite3_stmt *st;
	uint64_t n = 0, bits = 1 << 16, a, b;
	bool row, none;
	int rc = store_facts_none(s, &none, e);

	if (rc || none || s->fact.bits)
		return rc;
	st = db_stmt(&s->db, STMT_fact_count, e);
	if (!st)
		return e->code;
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	n = (uint64_t)sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	while (bits < n * 16 && bits < (uint64_t)1 << 31)
		bits *= 2;
	s->fact.bits = mem_calloc(bits / 8, 1);
	if (!s->fact.bits)
		return err_nomem(e);
	s->fact.mask = bits - 1;
	st = db_stmt(&s->db, STMT_fact_subjects, e);
	if (!st)
		return e->code;
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		const char *p = (const char *)sqlite3_column_text(st, 0);

		bits_of(s, str_make(p, (size_t)sqlite3_column_bytes(st, 0)), &a, &b);
		s->fact.bits[a >> 3] |= (unsigned char)(1u << (a & 7));
		s->fact.bits[b >> 3] |= (unsigned char)(1u << (b & 7));
	}
	sqlite3_reset(st);
	return rc;
}

static bool stranger(const struct store *s, struct str subject)
{
	uint64_t a, b;

	if (!s->fact.bits)
		return false;
	bits_of(s, subject, &a, &b);
	return !(s->fact.bits[a >> 3] >> (a & 7) & 1) || !(s->fact.bits[b >> 3] >> (b & 7) & 1);
}

bool store_facts_stranger(const struct store *s, struct str subject)
{
	return s->fact.state == FACTS_NONE || stranger(s, subject);
}

/* The newest come first from the table, and stand last in ${out}: facts_find takes the later of equals. */
int store_facts_about(struct store *s, struct arena *a, struct str subject, int64_t now_s,
	struct facts *out, struct err *e)
{
	size_t from = out->n;
	sqlite3_stmt *st;
	bool row, none;
	int rc = store_facts_none(s, &none, e);

	if (rc || none || subject.n == 0 || stranger(s, subject))
		return rc;
	st = db_stmt(&s->db, STMT_fact_of, e);
	if (!st)
		return e->code;
	db_bind_str(st, 1, subject);
	sqlite3_bind_int64(st, 2, now_s);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct str body = db_col_str(a, st, 0);
		struct fact *f = body.p ? VEC_PUSH(a, out) : NULL;

		rc = f ? fact_parse(a, body, f, e) : err_nomem(e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	for (size_t i = from, k = out->n; !rc && i + 1 < k; i++) {
		struct fact x = out->v[i];

		out->v[i] = out->v[--k];
		out->v[k] = x;
	}
	return rc;
}
