/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a case: the one thing to decide first, then who, what, why, and what happened. */
#include "web/case_page.h"

#include "base/limit.h"
#include "flow/acting.h"
#include "web/batch.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define SPLIT_MOST 1000

static struct str path_of(struct request *r, int64_t id, const char *verb)
{
	char text[STORE_ID_TEXT];

	return arena_printf(r->a, "/cases/%s%s", store_id_text('c', (uint64_t)id, text), verb);
}

/* ---- the page ---- */

static void head(struct request *r, struct html *h, const struct case_view *v)
{
	const struct store_case *c = &v->c;
	char id[STORE_ID_TEXT];

	html_put(h, "<p><a href=%u>%m</a> / %z</p>\n<h1 class=\"foreign\">", STR("/queue"),
		N_("Queue"), store_id_text('c', (uint64_t)c->id, id));
	if (v->explained)
		page_name(h, &v->site);
	else
		html_put(h, "%m", N_("an address that is not kept"));
	html_put(h, "</h1>\n<p>");
	draw_verdict(h, (int)c->verdict);
	html_put(h, " <span class=\"tag\">%m</span> ", harm_text(c->harm));
	draw_state(h, (int)c->state);
	html_put(h, " %d %m, %m ", (int64_t)c->reports, N_("reports"), N_("last seen"));
	draw_ago(h, c->last_seen_s, r->now_s);
	if (c->due_s != CLOCK_NONE) {
		html_put(h, ", %m ", N_("due"));
		draw_due(h, c->due_s, r->now_s);
	}
	if (c->recurrences)
		html_put(h, " <span class=\"tag warn\">%m</span>", N_("came back"));
	html_put(h, "</p>\n");
	if (c->merged_into)
		html_put(h, "<p class=\"say warn\"><a href=%u>%m</a></p>\n",
			path_of(r, c->merged_into, ""), N_("It was merged into another case."));
}

/* Decide: the proposal is chosen already; any other open rung needs a reason. */
static void decide_form(struct request *r, struct html *h, const struct case_view *v)
{
	const struct ladder *l = &v->x.ladder;

	page_form(r, h, path_of(r, v->c.id, "/decide"));
	html_put(h, "<h2>%m</h2>\n", N_("The ladder"));
	draw_ladder(h, l, true);
	html_put(h,
		"<div class=\"field\"><label for=\"why\">%m</label><p class=\"hint\" "
		"id=\"h-why\">%m</p>"
		"<textarea id=\"why\" name=\"why\" maxlength=\"1000\" "
		"aria-describedby=\"h-why\"></textarea></div>\n",
		N_("Why this step"),
		N_("Not needed for the first rung. No personal data: whoever is hit will read "
		   "it."));
	html_put(h,
		"<div class=\"field\"><label for=\"reached\">%m</label><p class=\"hint\" "
		"id=\"h-reached\">%m</p>"
		"<input id=\"reached\" name=\"reached\" maxlength=\"500\" "
		"aria-describedby=\"h-reached\"></div>\n",
		N_("How and when the holder was reached"),
		N_("A step on a whole name needs it. That a letter was acknowledged is no proof."));
	html_put(h,
		"<div class=\"field\"><label for=\"exception\">%m</label><input id=\"exception\" "
		"name=\"exception\" "
		"maxlength=\"500\"></div>\n",
		N_("Or why the holder cannot be reached first"));
	html_put(h,
		"<p><button class=\"main\" name=\"do\" value=\"accept\">%m</button> "
		"<button class=\"grave\" name=\"do\" value=\"refuse\">%m</button></p></form>\n",
		N_("Decide"), N_("Refuse: nothing is done"));
}

/* The step that is proposed was decided and stands, or waits for a second person. */
static bool decided_so(struct request *r, const struct case_view *v)
{
	struct decided *d;
	struct err ignored;
	size_t n;

	if (store_decisions_of(r->web->set->store, r->a, v->c.id, &d, &n, &ignored))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((d[i].state == DECISION_IS_IN_FORCE || d[i].state == DECISION_IS_WAITING) &&
			str_eq(d[i].action, v->c.proposal.action) &&
			d[i].role == v->c.proposal.role)
			return true;
	return false;
}

