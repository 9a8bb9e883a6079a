/* SPDX-License-Identifier: Apache-2.0 */
/* Packs for people: the list, one with its duties, two side by side. */
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define PACK_BYTES ((size_t)4 << 20)

static const struct procedure *packs(const struct request *r)
{
	return r->web->set->know->procedure;
}

static struct str pack_path(struct request *r, struct str id)
{
	return arena_printf(r->a, "/policies/%.*s", STR_ARG(id));
}

/* What a pack or a difference is, as the API says it, read back in the arena. */
static int read_back(
	struct request *r, struct buf *b, struct jw *w, struct json **out, struct err *e)
{
	int rc = jw_check(w, e);
	struct str text = rc ? STR("") : arena_printf(r->a, "%.*s", STR_ARG(buf_str(b)));

	if (!rc && !text.p)
		rc = err_nomem(e);
	buf_done(b);
	return rc ? rc : json_parse(r->a, text, out, e);
}

static void compare_form(struct request *r, struct html *h, struct str a, struct str b)
{
	static const char *const sides[] = { "a", "b" };
	static const char *const labels[] = { N_("This"), N_("beside") };
	const struct str chosen[] = { a, b };
	struct pack_summary s;

	html_put(h, "<form class=\"filters\" action=%u>", STR("/policies/diff"));
	for (size_t k = 0; k < 2; k++) {
		html_put(h, "<label>%m<input name=\"%z\" list=\"packs\" value=\"%s\"></label>",
			labels[k], sides[k], chosen[k].p ? chosen[k] : STR(""));
	}
	html_put(h, "<datalist id=\"packs\">");
	for (size_t i = 0; i < procedure_packs(packs(r)); i++) {
		procedure_summary(packs(r), i, r->now_s, &s);
		html_put(h, "<option value=\"%s\"></option>", s.id);
	}
	html_put(h, "</datalist><button>%m</button> <span class=\"soft small\">%m</span></form>\n",
		N_("Lay side by side"), N_("Two packs, or two countries such as US and DE"));
}

int web_policies(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Pack"), N_("What it is"), N_("Kind"),
		N_("Status"), N_("Duties"), N_("Checked") };
	const struct page_look look = { .title = N_("Policies"), .here = "/policies" };
	struct html h;

	if (r->json)
		return web_policy_list(r, out, e);
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Policies"),
		N_("Contracts, laws and policies, each with its clauses, clocks and sources."));
	compare_form(r, &h, STR(""), STR(""));
	desk_table(&h, N_("Policies"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < procedure_packs(packs(r)); i++) {
		struct pack_summary s;

		procedure_summary(packs(r), i, r->now_s, &s);
		html_put(&h,
			"<tr><th scope=\"row\"><a href=%u>%s</a></th><td class=\"wide\">%s <span "
			"class=\"soft\">%s</span></td><td>%s</td><td><span "
			"class=\"%z\">%s</span></td>",
			pack_path(r, s.id), s.id, s.title, s.version, s.kind,
			s.in_force ? "tag good" : "tag", s.status);
		html_put(&h, "<td class=\"num\" data-is=\"%m\">%d</td><td data-is=\"%m\">",
			N_("Duties"), (int64_t)s.duties, N_("Checked"));
		draw_due(&h, s.checked_on_s > r->now_s ? s.checked_on_s : CLOCK_NONE, r->now_s);
		draw_ago(&h, s.checked_on_s, r->now_s);
		html_put(&h, "</td></tr>\n");
	}
	desk_table_end(&h);
	out->cacheable = false;
	return page_end(r, out, &h, e);
}

/* ---- one pack ---- */

/* "a, b, c" of a list of texts; the text itself where it is one. */
static void words(struct html *h, const struct json *v)
{
	size_t i = 0;

	if (v && v->type == JSON_STRING)
		html_put(h, "%s", v->text);
	else if (v && v->type == JSON_ARRAY)
		JSON_EACH (x, v)
			html_put(h, "%z%s", i++ ? ", " : "", x->text);
}

static void pair(struct html *h, const struct json *pack, const char *member, const char *what)
{
	const struct json *v = json_get(pack, member);

	if (!v || v->type == JSON_NULL)
		return;
	html_put(h, "<dt>%m</dt><dd>", what);
	words(h, v);
	html_put(h, "</dd>\n");
}

static void pack_duties(struct html *h, const struct json *pack)
{
	static const char *const columns[] = { N_("Clause"), N_("Duty"), N_("What"), N_("Clock"),
		N_("Whose"), N_("How sure") };

	html_put(h, "<h2>%m</h2>\n", N_("Duties"));
	desk_table(h, N_("Duties"), columns, sizeof(columns) / sizeof(columns[0]));
	JSON_EACH (d, json_get(pack, "duties")) {
		html_put(h,
			"<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"wide\">%s</td><td>",
			json_text(d, "clause"), json_text(d, "verb"), json_text(d, "words"));
		html_put(h, "%s</td><td>", json_text(json_get(d, "clock"), "words"));
		words(h, json_get(d, "roles"));
		html_put(h, "</td><td>%s<br><span class=\"soft\">%s</span></td></tr>\n",
			json_text(d, "confidence"), json_text(d, "doubt"));
	}
	desk_table_end(h);
}

