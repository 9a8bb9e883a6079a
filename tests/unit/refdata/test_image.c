/* SPDX-License-Identifier: Apache-2.0 */
/* Damage: images that were changed, sources that are wrong, memory that runs out. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "refdata/source.h"
#include "refdata_tests.h"
#include "unit.h"

static const struct refdata_source small[] = {
	{ STR_INIT("public_suffix_list.dat"), STR_INIT("x"),
		STR_INIT("// ===BEGIN ICANN DOMAINS===\ncom\n// ===BEGIN PRIVATE DOMAINS===\n\n"
			 "// P : https://p.example\np.com\n"),
		0 },
	{ STR_INIT("asn-ipv4.csv"), STR_INIT("x"), STR_INIT("192.0.2.0,192.0.2.255,64500,A\n"), 0 },
	{ STR_INIT("directory.tsv"), STR_INIT("x"), STR_INIT("a\tA\t-\t-\t-\t-\t-\t-\t-\n"), 0 },
	{ STR_INIT("services.tsv"), STR_INIT("x"), STR_INIT("s.com\thost\tk\ta\n"), 0 },
};

static void ask_everything(const struct refdata *rd)
{
	struct service_entry v;
	struct network_entry n;
	struct directory_entry d;
	struct refdata_file files[8];

	refdata_suffix(rd, STR("a.p.com"), true);
	refdata_service(rd, STR("a.s.com"), STR("/"), &v);
	refdata_network(rd, (const unsigned char *)"\300\0\2\1", 4, &n);
	refdata_as(rd, 64500, &n);
	refdata_directory(rd, STR("a"), &d);
	refdata_files(rd, files, 8);
}

/* Where refdata_open takes it, no look-up may leave the image (the checkers see to that). */
static void damaged_images_give_no_crash(void **s)
{
	struct rng_seeded rng = { 20261121 };
	struct fixture f;
	size_t opened = 0;
	char *copy;

	(void)s;
	fixture_make(&f, small, sizeof(small) / sizeof(small[0]));
	copy = malloc(f.image.n);
	assert_non_null(copy);
	for (int round = 0; round < 20000; round++) {
		struct refdata rd;
		struct err e;

		memcpy(copy, f.image.p, f.image.n);
		/* the header is guarded by its checksum: mostly what lies behind it is hit */
		for (unsigned k = 0; k < 1 + (unsigned)round % 8; k++)
			copy[(round % 10 ? 512 : 0) + rng_next(&rng) % (f.image.n - 512)] =
				(char)rng_next(&rng);
		if (refdata_open(str_make(copy, f.image.n), &rd, &e))
			continue;
		opened++;
		ask_everything(&rd);
	}
	assert_true(opened > 5000);
	free(copy);
	fixture_done(&f);
}

static void cut_images_are_refused(void **s)
{
	struct fixture f;
	struct refdata rd;
	struct err e;

	(void)s;
	fixture_make(&f, small, sizeof(small) / sizeof(small[0]));
	for (size_t n = 0; n < f.image.n; n += n < 1000 ? 1 : 997)
		assert_int_equal(refdata_open(str_make(f.image.p, n), &rd, &e), BW_EPARSE);
	assert_int_equal(refdata_open(str_make(f.image.p + 1, f.image.n - 1), &rd, &e), BW_EPARSE);
	fixture_done(&f);
}

static void images_are_reproducible(void **s)
{
	struct fixture a, b;

	(void)s;
	fixture_make(&a, small, sizeof(small) / sizeof(small[0]));
	fixture_make(&b, small, sizeof(small) / sizeof(small[0]));
	assert_true(str_eq(buf_str(&a.image), buf_str(&b.image)));
	fixture_done(&a);
	fixture_done(&b);
}

