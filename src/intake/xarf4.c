/* SPDX-License-Identifier: Apache-2.0 */
/* XARF 4 as a report.  Strict: every fault refuses.  Lenient: what makes it a report must hold (a version,
 * a type, a target, for messages the channel); everything else that is missing or wrong is filled in or
 * passed over, and each time a guess says so. */
#include <math.h>
#include <stdio.h>

#include "base/limit.h"
#include "format/xarf.h"
#include "intake/reader.h"

enum slot {
#define SLOT(code, name, inner, kind) SLOT_##code,
#include "intake/xarf4.def"
#undef SLOT
	SLOT_COUNT
};

static const struct slot_row {
	const char *name;
	size_t name_n;
	const char *inner;
	evidence_set kind;
} slots[SLOT_COUNT] = {
#define SLOT(code, name, inner, kind) { name, sizeof(name) - 1, inner, kind },
#include "intake/xarf4.def"
#undef SLOT
};

struct work {
	struct reader *rd;
	const struct json *got[SLOT_COUNT];
	struct xarf x;
	struct report r;
	struct err *e;
	bool strict;
};

static struct str text_of(const struct json *v)
{
	return v && v->type == JSON_STRING ? v->text : STR("");
}

static struct str text_at(const struct work *w, enum slot slot)
{
	return text_of(w->got[slot]);
}

static void put_slot(struct work *w, const struct json *m)
{
	for (size_t i = 0; i < SLOT_COUNT; i++)
		if (slots[i].name_n == m->key.n && slots[i].name[0] == m->key.p[0] &&
			memcmp(slots[i].name, m->key.p, m->key.n) == 0) {
			w->got[i] = m;
			return;
		}
}

static void find_slots(struct work *w)
{
	if (w->x.other_n <= XARF_OTHER) {
		for (size_t i = 0; i < w->x.other_n; i++)
			put_slot(w, w->x.other[i]);
		return;
	}
	JSON_EACH (m, w->x.root)
		put_slot(w, m);
}

static int guess(struct work *w, const char *field, struct str value, const char *why)
{
	return reader_guess(w->rd, &w->r, str_of(field), value, why, w->e);
}

static __attribute__((cold, noinline)) int refuse_type(
	struct work *w, struct str category, struct str type)
{
	char why[2 * QUOTE_ROOM(40) + 80], a[QUOTE_ROOM(40)], b[QUOTE_ROOM(40)];

	if (type.n == 0)
		return reader_refuse(w->rd, STR("type"), STR("is required and missing"), w->e);
	(void)snprintf(why, sizeof(why), "'%s' with category '%s' is no pair of the schemas",
		str_quote(type, 40, a), str_quote(category, 40, b));
	return reader_refuse(w->rd, STR("type"), str_of(why), w->e);
}