static void proposal(struct request *r, struct html *h, const struct case_view *v, bool open)
{
	const struct decision *d = &v->x.decision;

	html_put(
		h, "<section class=\"proposal\" aria-labelledby=\"proposed\"><h2 id=\"proposed\">");
	if (d->proposal && d->proposal->action)
		html_put(h, "%m: %m", N_("Proposed"), d->proposal->action->words);
	else
		html_put(h, "%m", N_("For a person to decide"));
	html_put(h, "</h2>\n<p lang=\"en\" dir=\"ltr\">%s</p>\n", d->why);
	if (d->next)
		html_put(h, "<p class=\"soft\">%m <bdi lang=\"en\" dir=\"ltr\">%s</bdi></p>\n",
			N_("If nobody moves:"), d->next->reason);
	for (size_t i = 0; i < d->preconditions_n; i++)
		html_put(h, "<p class=\"say warn\">%m: %s</p>\n", N_("First"), d->preconditions[i]);
	for (size_t i = 0; i < v->x.ladder.flags_n; i++)
		html_put(h, "<p class=\"say warn\">%s</p>\n", v->x.ladder.flags[i]);
	if (d->statement.plain.n)
		html_put(h, "<details><summary>%m</summary><p>%s</p></details>\n",
			N_("What whoever is hit would read"), d->statement.plain);
	if (open && d->proposal && decided_so(r, v)) {
		html_put(h, "<p><b>%m</b> <a href=%u>%m</a></p>\n", N_("Decided."), STR("#ladder"),
			N_("Choose another step"));
	} else if (open && d->proposal && who_may(&r->who, PERMISSION_DECISION_MAKE)) {
		page_form(r, h, path_of(r, v->c.id, "/decide"));
		html_put(h,
			"<p><button class=\"main\" name=\"do\" value=\"accept\">%m</button> <a "
			"class=\"button\" href=%u>%m</a></p></form>\n",
			N_("Accept"), STR("#ladder"), N_("Choose another step"));
	}
	html_put(h, "</section>\n");
}

static void judged(struct html *h, const struct case_view *v)
{
	const struct judgement *j = &v->x.ladder.judgement;

	html_put(h, "<h2>%m</h2>\n<p>%m</p>\n<ul>\n", N_("Why it is judged so"),
		verdict_words((int)j->verdict));
	for (size_t i = 0; i < j->reasons_n; i++)
		html_put(h, "<li>%s</li>\n", j->reasons[i].words);
	html_put(h, "</ul>\n");
	if (v->x.not_known_n) {
		html_put(h, "<h2>%m</h2>\n<ul>\n", N_("What is not known"));
		for (size_t i = 0; i < v->x.not_known_n; i++)
			html_put(h, "<li>%s</li>\n", v->x.not_known[i]);
		html_put(h, "</ul>\n");
	}
}

static void beside(struct request *r, struct html *h, const struct case_view *v)
{
	html_put(h, "<h2>%m</h2>\n<ul>\n<li><a href=%u>%m</a></li>\n<li><a href=%u>%m</a></li>\n",
		N_("Go on"),
		arena_printf(r->a, "/queue?state=any&sort=site&site=%.*s", STR_ARG(v->c.site)),
		N_("Cases on the same site"),
		arena_printf(r->a, "/explain?name=%.*s&harm=%s", STR_ARG(v->c.site),
			harm_text(v->c.harm)),
		N_("Explain the name anew"));
	if (v->c.proposal.role >= 0)
		html_put(h, "<li><a href=%u>%m: %m</a></li>\n",
			arena_printf(r->a, "/queue?role=%s", role_text(v->c.proposal.role)),
			N_("Cases that ask"), role_words(v->c.proposal.role));
	html_put(h, "</ul>\n");
	if (!who_may(&r->who, PERMISSION_CASE_CHANGE))
		return;
	page_form(r, h, path_of(r, v->c.id, ""));
	html_put(h,
		"<div class=\"field\"><label for=\"close-why\">%m</label><input id=\"close-why\" "
		"name=\"why\" maxlength=\"500\"></div>"
		"<p><button name=\"do\" value=\"close\">%m</button> <button name=\"do\" "
		"value=\"undo\">%m</button> "
		"<button name=\"do\" value=\"again\">%m</button></p>\n",
		N_("Reason"), N_("Close"), N_("Take the last change back"), N_("Judge again"));
	html_put(h,
		"<div class=\"field\"><label for=\"merge\">%m</label><input id=\"merge\" "
		"name=\"other\" placeholder=\"c-0000001\" maxlength=\"40\"></div>"
		"<p><button name=\"do\" value=\"merge\">%m</button></p></form>\n",
		N_("Another case about the same"), N_("Take it in"));
}

