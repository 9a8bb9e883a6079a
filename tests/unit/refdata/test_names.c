/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "refdata_tests.h"

/* A small list of our own: every shape of rule. */
static const char psl[] =
	"// ===BEGIN ICANN DOMAINS===\n\n"
	"com\nuk\nco.uk\n*.ck\n!www.ck\njp\n*.kobe.jp\n!city.kobe.jp\n"
	"xn--p1ai\n\xd1\x83\xd0\xba\xd1\x80\n"
	"// ===END ICANN DOMAINS===\n\n// ===BEGIN PRIVATE DOMAINS===\n\n"
	"// Pages Ltd : https://pages.example/\n// Submitted by A <a@pages.example>\n"
	"pages.com\n*.run.pages.com\n\n"
	"// Big: http://big.example\n// Subsections of Big will appear until\n\n"
	"// Big Thing\nthing.com\n\n// concludes Big\n\n"
	"// Nameless GmbH\nnameless.uk\n"
	"// ===END PRIVATE DOMAINS===\n";

static int setup(void **s)
{
	static struct fixture f;
	struct refdata_source src[] = {
		{ STR("public_suffix_list.dat"), STR("x"), str_of(psl), 0 },
		{ STR("tlds-alpha-by-domain.txt"), STR("x"), STR("# Version 1\nCOM\nXN--P1AI\n"),
			0 },
		{ STR("namespaces.tsv"), STR("x"),
			STR("eth\tens\tENS\teth.limo eth.link\t-\nonion\tonion\tTor\t-\tRFC "
			    "7686\n"),
			0 },
		{ STR("directory.tsv"), STR("x"),
			STR("ops\tOps Inc\tUS\tplatform\t-\t-\t-\t2026-11-21\tnone\n"), 0 },
		{ STR("services.tsv"), STR("x"),
			STR("share.com\tpage\tfiles\tops\n"
			    "share.com/u/\tpath:2\tcode\tops\n"
			    "tenants.share.com\thost\thosting\t-\n"),
			0 },
		{ STR("services.tsv"), STR("y"), STR("share.com\tpath:1\tfiles\tops\n"), 0 },
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

static void suffixes(void **s)
{
	static const struct {
		const char *host;
		bool with_private;
		size_t labels;
		bool listed, private_rule;
		const char *operator, * url;
	} t[] = {
		{ "com", false, 1, true, false, NULL, NULL },
		{ "a.b.com", true, 1, true, false, NULL, NULL },
		{ "a.b.co.uk", true, 2, true, false, NULL, NULL },
		{ "nothing", true, 1, false, false, NULL, NULL },
		{ "a.nothing", true, 1, false, false, NULL, NULL },
		{ "ck", true, 1, false, false, NULL, NULL },
		{ "a.ck", true, 2, true, false, NULL, NULL },
		{ "b.a.ck", true, 2, true, false, NULL, NULL },
		{ "www.ck", true, 1, true, false, NULL, NULL },
		{ "b.c.kobe.jp", true, 3, true, false, NULL, NULL },
		{ "city.kobe.jp", true, 2, true, false, NULL, NULL },
		{ "x.city.kobe.jp", true, 2, true, false, NULL, NULL },
		{ "x.xn--j1amh", true, 1, true, false, NULL, NULL },
		{ "a.pages.com", false, 1, true, false, NULL, NULL },
		{ "a.pages.com", true, 2, true, true, "Pages Ltd", "https://pages.example/" },
		{ "pages.com", true, 2, true, true, "Pages Ltd", "https://pages.example/" },
		{ "b.a.run.pages.com", true, 4, true, true, "Pages Ltd", "https://pages.example/" },
		{ "x.thing.com", true, 2, true, true, "Big", "http://big.example" },
		{ "x.nameless.uk", true, 2, true, true, "Nameless GmbH", NULL },
	};
	const struct fixture *f = *s;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct suffix_match m =
			refdata_suffix(&f->rd, str_of(t[i].host), t[i].with_private);

		if (m.labels != t[i].labels || m.listed != t[i].listed ||
			m.private_rule != t[i].private_rule)
			fail_msg("%s: %zu labels, listed %d, private %d", t[i].host, m.labels,
				m.listed, m.private_rule);
		assert_true(str_eq(m.operator_name, str_of(t[i].operator)));
		assert_true(str_eq(m.operator_url, str_of(t[i].url)));
	}
}

static void services(void **s)
{
	static const struct {
		const char *host, *path, *name, *kind;
		enum service_split split;
		int depth;
	} t[] = {
		{ "share.com", "/x", "share.com", "files", SERVICE_BY_PATH, 1 },
		{ "www.share.com", "/x", "share.com", "files", SERVICE_BY_PATH, 1 },
		{ "share.com", "/u/a", "share.com/u/", "code", SERVICE_BY_PATH, 2 },
		{ "a.tenants.share.com", "", "tenants.share.com", "hosting", SERVICE_BY_HOST, 0 },
		{ "notshare.com", "", NULL, NULL, 0, 0 },
		{ "com", "", NULL, NULL, 0, 0 },
		{ "", "", NULL, NULL, 0, 0 },
	};
	const struct fixture *f = *s;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct service_entry x = { 0 };

		assert_int_equal(refdata_service(&f->rd, str_of(t[i].host), str_of(t[i].path), &x),
			t[i].name != NULL);
		assert_true(str_eq(x.name, str_of(t[i].name)));
		assert_true(str_eq(x.kind, str_of(t[i].kind)));
		assert_int_equal(x.split, t[i].split);
		assert_int_equal(x.depth, t[i].depth);
	}
}