/* Where the pair is none of the schemas', what was meant. */
static int find_type(struct work *w, bool *refused)
{
	struct str category, type;

	*refused = false;
	if (w->x.type >= 0)
		return BW_OK;
	category = text_of(w->x.core[XARF_CATEGORY]);
	type = text_of(w->x.core[XARF_TYPE]);
	if (category.n == 0)
		category = text_at(w, SLOT_CLASS);
	if (!w->strict)
		w->x.type = xarf_type_loose(category, type);
	if (w->x.type >= 0)
		return guess(w, "type", type, "read as the type of today's schemas that it means");
	*refused = true;
	return refuse_type(w, category, type);
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
	JSON_EACH (m, v) {
		if (str_is(m->key, "org"))
			p->org = str_clip(text_of(m), LIMIT_TEXT_FIELD);
		else if (str_is(m->key, "contact"))
			p->contact = str_clip(text_of(m), LIMIT_TEXT_FIELD);
		else if (str_is(m->key, "domain"))
			p->domain = str_clip(text_of(m), LIMIT_TEXT_FIELD);
	}
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
	static const enum slot others[] = { SLOT_FIRST_SEEN, SLOT_VERIFIED_AT, SLOT_LAST_SEEN,
		SLOT_DATE };
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
	struct str url = text_at(w, SLOT_URL), source = text_of(w->x.core[XARF_SOURCE]), other;
	bool content = strcmp(xarf_category_name(w->x.type), "content") == 0;
	int rc;

	if (url.n == 0)
		url = text_at(w, SLOT_INFRINGING_URL);
	if (url.n == 0 && content) {
		other = text_at(w, SLOT_DOMAIN);
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
		rc = reader_target(w->rd, &w->r, text_at(w, SLOT_C2_SERVER), w->e);
	/* Several targets of one XARF report each have their own role in it. */
	if (w->r.targets_n > 1)
		w->r.evidence |= EVIDENCE_BIT(PER_NAME);
	if (url.n && str_find(url, STR("://"), 0) != SIZE_MAX)
		w->r.evidence |= EVIDENCE_BIT(URL);
	return rc;
}

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

static bool one_says_something(const struct json *object, const char *names)
{
	while (*names) {
		size_t n = strcspn(names, "|");

		if (says_something(json_get_str(object, str_make(names, n))))
			return true;
		names += n + (names[n] == '|');
	}
	return false;
}

static bool classified(struct str s)
{
	return str_is(s, "baseline") || str_is(s, "A1") || str_is(s, "A2") || str_is(s, "B1") ||
	       str_is(s, "B2");
}

static void read_signs(struct work *w)
{
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		const struct json *v = w->got[i];

		if (v && (slots[i].inner ? one_says_something(v, slots[i].inner)
					 : says_something(v)))
			w->r.evidence |= slots[i].kind;
	}
	/* A classification is one of the hotlines' words or none. */
	if (w->got[SLOT_CLASSIFICATION] && !classified(text_at(w, SLOT_CLASSIFICATION)))
		w->r.evidence &= ~EVIDENCE_BIT(CLASSIFICATION);
	/* Who was hit, from which port and when: what a provider needs to find the customer. */
	if (w->x.core[XARF_SOURCE_PORT] && (w->r.evidence & EVIDENCE_BIT(TIME)) &&
		(w->r.harm == HARM_INFECTED_HOST || says_something(w->got[SLOT_DESTINATION_IP])))
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
	static const enum slot brands[] = { SLOT_TARGET_BRAND, SLOT_TARGETED_BRANDS,
		SLOT_CLAIMED_ENTITY, SLOT_IMPERSONATED_ENTITY, SLOT_RIGHTS_HOLDER };
	static const enum slot genuine[] = { SLOT_LEGITIMATE_SITE, SLOT_CLONED_SITE,
		SLOT_ORIGINAL_URL };
	struct str s = text_at(w, SLOT_REGISTRATION_DATE);
	double confidence;

	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]) && !w->r.brand.n; i++)
		w->r.brand = str_clip(str_trim(first_of(w->got[brands[i]])), LIMIT_TEXT_FIELD);
	for (size_t i = 0; i < sizeof(genuine) / sizeof(genuine[0]) && !w->r.legitimate.n; i++)
		w->r.legitimate = str_clip(str_trim(first_of(w->got[genuine[i]])), LIMIT_URL_BYTES);
	if (!s.n)
		s = text_of(json_get(w->got[SLOT_WHOIS], "created_date"));
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

/* Bytes that base64 stands for; of other text its own length, or less. */
static size_t decoded_size(struct str s)
{
	size_t pads = str_ends(s, STR("==")) ? 2 : str_ends(s, STR("=")) ? 1 : 0;

	return s.n / 4 * 3 - (s.n >= 4 ? pads : 0);
}

/* An item of more than LIMIT_EVIDENCE_BYTES is refused in either reading; so are more than LIMIT_EVIDENCE. */
static void check_sizes(struct work *w, struct faults *f)
{
	const struct json *v = w->x.core[XARF_EVIDENCE];
	struct step list = { .name = STR("evidence") }, element = { .up = &list };
	struct step at = { .up = &element, .name = STR("payload") };

	if (!v || v->type != JSON_ARRAY)
		return;
	JSON_EACH (item, v) {
		struct str payload = text_of(json_get(item, "payload"));

		if (decoded_size(payload) > LIMIT_EVIDENCE_BYTES)
			schema_fault(f, FAULT_LIMIT, &at, STR(""), "is larger than 5242880 bytes");
		element.index++;
	}
}

/* A message went over some channel; without it nobody knows which operator carried it. */
static int find_protocol(struct work *w, bool *refused)
{
	int64_t port = 0;

	*refused = false;
	if (strcmp(xarf_category_name(w->x.type), "messaging") != 0 || text_at(w, SLOT_PROTOCOL).n)
		return BW_OK;
	(void)json_i64(w->x.core[XARF_SOURCE_PORT], &port);
	if (text_at(w, SLOT_SMTP_FROM).n || port == 25 || port == 465 || port == 587 ||
		(w->r.evidence & EVIDENCE_BIT(MESSAGE)))
		return guess(
			w, "protocol", STR("smtp"), "is missing: taken from what else is there");
	*refused = true;
	return reader_refuse(w->rd, STR("protocol"), STR("is required and missing"), w->e);
}

/* What a lenient reading forgives is told, but for what was told already. */
static __attribute__((cold, noinline)) int forgive(struct work *w, const struct faults *f)
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
	find_slots(&w);
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
