/* SPDX-License-Identifier: Apache-2.0 */
/* Report something, in two steps without script: where and what, then what exactly this harm needs. */
#include "web/report_form.h"

#include "base/limit.h"
#include "format/base64.h"
#include "store/tracking.h"
#include "web/asking.h"
#include "web/draw.h"
#include "web/page.h"
#include "web/tongue.h"

#define EMAIL_MOST 254 /* RFC 5321 4.5.3.1.3 */
#define REF_BYTES  16

static const int harms[] = { HARM_PHISHING, HARM_FRAUD, HARM_MALWARE, HARM_SPAM, HARM_CSAM,
	HARM_EXPOSED_DATA, HARM_BRAND_INFRINGEMENT, HARM_COPYRIGHT, HARM_REMOTE_COMPROMISE,
	HARM_BOTNET, HARM_LOGIN_ATTACK, HARM_SUSPICIOUS_REGISTRATION };

/* Kinds of evidence that the form can take, how, and the member of a XARF report they go into. */
enum take { TAKE_LINE, TAKE_TEXT, TAKE_FILE };
static const struct asked {
	enum evidence kind;
	enum take take;
	const char *name, *label, *hint;
	const char *member; /* NULL: an item of evidence with a media type */
	const char *media;
} asked[] = {
	{ EVIDENCE_SCREENSHOT, TAKE_FILE, "screenshot", N_("A screenshot that shows the address"),
		N_("A picture of at most 5 MB."), NULL, NULL },
	{ EVIDENCE_MESSAGE, TAKE_TEXT, "message", N_("The message, with all its headers"),
		N_("In most mail programs: show the source, then copy all of it."), NULL,
		"message/rfc822" },
	{ EVIDENCE_PAGE, TAKE_TEXT, "page", N_("The source of the page"), NULL, NULL, "text/html" },
	{ EVIDENCE_TRAFFIC_LOG, TAKE_TEXT, "log", N_("Log lines with times, addresses and ports"),
		NULL, NULL, "text/plain" },
	{ EVIDENCE_HASH, TAKE_LINE, "hash", N_("The SHA-256 of the file"),
		N_("64 digits and letters. Do not send the file itself."), "file_hash", NULL },
	{ EVIDENCE_BRAND, TAKE_LINE, "brand", N_("Who is imitated"), NULL, "target_brand", NULL },
	{ EVIDENCE_RIGHTS, TAKE_LINE, "rights", N_("The right you rely on, and who holds it"),
		N_("For a trademark its number and register."), "rights_holder", NULL },
	{ EVIDENCE_LEGITIMATE, TAKE_LINE, "legitimate", N_("Where the genuine site or work is"),
		NULL, "legitimate_site", NULL },
	{ EVIDENCE_C2_ROLE, TAKE_LINE, "role", N_("What the host does in the botnet"), NULL,
		"bot_type", NULL },
	{ EVIDENCE_REGISTRATION, TAKE_LINE, "registered", N_("When the name was registered"), NULL,
		"registration_date", NULL },
};
#define ASKED_N (sizeof(asked) / sizeof(asked[0]))

struct fault {
	const char *field, *message;
	struct str words; /* instead of a message of ours */
};

