/* SPDX-License-Identifier: Apache-2.0 */
/* Letters: what waits, what left, what came back; one of them whole, and what a person may do about it. */
#include "flow/acting.h"
#include "flow/desk_json.h"
#include "store/duties.h"
#include "store/parcels.h"
#include "web/batch.h"
#include "web/case_page.h"
#include "web/desk.h"
#include "web/draw.h"
#include "web/inner.h"
#include "web/tongue.h"
#include "web/words.h"

#define LETTERS_SHOWN 50

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

/* ---- the list ---- */

static int query_of(struct request *r, struct outbox_query *q, struct err *e)
{
	struct str about;
	uint64_t id = 0;
	int rc;

	outbox_query_init(q);
	rc = desk_choice(r, "state", LETTER_STATE_COUNT, letter_state_text, &q->state, e);
	rc = rc ? rc : desk_choice(r, "kind", LETTER_KIND_COUNT, letter_kind_text, &q->kind, e);
	rc = rc ? rc : desk_choice(r, "channel", CHANNEL_COUNT, channel_text, &q->channel, e);
	rc = rc ? rc : desk_after(r, 'l', &q->after, e);
	rc = rc ? rc : request_query(r, "case", &about, e);
	if (!rc && about.n && !store_id_parse('c', about, &id))
		rc = err_set(e, BW_EUSAGE, "case is an id such as c-0000001");
	q->case_id = (int64_t)id;
	q->most = LETTERS_SHOWN + 1;
	return rc;
}

static void letter_json(const struct letter *l, bool whole, struct jw *w)
{
	letter_json_open("id", l, w);
	if (whole) {
		jw_kstr(w, "text", l->text);
		jw_key(w, "data");
		if (l->data.n)
			jw_raw(w, l->data);
		else
			jw_null(w);
	}
	jw_end(w);
}

int web_letter_list(struct request *r, struct reply *out, struct err *e)
{
	struct outbox_query q;
	struct letter *l;
	struct jw w;
	size_t n, shown;
	int rc = query_of(r, &q, e);

	if (!rc)
		rc = store_letters(store_of(r), r->a, &q, &l, &n, e);
	if (rc)
		return rc;
	shown = n > LETTERS_SHOWN ? LETTERS_SHOWN : n;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "letters");
	jw_array(&w);
	for (size_t i = 0; i < shown; i++)
		letter_json(&l[i], false, &w);
	jw_end(&w);
	desk_json_next(&w, 'l', shown ? l[shown - 1].id : 0, n > shown);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void draw_letter_state(struct html *h, const struct letter *l)
{
	static const char *const look[LETTER_STATE_COUNT] = {
		[LETTER_IS_HELD] = "tag warn",
		[LETTER_IS_QUEUED] = "tag mark",
		[LETTER_IS_LEASED] = "tag mark",
		[LETTER_IS_SENT] = "tag",
		[LETTER_IS_DELIVERED] = "tag good",
		[LETTER_IS_BOUNCED] = "tag bad",
		[LETTER_IS_FAILED] = "tag bad",
		[LETTER_IS_DROPPED] = "tag",
	};

	html_put(h, "<span class=\"%z\">%m</span>", look[l->state],
		letter_state_text((int)l->state));
	if (l->withdrawn)
		html_put(h, " <span class=\"tag\">%m</span>", N_("withdrawn"));
}

static void row(struct request *r, struct html *h, const struct letter *l)
{
	char message[STORE_ID_TEXT];

	html_put(h, "<tr><th scope=\"row\">");
	desk_id(r, h, "/letters", 'l', l->id);
	if (l->parcel > 0) {
		store_id_text('g', (uint64_t)l->parcel, message);
		html_put(h, "<br><span class=\"soft\">%m %z</span>", N_("in"), message);
	}
	html_put(h, "</th><td>");
	draw_letter_state(h, l);
	html_put(h, "</td><td class=\"wide\">%m<br><bdi class=\"foreign soft\">%s</bdi></td><td>",
		letter_kind_words((int)l->kind), l->subject);
	if (l->role >= 0)
		html_put(h, "%m<br>", role_words(l->role));
	html_put(h, "<bdi class=\"foreign\">%s</bdi></td><td>%m</td><td>", l->contact,
		channel_text((int)l->channel));
	desk_id(r, h, "/cases", 'c', l->case_id);
	html_put(h, "</td><td class=\"num\" data-is=\"%m\">", N_("Made"));
	draw_ago(h, l->made_at_s, r->now_s);
	html_put(h, "</td><td>");
	if (l->state <= LETTER_IS_SENT && !l->withdrawn)
		draw_due(h, l->due_s, r->now_s);
	html_put(h, "</td><td><bdi>%s</bdi></td></tr>\n", l->outcome);
}

