/* SPDX-License-Identifier: Apache-2.0 */
/* The start page and "explain any name". */
#include "web/asking.h"
#include "web/draw.h"
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

	html_put(h, "<h2>%m</h2>\n<p>", N_("How it is judged"));
	draw_verdict(h, (int)j->verdict);
	html_put(h, " %m</p>\n<ul>\n", verdict_words((int)j->verdict));
	for (size_t i = 0; i < j->reasons_n; i++)
		html_put(h, "<li>%s</li>\n", j->reasons[i].words);
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
	struct page_look look = { .title = N_("Explain a name"), .here = "/explain", .wide = true };
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
		html_put(&h, "<h1 class=\"foreign\">");
		page_name(&h, &q.site);
		html_put(&h,
			"</h1>\n<section class=\"proposal\" aria-labelledby=\"least\"><h2 "
			"id=\"least\">%m</h2><p lang=\"en\" dir=\"ltr\">%s</p>",
			N_("The least that works"), q.x.decision.why);
		if (q.x.decision.next)
			html_put(&h,
				"<p class=\"soft\">%m <bdi lang=\"en\" dir=\"ltr\">%s</bdi></p>",
				N_("If nobody moves:"), q.x.decision.next->reason);
		html_put(&h, "</section>\n<h2>%m</h2>\n",
			N_("Who is on its stack, and what each could do"));
		draw_stack(&h, &q.x.stack, &q.x.ladder, true);
		html_put(&h, "<h2>%m</h2>\n", N_("What could be done, the least that works first"));
		draw_ladder(&h, &q.x.ladder, false);
		verdict(&h, &q);
		html_put(&h, "<h2>%m</h2>\n", N_("Which rules bind them"));
		draw_duties(&h, &q.x.duties);
		not_known(&h, &q);
		html_put(&h, "<h2>%m</h2>\n", N_("Another name"));
	} else {
		html_put(&h, "<h1>%m</h1>\n", N_("Explain a name"));
	}
	ask_box(&h, &q);
	return page_end(r, out, &h, e);
}
