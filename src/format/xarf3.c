/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xarf3.h"

#include "base/clock.h"

#define NAME(n)  .name = n, .name_n = sizeof(n) - 1
#define COUNT(t) (sizeof(t) / sizeof((t)[0]))
#define TEXT(n, f)                                       \
	{                                                \
		NAME(n), .kind = RULE_STRING, .flags = f \
	}
#define FORM(n, f, frm)                                                      \
	{                                                                    \
		NAME(n), .kind = RULE_STRING, .flags = f, .form = FORM_##frm \
	}
#define WORD(n, f, w)                                                \
	{                                                            \
		NAME(n), .kind = RULE_STRING, .flags = f, .words = w \
	}
#define WHOLE(n, lo, hi)                                           \
	{                                                          \
		NAME(n), .kind = RULE_INT, .least = lo, .most = hi \
	}
#define FLAG(n)                            \
	{                                  \
		NAME(n), .kind = RULE_BOOL \
	}
#define OBJECT(n, t)                                                      \
	{                                                                 \
		NAME(n), .kind = RULE_OBJECT, .sub = t, .sub_n = COUNT(t) \
	}
#define TEXTS(n)                                                 \
	{                                                        \
		NAME(n), .kind = RULE_STRING, .flags = RULE_LIST \
	}
#define OBJECTS(n, t)                                                                          \
	{                                                                                      \
		NAME(n), .kind = RULE_OBJECT, .flags = RULE_LIST, .sub = t, .sub_n = COUNT(t), \
			 .most_items = 50                                                      \
	}

static const struct rule hash[] = {
	TEXT("HashValue", RULE_REQ),
	WORD("HashAlgorithm", RULE_REQ,
		"sha1|sha2|sha3|sha256|sha512|md5|argon2id|scrypt|bcrypt|pbkdf2"),
	FLAG("HashComplete"),
};

static const struct rule sample[] = {
	TEXT("ContentType", 0),
	FLAG("Base64Encoded"),
	TEXT("Description", 0),
	TEXT("Payload", 0),
	TEXT("Data", 0),
	TEXT("FileName", 0),
	WHOLE("FileSize", 0, 1e15),
	OBJECT("FileHash", hash),
};

static const struct rule reporter[] = {
	WORD("ReporterType", 0, "Org|Person"),
	TEXT("ReporterOrg", 0),
	FORM("ReporterOrgDomain", 0, HOST),
	FORM("ReporterOrgEmail", 0, EMAIL),
	TEXT("ReporterOrgAddress", 0),
	FORM("ReporterContactEmail", 0, EMAIL),
	TEXT("ReporterContactName", 0),
	TEXT("ReporterContactPhone", 0),
};

static const struct rule complainant[] = {
	WORD("ComplainantType", 0, "Org|Person"),
	TEXT("ComplainantOrg", 0),
	FORM("ComplainantOrgDomain", 0, HOST),
	FORM("ComplainantOrgEmail", 0, EMAIL),
	FORM("ComplainantContactEmail", 0, EMAIL),
	TEXT("ComplainantContactName", 0),
	TEXT("ComplainantContactPhone", 0),
};

static const struct rule cvss[] = {
	WORD("Version", RULE_REQ, "3.1|3.0|2"),
	TEXT("Vector", RULE_REQ),
	TEXT("Severity", 0),
};

static const struct rule account[] = {
	TEXT("AccountIdentifier", 0),
	FORM("AccountEmail", 0, EMAIL),
};

static const struct rule source[] = {
	FORM("IP", 0, IP),
	FORM("URL", 0, URI),
	WHOLE("Port", 0, 65535),
	TEXT("Type", 0),
};

static const struct rule info[] = {
	TEXT("Protocol", 0),
	TEXT("TargetBrand", 0),
	TEXT("SMTPFrom", 0),
	TEXT("Subject", 0),
};

