/* SPDX-License-Identifier: Apache-2.0 */
/* Switched rules, what rules decided, and appeals. */
#include "store/inner.h"
#include "store/recourse.h"

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

/* ---- rules ---- */

int store_rule_set(struct work *w, const struct store_rule *r, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_rule_put, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, r->name);
	sqlite3_bind_int(st, 2, r->on);
	sqlite3_bind_int64(st, 3, r->since_s);
	sqlite3_bind_int64(st, 4, r->person);
	db_bind_str(st, 5, or_empty(r->reasons));
	return db_run(&w->s->db, st, e);
}

static int read_rule(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_rule *r = row;

	*r = (struct store_rule){ .name = db_col_str(a, st, 0),
		.on = sqlite3_column_int(st, 1) != 0,
		.since_s = sqlite3_column_int64(st, 2),
		.person = sqlite3_column_int64(st, 3),
		.reasons = db_col_str(a, st, 4) };
	return r->name.p && r->reasons.p ? BW_OK : err_nomem(e);
}

int store_rules(struct store *s, struct arena *a, struct store_rule **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_rule_all, e);

	if (!st)
		return e->code;
	return db_rows(&s->db, st, a, sizeof(**out), read_rule, out, n, e);
}

int store_ruled_put(struct work *w, const struct store_ruled *r, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_ruled_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, r->decision);
	db_bind_str(st, 2, r->rule);
	sqlite3_bind_int64(st, 3, r->case_id);
	sqlite3_bind_int64(st, 4, r->at_s);
	sqlite3_bind_int(st, 5, r->asked);
	return db_run(&w->s->db, st, e);
}

static int read_ruled(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_ruled *out = row;

	*out = (struct store_ruled){ .decision = sqlite3_column_int64(st, 0),
		.rule = db_col_str(a, st, 1),
		.case_id = sqlite3_column_int64(st, 2),
		.at_s = sqlite3_column_int64(st, 3),
		.asked = sqlite3_column_int(st, 4) != 0,
		.found = (enum store_found)db_col_opt(st, 5, FOUND_NOT),
		.found_by = db_col_opt(st, 6, 0),
		.found_at_s = db_col_opt(st, 7, CLOCK_NONE),
		.words = db_col_str(a, st, 8) };
	return out->rule.p ? BW_OK : err_nomem(e);
}

int store_ruled_get(
	struct store *s, struct arena *a, int64_t decision, struct store_ruled *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_ruled_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, decision);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		rc = read_ruled(a, st, out, e);
	else if (!rc)
		rc = err_set(e, BW_ENOTFOUND, "no rule took that decision");
	sqlite3_reset(st);
	return rc;
}

int store_ruled_found(struct work *w, int64_t decision, enum store_found f, int64_t person,
	int64_t now_s, struct str words, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_ruled_found, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, decision);
	sqlite3_bind_int(st, 2, (int)f);
	sqlite3_bind_int64(st, 3, person);
	sqlite3_bind_int64(st, 4, now_s);
	db_bind_str(st, 5, or_empty(words));
	return db_run(&w->s->db, st, e);
}

int store_ruled_asked(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_ruled **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_ruled_asked, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, after);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return db_rows(&s->db, st, a, sizeof(**out), read_ruled, out, n, e);
}

int store_ruled_sum(struct store *s, struct str rule, int64_t most, int64_t since_s,
	struct store_rule_sum *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_ruled_sum, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, rule);
	sqlite3_bind_int64(st, 2, most);
	sqlite3_bind_int64(st, 3, since_s);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		*out = (struct store_rule_sum){ sqlite3_column_int64(st, 0),
			sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2) };
	sqlite3_reset(st);
	return rc;
}

/* ---- appeals ---- */

