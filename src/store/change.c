/* SPDX-License-Identifier: Apache-2.0 */
/* Close, split, merge, and the way back from each. */
#include <stdio.h>

#include "store/inner.h"
#include "store/recourse.h"

struct moves {
	struct move {
		uint64_t ord;
		int64_t from, to, via;
	} * v;
	size_t n, cap;
};

static int load(struct work *w, struct arena *a, int64_t id, struct store_case *c,
	struct hot_case *h, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	bool found;
	int rc = case_read(&w->s->db, a, id, c, &found, e);

	if (rc)
		return rc;
	if (!found)
		return err_set(e, BW_ENOTFOUND, "there is no case %s",
			store_id_text('c', (uint64_t)id, t1));
	if (c->merged_into)
		return err_set(e, BW_ECONFLICT, "case %s was merged into %s",
			store_id_text('c', (uint64_t)id, t1),
			store_id_text('c', (uint64_t)c->merged_into, t2));
	return store_hot_get(w, id, h, e);
}

static int put_before(
	struct work *w, int64_t event, int64_t id, enum case_state state, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_before_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, event);
	sqlite3_bind_int64(st, 2, id);
	sqlite3_bind_int(st, 3, (int)state);
	return db_run(&w->s->db, st, e);
}

int store_close_case(struct work *w, int64_t id, int64_t now_s, struct str why, struct err *e)
{
	struct store_case c;
	struct hot_case h;
	struct arena a;
	int64_t seq;
	int rc;

	arena_init(&a, 0);
	rc = load(w, &a, id, &c, &h, e);
	if (!rc && h.state == CASE_CLOSED)
		rc = err_set(e, BW_ECONFLICT, "the case is closed already");
	if (!rc)
		rc = store_event_put(w, id, now_s, EVENT_CLOSED, 0, why, &seq, e);
	if (!rc)
		rc = put_before(w, seq, id, h.state, e);
	h.state = CASE_CLOSED;
	if (!rc)
		rc = store_hot_put(w, id, &h, e);
	arena_done(&a);
	return rc;
}

static int move_report(
	struct work *w, int64_t from, uint64_t ord, int64_t to, int64_t via, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_report_move, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, from);
	sqlite3_bind_int64(st, 2, (int64_t)ord);
	sqlite3_bind_int64(st, 3, to);
	db_bind_opt(st, 4, via == to ? 0 : via, 0);
	rc = db_run(&w->s->db, st, e);
	if (!rc && sqlite3_changes(w->s->db.h) != 1)
		rc = err_set(e, BW_EIO, "the store is damaged: report %llu is not in its case",
			(unsigned long long)ord);
	return rc ? rc : store_notified_move(w, ord, to, e);
}

static int note_move(struct work *w, int64_t event, const struct move *m, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_moved_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, event);
	sqlite3_bind_int64(st, 2, (int64_t)m->ord);
	sqlite3_bind_int64(st, 3, m->from);
	sqlite3_bind_int64(st, 4, m->to);
	db_bind_opt(st, 5, m->via, 0);
	return db_run(&w->s->db, st, e);
}

/* Each report goes where the list says; where it comes from another site's case, that is its via. */
static int do_moves(struct work *w, int64_t event, const struct moves *m, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < m->n; i++) {
		const struct move *v = &m->v[i];

		rc = note_move(w, event, v, e);
		if (!rc)
			rc = move_report(w, v->from, v->ord, v->to, v->via ? v->via : v->from, e);
	}
	return rc;
}

/* Counts, evidence, tier and last seen from the rows. */
static int recount(struct work *w, struct arena *a, int64_t id, struct hot_case *h, struct err *e)
{
	struct store_report *r;
	sqlite3_stmt *st;
	bool row;
	size_t n;
	int rc = store_case_reports(w->s, a, id, 0, SIZE_MAX, &r, &n, e);

	if (rc)
		return rc;
	h->reports = (uint32_t)n;
	h->evidence = 0;
	h->tier = TIER_NONE;
	h->grade = 0; /* which report the case is judged on is found when its stages run again */
	for (size_t i = 0; i < n; i++) {
		h->evidence |= r[i].evidence;
		if (r[i].tier > h->tier)
			h->tier = r[i].tier;
	}
	if (n == 0)
		return store_hot_put(w, id, h, e);
	st = db_stmt(&w->s->db, STMT_block_of, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)r[n - 1].ord);
	rc = db_step(&w->s->db, st, &row, e);
	if (!rc && row)
		h->last_seen_s = sqlite3_column_int64(st, 2);
	sqlite3_reset(st);
	return rc ? rc : store_hot_put(w, id, h, e);
}

