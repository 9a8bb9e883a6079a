/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "format/base64.h"
#include "format/oidc.h"
#include "format_tests.h"
#include "jwt_vectors.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct jwt_expect want = { .issuer = STR_INIT("https://id.registrar.example"),
	.client = STR_INIT("desk"),
	.nonce = STR_INIT("n-0S6_WzA2Mj"),
	.now_s = VECTOR_NOW_S };

static enum jwt_fault fault_of(struct arena *a, const struct jwks *keys, struct str token)
{
	struct jwt t;
	enum jwt_fault why = jwt_parse(a, token, &t);

	return why ? why : jwt_check(&t, keys, &want);
}

/* Each token with both sets: keys that we do not take make no difference. */
static void each_vector(void **state)
{
	static const char *const sets[] = { vector_keys, vector_more_keys };
	size_t seen[JWT_FAULT_COUNT] = { 0 };
	struct jwks keys;
	struct arena a;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	for (size_t s = 0; s < COUNT(sets); s++) {
		assert_int_equal(jwks_parse(&a, str_of(sets[s]), &keys, &e), BW_OK);
		assert_int_equal(keys.n, 3);
		for (size_t i = 0; i < COUNT(vectors); i++) {
			enum jwt_fault why = fault_of(&a, &keys, str_of(vectors[i].token));

			if (why != vectors[i].fault)
				fail_msg("%s: %s, not %s", vectors[i].what, jwt_fault_text(why),
					jwt_fault_text(vectors[i].fault));
			seen[why]++;
		}
	}
	for (int f = 0; f < JWT_FAULT_COUNT; f++)
		assert_true(seen[f] > 0);
	arena_done(&a);
}

/* No byte of a token can be another one. */
static void every_byte_counts(void **state)
{
	struct jwks keys;
	struct arena a, one;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	arena_init(&one, 0);
	assert_int_equal(jwks_parse(&a, str_of(vector_keys), &keys, &e), BW_OK);
	for (size_t v = 0; v < 3; v++) {
		struct str token = arena_dup(&a, str_of(vectors[v].token));
		char *p = (char *)token.p;

		for (size_t i = 0; i < token.n; i += 7) {
			char was = p[i];

			p[i] = was == 'A' ? 'B' : 'A';
			assert_int_not_equal(fault_of(&one, &keys, token), JWT_FAULT_NONE);
			p[i] = '=';
			assert_int_not_equal(fault_of(&one, &keys, token), JWT_FAULT_NONE);
			p[i] = was;
			assert_int_not_equal(
				fault_of(&one, &keys, str_sub(token, 0, i)), JWT_FAULT_NONE);
			arena_reset(&one);
		}
		assert_int_equal(fault_of(&one, &keys, token), JWT_FAULT_NONE);
		assert_int_not_equal(
			fault_of(&one, &keys, arena_printf(&a, "%s.", token.p)), JWT_FAULT_NONE);
	}
	arena_done(&one);
	arena_done(&a);
}

/* With two keys of a kind a token must say which. */
static void which_key(void **state)
{
	struct jwks keys;
	struct arena a;
	struct jwk both[2];
	struct jwt t;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(jwks_parse(&a, str_of(vector_keys), &keys, &e), BW_OK);
	both[0] = both[1] = keys.v[1];
	both[1].kid = STR("e2");
	keys = (struct jwks){ both, 2 };
	assert_int_equal(jwt_parse(&a, str_of(vectors[3].token), &t), JWT_FAULT_NONE); /* no kid */
	assert_null(jwks_find(&keys, &t));
	assert_int_equal(jwt_parse(&a, str_of(vectors[1].token), &t), JWT_FAULT_NONE); /* e1 */
	assert_ptr_equal(jwks_find(&keys, &t), &both[0].key);
	both[1].kid = both[0].kid;
	assert_null(jwks_find(&keys, &t));
	arena_done(&a);
}

