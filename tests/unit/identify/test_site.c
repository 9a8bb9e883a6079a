/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "base/mem.h"
#include "identify_tests.h"

/* in; target, kind of site, id, canonical */
static const struct {
	const char *in;
	enum target_kind target;
	enum site_kind kind;
	const char *id, *canonical;
} taken[] = {
	{ "a.com", TARGET_DOMAIN, SITE_DOMAIN, "a.com", "a.com" },
	{ "WWW.A.com.", TARGET_DOMAIN, SITE_DOMAIN, "a.com", "www.a.com" },
	{ "http://x.y.a.co.uk/p?q#f", TARGET_URL, SITE_DOMAIN, "a.co.uk",
		"http://x.y.a.co.uk/p?q" },
	{ "https://a.com", TARGET_URL, SITE_DOMAIN, "a.com", "https://a.com/" },
	{ "https://a.com:443/", TARGET_URL, SITE_DOMAIN, "a.com", "https://a.com/" },
	{ "https://a.com:8443/", TARGET_URL, SITE_DOMAIN, "a.com", "https://a.com:8443/" },
	{ "a.com/", TARGET_DOMAIN, SITE_DOMAIN, "a.com", "a.com" },
	{ "a.com/p", TARGET_URL, SITE_DOMAIN, "a.com", "a.com/p" },
	{ "*.a.com", TARGET_DOMAIN, SITE_DOMAIN, "a.com", "a.com" },
	{ "hxxps://www[.]a[.]co[.]uk/login", TARGET_URL, SITE_DOMAIN, "a.co.uk",
		"https://www.a.co.uk/login" },
	/* suffixes */
	{ "com", TARGET_DOMAIN, SITE_SUFFIX, "com", "com" },
	{ "co.uk", TARGET_DOMAIN, SITE_SUFFIX, "co.uk", "co.uk" },
	{ "x.ck", TARGET_DOMAIN, SITE_SUFFIX, "x.ck", "x.ck" },
	{ "a.x.ck", TARGET_DOMAIN, SITE_DOMAIN, "a.x.ck", "a.x.ck" },
	{ "www.ck", TARGET_DOMAIN, SITE_DOMAIN, "www.ck", "www.ck" },
	{ "xn--p1ai", TARGET_DOMAIN, SITE_SUFFIX, "xn--p1ai", "xn--p1ai" },
	/* the PRIVATE section */
	{ "pages.io", TARGET_DOMAIN, SITE_PLATFORM, "pages.io", "pages.io" },
	{ "https://pages.io/x", TARGET_URL, SITE_PLATFORM, "pages.io", "https://pages.io/x" },
	{ "alice.pages.io", TARGET_DOMAIN, SITE_TENANT, "alice.pages.io", "alice.pages.io" },
	{ "a.b.pages.io", TARGET_DOMAIN, SITE_TENANT, "b.pages.io", "a.b.pages.io" },
	{ "x.run.pages.io", TARGET_DOMAIN, SITE_PLATFORM, "x.run.pages.io", "x.run.pages.io" },
	{ "a.x.run.pages.io", TARGET_DOMAIN, SITE_TENANT, "a.x.run.pages.io", "a.x.run.pages.io" },
	{ "al.blogs.co.uk", TARGET_DOMAIN, SITE_TENANT, "al.blogs.co.uk", "al.blogs.co.uk" },
	/* shared services */
	{ "alice.hosting.com/x", TARGET_URL, SITE_TENANT, "alice.hosting.com",
		"alice.hosting.com/x" },
	{ "x.alice.hosting.com", TARGET_DOMAIN, SITE_TENANT, "alice.hosting.com",
		"x.alice.hosting.com" },
	{ "hosting.com", TARGET_DOMAIN, SITE_PLATFORM, "hosting.com", "hosting.com" },
	{ "www.hosting.com/x", TARGET_URL, SITE_PLATFORM, "hosting.com", "www.hosting.com/x" },
	/* labels that are nobody's: a place, a store, a service's own word, a top-level domain */
	{ "a.z13.pages.io", TARGET_DOMAIN, SITE_TENANT, "a.z13.pages.io", "a.z13.pages.io" },
	{ "z13.pages.io", TARGET_DOMAIN, SITE_PLATFORM, "z13.pages.io", "z13.pages.io" },
	{ "b.a.s3.us-west-2.pages.io", TARGET_DOMAIN, SITE_TENANT, "a.s3.us-west-2.pages.io",
		"b.a.s3.us-west-2.pages.io" },
	{ "a.eastus-01.pages.io", TARGET_DOMAIN, SITE_TENANT, "a.eastus-01.pages.io",
		"a.eastus-01.pages.io" },
	{ "s3-website-ap-southeast-1.pages.io", TARGET_DOMAIN, SITE_PLATFORM,
		"s3-website-ap-southeast-1.pages.io", "s3-website-ap-southeast-1.pages.io" },
	{ "a.eu-1.pages.io", TARGET_DOMAIN, SITE_TENANT, "a.eu-1.pages.io", "a.eu-1.pages.io" },
	{ "meme.pages.io", TARGET_DOMAIN, SITE_TENANT, "meme.pages.io", "meme.pages.io" },
	{ "a.west.pages.io", TARGET_DOMAIN, SITE_TENANT, "west.pages.io", "a.west.pages.io" },
	{ "a.us1.pages.io", TARGET_DOMAIN, SITE_TENANT, "us1.pages.io", "a.us1.pages.io" },
	{ "a.uswestfalen.pages.io", TARGET_DOMAIN, SITE_TENANT, "uswestfalen.pages.io",
		"a.uswestfalen.pages.io" },
	{ "a.temp.pages.io", TARGET_DOMAIN, SITE_TENANT, "temp.pages.io", "a.temp.pages.io" },
	{ "a.temp.hosting.com", TARGET_DOMAIN, SITE_TENANT, "a.temp.hosting.com",
		"a.temp.hosting.com" },
	{ "temp.hosting.com/x", TARGET_URL, SITE_PLATFORM, "temp.hosting.com",
		"temp.hosting.com/x" },
	{ "b.shop.com.hosting.com", TARGET_DOMAIN, SITE_TENANT, "shop.com.hosting.com",
		"b.shop.com.hosting.com" },
	{ "com.hosting.com", TARGET_DOMAIN, SITE_PLATFORM, "com.hosting.com", "com.hosting.com" },
	{ "limo.hosting.com", TARGET_DOMAIN, SITE_TENANT, "limo.hosting.com", "limo.hosting.com" },
	{ "www.limo.hosting.com", TARGET_DOMAIN, SITE_TENANT, "limo.hosting.com",
		"www.limo.hosting.com" },
	{ "a.limo.hosting.com", TARGET_DOMAIN, SITE_TENANT, "a.limo.hosting.com",
		"a.limo.hosting.com" },
	/* a service whose second label is somebody's, the first is shared too */
	{ "a.tunnel.com", TARGET_DOMAIN, SITE_PLATFORM, "a.tunnel.com", "a.tunnel.com" },
	{ "c.b.a.tunnel.com", TARGET_DOMAIN, SITE_TENANT, "b.a.tunnel.com", "c.b.a.tunnel.com" },
	{ "https://code.com/Alice/Repo", TARGET_URL, SITE_TENANT, "code.com/Alice",
		"https://code.com/Alice/Repo" },
	{ "https://WWW.Code.com//Alice", TARGET_URL, SITE_TENANT, "code.com/Alice",
		"https://www.code.com//Alice" },
	{ "https://code.com/%41lice?x", TARGET_URL, SITE_TENANT, "code.com/Alice",
		"https://code.com/Alice?x" },
	{ "https://code.com/orgs/acme/x", TARGET_URL, SITE_TENANT, "code.com/orgs/acme",
		"https://code.com/orgs/acme/x" },
	{ "https://raw.code.com/Alice/x", TARGET_URL, SITE_TENANT, "raw.code.com/Alice",
		"https://raw.code.com/Alice/x" },
	{ "https://code.com/", TARGET_URL, SITE_PLATFORM, "code.com", "https://code.com/" },
	{ "https://code.com/?q=1", TARGET_URL, SITE_PLATFORM, "code.com", "https://code.com/?q=1" },
	{ "https://short.com/aBc", TARGET_URL, SITE_TENANT, "short.com/aBc",
		"https://short.com/aBc" },
	{ "https://short.com/d/1/edit?usp=x", TARGET_URL, SITE_TENANT, "short.com/d/1/edit",
		"https://short.com/d/1/edit?usp=x" },
	{ "https://short.com/aBc?utm=x", TARGET_URL, SITE_TENANT, "short.com/aBc",
		"https://short.com/aBc?utm=x" },
	{ "https://drop.com/uc?id=1", TARGET_URL, SITE_TENANT, "drop.com/uc?id=1",
		"https://drop.com/uc?id=1" },
	{ "https://drop.com/?id=1", TARGET_URL, SITE_TENANT, "drop.com/?id=1",
		"https://drop.com/?id=1" },
	{ "https://drop.com/f/1/x?id=1", TARGET_URL, SITE_TENANT, "drop.com/f/1/x",
		"https://drop.com/f/1/x?id=1" },
	{ "short.com", TARGET_DOMAIN, SITE_PLATFORM, "short.com", "short.com" },
	{ "me@short.com", TARGET_EMAIL, SITE_PLATFORM, "short.com", "me@short.com" },
	{ "files.pages.io/x", TARGET_URL, SITE_TENANT, "files.pages.io/x", "files.pages.io/x" },
	/* mailboxes */
	{ "Me.Too@A.com", TARGET_EMAIL, SITE_DOMAIN, "a.com", "Me.Too@a.com" },
	{ "mailto:me@sub.a.com?subject=x", TARGET_EMAIL, SITE_DOMAIN, "a.com", "me@sub.a.com" },
	{ "me[at]a[dot]com", TARGET_EMAIL, SITE_DOMAIN, "a.com", "me@a.com" },
	/* tricks */
	{ "http://bank.com@evil.org/", TARGET_URL, SITE_DOMAIN, "evil.org", "http://evil.org/" },
	{ "http://bank.com:80@evil.org/", TARGET_URL, SITE_DOMAIN, "evil.org", "http://evil.org/" },
	{ "http://bank.com%2f@evil.org/", TARGET_URL, SITE_DOMAIN, "evil.org", "http://evil.org/" },
	{ "http://evil.org\\@bank.com/", TARGET_URL, SITE_DOMAIN, "evil.org",
		"http://evil.org/@bank.com/" },
	{ "http://%65vil.org/", TARGET_URL, SITE_DOMAIN, "evil.org", "http://evil.org/" },
	{ "http://evil\xe3\x80\x82org/", TARGET_URL, SITE_DOMAIN, "evil.org", "http://evil.org/" },
	{ "http://a.com:99999/", TARGET_URL, SITE_DOMAIN, "a.com", "http://a.com/" },
	/* addresses */
	{ "192.0.2.1", TARGET_IP, SITE_IP, "192.0.2.1", "192.0.2.1" },
	{ "http://0xc0000201/x", TARGET_URL, SITE_IP, "192.0.2.1", "http://192.0.2.1/x" },
	{ "http://192.0.2.1:8080/x", TARGET_URL, SITE_IP, "192.0.2.1", "http://192.0.2.1:8080/x" },
	{ "192.0.2.1:8080", TARGET_IP, SITE_IP, "192.0.2.1", "192.0.2.1" },
	{ "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", TARGET_IP, SITE_IP, "127.0.0.1",
		"127.0.0.1" },
	{ "http://%3192.0.2.1/", TARGET_URL, SITE_IP, "192.0.2.1", "http://192.0.2.1/" },
	{ "2001:DB8::0:1", TARGET_IP, SITE_IP, "2001:db8::1", "2001:db8::1" },
	{ "http://[2001:db8::1]/", TARGET_URL, SITE_IP, "2001:db8::1", "http://[2001:db8::1]/" },
	{ "[::ffff:192.0.2.1]", TARGET_IP, SITE_IP, "192.0.2.1", "192.0.2.1" },
	{ "192[.]0[.]2[.]1", TARGET_IP, SITE_IP, "192.0.2.1", "192.0.2.1" },
	{ "me@192.0.2.1", TARGET_EMAIL, SITE_IP, "192.0.2.1", "me@192.0.2.1" },
	/* networks */
	{ "AS64496", TARGET_ASN, SITE_NETWORK, "AS64496", "AS64496" },
	{ "asn 64496", TARGET_ASN, SITE_NETWORK, "AS64496", "AS64496" },
	{ "as1.10", TARGET_ASN, SITE_NETWORK, "AS65546", "AS65546" },
	{ "AS4294967295", TARGET_ASN, SITE_NETWORK, "AS4294967295", "AS4294967295" },
	{ "AS0", TARGET_ASN, SITE_NETWORK, "AS0", "AS0" },
	/* elsewhere */
	{ "vitalik.eth", TARGET_NAME, SITE_NAME, "vitalik.eth", "vitalik.eth" },
	{ "https://a.b.vitalik.eth/x", TARGET_URL, SITE_NAME, "vitalik.eth",
		"https://a.b.vitalik.eth/x" },
	{ "vitalik.eth.limo", TARGET_DOMAIN, SITE_TENANT, "vitalik.eth.limo", "vitalik.eth.limo" },
	{ "a.vitalik.eth.limo", TARGET_DOMAIN, SITE_TENANT, "vitalik.eth.limo",
		"a.vitalik.eth.limo" },
	{ "eth.limo", TARGET_DOMAIN, SITE_DOMAIN, "eth.limo", "eth.limo" },
	{ "x.duck.onion", TARGET_NAME, SITE_NAME, "duck.onion", "x.duck.onion" },
	{ "a.888", TARGET_NAME, SITE_NAME, "a.888", "a.888" },
	{ "host.test", TARGET_NAME, SITE_NAME, "host.test", "host.test" },
	{ "http://localhost:8080/", TARGET_URL, SITE_NAME, "localhost", "http://localhost:8080/" },
	{ "a.b.nowhere", TARGET_NAME, SITE_NAME, "b.nowhere", "a.b.nowhere" },
	{ "4.3.2.1.in-addr.arpa", TARGET_NAME, SITE_NAME, "4.3.2.1.in-addr.arpa",
		"4.3.2.1.in-addr.arpa" },
	{ "http://AS64496/", TARGET_URL, SITE_NAME, "as64496.", "http://as64496/" },
	{ "as64496/", TARGET_NAME, SITE_NAME, "as64496.", "as64496." },
	{ "http:///x", TARGET_URL, SITE_NAME, "x", "http://x/" },
};