/* At most ${n} bytes, cut between characters. */
static struct str cut(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

bool report_form_is(const struct request *r)
{
	return r->route && r->route == route_at(ROUTE_REPORT_SEND);
}

static bool csam(const struct asking *q)
{
	return harm_class_of(q->in.harm) == CLASS_CSAM;
}

static bool wanted(const struct asking *q, const struct asked *x)
{
	evidence_set needs = intake_needs(q->in.harm);

	if (csam(q))
		return false;
	if (harm_class_of(q->in.harm) == CLASS_PHISHING)
		needs |= EVIDENCE_BIT(BRAND);
	return needs >> x->kind & 1;
}

/* ---- who it reaches ---- */

static void hotline(struct html *h)
{
	html_put(h, "<div class=\"say warn\"><p>%m</p><p>%m</p></div>\n",
		N_("Pictures and films of the abuse of children go to the hotline of your country "
		   "and to the police, who alone may handle them. Please tell them first; the "
		   "hotlines of the INHOPE network take reports without your name."),
		N_("Do not send, copy or describe what is shown. We keep the address, where the "
		   "hotline needs it, and nothing of the content."));
}

void report_form_reach(struct html *h, const struct asking *q)
{
	const struct decision *d = &q->x.decision;

	html_put(h,
		"<section class=\"proposal\" aria-labelledby=\"reach\"><h2 id=\"reach\">%m</h2>\n",
		N_("Whom it will reach, and why"));
	if (d->proposal && d->proposal->actor) {
		html_put(h, "<p><b>");
		draw_actor(h, d->proposal->actor);
		html_put(h, "</b> (%m): %m. ", role_words((int)d->proposal->actor->role),
			d->proposal->action->words);
		draw_breaks(h, d->proposal->collateral);
		html_put(h, "</p>\n");
	}
	html_put(h, "<p lang=\"en\" dir=\"ltr\">%s</p>\n", d->why);
	if (d->next)
		html_put(h, "<p class=\"soft\">%m <span lang=\"en\" dir=\"ltr\">%s</span></p>\n",
			N_("If nobody moves:"), d->next->reason);
	html_put(h, "<p class=\"soft\">%m</p></section>\n",
		N_("A person reads it first. Your name and address are not passed on to whoever "
		   "runs the site."));
}

/* ---- the form ---- */

static void fault_of(struct html *h, const struct fault *f, const char *field)
{
	if (!f || strcmp(f->field, field) != 0)
		return;
	html_put(h, "<p class=\"fault\" id=\"x-%z\">", field);
	if (f->words.n)
		html_put(h, "%s</p>", f->words);
	else
		html_put(h, "%m</p>", f->message);
}

static void described(struct html *h, const struct fault *f, const char *field, bool hint)
{
	bool wrong = f && !strcmp(f->field, field);

	if (hint && wrong)
		html_put(h, " aria-describedby=\"h-%z x-%z\" aria-invalid=\"true\"", field, field);
	else if (hint)
		html_put(h, " aria-describedby=\"h-%z\"", field);
	else if (wrong)
		html_put(h, " aria-describedby=\"x-%z\" aria-invalid=\"true\"", field);
}

static void label(
	struct html *h, const struct fault *f, const char *name, const char *text, const char *hint)
{
	html_put(h, "<div class=\"field\"><label for=\"f-%z\">%m</label>", name, text);
	if (hint)
		html_put(h, "<p class=\"hint\" id=\"h-%z\">%m</p>", name, hint);
	fault_of(h, f, name);
}

/* Where and what: asks for the second step. */
static void first_step(struct html *h, const struct asking *q, const struct fault *f)
{
	html_put(h, "<form action=%u>\n", STR("/report"));
	label(h, f, "name", N_("Where you saw it"),
		N_("The whole web address is best: copy it from the address bar. A name or an IP "
		   "address will do."));
	html_put(h,
		"<input id=\"f-name\" name=\"name\" required maxlength=\"2000\" "
		"autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" dir=\"ltr\" "
		"value=\"%s\"",
		q->name);
	described(h, f, "name", true);
	html_put(h, "></div>\n<fieldset><legend>%m</legend>\n", N_("What it is"));
	fault_of(h, f, "harm");
	for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
		html_put(h,
			"<p class=\"choice\"><input type=\"radio\" name=\"harm\" id=\"harm-%d\" "
			"value=\"%z\" required",
			(int64_t)i, harm_text(harms[i]));
		if (q->in.harm == harms[i])
			html_put(h, " checked");
		html_put(h, "><label for=\"harm-%d\">%m</label></p>\n", (int64_t)i,
			harm_class_words((int)harm_class_of(harms[i])));
	}
	html_put(h, "</fieldset>\n<p><button class=\"main\">%m</button></p></form>\n", N_("Go on"));
}

static void one_asked(
	struct request *r, struct html *h, const struct asked *x, const struct fault *f)
{
	struct str v = form_text(&r->form, x->name);

	label(h, f, x->name, x->label, x->hint);
	if (x->take == TAKE_FILE) {
		html_put(h, "<input type=\"file\" id=\"f-%z\" name=\"%z\" accept=\"image/*\"",
			x->name, x->name);
		described(h, f, x->name, x->hint);
		html_put(h, "></div>\n");
	} else if (x->take == TAKE_TEXT) {
		html_put(h, "<textarea id=\"f-%z\" name=\"%z\" dir=\"auto\" spellcheck=\"false\"",
			x->name, x->name);
		described(h, f, x->name, x->hint);
		html_put(h, ">%s</textarea></div>\n", v);
	} else {
		html_put(h,
			"<input id=\"f-%z\" name=\"%z\" maxlength=\"1000\" dir=\"auto\" "
			"value=\"%s\"",
			x->name, x->name, v);
		described(h, f, x->name, x->hint);
		html_put(h, "></div>\n");
	}
}