/* Letters that left in one message: a row for it, then theirs. */
static void together(struct request *r, struct html *h, const struct letter *l, size_t n)
{
	char id[STORE_ID_TEXT];
	size_t in = 0;

	for (size_t i = 0; i < n; i++)
		in += l[i].parcel == l->parcel;
	store_id_text('g', (uint64_t)l->parcel, id);
	html_put(h,
		"<tr id=\"%z\"><th scope=\"row\">%z</th><td><span class=\"tag mark\">%m</span></td>"
		"<td class=\"wide\">%m: %d</td><td><bdi class=\"foreign\">%s</bdi></td><td>%m</td>"
		"<td></td><td></td><td></td><td></td></tr>\n",
		id, id, N_("one message"), N_("letters in it"), (int64_t)in, l->contact,
		channel_text((int)l->channel));
	for (size_t i = 0; i < n; i++)
		if (l[i].parcel == l->parcel)
			row(r, h, &l[i]);
}

static bool shown_before(const struct letter *l, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (l[k].parcel == l[i].parcel)
			return true;
	return false;
}

static void table(
	struct request *r, struct html *h, const char *name, const struct letter *l, size_t n)
{
	static const char *const columns[] = { N_("Letter"), N_("State"), N_("What for"), N_("To"),
		N_("By"), N_("Case"), N_("Made"), N_("Answer due"), N_("Outcome") };

	desk_table(h, name, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < n; i++)
		if (l[i].parcel <= 0)
			row(r, h, &l[i]);
		else if (!shown_before(l, i))
			together(r, h, &l[i], n - i);
	desk_table_end(h);
}

/* What waits for a person stands before everything else. */
static int held(struct request *r, struct html *h, const struct outbox_query *as, struct err *e)
{
	struct outbox_query q = *as;
	struct letter *l;
	size_t n;
	int rc;

	if (as->state >= 0 || as->after)
		return BW_OK;
	q.state = LETTER_IS_HELD;
	rc = store_letters(store_of(r), r->a, &q, &l, &n, e);
	if (rc || !n)
		return rc;
	html_put(h, "<h2>%m</h2>\n<p>%m <a href=%u>%m</a></p>\n", N_("Held for a person"),
		N_("Nobody has said yet whether these contacts may be written to."),
		STR("/contacts?status=waits"), N_("Look at the contacts"));
	table(r, h, N_("Held for a person"), l, n > LETTERS_SHOWN ? LETTERS_SHOWN : n);
	html_put(h, "<h2>%m</h2>\n", N_("All letters"));
	return BW_OK;
}

int web_letters(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Letters"), .here = "/letters", .wide = true };
	char last[STORE_ID_TEXT];
	struct outbox_query q;
	struct letter *l;
	struct html h;
	size_t n, shown;
	int rc;

	if (r->json)
		return web_letter_list(r, out, e);
	rc = query_of(r, &q, e);
	if (!rc)
		rc = store_letters(store_of(r), r->a, &q, &l, &n, e);
	if (rc)
		return rc;
	shown = n > LETTERS_SHOWN ? LETTERS_SHOWN : n;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<form class=\"filters\" action=%u>", N_("Letters"),
		STR("/letters"));
	desk_filter(&h, &(struct desk_filter){ "state", N_("State"), LETTER_STATE_COUNT, q.state,
				letter_state_text, false });
	desk_filter(&h, &(struct desk_filter){ "kind", N_("Kind"), LETTER_KIND_COUNT, q.kind,
				letter_kind_text, false });
	desk_filter(&h, &(struct desk_filter){ "channel", N_("Channel"), CHANNEL_COUNT, q.channel,
				channel_text, false });
	html_put(&h, "<button>%m</button></form>\n", N_("Show"));
	rc = held(r, &h, &q, e);
	if (!rc && n)
		table(r, &h, N_("Letters"), l, shown);
	else if (!rc)
		html_put(&h, "<p class=\"say\">%m</p>\n", N_("There is no such letter."));
	if (!rc && n > shown)
		page_more(r, &h, str_of(store_id_text('l', (uint64_t)l[shown - 1].id, last)));
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- one of them ---- */

