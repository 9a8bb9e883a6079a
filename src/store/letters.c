/* SPDX-License-Identifier: Apache-2.0 */
/* Letters: put in, taken, settled. */
#include <sodium.h>

#include "base/limit.h"
#include "base/vec.h"
#include "store/tokens.h"

static void hash_str(crypto_generichash_state *h, struct str s)
{
	unsigned char n[8];

	for (size_t i = 0; i < 8; i++)
		n[i] = (unsigned char)((uint64_t)s.n >> (8 * i));
	crypto_generichash_update(h, n, sizeof(n));
	crypto_generichash_update(h, (const unsigned char *)(s.p ? s.p : ""), s.n);
}

void store_letter_key(const struct store *s, const struct letter *l, unsigned char out[LETTER_KEY])
{
	const int64_t numbers[] = { l->case_id, l->decision_id, (int64_t)l->kind,
		(int64_t)l->channel, l->about, (int64_t)l->turn };
	crypto_generichash_state h;
	unsigned char b[8];

	crypto_generichash_init(&h, s->secret, sizeof(s->secret), LETTER_KEY);
	hash_str(&h, STR("letter key"));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		for (size_t k = 0; k < 8; k++)
			b[k] = (unsigned char)((uint64_t)numbers[i] >> (8 * k));
		crypto_generichash_update(&h, b, sizeof(b));
	}
	hash_str(&h, l->actor);
	hash_str(&h, l->contact);
	/* News of one kind that say different things are different letters. */
	hash_str(&h, l->kind >= LETTER_REPORTER ? l->subject : STR(""));
	crypto_generichash_final(&h, out, LETTER_KEY);
}

static int by_key(struct store *s, const unsigned char *key, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_by_key, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, key, LETTER_KEY, SQLITE_STATIC);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "there is no letter with that key");
	if (!rc)
		*id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return rc;
}

int store_letter_by_key(struct store *s, struct arena *a, const unsigned char key[LETTER_KEY],
	struct letter *out, struct err *e)
{
	int64_t id;
	int rc = by_key(s, key, &id, e);

	return rc ? rc : store_letter_get(s, a, id, out, e);
}

int store_letter_put(
	struct work *w, const struct letter *l, int64_t *id, bool *fresh, struct err *e)
{
	unsigned char key[LETTER_KEY], hash[STORE_DIGEST];
	sqlite3_stmt *st;
	int64_t actor;
	int rc = outbox_word(w, l->actor, &actor, e);

	if (rc)
		return rc;
	store_letter_key(w->s, l, key);
	token_hash_of(w->s, TOKEN_LETTER, key, sizeof(key), hash);
	st = db_stmt(&w->s->db, STMT_letter_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, key, sizeof(key), SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, l->case_id);
	sqlite3_bind_int64(st, 3, l->decision_id);
	sqlite3_bind_int(st, 4, (int)l->kind);
	sqlite3_bind_int(st, 5, (int)l->channel);
	sqlite3_bind_int(st, 6, (int)l->state);
	db_bind_opt(st, 7, l->role, STORE_NONE);
	db_bind_opt(st, 8, actor, 0);
	outbox_bind_text(st, 9, l->contact);
	outbox_bind_text(st, 10, l->lang);
	sqlite3_bind_blob(st, 11, hash, sizeof(hash), SQLITE_STATIC);
	outbox_bind_text(st, 12, l->subject);
	outbox_bind_text(st, 13, l->text);
	outbox_bind_text(st, 14, l->data);
	sqlite3_bind_int64(st, 15, l->made_at_s);
	sqlite3_bind_int64(st, 16, l->not_before_s);
	db_bind_opt(st, 17, l->due_s, CLOCK_NONE);
	db_bind_opt(st, 18, l->about, 0);
	sqlite3_bind_int64(st, 19, l->turn);
	rc = outbox_run(w, st, e);
	if (rc)
		return rc;
	*fresh = sqlite3_changes(w->s->db.h) == 1;
	*id = sqlite3_last_insert_rowid(w->s->db.h);
	return *fresh ? BW_OK : by_key(w->s, key, id, e);
}

/* Everything but text and data. */
static int read_letter(
	struct store *s, struct arena *a, sqlite3_stmt *st, struct letter *l, struct err *e)
{
	const unsigned char *key = sqlite3_column_blob(st, 1);
	char token[OUTBOX_TOKEN_CHARS + 1];

