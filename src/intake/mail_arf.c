/* SPDX-License-Identifier: Apache-2.0 */
/* Field blocks: ARF and X-ARF. The block decides, the prose beside it never. */
#include "base/limit.h"
#include "intake/mail_part.h"

static bool is_mailto(struct str uri)
{
	return str_starts_nocase(uri, STR("mailto:"));
}

/* Does a URI among them lie on this domain? Then the domain says nothing more. */
static bool covered(const struct arf *f, struct str domain)
{
	for (size_t i = 0; i < f->uris_n; i++)
		if (str_find_nocase(f->uris[i], domain, 0) != SIZE_MAX)
			return true;
	return false;
}

static int harm_of_links(enum arf_type t)
{
	switch (t) {
	case ARF_FRAUD: return HARM_PHISHING;
	case ARF_VIRUS: return HARM_MALWARE;
	case ARF_ABUSE: return HARM_SPAM;
	case ARF_OPT_OUT: return HARM_BULK_MESSAGING;
	default: return HARM_NONE;
	}
}

static int begin(struct mail *m, struct report *r, const struct arf *f, int harm, struct err *e)
{
	mail_begin(m, r, FORMAT_ARF);
	r->harm = harm == HARM_NONE ? m->hints.harm : harm;
	r->ref = str_clip(f->envelope_id.n ? f->envelope_id : m->message_id, LIMIT_TEXT_FIELD);
	if (f->arrived_at_s != CLOCK_NONE) {
		r->incident_at_s = f->arrived_at_s;
		r->evidence |= EVIDENCE_BIT(TIME);
		return BW_OK;
	}
	return mail_when(m, r, STR(""), e);
}

/* What the message led to: addresses and domains it advertised. */
static int emit_links(struct mail *m, const struct arf *f, struct err *e)
{
	/* Feedback loops put the domain of the sender, of the source or their own into Reported-Domain
	 * of a spam report: with the source known it is no target.  In an authentication failure it is
	 * the name that was abused. */
	bool domains = f->type == ARF_FRAUD || f->type == ARF_VIRUS ||
		       (f->type != ARF_AUTH_FAILURE && !f->source_ip.n && !f->uris_n);
	struct report r;
	int rc = begin(m, &r, f, harm_of_links(f->type), e);

	for (size_t i = 0; i < f->uris_n && !rc; i++)
		rc = reader_target(&m->rd, &r,
			is_mailto(f->uris[i]) ? str_from(f->uris[i], 7) : f->uris[i], e);
	for (size_t i = 0; i < f->domains_n && domains && !rc; i++)
		if (!covered(f, f->domains[i]))
			rc = reader_target(&m->rd, &r, f->domains[i], e);
	if (rc || r.targets_n == 0)
		return rc;
	r.evidence |= EVIDENCE_BIT(URL);
	return reader_emit(&m->rd, &r, STR(""), e);
}

/* Who sent it. */
static int emit_source(struct mail *m, const struct arf *f, struct err *e)
{
	bool sent = f->type == ARF_ABUSE || f->type == ARF_FRAUD || f->type == ARF_VIRUS;
	struct str ip = f->source_ip;
	struct report r;
	int rc = begin(m, &r, f, sent ? HARM_SPAM : harm_of_links(f->type), e);

	if (!rc && !ip.n && m->attached) {
		ip = mail_handed_in_by(m->attached);
		if (ip.n)
			rc = reader_guess(&m->rd, &r, STR("source_ip"), ip,
				"the topmost Received line of the message attached", e);
	}
	if (!rc && f->type == ARF_AUTH_FAILURE && f->domains_n) {
		r.brand = str_clip(f->domains[0], LIMIT_TEXT_FIELD);
		r.evidence |= EVIDENCE_BIT(BRAND);
	}
	if (!rc)
		rc = reader_target(&m->rd, &r, ip, e);
	if (rc || r.targets_n == 0)
		return rc;
	return reader_emit(&m->rd, &r, STR(""), e);
}

