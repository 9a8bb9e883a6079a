/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/parts.h"

/* IANA "Special-Use Domain Names" (RFC 6761) and "Locally-Served"; .internal by ICANN's board in 2024.
 * A longer name stands before the shorter one that it is under. */
static const struct special {
	const char *name;
	enum namespace_kind kind;
	const char *words;
} specials[] = {
	{ "localhost", NAMESPACE_SPECIAL, "this machine (RFC 6761)" },
	{ "test", NAMESPACE_SPECIAL, "reserved for tests (RFC 6761)" },
	{ "example", NAMESPACE_SPECIAL, "reserved for documentation (RFC 6761)" },
	{ "invalid", NAMESPACE_SPECIAL, "never exists (RFC 6761)" },
	{ "local", NAMESPACE_SPECIAL, "multicast DNS on one link (RFC 6762)" },
	{ "onion", NAMESPACE_ONION, "Tor onion service (RFC 7686)" },
	{ "alt", NAMESPACE_ALT, "outside the DNS by design (RFC 9476)" },
	{ "internal", NAMESPACE_SPECIAL, "private use (ICANN board resolution 2024.07.29.06)" },
	{ "home.arpa", NAMESPACE_SPECIAL, "home networks (RFC 8375)" },
	{ "resolver.arpa", NAMESPACE_SPECIAL, "resolver discovery (RFC 9462)" },
	{ "service.arpa", NAMESPACE_SPECIAL, "service registration on one site (RFC 9665)" },
	{ "ipv4only.arpa", NAMESPACE_SPECIAL, "NAT64 discovery (RFC 7050)" },
	{ "6tisch.arpa", NAMESPACE_SPECIAL, "6TiSCH bootstrap (RFC 9031)" },
	{ "eap-noob.arpa", NAMESPACE_SPECIAL, "EAP-NOOB (RFC 9140)" },
	{ "in-addr.arpa", NAMESPACE_SPECIAL, "reverse name of an IPv4 address (RFC 1035)" },
	{ "ip6.arpa", NAMESPACE_SPECIAL, "reverse name of an IPv6 address (RFC 3596)" },
	{ "arpa", NAMESPACE_SPECIAL, "infrastructure (RFC 3172)" },
	{ "example.com", NAMESPACE_DNS, "reserved for documentation (RFC 6761)" },
	{ "example.net", NAMESPACE_DNS, "reserved for documentation (RFC 6761)" },
	{ "example.org", NAMESPACE_DNS, "reserved for documentation (RFC 6761)" },
};

/* Nearly every name leaves here, after one look at its last bytes. */
static bool may_be_special(struct str host)
{
	if (host.n >= 11 && memcmp(host.p + host.n - 11, "example", 7) == 0)
		return true;
	switch (host.n ? host.p[host.n - 1] : 0) {
	case 'a': return str_ends(host, STR("arpa"));
	case 'd': return str_ends(host, STR("invalid"));
	case 'e': return str_ends(host, STR("example"));
	case 'l': return str_ends(host, STR("al")); /* local, internal */
	case 'n': return str_ends(host, STR("onion"));
	case 't':
		return str_ends(host, STR("st")) ||
		       str_ends(host, STR("alt")); /* test, localhost */
	default: return false;
	}
}

bool special_name(struct str host, enum namespace_kind *kind, struct str *special)
{
	if (!may_be_special(host))
		return false;
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (name_under(host, str_of(specials[i].name))) {
			*kind = specials[i].kind;
			*special = str_of(specials[i].words);
			return true;
		}
	return false;
}
