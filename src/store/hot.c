/* SPDX-License-Identifier: Apache-2.0 */
#include "store/hot.h"

#include "store/inner.h"

_Static_assert(CASE_STATE_COUNT <= 16 && CLASS_COUNT <= 32 && VERDICT_COUNT <= 8 &&
		       SITE_KIND_COUNT <= 16 && ROLE_COUNT <= HOT_NO_ROLE,
	"the packed fields are wide enough");
_Static_assert(EVIDENCE_COUNT <= 25 && TIER_COUNT <= 4, "evidence, grade and tier fit 32 bits");

static uint32_t seconds(int64_t at_s)
{
	return at_s < 0 ? 0 : at_s > UINT32_MAX ? UINT32_MAX : (uint32_t)at_s;
}

void hot_read(const struct hot_chunk *c, size_t i, struct hot_case *out)
{
	uint32_t a = c->attr[i], role = HOT_GET(a, HOT_ROLE);

	*out = (struct hot_case){ .state = HOT_GET(a, HOT_STATE),
		.verdict = HOT_GET(a, HOT_VERDICT),
		.harm_class = HOT_GET(a, HOT_CLASS),
		.site_kind = HOT_GET(a, HOT_KIND),
		.role = role == HOT_NO_ROLE ? STORE_NONE : (int)role,
		.action = HOT_GET(a, HOT_ACTION),
		.merged = a & HOT_MERGED,
		.reports = c->reports[i],
		.last_seen_s = c->last[i],
		.due_s = c->due[i] ? (int64_t)c->due[i] : CLOCK_NONE,
		.evidence = HOT_GET(c->seen[i], HOT_EVIDENCE),
		.tier = HOT_GET(c->seen[i], HOT_TIER),
		.grade = HOT_GET(c->seen[i], HOT_GRADE) };
}

void hot_write(struct hot_chunk *c, size_t i, const struct hot_case *h)
{
	c->attr[i] = HOT_THERE | (h->merged ? HOT_MERGED : 0) | HOT_PUT(h->state, HOT_STATE) |
		     HOT_PUT(h->verdict, HOT_VERDICT) | HOT_PUT(h->harm_class, HOT_CLASS) |
		     HOT_PUT(h->site_kind, HOT_KIND) | HOT_PUT(h->action, HOT_ACTION) |
		     HOT_PUT(h->role < 0 ? HOT_NO_ROLE : (uint32_t)h->role, HOT_ROLE);
	c->seen[i] = HOT_PUT(h->evidence, HOT_EVIDENCE) | HOT_PUT(h->tier, HOT_TIER) |
		     HOT_PUT(h->grade, HOT_GRADE);
	c->reports[i] = h->reports;
	c->last[i] = seconds(h->last_seen_s);
	c->due[i] = h->due_s == CLOCK_NONE ? 0 : seconds(h->due_s);
}

uint16_t store_country(struct str s)
{
	int a, b;

	if (s.n != 2)
		return 0;
	a = ch_tolower(s.p[0]) - 'a';
	b = ch_tolower(s.p[1]) - 'a';
	return a >= 0 && a < 26 && b >= 0 && b < 26 ? (uint16_t)(1 + a * 26 + b) : 0;
}

static int side_flush(struct work *w, struct err *e)
{
	sqlite3_stmt *st;

	if (!w->side_dirty)
		return BW_OK;
	st = db_stmt(&w->s->db, STMT_side_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, w->chunk_no);
	sqlite3_bind_blob(st, 2, &w->side, SIDE_BYTES, SQLITE_STATIC);
	w->side_dirty = false;
	return db_run(&w->s->db, st, e);
}

/* None is as good as one of zeros: a store of before there were any has none. */
static int side_turn(struct work *w, int64_t no, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_side_get, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, no);
	rc = db_step(&w->s->db, st, &row, e);
	if (rc)
		return rc;
	if (row && sqlite3_column_bytes(st, 0) == SIDE_BYTES)
		memcpy(&w->side, sqlite3_column_blob(st, 0), SIDE_BYTES);
	else
		memset(&w->side, 0, SIDE_BYTES);
	sqlite3_reset(st);
	return BW_OK;
}

int work_hot_flush(struct work *w, struct err *e)
{
	sqlite3_stmt *st;
	int rc = side_flush(w, e);

	if (rc || !w->chunk_dirty)
		return rc;
	st = db_stmt(&w->s->db, STMT_hot_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, w->chunk_no);
	sqlite3_bind_blob(st, 2, &w->chunk, HOT_BYTES, SQLITE_STATIC);
	w->chunk_dirty = false;
	return db_run(&w->s->db, st, e);
}

static int turn_to(struct work *w, int64_t no, struct err *e)
{
	sqlite3_stmt *st;
	bool row;
	int rc;

	if (w->chunk_no == no)
		return BW_OK;
	rc = work_hot_flush(w, e);
	if (rc)
		return rc;
	w->chunk_no = -1;
	st = db_stmt(&w->s->db, STMT_hot_get, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, no);
	rc = db_step(&w->s->db, st, &row, e);
	if (rc)
		return rc;
	if (row && sqlite3_column_bytes(st, 0) != HOT_BYTES)
		return err_set(e, BW_EIO,
			"the store is damaged: chunk %lld of the case list has a wrong size",
			(long long)no);
	if (row)
		memcpy(&w->chunk, sqlite3_column_blob(st, 0), HOT_BYTES);
	else
		memset(&w->chunk, 0, sizeof(w->chunk));
	sqlite3_reset(st);
	rc = side_turn(w, no, e);
	if (!rc)
		w->chunk_no = no;
	return rc;
}

int store_hot_get(struct work *w, int64_t id, struct hot_case *out, struct err *e)
{
	int rc = turn_to(w, hot_chunk_of(id), e);

	if (rc)
		return rc;
	if (!w->chunk.attr[hot_index_of(id)])
		return err_set(e, BW_EIO, "the store is damaged: case %lld is not in the list",
			(long long)id);
	hot_read(&w->chunk, hot_index_of(id), out);
	out->country = w->side.country[hot_index_of(id)];
	return BW_OK;
}

/* Take a case out of what is counted (${by} -1), or in. */
static void count(struct work *w, size_t i, int by)
{
	if (!hot_counts(w->chunk.attr[i]))
		return;
	w->cases += by;
	w->reports += by * (int64_t)w->chunk.reports[i];
}

int store_hot_put(struct work *w, int64_t id, const struct hot_case *h, struct err *e)
{
	int rc = turn_to(w, hot_chunk_of(id), e);

	if (rc)
		return rc;
	if (h->action >= HOT_ACTIONS)
		return err_set(e, BW_ELIMIT, "more than %d different actions", HOT_ACTIONS);
	count(w, hot_index_of(id), -1);
	hot_write(&w->chunk, hot_index_of(id), h);
	count(w, hot_index_of(id), 1);
	w->chunk_dirty = true;
	w->side_dirty |= w->side.country[hot_index_of(id)] != h->country;
	w->side.country[hot_index_of(id)] = h->country;
	return BW_OK;
}