int mail_arf(struct mail *m, const struct mime_part *block, struct err *e)
{
	struct err why = { 0 };
	struct arf f;
	struct str text;
	int rc = mime_text(m->a, block, &text, e);

	if (rc)
		return rc;
	rc = arf_parse(m->a, text, mime_date, &f, &why);
	if (rc == BW_EINVALID || rc == BW_ELIMIT)
		return reader_refuse(&m->rd, STR("Feedback-Type"), str_of(why.text), e);
	if (rc) {
		if (e)
			*e = why;
		return rc;
	}
	if (f.type == ARF_XARF)
		return BW_OK; /* the JSON part beside it is the report */
	m->decided = true;
	if (f.type == ARF_NOT_SPAM)
		return reader_refuse(&m->rd, STR("Feedback-Type"),
			STR("says that the message was no spam: nothing is complained of"), e);
	rc = emit_links(m, &f, e);
	if (!rc)
		rc = emit_source(m, &f, e);
	if (!rc && m->reports == 0 && m->held.n == 0)
		rc = reader_refuse(&m->rd, STR("Source-IP"),
			STR("the feedback report names no source address, domain or URI"), e);
	return rc;
}

/* Words of X-ARF reporters for what happened: Report-Type, Service or Category. */
static const struct {
	const char *word;
	int harm;
} words[] = {
	{ "login-attack", HARM_LOGIN_ATTACK },
	{ "loginattack", HARM_LOGIN_ATTACK },
	{ "bruteforce", HARM_LOGIN_ATTACK },
	{ "brute-force", HARM_LOGIN_ATTACK },
	{ "bruteforcelogin", HARM_LOGIN_ATTACK },
	{ "ssh", HARM_LOGIN_ATTACK },
	{ "sshd", HARM_LOGIN_ATTACK },
	{ "ftp", HARM_LOGIN_ATTACK },
	{ "imap", HARM_LOGIN_ATTACK },
	{ "pop3", HARM_LOGIN_ATTACK },
	{ "sip", HARM_LOGIN_ATTACK },
	{ "asterisk", HARM_LOGIN_ATTACK },
	{ "sasl", HARM_LOGIN_ATTACK },
	{ "webmin", HARM_LOGIN_ATTACK },
	{ "wordpress", HARM_LOGIN_ATTACK },
	{ "rdp", HARM_LOGIN_ATTACK },
	{ "phishing", HARM_PHISHING },
	{ "phish", HARM_PHISHING },
	{ "malware", HARM_MALWARE },
	{ "malware-attack", HARM_MALWARE },
	{ "malware attack", HARM_MALWARE },
	{ "virus", HARM_MALWARE },
	{ "viruses", HARM_MALWARE },
	{ "trojan", HARM_MALWARE },
	{ "webshell", HARM_REMOTE_COMPROMISE },
	{ "web shell", HARM_REMOTE_COMPROMISE },
	{ "defacement", HARM_REMOTE_COMPROMISE },
	{ "spam", HARM_SPAM },
	{ "mail", HARM_SPAM },
	{ "spamvertized", HARM_SPAM },
	{ "spamvertised", HARM_SPAM },
	{ "harvesting", HARM_SPAM },
	{ "regbot", HARM_SPAM },
	{ "comment-spam", HARM_SPAM },
	{ "postfix", HARM_SPAM },
	{ "ddos", HARM_DDOS },
	{ "dos", HARM_DDOS },
	{ "apacheddos", HARM_DDOS },
	{ "portflood", HARM_DDOS },
	{ "portscan", HARM_PORT_SCAN },
	{ "port-scan", HARM_PORT_SCAN },
	{ "scan", HARM_PORT_SCAN },
	{ "badbot", HARM_VULNERABILITY_SCAN },
	{ "badbots", HARM_VULNERABILITY_SCAN },
	{ "rfi-attack", HARM_VULNERABILITY_SCAN },
	{ "rfi", HARM_VULNERABILITY_SCAN },
	{ "apache", HARM_VULNERABILITY_SCAN },
	{ "hack-attack", HARM_VULNERABILITY_SCAN },
	{ "exploit", HARM_VULNERABILITY_SCAN },
	{ "sql-injection", HARM_SQL_INJECTION },
	{ "copyright", HARM_COPYRIGHT },
	{ "copyright-infringement", HARM_COPYRIGHT },
	{ "trademark", HARM_BRAND_INFRINGEMENT },
	{ "ircbot", HARM_INFECTED_HOST },
	{ "bot-infection", HARM_INFECTED_HOST },
	{ "bot", HARM_INFECTED_HOST },
	{ "botnet", HARM_INFECTED_HOST },
	{ "c2", HARM_BOTNET },
	{ "botnet-cc", HARM_BOTNET },
	{ "rbl", HARM_BLOCKLIST },
	{ "blacklist", HARM_BLOCKLIST },
	{ "openrelay", HARM_OPEN_SERVICE },
	{ "open-resolver", HARM_OPEN_SERVICE },
	{ "fraud", HARM_FRAUD },
};

