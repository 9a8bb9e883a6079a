/* SPDX-License-Identifier: Apache-2.0 */
/* The connection: settings, migrations, statements. */
#include <errno.h>
#include <string.h>

#include "base/vec.h"
#include "store/inner.h"
#include "store/sql.h"

/* Settings of a connection.  NORMAL: a commit is not fsynced, so a crash of the machine may take the
 * last transactions; each carries its watermark, and what is missing is worked again from the spool,
 * which is what is durable.  Changes by people switch to FULL for their commit. */
static const char *const settings[] = {
	"PRAGMA journal_mode = WAL",
	"PRAGMA synchronous = NORMAL",
	"PRAGMA wal_autocheckpoint = 25600", /* 200 MB: index pages are written once for many batches */
	"PRAGMA journal_size_limit = 67108864",
	"PRAGMA cache_size = -49152", /* 48 MB */
	"PRAGMA temp_store = MEMORY",
	"PRAGMA trusted_schema = OFF",
	NULL,
};

int db_fail(struct db *d, struct err *e)
{
	int c = d->h ? sqlite3_errcode(d->h) : SQLITE_NOMEM;
	const char *why = d->h ? sqlite3_errmsg(d->h) : "out of memory";

	switch (c & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return err_set(e, BW_EAGAIN, "the database is in use: %s", why);
	case SQLITE_NOMEM: return err_nomem(e);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(e, BW_EIO, "the database is damaged: %s; see 'bailiwick fsck'", why);
	case SQLITE_FULL: return err_set(e, BW_EIO, "the disk is full");
	case SQLITE_CANTOPEN: return err_set(e, BW_ECREATE, "cannot open the database: %s", why);
	case SQLITE_READONLY:
		return err_set(e, BW_EDENIED, "the database may not be written: %s", why);
	default: return err_set(e, BW_EIO, "the database failed: %s", why);
	}
}

const char *db_text(enum stmt n)
{
	static const char *const names[] = {
#define X(name) #name,
		STATEMENTS(X)
#undef X
	};
	const struct sql_named *t = sql_statements;

	while (t->name && strcmp(t->name, names[n]) != 0)
		t++;
	return t->text;
}

sqlite3_stmt *db_stmt(struct db *d, enum stmt n, struct err *e)
{
	const char *text;

	if (d->stmt[n]) {
		sqlite3_reset(d->stmt[n]);
		sqlite3_clear_bindings(d->stmt[n]); /* what was borrowed last time may be gone */
		return d->stmt[n];
	}
	text = db_text(n);
	if (!text) {
		err_set(e, BW_EBUG, "there is no statement %d", (int)n);
		return NULL;
	}
	if (sqlite3_prepare_v3(d->h, text, -1, SQLITE_PREPARE_PERSISTENT, &d->stmt[n], NULL)) {
		(void)db_fail(d, e);
		return NULL;
	}
	return d->stmt[n];
}

int db_step(struct db *d, sqlite3_stmt *st, bool *row, struct err *e)
{
	int rc = sqlite3_step(st);

	*row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return BW_OK;
	(void)db_fail(d, e);
	sqlite3_reset(st);
	return e->code;
}

int db_rows(struct db *d, sqlite3_stmt *st, struct arena *a, size_t size,
	int (*read)(struct arena *a, sqlite3_stmt *st, void *row, struct err *e), void *out,
	size_t *n, struct err *e)
{
	size_t rows = 0, cap = 0;
	void *v = NULL;
	bool more;
	int rc;

	while ((rc = db_step(d, st, &more, e)) == BW_OK && more) {
		if (rows == cap && !vec_room(a, &v, rows, &cap, size))
			rc = err_nomem(e);
		else
			rc = read(a, st, (char *)v + rows++ * size, e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	memcpy(out, &v, sizeof(v));
	*n = rows;
	return rc;
}

int db_read_id(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	(void)a;
	(void)e;
	*(int64_t *)row = sqlite3_column_int64(st, 0);
	return BW_OK;
}

int db_number(struct db *d, sqlite3_stmt *st, int64_t otherwise, int64_t *out, struct err *e)
{
	bool row;
	int rc = db_step(d, st, &row, e);

	if (!rc)
		*out = row ? db_col_opt(st, 0, otherwise) : otherwise;
	sqlite3_reset(st);
	return rc;
}

int db_run(struct db *d, sqlite3_stmt *st, struct err *e)
{
	bool row = true;
	int rc = BW_OK;

	while (!rc && row)
		rc = db_step(d, st, &row, e);
	sqlite3_reset(st);
	return rc;
}

int db_simple(struct db *d, enum stmt n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, n, e);

	return st ? db_run(d, st, e) : e->code;
}

void db_reset_all(struct db *d)
{
	for (size_t i = 0; i < STMT_COUNT; i++)
		if (d->stmt[i])
			sqlite3_reset(d->stmt[i]);
}

void db_bind_str(sqlite3_stmt *st, int n, struct str s)
{
	if (s.p)
		sqlite3_bind_text64(st, n, s.p, s.n, SQLITE_STATIC, SQLITE_UTF8);
	else
		sqlite3_bind_null(st, n);
}

void db_bind_opt(sqlite3_stmt *st, int n, int64_t v, int64_t none)
{
	if (v == none)
		sqlite3_bind_null(st, n);
	else
		sqlite3_bind_int64(st, n, v);
}

struct str db_col_str(struct arena *a, sqlite3_stmt *st, int n)
{
	const char *p = (const char *)sqlite3_column_text(st, n);

	if (!p)
		return (struct str){ NULL, 0 };
	return arena_dup(a, str_make(p, (size_t)sqlite3_column_bytes(st, n)));
}

int64_t db_col_opt(sqlite3_stmt *st, int n, int64_t none)
{
	return sqlite3_column_type(st, n) == SQLITE_NULL ? none : sqlite3_column_int64(st, n);
}

int db_meta_get(struct db *d, const char *name, int64_t *out, int64_t otherwise, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_meta_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, str_of(name));
	rc = db_step(d, st, &row, e);
	if (rc)
		return rc;
	*out = row ? sqlite3_column_int64(st, 0) : otherwise;
	sqlite3_reset(st);
	return BW_OK;
}

