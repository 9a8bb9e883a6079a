/* SPDX-License-Identifier: Apache-2.0 */
/* beside.c -- the platform, the site's own people, names outside the DNS, and who stands beside the stack. */
#include "base/limit.h"
#include "stack/build.h"

static const struct str none = { NULL, 0 };

void build_platform(struct build *b)
{
	const struct site *s = b->site;
	struct service_entry service;
	struct fingerprint_entry fp;
	struct directory_entry d;
	struct str id, directory = none, name = s->operator_name;
	struct actor *x;
	bool listed;

	if (!s->platform_suffix.p || (s->kind != SITE_TENANT && s->kind != SITE_PLATFORM))
		return;
	b->tenant = true;
	listed = refdata_service(b->rd, s->host, s->path, &service);
	if (listed && service.operator_id.n)
		directory = service.operator_id;
	else if (refdata_fingerprint(b->rd, FINGERPRINT_CNAME, s->platform_suffix, &fp))
		directory = fp.operator_id;
	if (!directory.n && s->registrable.n && refdata_directory(b->rd, s->registrable, &d))
		directory = d.id;
	if (directory.n)
		id = BUILD_JOIN(b, STR("dir:"), directory);
	else
		id = BUILD_JOIN(b, s->platform_basis == BASIS_PSL ? STR("psl:") : STR("service:"),
			s->platform_suffix);
	x = build_actor(b, ROLE_PLATFORM, id, name.n ? name : none, s->platform_basis,
		CONFIDENCE_HIGH,
		s->platform_basis == BASIS_PSL ? build_date(b, USE_SUFFIXES) : CLOCK_NONE,
		s->platform_basis == BASIS_PSL
			? BUILD_JOIN(
				  b, STR("gives names to its customers under "), s->platform_suffix)
			: BUILD_JOIN(b, STR("many people's pages share "), s->platform_suffix));
	if (!build_directory(b, x, directory))
		build_convention(b, x, s->registrable);
	if (listed && str_is(service.kind, "ipfs-gateway")) {
		x = build_actor(b, ROLE_GATEWAY, id, name.n ? name : none, s->platform_basis,
			CONFIDENCE_HIGH, CLOCK_NONE,
			STR("shows content of another network under its own name"));
		if (!build_directory(b, x, directory))
			build_convention(b, x, s->registrable);
	}
	b->uses |= s->platform_basis == BASIS_PSL ? USE_SUFFIXES : 0;
}

/* A contact that somebody found for the site: security.txt, an imprint. */
static void site_contact(struct build *b, struct actor *x, struct str subject)
{
	const struct fact *f = facts_find(b->facts, FACT_CONTACT, subject, b->now_s);
	enum role role;

	if (!f || !x)
		return;
	if (json_text(f->body, "role").p &&
		(!role_parse(json_text(f->body, "role"), &role) || role != x->role))
		return;
	if (!x->name.p && json_text(f->body, "name").n) {
		x->name = json_text(f->body, "name");
		x->confidence = CONFIDENCE_MEDIUM;
		x->seen_at_s = f->seen_at_s;
	}
	build_contact(b, x, "email", json_text(f->body, "email"), BASIS_REPORT);
	build_contact(b, x, "web-form", json_text(f->body, "form"), BASIS_REPORT);
}

void build_people(struct build *b)
{
	const struct site *s = b->site;
	struct actor *x;

	if (b->nowhere || s->kind == SITE_SUFFIX || s->kind == SITE_NETWORK ||
		s->kind == SITE_PLATFORM)
		return; /* registry, network or platform runs it, and stands on the stack */
	x = build_actor(b, ROLE_OPERATOR, BUILD_JOIN(b, STR("operator:"), s->id), none,
		s->kind == SITE_TENANT ? s->platform_basis : BASIS_ROLE, CONFIDENCE_LOW, CLOCK_NONE,
		s->kind == SITE_TENANT
			? STR("the customer of the platform who put it there")
			: STR("the people who run what was reported, known by their role only"));
	site_contact(b, x, s->id);
	if (s->host.n && !str_eq(s->host, s->id))
		site_contact(b, x, s->host);
	if (s->kind == SITE_DOMAIN && b->out->figures.mailboxes != 0)
		build_convention(b, x, s->registrable);
	if (x && !x->name.p)
		build_unknown(b, ROLE_OPERATOR,
			s->kind == SITE_TENANT
				? STR("only the platform knows its customer")
				: STR("no source names the people who run it; the site itself may "
				      "(imprint, security.txt)"));
}

