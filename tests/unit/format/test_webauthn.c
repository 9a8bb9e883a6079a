/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <sodium.h>

#include "base/limit.h"
#include "format/cbor.h"
#include "format/webauthn.h"
#include "format_tests.h"

/* ---- CBOR ---- */

#define BYTES(lit) str_make(lit, sizeof(lit) - 1)

/* RFC 8949, appendix A, and what its section 4.2.1 does not allow. */
static void cbor_items(void **state)
{
	static const struct {
		const char *name;
		struct str in;
		bool good;
	} cases[] = {
		{ "0", { "\x00", 1 }, true },
		{ "23", { "\x17", 1 }, true },
		{ "24", { "\x18\x18", 2 }, true },
		{ "23 in two bytes", { "\x18\x17", 2 }, false },
		{ "255 in three bytes", { "\x19\x00\xff", 3 }, false },
		{ "65535 in five bytes", { "\x1a\x00\x00\xff\xff", 5 }, false },
		{ "2^32 - 1 in nine bytes", { "\x1b\x00\x00\x00\x00\xff\xff\xff\xff", 9 }, false },
		{ "2^64 - 1", { "\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9 }, true },
		{ "-2^64", { "\x3b\xff\xff\xff\xff\xff\xff\xff\xff", 9 }, true },
		{ "1.5", { "\xf9\x3e\x00", 3 }, true },
		{ "0.0 in four bytes", { "\xfa\x00\x00\x00\x00", 5 }, true },
		{ "0.0 in eight bytes", { "\xfb\x00\x00\x00\x00\x00\x00\x00\x00", 9 }, true },
		{ "true", { "\xf5", 1 }, true },
		{ "simple(255)", { "\xf8\xff", 2 }, false },
		{ "simple(16)", { "\xf0", 1 }, false },
		{ "simple(24)", { "\xf8\x18", 2 }, false },
		{ "reserved", { "\x1c", 1 }, false },
		{ "[1, [2, 3]]", { "\x82\x01\x82\x02\x03", 5 }, true },
		{ "one missing", { "\x82\x01\x82\x02", 4 }, false },
		{ "{\"a\": 1, \"b\": [2, 3]}", { "\xa2\x61\x61\x01\x61\x62\x82\x02\x03", 9 },
			true },
		{ "a key without a value", { "\xa1\x01", 2 }, false },
		{ "no end", { "\x9f\xff", 2 }, false },
		{ "a tag", { "\xc1\x00", 2 }, false },
		{ "too many", { "\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", 9 }, false },
		{ "too many pairs", { "\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9 }, false },
		{ "too long", { "\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9 }, false },
		{ "nothing", { "", 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cur c = cur_of(cases[i].in);

		cbor_skip(&c);
		if (cur_end(&c) != cases[i].good)
			fail_msg("%s: %s", cases[i].name, c.bad ? "bad" : "good");
	}
}

static int64_t number(struct str in, bool *good)
{
	struct cur c = cur_of(in);
	int64_t v = cbor_int(&c);

	*good = cur_end(&c);
	return v;
}

static void cbor_values(void **state)
{
	struct cur c;
	bool good;

	(void)state;
	assert_int_equal(number(BYTES("\x39\x01\x00"), &good), -257);
	assert_true(good);
	assert_true(number(BYTES("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"), &good) == INT64_MAX);
	assert_true(good);
	assert_true(number(BYTES("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"), &good) == INT64_MIN);
	assert_true(good);
	(void)number(BYTES("\x1b\x80\x00\x00\x00\x00\x00\x00\x00"), &good);
	assert_false(good);
	(void)number(BYTES("\x61x"), &good);
	assert_false(good);
	c = cur_of(BYTES("\xa1\x61k\x42vw"));
	assert_int_equal(cbor_map(&c), 1);
	assert_false(cbor_is_int(&c));
	assert_true(str_is(cbor_text(&c), "k"));
	assert_true(str_is(cbor_bytes(&c), "vw"));
	assert_true(cur_end(&c));
	c = cur_of(BYTES("\x61k"));
	assert_int_equal(cbor_bytes(&c).n, 0); /* a text is no bytes */
	assert_true(c.bad);
}

/* ---- the client's data ---- */

static const struct webauthn_party ours = { STR_INIT("abuse.example"),
	STR_INIT("https://abuse.example") };

#define CLIENT(type, origin, more) \
	"{\"type\":\"" type "\",\"challenge\":\"AbC-_\",\"origin\":\"" origin "\"" more "}"

static void client_data(void **state)
{
	static const struct {
		const char *name;
		const char *json;
		enum webauthn_kind kind;
		int want;
	} cases[] = {
		{ "plain", CLIENT("webauthn.get", "https://abuse.example", ""), WEBAUTHN_GET,
			BW_OK },
		{ "as browsers have it",
			CLIENT("webauthn.create", "https://abuse.example",
				",\"crossOrigin\":false,\"other_keys\":\"x\""),
			WEBAUTHN_CREATE, BW_OK },
		{ "another kind", CLIENT("webauthn.create", "https://abuse.example", ""),
			WEBAUTHN_GET, BW_EDENIED },
		{ "a payment", CLIENT("payment.get", "https://abuse.example", ""), WEBAUTHN_GET,
			BW_EDENIED },
		{ "another origin", CLIENT("webauthn.get", "https://abuse.example.test", ""),
			WEBAUTHN_GET, BW_EDENIED },
		{ "another port", CLIENT("webauthn.get", "https://abuse.example:8443", ""),
			WEBAUTHN_GET, BW_EDENIED },
		{ "without TLS", CLIENT("webauthn.get", "http://abuse.example", ""), WEBAUTHN_GET,
			BW_EDENIED },
		{ "in a frame",
			CLIENT("webauthn.get", "https://abuse.example", ",\"crossOrigin\":true"),
			WEBAUTHN_GET, BW_EDENIED },
		{ "under another page",
			CLIENT("webauthn.get", "https://abuse.example",
				",\"topOrigin\":\"https://evil.example\""),
			WEBAUTHN_GET, BW_EDENIED },
		{ "no challenge",
			"{\"type\":\"webauthn.get\",\"origin\":\"https://abuse.example\"}",
			WEBAUTHN_GET, BW_EPARSE },
		{ "two origins",
			CLIENT("webauthn.get", "https://abuse.example",
				",\"origin\":\"https://evil.example\""),
			WEBAUTHN_GET, BW_EPARSE },
		{ "no object", "[]", WEBAUTHN_GET, BW_EDENIED },
		{ "no JSON", "webauthn.get", WEBAUTHN_GET, BW_EPARSE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str challenge = { NULL, 0 };
		struct arena a;
		struct err e = { 0 };
		int rc;

		arena_init(&a, 0);
		rc = webauthn_client_parse(
			&a, str_of(cases[i].json), cases[i].kind, &ours, &challenge, &e);
		if (rc != cases[i].want)
			fail_msg("%s: %d, %s", cases[i].name, rc, e.text);
		if (!rc)
			assert_true(str_is(challenge, "AbC-_"));
		arena_done(&a);
	}
}

/* ---- the authenticator's ---- */

struct built {
	char b[600];
	size_t n;
};

static void add(struct built *x, const void *p, size_t n)
{
	memcpy(x->b + x->n, p, n);
	x->n += n;
}

static void begin(struct built *x, const char *host, unsigned flags, uint32_t count)
{
	unsigned char hash[WEBAUTHN_HASH], rest[5];

	x->n = 0;
	crypto_hash_sha256(hash, (const unsigned char *)host, strlen(host));
	add(x, hash, sizeof(hash));
	rest[0] = (unsigned char)flags;
	for (int i = 0; i < 4; i++)
		rest[i + 1] = (unsigned char)(count >> (24 - 8 * i));
	add(x, rest, sizeof(rest));
}

static void authenticator_data(void **state)
{
	static const struct {
		const char *name, *host;
		unsigned flags;
		const char *more;
		size_t more_n;
		int want;
	} cases[] = {
		{ "plain", "abuse.example", 5, "", 0, BW_OK },
		{ "copyable", "abuse.example", 5 | 8, "", 0, BW_OK },
		{ "copied", "abuse.example", 5 | 8 | 16, "", 0, BW_OK },
		{ "copied and not copyable", "abuse.example", 5 | 16, "", 0, BW_EPARSE },
		{ "another host", "abuse.example.test", 5, "", 0, BW_EDENIED },
		{ "nobody there", "abuse.example", 4, "", 0, BW_EDENIED },
		{ "anybody", "abuse.example", 1, "", 0, BW_EDENIED },
		{ "a new key", "abuse.example", 5 | 64, "", 0, BW_EPARSE },
		{ "an extension", "abuse.example", 5 | 128, "\xa1\x61x\xf5", 4, BW_OK },
		{ "an extension that is no map", "abuse.example", 5 | 128, "\x81\xf5", 2,
			BW_EPARSE },
		{ "an extension cut short", "abuse.example", 5 | 128, "\xa1\x61x", 3, BW_EPARSE },
		{ "an extension without its flag", "abuse.example", 5, "\xa1\x61x\xf5", 4,
			BW_EPARSE },
	};
	struct webauthn_state s;
	struct built x;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int rc;

		begin(&x, cases[i].host, cases[i].flags, 0x01020304);
		add(&x, cases[i].more, cases[i].more_n);
		rc = webauthn_shown_parse(str_make(x.b, x.n), &ours, &s, &e);
		if (rc != cases[i].want)
			fail_msg("%s: %d, %s", cases[i].name, rc, e.text);
		if (rc)
			continue;
		assert_int_equal(s.count, 0x01020304);
		assert_int_equal(s.copyable, cases[i].flags >> 3 & 1);
		assert_int_equal(s.copied, cases[i].flags >> 4 & 1);
		for (size_t n = 0; n < x.n; n++) /* every beginning of it is none */
			assert_int_not_equal(
				webauthn_shown_parse(str_make(x.b, n), &ours, &s, &e), BW_OK);
	}
}

/* An attestation object around a key in COSE. */
static void new_key(struct built *out, struct str cose, unsigned flags, size_t id)
{
	static const char before[] = "\xa3\x63"
				     "fmt\x64none\x67"
				     "attStmt\xa1\x61x\x82\x01\xf6\x68"
				     "authData";
	const unsigned char room[20] = { 0 }, name[64] = "credential";
	unsigned char n[2] = { (unsigned char)(id >> 8), (unsigned char)id };
	struct built data;

	begin(&data, "abuse.example", flags, 0);
	add(&data, room, 16);
	add(&data, n, 2);
	add(&data, name, id < 64 ? id : 64);
	add(&data, cose.p, cose.n);
	out->n = 0;
	add(out, before, sizeof(before) - 1);
	n[0] = (unsigned char)(data.n >> 8);
	n[1] = (unsigned char)data.n;
	add(out, data.n > 255 ? "\x59" : "\x58", 1);
	add(out, data.n > 255 ? n : n + 1, data.n > 255 ? 2 : 1);
	add(out, data.b, data.n);
}

#define EIGHT      "abcdefgh"
#define THIRTY_TWO EIGHT EIGHT EIGHT EIGHT
#define N_256 \
	THIRTY_TWO THIRTY_TWO THIRTY_TWO THIRTY_TWO THIRTY_TWO THIRTY_TWO THIRTY_TWO THIRTY_TWO

static void new_keys(void **state)
{
	static const struct {
		const char *name;
		struct str cose;
		int want;
		size_t key;
	} cases[] = {
		{ "ES256",
			STR_INIT("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" THIRTY_TWO
				 "\x22\x58\x20" THIRTY_TWO),
			BW_OK, 64 },
		{ "EdDSA", STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20" THIRTY_TWO), BW_OK,
			32 },
		{ "RS256",
			STR_INIT("\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00" N_256
				 "\x21\x43\x01\x00\x01"),
			BW_OK, 259 },
		{ "on another curve",
			STR_INIT("\xa5\x01\x02\x03\x26\x20\x02\x21\x58\x20" THIRTY_TWO
				 "\x22\x58\x20" THIRTY_TWO),
			BW_EINVALID, 0 },
		{ "a point of 31 bytes",
			STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x1f"
				 "abcdefg" EIGHT EIGHT EIGHT),
			BW_EINVALID, 0 },
		{ "RS1",
			STR_INIT("\xa4\x01\x03\x03\x39\xff\xfe\x20\x59\x01\x00" N_256
				 "\x21\x43\x01\x00\x01"),
			BW_EINVALID, 0 },
		{ "ES256 said of an Ed25519 key",
			STR_INIT("\xa4\x01\x01\x03\x26\x20\x06\x21\x58\x20" THIRTY_TWO),
			BW_EINVALID, 0 },
		{ "two algorithms",
			STR_INIT("\xa5\x01\x01\x03\x27\x03\x26\x20\x06\x21\x58\x20" THIRTY_TWO),
			BW_EPARSE, 0 },
		{ "out of order", STR_INIT("\xa4\x03\x27\x01\x01\x20\x06\x21\x58\x20" THIRTY_TWO),
			BW_EPARSE, 0 },
		{ "no key", STR_INIT("\xa0"), BW_EINVALID, 0 },
		{ "nothing", STR_INIT(""), BW_EPARSE, 0 },
		{ "something after it",
			STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20" THIRTY_TWO "x"),
			BW_EPARSE, 0 },
	};
	struct webauthn_made m;
	struct built x;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int rc;

		new_key(&x, cases[i].cose, 5 | 64, 10);
		rc = webauthn_made_parse(str_make(x.b, x.n), &ours, &m, &e);
		if (rc != cases[i].want)
			fail_msg("%s: %d, %s", cases[i].name, rc, e.text);
		if (rc)
			continue;
		assert_true(str_is(m.credential, "credential"));
		assert_int_equal(m.key_n, cases[i].key);
		assert_int_equal(m.key_n, webauthn_key_bytes(m.algorithm));
		assert_string_equal(webauthn_algorithm_text(m.algorithm), cases[i].name);
		assert_memory_equal(m.key, THIRTY_TWO, 32);
		for (size_t n = 0; n < x.n; n++)
			assert_int_not_equal(
				webauthn_made_parse(str_make(x.b, n), &ours, &m, &e), BW_OK);
	}
	assert_int_equal(webauthn_key_bytes(-36), 0);
}

static void new_keys_around(void **state)
{
	static const char key[] = "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20" THIRTY_TWO;
	const struct str cose = str_make(key, sizeof(key) - 1);
	static char long_one[LIMIT_PASSKEY_BYTES + 1];
	struct webauthn_made m;
	struct built x;
	struct err e;

	(void)state;
	new_key(&x, cose, 5, 10); /* no flag that says there is a key */
	assert_int_equal(webauthn_made_parse(str_make(x.b, x.n), &ours, &m, &e), BW_EPARSE);
	new_key(&x, cose, 1 | 64, 10);
	assert_int_equal(webauthn_made_parse(str_make(x.b, x.n), &ours, &m, &e), BW_EDENIED);
	new_key(&x, cose, 5 | 64, 0);
	assert_int_equal(webauthn_made_parse(str_make(x.b, x.n), &ours, &m, &e), BW_EPARSE);
	new_key(&x, cose, 5 | 64, WEBAUTHN_CREDENTIAL_MOST + 1);
	assert_int_equal(webauthn_made_parse(str_make(x.b, x.n), &ours, &m, &e), BW_EPARSE);
	assert_int_equal(webauthn_made_parse(str_make(long_one, sizeof(long_one)), &ours, &m, &e),
		BW_ELIMIT);
	assert_int_equal(
		webauthn_made_parse(str_make(long_one, sizeof(long_one) - 1), &ours, &m, &e),
		BW_EPARSE);
	/* the same member twice */
	assert_int_equal(webauthn_made_parse(STR("\xa2\x68"
						 "authData\x41x\x68"
						 "authData\x41x"),
				 &ours, &m, &e),
		BW_EPARSE);
}

static void counters(void **state)
{
	(void)state;
	assert_true(webauthn_count_goes_on(0, 0)); /* it does not count */
	assert_true(webauthn_count_goes_on(0, 1));
	assert_true(webauthn_count_goes_on(7, 8));
	assert_false(webauthn_count_goes_on(7, 7));
	assert_false(webauthn_count_goes_on(7, 6));
	assert_false(webauthn_count_goes_on(7, 0));
	assert_true(webauthn_count_goes_on(UINT32_MAX - 1, UINT32_MAX));
}

int test_webauthn(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cbor_items),
		cmocka_unit_test(cbor_values),
		cmocka_unit_test(client_data),
		cmocka_unit_test(authenticator_data),
		cmocka_unit_test(new_keys),
		cmocka_unit_test(new_keys_around),
		cmocka_unit_test(counters),
	};

	return cmocka_run_group_tests_name("webauthn", tests, NULL, NULL);
}
