/* SPDX-License-Identifier: Apache-2.0 */
/* XARF 4 as a report.  Strict: every fault refuses.  Lenient: what makes it a report must hold (a version,
 * a type, a target, for messages the channel); everything else that is missing or wrong is filled in or
 * passed over, and each time a guess says so. */
#include <math.h>
#include <stdio.h>

#include "base/limit.h"
#include "format/xarf.h"
#include "intake/reader.h"

struct work {
	struct reader *rd;
	struct xarf x;
	struct report r;
	struct err *e;
	bool strict;
};

static struct str text_of(const struct json *v)
{
	return v && v->type == JSON_STRING ? v->text : STR("");
}

static struct str text_at(const struct work *w, const char *name)
{
	return text_of(json_get(w->x.root, name));
}

static int guess(struct work *w, const char *field, struct str value, const char *why)
{
	return reader_guess(w->rd, &w->r, str_of(field), value, why, w->e);
}

/* Where the pair is none of the schemas', what was meant. */
static int find_type(struct work *w, bool *refused)
{
	struct str category = text_of(w->x.core[XARF_CATEGORY]), q;
	struct str type = text_of(w->x.core[XARF_TYPE]);
	char why[2 * QUOTE_ROOM(40) + 80], a[QUOTE_ROOM(40)], b[QUOTE_ROOM(40)];

	*refused = false;
	if (w->x.type >= 0)
		return BW_OK;
	if (category.n == 0)
		category = text_at(w, "class");
	if (!w->strict)
		w->x.type = xarf_type_loose(category, type);
	if (w->x.type >= 0)
		return guess(w, "type", type, "read as the type of today's schemas that it means");
	*refused = true;
	(void)snprintf(why, sizeof(why), "'%s' with category '%s' is no pair of the schemas",
		str_quote(type, 40, a), str_quote(category, 40, b));
	q = type.n == 0 ? STR("type is required and missing") : str_of(why);
	return reader_refuse(w->rd, STR("type"), q, w->e);
}

static int read_party(struct work *w, const struct json *v, const char *what, struct party *p)
{
	if (!v)
		return BW_OK;
	if (v->type == JSON_STRING) {
		if (contact_ok(v->text))
			p->contact = str_clip(v->text, LIMIT_TEXT_FIELD);
		else
			p->org = str_clip(v->text, LIMIT_TEXT_FIELD);
		return guess(w, what, STR(""), "is text where an object is expected");
	}
	p->org = str_clip(text_of(json_get(v, "org")), LIMIT_TEXT_FIELD);
	p->contact = str_clip(text_of(json_get(v, "contact")), LIMIT_TEXT_FIELD);
	p->domain = str_clip(text_of(json_get(v, "domain")), LIMIT_TEXT_FIELD);
	return BW_OK;
}

static bool party_empty(const struct party *p)
{
	return !p->org.n && !p->contact.n && !p->domain.n;
}

static int read_parties(struct work *w)
{
	int rc = read_party(w, w->x.core[XARF_REPORTER], "reporter", &w->r.reporter);

	if (!rc)
		rc = read_party(w, w->x.core[XARF_SENDER], "sender", &w->r.sender);
	if (!rc && party_empty(&w->r.reporter) && !party_empty(&w->r.sender)) {
		w->r.reporter = w->r.sender;
		rc = guess(w, "reporter", STR("as the sender"), "is missing");
	}
	if (!rc && party_empty(&w->r.reporter)) {
		reader_hints(w->rd, &w->r);
		rc = guess(w, "reporter", w->r.reporter.org, "is missing: who handed it in");
	}
	if (!rc && party_empty(&w->r.sender)) {
		w->r.sender = w->r.reporter;
		rc = guess(w, "sender", STR("as the reporter"), "is missing");
	}
	if (contact_ok(w->r.reporter.contact) || contact_ok(w->r.sender.contact))
		w->r.evidence |= EVIDENCE_BIT(CONTACT);
	return rc;
}

static int read_time(struct work *w)
{
	static const char *const others[] = { "first_seen", "verified_at", "last_seen", "date" };
	const struct json *v = w->x.core[XARF_TIMESTAMP];
	struct str s = text_of(v);
	int64_t t;

	if (schema_time(s, &t)) {
		w->r.incident_at_s = t;
		w->r.evidence |= EVIDENCE_BIT(TIME);
		return BW_OK;
	}
	if (v && v->type == JSON_NUMBER)
		s = v->text;
	if (loose_time(s, &t)) {
		w->r.incident_at_s = t;
		w->r.evidence |= EVIDENCE_BIT(TIME);
		return guess(w, "timestamp", s, "is not RFC 3339 with zone: read as UTC");
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		s = text_at(w, others[i]);
		if (s.n && loose_time(s, &t)) {
			w->r.incident_at_s = t;
			w->r.evidence |= EVIDENCE_BIT(TIME);
			return guess(
				w, "timestamp", s, "is missing or no time: taken from another");
		}
	}
	return guess(
		w, "timestamp", STR(""), "is missing or no time: when it happened is not known");
}