static void namespaces_and_tlds(void **s)
{
	const struct fixture *f = *s;
	struct namespace_entry n;

	assert_true(refdata_have_tlds(&f->rd));
	assert_true(refdata_tld(&f->rd, STR("com")));
	assert_true(refdata_tld(&f->rd, STR("xn--p1ai")));
	assert_false(refdata_tld(&f->rd, STR("eth")));
	assert_true(refdata_namespace(&f->rd, STR("eth"), &n));
	assert_int_equal(n.kind, NAMESPACE_ENS);
	assert_true(str_is(n.gateways, "eth.limo eth.link"));
	assert_null(n.rfc.p);
	assert_true(refdata_namespace(&f->rd, STR("onion"), &n));
	assert_true(str_is(n.rfc, "RFC 7686"));
	assert_false(refdata_namespace(&f->rd, STR("com"), &n));
}

static void nothing_is_known_without_an_image(void **s)
{
	struct refdata none = { 0 };
	struct namespace_entry n;
	struct service_entry v;
	struct network_entry w;
	struct registrar_entry r;
	struct directory_entry d;

	(void)s;
	assert_int_equal(refdata_suffix(&none, STR("a.b.com"), true).labels, 1);
	assert_false(refdata_suffix(&none, STR("a.b.com"), true).listed);
	assert_false(refdata_have_tlds(&none));
	assert_false(refdata_tld(&none, STR("com")));
	assert_false(refdata_namespace(&none, STR("eth"), &n));
	assert_false(refdata_service(&none, STR("a.com"), STR("/"), &v));
	assert_int_equal(refdata_rank(&none, STR("a.com")), 0);
	assert_int_equal(refdata_rank_list_size(&none), 0);
	assert_false(refdata_network(&none, (const unsigned char *)"\1\1\1\1", 4, &w));
	assert_false(refdata_as(&none, 1, &w));
	assert_false(refdata_registrar(&none, 1, &r));
	assert_false(refdata_directory(&none, STR("x"), &d));
	assert_null(refdata_rdap_domain(&none, STR("a.com")).p);
	assert_null(refdata_rdap_asn(&none, 1).p);
	assert_int_equal(refdata_files(&none, NULL, 0), 0);
}

int names_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suffixes),
		cmocka_unit_test(services),
		cmocka_unit_test(namespaces_and_tlds),
		cmocka_unit_test(nothing_is_known_without_an_image),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