static int body(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	bool open = v->c.state != CASE_CLOSED && !v->c.merged_into;
	int rc;

	head(r, h, v);
	if (v->explained)
		proposal(r, h, v, open);
	else
		html_put(h, "<p class=\"say bad\">%m</p>\n",
			N_("Child sexual abuse material: nothing of it is kept or shown here. It "
			   "goes to the hotline and the police."));
	rc = case_decisions(r, h, v, e);
	if (rc)
		return rc;
	if (v->explained) {
		html_put(h, "<h2>%m</h2>\n", N_("Who is on its stack"));
		draw_stack(h, &v->x.stack, &v->x.ladder, true);
		html_put(h, "<div id=\"ladder\">\n");
		if (open && who_may(&r->who, PERMISSION_DECISION_MAKE)) {
			decide_form(r, h, v);
		} else {
			html_put(h, "<h2>%m</h2>\n", N_("The ladder"));
			draw_ladder(h, &v->x.ladder, false);
		}
		html_put(h, "</div>\n");
	}
	html_put(h, "<div class=\"side\"><div>\n");
	rc = case_reports(r, h, v, e);
	if (!rc && v->explained) {
		html_put(h, "<h2>%m</h2>\n", N_("Which rules bind them"));
		draw_duties(h, &v->x.duties);
		judged(h, v);
	}
	html_put(h, "</div><div>\n");
	if (!rc)
		rc = case_clocks(r, h, v, e);
	if (!rc)
		rc = case_answers(r, h, v, e);
	if (!rc)
		rc = case_common(r, h, v, e);
	if (!rc)
		rc = case_timeline(r, h, v, e);
	beside(r, h, v);
	html_put(h, "</div></div>\n");
	return rc;
}

