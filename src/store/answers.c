/* SPDX-License-Identifier: Apache-2.0 */
/* What came back to letters. */
#include "base/limit.h"
#include "store/duties.h"
#include "store/inner.h"

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

/* What makes an answer the same: the letter and everything it says.  Not when it came, nor how. */
static int digest_of(struct store *s, const struct answer *x, unsigned char *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 1 << 20);
	buf_addz(&b, "answer");
	buf_u64(&b, (uint64_t)x->case_id);
	buf_u64(&b, (uint64_t)x->letter_id);
	buf_u8(&b, (uint8_t)x->kind);
	buf_u8(&b, (uint8_t)x->effect);
	buf_u8(&b, x->sure);
	buf_u32(&b, x->needs);
	buf_u64(&b, (uint64_t)x->until_s);
	buf_lstr(&b, x->action);
	buf_lstr(&b, x->reason);
	buf_lstr(&b, x->reference);
	buf_lstr(&b, x->text);
	rc = buf_check(&b, "the answer", e);
	if (!rc)
		store_digest(s, buf_str(&b), out);
	buf_done(&b);
	return rc;
}

int store_answer_known(struct store *s, const struct answer *x, int64_t *id, struct err *e)
{
	unsigned char digest[STORE_DIGEST];
	sqlite3_stmt *st;
	bool row;
	int rc = digest_of(s, x, digest, e);

	*id = 0;
	st = rc ? NULL : db_stmt(&s->db, STMT_answer_same, e);
	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, digest, STORE_DIGEST, SQLITE_STATIC);
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	if (row)
		*id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return BW_OK;
}

/* One case has room for so many. */
static int room_for(struct store *s, int64_t case_id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_answer_count, e);
	int64_t n;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	rc = db_number(&s->db, st, 0, &n, e);
	if (rc)
		return rc;
	return n < LIMIT_ANSWERS
		       ? BW_OK
		       : err_set(e, BW_ELIMIT,
				 "the case has %d answers already; a person reads them first",
				 LIMIT_ANSWERS);
}

int store_answer_put(struct work *w, const struct store_answer *s, int64_t *id, struct err *e)
{
	const struct answer *x = &s->answer;
	unsigned char digest[STORE_DIGEST];
	int64_t actor, action;
	sqlite3_stmt *st;
	int rc = digest_of(w->s, x, digest, e);

	if (!rc)
		rc = room_for(w->s, x->case_id, e);
	if (!rc)
		rc = store_word(w, x->actor, &actor, e);
	if (!rc)
		rc = store_word(w, x->action, &action, e);
	st = rc ? NULL : db_stmt(&w->s->db, STMT_answer_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, x->case_id);
	sqlite3_bind_int64(st, 2, x->letter_id);
	sqlite3_bind_blob(st, 3, digest, STORE_DIGEST, SQLITE_STATIC);
	sqlite3_bind_int(st, 4, (int)x->kind);
	sqlite3_bind_int(st, 5, (int)x->channel);
	sqlite3_bind_int64(st, 6, x->at_s);
	sqlite3_bind_int64(st, 7, s->taken_s);
	db_bind_opt(st, 8, s->role, STORE_NONE);
	sqlite3_bind_int64(st, 9, actor);
	sqlite3_bind_int64(st, 10, action);
	sqlite3_bind_int(st, 11, (int)x->effect);
	db_bind_str(st, 12, or_empty(x->reason));
	sqlite3_bind_int64(st, 13, x->needs);
	sqlite3_bind_int64(st, 14, x->until_s);
	db_bind_str(st, 15, or_empty(x->reference));
	db_bind_str(st, 16, or_empty(x->text));
	sqlite3_bind_int(st, 17, x->sure);
	sqlite3_bind_int64(st, 18, s->event);
	rc = db_run(&w->s->db, st, e);
	*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

/* Columns in the order of answer_of and answer_get. */
static int read_answer(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct store_answer *out = row;
	struct answer *x = &out->answer;

	*out = (struct store_answer){ .taken_s = sqlite3_column_int64(st, 6),
		.role = (int)db_col_opt(st, 7, STORE_NONE) };
	x->id = sqlite3_column_int64(st, 0);
	x->case_id = sqlite3_column_int64(st, 1);
	x->letter_id = sqlite3_column_int64(st, 2);
	x->kind = (enum answer_kind)sqlite3_column_int(st, 3);
	x->channel = (enum channel)sqlite3_column_int(st, 4);
	x->at_s = sqlite3_column_int64(st, 5);
	x->actor = or_empty(db_col_str(a, st, 8));
	x->action = or_empty(db_col_str(a, st, 9));
	x->effect = (enum effect)sqlite3_column_int(st, 10);
	x->reason = or_empty(db_col_str(a, st, 11));
	x->needs = (evidence_set)sqlite3_column_int64(st, 12);
	x->until_s = sqlite3_column_int64(st, 13);
	x->reference = or_empty(db_col_str(a, st, 14));
	x->text = or_empty(db_col_str(a, st, 15));
	x->sure = sqlite3_column_int(st, 16);
	(void)e;
	return BW_OK;
}

int store_answers_of(struct store *s, struct arena *a, int64_t case_id, struct store_answer **out,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_answer_of, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return db_rows(&s->db, st, a, sizeof(**out), read_answer, out, n, e);
}

int store_answer_get(
	struct store *s, struct arena *a, int64_t id, struct store_answer *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_answer_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		rc = read_answer(a, st, out, e);
	sqlite3_reset(st);
	return rc || row ? rc : err_set(e, BW_ENOTFOUND, "there is no answer %lld", (long long)id);
}