static const char *id_text(int64_t id, char *out)
{
	return store_id_text('c', (uint64_t)id, out);
}

static int split_moves(struct work *w, struct arena *a, int64_t id, const uint64_t *ords, size_t n,
	int64_t to, struct moves *out, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	int rc = BW_OK;
	bool row;

	for (size_t i = 0; !rc && i < n; i++) {
		sqlite3_stmt *st = db_stmt(&w->s->db, STMT_report_get, e);
		struct move *m;

		if (!st)
			return e->code;
		sqlite3_bind_int64(st, 1, id);
		sqlite3_bind_int64(st, 2, (int64_t)ords[i]);
		rc = db_step(&w->s->db, st, &row, e);
		if (rc)
			return rc;
		if (!row)
			return err_set(e, BW_ENOTFOUND, "case %s has no report %s", id_text(id, t1),
				store_id_text('r', ords[i], t2));
		m = VEC_PUSH(a, out);
		if (!m)
			return err_nomem(e);
		*m = (struct move){ ords[i], id, to, sqlite3_column_int64(st, 2) };
		sqlite3_reset(st);
		for (size_t j = 0; j + 1 < out->n; j++)
			if (out->v[j].ord == m->ord)
				return err_set(e, BW_EUSAGE, "report %s is named twice",
					store_id_text('r', ords[i], t2));
	}
	return rc;
}

static int home_part(struct work *w, const struct store_case *c, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_home_put, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, c->site);
	sqlite3_bind_int(st, 2, (int)c->harm_class);
	sqlite3_bind_int64(st, 3, c->part);
	sqlite3_bind_int64(st, 4, c->id);
	return db_run(&w->s->db, st, e);
}

int store_split(struct work *w, struct arena *a, int64_t id, const uint64_t *ords, size_t n,
	int64_t now_s, int64_t *new_id, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct store_case c;
	struct hot_case h;
	struct moves m = { 0 };
	int64_t old = id, fresh, seq, other;
	int rc = load(w, a, old, &c, &h, e);

	if (rc)
		return rc;
	if (n == 0 || n >= h.reports)
		return err_set(e, BW_EUSAGE,
			"a split takes some, not all, of the case's %u reports", h.reports);
	fresh = store_case_number(w);
	rc = split_moves(w, a, old, ords, n, fresh, &m, e);
	if (rc)
		return rc;
	rc = store_event_put(w, old, now_s, EVENT_SPLIT, 0, str_of(id_text(fresh, t1)), &seq, e);
	if (!rc)
		rc = put_before(w, seq, old, h.state, e);
	if (!rc)
		rc = do_moves(w, seq, &m, e);
	if (!rc)
		rc = recount(w, a, old, &h, e);
	c.id = c.part = fresh;
	c.opened_at_s = now_s;
	c.recurrences = 0;
	if (!rc)
		rc = store_case_put(w, &c, e);
	if (!rc)
		rc = home_part(w, &c, e);
	if (!rc)
		rc = store_event_put(
			w, fresh, now_s, EVENT_SPLIT_OFF, 0, str_of(id_text(old, t2)), &other, e);
	if (!rc)
		rc = recount(w, a, fresh, &h, e);
	if (!rc)
		*new_id = fresh;
	return rc;
}

/* Where reports on this case's site go. */
static int home_set(
	struct work *w, const struct store_case *c, int64_t to, int64_t via, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_home_set, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, c->site);
	sqlite3_bind_int(st, 2, (int)c->harm_class);
	sqlite3_bind_int64(st, 3, c->part);
	sqlite3_bind_int64(st, 4, to);
	db_bind_opt(st, 5, via, 0);
	return db_run(&w->s->db, st, e);
}

static int set_merged(
	struct work *w, const struct store_case *c, struct hot_case *h, int64_t into, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_case_merge, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, c->id);
	db_bind_opt(st, 2, into, 0);
	rc = db_run(&w->s->db, st, e);
	h->merged = into != 0;
	if (!rc)
		rc = store_hot_put(w, c->id, h, e);
	if (!rc)
		rc = home_set(w, c, into ? into : c->id, into ? c->id : 0, e);
	return rc;
}

static int find_last(struct work *w, struct arena *a, int64_t id, struct store_event *out,
	bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_event_last, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&w->s->db, st, found, e);
	if (!rc && *found)
		*out = (struct store_event){ .seq = sqlite3_column_int64(st, 0),
			.case_id = id,
			.at_s = sqlite3_column_int64(st, 2),
			.kind = (enum store_event_kind)sqlite3_column_int(st, 3),
			.detail = db_col_str(a, st, 5) };
	sqlite3_reset(st);
	return rc;
}