int store_appeal_put(struct work *w, const struct store_appeal *p, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_appeal_put, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, p->a.case_id);
	sqlite3_bind_int64(st, 2, p->a.decision_id);
	sqlite3_bind_int(st, 3, (int)p->a.by);
	sqlite3_bind_int(st, 4, (int)p->a.state);
	sqlite3_bind_int64(st, 5, p->a.filed_at_s);
	sqlite3_bind_int64(st, 6, p->a.due_s);
	db_bind_str(st, 7, or_empty(p->a.text));
	db_bind_str(st, 8, or_empty(p->a.contact));
	db_bind_str(st, 9, or_empty(p->lang));
	rc = db_run(&w->s->db, st, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_appeal_set(struct work *w, const struct store_appeal *p, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_appeal_set, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, p->a.id);
	sqlite3_bind_int(st, 2, (int)p->a.state);
	sqlite3_bind_int64(st, 3, p->a.due_s);
	db_bind_opt(st, 4, p->a.ended_at_s, CLOCK_NONE);
	db_bind_opt(st, 5, p->a.reviewer, 0);
	db_bind_str(st, 6, or_empty(p->a.reasons));
	db_bind_opt(st, 7, p->outcome, 0);
	rc = db_run(d, st, e);
	if (rc && (sqlite3_errcode(d->h) & 0xff) == SQLITE_CONSTRAINT)
		rc = err_set(e, BW_ECONFLICT, "the appeal has ended");
	return rc;
}

static int read_appeal(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_appeal *out = row;

	*out = (struct store_appeal){ .a = { .id = sqlite3_column_int64(st, 0),
					      .case_id = sqlite3_column_int64(st, 1),
					      .decision_id = sqlite3_column_int64(st, 2),
					      .by = (enum appellant)sqlite3_column_int(st, 3),
					      .state = (enum appeal_state)sqlite3_column_int(st, 4),
					      .filed_at_s = sqlite3_column_int64(st, 5),
					      .due_s = sqlite3_column_int64(st, 6),
					      .ended_at_s = db_col_opt(st, 7, CLOCK_NONE),
					      .text = db_col_str(a, st, 8),
					      .contact = db_col_str(a, st, 9),
					      .reviewer = db_col_opt(st, 11, 0),
					      .reasons = db_col_str(a, st, 12) },
		.lang = db_col_str(a, st, 10),
		.outcome = db_col_opt(st, 13, 0) };
	return out->a.text.p && out->a.contact.p && out->a.reasons.p && out->lang.p ? BW_OK
										    : err_nomem(e);
}

static int read_appeals(struct store *s, struct arena *a, sqlite3_stmt *st,
	struct store_appeal **out, size_t *n, struct err *e)
{

	return db_rows(&s->db, st, a, sizeof(**out), read_appeal, out, n, e);
}

int store_appeal_get(
	struct store *s, struct arena *a, int64_t id, struct store_appeal *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_appeal_get, e);
	struct store_appeal *v;
	char text[STORE_ID_TEXT];
	size_t n;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = read_appeals(s, a, st, &v, &n, e);
	if (!rc && n == 0)
		rc = err_set(e, BW_ENOTFOUND, "there is no appeal %s",
			store_id_text('a', (uint64_t)id, text));
	if (!rc)
		*out = v[0];
	return rc;
}

int store_appeals_of(struct store *s, struct arena *a, int64_t decision, struct store_appeal **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_appeal_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, decision);
	return read_appeals(s, a, st, out, n, e);
}

int store_appeals(struct store *s, struct arena *a, bool waiting, int64_t after, size_t most,
	struct store_appeal **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, waiting ? STMT_appeal_waiting : STMT_appeal_list, e);

	if (!st)
		return e->code;
	if (!waiting)
		sqlite3_bind_int64(st, 1, after);
	sqlite3_bind_int64(st, waiting ? 1 : 2, (int64_t)most);
	return read_appeals(s, a, st, out, n, e);
}

int store_restoring(
	struct store *s, struct arena *a, size_t most, int64_t **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_restoring_all, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)most);
	return db_rows(&s->db, st, a, sizeof(**out), db_read_id, out, n, e);
}
