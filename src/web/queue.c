/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: what waits, most pressing first; and what can be done to several cases at once. */
#include "base/limit.h"
#include "flow/command.h"
#include "identify/identify.h"
#include "store/guests.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define BULK_MOST       200
#define VIEWS_MOST      30 /* of one person */
#define VIEW_NAME_MOST  60
#define VIEW_QUERY_MOST 2000
#define DAY             86400
#define FRESH_S         60 /* where a span of days begins need not be known to the second */

/* ---- the figures above the table ---- */

static int newest_case(struct request *r, int64_t *id, struct err *e)
{
	struct store_query q;
	int64_t *ids;
	size_t n;
	int rc;

	store_query_init(&q);
	q.sort = SORT_OPENED;
	q.limit = 1;
	rc = store_list(r->web->set->store, r->a, &q, &ids, &n, e);
	*id = !rc && n ? ids[0] : 0;
	return rc;
}

static void figure(struct html *h, int64_t n, const char *what, const char *age)
{
	html_put(h, "<li><b>%d</b><span>", n);
	if (*age)
		html_put(h, "<a href=%u>%m</a></span></li>\n", str_of(age), what);
	else
		html_put(h, "%m</span></li>\n", what);
}

static int figures(struct request *r, struct html *h, struct err *e)
{
	static const struct {
		int64_t days;
		const char *what, *age;
	} spans[] = { { 1, N_("new in 24 h"), "/queue?age=24h&state=any" },
		{ 7, N_("new in 7 days"), "/queue?age=7d&state=any" },
		{ 30, N_("new in 30 days"), "/queue?age=30d&state=any" } };
	int64_t newest = 0, *first = r->web->figures.first;
	bool fresh = r->web->figures.at_s && r->now_s - r->web->figures.at_s < FRESH_S;
	uint64_t cases, reports;
	int rc = store_counts(r->web->set->store, &cases, &reports, e);

	if (!rc)
		rc = newest_case(r, &newest, e);
	if (rc)
		return rc;
	html_put(h, "<ul class=\"figures\">\n");
	figure(h, (int64_t)cases, N_("cases"), "/queue?state=any");
	figure(h, (int64_t)reports, N_("reports"), "");
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		if (!fresh)
			rc = store_opened_since(
				r->web->set->store, r->now_s - spans[i].days * DAY, &first[i], e);
		if (rc)
			return rc;
		figure(h, newest + 1 - first[i], spans[i].what, spans[i].age);
	}
	if (!fresh) {
		size_t n;

		rc = store_replies_new(r->web->set->store, r->a, &n, e);
		if (rc)
			return rc;
		r->web->figures.replies = (int64_t)n;
		r->web->figures.at_s = r->now_s;
	}
	figure(h, r->web->figures.replies, N_("new replies"), "/queue?replied=1&state=any");
	html_put(h, "</ul>\n");
	return BW_OK;
}

/* ---- filters ---- */

static const char *const ages[] = { "24h", "7d", "30d", "over-7d", "over-30d", "over-90d" };
#define AGES ((int)(sizeof(ages) / sizeof(ages[0])))

static const char *age_text(int i)
{
	return ages[i];
}

static int age_chosen(struct request *r)
{
	struct str v = http_query_raw(r->f->query, STR("age"));

	for (int i = 0; i < AGES; i++)
		if (str_is(v, ages[i]))
			return i;
	return -1;
}

/* What the cases have in common, where the list is of such: it can be taken away again. */
static void common_filter(struct html *h, const char *name, const char *label, struct str value)
{
	if (value.n)
		html_put(h,
			"<label>%m<input type=\"search\" name=\"%z\" value=\"%s\" "
			"spellcheck=\"false\" autocapitalize=\"none\"></label>\n",
			label, name, value);
}

