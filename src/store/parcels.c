/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that leave together. */
#include "store/parcels.h"

#include <sodium.h>

#include "base/limit.h"
#include "base/vec.h"
#include "store/fsck.h"
#include "store/tokens.h"

/* ---- waiting ---- */

int store_letter_gather(struct work *w, int64_t id, int64_t until_s, struct str why, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_gather, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, until_s);
	outbox_bind_text(st, 3, why);
	return outbox_run(w, st, e);
}

int store_letter_alone(struct work *w, int64_t id, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letter_alone, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, now_s);
	return outbox_run(w, st, e);
}

int store_letters_alone(
	struct work *w, const struct outbox_contact *c, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_letters_alone, e);

	if (!st)
		return e->code;
	outbox_bind_text(st, 1, c->actor);
	sqlite3_bind_int(st, 2, (int)c->channel);
	outbox_bind_text(st, 3, c->value);
	sqlite3_bind_int64(st, 4, now_s);
	return outbox_run(w, st, e);
}

int store_parcels_waiting(
	struct store *s, struct arena *a, struct parcel_heap **out, size_t *n, struct err *e)
{
	struct {
		struct parcel_heap *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_waiting, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, LIMIT_HEAPS);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct parcel_heap *h = VEC_PUSH(a, &all);

		if (!h) {
			rc = err_nomem(e);
			break;
		}
		*h = (struct parcel_heap){ .actor = db_col_str(a, st, 0),
			.contact = db_col_str(a, st, 1),
			.lang = db_col_str(a, st, 2),
			.n = (size_t)sqlite3_column_int64(st, 3),
			.first_s = sqlite3_column_int64(st, 4) };
	}
	sqlite3_reset(st);
	*out = all.v;
	*n = all.n;
	return rc;
}

int store_parcel_waiting(struct store *s, struct arena *a, const struct parcel_heap *h, size_t most,
	int64_t **ids, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_waiting_ids, e);

	if (!st)
		return e->code;
	outbox_bind_text(st, 1, h->actor);
	outbox_bind_text(st, 2, h->contact);
	outbox_bind_text(st, 3, h->lang);
	sqlite3_bind_int64(st, 4, (int64_t)most);
	return outbox_ids(s, a, st, ids, n, e);
}

/* ---- parcels ---- */

static void key_begin(const struct store *s, crypto_generichash_state *h)
{
	static const char use[] = "parcel key";

	crypto_generichash_init(h, s->secret, sizeof(s->secret), LETTER_KEY);
	crypto_generichash_update(h, (const unsigned char *)use, sizeof(use));
}

static int put_row(struct work *w, const unsigned char *key, bool as_table, int64_t now_s,
	int64_t *id, struct err *e)
{
	unsigned char hash[STORE_DIGEST];
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_parcel_put, e);
	int rc;

	if (!st)
		return e->code;
	token_hash_of(w->s, TOKEN_PARCEL, key, LETTER_KEY, hash);
	sqlite3_bind_blob(st, 1, key, LETTER_KEY, SQLITE_STATIC);
	sqlite3_bind_blob(st, 2, hash, sizeof(hash), SQLITE_STATIC);
	sqlite3_bind_int(st, 3, as_table);
	sqlite3_bind_int64(st, 4, now_s);
	rc = outbox_run(w, st, e);
	if (!rc)
		*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_parcel_put(struct work *w, const struct letter *v, size_t n, bool as_table, int64_t now_s,
	int64_t *id, struct err *e)
{
	unsigned char key[LETTER_KEY];
	crypto_generichash_state h;
	sqlite3_stmt *st;
	int rc;

	key_begin(w->s, &h);
	for (size_t i = 0; i < n; i++)
		crypto_generichash_update(&h, v[i].key, LETTER_KEY);
	crypto_generichash_final(&h, key, sizeof(key));
	rc = put_row(w, key, as_table, now_s, id, e);
	for (size_t i = 0; !rc && i < n; i++) {
		st = db_stmt(&w->s->db, STMT_parcel_join, e);
		if (!st)
			return e->code;
		sqlite3_bind_int64(st, 1, v[i].id);
		sqlite3_bind_int64(st, 2, *id);
		sqlite3_bind_int64(st, 3, now_s);
		rc = outbox_run(w, st, e);
		if (!rc && sqlite3_changes(w->s->db.h) != 1)
			rc = err_set(e, BW_ECONFLICT, "a letter does not wait for others any more");
	}
	return rc;
}

int store_parcels_due(struct store *s, struct arena *a, int64_t now_s, size_t most, int64_t **ids,
	size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_due, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return outbox_ids(s, a, st, ids, n, e);
}

