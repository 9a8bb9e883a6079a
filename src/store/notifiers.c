/* SPDX-License-Identifier: Apache-2.0 */
/* Notifiers: agreements, keys, days, what came under them, what is held, what became of it. */
#include <sodium.h>

#include "store/inner.h"
#include "store/recourse.h"

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static bool conflict(struct db *d)
{
	return (sqlite3_errcode(d->h) & 0xff) == SQLITE_CONSTRAINT;
}

static struct str col_bytes(struct arena *a, sqlite3_stmt *st, int n)
{
	const char *p = sqlite3_column_blob(st, n);

	return p ? arena_dup(a, str_make(p, (size_t)sqlite3_column_bytes(st, n))) : STR("");
}

/* ---- agreements ---- */

static int read_notifier(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_notifier *out = row;

	*out = (struct store_notifier){ .id = sqlite3_column_int64(st, 0),
		.name = db_col_str(a, st, 1),
		.contact = db_col_str(a, st, 2),
		.basis = db_col_str(a, st, 3),
		.harms = db_col_str(a, st, 4),
		.tlds = db_col_str(a, st, 5),
		.countries = db_col_str(a, st, 6),
		.quota = sqlite3_column_int64(st, 7),
		.agreed_s = sqlite3_column_int64(st, 8),
		.review_s = sqlite3_column_int64(st, 9),
		.state = (enum notifier_state)sqlite3_column_int(st, 10),
		.state_s = sqlite3_column_int64(st, 11),
		.reasons = db_col_str(a, st, 12),
		.by_person = sqlite3_column_int(st, 13) != 0,
		.bound = sqlite3_column_int(st, 14),
		.warned_s = db_col_opt(st, 15, CLOCK_NONE),
		.told_s = db_col_opt(st, 16, CLOCK_NONE) };
	return out->name.p && out->contact.p && out->basis.p && out->harms.p && out->tlds.p &&
			       out->countries.p && out->reasons.p
		       ? BW_OK
		       : err_nomem(e);
}

static int run_notifier(
	struct work *w, enum stmt which, const struct store_notifier *n, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, which, e);
	char q[QUOTE_ROOM(60)];
	int rc;

	if (!st)
		return e->code;
	if (which == STMT_notifier_set)
		sqlite3_bind_int64(st, 1, n->id);
	db_bind_str(st, 2, n->name);
	db_bind_str(st, 3, or_empty(n->contact));
	db_bind_str(st, 4, or_empty(n->basis));
	db_bind_str(st, 5, or_empty(n->harms));
	db_bind_str(st, 6, or_empty(n->tlds));
	db_bind_str(st, 7, or_empty(n->countries));
	sqlite3_bind_int64(st, 8, n->quota);
	sqlite3_bind_int64(st, 9, n->agreed_s);
	sqlite3_bind_int64(st, 10, n->review_s);
	sqlite3_bind_int(st, 11, (int)n->state);
	sqlite3_bind_int64(st, 12, n->state_s);
	db_bind_str(st, 13, or_empty(n->reasons));
	sqlite3_bind_int(st, 14, n->by_person);
	sqlite3_bind_int(st, 15, n->bound);
	db_bind_opt(st, 16, n->warned_s, CLOCK_NONE);
	db_bind_opt(st, 17, n->told_s, CLOCK_NONE);
	rc = db_run(d, st, e);
	if (rc && conflict(d))
		rc = err_set(e, BW_ECONFLICT, "there is a notifier '%s' already",
			str_quote(n->name, 60, q));
	return rc;
}

int store_notifier_put(struct work *w, const struct store_notifier *n, int64_t *id, struct err *e)
{
	int rc = run_notifier(w, STMT_notifier_put, n, e);

	if (!rc)
		*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_notifier_set(struct work *w, const struct store_notifier *n, struct err *e)
{
	return run_notifier(w, STMT_notifier_set, n, e);
}

static int one_notifier(struct store *s, struct arena *a, sqlite3_stmt *st,
	struct store_notifier *out, struct err *e)
{
	bool row;
	int rc = db_step(&s->db, st, &row, e);

	if (!rc && row)
		rc = read_notifier(a, st, out, e);
	else if (!rc)
		rc = err_set(e, BW_ENOTFOUND, "there is no such notifier");
	sqlite3_reset(st);
	return rc;
}

int store_notifier_get(
	struct store *s, struct arena *a, int64_t id, struct store_notifier *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_notifier_get, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	return one_notifier(s, a, st, out, e);
}

int store_notifier_named(struct store *s, struct arena *a, struct str name,
	struct store_notifier *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_notifier_named, e);
	char q[QUOTE_ROOM(60)];
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, or_empty(name));
	rc = one_notifier(s, a, st, out, e);
	return rc == BW_ENOTFOUND
		       ? err_set(e, rc, "there is no notifier '%s'", str_quote(name, 60, q))
		       : rc;
}

