/* SPDX-License-Identifier: Apache-2.0 */
/* The API for people: each call with a line to copy, made from the table of routes. */
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

/* A path with its parameters filled in. */
static struct str filled(struct request *r, struct str path)
{
	static const struct {
		const char *name, *value;
	} v[] = { { "{case}", "c-0000001" }, { "{report}", "r-0000001" },
		{ "{pack}", "icann-raa" } };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		size_t at = str_find(path, str_of(v[i].name), 0);

		if (at != SIZE_MAX)
			path = arena_printf(r->a, "%.*s%s%.*s", (int)at, path.p, v[i].value,
				STR_ARG(str_from(path, at + strlen(v[i].name))));
	}
	return path;
}

static bool asks_about_a_name(const struct route *x)
{
	return x->method == HTTP_GET &&
	       (str_is(x->path, "/api/v1/identify") || str_is(x->path, "/api/v1/stack") ||
		       str_is(x->path, "/api/v1/explain") || str_is(x->path, "/api/v1/options") ||
		       str_is(x->path, "/api/v1/policies/bind"));
}

static void call(struct request *r, struct html *h, struct str base, const struct route *x)
{
	bool open = person_may(0) >> x->permission & 1;

	html_put(h, "<h2><code>%z %s</code></h2>\n<p lang=\"en\" dir=\"ltr\">%z",
		http_method_text((int)x->method), x->path, x->summary);
	if (!open)
		html_put(h, " <span class=\"tag\">%z</span>", permission_text((int)x->permission));
	html_put(h, "</p>\n<pre dir=\"ltr\" tabindex=\"0\">curl -sS ");
	if (!open)
		html_put(h, "-H \"Authorization: Bearer $TOKEN\" ");
	if (x->method != HTTP_GET && *x->request)
		html_put(h, "-H 'Content-Type: application/json' --data-binary @%z.json ",
			x->request);
	else if (x->method != HTTP_GET)
		html_put(h, "-X %z ", http_method_text((int)x->method));
	html_put(h, "'%s%s%z'</pre>\n", base, filled(r, x->path),
		asks_about_a_name(x) ? "?name=shop.example&harm=phishing" : "");
}

int web_api_page(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("The API"), .here = "/api", .narrow = true };
	struct str host = r->f->field[HTTP_HOST], base;
	struct html h;

	if (r->json)
		return web_openapi(r, out, e);
	base = arena_printf(r->a, "https://%.*s", STR_ARG(host.n ? host : STR("localhost")));
	if (str_starts(host, STR("127.")) || str_starts(host, STR("[::1]")) ||
		str_starts(host, STR("localhost")))
		base = arena_printf(r->a, "http://%.*s", STR_ARG(host));
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m <a href=%u><code>openapi.json</code></a></p>\n",
		N_("The API"),
		N_("Everything these pages do can be done by programs. The whole description:"),
		STR("/api/v1/openapi.json"));
	html_put(&h, "<p>%m</p>\n",
		N_("Calls with a word beside them need a token with that permission; the others "
		   "are "
		   "for everybody. Errors are problem+json."));
	for (int i = 0; i < ROUTE_COUNT; i++)
		if (route_at(i)->kind == ROUTE_API)
			call(r, &h, base, route_at(i));
	return page_end(r, out, &h, e);
}
