/* SPDX-License-Identifier: Apache-2.0 */
/* dns.c -- who runs the domain's name servers. */
#include "base/limit.h"
#include "stack/build.h"

static bool under(struct str name, struct str domain)
{
	return str_eq(name, domain) || (name.n > domain.n && name.p[name.n - domain.n - 1] == '.' &&
					       str_ends(name, domain));
}

struct str build_registrable(struct build *b, struct str name)
{
	struct suffix_match m = refdata_suffix(b->rd, name, false);
	size_t at = name.n;

	for (size_t labels = 0; at > 0; at--)
		if (name.p[at - 1] == '.' && ++labels > m.labels)
			break;
	return m.labels ? str_from(name, at) : (struct str){ NULL, 0 };
}

/* Operators whose name servers are there for their proxies: a customer of the one has the other. */
static bool proxies(const struct fingerprint_entry *fp)
{
	static const char *const ids[] = { "cloudflare", "ddos-guard", "imperva", "qrator",
		"sucuri" };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (str_is(fp->operator_id, ids[i]))
			return true;
	return str_is(fp->kind, "cdn");
}

/* Name servers of a proxying CDN without a known address: it probably stands before the host. */
static void maybe_front(struct build *b, const struct fingerprint_entry *fp, int64_t seen_at_s)
{
	struct actor *x;

	b->dns_front = fp->operator_id;
	if (b->front || b->address_asked)
		return;
	x = build_actor(b, ROLE_CDN, BUILD_JOIN(b, STR("dir:"), fp->operator_id), fp->operator_name,
		BASIS_NS, CONFIDENCE_LOW, seen_at_s,
		STR("the name servers are its own, and it usually stands before its customers' "
		    "hosts; an address would tell"));
	build_directory(b, x, fp->operator_id);
	b->front = x;
}

static void name_server(struct build *b, struct str name, const struct fact *f)
{
	enum basis basis = build_own(f) ? BASIS_OWN : BASIS_NS;
	struct fingerprint_entry fp;
	struct directory_entry d;
	struct str zone, why;
	struct actor *x;

	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	if (refdata_fingerprint(b->rd, FINGERPRINT_NS, name, &fp)) {
		if (str_is(fp.kind, "parking"))
			b->out->figures.parked = true;
		else if (str_is(fp.kind, "sinkhole"))
			b->out->figures.sinkholed = true;
		else if (proxies(&fp))
			maybe_front(b, &fp, f->seen_at_s);
		why = build_join(b, STR("name servers under "), fp.rule, (struct str){ NULL, 0 });
		x = build_actor(b, ROLE_DNS,
			BUILD_JOIN(b, STR("dir:"), fp.operator_id.n ? fp.operator_id : fp.rule),
			fp.operator_name, basis, CONFIDENCE_HIGH, f->seen_at_s, why);
		if (!build_directory(b, x, fp.operator_id))
			build_convention(b, x, build_registrable(b, name));
		return;
	}
	if (under(name, b->domain)) {
		build_actor(b, ROLE_DNS, BUILD_JOIN(b, STR("dns:"), b->domain),
			(struct str){ NULL, 0 }, basis, CONFIDENCE_LOW, f->seen_at_s,
			STR("name servers under the domain itself: its own, or an operator that "
			    "hides behind it"));
		return;
	}
	zone = build_registrable(b, name);
	if (!zone.n)
		return;
	why = BUILD_JOIN(b, STR("name servers under "), zone);
	if (refdata_directory(b->rd, zone, &d)) {
		x = build_actor(b, ROLE_DNS, BUILD_JOIN(b, STR("dir:"), d.id), d.name, basis,
			CONFIDENCE_HIGH, f->seen_at_s, why);
		build_directory(b, x, zone);
		return;
	}
	x = build_actor(b, ROLE_DNS, BUILD_JOIN(b, STR("dns:"), zone), zone, basis,
		CONFIDENCE_MEDIUM, f->seen_at_s, why);
	build_convention(b, x, zone);
}

static size_t each(struct build *b, const struct fact *f, const char *member)
{
	size_t n = 0;

	JSON_EACH (x, build_list(f, member))
		if (x->type == JSON_STRING && x->text.n && x->text.n <= LIMIT_HOST_BYTES + 1 &&
			n < LIMIT_DNS_RECORDS) {
			name_server(b, x->text, f);
			n++;
		}
	return n;
}

void build_name_servers(struct build *b)
{
	const struct fact *f;
	size_t n = 0;

	if (!b->domain.p)
		return;
	f = facts_find_dns(b->facts, b->domain, "NS", b->now_s);
	if (f)
		n = each(b, f, "records") + each(b, f, "parent");
	else
		build_wish(b, FACT_DNS, b->domain, "NS", "tells who runs the name servers");
	if (n == 0) {
		const struct fact *r = facts_find(b->facts, FACT_REGISTRATION, b->domain, b->now_s);

		n = r ? each(b, r, "nameservers") : 0;
	}
	if (n == 0)
		build_unknown(b, ROLE_DNS,
			f ? STR("the domain has no name servers now")
			  : STR("the name servers are not known; the DNS would tell"));
}
