/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is: cases on which somebody answered and nobody of the desk has done anything since. */
#include "store/inner.h"
#include "store/ties.h"

/* Events by which a turn ends, a bit each: an answer, or what a person did. */
#define TURNS                                                                                  \
	(BIT(ANSWERED) | BIT(DECIDED) | BIT(CLOSED) | BIT(UNDONE) | BIT(SPLIT) | BIT(MERGED) | \
		BIT(STOOD_DOWN) | BIT(REVERSED))
#define BIT(event) ((int64_t)1 << EVENT_##event)
_Static_assert(EVENT_KIND_COUNT < 63, "kinds of events are bits of a number");

int store_reply_new(struct store *s, int64_t id, bool *is_new, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_event_turn, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, TURNS);
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	*is_new = row && sqlite3_column_int(st, 0) == EVENT_ANSWERED;
	sqlite3_reset(st);
	return BW_OK;
}

static int answered(struct store *s, struct arena *a, struct ids *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_answer_cases, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int(st, 1, STORE_REPLIES_MOST);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t id = sqlite3_column_int64(st, 0), *at = NULL;
		bool there = false;

		for (size_t i = 0; !there && i < out->n; i++)
			there = out->v[i] == id;
		if (there)
			continue;
		at = VEC_PUSH(a, out);
		if (!at) {
			rc = err_nomem(e);
			break;
		}
		*at = id;
	}
	sqlite3_reset(st);
	return rc;
}

int replies_new(struct store *s, struct arena *a, struct ids *out, struct err *e)
{
	size_t kept = 0;
	int rc = answered(s, a, out, e);

	for (size_t i = 0; !rc && i < out->n; i++) {
		bool is_new = false;

		rc = store_reply_new(s, out->v[i], &is_new, e);
		if (is_new)
			out->v[kept++] = out->v[i];
	}
	out->n = rc ? 0 : kept;
	return rc;
}

int store_replies_new(struct store *s, struct arena *a, size_t *n, struct err *e)
{
	struct ids ids = { 0 };
	int rc = replies_new(s, a, &ids, e);

	*n = ids.n;
	return rc;
}