int store_notifiers(
	struct store *s, struct arena *a, struct store_notifier **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_notifier_all, e);

	if (!st)
		return e->code;
	return db_rows(&s->db, st, a, sizeof(**out), read_notifier, out, n, e);
}

/* ---- keys ---- */

int store_key_put(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	int64_t now_s, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_key_put, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, key, STORE_KEY, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, notifier);
	sqlite3_bind_int64(st, 3, now_s);
	rc = db_run(d, st, e);
	return rc && conflict(d) ? err_set(e, BW_ECONFLICT, "that key is known already") : rc;
}

int store_key_revoke(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_key_revoke, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, key, STORE_KEY, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, notifier);
	sqlite3_bind_int64(st, 3, now_s);
	rc = db_run(&w->s->db, st, e);
	if (!rc && sqlite3_changes(w->s->db.h) != 1)
		rc = err_set(e, BW_ENOTFOUND, "this notifier has no such key that still works");
	return rc;
}

static int read_key(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_key *k = row;

	(void)a;
	if (sqlite3_column_bytes(st, 0) != STORE_KEY)
		return err_set(e, BW_EIO, "a key in the store is damaged");
	memcpy(k->public_key, sqlite3_column_blob(st, 0), STORE_KEY);
	k->made_at_s = sqlite3_column_int64(st, 1);
	k->revoked_at_s = db_col_opt(st, 2, CLOCK_NONE);
	return BW_OK;
}

int store_keys(struct store *s, struct arena *a, int64_t notifier, struct store_key **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_key_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	return db_rows(&s->db, st, a, sizeof(**out), read_key, out, n, e);
}

/* ---- days and submissions ---- */

int store_day_add(
	struct work *w, int64_t notifier, int64_t day, const struct store_day *more, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_day_add, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, day);
	sqlite3_bind_int64(st, 3, more->accepted);
	sqlite3_bind_int64(st, 4, more->folded);
	sqlite3_bind_int64(st, 5, more->held);
	sqlite3_bind_int64(st, 6, more->backdated);
	return db_run(&w->s->db, st, e);
}

int store_day_sum(struct store *s, int64_t notifier, int64_t day, int64_t days,
	struct store_day *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_day_sum, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, day - days);
	sqlite3_bind_int64(st, 3, day);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		*out = (struct store_day){ sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
			sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3) };
	sqlite3_reset(st);
	return rc;
}

int store_submission_put(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	const unsigned char digest[STORE_TOKEN_HASH],
	const unsigned char signature[STORE_SIGNATURE], int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_submission_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_blob(st, 2, key, STORE_KEY, SQLITE_STATIC);
	sqlite3_bind_blob(st, 3, digest, STORE_TOKEN_HASH, SQLITE_STATIC);
	sqlite3_bind_blob(st, 4, signature, STORE_SIGNATURE, SQLITE_STATIC);
	sqlite3_bind_int64(st, 5, now_s);
	return db_run(&w->s->db, st, e);
}

int store_submissions(struct store *s, int64_t notifier, int64_t *n, int64_t *last_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_submission_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row) {
		*n = sqlite3_column_int64(st, 0);
		*last_s = *n ? sqlite3_column_int64(st, 1) : CLOCK_NONE;
	}
	sqlite3_reset(st);
	return rc;
}

/* ---- reports under an agreement ---- */

int store_notified_put(
	struct work *w, uint64_t ord, int64_t notifier, int64_t case_id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_notified_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)ord);
	sqlite3_bind_int64(st, 2, notifier);
	sqlite3_bind_int64(st, 3, case_id);
	return db_run(&w->s->db, st, e);
}

int store_notified_move(struct work *w, uint64_t ord, int64_t case_id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_notified_move, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)ord);
	sqlite3_bind_int64(st, 2, case_id);
	return db_run(&w->s->db, st, e);
}

/* One number, 0 where there is no row. */
static int one_number(struct store *s, enum stmt which, int64_t arg, int64_t *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, which, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, arg);
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		*out = row ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_reset(st);
	return rc;
}

int store_notified_get(struct store *s, uint64_t ord, int64_t *notifier, struct err *e)
{
	return one_number(s, STMT_notified_get, (int64_t)ord, notifier, e);
}

int store_notified_case(
	struct store *s, struct arena *a, int64_t case_id, int64_t **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_notified_case, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return db_rows(&s->db, st, a, sizeof(**out), db_read_id, out, n, e);
}

int store_backed_put(struct work *w, int64_t case_id, int64_t notifier, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_backed_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int64(st, 2, notifier);
	return db_run(&w->s->db, st, e);
}

int store_backed_get(struct store *s, int64_t case_id, int64_t *notifier, struct err *e)
{
	return one_number(s, STMT_backed_get, case_id, notifier, e);
}

/* ---- quarantine ---- */

