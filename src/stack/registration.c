/* SPDX-License-Identifier: Apache-2.0 */
/* registration.c -- registrant, reseller, registrar and registry of the registrable domain. */
#include "stack/build.h"

/* Country-code labels that are not the country's ISO 3166-1 code, or no country at all. */
static struct str cc_country(struct build *b, struct str label)
{
	static const struct {
		const char *label, *country;
	} odd[] = { { "uk", "GB" }, { "eu", "" }, { "su", "" }, { "ac", "" }, { "tp", "TL" } };
	char two[2];

	if (label.n != 2 || !ch_alpha(label.p[0]) || !ch_alpha(label.p[1]))
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (str_is(label, odd[i].label))
			return odd[i].country[0] ? str_of(odd[i].country) : (struct str){ NULL, 0 };
	two[0] = (char)(label.p[0] & ~0x20);
	two[1] = (char)(label.p[1] & ~0x20);
	return build_join(b, str_make(two, 2), (struct str){ NULL, 0 }, (struct str){ NULL, 0 });
}

/* Who runs a registry's RDAP server is nearly always the registry's operator. */
static void registry_operator(struct build *b, struct actor *x, struct str base)
{
	struct str host = str_from(base, 8); /* after https:// */
	struct directory_entry d;

	host = build_registrable(b, str_sub(host, 0, str_find_byte(host, '/', 0)));
	if (host.n && refdata_directory(b->rd, host, &d) &&
		str_find(d.roles, STR("registry"), 0) != SIZE_MAX)
		build_directory(b, x, host);
}

static void registry(struct build *b)
{
	struct str label = b->domain.p ? b->domain : b->site->host;
	struct str base = refdata_rdap_domain(b->rd, label);
	size_t dot = str_rfind_byte(label, '.');
	struct str country, id;
	struct actor *x;
	bool listed;

	if (dot != SIZE_MAX)
		label = str_from(label, dot + 1);
	if (label.n == 0)
		return;
	listed = refdata_tld(b->rd, label);
	country = cc_country(b, label);
	id = BUILD_JOIN(b, STR("tld:"), label);
	b->uses |= base.p ? USE_RDAP_SERVERS | USE_ROOT : USE_ROOT;
	if (base.p)
		x = build_actor(b, ROLE_REGISTRY, id, (struct str){ NULL, 0 }, BASIS_BOOTSTRAP,
			CONFIDENCE_CERTAIN, build_date(b, USE_RDAP_SERVERS),
			b->tenant ? STR("answers for the top-level domain of the platform's own "
					"name, not of this customer")
				  : STR("answers for the name's top-level domain in IANA's "
					"list"));
	else
		x = build_actor(b, ROLE_REGISTRY, id, (struct str){ NULL, 0 }, BASIS_PSL,
			listed ? CONFIDENCE_CERTAIN : CONFIDENCE_MEDIUM,
			build_date(b, listed ? USE_ROOT : USE_SUFFIXES),
			b->tenant ? STR("runs the top-level domain of the platform's own name, not "
					"of this customer")
				  : STR("runs the name's top-level domain"));
	if (!x)
		return;
	x->country = country; /* a country's own domain first */
	if (!build_directory(b, x, id) && base.p)
		registry_operator(b, x, base);
	/* A ccTLD says where the name lives; that of a platform says nothing about its customer. */
	if (!b->tenant)
		build_country(b, country);
}

static enum basis basis_of(const struct fact *f)
{
	return build_own(f) ? BASIS_OWN : BASIS_RDAP;
}

static void party_contacts(
	struct build *b, struct actor *x, const struct json *party, enum basis basis)
{
	build_contact(b, x, "email", json_text(party, "abuse_email"), basis);
	build_contact(b, x, "web-form", json_text(party, "abuse_form"), basis);
	build_contact(b, x, "phone", json_text(party, "abuse_phone"), basis);
	if (x && x->contacts_n == 0) {
		build_contact(b, x, "email", json_text(party, "email"), basis);
		build_contact(b, x, "web-form", json_text(party, "form"), basis);
	}
}

