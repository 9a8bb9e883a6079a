/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, numbers, fingerprints, directory, registration, popularity. */
#include <arpa/inet.h>

#include "refdata_tests.h"
#include "unit.h"

static const char asn4[] = "192.0.2.0,192.0.2.127,64500,\"Alpha \"\"A\"\" Net, Inc.\"\n"
			   "192.0.2.128,192.0.2.255,64501,Beta Net\n"
			   "198.51.100.0,198.51.100.255,64500,\"Alpha \"\"A\"\" Net, Inc.\"\n";
static const char asn6[] = "2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,64501,Beta Net\n"
			   "2001:db8:ffff::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,64502,Gamma\n";
/* nested, and one that crosses the end of the one before */
static const char country4[] = "192.0.2.0,192.0.2.255,NL\n192.0.2.64,192.0.2.95,BE\n"
			       "198.51.100.0,198.51.100.127,DE\n198.51.100.120,198.51.100.255,AT\n";
static const char ranges[] = "# ours\n203.0.113.0/24\n203.0.113.128/25\n2001:db8:1::/48\n";
static const char sinks[] = "{\"list\":[\"203.0.113.7\",\"not an address\"],\"version\":1}";
static const char directory[] =
	"cloudflare cloudflare.com iana:1910 as:64500\tCloudflare, Inc.\tUS\tcdn dns\t"
	"a@cdn.example\thttps://cdn.example/abuse\t+1.5550100\t2026-11-21\ttest\n";
static const char fingerprints[] = "ns\tdns-{08-11}.example\tcloudflare\tdns\n"
				   "ns\tdns.example\t-\tparking\n"
				   "cname\tdns.example\tcloudflare\tcdn\n";
static const char dns_json[] =
	"{\"publication\":\"2026-03-23T19:00:02Z\",\"services\":["
	"[[\"test\",\"co.test\"],[\"http://plain.example/\",\"https://rdap.example/x\"]],"
	"[[\"deep.co.test\"],[\"https://deep.example/\"]],"
	"[[\"plain\"],[\"http://only.example/\"]]]}";
static const char ipv4_json[] =
	"{\"services\":[[[\"192.0.0.0/8\",\"203.0.113.0/24\"],"
	"[\"https://a.example/\"]],[[\"192.0.2.0/24\"],[\"https://b.example/\"]]]}";
static const char asn_json[] = "{\"services\":[[[\"64500-64510\"],[\"https://c.example/\"]],"
			       "[[\"65000\"],[\"https://d.example/\"]]]}";
static const char registrars[] =
	"\"ID\",Registrar Name,Status,RDAP Base URL\n"
	"9,\"Nine, Ltd\",Accredited,https://nine.example/\n1,Reserved,Reserved,\n";

#define TEXT(array)                      \
	{                                \
		array, sizeof(array) - 1 \
	}

static int setup(void **s)
{
	static struct fixture f;
	const struct refdata_source src[] = {
		{ STR("asn-ipv4-2026-06-17.csv.zst"), STR("x"), TEXT(asn4), 0 },
		{ STR("asn-ipv6.csv"), STR("x"), TEXT(asn6), 0 },
		{ STR("geo-whois-asn-country-ipv4.csv"), STR("x"), TEXT(country4), 0 },
		{ STR("cloudflare-ipv4.txt"), STR("x"), TEXT(ranges), 0 },
		{ STR("sinkholes.json"), STR("x"), TEXT(sinks), 0 },
		{ STR("directory.tsv"), STR("x"), TEXT(directory), 0 },
		{ STR("fingerprints.tsv"), STR("x"), TEXT(fingerprints), 0 },
		{ STR("bootstrap-dns.json"), STR("x"), TEXT(dns_json), 0 },
		{ STR("ipv4.json"), STR("x"), TEXT(ipv4_json), 0 },
		{ STR("asn.json"), STR("x"), TEXT(asn_json), 0 },
		{ STR("registrar-ids-1.csv"), STR("x"), TEXT(registrars), 0 },
		{ STR("top-1m.csv"), STR("x"), STR("1,b.example\n2,a.example\n3,B.example\n"), 0 },
		{ STR("cloudflare-top100k.txt"), STR("x"), STR("a.example\nc.example\n"), 0 },
	};

	fixture_make(&f, src, sizeof(src) / sizeof(src[0]));
	*s = &f;
	return 0;
}

static int teardown(void **s)
{
	fixture_done(*s);
	return 0;
}

static size_t address(const char *z, unsigned char ip[16])
{
	if (inet_pton(AF_INET, z, ip) == 1)
		return 4;
	assert_int_equal(inet_pton(AF_INET6, z, ip), 1);
	return 16;
}

