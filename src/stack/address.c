/* SPDX-License-Identifier: Apache-2.0 */
/* address.c -- from the exact host's records to who serves it: aliases, addresses, networks, CDN. */
#include <arpa/inet.h>

#include "base/limit.h"
#include "stack/build.h"

static void address_add(struct build *b, struct str text)
{
	struct build_address x = { .text = text };
	char z[INET6_ADDRSTRLEN];

	if (b->address_n == BUILD_ADDRESSES || text.n == 0 || text.n >= sizeof(z))
		return;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	if (inet_pton(AF_INET, z, x.b) == 1)
		x.n = 4;
	else if (inet_pton(AF_INET6, z, x.b) == 1)
		x.n = 16;
	else
		return;
	for (size_t i = 0; i < b->address_n; i++)
		if (b->address[i].n == x.n && memcmp(b->address[i].b, x.b, x.n) == 0)
			return;
	b->address[b->address_n++] = x;
}

/* An alias: the zone of each target is another actor's. */
static void alias(struct build *b, struct str target, int64_t seen_at_s)
{
	struct fingerprint_entry fp;
	struct actor *x;
	struct str id, why;
	enum role role;

	if (!refdata_fingerprint(b->rd, FINGERPRINT_CNAME, target, &fp))
		return;
	if (str_is(fp.kind, "parking")) {
		b->out->figures.parked = true;
		role = ROLE_HOSTING;
	} else if (str_is(fp.kind, "sinkhole")) {
		b->out->figures.sinkholed = true;
		return;
	} else if (str_is(fp.kind, "cdn")) {
		role = ROLE_CDN;
	} else if (str_is(fp.kind, "hosting")) {
		role = ROLE_HOSTING;
	} else if (str_is(fp.kind, "platform")) {
		role = ROLE_PLATFORM;
	} else {
		return;
	}
	id = BUILD_JOIN(b, STR("dir:"), fp.operator_id.n ? fp.operator_id : fp.rule);
	why = build_join(
		b, STR("the host is an alias of a name under "), fp.rule, (struct str){ NULL, 0 });
	x = build_actor(
		b, role, id, fp.operator_name, BASIS_CNAME, CONFIDENCE_HIGH, seen_at_s, why);
	build_directory(b, x, fp.operator_id);
	if (role == ROLE_CDN) {
		b->front = x;
		b->hidden = true;
		b->out->figures.shared_address = true;
	}
}

static bool records(struct build *b, struct str host, const char *type)
{
	const struct fact *f = facts_find_dns(b->facts, host, type, b->now_s);

	/* An answer that failed validation is evidence of something, but not of an address. */
	if (f && str_is(json_text(f->body, "security"), "bogus"))
		return false;
	JSON_EACH (x, build_list(f, "records"))
		if (x->type == JSON_STRING)
			address_add(b, x->text);
	return f != NULL;
}

void build_addresses(struct build *b)
{
	struct str host = b->site->host;
	bool a = false, aaaa = false;

	if (b->site->kind == SITE_IP) {
		address_add(b, host);
		return;
	}
	if (!b->domain.p)
		return;
	for (unsigned hop = 0; b->facts && hop <= LIMIT_CNAME_HOPS; hop++) {
		const struct fact *f = facts_find_dns(b->facts, host, "CNAME", b->now_s);
		const struct json *list = build_list(f, "records");

		a |= records(b, host, "A");
		aaaa |= records(b, host, "AAAA");
		if (!list || !list->first || list->first->type != JSON_STRING)
			break;
		host = list->first->text;
		alias(b, host, f->seen_at_s);
	}
	b->address_asked = a || aaaa;
	if (!a)
		build_wish(b, FACT_DNS, b->site->host, "A", "tells the host's addresses");
	if (!aaaa)
		build_wish(b, FACT_DNS, b->site->host, "AAAA", "tells the host's addresses");
}

static struct str as_id(struct build *b, uint32_t asn)
{
	char text[10];
	size_t at = sizeof(text);

	do
		text[--at] = (char)('0' + asn % 10);
	while (asn /= 10);
	return BUILD_JOIN(b, STR("as:"), str_make(text + at, sizeof(text) - at));
}

struct found {
	struct network_entry net;
	struct range_entry range;
	const struct fact *fact; /* address registration */
	const struct json *holder, *abuse;
	struct directory_entry op; /* who announces it, where the directory knows */
	bool in_range, in_net, listed;
	int64_t seen_at_s;
};