/* Decimal digits of a registrar number, without printf. */
static struct str number(struct build *b, struct str head, uint32_t n)
{
	char text[10];
	size_t at = sizeof(text);

	do
		text[--at] = (char)('0' + n % 10);
	while (n /= 10);
	return BUILD_JOIN(b, head, str_make(text + at, sizeof(text) - at));
}

struct registrar {
	struct str id, name;
	uint32_t iana;
	struct registrar_entry entry;
	bool accredited;
};

static bool registrar_read(struct build *b, const struct json *party, struct registrar *out)
{
	int64_t n;

	*out = (struct registrar){ .name = json_text(party, "name") };
	if (json_i64(json_get(party, "iana_id"), &n) && n > 0 && n < UINT32_MAX) {
		out->iana = (uint32_t)n;
		out->id = number(b, STR("iana:"), out->iana);
		out->accredited = refdata_registrar(b->rd, out->iana, &out->entry);
		if (out->accredited)
			b->uses |= USE_REGISTRARS;
		if (!out->name.n && out->accredited)
			out->name = out->entry.name;
	} else if (out->name.n) {
		out->id = BUILD_JOIN(b, STR("registrar:"), out->name);
	}
	return out->id.p != NULL;
}

static void registrar(struct build *b, const struct fact *f)
{
	const struct json *party = json_get(f->body, "registrar");
	struct registrar r;
	struct actor *x;
	struct str why;

	if (!registrar_read(b, party, &r)) {
		build_unknown(b, ROLE_REGISTRAR,
			STR("the registration answer names no registrar; the registry's web site "
			    "may"));
		return;
	}
	if (b->tenant)
		why = STR("registrar of the platform's own name; its steps would hit every "
			  "customer of the platform");
	else if (r.accredited && str_starts_nocase(r.entry.status, STR("terminated")))
		why = STR("named by the registration answer; IANA's list says its accreditation "
			  "ended");
	else
		why = STR("named by the registration answer");
	x = build_actor(b, ROLE_REGISTRAR, r.id, r.name, basis_of(f),
		r.iana || build_own(f) ? CONFIDENCE_CERTAIN : CONFIDENCE_HIGH, f->seen_at_s, why);
	if (!x)
		return;
	if (!x->country.p)
		x->country = json_text(party, "country");
	party_contacts(b, x, party, basis_of(f));
	build_directory(b, x, r.id);
}

static void reseller(struct build *b, const struct fact *f)
{
	const struct json *party = json_get(f->body, "reseller");
	struct str name = json_text(party, "name");
	struct actor *x;

	if (!party)
		return;
	if (!name.n) {
		build_unknown(b, ROLE_RESELLER,
			STR("the registration answer has a reseller and does not name it; the "
			    "registrar knows"));
		return;
	}
	x = build_actor(b, ROLE_RESELLER, BUILD_JOIN(b, STR("reseller:"), name), name, basis_of(f),
		CONFIDENCE_HIGH, f->seen_at_s, STR("named by the registration answer"));
	if (x)
		x->country = json_text(party, "country");
	party_contacts(b, x, party, basis_of(f));
}

static bool flag(const struct json *object, const char *name)
{
	const struct json *v = json_get(object, name);

	return v && v->type == JSON_TRUE;
}

/* Everybody has a registrant; who it is only an organisation's answer tells. */
static void registrant(struct build *b, const struct fact *f)
{
	const struct json *party = f ? json_get(f->body, "registrant") : NULL;
	struct str name = json_text(party, "name");
	struct actor *x;

	if (b->tenant)
		return; /* the platform is; it stands on the stack already */
	x = build_actor(b, ROLE_REGISTRANT, BUILD_JOIN(b, STR("registrant:"), b->domain), name,
		name.n ? basis_of(f) : BASIS_ROLE, name.n ? CONFIDENCE_HIGH : CONFIDENCE_LOW,
		f ? f->seen_at_s : CLOCK_NONE,
		name.n ? STR("organisation named by the registration answer")
		       : STR("whoever registered the domain"));
	if (!x)
		return;
	if (party) {
		x->country = json_text(party, "country");
		build_contact(b, x, "web-form", json_text(party, "form"), basis_of(f));
		build_contact(b, x, "email", json_text(party, "email"), basis_of(f));
		build_country(b, x->country);
	}
	if (name.n)
		return;
	if (!f)
		build_unknown(b, ROLE_REGISTRANT,
			STR("not asked; a registration (RDAP) answer may name an organisation"));
	else if (flag(party, "redacted"))
		build_unknown(b, ROLE_REGISTRANT,
			STR("redacted by the server; the registrar may forward or disclose on "
			    "request"));
	else if (flag(party, "name_withheld"))
		build_unknown(b, ROLE_REGISTRANT,
			STR("no organisation is named; names of persons are not kept"));
	else
		build_unknown(b, ROLE_REGISTRANT,
			STR("the registration answer says nothing of a registrant; the registrar "
			    "may forward or disclose on request"));
}