static void bad_sources_name_file_and_line(void **s)
{
	static const struct {
		const char *name, *text, *says;
	} t[] = {
		{ "elsewhere.txt", "x", "'elsewhere.txt' is no reference file we know" },
		{ "public_suffix_list.dat", "com\n", "line 1: a rule outside both sections" },
		{ "public_suffix_list.dat", "// ===BEGIN ICANN DOMAINS===\ncom\n",
			"lacks its PRIVATE section" },
		{ "public_suffix_list.dat", "// ===BEGIN ICANN DOMAINS===\ncom\na..b\n",
			"line 3: 'a..b' is not a domain name" },
		{ "tlds-alpha-by-domain.txt", "# V\nA.B\n", "line 2: more than one label" },
		{ "namespaces.tsv", "a\tb\tc\td\te\n", "unknown namespace 'b'" },
		{ "namespaces.tsv", "eth\tens\tc\n", "line 1: 3 fields instead of 5" },
		{ "namespaces.tsv", "eth\tens\tc\t-\t-\neth\tens\tc\t-\t-\n",
			"line 2: 'eth' stands here twice" },
		{ "services.tsv", "a.com\tnone\tk\t-\n", "'none' is no split" },
		{ "services.tsv", "a.com\tpath:0\tk\t-\n", "'path:0' is no split" },
		{ "services.tsv", "a.com\thost\tk\tnobody\n",
			"operator 'nobody' is not in directory.tsv" },
		{ "services.tsv", "a b\thost\tk\t-\n", "is not a domain name" },
		{ "fingerprints.tsv", "txt\ta.com\t-\tdns\n", "'txt' is no field" },
		{ "fingerprints.tsv", "ns\ta{2-1}.com\t-\tdns\n", "bad range" },
		{ "fingerprints.tsv", "ns\ta{0-9999}.com\t-\tdns\n", "bad range" },
		{ "fingerprints.tsv", "ns\ta.com\t-\tdns\nns\ta.com\t-\tcdn\n", "twice" },
		{ "directory.tsv", "a\tA\t-\tking\t-\t-\t-\t-\t-\n", "unknown role" },
		{ "directory.tsv", "a\tA\t-\t-\tnobody\t-\t-\t-\t-\n", "no e-mail address" },
		{ "directory.tsv", "a\tA\t-\t-\t-\thttp://a\t-\t-\t-\n", "no https address" },
		{ "directory.tsv", "a\tA\t-\t-\t-\t-\t-\tsoon\t-\n", "no date" },
		{ "asn-ipv4.csv", "192.0.2.9,192.0.2.1,1,x\n", "ends before it begins" },
		{ "asn-ipv4.csv", "192.0.2.9,2001:db8::,1,x\n", "not two addresses" },
		{ "asn-ipv4.csv", "192.0.2.9,192.0.2.9,4294967296,x\n", "not an AS number" },
		{ "asn-ipv4.csv", "192.0.2.9,192.0.2.9,1,\"x\n", "not 4 fields" },
		{ "dns.json", "{}", "no \"services\"" },
		{ "dns.json", "{\"services\":[[[\"a\"]]]}", "a service is not 2 lists" },
		{ "ipv4.json", "{\"services\":[[[\"a\"],[]]]}", "'a' is no prefix" },
		{ "asn.json", "{\"services\":[[[\"5-1\"],[]]]}", "no range of AS numbers" },
		{ "registrar-ids-1.csv", "ID\n", "not 4 fields" },
		{ "registrar-ids-1.csv", "ID,a,b,c\nx,a,b,c\n", "line 2: no registrar id" },
		{ "cloudflare-ipv4.txt", "192.0.2.0/33\n", "'192.0.2.0/33' is no prefix" },
		{ "location.db", "what is this", "not networks from libloc" },
		{ "protected-names.txt", "ok.example\nnot ok\n", "line 2: 'not ok' is not a" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct refdata_source src = { str_of(t[i].name), { NULL, 0 }, str_of(t[i].text),
			0 };
		struct err e = { 0 };
		struct arena a;
		struct buf b;

		arena_init(&a, 0);
		buf_init(&b, 1 << 20);
		if (refdata_build(&a, &src, 1, &b, &e) == BW_OK || !strstr(e.text, t[i].says))
			fail_msg("%s: '%s' says '%s'", t[i].name, t[i].text, e.text);
		assert_int_equal(b.n, 0);
		buf_done(&b);
		arena_done(&a);
	}
}

static void memory_that_runs_out_is_reported(void **s)
{
	bool done = false;

	(void)s;
	for (uint64_t nth = 1; !done && nth < 4000; nth++) {
		struct err e = { 0 };
		struct arena a;
		struct buf b;
		int rc;

		arena_init(&a, 0);
		buf_init(&b, 1 << 24);
		mem_fail_at(nth, 0);
		rc = refdata_build(&a, small, sizeof(small) / sizeof(small[0]), &b, &e);
		mem_fail_at(0, 0);
		if (rc)
			assert_int_equal(rc, BW_ENOMEM);
		else
			done = true;
		buf_done(&b);
		arena_done(&a);
	}
	assert_true(done);
}

static void file_names(void **s)
{
	static const struct {
		const char *name, *kind;
	} t[] = {
		{ "public_suffix_list.dat", "public_suffix_list.dat" },
		{ "/a/b/asn-ipv4-2026-06-17.csv.zst", "asn-ipv4.csv" },
		{ "cloudflare-top100k-2026-08.txt", "cloudflare-top100k.txt" },
		{ "bootstrap-dns.json", "dns.json" },
		{ "geo-whois-asn-country-ipv6-2026-06-17.csv", "geo-whois-asn-country-ipv6.csv" },
		{ "xdns.json", NULL },
		{ "dns.json.bak", NULL },
		{ "asn-ipv4-2026-6-17.csv", NULL },
		{ ".zst", NULL },
		{ "", NULL },
		{ "-2026-06-17.csv", NULL },
		{ "bootstrap-", NULL },
	};
	char date[CLOCK_TEXT];
	int64_t at;

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const struct source_kind *k = source_kind(str_of(t[i].name));

		if (!k != !t[i].kind || (k && strcmp(k->name, t[i].kind) != 0))
			fail_msg("%s: %s", t[i].name, k ? k->name : "unknown");
	}
	assert_true(source_name_date(STR("asn-ipv4-2026-06-17.csv.zst"), &at));
	assert_string_equal(clock_format_date(at, date), "2026-06-17");
	assert_true(source_name_date(STR("cloudflare-top100k-2026-08.txt"), &at));
	assert_string_equal(clock_format_date(at, date), "2026-08-01");
	assert_false(source_name_date(STR("dns.json"), &at));
}