static void kinds(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct site s = { 0 }, again = { 0 };
		struct err e = { 0 };

		if (identify(&f->a, &f->rd, str_of(taken[i].in), &s, &e))
			fail_msg("'%s' is refused: %s", taken[i].in, e.text);
		if (s.target != taken[i].target || s.kind != taken[i].kind ||
			!str_is(s.id, taken[i].id) || !str_is(s.canonical, taken[i].canonical))
			fail_msg("'%s' is %s, %s '%.*s', '%.*s'; expected %s, %s '%s', '%s'",
				taken[i].in, target_kind_text(s.target), site_kind_text(s.kind),
				STR_ARG(s.id), STR_ARG(s.canonical),
				target_kind_text(taken[i].target), site_kind_text(taken[i].kind),
				taken[i].id, taken[i].canonical);
		/* What was made is read again as the same. */
		assert_int_equal(identify(&f->a, &f->rd, s.canonical, &again, &e), BW_OK);
		if (!str_eq(again.id, s.id) || again.kind != s.kind ||
			!str_eq(again.canonical, s.canonical))
			fail_msg("'%.*s' again is '%.*s', '%.*s'", STR_ARG(s.canonical),
				STR_ARG(again.id), STR_ARG(again.canonical));
		assert_int_equal(identify(&f->a, &f->rd, s.id, &again, &e), BW_OK);
		if (!str_eq(again.id, s.id))
			fail_msg("id '%.*s' again is '%.*s'", STR_ARG(s.id), STR_ARG(again.id));
	}
}

