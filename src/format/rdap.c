/* SPDX-License-Identifier: Apache-2.0 */
#include "format/rdap.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "format/rdap_card.h"

struct reader {
	struct arena *a;
	struct rdap *r;
	bool forwarder; /* the registrant's mailbox was replaced by one that forwards */
	bool registrant_redacted;
	bool handle_redacted; /* of the registrant */
	unsigned entities;
	bool nomem;
};

static void keep(struct reader *p, struct rdap_list *list, struct str s, size_t most)
{
	struct str *slot;

	if (list->n >= most || s.n == 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], s))
			return;
	slot = VEC_PUSH(p->a, list);
	if (!slot)
		p->nomem = true;
	else
		*slot = s;
}

static void problem(struct reader *p, const char *words)
{
	keep(p, &p->r->problems, str_of(words), 20);
}

static bool is_text(const struct json *v, const char *z)
{
	return v->type == JSON_STRING && str_eq_nocase(str_trim(v->text), str_of(z));
}

static bool has_role(const struct json *entity, const char *role)
{
	const struct json *roles = json_get(entity, "roles");

	if (roles && roles->type == JSON_STRING) /* seen in the wild; the standard has an array */
		return is_text(roles, role);
	if (!roles || roles->type != JSON_ARRAY)
		return false;
	JSON_EACH (x, roles)
		if (is_text(x, role))
			return true;
	return false;
}

static uint32_t iana_id(const struct json *entity)
{
	const struct json *ids = json_get(entity, "publicIds");

	if (!ids || ids->type != JSON_ARRAY)
		return 0;
	JSON_EACH (id, ids) {
		const struct json *v;
		uint64_t n;

		if (id->type != JSON_OBJECT ||
			!str_eq_nocase(str_trim(json_text(id, "type")), STR("IANA Registrar ID")))
			continue;
		v = json_get(id, "identifier");
		if (v && (v->type == JSON_STRING || v->type == JSON_NUMBER) &&
			str_u64(str_trim(v->text), &n) && n > 0 && n < 10000000)
			return (uint32_t)n;
	}
	return 0;
}

/* Before RFC 9537 servers said it in remarks: "REDACTED FOR PRIVACY". */
static bool redacted_by_remark(const struct json *entity)
{
	const struct json *remarks = json_get(entity, "remarks");

	if (!remarks || remarks->type != JSON_ARRAY)
		return false;
	JSON_EACH (x, remarks) {
		if (x->type != JSON_OBJECT)
			continue;
		if (str_find_nocase(json_text(x, "title"), STR("redacted"), 0) != SIZE_MAX ||
			str_starts_nocase(json_text(x, "type"), STR("object redacted")))
			return true;
	}
	return false;
}

/* ${organisation}: what is named is an organisation whatever the card says (registrars are). */
static void party_fill(
	struct reader *p, const struct json *entity, bool organisation, struct rdap_party *out)
{
	struct rdap_card card;

	if (out->there && out->name.p)
		return;
	if (!rdap_card_read(p->a, entity, &card))
		problem(p, "a contact card is malformed");
	out->there = true;
	out->redacted |= card.redacted || redacted_by_remark(entity);
	out->handle = rdap_clean(p->a, json_text(entity, "handle"), 100);
	out->iana_id = iana_id(entity);
	out->country = card.country;
	out->email = card.email;
	out->form = card.form;
	out->phone = card.phone;
	out->url = card.url;
	if (card.org.n)
		out->name = card.org;
	else if (card.fn.n && (organisation || (card.kind_org && !card.kind_person)))
		out->name = card.fn;
	out->person = !out->name.p && !out->redacted;
}

static void registrar_fill(struct reader *p, const struct json *entity)
{
	struct rdap_party *out = &p->r->registrar;
	struct rdap_card card;

	if (out->there)
		return;
	party_fill(p, entity, true, out);
	/* The contract names a registrar by `fn`; `org` is often a trading name. */
	if (rdap_card_read(p->a, entity, &card) && card.fn.n)
		out->name = card.fn;
}

