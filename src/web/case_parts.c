/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/common.h"
#include "store/duties.h"
#include "web/case_page.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"
#include "web/words.h"

#define REPORTS_SHOWN 50
#define REPORTS_OPEN  6 /* the others are folded away */

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

static struct str path(struct request *r, const struct case_view *v, const char *verb)
{
	char id[STORE_ID_TEXT];

	return arena_printf(r->a, "/cases/%s%s", store_id_text('c', (uint64_t)v->c.id, id), verb);
}

/* ---- decisions ---- */

static void approval(
	struct request *r, struct html *h, const struct case_view *v, const struct decided *d)
{
	if (d->state != DECISION_IS_WAITING || !who_may(&r->who, PERMISSION_DECISION_APPROVE))
		return;
	page_form(r, h, path(r, v, "/approve"));
	html_put(h,
		"<input type=\"hidden\" name=\"decision\" value=\"%d\"><div class=\"row\">"
		"<div class=\"field\"><label for=\"agree-%d\">%m</label><input id=\"agree-%d\" "
		"name=\"why\" maxlength=\"1000\"></div>"
		"<button class=\"main\" name=\"agree\" value=\"yes\">%m</button>"
		"<button class=\"grave\" name=\"agree\" value=\"no\">%m</button></div></form>\n",
		d->id, d->id, N_("As the second person"), d->id, N_("Agree"), N_("Do not agree"));
}

static void reversal(
	struct request *r, struct html *h, const struct case_view *v, const struct decided *d)
{
	if (d->state != DECISION_IS_IN_FORCE || !who_may(&r->who, PERMISSION_DECISION_MAKE))
		return;
	html_put(h, "<details><summary>%m</summary>\n", N_("Take it back"));
	page_form(r, h, path(r, v, "/reverse"));
	html_put(h,
		"<input type=\"hidden\" name=\"decision\" value=\"%d\"><div class=\"field\"><label "
		"for=\"back-%d\">%m</label>"
		"<p class=\"hint\">%m</p><input id=\"back-%d\" name=\"why\" required "
		"maxlength=\"1000\"></div>"
		"<p><button class=\"grave\">%m</button></p></form></details>\n",
		d->id, d->id, N_("Why"),
		N_("The step is undone through the channel that took it, and everyone who was told "
		   "is told."),
		d->id, N_("Take the decision back"));
}

static int letters(struct request *r, struct html *h, const struct decided *d, struct err *e)
{
	struct outbox_query q;
	struct letter *l;
	char id[STORE_ID_TEXT];
	size_t n;
	int rc;

	outbox_query_init(&q);
	q.decision_id = d->id;
	rc = store_letters(store_of(r), r->a, &q, &l, &n, e);
	if (rc || !n)
		return rc;
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%m\"><table class=\"list\"><thead><tr><th scope=\"col\">%m</th>"
		"<th scope=\"col\">%m</th><th scope=\"col\">%m</th><th scope=\"col\">%m</th><th "
		"scope=\"col\">%m</th>",
		N_("Letters"), N_("Letter"), N_("To"), N_("By"), N_("State"), N_("Outcome"));
	html_put(h, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++)
		html_put(h,
			"<tr><th scope=\"row\" class=\"wide\"><a href=%u>%z</a> <span "
			"class=\"soft\">%m</span></th><td class=\"wide\"><bdi "
			"class=\"foreign\">%s</bdi></td><td>%m</td><td>%m</td><td>%s</td></tr>\n",
			arena_printf(
				r->a, "/letters/%s", store_id_text('l', (uint64_t)l[i].id, id)),
			id, letter_kind_words((int)l[i].kind), l[i].contact,
			channel_words((int)l[i].channel), letter_state_text((int)l[i].state),
			l[i].outcome);
	html_put(h, "</tbody></table></div>\n");
	return BW_OK;
}

