/* SPDX-License-Identifier: Apache-2.0 */
#include "store/guests.h"

#include <sodium.h>

#include "store/inner.h"

void guest_digest(
	const struct store *s, const char *kind, struct str token, unsigned char out[GUEST_DIGEST])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, s->secret, sizeof(s->secret), GUEST_DIGEST);
	crypto_generichash_update(&h, (const unsigned char *)kind, strlen(kind) + 1);
	crypto_generichash_update(&h, (const unsigned char *)(token.p ? token.p : ""), token.n);
	crypto_generichash_final(&h, out, GUEST_DIGEST);
}

static void bind_blob(sqlite3_stmt *st, int at, const unsigned char *p)
{
	sqlite3_bind_blob(st, at, p, GUEST_DIGEST, SQLITE_STATIC);
}

static bool col_blob(sqlite3_stmt *st, int at, unsigned char *out)
{
	const void *p = sqlite3_column_blob(st, at);

	if (!p || sqlite3_column_bytes(st, at) != GUEST_DIGEST)
		return false;
	memcpy(out, p, GUEST_DIGEST);
	return true;
}

int guest_session_put(struct work *w, const struct guest_session *g, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_session_put, e);

	if (!st)
		return e->code;
	bind_blob(st, 1, g->digest);
	sqlite3_bind_int64(st, 2, g->person);
	sqlite3_bind_int64(st, 3, g->made_at_s);
	sqlite3_bind_int64(st, 4, g->expires_at_s);
	bind_blob(st, 5, g->csrf);
	sqlite3_bind_int64(st, 6, g->provider);
	if (g->id_token.n)
		sqlite3_bind_blob(st, 7, g->id_token.p, (int)g->id_token.n, SQLITE_STATIC);
	return db_run(&w->s->db, st, e);
}

int guest_session_get(struct store *s, const unsigned char digest[GUEST_DIGEST], int64_t now_s,
	struct guest_session *out, bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_session_get, e);
	int rc;

	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	sqlite3_bind_int64(st, 2, now_s);
	rc = db_step(&s->db, st, found, e);
	if (rc)
		return rc;
	if (*found) {
		memcpy(out->digest, digest, GUEST_DIGEST);
		out->person = sqlite3_column_int64(st, 0);
		out->made_at_s = sqlite3_column_int64(st, 1);
		out->expires_at_s = sqlite3_column_int64(st, 2);
		*found = col_blob(st, 3, out->csrf);
		out->provider = sqlite3_column_int64(st, 4) != 0;
	}
	sqlite3_reset(st);
	return BW_OK;
}

int guest_session_id_token(struct store *s, struct arena *a,
	const unsigned char digest[GUEST_DIGEST], struct str *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_session_id_token, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		*out = row ? db_col_str(a, st, 0) : (struct str){ NULL, 0 };
	sqlite3_reset(st);
	return rc;
}

int guest_session_drop(struct work *w, const unsigned char digest[GUEST_DIGEST], struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_session_drop, e);

	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	return db_run(&w->s->db, st, e);
}

int guest_session_drop_all(struct work *w, int64_t person, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_session_drop_all, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	return db_run(&w->s->db, st, e);
}

int guest_once_put(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t person,
	int64_t expires_at_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_once_put, e);

	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	sqlite3_bind_int64(st, 2, person);
	sqlite3_bind_int64(st, 3, expires_at_s);
	return db_run(&w->s->db, st, e);
}

int guest_once_take(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t now_s,
	int64_t *person, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_once_get, e);
	int rc;

	*person = 0;
	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	sqlite3_bind_int64(st, 2, now_s);
	rc = db_number(&w->s->db, st, 0, person, e);
	if (rc)
		return rc;
	st = db_stmt(&w->s->db, STMT_once_drop, e);
	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	sqlite3_bind_int64(st, 2, now_s);
	return db_run(&w->s->db, st, e);
}

int guest_keyed_get(struct store *s, struct arena *a, const unsigned char digest[GUEST_DIGEST],
	int64_t now_s, struct guest_keyed *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_keyed_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	bind_blob(st, 1, digest);
	sqlite3_bind_int64(st, 2, now_s - GUEST_KEYED_S);
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	if (!row || !col_blob(st, 0, out->body)) {
		sqlite3_reset(st);
		return err_set(e, BW_ENOTFOUND, "no request with this key is known");
	}
	memcpy(out->digest, digest, GUEST_DIGEST);
	out->status = (unsigned)sqlite3_column_int(st, 1);
	out->type = db_col_str(a, st, 2);
	out->reply = db_col_str(a, st, 3);
	sqlite3_reset(st);
	return out->type.p && out->reply.p ? BW_OK : err_nomem(e);
}

int guest_keyed_put(struct work *w, const struct guest_keyed *k, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_keyed_put, e);

	if (!st)
		return e->code;
	bind_blob(st, 1, k->digest);
	bind_blob(st, 2, k->body);
	sqlite3_bind_int64(st, 3, now_s);
	sqlite3_bind_int(st, 4, (int)k->status);
	db_bind_str(st, 5, k->type);
	db_bind_str(st, 6, k->reply.p ? k->reply : STR(""));
	return db_run(&w->s->db, st, e);
}

int guest_view_put(struct work *w, int64_t person, struct str name, struct str query, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_view_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	db_bind_str(st, 2, name);
	db_bind_str(st, 3, query.p ? query : STR(""));
	return db_run(&w->s->db, st, e);
}

int guest_view_drop(struct work *w, int64_t person, struct str name, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_view_drop, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	db_bind_str(st, 2, name);
	return db_run(&w->s->db, st, e);
}

static int read_view(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct guest_view *x = row;

	*x = (struct guest_view){ db_col_str(a, st, 0), db_col_str(a, st, 1) };
	return x->name.p && x->query.p ? BW_OK : err_nomem(e);
}

int guest_views(struct store *s, struct arena *a, int64_t person, struct guest_view **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_view_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	return db_rows(&s->db, st, a, sizeof(**out), read_view, out, n, e);
}

int guest_sweep(struct work *w, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_session_sweep, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	rc = db_run(&w->s->db, st, e);
	st = rc ? NULL : db_stmt(&w->s->db, STMT_keyed_sweep, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s - GUEST_KEYED_S);
	return db_run(&w->s->db, st, e);
}

int guest_spend(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t expires_at_s,
	int64_t now_s, bool *fresh, struct err *e)
{
	sqlite3_stmt *sweep = db_stmt(&w->s->db, STMT_spent_sweep, e), *st;
	int rc;

	if (!sweep)
		return e->code;
	sqlite3_bind_int64(sweep, 1, now_s);
	rc = db_run(&w->s->db, sweep, e);
	st = rc ? NULL : db_stmt(&w->s->db, STMT_spent_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, digest, GUEST_DIGEST, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, expires_at_s);
	rc = db_run(&w->s->db, st, e);
	if (!rc)
		*fresh = sqlite3_changes(w->s->db.h) > 0;
	return rc;
}