	if (!key || sqlite3_column_bytes(st, 1) != LETTER_KEY)
		return err_set(e, BW_EIO, "the store is damaged: a letter has no key");
	*l = (struct letter){ .id = sqlite3_column_int64(st, 0),
		.case_id = sqlite3_column_int64(st, 2),
		.decision_id = sqlite3_column_int64(st, 3),
		.kind = (enum letter_kind)sqlite3_column_int(st, 4),
		.channel = (enum channel)sqlite3_column_int(st, 5),
		.state = (enum letter_state)sqlite3_column_int(st, 6),
		.role = (int)db_col_opt(st, 7, STORE_NONE),
		.actor = db_col_str(a, st, 8),
		.contact = db_col_str(a, st, 9),
		.lang = db_col_str(a, st, 10),
		.subject = db_col_str(a, st, 11),
		.made_at_s = sqlite3_column_int64(st, 12),
		.not_before_s = sqlite3_column_int64(st, 13),
		.due_s = db_col_opt(st, 14, CLOCK_NONE),
		.tries = (uint32_t)sqlite3_column_int64(st, 15),
		.outcome = db_col_str(a, st, 16),
		.about = db_col_opt(st, 17, 0),
		.turn = (uint32_t)sqlite3_column_int64(st, 18),
		.sent_at_s = db_col_opt(st, 19, CLOCK_NONE),
		.reference = db_col_str(a, st, 20),
		.withdrawn = sqlite3_column_int(st, 21) != 0,
		.parcel = db_col_opt(st, 22, 0) };
	memcpy(l->key, key, LETTER_KEY);
	token_text(s, TOKEN_LETTER, l->key, LETTER_KEY, token);
	l->token = arena_dup(a, str_make(token, OUTBOX_TOKEN_CHARS));
	return l->token.p && l->subject.p && l->contact.p && l->reference.p ? BW_OK : err_nomem(e);
}

/* The tokens in the places of their marks. */
static int fill_tokens(struct arena *a, struct str text, struct str own, struct str page,
	struct str *out, struct err *e)
{
	struct buf b;
	size_t from = 0, at;
	int rc;

	if (str_find_byte(text, OUTBOX_TOKEN[0], 0) == SIZE_MAX) {
		*out = text;
		return BW_OK;
	}
	buf_init(&b, LIMIT_LETTER_BYTES * 2);
	while ((at = str_find_byte(text, OUTBOX_TOKEN[0], from)) != SIZE_MAX) {
		struct str mark = str_sub(text, at, 2);

		buf_add(&b, str_sub(text, from, at - from));
		if (str_is(mark, OUTBOX_TOKEN))
			buf_add(&b, own);
		else if (str_is(mark, OUTBOX_PAGE_TOKEN))
			buf_add(&b, page);
		from = at + mark.n;
	}
	buf_add(&b, str_from(text, from));
	rc = buf_check(&b, "the letter", e);
	if (!rc)
		*out = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return rc ? rc : out->p ? BW_OK : err_nomem(e);
}

int store_letter_get(
	struct store *s, struct arena *a, int64_t id, struct letter *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_get, e);
	struct decided d = { .token = STR("") };
	char text[STORE_ID_TEXT];
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "there is no letter %s",
			store_id_text('l', id > 0 ? (uint64_t)id : 0, text));
	if (!rc)
		rc = read_letter(s, a, st, out, e);
	if (!rc) {
		out->text = db_col_str(a, st, 23);
		out->data = db_col_str(a, st, 24);
		if (!out->text.p || !out->data.p)
			rc = err_nomem(e);
	}
	sqlite3_reset(st);
	if (!rc && out->decision_id && str_find(out->text, STR(OUTBOX_PAGE_TOKEN), 0) != SIZE_MAX)
		rc = store_decision_get(s, a, out->decision_id, &d, e);
	if (!rc)
		rc = fill_tokens(a, out->text, out->token, d.token, &out->text, e);
	return rc;
}

int store_letter_by_token(
	struct store *s, struct arena *a, struct str token, struct letter *out, struct err *e)
{
	int64_t id;
	int rc = token_find(s, TOKEN_LETTER, STMT_letter_by_token, token, &id, e);

	if (!rc)
		rc = store_letter_get(s, a, id, out, e);
	if (!rc && !token_equal(token, out->token))
		rc = err_set(e, BW_ENOTFOUND, "there is nothing with that token");
	return rc;
}

void outbox_query_init(struct outbox_query *q)
{
	*q = (struct outbox_query){ .state = -1, .kind = -1, .channel = -1 };
}

