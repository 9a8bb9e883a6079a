/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/common.h"

#define TIES_MOST 64 /* of one fact */

struct found {
	struct common *v;
	size_t n;
};

static bool there(const struct found *f, const char *what, struct str value)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].what == what && str_eq(f->v[i].value, value))
			return true;
	return false;
}

static int add(struct store *s, struct arena *a, int64_t but, const struct tie *t, struct found *f,
	struct err *e)
{
	struct common *c = &f->v[f->n];
	const char *what = tie_kind_text((int)t->kind);

	if (f->n == COMMON_MOST || there(f, what, t->value))
		return BW_OK;
	*c = (struct common){ .what = what, .value = t->value };
	f->n++;
	return store_tied(s, a, t->kind, t->value, but, COMMON_CASES + 1, &c->cases, &c->n, e);
}

/* The ties of one kind, of all facts the case rests on. */
static int ties_of(struct store *s, struct arena *a, const struct case_view *v, enum tie_kind kind,
	struct found *f, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < v->facts.n; i++) {
		struct tie t[TIES_MOST];
		size_t n = 0;

		rc = fact_ties(a, &v->facts.v[i], t, TIES_MOST, &n, e);
		for (size_t k = 0; !rc && k < n; k++)
			if (t[k].kind == kind)
				rc = add(s, a, v->c.id, &t[k], f, e);
	}
	return rc;
}

int common_of(struct store *s, struct arena *a, const struct case_view *v, struct common **out,
	size_t *n, struct err *e)
{
	struct found f = { .v = ARENA_ARRAY(a, struct common, COMMON_MOST) };
	int rc = BW_OK;

	*n = 0;
	*out = f.v;
	if (!f.v)
		return err_nomem(e);
	if (v->c.proposal.actor.n) {
		f.v[0] = (struct common){ .what = "actor", .value = v->c.proposal.actor };
		f.n = 1;
		rc = store_asked(s, a, v->c.proposal.actor, v->c.id, COMMON_CASES + 1,
			&f.v[0].cases, &f.v[0].n, e);
	}
	if (!rc && v->explained && v->site.kind == SITE_IP) {
		const struct tie own = { TIE_ADDRESS, v->c.site };

		rc = add(s, a, v->c.id, &own, &f, e);
	}
	for (int i = 0; !rc && v->explained && i < TIE_KIND_COUNT; i++)
		rc = ties_of(s, a, v, (enum tie_kind)i, &f, e);
	*n = f.n;
	return rc;
}

void common_json(const struct common *c, size_t n, struct jw *w)
{
	char text[STORE_ID_TEXT];

	jw_array(w);
	for (size_t i = 0; i < n; i++) {
		jw_object(w);
		jw_kz(w, "what", c[i].what);
		jw_kstr(w, "value", c[i].value);
		jw_key(w, "cases");
		jw_array(w);
		for (size_t k = 0; k < c[i].n && k < COMMON_CASES; k++)
			jw_z(w, store_id_text('c', (uint64_t)c[i].cases[k], text));
		jw_end(w);
		jw_kbool(w, "more", c[i].n > COMMON_CASES);
		jw_end(w);
	}
	jw_end(w);
}