static void key_sets(void **state)
{
	struct jwks keys;
	struct arena a;
	struct buf b;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(jwks_parse(&a, STR("{\"keys\":[]}"), &keys, &e), BW_OK);
	assert_int_equal(keys.n, 0);
	assert_int_equal(jwks_parse(&a, STR("[]"), &keys, &e), BW_EPARSE);
	assert_int_equal(jwks_parse(&a, STR("{\"keys\":{}}"), &keys, &e), BW_EPARSE);
	assert_int_equal(jwks_parse(&a, STR("{"), &keys, &e), BW_EPARSE);
	for (int most = LIMIT_JWKS_KEYS; most <= LIMIT_JWKS_KEYS + 1; most++) {
		buf_init(&b, 1 << 16);
		buf_addz(&b, "{\"keys\":[");
		for (int i = 0; i < most; i++)
			buf_printf(&b, "%s{}", i ? "," : "");
		buf_addz(&b, "]}");
		assert_int_equal(jwks_parse(&a, buf_str(&b), &keys, &e),
			most > LIMIT_JWKS_KEYS ? BW_ELIMIT : BW_OK);
		buf_done(&b);
	}
	arena_done(&a);
}

static void too_long(void **state)
{
	static char text[LIMIT_JWT_BYTES + 1];
	struct arena a;
	struct jwt t;

	(void)state;
	arena_init(&a, 0);
	memset(text, 'A', sizeof(text));
	text[10] = text[20] = '.';
	assert_int_equal(jwt_parse(&a, str_make(text, sizeof(text)), &t), JWT_FAULT_FORM);
	arena_done(&a);
}

static void base64url(void **state)
{
	unsigned char out[8];
	size_t n;

	(void)state;
	assert_true(base64url_read(STR("-_8"), out, sizeof(out), &n) && n == 2);
	assert_int_equal(out[0], 0xfb);
	assert_false(base64url_read(STR("-_9"), out, sizeof(out), &n)); /* bits that are not used */
	assert_false(base64url_read(STR("+/8"), out, sizeof(out), &n));
	assert_false(base64url_read(STR("-_8="), out, sizeof(out), &n));
	assert_false(base64url_read(STR("AAAAAAAAAAAA"), out, sizeof(out), &n));
	assert_true(base64url_read(STR(""), out, sizeof(out), &n) && n == 0);
}

/* ---- what a provider says of itself ---- */

#define HERE                                                         \
	"\"authorization_endpoint\":\"https://id.registrar.example/" \
	"a\",\"token_endpoint\":\"https://id.registrar.example/t\""
#define DOCUMENT(more)                                       \
	"{\"issuer\":\"https://id.registrar.example\"," HERE \
	",\"jwks_uri\":\"https://id.registrar.example/k\"" more "}"

static int places(struct arena *a, struct oidc_places *p, const char *text)
{
	struct err e;

	return oidc_places_parse(a, str_of(text), want.issuer, p, &e);
}

static void discovery(void **state)
{
	struct oidc_places p;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(places(&a, &p, DOCUMENT("")), BW_OK);
	assert_true(str_is(p.keys, "https://id.registrar.example/k"));
	assert_false(p.secret_in_body || p.says_issuer || p.end_session.p || p.userinfo.p);
	assert_int_equal(places(&a, &p,
				 DOCUMENT(",\"token_endpoint_auth_methods_supported\":[\"client_"
					  "secret_post\"]")),
		BW_OK);
	assert_true(p.secret_in_body);
	assert_int_equal(places(&a, &p,
				 DOCUMENT(",\"token_endpoint_auth_methods_supported\":[\"client_"
					  "secret_post\",\"client_secret_basic\"]")),
		BW_OK);
	assert_false(p.secret_in_body);
	assert_int_equal(
		places(&a, &p, DOCUMENT(",\"end_session_endpoint\":\"https://x.example/out\"")),
		BW_OK);
	assert_true(str_is(p.end_session, "https://x.example/out"));
	assert_int_equal(
		places(&a, &p, DOCUMENT(",\"end_session_endpoint\":\"javascript:1\"")), BW_EPARSE);
	assert_int_equal(places(&a, &p, DOCUMENT(",\"userinfo_endpoint\":\"http://x.example/\"")),
		BW_EPARSE);
	assert_int_equal(places(&a, &p, DOCUMENT(",\"userinfo_endpoint\":\"https://x/\\r\\nA\"")),
		BW_EPARSE);
	assert_int_equal(places(&a, &p, "{\"issuer\":\"https://id.registrar.example\"," HERE "}"),
		BW_EPARSE);
	assert_int_equal(
		places(&a, &p, "{\"issuer\":\"https://id.registrar.example/\"}"), BW_EPARSE);
	assert_int_equal(places(&a, &p, "<html>"), BW_EPARSE);
	arena_done(&a);
}

