/* SPDX-License-Identifier: Apache-2.0 */
/* XARF 3 and older as a report: the nearest type of version 4, and a guess wherever the older form
 * lacks what the newer one would say.  A type that has none is kept without a harm, and says so. */
#include "format/xarf3.h"

#include <stdio.h>

#include "base/limit.h"
#include "intake/reader.h"

#define NOTHING_NEAR HARM_NONE

static const struct mapping {
	const char *type; /* lower case, letters and digits only */
	int harm;
} mappings[] = {
	{ "botnet", HARM_BOTNET },
	{ "childabuse", HARM_CSAM },
	{ "copyright", HARM_COPYRIGHT },
	{ "ddos", HARM_DDOS },
	{ "dos", HARM_DDOS },
	{ "exploit", HARM_VULNERABILITY_SCAN },
	{ "harassment", NOTHING_NEAR },
	{ "loginattack", HARM_LOGIN_ATTACK },
	{ "malware", HARM_MALWARE },
	{ "openservice", HARM_OPEN_SERVICE },
	{ "phishing", HARM_PHISHING },
	{ "portscan", HARM_PORT_SCAN },
	{ "potentiallycompromisedaccount", NOTHING_NEAR },
	{ "spam", HARM_SPAM },
	{ "trademark", HARM_BRAND_INFRINGEMENT },
	{ "webcrawler", HARM_SCRAPING },
	{ "fraud", HARM_FRAUD },
	{ "bot", HARM_INFECTED_HOST },
	{ "infectedhost", HARM_INFECTED_HOST },
	{ "compromisedserver", HARM_COMPROMISED_SERVER },
	{ "info", NOTHING_NEAR },
	{ "rpz", HARM_INFECTED_HOST },
	{ "rpzrewrite", HARM_INFECTED_HOST },
	{ "abuse", NOTHING_NEAR },
};

static bool find_harm(struct str type, int *out)
{
	char word[40];
	size_t n = 0;

	for (size_t i = 0; i < type.n && n < sizeof(word) - 1; i++)
		if (ch_alnum(type.p[i]))
			word[n++] = ch_tolower(type.p[i]);
	word[n] = '\0';
	for (size_t i = 0; i < sizeof(mappings) / sizeof(mappings[0]); i++)
		if (strcmp(word, mappings[i].type) == 0) {
			*out = mappings[i].harm;
			return true;
		}
	return false;
}

/* An exploit is SQL injection where a sample shows SQL. */
static bool shows_sql(const struct xarf3 *x)
{
	JSON_EACH (s, x->samples) {
		struct str p = str_sub(xarf3_sample_payload(s), 0, 4096);

		if (str_find_nocase(p, STR("union select"), 0) != SIZE_MAX ||
			str_find_nocase(p, STR("' or '"), 0) != SIZE_MAX ||
			str_find_nocase(p, STR("information_schema"), 0) != SIZE_MAX)
			return true;
	}
	return false;
}

static int refine(const struct xarf3 *x, int harm)
{
	if (harm == HARM_VULNERABILITY_SCAN && shows_sql(x))
		return HARM_SQL_INJECTION;
	/* Class Activity: not where malware lies but who runs it. */
	if (harm == HARM_MALWARE && str_eq_nocase(x->category, STR("Activity")))
		return HARM_INFECTED_HOST;
	return harm;
}

static void read_evidence(const struct xarf3 *x, struct report *r)
{
	enum harm_class c = harm_class_of(r->harm);
	int64_t t;

	if (x->url.n)
		r->evidence |= EVIDENCE_BIT(URL);
	if (loose_time(x->date, &t)) {
		r->incident_at_s = t;
		r->evidence |= EVIDENCE_BIT(TIME);
	}
	if (contact_ok(x->contact) || contact_ok(x->sender_contact))
		r->evidence |= EVIDENCE_BIT(CONTACT);
	if (x->notes.n)
		r->evidence |= EVIDENCE_BIT(OBSERVATION);
	if (x->hash)
		r->evidence |= EVIDENCE_BIT(HASH);
	if (x->brand.n)
		r->evidence |= EVIDENCE_BIT(BRAND);
	if (x->name.n)
		r->evidence |= c == CLASS_COPYRIGHT || c == CLASS_BRAND ? EVIDENCE_BIT(RIGHTS)
									: EVIDENCE_BIT(FAMILY);
	if (r->harm == HARM_BOTNET || r->harm == HARM_INFECTED_HOST)
		r->evidence |= EVIDENCE_BIT(C2_ROLE);
	if (x->port && (x->destination || x->rpz_domain.n) && (r->evidence & EVIDENCE_BIT(TIME)))
		r->evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	JSON_EACH (s, x->samples)
		if (xarf3_sample_payload(s).n)
			r->evidence |= evidence_of_media(xarf3_sample_media(s), r->harm);
}

