/* SPDX-License-Identifier: Apache-2.0 */
/* Letters: ACNS notices of rights holders, and prose. */
#include "base/limit.h"
#include "base/vec.h"
#include "intake/mail_part.h"

/* Text of the first <tag> at or after ${at}; the notices are flat enough, and nothing is expanded. */
static struct str tag_text(struct str xml, const char *tag, size_t at)
{
	char open[40] = "<", close[40] = "</";
	size_t n = strlen(tag), from, to;

	memcpy(open + 1, tag, n);
	memcpy(close + 2, tag, n);
	while ((at = str_find(xml, str_make(open, n + 1), at)) != SIZE_MAX) {
		char after = at + n + 1 < xml.n ? xml.p[at + n + 1] : 0;

		if (after != '>' && !ch_space(after)) {
			at++;
			continue;
		}
		from = str_find_byte(xml, '>', at);
		to = from == SIZE_MAX ? SIZE_MAX : str_find(xml, str_make(close, n + 2), from);
		if (to == SIZE_MAX)
			return STR("");
		return str_trim(str_sub(xml, from + 1, to - from - 1));
	}
	return STR("");
}

/* ACNS 1.2 and 2.0: <Infringement> with Complainant, Source and Content. */
int mail_acns(struct mail *m, struct str text, bool *was_one, struct err *e)
{
	size_t at = str_find(text, STR("<Infringement"), 0), source;
	struct str xml, url, who, kind;
	struct report r;
	int rc;

	*was_one = at != SIZE_MAX;
	if (!*was_one)
		return BW_OK;
	xml = str_from(text, at);
	source = str_find(xml, STR("<Source"), 0);
	if (source == SIZE_MAX)
		return BW_OK;
	mail_begin(m, &r, FORMAT_MAIL);
	kind = tag_text(xml, "Type", source);
	url = tag_text(xml, "URL", source);
	who = tag_text(xml, "Email", 0);
	r.harm = kind.n && !str_eq_nocase(kind, STR("http")) && !str_eq_nocase(kind, STR("web")) &&
				 !str_eq_nocase(kind, STR("https"))
			 ? HARM_P2P
			 : HARM_COPYRIGHT;
	r.ref = str_clip(tag_text(xml, "ID", 0), LIMIT_TEXT_FIELD);
	if (contact_ok(who)) {
		r.reporter.contact = who;
		r.reporter.domain = mail_domain(who);
	}
	if (tag_text(xml, "Entity", 0).n) {
		r.reporter.org = str_clip(tag_text(xml, "Entity", 0), LIMIT_TEXT_FIELD);
		r.evidence |= EVIDENCE_BIT(RIGHTS);
	}
	r.note = str_clip(tag_text(xml, "Title", source), LIMIT_TEXT_FIELD);
	if (tag_text(xml, "Port", source).n)
		r.evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	if (tag_text(xml, "Hash", source).n || str_find(xml, STR("Type=\"SHA1\""), 0) != SIZE_MAX)
		r.evidence |= EVIDENCE_BIT(HASH);
	rc = mail_when(m, &r, tag_text(xml, "TimeStamp", source), e);
	if (!rc && r.harm == HARM_COPYRIGHT && target_like(url)) {
		r.evidence |= EVIDENCE_BIT(URL);
		rc = reader_target(&m->rd, &r, url, e);
	} else if (!rc) {
		rc = reader_target(&m->rd, &r, tag_text(xml, "IP_Address", source), e);
		if (!rc && r.targets_n == 0)
			rc = reader_target(&m->rd, &r, tag_text(xml, "DNS_Name", source), e);
	}
	return rc || r.targets_n == 0 ? rc : reader_emit(&m->rd, &r, STR(""), e);
}

/* All that was found in the letter's text. */
struct letter {
	struct str prose; /* of the first text part */
	struct text_found found;
	struct {
		struct text_hit *v;
		size_t n, cap;
	} hits;
	struct str brand, genuine, date;
	bool has_log, has_hash, has_headers, has_words;
	bool rights, sandbox, c2;
};

static bool says(struct str s, const char *what)
{
	return str_find_nocase(s, str_of(what), 0) != SIZE_MAX;
}

