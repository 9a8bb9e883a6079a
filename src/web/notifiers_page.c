/* SPDX-License-Identifier: Apache-2.0 */
/* Notifiers: their agreements, how they fare, what is held of theirs, and the decisions of a person about that. */
#include "flow/desk_json.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"
#include "web/words.h"

#define DAY_S      86400
#define HELD_SHOWN 200

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

static int notifier_json(
	struct request *r, const struct store_notifier *n, struct jw *w, struct err *e)
{
	int rc = notifier_json_open(store_of(r), n, r->now_s, w, e);

	if (!rc)
		jw_end(w);
	return rc;
}

int web_notifier_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_notifier *v;
	struct jw w;
	size_t n;
	int rc = store_notifiers(store_of(r), r->a, &v, &n, e);

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "notifiers");
	jw_array(&w);
	for (size_t i = 0; !rc && i < n; i++)
		rc = notifier_json(r, &v[i], &w, e);
	jw_end(&w);
	jw_end(&w);
	return rc ? rc : reply_json(out, &w, e);
}

int web_notifier_get(struct request *r, struct reply *out, struct err *e)
{
	struct store_notifier n;
	struct jw w;
	int rc = store_notifier_named(store_of(r), r->a, r->params[0], &n, e);

	jw_init(&w, &out->body);
	if (!rc)
		rc = notifier_json(r, &n, &w, e);
	return rc ? rc : reply_json(out, &w, e);
}

/* ---- what is held ---- */

int web_held_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_notifier of;
	struct store_held *v;
	struct report rep;
	struct jw w;
	int64_t after;
	size_t n = 0, shown;
	int rc = desk_after(r, 'q', &after, e);

	if (!rc)
		rc = store_held_from(store_of(r), r->a, after, HELD_SHOWN + 1, &v, &n, e);
	shown = n > HELD_SHOWN ? HELD_SHOWN : n;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "held");
	jw_array(&w);
	for (size_t i = 0; !rc && i < shown; i++) {
		rc = store_notifier_get(store_of(r), r->a, v[i].notifier, &of, e);
		if (!rc)
			rc = report_parse(r->a, v[i].compact, &rep, e);
		if (!rc)
			held_json(&v[i], &rep, of.name, &w);
	}
	jw_end(&w);
	if (!rc)
		desk_json_next(&w, 'q', shown ? v[shown - 1].id : 0, n > shown);
	jw_end(&w);
	return rc ? rc : reply_json(out, &w, e);
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	(void)ctx;
	(void)counted;
	return err_set(e, BW_EINVALID, "it cannot be taken in: %.*s", STR_ARG(why->reason));
}

/* Taken in as any other report is; work makes a case of it. */
static int release(struct request *r, const struct desk *d, int64_t id, struct err *e)
{
	struct submit_settings set = { .store = store_of(r),
		.know = r->web->set->know,
		.received_at_s = r->now_s,
		.refused = on_refused };
	struct store_held h;
	struct submit *s;
	int rc = store_held_get(store_of(r), r->a, id, &h, e);

	if (rc)
		return rc;
	set.notifier = h.notifier;
	rc = submit_new(&set, &s, e);
	if (rc)
		return rc;
	rc = notifiers_release(d, r->a, id, s, e);
	submit_free(s);
	return rc;
}

int web_held_set(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "why", "notifier", NULL };
	const struct desk d = request_desk(r);
	struct str what, why, back = STR("/notifiers");
	struct given g;
	struct jw w;
	uint64_t id;
	int rc = request_id(r, 0, 'q', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (rc)
		return rc;
	what = given_text(&g, "do");
	why = given_text(&g, "why");
	if (str_is(what, "release"))
		rc = release(r, &d, (int64_t)id, e);
	else if (!str_is(what, "refuse"))
		rc = err_set(e, BW_EUSAGE, "do is release or refuse");
	else if (!why.n)
		rc = err_set(e, BW_EUSAGE, "say why: the notifier is told");
	else
		rc = notifiers_refuse(&d, r->a, (int64_t)id, why, e);
	if (rc || desk_told(r, out, back, N_("Noted.")))
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	store_id_json(&w, "id", 'q', (int64_t)id);
	jw_kbool(&w, "released", str_is(what, "release"));
	jw_end(&w);
	return reply_json(out, &w, e);
}