static void filters(struct request *r, struct html *h, const struct store_query *q)
{
	static const char *const ties[TIE_KIND_COUNT] = { N_("Address"), N_("Name server"),
		N_("Registrant's handle") };
	const struct desk_filter lists[] = {
		{ "harm", N_("Harm"), CLASS_COUNT, q->harm_class, harm_class_text, false },
		{ "verdict", N_("Verdict"), VERDICT_COUNT, q->verdict, verdict_text, false },
		{ "state", N_("State"), CASE_STATE_COUNT, q->state, case_state_text, false },
		{ "age", N_("Age"), AGES, age_chosen(r), age_text, false },
		{ "role", N_("Who is asked"), ROLE_COUNT, q->role, role_text, false },
		{ "kind", N_("Kind"), SITE_KIND_COUNT, q->kind, site_kind_text, false },
		{ "sort", N_("Order"), SORT_COUNT, (int)q->sort, store_sort_text, true },
	};

	html_put(h,
		"<form class=\"filters\" action=%u role=\"search\">\n"
		"<label>%m<input type=\"search\" name=\"site\" id=\"site\" value=\"%s\" "
		"spellcheck=\"false\" "
		"autocapitalize=\"none\"></label>\n",
		STR("/queue"), N_("Site begins with"), q->site_prefix);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		desk_filter(h, &lists[i]);
	html_put(h,
		"<label>%m<input name=\"country\" value=\"%s\" size=\"3\" maxlength=\"2\" "
		"pattern=\"[A-Za-z]{2}\" title=\"%m\" autocapitalize=\"characters\"></label>\n",
		N_("Country"), q->country, N_("two letters, as NL"));
	common_filter(h, "about", N_("About"), q->about_site.n ? q->about_asked : STR(""));
	common_filter(h, "actor", N_("Actor"), q->actor);
	for (int i = 0; i < TIE_KIND_COUNT; i++)
		common_filter(h, tie_kind_text(i), ties[i], q->tie[i]);
	html_put(h, "<button>%m</button></form>\n", N_("Show"));
}

/* Who came by a name in a text may want to act on it. */
static void about(struct request *r, struct html *h, const struct store_query *q)
{
	struct str name = q->about_asked.n ? page_escape(r, q->about_asked) : STR("");

	if (!name.n)
		return;
	html_put(h,
		"<p class=\"say\">%m <bdi class=\"foreign\">%s</bdi>: <a href=%u>%m</a> · <a "
		"href=%u>%m</a></p>\n",
		N_("Cases about"), q->about_site,
		arena_printf(r->a, "/explain?name=%.*s", STR_ARG(name)), N_("explain it"),
		arena_printf(r->a, "/report?name=%.*s", STR_ARG(name)), N_("report it"));
}

/* ---- the table ---- */

/* As people read it, with the name as the DNS has it beside it where the two differ. */
static void name(struct request *r, struct html *h, const struct store_case *c)
{
	struct err ignored;
	struct site site;

	if (str_find(c->site, STR("xn--"), 0) != SIZE_MAX &&
		!identify(r->a, r->web->set->know->refdata, c->site, &site, &ignored))
		page_name(h, &site);
	else
		html_put(h, "%s", c->site.n ? c->site : STR("?"));
}

static void row(struct request *r, struct html *h, const struct store_case *c)
{
	bool replied = false;
	struct err ignored;
	char id[STORE_ID_TEXT];
	struct str path = arena_printf(r->a, "/cases/%s", store_id_text('c', (uint64_t)c->id, id));
	const char *words = draw_step(c->proposal.action, c->proposal.role);

	html_put(h,
		"<tr><td><input type=\"checkbox\" name=\"case\" value=\"%z\" aria-label=\"%m "
		"%z\"></td><td class=\"num\">",
		id, N_("choose"), id);
	draw_due(h, c->due_s, r->now_s);
	html_put(h,
		"</td><th scope=\"row\" class=\"wide\"><a class=\"foreign\" "
		"href=%u>",
		path);
	name(r, h, c);
	html_put(h, "</a></th><td>%m</td>", harm_class_text((int)c->harm_class));
	html_put(h, "<td class=\"num\" data-is=\"%m\">%d</td><td>", N_("Reports"),
		(int64_t)c->reports);
	draw_verdict(h, (int)c->verdict);
	html_put(h, "</td><td class=\"wide\">");
	if (*words)
		html_put(h, "<b>%m</b><br><span class=\"soft\"><bdi>%s</bdi></span>", words,
			c->proposal.actor);
	else
		html_put(h, "<span class=\"soft\">%m</span>", N_("a person decides"));
	html_put(h, "</td><td>");
	if (*words)
		draw_breaks(h, c->proposal.collateral);
	html_put(h, "</td><td>");
	draw_state(h, (int)c->state);
	if (c->recurrences)
		html_put(h, " <span class=\"tag warn\">%m</span>", N_("came back"));
	if (!store_reply_new(r->web->set->store, c->id, &replied, &ignored) && replied)
		html_put(h, " <span class=\"tag mark\">%m</span>", N_("new reply"));
	html_put(h, "</td><td class=\"num\" data-is=\"%m\">", N_("Last seen"));
	draw_ago(h, c->last_seen_s, r->now_s);
	html_put(h, "</td></tr>\n");
}

