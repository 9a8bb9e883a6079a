/* SPDX-License-Identifier: Apache-2.0 */
/* The table rows(pointer): what waits in memory, as SQLite reads it. */
#include "store/rows.h"

#include "base/mem.h"
#include "store/inner.h"

#define TEXT_MOST ((size_t)256 << 20)
#define POINTER   "rows" /* type of the pointer: nothing that comes as SQL can make one */

enum kind { NOTHING, NUMBER, TEXT, BLOB };

void rows_init(struct rowset *r, size_t columns)
{
	r->columns = columns;
	r->cells = 0;
	buf_init(&r->text, TEXT_MOST);
}

void rows_done(struct rowset *r)
{
	buf_done(&r->text);
}

void rows_int(struct rowset *r, int64_t v)
{
	r->kind[r->cells] = NUMBER;
	r->cell[r->cells++].number = v;
}

void rows_opt(struct rowset *r, int64_t v, int64_t none)
{
	rows_int(r, v);
	if (v == none)
		r->kind[r->cells - 1] = NOTHING;
}

static void put(struct rowset *r, enum kind k, struct str s)
{
	size_t i = r->cells++;

	r->kind[i] = (uint8_t)k;
	r->cell[i].text.at = (uint32_t)r->text.n;
	r->cell[i].text.n = (uint32_t)s.n;
	buf_add(&r->text, s);
}

void rows_str(struct rowset *r, struct str s)
{
	put(r, s.p ? TEXT : NOTHING, s);
}

void rows_blob(struct rowset *r, struct str s)
{
	put(r, s.n ? BLOB : NOTHING, s);
}

void rows_reset(struct rowset *r)
{
	r->cells = 0;
	buf_reset(&r->text);
}

int rows_bind(struct db *d, enum stmt n, struct rowset *r, sqlite3_stmt **st, struct err *e)
{
	int rc = buf_check(&r->text, "the text of rows", e);

	*st = rc ? NULL : db_stmt(d, n, e);
	if (!*st)
		return e->code;
	return sqlite3_bind_pointer(*st, 1, r, POINTER, NULL) ? db_fail(d, e) : BW_OK;
}

int rows_flush(struct db *d, enum stmt n, struct rowset *r, struct err *e)
{
	sqlite3_stmt *st;
	int rc = BW_OK;

	if (r->cells == 0)
		return BW_OK;
	rc = rows_bind(d, n, r, &st, e);
	if (!rc)
		rc = db_run(d, st, e);
	rows_reset(r);
	return rc;
}

/* ---- as SQLite sees it ---- */

struct reading {
	sqlite3_vtab_cursor base;
	const struct rowset *rows;
	size_t at; /* first cell of the row */
};

static int v_connect(
	sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
	(void)aux;
	(void)argc;
	(void)argv;
	(void)why;
	*out = sqlite3_declare_vtab(db, db_text(STMT_rows_shape)) ? NULL
								  : mem_calloc(1, sizeof(**out));
	return *out ? SQLITE_OK : SQLITE_NOMEM;
}

static int v_disconnect(sqlite3_vtab *v)
{
	mem_free(v);
	return SQLITE_OK;
}

/* One plan: all rows of the pointer that is given. */
static int v_plan(sqlite3_vtab *v, sqlite3_index_info *x)
{
	(void)v;
	for (int i = 0; i < x->nConstraint; i++) {
		if (!x->aConstraint[i].usable || x->aConstraint[i].iColumn != ROWS_COLUMNS ||
			x->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		x->aConstraintUsage[i].argvIndex = 1;
		x->aConstraintUsage[i].omit = 1;
		x->estimatedRows = 300;
		x->estimatedCost = 300;
		return SQLITE_OK;
	}
	return SQLITE_CONSTRAINT;
}

static int v_open(sqlite3_vtab *v, sqlite3_vtab_cursor **out)
{
	struct reading *r = mem_calloc(1, sizeof(*r));

	(void)v;
	*out = r ? &r->base : NULL;
	return r ? SQLITE_OK : SQLITE_NOMEM;
}

static int v_close(sqlite3_vtab_cursor *c)
{
	mem_free(c);
	return SQLITE_OK;
}

static int v_filter(
	sqlite3_vtab_cursor *c, int plan, const char *name, int argc, sqlite3_value **argv)
{
	struct reading *r = (struct reading *)c;

	(void)plan;
	(void)name;
	r->at = 0;
	r->rows = argc ? sqlite3_value_pointer(argv[0], POINTER) : NULL;
	return SQLITE_OK;
}

static int v_next(sqlite3_vtab_cursor *c)
{
	struct reading *r = (struct reading *)c;

	r->at += r->rows->columns;
	return SQLITE_OK;
}

static int v_eof(sqlite3_vtab_cursor *c)
{
	const struct reading *r = (struct reading *)c;

	return !r->rows || r->at >= r->rows->cells;
}

static int v_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int n)
{
	const struct reading *r = (struct reading *)c;
	size_t i = r->at + (size_t)n;
	const char *p;

	if ((size_t)n >= r->rows->columns)
		return SQLITE_OK; /* NULL */
	p = r->rows->text.p + r->rows->cell[i].text.at;
	switch (r->rows->kind[i]) {
	case NUMBER: sqlite3_result_int64(to, r->rows->cell[i].number); break;
	case TEXT:
		if (r->rows->cell[i].text.n)
			sqlite3_result_text(to, p, (int)r->rows->cell[i].text.n, SQLITE_STATIC);
		else
			sqlite3_result_text(to, "", 0, SQLITE_STATIC);
		break;
	case BLOB: sqlite3_result_blob(to, p, (int)r->rows->cell[i].text.n, SQLITE_STATIC); break;
	default: break; /* NULL */
	}
	return SQLITE_OK;
}

static int v_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *out)
{
	const struct reading *r = (struct reading *)c;

	*out = (sqlite3_int64)(r->at / r->rows->columns);
	return SQLITE_OK;
}

int rows_teach(struct db *d, struct err *e)
{
	static const sqlite3_module module = { .xConnect = v_connect,
		.xDisconnect = v_disconnect,
		.xBestIndex = v_plan,
		.xOpen = v_open,
		.xClose = v_close,
		.xFilter = v_filter,
		.xNext = v_next,
		.xEof = v_eof,
		.xColumn = v_column,
		.xRowid = v_rowid };

	return sqlite3_create_module_v2(d->h, "rows", &module, NULL, NULL) ? db_fail(d, e) : BW_OK;
}
