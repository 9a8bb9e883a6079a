/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/mail.h"

#include "answer/form.h"
#include "answer/mapping.h"
#include "answer/parts.h"
#include "answer/quote.h"
#include "answer/words.h"
#include "base/clock.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "format/json.h"
#include "format/mime.h"
#include "format/text.h"

struct reading {
	struct arena *a;
	const struct answer_hints *h;
	struct mime m;
	struct answer_mail *out;
	struct str subject;
	struct str text; /* what its writer wrote; empty */
	bool by_program; /* Auto-Submitted, or what came before it */
	bool auto_reply; /* in reply to a message, by no person */
	struct {
		struct answer_part *v;
		size_t n, cap;
	} parts;
};

const char *answer_mail_sort_text(int sort)
{
	static const char *const words[] = { "other", "reply", "automatic", "bounce", "receipt" };

	return sort >= 0 && sort < ANSWER_MAIL_SORT_COUNT ? words[sort] : "?";
}

static bool inside(const struct mime *m, const struct mime_part *p)
{
	while (p != &m->parts[0]) {
		p = &m->parts[p->parent];
		if (p->kind == MIME_MESSAGE && p != &m->parts[0])
			return true;
	}
	return false;
}

/* ---- which letter ---- */

/* "abuse+TAG@desk.example" for our address "abuse@desk.example". */
static struct str own_tag(const struct answer_hints *h, struct str address)
{
	struct str tag = mail_tag(address), local, domain;
	size_t at = str_rfind_byte(address, '@'), own = str_rfind_byte(h->own, '@');

	if (!tag.n || own == SIZE_MAX)
		return h->own.n ? STR("") : tag;
	local = str_sub(address, 0, str_find_byte(address, '+', 0));
	domain = str_from(address, at + 1);
	return str_eq_nocase(local, str_sub(h->own, 0, own)) &&
			       str_eq_nocase(domain, str_from(h->own, own + 1))
		       ? tag
		       : STR("");
}

static void look_at_tag(struct reading *r, struct str address)
{
	struct str tag = own_tag(r->h, address);

	if (!r->out->has_token && mail_tag_token(tag, r->out->token))
		r->out->has_token = true;
	else if (!r->out->has_key && mail_tag_key(tag, r->out->key))
		r->out->has_key = true;
}

/* Every address in a header's value, wherever it stands. */
static void look_at_addresses(struct reading *r, struct str value)
{
	for (size_t at = 0; (at = str_find_byte(value, '@', at)) != SIZE_MAX; at++) {
		size_t from = at, to = at + 1;

		while (from && !ch_space(value.p[from - 1]) &&
			!strchr("<>(),;:\"'", value.p[from - 1]))
			from--;
		while (to < value.n &&
			(ch_alnum(value.p[to]) || value.p[to] == '.' || value.p[to] == '-'))
			to++;
		look_at_tag(r, str_sub(value, from, to - from));
	}
}

static void look_at_ids(struct reading *r, const struct mime_part *p)
{
	static const char *const names[] = { "In-Reply-To", "References", "Message-ID",
		"X-Original-Message-ID", "X-MS-Exchange-Parent-Message-Id" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !r->out->has_key; i++)
		r->out->has_key = mail_id_find(mime_header_raw(p, names[i]), r->out->key);
}

static void which_letter(struct reading *r)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To", "To",
		"Cc", "Original-Recipient", "X-Failed-Recipients" };
	const struct mime_part *top = &r->m.parts[0];

	for (size_t k = 0; k < top->headers_n; k++)
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (str_eq_nocase(top->headers[k].name, str_of(names[i])))
				look_at_addresses(r, top->headers[k].raw);
	look_at_ids(r, top);
	/* the message that came back, or its headers */
	for (size_t i = 1; i < r->m.n && !r->out->has_key; i++) {
		const struct mime_part *p = &r->m.parts[i];
		struct str body;

		if (p->kind == MIME_MESSAGE)
			look_at_ids(r, p);
		else if (str_is(p->type, "text/rfc822-headers") && !mime_body(r->a, p, &body, NULL))
			r->out->has_key =
				mail_id_find(str_sub(body, 0, LIMIT_ANSWER_SCAN), r->out->key);
	}
}

