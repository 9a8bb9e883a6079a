/* SPDX-License-Identifier: Apache-2.0 */
/* The people of the desk: accounts, roles, and one's own tokens, each shown once. */
#include "flow/desk_json.h"
#include "flow/notifiers.h"
#include "flow/people.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define DAY_S      86400
#define TOKEN_DAYS 90

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

int web_person_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_person *v;
	struct jw w;
	size_t n;
	int rc = store_people(store_of(r), r->a, &v, &n, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "people");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		person_json(&v[i], &w);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- the page ---- */

static void role_boxes(struct html *h, person_roles roles, int64_t id)
{
	for (int i = 0; i < PERSON_ROLE_COUNT; i++) {
		html_put(h,
			"<div class=\"choice\"><input type=\"checkbox\" name=\"role\" value=\"%z\" "
			"id=\"r-%d-%d\"",
			person_role_text(i), id, (int64_t)i);
		if (roles >> i & 1)
			html_put(h, " checked");
		html_put(h,
			"><label for=\"r-%d-%d\">%m <span class=\"soft\">%m</span></label></div>\n",
			id, (int64_t)i, person_role_text(i), person_role_words(i));
	}
}

static void forms(struct request *r, struct html *h, const struct store_person *p)
{
	bool off = p->disabled_at_s != CLOCK_NONE;

	if (p->id == r->who.person) {
		html_put(h, "<span class=\"soft\">%m</span>", N_("you"));
		return;
	}
	html_put(h, "<details><summary>%m</summary>", N_("Change"));
	page_form(r, h, STR("/people"));
	html_put(h, "<input type=\"hidden\" name=\"person\" value=\"%d\">", p->id);
	role_boxes(h, p->roles, p->id);
	html_put(h,
		"<p><button name=\"do\" value=\"roles\">%m</button> <button class=\"grave\" "
		"name=\"do\" value=\"%z\">%m</button></p></form></details>",
		N_("Give these roles"), off ? "enable" : "disable",
		off ? N_("Let in again") : N_("Shut out"));
}

static void row(struct request *r, struct html *h, const struct store_person *p, bool may)
{
	html_put(h, "<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"wide\">", p->name);
	for (int i = 0; i < PERSON_ROLE_COUNT; i++)
		if (p->roles >> i & 1)
			html_put(h, "<span class=\"tag\">%m</span> ", person_role_text(i));
	html_put(h, "</td><td>");
	if (p->disabled_at_s != CLOCK_NONE)
		html_put(h, "<span class=\"tag bad\">%m</span>", N_("shut out"));
	html_put(h, "</td><td>");
	if (p->password.p || !p->passkeys)
		html_put(h, "%m",
			p->totp.p       ? N_("password and code")
			: p->password.p ? N_("password")
					: N_("link or token only"));
	if (p->password.p && p->passkeys)
		html_put(h, ", ");
	if (p->passkeys)
		html_put(h, "%m", N_("passkey"));
	html_put(h, "</td><td>");
	page_time(h, p->made_at_s);
	html_put(h, "</td><td class=\"wide\">");
	if (may)
		forms(r, h, p);
	html_put(h, "</td></tr>\n");
}

static void add_form(struct request *r, struct html *h)
{
	html_put(h, "<h2>%m</h2>\n", N_("Somebody new"));
	page_form(r, h, STR("/people"));
	desk_field(h, &(struct desk_field){ "name", N_("Name"), 0, { 0 }, true });
	html_put(h, "<fieldset><legend>%m</legend>", N_("Roles"));
	role_boxes(h, 0, 0);
	html_put(h, "</fieldset>");
	desk_field(h, &(struct desk_field){ "notifier",
			      N_("Agreement a notifier files under, by name"), 0, { 0 }, false });
	html_put(h, "<p><button class=\"main\" name=\"do\" value=\"add\">%m</button></p></form>\n",
		N_("Add"));
}

