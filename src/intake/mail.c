/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "intake/mail_part.h"

/* A row of a table; the letter around it says what the row does not.  The name of the table's file is exact, and comes
 * before what a column says of what else was seen there. */
static int complete_row(struct mail *m, struct report *r, struct err *e)
{
	const struct report as_read = *r;
	int rc = BW_OK;

	if (m->table_harm != HARM_NONE) {
		r->harm = m->table_harm;
		rc = reader_guess(&m->rd, r, STR("harm"), str_of(harm_text(r->harm)),
			"the name of the table's file", e);
	} else if (r->harm == HARM_NONE) {
		rc = mail_guess_harm(m, r, m->prose, e);
	}
	if (!rc && r->incident_at_s == CLOCK_NONE)
		rc = mail_when(m, r, STR(""), e);
	if (rc)
		return rc;
	intake_weigh(r);
	if (harm_class_of(r->harm) == CLASS_CSAM)
		*r = as_read; /* a guess is not enough for that path, and this row is past its door */
	return BW_OK;
}

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct mail *m = ctx;
	struct report more = *r;
	int rc = BW_OK;

	m->reports++;
	if (r->format == FORMAT_CSV && (m->table_harm != HARM_NONE || r->harm == HARM_NONE ||
					       r->incident_at_s == CLOCK_NONE))
		rc = complete_row(m, &more, e);
	return rc ? rc : m->to->report(m->to->ctx, &more, raw, line, e);
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct mail *m = ctx;
	struct refusal *held;

	if (m->held.n >= LIMIT_ERRORS_SHOWN)
		return m->to->refused(m->to->ctx, why, e);
	held = VEC_PUSH(m->a, &m->held);
	if (!held)
		return err_nomem(e);
	held->line = why->line;
	held->field = arena_dup(m->a, why->field);
	held->reason = arena_dup(m->a, why->reason);
	return held->reason.p ? BW_OK : err_nomem(e);
}

static int tell_held(struct mail *m, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; i < m->held.n && !rc; i++)
		rc = m->to->refused(m->to->ctx, &m->held.v[i], e);
	m->held.n = 0;
	return rc;
}

struct str mail_domain(struct str address)
{
	size_t at = str_rfind_byte(address, '@');

	return at == SIZE_MAX ? STR("") : str_from(address, at + 1);
}

bool mail_is_inside(const struct mime *m, const struct mime_part *p)
{
	while (p != &m->parts[0]) {
		p = &m->parts[p->parent];
		if (p->kind == MIME_MESSAGE && p != &m->parts[0])
			return true;
	}
	return false;
}

void mail_begin(struct mail *m, struct report *r, enum format format)
{
	report_init(r);
	r->format = format;
	r->reporter = m->reporter;
	r->sender = m->sender;
	r->evidence = m->evidence;
	if (r->reporter.contact.n)
		r->evidence |= EVIDENCE_BIT(CONTACT);
}

/* "2015-09-23 04:04:18 +0200", and RFC 3339 or 5322. */
static bool any_time(struct str s, int64_t *out)
{
	char z[40];
	int64_t at;
	size_t n = 0;

	s = str_trim(s);
	if (loose_time(s, out) || mime_date(s, out))
		return true;
	if (s.n >= 25 && s.n < sizeof(z) && s.p[19] == ' ' && (s.p[20] == '+' || s.p[20] == '-')) {
		memcpy(z, s.p, 19);
		z[19] = s.p[20];
		for (size_t i = 21; i < s.n && n < 4; i++)
			if (ch_digit(s.p[i])) {
				if (n == 2)
					z[20 + n] = ':';
				z[20 + n + (n >= 2)] = s.p[i];
				n++;
			}
		if (n == 4 && clock_parse(str_make(z, 25), &at)) {
			*out = at;
			return true;
		}
	}
	/* "2026-11-21 08:30:00 UTC (approx.)" */
	return s.n > 19 && clock_parse(str_sub(s, 0, 19), out);
}

int mail_when(struct mail *m, struct report *r, struct str text, struct err *e)
{
	char at[CLOCK_TEXT];
	struct str shown;

	if (text.n && any_time(text, &r->incident_at_s)) {
		r->evidence |= EVIDENCE_BIT(TIME);
		return BW_OK;
	}
	if (m->sent_at_s == CLOCK_NONE)
		return BW_OK;
	r->incident_at_s = m->sent_at_s;
	r->evidence |= EVIDENCE_BIT(TIME);
	shown = arena_dup(m->a, str_of(clock_format(m->sent_at_s, at)));
	return reader_guess(&m->rd, r, STR("incident_at"), shown,
		"the message's own date: it says no other", e);
}