static void when(struct request *r, struct html *h, const struct fault *f)
{
	char now[CLOCK_TEXT];
	struct str v = form_text(&r->form, "when");

	clock_format(r->now_s, now);
	label(h, f, "when", N_("When you saw it"),
		N_("In universal time (UTC), as near as you know."));
	html_put(h,
		"<input type=\"datetime-local\" id=\"f-when\" name=\"when\" required dir=\"ltr\" "
		"value=\"%s\"",
		v.n ? v : str_make(now, 16));
	described(h, f, "when", true);
	html_put(h, "></div>\n");
}

/* Its number makes the same form sent twice one report. */
static struct str reference(struct request *r)
{
	struct str v = form_text(&r->form, "ref");
	unsigned char b[REF_BYTES];

	if (v.n)
		return v;
	rng_fill(&r->web->set->rng, b, sizeof(b));
	b[6] = (unsigned char)(0x40 | (b[6] & 0x0f)); /* RFC 9562 5.4 */
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	return arena_printf(r->a,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
}

static void second_step(
	struct request *r, struct html *h, const struct asking *q, const struct fault *f)
{
	html_put(h, "<form method=\"post\" action=%u enctype=\"multipart/form-data\">",
		STR("/report"));
	if (r->session.there)
		html_put(h, "<input type=\"hidden\" name=\"csrf\" value=\"%z\">", r->session.csrf);
	html_put(h,
		"<input type=\"hidden\" name=\"name\" value=\"%s\"><input type=\"hidden\" "
		"name=\"harm\" value=\"%z\"><input type=\"hidden\" name=\"ref\" value=\"%s\">\n",
		q->name, harm_text(q->in.harm), reference(r));
	when(r, h, f);
	if (!csam(q)) {
		label(h, f, "note", N_("What you saw, in your words"),
			N_("What was shown, what it asked for, how you came there. No personal "
			   "data "
			   "of others."));
		html_put(
			h, "<textarea id=\"f-note\" name=\"note\" maxlength=\"1000\" dir=\"auto\"");
		described(h, f, "note", true);
		html_put(h, ">%s</textarea></div>\n", form_text(&r->form, "note"));
	}
	for (size_t i = 0; i < ASKED_N; i++)
		if (wanted(q, &asked[i]))
			one_asked(r, h, &asked[i], f);
	label(h, f, "email", N_("Your mail address, if you like"),
		N_("Then you hear by mail what became of it. Without it you get a link to look."));
	html_put(h,
		"<input type=\"email\" id=\"f-email\" name=\"email\" maxlength=\"254\" "
		"autocomplete=\"email\" dir=\"ltr\" value=\"%s\"",
		form_text(&r->form, "email"));
	described(h, f, "email", true);
	html_put(h, "></div>\n<p><button class=\"main\">%m</button></p></form>\n",
		N_("Send the report"));
}

static int show(struct request *r, struct reply *out, struct asking *q, const struct fault *f,
	struct err *e)
{
	const struct page_look look = {
		.title = N_("Report something"), .here = "/report", .narrow = true
	};
	bool second = q->name.n && q->in.harm != HARM_NONE && (!f || strcmp(f->field, "name") != 0);
	struct html h;

	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("Report something"));
	if (f)
		html_put(&h, "<p class=\"say bad\" role=\"alert\">%m</p>\n",
			N_("It was not sent yet: something is missing or wrong below."));
	if (!second) {
		html_put(&h, "<p>%m</p>\n",
			N_("No account is needed. It goes to whoever can stop it with the least "
			   "harm to others, and you can follow what becomes of it."));
		first_step(&h, q, f);
		return page_end(r, out, &h, e);
	}
	html_put(&h, "<p>%m: <b>%m</b>, ", N_("You report"),
		harm_class_words((int)harm_class_of(q->in.harm)));
	page_defanged(&h, q->name);
	html_put(&h, " <a href=%u>%m</a></p>\n", STR("/report"), N_("change"));
	if (csam(q))
		hotline(&h);
	else
		report_form_reach(&h, q);
	second_step(r, &h, q, f);
	return page_end(r, out, &h, e);
}

