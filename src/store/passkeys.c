/* SPDX-License-Identifier: Apache-2.0 */
#include "store/passkeys.h"

#include "store/inner.h"

static void bind_bytes(sqlite3_stmt *st, int n, struct str s)
{
	sqlite3_bind_blob64(st, n, s.p ? s.p : "", s.n, SQLITE_STATIC);
}

static struct str col_bytes(struct arena *a, sqlite3_stmt *st, int n)
{
	const char *p = sqlite3_column_blob(st, n);

	return arena_dup(a, str_make(p ? p : "", p ? (size_t)sqlite3_column_bytes(st, n) : 0));
}

/* Columns in the order of passkey_find. */
static int read_passkey(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_passkey *out = row;

	*out = (struct store_passkey){ .id = sqlite3_column_int64(st, 0),
		.person = sqlite3_column_int64(st, 1),
		.credential = col_bytes(a, st, 2),
		.host = db_col_str(a, st, 3),
		.algorithm = sqlite3_column_int64(st, 4),
		.key = col_bytes(a, st, 5),
		.name = db_col_str(a, st, 6),
		.count = (uint32_t)sqlite3_column_int64(st, 7),
		.copyable = sqlite3_column_int64(st, 8) != 0,
		.made_at_s = sqlite3_column_int64(st, 9),
		.used_at_s = db_col_opt(st, 10, CLOCK_NONE) };
	return out->credential.p && out->host.p && out->key.p && out->name.p ? BW_OK : err_nomem(e);
}

int store_passkey_put(struct work *w, const struct store_passkey *p, int64_t *id, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_passkey_put, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, p->person);
	bind_bytes(st, 2, p->credential);
	db_bind_str(st, 3, p->host);
	sqlite3_bind_int64(st, 4, p->algorithm);
	bind_bytes(st, 5, p->key);
	db_bind_str(st, 6, p->name);
	sqlite3_bind_int64(st, 7, p->count);
	sqlite3_bind_int64(st, 8, p->copyable);
	sqlite3_bind_int64(st, 9, p->made_at_s);
	rc = db_run(d, st, e);
	if (rc && (sqlite3_errcode(d->h) & 0xff) == SQLITE_CONSTRAINT)
		rc = err_set(e, BW_ECONFLICT, "this passkey is there already");
	if (!rc)
		*id = sqlite3_last_insert_rowid(d->h);
	return rc;
}

int store_passkey_find(struct store *s, struct arena *a, struct str credential,
	struct store_passkey *out, bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_passkey_find, e);
	int rc;

	if (!st)
		return e->code;
	bind_bytes(st, 1, credential);
	rc = db_step(&s->db, st, found, e);
	if (!rc && *found)
		rc = read_passkey(a, st, out, e);
	sqlite3_reset(st);
	return rc;
}

int store_passkeys(struct store *s, struct arena *a, int64_t person, struct store_passkey **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_passkey_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	return db_rows(&s->db, st, a, sizeof(**out), read_passkey, out, n, e);
}

int store_passkey_used(
	struct work *w, int64_t id, uint32_t count, int64_t now_s, bool *good, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_passkey_used, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, count);
	sqlite3_bind_int64(st, 3, now_s);
	rc = db_run(d, st, e);
	*good = !rc && sqlite3_changes(d->h) == 1;
	return rc;
}

int store_passkey_drop(struct work *w, int64_t id, int64_t person, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_passkey_drop, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, person);
	rc = db_run(d, st, e);
	if (!rc && sqlite3_changes(d->h) != 1)
		rc = err_set(e, BW_ENOTFOUND, "there is no such passkey");
	return rc;
}