int web_held_do(struct request *r, struct reply *out, struct err *e)
{
	return web_held_set(r, out, e);
}

/* ---- pages ---- */

static void draw_notifier_state(struct html *h, enum notifier_state s)
{
	static const char *const look[] = { [NOTIFIER_PROBATION] = "tag warn",
		[NOTIFIER_TRUSTED] = "tag good",
		[NOTIFIER_SUSPENDED] = "tag bad" };

	html_put(h, "<span class=\"%z\">%m</span>", look[s], notifier_state_text((int)s));
}

static struct str page_of(struct request *r, struct str name)
{
	return arena_printf(r->a, "/notifiers/%.*s", STR_ARG(name));
}

static int row(struct request *r, struct html *h, const struct store_notifier *n, struct err *e)
{
	int64_t held;
	int rc = store_held_count(store_of(r), n->id, &held, e);

	if (rc)
		return rc;
	html_put(h, "<tr><th scope=\"row\"><a href=%u>%s</a></th><td>", page_of(r, n->name),
		n->name);
	draw_notifier_state(h, n->state);
	html_put(h, "</td><td class=\"num\" data-is=\"%m\">%d %%</td><td>%s</td>",
		N_("Precision at least"), (int64_t)n->bound, n->basis);
	html_put(h,
		"<td class=\"num\" data-is=\"%m\">%d</td><td class=\"num\" data-is=\"%m\">%d"
		"</td><td data-is=\"%m\">",
		N_("Reports a day"), n->quota, N_("Held"), held, N_("Review by"));
	draw_due(h, n->review_s, r->now_s);
	html_put(h, "</td></tr>\n");
	return BW_OK;
}

static int held_rows(struct request *r, struct html *h, int64_t notifier, bool may, struct err *e)
{
	static const char *const columns[] = { N_("Held"), N_("Why"), N_("Harm"), N_("Target"),
		N_("Since"), N_("Decide") };
	struct store_held *v;
	struct report rep;
	size_t n, any = 0;
	int rc = store_held_from(store_of(r), r->a, 0, HELD_SHOWN, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (notifier && v[i].notifier != notifier)
			continue;
		rc = report_parse(r->a, v[i].compact, &rep, e);
		if (rc)
			break;
		if (!any++) {
			html_put(h, "<h2>%m</h2>\n", N_("Held for a person"));
			desk_table(h, N_("Held"), columns, sizeof(columns) / sizeof(columns[0]));
		}
		html_put(h,
			"<tr><th scope=\"row\">q-%d</th><td class=\"wide\">%s<br><span "
			"class=\"soft\">",
			v[i].id, v[i].why);
		page_words(r, h, v[i].detail);
		html_put(h, "</span></td><td>%m</td><td class=\"wide\">", harm_text(v[i].harm));
		if (rep.targets_n)
			page_defanged(h, rep.targets[0]);
		html_put(h, "</td><td class=\"num\" data-is=\"%m\">", N_("Since"));
		draw_ago(h, v[i].at_s, r->now_s);
		html_put(h, "</td><td class=\"wide\">");
		if (may) {
			page_form(r, h, desk_path(r, "/held", 'q', v[i].id));
			html_put(h, "<div class=\"row\">");
			desk_field(h, &(struct desk_field){ "why", N_("Why, where refused"),
					      v[i].id, { 0 }, false });
			html_put(h,
				"<button name=\"do\" value=\"release\">%m</button><button "
				"class=\"grave\" name=\"do\" "
				"value=\"refuse\">%m</button></div></form>",
				N_("Take it in"), N_("Refuse"));
		}
		html_put(h, "</td></tr>\n");
	}
	if (any)
		desk_table_end(h);
	return rc;
}

