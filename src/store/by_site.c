/* SPDX-License-Identifier: Apache-2.0 */
#include "store/by_site.h"

#include <stdlib.h>

#include "store/inner.h"

#define FEW 2000 /* looking one up costs what a walk over forty costs */

/* A case's place in the order. */
struct home {
	struct str site;
	int harm_class;
	int64_t part, id;
};

struct span {
	struct home from; /* not in it */
	struct str to; /* 0xff stands in no text */
	bool back;
};

struct found {
	int64_t *v;
	size_t n, cap;
};

static int span_of(struct store *s, struct arena *a, const struct store_query *q, struct span *w,
	struct err *e)
{
	struct str past = arena_printf(a, "%.*s\xff", STR_ARG(q->site_prefix));
	struct store_case c;
	int rc;

	if (!past.p)
		return err_nomem(e);
	w->back = q->sort == SORT_SITE && q->reverse;
	w->from = (struct home){ .site = w->back ? past : q->site_prefix, .part = -1 };
	w->to = w->back ? q->site_prefix : past;
	if (!w->from.site.p)
		w->from.site = STR("");
	if (!w->to.p)
		w->to = STR("");
	if (!q->after || q->sort != SORT_SITE)
		return BW_OK;
	rc = store_case_get(s, a, q->after, &c, e);
	if (!rc)
		w->from = (struct home){ c.site, (int)c.harm_class, c.part, c.id };
	return rc;
}

static bool is_chosen(const struct chosen *c, int64_t id)
{
	return !c || (id > 0 && (size_t)id / 8 < c->bytes && c->bits[id >> 3] >> (id & 7) & 1);
}

static int add(struct arena *a, struct found *all, int64_t id, struct err *e)
{
	int64_t *to = VEC_PUSH(a, all);

	if (!to)
		return err_nomem(e);
	*to = id;
	return BW_OK;
}

static int walk(struct store *s, struct arena *a, const struct span *w, const struct chosen *chosen,
	size_t most, struct found *all, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, w->back ? STMT_home_back : STMT_home_from, e);
	bool row;
	int rc = BW_OK;

	if (!st)
		return e->code;
	db_bind_str(st, 1, w->from.site);
	sqlite3_bind_int(st, 2, w->from.harm_class);
	sqlite3_bind_int64(st, 3, w->from.part);
	db_bind_str(st, 4, w->to);
	while (!rc && all->n < most && (rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t id = sqlite3_column_int64(st, 3);

		if (is_chosen(chosen, id))
			rc = add(a, all, id, e);
	}
	sqlite3_reset(st);
	return rc;
}

/* ---- few of them ---- */

static int home_order(const void *a, const void *b)
{
	const struct home *x = a, *y = b;
	int order = str_cmp(x->site, y->site);

	if (!order)
		order = (x->harm_class > y->harm_class) - (x->harm_class < y->harm_class);
	return order ? order : (x->part > y->part) - (x->part < y->part);
}

static int home_of(struct store *s, struct arena *a, int64_t id, struct home *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_case_home, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && !row)
		rc = err_set(e, BW_EIO, "the store is damaged: a listed case has no row");
	if (!rc)
		*out = (struct home){ db_col_str(a, st, 0), sqlite3_column_int(st, 1),
			sqlite3_column_int64(st, 2), id };
	sqlite3_reset(st);
	if (!rc && !out->site.p)
		rc = err_nomem(e);
	return rc;
}

/* Between the bounds, as the walk has it. */
static bool within(const struct span *w, const struct home *h)
{
	int order = home_order(h, &w->from);

	if (w->back)
		return order < 0 && str_cmp(h->site, w->to) >= 0;
	return order > 0 && str_cmp(h->site, w->to) < 0;
}

static int sorted(struct store *s, struct arena *a, const struct span *w,
	const struct chosen *chosen, size_t most, struct found *all, struct err *e)
{
	struct home *v = ARENA_ARRAY(a, struct home, (size_t)chosen->n + 1);
	size_t n = 0;
	int rc = v ? BW_OK : err_nomem(e);

	for (size_t i = 0; !rc && i < chosen->bytes * 8; i++) {
		if (!chosen->bits[i / 8]) {
			i |= 7;
			continue;
		}
		if (!is_chosen(chosen, (int64_t)i))
			continue;
		rc = home_of(s, a, (int64_t)i, &v[n], e);
		n += !rc && within(w, &v[n]);
	}
	if (rc)
		return rc;
	qsort(v, n, sizeof(*v), home_order);
	for (size_t i = 0; !rc && i < n && all->n < most; i++)
		rc = add(a, all, v[w->back ? n - 1 - i : i].id, e);
	return rc;
}

int by_site(struct store *s, struct arena *a, const struct store_query *q,
	const struct chosen *chosen, size_t most, int64_t **ids, size_t *n, struct err *e)
{
	struct found all = { 0 };
	struct span w;
	int rc = span_of(s, a, q, &w, e);

	if (!rc && chosen && chosen->n <= FEW)
		rc = sorted(s, a, &w, chosen, most, &all, e);
	else if (!rc)
		rc = walk(s, a, &w, chosen, most, &all, e);
	*ids = all.v ? all.v : ARENA_ARRAY(a, int64_t, 1);
	*n = all.n;
	return rc || *ids ? rc : err_nomem(e);
}
