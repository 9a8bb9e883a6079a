/* SPDX-License-Identifier: Apache-2.0 */
/* Figures for everybody: of a period that is chosen, as tables and charts, and of those who notify. */
#include "flow/figures.h"
#include "flow/notifiers.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

#define ROWS_MOST  32
#define CHART_WIDE 400
#define CHART_ROW  28

/* ---- the period ---- */

static int day_of(
	struct request *r, const char *name, int64_t otherwise, int64_t *out, struct err *e)
{
	struct str s;
	char q[QUOTE_ROOM(40)];
	int rc = request_query(r, name, &s, e);

	*out = otherwise;
	if (!rc && s.n && !clock_parse(s, out))
		return err_set(e, BW_EUSAGE, "%s: '%s' is no date", name, str_quote(s, 40, q));
	return rc;
}

/* The month before this one, unless it is said; "to" is the last day that counts. */
static int period_of(struct request *r, struct period *p, struct err *e)
{
	struct civil c = clock_to_civil(r->now_s);
	struct civil first = { .year = c.year, .month = c.month, .day = 1 };
	int64_t this_month = clock_of_civil(first), last;
	int rc;

	c = clock_to_civil(this_month - 1);
	first = (struct civil){ .year = c.year, .month = c.month, .day = 1 };
	rc = day_of(r, "from", clock_of_civil(first), &p->from_s, e);
	if (!rc)
		rc = day_of(r, "to", this_month - 86400, &last, e);
	p->to_s = rc ? 0 : last + 86400;
	if (!rc && p->from_s >= p->to_s)
		rc = err_set(e, BW_EUSAGE, "the period ends before it begins");
	return rc;
}

static void choose(struct html *h, const struct period *p)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	html_put(h,
		"<form class=\"row\" action=%u><div class=\"field\"><label for=\"from\">%m</label>"
		"<input type=\"date\" id=\"from\" name=\"from\" required value=\"%z\"></div>"
		"<div class=\"field\"><label for=\"to\">%m</label><input type=\"date\" id=\"to\" "
		"name=\"to\" required value=\"%z\"></div><button>%m</button></form>\n",
		STR("/figures"), N_("From"), clock_format_date(p->from_s, from), N_("To and with"),
		clock_format_date(p->to_s - 1, to), N_("Show"));
	html_put(h, "<p class=\"paper\">%m <bdi>%z</bdi>, %m <bdi>%z</bdi></p>\n", N_("From"), from,
		N_("To and with"), to);
}

/* ---- tables and charts ---- */

struct rows {
	const char *label[ROWS_MOST];
	uint64_t v[ROWS_MOST];
	size_t n;
};

static void add(struct rows *x, const char *label, uint64_t v)
{
	if (v && x->n < ROWS_MOST) {
		x->label[x->n] = label;
		x->v[x->n++] = v;
	}
}

static void number(struct html *h, uint64_t n)
{
	if (measure_shown(n))
		html_put(h, "<bdi>%d</bdi>", (int64_t)n);
	else
		html_put(h, "<span class=\"soft\">%m <bdi>%d</bdi></span>", N_("fewer than"),
			(int64_t)MEASURE_FEWEST);
}

static void chart(struct html *h, const char *id, const char *title, const struct rows *x)
{
	uint64_t most = 1;

	for (size_t i = 0; i < x->n; i++)
		if (x->v[i] > most)
			most = x->v[i];
	if (!measure_shown(most))
		return;
	html_put(h,
		"<svg class=\"chart\" role=\"img\" direction=\"ltr\" viewBox=\"0 0 %d %d\" "
		"aria-labelledby=\"%z-t %z-d\"><title id=\"%z-t\">%m</title><desc "
		"id=\"%z-d\">%m</desc>\n",
		(int64_t)CHART_WIDE, (int64_t)(CHART_ROW * x->n), id, id, id, title, id,
		N_("A bar for each row of the table beside it; small counts have none."));
	for (size_t i = 0; i < x->n; i++) {
		bool shown = measure_shown(x->v[i]);
		int64_t wide = shown ? (int64_t)(x->v[i] * (CHART_WIDE - 60) / most) : 0;
		int64_t y = (int64_t)(CHART_ROW * i);

		html_put(h,
			"<text x=\"0\" y=\"%d\">%m</text><rect x=\"0\" y=\"%d\" width=\"%d\" "
			"height=\"8\" rx=\"2\"/>",
			y + 11, x->label[i], y + 15, wide > 0 || !shown ? wide : 1);
		if (shown)
			html_put(h, "<text x=\"%d\" y=\"%d\">%d</text>\n", wide + 6, y + 23,
				(int64_t)x->v[i]);
	}
	html_put(h, "</svg>\n");
}

