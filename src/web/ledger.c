/* SPDX-License-Identifier: Apache-2.0 */
/* The public log for people: what it is, its entries, a permanent page for each with its proof, and a form that checks
 * a proof whoever made it. */
#include <stdio.h>

#include "base/limit.h"
#include "flow/publish.h"
#include "format/bundle.h"
#include "sys/durable.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/tongue.h"

#define SHOWN    25 /* entries on a page */
#define SEARCHED 2048 /* entries looked through for those of one type */
#define CHUNK    256

struct visit {
	struct request *r;
	struct publisher *p;
	struct publish_status st;
	struct str key;
	uint64_t size;
};

static int visit_open(struct visit *v, struct request *r, struct err *e)
{
	const struct publish_settings set = { .store = r->web->set->store,
		.rng = &r->web->set->rng };
	struct str path = arena_printf(r->a, "%s/log/key", store_dir(set.store));
	struct err none;
	struct buf b;
	int rc;

	*v = (struct visit){ .r = r };
	buf_init(&b, 4096);
	if (path.p && durable_read_file(path.p, &b, &none) == BW_OK)
		v->key = arena_dup(r->a, str_trim(buf_str(&b)));
	buf_done(&b);
	rc = publish_open(&set, &v->p, e);
	if (!rc)
		rc = publish_status(v->p, r->a, &v->st, e);
	v->size = !rc && v->st.any ? v->st.head.size : 0;
	return rc;
}

static struct str entry_path(struct visit *v, uint64_t index)
{
	return arena_printf(v->r->a, "/ledger/%llu", (unsigned long long)index);
}

/* ---- the list ---- */

struct found {
	uint64_t index;
	struct str text;
	const char *type;
};

struct list {
	struct found v[SHOWN];
	size_t n;
	int type; /* -1: any */
	uint64_t before, next; /* next: 0 where nothing is older */
};

static int list_chunk(struct visit *v, struct list *l, uint64_t from, uint64_t to, struct err *e)
{
	struct record_entry *x[CHUNK];
	struct recorder rec;
	size_t have = 0, n;
	int rc = record_init(&rec, v->r->web->set->store, e);

	while (!rc && from + have < to) {
		struct record_entry *some;

		rc = record_entries(
			&rec, v->r->a, from + have, (size_t)(to - from) - have, &some, &n, e);
		if (!rc && n == 0)
			break;
		for (size_t i = 0; !rc && i < n && have < CHUNK; i++)
			x[have++] = &some[i];
	}
	record_done(&rec);
	l->next = from;
	for (size_t i = have; !rc && i-- > 0;) {
		if (l->n == SHOWN)
			break;
		l->next = from + i;
		if (l->type < 0 || (int)x[i]->type == l->type)
			l->v[l->n++] = (struct found){ from + i, x[i]->text,
				record_type_text((int)x[i]->type) };
	}
	return rc;
}

/* Newest first; of one type among the ${SEARCHED} before. */
static int list_read(struct visit *v, struct list *l, struct err *e)
{
	uint64_t to = l->before, stop = to > SEARCHED ? to - SEARCHED : 0;
	int rc = BW_OK;

	l->next = to;
	while (!rc && to > stop && l->n < SHOWN) {
		uint64_t from = to > CHUNK ? to - CHUNK : 0;

		rc = list_chunk(v, l, from, to, e);
		to = from;
	}
	return rc;
}

static int list_query(struct visit *v, struct list *l, struct err *e)
{
	struct str type, before;
	char q[QUOTE_ROOM(40)];
	int rc = request_query(v->r, "type", &type, e);

	*l = (struct list){ .type = -1, .before = v->size };
	if (!rc)
		rc = request_query(v->r, "before", &before, e);
	if (rc)
		return rc;
	if (before.n && (!str_u64(before, &l->before) || l->before > v->size))
		return err_set(e, BW_EUSAGE, "'before' is the number of an entry");
	for (int t = 0; t < ENTRY_TYPE_COUNT; t++)
		if (type.n && str_is(type, record_type_text(t)))
			l->type = t;
	if (type.n && l->type < 0)
		return err_set(
			e, BW_EUSAGE, "there is no type of entry '%s'", str_quote(type, 40, q));
	return BW_OK;
}

