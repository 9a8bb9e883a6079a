/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions and measures; letters.c and contacts.c have the rest of outbox.h. */
#include "store/outbox.h"

#include <sodium.h>

#include "base/limit.h"
#include "store/tokens.h"

static int outbox_fail(struct work *w, struct err *e)
{
	if ((sqlite3_errcode(w->s->db.h) & 0xff) == SQLITE_CONSTRAINT)
		return err_set(e, BW_ECONFLICT, "%s", sqlite3_errmsg(w->s->db.h));
	return e->code;
}

int outbox_run(struct work *w, sqlite3_stmt *st, struct err *e)
{
	int rc = db_run(&w->s->db, st, e);

	return rc ? outbox_fail(w, e) : BW_OK;
}

void outbox_bind_text(sqlite3_stmt *st, int n, struct str s)
{
	db_bind_str(st, n, s.p ? s : STR(""));
}

int outbox_word(struct work *w, struct str text, int64_t *id, struct err *e)
{
	*id = 0;
	return text.n ? store_word(w, text, id, e) : BW_OK;
}

/* ---- decisions ---- */

static int decisions_so_far(struct store *s, int64_t case_id, uint64_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_decision_case, e);
	bool row;
	int rc;

	*n = 0;
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row)
		(*n)++;
	sqlite3_reset(st);
	return rc;
}

static void bind_words(sqlite3_stmt *st, const struct decided *d)
{
	outbox_bind_text(st, 9, d->effect_on);
	outbox_bind_text(st, 11, d->target);
	outbox_bind_text(st, 12, d->clause);
	outbox_bind_text(st, 13, d->pack);
	outbox_bind_text(st, 14, d->pack_version);
	outbox_bind_text(st, 16, d->by.rule);
	outbox_bind_text(st, 20, d->exception);
	outbox_bind_text(st, 21, d->why);
	outbox_bind_text(st, 22, d->reasons);
	outbox_bind_text(st, 23, d->ladder);
}