static void tokens(void **state)
{
	static const struct {
		int status, rc;
		const char *text;
	} cases[] = {
		{ 200, BW_OK, "{\"id_token\":\"a.b.c\",\"access_token\":\"x\"}" },
		{ 200, BW_EPARSE, "{\"access_token\":\"x\"}" },
		{ 200, BW_EPARSE, "{\"id_token\":7}" },
		{ 200, BW_EPARSE, "<html>" },
		{ 400, BW_EDENIED, "{\"error\":\"invalid_grant\"}" },
		{ 400, BW_ECONFIG, "{\"error\":\"invalid_client\"}" },
		{ 401, BW_ECONFIG, "" },
		{ 500, BW_EPARSE, "{\"error\":\"invalid_grant\"}" },
		{ 503, BW_EPARSE, "" },
		{ 302, BW_EPARSE, "{\"id_token\":\"a.b.c\"}" },
	};
	struct oidc_tokens t;
	struct arena a;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
			oidc_tokens_parse(&a, cases[i].status, str_of(cases[i].text), &t, &e),
			cases[i].rc);
	arena_done(&a);
}

static void who_of(struct arena *a, const char *token, const char *userinfo, const char *claim,
	struct oidc_who *out)
{
	struct json *t = NULL, *u = NULL;
	struct err e;

	assert_int_equal(json_parse(a, str_of(token), &t, &e), BW_OK);
	if (userinfo)
		assert_int_equal(json_parse(a, str_of(userinfo), &u, &e), BW_OK);
	assert_int_equal(oidc_who_read(a, t, u, str_of(claim), STR("groups"), out, &e), BW_OK);
}

static void claims(void **state)
{
	struct oidc_who w;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	who_of(&a, "{\"sub\":\"1\",\"email\":\"a@b.example\"}", NULL, "email", &w);
	assert_null(w.account.p); /* nobody verified it */
	who_of(&a, "{\"sub\":\"1\",\"email\":\"a@b.example\",\"email_verified\":false}", NULL,
		"email", &w);
	assert_null(w.account.p);
	who_of(&a, "{\"sub\":\"1\",\"email\":\"a@b.example\",\"email_verified\":true}", NULL,
		"email", &w);
	assert_true(str_is(w.account, "a@b.example"));
	/* an address of the one is not verified by the other */
	who_of(&a, "{\"sub\":\"1\",\"email\":\"a@b.example\"}", "{\"email_verified\":true}",
		"email", &w);
	assert_null(w.account.p);
	who_of(&a, "{\"sub\":\"1\",\"groups\":[\"x\",\"\",7,\"y z\"]}", "{\"nick\":\"anna\"}",
		"nick", &w);
	assert_true(str_is(w.account, "anna") && str_is(w.subject, "1"));
	assert_int_equal(w.groups_n, 2);
	assert_true(str_is(w.groups[1], "y z"));
	who_of(&a, "{\"sub\":\"1\",\"groups\":\"x\"}", NULL, "sub", &w);
	assert_int_equal(w.groups_n, 0);
	assert_true(str_is(w.account, "1"));
	arena_done(&a);
}