static void measure(struct request *r, struct html *h, const struct decided *d)
{
	struct measure m;
	struct err e;

	if (store_measure_of(store_of(r), r->a, d->id, &m, &e))
		return;
	html_put(h, "<dt>%m</dt><dd>%m", N_("The step"), measure_state_text((int)m.state));
	if (m.from_s != CLOCK_NONE) {
		html_put(h, ", %m ", N_("since"));
		page_time(h, m.from_s);
	}
	if (m.until_s != CLOCK_NONE) {
		html_put(h, ", %m ", N_("until"));
		page_time(h, m.until_s);
	}
	html_put(h, "</dd>\n");
}

static void said(struct request *r, struct html *h, const char *what, struct str text)
{
	html_put(h, "<dt>%m</dt><dd>", what);
	page_words(r, h, text);
	html_put(h, "</dd>\n");
}

static void one_decision(
	struct request *r, struct html *h, const struct case_view *v, const struct decided *d)
{
	char id[STORE_ID_TEXT];
	const char *words = draw_step(d->action, d->role);

	html_put(h, "<h3 id=\"%z\">%z: ", store_id_text('d', (uint64_t)d->id, id), id);
	if (*words)
		html_put(h, "%m</h3>\n", words);
	else
		html_put(h, "%m</h3>\n", N_("nothing is done"));
	html_put(h, "<dl class=\"pairs\"><dt>%m</dt><dd>", N_("When"));
	page_time(h, d->at_s);
	html_put(h, " <span class=\"tag\">%m</span></dd>\n<dt>%m</dt><dd>",
		decision_state_text((int)d->state), N_("Decided by"));
	if (d->by.rule.n)
		html_put(h, "%m <code>%s</code>", N_("the rule"), d->by.rule);
	else
		desk_name(r, h, d->by.person);
	html_put(h, "</dd>\n");
	if (d->clause.n)
		html_put(h, "<dt>%m</dt><dd>%s <span class=\"soft\">%s %s</span></dd>\n",
			N_("Under"), d->clause, d->pack, d->pack_version);
	if (d->why.n)
		said(r, h, N_("Reason"), d->why);
	if (d->exception.n)
		said(r, h, N_("Exception"), d->exception);
	measure(r, h, d);
	if (d->token.n)
		html_put(h, "<dt>%m</dt><dd><a href=%u>%m</a></dd>\n", N_("For whoever is hit"),
			arena_printf(r->a, "/statement/%.*s", STR_ARG(d->token)),
			N_("statement of reasons"));
	html_put(h, "</dl>\n");
	approval(r, h, v, d);
	reversal(r, h, v, d);
}

int case_decisions(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	struct decided *d;
	size_t n;
	int rc = store_decisions_of(store_of(r), r->a, v->c.id, &d, &n, e);

	if (rc || !n)
		return rc;
	html_put(h, "<section aria-labelledby=\"decided\"><h2 id=\"decided\">%m</h2>\n",
		N_("What was decided"));
	for (size_t i = n; !rc && i-- > 0;) {
		one_decision(r, h, v, &d[i]);
		rc = letters(r, h, &d[i], e);
	}
	html_put(h, "</section>\n");
	return rc;
}

/* ---- answers and clocks ---- */

void case_answer(struct request *r, struct html *h, const struct store_answer *s)
{
	html_put(h, "<li>");
	page_time(h, s->answer.at_s);
	html_put(h, "<b>%m</b>", answer_kind_words((int)s->answer.kind));
	if (s->role >= 0)
		html_put(h, ", %m", role_words(s->role));
	if (!s->answer.sure)
		html_put(h, " <span class=\"tag warn\">%m</span>", N_("guessed from words"));
	if (s->answer.text.n)
		page_quote(r, h, s->answer.text);
	html_put(h, "</li>\n");
}

int case_answers(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	struct store_answer *x;
	size_t n;
	int rc = store_answers_of(store_of(r), r->a, v->c.id, &x, &n, e);

	if (rc || !n)
		return rc;
	html_put(h, "<h2>%m</h2>\n<ol class=\"time\">\n", N_("What came back"));
	for (size_t i = n; i-- > 0;)
		case_answer(r, h, &x[i]);
	html_put(h, "</ol>\n");
	return BW_OK;
}

