/* SPDX-License-Identifier: Apache-2.0 */
/* Automation rules: which are on and who switched them, what one would have done, the second look. */
#include "flow/desk_json.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define DAY_S       86400
#define TRIAL_DAYS  30
#define AUDIT_SHOWN 50

int web_rule_list(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct rule_line *v;
	struct jw w;
	size_t n;
	int rc = rules_lines(&d, r->a, &v, &n, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "rules");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		rule_json(&v[i], &w);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- a dry run ---- */

/* since= and until= of the query; the last 30 days where they are not there. */
static int span_of(struct request *r, int64_t *since, int64_t *until, struct err *e)
{
	struct str a, b;
	int rc = request_query(r, "since", &a, e);

	rc = rc ? rc : request_query(r, "until", &b, e);
	if (rc)
		return rc;
	*until = r->now_s + 1;
	*since = r->now_s - TRIAL_DAYS * (int64_t)DAY_S;
	if ((a.n && !clock_parse(a, since)) || (b.n && !clock_parse(b, until)))
		return err_set(e, BW_EUSAGE, "since and until are times such as 2026-10-01");
	return *since < *until ? BW_OK : err_set(e, BW_EUSAGE, "since is not before until");
}

int web_rule_trial(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct rule_trial x;
	int64_t since, until;
	struct jw w;
	int rc = span_of(r, &since, &until, e);

	if (!rc)
		rc = rules_trial(&d, r->params[0], since, until, &x, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kstr(&w, "rule", r->params[0]);
	jw_ki64(&w, "cases", (int64_t)x.cases);
	jw_ki64(&w, "would_act", (int64_t)x.would);
	jw_key(&w, "people_decided");
	jw_object(&w);
	jw_ki64(&w, "the_same", (int64_t)x.same);
	jw_ki64(&w, "something_else", (int64_t)x.other);
	jw_ki64(&w, "to_do_nothing", (int64_t)x.refused);
	jw_ki64(&w, "nothing_yet", (int64_t)x.none);
	jw_end(&w);
	jw_key(&w, "appeals");
	jw_object(&w);
	jw_ki64(&w, "filed", (int64_t)x.appealed);
	jw_ki64(&w, "upheld", (int64_t)x.upheld);
	jw_ki64(&w, "reversed", (int64_t)x.reversed);
	jw_end(&w);
	jw_key(&w, "examples");
	jw_array(&w);
	for (size_t i = 0; i < x.examples; i++) {
		char id[STORE_ID_TEXT];

		jw_z(&w, store_id_text('c', (uint64_t)x.example[i], id));
	}
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void figure(struct html *h, uint64_t n, const char *what)
{
	html_put(h, "<li><b>%d</b><span>%m</span></li>\n", (int64_t)n, what);
}

static int trial(struct request *r, struct html *h, struct str rule, struct err *e)
{
	const struct desk d = request_desk(r);
	struct rule_trial x;
	int64_t since, until;
	int rc = span_of(r, &since, &until, e);

	if (!rc)
		rc = rules_trial(&d, rule, since, until, &x, e);
	if (rc)
		return rc;
	html_put(h,
		"<section class=\"proposal\" aria-labelledby=\"trial\"><h2 id=\"trial\">%m "
		"<code>%s</code></h2>\n<p>%m ",
		N_("What it would have done:"), rule, N_("Cases opened since"));
	page_time(h, since);
	html_put(h, ". %m</p>\n<ul class=\"figures\">", N_("Nothing was changed."));
	figure(h, x.cases, N_("cases"));
	figure(h, x.would, N_("it would have acted on"));
	figure(h, x.same, N_("people decided the same"));
	figure(h, x.other, N_("something else"));
	figure(h, x.refused, N_("to do nothing"));
	figure(h, x.none, N_("nothing yet"));
	figure(h, x.reversed, N_("reversed on appeal"));
	html_put(h, "</ul>\n");
	if (x.examples) {
		html_put(h, "<p>%m", N_("For example:"));
		for (size_t i = 0; i < x.examples; i++) {
			html_put(h, " ");
			desk_id(r, h, "/cases", 'c', x.example[i]);
		}
		html_put(h, "</p>\n");
	}
	html_put(h, "</section>\n");
	return BW_OK;
}

/* ---- the page ---- */

static void switch_form(struct request *r, struct html *h, const struct rule_line *l, int64_t i)
{
	page_form(r, h, STR("/rules"));
	html_put(h, "<input type=\"hidden\" name=\"rule\" value=\"%s\"><div class=\"row\">",
		l->rule.id);
	desk_field(h, &(struct desk_field){ "why", N_("Why"), i, { 0 }, true });
	html_put(h, "<button class=\"%z\" name=\"do\" value=\"%z\">%m</button></div></form>",
		l->on ? "grave" : "", l->on ? "off" : "on",
		l->on ? N_("Switch it off") : N_("Switch it on"));
}

static void card(struct request *r, struct html *h, const struct rule_line *l, int64_t i)
{
	const char *step = draw_step(l->rule.action, (int)l->rule.role);

	html_put(h,
		"<li><h2><code>%s</code></h2>\n<p><span class=\"%z\">%m</span> %m, %m</p>\n"
		"<dl class=\"pairs\"><dt>%m</dt><dd>%m</dd>\n",
		l->rule.id, l->on ? "tag good" : "tag", l->on ? N_("on") : N_("off"),
		*step ? step : l->rule.action.p, role_words((int)l->rule.role),
		N_("Only where it is"), verdict_words((int)l->rule.verdict));
	html_put(h, "<dt>%m</dt><dd>%m</dd>\n<dt>%m</dt><dd>", N_("Evidence at least"),
		tier_words((int)l->rule.tier), N_("Besides at most"));
	draw_breaks(h, (int)l->rule.collateral);
	html_put(h, "</dd>\n<dt>%m</dt><dd>%d %%</dd>\n", N_("Notifier's precision at least"),
		(int64_t)l->rule.precision_percent);
	html_put(h, "<dt>%m</dt><dd>%d, %m %d (%m %d)</dd>\n", N_("Its last decisions"),
		l->recent.decisions, N_("wrong"), l->recent.wrong, N_("allowed"),
		(int64_t)l->rule.wrong_at_most);
	if (l->row.name.n) {
		html_put(h, "<dt>%m</dt><dd>", N_("Switched"));
		page_time(h, l->row.since_s);
		html_put(h, " ");
		if (l->row.person == STORE_RULE_ITSELF)
			html_put(h, "%m", N_("by itself"));
		else
			desk_name(r, h, l->row.person);
		html_put(h, "<br><span class=\"soft\">%s</span></dd>\n", l->row.reasons);
	}
	html_put(h, "</dl>\n<p><a class=\"button\" href=%u>%m</a></p>\n",
		arena_printf(r->a, "/rules?try=%.*s", STR_ARG(l->rule.id)),
		N_("What would it have done in 30 days?"));
	if (who_may(&r->who, PERMISSION_RULE_MANAGE))
		switch_form(r, h, l, i);
	html_put(h, "</li>\n");
}

/* Drawn for a second look, and not looked at yet. */
static int audits(struct request *r, struct html *h, struct err *e)
{
	static const char *const columns[] = { N_("Case"), N_("Rule"), N_("Decided"),
		N_("Second look") };
	struct store_ruled *v;
	size_t n;
	int rc = store_ruled_asked(r->web->set->store, r->a, 0, AUDIT_SHOWN, &v, &n, e);

	if (rc || !n)
		return rc;
	html_put(h, "<h2>%m</h2>\n", N_("For a second look"));
	desk_table(h, N_("For a second look"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < n; i++) {
		html_put(h, "<tr><th scope=\"row\">");
		desk_id(r, h, "/cases", 'c', v[i].case_id);
		html_put(h, "</th><td><code>%s</code></td><td>", v[i].rule);
		page_time(h, v[i].at_s);
		html_put(h, "</td><td class=\"wide\">");
		if (who_may(&r->who, PERMISSION_DECISION_APPROVE)) {
			page_form(r, h, STR("/rules/audit"));
			html_put(h,
				"<input type=\"hidden\" name=\"decision\" value=\"%d\"><div "
				"class=\"row\">",
				v[i].decision);
			desk_field(h, &(struct desk_field){
					      "why", N_("Why"), v[i].decision, { 0 }, false });
			html_put(h,
				"<button name=\"do\" value=\"right\">%m</button><button "
				"class=\"grave\" name=\"do\" "
				"value=\"wrong\">%m</button></div></form>",
				N_("It was right"), N_("It was wrong: take it back"));
		}
		html_put(h, "</td></tr>\n");
	}
	desk_table_end(h);
	return BW_OK;
}

int web_rules(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Rules"), .here = "/rules", .wide = true };
	const struct desk d = request_desk(r);
	struct rule_line *v;
	struct str tried;
	struct html h;
	size_t n;
	int rc;

	if (r->json)
		return web_rule_list(r, out, e);
	rc = rules_lines(&d, r->a, &v, &n, e);
	if (!rc)
		rc = request_query(r, "try", &tried, e);
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Rules"),
		N_("A rule that is on takes a step without a person. One that is wrong more often "
		   "than it may be switches itself off."));
	if (tried.n)
		rc = trial(r, &h, tried, e);
	if (!rc)
		rc = audits(r, &h, e);
	html_put(&h, "<ul class=\"cards\">\n");
	for (size_t i = 0; i < n; i++)
		card(r, &h, &v[i], (int64_t)i);
	html_put(&h, "</ul>\n");
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- changes ---- */

static int set(struct request *r, const struct given *g, struct str rule, struct err *e)
{
	const struct desk d = request_desk(r);
	struct str what = given_text(g, "do");

	if (!str_is(what, "on") && !str_is(what, "off"))
		return err_set(e, BW_EUSAGE, "do is on or off");
	return rules_switch(&d, rule, str_is(what, "on"), given_text(g, "why"), e);
}

int web_rule_set(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "why", NULL };
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (!rc)
		rc = set(r, &g, r->params[0], e);
	return rc ? rc : web_rule_list(r, out, e);
}

int web_rule_do(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "rule", "do", "why", NULL };
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (!rc)
		rc = set(r, &g, given_text(&g, "rule"), e);
	if (!rc)
		(void)desk_told(r, out, STR("/rules"), N_("Noted."));
	return rc;
}

int web_rule_audit(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "decision", "do", "why", NULL };
	const struct desk d = request_desk(r);
	struct given g;
	int64_t id;
	int rc = given_open(r, members, &g, e);

	if (!rc && (!str_i64(given_text(&g, "decision"), &id) || id <= 0 ||
			   (!str_is(given_text(&g, "do"), "right") &&
				   !str_is(given_text(&g, "do"), "wrong"))))
		rc = err_set(
			e, BW_EUSAGE, "say of which decision, and whether it was right or wrong");
	if (!rc)
		rc = rules_audit(&d, r->a, id, str_is(given_text(&g, "do"), "right"),
			given_text(&g, "why"), e);
	if (!rc)
		(void)desk_told(r, out, STR("/rules"), N_("Noted."));
	return rc;
}
