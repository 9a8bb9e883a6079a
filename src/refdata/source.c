/* SPDX-License-Identifier: Apache-2.0 */
#include "refdata/source.h"

#include "base/clock.h"
#include "refdata/make.h"

#define OWN      "Bailiwick"
#define IANA     "IANA"
#define LOCATION "ip-location-db"

#define LOCATION_URL     "https://cdn.jsdelivr.net/npm/@ip-location-db/"
#define WARNINGLISTS_URL "https://raw.githubusercontent.com/MISP/misp-warninglists/main/lists/"

#define TOP(file, who, from, rows)                                                    \
	{                                                                             \
		file, who, "popular names", from, .make = make_top, .order = 6,       \
						  .least_rows = rows, .adds_up = true \
	}
#define RANGE(file, who, from, id, kind, rows)                                                   \
	{                                                                                        \
		file, who, "address ranges", from, id, kind, .make = make_ranges, .order = 7,    \
							     .least_rows = rows, .adds_up = true \
	}

static const struct source_kind kinds[] = {
	/* the directory first: the others name its entries */
	{ "directory.tsv", OWN, "actors and their contacts", .make = make_directory, .order = 1,
		.own = true, .adds_up = true },
	{ "namespaces.tsv", OWN, "special-use names and other namespaces", .make = make_namespaces,
		.order = 2, .own = true, .adds_up = true },
	{ "services.tsv", OWN, "services that many share", .make = make_services, .order = 2,
		.own = true, .adds_up = true },
	{ "fingerprints.tsv", OWN, "name servers, aliases and mail exchangers of operators",
		.make = make_fingerprints, .order = 2, .own = true, .adds_up = true },
	{ "protected-names.txt", OWN, "names that are often imitated", .make = make_protected,
		.order = 2, .own = true },

	{ "public_suffix_list.dat", "Public Suffix List", "public suffixes",
		"https://publicsuffix.org/list/public_suffix_list.dat", .make = make_psl,
		.order = 3, .least_rows = 5000 },
	{ "tlds-alpha-by-domain.txt", IANA, "top-level domains in the root",
		"https://data.iana.org/TLD/tlds-alpha-by-domain.txt", .make = make_tlds, .order = 3,
		.least_rows = 1000 },
	{ "dns.json", IANA, "RDAP servers by name", "https://data.iana.org/rdap/dns.json",
		.make = make_rdap_dns, .order = 3, .least_rows = 500 },
	{ "ipv4.json", IANA, "RDAP servers by IPv4 address", "https://data.iana.org/rdap/ipv4.json",
		.make = make_rdap_ip, .order = 3, .least_rows = 100 },
	{ "ipv6.json", IANA, "RDAP servers by IPv6 address", "https://data.iana.org/rdap/ipv6.json",
		.make = make_rdap_ip, .order = 3, .least_rows = 10 },
	{ "asn.json", IANA, "RDAP servers by AS number", "https://data.iana.org/rdap/asn.json",
		.make = make_rdap_asn, .order = 3, .least_rows = 100 },
	{ "object-tags.json", IANA, "RDAP servers by object tag",
		"https://data.iana.org/rdap/object-tags.json", .make = make_rdap_tags, .order = 3,
		.least_rows = 5 },
	{ "registrar-ids-1.csv", IANA, "registrars and their RDAP servers",
		"https://www.iana.org/assignments/registrar-ids/registrar-ids-1.csv",
		.make = make_registrars, .order = 3, .least_rows = 1000 },

	{ "asn-ipv4.csv", LOCATION, "IPv4 ranges to AS", LOCATION_URL "asn/asn-ipv4.csv",
		.make = make_asn, .order = 4, .least_rows = 100000 },
	{ "asn-ipv6.csv", LOCATION, "IPv6 ranges to AS", LOCATION_URL "asn/asn-ipv6.csv",
		.make = make_asn, .order = 4, .least_rows = 20000 },
	{ "geo-whois-asn-country-ipv4.csv", LOCATION, "IPv4 ranges to country",
		LOCATION_URL "geo-whois-asn-country/geo-whois-asn-country-ipv4.csv",
		.make = make_country, .order = 4, .least_rows = 100000 },
	{ "geo-whois-asn-country-ipv6.csv", LOCATION, "IPv6 ranges to country",
		LOCATION_URL "geo-whois-asn-country/geo-whois-asn-country-ipv6.csv",
		.make = make_country, .order = 4, .least_rows = 20000 },
	/* what newer tables leave open */
	{ SOURCE_LOCATION, "IPFire libloc", "networks to AS and country", .make = make_location,
		.order = 5, .least_rows = 100000 },

	TOP("cloudflare-top100k.txt", "Cloudflare Radar", NULL, 90000),
	TOP("cloudflare-top100k.json", "Cloudflare Radar",
		WARNINGLISTS_URL "cloudflare-top100k/list.json", 90000),
	TOP("cloudflare-top10k.json", "Cloudflare Radar", NULL, 9000),
	TOP("tranco10k.json", "Tranco", WARNINGLISTS_URL "tranco10k/list.json", 9000),
	TOP("tranco.csv", "Tranco", NULL, 10000),
	TOP("top-1m.csv", "Tranco or Cisco Umbrella", NULL, 10000),
	TOP("cisco_top1000.json", "Cisco Umbrella", NULL, 900),
	TOP("cisco_top5k.json", "Cisco Umbrella", NULL, 4500),
	TOP("cisco_top10k.json", "Cisco Umbrella", NULL, 9000),
	TOP("cisco_top20k.json", "Cisco Umbrella", NULL, 15000),
	TOP("majestic_million.json", "Majestic", NULL, 5000),
	TOP("majestic_million.csv", "Majestic", NULL, 10000),

	/* The narrower meaning first: among equal prefixes the earlier prevails. */
	RANGE("sinkholes.json", "MISP warning lists", WARNINGLISTS_URL "sinkholes/list.json", "-",
		"sinkhole", 20),
	RANGE("cloudflare-ipv4.txt", "Cloudflare", "https://www.cloudflare.com/ips-v4",
		"cloudflare", "cdn", 5),
	RANGE("cloudflare-ipv6.txt", "Cloudflare", "https://www.cloudflare.com/ips-v6",
		"cloudflare", "cdn", 3),
	RANGE("cloudflare.json", "Cloudflare", NULL, "cloudflare", "cdn", 5),
	RANGE("fastly.json", "Fastly", "https://api.fastly.com/public-ip-list", "fastly", "cdn", 5),
	RANGE("akamai.json", "MISP warning lists", NULL, "akamai", "cdn", 5),
	RANGE("bunny-net.json", "bunny.net", NULL, "bunny", "cdn", 5),
	RANGE("stackpath.json", "StackPath", NULL, "stackpath", "cdn", 5),
	RANGE("ip-ranges.json", "Amazon", "https://ip-ranges.amazonaws.com/ip-ranges.json",
		"amazon", "cloud", 500),
	RANGE("amazon-ipv4.txt", "Amazon", NULL, "amazon", "cloud", 100),
	RANGE("amazon-ipv6.txt", "Amazon", NULL, "amazon", "cloud", 100),
	RANGE("amazon-aws.json", "Amazon", NULL, "amazon", "cloud", 100),
	RANGE("google-gcp.json", "Google", "https://www.gstatic.com/ipranges/cloud.json",
		"google-cloud", "cloud", 50),
	RANGE("goog.json", "Google", "https://www.gstatic.com/ipranges/goog.json", "google",
		"cloud", 20),
	RANGE("google-ipv4.txt", "Google", NULL, "google", "cloud", 10),
	RANGE("google-ipv6.txt", "Google", NULL, "google", "cloud", 5),
	RANGE("microsoft-azure.json", "Microsoft", NULL, "microsoft", "cloud", 50),
	RANGE("microsoft-ipv4.txt", "Microsoft", NULL, "microsoft", "cloud", 20),
	RANGE("microsoft-ipv6.txt", "Microsoft", NULL, "microsoft", "cloud", 5),
	RANGE("public_ip_ranges.json", "Oracle",
		"https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json", "oracle", "cloud",
		50),
	RANGE("oracle-ipv4.txt", "Oracle", NULL, "oracle", "cloud", 50),
	RANGE("oracle-oci.json", "Oracle", NULL, "oracle", "cloud", 50),
	RANGE("digitalocean-ipv4.txt", "DigitalOcean", NULL, "digitalocean", "cloud", 20),
	RANGE("digitalocean-ipv6.txt", "DigitalOcean", NULL, "digitalocean", "cloud", 5),
	RANGE("linode-ipv4.txt", "Akamai (Linode)", NULL, "linode", "cloud", 20),
	RANGE("linode-ipv6.txt", "Akamai (Linode)", NULL, "linode", "cloud", 5),
	RANGE("vultr-ipv4.txt", "Vultr", NULL, "vultr", "cloud", 10),
	RANGE("vultr-ipv6.txt", "Vultr", NULL, "vultr", "cloud", 5),
	RANGE("ovh-cluster.json", "MISP warning lists", NULL, "ovh", "hosting", 20),
	RANGE("telegram-ipv4.txt", "Telegram", NULL, "telegram", "platform", 2),
	RANGE("telegram-ipv6.txt", "Telegram", NULL, "telegram", "platform", 2),
	RANGE("facebook-ipv4.txt", "Meta", NULL, "meta", "platform", 5),
	RANGE("facebook-ipv6.txt", "Meta", NULL, "meta", "platform", 5),
	RANGE("twitter-ipv4.txt", "X", NULL, "x", "platform", 2),
	RANGE("twitter-ipv6.txt", "X", NULL, "x", "platform", 1),
	RANGE("icloud-private-relay.json", "Apple", NULL, "apple", "relay", 50),
	RANGE("zscaler.json", "Zscaler", NULL, "zscaler", "relay", 10),
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct source_kind *source_kind_at(size_t i)
{
	return i < KINDS ? &kinds[i] : NULL;
}

/* Position where "-YYYY-MM" or "-YYYY-MM-DD" begins that ends at ${end}; ${end} where there is none. */
static size_t date_start(struct str s, size_t end)
{
	static const char *const shapes[] = { "-0000-00-00", "-0000-00" };

	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(shapes[k]), at = end - n;
		bool fits = n < end;

		for (size_t i = 0; fits && i < n; i++)
			fits = shapes[k][i] == '-' ? s.p[at + i] == '-' : ch_digit(s.p[at + i]);
		if (fits)
			return at;
	}
	return end;
}

