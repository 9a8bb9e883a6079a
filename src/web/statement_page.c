/* SPDX-License-Identifier: Apache-2.0 */
/* The statement of reasons of a decision, by its token: for whoever is hit and whoever was not listened to. */
#include "base/limit.h"
#include "flow/recourse.h"
#include "format/json.h"
#include "web/batch.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

static int kind(int rc, struct err *e)
{
	if (rc == BW_ENOTFOUND)
		return err_set(e, BW_ENOTFOUND,
			"there is no such page, or its time is over; copy the address whole, as "
			"the "
			"letter has it, or answer the letter itself and a person will help");
	return rc;
}

/* ---- what was decided ---- */

static void reasons(struct html *h, const struct json *s)
{
	static const char *const fields[][2] = { { N_("What was done"), "measure" },
		{ N_("How far it reaches"), "scope" }, { N_("For how long"), "duration" },
		{ N_("On what facts"), "facts" }, { N_("Automated or not"), "automated" },
		{ N_("On what ground"), "ground" }, { N_("The way back"), "redress" } };

	for (size_t i = 0; s && i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct str v = json_text(s, fields[i][1]);

		if (v.n)
			html_put(h, "<dt>%m</dt><dd lang=\"en\" dir=\"ltr\">%s</dd>\n",
				fields[i][0], v);
	}
}

static void measure_now(struct html *h, const struct recourse_page *p)
{
	if (!p->has_measure)
		return;
	html_put(h, "<dt>%m</dt><dd>%m", N_("The step is"),
		measure_state_text((int)p->measure.state));
	if (p->measure.from_s != CLOCK_NONE) {
		html_put(h, ", %m ", N_("since"));
		page_time(h, p->measure.from_s);
	}
	if (p->measure.until_s != CLOCK_NONE) {
		html_put(h, ", %m ", N_("until"));
		page_time(h, p->measure.until_s);
	}
	html_put(h, "</dd>\n");
}

static void facts(struct html *h, const struct recourse_page *p, const struct json *s)
{
	html_put(h, "<dl class=\"pairs\">\n");
	if (p->d.target.n) {
		html_put(h, "<dt>%m</dt><dd>", N_("About"));
		page_defanged(h, p->d.target);
		html_put(h, "</dd>\n");
	}
	html_put(h, "<dt>%m</dt><dd>%m</dd>\n<dt>%m</dt><dd>", N_("Reported as"),
		harm_class_words((int)harm_class_of(p->harm)), N_("Decided"));
	page_time(h, p->d.at_s);
	html_put(h, " <span class=\"tag\">%m</span></dd>\n", decision_state_text((int)p->d.state));
	reasons(h, s);
	html_put(h, "<dt>%m</dt><dd>%m</dd>\n", N_("Decided by"),
		p->d.automated ? N_("a rule, without a person") : N_("a person"));
	if (p->d.clause.n)
		html_put(h,
			"<dt>%m</dt><dd><bdi>%s</bdi> <span class=\"soft\"><bdi>%s "
			"%s</bdi></span></dd>\n",
			N_("Rule and clause"), p->d.clause, p->d.pack, p->d.pack_version);
	measure_now(h, p);
	if (p->d.state == DECISION_IS_REVERSED)
		html_put(h, "<dt>%m</dt><dd>%m</dd>\n", N_("Taken back"),
			restoring_words((int)p->restoring));
	html_put(h, "<dt>%m</dt><dd>", N_("A review can be asked for until"));
	page_time(h, p->until_s);
	html_put(h, "</dd>\n</dl>\n");
}

/* ---- what can be said ---- */

static void text_box(
	struct html *h, const char *name, const char *label, const char *hint, bool need)
{
	html_put(h,
		"<div class=\"field\"><label for=\"f-%z\">%m</label><p class=\"hint\" "
		"id=\"h-%z\">%m</p><textarea id=\"f-%z\" name=\"words\" dir=\"auto\" "
		"maxlength=\"9000\" aria-describedby=\"h-%z\"",
		name, label, name, hint, name, name);
	if (need)
		html_put(h, " required");
	html_put(h, "></textarea></div>\n");
}