static void part(
	struct html *h, const char *id, const char *title, const char *of, const struct rows *x)
{
	html_put(h, "<section><h2>%m</h2>\n", title);
	if (!x->n) {
		html_put(h, "<p class=\"soft\">%m</p></section>\n", N_("None in this period."));
		return;
	}
	html_put(h,
		"<div class=\"side\"><div><table><caption "
		"class=\"hide\">%m</caption><thead><tr><th "
		"scope=\"col\">%m</th><th scope=\"col\" "
		"class=\"num\">%m</th></tr></thead><tbody>\n",
		title, of, N_("How many"));
	for (size_t i = 0; i < x->n; i++) {
		html_put(h, "<tr><th scope=\"row\">%m</th><td class=\"num\">", x->label[i]);
		number(h, x->v[i]);
		html_put(h, "</td></tr>\n");
	}
	html_put(h, "</tbody></table></div>\n");
	chart(h, id, title, x);
	html_put(h, "</div></section>\n");
}

static void parts(struct html *h, const struct tally *f)
{
	struct rows harm = { 0 }, role = { 0 }, besides = { 0 }, answer = { 0 }, appeal = { 0 };
	static const char *const breaks[COLLATERAL_COUNT] = { N_("breaks nothing else"),
		N_("breaks little else"), N_("breaks some things"), N_("breaks much"),
		N_("breaks very much") };

	for (int i = 0; i < CLASS_COUNT; i++)
		add(&harm, harm_class_words(i), f->by_class[i]);
	for (int i = 0; i < ROLE_COUNT; i++)
		add(&role, role_words(i), f->by_role[i]);
	for (int i = 0; i < COLLATERAL_COUNT; i++)
		add(&besides, breaks[i], f->by_collateral[i]);
	for (int i = 0; i < ANSWER_KIND_COUNT; i++)
		add(&answer, answer_kind_words(i), f->answers[i]);
	for (int i = 0; i < APPEAL_STATE_COUNT; i++)
		add(&appeal, appeal_state_text(i), f->appeals[i]);
	part(h, "harm", N_("Reports, by harm"), N_("Harm"), &harm);
	part(h, "role", N_("Steps decided, by who was asked"), N_("Who is asked"), &role);
	part(h, "besides", N_("Steps decided, by what else they break"), N_("Besides"), &besides);
	part(h, "answer", N_("Answers that came back"), N_("Answer"), &answer);
	part(h, "appeal", N_("Reviews, by outcome"), N_("Outcome"), &appeal);
}

static void total(struct html *h, const char *what, uint64_t n)
{
	html_put(h, "<li><b>");
	number(h, n);
	html_put(h, "</b><span>%m</span></li>\n", what);
}

static void totals(struct html *h, const struct tally *f)
{
	html_put(h, "<ul class=\"figures\">\n");
	total(h, N_("reports"), f->reports);
	total(h, N_("cases opened"), f->opened);
	total(h, N_("decisions"), f->decisions);
	total(h, N_("refused"), f->refused);
	total(h, N_("taken by a rule"), f->automated);
	total(h, N_("reviews asked for"), f->appeals_filed);
	total(h, N_("taken back"), f->reversed);
	html_put(h, "</ul>\n<p>%m ",
		N_("From the first notice until the first step, or until it was seen to be gone:"));
	if (!f->times.n || !measure_shown(f->times.n))
		html_put(h, "%m", N_("too few cases to say."));
	else if (f->times.median_s == MEASURE_NEVER)
		html_put(h, "%m <bdi>%d h</bdi>", N_("half of them took longer than"),
			f->times.longest_s / 3600);
	else
		html_put(h, "%m <bdi>%d h</bdi>", N_("half of them took at most"),
			f->times.median_s / 3600);
	html_put(h, "</p>\n");
}