static struct str bare(struct str s)
{
	size_t slash = str_rfind_byte(s, '/');

	if (slash != SIZE_MAX)
		s = str_from(s, slash + 1);
	if (str_ends(s, STR(".zst")))
		s.n -= 4;
	return s;
}

const struct source_kind *source_kind(struct str file_name)
{
	struct str s = bare(file_name);
	size_t dot = str_rfind_byte(s, '.'), stem_n;

	if (s.n == 0 || s.n > 2 * SOURCE_NAME_MOST)
		return NULL;
	if (str_starts(s, STR("bootstrap-"))) {
		s = str_from(s, 10);
		dot = str_rfind_byte(s, '.');
	}
	if (dot == SIZE_MAX)
		dot = s.n;
	stem_n = date_start(s, dot);
	for (size_t i = 0; i < KINDS; i++) {
		struct str name = str_of(kinds[i].name);

		if (name.n == stem_n + s.n - dot && str_starts(s, str_sub(name, 0, stem_n)) &&
			str_eq(str_from(s, dot), str_from(name, stem_n)))
			return &kinds[i];
	}
	return NULL;
}

bool source_name_date(struct str file_name, int64_t *out)
{
	struct str s = bare(file_name);
	size_t dot = str_rfind_byte(s, '.'), at;
	char text[] = "0000-00-01";

	if (dot == SIZE_MAX)
		return false;
	at = date_start(s, dot);
	if (at == dot)
		return false;
	memcpy(text, s.p + at + 1, dot - at - 1);
	return clock_parse(str_of(text), out);
}

