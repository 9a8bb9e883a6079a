/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xarf.h"

#include <math.h>

#include "base/limit.h"

/* Rows of xarf_rules.def. */
#define REQ     RULE_REQ
#define REC     RULE_REC
#define NAME(n) .name = n, .name_n = sizeof(n) - 1
#define TEXT(n, f, longest)                                               \
	{                                                                 \
		NAME(n), .kind = RULE_STRING, .flags = f, .most = longest \
	}
#define FORM(n, f, frm)                                                      \
	{                                                                    \
		NAME(n), .kind = RULE_STRING, .flags = f, .form = FORM_##frm \
	}
#define WORD(n, f, w)                                                \
	{                                                            \
		NAME(n), .kind = RULE_STRING, .flags = f, .words = w \
	}
#define INT(n, f, lo, hi)                                                      \
	{                                                                      \
		NAME(n), .kind = RULE_INT, .flags = f, .least = lo, .most = hi \
	}
#define NUMBER(n, f, lo, hi)                                                      \
	{                                                                         \
		NAME(n), .kind = RULE_NUMBER, .flags = f, .least = lo, .most = hi \
	}
#define BOOL(n, f)                                     \
	{                                              \
		NAME(n), .kind = RULE_BOOL, .flags = f \
	}
#define COUNT(t) (sizeof(t) / sizeof((t)[0]))
#define OBJECT(n, f, t)                                                               \
	{                                                                             \
		NAME(n), .kind = RULE_OBJECT, .flags = f, .sub = t, .sub_n = COUNT(t) \
	}
#define CLOSED(n, f, t) OBJECT(n, (f) | RULE_CLOSED, t)
#define OPEN(n, f)                                       \
	{                                                \
		NAME(n), .kind = RULE_OBJECT, .flags = f \
	}
#define ITEMS(f, lo, hi) .flags = (f) | RULE_LIST, .least_items = lo, .most_items = hi
#define TEXT_LIST(n, f, longest, lo, hi)                                        \
	{                                                                       \
		NAME(n), .kind = RULE_STRING, .most = longest, ITEMS(f, lo, hi) \
	}
#define FORM_LIST(n, f, frm, lo, hi)                                               \
	{                                                                          \
		NAME(n), .kind = RULE_STRING, .form = FORM_##frm, ITEMS(f, lo, hi) \
	}
#define WORD_LIST(n, f, w, lo, hi)                                         \
	{                                                                  \
		NAME(n), .kind = RULE_STRING, .words = w, ITEMS(f, lo, hi) \
	}
#define INT_LIST(n, f, least_, most_, lo, hi)                                               \
	{                                                                                   \
		NAME(n), .kind = RULE_INT, .least = least_, .most = most_, ITEMS(f, lo, hi) \
	}
#define OBJECT_LIST(n, f, t, lo, hi)                                                        \
	{                                                                                   \
		NAME(n), .kind = RULE_OBJECT, .sub = t, .sub_n = COUNT(t), ITEMS(f, lo, hi) \
	}
#define CLOSED_LIST(n, f, t, lo, hi) OBJECT_LIST(n, (f) | RULE_CLOSED, t, lo, hi)

#include "format/xarf_rules.def"

static const struct type {
	const char *category, *name;
	uint8_t category_n, name_n;
	bool content; /* the rows of the content base hold as well */
	uint8_t rows_n;
	const struct rule *rows;
} types[XARF_TYPES] = {
#define TYPE(c, n, t)                                                  \
	{                                                              \
		c, n, sizeof(c) - 1, sizeof(n) - 1, false, COUNT(t), t \
	}
#define CONTENT(n, t)                                             \
	{                                                         \
		"content", n, 7, sizeof(n) - 1, true, COUNT(t), t \
	}
	TYPE("messaging", "spam", spam_rules),
	TYPE("messaging", "bulk_messaging", bulk_messaging_rules),
	TYPE("connection", "login_attack", login_attack_rules),
	TYPE("connection", "port_scan", port_scan_rules),
	TYPE("connection", "ddos", ddos_rules),
	TYPE("connection", "infected_host", infected_host_rules),
	TYPE("connection", "reconnaissance", reconnaissance_rules),
	TYPE("connection", "scraping", scraping_rules),
	TYPE("connection", "sql_injection", sql_injection_rules),
	TYPE("connection", "vulnerability_scan", vulnerability_scan_rules),
	CONTENT("phishing", phishing_rules),
	CONTENT("malware", malware_rules),
	CONTENT("csam", csam_rules),
	CONTENT("csem", csem_rules),
	CONTENT("exposed_data", exposed_data_rules),
	CONTENT("brand_infringement", brand_infringement_rules),
	CONTENT("fraud", fraud_rules),
	CONTENT("remote_compromise", remote_compromise_rules),
	CONTENT("suspicious_registration", suspicious_registration_rules),
	TYPE("copyright", "copyright", copyright_rules),
	TYPE("copyright", "p2p", p2p_rules),
	TYPE("copyright", "cyberlocker", cyberlocker_rules),
	TYPE("copyright", "ugc_platform", ugc_platform_rules),
	TYPE("copyright", "link_site", link_site_rules),
	TYPE("copyright", "usenet", usenet_rules),
	TYPE("vulnerability", "cve", cve_rules),
	TYPE("vulnerability", "open_service", open_service_rules),
	TYPE("vulnerability", "misconfiguration", misconfiguration_rules),
	TYPE("infrastructure", "botnet", botnet_rules),
	TYPE("infrastructure", "compromised_server", compromised_server_rules),
	TYPE("reputation", "blocklist", blocklist_rules),
	TYPE("reputation", "threat_intelligence", threat_intelligence_rules),
};