static int add_text(struct mail *m, struct letter *l, struct str text, int at_most, struct err *e)
{
	struct text_found f;
	int rc = text_scan(m->a, text, m->own, m->own_n, &f, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < f.n; i++) {
		struct text_hit *h = VEC_PUSH(m->a, &l->hits);

		if (!h)
			return err_nomem(e);
		*h = f.hits[i];
		if (h->score > at_most && !h->defanged)
			h->score = at_most;
	}
	if (!l->brand.n)
		l->brand = f.brand;
	if (!l->genuine.n)
		l->genuine = f.genuine;
	if (!l->date.n)
		l->date = f.date;
	l->has_log |= f.has_log;
	l->has_hash |= f.has_hash;
	l->has_headers |= f.has_headers;
	l->has_words |= f.has_words;
	l->rights |= says(text, "good faith") || says(text, "perjury") ||
		     says(text, "rightsholder") || says(text, "rights holder") ||
		     says(text, "copyright owner") || says(text, "trademark registration");
	l->sandbox |= says(text, "any.run") || says(text, "tria.ge") ||
		      says(text, "hybrid-analysis.com") || says(text, "joesandbox") ||
		      says(text, "virustotal.com/gui/file");
	l->c2 |= says(text, "command and control") || says(text, "c2 server") || says(text, "c&c");
	return BW_OK;
}

/* The subject is part of the complaint: an address in it is meant. A name in brackets is a tag. */
static int add_subject(struct mail *m, struct letter *l, struct err *e)
{
	struct text_found f;
	int rc = text_scan(m->a, m->subject, m->own, m->own_n, &f, e);

	for (size_t i = 0; i < f.n && !rc; i++) {
		struct text_hit *h;

		if (f.hits[i].score < 0 || f.hits[i].kind == TEXT_EMAIL)
			continue;
		h = VEC_PUSH(m->a, &l->hits);
		if (!h)
			return err_nomem(e);
		*h = f.hits[i];
		if (!h->defanged)
			h->score = h->kind == TEXT_HOST ? 35 : 60;
	}
	return rc;
}

static bool positive(const struct letter *l)
{
	for (size_t i = 0; i < l->hits.n; i++)
		if (l->hits.v[i].score >= 40)
			return true;
	return false;
}

/* First what the writer wrote, then what is attached as text, then HTML. */
static int read_texts(struct mail *m, struct letter *l, struct err *e)
{
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 1; i < m->m.n; i++) {
			const struct mime_part *p = &m->m.parts[i];
			bool html = str_is(p->type, "text/html");
			bool attached = str_is(p->disposition, "attachment");
			struct str text;
			int rc;

			if (p->kind != MIME_LEAF || mail_is_inside(&m->m, p) ||
				!str_starts(p->type, STR("text/")) ||
				(html              ? 2
					: attached ? 1
						   : 0) != pass)
				continue;
			rc = mime_text(m->a, p, &text, e);
			if (!rc && html) {
				text = text_of_html(m->a, text);
				if (!text.p)
					return err_nomem(e);
			}
			if (!rc)
				rc = add_text(m, l, text, 200, e);
			if (rc)
				return rc;
			if (!str_trim(l->prose).n)
				l->prose = text;
		}
		if (positive(l))
			break;
	}
	/* a multipart whose parts cannot be told apart (a wrong boundary) is read as it stands */
	if (!l->prose.p && m->m.n == 2 && m->m.parts[1].kind == MIME_MULTIPART)
		return add_text(m, l, mime_utf8(m->a, m->m.body, STR("utf-8")), 200, e);
	return BW_OK;
}

/* "This attack targets Apple." */
static struct str brand_in_prose(struct str s)
{
	static const char *const cues[] = { "attack targets ", "impersonating ", "impersonates ",
		"imitating ", "imitates ", "pretending to be ", "gericht tegen ", "spoofing ",
		"phishing against ", "usurpant ", "gibt sich als ", "suplantando a ",
		"fake version of ", "targeting " };

	for (size_t i = 0; i < sizeof(cues) / sizeof(cues[0]); i++) {
		size_t at = str_find_nocase(s, str_of(cues[i]), 0), from, n = 0;

		if (at == SIZE_MAX)
			continue;
		from = at + strlen(cues[i]);
		/* names begin with a capital or are a domain */
		while (from + n < s.n && n < 60 && !strchr("\r\n,;:!?()<>\"", s.p[from + n]) &&
			!(s.p[from + n] == '.' &&
				(from + n + 1 >= s.n || ch_space(s.p[from + n + 1]))))
			n++;
		if (n > 1 && n < 60 &&
			(ch_upper(s.p[from]) || (unsigned char)s.p[from] >= 0x80 ||
				str_find_byte(str_sub(s, from, n), '.', 0) != SIZE_MAX))
			return str_trim(str_sub(s, from, n));
	}
	return STR("");
}

