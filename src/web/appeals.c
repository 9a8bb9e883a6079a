/* SPDX-License-Identifier: Apache-2.0 */
/* The desk of appeals: soonest due first; one of them with the decision it is about, taken and decided by
 * somebody who had no part in that. */
#include "base/limit.h"
#include "flow/desk_json.h"
#include "flow/recourse.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"
#include "web/words.h"

#define APPEALS_SHOWN 100

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

static void appeal_json(struct request *r, const struct store_appeal *p, struct jw *w)
{
	appeal_json_open(p, r->now_s, w);
	store_id_json(w, "reviewer", 'p', p->a.reviewer);
	jw_end(w);
}

/* Those that wait, or (?all=1) all. */
static int chosen(struct request *r, bool *all, struct store_appeal **out, size_t *n, struct err *e)
{
	int64_t after;
	struct str v;
	int rc = request_query(r, "all", &v, e);

	*all = !rc && v.n && !str_is(v, "0");
	rc = rc ? rc : desk_after(r, 'a', &after, e);
	return rc ? rc
		  : store_appeals(store_of(r), r->a, !*all, after, APPEALS_SHOWN + 1, out, n, e);
}

int web_appeal_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_appeal *v;
	struct jw w;
	size_t n, shown;
	bool all;
	int rc = chosen(r, &all, &v, &n, e);

	if (rc)
		return rc;
	shown = n > APPEALS_SHOWN ? APPEALS_SHOWN : n;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "appeals");
	jw_array(&w);
	for (size_t i = 0; i < shown; i++)
		appeal_json(r, &v[i], &w);
	jw_end(&w);
	desk_json_next(&w, 'a', shown ? v[shown - 1].a.id : 0, all && n > shown);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- the list ---- */

static void draw_appeal_state(struct html *h, enum appeal_state s)
{
	html_put(h, "<span class=\"%z\">%m</span>",
		s == APPEAL_FILED       ? "tag warn"
		: s == APPEAL_IN_REVIEW ? "tag mark"
					: "tag",
		appeal_state_text((int)s));
}

static void row(struct request *r, struct html *h, const struct store_appeal *p)
{
	html_put(h, "<tr><th scope=\"row\">");
	desk_id(r, h, "/appeals", 'a', p->a.id);
	html_put(h, "</th><td>");
	if (!appeal_ended(p->a.state))
		draw_due(h, p->a.due_s, r->now_s);
	html_put(h, "</td><td>");
	draw_appeal_state(h, p->a.state);
	html_put(h, "</td><td>%m</td><td>", appellant_text((int)p->a.by));
	desk_id(r, h, "/cases", 'c', p->a.case_id);
	html_put(h, "</td><td class=\"wide foreign\">%s</td><td data-is=\"%m\">",
		str_sub(p->a.text, 0, p->a.text.n < 160 ? p->a.text.n : 160), N_("Reviewer"));
	desk_name(r, h, p->a.reviewer);
	html_put(h, "</td></tr>\n");
}

int web_appeals(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Appeal"), N_("Answer due"), N_("State"),
		N_("By"), N_("Case"), N_("What it says"), N_("Reviewer") };
	const struct page_look look = { .title = N_("Appeals"), .here = "/appeals", .wide = true };
	char last[STORE_ID_TEXT];
	struct store_appeal *v;
	struct html h;
	size_t n, shown;
	bool all;
	int rc;

	if (r->json)
		return web_appeal_list(r, out, e);
	rc = chosen(r, &all, &v, &n, e);
	if (rc)
		return rc;
	shown = n > APPEALS_SHOWN ? APPEALS_SHOWN : n;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m <a href=%u>%m</a></p>\n", N_("Appeals"),
		N_("Whoever decided or agreed never reviews."),
		all ? STR("/appeals") : STR("/appeals?all=1"),
		all ? N_("Only those that wait") : N_("All, also those that have ended"));
	if (!n) {
		html_put(&h, "<p class=\"say good\">%m</p>\n", N_("No appeal waits."));
		return page_end(r, out, &h, e);
	}
	desk_table(&h, N_("Appeals"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < shown; i++)
		row(r, &h, &v[i]);
	desk_table_end(&h);
	if (all && n > shown)
		page_more(r, &h, str_of(store_id_text('a', (uint64_t)v[shown - 1].a.id, last)));
	return page_end(r, out, &h, e);
}

/* ---- one of them ---- */

static int load(struct request *r, struct store_appeal *p, struct err *e)
{
	uint64_t id;
	int rc = request_id(r, 0, 'a', &id, e);

	return rc ? rc : store_appeal_get(store_of(r), r->a, (int64_t)id, p, e);
}