_Static_assert(COUNT(core) == XARF_CORE_COUNT, "enum xarf_core names the rows of core");
_Static_assert(COUNT(content) <= 64, "rows are marked in 64 bits");

bool xarf_is(const struct json *root)
{
	return json_get(root, "xarf_version") != NULL;
}

int xarf_type(struct str category, struct str type)
{
	for (int i = 0; i < XARF_TYPES; i++)
		if (types[i].name_n == type.n && types[i].category_n == category.n &&
			memcmp(types[i].name, type.p, type.n) == 0 &&
			memcmp(types[i].category, category.p, category.n) == 0)
			return i;
	return -1;
}

const char *xarf_category_name(int type)
{
	return type >= 0 && type < XARF_TYPES ? types[type].category : "?";
}

const char *xarf_type_name(int type)
{
	return type >= 0 && type < XARF_TYPES ? types[type].name : "?";
}

/* Names of earlier drafts and of the specification's prose. Where the category moved, so it did here. */
static const struct old_name {
	const char *category, *old, *type;
} old_names[] = {
	{ "connection", "auth_failure", "login_attack" },
	{ "connection", "brute_force", "login_attack" },
	{ "connection", "ip_spoof", "ddos" },
	{ "connection", "dos", "ddos" },
	{ "connection", "ddos_amplification", "ddos" },
	{ "connection", "bot", "infected_host" },
	{ "connection", "portscan", "port_scan" },
	{ "connection", "vuln_scanning", "vulnerability_scan" },
	{ "connection", "vulnerability_scanning", "vulnerability_scan" },
	{ "content", "defacement", "remote_compromise" },
	{ "content", "web_hack", "remote_compromise" },
	{ "content", "compromised_website", "remote_compromise" },
	{ "content", "phishing_site", "phishing" },
	{ "content", "malware_distribution", "malware" },
	{ "content", "data_leak", "exposed_data" },
	{ "content", "brand_abuse", "brand_infringement" },
	{ "content", "trademark", "brand_infringement" },
	{ "content", "scam", "fraud" },
	{ "content", "suspicious_domain", "suspicious_registration" },
	{ "copyright", "trademark", "brand_infringement" },
	{ "copyright", "infringement", "copyright" },
	{ "copyright", "file_sharing", "p2p" },
	{ "copyright", "torrent", "p2p" },
	{ "copyright", "streaming", "copyright" },
	{ "infrastructure", "bot", "botnet" },
	{ "infrastructure", "botnet_cc", "botnet" },
	{ "infrastructure", "c2", "botnet" },
	{ "infrastructure", "c2_server", "botnet" },
	{ "infrastructure", "compromised_account", "compromised_server" },
	{ "infrastructure", "compromised_website", "compromised_server" },
	{ "infrastructure", "compromised", "compromised_server" },
	{ "messaging", "bulk", "bulk_messaging" },
	{ "messaging", "unsolicited", "spam" },
	{ "messaging", "social_engineering", "spam" },
	{ "reputation", "blacklist", "blocklist" },
	{ "reputation", "trap", "threat_intelligence" },
	{ "reputation", "threat_intel", "threat_intelligence" },
	{ "vulnerability", "open", "open_service" },
	{ "vulnerability", "openservice", "open_service" },
	{ "vulnerability", "malicious_activity", "vulnerability_scan" },
	{ "vulnerability", "vulnerable", "cve" },
};

static bool same_loose(struct str s, const char *z)
{
	size_t n = strlen(z);

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = ch_tolower(s.p[i]);

		if ((c == '-' || c == ' ' ? '_' : c) != z[i])
			return false;
	}
	return true;
}

int xarf_type_loose(struct str category, struct str type)
{
	size_t slash = str_find_byte(type, '/', 0);

	if (slash != SIZE_MAX && category.n == 0)
		category = str_sub(type, 0, slash);
	if (slash != SIZE_MAX)
		type = str_from(type, slash + 1);
	category = str_trim(category);
	type = str_trim(type);
	for (int i = 0; i < XARF_TYPES; i++)
		if (same_loose(type, types[i].name) &&
			(category.n == 0 || same_loose(category, types[i].category)))
			return i;
	for (size_t k = 0; k < COUNT(old_names); k++) {
		if (!same_loose(type, old_names[k].old) ||
			(category.n && !same_loose(category, old_names[k].category)))
			continue;
		for (int i = 0; i < XARF_TYPES; i++)
			if (strcmp(types[i].name, old_names[k].type) == 0)
				return i;
	}
	return -1;
}