static void gateways(struct build *b, struct str list)
{
	struct str name;
	size_t n = 0;

	while (str_cut(&list, ' ', &name) && n < 8) {
		struct actor *x;

		if (!name.n)
			continue;
		x = build_actor(b, ROLE_GATEWAY, BUILD_JOIN(b, STR("gateway:"), name), name,
			BASIS_NAMESPACE, CONFIDENCE_MEDIUM, CLOCK_NONE,
			STR("shows names of this namespace to ordinary browsers"));
		build_convention(b, x, name);
		n++;
	}
}

static void nobody(struct build *b, struct str why)
{
	build_unknown(b, ROLE_REGISTRAR, why);
	build_unknown(b, ROLE_REGISTRY, why);
}

void build_namespace(struct build *b)
{
	const struct site *s = b->site;
	struct namespace_entry entry;
	size_t dot = str_rfind_byte(s->host, '.');
	struct str label = dot == SIZE_MAX ? s->host : str_from(s->host, dot + 1);

	if (s->kind == SITE_SUFFIX)
		return;
	if (s->kind == SITE_IP || s->kind == SITE_NETWORK) {
		nobody(b, STR("an address has none; its network stands in their place"));
		return;
	}
	if (b->domain.p && !s->collision)
		return;
	if (b->nowhere) {
		nobody(b, STR("a special-use name: nobody outside the network that uses it can "
			      "act"));
		return;
	}
	if (s->ns == NAMESPACE_UNLISTED) {
		nobody(b, STR("the last label is in no list; newer reference data may know it"));
		return;
	}
	if (s->ns != NAMESPACE_DNS)
		nobody(b, STR("names here have none: no record can be taken away by anybody"));
	if (refdata_namespace(b->rd, label, &entry))
		gateways(b, entry.gateways);
	if (!build_find(b, ROLE_GATEWAY))
		build_unknown(b, ROLE_GATEWAY,
			STR("no gateway is listed for the namespace; the report may name the one "
			    "it came through"));
	if (s->ns == NAMESPACE_ENS || s->ns == NAMESPACE_UNS || s->ns == NAMESPACE_SNS ||
		s->ns == NAMESPACE_CHAIN)
		build_actor(b, ROLE_WALLET, STR("wallet:any"), none, BASIS_ROLE, CONFIDENCE_LOW,
			CLOCK_NONE, STR("wallets warn of names on their blocklists"));
	build_actor(b, ROLE_BROWSER, STR("browser:any"), none, BASIS_ROLE, CONFIDENCE_LOW,
		CLOCK_NONE, STR("browsers that open these names warn by their blocklists"));
	if (s->ns != NAMESPACE_DNS)
		build_unknown(b, ROLE_HOSTING,
			STR("the name points to content elsewhere; resolving it would tell where"));
}

/* Directory entries of one country: "csirt:NL". */
static bool national(struct build *b, enum role role, const char *head, struct str why)
{
	bool any = false;

	for (size_t i = 0; i < b->country_n; i++) {
		char low[2] = { ch_tolower(b->country[i].p[0]), ch_tolower(b->country[i].p[1]) };
		struct str id = BUILD_JOIN(b, str_of(head), str_make(low, 2));
		struct directory_entry d;
		struct actor *x;

		if (!refdata_directory(b->rd, id, &d))
			continue;
		x = build_actor(
			b, role, id, d.name, BASIS_DIRECTORY, CONFIDENCE_HIGH, d.checked_at_s, why);
		build_directory(b, x, id);
		any = true;
	}
	return any;
}

void build_beside(struct build *b)
{
	if (!b->nowhere)
		build_actor(b, ROLE_RESOLVER, STR("resolver:any"), none, BASIS_ROLE, CONFIDENCE_LOW,
			CLOCK_NONE,
			STR("resolvers of the users' own networks; each reaches its own users "
			    "only"));
	if (!national(b, ROLE_CSIRT, "csirt:", STR("the national team of a country on the stack")))
		build_unknown(b, ROLE_CSIRT,
			b->country_n ? STR("the directory names no team for the country")
				     : STR("no country is known on the stack"));
	if (!national(b, ROLE_HOTLINE, "hotline:",
		    STR("takes reports of child sexual abuse material in a country on the "
			"stack")))
		build_directory(b,
			build_actor(b, ROLE_HOTLINE, STR("hotline:any"), none, BASIS_ROLE,
				CONFIDENCE_LOW, CLOCK_NONE,
				STR("the country's hotline, for child sexual abuse material "
				    "only")),
			STR("hotline:any"));
	if (!national(b, ROLE_LAW_ENFORCEMENT,
		    "law-enforcement:", STR("the police of a country on the stack")))
		build_actor(b, ROLE_LAW_ENFORCEMENT, STR("law-enforcement:any"), none, BASIS_ROLE,
			CONFIDENCE_LOW, CLOCK_NONE,
			STR("the police of the country, for child sexual abuse material and "
			    "threats to life"));
}
