/* SPDX-License-Identifier: Apache-2.0 */
/* Registration data answers: what is taken, what is withheld, what is refused. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "domain/fact.h"
#include "format/rdap.h"
#include "format_tests.h"
#include "unit.h"

static struct rdap parse(struct arena *a, const char *text)
{
	struct rdap r;
	struct err e = { 0 };
	int rc = rdap_parse(a, str_of(text), &r, &e);

	if (rc)
		fail_msg("%s", e.text);
	return r;
}

#define SAME(got, want)                                                               \
	do {                                                                          \
		struct str got_ = (got);                                              \
		if (!str_is(got_, (want)))                                            \
			fail_msg("got '%.*s', expected '%s'", STR_ARG(got_), (want)); \
	} while (0)

#define CARD(props) "\"vcardArray\":[\"vcard\",[[\"version\",{},\"text\",\"4.0\"]," props "]]"

static const char whole[] =
	"{\"objectClassName\":\"domain\",\"ldhName\":\"Shop.EXAMPLE.\",\"handle\":\"D1\","
	"\"status\":[\"client transfer prohibited\",\"clientHold\",\"Active "
	"https://icann.org/epp#ok\"],"
	"\"events\":[{\"eventAction\":\"reregistration\",\"eventDate\":\"2025-01-01T00:00:00Z\"},"
	"{\"eventAction\":\"registration\",\"eventDate\":\"2019-03-01T10:00:00+02:00\"},"
	"{\"eventAction\":\"last changed\",\"eventDate\":\"2026-01-01T00:00:00Z\"}],"
	"\"nameservers\":[{\"ldhName\":\"NS1.DNS.TEST\"},{\"ldhName\":\"ns2.dns.test.\"}],"
	"\"secureDNS\":{\"delegationSigned\":true},"
	"\"links\":[{\"rel\":\"self\",\"href\":\"https://registry.example/domain/shop.example\"},"
	"{\"rel\":\"related\",\"type\":\"application/rdap+json\","
	"\"href\":\"https://registrar.example/rdap/domain/shop.example\"}],"
	"\"entities\":["
	"{\"objectClassName\":\"entity\",\"roles\":[\"registrar\"],"
	"\"events\":[{\"eventAction\":\"registration\",\"eventDate\":\"1999-01-01T00:00:00Z\"}],"
	"\"publicIds\":[{\"type\":\"IANA Registrar ID\",\"identifier\":\"9999\"}]," CARD(
		"[\"fn\",{},\"text\",\"Registrar Example Ltd\"],[\"adr\",{\"cc\":\"nl\"},\"text\",["
		"\"\",\"\",\"\",\"\",\"\",\"\",\"\"]]") ","
							"\"entities\":[{\"roles\":[\"abuse\"]"
							"," CARD(
								"[\"fn\",{},\"text\",\"Abuse\"],["
								"\"email\",{},\"text\",\"abuse@"
								"registrar.example\"],"
								"[\"tel\",{\"type\":\"fax\"},"
								"\"uri\",\"tel:+31.1\"],"
								"[\"tel\",{\"type\":[\"work\","
								"\"voice\"]},\"uri\",\"tel:+31."
								"205550100\"]") "}]},"
										"{\"roles\":["
										"\"reseller\"]"
										"," CARD(
											"[\"fn\",{}"
											",\"text\","
											"\"Reseller"
											" Example\""
											"]") "},"
											     "{\"ro"
											     "les\""
											     ":["
											     "\"reg"
											     "istra"
											     "nt\"]"
											     "," CARD(
												     "[\"fn\",{},\"text\",\"Jane Doe\"],[\"org\",{},\"text\",\"Shop BV\"],"
												     "[\"email\",{},\"text\",\"jane@shop.example\"]") "}]}";

static void takes_what_is_there(void **state)
{
	struct arena a;
	struct rdap r;

	(void)state;
	arena_init(&a, 0);
	r = parse(&a, whole);
	assert_int_equal(r.class, RDAP_DOMAIN);
	SAME(r.name, "shop.example");
	assert_int_equal(r.registered_at_s, 1551427200); /* 2019-03-01T08:00:00Z */
	assert_int_equal(r.reregistered_at_s, 1735689600);
	assert_int_equal(r.status.n, 3);
	SAME(r.status.v[1], "client hold");
	SAME(r.status.v[2], "active");
	assert_int_equal(r.nameservers.n, 2);
	SAME(r.nameservers.v[0], "ns1.dns.test");
	SAME(r.nameservers.v[1], "ns2.dns.test");
	assert_true(r.signed_delegation);
	SAME(r.related, "https://registrar.example/rdap/domain/shop.example");
	SAME(r.registrar.name, "Registrar Example Ltd");
	SAME(r.registrar.country, "NL");
	assert_int_equal(r.registrar.iana_id, 9999);
	SAME(r.registrar_abuse.email, "abuse@registrar.example");
	SAME(r.registrar_abuse.phone, "+31.205550100");
	assert_false(r.abuse.there);
	SAME(r.reseller.name, "Reseller Example");
	SAME(r.registrant.name, "Shop BV");
	assert_null(r.registrant.email.p); /* a person's mailbox is not kept */
	assert_int_equal(r.problems.n, 0);
	arena_done(&a);
}