/* Is the thing complained of a page or a name, or is it an address that does something? */
enum about { ABOUT_CONTENT, ABOUT_SOURCE, ABOUT_EITHER };

static enum about about(int harm)
{
	switch (harm) {
	case HARM_P2P:
	case HARM_INFECTED_HOST:
	case HARM_OPEN_SERVICE: return ABOUT_SOURCE;
	case HARM_NONE:
	case HARM_SPAM:
	case HARM_BOTNET: return ABOUT_EITHER;
	default: return harm_class_of(harm) == CLASS_ATTACK ? ABOUT_SOURCE : ABOUT_CONTENT;
	}
}

/* The host of a URL hit is not reported again as a name. */
static bool under_a_url(const struct letter *l, struct str host)
{
	for (size_t i = 0; i < l->hits.n; i++)
		if (l->hits.v[i].kind == TEXT_URL &&
			str_find_nocase(l->hits.v[i].value, host, 0) != SIZE_MAX)
			return true;
	return false;
}

/* An address on the line of a URL says where that is hosted. */
static bool beside_a_url(const struct letter *l, const struct text_hit *ip)
{
	for (size_t i = 0; i < l->hits.n; i++)
		if (l->hits.v[i].kind == TEXT_URL && l->hits.v[i].line == ip->line &&
			l->hits.v[i].score >= ip->score)
			return true;
	return false;
}

static void choose(struct letter *l, int harm)
{
	bool names = false, addresses = false;
	size_t k = 0;
	enum about what = about(harm);

	text_keep(l->hits.v, &l->hits.n);
	for (size_t i = 0; i < l->hits.n; i++) {
		names |= l->hits.v[i].kind == TEXT_URL || l->hits.v[i].kind == TEXT_HOST;
		addresses |= l->hits.v[i].kind == TEXT_IP;
	}
	for (size_t i = 0; i < l->hits.n; i++) {
		struct text_hit *h = &l->hits.v[i];

		if (h->kind == TEXT_IP && names &&
			(beside_a_url(l, h) || what == ABOUT_CONTENT ||
				(what == ABOUT_EITHER && !h->labelled && !h->defanged)))
			continue;
		if (h->kind != TEXT_IP && addresses && what == ABOUT_SOURCE && !h->defanged)
			continue;
		if (h->kind == TEXT_HOST && under_a_url(l, h->value))
			continue;
		l->hits.v[k++] = *h;
	}
	l->hits.n = k;
}

/* Nothing in the letter itself: a message forwarded with few words. */
static int from_attached(struct mail *m, struct letter *l, struct report *r, struct err *e)
{
	bool lure = about(r->harm) == ABOUT_CONTENT;
	struct str ip;
	int rc = BW_OK;

	if (!m->attached)
		return BW_OK;
	for (size_t i = 1; i < m->m.n && lure && !rc; i++) {
		const struct mime_part *p = &m->m.parts[i];
		struct str text;

		if (p->kind != MIME_LEAF || !mail_is_inside(&m->m, p) ||
			!str_starts(p->type, STR("text/")))
			continue;
		rc = mime_text(m->a, p, &text, e);
		if (!rc && str_is(p->type, "text/html"))
			text = text_of_html(m->a, text);
		if (!rc)
			rc = text.p ? add_text(m, l, text, 200, e) : err_nomem(e);
	}
	choose(l, r->harm);
	for (size_t i = 0; i < l->hits.n && !rc; i++) {
		rc = reader_target(&m->rd, r, l->hits.v[i].value, e);
		if (!rc && i == 0)
			rc = reader_guess(&m->rd, r, STR("targets"), l->hits.v[i].value,
				"a link in the message attached", e);
	}
	if (rc || r->targets_n)
		return rc;
	ip = mail_handed_in_by(m->attached);
	if (!ip.n)
		return BW_OK;
	if (r->harm == HARM_NONE) {
		r->harm = HARM_SPAM;
		rc = reader_guess(&m->rd, r, STR("harm"), STR("messaging/spam"),
			"a message was forwarded without saying why", e);
	}
	if (!rc)
		rc = reader_guess(&m->rd, r, STR("targets"), ip,
			"the topmost Received line of the message attached", e);
	return rc ? rc : reader_target(&m->rd, r, ip, e);
}