int store_decision_put(struct work *w, const struct decided *d, int64_t *id, struct err *e)
{
	unsigned char nonce[TOKEN_NONCE], hash[STORE_DIGEST];
	int64_t action, actor;
	uint64_t n;
	sqlite3_stmt *st;
	int rc = outbox_word(w, d->action, &action, e);

	if (!rc)
		rc = outbox_word(w, d->actor, &actor, e);
	if (!rc)
		rc = decisions_so_far(w->s, d->case_id, &n, e);
	if (rc)
		return rc;
	/* The n-th decision of a case: no two are alike, and only the secret makes a token of it. */
	token_nonce((uint64_t)d->case_id, n, nonce);
	token_hash_of(w->s, TOKEN_DECISION, nonce, sizeof(nonce), hash);
	st = db_stmt(&w->s->db, STMT_decision_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, d->case_id);
	sqlite3_bind_int64(st, 2, d->at_s);
	sqlite3_bind_int(st, 3, (int)d->state);
	sqlite3_bind_int(st, 4, d->kind);
	db_bind_opt(st, 5, action, 0);
	db_bind_opt(st, 6, actor, 0);
	db_bind_opt(st, 7, d->role, STORE_NONE);
	sqlite3_bind_int(st, 8, (int)d->effect);
	sqlite3_bind_int(st, 10, (int)d->collateral);
	bind_words(st, d);
	sqlite3_bind_int64(st, 15, d->by.person);
	sqlite3_bind_int64(st, 17, d->second_person);
	sqlite3_bind_int(st, 18, d->reached);
	sqlite3_bind_int(st, 19, d->automated);
	db_bind_opt(st, 24, d->follows, 0);
	sqlite3_bind_blob(st, 25, nonce, sizeof(nonce), SQLITE_STATIC);
	sqlite3_bind_blob(st, 26, hash, sizeof(hash), SQLITE_STATIC);
	rc = outbox_run(w, st, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

static int read_decision(
	struct store *s, struct arena *a, sqlite3_stmt *st, struct decided *d, struct err *e)
{
	const unsigned char *nonce = sqlite3_column_blob(st, 25);
	char token[OUTBOX_TOKEN_CHARS + 1];

	*d = (struct decided){ .id = sqlite3_column_int64(st, 0),
		.case_id = sqlite3_column_int64(st, 1),
		.at_s = sqlite3_column_int64(st, 2),
		.state = (enum decision_state)sqlite3_column_int(st, 3),
		.kind = sqlite3_column_int(st, 4),
		.action = db_col_str(a, st, 5),
		.actor = db_col_str(a, st, 6),
		.role = (int)db_col_opt(st, 7, STORE_NONE),
		.effect = (enum effect)sqlite3_column_int(st, 8),
		.effect_on = db_col_str(a, st, 9),
		.collateral = (enum collateral)sqlite3_column_int(st, 10),
		.target = db_col_str(a, st, 11),
		.clause = db_col_str(a, st, 12),
		.pack = db_col_str(a, st, 13),
		.pack_version = db_col_str(a, st, 14),
		.by = { sqlite3_column_int64(st, 15), db_col_str(a, st, 16) },
		.second_person = sqlite3_column_int64(st, 17),
		.reached = sqlite3_column_int(st, 18) != 0,
		.automated = sqlite3_column_int(st, 19) != 0,
		.exception = db_col_str(a, st, 20),
		.why = db_col_str(a, st, 21),
		.reasons = db_col_str(a, st, 22),
		.ladder = db_col_str(a, st, 23),
		.follows = db_col_opt(st, 24, 0) };
	if (!nonce || sqlite3_column_bytes(st, 25) != TOKEN_NONCE)
		return err_set(e, BW_EIO, "the store is damaged: decision %lld has no nonce",
			(long long)d->id);
	token_text(s, TOKEN_DECISION, nonce, TOKEN_NONCE, token);
	d->token = arena_dup(a, str_make(token, OUTBOX_TOKEN_CHARS));
	return d->token.p && d->ladder.p && d->reasons.p ? BW_OK : err_nomem(e);
}

int store_decision_get(
	struct store *s, struct arena *a, int64_t id, struct decided *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_decision_get, e);
	char text[STORE_ID_TEXT];
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "there is no decision %s",
			store_id_text('d', id > 0 ? (uint64_t)id : 0, text));
	if (!rc)
		rc = read_decision(s, a, st, out, e);
	sqlite3_reset(st);
	return rc;
}

int store_decision_by_token(
	struct store *s, struct arena *a, struct str token, struct decided *out, struct err *e)
{
	int64_t id;
	int rc = token_find(s, TOKEN_DECISION, STMT_decision_token, token, &id, e);

	if (!rc)
		rc = store_decision_get(s, a, id, out, e);
	if (!rc && !token_equal(token, out->token))
		rc = err_set(e, BW_ENOTFOUND, "there is no such page");
	return rc;
}

int outbox_ids(struct store *s, struct arena *a, sqlite3_stmt *st, int64_t **ids, size_t *count,
	struct err *e)
{
	return db_rows(&s->db, st, a, sizeof(**ids), db_read_id, ids, count, e);
}

int outbox_rows(struct store *s, struct arena *a, sqlite3_stmt *st, size_t size, outbox_get *get,
	void *out, size_t *n, struct err *e)
{
	int64_t *ids;
	char *rows;
	int rc = outbox_ids(s, a, st, &ids, n, e);

	if (rc)
		return rc;
	rows = arena_array(a, *n + 1, size);
	if (!rows)
		return err_nomem(e);
	for (size_t i = 0; !rc && i < *n; i++)
		rc = get(s, a, ids[i], rows + i * size, e);
	memcpy(out, &rows, sizeof(rows));
	return rc;
}

static int get_decision(struct store *s, struct arena *a, int64_t id, void *row, struct err *e)
{
	return store_decision_get(s, a, id, row, e);
}