static const struct rule report[] = {
	TEXT("ReportClass", RULE_REQ),
	TEXT("ReportType", RULE_REQ),
	TEXT("ReportSubType", 0),
	TEXT("ReporterCaseID", 0),
	WORD("ReporterSeverity", 0, "low|medium|high"),
	TEXT("ReporterNotes", 0),
	TEXT("Date", RULE_REQ),
	TEXT("FirstSeen", 0),
	FORM("SourceIp", 0, IP),
	WHOLE("SourcePort", 0, 65535),
	FORM("SourceUrl", 0, URI),
	WHOLE("ASN", 1, 4294967295.0),
	FORM("DestinationIp", 0, IP),
	FORM("AttackerIp", 0, IP),
	FLAG("Ongoing"),
	WHOLE("ByteCount", 0, 1e18),
	WHOLE("PacketCount", 0, 1e18),
	OBJECTS("Samples", sample),
	OBJECTS("Attachment", sample),
	OBJECT("Source", source),
	OBJECT("AdditionalInfo", info),
	OBJECT("Account", account),
	OBJECT("CVSS", cvss),
	FORM("CVE", 0, CVE4),
	WORD("TransportProtocol", 0, "tcp|udp"),
	TEXT("ServiceName", 0),
	TEXT("ServiceVersion", 0),
	FORM("SmtpMailFromAddress", 0, EMAIL),
	FORM("SmtpRcptToAddress", 0, EMAIL),
	FORM("RpzDomain", 0, HOST),
	TEXT("MalwareName", 0),
	TEXT("BotnetName", 0),
	TEXT("InfringedMaterial", 0),
	TEXT("TrademarkedMaterial", 0),
	OBJECT("FileHash", hash),
	TEXT("Harasser", 0),
	TEXT("HarassmentDescription", 0),
	FORM("CourtOrder", 0, URI),
};

static const struct rule subscriber[] = { TEXT("ID", 0) };
static const struct rule internal[] = {
	OBJECT("SubscriberInformation", subscriber),
	OBJECT("ContractInformation", subscriber),
	TEXTS("EventTags"),
};

static const struct rule top[] = {
	TEXT("Version", RULE_REQ),
	OBJECT("ReporterInfo", reporter),
	OBJECT("OnBehalfOf", complainant),
	FLAG("Disclosure"),
	OBJECT("InternalProcessing", internal),
	OBJECT("Report", report),
};

bool xarf3_is(const struct json *root)
{
	return (json_get(root, "Version") && json_get(root, "Report")) ||
	       json_get(root, "ReporterInfo") || json_get(root, "Schema-URL") ||
	       (json_get(root, "Report-Type") && json_get(root, "Source"));
}

static struct str text(const struct json *object, const char *name)
{
	struct str s = json_text(object, name);

	return s.p ? str_trim(s) : STR("");
}

static struct str either(struct str a, struct str b)
{
	return a.n ? a : b;
}

static void missing(struct faults *f, const char *name, const char *why)
{
	struct step up = { .name = STR("Report") };
	struct step at = { .up = &up, .name = str_of(name) };

	schema_fault(f, FAULT_MISSING, &at, STR(""), why);
}

static void read_people(const struct json *root, struct xarf3 *x, struct faults *f)
{
	const struct json *who = json_get(root, "ReporterInfo"),
			  *whom = json_get(root, "OnBehalfOf");
	struct step at = { .name = STR("ReporterInfo") };

	x->sender_org = either(text(who, "ReporterOrg"), text(who, "ReporterContactName"));
	x->sender_contact =
		either(text(who, "ReporterOrgEmail"), text(who, "ReporterContactEmail"));
	x->sender_domain = text(who, "ReporterOrgDomain");
	x->org = either(text(whom, "ComplainantOrg"), text(whom, "ComplainantContactName"));
	x->contact =
		either(text(whom, "ComplainantOrgEmail"), text(whom, "ComplainantContactEmail"));
	x->domain = text(whom, "ComplainantOrgDomain");
	if (!x->org.n && !x->contact.n) {
		x->org = x->sender_org;
		x->contact = x->sender_contact;
		x->domain = x->sender_domain;
	}
	if (!x->sender_org.n && !x->sender_contact.n)
		schema_fault(
			f, FAULT_MISSING, &at, STR(""), "names neither organisation nor person");
}