static void fact_of_it_is_a_fact(void **state)
{
	struct arena a;
	struct facts f = { 0 };
	struct err e = { 0 };
	struct rdap r;
	struct buf b;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, LIMIT_FACT_BYTES);
	r = parse(&a, whole);
	assert_int_equal(rdap_fact(&r, STR("shop.example"), STR("rdap:x"), 1000, &b, &e), BW_OK);
	assert_int_equal(facts_parse(&a, buf_str(&b), &f, &e), BW_OK);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].kind, FACT_REGISTRATION);
	SAME(json_text(f.v[0].body, "registered_at"), "2019-03-01T08:00:00Z");
	SAME(json_text(json_get(f.v[0].body, "registrar"), "abuse_email"),
		"abuse@registrar.example");
	assert_true(str_find(buf_str(&b), STR("Jane"), 0) == SIZE_MAX);
	assert_true(str_find(buf_str(&b), STR("jane@"), 0) == SIZE_MAX);
	buf_done(&b);
	arena_done(&a);
}

/* How the registrant comes out: organisation, redacted, a person, a forwarder. */
static const struct {
	const char *name, *card, *top; /* members beside the card; members of the answer */
	const char *org, *email, *form; /* NULL: none */
	bool redacted, person;
} registrants[] = {
	{ "a person is not kept",
		CARD("[\"fn\",{},\"text\",\"Jane Doe\"],[\"kind\",{},\"text\",\"individual\"]"),
		NULL, NULL, NULL, NULL, false, true },
	{ "not told to be an organisation", CARD("[\"fn\",{},\"text\",\"Jane Doe\"]"), NULL, NULL,
		NULL, NULL, false, true },
	{ "kind org", CARD("[\"fn\",{},\"text\",\"Shop BV\"],[\"kind\",{},\"text\",\"org\"]"), NULL,
		"Shop BV", NULL, NULL, false, false },
	{ "empty name is redacted", CARD("[\"fn\",{},\"text\",\"\"]"), NULL, NULL, NULL, NULL, true,
		false },
	{ "old remark",
		CARD("[\"fn\",{},\"text\",\"X\"]") ",\"remarks\":[{\"title\":\"REDACTED FOR "
						   "PRIVACY\"}]",
		NULL, NULL, NULL, NULL, true, false },
	{ "old words in the name", CARD("[\"org\",{},\"text\",\"REDACTED FOR PRIVACY\"]"), NULL,
		NULL, NULL, NULL, true, false },
	{ "RFC 9537 removal", "\"handle\":\"X\"",
		"\"redacted\":[{\"name\":{\"description\":\"Registrant Name\"},\"method\":"
		"\"removal\"}]",
		NULL, NULL, NULL, true, false },
	{ "mailbox replaced by a forwarder",
		CARD("[\"fn\",{},\"text\",\"\"],[\"email\",{},\"text\",\"x1@forward.example\"]"),
		"\"redacted\":[{\"name\":{\"description\":\"Registrant Email\"},\"method\":"
		"\"replacementValue\"}]",
		NULL, "x1@forward.example", NULL, true, false },
	{ "a form in its place",
		CARD("[\"fn\",{},\"text\",\"\"],[\"contact-uri\",{},\"uri\",\"https://"
		     "registrar.example/contact\"]"),
		NULL, NULL, NULL, "https://registrar.example/contact", true, false },
	{ "JSContact",
		"\"jscontact_card\":{\"kind\":\"org\",\"organizations\":{\"a\":{\"name\":\"Shop "
		"BV\"}}}",
		NULL, "Shop BV", NULL, NULL, false, false },
};