int store_held_put(struct work *w, const struct store_held *h, bool *fresh, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_quarantine_put, e);
	unsigned char digest[STORE_DIGEST];
	int rc;

	if (!st)
		return e->code;
	store_digest(w->s, h->compact, digest);
	sqlite3_bind_int64(st, 1, h->notifier);
	sqlite3_bind_int64(st, 2, h->at_s);
	db_bind_str(st, 3, or_empty(h->why));
	db_bind_str(st, 4, or_empty(h->detail));
	sqlite3_bind_int(st, 5, h->harm);
	sqlite3_bind_blob64(st, 6, h->compact.p, h->compact.n, SQLITE_STATIC);
	sqlite3_bind_blob64(st, 7, h->raw.n ? h->raw.p : "", h->raw.n, SQLITE_STATIC);
	sqlite3_bind_blob(st, 8, digest, sizeof(digest), SQLITE_STATIC);
	rc = db_run(d, st, e);
	*fresh = !rc && sqlite3_changes(d->h) == 1;
	return rc;
}

static int read_held(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_held *out = row;

	*out = (struct store_held){ .id = sqlite3_column_int64(st, 0),
		.notifier = sqlite3_column_int64(st, 1),
		.at_s = sqlite3_column_int64(st, 2),
		.why = db_col_str(a, st, 3),
		.detail = db_col_str(a, st, 4),
		.harm = sqlite3_column_int(st, 5),
		.settled_s = db_col_opt(st, 6, CLOCK_NONE),
		.settled_by = db_col_opt(st, 7, 0),
		.released = sqlite3_column_int(st, 8) != 0,
		.compact = col_bytes(a, st, 9),
		.raw = col_bytes(a, st, 10) };
	return out->why.p && out->detail.p && out->compact.p && out->raw.p ? BW_OK : err_nomem(e);
}

int store_held_get(
	struct store *s, struct arena *a, int64_t id, struct store_held *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_quarantine_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		rc = row ? read_held(a, st, out, e)
			 : err_set(e, BW_ENOTFOUND, "there is no such report in quarantine");
	sqlite3_reset(st);
	return rc;
}

int store_held_from(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_held **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_quarantine_from, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, after);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return db_rows(&s->db, st, a, sizeof(**out), read_held, out, n, e);
}

int store_held_count(struct store *s, int64_t notifier, int64_t *n, struct err *e)
{
	return one_number(s, STMT_quarantine_count, notifier, n, e);
}

int store_held_settle(struct work *w, int64_t id, bool released, struct str words, int64_t person,
	int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_quarantine_settle, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, now_s);
	sqlite3_bind_int64(st, 3, person);
	sqlite3_bind_int(st, 4, released);
	db_bind_str(st, 5, or_empty(words));
	rc = db_run(&w->s->db, st, e);
	if (!rc && sqlite3_changes(w->s->db.h) != 1)
		rc = err_set(e, BW_ECONFLICT, "it is settled already");
	return rc;
}

/* ---- outcomes ---- */

static int last_outcome(
	struct store *s, int64_t notifier, int64_t case_id, int *kind, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_outcome_last, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, case_id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		*kind = row ? sqlite3_column_int(st, 0) : STORE_NONE;
	sqlite3_reset(st);
	return rc;
}

int store_outcome_put(struct work *w, int64_t notifier, int64_t case_id, enum store_outcome k,
	int64_t decision, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st;
	int last, rc = last_outcome(w->s, notifier, case_id, &last, e);

	if (rc || last == (int)k)
		return rc;
	st = db_stmt(&w->s->db, STMT_outcome_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, case_id);
	sqlite3_bind_int(st, 3, (int)k);
	sqlite3_bind_int64(st, 4, decision);
	sqlite3_bind_int64(st, 5, now_s);
	return db_run(&w->s->db, st, e);
}

int store_outcome_sum(struct store *s, int64_t notifier, int64_t since_s, int64_t until_s,
	struct store_outcomes *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_outcome_sum, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	*out = (struct store_outcomes){ 0 };
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, since_s);
	sqlite3_bind_int64(st, 3, until_s);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int k = sqlite3_column_int(st, 0);

		if (k >= 0 && k < OUTCOME_COUNT)
			out->n[k] = sqlite3_column_int64(st, 1);
	}
	sqlite3_reset(st);
	return rc;
}

static int read_outcome(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	(void)a;
	(void)e;
	*(struct store_outcome_row *)row =
		(struct store_outcome_row){ .id = sqlite3_column_int64(st, 0),
			.case_id = sqlite3_column_int64(st, 1),
			.kind = (enum store_outcome)sqlite3_column_int(st, 2),
			.decision = sqlite3_column_int64(st, 3),
			.at_s = sqlite3_column_int64(st, 4) };
	return BW_OK;
}

int store_outcomes_from(struct store *s, struct arena *a, int64_t notifier, int64_t after,
	size_t most, struct store_outcome_row **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_outcome_from, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, notifier);
	sqlite3_bind_int64(st, 2, after);
	sqlite3_bind_int64(st, 3, (int64_t)most);
	return db_rows(&s->db, st, a, sizeof(**out), read_outcome, out, n, e);
}