static int read_targets(struct reader *rd, const struct xarf3 *x, struct report *r, struct err *e)
{
	struct str target = x->url.n ? x->url : x->ip.n ? x->ip : x->account;
	int rc = reader_target(rd, r, target, e);

	if (!rc && x->url.n && !x->ip.n)
		rc = reader_guess(rd, r, STR("source_identifier"), x->url,
			"version 3 gives no address: the url stands for it", e);
	return rc;
}

static int tell(struct reader *rd, const struct xarf3 *x, struct report *r, struct err *e)
{
	int rc = reader_guess(
		rd, r, STR("type"), x->type, "converted from an older version of the format", e);

	if (!rc && r->harm == HARM_NONE)
		rc = reader_guess(rd, r, STR("type"), STR(""),
			"version 4 has no such type: kept without a harm", e);
	if (!rc && r->harm == HARM_CSAM)
		rc = reader_guess(rd, r, STR("classification"), STR(""),
			"older versions lack it: read as baseline", e);
	if (!rc && r->harm == HARM_BRAND_INFRINGEMENT)
		rc = reader_guess(
			rd, r, STR("legitimate_site"), STR(""), "older versions lack it", e);
	if (!rc && r->incident_at_s == CLOCK_NONE)
		rc = reader_guess(rd, r, STR("timestamp"), STR(""),
			"is missing or no time: when it happened is not known", e);
	return rc;
}

/* The version as samples and senders write it. */
static bool version_known(const struct xarf3 *x)
{
	static const char *const known[] = { "3", "3.0", "3.0.0", "2", "1", "alpha", "development",
		"0.1", "0.2", "0.3" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq_nocase(x->version, str_of(known[i])))
			return true;
	return x->flat && x->version.n == 0;
}

static void fill(const struct xarf3 *x, struct report *r)
{
	r->format = x->flat ? FORMAT_XARF02 : FORMAT_XARF3;
	r->ref = str_clip(x->ref, LIMIT_TEXT_FIELD);
	r->reporter.org = str_clip(x->org, LIMIT_TEXT_FIELD);
	r->reporter.contact = str_clip(x->contact, LIMIT_TEXT_FIELD);
	r->reporter.domain = str_clip(x->domain, LIMIT_TEXT_FIELD);
	r->sender.org = str_clip(x->sender_org, LIMIT_TEXT_FIELD);
	r->sender.contact = str_clip(x->sender_contact, LIMIT_TEXT_FIELD);
	r->sender.domain = str_clip(x->sender_domain, LIMIT_TEXT_FIELD);
	r->note = str_clip(x->notes, LIMIT_TEXT_FIELD);
	r->brand = str_clip(x->brand.n                              ? x->brand
			    : harm_class_of(r->harm) == CLASS_BRAND ? x->name
								    : STR(""),
		LIMIT_TEXT_FIELD);
}

int reader_xarf3(struct reader *rd, const struct json *v, struct str raw, struct err *e)
{
	struct faults f = { .a = rd->a };
	struct xarf3 x;
	struct report r;
	int harm, rc;

	report_init(&r);
	f.quiet = !find_harm(json_text(json_get(v, "Report"), "ReportType"), &harm) ||
		  harm == HARM_CSAM;
	xarf3_read(v, &x, &f);
	if (f.nomem)
		return err_nomem(e);
	if (!version_known(&x))
		return reader_refuse(
			rd, STR("Version"), STR("is no known version of the older format"), e);
	if (f.n)
		return reader_refuse_faults(rd, &f, e);
	if (!find_harm(x.type, &r.harm))
		return reader_refuse(rd, x.flat ? STR("Report-Type") : STR("Report.ReportType"),
			STR("is no type of the older format"), e);
	r.harm = refine(&x, r.harm);
	fill(&x, &r);
	rc = read_targets(rd, &x, &r, e);
	if (rc)
		return rc;
	if (r.targets_n == 0)
		return reader_refuse(
			rd, STR("Report.SourceIp"), STR("is missing, and so is SourceUrl"), e);
	read_evidence(&x, &r);
	rc = tell(rd, &x, &r, e);
	return rc ? rc : reader_emit(rd, &r, raw, e);
}