static void dates_inside(void **s)
{
	static const struct {
		const char *text, *date;
	} t[] = {
		{ "// VERSION: 2026-08-19_12-34-56_UTC\n", "2026-08-19" },
		{ "# Version 2026041200, Last Updated Sun Apr 12\n", "2026-04-12" },
		{ "{\"publication\": \"2026-03-23T19:00:02Z\",\"version\":\"1.0\"}", "2026-03-23" },
		{ "{\"list\":[],\"version\": 20260810}", "2026-08-10" },
		{ "{\"list\":[],\"version\": 2}", NULL },
		{ "# SPDX\n# date: 2026-11-21\n", "2026-11-21" },
		{ "nothing", NULL },
		{ "// VERSION: ", NULL },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char date[CLOCK_TEXT];
		int64_t at;

		assert_int_equal(source_date(NULL, str_of(t[i].text), &at), t[i].date != NULL);
		if (t[i].date)
			assert_string_equal(clock_format_date(at, date), t[i].date);
	}
}

int image_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_images_give_no_crash),
		cmocka_unit_test(cut_images_are_refused),
		cmocka_unit_test(images_are_reproducible),
		cmocka_unit_test(bad_sources_name_file_and_line),
		cmocka_unit_test(memory_that_runs_out_is_reported),
		cmocka_unit_test(file_names),
		cmocka_unit_test(dates_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