int store_letters(struct store *s, struct arena *a, const struct outbox_query *q,
	struct letter **out, size_t *n, struct err *e)
{
	struct {
		struct letter *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, q->case_id ? STMT_letter_case : STMT_letter_list, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, q->case_id);
	sqlite3_bind_int64(st, 2, q->decision_id);
	sqlite3_bind_int(st, 3, q->state);
	sqlite3_bind_int(st, 4, q->kind);
	sqlite3_bind_int(st, 5, q->channel);
	sqlite3_bind_int64(st, 6, q->after);
	sqlite3_bind_int64(st, 7, q->most ? (int64_t)q->most : LIMIT_LETTERS_SHOWN);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct letter *l = VEC_PUSH(a, &all);

		rc = l ? read_letter(s, a, st, l, e) : err_nomem(e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	*out = all.v;
	*n = all.n;
	return rc;
}

/* ---- taken and settled ---- */

int store_letters_due(struct store *s, struct arena *a, int64_t now_s, size_t most, int64_t **ids,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_due, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return outbox_ids(s, a, st, ids, n, e);
}

int store_letter_lease(
	struct work *w, int64_t id, int64_t now_s, int64_t until_s, bool *taken, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_lease, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, now_s);
	sqlite3_bind_int64(st, 3, until_s);
	rc = outbox_run(w, st, e);
	if (!rc)
		*taken = sqlite3_changes(w->s->db.h) == 1;
	return rc;
}

int store_letter_receipt(struct work *w, int64_t id, uint32_t tries, const struct receipt *r,
	int64_t now_s, int64_t next_s, bool *taken, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_receipt, e);
	bool again = r->state == LETTER_IS_QUEUED;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, tries);
	sqlite3_bind_int(st, 3, (int)(again ? LETTER_IS_LEASED : r->state));
	outbox_bind_text(st, 4, r->words);
	outbox_bind_text(st, 5, r->reference);
	sqlite3_bind_int64(st, 6, again ? next_s : now_s);
	db_bind_opt(st, 7,
		r->state == LETTER_IS_SENT || r->state == LETTER_IS_DELIVERED ? now_s : CLOCK_NONE,
		CLOCK_NONE);
	rc = outbox_run(w, st, e);
	if (!rc)
		*taken = sqlite3_changes(w->s->db.h) == 1;
	return rc;
}

int store_letter_wait(struct work *w, int64_t id, int64_t at_s, struct str why, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_wait, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, at_s);
	outbox_bind_text(st, 3, why);
	return outbox_run(w, st, e);
}

int store_letter_move(
	struct work *w, int64_t id, enum letter_state to, struct str why, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_move, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int(st, 2, (int)to);
	outbox_bind_text(st, 3, why);
	return outbox_run(w, st, e);
}

int store_letter_withdraw(struct work *w, int64_t id, struct str why, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_withdraw, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	outbox_bind_text(st, 2, why);
	return outbox_run(w, st, e);
}

int store_letters_next(struct store *s, int64_t *at_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_next, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		*at_s = row ? db_col_opt(st, 0, CLOCK_NONE) : CLOCK_NONE;
	sqlite3_reset(st);
	return rc;
}

int store_pulse(struct store *s, int64_t now_s, struct store_pulse *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_pulse, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	rc = db_step(&s->db, st, &row, e);
	if (!rc)
		*out = (struct store_pulse){ .queued = (uint64_t)sqlite3_column_int64(st, 0),
			.due = (uint64_t)sqlite3_column_int64(st, 1),
			.held = (uint64_t)sqlite3_column_int64(st, 2),
			.overdue = (uint64_t)sqlite3_column_int64(st, 3) };
	sqlite3_reset(st);
	return rc;
}

int store_letter_repeat(struct work *w, int64_t id, int64_t at_s, bool count, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_repeat, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	db_bind_opt(st, 2, at_s, CLOCK_NONE);
	sqlite3_bind_int(st, 3, count);
	return outbox_run(w, st, e);
}

int store_letter_repeats(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct outbox_repeat **out, size_t *n, struct err *e)
{
	struct {
		struct outbox_repeat *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_repeats, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct outbox_repeat *r = VEC_PUSH(a, &all);

		if (!r) {
			rc = err_nomem(e);
			break;
		}
		r->id = sqlite3_column_int64(st, 0);
		r->repeats = (uint32_t)sqlite3_column_int64(st, 1);
	}
	sqlite3_reset(st);
	*out = all.v;
	*n = all.n;
	return rc;
}

int store_letters_held(struct store *s, struct arena *a, const struct outbox_contact *c,
	int64_t **ids, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_letter_held, e);

	if (!st)
		return e->code;
	outbox_bind_text(st, 1, c->value);
	sqlite3_bind_int(st, 2, (int)c->channel);
	return outbox_ids(s, a, st, ids, n, e);
}