int db_meta_put(struct db *d, const char *name, int64_t v, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_meta_put, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, str_of(name));
	sqlite3_bind_int64(st, 2, v);
	return db_run(d, st, e);
}

static int exec(struct db *d, const char *sql, struct err *e)
{
	return sqlite3_exec(d->h, sql, NULL, NULL, NULL) ? db_fail(d, e) : BW_OK;
}

int db_durable(struct db *d, bool on, struct err *e)
{
	return exec(d, on ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", e);
}

int db_finish(struct db *d, int rc, struct err *e)
{
	struct err ignored;

	if (!rc)
		rc = db_simple(d, STMT_commit, e);
	if (rc && !sqlite3_get_autocommit(d->h) && db_simple(d, STMT_rollback, &ignored))
		return rc; /* SQLite had rolled back already */
	return rc;
}

static int user_version(struct db *d, int *out, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = BW_OK;

	if (sqlite3_prepare_v2(d->h, "PRAGMA user_version", -1, &st, NULL) ||
		sqlite3_step(st) != SQLITE_ROW)
		rc = db_fail(d, e);
	else
		*out = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return rc;
}

/* Numbered, forward only, each in one transaction with its number. */
static int migrate(struct db *d, bool create, struct err *e)
{
	int have = 0, want = 0, rc = user_version(d, &have, e);
	char sql[64];

	while (sql_migrations[want])
		want++;
	if (rc)
		return rc;
	if (have > want)
		return err_set(e, BW_ECONFIG,
			"the store is of a newer version (%d; this program knows %d)", have, want);
	if (have == want)
		return BW_OK;
	if (have == 0 && !create)
		return err_set(e, BW_ENOTFOUND, "the database is empty");
	rc = exec(d, "BEGIN EXCLUSIVE", e);
	if (rc)
		return rc;
	rc = user_version(d, &have, e); /* somebody may have been quicker */
	for (; !rc && have < want; have++)
		rc = exec(d, sql_migrations[have], e);
	if (!rc) {
		sqlite3_snprintf((int)sizeof(sql), sql, "PRAGMA user_version = %d", want);
		rc = exec(d, sql, e);
	}
	if (!rc)
		rc = exec(d, "COMMIT", e);
	if (rc)
		(void)sqlite3_exec(d->h, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

int db_open(struct db *d, const char *path, bool create, struct err *e)
{
	int rc = BW_OK,
	    flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);

	*d = (struct db){ 0 };
	look_init(&d->look);
	if (sqlite3_open_v2(path, &d->h, flags, NULL)) {
		rc = db_fail(d, e);
		db_done(d);
		return rc;
	}
	sqlite3_busy_timeout(d->h, 10000);
	sqlite3_extended_result_codes(d->h, 0);
	if (create)
		rc = exec(d, "PRAGMA page_size = 8192", e);
	for (size_t i = 0; !rc && settings[i]; i++)
		rc = exec(d, settings[i], e);
	if (!rc)
		rc = erase_teach(d, e);
	if (!rc)
		rc = rows_teach(d, e);
	if (!rc)
		rc = migrate(d, create, e);
	if (rc)
		db_done(d);
	return rc;
}

void db_done(struct db *d)
{
	for (size_t i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(d->stmt[i]);
	sqlite3_close(d->h);
	look_done(&d->look);
	*d = (struct db){ 0 };
}