static int page(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Name"), N_("Roles"), N_("State"),
		N_("Signs in with"), N_("Since"), N_("Change") };
	const struct page_look look = { .title = N_("People"), .here = "/people" };
	bool may = who_may(&r->who, PERMISSION_PERSON_MANAGE);
	struct store_person *v;
	struct html h;
	size_t n;
	int rc = store_people(store_of(r), r->a, &v, &n, e);

	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("People"));
	desk_table(&h, N_("People"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < n; i++)
		row(r, &h, &v[i], may);
	desk_table_end(&h);
	if (may)
		add_form(r, &h);
	return page_end(r, out, &h, e);
}

int web_people(struct request *r, struct reply *out, struct err *e)
{
	return r->json ? web_person_list(r, out, e) : page(r, out, e);
}

/* ---- changes ---- */

static int roles_of(const struct given *g, person_roles *out, struct err *e)
{
	const struct json *list = json_get(g->body, "roles");
	enum person_role role;

	*out = 0;
	JSON_EACH (x, list) {
		if (x->type != JSON_STRING || !person_role_parse(x->text, &role))
			return err_set(
				e, BW_EUSAGE, "'roles' is a list of roles; see the vocabulary");
		*out |= (person_roles)1 << role;
	}
	for (size_t i = 0; !g->body && i < g->r->form.n; i++) {
		if (!str_is(g->r->form.v[i].name, "role"))
			continue;
		if (!person_role_parse(g->r->form.v[i].value, &role))
			return err_set(e, BW_EUSAGE, "that is no role");
		*out |= (person_roles)1 << role;
	}
	return BW_OK;
}

static int add(const struct desk *d, const struct given *g, struct err *e)
{
	struct str notifier = given_text(g, "notifier");
	int64_t agreement = 0, id;
	person_roles roles;
	int rc = roles_of(g, &roles, e);

	if (!rc && notifier.n)
		rc = notifiers_find(d->store, notifier, &agreement, e);
	return rc ? rc : people_add(d, given_text(g, "name"), roles, agreement, &id, e);
}

static int change(struct request *r, int64_t id, const struct given *g, struct err *e)
{
	const struct desk d = request_desk(r);
	struct str what = given_text(g, "do");
	person_roles roles;
	int rc;

	if (str_is(what, "disable") || str_is(what, "enable"))
		return people_disable(&d, id, str_is(what, "disable"), e);
	if (!str_is(what, "roles"))
		return err_set(e, BW_EUSAGE, "do is roles, disable or enable");
	rc = roles_of(g, &roles, e);
	return rc ? rc : people_roles(&d, id, roles, e);
}

int web_people_do(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "name", "notifier", "person", NULL };
	const struct desk d = request_desk(r);
	struct given g;
	int64_t id;
	int rc = given_open(r, members, &g, e);

	if (!rc && str_is(given_text(&g, "do"), "add"))
		rc = add(&d, &g, e);
	else if (!rc && !str_i64(given_text(&g, "person"), &id))
		rc = err_set(e, BW_EUSAGE, "the form names nobody");
	else if (!rc)
		rc = change(r, id, &g, e);
	if (!rc)
		(void)desk_told(r, out, STR("/people"), N_("Noted."));
	return rc;
}

int web_person_add(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "name", "roles", "notifier", NULL };
	const struct desk d = request_desk(r);
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (!rc)
		rc = add(&d, &g, e);
	if (!rc)
		out->status = 201;
	return rc ? rc : web_person_list(r, out, e);
}

int web_person_set(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "roles", NULL };
	struct given g;
	uint64_t id;
	int rc = request_id(r, 0, 'p', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (!rc)
		rc = change(r, (int64_t)id, &g, e);
	return rc ? rc : web_person_list(r, out, e);
}

/* ---- one's own tokens ---- */

static void token_json(const struct store_token *t, struct jw *w)
{
	token_json_open(t, w);
	jw_end(w);
}