static int decisions(struct store *s, struct arena *a, enum stmt by, int64_t arg,
	struct decided **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, by, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, arg);
	return outbox_rows(s, a, st, sizeof(**out), get_decision, out, n, e);
}

int store_decisions_of(struct store *s, struct arena *a, int64_t case_id, struct decided **out,
	size_t *n, struct err *e)
{
	return decisions(s, a, STMT_decision_case, case_id, out, n, e);
}

int store_decided(struct store *s, int64_t case_id, bool *any, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_decision_any, e);
	int64_t n;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	rc = db_number(&s->db, st, 0, &n, e);
	if (!rc)
		*any = n != 0;
	return rc;
}

int store_decisions_waiting(struct store *s, struct arena *a, size_t most, struct decided **out,
	size_t *n, struct err *e)
{
	return decisions(s, a, STMT_decision_waiting, (int64_t)most, out, n, e);
}

int store_decision_move(
	struct work *w, int64_t id, enum decision_state to, int64_t second_person, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_decision_move, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int(st, 2, (int)to);
	sqlite3_bind_int64(st, 3, second_person);
	return outbox_run(w, st, e);
}

/* ---- measures ---- */

static void bind_measure(sqlite3_stmt *st, int from, const struct measure *m)
{
	sqlite3_bind_int(st, from, (int)m->state);
	db_bind_opt(st, from + 1, m->from_s, CLOCK_NONE);
	db_bind_opt(st, from + 2, m->until_s, CLOCK_NONE);
	sqlite3_bind_int(st, from + 3, (int)m->channel);
	outbox_bind_text(st, from + 4, m->reference);
	sqlite3_bind_int(st, from + 5, m->restored);
}

int store_measure_put(struct work *w, const struct measure *m, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_measure_put, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, m->decision_id);
	sqlite3_bind_int64(st, 2, m->case_id);
	bind_measure(st, 3, m);
	rc = outbox_run(w, st, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_measure_set(struct work *w, const struct measure *m, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_measure_set, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, m->id);
	bind_measure(st, 2, m);
	return outbox_run(w, st, e);
}

static int read_measure(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct measure *m = row;

	*m = (struct measure){ .id = sqlite3_column_int64(st, 0),
		.decision_id = sqlite3_column_int64(st, 1),
		.case_id = sqlite3_column_int64(st, 2),
		.state = (enum measure_state)sqlite3_column_int(st, 3),
		.from_s = db_col_opt(st, 4, CLOCK_NONE),
		.until_s = db_col_opt(st, 5, CLOCK_NONE),
		.channel = (enum channel)sqlite3_column_int(st, 6),
		.reference = db_col_str(a, st, 7),
		.restored = sqlite3_column_int(st, 8) != 0 };
	return m->reference.p ? BW_OK : err_nomem(e);
}

int store_measure_of(
	struct store *s, struct arena *a, int64_t decision_id, struct measure *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_measure_decision, e);
	char text[STORE_ID_TEXT];
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, decision_id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "nothing follows from decision %s",
			store_id_text('d', decision_id > 0 ? (uint64_t)decision_id : 0, text));
	if (!rc)
		rc = read_measure(a, st, out, e);
	sqlite3_reset(st);
	return rc;
}

static int measures(struct store *s, struct arena *a, sqlite3_stmt *st, struct measure **out,
	size_t *n, struct err *e)
{

	return db_rows(&s->db, st, a, sizeof(**out), read_measure, out, n, e);
}

int store_measures_of_case(struct store *s, struct arena *a, int64_t case_id, struct measure **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_measure_case, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return measures(s, a, st, out, n, e);
}

int store_measures_ending(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct measure **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_measure_ending, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return measures(s, a, st, out, n, e);
}

int store_case_state(struct work *w, int64_t id, enum case_state to, struct err *e)
{
	struct hot_case h;
	int rc = store_hot_get(w, id, &h, e);

	if (rc || h.state == to)
		return rc;
	h.state = to;
	return store_hot_put(w, id, &h, e);
}
