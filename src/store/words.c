/* SPDX-License-Identifier: Apache-2.0 */
/* Words and names of actions: rows have their numbers. */
#include "base/hash.h"
#include "store/inner.h"

static int word_fetch(struct work *w, struct str text, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_word_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, text);
	rc = db_step(&w->s->db, st, &row, e);
	if (rc)
		return rc;
	*id = row ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_reset(st);
	if (row)
		return BW_OK;
	st = db_stmt(&w->s->db, STMT_word_put, e);
	if (!st)
		return e->code;
	db_bind_str(st, 1, text);
	rc = db_run(&w->s->db, st, e);
	*id = sqlite3_last_insert_rowid(w->s->db.h);
	return rc;
}

int store_word(struct work *w, struct str text, int64_t *id, struct err *e)
{
	uint64_t h = hash_fixed(text);
	size_t i = h & (WORD_CACHE - 1);
	int rc;

	*id = 0;
	if (text.n == 0)
		return BW_OK;
	if (w->word[i].id && w->word[i].hash == h &&
		str_eq(text, str_make(w->word[i].text, w->word[i].n))) {
		*id = w->word[i].id;
		return BW_OK;
	}
	rc = word_fetch(w, text, id, e);
	if (rc || text.n > sizeof(w->word[i].text))
		return rc;
	w->word[i].hash = h;
	w->word[i].id = *id;
	w->word[i].n = (uint32_t)text.n;
	memcpy(w->word[i].text, text.p, text.n);
	return BW_OK;
}

int store_action(struct work *w, struct str name, uint32_t *n, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st;
	bool row;
	int rc;

	*n = 0;
	if (name.n == 0)
		return BW_OK;
	for (size_t i = 0; i < 64; i++)
		if (w->action[i].n && str_is(name, w->action[i].text)) {
			*n = w->action[i].n;
			return BW_OK;
		}
	for (int turn = 0; turn < 2; turn++) {
		st = db_stmt(d, STMT_action_get, e);
		if (!st)
			return e->code;
		db_bind_str(st, 1, name);
		rc = db_step(d, st, &row, e);
		*n = row ? (uint32_t)sqlite3_column_int64(st, 0) : 0;
		sqlite3_reset(st);
		if (rc || *n)
			break;
		st = db_stmt(d, STMT_action_put, e);
		if (!st)
			return e->code;
		db_bind_str(st, 1, name);
		rc = db_run(d, st, e);
		if (rc)
			break;
	}
	if (rc || name.n >= sizeof(w->action[0].text))
		return rc;
	memcpy(w->action[w->action_at].text, name.p, name.n);
	w->action[w->action_at].text[name.n] = 0;
	w->action[w->action_at].n = *n;
	w->action_at = (w->action_at + 1) % 64;
	return BW_OK;
}

static int word_read(struct db *d, struct arena *a, int64_t id, struct str *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_word_text, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(d, st, &row, e);
	if (!rc && row)
		*out = db_col_str(a, st, 0);
	sqlite3_reset(st);
	return rc;
}

int word_text(struct db *d, struct arena *a, int64_t id, struct str *out, struct err *e)
{
	struct arena *room;
	const struct str *had;
	struct str *keep;
	int rc;

	*out = (struct str){ NULL, 0 };
	if (id == 0)
		return BW_OK;
	had = look_get(d, LOOK_WORD, LOOK_NUMBER(id));
	if (had) {
		*out = *had;
		return BW_OK;
	}
	room = look_room(d);
	rc = word_read(d, room ? room : a, id, out, e);
	keep = room && !rc ? ARENA_NEW(room, struct str) : NULL;
	if (keep) {
		*keep = *out;
		look_put(d, LOOK_WORD, LOOK_NUMBER(id), keep);
	}
	return rc;
}
