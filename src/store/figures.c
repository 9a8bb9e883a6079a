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

/* Room for one more of ${size} bytes each behind ${*v}. */
static void *more(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	size_t room = *cap ? *cap * 2 : 64;
	void *to;

	if (n < *cap)
		return v;
	to = arena_room(a, room, size);
	if (to && n)
		memcpy(to, v, n * size);
	*cap = room;
	return to;
}

int store_figures(struct store *s, struct arena *a, enum figures_of what, struct period p,
	struct figures_row **out, size_t *n, struct err *e)
{
	static const enum stmt of[FIGURES_COUNT] = { STMT_figures_reports, STMT_figures_events,
		STMT_figures_letters, STMT_figures_answers, STMT_figures_duties,
		STMT_figures_appeals, STMT_figures_verdicts };
	sqlite3_stmt *st = begin(s, of[what], p, e);
	struct figures_row *v = NULL;
	size_t cap = 0;
	bool row;
	int rc;

	*n = 0;
	if (!st)
		return e->code;
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		v = more(a, v, *n, &cap, sizeof(*v));
		if (!v) {
			rc = err_nomem(e);
			break;
		}
		for (int i = 0; i < 4; i++)
			v[*n].key[i] = sqlite3_column_int(st, i);
		v[(*n)++].n = (uint64_t)sqlite3_column_int64(st, 4);
	}
	sqlite3_reset(st);
	*out = v;
	return rc;
}

int store_figures_times(struct store *s, struct arena *a, struct period p,
	struct figures_time **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = begin(s, STMT_figures_times, p, e);
	struct figures_time *v = NULL;
	size_t cap = 0;
	bool row;
	int rc;

	*n = 0;
	if (!st)
		return e->code;
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		v = more(a, v, *n, &cap, sizeof(*v));
		if (!v) {
			rc = err_nomem(e);
			break;
		}
		v[(*n)++] = (struct figures_time){
			.harm_class = (enum harm_class)sqlite3_column_int(st, 0),
			.noticed_s = sqlite3_column_int64(st, 1),
			.acted_s = sqlite3_column_type(st, 2) == SQLITE_NULL
					   ? CLOCK_NONE
					   : sqlite3_column_int64(st, 2),
		};
	}
	sqlite3_reset(st);
	*out = v;
	return rc;
}

int store_figures_decisions(
	struct store *s, struct arena *a, struct period p, int64_t **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = begin(s, STMT_figures_decisions, p, e);
	int64_t *v = NULL;
	size_t cap = 0;
	bool row;
	int rc;

	*n = 0;
	if (!st)
		return e->code;
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		v = more(a, v, *n, &cap, sizeof(*v));
		if (!v) {
			rc = err_nomem(e);
			break;
		}
		v[(*n)++] = sqlite3_column_int64(st, 0);
	}
	sqlite3_reset(st);
	*out = v;
	return rc;
}