static void registration_of(struct build *b, const struct build_address *at, struct found *out)
{
	int64_t asn;

	out->fact = facts_find(b->facts, FACT_ADDRESS, at->text, b->now_s);
	if (!out->fact) {
		if (b->site->kind != SITE_IP || !b->site->special.p || b->site->documentation)
			build_wish(b, FACT_ADDRESS, at->text, NULL,
				"names the holder of the address and its contact for abuse");
		return;
	}
	out->seen_at_s = out->fact->seen_at_s;
	out->holder = json_get(out->fact->body, "holder");
	out->abuse = json_get(out->fact->body, "abuse");
	/* What was learned about this very address is newer than a table of all. */
	if (json_i64(json_get(out->fact->body, "asn"), &asn) && asn > 0 && asn <= UINT32_MAX) {
		struct str name = json_text(out->fact->body, "as_name");

		if (out->net.asn != (uint32_t)asn)
			out->net = (struct network_entry){ .asn = (uint32_t)asn };
		if (name.n)
			out->net.as_name = name;
		else if (!out->net.as_name.n)
			(void)refdata_as(b->rd, (uint32_t)asn, &out->net);
	}
	if (json_text(out->fact->body, "country").n)
		out->net.country = json_text(out->fact->body, "country");
}

static void look(struct build *b, const struct build_address *at, struct found *out)
{
	*out = (struct found){ .seen_at_s = CLOCK_NONE };
	out->in_range = refdata_range(b->rd, at->b, at->n, &out->range);
	out->in_net = refdata_network(b->rd, at->b, at->n, &out->net);
	registration_of(b, at, out);
	if (out->in_range) {
		b->uses |= USE_RANGES;
		if (b->range_op_n < sizeof(b->range_op) / sizeof(b->range_op[0]))
			b->range_op[b->range_op_n++] = out->range.operator_id;
	}
	if (out->in_net)
		b->uses |= USE_NETWORKS;
	if (out->seen_at_s == CLOCK_NONE)
		out->seen_at_s = build_date(b, out->in_range ? USE_RANGES : USE_NETWORKS);
	if (out->net.asn)
		out->listed = refdata_directory(b->rd, as_id(b, out->net.asn), &out->op);
}

static void abuse_contacts(struct build *b, struct actor *x, const struct found *f)
{
	enum basis basis;

	if (!f->fact)
		return;
	basis = build_own(f->fact) ? BASIS_OWN : BASIS_RDAP;
	build_contact(b, x, "email", json_text(f->abuse, "email"), basis);
	build_contact(b, x, "web-form", json_text(f->abuse, "form"), basis);
	build_contact(b, x, "phone", json_text(f->abuse, "phone"), basis);
}

static void network(struct build *b, const struct found *f)
{
	struct actor *x;
	struct str id;

	if (!f->net.asn)
		return;
	id = as_id(b, f->net.asn);
	x = build_actor(b, ROLE_NETWORK, id,
		f->net.as_name.n ? f->net.as_name : (struct str){ NULL, 0 }, BASIS_ADDRESS,
		CONFIDENCE_HIGH, f->seen_at_s, STR("announces the address"));
	if (!x)
		return;
	if (!x->country.p && f->net.country.n)
		x->country = f->net.country;
	abuse_contacts(b, x, f);
	build_directory(b, x, id);
}

/* Who holds the address: the closest assignment, else a published range, else the announcing network. */
static void host(struct build *b, const struct found *f)
{
	struct str holder = json_text(f->holder, "name"), none = { NULL, 0 };
	struct actor *x = NULL;

	if (holder.n)
		x = build_actor(b, ROLE_HOSTING, BUILD_JOIN(b, STR("net:"), holder), holder,
			build_own(f->fact) ? BASIS_OWN : BASIS_RDAP, CONFIDENCE_HIGH, f->seen_at_s,
			STR("holds the address by its registration"));
	abuse_contacts(b, x, f);
	if (x && f->net.country.n)
		x->country = f->net.country;
	if (f->in_range) {
		struct str id = BUILD_JOIN(b, STR("dir:"), f->range.operator_id);

		x = build_actor(b, ROLE_HOSTING, id, f->range.operator_name, BASIS_RANGE,
			CONFIDENCE_HIGH, f->seen_at_s,
			STR("the address is in a range that it publishes as its own"));
		abuse_contacts(b, x, f);
		build_directory(b, x, f->range.operator_id);
	} else if (!holder.n && f->net.asn) {
		struct str id =
			f->listed ? BUILD_JOIN(b, STR("dir:"), f->op.id) : as_id(b, f->net.asn);
		struct str name = f->listed ? f->op.name : f->net.as_name;

		x = build_actor(b, ROLE_HOSTING, id, name.n ? name : none, BASIS_ADDRESS,
			CONFIDENCE_MEDIUM, f->seen_at_s,
			STR("announces the address; a customer of it may be the real host"));
		abuse_contacts(b, x, f);
		build_directory(b, x, f->listed ? f->op.id : id);
		if (x && !x->country.p && f->net.country.n)
			x->country = f->net.country;
	}
	build_country(b, f->net.country);
}

