/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/columns.h"

#include "base/limit.h"

/* Of several columns for the target the lowest counts; these have a meaning besides. */
#define RANK_URL     0
#define RANK_HOST    6
#define RANK_ADDRESS 8

static const struct name {
	const char *text; /* lower case, letters and digits only */
	enum column column;
	int rank;
} names[] = {
	{ "url", COLUMN_TARGET, RANK_URL },
	{ "uri", COLUMN_TARGET, RANK_URL },
	{ "link", COLUMN_TARGET, 1 },
	{ "phishingurl", COLUMN_TARGET, RANK_URL },
	{ "malwareurl", COLUMN_TARGET, RANK_URL },
	{ "infringingurl", COLUMN_TARGET, RANK_URL },
	{ "sourceurl", COLUMN_TARGET, RANK_URL },
	{ "indicator", COLUMN_TARGET, 2 },
	{ "indicatorvalue", COLUMN_TARGET, 2 },
	{ "ioc", COLUMN_TARGET, 2 },
	{ "iocvalue", COLUMN_TARGET, 2 },
	{ "observable", COLUMN_TARGET, 2 },
	{ "value", COLUMN_TARGET, 3 },
	{ "site", COLUMN_TARGET, 4 },
	{ "website", COLUMN_TARGET, 4 },
	{ "domain", COLUMN_TARGET, 5 },
	{ "domainname", COLUMN_TARGET, 5 },
	{ "fqdn", COLUMN_TARGET, 5 },
	{ "hostname", COLUMN_TARGET, RANK_HOST },
	{ "host", COLUMN_TARGET, RANK_HOST },
	{ "name", COLUMN_TARGET, 30 },
	{ "sourceidentifier", COLUMN_TARGET, 7 },
	{ "ip", COLUMN_TARGET, RANK_ADDRESS },
	{ "ipaddress", COLUMN_TARGET, RANK_ADDRESS },
	{ "ipv4", COLUMN_TARGET, RANK_ADDRESS },
	{ "ipv6", COLUMN_TARGET, RANK_ADDRESS },
	{ "sourceip", COLUMN_TARGET, RANK_ADDRESS },
	{ "srcip", COLUMN_TARGET, RANK_ADDRESS },
	{ "dstip", COLUMN_TARGET, 9 },
	{ "address", COLUMN_TARGET, 10 },
	{ "email", COLUMN_TARGET, 20 },
	{ "asn", COLUMN_TARGET, 25 },
	{ "httphost", COLUMN_URL_HOST, 0 },
	{ "target", COLUMN_TARGET_OR_BRAND, 0 },
	{ "harm", COLUMN_HARM, 0 },
	{ "abusetype", COLUMN_HARM, 1 },
	{ "threat", COLUMN_HARM, 2 },
	{ "threattype", COLUMN_HARM, 2 },
	{ "type", COLUMN_HARM, 3 },
	{ "classification", COLUMN_HARM, 4 },
	{ "class", COLUMN_HARM, 4 },
	{ "kind", COLUMN_HARM, 5 },
	{ "category", COLUMN_CATEGORY, 0 },
	{ "tags", COLUMN_TAGS, 0 },
	{ "tag", COLUMN_TAGS, 1 },
	{ "labels", COLUMN_TAGS, 2 },
	{ "timestamp", COLUMN_TIME, 0 },
	{ "time", COLUMN_TIME, 1 },
	{ "date", COLUMN_TIME, 1 },
	{ "datetime", COLUMN_TIME, 1 },
	{ "observedat", COLUMN_TIME, 2 },
	{ "seenat", COLUMN_TIME, 2 },
	{ "confirmedat", COLUMN_TIME, 2 },
	{ "verificationtime", COLUMN_TIME, 2 },
	{ "detected", COLUMN_TIME, 2 },
	{ "dateadded", COLUMN_TIME, 3 },
	{ "firstseen", COLUMN_TIME, 3 },
	{ "firstseenutc", COLUMN_TIME, 3 },
	{ "submissiontime", COLUMN_TIME, 4 },
	{ "created", COLUMN_TIME, 5 },
	{ "reported", COLUMN_TIME, 5 },
	{ "lastseen", COLUMN_TIME, 6 },
	{ "lastonline", COLUMN_TIME, 6 },
	{ "reporter", COLUMN_REPORTER, 0 },
	{ "reportedby", COLUMN_REPORTER, 1 },
	{ "submitter", COLUMN_REPORTER, 2 },
	{ "feed", COLUMN_REPORTER, 4 },
	{ "source", COLUMN_REPORTER, 5 },
	{ "ref", COLUMN_REF, 0 },
	{ "reportid", COLUMN_REF, 0 },
	{ "reference", COLUMN_REF, 1 },
	{ "phishid", COLUMN_REF, 1 },
	{ "id", COLUMN_REF, 2 },
	{ "caseid", COLUMN_REF, 2 },
	{ "brand", COLUMN_BRAND, 0 },
	{ "targetbrand", COLUMN_BRAND, 0 },
	{ "impersonated", COLUMN_BRAND, 1 },
	{ "note", COLUMN_NOTE, 0 },
	{ "notes", COLUMN_NOTE, 0 },
	{ "description", COLUMN_NOTE, 1 },
	{ "comment", COLUMN_NOTE, 1 },
	{ "comments", COLUMN_NOTE, 1 },
	{ "malware", COLUMN_FAMILY, 1 },
	{ "malwarefamily", COLUMN_FAMILY, 0 },
	{ "family", COLUMN_FAMILY, 0 },
	{ "signature", COLUMN_FAMILY, 2 },
	{ "sha256", COLUMN_HASH, 0 },
	{ "sha1", COLUMN_HASH, 1 },
	{ "md5", COLUMN_HASH, 2 },
	{ "hash", COLUMN_HASH, 3 },
	{ "filehash", COLUMN_HASH, 3 },
	{ "confidence", COLUMN_CONFIDENCE, 0 },
	{ "legitimatesite", COLUMN_LEGITIMATE, 0 },
	{ "legitimate", COLUMN_LEGITIMATE, 1 },
	{ "genuine", COLUMN_LEGITIMATE, 1 },
	{ "registrationdate", COLUMN_REGISTERED, 0 },
	{ "registered", COLUMN_REGISTERED, 1 },
};