/* ---- reading it ---- */

static int question(struct request *r, bool sent, struct asking *q, struct err *e)
{
	enum harm h;
	struct str harm;
	int rc = BW_OK;

	if (!sent)
		return asking_read(r, q, e);
	harm = form_text(&r->form, "harm");
	*q = (struct asking){ .name = str_trim(form_text(&r->form, "name")),
		.in = { .harm = HARM_NONE,
			.tier = TIER_ACTIONABLE,
			.names_in_notice = 1,
			.received_at_s = r->now_s,
			.now_s = r->now_s } };
	if (harm_parse(harm, &h))
		q->in.harm = (int)h;
	if (q->name.n > LIMIT_URL_BYTES)
		rc = err_set(e, BW_ELIMIT, "an address of %zu bytes is too long", q->name.n);
	return rc;
}

/* The name is understood, or what is wrong with it. */
static bool understood(struct request *r, struct asking *q, struct fault *f)
{
	struct err why;

	*f = (struct fault){ "name", N_("Say where you saw it."), { NULL, 0 } };
	if (!q->name.n)
		return false;
	if (!asking_answer(r, q, &why))
		return true;
	f->words = arena_dup(r->a, str_of(why.text));
	return false;
}

int web_report_page(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct fault f;
	int rc = question(r, false, &q, e);

	if (rc)
		return rc;
	if (r->json)
		return web_explain(r, out, e);
	if (q.name.n && q.in.harm != HARM_NONE && !understood(r, &q, &f))
		return show(r, out, &q, &f, e);
	return show(r, out, &q, NULL, e);
}

static bool email_ok(struct str s)
{
	size_t at = str_find_byte(s, '@', 0);

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 127 || s.p[i] == '<' || s.p[i] == '>')
			return false;
	return at != SIZE_MAX && at > 0 && at + 1 < s.n && s.n <= EMAIL_MOST;
}

/* The times that browsers send lack seconds and zone; the form says which. */
static bool when_ok(struct request *r, int64_t *out)
{
	struct str v = form_text(&r->form, "when");
	struct str full = v.n == 16   ? arena_printf(r->a, "%.*s:00Z", STR_ARG(v))
			  : v.n == 19 ? arena_printf(r->a, "%.*sZ", STR_ARG(v))
				      : v;

	return clock_parse(full, out) && *out <= r->now_s + 86400;
}

static bool complete(struct request *r, const struct asking *q, int64_t *at_s, struct fault *f)
{
	struct str email = str_trim(form_text(&r->form, "email")),
		   note = form_text(&r->form, "note");
	const struct form_field *file = form_file(&r->form, "screenshot");

	f->words.n = 0;
	if (q->in.harm == HARM_NONE) {
		*f = (struct fault){ "harm", N_("Choose what it is."), { NULL, 0 } };
		return false;
	}
	if (!when_ok(r, at_s)) {
		*f = (struct fault){ "when", N_("Give a day and time that has been."),
			{ NULL, 0 } };
		return false;
	}
	if (email.n && !email_ok(email)) {
		*f = (struct fault){ "email", N_("This is no mail address."), { NULL, 0 } };
		return false;
	}
	if (note.n > 4 * LIMIT_TEXT_FIELD) {
		*f = (struct fault){ "note", N_("This is too long."), { NULL, 0 } };
		return false;
	}
	if (file && (file->value.n > LIMIT_EVIDENCE_BYTES ||
			    (file->value.n && !str_starts_nocase(file->type, STR("image/"))))) {
		*f = (struct fault){ "screenshot", N_("A picture of at most 5 MB."), { NULL, 0 } };
		return false;
	}
	return true;
}

/* ---- as XARF 4 ---- */

static int item(struct jw *w, struct str media, struct str bytes, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, base64_length(bytes.n) + 1);
	base64_add(&b, bytes.p, bytes.n);
	rc = buf_check(&b, "the evidence", e);
	if (!rc) {
		jw_object(w);
		jw_kstr(w, "content_type", media);
		jw_kstr(w, "payload", buf_str(&b));
		jw_end(w);
	}
	buf_done(&b);
	return rc;
}