/* The registry's answer and, apart from it, the registrar's own: the newest of each. */
static const struct fact *answer(const struct build *b, bool by_registrar)
{
	const struct fact *best = NULL;

	for (size_t i = 0; b->facts && i < b->facts->n; i++) {
		const struct fact *x = &b->facts->v[i];

		if (x->kind == FACT_REGISTRATION && x->seen_at_s <= b->now_s &&
			str_eq(x->subject, b->domain) &&
			str_starts(x->source, STR("rdap-registrar:")) == by_registrar &&
			(!best || x->seen_at_s >= best->seen_at_s))
			best = x;
	}
	return best;
}

static void has_status(struct build *b, const struct fact *f)
{
	static const struct {
		const char *word;
		size_t at;
	} words[] = {
		{ "client hold", offsetof(struct figures, on_hold) },
		{ "server hold", offsetof(struct figures, on_hold) },
		{ "inactive", offsetof(struct figures, inactive) },
		{ "pending delete", offsetof(struct figures, inactive) },
		{ "redemption period", offsetof(struct figures, inactive) },
		{ "server update prohibited", offsetof(struct figures, locked) },
		{ "server delete prohibited", offsetof(struct figures, locked) },
		{ "locked", offsetof(struct figures, locked) },
	};
	const struct json *list = build_list(f, "status");

	JSON_EACH (x, list)
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (x->type == JSON_STRING && str_is(x->text, words[i].word))
				*((bool *)((char *)&b->out->figures + words[i].at)) = true;
}

static void registered_at(struct build *b, const struct fact *f)
{
	int64_t at, *to = &b->out->figures.registered_at_s;
	struct str text = json_text(f->body, "registered_at");

	/* A date to come is a mistake of the server, and says nothing. */
	if (!text.p || !clock_parse(text, &at) || at > b->now_s)
		return;
	if (*to == CLOCK_NONE || at < *to)
		*to = at;
}

void build_registration(struct build *b)
{
	const struct fact *f, *more;
	const struct json *found;

	if (b->site->kind == SITE_SUFFIX && b->site->ns == NAMESPACE_DNS)
		registry(b);
	if (!b->domain.p)
		return;
	b->uses |= USE_SUFFIXES;
	f = answer(b, false);
	more = answer(b, true);
	registry(b);
	if (!f && !more) {
		registrant(b, NULL);
		build_unknown(b, ROLE_REGISTRAR,
			b->tenant ? STR("the platform's registrar was not asked for; it is not "
					"the one to ask about one customer")
				  : STR("not asked; a registration (RDAP) answer names it"));
		build_wish(b, FACT_REGISTRATION, b->domain, NULL,
			"names registrar, reseller, states and age");
		return;
	}
	if (!f)
		f = more;
	found = json_get(f->body, "found");
	if (found && found->type == JSON_FALSE) {
		b->out->figures.inactive = true;
		registrant(b, f);
		build_unknown(b, ROLE_REGISTRAR,
			STR("the registry says that the name is not registered"));
		return;
	}
	registrar(b, f);
	reseller(b, f);
	registrant(b, f);
	has_status(b, f);
	registered_at(b, f);
	if (more && more != f) {
		registrar(b, more);
		reseller(b, more);
		registered_at(b, more);
	}
}
