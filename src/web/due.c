/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks: what somebody owes by when, late first; by role and by actor. */
#include "flow/desk_json.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define DUE_SHOWN 100

enum which { RUNNING, GONE, WHICH_COUNT };

static const char *which_text(int w)
{
	static const char *const text[WHICH_COUNT] = { N_("running"), N_("passed") };

	return text[w];
}

/* The cursor is "ID@SECONDS": duties are in the order of their time. */
static int cursor(struct request *r, struct duty_query *q, struct err *e)
{
	struct str v, id;
	uint64_t n;
	int rc = request_query(r, "after", &v, e);

	if (rc || !v.n)
		return rc;
	if (!str_cut(&v, '@', &id) || !str_u64(id, &n) || n > INT64_MAX || !str_i64(v, &q->after_s))
		return err_set(e, BW_EUSAGE, "after is what 'next' of the page before says");
	q->after_id = (int64_t)n;
	return BW_OK;
}

static int query_of(struct request *r, struct duty_query *q, struct err *e)
{
	int state, rc;

	duty_query_init(q);
	rc = desk_choice(r, "state", WHICH_COUNT, which_text, &state, e);
	q->passed = state == GONE;
	rc = rc ? rc : desk_choice(r, "role", ROLE_COUNT, role_text, &q->role, e);
	rc = rc ? rc : request_query(r, "actor", &q->actor, e);
	rc = rc ? rc : cursor(r, q, e);
	if (q->role < 0)
		q->role = STORE_NONE;
	q->most = DUE_SHOWN + 1;
	return rc;
}

static struct str next_of(struct request *r, const struct store_duty *last)
{
	return arena_printf(r->a, "%lld@%lld", (long long)last->id, (long long)last->due_s);
}

int web_due_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_duty *v;
	struct duty_query q;
	struct jw w;
	size_t n, shown;
	int rc = query_of(r, &q, e);

	if (!rc)
		rc = store_duties(r->web->set->store, r->a, &q, &v, &n, e);
	if (rc)
		return rc;
	shown = n > DUE_SHOWN ? DUE_SHOWN : n;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "duties");
	jw_array(&w);
	for (size_t i = 0; i < shown; i++)
		clock_json(&v[i], r->now_s, &w);
	jw_end(&w);
	jw_kstr(&w, "next", n > shown ? next_of(r, &v[shown - 1]) : (struct str){ NULL, 0 });
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void row(struct request *r, struct html *h, const struct store_duty *d)
{
	html_put(h, "<tr><th scope=\"row\">");
	desk_id(r, h, "/cases", 'c', d->case_id);
	html_put(h, "</th><td class=\"short\">");
	draw_due(h, d->due_s, r->now_s);
	html_put(h, "</td><td>%m</td><td>", duty_verb_text((int)d->verb));
	if (str_is(str_of(duty_owed_by(d)), "actor"))
		html_put(h, "<a href=%u>%m</a>",
			arena_printf(r->a, "/due?role=%s", role_text(d->role)),
			role_words(d->role));
	else
		html_put(h, "%m", duty_owed_by(d));
	html_put(h,
		"</td><td class=\"wide\"><bdi class=\"foreign\">%s</bdi></td><td>%s <span "
		"class=\"soft\">%s</span></td><td>",
		d->actor, d->clause, d->pack);
	if (d->letter_id)
		desk_id(r, h, "/letters", 'l', d->letter_id);
	html_put(h, "</td><td class=\"num\" data-is=\"%m\">", N_("Since"));
	draw_ago(h, d->started_s, r->now_s);
	html_put(h, "</td></tr>\n");
}

int web_due(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Case"), N_("Due"), N_("Duty"), N_("Whose"),
		N_("Actor"), N_("Clause"), N_("Letter"), N_("Since") };
	const struct page_look look = { .title = N_("Due"), .here = "/due", .wide = true };
	struct duty_query q;
	struct store_duty *v;
	struct html h;
	size_t n, shown;
	int rc;

	if (r->json)
		return web_due_list(r, out, e);
	rc = query_of(r, &q, e);
	if (!rc)
		rc = store_duties(r->web->set->store, r->a, &q, &v, &n, e);
	if (rc)
		return rc;
	shown = n > DUE_SHOWN ? DUE_SHOWN : n;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<form class=\"filters\" action=%u>", N_("Due"), STR("/due"));
	desk_filter(&h, &(struct desk_filter){ "state", N_("Clocks"), WHICH_COUNT,
				q.passed ? GONE : RUNNING, which_text, true });
	desk_filter(&h,
		&(struct desk_filter){ "role", N_("Whose"), ROLE_COUNT, q.role, role_text, false });
	html_put(&h,
		"<label>%m<input name=\"actor\" value=\"%s\" spellcheck=\"false\"></label>"
		"<button>%m</button></form>\n",
		N_("Actor, by id"), q.actor.p ? q.actor : STR(""), N_("Show"));
	if (!n) {
		html_put(&h, "<p class=\"say good\">%m</p>\n", N_("Nothing is due."));
		return page_end(r, out, &h, e);
	}
	desk_table(&h, N_("Due"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < shown; i++)
		row(r, &h, &v[i]);
	desk_table_end(&h);
	if (n > shown)
		page_more(r, &h, next_of(r, &v[shown - 1]));
	return page_end(r, out, &h, e);
}