static int evidence(struct request *r, const struct asking *q, struct jw *w, struct err *e)
{
	int rc = BW_OK;

	jw_key(w, "evidence");
	jw_array(w);
	for (size_t i = 0; !rc && i < ASKED_N; i++) {
		const struct asked *x = &asked[i];
		const struct form_field *file = form_file(&r->form, x->name);
		struct str text = form_text(&r->form, x->name);

		if (!wanted(q, x) || x->member)
			continue;
		if (x->take == TAKE_FILE && file && file->value.n)
			rc = item(w, file->type, file->value, e);
		else if (x->take == TAKE_TEXT && str_trim(text).n)
			rc = item(w, str_of(x->media), cut(text, LIMIT_EVIDENCE_BYTES), e);
	}
	jw_end(w);
	return rc;
}

static void parties(struct request *r, struct jw *w)
{
	static const char *const both[] = { "reporter", "sender" };
	struct str email = str_trim(form_text(&r->form, "email"));

	for (size_t i = 0; email.n && i < 2; i++) {
		jw_key(w, both[i]);
		jw_object(w);
		jw_kz(w, "org", "");
		jw_kstr(w, "contact", email);
		jw_kstr(w, "domain", str_from(email, str_rfind_byte(email, '@') + 1));
		jw_end(w);
	}
}

static int as_xarf(
	struct request *r, const struct asking *q, int64_t at_s, struct buf *b, struct err *e)
{
	struct str type = str_of(harm_text(q->in.harm)),
		   note = str_trim(form_text(&r->form, "note"));
	size_t slash = str_find_byte(type, '/', 0);
	char time[CLOCK_TEXT];
	struct jw w;
	int rc;

	jw_init(&w, b);
	jw_object(&w);
	jw_kz(&w, "xarf_version", "4.2.0");
	jw_kstr(&w, "report_id", cut(reference(r), 64));
	jw_kz(&w, "timestamp", clock_format(at_s, time));
	parties(r, &w);
	jw_kstr(&w, "source_identifier", q->name);
	jw_kstr(&w, "category", str_sub(type, 0, slash));
	jw_kstr(&w, "type", str_from(type, slash + 1));
	if (str_find(q->name, STR("://"), 0) != SIZE_MAX)
		jw_kstr(&w, "url", q->name);
	if (note.n && !csam(q))
		jw_kstr(&w, "description", cut(note, LIMIT_TEXT_FIELD));
	for (size_t i = 0; i < ASKED_N; i++) {
		struct str v = str_trim(form_text(&r->form, asked[i].name));

		if (asked[i].member && wanted(q, &asked[i]) && v.n)
			jw_kstr(&w, asked[i].member, cut(v, LIMIT_TEXT_FIELD));
	}
	rc = evidence(r, q, &w, e);
	jw_end(&w);
	return rc ? rc : jw_check(&w, e);
}

int web_report_send(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct fault f;
	struct buf b;
	int64_t at_s;
	int rc = question(r, true, &q, e);

	if (rc)
		return rc;
	if (!understood(r, &q, &f) || !complete(r, &q, &at_s, &f)) {
		if (r->json)
			return err_set(e, BW_EINVALID, "%s: %s", f.field,
				f.words.n ? f.words.p : f.message);
		out->status = 422;
		return show(r, out, &q, &f, e);
	}
	buf_init(&b, LIMIT_HTTP_UPLOAD);
	rc = as_xarf(r, &q, at_s, &b, e);
	if (!rc) {
		r->filed = arena_dup(r->a, buf_str(&b));
		rc = r->filed.p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

int report_form_reply(struct request *r, const struct filing *k, struct reply *out, struct err *e)
{
	char token[TRACKING_ROOM];

	if (k->rows_n == 0)
		return err_set(e, BW_EINVALID, "%.*s",
			STR_ARG(k->faults_n ? k->faults[0].reason
					    : STR("there is no report in it")));
	if (r->json) {
		receipt_reply(r, k, out);
		return BW_OK;
	}
	page_flash(out, k->rows[0].folded
				? N_("We have this report already. Nothing was filed twice.")
				: N_("Your report is filed and safe. Keep this address."));
	reply_redirect(out, arena_printf(r->a, "/track/%s",
				    tracking_token(r->web->set->store, k->rows[0].ord, token)));
	return BW_OK;
}