struct str mail_handed_in_by(const struct mime_part *p)
{
	struct str raw = mime_header_raw(p, "Received");
	size_t at = 0;

	while ((at = str_find_byte(raw, '[', at)) != SIZE_MAX) {
		size_t end = str_find_byte(raw, ']', at);
		struct str ip = end == SIZE_MAX ? STR("") : str_sub(raw, at + 1, end - at - 1);

		if (str_starts_nocase(ip, STR("IPv6:")))
			ip = str_from(ip, 5);
		if (ip.n >= 3 && ip.n <= 45 && target_like(ip) && !str_starts(ip, STR("127.")))
			return ip;
		at++;
	}
	return STR("");
}

static void add_own(struct mail *m, struct str domain)
{
	domain = str_trim(domain);
	while (domain.n && domain.p[domain.n - 1] == '.')
		domain.n--;
	if (domain.n > 3 && m->own_n < MAIL_OWN)
		m->own[m->own_n++] = domain;
}

static struct str clip(struct mail *m, struct str s)
{
	struct str copy = arena_dup(m->a, str_clip(s, LIMIT_TEXT_FIELD));

	return copy.p ? copy : STR("");
}

/* Who wrote, who sent it on their behalf, when, and whose links are their own. */
static void read_envelope(struct mail *m)
{
	const struct mime_part *top = &m->m.parts[0];
	struct mime_mailbox from = mime_mailbox(mime_header(m->a, top, "From"));
	struct mime_mailbox sender = mime_mailbox(mime_header(m->a, top, "Sender"));
	struct mime_mailbox reply = mime_mailbox(mime_header(m->a, top, "Reply-To"));
	struct mime_mailbox path = mime_mailbox(mime_header(m->a, top, "Return-Path"));
	struct str org = mime_header(m->a, top, "Organization");

	if (!from.address.n)
		from = reply.address.n ? reply : path;
	m->subject = mime_header(m->a, top, "Subject");
	m->message_id = mime_header(m->a, top, "Message-ID");
	m->sent_at_s = CLOCK_NONE;
	if (!mime_date(mime_header(m->a, top, "Date"), &m->sent_at_s))
		m->sent_at_s = m->hints.received_at_s;
	m->reporter = (struct party){ clip(m, from.name.n ? from.name : org), clip(m, from.address),
		clip(m, mail_domain(from.address)) };
	m->sender = m->reporter;
	if (sender.address.n && !str_eq_nocase(sender.address, from.address))
		m->sender = (struct party){ clip(m, sender.name), clip(m, sender.address),
			clip(m, mail_domain(sender.address)) };
	if (!m->reporter.contact.n && !m->reporter.org.n) {
		struct report r;

		report_init(&r);
		reader_hints(&m->rd, &r);
		m->reporter = m->sender = r.reporter;
	}
	if (m->reporter.contact.n)
		m->hints.reporter = m->reporter.contact;
	add_own(m, mail_domain(from.address));
	add_own(m, mail_domain(sender.address));
	add_own(m, mail_domain(reply.address));
	add_own(m, mail_domain(path.address));
}

