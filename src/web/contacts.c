/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts of actors: whom letters may go to, who said so, when, and what came back from there. */
#include "flow/acting.h"
#include "flow/desk_json.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"

#define CONTACTS_SHOWN 200

static const char *urls_text(int as_table)
{
	return as_table ? N_("table") : N_("text");
}

/* Those of one status and actor, behind ${*after}; at most CONTACTS_SHOWN + 1. */
static int chosen(
	struct request *r, int *status, struct outbox_contact **out, size_t *n, struct err *e)
{
	struct outbox_contact *c = NULL;
	struct str actor;
	int64_t after;
	size_t all;
	int rc = desk_choice(r, "status", CONTACT_STATUS_COUNT, contact_status_text, status, e);

	*n = 0;
	rc = rc ? rc : desk_after(r, 'k', &after, e);
	rc = rc ? rc : request_query(r, "actor", &actor, e);
	if (!rc && !actor.n)
		actor = (struct str){ NULL, 0 };
	rc = rc ? rc
		: store_contacts(
			  r->web->set->store, r->a, actor, *status == CONTACT_WAITS, &c, &all, e);
	for (size_t i = 0; !rc && i < all && *n <= CONTACTS_SHOWN; i++)
		if (c[i].id > after && (*status < 0 || (int)contact_status_of(&c[i]) == *status))
			c[(*n)++] = c[i];
	*out = c;
	return rc;
}

int web_contact_list(struct request *r, struct reply *out, struct err *e)
{
	struct outbox_contact *c;
	struct jw w;
	size_t n, shown;
	int status, rc = chosen(r, &status, &c, &n, e);

	if (rc)
		return rc;
	shown = n > CONTACTS_SHOWN ? CONTACTS_SHOWN : n;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "contacts");
	jw_array(&w);
	for (size_t i = 0; i < shown; i++)
		contact_json("id", &c[i], &w);
	jw_end(&w);
	desk_json_next(&w, 'k', shown ? c[shown - 1].id : 0, n > shown);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- the page ---- */

static void status_cell(struct request *r, struct html *h, const struct outbox_contact *c)
{
	static const char *const look[CONTACT_STATUS_COUNT] = { "tag warn", "tag good", "tag",
		"tag bad" };
	enum contact_status s = contact_status_of(c);

	html_put(h, "<span class=\"%z\">%m</span>", look[s], contact_status_text((int)s));
	if (c->own)
		html_put(h, " <span class=\"tag mark\">%m</span>", N_("ours"));
	if (s == CONTACT_APPROVED && c->approved_by) {
		html_put(h, "<br><span class=\"soft\">");
		desk_name(r, h, c->approved_by);
		html_put(h, "</span>");
	}
}

/* What came back: bounces, auto-replies, in the words of the mail system. */
static void back_cell(struct html *h, const struct outbox_contact *c)
{
	if (c->bounces)
		html_put(h, "%m: %d<br>", N_("bounces in a row"), (int64_t)c->bounces);
	if (c->automatic_at_s != CLOCK_NONE) {
		html_put(h, "%m ", N_("auto-reply"));
		page_time(h, c->automatic_at_s);
	}
	html_put(h, "<bdi class=\"foreign soft\">%s</bdi>", c->note);
}

/* "none", "hourly", "20" */
static struct str grouping_of(struct request *r, const struct outbox_contact *c)
{
	return c->grouping == GROUPING_COUNT ? arena_printf(r->a, "%u", c->group_count)
					     : str_of(grouping_text((int)c->grouping));
}

static void grouping_form(struct request *r, struct html *h, const struct outbox_contact *c)
{
	html_put(h, "<details><summary>%m</summary>", N_("Several in one message"));
	page_form(r, h, desk_path(r, "/contacts", 'k', c->id));
	html_put(h, "<div class=\"row\">");
	desk_field(h,
		&(struct desk_field){ "grouping", N_("none, hourly, daily, or how many together"),
			c->id, grouping_of(r, c), true });
	desk_filter(h, &(struct desk_filter){ "urls", N_("Addresses stand in the"), 2, c->as_table,
			       urls_text, true });
	html_put(h, "<button name=\"do\" value=\"group\">%m</button></div></form></details>\n",
		N_("Keep"));
}

static void forms(struct request *r, struct html *h, const struct outbox_contact *c)
{
	page_form(r, h, desk_path(r, "/contacts", 'k', c->id));
	if (contact_status_of(c) != CONTACT_APPROVED)
		html_put(h, "<button class=\"main\" name=\"do\" value=\"approve\">%m</button> ",
			N_("Approve"));
	if (contact_status_of(c) != CONTACT_REFUSED)
		html_put(h, "<button class=\"grave\" name=\"do\" value=\"refuse\">%m</button>",
			N_("Refuse"));
	html_put(h, "</form>\n<details><summary>%m</summary>", N_("Language and hours"));
	page_form(r, h, desk_path(r, "/contacts", 'k', c->id));
	html_put(h, "<div class=\"row\">");
	desk_field(h, &(struct desk_field){ "language", N_("Language"), c->id, c->lang, false });
	desk_field(h, &(struct desk_field){ "hours", N_("Hours, such as mon-fri 08:00-18:00"),
			      c->id, c->hours, false });
	html_put(h, "<button name=\"do\" value=\"set\">%m</button></div></form></details>\n",
		N_("Keep"));
	if (c->channel == CHANNEL_MAIL)
		grouping_form(r, h, c);
}