static void read_body(const struct json *r, struct xarf3 *x)
{
	const struct json *from = json_get(r, "Source"), *more = json_get(r, "AdditionalInfo");
	const struct json *who = json_get(r, "Account");

	x->category = text(r, "ReportClass");
	x->type = text(r, "ReportType");
	x->subtype = text(r, "ReportSubType");
	x->ref = text(r, "ReporterCaseID");
	x->notes = either(text(r, "ReporterNotes"), text(r, "HarassmentDescription"));
	x->date = either(text(r, "Date"), text(r, "FirstSeen"));
	x->ip = either(text(r, "SourceIp"), text(from, "IP"));
	x->url = either(either(text(r, "SourceUrl"), text(from, "URL")), text(r, "Url"));
	x->port = json_get(r, "SourcePort") || json_get(from, "Port");
	x->destination = json_get(r, "DestinationIp") || json_get(more, "DestinationIP");
	x->samples = json_get(r, "Samples");
	if (!x->samples)
		x->samples = json_get(r, "Attachment");
	x->account = either(text(who, "AccountEmail"), text(who, "AccountIdentifier"));
	x->rpz_domain = text(r, "RpzDomain");
	x->name = either(either(text(r, "MalwareName"), text(r, "BotnetName")),
		either(text(r, "InfringedMaterial"), text(r, "TrademarkedMaterial")));
	x->brand = text(more, "TargetBrand");
	x->smtp_from = either(text(r, "SmtpMailFromAddress"), text(more, "SMTPFrom"));
	x->service = text(r, "ServiceName");
	x->hash = json_get(r, "FileHash") != NULL;
	x->cve = json_get(r, "CVE") != NULL;
}

/* X-ARF 0.2: one flat map; Date is as in mail and is read by the caller. */
static void read_flat(const struct json *root, struct xarf3 *x, struct faults *f)
{
	struct str kind = text(root, "Source-Type"), source_text = text(root, "Source");
	bool url = str_find_nocase(kind, STR("ur"), 0) != SIZE_MAX ||
		   str_find(source_text, STR("://"), 0) != SIZE_MAX;
	struct step at = { .name = STR("Source") };

	x->flat = true;
	x->version = text(root, "Version");
	x->category = text(root, "Category");
	x->type = text(root, "Report-Type");
	x->ref = text(root, "Report-ID");
	x->date = text(root, "Date");
	x->contact = x->sender_contact = text(root, "Reported-From");
	x->org = x->sender_org = text(root, "User-Agent");
	if (url)
		x->url = source_text;
	else
		x->ip = source_text;
	if (!source_text.n)
		schema_fault(f, FAULT_MISSING, &at, STR(""), "is required and missing");
}

void xarf3_read(const struct json *root, struct xarf3 *out, struct faults *f)
{
	const struct json *body = json_get(root, "Report");
	struct step at = { .name = STR("Report") };
	int64_t t;

	*out = (struct xarf3){ .version = text(root, "Version") };
	if (!json_get(root, "ReporterInfo") && !body) {
		read_flat(root, out, f);
		return;
	}
	schema_members(top, COUNT(top), false, root, NULL, f);
	read_people(root, out, f);
	if (!body) {
		schema_fault(f, FAULT_MISSING, &at, STR(""), "is required and missing");
		return;
	}
	read_body(body, out);
	if (out->date.n && !clock_parse(out->date, &t))
		missing(f, "Date", "is not a time");
	/* Per type, as the schemas have it. */
	if (str_eq_nocase(out->type, STR("OpenService")) && !out->service.n)
		missing(f, "ServiceName", "is required for an open service, and missing");
	if (str_eq_nocase(out->type, STR("PotentiallyCompromisedAccount"))) {
		struct str id = text(json_get(body, "Account"), "AccountIdentifier");

		if (!out->account.n)
			missing(f, "Account", "is required for an account, and missing");
		if (schema_form_ok(FORM_EMAIL, id))
			missing(f, "Account", "holds a mailbox as AccountIdentifier");
		if (out->ip.n || out->url.n)
			missing(f, "SourceIp", "is not allowed for an account (AttackerIp is)");
	}
}

struct str xarf3_sample_media(const struct json *s)
{
	return text(s, "ContentType");
}

struct str xarf3_sample_payload(const struct json *s)
{
	struct str p = text(s, "Payload");

	return p.n ? p : text(s, "Data");
}