static int harm_of_word(struct str w)
{
	enum harm h;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(w, str_of(words[i].word)))
			return words[i].harm;
	return w.n && harm_parse(w, &h) ? (int)h : HARM_NONE;
}

static struct str first_of(const struct fields *f, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fields_get(f, names[i]).n)
			return fields_get(f, names[i]);
	return STR("");
}
#define FIRST_OF(f, ...)                                  \
	first_of(f, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* The harm as written, or guessed from the category or from the subject. */
static int fields_harm(struct mail *m, const struct fields *f, struct report *r, struct err *e)
{
	static const char *const names[] = { "Report-Type", "Type", "Service", "Category" };
	struct str all, word;
	const char *text;
	enum harm h;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		word = fields_get(f, names[i]);
		r->harm = harm_of_word(word);
		if (r->harm != HARM_NONE)
			return i == 0 ? BW_OK
				      : reader_guess(&m->rd, r, STR("harm"),
						str_of(harm_text(r->harm)),
						"the report's service or category", e);
	}
	r->harm = m->hints.harm;
	if (r->harm != HARM_NONE)
		return BW_OK;
	word = FIRST_OF(f, "signature", "Report-Type", "Malware", "Description", "Attack");
	all = arena_printf(m->a, "%.*s %.*s", STR_ARG(word), STR_ARG(m->subject));
	text = text_harm(all, STR(""));
	if (!text || !harm_parse(str_of(text), &h))
		return BW_OK;
	r->harm = (int)h;
	return reader_guess(&m->rd, r, STR("harm"), str_of(text), "words of the subject", e);
}

static bool is_none(struct str s)
{
	return s.n == 0 || str_eq_nocase(s, STR("none")) || str_eq_nocase(s, STR("n/a"));
}

int mail_fields(struct mail *m, struct str block, bool *was_one, struct err *e)
{
	struct err why = { 0 };
	struct fields f;
	struct report r;
	struct str who, what;
	int rc = fields_parse(m->a, block, &f, &why);

	if (rc == BW_ELIMIT)
		return reader_refuse(&m->rd, STR(""), str_of(why.text), e);
	if (rc) {
		if (e)
			*e = why;
		return rc;
	}
	what = FIRST_OF(&f, "Download-Link", "Source", "uri", "url", "domain", "ip", "Source-IP");
	*was_one = !is_none(what);
	if (!*was_one)
		return BW_OK;
	mail_begin(m, &r, FORMAT_XARF02);
	who = FIRST_OF(&f, "Reported-From", "Reporter");
	if (contact_ok(who)) {
		r.reporter.contact = who;
		r.reporter.domain = mail_domain(who);
		r.evidence |= EVIDENCE_BIT(CONTACT);
	}
	r.ref = str_clip(FIRST_OF(&f, "Report-ID", "ID", "feedback_url"), LIMIT_TEXT_FIELD);
	rc = fields_harm(m, &f, &r, e);
	if (!rc)
		rc = mail_when(
			m, &r, FIRST_OF(&f, "Date", "first_seen", "Timestamp", "last_seen"), e);
	if (!rc)
		rc = reader_target(&m->rd, &r, what, e);
	if (!rc && FIRST_OF(&f, "file_sha256", "sha256", "SHA256", "MD5", "file_md5").n)
		r.evidence |= EVIDENCE_BIT(HASH);
	if (rc)
		return rc;
	if (str_find_byte(what, '/', 0) != SIZE_MAX ||
		str_eq_nocase(fields_get(&f, "Source-Type"), STR("uri")))
		r.evidence |= EVIDENCE_BIT(URL);
	/* the third part is the evidence: log lines of the attack */
	if (harm_class_of(r.harm) == CLASS_ATTACK && m->m.n > 3 &&
		!str_eq_nocase(fields_get(&f, "Attachment"), STR("none")))
		r.evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	return reader_emit(&m->rd, &r, STR(""), e);
}