static bool stands_for_nothing(struct str handle)
{
	static const char *const words[] = { "redact", "privacy", "withheld", "protected", "none",
		"n/a" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_find_nocase(handle, str_of(words[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

static void registrant_fill(struct reader *p, const struct json *entity)
{
	struct rdap_party *out = &p->r->registrant;

	if (out->there)
		return;
	party_fill(p, entity, false, out);
	out->redacted |= p->registrant_redacted && !out->name.p;
	if (out->redacted)
		out->person = false;
	/* A mailbox of a natural person is not kept; one that the server put in its place is. */
	if (!p->forwarder)
		out->email = (struct str){ NULL, 0 };
	out->phone = (struct str){ NULL, 0 };
	/* A handle that the registry publishes ties one holder's names together; a word in its place ties strangers. */
	if (p->handle_redacted || out->redacted || stands_for_nothing(out->handle))
		out->handle = (struct str){ NULL, 0 };
}

static void entities_walk(struct reader *p, const struct json *holder, bool in_registrar, int depth)
{
	const struct json *list = json_get(holder, "entities");

	if (!list)
		return;
	if (list->type != JSON_ARRAY || depth > LIMIT_RDAP_NESTING) {
		problem(p, list->type != JSON_ARRAY ? "'entities' is no array"
						    : "entities are nested too deeply");
		return;
	}
	JSON_EACH (x, list) {
		bool registrar;

		if (x->type != JSON_OBJECT)
			continue;
		if (++p->entities > LIMIT_RDAP_ENTITIES) {
			problem(p, "too many entities");
			return;
		}
		registrar = has_role(x, "registrar");
		if (registrar && depth == 0)
			registrar_fill(p, x);
		if (has_role(x, "reseller"))
			party_fill(p, x, true, &p->r->reseller);
		if (has_role(x, "registrant") && depth == 0)
			registrant_fill(p, x);
		if (has_role(x, "abuse"))
			party_fill(p, x, true,
				in_registrar || registrar ? &p->r->registrar_abuse : &p->r->abuse);
	}
	JSON_EACH (x, list)
		if (x->type == JSON_OBJECT)
			entities_walk(p, x,
				in_registrar || (depth == 0 && has_role(x, "registrar")),
				depth + 1);
}

static void redactions(struct reader *p, const struct json *top)
{
	const struct json *list = json_get(top, "redacted");

	if (!list)
		return;
	if (list->type != JSON_ARRAY) {
		problem(p, "'redacted' is no array");
		return;
	}
	JSON_EACH (x, list) {
		const struct json *name = json_get(x, "name");
		struct str words = json_text(name, "description");

		if (!words.p)
			words = json_text(name, "type");
		words = rdap_clean(p->a, words, 80);
		keep(p, &p->r->redacted, words, 60);
		if (str_eq_nocase(words, STR("Registrant Name")) ||
			str_eq_nocase(words, STR("Registrant Organization")))
			p->registrant_redacted = true;
		if (str_eq_nocase(words, STR("Registry Registrant ID")))
			p->handle_redacted = true;
		if (str_eq_nocase(words, STR("Registrant Email")) &&
			str_eq_nocase(json_text(x, "method"), STR("replacementValue")))
			p->forwarder = true;
	}
}

/* The object's own events; those of its entities are theirs and never looked at. */
static void events(struct reader *p, const struct json *top)
{
	const struct json *list = json_get(top, "events");

	if (list && list->type != JSON_ARRAY)
		problem(p, "'events' is no array");
	if (!list || list->type != JSON_ARRAY)
		return;
	JSON_EACH (x, list) {
		struct str what = str_trim(json_text(x, "eventAction"));
		struct str date = json_text(x, "eventDate");
		int64_t at, *slot = NULL;

		if (str_eq_nocase(what, STR("registration")))
			slot = &p->r->registered_at_s;
		else if (str_eq_nocase(what, STR("reregistration")))
			slot = &p->r->reregistered_at_s;
		else if (str_eq_nocase(what, STR("last changed")))
			slot = &p->r->changed_at_s;
		else if (str_eq_nocase(what, STR("expiration")))
			slot = &p->r->expires_at_s;
		if (!slot)
			continue;
		if (!date.p || !clock_parse(date, &at)) {
			problem(p, "an event has no readable date");
			continue;
		}
		/* Two registrations: the earlier is when the name came to be. */
		if (*slot == CLOCK_NONE ||
			(slot == &p->r->registered_at_s ? at < *slot : at > *slot))
			*slot = at;
	}
}

/* "clientHold", "Client Hold" and "clientHold https://icann.org/epp#clientHold" are "client hold". */
static struct str status_word(struct arena *a, struct str s)
{
	size_t cut = str_find_nocase(s, STR(" http"), 0);
	char *p, *to;

	s = str_trim(str_sub(s, 0, cut));
	if (s.n > 60)
		return (struct str){ NULL, 0 };
	p = to = arena_alloc(a, 2 * s.n + 1);
	if (!p)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_alnum(s.p[i]) && s.p[i] != ' ' && s.p[i] != '-')
			return (struct str){ NULL, 0 };
		if (i && ch_upper(s.p[i]) && ch_lower(s.p[i - 1]))
			*to++ = ' ';
		*to++ = ch_tolower(s.p[i]);
	}
	return str_make(p, (size_t)(to - p));
}

static void statuses(struct reader *p, const struct json *top)
{
	const struct json *list = json_get(top, "status");

	if (!list)
		return;
	if (list->type == JSON_STRING)
		keep(p, &p->r->status, status_word(p->a, list->text), 30);
	else if (list->type != JSON_ARRAY)
		problem(p, "'status' is no array");
	else
		JSON_EACH (x, list)
			if (x->type == JSON_STRING)
				keep(p, &p->r->status, status_word(p->a, x->text), 30);
}

/* Lower case, without a trailing dot; p NULL for what is no name in A-labels. */
static struct str host_name(struct arena *a, struct str s)
{
	char *p;

	s = str_trim(s);
	if (s.n && s.p[s.n - 1] == '.')
		s.n--;
	if (s.n == 0 || s.n > LIMIT_HOST_BYTES)
		return (struct str){ NULL, 0 };
	p = arena_alloc(a, s.n);
	for (size_t i = 0; p && i < s.n; i++) {
		if (!ch_alnum(s.p[i]) && s.p[i] != '.' && s.p[i] != '-' && s.p[i] != '_')
			return (struct str){ NULL, 0 };
		p[i] = ch_tolower(s.p[i]);
	}
	return str_make(p, p ? s.n : 0);
}

static void nameservers(struct reader *p, const struct json *top)
{
	const struct json *list = json_get(top, "nameservers");

	if (!list)
		return;
	if (list->type != JSON_ARRAY) {
		problem(p, "'nameservers' is no array");
		return;
	}
	JSON_EACH (x, list) {
		struct str name = host_name(p->a, json_text(x, "ldhName"));

		if (name.p)
			keep(p, &p->r->nameservers, name, LIMIT_DNS_RECORDS);
		else
			problem(p, "a name server without a readable name");
	}
}

/* The registrar's own answer: rel "related" to RDAP data about a domain. */
static void related_link(struct reader *p, const struct json *top)
{
	const struct json *list = json_get(top, "links");

	if (!list || list->type != JSON_ARRAY)
		return;
	JSON_EACH (x, list) {
		struct str href = json_text(x, "href");

		if (!str_eq_nocase(json_text(x, "rel"), STR("related")) || p->r->related.p)
			continue;
		if (str_find_nocase(json_text(x, "type"), STR("rdap"), 0) == SIZE_MAX &&
			str_find_nocase(href, STR("/domain/"), 0) == SIZE_MAX)
			continue;
		p->r->related = rdap_web(p->a, href);
	}
}

static enum rdap_class class_of(const struct json *top)
{
	static const struct {
		const char *text;
		enum rdap_class class;
	} names[] = { { "domain", RDAP_DOMAIN }, { "ip network", RDAP_NETWORK },
		{ "autnum", RDAP_AUTNUM }, { "nameserver", RDAP_NAMESERVER },
		{ "entity", RDAP_ENTITY } };
	struct str class = str_trim(json_text(top, "objectClassName"));

	if (json_get(top, "errorCode"))
		return RDAP_ERROR;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(class, str_of(names[i].text)))
			return names[i].class;
	if (class.p)
		return RDAP_OTHER;
	/* Some servers forget the class; the members tell. */
	if (json_get(top, "startAddress"))
		return RDAP_NETWORK;
	if (json_get(top, "startAutnum"))
		return RDAP_AUTNUM;
	return json_get(top, "ldhName") ? RDAP_DOMAIN : RDAP_OTHER;
}

/* An ISO 3166-1 code, in capitals; p NULL for anything else. */
static struct str country(struct arena *a, struct str s)
{
	char two[2];

	s = str_trim(s);
	if (s.n != 2 || !ch_alpha(s.p[0]) || !ch_alpha(s.p[1]))
		return (struct str){ NULL, 0 };
	two[0] = (char)(s.p[0] & ~0x20);
	two[1] = (char)(s.p[1] & ~0x20);
	return arena_dup(a, str_make(two, 2));
}

static void network(struct reader *p, const struct json *top)
{
	const struct json *first = json_get(top, "startAutnum"), *last = json_get(top, "endAutnum");
	struct rdap *r = p->r;

	r->name = rdap_clean(p->a, json_text(top, "name"), 100);
	r->kind = rdap_clean(p->a, json_text(top, "type"), 60);
	r->country = country(p->a, json_text(top, "country"));
	if (r->class == RDAP_AUTNUM) {
		r->start = first ? rdap_clean(p->a, first->text, 10) : r->start;
		r->end = last ? rdap_clean(p->a, last->text, 10) : r->end;
	} else {
		r->start = rdap_clean(p->a, json_text(top, "startAddress"), 60);
		r->end = rdap_clean(p->a, json_text(top, "endAddress"), 60);
	}
}

int rdap_parse(struct arena *a, struct str in, struct rdap *out, struct err *e)
{
	struct rdap r = { .registered_at_s = CLOCK_NONE,
		.reregistered_at_s = CLOCK_NONE,
		.changed_at_s = CLOCK_NONE,
		.expires_at_s = CLOCK_NONE };
	struct reader p = { .a = a, .r = &r };
	const struct json *v;
	struct json *top;
	int64_t code;
	int rc;

	if (in.n > LIMIT_RDAP_BYTES)
		return err_set(e, BW_ELIMIT, "an RDAP answer of %zu bytes; at most %u are read",
			in.n, LIMIT_RDAP_BYTES);
	rc = json_parse(a, in, &top, e);
	if (rc)
		return err_prefix(e, "RDAP answer: ");
	if (top->type != JSON_OBJECT)
		return err_set(e, BW_EPARSE, "an RDAP answer is an object, not %s",
			json_type_name(top->type));
	r.class = class_of(top);
	if (r.class == RDAP_ERROR) {
		r.error_code =
			json_i64(json_get(top, "errorCode"), &code) && code > 0 && code < 1000
				? (int)code
				: 0;
		r.title = rdap_clean(a, json_text(top, "title"), 200);
	}
	r.handle = rdap_clean(a, json_text(top, "handle"), 100);
	if (r.class == RDAP_NETWORK || r.class == RDAP_AUTNUM)
		network(&p, top);
	else
		r.name = host_name(a, json_text(top, "ldhName"));
	redactions(&p, top);
	events(&p, top);
	statuses(&p, top);
	nameservers(&p, top);
	related_link(&p, top);
	v = json_get(json_get(top, "secureDNS"), "delegationSigned");
	r.signed_delegation = v && v->type == JSON_TRUE;
	entities_walk(&p, top, false, 0);
	if (p.nomem)
		return err_nomem(e);
	*out = r;
	return BW_OK;
}