static void appeal_form(
	struct request *r, struct html *h, const struct recourse_page *p, struct str path)
{
	const struct {
		bool may;
		const char *value, *label;
	} who[] = { { p->may_holder, "holder", N_("It is my site, account or name") },
		{ p->may_reporter, "reporter", N_("I reported it") },
		{ p->may_actor, "actor", N_("I was asked to act") } };
	size_t n = 0;

	if (!p->may_holder && !p->may_reporter && !p->may_actor)
		return;
	html_put(h, "<section id=\"appeal\"><h2>%m</h2>\n<p>%m</p>\n", N_("Ask for a review"),
		N_("Somebody who had no part in the decision looks at it again. It costs nothing. "
		   "Courts and out-of-court bodies stay open to you."));
	page_form(r, h, path);
	html_put(h, "<fieldset><legend>%m</legend>\n", N_("Who you are"));
	for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
		if (!who[i].may)
			continue;
		html_put(h,
			"<p class=\"choice\"><input type=\"radio\" required name=\"by\" "
			"id=\"by-%z\" value=\"%z\"",
			who[i].value, who[i].value);
		if (!n++)
			html_put(h, " checked");
		html_put(h, "><label for=\"by-%z\">%m</label></p>\n", who[i].value, who[i].label);
	}
	html_put(h, "</fieldset>\n");
	text_box(h, "appeal", N_("Why it is wrong"),
		N_("What is not as the reasons say. Who reviews it reads every word."), true);
	html_put(h,
		"<div class=\"field\"><label for=\"f-email\">%m</label><p class=\"hint\" "
		"id=\"h-email\">%m</p><input type=\"email\" id=\"f-email\" name=\"email\" "
		"maxlength=\"254\" dir=\"ltr\" autocomplete=\"email\" "
		"aria-describedby=\"h-email\"></div>\n<p><button class=\"main\" name=\"do\" "
		"value=\"appeal\">%m</button></p></form></section>\n",
		N_("Your mail address, if you like"),
		N_("Then the outcome comes by mail. Without it this page tells it."),
		N_("Ask for a review"));
}

static void answers(
	struct request *r, struct html *h, const struct recourse_page *p, struct str path)
{
	if (p->d.action.n && p->d.state == DECISION_IS_IN_FORCE) {
		html_put(h, "<section id=\"fixed\"><h2>%m</h2>\n<p>%m</p>\n", N_("It is repaired"),
			N_("Say so, and somebody looks again; the step ends when it is seen to be "
			   "gone."));
		page_form(r, h, path);
		text_box(h, "fixed", N_("What you did"), N_("A sentence is enough."), false);
		html_put(h,
			"<p><button name=\"do\" value=\"fixed\">%m</button></p></form></section>\n",
			N_("It is repaired"));
	}
	html_put(h, "<section id=\"answer\"><h2>%m</h2>\n", N_("Answer"));
	page_form(r, h, path);
	text_box(h, "answer", N_("Your words"), N_("A person reads them."), true);
	html_put(h, "<p><button name=\"do\" value=\"answer\">%m</button></p></form></section>\n",
		N_("Send the answer"));
}

static void appeals(struct html *h, const struct recourse_page *p)
{
	if (!p->appeals_n)
		return;
	html_put(h, "<h2>%m</h2>\n<ol class=\"time\">\n", N_("Reviews"));
	for (size_t i = 0; i < p->appeals_n; i++) {
		const struct appeal *x = &p->appeals[i].a;

		html_put(h, "<li>");
		page_time(h, x->filed_at_s);
		html_put(h, "%m <span class=\"tag\">%m</span>", N_("A review was asked for."),
			appeal_state_text((int)x->state));
		if (x->ended_at_s == CLOCK_NONE && x->due_s != CLOCK_NONE) {
			html_put(h, " %m ", N_("An answer is due by"));
			page_time(h, x->due_s);
		}
		if (x->reasons.n)
			html_put(h, "<p dir=\"auto\">%s</p>", x->reasons);
		html_put(h, "</li>\n");
	}
	html_put(h, "</ol>\n");
}