/* Content is identified by where it is, a copy by where it is offered, the rest by its source. */
static int read_targets(struct work *w)
{
	struct str url = text_at(w, "url"), source = text_of(w->x.core[XARF_SOURCE]), other;
	bool content = strcmp(xarf_category_name(w->x.type), "content") == 0;
	int rc;

	if (url.n == 0)
		url = text_at(w, "infringing_url");
	if (url.n == 0 && content) {
		other = text_at(w, "domain");
		url = str_find(source, STR("://"), 0) != SIZE_MAX || other.n == 0 ? source : other;
		if (url.n) {
			rc = guess(w, "url", url, "is missing: taken from what is named instead");
			if (rc)
				return rc;
		}
	}
	if (str_trim(source).n == 0 && url.n) {
		rc = guess(w, "source_identifier", url, "is missing: the url stands for it");
		if (rc)
			return rc;
	}
	rc = reader_target(w->rd, &w->r, url.n ? url : source, w->e);
	if (!rc && w->r.harm == HARM_BOTNET)
		rc = reader_target(w->rd, &w->r, text_at(w, "c2_server"), w->e);
	/* Several targets of one XARF report each have their own role in it. */
	if (w->r.targets_n > 1)
		w->r.evidence |= EVIDENCE_BIT(PER_NAME);
	if (url.n && str_find(url, STR("://"), 0) != SIZE_MAX)
		w->r.evidence |= EVIDENCE_BIT(URL);
	return rc;
}

/* Members whose presence is evidence. */
static const struct sign {
	const char *name, *inner; /* inner: member of an object */
	evidence_set kind;
} signs[] = {
	{ "target_brand", NULL, EVIDENCE_BIT(BRAND) },
	{ "targeted_brands", NULL, EVIDENCE_BIT(BRAND) },
	{ "claimed_entity", NULL, EVIDENCE_BIT(BRAND) },
	{ "impersonated_entity", NULL, EVIDENCE_BIT(BRAND) },
	{ "legitimate_site", NULL, EVIDENCE_BIT(LEGITIMATE) },
	{ "cloned_site", NULL, EVIDENCE_BIT(LEGITIMATE) },
	{ "original_url", NULL, EVIDENCE_BIT(LEGITIMATE) },
	{ "redirect_chain", NULL, EVIDENCE_BIT(REDIRECTS) },
	{ "submission_url", NULL, EVIDENCE_BIT(SUBMISSION) },
	{ "screenshot_url", NULL, EVIDENCE_BIT(SCREENSHOT) },
	{ "malware_family", NULL, EVIDENCE_BIT(FAMILY) },
	{ "bot_name", NULL, EVIDENCE_BIT(FAMILY) },
	{ "file_hash", NULL, EVIDENCE_BIT(HASH) },
	{ "file_hashes", "sha256", EVIDENCE_BIT(HASH) },
	{ "file_hashes", "sha1", EVIDENCE_BIT(HASH) },
	{ "file_hashes", "md5", EVIDENCE_BIT(HASH) },
	{ "file_info", "file_hash", EVIDENCE_BIT(HASH) },
	{ "swarm_info", "info_hash", EVIDENCE_BIT(HASH) },
	{ "swarm_info", "magnet_uri", EVIDENCE_BIT(HASH) },
	{ "message_info", "message_id", EVIDENCE_BIT(MESSAGE) },
	{ "sandbox_analysis", "analysis_url", EVIDENCE_BIT(SANDBOX) },
	{ "c2_server", NULL, EVIDENCE_BIT(C2_ROLE) },
	{ "c2_servers", NULL, EVIDENCE_BIT(C2_ROLE) },
	{ "compromise_evidence", NULL, EVIDENCE_BIT(C2_ROLE) | EVIDENCE_BIT(OBSERVATION) },
	{ "bot_type", NULL, EVIDENCE_BIT(C2_ROLE) },
	{ "rights_holder", NULL, EVIDENCE_BIT(RIGHTS) },
	{ "trademark_details", "registration_number", EVIDENCE_BIT(RIGHTS) },
	{ "trademark_registration", NULL, EVIDENCE_BIT(RIGHTS) },
	{ "registration_date", NULL, EVIDENCE_BIT(REGISTRATION) },
	{ "whois", "created_date", EVIDENCE_BIT(REGISTRATION) },
	{ "suspicious_indicators", NULL, EVIDENCE_BIT(OBSERVATION) },
	{ "dns_records", "a", EVIDENCE_BIT(RESOLUTION) },
	{ "classification", NULL, EVIDENCE_BIT(CLASSIFICATION) },
	{ "exploitation_type", NULL, EVIDENCE_BIT(CLASSIFICATION) },
	{ "previous_enforcement", NULL, EVIDENCE_BIT(PRIOR_NOTICE) },
};