static void refused(void **state)
{
	static const struct {
		const char *in;
		int rc;
	} t[] = {
		{ "", BW_EPARSE },
		{ "   ", BW_EPARSE },
		{ "/a/b", BW_EPARSE },
		{ "http://", BW_EPARSE },
		{ "a b.com", BW_EPARSE },
		{ "%20a.com", BW_EPARSE },
		{ ".a.com", BW_EPARSE },
		{ "a..com", BW_EPARSE },
		{ "# a comment", BW_EPARSE },
		{ "javascript:alert(1)", BW_EPARSE },
		{ "http://[::1", BW_EPARSE },
		{ "http://[zz]/", BW_EPARSE },
		{ "1:2:3", BW_EPARSE },
		{ "1.2.3.4.5", BW_EPARSE },
		{ "1.2.3.256", BW_EPARSE },
		{ "a.com.1", BW_EPARSE },
		{ "12.888", BW_OK }, /* an address to browsers */
		{ "1.2.3.888", BW_EPARSE },
		{ "http://a\x01.com/", BW_EPARSE },
		{ "http://a.com/\x01x", BW_EPARSE },
		{ "http://a%00.com/", BW_EPARSE },
		{ "http://xn--a/", BW_EPARSE },
		{ "AS4294967296", BW_OK }, /* no AS number: an unknown name */
		{ "\xff\xfe", BW_EPARSE },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct site s;
		struct err e = { 0 };
		int rc = identify(&f->a, &f->rd, str_of(t[i].in), &s, &e);

		if (rc != t[i].rc)
			fail_msg("'%s': %s, expected %s", t[i].in, rc ? e.text : "taken",
				t[i].rc ? err_word(t[i].rc) : "taken");
		if (rc)
			assert_true(e.text[0] && e.text[strlen(e.text) - 1] != '.');
	}
}