int case_clocks(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	struct store_duty *d;
	size_t n, running = 0;
	int rc = store_duties_of(store_of(r), r->a, v->c.id, &d, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		running += d[i].state == DUTY_RUNNING || d[i].state == DUTY_PASSED;
	if (rc || !running)
		return rc;
	html_put(h, "<h2>%m</h2>\n<ul>\n", N_("Clocks"));
	for (size_t i = 0; i < n; i++) {
		if (d[i].state != DUTY_RUNNING && d[i].state != DUTY_PASSED)
			continue;
		html_put(h, "<li>");
		draw_due(h, d[i].due_s, r->now_s);
		html_put(h, " %m", duty_verb_text((int)d[i].verb));
		if (d[i].role >= 0)
			html_put(h, ", %m", role_words(d[i].role));
		html_put(h, " <span class=\"soft\">%s</span></li>\n", d[i].clause);
	}
	html_put(h, "</ul>\n");
	return BW_OK;
}

/* ---- reports ---- */

static void reports_head(struct html *h)
{
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%m\"><table><thead><tr><th scope=\"col\"><span "
		"class=\"hide\">%m</span></th>"
		"<th scope=\"col\">%m</th><th scope=\"col\" class=\"num\">%m</th><th "
		"scope=\"col\">%m</th><th scope=\"col\">%m</th>",
		N_("Reports"), N_("Choose"), N_("Report"), N_("Received"), N_("By"), N_("What"));
	html_put(h, "<th scope=\"col\">%m</th><th scope=\"col\">%m</th></tr></thead><tbody>\n",
		N_("Evidence"), N_("Of which"));
}

/* What the reporter wrote, under the row. */
static int written(struct request *r, struct html *h, const struct store_stored *got, struct err *e)
{
	struct report full;
	int rc = report_parse(r->a, got->item.compact, &full, e);

	if (rc || !full.note.n)
		return rc;
	html_put(h, "<tr class=\"under\"><td></td><td colspan=\"6\"><details><summary>%m</summary>",
		N_("What the reporter wrote"));
	page_quote(r, h, full.note);
	html_put(h, "</details></td></tr>\n");
	return BW_OK;
}

static int one_report(
	struct request *r, struct html *h, const struct store_report *x, bool split, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct store_stored got;
	int rc = store_report_get(store_of(r), r->a, x->ord, &got, e);

	if (rc)
		return rc;
	store_id_text('r', x->ord, id);
	html_put(h, "<tr><td>");
	if (split)
		html_put(h,
			"<input type=\"checkbox\" name=\"report\" value=\"%z\" aria-label=\"%m "
			"%z\">",
			id, N_("choose"), id);
	html_put(h, "</td><td><a href=%u>%z</a></td><td class=\"num\">",
		arena_printf(r->a, "/api/v1/reports/%s", id), id);
	draw_ago(h, got.received_at_s, r->now_s);
	html_put(h, "</td><td><bdi class=\"foreign\">");
	page_words(r, h, x->reporter);
	html_put(h, "</bdi></td><td>");
	if (got.item.canonical.n)
		html_put(h, "<a class=\"about\" href=%u>",
			arena_printf(r->a, "/queue?about=%.*s",
				STR_ARG(page_escape(r, got.item.canonical))));
	page_defanged(h, got.item.canonical);
	if (got.item.canonical.n)
		html_put(h, "</a>");
	html_put(h, "</td><td>%m</td><td>", tier_text((int)x->tier));
	for (int i = 0, any = 0; i < EVIDENCE_COUNT; i++)
		if (x->evidence >> i & 1)
			html_put(h, "%z%m", any++ ? ", " : "", evidence_text(i));
	html_put(h, "</td></tr>\n");
	return written(r, h, &got, e);
}

/* ---- what it has in common with others ---- */