struct column_use column_use(struct str name)
{
	char word[32];
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		if (!ch_alnum(name.p[i]))
			continue;
		if (n == sizeof(word))
			return (struct column_use){ COLUMN_NONE, 0 };
		word[n++] = ch_tolower(name.p[i]);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(str_make(word, n), str_of(names[i].text)))
			return (struct column_use){ names[i].column, names[i].rank };
	return (struct column_use){ COLUMN_NONE, 0 };
}

void row_init(struct row *row)
{
	*row = (struct row){ 0 };
}

/* Words that say what form an indicator has, not what is wrong with it. */
static bool form_word(struct str s)
{
	static const char *const words[] = { "url", "uri", "domain", "hostname", "host", "fqdn",
		"ip", "ipv4", "ipv6", "ip-src", "ip-dst", "ip:port", "ipv4-addr", "email", "asn",
		"name" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(s, str_of(words[i])))
			return true;
	return false;
}

static bool has_scheme(struct str s)
{
	return str_find(s, STR("://"), 0) != SIZE_MAX;
}

/* How tables say that there is nothing. */
static bool nothing(struct str s)
{
	static const char *const words[] = { "-", "n/a", "null", "none", "\\n" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(s, str_of(words[i])))
			return true;
	return s.n == 0;
}

/* Of several, one that names something comes before one that does not, whatever their columns are called. */
static bool keeps(const struct row *row, struct column_use use, struct str value)
{
	struct str old = row->cell[use.column];
	bool by_rank = row->rank[use.column] <= use.rank;

	if (!old.n || use.column != COLUMN_TARGET || target_like(old) == target_like(value))
		return old.n && by_rank;
	return target_like(old);
}

void row_add(struct row *row, struct column_use use, struct str value)
{
	enum column c = use.column;

	value = str_trim(value);
	if (c == COLUMN_NONE || nothing(value))
		return;
	if (c == COLUMN_HARM && form_word(value))
		return;
	if (c == COLUMN_TARGET && use.rank == RANK_URL && !has_scheme(value))
		row->cell[COLUMN_PATH] = value;
	if (c == COLUMN_TARGET && use.rank == RANK_ADDRESS && !row->cell[COLUMN_ADDRESS].n)
		row->cell[COLUMN_ADDRESS] = value;
	if (keeps(row, use, value))
		return;
	row->cell[c] = value;
	row->rank[c] = use.rank;
}

/* "wp-content/x.php" of one column on "shop.example" of another. Empty: there is no such pair. */
static struct str joined(struct reader *rd, const struct row *row)
{
	struct str host = row->cell[COLUMN_URL_HOST], path = row->cell[COLUMN_PATH];

	if (!path.n || !target_like(host) || str_starts_nocase(path, host) ||
		str_find_byte(host, '/', 0) != SIZE_MAX)
		return STR("");
	return arena_printf(rd->a, "http://%.*s%s%.*s", STR_ARG(host), path.p[0] == '/' ? "" : "/",
		STR_ARG(path));
}

static int read_harm(struct reader *rd, const struct row *row, struct report *r, struct err *e)
{
	struct str category = row->cell[COLUMN_CATEGORY], type = row->cell[COLUMN_HARM];
	struct str said = type.n ? type : category;
	enum harm harm;

	if (type.n && harm_in_words(type, &harm)) {
		r->harm = harm;
		return BW_OK;
	}
	if ((category.n && harm_in_words(category, &harm)) ||
		harm_in_words(row->cell[COLUMN_TAGS], &harm)) {
		r->harm = harm;
		return BW_OK;
	}
	if (said.n)
		return reader_guess(
			rd, r, STR("harm"), said, "is no harm that is known: passed over", e);
	return BW_OK;
}