static void registrant_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(registrants) / sizeof(registrants[0]); i++) {
		struct arena a;
		char text[2000];
		struct rdap r;

		arena_init(&a, 0);
		snprintf(text, sizeof(text),
			"{\"objectClassName\":\"domain\",\"ldhName\":\"a.test\",\"entities\":[{"
			"\"roles\":[\"registrant\"],%s}]%s%s}",
			registrants[i].card, registrants[i].top ? "," : "",
			registrants[i].top ? registrants[i].top : "");
		r = parse(&a, text);
		if (!str_eq(r.registrant.name, str_of(registrants[i].org)) ||
			!str_eq(r.registrant.email, str_of(registrants[i].email)) ||
			!str_eq(r.registrant.form, str_of(registrants[i].form)) ||
			r.registrant.redacted != registrants[i].redacted ||
			r.registrant.person != registrants[i].person)
			fail_msg("%s: name '%.*s' email '%.*s' form '%.*s' redacted %d person %d",
				registrants[i].name, STR_ARG(r.registrant.name),
				STR_ARG(r.registrant.email), STR_ARG(r.registrant.form),
				r.registrant.redacted, r.registrant.person);
		arena_done(&a);
	}
}

/* A registrant's handle is kept where the registry publishes it, never a word in its place. */
static void registrant_handles(void **state)
{
	static const struct {
		const char *handle, *top, *kept; /* NULL: none */
	} t[] = {
		{ "H-77", "", "H-77" },
		{ "REDACTED FOR PRIVACY", "", NULL },
		{ "Not published: privacy", "", NULL },
		{ "H-77",
			",\"redacted\":[{\"name\":{\"description\":\"Registry Registrant "
			"ID\"},\"method\":\"removal\"}]",
			NULL },
		{ "H-77",
			",\"redacted\":[{\"name\":{\"description\":\"Registrant "
			"Name\"},\"method\":\"removal\"}]",
			NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct arena a;
		char text[1000];
		struct buf b;
		struct rdap r;
		struct err e;

		arena_init(&a, 0);
		buf_init(&b, 10000);
		snprintf(text, sizeof(text),
			"{\"objectClassName\":\"domain\",\"ldhName\":\"a.test\",\"entities\":[{"
			"\"roles\":[\"registrant\"],\"handle\":\"%s\"}]%s}",
			t[i].handle, t[i].top);
		r = parse(&a, text);
		if (!str_eq(r.registrant.handle, str_of(t[i].kept)))
			fail_msg("%zu: '%.*s'", i, STR_ARG(r.registrant.handle));
		assert_int_equal(rdap_fact(&r, STR("a.test"), STR("t"), 0, &b, &e), 0);
		assert_int_equal(
			str_find(buf_str(&b), STR("H-77"), 0) != SIZE_MAX, t[i].kept != NULL);
		buf_done(&b);
		arena_done(&a);
	}
}

static void network_answer(void **state)
{
	static const char text[] =
		"{\"objectClassName\":\"ip "
		"network\",\"startAddress\":\"192.0.2.0\",\"endAddress\":"
		"\"192.0.2.255\",\"name\":\"HOST-EXAMPLE\",\"country\":\"nl\","
		"\"entities\":[{"
		"\"roles\":[\"registrant\"]," CARD(
			"[\"fn\",{},\"text\",\"Host "
			"BV\"],[\"kind\",{},\"text\",\"org\"]") ","
								"\"entities\":[{"
								"\"roles\":["
								"\"technical\","
								"\"abuse\"]," CARD("[\"fn\",{}"
										   ",\"text\","
										   "\"Desk\"],"
										   "[\"email\""
										   ",{},"
										   "\"text\","
										   "\"abuse@"
										   "host."
										   "example\""
										   "]") "}]}]"
											"}";
	struct arena a;
	struct err e = { 0 };
	struct rdap r;
	struct buf b;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, LIMIT_FACT_BYTES);
	r = parse(&a, text);
	assert_int_equal(r.class, RDAP_NETWORK);
	SAME(r.registrant.name, "Host BV");
	SAME(r.country, "NL");
	SAME(r.abuse.email, "abuse@host.example");
	assert_int_equal(rdap_fact(&r, STR("192.0.2.7"), STR("rdap:x"), 0, &b, &e), BW_OK);
	assert_true(str_find(buf_str(&b), STR("\"fact\":\"address\""), 0) != SIZE_MAX);
	buf_done(&b);
	arena_done(&a);
}