static int load(struct request *r, struct letter *l, struct err *e)
{
	uint64_t id;
	int rc = request_id(r, 0, 'l', &id, e);

	return rc ? rc : store_letter_get(store_of(r), r->a, (int64_t)id, l, e);
}

int web_letter_get(struct request *r, struct reply *out, struct err *e)
{
	struct letter l;
	struct jw w;
	int rc = load(r, &l, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	letter_json(&l, true, &w);
	return reply_json(out, &w, e);
}

static void pair_time(struct html *h, const char *what, int64_t at_s)
{
	if (at_s == CLOCK_NONE)
		return;
	html_put(h, "<dt>%m</dt><dd>", what);
	page_time(h, at_s);
	html_put(h, "</dd>\n");
}

static void facts(struct request *r, struct html *h, const struct letter *l)
{
	html_put(h, "<dl class=\"pairs\"><dt>%m</dt><dd>", N_("State"));
	draw_letter_state(h, l);
	html_put(
		h, " <span class=\"soft\">%s</span></dd>\n<dt>%m</dt><dd>", l->outcome, N_("Case"));
	desk_id(r, h, "/cases", 'c', l->case_id);
	html_put(h, "</dd>\n<dt>%m</dt><dd>", N_("To"));
	if (l->role >= 0)
		html_put(h, "%m, ", role_words(l->role));
	html_put(h, "<bdi class=\"foreign\">%s</bdi> <span class=\"soft\">%s</span></dd>\n",
		l->contact, l->actor);
	html_put(h, "<dt>%m</dt><dd>%m</dd>\n", N_("By"), channel_words((int)l->channel));
	pair_time(h, N_("Made"), l->made_at_s);
	pair_time(h, N_("Not before"), l->state <= LETTER_IS_LEASED ? l->not_before_s : CLOCK_NONE);
	pair_time(h, N_("Sent"), l->sent_at_s);
	pair_time(h, N_("Answer due"), l->due_s);
	html_put(h, "<dt>%m</dt><dd>%d</dd>\n", N_("Tries"), (int64_t)l->tries);
	if (l->turn)
		html_put(h, "<dt>%m</dt><dd>%d</dd>\n", N_("Asked again"), (int64_t)l->turn);
	if (l->reference.n)
		html_put(h, "<dt>%m</dt><dd><bdi class=\"foreign\">%s</bdi></dd>\n",
			N_("The other side's reference"), l->reference);
	if (l->about) {
		html_put(h, "<dt>%m</dt><dd>", N_("About"));
		desk_id(r, h, "/letters", 'l', l->about);
		html_put(h, "</dd>\n");
	}
	html_put(h, "</dl>\n");
}

/* The others that left with it. */
static int beside(struct request *r, struct html *h, const struct letter *l, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct letter *all;
	size_t n;
	int rc;

	if (l->parcel <= 0)
		return BW_OK;
	rc = store_parcel_letters(store_of(r), r->a, l->parcel, &all, &n, e);
	if (rc)
		return rc;
	html_put(h, "<h2>%m %z</h2>\n<ul>\n", N_("Sent together with others, in"),
		store_id_text('g', (uint64_t)l->parcel, id));
	for (size_t i = 0; i < n; i++) {
		html_put(h, "<li>");
		desk_id(r, h, "/letters", 'l', all[i].id);
		html_put(h, " ");
		desk_id(r, h, "/cases", 'c', all[i].case_id);
		html_put(h, " ");
		draw_letter_state(h, &all[i]);
		html_put(h, "</li>\n");
	}
	html_put(h, "</ul>\n");
	return BW_OK;
}

static bool ticks(const struct letter *l)
{
	return l->channel == CHANNEL_MANUAL && l->state <= LETTER_IS_SENT && !l->withdrawn;
}

static void actions(struct request *r, struct html *h, const struct letter *l)
{
	if (!who_may(&r->who, PERMISSION_NOTICE_SEND) || l->withdrawn || l->state > LETTER_IS_SENT)
		return;
	html_put(h, "<section class=\"proposal\" aria-labelledby=\"now\"><h2 id=\"now\">%m</h2>\n",
		ticks(l) ? N_("Somebody does this by hand") : N_("While it is open"));
	page_form(r, h, desk_path(r, "/letters", 'l', l->id));
	html_put(h, "<div class=\"row\">");
	desk_field(h, &(struct desk_field){ "why",
			      ticks(l) ? N_("How it was done, or why not") : N_("Why"), l->id,
			      { 0 }, true });
	if (ticks(l))
		html_put(h,
			"<button class=\"main\" name=\"do\" value=\"done\">%m</button>"
			"<button name=\"do\" value=\"failed\">%m</button>",
			N_("It is done"), N_("It could not be done"));
	html_put(h,
		"<button class=\"grave\" name=\"do\" "
		"value=\"withdraw\">%m</button></div></form></section>\n",
		N_("Withdraw it"));
}

static int answers(struct request *r, struct html *h, const struct letter *l, struct err *e)
{
	struct store_answer *x;
	size_t n, of = 0;
	int rc = store_answers_of(store_of(r), r->a, l->case_id, &x, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		of += x[i].answer.letter_id == l->id;
	if (rc || !of)
		return rc;
	html_put(h, "<h2>%m</h2>\n<ol class=\"time\">\n", N_("What came back"));
	for (size_t i = n; i-- > 0;)
		if (x[i].answer.letter_id == l->id)
			case_answer(r, h, &x[i]);
	html_put(h, "</ol>\n");
	return BW_OK;
}

int web_letter_page(struct request *r, struct reply *out, struct err *e)
{
	struct page_look look = { .title = N_("Letter"), .here = "/letters" };
	char id[STORE_ID_TEXT];
	struct letter l;
	struct html h;
	int rc;

	if (r->json)
		return web_letter_get(r, out, e);
	rc = load(r, &l, e);
	if (rc)
		return rc;
	look.subject = arena_printf(r->a, "%s", store_id_text('l', (uint64_t)l.id, id));
	page_begin(r, out, &look, &h);
	html_put(&h, "<p><a href=%u>%m</a> / %z</p>\n<h1>%m</h1>\n", STR("/letters"), N_("Letters"),
		id, letter_kind_words((int)l.kind));
	facts(r, &h, &l);
	actions(r, &h, &l);
	rc = beside(r, &h, &l, e);
	if (!rc)
		rc = answers(r, &h, &l, e);
	html_put(&h, "<h2><bdi class=\"foreign\">%s</bdi></h2>\n", l.subject);
	page_quote(r, &h, l.text);
	if (l.data.n)
		html_put(&h, "<details><summary>%m</summary><pre>%s</pre></details>\n",
			N_("For programs"), l.data);
	return rc ? rc : page_end(r, out, &h, e);
}

/* ---- done, failed, withdrawn ---- */

static int change(struct request *r, int64_t id, struct err *e)
{
	static const char *const members[] = { "do", "why", NULL };
	const struct desk d = request_desk(r);
	struct str what, why;
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (rc)
		return rc;
	what = given_text(&g, "do");
	why = given_text(&g, "why");
	if (str_is(what, "withdraw"))
		return command_letter_withdraw(&d, r->a, id, why, e);
	if (!str_is(what, "done") && !str_is(what, "failed"))
		return err_set(e, BW_EUSAGE, "do is done, failed or withdraw");
	return command_tick(&d, r->a, id, str_is(what, "done"), why, e);
}

int web_letter_set(struct request *r, struct reply *out, struct err *e)
{
	uint64_t id;
	int rc = request_id(r, 0, 'l', &id, e);

	if (!rc)
		rc = change(r, (int64_t)id, e);
	if (rc)
		return rc;
	return desk_told(r, out, desk_path(r, "/letters", 'l', (int64_t)id), N_("Noted."))
		       ? BW_OK
		       : web_letter_get(r, out, e);
}

int web_letter_do(struct request *r, struct reply *out, struct err *e)
{
	return web_letter_set(r, out, e);
}