static void head(struct html *h)
{
	static const char *const columns[] = { N_("Due"), N_("Site"), N_("Harm"), N_("Reports"),
		N_("Verdict"), N_("Proposed"), N_("Besides"), N_("State"), N_("Last seen") };

	html_put(h,
		"<table class=\"list\" id=\"queue\"><caption "
		"class=\"hide\">%m</caption>\n<thead><tr>"
		"<th scope=\"col\"><span class=\"hide\">%m</span></th>",
		N_("Cases"), N_("Choose"));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		html_put(h, "<th scope=\"col\">%m</th>", columns[i]);
	html_put(h, "</tr></thead>\n<tbody>\n");
}

static void bulk(struct html *h)
{
	html_put(h,
		"<div class=\"bulk\"><label for=\"why\">%m</label><input id=\"why\" name=\"why\" "
		"maxlength=\"500\">"
		"<button name=\"do\" value=\"close\">%m</button><button name=\"do\" "
		"value=\"merge\">%m</button>"
		"<button name=\"do\" value=\"undo\">%m</button><button name=\"do\" "
		"value=\"again\">%m</button>"
		"<span class=\"soft\"><kbd>?</kbd> %m</span></div></form>\n",
		N_("With those chosen, because"), N_("Close"), N_("Merge into the first"),
		N_("Take the last change back"), N_("Judge again"), N_("lists the keys"));
}

static int rows(struct request *r, struct html *h, const int64_t *ids, size_t n, struct err *e)
{
	int rc = BW_OK;

	page_form(r, h, STR("/queue"));
	html_put(h, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%m\">\n",
		N_("Cases"));
	head(h);
	for (size_t i = 0; !rc && i < n; i++) {
		struct store_case c;

		rc = store_case_get(r->web->set->store, r->a, ids[i], &c, e);
		if (!rc)
			row(r, h, &c);
	}
	html_put(h, "</tbody></table></div>\n");
	bulk(h);
	return rc;
}

/* As the API's list, but what is open and due first, unless the query says otherwise. */
static int queue_query(struct request *r, struct store_query *q, struct err *e)
{
	struct str state, sort;
	int rc = web_case_query(r, q, e);

	rc = rc ? rc : request_query(r, "state", &state, e);
	rc = rc ? rc : request_query(r, "sort", &sort, e);
	if (rc)
		return rc;
	if (!sort.n)
		q->sort = SORT_DUE;
	if (!state.p && !q->about_site.n)
		q->state = CASE_OPEN;
	return BW_OK;
}

/* ---- saved views ---- */

/* One's own filters by name, and a form to keep those of the page as it is. */
static int views(struct request *r, struct html *h, struct err *e)
{
	struct guest_view *v;
	size_t n;
	int rc;

	if (!r->session.there)
		return BW_OK;
	rc = guest_views(r->web->set->store, r->a, r->who.person, &v, &n, e);
	if (rc)
		return rc;
	html_put(h, "<details><summary>%m (%d)</summary>\n<ul class=\"nav\">", N_("Saved views"),
		(int64_t)n);
	for (size_t i = 0; i < n; i++)
		html_put(h, "<li><a href=%u>%s</a></li>\n",
			arena_printf(r->a, "/queue?%.*s", STR_ARG(v[i].query)), v[i].name);
	html_put(h, "</ul>\n");
	page_form(r, h, STR("/queue/views"));
	html_put(h,
		"<input type=\"hidden\" name=\"query\" value=\"%s\"><div class=\"row\"><div "
		"class=\"field\"><label for=\"view\">%m</label><input id=\"view\" name=\"name\" "
		"required maxlength=\"60\"></div><button name=\"do\" value=\"keep\">%m</button>"
		"<button name=\"do\" value=\"drop\">%m</button></div></form></details>\n",
		r->f->query.p ? r->f->query : STR(""), N_("Name"), N_("Keep these filters"),
		N_("Forget the view of that name"));
	return BW_OK;
}