int web_case_page(struct request *r, struct reply *out, struct err *e)
{
	const struct web_settings *s = r->web->set;
	struct page_look look = { .title = N_("Case"), .here = "/queue", .wide = true };
	struct case_view v;
	struct html h;
	uint64_t id;
	int rc;

	if (r->json)
		return web_case_get(r, out, e);
	rc = request_id(r, 0, 'c', &id, e);
	if (!rc)
		rc = case_view(s->store, s->know, NULL, r->a, (int64_t)id, r->now_s, &v, e);
	if (rc)
		return rc;
	look.subject = v.c.site;
	page_begin(r, out, &look, &h);
	rc = body(r, &h, &v, e);
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- what is done on it ---- */

static struct str text_of(struct request *r, const char *name)
{
	struct str s = str_trim(form_text(&r->form, name));

	return s.p ? s : STR("");
}

static int done(struct request *r, struct reply *out, uint64_t id, const char *message)
{
	page_flash(out, message);
	reply_redirect(out, path_of(r, (int64_t)id, ""));
	return BW_OK;
}

static int split(struct request *r, const struct desk *d, int64_t id, struct err *e)
{
	uint64_t *ords = ARENA_ARRAY(r->a, uint64_t, SPLIT_MOST);
	int64_t new_id;
	size_t n = 0;

	if (!ords)
		return err_nomem(e);
	for (size_t i = 0; i < r->form.n && n < SPLIT_MOST; i++)
		if (str_is(r->form.v[i].name, "report") &&
			store_id_parse('r', r->form.v[i].value, &ords[n]))
			n++;
	if (!n)
		return err_set(
			e, BW_EUSAGE, "no report was chosen: tick the boxes in front of them");
	return command_split(d, id, ords, n, &new_id, e);
}

int web_case_do(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct str what = text_of(r, "do");
	struct store_event event;
	uint64_t id, other;
	int64_t one;
	int rc = request_id(r, 0, 'c', &id, e);

	if (rc)
		return rc;
	one = (int64_t)id;
	if (str_is(what, "close"))
		rc = command_close(&d, one, text_of(r, "why"), e);
	else if (str_is(what, "undo"))
		rc = command_undo(&d, r->a, one, &event, e);
	else if (str_is(what, "again"))
		rc = command_refresh(&d, &one, 1, e);
	else if (str_is(what, "split"))
		rc = split(r, &d, one, e);
	else if (!str_is(what, "merge"))
		rc = err_set(e, BW_EUSAGE, "that cannot be done to a case");
	else if (!store_id_parse('c', text_of(r, "other"), &other))
		rc = err_set(e, BW_EUSAGE, "name the other case; ids look like c-0000001");
	else
		rc = command_merge(&d, one, (const int64_t[]){ (int64_t)other }, 1, e);
	return rc ? rc
		  : done(r, out, id,
			    str_is(what, "undo") ? N_("Taken back.")
						 : N_("Done. It can be taken back here."));
}

/* The rung of the form, as it stands now: by position it could have moved since the page was made. */
static int rung(struct request *r, int64_t id, struct choice *c, struct err *e)
{
	const struct web_settings *s = r->web->set;
	struct str text = text_of(r, "rung");
	struct case_view v;
	uint64_t n;
	int rc;

	if (!text.n)
		return BW_OK; /* the proposal */
	if (!str_u64(text, &n))
		return err_set(e, BW_EUSAGE, "that is no rung of the ladder");
	rc = case_view(s->store, s->know, NULL, r->a, id, r->now_s, &v, e);
	if (rc)
		return rc;
	if (!v.explained || n >= v.x.ladder.rung_n)
		return err_set(e, BW_ECONFLICT, "the ladder changed; look at the case again");
	c->action = str_of(v.x.ladder.v[n].action->name);
	c->actor = v.x.ladder.v[n].actor->id;
	c->role = (int)v.x.ladder.v[n].actor->role;
	return BW_OK;
}

int web_case_decide(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct choice c = { .refuse = str_is(text_of(r, "do"), "refuse"),
		.role = -1,
		.why = text_of(r, "why"),
		.exception = text_of(r, "exception"),
		.reached = text_of(r, "reached") };
	int64_t decision;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc && !c.refuse)
		rc = rung(r, (int64_t)id, &c, e);
	if (!rc)
		rc = command_decide(&d, r->a, (int64_t)id, &c, &decision, e);
	return rc ? rc
		  : done(r, out, id, N_("Decided. Its letters are below; it can be taken back."));
}

static int decision_of(struct request *r, int64_t *out, struct err *e)
{
	return str_i64(text_of(r, "decision"), out) && *out > 0
		       ? BW_OK
		       : err_set(e, BW_EUSAGE, "the form names no decision");
}

int web_case_approve(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	int64_t decision;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = decision_of(r, &decision, e);
	if (!rc)
		rc = command_approve(&d, r->a, decision, str_is(text_of(r, "agree"), "yes"),
			text_of(r, "why"), e);
	return rc ? rc : done(r, out, id, N_("Noted."));
}

int web_case_reverse(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	int64_t decision, new_decision;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = decision_of(r, &decision, e);
	if (!rc)
		rc = command_reverse(&d, r->a, decision, text_of(r, "why"), &new_decision, e);
	return rc ? rc : done(r, out, id, N_("Taken back. Everyone who was told is told."));
}