static void add_form(struct request *r, struct html *h)
{
	static const struct {
		const char *name, *label;
		bool needed;
	} fields[] = { { "name", N_("Name"), true }, { "contact", N_("Mail address"), true },
		{ "basis", N_("Agreement, or who designated it"), true },
		{ "harms", N_("Harms it may report (empty: all)"), false },
		{ "tlds", N_("Under which names (empty: all)"), false },
		{ "countries", N_("Hosted where (empty: anywhere)"), false },
		{ "quota", N_("Reports a day (empty: 1000)"), false } };

	html_put(h, "<details><summary>%m</summary>\n", N_("A new agreement"));
	page_form(r, h, STR("/notifiers"));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		desk_field(h, &(struct desk_field){ fields[i].name, fields[i].label, 0, { 0 },
				      fields[i].needed });
	html_put(h, "<p><button class=\"main\">%m</button></p></form></details>\n", N_("Add"));
}

int web_notifiers(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Notifier"), N_("State"),
		N_("Precision at least"), N_("Basis"), N_("Reports a day"), N_("Held"),
		N_("Review by") };
	const struct page_look look = { .title = N_("Notifiers"), .here = "/notifiers" };
	bool may = who_may(&r->who, PERMISSION_NOTIFIER_MANAGE);
	struct store_notifier *v;
	struct html h;
	size_t n;
	int rc;

	if (r->json)
		return web_notifier_list(r, out, e);
	rc = store_notifiers(store_of(r), r->a, &v, &n, e);
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Notifiers"),
		N_("Reporters under an agreement. What each may report, and how often what it said "
		   "was right: the lower 95 % bound of its precision."));
	if (n)
		desk_table(&h, N_("Notifiers"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; !rc && i < n; i++)
		rc = row(r, &h, &v[i], e);
	if (n)
		desk_table_end(&h);
	else
		html_put(&h, "<p class=\"say\">%m</p>\n", N_("There is no agreement yet."));
	if (!rc)
		rc = held_rows(r, &h, 0, may, e);
	if (may)
		add_form(r, &h);
	return rc ? rc : page_end(r, out, &h, e);
}

static int standing(
	struct request *r, struct html *h, const struct store_notifier *n, struct err *e)
{
	struct store_day month;
	struct store_outcomes o;
	int rc = store_day_sum(store_of(r), n->id, r->now_s / DAY_S, 30, &month, e);

	if (!rc)
		rc = store_outcome_sum(
			store_of(r), n->id, r->now_s - 365 * (int64_t)DAY_S, r->now_s, &o, e);
	if (rc)
		return rc;
	html_put(h,
		"<ul class=\"figures\"><li><b>%d %%</b><span>%m</span></li><li><b>%d</b><span>%m"
		"</span></li><li><b>%d</b><span>%m</span></li>",
		(int64_t)n->bound, N_("precision at least"), o.n[OUTCOME_CONFIRMED],
		N_("confirmed in a year"), o.n[OUTCOME_REJECTED], N_("rejected"));
	html_put(h,
		"<li><b>%d</b><span>%m</span></li><li><b>%d</b><span>%m</span></li><li><b>%d</b>"
		"<span>%m</span></li><li><b>%d</b><span>%m</span></li></ul>\n",
		o.n[OUTCOME_REVERSED], N_("reversed"), month.accepted, N_("reports in 30 days"),
		month.held, N_("held in 30 days"), month.backdated, N_("back-dated"));
	return BW_OK;
}

static void terms(struct html *h, const struct store_notifier *n)
{
	const struct {
		const char *what;
		struct str v;
	} pairs[] = { { N_("Mail address"), n->contact }, { N_("Basis"), n->basis },
		{ N_("Harms"), n->harms }, { N_("Under which names"), n->tlds },
		{ N_("Hosted where"), n->countries } };

	html_put(h, "<h2>%m</h2>\n<dl class=\"pairs\">", N_("Agreement"));
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		html_put(h, "<dt>%m</dt><dd>", pairs[i].what);
		if (pairs[i].v.n)
			html_put(h, "<bdi>%s</bdi></dd>\n", pairs[i].v);
		else
			html_put(h, "<span class=\"soft\">%m</span></dd>\n", N_("any"));
	}
	html_put(h, "<dt>%m</dt><dd>%d</dd>\n<dt>%m</dt><dd>", N_("Reports a day"), n->quota,
		N_("Agreed"));
	page_time(h, n->agreed_s);
	html_put(h, "</dd>\n<dt>%m</dt><dd>", N_("Review by"));
	page_time(h, n->review_s);
	html_put(h, "</dd></dl>\n");
}

