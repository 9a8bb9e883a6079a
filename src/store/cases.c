/* SPDX-License-Identifier: Apache-2.0 */
/* Cases, their reports and events: values to rows, and back. */
#include "store/inner.h"
#include "store/ledger_rows.h"

/* ---- cases ---- */

int64_t store_case_number(struct work *w)
{
	return w->next_case++;
}

int64_t store_case_count(struct work *w)
{
	return w->next_case - 1;
}

/* As many as wait in w->home, which is empty outside of this and of store_home_put. */
static int find_homes(struct work *w, struct store_home *h, size_t n, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st;
	bool row;
	int rc = rows_bind(d, STMT_home_find_rows, &w->home, &st, e);

	while (!rc && (rc = db_step(d, st, &row, e)) == BW_OK && row) {
		size_t i = (size_t)sqlite3_column_int64(st, 0);

		if (i < n) {
			h[i].id = sqlite3_column_int64(st, 1);
			h[i].via = sqlite3_column_int64(st, 2);
		}
	}
	rows_reset(&w->home);
	return rc;
}

int store_homes_find(struct work *w, struct store_home *h, size_t n, struct err *e)
{
	size_t from = 0;
	int rc = rows_flush(&w->s->db, STMT_home_rows, &w->home, e);

	for (size_t i = 0; !rc && i < n; i++) {
		h[i].id = h[i].via = 0;
		rows_str(&w->home, h[i].site);
		rows_int(&w->home, (int64_t)h[i].harm_class);
		rows_int(&w->home, 0);
		rows_int(&w->home, 0);
		if (i + 1 < n && !rows_full(&w->home))
			continue;
		rc = find_homes(w, h + from, i + 1 - from, e);
		from = i + 1;
	}
	return rc;
}

int store_case_at(struct store *s, struct str site, enum harm_class c, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_home_find, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, site);
	sqlite3_bind_int(st, 2, (int)c);
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	*id = row ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_reset(st);
	return BW_OK;
}

int store_home_put(struct work *w, struct str site, enum harm_class c, int64_t id, struct err *e)
{
	struct rowset *r = &w->home;

	rows_str(r, site);
	rows_int(r, (int64_t)c);
	rows_int(r, 0);
	rows_int(r, id);
	return work_row(w, STMT_home_rows, r, e);
}

/* A case's salt comes with its first event, and anew after an erasure; what is of no case has its own. */
static int wants_salt(
	struct work *w, int64_t case_id, enum store_event_kind k, bool *out, struct err *e)
{
	static const unsigned char none[STORE_SALT];
	sqlite3_stmt *st;
	int rc;

	*out = true;
	if (case_id == 0 || k == EVENT_OPENED || k == EVENT_SPLIT_OFF)
		return BW_OK;
	st = db_stmt(&w->s->db, STMT_event_salt, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	rc = db_step(&w->s->db, st, out, e);
	if (!rc)
		*out = !*out || sqlite3_column_bytes(st, 0) != sizeof(none) ||
		       memcmp(sqlite3_column_blob(st, 0), none, sizeof(none)) == 0;
	sqlite3_reset(st);
	return rc;
}

static int put_event(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, struct str facts, struct err *e)
{
	struct rowset *r = &w->event;
	unsigned char salt[STORE_SALT];
	bool salted;
	int rc = wants_salt(w, case_id, k, &salted, e);

	if (!rc && salted)
		rc = work_salt(w, salt, e);
	if (rc)
		return rc;
	rows_int(r, case_id);
	rows_int(r, at_s);
	rows_int(r, (int64_t)k);
	rows_opt(r, undoes, 0);
	rows_str(r, detail.p ? detail : STR(""));
	rows_blob(r, facts);
	rows_blob(r, salted ? str_make((const char *)salt, sizeof(salt)) : STR(""));
	w->events++;
	return work_row(w, STMT_event_rows, r, e);
}

struct case_words { /* numbers of the words a case is stored with */
	int64_t brand;
	struct step_ids {
		int64_t action, actor;
	} proposal, next;
};

static int step_ids(struct work *w, const struct store_step *s, struct step_ids *out, struct err *e)
{
	int rc = store_word(w, s->action, &out->action, e);

	return rc ? rc : store_word(w, s->actor, &out->actor, e);
}

static int case_words(
	struct work *w, const struct store_case *c, struct case_words *out, struct err *e)
{
	int rc = step_ids(w, &c->proposal, &out->proposal, e);