static void networks(void **s)
{
	static const struct {
		const char *ip;
		uint32_t asn;
		const char *name, *country;
	} t[] = {
		{ "192.0.1.255", 0, NULL, NULL },
		{ "192.0.2.0", 64500, "Alpha \"A\" Net, Inc.", "NL" },
		{ "192.0.2.63", 64500, "Alpha \"A\" Net, Inc.", "NL" },
		{ "192.0.2.64", 64500, "Alpha \"A\" Net, Inc.", "BE" },
		{ "192.0.2.96", 64500, "Alpha \"A\" Net, Inc.", "NL" },
		{ "192.0.2.255", 64501, "Beta Net", "NL" },
		{ "192.0.3.0", 0, NULL, NULL },
		{ "198.51.100.119", 64500, "Alpha \"A\" Net, Inc.", "DE" },
		{ "198.51.100.120", 64500, "Alpha \"A\" Net, Inc.", "AT" },
		{ "198.51.100.255", 64500, "Alpha \"A\" Net, Inc.", "AT" },
		{ "2001:db8::", 64501, "Beta Net", NULL },
		{ "2001:db8:1::", 0, NULL, NULL },
		{ "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 64502, "Gamma", NULL },
		{ "::", 0, NULL, NULL },
		{ "255.255.255.255", 0, NULL, NULL },
	};
	const struct fixture *f = *s;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct network_entry n = { 0 };
		unsigned char ip[16];
		size_t ip_n = address(t[i].ip, ip);
		bool known = refdata_network(&f->rd, ip, ip_n, &n);

		if (known != (t[i].asn || t[i].country) || n.asn != t[i].asn ||
			!str_eq(n.as_name, str_of(t[i].name)) ||
			!str_eq(n.country, str_of(t[i].country)))
			fail_msg("%s: %u '%.*s' %.*s", t[i].ip, n.asn, STR_ARG(n.as_name),
				STR_ARG(n.country));
	}
}

static void autonomous_systems(void **s)
{
	const struct fixture *f = *s;
	struct network_entry n;

	assert_true(refdata_as(&f->rd, 64500, &n));
	assert_true(str_is(n.as_name, "Alpha \"A\" Net, Inc."));
	assert_true(str_is(n.country, "DE")); /* where most of its addresses begin */
	assert_false(refdata_as(&f->rd, 64499, &n));
	assert_false(refdata_as(&f->rd, 4294967295u, &n));
}

static void published_ranges(void **s)
{
	static const struct {
		const char *ip, *id, *kind;
	} t[] = {
		{ "203.0.113.1", "cloudflare", "cdn" },
		{ "203.0.113.200", "cloudflare", "cdn" },
		{ "203.0.113.7", NULL, "sinkhole" }, /* the narrower */
		{ "203.0.113.8", "cloudflare", "cdn" },
		{ "2001:db8:1::1", "cloudflare", "cdn" },
		{ "203.0.112.255", NULL, NULL },
		{ "2001:db8:2::", NULL, NULL },
	};
	const struct fixture *f = *s;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct range_entry r = { 0 };
		unsigned char ip[16];
		size_t ip_n = address(t[i].ip, ip);

		assert_int_equal(refdata_range(&f->rd, ip, ip_n, &r), t[i].kind != NULL);
		if (!str_eq(r.kind, str_of(t[i].kind)) || !str_eq(r.operator_id, str_of(t[i].id)))
			fail_msg("%s: %.*s", t[i].ip, STR_ARG(r.kind));
	}
}

static void fingerprints_by_field(void **s)
{
	const struct fixture *f = *s;
	struct fingerprint_entry x;

	assert_true(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR("ns1.dns-09.example"), &x));
	assert_true(str_is(x.operator_id, "cloudflare"));
	assert_true(str_is(x.operator_name, "Cloudflare, Inc."));
	assert_true(str_is(x.rule, "dns-09.example"));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR("dns-12.example"), &x));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR("dns-7.example"), &x));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_CNAME, STR("dns-09.example"), &x));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_MX, STR("dns.example"), &x));
	assert_true(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR("a.dns.example"), &x));
	assert_null(x.operator_id.p);
	assert_true(str_is(x.kind, "parking"));
	assert_true(refdata_fingerprint(&f->rd, FINGERPRINT_CNAME, STR("a.dns.example"), &x));
	assert_true(str_is(x.kind, "cdn"));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR("xdns.example"), &x));
	assert_false(refdata_fingerprint(&f->rd, FINGERPRINT_NS, STR(""), &x));
}

static void directory_by_any_id(void **s)
{
	static const char *const ids[] = { "cloudflare", "cloudflare.com", "iana:1910",
		"as:64500" };
	const struct fixture *f = *s;
	struct directory_entry d;

	for (size_t i = 0; i < 4; i++) {
		assert_true(refdata_directory(&f->rd, str_of(ids[i]), &d));
		assert_true(str_is(d.id, "cloudflare"));
		assert_true(str_is(d.abuse_form, "https://cdn.example/abuse"));
		assert_true(str_is(d.roles, "cdn dns"));
	}
	assert_false(refdata_directory(&f->rd, STR("as:64501"), &d));
}