static void read_confidence(struct str s, struct report *r)
{
	struct json v = { .type = JSON_NUMBER, .text = s };
	double d;

	if (!s.n || !json_double(&v, &d) || d < 0 || d > 100)
		return;
	r->confidence_percent = (int)(d <= 1 ? d * 100 + 0.5 : d + 0.5);
}

static void read_rest(const struct row *row, struct report *r)
{
	struct str reporter = row->cell[COLUMN_REPORTER];

	if (loose_time(row->cell[COLUMN_TIME], &r->incident_at_s))
		r->evidence |= EVIDENCE_BIT(TIME);
	if (contact_ok(reporter)) {
		r->reporter.contact = reporter;
		r->evidence |= EVIDENCE_BIT(CONTACT);
	} else {
		r->reporter.org = str_clip(reporter, LIMIT_TEXT_FIELD);
	}
	r->ref = str_clip(row->cell[COLUMN_REF], LIMIT_TEXT_FIELD);
	r->brand = str_clip(row->cell[COLUMN_BRAND], LIMIT_TEXT_FIELD);
	if (!r->brand.n && row->cell[COLUMN_TARGET].n &&
		!target_like(row->cell[COLUMN_TARGET_OR_BRAND]))
		r->brand = str_clip(row->cell[COLUMN_TARGET_OR_BRAND], LIMIT_TEXT_FIELD);
	r->note = str_clip(row->cell[COLUMN_NOTE], LIMIT_TEXT_FIELD);
	r->legitimate = str_clip(row->cell[COLUMN_LEGITIMATE], LIMIT_URL_BYTES);
	(void)loose_time(row->cell[COLUMN_REGISTERED], &r->registered_at_s);
	read_confidence(row->cell[COLUMN_CONFIDENCE], r);
	if (r->brand.n)
		r->evidence |= EVIDENCE_BIT(BRAND);
	if (r->note.n)
		r->evidence |= EVIDENCE_BIT(OBSERVATION);
	if (row->cell[COLUMN_FAMILY].n)
		r->evidence |= EVIDENCE_BIT(FAMILY);
	if (row->cell[COLUMN_HASH].n)
		r->evidence |= EVIDENCE_BIT(HASH);
	if (r->legitimate.n)
		r->evidence |= EVIDENCE_BIT(LEGITIMATE);
	if (r->registered_at_s != CLOCK_NONE)
		r->evidence |= EVIDENCE_BIT(REGISTRATION);
}

/* What a machine does or leaves open is a matter of its address: the name beside it is the one its network gave it
 * (in-addr.arpa), under which thousands of customers stand. */
static bool of_machine(int harm)
{
	enum harm_class c = harm == HARM_NONE ? CLASS_COUNT : harm_class_of(harm);

	return c == CLASS_ATTACK || c == CLASS_VULNERABILITY || harm == HARM_INFECTED_HOST;
}

static struct str target_of(struct reader *rd, const struct row *row, int harm)
{
	struct str target = joined(rd, row), address = row->cell[COLUMN_ADDRESS];

	if (harm == HARM_NONE)
		harm = rd->h->harm;
	if (target.n)
		return target;
	target = row->cell[COLUMN_TARGET];
	if (row->rank[COLUMN_TARGET] == RANK_HOST && target_like(address) && of_machine(harm))
		return address;
	return target.n ? target : row->cell[COLUMN_TARGET_OR_BRAND];
}

int row_emit(
	struct reader *rd, const struct row *row, enum format format, struct str raw, struct err *e)
{
	struct str target;
	struct report r;
	int rc;

	report_init(&r);
	r.format = format;
	rc = read_harm(rd, row, &r, e);
	if (rc)
		return rc;
	target = target_of(rd, row, r.harm);
	if (target.n && !target_like(target) && !row->targets)
		return reader_refuse(rd, STR("target"), STR("names no address, domain or URL"), e);
	rc = reader_target(rd, &r, target, e);
	JSON_EACH (t, row->targets)
		if (!rc && t->type == JSON_STRING)
			rc = reader_target(rd, &r, t->text, e);
	if (rc)
		return rc;
	if (r.targets_n == 0)
		return reader_refuse(rd, STR("target"),
			STR("is missing: no column names an address, domain or URL"), e);
	if (str_find(r.targets[0], STR("://"), 0) != SIZE_MAX)
		r.evidence |= EVIDENCE_BIT(URL);
	read_rest(row, &r);
	reader_hints(rd, &r);
	return reader_emit(rd, &r, raw, e);
}