/* A report, a case or a number leads to its entry. */
static int go(struct visit *v, struct str what, struct reply *out, struct err *e)
{
	uint64_t index;
	int rc = publish_find(v->p, v->r->a, str_trim(what), STR(""), &index, e);

	if (!rc && index >= v->size)
		rc = err_set(e, BW_ENOTFOUND, "the signed log has no entry %llu",
			(unsigned long long)index);
	if (!rc)
		reply_redirect(out, entry_path(v, index));
	return rc;
}

static int list_json(struct visit *v, const struct list *l, struct reply *out, struct err *e)
{
	char at[CLOCK_TEXT];
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_ki64(&w, "entries", (int64_t)v->size);
	jw_kstr(&w, "signed_at",
		v->st.any ? str_of(clock_format(v->st.head.at_s, at)) : (struct str){ NULL, 0 });
	jw_kstr(&w, "key", v->key);
	jw_kstr(&w, "checkpoint", v->st.any ? v->st.head.published : (struct str){ NULL, 0 });
	jw_key(&w, "list");
	jw_array(&w);
	for (size_t i = 0; i < l->n; i++) {
		jw_object(&w);
		jw_ki64(&w, "index", (int64_t)l->v[i].index);
		jw_key(&w, "entry");
		jw_raw(&w, l->v[i].text);
		jw_end(&w);
	}
	jw_end(&w);
	if (l->next)
		jw_ki64(&w, "before", (int64_t)l->next);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void about(struct visit *v, struct html *h)
{
	html_put(h, "<h1>%m</h1>\n<p>%m</p>\n", N_("A record anyone can check"),
		N_("Every step of every case is a line of this log. A line says what was done and "
		   "when, "
		   "and nothing about persons or addresses. Lines are only ever added: who signed "
		   "it "
		   "cannot change one later without everybody being able to see it."));
	html_put(
		h, "<dl class=\"pairs\"><dt>%m</dt><dd>%d</dd>\n", N_("Entries"), (int64_t)v->size);
	if (v->st.any) {
		html_put(h, "<dt>%m</dt><dd>", N_("Signed"));
		page_time(h, v->st.head.at_s);
		html_put(h, "</dd>\n<dt>%m</dt><dd><a href=%u>%m</a></dd>\n", N_("Checkpoint"),
			STR("/log/checkpoint"), N_("what is signed now"));
	}
	if (v->key.n)
		html_put(h, "<dt>%m</dt><dd class=\"foreign\">%s</dd>\n", N_("Public key"), v->key);
	html_put(h, "</dl>\n<p><a href=%u>%m</a></p>\n", STR("/ledger/verify"),
		N_("Check a proof that somebody gave you"));
}

static void search(struct html *h, const struct list *l)
{
	html_put(h,
		"<form action=%u class=\"filters\" role=\"search\">\n<label>%m<input "
		"type=\"search\" "
		"name=\"q\" maxlength=\"40\"></label>\n"
		"<label>%m<select name=\"type\"><option value=\"\">%m</option>\n",
		STR("/ledger"), N_("Number of an entry, a report or a case"), N_("Kind of entry"),
		N_("any"));
	for (int t = 0; t < ENTRY_TYPE_COUNT; t++) {
		html_put(h, "<option value=\"%z\"", record_type_text(t));
		if (t == l->type)
			html_put(h, " selected");
		html_put(h, ">%z</option>\n", record_type_text(t));
	}
	html_put(h, "</select></label>\n<button>%m</button></form>\n", N_("Find"));
}

/* What a line says besides what the columns say. */
static int rest(struct visit *v, struct html *h, const struct found *x, struct err *e)
{
	struct json *j;
	int64_t at_s;
	int rc = json_parse(v->r->a, x->text, &j, e);

	if (rc)
		return rc;
	html_put(h, "<tr><th scope=\"row\"><a href=%u>%d</a></th><td data-is=\"%m\">",
		entry_path(v, x->index), (int64_t)x->index, N_("When"));
	if (clock_parse(json_text(j, "at"), &at_s))
		page_time(h, at_s);
	html_put(h, "</td><td data-is=\"%m\"><span class=\"tag\">%z</span></td><td data-is=\"%m\">",
		N_("Kind"), x->type, N_("What it says"));
	JSON_EACH (m, j) {
		static const char *const apart[] = { "at", "type", "private", "v", "event" };
		bool shown = m->type == JSON_STRING;

		for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
			shown = shown && !str_is(m->key, apart[i]);
		if (shown)
			html_put(h, "<span class=\"soft\">%s</span> %s &#160;", m->key,
				json_text(j, arena_dup(v->r->a, m->key).p));
	}
	html_put(h, "</td></tr>\n");
	return BW_OK;
}

static int entries(struct visit *v, struct html *h, const struct list *l, struct err *e)
{
	int rc = BW_OK;

	if (l->n == 0) {
		html_put(h, "<p>%m</p>\n", N_("No entry of that kind among these."));
	} else {
		html_put(h,
			"<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
			"aria-label=\"%m\"><table class=\"list\"><caption "
			"class=\"hide\">%m</caption>"
			"<thead><tr><th scope=\"col\">%m</th><th scope=\"col\">%m</th><th "
			"scope=\"col\">%m</th><th scope=\"col\">%m</th></tr></thead>\n<tbody>\n",
			N_("Entries"), N_("Entries"), N_("Number"), N_("When"), N_("Kind"),
			N_("What it says"));
		for (size_t i = 0; !rc && i < l->n; i++)
			rc = rest(v, h, &l->v[i], e);
		html_put(h, "</tbody></table></div>\n");
	}
	if (l->next)
		html_put(h, "<p class=\"pages\"><a href=%u>%m</a></p>\n",
			arena_printf(v->r->a, "/ledger?type=%s&before=%llu",
				l->type < 0 ? "" : record_type_text(l->type),
				(unsigned long long)l->next),
			N_("older entries"));
	return rc;
}

static int list_page(struct visit *v, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Ledger"), .here = "/ledger" };
	struct str q;
	struct list l;
	struct html h;
	int rc = request_query(v->r, "q", &q, e);

	if (!rc && q.n)
		return go(v, q, out, e);
	if (!rc)
		rc = list_query(v, &l, e);
	if (!rc)
		rc = list_read(v, &l, e);
	if (rc)
		return rc;
	if (v->r->json)
		return list_json(v, &l, out, e);
	page_begin(v->r, out, &look, &h);
	about(v, &h);
	html_put(&h, "<p><a type=\"application/atom+xml\" href=%u>%m</a></p>\n<h2>%m</h2>\n",
		STR("/ledger/feed"), N_("Follow it as a feed"), N_("Entries"));
	search(&h, &l);
	rc = entries(v, &h, &l, e);
	return rc ? rc : page_end(v->r, out, &h, e);
}

int web_ledger(struct request *r, struct reply *out, struct err *e)
{
	struct visit v;
	int rc = visit_open(&v, r, e);

	if (!rc)
		rc = list_page(&v, out, e);
	publish_close(v.p);
	return rc;
}

/* ---- the feed (RFC 4287) ---- */

/* Names of entries last as long as the log does: its origin and their number. */
static int feed(struct visit *v, struct reply *out, struct err *e)
{
	struct str origin = str_sub(v->key, 0, str_find_byte(v->key, '+', 0)), when;
	char at[CLOCK_TEXT];
	struct list l;
	struct html h;
	int rc = list_query(v, &l, e);

	if (!rc)
		rc = list_read(v, &l, e);
	if (rc)
		return rc;
	out->type = "application/atom+xml";
	buf_addz(&out->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	html_init(&h, &out->body);
	html_put(&h,
		"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Bailiwick: the public "
		"log</title>\n<id>tag:bailiwick,2026:%s</id><link rel=\"self\" href=%u></link>"
		"<updated>%z</updated><author><name>%s</name></author>\n",
		origin, STR("/ledger/feed"),
		clock_format(v->st.any ? v->st.head.at_s : v->r->now_s, at), origin);
	for (size_t i = 0; !rc && i < l.n; i++) {
		struct json *j;

		rc = json_parse(v->r->a, l.v[i].text, &j, e);
		if (rc)
			break;
		when = json_text(j, "at");
		html_put(&h,
			"<entry><title>%z, entry %d</title><id>tag:bailiwick,2026:%s/%d</id>"
			"<link href=%u></link><updated>%s</updated><content "
			"type=\"text\">%s</content></entry>\n",
			l.v[i].type, (int64_t)l.v[i].index, origin, (int64_t)l.v[i].index,
			entry_path(v, l.v[i].index), when, l.v[i].text);
	}
	html_put(&h, "</feed>\n");
	out->cacheable = true;
	return rc ? rc : html_check(&h, e);
}

int web_ledger_feed(struct request *r, struct reply *out, struct err *e)
{
	struct visit v;
	int rc = visit_open(&v, r, e);

	if (!rc)
		rc = feed(&v, out, e);
	publish_close(v.p);
	return rc;
}

/* ---- one entry ---- */

static int index_of(struct visit *v, uint64_t *index, struct err *e)
{
	if (!str_u64(v->r->params[0], index) || *index >= v->size)
		return err_set(e, BW_ENOTFOUND, "the signed log has no such entry");
	return BW_OK;
}

static void draw_entry(struct visit *v, struct html *h, const struct json *j)
{
	html_put(h, "<dl class=\"pairs\">\n");
	JSON_EACH (m, j) {
		struct str name = arena_dup(v->r->a, m->key);
		int64_t n;

		html_put(h, "<dt>%s</dt>", m->key);
		if (json_i64(m, &n))
			html_put(h, "<dd>%d</dd>\n", n);
		else if (name.p)
			html_put(h, "<dd class=\"foreign\">%s</dd>\n", json_text(j, name.p));
	}
	html_put(h, "</dl>\n");
}

static int entry_page(struct visit *v, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Entry"), .here = "/ledger", .narrow = true };
	struct proof_bundle b;
	struct html h;
	struct json *j;
	struct buf proof;
	struct jw w;
	struct str text;
	uint64_t index;
	int rc = index_of(v, &index, e);

	buf_init(&proof, LIMIT_BUNDLE_BYTES);
	if (!rc)
		rc = publish_prove(v->p, v->r->a, index, STR(""), &proof, e);
	text = rc ? STR("") : arena_dup(v->r->a, buf_str(&proof));
	buf_done(&proof);
	if (!rc)
		rc = bundle_parse(v->r->a, text, &b, e);
	if (!rc)
		rc = json_parse(v->r->a, b.entry, &j, e);
	if (rc)
		return rc;
	if (v->r->json) {
		jw_init(&w, &out->body);
		jw_object(&w);
		jw_ki64(&w, "index", (int64_t)index);
		jw_key(&w, "entry");
		jw_raw(&w, b.entry);
		jw_kstr(&w, "proof", text);
		jw_end(&w);
		return reply_json(out, &w, e);
	}
	page_begin(v->r, out, &look, &h);
	html_put(&h, "<h1>%m %d</h1>\n", N_("Entry"), (int64_t)index);
	draw_entry(v, &h, j);
	html_put(&h,
		"<p><a href=%u>%m</a></p>\n<p class=\"soft\">%m</p>\n<p><a href=%u>%m</a></p>\n",
		arena_printf(v->r->a, "/ledger/%llu/proof", (unsigned long long)index),
		N_("Download its proof"),
		N_("The proof is a text file. It shows that this entry is in the signed log, and "
		   "can be "
		   "checked with any tool that knows C2SP tlog-proof. The line 'private' hides "
		   "details "
		   "that only their holder can open."),
		STR("/ledger/verify"), N_("Check a proof"));
	return page_end(v->r, out, &h, e);
}

int web_ledger_entry(struct request *r, struct reply *out, struct err *e)
{
	struct visit v;
	int rc = visit_open(&v, r, e);

	if (!rc)
		rc = entry_page(&v, out, e);
	publish_close(v.p);
	return rc;
}

int web_ledger_proof(struct request *r, struct reply *out, struct err *e)
{
	char name[80];
	struct visit v;
	uint64_t index;
	int rc = visit_open(&v, r, e);

	if (!rc)
		rc = index_of(&v, &index, e);
	if (!rc)
		rc = publish_prove(v.p, r->a, index, STR(""), &out->body, e);
	if (!rc) {
		snprintf(name, sizeof(name), "attachment; filename=\"entry-%llu.proof.txt\"",
			(unsigned long long)index);
		reply_field(out, "Content-Disposition", str_of(name));
		out->type = "text/plain; charset=utf-8";
	}
	publish_close(v.p);
	return rc;
}

/* ---- does a proof hold? ---- */

struct answer {
	bool asked, holds;
	struct err why;
	struct proof_bundle b;
	struct proof_said said;
	struct str key;
};

static int check(struct visit *v, struct str text, struct answer *x, struct err *e)
{
	struct request *r = v->r;
	struct trust *t = ARENA_NEW(r->a, struct trust);
	struct sha256 *sha;
	int rc = sha256_new(&sha, e);

	if (rc)
		return rc;
	x->asked = true;
	if (!t)
		rc = err_set(&x->why, BW_ENOMEM, "out of memory");
	if (!rc)
		rc = trust_one(sha, str_trim(x->key), t, &x->why);
	if (!rc)
		rc = bundle_parse(r->a, text, &x->b, &x->why);
	if (!rc)
		rc = proof_check(sha, r->a, t, &x->b, &x->said, &x->why);
	sha256_free(sha);
	x->holds = rc == BW_OK;
	return rc == BW_ENOMEM ? err_nomem(e) : BW_OK;
}

static void say_answer(struct visit *v, struct html *h, const struct answer *x)
{
	struct json *j;
	struct err none;

	if (!x->holds) {
		html_put(h, "<div class=\"say bad\" role=\"alert\"><p>%m</p><p>%z</p></div>\n",
			N_("It does not hold."), x->why.text);
		return;
	}
	html_put(h, "<p class=\"say good\" role=\"status\">%m</p>\n",
		N_("It holds: this entry is in the log that this key signed."));
	html_put(h,
		"<dl class=\"pairs\"><dt>%m</dt><dd class=\"foreign\">%s</dd><dt>%m</dt><dd>%d</dd>"
		"<dt>%m</dt><dd>%d</dd></dl>\n<h2>%m</h2>\n",
		N_("Log"), x->said.checkpoint.origin, N_("Entries"),
		(int64_t)x->said.checkpoint.size, N_("Number"), (int64_t)x->b.proof.index,
		N_("What it says"));
	if (json_parse(v->r->a, x->b.entry, &j, &none) == BW_OK)
		draw_entry(v, h, j);
	html_put(h, "<h2>%m</h2>\n<dl class=\"pairs\">\n", N_("Details that were opened"));
	for (size_t i = 0; i < x->b.secrets_n; i++)
		if (x->b.secret[i].open)
			html_put(h, "<dt>%s</dt><dd class=\"foreign\">%s</dd>\n",
				x->b.secret[i].name, x->b.secret[i].value);
		else
			html_put(h, "<dt>%s</dt><dd class=\"soft\">%m</dd>\n", x->b.secret[i].name,
				N_("kept shut"));
	html_put(h, "</dl>\n");
}

static int answer_json(const struct answer *x, struct reply *out, struct err *e)
{
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kbool(&w, "ok", x->holds);
	if (!x->holds) {
		jw_kz(&w, "fault", x->asked ? x->why.text : "no proof was given");
		jw_end(&w);
		return reply_json(out, &w, e);
	}
	jw_kstr(&w, "origin", x->said.checkpoint.origin);
	jw_ki64(&w, "entries", (int64_t)x->said.checkpoint.size);
	jw_ki64(&w, "index", (int64_t)x->b.proof.index);
	jw_key(&w, "entry");
	jw_raw(&w, x->b.entry);
	jw_key(&w, "details");
	jw_object(&w);
	for (size_t i = 0; i < x->b.secrets_n; i++)
		if (x->b.secret[i].open) {
			jw_key_str(&w, x->b.secret[i].name);
			jw_str(&w, x->b.secret[i].value);
		}
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static int verify_page(struct visit *v, struct reply *out, const struct answer *x, struct err *e)
{
	const struct page_look look = {
		.title = N_("Check a proof"), .here = "/ledger", .narrow = true
	};
	struct request *r = v->r;
	struct html h;

	if (r->json)
		return answer_json(x, out, e);
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Check a proof"),
		N_("A proof shows that a step was put on record, when, and what about it. Nothing "
		   "you "
		   "give here is kept."));
	if (x->asked)
		say_answer(v, &h, x);
	html_put(&h, "<form method=\"post\" action=%u enctype=\"multipart/form-data\">\n",
		STR("/ledger/verify"));
	if (r->session.there)
		html_put(&h, "<input type=\"hidden\" name=\"csrf\" value=\"%z\">\n",
			r->session.csrf);
	html_put(&h,
		"<div class=\"field\"><label for=\"f-file\">%m</label><input id=\"f-file\" "
		"name=\"file\" type=\"file\"></div>\n"
		"<div class=\"field\"><label for=\"f-proof\">%m</label><textarea id=\"f-proof\" "
		"name=\"proof\" rows=\"8\" spellcheck=\"false\"></textarea></div>\n",
		N_("The file with the proof"), N_("or its text"));
	page_field(&h, "key", N_("Public key of the log"), "text", x->key,
		N_("Ours is filled in. Compare it with one you got elsewhere."));
	html_put(&h, "<button>%m</button></form>\n", N_("Check"));
	return page_end(r, out, &h, e);
}

int web_ledger_verify(struct request *r, struct reply *out, struct err *e)
{
	struct answer x = { .asked = false };
	struct visit v;
	int rc = visit_open(&v, r, e);

	x.key = v.key;
	if (!rc)
		rc = verify_page(&v, out, &x, e);
	publish_close(v.p);
	return rc;
}

int web_ledger_check(struct request *r, struct reply *out, struct err *e)
{
	const struct form_field *file = form_file(&r->form, "file");
	struct str text = form_text(&r->form, "proof"), key = form_text(&r->form, "key");
	struct answer x = { .asked = false };
	struct buf plain;
	struct visit v;
	int rc = visit_open(&v, r, e);

	x.key = key.n ? key : v.key;
	buf_init(&plain, LIMIT_BUNDLE_BYTES);
	/* A text field comes with the line ends of the web, a file as it is. */
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r')
			buf_addc(&plain, text.p[i]);
	if (!rc)
		rc = check(&v, file && file->value.n ? file->value : buf_str(&plain), &x, e);
	if (!rc)
		rc = verify_page(&v, out, &x, e);
	buf_done(&plain);
	publish_close(v.p);
	return rc;
}