static void details(void **state)
{
	struct fixture *f = *state;
	struct site s;
	struct err e;

#define LOOK(text) assert_int_equal(identify(&f->a, &f->rd, STR(text), &s, &e), BW_OK)
	LOOK("https://x.alice.pages.io:81/p");
	assert_true(str_is(s.platform_suffix, "pages.io"));
	assert_true(str_is(s.operator_name, "Pages Ltd"));
	assert_int_equal(s.platform_basis, BASIS_PSL);
	assert_true(str_is(s.registrable, "pages.io"));
	assert_true(str_is(s.suffix, "io"));
	assert_true(str_is(s.path, "/p"));
	assert_int_equal(s.port, 81);
	assert_false(s.bare);
	assert_true(s.collision); /* io is in the root and sold by Handshake */
	LOOK("https://code.com/alice");
	assert_int_equal(s.platform_basis, BASIS_SERVICE_LIST);
	assert_true(str_is(s.platform_suffix, "code.com"));
	LOOK("vitalik.eth.limo");
	assert_true(str_is(s.gateway_to, "vitalik.eth"));
	assert_int_equal(s.ns, NAMESPACE_DNS);
	LOOK("x.eth");
	assert_int_equal(s.ns, NAMESPACE_ENS);
	assert_true(str_is(s.ns_name, "ENS"));
	assert_null(s.registrable.p);
	LOOK("a.test");
	assert_int_equal(s.ns, NAMESPACE_SPECIAL);
	assert_true(str_is(s.special, "reserved for testing (RFC 6761)"));
	LOOK("pc.lan");
	assert_true(str_is(s.special, "used on private networks"));
	LOOK("a.home.arpa");
	assert_true(str_is(s.special, "home networks (RFC 8375)"));
	LOOK("www.example.com");
	assert_int_equal(s.ns, NAMESPACE_DNS);
	assert_int_equal(s.kind, SITE_DOMAIN);
	assert_true(str_is(s.special, "reserved for documentation (RFC 6761)"));
	LOOK("a.nowhere");
	assert_int_equal(s.ns, NAMESPACE_UNLISTED);
	assert_true(s.unlisted_tld);
	LOOK("0x7f.1");
	assert_true(s.odd_form);
	assert_int_equal(s.ip_n, 4);
	assert_true(str_is(s.special, "Loopback (RFC 1122)"));
	LOOK("http://user@a.com/");
	assert_int_equal(s.notes, SITE_NOTE_BIT(USERINFO));
	LOOK("hxxp://_x.a.com");
	assert_int_equal(s.notes, SITE_NOTE_BIT(REFANGED) | SITE_NOTE_BIT(UNDERSCORE));
	LOOK("192.0.2.0/24");
	assert_int_equal(s.notes, SITE_NOTE_BIT(PREFIX));
	LOOK("AS64496");
	assert_int_equal(s.asn, 64496);
	assert_null(s.host.p);
	LOOK("b\xc3\xbc"
	     "cher.com");
	assert_true(str_is(s.host, "xn--bcher-kva.com"));
	assert_true(str_is(s.u_host, "b\xc3\xbc"
				     "cher.com"));
#undef LOOK
}