/* ---- its text ---- */

static bool attached(const struct mime_part *p)
{
	return str_is(p->disposition, "attachment");
}

/* The first text in plain form, else the first in HTML; as UTF-8. */
static int whole_text(struct reading *r, struct str *out, struct err *e)
{
	const struct mime_part *plain = NULL, *html = NULL;
	int rc;

	*out = STR("");
	for (size_t i = 1; i < r->m.n; i++) {
		const struct mime_part *p = &r->m.parts[i];

		if (p->kind != MIME_LEAF || inside(&r->m, p) || attached(p))
			continue;
		if (!plain && str_is(p->type, "text/plain"))
			plain = p;
		else if (!html && str_is(p->type, "text/html"))
			html = p;
	}
	if (!plain && !html)
		return BW_OK;
	rc = mime_text(r->a, plain ? plain : html, out, e);
	if (rc)
		return rc;
	*out = str_sub(*out, 0, 4 * LIMIT_ANSWER_SCAN);
	if (!plain)
		*out = text_of_html(r->a, *out);
	return out->p ? BW_OK : err_nomem(e);
}

/* At most ${most} bytes, cut between characters. */
static struct str clip(struct str s, size_t most)
{
	if (s.n > most) {
		s.n = most;
		while (s.n && (s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	return s;
}

/* ---- who wrote it ---- */

static bool value_is(struct reading *r, const char *name, const char *const *values)
{
	struct str v = str_trim(mime_header_raw(&r->m.parts[0], name));

	for (; *values; values++)
		if (str_starts_nocase(v, str_of(*values)))
			return true;
	return false;
}

static bool header(struct reading *r, const char *name)
{
	return mime_header_raw(&r->m.parts[0], name).n > 0;
}

/* RFC 3834 5, and what was in use before it. */
static void who(struct reading *r)
{
	static const char *const submitted[] = { "auto-", NULL };
	static const char *const replied[] = { "auto-replied", NULL };
	static const char *const precedence[] = { "auto_reply", "auto-reply", NULL };
	static const char *const bulk[] = { "bulk", "junk", "list", NULL };
	struct mime_mailbox from = mime_mailbox(str_trim(mime_header_raw(&r->m.parts[0], "From")));
	struct str id = mime_header(r->a, &r->m.parts[0], "Message-ID");

	r->out->from = arena_dup(r->a, from.address);
	r->out->message_id = arena_dup(r->a, clip(id, LIMIT_ANSWER_WORD));
	r->auto_reply = value_is(r, "Auto-Submitted", replied) ||
			value_is(r, "Precedence", precedence) || header(r, "X-Autoreply") ||
			header(r, "X-Autorespond") || header(r, "X-Autoresponder") ||
			words_automatic(r->subject);
	r->by_program = r->auto_reply || value_is(r, "Auto-Submitted", submitted) ||
			value_is(r, "Precedence", bulk);
}

static bool from_mail_system(const struct reading *r)
{
	struct str local = str_sub(r->out->from, 0, str_find_byte(r->out->from, '@', 0));
	struct str path = str_trim(mime_header_raw(&r->m.parts[0], "Return-Path"));

	return str_eq_nocase(local, STR("mailer-daemon")) ||
	       str_eq_nocase(local, STR("postmaster")) ||
	       str_eq_nocase(local, STR("mail-daemon")) || str_is(path, "<>");
}

/* ---- what it says ---- */

static struct answer *plain_answer(struct reading *r)
{
	struct answer *n = &r->out->answer;
	int64_t at;

	*n = (struct answer){ .kind = ANSWER_UNKNOWN, .channel = CHANNEL_MAIL };
	n->at_s = r->h->received_at_s;
	if (mime_date(mime_header(r->a, &r->m.parts[0], "Date"), &at) &&
		(r->h->received_at_s == CLOCK_NONE || at <= r->h->received_at_s))
		n->at_s = at;
	n->text = clip(r->text, LIMIT_ANSWER_TEXT);
	return n;
}

static int bounce_or_receipt(struct reading *r, bool *done, struct err *e)
{
	const struct mime_part *body = r->m.n > 1 ? &r->m.parts[1] : &r->m.parts[0];
	struct err why = { 0 };
	struct str text;
	int rc = BW_OK;

	*done = true;
	for (size_t i = 1; i < r->m.n; i++) {
		const struct mime_part *p = &r->m.parts[i];

		if (inside(&r->m, p))
			continue;
		if (str_is(p->type, "message/disposition-notification") ||
			str_is(body->report_type, "disposition-notification")) {
			r->out->sort = ANSWER_MAIL_RECEIPT;
			return BW_OK;
		}
		if (!str_starts(p->type, STR("message/")) ||
			!str_ends(p->type, STR("delivery-status")))
			continue;
		rc = mime_body(r->a, p, &text, e);
		if (!rc)
			rc = dsn_parse(r->a, text, &r->out->bounce, &why);
		if (rc == BW_OK)
			r->out->sort = ANSWER_MAIL_BOUNCE;
		if (rc != BW_EINVALID && rc != BW_ELIMIT)
			return rc == BW_OK ? rc : err_set(e, rc, "%s", why.text);
	}
	if (from_mail_system(r) && !r->auto_reply) {
		rc = whole_text(r, &text, e);
		if (!rc)
			rc = dsn_of_text(r->a, text, &r->out->bounce, e);
		if (rc)
			return rc;
		if (r->out->bounce.action) {
			r->out->sort = ANSWER_MAIL_BOUNCE;
			return BW_OK;
		}
	}
	*done = false;
	return BW_OK;
}

static int add_part(
	struct reading *r, const struct str *cases, size_t n, const struct answer *x, struct err *e)
{
	struct answer_part *p = VEC_PUSH(r->a, &r->parts);

	if (!p)
		return err_nomem(e);
	*p = (struct answer_part){ cases, n, *x };
	return BW_OK;
}

/* A form that names its case: of several there may be several. */
static int add_form(struct reading *r, const struct answer_form *f, struct err *e)
{
	struct str *number;

	if (!f->about.n || f->about.n > LIMIT_ANSWER_WORD || r->parts.n >= LIMIT_PARCEL)
		return BW_OK;
	number = ARENA_NEW(r->a, struct str);
	if (!number)
		return err_nomem(e);
	*number = f->about;
	return add_part(r, number, 1, &f->answer, e);
}

/* Our form, or the words of another interface, in a part of its own. */
static int from_json(struct reading *r, bool *found, struct err *e)
{
	*found = false;
	for (size_t i = 1; i < r->m.n; i++) {
		const struct mime_part *p = &r->m.parts[i];
		struct answer_form f;
		struct json *root;
		struct str body;
		int rc;

		if (p->kind != MIME_LEAF || inside(&r->m, p) || !str_ends(p->type, STR("json")))
			continue;
		rc = mime_body(r->a, p, &body, e);
		if (rc)
			return rc;
		body = str_trim(body);
		/* our own letter's reports come back attached: they are no answer */
		if (body.n > LIMIT_ANSWER_BYTES || json_parse(r->a, body, &root, NULL) ||
			json_get(root, "xarf_version"))
			continue;
		rc = answer_form_parse(r->a, body, false, &f, NULL);
		if (rc == BW_ENOMEM)
			return err_nomem(e);
		if (rc)
			continue;
		if (f.answer.at_s == CLOCK_NONE)
			f.answer.at_s = r->out->answer.at_s;
		if (!f.answer.text.n)
			f.answer.text = r->out->answer.text;
		f.answer.channel = CHANNEL_MAIL;
		rc = add_form(r, &f, e);
		if (rc)
			return rc;
		if (*found)
			continue;
		*found = true;
		r->out->answer = f.answer;
		if (!r->out->has_token)
			r->out->has_token = mail_tag_token(f.token, r->out->token);
	}
	return BW_OK;
}

/* The value of a line "Label: value" in the text; empty where there is none. */
static struct str labelled(struct str text, const char *const *labels)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		size_t colon = str_find_byte(line, ':', 0);
		struct str name = str_trim(str_sub(line, 0, colon));

		if (colon == SIZE_MAX || colon > 40)
			continue;
		for (const char *const *l = labels; *l; l++)
			if (str_eq_nocase(name, str_of(*l)))
				return str_trim(str_from(line, colon + 1));
	}
	return STR("");
}

static void from_status_line(struct str text, struct answer *n)
{
	static const char *const status[] = { "status", "report status", "mitigation status",
		NULL };
	static const char *const code[] = { "reasoncode", "reason code", "reason", NULL };
	struct str s = labelled(text, status), c = labelled(text, code);
	int reason;

	for (int system = 0; system < ANSWER_SYSTEM_COUNT && s.n; system++) {
		enum answer_kind kind;

		if (!mapping_from((enum answer_system)system, s, c, &kind, &reason))
			continue;
		n->kind = kind;
		if (reason != REASON_NONE)
			n->reason = str_of(answer_reason_text(reason));
		return;
	}
}

/* "Ticket #12345", "[Case: ABC-123]" in the subject, where it is not a number of ours. */
static struct str reference(struct str subject)
{
	static const char *const words[] = { "ticket", "case", "request", "incident", "vorgang",
		"dossier", "caso", "chamado", "ref" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t at = str_find_nocase(subject, str_of(words[i]), 0), n = 0;
		struct str s;
		bool digit = false;

		if (at == SIZE_MAX)
			continue;
		s = str_from(subject, at + strlen(words[i]));
		while (s.n && strchr(" :#-.[(=", s.p[0]))
			s = str_from(s, 1);
		while (n < s.n && (ch_alnum(s.p[n]) || s.p[n] == '-' || s.p[n] == '_')) {
			digit |= ch_digit(s.p[n]);
			n++;
		}
		if (digit && n >= 3 && n <= 40)
			return str_sub(s, 0, n);
	}
	return STR("");
}

static int from_words(struct reading *r, struct str text, struct answer *n, struct err *e)
{
	struct meaning m;
	int rc;

	if (n->kind == ANSWER_UNKNOWN)
		from_status_line(text, n);
	if (n->kind != ANSWER_UNKNOWN)
		return BW_OK;
	rc = words_meaning(r->a, text, &m, e);
	if (rc)
		return rc;
	n->kind = m.kind;
	n->effect = m.effect;
	if (m.reason != REASON_NONE)
		n->reason = str_of(answer_reason_text(m.reason));
	return BW_OK;
}

/* Where cases are named: each part by its own words. */
static int from_parts(struct reading *r, struct err *e)
{
	struct reply_part *v;
	size_t n;
	int rc;

	if (!reply_case(r->text, 0).n)
		return BW_OK;
	rc = reply_parts(r->a, r->text, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct answer x = r->out->answer;

		rc = from_words(r, v[i].words, &x, e);
		if (!rc)
			rc = add_part(r, v[i].cases, v[i].cases_n, &x, e);
	}
	return rc;
}

/* Nobody answers at once: what a program sends in reply says at most that the message arrived. */
static void automatic(struct reading *r)
{
	struct answer *n = &r->out->answer;
	bool ticket = n->reference.n > 0 && n->kind == ANSWER_ACKNOWLEDGED;

	if (!r->auto_reply || ticket)
		return;
	r->out->sort = ANSWER_MAIL_AUTOMATIC;
	n->kind = ANSWER_AUTOMATIC;
	n->reason = STR("");
	n->effect = EFFECT_NOTHING;
}

static int reply(struct reading *r, struct err *e)
{
	struct str whole;
	bool done = false;
	char quoted[MAIL_TOKEN_CHARS + 1];
	int rc = whole_text(r, &whole, e);

	if (rc)
		return rc;
	r->text = quote_cut(r->a, whole);
	if (!r->text.p)
		return err_nomem(e);
	(void)plain_answer(r);
	r->out->sort = ANSWER_MAIL_REPLY;
	rc = from_json(r, &done, e);
	if (rc || done)
		return rc;
	r->out->answer.reference = arena_dup(r->a, reference(r->subject));
	if (!r->out->has_token)
		r->out->has_token = mail_link_token(whole, r->out->token);
	/* our own words are still in it: what was cut is not what was quoted, and they ask for a lot */
	if (!mail_link_token(r->text, quoted)) {
		rc = from_parts(r, e);
		if (!rc)
			rc = from_words(r, r->text, &r->out->answer, e);
	}
	automatic(r);
	return rc;
}

/* What goes on from here is UTF-8 without NUL and not long, whatever the message was. */
static int tidy(struct arena *a, struct str *s, size_t most, struct err *e)
{
	struct str in = clip(*s, most);
	struct buf b;

	if (utf8_ok(in) && str_find_byte(in, '\0', 0) == SIZE_MAX) {
		*s = in;
		return BW_OK;
	}
	buf_init(&b, 3 * most + 3);
	for (size_t at = 0, k; at < in.n; at += k) {
		uint32_t c;

		k = utf8_decode(str_from(in, at), &c);
		if (k && c)
			buf_add(&b, str_sub(in, at, k));
		else
			buf_addz(&b, "\xef\xbf\xbd");
		k = k ? k : 1;
	}
	*s = clip(arena_dup(a, buf_str(&b)), most);
	buf_done(&b);
	return s->p ? BW_OK : err_nomem(e);
}

static int tidy_answer(struct arena *a, struct answer *n, struct err *e)
{
	const struct {
		struct str *s;
		size_t most;
	} all[] = { { &n->actor, LIMIT_ANSWER_WORD }, { &n->action, LIMIT_ANSWER_WORD },
		{ &n->reason, LIMIT_ANSWER_WORD }, { &n->reference, LIMIT_ANSWER_WORD },
		{ &n->text, LIMIT_ANSWER_TEXT } };
	int rc = BW_OK;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && !rc; i++)
		rc = tidy(a, all[i].s, all[i].most, e);
	return rc;
}