int web_appeal_get(struct request *r, struct reply *out, struct err *e)
{
	struct store_appeal p;
	struct jw w;
	int rc = load(r, &p, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	appeal_json(r, &p, &w);
	return reply_json(out, &w, e);
}

static int decision(struct request *r, struct html *h, const struct store_appeal *p, struct err *e)
{
	struct decided d;
	const char *words;
	int rc = store_decision_get(store_of(r), r->a, p->a.decision_id, &d, e);

	if (rc)
		return rc;
	words = draw_step(d.action, d.role);
	html_put(h, "<h2>%m</h2>\n<dl class=\"pairs\"><dt>%m</dt><dd>%m ", N_("What it is about"),
		N_("Step"), *words ? words : N_("nothing is done"));
	draw_breaks(h, (int)d.collateral);
	html_put(h, "</dd>\n<dt>%m</dt><dd><bdi class=\"foreign\">", N_("Site"));
	page_defanged(h, d.target);
	html_put(h, "</bdi></dd>\n<dt>%m</dt><dd>", N_("Decided by"));
	if (d.by.rule.n)
		html_put(h, "%m <code>%s</code>", N_("the rule"), d.by.rule);
	else
		desk_name(r, h, d.by.person);
	html_put(h, ", ");
	page_time(h, d.at_s);
	html_put(h, "</dd>\n");
	if (d.why.n) {
		html_put(h, "<dt>%m</dt><dd>", N_("Reason"));
		page_words(r, h, d.why);
		html_put(h, "</dd>\n");
	}
	if (d.clause.n)
		html_put(h, "<dt>%m</dt><dd>%s <span class=\"soft\">%s</span></dd>\n", N_("Under"),
			d.clause, d.pack);
	html_put(h, "</dl>\n");
	return BW_OK;
}

/* Did who asks decide what is to be reviewed, or agree to it? */
static int is_decider(struct request *r, const struct store_appeal *p, bool *is, struct err *e)
{
	int64_t *who;
	size_t n;
	int rc = recourse_deciders(store_of(r), r->a, p->a.decision_id, &who, &n, e);

	*is = false;
	for (size_t i = 0; !rc && i < n; i++)
		*is = *is || who[i] == r->who.person;
	return rc;
}

static void outcome_choice(struct html *h, const char *value, const char *words)
{
	html_put(h,
		"<div class=\"choice\"><input type=\"radio\" name=\"outcome\" id=\"o-%z\" "
		"value=\"%z\" required><label for=\"o-%z\">%m</label></div>\n",
		value, value, value, words);
}

static void decide_form(struct request *r, struct html *h, const struct store_appeal *p)
{
	html_put(h, "<h2>%m</h2>\n", N_("Decide the appeal"));
	page_form(r, h, desk_path(r, "/appeals", 'a', p->a.id));
	html_put(h,
		"<input type=\"hidden\" name=\"do\" value=\"decide\"><fieldset><legend>%m"
		"</legend>\n",
		N_("Outcome"));
	outcome_choice(h, "upheld", N_("Upheld: the decision stands"));
	outcome_choice(h, "reversed",
		N_("Reversed: the step is undone, and everyone who was told is told"));
	outcome_choice(h, "changed", N_("Changed: another step, or none, in its place"));
	outcome_choice(h, "inadmissible", N_("Inadmissible: it is no appeal"));
	html_put(h,
		"</fieldset>\n<div class=\"field\"><label for=\"reasons\">%m</label><p "
		"class=\"hint\" id=\"h-reasons\">%m</p><textarea id=\"reasons\" "
		"name=\"reasons\" required maxlength=\"4000\" "
		"aria-describedby=\"h-reasons\"></textarea></div>\n<details><summary>%m"
		"</summary>",
		N_("Reasons"), N_("Everyone who was told of the decision gets them."),
		N_("What is done instead, where it is changed"));
	desk_field(h, &(struct desk_field){ "action",
			      N_("Step of the ladder; empty: nothing is "
				 "done"),
			      0, { 0 }, false });
	desk_field(h, &(struct desk_field){ "actor", N_("Whose step, by id"), 0, { 0 }, false });
	desk_field(h, &(struct desk_field){
			      "reached", N_("How the holder was reached"), 0, { 0 }, false });
	html_put(h, "</details>\n<p><button class=\"main\">%m</button></p></form>\n", N_("Decide"));
}

static int review(struct request *r, struct html *h, const struct store_appeal *p, struct err *e)
{
	bool own;
	int rc;

	if (appeal_ended(p->a.state)) {
		html_put(h, "<h2>%m</h2>\n<p>", N_("Outcome"));
		draw_appeal_state(h, p->a.state);
		html_put(h, " ");
		page_time(h, p->a.ended_at_s);
		html_put(h, "</p>\n<p>");
		page_words(r, h, p->a.reasons);
		html_put(h, "</p>\n");
		return BW_OK;
	}
	if (!who_may(&r->who, PERMISSION_APPEAL_REVIEW))
		return BW_OK;
	rc = is_decider(r, p, &own, e);
	if (rc)
		return rc;
	if (own) {
		html_put(h, "<p class=\"say\">%m</p>\n",
			N_("You had a part in this decision; somebody else reviews it."));
	} else if (p->a.state == APPEAL_FILED) {
		page_form(r, h, desk_path(r, "/appeals", 'a', p->a.id));
		html_put(h,
			"<p><button class=\"main\" name=\"do\" "
			"value=\"take\">%m</button></p></form>\n",
			N_("Take it: I review this"));
	} else {
		decide_form(r, h, p);
	}
	return BW_OK;
}

int web_appeal_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Appeal"), .here = "/appeals" };
	struct store_appeal p;
	char id[STORE_ID_TEXT];
	struct html h;
	int rc;

	if (r->json)
		return web_appeal_get(r, out, e);
	rc = load(r, &p, e);
	if (rc)
		return rc;
	look.subject = arena_printf(r->a, "%s", store_id_text('a', (uint64_t)p.a.id, id));
	page_begin(r, out, &look, &h);
	html_put(&h, "<p><a href=%u>%m</a> / %z</p>\n<h1>%m %z</h1>\n<p>", STR("/appeals"),
		N_("Appeals"), id, N_("Appeal"), id);
	draw_appeal_state(&h, p.a.state);
	html_put(&h, " %m, ", appellant_text((int)p.a.by));
	desk_id(r, &h, "/cases", 'c', p.a.case_id);
	html_put(&h, ", %m ", N_("filed"));
	page_time(&h, p.a.filed_at_s);
	if (!appeal_ended(p.a.state)) {
		html_put(&h, ", %m ", N_("answer due"));
		draw_due(&h, p.a.due_s, r->now_s);
	}
	html_put(&h, "</p>\n<h2>%m</h2>\n", N_("What it says"));
	page_quote(r, &h, p.a.text);
	if (p.a.contact.n)
		html_put(&h, "<p>%m <bdi class=\"foreign\">%s</bdi></p>\n",
			N_("The outcome goes to"), p.a.contact);
	rc = decision(r, &h, &p, e);
	if (!rc)
		rc = review(r, &h, &p, e);
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- changes ---- */

static int change(struct request *r, int64_t id, struct err *e)
{
	static const char *const members[] = { "do", "outcome", "reasons", "action", "actor",
		"reached", "exception", NULL };
	const struct desk d = request_desk(r);
	enum appeal_state outcome;
	struct choice instead;
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (rc)
		return rc;
	if (str_is(given_text(&g, "do"), "take"))
		return recourse_take(&d, r->a, id, e);
	if (!str_is(given_text(&g, "do"), "decide") ||
		!appeal_state_parse(given_text(&g, "outcome"), &outcome))
		return err_set(e, BW_EUSAGE,
			"do is take, or decide with an outcome: upheld, changed, reversed or "
			"inadmissible");
	instead = (struct choice){ .action = given_text(&g, "action"),
		.actor = given_text(&g, "actor"),
		.role = -1,
		.refuse = !given_text(&g, "action").n,
		.exception = given_text(&g, "exception"),
		.reached = given_text(&g, "reached") };
	return recourse_decide(&d, r->a, id, outcome, given_text(&g, "reasons"),
		outcome == APPEAL_CHANGED ? &instead : NULL, e);
}

int web_appeal_set(struct request *r, struct reply *out, struct err *e)
{
	uint64_t id;
	int rc = request_id(r, 0, 'a', &id, e);

	if (!rc)
		rc = change(r, (int64_t)id, e);
	if (rc)
		return rc;
	return desk_told(r, out, desk_path(r, "/appeals", 'a', (int64_t)id), N_("Noted."))
		       ? BW_OK
		       : web_appeal_get(r, out, e);
}

int web_appeal_do(struct request *r, struct reply *out, struct err *e)
{
	return web_appeal_set(r, out, e);
}