static void common_row(struct request *r, struct html *h, const struct common *c)
{
	static const struct {
		const char *what, *label;
	} labels[] = { { "actor", N_("Actor who is asked") }, { "address", N_("Address") },
		{ "name-server", N_("Name server") }, { "registrant", N_("Registrant's handle") } };
	const char *label = "";

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!strcmp(labels[i].what, c->what))
			label = labels[i].label;
	html_put(h, "<dt>%m</dt><dd><a class=\"foreign\" href=%u>%s</a>", label,
		arena_printf(r->a, "/queue?state=any&%s=%.*s", c->what,
			STR_ARG(page_escape(r, c->value))),
		c->value);
	for (size_t i = 0; i < c->n && i < COMMON_CASES; i++) {
		struct store_case other;
		struct err ignored;
		char id[STORE_ID_TEXT];

		if (store_case_get(store_of(r), r->a, c->cases[i], &other, &ignored))
			continue;
		html_put(h, "%z<a href=%u>%s</a>", i ? ", " : ": ",
			arena_printf(r->a, "/cases/%s", store_id_text('c', (uint64_t)other.id, id)),
			other.harm_class == CLASS_CSAM ? str_of(id) : other.site);
	}
	if (!c->n)
		html_put(h, " <span class=\"soft\">%m</span>", N_("no other case"));
	html_put(h, "%z</dd>\n", c->n > COMMON_CASES ? ", …" : "");
}

int case_common(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	struct common *c;
	size_t n;
	int rc = common_of(store_of(r), r->a, v, &c, &n, e);

	if (rc || !n)
		return rc;
	html_put(h, "<h2 id=\"common\">%m</h2>\n<dl class=\"pairs\">\n",
		N_("Other cases on the same"));
	for (size_t i = 0; i < n; i++)
		common_row(r, h, &c[i]);
	html_put(h, "</dl>\n");
	return BW_OK;
}

int case_reports(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	bool split =
		v->c.reports > 1 && who_may(&r->who, PERMISSION_CASE_CHANGE) && !v->c.merged_into;
	struct store_report *x;
	size_t n;
	int rc;

	if (!who_may(&r->who, PERMISSION_REPORT_READ))
		return BW_OK;
	rc = store_case_reports(store_of(r), r->a, v->c.id, 0, REPORTS_SHOWN, &x, &n, e);
	if (rc)
		return rc;
	html_put(h, "<h2>%m (%d)</h2>\n", N_("What was reported"), (int64_t)v->c.reports);
	page_form(r, h, path(r, v, ""));
	reports_head(h);
	for (size_t i = 0; !rc && i < n; i++) {
		if (i == REPORTS_OPEN) {
			html_put(h, "</tbody></table></div>\n<details><summary>%m (%d)</summary>\n",
				N_("The other reports"), (int64_t)(n - i));
			reports_head(h);
		}
		rc = one_report(r, h, &x[i], split, e);
	}
	html_put(h, "</tbody></table></div>\n");
	if (n > REPORTS_OPEN)
		html_put(h, "</details>\n");
	if (split)
		html_put(h, "<p><button name=\"do\" value=\"split\">%m</button></p>\n",
			N_("Those chosen are about something else: split them off"));
	html_put(h, "</form>\n");
	if (v->c.reports > n)
		html_put(h, "<p class=\"soft\">%m %d</p>\n", N_("Shown are the first"), (int64_t)n);
	return rc;
}

int case_timeline(struct request *r, struct html *h, const struct case_view *v, struct err *e)
{
	struct store_event *ev;
	size_t n;
	int rc = store_case_events(store_of(r), r->a, v->c.id, &ev, &n, e);

	if (rc)
		return rc;
	html_put(h, "<h2>%m</h2>\n<ol class=\"time\">\n", N_("Timeline"));
	for (size_t i = n; i-- > 0;) {
		html_put(h, "<li>");
		page_time(h, ev[i].at_s);
		html_put(h, "<b>%m</b> <span class=\"soft\">", store_event_text((int)ev[i].kind));
		page_words(r, h, ev[i].detail);
		html_put(h, "</span></li>\n");
	}
	html_put(h, "</ol>\n");
	return BW_OK;
}