static void row(struct request *r, struct html *h, const struct outbox_contact *c, bool may)
{
	html_put(h,
		"<tr><th scope=\"row\" class=\"wide\"><bdi class=\"foreign\">%s</bdi></th><td>%m"
		"</td><td class=\"wide\"><bdi>%s</bdi></td><td>",
		c->value, channel_text((int)c->channel), c->actor);
	status_cell(r, h, c);
	html_put(h, "</td><td>%s %s", c->lang, c->hours);
	if (c->grouping != GROUPING_NONE)
		html_put(
			h, " <span class=\"tag\">%m: %s</span>", N_("together"), grouping_of(r, c));
	html_put(h, "</td><td>");
	back_cell(h, c);
	html_put(h, "</td><td class=\"num\" data-is=\"%m\">", N_("Last letter"));
	draw_ago(h, c->sent_at_s, r->now_s);
	html_put(h, "</td><td class=\"wide\">");
	if (may)
		forms(r, h, c);
	html_put(h, "</td></tr>\n");
}

int web_contacts(struct request *r, struct reply *out, struct err *e)
{
	static const char *const columns[] = { N_("Contact"), N_("Channel"), N_("Whose"),
		N_("Status"), N_("When"), N_("What came back"), N_("Last letter"), N_("Decide") };
	const struct page_look look = {
		.title = N_("Contacts"), .here = "/contacts", .wide = true
	};
	bool may = who_may(&r->who, PERMISSION_ACTOR_MANAGE);
	struct outbox_contact *c;
	char last[STORE_ID_TEXT];
	struct html h;
	size_t n, shown;
	int status, rc;

	if (r->json)
		return web_contact_list(r, out, e);
	rc = chosen(r, &status, &c, &n, e);
	if (rc)
		return rc;
	shown = n > CONTACTS_SHOWN ? CONTACTS_SHOWN : n;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n<form class=\"filters\" action=%u>", N_("Contacts"),
		N_("A contact that nobody has approved is not written to; letters for it wait."),
		STR("/contacts"));
	desk_filter(&h, &(struct desk_filter){ "status", N_("Status"), CONTACT_STATUS_COUNT, status,
				contact_status_text, false });
	html_put(&h, "<button>%m</button></form>\n", N_("Show"));
	if (!n) {
		html_put(&h, "<p class=\"say\">%m</p>\n", N_("There is no such contact."));
		return page_end(r, out, &h, e);
	}
	desk_table(&h, N_("Contacts"), columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < shown; i++)
		row(r, &h, &c[i], may);
	desk_table_end(&h);
	if (n > shown)
		page_more(r, &h, str_of(store_id_text('k', (uint64_t)c[shown - 1].id, last)));
	return page_end(r, out, &h, e);
}

/* ---- changes ---- */

static int group(
	const struct desk *d, struct request *r, int64_t id, const struct given *g, struct err *e)
{
	struct str urls = given_text(g, "urls");

	if (urls.n && !str_is(urls, "text") && !str_is(urls, "table"))
		return err_set(e, BW_EUSAGE, "urls is text or table");
	return command_contact_group(
		d, r->a, id, given_text(g, "grouping"), str_is(urls, "table"), e);
}

int web_contact_set(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "language", "hours", "grouping", "urls",
		NULL };
	const struct desk d = request_desk(r);
	struct outbox_contact c;
	struct given g;
	struct str what;
	struct jw w;
	uint64_t id;
	int rc = request_id(r, 0, 'k', &id, e);

	if (!rc)
		rc = given_open(r, members, &g, e);
	if (rc)
		return rc;
	what = given_text(&g, "do");
	if (str_is(what, "approve") || str_is(what, "refuse"))
		rc = command_contact_approve(&d, r->a, (int64_t)id, str_is(what, "approve"), e);
	else if (str_is(what, "set"))
		rc = command_contact_set(&d, r->a, (int64_t)id, given_text(&g, "language"),
			given_text(&g, "hours"), e);
	else if (str_is(what, "group"))
		rc = group(&d, r, (int64_t)id, &g, e);
	else
		rc = err_set(e, BW_EUSAGE, "do is approve, refuse, set or group");
	if (rc || desk_told(r, out, STR("/contacts"), N_("Noted.")))
		return rc;
	rc = store_contact_get(r->web->set->store, r->a, (int64_t)id, &c, e);
	jw_init(&w, &out->body);
	if (!rc)
		contact_json("id", &c, &w);
	return rc ? rc : reply_json(out, &w, e);
}

int web_contact_do(struct request *r, struct reply *out, struct err *e)
{
	return web_contact_set(r, out, e);
}