int web_figures(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Figures"), .here = "/figures" };
	struct period p;
	struct tally f;
	struct html h;
	struct jw w;
	int rc = period_of(r, &p, e);

	if (!rc)
		rc = figures_collect(r->web->set->store, r->a, p, &f, e);
	if (rc)
		return rc;
	out->cacheable = true;
	if (r->json) {
		jw_init(&w, &out->body);
		figures_json(&f, false, &w);
		return reply_json(out, &w, e);
	}
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m <a href=%u>%m</a></p>\n", N_("Figures"),
		N_("What was reported, decided, answered and taken back. Counts so small that they "
		   "could point at somebody are not shown."),
		STR("/notifiers/accuracy"), N_("How often notifiers are right"));
	choose(&h, &p);
	totals(&h, &f);
	parts(&h, &f);
	return page_end(r, out, &h, e);
}

/* ---- notifiers ---- */

static void accuracy_json(const struct notifier_figures *v, size_t n, struct jw *w)
{
	jw_array(w);
	for (size_t i = 0; i < n; i++) {
		jw_object(w);
		jw_kstr(w, "name", v[i].name.n ? v[i].name : (struct str){ NULL, 0 });
		jw_kz(w, "state", v[i].name.n ? notifier_state_text((int)v[i].state) : NULL);
		jw_kbool(w, "shown", v[i].shown);
		if (v[i].shown) {
			jw_ki64(w, "cases", v[i].cases);
			jw_ki64(w, "confirmed", v[i].confirmed);
			jw_ki64(w, "rejected", v[i].rejected);
			jw_ki64(w, "reversed", v[i].reversed);
			jw_ki64(w, "lower_percent", v[i].lower);
			jw_ki64(w, "upper_percent", v[i].upper);
		}
		jw_end(w);
	}
	jw_end(w);
}

static void accuracy_row(struct html *h, const struct notifier_figures *x)
{
	html_put(h, "<tr><th scope=\"row\" class=\"wide\">");
	if (x->name.n)
		html_put(h, "<bdi>%s</bdi> <span class=\"tag\">%m</span></th>", x->name,
			notifier_state_text((int)x->state));
	else
		html_put(h, "%m</th>", N_("All together"));
	if (!x->shown) {
		html_put(h, "<td colspan=\"5\" class=\"soft\">%m</td></tr>\n",
			N_("too few cases to say."));
		return;
	}
	html_put(h,
		"<td class=\"num\" data-is=\"%m\">%d</td><td class=\"num\" data-is=\"%m\">%d</td>"
		"<td class=\"num\" data-is=\"%m\">%d</td><td class=\"num\" data-is=\"%m\">%d</td>",
		N_("Cases"), x->cases, N_("Confirmed"), x->confirmed, N_("Rejected"), x->rejected,
		N_("Taken back"), x->reversed);
	html_put(h, "<td class=\"num\" data-is=\"%m\"><bdi>%d–%d %%</bdi></td></tr>\n", N_("Right"),
		(int64_t)x->lower, (int64_t)x->upper);
}

int web_accuracy(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("How often notifiers are right"),
		.here = "/figures" };
	static const char *const columns[] = { N_("Cases"), N_("Confirmed"), N_("Rejected"),
		N_("Taken back"), N_("Right") };
	struct notifier_figures *v;
	struct html h;
	struct jw w;
	size_t n;
	int rc = notifiers_accuracy(r->web->set->store, r->a, r->now_s, &v, &n, e);

	if (rc)
		return rc;
	if (r->json) {
		jw_init(&w, &out->body);
		accuracy_json(v, n, &w);
		return reply_json(out, &w, e);
	}
	page_begin(r, out, &look, &h);
	html_put(&h,
		"<h1>%m</h1>\n<p>%m</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%m\"><table class=\"list\"><thead><tr><th scope=\"col\">%m</th>",
		N_("How often notifiers are right"),
		N_("Organisations that report under an agreement, over the last year. A report on "
		   "which a step was decided is confirmed; one that was refused is rejected. The "
		   "share is given as the range in which it lies with 95 percent certainty."),
		N_("How often notifiers are right"), N_("Notifier"));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		html_put(&h, "<th scope=\"col\" class=\"num\">%m</th>", columns[i]);
	html_put(&h, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++)
		accuracy_row(&h, &v[i]);
	html_put(&h, "</tbody></table></div>\n");
	return page_end(r, out, &h, e);
}