int web_statement(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = {
		.title = N_("Statement of reasons"), .here = "", .narrow = true
	};
	const struct desk d = request_desk(r);
	struct str path = arena_printf(r->a, "/statement/%.*s", STR_ARG(r->params[0]));
	struct recourse_page p;
	struct json *s = NULL;
	struct html h;
	struct jw w;
	int rc = recourse_statement(&d, r->a, NULL, r->params[0], &p, e);

	if (!rc && p.statement.n)
		rc = json_parse(r->a, p.statement, &s, e);
	if (rc)
		return kind(rc, e);
	if (r->json) {
		jw_init(&w, &out->body);
		recourse_page_json(&p, &w);
		return reply_json(out, &w, e);
	}
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("Statement of reasons"));
	if (s && json_text(s, "plain").n)
		html_put(&h, "<p class=\"proposal\" lang=\"en\" dir=\"ltr\">%s</p>\n",
			json_text(s, "plain"));
	facts(&h, &p, s);
	appeals(&h, &p);
	html_put(&h, "<p class=\"soft\">%m</p>\n",
		N_("Whoever has the address of this page can see it and answer. It names no "
		   "reporter."));
	appeal_form(r, &h, &p, path);
	answers(r, &h, &p, path);
	return page_end(r, out, &h, e);
}

/* Letters have the short address. */
int web_statement_short(struct request *r, struct reply *out, struct err *e)
{
	(void)e;
	reply_redirect(out, arena_printf(r->a, "/statement/%.*s", STR_ARG(r->params[0])));
	return BW_OK;
}

static int appeal(struct request *r, const struct desk *d, struct str words, struct err *e)
{
	struct str by = form_text(&r->form, "by"), email = str_trim(form_text(&r->form, "email"));
	struct recourse_filing f = {
		.text = words, .contact = email.p ? email : STR(""), .lang = str_of(r->tongue->code)
	};
	int64_t id;

	if (str_is(by, "holder"))
		f.by = APPELLANT_HOLDER;
	else if (str_is(by, "reporter"))
		f.by = APPELLANT_REPORTER;
	else if (str_is(by, "actor"))
		f.by = APPELLANT_ACTOR;
	else
		return err_set(e, BW_EUSAGE, "say who you are: holder, reporter or actor");
	return recourse_file(d, r->a, NULL, r->params[0], &f, &id, e);
}

int web_statement_say(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct str what = form_text(&r->form, "do"), words = str_trim(form_text(&r->form, "words"));
	int rc;

	if (!words.p)
		words = STR("");
	if (str_is(what, "appeal")) {
		rc = appeal(r, &d, words, e);
		page_flash(out, N_("A review is asked for. What becomes of it is said here."));
	} else if (str_is(what, "fixed")) {
		rc = recourse_answer(&d, r->a, NULL, r->params[0], ANSWER_ACTED, words, e);
		page_flash(out, N_("Thank you. Somebody looks again."));
	} else if (str_is(what, "answer") && words.n) {
		rc = recourse_answer(&d, r->a, NULL, r->params[0], ANSWER_UNKNOWN, words, e);
		page_flash(out, N_("Thank you. A person reads your answer."));
	} else {
		rc = err_set(e, BW_EUSAGE, "say 'appeal', 'fixed', or 'answer' with words");
	}
	if (rc) {
		buf_reset(&out->head); /* nothing was done, so the next page thanks for nothing */
		return kind(rc, e);
	}
	reply_redirect(out, arena_printf(r->a, "/statement/%.*s", STR_ARG(r->params[0])));
	return BW_OK;
}
