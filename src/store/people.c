/* SPDX-License-Identifier: Apache-2.0 */
/* People, their tokens, and who asked for what. */
#include <sodium.h>

#include "store/inner.h"
#include "store/recourse.h"

#define WORDS_MOST ((size_t)4096) /* all permissions are under 800 bytes */

static void bind_bytes(sqlite3_stmt *st, int n, struct str s)
{
	if (s.p)
		sqlite3_bind_blob64(st, n, s.p, s.n, SQLITE_STATIC);
	else
		sqlite3_bind_null(st, n);
}

static struct str col_bytes(struct arena *a, sqlite3_stmt *st, int n)
{
	const char *p = sqlite3_column_blob(st, n);

	return p ? arena_dup(a, str_make(p, (size_t)sqlite3_column_bytes(st, n)))
		 : (struct str){ NULL, 0 };
}

/* Columns in the order of person_get. */
static int read_person(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_person *out = row;
	struct str roles = db_col_str(a, st, 2);

	*out = (struct store_person){ .id = sqlite3_column_int64(st, 0),
		.name = db_col_str(a, st, 1),
		.notifier = db_col_opt(st, 3, 0),
		.password = db_col_str(a, st, 4),
		.totp = col_bytes(a, st, 5),
		.made_at_s = sqlite3_column_int64(st, 6),
		.disabled_at_s = db_col_opt(st, 7, CLOCK_NONE),
		.passkeys = sqlite3_column_int64(st, 8) };
	if (!out->name.p || !roles.p)
		return err_nomem(e);
	if (!person_roles_parse(roles, &out->roles, NULL))
		return err_set(e, BW_ECONFIG, "person %lld has a role this program does not know",
			(long long)out->id);
	return BW_OK;
}

static int one_person(
	struct db *d, struct arena *a, sqlite3_stmt *st, struct store_person *out, struct err *e)
{
	bool row;
	int rc = db_step(d, st, &row, e);

	if (!rc)
		rc = row ? read_person(a, st, out, e)
			 : err_set(e, BW_ENOTFOUND, "there is no such person");
	sqlite3_reset(st);
	return rc;
}

int store_person_get(
	struct store *s, struct arena *a, int64_t id, struct store_person *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_person_get, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	return one_person(&s->db, a, st, out, e);
}

int store_person_named(
	struct store *s, struct arena *a, struct str name, struct store_person *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_person_named, e);
	char q[QUOTE_ROOM(60)];
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, name.p ? name : STR(""));
	rc = one_person(&s->db, a, st, out, e);
	return rc == BW_ENOTFOUND
		       ? err_set(e, rc, "there is no person '%s'", str_quote(name, 60, q))
		       : rc;
}

int store_people(
	struct store *s, struct arena *a, struct store_person **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_person_all, e);

	if (!st)
		return e->code;
	return db_rows(&s->db, st, a, sizeof(**out), read_person, out, n, e);
}

/* From ${first} on: name, roles, notifier, password, totp. */
static void bind_person(
	sqlite3_stmt *st, int first, const struct store_person *p, const struct buf *roles)
{
	db_bind_str(st, first, p->name);
	db_bind_str(st, first + 1, roles->n ? buf_str(roles) : STR(""));
	db_bind_opt(st, first + 2, p->notifier, 0);
	db_bind_str(st, first + 3, p->password);
	bind_bytes(st, first + 4, p->totp);
}

static int run_person(struct db *d, sqlite3_stmt *st, const struct store_person *p, struct err *e)
{
	char q[QUOTE_ROOM(60)];
	int rc = db_run(d, st, e);

	if (rc && (sqlite3_errcode(d->h) & 0xff) == SQLITE_CONSTRAINT)
		rc = err_set(e, BW_ECONFLICT, "there is a person '%s' already",
			str_quote(p->name, 60, q));
	return rc;
}

int store_person_put(struct work *w, const struct store_person *p, int64_t *id, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_person_put, e);
	struct buf roles;
	int rc;

	if (!st)
		return e->code;
	buf_init(&roles, WORDS_MOST);
	person_roles_write(p->roles, &roles);
	bind_person(st, 1, p, &roles);
	sqlite3_bind_int64(st, 6, p->made_at_s);
	db_bind_opt(st, 7, p->disabled_at_s, CLOCK_NONE);
	rc = buf_check(&roles, "the roles", e);
	if (!rc)
		rc = run_person(d, st, p, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(d->h);
	buf_done(&roles);
	return rc;
}

