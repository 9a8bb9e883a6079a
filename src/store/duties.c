/* SPDX-License-Identifier: Apache-2.0 */
#include "store/duties.h"

#include "base/clock.h"
#include "store/inner.h"

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

/* Columns in the order of the statements duty_of, duty_due, ... */
static int read_duty(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_duty *d = row;

	*d = (struct store_duty){ .id = sqlite3_column_int64(st, 0),
		.case_id = sqlite3_column_int64(st, 1),
		.decision_id = sqlite3_column_int64(st, 2),
		.letter_id = sqlite3_column_int64(st, 3),
		.verb = (enum duty_verb)sqlite3_column_int(st, 4),
		.role = (int)db_col_opt(st, 5, STORE_NONE),
		.actor = or_empty(db_col_str(a, st, 6)),
		.pack = or_empty(db_col_str(a, st, 7)),
		.clause = db_col_str(a, st, 8),
		.started_s = sqlite3_column_int64(st, 9),
		.due_s = sqlite3_column_int64(st, 10),
		.remind_s = db_col_opt(st, 11, CLOCK_NONE),
		.state = (enum duty_state)sqlite3_column_int(st, 12),
		.ended_s = db_col_opt(st, 13, CLOCK_NONE) };
	return d->clause.p ? BW_OK : err_nomem(e);
}

static int read_all(struct db *d, struct arena *a, sqlite3_stmt *st, struct store_duty **out,
	size_t *n, struct err *e)
{

	return db_rows(d, st, a, sizeof(**out), read_duty, out, n, e);
}

/* ---- writing ---- */

int store_duty_put(
	struct work *w, const struct store_duty *d, int64_t *id, bool *fresh, struct err *e)
{
	struct db *db = &w->s->db;
	int64_t actor, pack, clause;
	sqlite3_stmt *st;
	bool row;
	int rc = store_word(w, d->actor, &actor, e);

	if (!rc)
		rc = store_word(w, d->pack, &pack, e);
	if (!rc)
		rc = store_word(w, d->clause, &clause, e);
	st = rc ? NULL : db_stmt(db, STMT_duty_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, d->case_id);
	sqlite3_bind_int64(st, 2, d->decision_id);
	sqlite3_bind_int64(st, 3, d->letter_id);
	sqlite3_bind_int(st, 4, (int)d->verb);
	db_bind_opt(st, 5, d->role, STORE_NONE);
	sqlite3_bind_int64(st, 6, actor);
	sqlite3_bind_int64(st, 7, pack);
	sqlite3_bind_int64(st, 8, clause);
	sqlite3_bind_int64(st, 9, d->started_s);
	sqlite3_bind_int64(st, 10, d->due_s);
	db_bind_opt(st, 11, d->remind_s, CLOCK_NONE);
	rc = db_run(db, st, e);
	*fresh = !rc && sqlite3_changes(db->h) == 1;
	*id = sqlite3_last_insert_rowid(db->h);
	if (rc || *fresh)
		return rc;
	st = db_stmt(db, STMT_duty_same, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, d->case_id);
	sqlite3_bind_int64(st, 2, d->letter_id);
	sqlite3_bind_int(st, 3, (int)d->verb);
	sqlite3_bind_int64(st, 4, clause);
	sqlite3_bind_int64(st, 5, d->started_s);
	rc = db_step(db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_EINVALID, "a clock ends after it began");
	*id = rc ? 0 : sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return rc;
}

/* Run a change of duties; ${*n} rows were changed. */
static int change(struct work *w, sqlite3_stmt *st, size_t *n, struct err *e)
{
	int rc = db_run(&w->s->db, st, e);

	*n = rc ? 0 : (size_t)sqlite3_changes(w->s->db.h);
	return rc;
}

int store_duty_end(struct work *w, int64_t id, enum duty_state to, int64_t at_s, int64_t event,
	bool *moved, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_move, e);
	size_t n;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int(st, 2, (int)to);
	sqlite3_bind_int64(st, 3, at_s);
	sqlite3_bind_int64(st, 4, event);
	rc = change(w, st, &n, e);
	*moved = n == 1;
	return rc;
}

int store_duty_end_letter(struct work *w, int64_t letter_id, unsigned verbs, enum duty_state to,
	int64_t at_s, int64_t event, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_met, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, letter_id);
	sqlite3_bind_int(st, 2, (int)to);
	sqlite3_bind_int64(st, 3, at_s);
	sqlite3_bind_int64(st, 4, event);
	sqlite3_bind_int64(st, 5, verbs);
	return change(w, st, n, e);
}