/* "2026-08-19_12-34-56_UTC" or "2026041200": the date alone. */
static bool day_parse(struct str s, int64_t *out)
{
	char text[] = "0000-00-00";

	if (s.n >= 10 && s.p[4] == '-')
		return clock_parse(str_sub(s, 0, 10), out);
	if (s.n < 8)
		return false;
	memcpy(text, s.p, 4);
	memcpy(text + 5, s.p + 4, 2);
	memcpy(text + 8, s.p + 6, 2);
	return clock_parse(str_of(text), out);
}

bool source_date(const struct source_kind *k, struct str bytes, int64_t *out)
{
	static const struct {
		const char *mark;
	} marks[] = { { "// VERSION: " }, { "# Version " }, { "\"publication\":" },
		{ "\"version\":" }, { "# date: " } };
	struct str head = str_sub(bytes, 0, 4096), tail;

	(void)k;
	tail = str_from(bytes, bytes.n > 4096 ? bytes.n - 4096 : 0);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct str mark = str_of(marks[i].mark), in = head;
		size_t at = str_find(in, mark, 0);

		if (at == SIZE_MAX) {
			in = tail;
			at = str_find(in, mark, 0);
		}
		if (at == SIZE_MAX)
			continue;
		at += mark.n;
		while (at < in.n && (in.p[at] == ' ' || in.p[at] == '"'))
			at++;
		if (day_parse(str_from(in, at), out))
			return true;
	}
	return false;
}