static void front(struct build *b, const struct found *f)
{
	struct actor *x = build_actor(b, ROLE_CDN, BUILD_JOIN(b, STR("dir:"), f->range.operator_id),
		f->range.operator_name, BASIS_RANGE, CONFIDENCE_HIGH, f->seen_at_s,
		STR("the address is in a range that it publishes for its proxies"));

	abuse_contacts(b, x, f);
	build_directory(b, x, f->range.operator_id);
	b->front = x;
	b->out->figures.shared_address = true;
}

static bool has_word(struct str words, struct str what)
{
	struct str w;

	while (str_cut(&words, ' ', &w))
		if (str_eq(w, what))
			return true;
	return false;
}

/* No published range says so, but: a network that does nothing but stand before others, or the operator of
 * name servers that proxy, announcing the address itself. */
static bool front_network(const struct build *b, const struct found *f)
{
	if (f->in_range || !f->listed)
		return false;
	if (has_word(f->op.roles, STR("cdn")) && !has_word(f->op.roles, STR("hosting")))
		return true;
	return b->dns_front.n && str_eq(f->op.id, b->dns_front);
}

static void front_by_network(struct build *b, const struct found *f)
{
	struct actor *x = build_actor(b, ROLE_CDN, BUILD_JOIN(b, STR("dir:"), f->op.id), f->op.name,
		BASIS_ADDRESS, CONFIDENCE_MEDIUM, f->seen_at_s,
		b->dns_front.n ? STR("it runs the name servers and announces the address: its "
				     "proxies")
			       : STR("it announces the address, and stands before others' hosts"));

	abuse_contacts(b, x, f);
	build_directory(b, x, f->op.id);
	b->front = x;
	b->out->figures.shared_address = true;
}

static void nothing_known(struct build *b)
{
	if (b->front) {
		struct str name = b->front->name.n ? b->front->name : b->front->id;

		build_unknown(b, ROLE_HOSTING,
			build_join(b, STR("behind "), name,
				STR(", which alone knows the host: ask it who is")));
	} else if (b->site->kind == SITE_IP) {
		build_unknown(b, ROLE_HOSTING,
			STR("no table says who announces the address; its registration (RDAP) "
			    "would"));
	} else if (b->address_n) {
		build_unknown(b, ROLE_HOSTING,
			STR("the addresses are known, who holds them is not; their registration "
			    "(RDAP) would tell"));
	} else if (b->address_asked) {
		build_unknown(b, ROLE_HOSTING, STR("the name has no address now"));
	} else {
		build_unknown(b, ROLE_HOSTING,
			STR("the host's addresses (A, AAAA) are not known; the DNS would tell"));
	}
}

void build_hosting(struct build *b)
{
	size_t open = 0;

	for (size_t i = 0; i < b->address_n; i++) {
		struct found f;

		look(b, &b->address[i], &f);
		network(b, &f);
		if (f.in_range && str_is(f.range.kind, "sinkhole")) {
			b->out->figures.sinkholed = true;
			host(b, &f);
			open++;
		} else if (f.in_range && str_is(f.range.kind, "cdn")) {
			front(b, &f);
		} else if (front_network(b, &f)) {
			front_by_network(b, &f);
		} else if (!b->hidden) {
			host(b, &f);
			open++;
		}
	}
	b->hidden |= b->front && open == 0;
	if (!build_find(b, ROLE_HOSTING))
		nothing_known(b);
	if (!build_find(b, ROLE_NETWORK))
		build_unknown(b, ROLE_NETWORK,
			b->address_n
				? STR("no table says who announces the address")
				: STR("follows from the host's addresses, which are not known"));
}
