/* SPDX-License-Identifier: Apache-2.0 */
/* Look up an operator in the directory: by name of its own, registrar number or network number. */
#include "domain/option.h"
#include "refdata/refdata.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

/* "Example Registrar", "example.com", "AS64500", "iana:146". */
static bool find(struct request *r, struct str name, struct directory_entry *out)
{
	const struct refdata *rd = r->web->set->know->refdata;
	char *low;
	size_t n = 0;

	if (!rd || !name.n || name.n > 253)
		return false;
	low = arena_alloc(r->a, name.n);
	if (!low)
		return false;
	for (size_t i = 0; i < name.n; i++)
		low[n++] = name.p[i] == ' ' ? '-' : ch_tolower(name.p[i]);
	if (refdata_directory(rd, str_make(low, n), out))
		return true;
	if (n > 2 && low[0] == 'a' && low[1] == 's' && ch_digit(low[2]))
		return refdata_directory(
			rd, arena_printf(r->a, "as:%.*s", (int)(n - 2), low + 2), out);
	return ch_digit(low[0]) &&
	       refdata_directory(rd, arena_printf(r->a, "iana:%.*s", (int)n, low), out);
}

static int as_json(const struct directory_entry *x, bool found, struct reply *out, struct err *e)
{
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kbool(&w, "found", found);
	if (found) {
		jw_kstr(&w, "id", x->id);
		jw_kstr(&w, "name", x->name);
		jw_kstr(&w, "country", x->country);
		jw_kstr(&w, "roles", x->roles);
		jw_kstr(&w, "abuse_email", x->abuse_email);
		jw_kstr(&w, "abuse_form", x->abuse_form);
		jw_kstr(&w, "abuse_phone", x->abuse_phone);
	}
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void pair(struct html *h, const char *what, struct str v)
{
	if (v.n)
		html_put(h, "<dt>%m</dt><dd><bdi>%s</bdi></dd>\n", what, v);
}

static void entry(struct html *h, const struct directory_entry *x)
{
	struct str rest = x->roles, part;
	enum role role;

	html_put(h, "<section class=\"proposal\"><h2><bdi>%s</bdi></h2>\n<dl class=\"pairs\">\n",
		x->name);
	if (rest.n)
		html_put(h, "<dt>%m</dt><dd>", N_("Roles"));
	while (rest.n && str_cut(&rest, ' ', &part))
		if (role_parse(part, &role))
			html_put(h, "<span class=\"tag\">%m</span> ", role_words((int)role));
	if (x->roles.n)
		html_put(h, "</dd>\n");
	pair(h, N_("Country"), x->country);
	pair(h, N_("Mail for reports"), x->abuse_email);
	if (x->abuse_form.n)
		html_put(h, "<dt>%m</dt><dd><a href=%u rel=\"noreferrer\"><bdi>%s</bdi></a></dd>\n",
			N_("Form for reports"), x->abuse_form, x->abuse_form);
	pair(h, N_("Phone for reports"), x->abuse_phone);
	if (!x->abuse_email.n && !x->abuse_form.n && !x->abuse_phone.n)
		html_put(h, "<dt>%m</dt><dd>%m</dd>\n", N_("Contact"),
			N_("none is known as published"));
	if (x->checked_at_s != CLOCK_NONE) {
		html_put(h, "<dt>%m</dt><dd>", N_("Checked"));
		page_time(h, x->checked_at_s);
		html_put(h, "</dd>\n");
	}
	pair(h, N_("Number in the directory"), x->id);
	html_put(h, "</dl></section>\n");
}

int web_operators(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = {
		.title = N_("Look up an operator"), .here = "/operators", .narrow = true
	};
	struct directory_entry x = { 0 };
	struct html h;
	struct str name;
	bool found;
	int rc = request_query(r, "name", &name, e);

	if (rc)
		return rc;
	name = str_trim(name);
	found = find(r, name, &x);
	if (r->json)
		return as_json(&x, found, out, e);
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Look up an operator"),
		N_("Who runs networks, names, platforms and servers, and where each takes "
		   "reports."));
	html_put(&h,
		"<form action=%u role=\"search\"><div class=\"field\"><label "
		"for=\"f-name\">%m</label><p class=\"hint\" id=\"h-name\">%m</p></div>"
		"<div class=\"ask\"><input id=\"f-name\" name=\"name\" required maxlength=\"253\" "
		"autocapitalize=\"none\" spellcheck=\"false\" value=\"%s\" "
		"aria-describedby=\"h-name\"><button>%m</button></div></form>\n",
		STR("/operators"), N_("Name, network number or registrar number"),
		N_("For example a name of its own, AS64500, or iana:9999."), name, N_("Look up"));
	if (found)
		entry(&h, &x);
	else if (name.n)
		html_put(&h, "<p class=\"say\">%m <a href=%u>%m</a></p>\n",
			N_("The directory has nobody of that name."), STR("/explain"),
			N_("Explain a name"));
	return page_end(r, out, &h, e);
}