int mail_guess_harm(struct mail *m, struct report *r, struct str prose, struct err *e)
{
	const char *text;
	enum harm h;

	r->harm = m->hints.harm;
	if (r->harm != HARM_NONE)
		return BW_OK;
	text = text_harm(m->subject, str_sub(prose, 0, 20000));
	if (!text || !harm_parse(str_of(text), &h))
		return BW_OK;
	r->harm = (int)h;
	return reader_guess(&m->rd, r, STR("harm"), str_of(text), "words of the letter", e);
}

static void weigh_up(const struct letter *l, struct report *r)
{
	if (l->has_log)
		r->evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	if (l->has_hash)
		r->evidence |= EVIDENCE_BIT(HASH);
	if (l->has_headers)
		r->evidence |= EVIDENCE_BIT(MESSAGE);
	if (l->has_words)
		r->evidence |= EVIDENCE_BIT(OBSERVATION);
	if (l->rights && harm_class_of(r->harm) != CLASS_PHISHING)
		r->evidence |= EVIDENCE_BIT(RIGHTS);
	if (l->sandbox)
		r->evidence |= EVIDENCE_BIT(SANDBOX);
	if (l->c2 && r->harm == HARM_BOTNET)
		r->evidence |= EVIDENCE_BIT(C2_ROLE);
	if (r->brand.n)
		r->evidence |= EVIDENCE_BIT(BRAND);
	if (r->legitimate.n)
		r->evidence |= EVIDENCE_BIT(LEGITIMATE);
	for (size_t i = 0; i < l->hits.n; i++)
		if (l->hits.v[i].kind == TEXT_URL || l->hits.v[i].kind == TEXT_HOST)
			r->evidence |= EVIDENCE_BIT(URL);
}

/* More targets than a report may have become several reports. */
static int emit_all(struct mail *m, struct letter *l, struct report *r, struct err *e)
{
	struct report one;
	int rc = BW_OK;

	for (size_t i = 0; i < l->hits.n && !rc;) {
		size_t most = i + LIMIT_REPORT_TARGETS;

		one = *r;
		one.targets = NULL;
		one.targets_n = 0;
		for (; i < l->hits.n && i < most && !rc; i++)
			rc = reader_target(&m->rd, &one, l->hits.v[i].value, e);
		if (!rc)
			rc = reader_emit(&m->rd, &one, STR(""), e);
	}
	return rc;
}

/* Does how an address was written show that it is complained of, whatever the words? */
static bool deliberate(const struct letter *l)
{
	for (size_t i = 0; i < l->hits.n; i++)
		if (l->hits.v[i].defanged || l->hits.v[i].labelled)
			return true;
	return false;
}

int mail_letter(struct mail *m, struct err *e)
{
	struct letter l = { 0 };
	struct report r;
	int rc = add_subject(m, &l, e);

	if (!rc)
		rc = read_texts(m, &l, e);
	if (rc)
		return rc;
	mail_begin(m, &r, FORMAT_MAIL);
	rc = mail_guess_harm(m, &r, l.prose, e);
	if (!rc)
		rc = mail_when(m, &r, l.date, e);
	if (rc)
		return rc;
	r.ref = str_clip(m->message_id, LIMIT_TEXT_FIELD);
	r.note = str_clip(str_trim(l.prose), LIMIT_TEXT_FIELD);
	r.brand = l.brand.n ? l.brand : brand_in_prose(l.prose);
	r.brand = str_clip(r.brand, LIMIT_TEXT_FIELD);
	r.legitimate = l.genuine;
	choose(&l, r.harm);
	if (l.hits.n == 0) {
		rc = from_attached(m, &l, &r, e);
		weigh_up(&l, &r);
		return rc || r.targets_n == 0 ? rc : reader_emit(&m->rd, &r, STR(""), e);
	}
	if (r.harm == HARM_NONE && !deliberate(&l)) {
		if (!m->attached)
			return reader_refuse(&m->rd, STR(""),
				STR("has links but does not say what it complains of"), e);
		r.harm = HARM_SPAM;
		rc = reader_guess(&m->rd, &r, STR("harm"), STR("messaging/spam"),
			"a message was forwarded without saying why", e);
		if (rc)
			return rc;
	}
	weigh_up(&l, &r);
	rc = reader_guess(&m->rd, &r, STR("targets"), l.hits.v[0].value,
		l.hits.v[0].defanged   ? "written so that nobody clicks it"
		: l.hits.v[0].labelled ? "a label says so"
		: l.hits.v[0].alone    ? "it stands alone on its line"
				       : "it stands in the text",
		e);
	return rc ? rc : emit_all(m, &l, &r, e);
}