static void suspend_form(struct request *r, struct html *h, const struct store_notifier *n)
{
	bool lift = n->state == NOTIFIER_SUSPENDED;

	page_form(r, h, page_of(r, n->name));
	html_put(h, "<div class=\"row\">");
	desk_field(h, &(struct desk_field){ "why", N_("Why"), n->id, { 0 }, true });
	html_put(h, "<button class=\"%z\" name=\"do\" value=\"%z\">%m</button></div></form>\n",
		lift ? "main" : "grave", lift ? "lift" : "suspend",
		lift ? N_("End the suspension") : N_("Suspend"));
}

int web_notifier_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Notifier"), .here = "/notifiers" };
	bool may = who_may(&r->who, PERMISSION_NOTIFIER_MANAGE);
	struct store_notifier n;
	struct html h;
	int rc;

	if (r->json)
		return web_notifier_get(r, out, e);
	rc = store_notifier_named(store_of(r), r->a, r->params[0], &n, e);
	if (rc)
		return rc;
	look.subject = n.name;
	page_begin(r, out, &look, &h);
	html_put(&h, "<p><a href=%u>%m</a> / %s</p>\n<h1>%s</h1>\n<p>", STR("/notifiers"),
		N_("Notifiers"), n.name, n.name);
	draw_notifier_state(&h, n.state);
	html_put(&h, " %m ", N_("since"));
	page_time(&h, n.state_s);
	html_put(&h, " <span class=\"soft\">%s</span></p>\n", n.reasons);
	rc = standing(r, &h, &n, e);
	if (rc)
		return rc;
	if (may)
		suspend_form(r, &h, &n);
	terms(&h, &n);
	rc = held_rows(r, &h, n.id, may, e);
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- changes ---- */

int web_notifier_set(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "why", NULL };
	const struct desk d = request_desk(r);
	struct str what, name = r->params[0];
	struct store_notifier n;
	struct given g;
	int rc = store_notifier_named(store_of(r), r->a, name, &n, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (rc)
		return rc;
	what = given_text(&g, "do");
	if (!str_is(what, "suspend") && !str_is(what, "lift"))
		return err_set(e, BW_EUSAGE, "do is suspend or lift");
	rc = notifiers_suspend(&d, n.id, str_is(what, "lift"), given_text(&g, "why"), e);
	if (rc || desk_told(r, out, page_of(r, n.name), N_("Noted.")))
		return rc;
	return web_notifier_get(r, out, e);
}

int web_notifier_do(struct request *r, struct reply *out, struct err *e)
{
	return web_notifier_set(r, out, e);
}

int web_notifier_add(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "name", "contact", "basis", "harms", "tlds",
		"countries", "quota", NULL };
	const struct desk d = request_desk(r);
	struct notifier_terms t;
	struct str quota;
	struct given g;
	int64_t id;
	int rc = given_open(r, members, &g, e);

	if (rc)
		return rc;
	t = (struct notifier_terms){ .name = given_text(&g, "name"),
		.contact = given_text(&g, "contact"),
		.basis = given_text(&g, "basis"),
		.harms = given_text(&g, "harms"),
		.tlds = given_text(&g, "tlds"),
		.countries = given_text(&g, "countries"),
		.review_s = r->now_s + 365 * (int64_t)DAY_S };
	quota = given_text(&g, "quota");
	if (quota.n && (!str_i64(quota, &t.quota) || t.quota < 0))
		return err_set(e, BW_EUSAGE, "the quota is a number of reports a day");
	rc = notifiers_add(&d, &t, &id, e);
	if (rc || desk_told(r, out, page_of(r, t.name), N_("Added. It begins on probation.")))
		return rc;
	out->status = 201;
	return web_notifier_list(r, out, e);
}

int web_notifier_new(struct request *r, struct reply *out, struct err *e)
{
	return web_notifier_add(r, out, e);
}