/* Numbers are letters and digits where they were found in a text; a form may say anything. */
static int tidy_part(struct arena *a, struct answer_part *p, struct err *e)
{
	struct str *number = ARENA_ARRAY(a, struct str, p->cases_n + 1);
	int rc = number ? tidy_answer(a, &p->answer, e) : err_nomem(e);

	for (size_t k = 0; !rc && k < p->cases_n; k++) {
		number[k] = p->cases[k];
		rc = tidy(a, &number[k], LIMIT_ANSWER_WORD, e);
	}
	p->cases = number;
	return rc;
}

static int tidy_parts(struct reading *r, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < r->parts.n; i++)
		rc = tidy_part(r->a, &r->parts.v[i], e);
	r->out->parts = r->parts.v;
	r->out->parts_n = r->parts.n;
	return rc;
}

static int tidy_all(struct arena *a, struct answer_mail *m, struct err *e)
{
	const struct {
		struct str *s;
		size_t most;
	} all[] = { { &m->from, LIMIT_ANSWER_WORD }, { &m->message_id, LIMIT_ANSWER_WORD },
		{ &m->bounce.recipient, LIMIT_ANSWER_TEXT },
		{ &m->bounce.status, LIMIT_ANSWER_WORD }, { &m->bounce.words, LIMIT_ANSWER_TEXT } };
	int rc = tidy_answer(a, &m->answer, e);

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && !rc; i++)
		rc = tidy(a, all[i].s, all[i].most, e);
	return rc;
}

int answer_read_mail(struct arena *a, struct str message, const struct answer_hints *h,
	struct answer_mail *out, struct err *e)
{
	struct answer_mail found = { .answer = {
					     .kind = ANSWER_UNKNOWN, .channel = CHANNEL_MAIL } };
	struct reading r = { .a = a, .h = h, .out = &found };
	struct err why = { 0 };
	bool done = false;
	int rc = mime_parse(a, message, &r.m, &why);

	if (rc == BW_EPARSE || rc == BW_ELIMIT) {
		*out = found;
		return BW_OK;
	}
	if (rc)
		return err_set(e, rc, "%s", why.text);
	r.subject = mime_header(a, &r.m.parts[0], "Subject");
	who(&r);
	which_letter(&r);
	rc = bounce_or_receipt(&r, &done, e);
	if (!rc && !done)
		rc = reply(&r, e);
	if (!rc && !found.has_token && !found.has_key)
		found.sort = ANSWER_MAIL_OTHER;
	mime_done(
		&r.m); /* nothing borrows from it but the message's own bytes and what is in the arena */
	if (!rc)
		rc = tidy_all(a, &found, e);
	if (!rc)
		rc = tidy_parts(&r, e);
	if (!rc)
		*out = found;
	return rc;
}
