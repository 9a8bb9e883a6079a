/* SPDX-License-Identifier: Apache-2.0 */
#include "store/figures.h"

#include "base/limit.h"
#include "store/inner.h"

_Static_assert(EVENT_NOTICED == 10 && EVENT_ACTED == 13 && EVENT_VERIFIED == 14,
	"sql/figures.sql names these kinds by number");

static sqlite3_stmt *begin(struct store *s, enum stmt n, struct period p, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, n, e);

	if (st) {
		sqlite3_bind_int64(st, 1, p.from_s);
		sqlite3_bind_int64(st, 2, p.to_s);
	}
	return st;
}

static int read_row(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct figures_row *v = row;

	(void)a;
	(void)e;
	for (int i = 0; i < 4; i++)
		v->key[i] = sqlite3_column_int(st, i);
	v->n = (uint64_t)sqlite3_column_int64(st, 4);
	return BW_OK;
}

int store_figures(struct store *s, struct arena *a, enum figures_of what, struct period p,
	struct figures_row **out, size_t *n, struct err *e)
{
	static const enum stmt of[FIGURES_COUNT] = { STMT_figures_reports, STMT_figures_events,
		STMT_figures_letters, STMT_figures_answers, STMT_figures_duties,
		STMT_figures_appeals, STMT_figures_verdicts };
	sqlite3_stmt *st = begin(s, of[what], p, e);

	*n = 0;
	return st ? db_rows(&s->db, st, a, sizeof(**out), read_row, out, n, e) : e->code;
}

static int read_times(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	(void)a;
	(void)e;
	*(struct figures_time *)row =
		(struct figures_time){ .harm_class = (enum harm_class)sqlite3_column_int(st, 0),
			.noticed_s = sqlite3_column_int64(st, 1),
			.acted_s = db_col_opt(st, 2, CLOCK_NONE) };
	return BW_OK;
}

int store_figures_times(struct store *s, struct arena *a, struct period p,
	struct figures_time **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = begin(s, STMT_figures_times, p, e);

	*n = 0;
	return st ? db_rows(&s->db, st, a, sizeof(**out), read_times, out, n, e) : e->code;
}

int store_figures_decisions(
	struct store *s, struct arena *a, struct period p, int64_t **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = begin(s, STMT_figures_decisions, p, e);

	*n = 0;
	return st ? db_rows(&s->db, st, a, sizeof(**out), db_read_id, out, n, e) : e->code;
}