static void registration(void **s)
{
	const struct fixture *f = *s;
	struct registrar_entry r;
	unsigned char ip[16];
	size_t n;

	assert_true(refdata_registrar(&f->rd, 9, &r));
	assert_true(str_is(r.name, "Nine, Ltd"));
	assert_true(str_is(r.rdap_base, "https://nine.example/"));
	assert_true(refdata_registrar(&f->rd, 1, &r));
	assert_null(r.rdap_base.p);
	assert_false(refdata_registrar(&f->rd, 2, &r));

	assert_true(
		str_is(refdata_rdap_domain(&f->rd, STR("a.b.test")), "https://rdap.example/x/"));
	assert_true(str_is(
		refdata_rdap_domain(&f->rd, STR("x.deep.co.test")), "https://deep.example/"));
	assert_null(refdata_rdap_domain(&f->rd, STR("a.plain")).p);
	assert_null(refdata_rdap_domain(&f->rd, STR("a.other")).p);
	n = address("192.0.2.1", ip);
	assert_true(str_is(refdata_rdap_ip(&f->rd, ip, n), "https://b.example/"));
	n = address("192.0.3.1", ip);
	assert_true(str_is(refdata_rdap_ip(&f->rd, ip, n), "https://a.example/"));
	n = address("193.0.3.1", ip);
	assert_null(refdata_rdap_ip(&f->rd, ip, n).p);
	assert_true(str_is(refdata_rdap_asn(&f->rd, 64510), "https://c.example/"));
	assert_true(str_is(refdata_rdap_asn(&f->rd, 65000), "https://d.example/"));
	assert_null(refdata_rdap_asn(&f->rd, 64511).p);
}

static void popularity(void **s)
{
	const struct fixture *f = *s;

	assert_int_equal(refdata_rank(&f->rd, STR("b.example")), 1);
	assert_int_equal(refdata_rank(&f->rd, STR("a.example")), 2);
	assert_int_equal(refdata_rank(&f->rd, STR("c.example")), 2); /* unordered list of two */
	assert_int_equal(refdata_rank(&f->rd, STR("d.example")), 0);
	assert_int_equal(refdata_rank_list_size(&f->rd), 3);
}

static void put_network(struct buf *b, uint8_t family, uint8_t bits, const char *country,
	uint32_t asn, uint64_t high, uint64_t low)
{
	buf_u8(b, family);
	buf_u8(b, bits);
	buf_add(b, str_make(country, 2));
	buf_u32(b, asn);
	buf_u64(b, high);
	buf_u64(b, low);
}

/* What was read out of libloc: the most specific network says all, even that it knows nothing. */
static void networks_from_libloc(void **s)
{
	static const struct {
		const char *ip;
		uint32_t asn;
		const char *country;
	} t[] = {
		{ "192.0.2.1", 0, "US" },
		{ "192.0.1.1", 64500, "NL" },
		{ "192.0.3.1", 64500, "NL" },
		{ "2001:db8::1", 64500, "DE" },
		{ "2001:db9::1", 0, NULL },
	};
	struct refdata_source src = { STR("location.db"), STR("x"), { NULL, 0 }, 0 };
	struct network_entry n;
	struct fixture f;
	struct err e;
	struct buf b;

	(void)s;
	buf_init(&b, 1 << 16);
	buf_addz(&b, "BWLOC-1\n");
	buf_u64(&b, 0);
	buf_u32(&b, 3);
	put_network(&b, 4, 16, "NL", 64500, 0, 0xc0000000);
	put_network(&b, 4, 24, "US", 0, 0, 0xc0000200);
	put_network(&b, 6, 32, "DE", 64500, UINT64_C(0x20010db800000000), 0);
	buf_u32(&b, 1);
	buf_u32(&b, 64500);
	buf_lstr(&b, STR("Alpha"));
	src.bytes = buf_str(&b);
	fixture_make(&f, &src, 1);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		unsigned char ip[16];
		size_t ip_n = address(t[i].ip, ip);

		n = (struct network_entry){ 0 };
		refdata_network(&f.rd, ip, ip_n, &n);
		assert_int_equal(n.asn, t[i].asn);
		assert_true(str_eq(n.country, str_of(t[i].country)));
		assert_true(str_eq(n.as_name, str_of(t[i].asn ? "Alpha" : NULL)));
	}
	fixture_done(&f);
	for (size_t cut = 0; cut < b.n; cut++) { /* every way it can end early */
		struct arena a;
		struct buf out;

		arena_init(&a, 0);
		buf_init(&out, 1 << 16);
		src.bytes.n = cut;
		assert_int_equal(refdata_build(&a, &src, 1, &out, &e), BW_EPARSE);
		buf_done(&out);
		arena_done(&a);
	}
	buf_done(&b);
}

int network_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks),
		cmocka_unit_test(autonomous_systems),
		cmocka_unit_test(published_ranges),
		cmocka_unit_test(fingerprints_by_field),
		cmocka_unit_test(directory_by_any_id),
		cmocka_unit_test(registration),
		cmocka_unit_test(popularity),
		cmocka_unit_test(networks_from_libloc),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