	if (!rc)
		rc = step_ids(w, &c->next, &out->next, e);
	return rc ? rc : store_word(w, c->brand, &out->brand, e);
}

/* What changes with each report and each look, from column ${at} on. */
static void bind_case(
	sqlite3_stmt *st, int at, const struct store_case *c, const struct case_words *x)
{
	db_bind_str(st, at, c->target.p ? c->target : STR(""));
	db_bind_opt(st, at + 1, x->brand, 0);
	sqlite3_bind_int64(st, at + 2, c->names);
	sqlite3_bind_int64(st, at + 3, c->missing);
	sqlite3_bind_int(st, at + 4, (int)c->verdict);
	sqlite3_bind_int(st, at + 5, c->decision);
	db_bind_opt(st, at + 6, x->proposal.action, 0);
	db_bind_opt(st, at + 7, c->proposal.role, STORE_NONE);
	db_bind_opt(st, at + 8, x->proposal.actor, 0);
	db_bind_opt(st, at + 9, c->proposal.effect, STORE_NONE);
	db_bind_opt(st, at + 10, c->proposal.collateral, STORE_NONE);
	db_bind_opt(st, at + 11, x->next.action, 0);
	db_bind_opt(st, at + 12, c->next.role, STORE_NONE);
	db_bind_opt(st, at + 13, x->next.actor, 0);
	sqlite3_bind_int64(st, at + 14, c->worked_at_s);
	sqlite3_bind_int64(st, at + 15, c->recurrences);
	db_bind_opt(st, at + 16, c->merged_into, 0);
	db_bind_str(st, at + 17, c->routing);
	db_bind_str(st, at + 18, c->country.n ? c->country : (struct str){ NULL, 0 });
}

/* The same for a new row. */
static void row_case(struct rowset *r, const struct store_case *c, const struct case_words *x)
{
	rows_str(r, c->target.p ? c->target : STR(""));
	rows_opt(r, x->brand, 0);
	rows_int(r, c->names);
	rows_int(r, c->missing);
	rows_int(r, (int64_t)c->verdict);
	rows_int(r, c->decision);
	rows_opt(r, x->proposal.action, 0);
	rows_opt(r, c->proposal.role, STORE_NONE);
	rows_opt(r, x->proposal.actor, 0);
	rows_opt(r, c->proposal.effect, STORE_NONE);
	rows_opt(r, c->proposal.collateral, STORE_NONE);
	rows_opt(r, x->next.action, 0);
	rows_opt(r, c->next.role, STORE_NONE);
	rows_opt(r, x->next.actor, 0);
	rows_int(r, c->worked_at_s);
	rows_int(r, c->recurrences);
	rows_opt(r, c->merged_into, 0);
	rows_str(r, c->routing);
	rows_str(r, c->country.n ? c->country : (struct str){ NULL, 0 });
}

int store_case_put(struct work *w, const struct store_case *c, struct err *e)
{
	struct rowset *r = &w->opened;
	struct case_words x;
	int rc = case_words(w, c, &x, e);

	if (rc)
		return rc;
	rows_int(r, c->id);
	rows_str(r, c->site);
	rows_int(r, (int64_t)c->harm_class);
	rows_int(r, c->part);
	rows_int(r, (int64_t)c->site_kind);
	rows_int(r, c->harm);
	rows_int(r, c->opened_at_s);
	row_case(r, c, &x);
	rc = work_row(w, STMT_case_rows, r, e);
	if (rc || c->part)
		return rc;
	return put_event(w, c->id, c->opened_at_s, EVENT_OPENED, 0, STR(""), c->facts, e);
}

int store_case_set(struct work *w, const struct store_case *c, struct err *e)
{
	struct db *d = &w->s->db;
	struct case_words x;
	sqlite3_stmt *st;
	int rc = case_words(w, c, &x, e);

	if (rc)
		return rc;
	st = db_stmt(d, STMT_case_set, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, c->id);
	bind_case(st, 2, c, &x);
	return db_run(d, st, e);
}

int store_report_put(struct work *w, int64_t case_id, const struct store_report *r, struct err *e)
{
	struct rowset *to = &w->report;
	int64_t reporter;
	int rc = store_word(w, r->reporter, &reporter, e);

	if (rc)
		return rc;
	rows_int(to, case_id);
	rows_int(to, (int64_t)r->ord);
	rows_opt(to, r->via, 0);
	rows_int(to, reporter);
	rows_int(to, r->harm);
	rows_int(to, (int64_t)r->tier);
	rows_int(to, r->evidence);
	rows_opt(to, r->incident_at_s, CLOCK_NONE);
	rows_opt(to, r->page, STORE_NONE);
	rows_opt(to, r->erased, 0);
	if (w->joined && r->ord - w->next_ord < w->joined_cap)
		w->joined[r->ord - w->next_ord] = (uint64_t)case_id;
	return work_row(w, STMT_report_rows, to, e);
}

int store_event_put_facts(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, struct str facts, int64_t *seq, struct err *e)
{
	int rc = put_event(w, case_id, at_s, k, undoes, detail, facts, e);

	if (!rc)
		rc = rows_flush(&w->s->db, STMT_event_rows, &w->event, e);
	*seq = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_event_put(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, int64_t *seq, struct err *e)
{
	return store_event_put_facts(w, case_id, at_s, k, undoes, detail, STR(""), seq, e);
}

/* ---- reading ---- */

static int read_cold(
	struct db *d, struct arena *a, sqlite3_stmt *st, struct store_case *out, struct err *e)
{
	int64_t brand, action, actor, next_action, next_actor;
	int rc;

	*out = (struct store_case){ .id = sqlite3_column_int64(st, 0),
		.site = db_col_str(a, st, 1),
		.harm_class = (enum harm_class)sqlite3_column_int(st, 2),
		.part = sqlite3_column_int64(st, 3),
		.site_kind = (enum site_kind)sqlite3_column_int(st, 4),
		.harm = sqlite3_column_int(st, 5),
		.opened_at_s = sqlite3_column_int64(st, 6),
		.target = db_col_str(a, st, 7),
		.names = (uint32_t)sqlite3_column_int64(st, 9),
		.missing = (evidence_set)sqlite3_column_int64(st, 10),
		.verdict = (enum verdict)sqlite3_column_int(st, 11),
		.decision = sqlite3_column_int(st, 12),
		.worked_at_s = sqlite3_column_int64(st, 21),
		.recurrences = (uint32_t)sqlite3_column_int64(st, 22),
		.merged_into = sqlite3_column_int64(st, 23),
		.routing = db_col_str(a, st, 24),
		.country = db_col_str(a, st, 25) };
	brand = sqlite3_column_int64(st, 8);
	action = sqlite3_column_int64(st, 13);
	out->proposal.role = (int)db_col_opt(st, 14, STORE_NONE);
	actor = sqlite3_column_int64(st, 15);
	out->proposal.effect = (int)db_col_opt(st, 16, STORE_NONE);
	out->proposal.collateral = (int)db_col_opt(st, 17, STORE_NONE);
	next_action = sqlite3_column_int64(st, 18);
	out->next.role = (int)db_col_opt(st, 19, STORE_NONE);
	next_actor = sqlite3_column_int64(st, 20);
	out->next.effect = out->next.collateral = STORE_NONE;
	sqlite3_reset(st);
	if (!out->site.p || !out->target.p)
		return err_nomem(e);
	rc = word_text(d, a, brand, &out->brand, e);
	if (!rc)
		rc = word_text(d, a, action, &out->proposal.action, e);
	if (!rc)
		rc = word_text(d, a, actor, &out->proposal.actor, e);
	if (!rc)
		rc = word_text(d, a, next_action, &out->next.action, e);
	if (!rc)
		rc = word_text(d, a, next_actor, &out->next.actor, e);
	return rc;
}

int case_read(struct db *d, struct arena *a, int64_t id, struct store_case *out, bool *found,
	struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_case_get, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(d, st, found, e);
	if (rc || !*found)
		return rc;
	return read_cold(d, a, st, out, e);
}

int store_case_load(
	struct work *w, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	bool found;
	int rc = case_read(&w->s->db, a, id, out, &found, e);

	if (!rc && !found)
		rc = err_set(
			e, BW_EIO, "the store is damaged: case %lld has no row", (long long)id);
	return rc;
}

static void from_hot(struct store_case *c, const struct hot_case *h)
{
	c->state = h->state;
	c->reports = h->reports;
	c->last_seen_s = h->last_seen_s;
	c->due_s = h->due_s;
	c->evidence = h->evidence;
	c->tier = h->tier;
	c->grade = h->grade;
}

static int case_get(
	struct store *s, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct hot_case h;
	sqlite3_stmt *st;
	bool found;
	int rc = case_read(&s->db, a, id, out, &found, e);

	if (rc)
		return rc;
	if (!found)
		return err_set(e, BW_ENOTFOUND, "there is no case %s",
			store_id_text('c', (uint64_t)id, text));
	st = db_stmt(&s->db, STMT_hot_get, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(id));
	rc = db_step(&s->db, st, &found, e);
	if (rc)
		return rc;
	if (!found || sqlite3_column_bytes(st, 0) != HOT_BYTES) {
		sqlite3_reset(st);
		return err_set(e, BW_EIO, "the store is damaged: case %lld is not in the list",
			(long long)id);
	}
	hot_read((const struct hot_chunk *)sqlite3_column_blob(st, 0), hot_index_of(id), &h);
	sqlite3_reset(st);
	from_hot(out, &h);
	return BW_OK;
}

int store_case_get(
	struct store *s, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	const struct store_case *had = look_get(&s->db, LOOK_CASE, LOOK_NUMBER(id));
	struct arena *room;
	struct store_case *keep;
	int rc;

	if (had) {
		*out = *had;
		return BW_OK;
	}
	room = look_room(&s->db);
	rc = case_get(s, room ? room : a, id, out, e);
	keep = room && !rc ? ARENA_NEW(room, struct store_case) : NULL;
	if (keep) {
		*keep = *out;
		look_put(&s->db, LOOK_CASE, LOOK_NUMBER(id), keep);
	}
	return rc;
}

int store_case_reports(struct store *s, struct arena *a, int64_t id, uint64_t after, size_t most,
	struct store_report **out, size_t *n, struct err *e)
{
	struct {
		struct store_report *v;
		size_t n, cap;
	} all = { 0 };
	struct {
		int64_t *v;
		size_t n, cap;
	} who = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_report_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, (int64_t)after);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row && all.n < most) {
		struct store_report *r = VEC_PUSH(a, &all);
		int64_t *word = VEC_PUSH(a, &who);

		if (!r || !word) {
			rc = err_nomem(e);
			break;
		}
		*r = (struct store_report){ .ord = (uint64_t)sqlite3_column_int64(st, 1),
			.via = sqlite3_column_int64(st, 2),
			.harm = sqlite3_column_int(st, 4),
			.tier = (enum tier)sqlite3_column_int(st, 5),
			.evidence = (evidence_set)sqlite3_column_int64(st, 6),
			.incident_at_s = db_col_opt(st, 7, CLOCK_NONE),
			.page = (int)db_col_opt(st, 8, STORE_NONE),
			.erased = sqlite3_column_int(st, 9) != 0 };
		*word = sqlite3_column_int64(st, 3);
	}
	sqlite3_reset(st);
	for (size_t i = 0; !rc && i < all.n; i++)
		rc = word_text(&s->db, a, who.v[i], &all.v[i].reporter, e);
	if (rc)
		return rc;
	*out = all.v;
	*n = all.n;
	return BW_OK;
}

int store_case_events(struct store *s, struct arena *a, int64_t id, struct store_event **out,
	size_t *n, struct err *e)
{
	struct {
		struct store_event *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_event_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct store_event *v = VEC_PUSH(a, &all);

		if (!v) {
			rc = err_nomem(e);
			break;
		}
		*v = (struct store_event){ .seq = sqlite3_column_int64(st, 0),
			.case_id = sqlite3_column_int64(st, 1),
			.at_s = sqlite3_column_int64(st, 2),
			.kind = (enum store_event_kind)sqlite3_column_int(st, 3),
			.undoes = sqlite3_column_int64(st, 4),
			.detail = db_col_str(a, st, 5) };
	}
	sqlite3_reset(st);
	*out = all.v;
	*n = all.n;
	return rc;
}