static int merge_one(struct work *w, struct arena *a, const struct store_case *into, int64_t from,
	int64_t event, int64_t now_s, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct store_report *r;
	struct store_event last;
	struct store_case c;
	struct hot_case h;
	struct moves m = { 0 };
	int64_t seq;
	size_t n;
	bool found;
	int rc = load(w, a, from, &c, &h, e);

	if (rc)
		return rc;
	if (c.id == into->id || c.harm_class != into->harm_class)
		return err_set(e, BW_EUSAGE, "case %s cannot go into %s: %s", id_text(from, t1),
			id_text(into->id, t2),
			c.id == into->id ? "it is the same" : "another class of harm");
	rc = find_last(w, a, from, &last, &found, e);
	if (!rc && found && last.kind != EVENT_CLOSED)
		return err_set(e, BW_ECONFLICT,
			"case %s was itself split or merged: undo that first", id_text(from, t1));
	if (!rc)
		rc = put_before(w, event, from, h.state, e);
	if (!rc)
		rc = store_case_reports(w->s, a, from, 0, SIZE_MAX, &r, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct move *v = VEC_PUSH(a, &m);

		if (!v)
			return err_nomem(e);
		*v = (struct move){ r[i].ord, from, into->id, r[i].via };
	}
	if (!rc)
		rc = do_moves(w, event, &m, e);
	if (!rc)
		rc = recount(w, a, from, &h, e);
	if (!rc)
		rc = set_merged(w, &c, &h, into->id, e);
	if (!rc)
		rc = store_event_put(w, from, now_s, EVENT_MERGED_INTO, 0,
			str_of(id_text(into->id, t1)), &seq, e);
	return rc;
}

int store_merge(struct work *w, struct arena *a, int64_t id, const int64_t *others, size_t n,
	int64_t now_s, struct err *e)
{
	char t1[STORE_ID_TEXT];
	struct store_case c;
	struct hot_case h;
	struct buf words;
	int64_t seq;
	int rc = load(w, a, id, &c, &h, e);

	if (rc)
		return rc;
	if (n == 0)
		return err_set(
			e, BW_EUSAGE, "a merge takes the case that stays and at least one other");
	buf_init(&words, 64u << 10);
	for (size_t i = 0; i < n; i++)
		buf_printf(&words, "%s%s", i ? " " : "", id_text(others[i], t1));
	rc = buf_check(&words, "the list of cases", e);
	if (!rc)
		rc = store_event_put(w, id, now_s, EVENT_MERGED, 0, buf_str(&words), &seq, e);
	buf_done(&words);
	if (!rc)
		rc = put_before(w, seq, id, h.state, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = merge_one(w, a, &c, others[i], seq, now_s, e);
	return rc ? rc : recount(w, a, id, &h, e);
}

/* ---- the way back ---- */

struct befores {
	struct before {
		int64_t id;
		enum case_state state;
	} * v;
	size_t n;
};

static int read_before(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	(void)a;
	(void)e;
	*(struct before *)row = (struct before){ sqlite3_column_int64(st, 0),
		(enum case_state)sqlite3_column_int(st, 1) };
	return BW_OK;
}

static int befores_of(
	struct work *w, struct arena *a, int64_t event, struct befores *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_before_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, event);
	return db_rows(&w->s->db, st, a, sizeof(*out->v), read_before, &out->v, &out->n, e);
}

static int moves_back(
	struct work *w, struct arena *a, int64_t event, struct moves *m, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_moved_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, event);
	while ((rc = db_step(&w->s->db, st, &row, e)) == BW_OK && row) {
		struct move *v = VEC_PUSH(a, m);

		if (!v) {
			rc = err_nomem(e);
			break;
		}
		*v = (struct move){ (uint64_t)sqlite3_column_int64(st, 0),
			sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2),
			sqlite3_column_int64(st, 3) };
	}
	sqlite3_reset(st);
	for (size_t i = 0; !rc && i < m->n; i++)
		rc = move_report(w, m->v[i].to, m->v[i].ord, m->v[i].from, m->v[i].via, e);
	return rc;
}