static bool is_packed(const struct mime_part *p)
{
	static const char *const ends[] = { ".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tgz",
		".zst" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (p->name.n > strlen(ends[i]) &&
			str_eq_nocase(
				str_from(p->name, p->name.n - strlen(ends[i])), str_of(ends[i])))
			return true;
	return str_is(p->type, "application/zip") || str_is(p->type, "application/gzip") ||
	       str_is(p->type, "application/x-7z-compressed");
}

static bool named(const struct mime_part *p, const char *end)
{
	struct str s = str_of(end);

	return p->name.n >= s.n && str_eq_nocase(str_from(p->name, p->name.n - s.n), s);
}

/* Kinds of evidence by what is attached. */
static void read_attachments(struct mail *m)
{
	for (size_t i = 1; i < m->m.n; i++) {
		const struct mime_part *p = &m->m.parts[i];
		bool attached = str_is(p->disposition, "attachment");

		if (mail_is_inside(&m->m, p))
			continue;
		if (str_starts(p->type, STR("image/")) && p->content.n > 1000)
			m->evidence |= EVIDENCE_BIT(SCREENSHOT);
		if (p->kind == MIME_MESSAGE && p->headers_n > 0) {
			if (!m->attached)
				m->attached = p;
			m->evidence |= EVIDENCE_BIT(MESSAGE);
		}
		if (str_is(p->type, "text/rfc822-headers") || named(p, ".eml"))
			m->evidence |= EVIDENCE_BIT(MESSAGE);
		if (attached && (str_is(p->type, "text/html") || named(p, ".html")))
			m->evidence |= EVIDENCE_BIT(PAGE);
		if (named(p, ".log") || (attached && named(p, "logs.txt")))
			m->evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	}
}

/* After the names of attachments were looked at: what is packed in them is no evidence by its name. */
static int open_packed(struct mail *m, struct err *e)
{
	uint64_t left = LIMIT_PACKED_MAIL;
	int rc = BW_OK;

	for (size_t i = 1; i < m->m.n && !rc; i++) {
		const struct mime_part *p = &m->m.parts[i];

		if (p->kind == MIME_LEAF && is_packed(p) && !mail_is_inside(&m->m, p))
			rc = mail_unpack(m, p, &left, e);
	}
	return rc;
}

static bool holds(struct str s, const char *what)
{
	return str_find(str_sub(s, 0, 65536), str_of(what), 0) != SIZE_MAX;
}

/* A JSON part that is a report by its members, or named as one. */
static bool looks_like_xarf(const struct mime_part *p, struct str text)
{
	text = str_trim(text);
	if (text.n == 0 || (text.p[0] != '{' && text.p[0] != '['))
		return false;
	return holds(text, "\"xarf_version\"") || holds(text, "\"ReporterInfo\"") ||
	       (holds(text, "\"Version\"") && holds(text, "\"Report\"")) || named(p, "xarf.json");
}

/* Text leaves of the letter itself, in order: 0 when all were visited. */
typedef int (*visitor)(struct mail *m, const struct mime_part *p, struct str text, struct err *e);

static int try_table(struct mail *m, const struct mime_part *p, struct str text, struct err *e);

static int each_text(struct mail *m, visitor visit, struct err *e)
{
	size_t before = m->reports;

	/* tables may come in several parts; of every other form the first part decides */
	for (size_t i = 1; i < m->m.n && (m->reports == before || visit == try_table); i++) {
		const struct mime_part *p = &m->m.parts[i];
		struct str text;
		int rc;

		if (p->kind != MIME_LEAF || mail_is_inside(&m->m, p) || is_packed(p) ||
			str_starts(p->type, STR("image/")) || str_starts(p->type, STR("video/")) ||
			str_starts(p->type, STR("message/")) || str_is(p->type, "text/html"))
			continue;
		rc = mime_text(m->a, p, &text, e);
		if (!rc)
			rc = visit(m, p, text, e);
		if (rc)
			return rc;
	}
	for (size_t i = 0; i < m->loose.n && (m->reports == before || visit == try_table); i++) {
		int rc = visit(m, &m->loose.v[i].part, m->loose.v[i].text, e);

		if (rc)
			return rc;
	}
	return BW_OK;
}

static int try_json(struct mail *m, const struct mime_part *p, struct str text, struct err *e)
{
	struct err why = { 0 };
	int rc;

	if (!looks_like_xarf(p, text))
		return BW_OK;
	rc = intake_json(m->a, text, &m->hints, &m->sink, &why);
	/* JSON that is none is a fault of this part, not of us */
	if (rc == BW_EPARSE || rc == BW_ELIMIT || rc == BW_EINVALID)
		return reader_refuse(&m->rd, p->name, str_of(why.text), e);
	if (rc && e)
		*e = why;
	return rc;
}

static bool header_yes(struct mail *m, const char *name)
{
	return mime_header_raw(&m->m.parts[0], name).n > 0;
}

static int try_fields(struct mail *m, const struct mime_part *p, struct str text, struct err *e)
{
	bool xarf = header_yes(m, "X-ARF") || header_yes(m, "X-XARF");
	bool dashes = str_starts(str_trim(text), STR("---\n")) ||
		      str_starts(str_trim(text), STR("---\r\n"));
	bool was_one = false;

	if (!dashes && !(xarf && (named(p, "report.txt") || named(p, ".yaml") || named(p, ".yml"))))
		return BW_OK;
	return mail_fields(m, text, &was_one, e);
}

static int try_acns(struct mail *m, const struct mime_part *p, struct str text, struct err *e)
{
	bool was_one = false;

	(void)p;
	return mail_acns(m, text, &was_one, e);
}

static int try_table(struct mail *m, const struct mime_part *p, struct str text, struct err *e)
{
	struct intake_hints h = m->hints;
	struct intake_stream *s = NULL;
	int rc;

	if (!str_is(p->type, "text/csv") && !str_is(p->type, "text/tab-separated-values") &&
		!named(p, ".csv") && !named(p, ".tsv"))
		return BW_OK;
	m->table_harm = h.harm == HARM_NONE ? mail_harm_of_name(p->name) : HARM_NONE;
	if (m->table_harm != HARM_NONE)
		h.harm = m->table_harm; /* which decides what of a row it is about */
	rc = intake_stream_new(INPUT_CSV, &h, &m->sink, &s, e);
	if (!rc)
		rc = intake_stream_feed(s, text, e);
	if (!rc)
		rc = intake_stream_end(s, e);
	intake_stream_free(s);
	m->table_harm = HARM_NONE;
	return rc;
}

static int try_arf(struct mail *m, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 1; i < m->m.n && !rc && m->reports == 0; i++)
		if (str_is(m->m.parts[i].type, "message/feedback-report") &&
			!mail_is_inside(&m->m, &m->m.parts[i]))
			rc = mail_arf(m, &m->m.parts[i], e);
	return rc;
}