static void length_limit(void **state)
{
	struct fixture *f = *state;
	char *p = arena_alloc(&f->a, LIMIT_URL_BYTES + 1);
	struct site s;
	struct err e;

	memset(p, 'a', LIMIT_URL_BYTES + 1);
	memcpy(p, "http://a.com/", 13);
	assert_int_equal(identify(&f->a, &f->rd, str_make(p, LIMIT_URL_BYTES), &s, &e), BW_OK);
	assert_int_equal(
		identify(&f->a, &f->rd, str_make(p, LIMIT_URL_BYTES + 1), &s, &e), BW_ELIMIT);
}

/* Long page addresses keep ids short, and the id still reads as itself. */
static void long_page(void **state)
{
	struct fixture *f = *state;
	char text[2000] = "https://short.com/part/x?";
	struct site s, again;
	struct err e;

	memset(text + strlen(text), 'q', 1000);
	assert_int_equal(identify(&f->a, &f->rd, str_of(text), &s, &e), BW_OK);
	assert_true(str_is(s.id, "short.com/part/x"));
	memset(text + 18, 'p', 1000); /* one long part */
	assert_int_equal(identify(&f->a, &f->rd, str_of(text), &s, &e), BW_OK);
	assert_int_equal(s.id.n, strlen("short.com/") + 255);
	assert_int_equal(identify(&f->a, &f->rd, s.id, &again, &e), BW_OK);
	assert_true(str_eq(s.id, again.id));
}