int web_policy_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Policy"), .here = "/policies" };
	size_t at = procedure_find(packs(r), r->params[0]);
	char q[QUOTE_ROOM(60)];
	struct json *pack;
	struct html h;
	struct buf b;
	struct jw w;
	int rc;

	if (r->json)
		return web_policy_get(r, out, e);
	if (at == SIZE_MAX)
		return err_set(
			e, BW_ENOTFOUND, "there is no pack '%s'", str_quote(r->params[0], 60, q));
	buf_init(&b, PACK_BYTES);
	jw_init(&w, &b);
	procedure_show_json(packs(r), at, &w);
	rc = read_back(r, &b, &w, &pack, e);
	if (rc)
		return rc;
	look.subject = json_text(pack, "id");
	page_begin(r, out, &look, &h);
	html_put(&h, "<p><a href=%u>%m</a> / %s</p>\n<h1>%s</h1>\n", STR("/policies"),
		N_("Policies"), look.subject, json_text(pack, "title"));
	html_put(&h, "<dl class=\"pairs\">");
	pair(&h, pack, "version", N_("Version"));
	pair(&h, pack, "kind", N_("Kind"));
	pair(&h, pack, "status", N_("Status"));
	pair(&h, pack, "valid_from", N_("In force from"));
	pair(&h, pack, "valid_to", N_("until"));
	pair(&h, pack, "checked_on", N_("Checked"));
	pair(&h, pack, "source", N_("Source"));
	pair(&h, pack, "confidence", N_("How sure"));
	pair(&h, pack, "legal_basis", N_("Legal basis"));
	pair(&h, pack, "bound_roles", N_("Who is bound"));
	pair(&h, pack, "harms", N_("Harms"));
	html_put(&h, "</dl>\n");
	compare_form(r, &h, look.subject, STR(""));
	pack_duties(&h, pack);
	return page_end(r, out, &h, e);
}

/* ---- two side by side ---- */

static void only(struct html *h, const struct json *diff, const char *member, const char *what,
	struct str side)
{
	const struct json *v = json_get(diff, member);

	if (!v || !v->n)
		return;
	html_put(h, "<dt>%m <b>%s</b></dt><dd>", what, side);
	words(h, v);
	html_put(h, "</dd>\n");
}

static void side_cell(struct html *h, const struct json *d, struct str side)
{
	html_put(h, "<td class=\"wide\" data-is=\"%s\">", side);
	if (!d || d->type != JSON_OBJECT)
		html_put(h, "<span class=\"soft\">%m</span>", N_("nothing like it"));
	else
		html_put(h, "%s<br><b>%s</b><br><span class=\"soft\">%s, %s</span>",
			json_text(d, "words"), json_text(d, "clock"), json_text(d, "clause"),
			json_text(d, "pack"));
	html_put(h, "</td>");
}

static void side_by_side(struct html *h, const struct json *diff, struct str a, struct str b)
{
	html_put(h, "<dl class=\"pairs\">");
	only(h, diff, "only_left", N_("Only in"), a);
	only(h, diff, "only_right", N_("Only in"), b);
	only(h, diff, "both", N_("In both"), STR(""));
	html_put(h,
		"</dl>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%m\"><table class=\"list\"><thead><tr><th scope=\"col\">%m</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
		N_("Side by side"), N_("What"), a, b);
	JSON_EACH (f, json_get(diff, "fields")) {
		html_put(h, "<tr><th scope=\"row\">%s</th><td class=\"wide\" data-is=\"%s\">",
			json_text(f, "field"), a);
		words(h, json_get(f, "left"));
		html_put(h, "</td><td class=\"wide\" data-is=\"%s\">", b);
		words(h, json_get(f, "right"));
		html_put(h, "</td></tr>\n");
	}
	JSON_EACH (d, json_get(diff, "duties")) {
		const struct json *same = json_get(d, "same");

		html_put(h, "<tr><th scope=\"row\">%s", json_text(d, "verb"));
		if (same && same->type == JSON_TRUE)
			html_put(h, " <span class=\"tag\">%m</span>", N_("the same"));
		html_put(h, "</th>");
		side_cell(h, json_get(d, "left"), a);
		side_cell(h, json_get(d, "right"), b);
		html_put(h, "</tr>\n");
	}
	desk_table_end(h);
}

int web_policy_diff_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Side by side"), .here = "/policies", .wide = true };
	struct json *diff = NULL;
	struct str a, b;
	struct html h;
	struct buf text;
	struct jw w;
	int rc;

	if (r->json)
		return web_policy_diff(r, out, e);
	rc = request_query(r, "a", &a, e);
	rc = rc ? rc : request_query(r, "b", &b, e);
	if (!rc && a.n && b.n) {
		buf_init(&text, PACK_BYTES);
		jw_init(&w, &text);
		rc = procedure_diff_json(packs(r), a, b, r->now_s, &w, e);
		if (rc)
			buf_done(&text);
		else
			rc = read_back(r, &text, &w, &diff, e);
	}
	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<p><a href=%u>%m</a></p>\n<h1>%m</h1>\n", STR("/policies"), N_("Policies"),
		N_("Side by side"));
	compare_form(r, &h, a, b);
	if (diff)
		side_by_side(&h, diff, a, b);
	return page_end(r, out, &h, e);
}