static bool says_something(const struct json *v)
{
	if (!v)
		return false;
	switch (v->type) {
	case JSON_STRING: return str_trim(v->text).n > 0;
	case JSON_NUMBER: return true;
	case JSON_ARRAY:
	case JSON_OBJECT: return v->n > 0;
	default: return false;
	}
}

static void read_signs(struct work *w)
{
	JSON_EACH (m, w->x.root) {
		char first = m->key.n ? m->key.p[0] : '\0';

		for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
			if (signs[i].name[0] != first || !str_is(m->key, signs[i].name))
				continue;
			if (says_something(signs[i].inner ? json_get(m, signs[i].inner) : m))
				w->r.evidence |= signs[i].kind;
		}
	}
	/* Who was hit, from which port and when: what a provider needs to find the customer. */
	if (w->x.core[XARF_SOURCE_PORT] && (w->r.evidence & EVIDENCE_BIT(TIME)) &&
		says_something(json_get(w->x.root, "destination_ip")))
		w->r.evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	if (w->x.core[XARF_SOURCE_PORT] && w->r.harm == HARM_INFECTED_HOST)
		w->r.evidence |= EVIDENCE_BIT(TRAFFIC_LOG);
	if (w->r.harm == HARM_BOTNET || w->r.harm == HARM_INFECTED_HOST)
		w->r.evidence |= EVIDENCE_BIT(C2_ROLE);
}

static struct str first_of(const struct json *v)
{
	if (v && v->type == JSON_ARRAY)
		v = v->first;
	return text_of(v);
}

static void read_claims(struct work *w)
{
	static const char *const brands[] = { "target_brand", "targeted_brands", "claimed_entity",
		"impersonated_entity", "rights_holder" };
	static const char *const genuine[] = { "legitimate_site", "cloned_site", "original_url" };
	struct str s = text_at(w, "registration_date");
	double confidence;

	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]) && !w->r.brand.n; i++)
		w->r.brand = str_clip(
			str_trim(first_of(json_get(w->x.root, brands[i]))), LIMIT_TEXT_FIELD);
	for (size_t i = 0; i < sizeof(genuine) / sizeof(genuine[0]) && !w->r.legitimate.n; i++)
		w->r.legitimate = str_clip(
			str_trim(first_of(json_get(w->x.root, genuine[i]))), LIMIT_URL_BYTES);
	if (!s.n)
		s = text_of(json_get(json_get(w->x.root, "whois"), "created_date"));
	if (s.n)
		(void)loose_time(s, &w->r.registered_at_s);
	if (json_double(w->x.core[XARF_CONFIDENCE], &confidence) && confidence >= 0 &&
		confidence <= 1)
		w->r.confidence_percent = (int)lround(confidence * 100);
	s = str_trim(text_of(w->x.core[XARF_DESCRIPTION]));
	if (s.n) {
		w->r.note = str_clip(s, LIMIT_TEXT_FIELD);
		w->r.evidence |= EVIDENCE_BIT(OBSERVATION);
	}
}

static void read_item(struct work *w, const struct json *item)
{
	struct str payload = text_of(json_get(item, "payload"));
	struct str media = text_of(json_get(item, "content_type"));

	if (str_trim(payload).n == 0)
		return;
	w->r.evidence |= evidence_of_media(media.n ? media : STR("text/plain"), w->r.harm);
}

static void read_evidence(struct work *w)
{
	const struct json *v = w->x.core[XARF_EVIDENCE];

	if (v && v->type == JSON_OBJECT)
		read_item(w, v);
	else if (v && v->type == JSON_ARRAY)
		JSON_EACH (item, v)
			read_item(w, item);
}

/* An item of more than LIMIT_EVIDENCE_BYTES is refused in either reading; so is a 51st item. */
static void check_sizes(struct work *w, struct faults *f)
{
	const struct json *v = w->x.core[XARF_EVIDENCE];
	struct step list = { .name = STR("evidence") }, element = { .up = &list };
	struct step at = { .up = &element, .name = STR("payload") };

	if (!v || v->type != JSON_ARRAY)
		return;
	JSON_EACH (item, v) {
		struct str payload = text_of(json_get(item, "payload"));

		if (payload.n / 4 * 3 > LIMIT_EVIDENCE_BYTES + 2)
			schema_fault(f, FAULT_LIMIT, &at, STR(""), "is larger than 5242880 bytes");
		element.index++;
	}
}