/* Without any reference data the last two labels are a guess, and said to be one. */
static void no_reference_data(void **state)
{
	struct fixture *f = *state;
	struct refdata none = { 0 };
	struct site s;
	struct err e;

	assert_int_equal(identify(&f->a, &none, STR("a.b.com"), &s, &e), BW_OK);
	assert_true(s.unlisted_tld);
	assert_true(str_is(s.id, "b.com"));
	assert_int_equal(identify(&f->a, &none, STR("192.0.2.1"), &s, &e), BW_OK);
	assert_int_equal(s.kind, SITE_IP);
}

static void memory_ends(void **state)
{
	static const char *const t[] = { "hxxp://A.b\xc3\xbc"
					 "cher.com/%61?x",
		"AS64496", "192.0.2.1", "https://Code.com/Alice", "me@x.test", "v.eth.limo/x" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		for (uint64_t nth = 1; nth < 40; nth++) {
			struct arena a;
			struct site s;
			struct err e = { 0 };
			int rc;

			arena_init(&a, 0);
			mem_fail_at(nth, 1);
			rc = identify(&a, &f->rd, str_of(t[i]), &s, &e);
			mem_fail_at(0, 0);
			arena_done(&a);
			if (rc && rc != BW_ENOMEM)
				fail_msg("'%s' at request %u: %s", t[i], (unsigned)nth, e.text);
		}
}

static void json_line(void **state)
{
	struct fixture *f = *state;
	struct site s;
	struct json *v;
	struct buf b;
	struct jw w;
	struct err e;

	buf_init(&b, 1 << 16);
	assert_int_equal(identify(&f->a, &f->rd, STR("http://\"u@a.pages.io/\xff"), &s, &e), BW_OK);
	jw_init(&w, &b);
	site_json(&s, &w);
	assert_int_equal(jw_check(&w, &e), BW_OK);
	assert_int_equal(json_parse(&f->a, buf_str(&b), &v, &e), BW_OK);
	assert_true(str_is(json_text(v, "kind"), "url"));
	assert_true(str_is(json_text(v, "site"), "a.pages.io"));
	assert_true(str_is(json_text(v, "site_kind"), "tenant"));
	assert_true(str_is(json_text(v, "registrable_domain"), "pages.io"));
	assert_true(str_is(json_text(v, "platform_suffix"), "pages.io"));
	assert_true(str_is(json_text(v, "a_label"), "a.pages.io"));
	assert_true(str_is(json_text(v, "u_label"), "a.pages.io"));
	assert_true(str_is(json_text(v, "namespace"), "dns"));
	assert_int_equal(json_get(v, "special")->type, JSON_NULL);
	assert_int_equal(json_get(v, "lookalike")->type, JSON_NULL);
	assert_int_equal(json_get(v, "error")->type, JSON_NULL);
	buf_reset(&b);
	jw_init(&w, &b);
	site_json_refused(STR("x y"), "it has a space", &w);
	assert_int_equal(json_parse(&f->a, buf_str(&b), &v, &e), BW_OK);
	assert_true(str_is(json_text(v, "error"), "it has a space"));
	assert_true(str_is(json_text(v, "input"), "x y"));
	buf_done(&b);
}

int test_site(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(refused),
		cmocka_unit_test(details),
		cmocka_unit_test(length_limit),
		cmocka_unit_test(long_page),
		cmocka_unit_test(no_reference_data),
		cmocka_unit_test(memory_ends),
		cmocka_unit_test(json_line),
	};

	return cmocka_run_group_tests_name("site", tests, fixture_setup, fixture_teardown);
}
