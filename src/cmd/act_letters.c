/* SPDX-License-Identifier: Apache-2.0 */
/* act_letters.c -- letters and what stands in them; ticking off what goes by hand. */
#include "cmd/act_verbs.h"
#include "cmd/opt.h"
#include "flow/desk_json.h"

static void letter_json(const struct letter *l, struct jw *w)
{
	letter_json_open("letter", l, w);
	if (l->text.n) {
		jw_kstr(w, "token", l->token);
		jw_kstr(w, "text", l->text);
		jw_key(w, "data");
		jw_raw(w, l->data);
	}
	jw_end(w);
}

void act_letter_out(struct act_run *r, const struct letter *l)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT], q[QUOTE_ROOM(200)];
	struct jw w;

	if (r->c->json) {
		jw_init(&w, &r->out);
		letter_json(l, &w);
		buf_addc(&r->out, '\n');
		return;
	}
	buf_printf(&r->out, "%s  %s  %-10s %-9s %-8s ", store_id_text('l', (uint64_t)l->id, t1),
		store_id_text('c', (uint64_t)l->case_id, t2), letter_kind_text((int)l->kind),
		letter_state_text((int)l->state), channel_text((int)l->channel));
	buf_printf(&r->out, "%s%s", l->contact.n ? str_quote(l->contact, 100, q) : "nobody known",
		l->withdrawn ? "  withdrawn" : "");
	if (l->parcel > 0)
		buf_printf(&r->out, "  in %s", store_id_text('g', (uint64_t)l->parcel, t1));
	if (l->outcome.n)
		buf_printf(&r->out, "  (%s)", str_quote(l->outcome, 200, q));
	buf_addc(&r->out, '\n');
}

static int unknown(const char *opt, struct str v, struct err *e)
{
	return opt_unknown(opt, v, "docs/vocabulary.md", e);
}

static int query_of(struct act_run *r, struct outbox_query *q, struct err *e)
{
	struct ctx *c = r->c;
	struct str v;
	enum letter_state st;
	enum letter_kind k;
	enum channel ch;
	uint64_t n;

	outbox_query_init(q);
	v = ctx_opt(c, "state");
	if (v.p && !letter_state_parse(v, &st))
		return unknown("state", v, e);
	q->state = v.p ? (int)st : -1;
	v = ctx_opt(c, "kind");
	if (v.p && !letter_kind_parse(v, &k))
		return unknown("kind", v, e);
	q->kind = v.p ? (int)k : -1;
	v = ctx_opt(c, "channel");
	if (v.p && !channel_parse(v, &ch))
		return unknown("channel", v, e);
	q->channel = v.p ? (int)ch : -1;
	v = ctx_opt(c, "after");
	if (v.p && !store_id_parse('l', v, &n))
		return unknown("after", v, e);
	q->after = v.p ? (int64_t)n : 0;
	return c->args_n > 1 ? act_id_arg(r, 1, 'c', &q->case_id, e) : BW_OK;
}

int act_letters(struct act_run *r, struct err *e)
{
	struct outbox_query q;
	struct store_case c;
	struct letter *l;
	size_t n;
	int rc = query_of(r, &q, e);

	if (!rc && q.case_id)
		rc = store_case_get(r->store, &r->one, q.case_id, &c, e);
	if (!rc)
		rc = store_letters(r->store, &r->one, &q, &l, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		act_letter_out(r, &l[i]);
	return rc;
}

/* Control characters of a text that is our own but quotes others were escaped when it was written. */
static int show_letter(struct act_run *r, int64_t id, struct err *e)
{
	struct letter l;
	int rc = store_letter_get(r->store, &r->one, id, &l, e);

	if (rc)
		return rc;
	act_letter_out(r, &l);
	if (!r->c->json)
		buf_printf(&r->out, "\n%.*s\n\n%.*s\n", STR_ARG(l.subject), STR_ARG(l.text));
	return BW_OK;
}

/* A message of several letters: what is in it. */
static int show_parcel(struct act_run *r, int64_t id, struct err *e)
{
	char t[STORE_ID_TEXT], at[CLOCK_TEXT];
	struct letter *l;
	struct parcel p;
	struct jw w;
	size_t n;
	int rc = store_parcel_get(r->store, &r->one, id, &p, e);

	if (!rc)
		rc = store_parcel_letters(r->store, &r->one, id, &l, &n, e);
	if (rc)
		return rc;
	store_id_text('g', (uint64_t)p.id, t);
	clock_format(p.made_at_s, at);
	if (!r->c->json) {
		buf_printf(&r->out, "%s  %s  %zu letters in one message\n", t, at, n);
		for (size_t i = 0; i < n; i++)
			act_letter_out(r, &l[i]);
		return BW_OK;
	}
	jw_init(&w, &r->out);
	jw_object(&w);
	jw_kz(&w, "message", t);
	jw_kz(&w, "made_at", at);
	jw_kz(&w, "urls", p.as_table ? "table" : "text");
	jw_kstr(&w, "token", p.token);
	jw_key(&w, "letters");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		jw_z(&w, store_id_text('l', (uint64_t)l[i].id, t));
	jw_end(&w);
	jw_end(&w);
	buf_addc(&r->out, '\n');
	return jw_check(&w, e);
}

int act_show(struct act_run *r, struct err *e)
{
	struct decided d;
	uint64_t n;
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say which letter or decision: bailiwick act show ID");
	for (size_t i = 1; !rc && i < r->c->args_n; i++) {
		arena_reset(&r->one);
		if (store_id_parse('d', r->c->args[i], &n)) {
			rc = store_decision_get(r->store, &r->one, (int64_t)n, &d, e);
			if (!rc)
				act_decision_out(r, &d);
			continue;
		}
		if (store_id_parse('g', r->c->args[i], &n)) {
			rc = show_parcel(r, (int64_t)n, e);
			continue;
		}
		int64_t id = 0;

		rc = act_id_arg(r, i, 'l', &id, e);
		if (!rc)
			rc = show_letter(r, id, e);
	}
	return rc;
}

int act_tick(struct act_run *r, struct err *e)
{
	struct str how = ctx_opt(r->c, "how");
	int64_t id;
	int rc = act_id_arg(r, 1, 'l', &id, e);

	if (!rc && !how.n)
		rc = err_set(e, BW_EUSAGE, "say how: --how TEXT");
	if (!rc)
		rc = command_tick(&r->desk, &r->one, id, !ctx_flag(r->c, "failed"), how, e);
	return rc ? rc : show_letter(r, id, e);
}