int web_token_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_token *v;
	struct jw w;
	size_t n;
	int rc = store_tokens(store_of(r), r->a, r->who.person, &v, &n, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "tokens");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		token_json(&v[i], &w);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void token_row(struct request *r, struct html *h, const struct store_token *t)
{
	bool works = t->revoked_at_s == CLOCK_NONE && t->expires_s > r->now_s;

	html_put(h, "<tr><th scope=\"row\">t-%d</th><td class=\"wide\">", t->id);
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (t->scopes >> i & 1)
			html_put(h, "<code>%z</code> ", permission_text(i));
	if (!t->scopes)
		html_put(h, "%m", N_("all you may do"));
	html_put(h, "</td><td>");
	page_time(h, t->expires_s);
	html_put(h, "</td><td>");
	if (works) {
		page_form(r, h, STR("/account/tokens"));
		html_put(h,
			"<input type=\"hidden\" name=\"token\" value=\"%d\"><button "
			"class=\"grave\" name=\"do\" value=\"revoke\">%m</button></form>",
			t->id, N_("Revoke"));
	} else {
		html_put(h, "<span class=\"tag\">%m</span>", N_("no longer valid"));
	}
	html_put(h, "</td></tr>\n");
}

static int tokens_page(struct request *r, struct reply *out, const char *fresh, struct err *e)
{
	static const char *const columns[] = { N_("Token"), N_("May"), N_("Until"), N_("Change") };
	const struct page_look look = { .title = N_("Tokens"), .here = "" };
	struct store_token *v;
	struct html h;
	size_t n;
	int rc = store_tokens(store_of(r), r->a, r->who.person, &v, &n, e);

	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Tokens"),
		N_("A token lets a program of yours do what you may do, or less."));
	if (fresh)
		html_put(&h,
			"<div class=\"say warn\" role=\"alert\"><p>%m</p><pre>%z</pre></div>\n",
			N_("The new token. It is shown this once and kept nowhere."), fresh);
	if (n) {
		desk_table(&h, N_("Tokens"), columns, sizeof(columns) / sizeof(columns[0]));
		for (size_t i = 0; i < n; i++)
			token_row(r, &h, &v[i]);
		desk_table_end(&h);
	}
	page_form(r, &h, STR("/account/tokens"));
	html_put(&h, "<div class=\"row\">");
	desk_field(&h, &(struct desk_field){ "scopes",
			       N_("Permissions, such as case.read; empty: all you have"), 0, { 0 },
			       false });
	html_put(&h, "<button class=\"main\" name=\"do\" value=\"make\">%m</button></div></form>\n",
		N_("Make a token for 90 days"));
	return page_end(r, out, &h, e);
}

int web_tokens(struct request *r, struct reply *out, struct err *e)
{
	return r->json ? web_token_list(r, out, e) : tokens_page(r, out, NULL, e);
}

int web_tokens_do(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "scopes", "token", NULL };
	const struct desk d = request_desk(r);
	char text[PEOPLE_TOKEN_TEXT];
	permission_set scopes;
	struct str bad;
	struct given g;
	int64_t id;
	int rc = given_open(r, members, &g, e);

	if (rc)
		return rc;
	if (str_is(given_text(&g, "do"), "revoke")) {
		if (!str_i64(given_text(&g, "token"), &id))
			return err_set(e, BW_EUSAGE, "the form names no token");
		rc = people_token_revoke(&d, r->who.person, id, e);
		if (!rc)
			(void)desk_told(r, out, STR("/account/tokens"), N_("Revoked."));
		return rc;
	}
	if (!permission_set_parse(given_text(&g, "scopes"), &scopes, &bad))
		return err_set(e, BW_EUSAGE, "that is no permission; see the vocabulary");
	rc = people_token(&d, r->who.person, scopes, r->now_s + TOKEN_DAYS * (int64_t)DAY_S,
		&r->web->set->rng, text, &id, e);
	return rc ? rc : tokens_page(r, out, text, e);
}
