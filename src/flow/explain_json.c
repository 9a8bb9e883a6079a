/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/explain.h"

static void rows(const struct ladder *l, size_t from, size_t to, const char *key, struct jw *w)
{
	jw_key(w, key);
	jw_array(w);
	for (size_t i = from; i < to; i++)
		option_json(&l->v[i], w);
	jw_end(w);
}

static void sentences(const struct str *v, size_t n, const char *key, struct jw *w)
{
	jw_key(w, key);
	jw_array(w);
	for (size_t i = 0; i < n; i++)
		jw_str(w, v[i]);
	jw_end(w);
}

static void gaps(const struct explanation *x, struct jw *w)
{
	jw_key(w, "gaps");
	jw_array(w);
	for (size_t i = 0; i < x->gaps_n; i++) {
		jw_object(w);
		jw_kstr(w, "gap", x->gaps[i].what);
		jw_kstr(w, "why", x->gaps[i].why);
		jw_end(w);
	}
	jw_end(w);
}

static void duties(const struct explanation *x, struct jw *w)
{
	jw_key(w, "duties");
	jw_array(w);
	for (size_t i = 0; i < x->duties.n; i++)
		duty_json(&x->duties.v[i], w);
	jw_end(w);
	sentences(x->duties.conflicts, x->duties.conflicts_n, "conflicts", w);
}

void explain_json(const struct explanation *x, const struct explain_in *in, struct jw *w)
{
	const struct ladder *l = &x->ladder;
	bool hidden = harm_class_of(in->harm) == CLASS_CSAM;

	jw_object(w);
	/* the page of such material is nowhere repeated */
	jw_kstr(w, "site", hidden ? in->site->host : in->site->id);
	jw_kz(w, "site_kind", site_kind_text(in->site->kind));
	jw_kstr(w, "target", hidden ? (struct str){ NULL, 0 } : in->site->canonical);
	jw_kz(w, "harm", in->harm == HARM_NONE ? NULL : harm_text(in->harm));
	jw_kz(w, "evidence", tier_text(in->tier));
	jw_key(w, "verdict");
	judgement_json(&l->judgement, w);
	jw_key(w, "stack");
	stack_json(&x->stack, w);
	rows(l, 0, l->rung_n, "ladder", w);
	rows(l, l->rung_n, l->n, "ruled_out", w);
	sentences(l->flags, l->flags_n, "flags", w);
	jw_key(w, "decision");
	decision_json(&x->decision, w);
	duties(x, w);
	gaps(x, w);
	sentences(x->not_known, x->not_known_n, "not_known", w);
	jw_end(w);
}