int store_person_set(struct work *w, const struct store_person *p, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_person_set, e);
	struct buf roles;
	int rc;

	if (!st)
		return e->code;
	buf_init(&roles, WORDS_MOST);
	person_roles_write(p->roles, &roles);
	sqlite3_bind_int64(st, 1, p->id);
	bind_person(st, 2, p, &roles);
	db_bind_opt(st, 7, p->disabled_at_s, CLOCK_NONE);
	rc = buf_check(&roles, "the roles", e);
	if (!rc)
		rc = run_person(d, st, p, e);
	if (!rc && sqlite3_changes(d->h) != 1)
		rc = err_set(e, BW_ENOTFOUND, "there is no such person");
	buf_done(&roles);
	return rc;
}

/* ---- tokens ---- */

void store_token_hash(const struct store *s, struct str token, unsigned char out[STORE_TOKEN_HASH])
{
	(void)crypto_generichash(out, STORE_TOKEN_HASH,
		(const unsigned char *)(token.p ? token.p : ""), token.n, s->secret,
		sizeof(s->secret));
}

int store_token_put(struct work *w, const struct store_token *t,
	const unsigned char hash[STORE_TOKEN_HASH], int64_t *id, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_token_put, e);
	struct buf scopes;
	int rc;

	if (!st)
		return e->code;
	buf_init(&scopes, WORDS_MOST);
	permission_set_write(t->scopes, &scopes);
	sqlite3_bind_blob(st, 1, hash, STORE_TOKEN_HASH, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, t->person);
	db_bind_str(st, 3, scopes.n ? buf_str(&scopes) : STR(""));
	sqlite3_bind_int64(st, 4, t->made_at_s);
	sqlite3_bind_int64(st, 5, t->expires_s);
	rc = buf_check(&scopes, "the scopes", e);
	if (!rc)
		rc = db_run(d, st, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(d->h);
	buf_done(&scopes);
	return rc;
}

static int read_token(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_token *out = row;
	struct str scopes = db_col_str(a, st, 2);

	*out = (struct store_token){ .id = sqlite3_column_int64(st, 0),
		.person = sqlite3_column_int64(st, 1),
		.made_at_s = sqlite3_column_int64(st, 3),
		.expires_s = sqlite3_column_int64(st, 4),
		.used_day = db_col_opt(st, 5, -1),
		.revoked_at_s = db_col_opt(st, 6, CLOCK_NONE) };
	if (!scopes.p)
		return err_nomem(e);
	if (!permission_set_parse(scopes, &out->scopes, NULL))
		return err_set(e, BW_ECONFIG, "token %lld has a scope this program does not know",
			(long long)out->id);
	return BW_OK;
}

int store_token_find(struct store *s, const unsigned char hash[STORE_TOKEN_HASH],
	struct store_token *out, bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_token_find, e);
	struct arena a;
	int rc;

	if (!st)
		return e->code;
	arena_init(&a, 0);
	sqlite3_bind_blob(st, 1, hash, STORE_TOKEN_HASH, SQLITE_STATIC);
	rc = db_step(&s->db, st, found, e);
	if (!rc && *found)
		*found = sqlite3_column_bytes(st, 7) == STORE_TOKEN_HASH &&
			 sodium_memcmp(sqlite3_column_blob(st, 7), hash, STORE_TOKEN_HASH) == 0;
	if (!rc && *found)
		rc = read_token(&a, st, out, e);
	sqlite3_reset(st);
	arena_done(&a);
	return rc;
}

int store_token_used(struct work *w, int64_t id, int64_t day, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_token_used, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, day);
	return db_run(&w->s->db, st, e);
}

int store_token_revoke(struct work *w, int64_t id, int64_t person, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_token_revoke, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, person);
	sqlite3_bind_int64(st, 3, now_s);
	rc = db_run(&w->s->db, st, e);
	if (!rc && sqlite3_changes(w->s->db.h) != 1)
		rc = err_set(e, BW_ENOTFOUND, "there is no such token that still works");
	return rc;
}

int store_tokens(struct store *s, struct arena *a, int64_t person, struct store_token **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_token_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	return db_rows(&s->db, st, a, sizeof(**out), read_token, out, n, e);
}

/* ---- deeds ---- */

int store_deed_put(struct work *w, int64_t now_s, int64_t person, struct str what,
	struct str object, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_deed_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, person);
	db_bind_str(st, 3, what);
	db_bind_str(st, 4, object.p ? object : STR(""));
	return db_run(&w->s->db, st, e);
}

static int read_deed(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_deed *d = row;

	*d = (struct store_deed){ .id = sqlite3_column_int64(st, 0),
		.at_s = sqlite3_column_int64(st, 1),
		.person = sqlite3_column_int64(st, 2),
		.what = db_col_str(a, st, 3),
		.object = db_col_str(a, st, 4) };
	return d->what.p && d->object.p ? BW_OK : err_nomem(e);
}

int store_deeds(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_deed **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_deed_from, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, after);
	sqlite3_bind_int64(st, 2, most > INT64_MAX ? INT64_MAX : (int64_t)most);
	return db_rows(&s->db, st, a, sizeof(**out), read_deed, out, n, e);
}