/* Reports that came over the merged site since go to its own case. */
static int late_back(struct work *w, struct arena *a, int64_t into, int64_t own, struct err *e)
{
	struct store_report *r;
	size_t n;
	int rc = store_case_reports(w->s, a, into, 0, SIZE_MAX, &r, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (r[i].via == own)
			rc = move_report(w, into, r[i].ord, own, 0, e);
	return rc;
}

static int unmerge(struct work *w, struct arena *a, int64_t into, const struct befores *b,
	int64_t event, int64_t now_s, struct err *e)
{
	char t1[STORE_ID_TEXT];
	struct store_case c;
	struct hot_case h;
	bool found;
	int64_t seq;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < b->n; i++) {
		if (b->v[i].id == into)
			continue;
		rc = case_read(&w->s->db, a, b->v[i].id, &c, &found, e);
		if (!rc)
			rc = store_hot_get(w, b->v[i].id, &h, e);
		h.state = b->v[i].state;
		if (!rc)
			rc = late_back(w, a, into, c.id, e);
		if (!rc)
			rc = set_merged(w, &c, &h, 0, e);
		if (!rc)
			rc = recount(w, a, c.id, &h, e);
		if (!rc)
			rc = store_event_put(w, c.id, now_s, EVENT_UNDONE, event,
				str_of(id_text(into, t1)), &seq, e);
	}
	return rc;
}

static int unsplit(struct work *w, struct arena *a, const struct store_event *what, int64_t now_s,
	int64_t *fresh, struct err *e)
{
	char t1[STORE_ID_TEXT];
	struct store_event last;
	struct store_case c;
	struct hot_case h;
	uint64_t id;
	bool found;
	int64_t seq;
	int rc;

	if (!store_id_parse('c', what->detail, &id))
		return err_set(e, BW_EIO, "the store is damaged: event %lld names no case",
			(long long)what->seq);
	*fresh = (int64_t)id;
	rc = load(w, a, *fresh, &c, &h, e);
	if (!rc)
		rc = find_last(w, a, *fresh, &last, &found, e);
	if (rc)
		return rc;
	if (found)
		return err_set(e, BW_ECONFLICT, "case %s was changed since: undo that first",
			id_text(*fresh, t1));
	/* An empty case that belongs to the one it came from: it stays for the record and is in no list. */
	rc = store_event_put(w, *fresh, now_s, EVENT_UNDONE, what->seq,
		str_of(id_text(what->case_id, t1)), &seq, e);
	return rc ? rc : set_merged(w, &c, &h, what->case_id, e);
}

static int push(struct arena *a, int64_t **v, size_t *n, size_t *cap, int64_t id, struct err *e)
{
	if (*n == *cap && !vec_room(a, (void **)v, *n, cap, sizeof(**v)))
		return err_nomem(e);
	(*v)[(*n)++] = id;
	return BW_OK;
}

int store_undo(struct work *w, struct arena *a, int64_t id, int64_t now_s, struct store_event *what,
	int64_t **touched, size_t *n, struct err *e)
{
	char t1[STORE_ID_TEXT];
	struct befores b = { 0 };
	struct moves m = { 0 };
	struct store_case c;
	struct hot_case h;
	int64_t fresh = 0, seq;
	size_t cap = 0;
	bool found;
	int rc = load(w, a, id, &c, &h, e);

	if (!rc)
		rc = find_last(w, a, id, what, &found, e);
	if (rc)
		return rc;
	if (!found)
		return err_set(
			e, BW_ECONFLICT, "there is nothing to undo on case %s", id_text(id, t1));
	*touched = NULL;
	*n = 0;
	rc = befores_of(w, a, what->seq, &b, e);
	if (!rc)
		rc = store_event_put(w, id, now_s, EVENT_UNDONE, what->seq,
			str_of(store_event_text((int)what->kind)), &seq, e);
	if (!rc && what->kind == EVENT_SPLIT)
		rc = unsplit(w, a, what, now_s, &fresh, e);
	if (!rc)
		rc = moves_back(w, a, what->seq, &m, e);
	if (!rc && what->kind == EVENT_MERGED)
		rc = unmerge(w, a, id, &b, what->seq, now_s, e);
	for (size_t i = 0; i < b.n; i++)
		if (b.v[i].id == id)
			h.state = b.v[i].state;
	if (!rc)
		rc = recount(w, a, id, &h, e);
	if (!rc && fresh) {
		rc = store_hot_get(w, fresh, &h, e);
		if (!rc)
			rc = recount(w, a, fresh, &h, e);
	}
	if (!rc && what->kind != EVENT_CLOSED)
		rc = push(a, touched, n, &cap, id, e);
	for (size_t i = 0; !rc && what->kind == EVENT_MERGED && i < b.n; i++)
		if (b.v[i].id != id)
			rc = push(a, touched, n, &cap, b.v[i].id, e);
	return rc;
}
