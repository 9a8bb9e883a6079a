/* SPDX-License-Identifier: Apache-2.0 */
#include "web/desk.h"

#include "base/limit.h"
#include "store/recourse.h"
#include "web/inner.h"
#include "web/tongue.h"

int given_open(struct request *r, const char *const *members, struct given *g, struct err *e)
{
	int rc = BW_OK;

	*g = (struct given){ .r = r };
	if (r->route->kind == ROUTE_API)
		rc = request_json(r, members, &g->body, e);
	for (; !rc && *members; members++)
		if (given_text(g, *members).n > LIMIT_TEXT_FIELD)
			rc = err_set(e, BW_ELIMIT, "%s is longer than %d bytes", *members,
				LIMIT_TEXT_FIELD);
	return rc;
}

struct str given_text(const struct given *g, const char *name)
{
	struct str s = g->body ? json_text(g->body, name) : form_text(&g->r->form, name);

	s = str_trim(s);
	return s.p ? s : STR("");
}

bool desk_told(struct request *r, struct reply *out, struct str path, const char *message)
{
	if (r->route->kind == ROUTE_API)
		return false;
	page_flash(out, message);
	reply_redirect(out, path);
	return true;
}

struct str desk_path(struct request *r, const char *base, char prefix, int64_t id)
{
	char text[STORE_ID_TEXT];

	return arena_printf(r->a, "%s/%s", base, store_id_text(prefix, (uint64_t)id, text));
}

int desk_choice(struct request *r, const char *name, int n, const char *(*text)(int), int *out,
	struct err *e)
{
	char q[QUOTE_ROOM(60)];
	struct str v;
	int rc = request_query(r, name, &v, e);

	*out = -1;
	if (rc || !v.n || str_is(v, "any"))
		return rc;
	for (int i = 0; i < n; i++)
		if (str_is(v, text(i))) {
			*out = i;
			return BW_OK;
		}
	return err_set(
		e, BW_EUSAGE, "%s cannot be '%s'; see the vocabulary", name, str_quote(v, 60, q));
}

int desk_after(struct request *r, char prefix, int64_t *out, struct err *e)
{
	struct str v;
	uint64_t n = 0;
	int rc = request_query(r, "after", &v, e);

	if (!rc && v.n && !store_id_parse(prefix, v, &n))
		rc = err_set(e, BW_EUSAGE, "after is an id such as %c-0000001", prefix);
	*out = (int64_t)n;
	return rc;
}

void desk_filter(struct html *h, const struct desk_filter *f)
{
	html_put(h, "<label>%m<select name=\"%z\">", f->label, f->name);
	if (!f->needed)
		html_put(h, "<option value=\"any\">%m</option>\n", N_("any"));
	for (int i = 0; i < f->n; i++) {
		html_put(h, "<option value=\"%z\"", f->text(i));
		if (i == f->chosen)
			html_put(h, " selected");
		html_put(h, ">%m</option>\n", f->text(i));
	}
	html_put(h, "</select></label>\n");
}

void desk_table(struct html *h, const char *name, const char *const *columns, size_t n)
{
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%m\">\n"
		"<table class=\"list\"><thead><tr>",
		name);
	for (size_t i = 0; i < n; i++)
		html_put(h, "<th scope=\"col\">%m</th>", columns[i]);
	html_put(h, "</tr></thead>\n<tbody>\n");
}

void desk_table_end(struct html *h)
{
	html_put(h, "</tbody></table></div>\n");
}

void desk_id(struct request *r, struct html *h, const char *base, char prefix, int64_t id)
{
	char text[STORE_ID_TEXT];

	html_put(h, "<a class=\"num\" href=%u>%z</a>", desk_path(r, base, prefix, id),
		store_id_text(prefix, (uint64_t)id, text));
}

void desk_name(struct request *r, struct html *h, int64_t id)
{
	struct store_person p;
	struct err e;

	if (id <= 0)
		html_put(h, "–");
	else if (store_person_get(r->web->set->store, r->a, id, &p, &e))
		html_put(h, "%m %d", N_("person"), id);
	else
		html_put(h, "<bdi>%s</bdi>", p.name);
}

void desk_field(struct html *h, const struct desk_field *f)
{
	html_put(h,
		"<div class=\"field\"><label for=\"%z-%d\">%m</label><input id=\"%z-%d\" "
		"name=\"%z\" value=\"%s\" maxlength=\"1000\"",
		f->name, f->id, f->label, f->name, f->id, f->name, f->value.p ? f->value : STR(""));
	if (f->needed)
		html_put(h, " required");
	html_put(h, "></div>\n");
}

void desk_json_next(struct jw *w, char prefix, int64_t id, bool more)
{
	store_id_json(w, "next", prefix, more ? id : 0);
}