static int first_prose(struct mail *m, const struct mime_part *p, struct str text, struct err *e)
{
	(void)e;
	if (!m->prose.n && str_is(p->type, "text/plain"))
		m->prose = str_sub(text, 0, 20000);
	return BW_OK;
}

/* Delivery failures, receipts and holiday replies come to every abuse desk; none complains of anything. */
static const char *not_a_complaint(struct mail *m)
{
	const struct mime_part *top = &m->m.parts[0], *body = m->m.n > 1 ? &m->m.parts[1] : top;
	struct str local = m->reporter.contact, auto_sent = mime_header_raw(top, "Auto-Submitted");
	size_t at = str_find_byte(local, '@', 0);

	if (str_is(body->report_type, "delivery-status"))
		return "is a delivery report of a mail system, no complaint";
	if (str_is(body->report_type, "disposition-notification"))
		return "is a read receipt, no complaint";
	if (str_starts_nocase(str_trim(auto_sent), STR("auto-replied")))
		return "is an automatic reply, no complaint";
	if (at != SIZE_MAX && str_eq_nocase(str_sub(local, 0, at), STR("mailer-daemon")))
		return "comes from a mail system, not from somebody who complains";
	return NULL;
}

/* Forms made for machines, the most exact first; the first that gives a report decides. */
static int read_forms(struct mail *m, struct err *e)
{
	static const visitor order[] = { try_json, NULL, try_fields, try_acns, try_table };
	int rc = each_text(m, first_prose, e);

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]) && !rc; i++) {
		size_t before = m->held.n;

		rc = order[i] ? each_text(m, order[i], e) : try_arf(m, e);
		if (rc || m->reports == 0)
			continue;
		/* what this form refused is told; what others could not read is not */
		if (before) {
			m->held.n -= before;
			memmove(m->held.v, m->held.v + before, m->held.n * sizeof(m->held.v[0]));
		}
		return tell_held(m, e);
	}
	return rc;
}

static int nothing_found(struct mail *m, struct err *e)
{
	if (m->held.n)
		return tell_held(m, e);
	m->held.n = LIMIT_ERRORS_SHOWN; /* straight to the caller */
	return reader_refuse(&m->rd, STR(""),
		m->unopened.n ? m->unopened
			      : STR("names no address, domain or URL as what it complains of"),
		e);
}

/* No form, or a broken one: its prose may still say what it is about. */
static int read_letter(struct mail *m, struct err *e)
{
	struct held kept = m->held;
	const char *why = not_a_complaint(m);
	int rc;

	if (m->decided)
		return BW_OK;
	if (why)
		return kept.n ? BW_OK : reader_refuse(&m->rd, STR(""), str_of(why), e);
	m->held = (struct held){ 0 };
	rc = mail_letter(m, e);
	if (m->reports == 0 && kept.n)
		m->held = kept;
	else if (!rc && m->reports)
		rc = tell_held(m, e);
	return rc;
}

int intake_mail(struct arena *a, struct str in, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e)
{
	struct mail m = { .a = a, .to = sink, .hints = *h, .table_harm = HARM_NONE };
	struct err why = { 0 };
	int rc = mime_parse(a, in, &m.m, &why);

	m.sink = (struct intake_sink){ on_report, on_refused, &m };
	m.rd = (struct reader){ .h = &m.hints, .sink = &m.sink, .a = a };
	if (rc == BW_EPARSE || rc == BW_ELIMIT) {
		struct refusal r = { .reason = str_of(why.text) };

		return sink->refused(sink->ctx, &r, e);
	}
	if (rc) {
		if (e)
			*e = why;
		return rc;
	}
	read_envelope(&m);
	read_attachments(&m);
	rc = open_packed(&m, e);
	if (!rc)
		rc = read_forms(&m, e);
	if (!rc && m.reports == 0)
		rc = read_letter(&m, e);
	if (!rc && m.reports == 0)
		rc = nothing_found(&m, e);
	mime_done(&m.m);
	return rc;
}