int store_duty_end_own(struct work *w, int64_t case_id, int64_t letter_id, const char *clause,
	enum duty_state to, int64_t at_s, int64_t event, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_own, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int(st, 2, (int)to);
	sqlite3_bind_int64(st, 3, at_s);
	db_bind_str(st, 4, str_of(clause));
	sqlite3_bind_int64(st, 5, event);
	sqlite3_bind_int64(st, 6, letter_id);
	return change(w, st, n, e);
}

int store_duty_lift(struct work *w, int64_t case_id, int64_t at_s, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_lift, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int64(st, 2, at_s);
	return change(w, st, n, e);
}

int store_duty_reminded(struct work *w, int64_t letter_id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_reminded, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, letter_id);
	return db_run(&w->s->db, st, e);
}

int store_duty_later(struct work *w, int64_t id, int64_t at_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_duty_later, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, at_s);
	return db_run(&w->s->db, st, e);
}

int store_duty_soonest(struct store *s, int64_t case_id, int64_t *due_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_duty_first, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return db_number(&s->db, st, CLOCK_NONE, due_s, e);
}

int store_duty_first(struct work *w, int64_t case_id, int64_t *due_s, struct err *e)
{
	struct hot_case h;
	int rc = store_duty_soonest(w->s, case_id, due_s, e);

	if (rc)
		return rc;
	rc = store_hot_get(w, case_id, &h, e);
	if (rc || h.due_s == *due_s)
		return rc;
	h.due_s = *due_s;
	return store_hot_put(w, case_id, &h, e);
}

/* ---- reading ---- */

int store_duties_of(struct store *s, struct arena *a, int64_t case_id, struct store_duty **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_duty_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return read_all(&s->db, a, st, out, n, e);
}

void duty_query_init(struct duty_query *q)
{
	*q = (struct duty_query){ .role = STORE_NONE, .before_s = CLOCK_NONE, .most = 100 };
}

/* The number of a word that must be there; false where nobody ever wrote it. */
static int word_number(struct db *d, struct str text, int64_t *id, bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_word_get, e);
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, text);
	rc = db_step(d, st, found, e);
	if (rc)
		return rc;
	*id = *found ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_reset(st);
	return BW_OK;
}

static enum stmt statement_of(const struct duty_query *q)
{
	return q->passed               ? STMT_duty_past
	       : q->actor.n            ? STMT_duty_actor
	       : q->role != STORE_NONE ? STMT_duty_role
				       : STMT_duty_due;
}

int store_duties(struct store *s, struct arena *a, const struct duty_query *q,
	struct store_duty **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st;
	int64_t actor = 0;
	bool found = true;
	int rc = q->actor.n ? word_number(&s->db, q->actor, &actor, &found, e) : BW_OK;

	*n = 0;
	*out = NULL;
	if (rc || !found)
		return rc;
	st = db_stmt(&s->db, statement_of(q), e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, q->after_s);
	sqlite3_bind_int64(st, 2, q->after_id);
	sqlite3_bind_int64(st, 3, q->before_s == CLOCK_NONE ? INT64_MAX : q->before_s);
	sqlite3_bind_int64(st, 4, (int64_t)q->most);
	if (q->passed || q->actor.n || q->role != STORE_NONE)
		db_bind_opt(st, 5, q->role, STORE_NONE);
	if (q->passed || q->actor.n)
		db_bind_opt(st, 6, actor, 0);
	return read_all(&s->db, a, st, out, n, e);
}

int store_duties_remind(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct store_duty **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_duty_remind, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return read_all(&s->db, a, st, out, n, e);
}

static int read_tried(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	(void)e;
	*(struct tried *)row =
		(struct tried){ sqlite3_column_int(st, 0), or_empty(db_col_str(a, st, 1)) };
	return BW_OK;
}

int store_tried(struct store *s, struct arena *a, int64_t case_id, struct tried **out, size_t *n,
	struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_duty_tried, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int(st, 2, ANSWER_REFUSED);
	sqlite3_bind_int(st, 3, EVENT_RECURRED);
	return db_rows(&s->db, st, a, sizeof(**out), read_tried, out, n, e);
}

int store_swept(struct store *s, int64_t *at_s, struct err *e)
{
	return db_meta_get(&s->db, "swept_at", at_s, CLOCK_NONE, e);
}

int store_swept_set(struct work *w, int64_t at_s, struct err *e)
{
	int64_t was;
	int rc = store_swept(w->s, &was, e);

	if (rc || was >= at_s)
		return rc;
	return db_meta_put(&w->s->db, "swept_at", at_s, e);
}