static void strange_answers(void **state)
{
	static const struct {
		const char *name, *text;
		int rc;
		enum rdap_class class;
	} cases[] = {
		{ "nothing", "", BW_EPARSE, 0 },
		{ "a page", "<html></html>", BW_EPARSE, 0 },
		{ "an array", "[]", BW_EPARSE, 0 },
		{ "empty object", "{}", BW_OK, RDAP_OTHER },
		{ "error", "{\"errorCode\":404,\"title\":\"no\"}", BW_OK, RDAP_ERROR },
		{ "no class", "{\"ldhName\":\"a.test\"}", BW_OK, RDAP_DOMAIN },
		{ "wrong types",
			"{\"objectClassName\":\"domain\",\"ldhName\":7,\"entities\":{},\"events\":"
			"1,"
			"\"status\":{},\"nameservers\":\"x\",\"redacted\":null,\"links\":3}",
			BW_OK, RDAP_DOMAIN },
		{ "wrong types inside",
			"{\"objectClassName\":\"domain\",\"entities\":[1,null,{\"roles\":7},{"
			"\"roles\":[\"registrar\"],\"vcardArray\":[\"vcard\",[[],[1],[\"fn\"],"
			"[\"fn\",{},\"text\"],[\"fn\",7,8,9],[\"email\",{},\"text\",{}]]]}],"
			"\"events\":[7,{\"eventAction\":\"registration\"}],\"redacted\":[{}]}",
			BW_OK, RDAP_DOMAIN },
		{ "member twice", "{\"ldhName\":\"a.test\",\"ldhName\":\"b.test\"}", BW_EPARSE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a;
		struct err e = { 0 };
		struct rdap r = { 0 };
		int rc;

		arena_init(&a, 0);
		rc = rdap_parse(&a, str_of(cases[i].text), &r, &e);
		if (rc != cases[i].rc || (!rc && r.class != cases[i].class))
			fail_msg("%s: code %d class %u (%s)", cases[i].name, rc, r.class, e.text);
		arena_done(&a);
	}
}

/* Entities within entities: taken to the limit, named beyond it. */
static void nesting_is_bounded(void **state)
{
	(void)state;
	for (int depth = LIMIT_RDAP_NESTING; depth <= LIMIT_RDAP_NESTING + 2; depth++) {
		struct arena a;
		struct rdap r;
		struct buf b;

		arena_init(&a, 0);
		buf_init(&b, 1 << 16);
		buf_addz(&b, "{\"objectClassName\":\"domain\",\"ldhName\":\"a.test\"");
		for (int i = 0; i < depth; i++)
			buf_addz(&b, ",\"entities\":[{\"roles\":[\"technical\"]");
		for (int i = 0; i < depth; i++)
			buf_addz(&b, "}]");
		buf_addz(&b, "}");
		buf_addc(&b, '\0');
		r = parse(&a, b.p);
		assert_int_equal(r.problems.n, depth > LIMIT_RDAP_NESTING + 1);
		buf_done(&b);
		arena_done(&a);
	}
}

static void size_is_bounded(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct rdap r;
	struct buf b;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, 2 * LIMIT_RDAP_BYTES);
	buf_addz(&b, "{\"objectClassName\":\"domain\"}");
	while (b.n < LIMIT_RDAP_BYTES)
		buf_addc(&b, ' ');
	assert_int_equal(rdap_parse(&a, buf_str(&b), &r, &e), BW_OK);
	buf_addc(&b, ' ');
	assert_int_equal(rdap_parse(&a, buf_str(&b), &r, &e), BW_ELIMIT);
	buf_done(&b);
	arena_done(&a);
}

