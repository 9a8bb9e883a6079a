/* SPDX-License-Identifier: Apache-2.0 */
/* case_look.c -- `case look`: ask for the facts that cases lack, keep them, run the stages again. */
#include "cmd/case_verbs.h"
#include "cmd/looking.h"
#include "cmd/pages.h"

struct case_looks {
	struct case_run *r;
	struct look l;
	struct pages pages;
	struct post_look eyes;
};

/* ---- the answer ---- */

static void stand_json(struct jw *w, const char *key, const struct store_case *c)
{
	jw_key(w, key);
	jw_object(w);
	jw_kz(w, "state", case_state_text((int)c->state));
	jw_kz(w, "decision", decision_kind_text((enum decision_kind)c->decision));
	jw_kz(w, "verdict", verdict_text((int)c->verdict));
	jw_kstr(w, "action", c->proposal.action);
	jw_key(w, "role");
	if (c->proposal.role == STORE_NONE)
		jw_null(w);
	else
		jw_z(w, role_text(c->proposal.role));
	jw_kstr(w, "actor", c->proposal.actor);
	jw_end(w);
}

static void pages_json(struct jw *w, const struct still *s)
{
	jw_key(w, "pages");
	jw_array(w);
	for (size_t i = 0; i < s->n; i++)
		if (s->last[i])
			jw_value(w, s->last[i]->body);
	jw_end(w);
}

static int print_json(struct case_looks *l, const struct looked *x, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct jw w;

	jw_init(&w, &l->r->out);
	jw_object(&w);
	jw_kz(&w, "id", store_id_text('c', (uint64_t)x->before.id, id));
	jw_kstr(&w, "site", x->before.site);
	jw_key(&w, "not_looked");
	if (x->not_looked)
		jw_z(&w, x->not_looked);
	else
		jw_null(&w);
	jw_kbool(&w, "changed", x->changed);
	jw_ki64(&w, "learned", (int64_t)x->fresh);
	stand_json(&w, "before", &x->before);
	stand_json(&w, "after", &x->after);
	jw_key(&w, "would_ask");
	jw_array(&w);
	for (size_t i = 0; i < x->would_n; i++) {
		jw_object(&w);
		jw_kz(&w, "fact", fact_kind_text((int)x->would[i].kind));
		jw_kstr(&w, "subject", x->would[i].subject);
		jw_kstr(&w, "type",
			x->would[i].detail.n ? x->would[i].detail : (struct str){ NULL, 0 });
		jw_kstr(&w, "why", x->would[i].why);
		jw_end(&w);
	}
	jw_end(&w);
	pages_json(&w, &x->still);
	jw_key(&w, "not_learned");
	jw_array(&w);
	for (size_t i = 0; i < x->misses.n; i++)
		jw_str(&w, facts_miss_words(&l->r->one, &x->misses.v[i]));
	jw_end(&w);
	jw_end(&w);
	buf_addc(&l->r->out, '\n');
	return jw_check(&w, e);
}

static void print_stand(struct buf *b, const struct store_case *c)
{
	char q[QUOTE_ROOM(60)];

	if (!c->proposal.action.n) {
		buf_addz(b, decision_kind_text((enum decision_kind)c->decision));
		return;
	}
	buf_add(b, c->proposal.action);
	if (c->proposal.role != STORE_NONE)
		buf_printf(b, " by %s", role_text(c->proposal.role));
	if (c->proposal.actor.n)
		buf_printf(b, " %s", str_quote(c->proposal.actor, 60, q));
}