/* As many groups as are looked at, and one more. */
static void many_groups(void **state)
{
	struct oidc_said said = { 1, OIDC_SAID_WHO, .who = { .subject = STR("s") } };
	struct json *v = NULL;
	struct oidc_who w;
	struct oidc_said s;
	struct arena a;
	struct buf b;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	for (size_t most = LIMIT_OIDC_GROUPS; most <= LIMIT_OIDC_GROUPS + 1; most++) {
		buf_init(&b, 1 << 16);
		buf_addz(&b, "{\"sub\":\"s\",\"groups\":[");
		for (size_t i = 0; i < most; i++)
			buf_printf(&b, "%s\"g\"", i ? "," : "");
		buf_addz(&b, "]}");
		assert_int_equal(json_parse(&a, buf_str(&b), &v, &e), BW_OK);
		assert_int_equal(oidc_who_read(&a, v, NULL, STR("sub"), STR("groups"), &w, &e),
			most > LIMIT_OIDC_GROUPS ? BW_ELIMIT : BW_OK);
		said.who.groups = ARENA_ARRAY(&a, struct str, most);
		said.who.groups_n = most;
		buf_reset(&b);
		oidc_said_write(&said, &b);
		assert_int_equal(oidc_said_parse(&a, buf_str(&b), &s, &e),
			most > LIMIT_OIDC_GROUPS ? BW_EPARSE : BW_OK);
		buf_done(&b);
	}
	arena_done(&a);
}

static void messages(void **state)
{
	struct str groups[2] = { STR("one"), STR("two") };
	const struct oidc_said said[] = {
		{ 7, OIDC_SAID_PLACES, .authorize = STR("https://id.example/a") },
		{ 8, OIDC_SAID_WHO, .who = { STR("s"), STR("anna"), groups, 2 } },
		{ 9, OIDC_SAID_REFUSED, .word = STR("nonce"), .text = STR("it is another's") },
		{ UINT64_MAX, OIDC_SAID_AWAY, .text = STR("no answer") },
	};
	const struct oidc_ask ask = { 5, OIDC_ASK_WHO, STR("c"), STR("v"), STR("n"), STR("i") };
	struct oidc_said s;
	struct oidc_ask q;
	struct arena a;
	struct buf b;
	struct err e;

	(void)state;
	arena_init(&a, 0);
	buf_init(&b, 1000);
	oidc_ask_write(&ask, &b);
	assert_int_equal(oidc_ask_parse(buf_str(&b), &q, &e), BW_OK);
	assert_true(q.id == 5 && str_is(q.nonce, "n") && str_is(q.verifier, "v"));
	assert_int_not_equal(oidc_ask_parse(str_sub(buf_str(&b), 0, b.n - 1), &q, &e), BW_OK);
	for (size_t i = 0; i < COUNT(said); i++) {
		buf_reset(&b);
		oidc_said_write(&said[i], &b);
		assert_int_equal(oidc_said_parse(&a, buf_str(&b), &s, &e), BW_OK);
		assert_true(s.id == said[i].id && s.who.groups_n == said[i].who.groups_n);
		for (size_t n = 0; n < b.n; n++)
			assert_int_not_equal(
				oidc_said_parse(&a, str_sub(buf_str(&b), 0, n), &s, &e), BW_OK);
	}
	buf_done(&b);
	arena_done(&a);
}

int test_jwt(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_vector),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(which_key),
		cmocka_unit_test(key_sets),
		cmocka_unit_test(too_long),
		cmocka_unit_test(base64url),
		cmocka_unit_test(discovery),
		cmocka_unit_test(tokens),
		cmocka_unit_test(claims),
		cmocka_unit_test(many_groups),
		cmocka_unit_test(messages),
	};

	return cmocka_run_group_tests_name("jwt", tests, NULL, NULL);
}