static struct str scalar(const struct json *v)
{
	return v && v->type == JSON_STRING ? v->text : STR("");
}

void xarf_read(const struct json *root, struct xarf *out)
{
	size_t hint = 0;

	memset(out->core, 0, sizeof(out->core));
	out->root = root;
	out->other_n = 0;
	JSON_EACH (m, root) {
		const struct rule *r = schema_row(core, COUNT(core), m->key, &hint);

		if (r)
			out->core[r - core] = m;
		else if (out->other_n++ < XARF_OTHER)
			out->other[out->other_n - 1] = m;
	}
	out->type = xarf_type(scalar(out->core[XARF_CATEGORY]), scalar(out->core[XARF_TYPE]));
}

static void need(const struct json *v, const char *name, const struct step *up, const char *why,
	struct faults *f)
{
	struct step here = { .up = up, .name = str_of(name) };

	if (!v)
		schema_fault(f, FAULT_MISSING, &here, STR(""), why);
}

/* What the schemas say with if, then and anyOf. */
static void check_conditions(const struct xarf *x, struct faults *f)
{
	const char *name = types[x->type].name;
	struct str source = scalar(x->core[XARF_SOURCE]);

	if (types[x->type].category[0] == 'm' && str_is(json_text(x->root, "protocol"), "smtp")) {
		need(json_get(x->root, "smtp_from"), "smtp_from", NULL,
			"is required where protocol is smtp, and missing", f);
		need(x->core[XARF_SOURCE_PORT], "source_port", NULL,
			"is required where protocol is smtp, and missing", f);
	} else if ((strcmp(name, "ddos") == 0 || strcmp(name, "login_attack") == 0 ||
			   strcmp(name, "port_scan") == 0) &&
		   !x->core[XARF_SOURCE_PORT] && schema_form_ok(FORM_IP, source)) {
		need(NULL, "source_port", NULL,
			"is required where source_identifier is an address, and missing", f);
	} else if (strcmp(name, "p2p") == 0) {
		const struct json *swarm = json_get(x->root, "swarm_info");
		struct step at = { .name = STR("swarm_info") };

		need(swarm, "swarm_info", NULL, "is required and missing", f);
		if (swarm && !json_get(swarm, "magnet_uri"))
			need(json_get(swarm, "info_hash"), "info_hash", &at,
				"is required (or magnet_uri) and missing", f);
	} else if (strcmp(name, "usenet") == 0) {
		const struct json *message = json_get(x->root, "message_info");
		struct step at = { .name = STR("message_info") };

		need(message, "message_info", NULL, "is required and missing", f);
		if (message)
			need(json_get(message, "message_id"), "message_id", &at,
				"is required and missing", f);
	}
}

struct progress {
	uint64_t content, type; /* rows seen */
	size_t hint_content, hint_type;
};

/* A member outside the core, or one of the core that types narrow. */
static void check_other(
	const struct type *t, const struct json *m, struct progress *p, struct faults *f)
{
	struct step here = { .name = m->key };
	const struct rule *r = schema_row(t->rows, t->rows_n, m->key, &p->hint_type);

	if (r) {
		p->type |= (uint64_t)1 << (r - t->rows);
	} else if (t->content) {
		r = schema_row(content, COUNT(content), m->key, &p->hint_content);
		if (r)
			p->content |= (uint64_t)1 << (r - content);
	}
	if (r)
		schema_value(r, m, &here, f);
}

void xarf_check(const struct xarf *x, struct faults *f)
{
	const struct type *t = &types[x->type];
	struct progress p = { 0 };
	uint64_t in_core = 0;
	size_t hint = 0;

	for (size_t i = 0; i < XARF_CORE_COUNT; i++) {
		const struct json *m = x->core[i];
		struct step here;

		if (!m)
			continue;
		here = (struct step){ .name = m->key };
		in_core |= (uint64_t)1 << i;
		schema_value(&core[i], m, &here, f);
	}
	if (x->core[XARF_EVIDENCE_SOURCE])
		check_other(t, x->core[XARF_EVIDENCE_SOURCE], &p, f);
	else if (t->rows_n && strcmp(t->rows[0].name, "evidence_source") == 0)
		p.type |= 1; /* one missing member is one fault */
	if (x->other_n <= XARF_OTHER) {
		for (size_t i = 0; i < x->other_n; i++)
			check_other(t, x->other[i], &p, f);
	} else {
		JSON_EACH (m, x->root)
			if (!schema_row(core, COUNT(core), m->key, &hint))
				check_other(t, m, &p, f);
	}
	schema_missing(core, COUNT(core), in_core, NULL, f);
	if (t->content)
		schema_missing(content, COUNT(content), p.content, NULL, f);
	schema_missing(t->rows, t->rows_n, p.type, NULL, f);
	check_conditions(x, f);
}
