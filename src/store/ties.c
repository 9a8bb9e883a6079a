/* SPDX-License-Identifier: Apache-2.0 */
/* What cases have in common: from a value back to the names of which a fact says so, and from a name to its cases. */
#include "store/inner.h"
#include "store/ties.h"

#define TIES_MOST 64 /* of one fact; a set of records that is longer is cut */

int ties_put(struct work *w, const struct fact *f, struct err *e)
{
	struct tie t[TIES_MOST];
	struct arena a;
	size_t n = 0;
	int rc;

	arena_init(&a, 0);
	rc = fact_ties(&a, f, t, TIES_MOST, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		sqlite3_stmt *st = db_stmt(&w->s->db, STMT_tie_put, e);

		if (!st) {
			rc = e->code;
			break;
		}
		sqlite3_bind_int(st, 1, (int)t[i].kind);
		db_bind_str(st, 2, t[i].value);
		db_bind_str(st, 3, f->subject);
		rc = db_run(&w->s->db, st, e);
	}
	arena_done(&a);
	return rc;
}

static bool has(const struct ids *v, int64_t id)
{
	for (size_t i = v->n; i-- > 0;)
		if (v->v[i] == id)
			return true;
	return false;
}

static int home_cases(struct store *s, struct arena *a, struct str site, int64_t but, size_t most,
	struct ids *out, bool *any, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_home_cases, e);
	bool row = true;
	int rc = BW_OK;

	*any = false;
	if (!st)
		return e->code;
	db_bind_str(st, 1, site);
	while (out->n < most && (rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t id = sqlite3_column_int64(st, 0), *at;

		*any = true;
		if (id == but || has(out, id))
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

/* A fact may be about a host of the site that a case is on: the closest name above it that has cases. */
static int cases_above(struct store *s, struct arena *a, struct str name, int64_t but, size_t most,
	struct ids *out, struct err *e)
{
	bool any = false;
	int rc = BW_OK;

	while (!rc && !any && name.n) {
		size_t dot = str_find_byte(name, '.', 0);

		rc = home_cases(s, a, name, but, most, out, &any, e);
		name = dot == SIZE_MAX ? STR("") : str_from(name, dot + 1);
	}
	return rc;
}

static int names_of(struct store *s, struct arena *a, enum tie_kind kind, struct str value,
	size_t most, struct names *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_tie_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int(st, 1, (int)kind);
	db_bind_str(st, 2, value);
	sqlite3_bind_int64(st, 3, (int64_t)most);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct str *at = VEC_PUSH(a, out);

		if (at)
			*at = db_col_str(a, st, 0);
		if (!at || !at->p) {
			rc = err_nomem(e);
			break;
		}
	}
	sqlite3_reset(st);
	return rc;
}

int ties_cases(struct store *s, struct arena *a, const struct ties_ask *q, struct ids *out,
	bool *more, struct err *e)
{
	struct str value = tie_value(a, q->value);
	struct names names = { 0 };
	bool any;
	int rc;

	*more = false;
	if (!value.p)
		return err_nomem(e);
	if (!value.n)
		return BW_OK;
	rc = names_of(s, a, q->kind, value, STORE_TIED_MOST + 1, &names, e);
	*more = names.n > STORE_TIED_MOST;
	/* A case may be about the address itself. */
	if (!rc && q->kind == TIE_ADDRESS)
		rc = home_cases(s, a, value, q->but, q->most, out, &any, e);
	for (size_t i = 0; !rc && i < names.n && i < STORE_TIED_MOST && out->n < q->most; i++)
		rc = cases_above(s, a, names.v[i], q->but, q->most, out, e);
	return rc;
}

int ties_on_site(struct store *s, struct arena *a, struct str site, struct ids *out, struct err *e)
{
	bool any;

	return home_cases(s, a, site, 0, SIZE_MAX, out, &any, e);
}

int ties_asked(struct store *s, struct arena *a, struct str actor, int64_t but, size_t most,
	struct ids *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_case_asked, e);
	bool row;
	int rc = BW_OK;

	if (!st)
		return e->code;
	db_bind_str(st, 1, actor);
	sqlite3_bind_int64(st, 2, most < INT64_MAX - 1 ? (int64_t)most + 1 : -1);
	while (out->n < most && (rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t id = sqlite3_column_int64(st, 0), *at;

		if (id == but)
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

int store_tied(struct store *s, struct arena *a, enum tie_kind kind, struct str value, int64_t but,
	size_t most, int64_t **ids, size_t *n, struct err *e)
{
	const struct ties_ask q = { .kind = kind, .value = value, .but = but, .most = most };
	struct ids all = { 0 };
	bool more;
	int rc = ties_cases(s, a, &q, &all, &more, e);

	*ids = all.v;
	*n = all.n;
	return rc;
}

int store_asked(struct store *s, struct arena *a, struct str actor, int64_t but, size_t most,
	int64_t **ids, size_t *n, struct err *e)
{
	struct ids all = { 0 };
	int rc = actor.n ? ties_asked(s, a, actor, but, most, &all, e) : BW_OK;

	*ids = all.v;
	*n = all.n;
	return rc;
}
