/* SPDX-License-Identifier: Apache-2.0 */
/* A good image with bytes changed (input: 16-bit offset, 8-bit value, again and again; the header's checksum
 * is made to fit): opened or refused, and no answer lies outside the image. */
#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "refdata/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SOURCE(name, text)                                       \
	{                                                        \
		STR_INIT(name), STR_INIT("x"), STR_INIT(text), 0 \
	}

static const struct refdata_source sources[] = {
	SOURCE("public_suffix_list.dat", "// ===BEGIN ICANN DOMAINS===\ncom\n*.ck\n!www.ck\n// "
					 "===BEGIN PRIVATE DOMAINS===\n\n"
					 "// P : https://p.example\np.com\n"),
	SOURCE("tlds-alpha-by-domain.txt", "COM\nCK\n"),
	SOURCE("namespaces.tsv", "eth\tens\tENS\teth.limo\t-\n"),
	SOURCE("directory.tsv", "a as:64500\tA\tNL\tcdn\ta@a.example\t-\t-\t-\t-\n"),
	SOURCE("services.tsv", "s.com\thost\tk\ta\ns.com/u/\tpath:2\tk\ta\n"),
	SOURCE("fingerprints.tsv", "ns\td.com\ta\tdns\nmx\td.com\ta\tmail\n"),
	SOURCE("asn-ipv4.csv", "192.0.2.0,192.0.2.255,64500,A\n"),
	SOURCE("asn-ipv6.csv", "2001:db8::,2001:db8::ffff,64500,A\n"),
	SOURCE("geo-whois-asn-country-ipv4.csv", "192.0.2.0,192.0.2.127,NL\n"),
	SOURCE("cloudflare-ipv4.txt", "192.0.2.0/25\n"),
	SOURCE("top-1m.csv", "1,a.com\n2,b.com\n"),
	SOURCE("registrar-ids-1.csv", "9,N,Accredited,https://n.example/\n"),
	SOURCE("dns.json", "{\"services\":[[[\"com\"],[\"https://r.example/\"]]]}"),
	SOURCE("ipv4.json", "{\"services\":[[[\"192.0.2.0/24\"],[\"https://r.example/\"]]]}"),
	SOURCE("asn.json", "{\"services\":[[[\"64500-64510\"],[\"https://r.example/\"]]]}"),
	SOURCE("protected-names.txt", "bank.example\n"),
};

static void inside(const struct refdata *rd, struct str s)
{
	if (s.p && (s.p < rd->image.p || s.n > rd->image.n ||
			   (size_t)(s.p - rd->image.p) > rd->image.n - s.n))
		abort();
}

static void names(const struct refdata *rd)
{
	static const char *const hosts[] = { "a.p.com", "www.ck", "x.ck", "s.com", "d.com", "a.com",
		"eth", "com", "" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct str host = str_of(hosts[i]);
		struct suffix_match m = refdata_suffix(rd, host, true);
		struct namespace_entry n;
		struct service_entry v;
		struct fingerprint_entry f;

		if (m.labels == 0)
			abort();
		inside(rd, m.operator_name);
		inside(rd, m.operator_url);
		refdata_tld(rd, host);
		refdata_rank(rd, host);
		inside(rd, refdata_rdap_domain(rd, host));
		if (refdata_namespace(rd, host, &n))
			inside(rd, n.words), inside(rd, n.gateways), inside(rd, n.rfc);
		if (refdata_service(rd, host, STR("/u/x"), &v))
			inside(rd, v.name), inside(rd, v.kind), inside(rd, v.operator_name);
		for (int k = 0; k < 3; k++)
			if (refdata_fingerprint(rd, (enum fingerprint_field)k, host, &f))
				inside(rd, f.rule), inside(rd, f.kind), inside(rd, f.operator_id);
	}
}

static void numbers(const struct refdata *rd)
{
	static const unsigned char v4[4] = { 192, 0, 2, 1 };
	static const unsigned char v6[16] = { 0x20, 0x01, 0x0d, 0xb8 };
	struct network_entry n;
	struct range_entry r;
	struct registrar_entry g;
	struct directory_entry d;
	struct refdata_file files[4];
	size_t files_n = refdata_files(rd, files, 4);

	for (int k = 0; k < 2; k++) {
		const unsigned char *ip = k ? v6 : v4;

		if (refdata_network(rd, ip, k ? 16 : 4, &n))
			inside(rd, n.as_name), inside(rd, n.country);
		if (refdata_range(rd, ip, k ? 16 : 4, &r))
			inside(rd, r.operator_id), inside(rd, r.kind);
		inside(rd, refdata_rdap_ip(rd, ip, k ? 16 : 4));
	}
	inside(rd, refdata_rdap_asn(rd, 64505));
	if (refdata_registrar(rd, 9, &g))
		inside(rd, g.name), inside(rd, g.rdap_base);
	if (refdata_directory(rd, STR("as:64500"), &d))
		inside(rd, d.id), inside(rd, d.abuse_email), inside(rd, d.source);
	for (size_t i = 0; i < files_n; i++)
		inside(rd, files[i].name), inside(rd, files[i].path);
	inside(rd, refdata_protected(rd));
	refdata_rank_list_size(rd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *h;
	struct refdata rd;
	struct arena a;
	struct buf image;
	struct err e;

	arena_init(&a, 0);
	buf_init(&image, 1 << 24);
	if (refdata_build(&a, sources, sizeof(sources) / sizeof(sources[0]), &image, &e))
		abort();
	h = (struct image_header *)image.p;
	for (size_t i = 0; i + 3 <= size; i += 3)
		image.p[(data[i] | (size_t)data[i + 1] << 8) % image.n] = (char)data[i + 2];
	h->check = 0;
	h->check = hash_fixed(str_make(image.p, sizeof(*h)));
	if (refdata_open(buf_str(&image), &rd, &e) == BW_OK) {
		names(&rd);
		numbers(&rd);
	} else if (size < 3) {
		abort(); /* unchanged, it must open */
	}
	buf_done(&image);
	arena_done(&a);
	return 0;
}
