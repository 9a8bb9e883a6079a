/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions: those that wait for a second person, and what the API does with each. */
#include "flow/acting.h"
#include "flow/desk_json.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"
#include "web/words.h"

#define WAITING_SHOWN 200

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

static void decided_json(const struct decided *d, struct jw *w)
{
	decided_json_open("id", d, w);
	jw_end(w);
}

int web_decision_list(struct request *r, struct reply *out, struct err *e)
{
	struct decided *d;
	struct jw w;
	size_t n;
	int rc = store_decisions_waiting(store_of(r), r->a, WAITING_SHOWN, &d, &n, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "decisions");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		decided_json(&d[i], &w);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static int one_json(struct request *r, struct reply *out, int64_t id, struct err *e)
{
	struct decided d;
	struct jw w;
	int rc = store_decision_get(store_of(r), r->a, id, &d, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	decided_json(&d, &w);
	return reply_json(out, &w, e);
}

int web_decision_get(struct request *r, struct reply *out, struct err *e)
{
	uint64_t id;
	int rc = request_id(r, 0, 'd', &id, e);

	return rc ? rc : one_json(r, out, (int64_t)id, e);
}

int web_decision_make(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "refuse", "action", "actor", "role", "why",
		"exception", "reached", NULL };
	const struct desk d = request_desk(r);
	struct str word;
	struct choice c;
	struct given g;
	enum role role;
	int64_t decision;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (rc)
		return rc;
	c = (struct choice){ .refuse = json_get(g.body, "refuse") &&
				       json_get(g.body, "refuse")->type == JSON_TRUE,
		.action = given_text(&g, "action"),
		.actor = given_text(&g, "actor"),
		.role = -1,
		.why = given_text(&g, "why"),
		.exception = given_text(&g, "exception"),
		.reached = given_text(&g, "reached") };
	word = given_text(&g, "role");
	if (word.n && !role_parse(word, &role))
		return err_set(e, BW_EUSAGE, "that is no role; see the vocabulary");
	if (word.n)
		c.role = (int)role;
	rc = command_decide(&d, r->a, (int64_t)id, &c, &decision, e);
	if (!rc)
		out->status = 201;
	return rc ? rc : one_json(r, out, decision, e);
}

int web_decision_approve(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "agree", "why", NULL };
	const struct desk d = request_desk(r);
	const struct json *agree;
	struct given g;
	uint64_t id;
	int rc = request_id(r, 0, 'd', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (rc)
		return rc;
	agree = json_get(g.body, "agree");
	if (!agree || (agree->type != JSON_TRUE && agree->type != JSON_FALSE))
		return err_set(e, BW_EUSAGE, "'agree' is true or false");
	rc = command_approve(
		&d, r->a, (int64_t)id, agree->type == JSON_TRUE, given_text(&g, "why"), e);
	return rc ? rc : one_json(r, out, (int64_t)id, e);
}

int web_decision_reverse(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "why", NULL };
	const struct desk d = request_desk(r);
	struct given g;
	int64_t decision;
	uint64_t id;
	int rc = request_id(r, 0, 'd', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (!rc)
		rc = command_reverse(&d, r->a, (int64_t)id, given_text(&g, "why"), &decision, e);
	return rc ? rc : one_json(r, out, decision, e);
}

/* ---- the page of those that wait ---- */

static void agree_form(struct request *r, struct html *h, const struct decided *d)
{
	if (d->by.person == r->who.person) {
		html_put(h, "<p class=\"soft\">%m</p>\n",
			N_("You decided this yourself; somebody else has to look at it."));
		return;
	}
	if (!who_may(&r->who, PERMISSION_DECISION_APPROVE))
		return;
	page_form(r, h, STR("/approvals"));
	html_put(h, "<input type=\"hidden\" name=\"decision\" value=\"%d\"><div class=\"row\">",
		d->id);
	desk_field(h, &(struct desk_field){
			      "why", N_("Why, where you do not agree"), d->id, { 0 }, false });
	html_put(h,
		"<button class=\"main\" name=\"agree\" value=\"yes\">%m</button>"
		"<button class=\"grave\" name=\"agree\" value=\"no\">%m</button></div></form>\n",
		N_("Agree"), N_("Do not agree"));
}

static int waiting(struct request *r, struct html *h, const struct decided *d, struct err *e)
{
	const char *words = draw_step(d->action, d->role);
	struct store_case c;
	char id[STORE_ID_TEXT];
	int rc = store_case_get(store_of(r), r->a, d->case_id, &c, e);

	if (rc)
		return rc;
	html_put(h,
		"<section class=\"proposal\" aria-labelledby=\"d-%d\"><h2 id=\"d-%d\">%m</h2>\n"
		"<p><a class=\"foreign\" href=%u>%s</a> ",
		d->id, d->id, *words ? words : N_("nothing is done"),
		desk_path(r, "/cases", 'c', d->case_id), c.site.n ? c.site : STR("?"));
	draw_verdict(h, (int)c.verdict);
	html_put(h, " ");
	draw_breaks(h, (int)d->collateral);
	html_put(h, "</p>\n<dl class=\"pairs\"><dt>%m</dt><dd>%z</dd>\n<dt>%m</dt><dd>",
		N_("Decision"), store_id_text('d', (uint64_t)d->id, id), N_("Decided by"));
	if (d->by.rule.n)
		html_put(h, "%m <code>%s</code>", N_("the rule"), d->by.rule);
	else
		desk_name(r, h, d->by.person);
	html_put(h, ", ");
	draw_ago(h, d->at_s, r->now_s);
	html_put(h, "</dd>\n<dt>%m</dt><dd>%m <bdi>%s</bdi></dd>\n", N_("By whom it is done"),
		d->role >= 0 ? role_words(d->role) : "", d->actor);
	if (d->why.n) {
		html_put(h, "<dt>%m</dt><dd>", N_("Reason"));
		page_words(r, h, d->why);
		html_put(h, "</dd>\n");
	}
	if (d->exception.n)
		html_put(h, "<dt>%m</dt><dd>%s</dd>\n", N_("Exception"), d->exception);
	if (d->clause.n)
		html_put(h, "<dt>%m</dt><dd>%s <span class=\"soft\">%s</span></dd>\n", N_("Under"),
			d->clause, d->pack);
	html_put(h, "</dl>\n");
	agree_form(r, h, d);
	html_put(h, "</section>\n");
	return BW_OK;
}

int web_approvals(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Approvals"), .here = "/approvals" };
	struct decided *d;
	struct html h;
	size_t n;
	int rc;

	if (r->json)
		return web_decision_list(r, out, e);
	rc = store_decisions_waiting(store_of(r), r->a, WAITING_SHOWN, &d, &n, e);
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Approvals"),
		N_("A step that takes much along needs a second person. Until then nothing "
		   "leaves."));
	for (size_t i = 0; !rc && i < n; i++)
		rc = waiting(r, &h, &d[i], e);
	if (!n)
		html_put(&h, "<p class=\"say good\">%m</p>\n",
			N_("Nothing waits for a second person."));
	return rc ? rc : page_end(r, out, &h, e);
}

int web_approval_do(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "decision", "agree", "why", NULL };
	const struct desk d = request_desk(r);
	struct given g;
	int64_t id;
	int rc = given_open(r, members, &g, e);

	if (!rc && (!str_i64(given_text(&g, "decision"), &id) || id <= 0))
		rc = err_set(e, BW_EUSAGE, "the form names no decision");
	if (!rc)
		rc = command_approve(&d, r->a, id, str_is(given_text(&g, "agree"), "yes"),
			given_text(&g, "why"), e);
	if (!rc)
		(void)desk_told(r, out, STR("/approvals"), N_("Noted."));
	return rc;
}
