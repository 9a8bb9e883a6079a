/* SPDX-License-Identifier: Apache-2.0 */
/* The start page and "explain any name". */
#include "web/asking.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

static void ask_box(struct html *h, const struct asking *q)
{
	static const int offered[] = { HARM_PHISHING, HARM_MALWARE, HARM_BOTNET, HARM_SPAM,
		HARM_FRAUD, HARM_BRAND_INFRINGEMENT, HARM_COPYRIGHT, HARM_EXPOSED_DATA };

	html_put(h,
		"<form action=%u class=\"ask\" role=\"search\">\n<div class=\"field\">"
		"<label for=\"name\">%m</label>"
		"<input id=\"name\" name=\"name\" required maxlength=\"2000\" autocomplete=\"off\" "
		"autocapitalize=\"none\" spellcheck=\"false\" value=\"%s\"></div>\n"
		"<div class=\"field\"><label for=\"harm\">%m</label><select id=\"harm\" "
		"name=\"harm\">\n"
		"<option value=\"\">%m</option>\n",
		STR("/explain"), N_("A web address, a name or an IP address"),
		q ? q->name : STR(""), N_("What was seen there"), N_("not said"));
	for (size_t i = 0; i < sizeof(offered) / sizeof(offered[0]); i++) {
		html_put(h, "<option value=\"%z\"", harm_text(offered[i]));
		if (q && q->in.harm == offered[i])
			html_put(h, " selected");
		html_put(h, ">%m</option>\n", harm_class_words((int)harm_class_of(offered[i])));
	}
	html_put(h, "</select></div>\n<button>%m</button></form>\n", N_("Explain"));
}

int web_start(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Start"), .here = "/" };
	struct html h;
	struct jw w;

	if (r->json) {
		jw_init(&w, &out->body);
		jw_object(&w);
		jw_kz(&w, "name", "bailiwick");
		jw_kz(&w, "version", BAILIWICK_VERSION);
		jw_kz(&w, "api", "/api/v1/openapi.json");
		jw_end(&w);
		return reply_json(out, &w, e);
	}
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n",
		N_("Who can stop it, with the least harm to others?"),
		N_("Bailiwick puts every report of online harm before the party closest to it, "
		   "with the most "
		   "proportionate step open to that party, on a record anyone can check, and with "
		   "a way back for "
		   "whoever was hit by mistake."));
	html_put(&h, "<h2>%m</h2>\n<p>%m</p>\n", N_("Explain any name"),
		N_("See who is behind a name, what each of them could do about harm there, what "
		   "else that would "
		   "break, and which rules bind them. Nobody is told, and nothing is stored."));
	ask_box(&h, NULL);
	return page_end(r, out, &h, e);
}

static void verdict(struct html *h, const struct asking *q)
{
	const struct judgement *j = &q->x.ladder.judgement;

	html_put(h, "<h2>%m</h2>\n<p><span class=\"tag\">%z</span> %z</p>\n<ul>\n", N_("Verdict"),
		verdict_text((int)j->verdict), verdict_words((int)j->verdict));
	for (size_t i = 0; i < j->reasons_n; i++)
		html_put(h, "<li>%s</li>\n", j->reasons[i].words);
	html_put(h, "</ul>\n");
}

static void stack(struct html *h, const struct asking *q)
{
	const struct stack *s = &q->x.stack;

	html_put(
		h, "<h2>%m</h2>\n<ol class=\"stack\">\n", N_("Who is on its stack, closest first"));
	for (size_t i = 0; i < s->actors_n; i++) {
		const struct actor *a = &s->actors[i];

		html_put(h, "<li><strong>%m</strong> ", role_text((int)a->role));
		if (a->name.n)
			html_put(h, "<bdi class=\"foreign\">%s</bdi>", a->name);
		else
			html_put(h, "<span class=\"soft\">%m</span>", N_("not known by name"));
		html_put(h, "<br><span class=\"small soft\">%s</span></li>\n", a->why);
	}
	for (size_t i = 0; i < s->unknown_n; i++)
		html_put(h,
			"<li class=\"unknown\"><strong>%m</strong> <span "
			"class=\"soft\">%s</span></li>\n",
			role_text((int)s->unknown[i].role), s->unknown[i].why);
	html_put(h, "</ol>\n");
}