int web_queue_views(struct request *r, struct reply *out, struct err *e)
{
	struct str name = str_trim(form_text(&r->form, "name")),
		   query = form_text(&r->form, "query");
	bool drop = str_is(form_text(&r->form, "do"), "drop");
	struct guest_view *v;
	struct work *w;
	size_t n;
	int rc = guest_views(r->web->set->store, r->a, r->who.person, &v, &n, e);

	if (!rc && (!name.n || name.n > VIEW_NAME_MOST || query.n > VIEW_QUERY_MOST))
		rc = err_set(e, BW_EUSAGE, "a view has a name of 1 to %d bytes", VIEW_NAME_MOST);
	if (!rc && !drop && n >= VIEWS_MOST)
		rc = err_set(e, BW_ELIMIT, "%d views are enough; forget one first", VIEWS_MOST);
	if (!rc)
		rc = store_change_begin(r->web->set->store, &w, e);
	if (rc)
		return rc;
	rc = drop ? guest_view_drop(w, r->who.person, name, e)
		  : guest_view_put(w, r->who.person, name, query.p ? query : STR(""), e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (rc)
		return rc;
	page_flash(out, drop ? N_("Forgotten.") : N_("Kept."));
	reply_redirect(out, STR("/queue"));
	return BW_OK;
}

/* ---- the page ---- */

int web_queue(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Queue"), .here = "/queue", .wide = true };
	char last[STORE_ID_TEXT];
	struct store_query q;
	struct html h;
	int64_t *ids;
	size_t n, shown;
	int rc;

	if (r->json)
		return web_case_list(r, out, e);
	rc = queue_query(r, &q, e);
	if (rc)
		return rc;
	shown = q.limit++;
	rc = store_list(r->web->set->store, r->a, &q, &ids, &n, e);
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("Queue"));
	rc = figures(r, &h, e);
	if (rc)
		return rc;
	filters(r, &h, &q);
	about(r, &h, &q);
	rc = views(r, &h, e);
	if (rc)
		return rc;
	if (!n)
		html_put(&h, "<p class=\"say\">%m</p>\n",
			N_("No case is like this. Widen the filters."));
	else
		rc = rows(r, &h, ids, n > shown ? shown : n, e);
	if (rc)
		return rc;
	if (n > shown)
		page_more(r, &h, str_of(store_id_text('c', (uint64_t)ids[shown - 1], last)));
	return page_end(r, out, &h, e);
}

/* ---- several at once ---- */

static int chosen(struct request *r, int64_t *ids, size_t *n, struct err *e)
{
	*n = 0;
	for (size_t i = 0; i < r->form.n; i++) {
		uint64_t id;

		if (!str_is(r->form.v[i].name, "case"))
			continue;
		if (!store_id_parse('c', r->form.v[i].value, &id) || *n == BULK_MOST)
			return err_set(e, BW_EUSAGE, "choose 1 to %d cases", BULK_MOST);
		ids[(*n)++] = (int64_t)id;
	}
	return *n ? BW_OK
		  : err_set(e, BW_EUSAGE, "no case was chosen: tick the boxes in front of them");
}

static int each(struct request *r, const struct desk *d, const int64_t *ids, size_t n,
	struct str what, struct str why, struct err *e)
{
	int rc = BW_OK;

	if (str_is(what, "again"))
		return command_refresh(d, ids, n, e);
	if (str_is(what, "merge"))
		return n < 2 ? err_set(e, BW_EUSAGE, "to merge, choose two cases or more")
			     : command_merge(d, ids[0], ids + 1, n - 1, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct store_event event;

		if (str_is(what, "close"))
			rc = command_close(d, ids[i], why, e);
		else if (str_is(what, "undo"))
			rc = command_undo(d, r->a, ids[i], &event, e);
		else
			rc = err_set(e, BW_EUSAGE, "that cannot be done to several cases");
		if (rc && i)
			(void)err_prefix(e, "%zu of %zu are done; then: ", i, n);
	}
	return rc;
}

int web_queue_do(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct str what = form_text(&r->form, "do"), why = form_text(&r->form, "why");
	int64_t ids[BULK_MOST];
	size_t n;
	int rc = chosen(r, ids, &n, e);

	if (!rc && why.n > LIMIT_TEXT_FIELD)
		rc = err_set(e, BW_ELIMIT, "the reason is longer than %d bytes", LIMIT_TEXT_FIELD);
	if (!rc)
		rc = each(r, &d, ids, n, what.p ? what : STR(""), why.p ? why : STR(""), e);
	if (rc)
		return rc;
	page_flash(out, str_is(what, "undo")
				? N_("Taken back.")
				: N_("Done. It can be taken back from the same list."));
	reply_redirect(out, STR("/queue"));
	return BW_OK;
}