static void print_text(struct case_looks *l, const struct looked *x)
{
	struct buf *b = &l->r->out;
	char id[STORE_ID_TEXT], q[QUOTE_ROOM(100)];

	buf_printf(b, "%s  %s  ", store_id_text('c', (uint64_t)x->before.id, id),
		str_quote(x->before.site, 100, q));
	if (x->not_looked) {
		buf_printf(b, "not looked at: %s\n", x->not_looked);
		return;
	}
	print_stand(b, &x->before);
	if (x->other) {
		buf_addz(b, " -> ");
		print_stand(b, &x->after);
		if (x->before.verdict != x->after.verdict)
			buf_printf(b, " (verdict %s, was %s)", verdict_text((int)x->after.verdict),
				verdict_text((int)x->before.verdict));
	} else {
		buf_addz(b, ", as before");
	}
	if (x->before.state != x->after.state)
		buf_printf(b, "; the case is %s", case_state_text((int)x->after.state));
	if (x->fresh)
		buf_printf(b, "; %zu fact%s learned", x->fresh, x->fresh == 1 ? "" : "s");
	buf_addc(b, '\n');
	for (size_t i = 0; i < x->would_n; i++)
		buf_printf(b, "    would ask for %s of %s%s%.*s\n",
			fact_kind_text((int)x->would[i].kind),
			str_quote(x->would[i].subject, 100, q), x->would[i].detail.n ? " " : "",
			STR_ARG(x->would[i].detail));
	for (size_t i = 0; i < x->still.n; i++) {
		const struct fact *f = x->still.last[i];
		char why[QUOTE_ROOM(100)];

		if (f)
			buf_printf(b, "    page %s: %s\n", str_quote(x->still.url[i], 100, q),
				str_quote(json_text(f->body, "why"), 100, why));
	}
	for (size_t i = 0; i < x->misses.n; i++) {
		struct str words = facts_miss_words(&l->r->one, &x->misses.v[i]);
		char wide[QUOTE_ROOM(300)];

		buf_printf(b, "    not learned: %s\n", str_quote(words, 300, wide));
	}
}

/* ---- the command ---- */

static int which(struct case_run *r, int64_t **ids, size_t *n, struct err *e)
{
	struct store_query q;
	int rc = BW_OK;

	if (ctx_flag(r->c, "all-open")) {
		if (r->c->args_n > 1)
			return err_set(e, BW_EUSAGE, "name cases or say --all-open, not both");
		store_query_init(&q);
		q.state = CASE_OPEN;
		return store_list(r->store, r->c->arena, &q, ids, n, e);
	}
	if (r->c->args_n < 2)
		return err_set(
			e, BW_EUSAGE, "say which case: bailiwick case look ID… (or --all-open)");
	*n = r->c->args_n - 1;
	*ids = ARENA_ARRAY(r->c->arena, int64_t, *n);
	if (!*ids)
		return err_nomem(e);
	for (size_t i = 0; !rc && i < *n; i++)
		rc = case_id_arg(r, i + 1, &(*ids)[i], e);
	return rc;
}

int case_look(struct case_run *r, struct err *e)
{
	struct case_looks l = { .r = r,
		.l = { .desk = { .store = r->store,
			       .know = &r->know.k,
			       .facts = &r->facts,
			       .now_s = ctx_now(r->c),
			       .person = r->person },
			.one = &r->one } };
	int64_t now_s = l.l.desk.now_s;
	size_t n = 0, changed = 0;
	int64_t *ids;
	int rc = which(r, &ids, &n, e);

	if (!rc)
		rc = facts_open(r->c, r->know.k.refdata, now_s, &l.l.source, e);
	if (rc)
		return rc;
	rc = pages_open(r->c, r->know.k.refdata, l.l.source.fetch,
		l.l.source.courier.guard.loopback, &l.pages, e);
	if (rc)
		return rc;
	l.eyes = (struct post_look){ .page = pages_ask, .page_ctx = &l.pages.looking };
	l.l.pages = l.pages.when >= PAGES_ASKED ? &l.eyes : NULL;
	/* Those of --facts are in the store by now, or among those that could not be kept. */
	l.l.source.file = false;
	l.l.since_s = ctx_flag(r->c, "no-cache") ? INT64_MAX : now_s - LOOK_FRESH_S;
	for (size_t i = 0; !rc && i < n; i++) {
		struct looked x = { 0 };

		arena_reset(&r->one);
		rc = look_at(&l.l, ids[i], &x, e);
		if (rc)
			break;
		changed += x.changed;
		if (r->c->json)
			rc = print_json(&l, &x, e);
		else
			print_text(&l, &x);
		/* Asking takes seconds: who waits sees each case as it is done. */
		if (!rc)
			rc = l.l.source.fetch ? case_flush(r, e) : case_flush_some(r, e);
	}
	if (!rc)
		fprintf(r->c->talk, "%zu case%s looked at, %zu changed\n", n, n == 1 ? "" : "s",
			changed);
	return rc;
}