/* A message went over some channel; without it nobody knows which operator carried it. */
static int find_protocol(struct work *w, bool *refused)
{
	int64_t port = 0;

	*refused = false;
	if (strcmp(xarf_category_name(w->x.type), "messaging") != 0 || text_at(w, "protocol").n)
		return BW_OK;
	(void)json_i64(w->x.core[XARF_SOURCE_PORT], &port);
	if (text_at(w, "smtp_from").n || port == 25 || port == 465 || port == 587 ||
		(w->r.evidence & EVIDENCE_BIT(MESSAGE)))
		return guess(
			w, "protocol", STR("smtp"), "is missing: taken from what else is there");
	*refused = true;
	return reader_refuse(w->rd, STR("protocol"), STR("is required and missing"), w->e);
}

/* What a lenient reading forgives is told, but for what was told already. */
static int forgive(struct work *w, const struct faults *f)
{
	static const char *const told[] = { "timestamp", "reporter", "sender", "type", "category",
		"url", "source_identifier", "protocol" };

	for (size_t i = 0; i < f->n; i++) {
		const struct fault *t = &f->v[i];
		bool skip = false;
		char why[200];
		struct str copy;
		int rc;

		for (size_t k = 0; k < sizeof(told) / sizeof(told[0]); k++)
			skip |= str_is(t->path, told[k]);
		if (skip)
			continue;
		(void)snprintf(why, sizeof(why), "%.*s: %s", STR_ARG(str_sub(t->why, 0, 180)),
			t->kind == FAULT_MISSING ? "taken without" : "taken as it is");
		copy = arena_dup(w->rd->a, str_of(why));
		if (!copy.p)
			return err_nomem(w->e);
		rc = reader_guess(w->rd, &w->r, t->path, t->value, copy.p, w->e);
		if (rc)
			return rc;
	}
	return BW_OK;
}

/* Refuse for what no reading forgives; ${*refused} says so. */
static int check(struct work *w, struct faults *f, bool *refused)
{
	struct faults hard = { .a = w->rd->a };

	xarf_check(&w->x, f);
	check_sizes(w, f);
	*refused = false;
	if (f->nomem)
		return err_nomem(w->e);
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].kind == FAULT_LIMIT) {
			hard = (struct faults){ .v = &f->v[i], .n = 1, .total = 1 };
			break;
		}
	if (w->strict && f->n)
		hard = *f;
	if (hard.n == 0)
		return BW_OK;
	*refused = true;
	return reader_refuse_faults(w->rd, &hard, w->e);
}

static int check_version(struct work *w, bool *refused)
{
	const struct json *v = w->x.core[XARF_VERSION];
	struct str s = v && v->type == JSON_NUMBER ? v->text : text_of(v);

	*refused = false;
	if (schema_form_ok(FORM_VERSION, s) && v->type == JSON_STRING)
		return BW_OK;
	if (!w->strict && (str_is(s, "4") || str_starts(s, STR("4."))))
		return BW_OK; /* forgive() tells of it */
	*refused = true;
	return reader_refuse(w->rd, STR("xarf_version"),
		STR("is not a version 4 (4.n.n); other versions are not read as XARF 4"), w->e);
}

static int read_report(struct work *w)
{
	struct str ref = text_of(w->x.core[XARF_REPORT_ID]);
	int rc;

	w->r.ref = str_clip(str_trim(ref), LIMIT_TEXT_FIELD);
	rc = read_parties(w);
	if (!rc)
		rc = read_time(w);
	if (!rc)
		rc = read_targets(w);
	if (rc)
		return rc;
	read_claims(w);
	read_signs(w);
	read_evidence(w);
	return BW_OK;
}

int reader_xarf4(struct reader *rd, const struct json *v, struct str raw, struct err *e)
{
	struct work w = { .rd = rd, .e = e, .strict = rd->h->strict };
	struct faults f = { .a = rd->a, .advise = rd->h->strict };
	bool refused;
	int rc;

	report_init(&w.r);
	w.r.format = FORMAT_XARF4;
	xarf_read(v, &w.x);
	rc = check_version(&w, &refused);
	if (rc || refused)
		return rc;
	rc = find_type(&w, &refused);
	if (rc || refused)
		return rc;
	w.r.harm = w.x.type;
	f.quiet = harm_class_of(w.r.harm) == CLASS_CSAM;
	rc = check(&w, &f, &refused);
	if (rc || refused)
		return rc;
	rc = read_report(&w);
	if (!rc)
		rc = find_protocol(&w, &refused);
	if (!rc && !refused && f.n)
		rc = forgive(&w, &f);
	if (rc || refused)
		return rc;
	if (w.r.targets_n == 0)
		return reader_refuse(rd, STR("source_identifier"),
			STR("is missing, and so is every other address, domain or URL"), e);
	return reader_emit(rd, &w.r, raw, e);
}