int store_parcel_get(
	struct store *s, struct arena *a, int64_t id, struct parcel *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_get, e);
	char token[OUTBOX_TOKEN_CHARS + 1], text[STORE_ID_TEXT];
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "there is no message %s",
			store_id_text('g', id > 0 ? (uint64_t)id : 0, text));
	if (!rc && sqlite3_column_bytes(st, 1) != LETTER_KEY)
		rc = err_set(e, BW_EIO, "the store is damaged: a parcel has no key");
	if (!rc) {
		*out = (struct parcel){ .id = sqlite3_column_int64(st, 0),
			.as_table = sqlite3_column_int(st, 2) != 0,
			.made_at_s = sqlite3_column_int64(st, 3) };
		memcpy(out->key, sqlite3_column_blob(st, 1), LETTER_KEY);
		token_text(s, TOKEN_PARCEL, out->key, LETTER_KEY, token);
		out->token = arena_dup(a, str_make(token, OUTBOX_TOKEN_CHARS));
		rc = out->token.p ? BW_OK : err_nomem(e);
	}
	sqlite3_reset(st);
	return rc;
}

int store_parcel_by_token(
	struct store *s, struct arena *a, struct str token, struct parcel *out, struct err *e)
{
	int64_t id;
	int rc = token_find(s, TOKEN_PARCEL, STMT_parcel_by_token, token, &id, e);

	if (!rc)
		rc = store_parcel_get(s, a, id, out, e);
	if (!rc && !token_equal(token, out->token))
		rc = err_set(e, BW_ENOTFOUND, "there is nothing with that token");
	return rc;
}

int store_parcel_by_key(struct store *s, struct arena *a, const unsigned char key[LETTER_KEY],
	struct parcel *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_by_key, e);
	int64_t id = 0;
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, key, LETTER_KEY, SQLITE_STATIC);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		id = sqlite3_column_int64(st, 0);
	else if (!rc)
		rc = err_set(e, BW_ENOTFOUND, "there is no message with that key");
	sqlite3_reset(st);
	return rc ? rc : store_parcel_get(s, a, id, out, e);
}

static int get_letter(struct store *s, struct arena *a, int64_t id, void *row, struct err *e)
{
	return store_letter_get(s, a, id, row, e);
}

int store_parcel_letters(
	struct store *s, struct arena *a, int64_t id, struct letter **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_parcel_letters, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	return outbox_rows(s, a, st, sizeof(**out), get_letter, out, n, e);
}

/* ---- what must hold ---- */

static bool same_text(sqlite3_stmt *st, int n, struct buf *first)
{
	const char *p = (const char *)sqlite3_column_text(st, n);
	struct str now = str_make(p ? p : "", p ? (size_t)sqlite3_column_bytes(st, n) : 0);
	bool same = first->n == 0 || str_eq(buf_str(first), now);

	buf_reset(first);
	buf_add(first, now);
	return same;
}

/* Its key is that of its letters, which go to one recipient in one language, by mail. */
static void look_at_parcel(struct fsck *k, sqlite3_stmt *row, struct finding *f)
{
	unsigned char key[LETTER_KEY], hash[STORE_DIGEST];
	int64_t id = sqlite3_column_int64(row, 0);
	sqlite3_stmt *st = db_stmt(&k->s->db, STMT_parcel_keys, NULL);
	struct buf contact, lang, actor;
	crypto_generichash_state h;
	bool more = true, one = true;
	size_t n = 0;

	if (!st)
		return;
	buf_init(&contact, LIMIT_URL_BYTES);
	buf_init(&lang, 64);
	buf_init(&actor, LIMIT_URL_BYTES);
	key_begin(k->s, &h);
	sqlite3_bind_int64(st, 1, id);
	while (!db_step(&k->s->db, st, &more, NULL) && more) {
		crypto_generichash_update(&h, sqlite3_column_blob(st, 0), LETTER_KEY);
		one = one && sqlite3_column_int(st, 2) == CHANNEL_MAIL && same_text(st, 3, &lang) &&
		      same_text(st, 4, &actor) &&
		      (sqlite3_column_int(st, 6) || same_text(st, 1, &contact)) &&
		      sqlite3_column_int(st, 5) != LETTER_IS_HELD;
		n++;
	}
	sqlite3_reset(st);
	crypto_generichash_final(&h, key, sizeof(key));
	token_hash_of(k->s, TOKEN_PARCEL, key, sizeof(key), hash);
	if (!n || sqlite3_column_bytes(row, 1) != LETTER_KEY ||
		memcmp(sqlite3_column_blob(row, 1), key, LETTER_KEY) != 0 ||
		sqlite3_column_bytes(row, 2) != STORE_DIGEST ||
		memcmp(sqlite3_column_blob(row, 2), hash, STORE_DIGEST) != 0)
		finding_fault(
			f, "message %lld has not the key of its %zu letters", (long long)id, n);
	if (!one)
		finding_fault(f, "message %lld has letters of several recipients", (long long)id);
	buf_done(&contact);
	buf_done(&lang);
	buf_done(&actor);
}

int fsck_parcels(struct fsck *k, struct err *e)
{
	struct finding f;
	int rc;

	finding_init(&f);
	rc = fsck_each(k, STMT_parcel_all, look_at_parcel, &f, e);
	fsck_conclude(k, "grouped-letters-have-one-recipient", &f, "messages");
	return rc;
}