static void ladder(struct html *h, const struct asking *q)
{
	const struct ladder *l = &q->x.ladder;

	html_put(h,
		"<h2>%m</h2>\n<div class=\"scroll\"><table class=\"list\">\n<thead><tr><th "
		"scope=\"col\">%m</th>"
		"<th scope=\"col\">%m</th><th scope=\"col\">%m</th><th scope=\"col\">%m</th>"
		"<th scope=\"col\">%m</th></tr></thead>\n<tbody>\n",
		N_("What could be done, the least that works first"), N_("Step"), N_("Who"),
		N_("Reaches"), N_("Breaks besides"), N_("In words"));
	for (size_t i = 0; i < l->rung_n; i++) {
		const struct option *o = &l->v[i];

		html_put(h, "<tr><td>%z</td><td>%m</td><td>%z</td><td>%z</td><td>%s</td></tr>\n",
			o->action->name, role_text((int)o->actor->role),
			effect_text((int)o->effect), collateral_text((int)o->collateral),
			o->reason);
	}
	html_put(h, "</tbody></table></div>\n");
	if (l->n == l->rung_n)
		return;
	html_put(h, "<details><summary>%m</summary><ul>\n", N_("Steps ruled out, and why"));
	for (size_t i = l->rung_n; i < l->n; i++)
		html_put(h, "<li>%s</li>\n", l->v[i].reason);
	html_put(h, "</ul></details>\n");
}

static void duties(struct html *h, const struct asking *q)
{
	const struct duties *d = &q->x.duties;

	if (d->n == 0)
		return;
	html_put(h, "<h2>%m</h2>\n<ul>\n", N_("Which rules bind them"));
	for (size_t i = 0; i < d->n && i < 60; i++) {
		const struct duty *x = &d->v[i];

		if (x->soft || !x->actor)
			continue;
		html_put(h, "<li><strong>%m</strong>: %s <span class=\"small soft\">%s, %s",
			role_text((int)x->actor->role), x->words, x->clause, x->clock);
		if (x->due_s != CLOCK_NONE) {
			html_put(h, ", %m ", N_("due"));
			page_time(h, x->due_s);
		}
		html_put(h, "</span></li>\n");
	}
	html_put(h, "</ul>\n");
}

static void not_known(struct html *h, const struct asking *q)
{
	if (q->x.not_known_n == 0)
		return;
	html_put(h, "<h2>%m</h2>\n<ul>\n", N_("What is not known"));
	for (size_t i = 0; i < q->x.not_known_n; i++)
		html_put(h, "<li>%s</li>\n", q->x.not_known[i]);
	html_put(h, "</ul>\n");
}

int web_explain_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Explain a name"), .here = "/explain" };
	struct asking q;
	struct html h;
	int rc;

	if (r->json)
		return web_explain(r, out, e);
	rc = asking_read(r, &q, e);
	if (!rc && q.name.n) {
		look.subject = q.name;
		rc = asking_answer(r, &q, e);
	}
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	if (q.name.n) {
		html_put(&h, "<h1>");
		page_name(&h, &q.site);
		html_put(&h, "</h1>\n<p class=\"proposal\">%s</p>\n<p>%s</p>\n", q.x.decision.why,
			q.x.decision.statement.plain);
		verdict(&h, &q);
		stack(&h, &q);
		ladder(&h, &q);
		duties(&h, &q);
		not_known(&h, &q);
		html_put(&h, "<h2>%m</h2>\n", N_("Another name"));
	} else {
		html_put(&h, "<h1>%m</h1>\n", N_("Explain a name"));
	}
	ask_box(&h, &q);
	return page_end(r, out, &h, e);
}