static void contacts_are_checked(void **state)
{
	static const char *const good[] = { "abuse@a.example", "mailto:abuse@a.example",
		" abuse@xn--a.example ", "ab+use@a.b.example" };
	static const char *const bad[] = { "", "@", "a@", "@a.example", "a@b@c.example",
		"a b@c.example", "<a@c.example>", "a@c", "a@.example", "a\n@c.example",
		"javascript:alert(1)" };
	static const char *const bad_web[] = { "", "javascript:alert(1)", "https://",
		"ftp://a.example/x", "https://a.example/\"x", "https://a.example/ x",
		"data:text/html,x" };
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_non_null(rdap_email(&a, str_of(good[i])).p);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (rdap_email(&a, str_of(bad[i])).p)
			fail_msg("taken for a mailbox: '%s'", bad[i]);
	assert_non_null(rdap_web(&a, STR("https://a.example/x?y=1")).p);
	for (size_t i = 0; i < sizeof(bad_web) / sizeof(bad_web[0]); i++)
		if (rdap_web(&a, str_of(bad_web[i])).p)
			fail_msg("taken for a web address: '%s'", bad_web[i]);
	SAME(rdap_clean(&a, STR("  a\x1b[31m\t b\xe2\x80\xae c  "), 100), "a [31m b c");
	SAME(rdap_clean(&a, STR("a\xc3\xa4\xc3\xa4"), 4), "a\xc3\xa4");
	arena_done(&a);
}

/* Real answers, where there are any: none is refused for its content, all make a readable fact. */
static size_t real_file(const char *path)
{
	struct arena a;
	struct err e = { 0 };
	struct facts f = { 0 };
	struct rdap r;
	struct buf b;
	FILE *in = fopen(path, "r");
	size_t made = 0;

	assert_non_null(in);
	arena_init(&a, 0);
	buf_init(&b, LIMIT_RDAP_BYTES + 1);
	b.n = fread(buf_room(&b, LIMIT_RDAP_BYTES), 1, LIMIT_RDAP_BYTES, in);
	fclose(in);
	if (rdap_parse(&a, buf_str(&b), &r, &e)) {
		printf("  refused %s: %s\n", path, e.text);
	} else if (r.class <= RDAP_AUTNUM) {
		buf_reset(&b);
		assert_int_equal(rdap_fact(&r, STR("x.test"), STR("rdap:x"), 0, &b, &e), BW_OK);
		assert_int_equal(facts_parse(&a, buf_str(&b), &f, &e), BW_OK);
		made = f.n;
	}
	buf_done(&b);
	arena_done(&a);
	return made;
}

static void real_answers(void **state)
{
	static const char *const folders[] = { "real", "redacted", "nomulus", "rfc9083" };
	const char *corpus = getenv("BAILIWICK_CORPUS");
	size_t files = 0, made = 0;

	(void)state;
	if (!corpus) {
		print_message("SKIPPED: BAILIWICK_CORPUS is not set, no real RDAP answers\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[1000];
		struct dirent *d;
		DIR *dir;

		snprintf(path, sizeof(path), "%s/ref/rdap/%s", corpus, folders[i]);
		dir = opendir(path);
		assert_non_null(dir);
		while ((d = readdir(dir))) {
			char file[2000];

			if (d->d_name[0] == '.')
				continue;
			snprintf(file, sizeof(file), "%s/%s", path, d->d_name);
			files++;
			made += real_file(file);
		}
		closedir(dir);
	}
	print_message("%zu real answers, %zu facts\n", files, made);
	assert_true(made >= 10);
}

int test_rdap(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_is_there),
		cmocka_unit_test(fact_of_it_is_a_fact),
		cmocka_unit_test(registrant_cases),
		cmocka_unit_test(registrant_handles),
		cmocka_unit_test(network_answer),
		cmocka_unit_test(strange_answers),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(size_is_bounded),
		cmocka_unit_test(contacts_are_checked),
		cmocka_unit_test(real_answers),
	};

	return cmocka_run_group_tests_name("rdap", tests, NULL, NULL);
}
