/* SPDX-License-Identifier: Apache-2.0 */
/* A passkey's life at the desk, with a key of libsodium's (Ed25519) in the place of a device's: what time, another
 * session, a token, too many and a copy do. */
#include "unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limit.h"
#include "flow/passkeys.h"
#include "flow/people.h"
#include "flow_tests.h"

#define NOW INT64_C(1795262400)

static const struct webauthn_party party = { STR_INIT("abuse.example"),
	STR_INIT("https://abuse.example") };

struct fixture {
	char dir[64];
	struct store *s;
	struct rng_seeded seed;
	struct rng rng;
	int64_t root, anna;
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES],
		secret_key[crypto_sign_SECRETKEYBYTES];
	unsigned char id; /* of the last key made */
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct store_settings set = { .create = true, .wait_ms = 1000 };
	const unsigned char seed[crypto_sign_SEEDBYTES] = { 3 };
	struct desk d = { .now_s = NOW };
	struct err e = { 0 };

	assert_non_null(f);
	snprintf(f->dir, sizeof(f->dir), "/tmp/bailiwick-passkeys-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->seed.state = 7;
	f->rng = rng_from_seed(&f->seed);
	set.dir = f->dir;
	set.rng = &f->rng;
	if (store_open(&set, &f->s, &e))
		fail_msg("%s", e.text);
	d.store = f->s;
	if (people_add(&d, STR("root"), PERSON_BIT(ADMIN), 0, &f->root, &e) ||
		people_add(&d, STR("anna"), PERSON_BIT(ANALYST), 0, &f->anna, &e))
		fail_msg("%s", e.text);
	crypto_sign_seed_keypair(f->public_key, f->secret_key, seed);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	static const char *const files[] = { "bailiwick.db", "bailiwick.db-wal", "bailiwick.db-shm",
		"secret", "keys", "spool.lock", "work.lock", "spool" };
	struct fixture *f = *state;
	char path[128];

	store_close(f->s);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->dir, files[i]);
		if (unlink(path))
			rmdir(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

/* ---- the device ---- */

static struct str client(
	const struct fixture *f, enum webauthn_kind kind, struct str bound, char out[400])
{
	char challenge[PASSKEY_CHALLENGE_TEXT];
	int n;

	passkey_challenge(f->s, &f->rng, kind, bound, NOW, challenge);
	n = snprintf(out, 400,
		"{\"type\":\"webauthn.%s\",\"challenge\":\"%s\",\"origin\":\"%.*s\"}",
		kind == WEBAUTHN_CREATE ? "create" : "get", challenge, STR_ARG(party.origin));
	return str_make(out, (size_t)n);
}

static size_t head(unsigned char *out, unsigned flags, uint32_t count)
{
	crypto_hash_sha256(out, (const unsigned char *)party.host.p, party.host.n);
	out[32] = (unsigned char)flags;
	for (int i = 0; i < 4; i++)
		out[33 + i] = (unsigned char)(count >> (24 - 8 * i));
	return 37;
}

/* A new credential of the one key; its id is one byte. */
static struct str attestation(struct fixture *f, char out[200])
{
	static const char before[] = "\xa1\x68"
				     "authData\x58",
			  cose[] = "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20";
	unsigned char data[160];
	size_t n = head(data, 0x45, 0);

	memset(data + n, 0, 16);
	n += 16;
	data[n++] = 0;
	data[n++] = 1;
	data[n++] = ++f->id;
	memcpy(data + n, cose, sizeof(cose) - 1);
	n += sizeof(cose) - 1;
	memcpy(data + n, f->public_key, sizeof(f->public_key));
	n += sizeof(f->public_key);
	memcpy(out, before, sizeof(before) - 1);
	out[sizeof(before) - 1] = (char)n;
	memcpy(out + sizeof(before), data, n);
	return str_make(out, sizeof(before) + n);
}

static int add_named(
	struct fixture *f, int64_t person, struct str name, int64_t later_s, struct err *e)
{
	const struct desk d = { .store = f->s, .now_s = NOW + later_s, .person = person };
	struct passkey_new k = { .name = name, .bound = STR("a session") };
	char said[400], made[200];
	int64_t id;

	k.client = client(f, WEBAUTHN_CREATE, k.bound, said);
	k.attestation = attestation(f, made);
	return passkey_add(&d, &party, &k, &id, e);
}

struct shown {
	char said[400];
	unsigned char data[37], signature[crypto_sign_BYTES], handle[PASSKEY_HANDLE];
	struct passkey_proof p;
};

static void show(struct fixture *f, int64_t person, uint32_t count, struct shown *out)
{
	unsigned char m[37 + crypto_hash_sha256_BYTES];

	(void)head(out->data, 5, count);
	passkey_handle(f->s, person, out->handle);
	out->p = (struct passkey_proof){ .credential = str_make((const char *)&f->id, 1),
		.client = client(f, WEBAUTHN_GET, STR(""), out->said),
		.data = str_make((const char *)out->data, sizeof(out->data)),
		.signature = str_make((const char *)out->signature, sizeof(out->signature)),
		.handle = str_make((const char *)out->handle, sizeof(out->handle)) };
	memcpy(m, out->data, 37);
	crypto_hash_sha256(m + 37, (const unsigned char *)out->p.client.p, out->p.client.n);
	crypto_sign_detached(out->signature, NULL, m, sizeof(m), f->secret_key);
}

static int sign_in(struct fixture *f, const struct shown *x, int64_t later_s,
	struct passkey_seen *seen, struct err *e)
{
	return passkey_sign_in(f->s, &party, &x->p, NOW + later_s, seen, e);
}

/* ---- tests ---- */

static void a_challenge_lives_five_minutes(void **state)
{
	struct fixture *f = *state;
	struct passkey_seen seen;
	struct shown x;
	struct err e;

	assert_int_equal(add_named(f, f->anna, STR("k"), PASSKEY_CHALLENGE_S + 1, &e), BW_EDENIED);
	assert_int_equal(add_named(f, f->anna, STR("k"), -1, &e), BW_EDENIED); /* of tomorrow */
	assert_int_equal(add_named(f, f->anna, STR("k"), PASSKEY_CHALLENGE_S, &e), BW_OK);
	show(f, f->anna, 0, &x);
	assert_int_equal(sign_in(f, &x, PASSKEY_CHALLENGE_S + 1, &seen, &e), BW_EDENIED);
	assert_int_equal(seen.person, 0);
	assert_int_equal(sign_in(f, &x, PASSKEY_CHALLENGE_S, &seen, &e), BW_OK);
	assert_int_equal(seen.person, f->anna);
	/* to the last second in which its age would not give it away */
	assert_int_equal(sign_in(f, &x, PASSKEY_CHALLENGE_S, &seen, &e), BW_EDENIED);
	assert_string_equal(e.text, "this was used already; try again");
}

static void counters_go_on(void **state)
{
	static const struct {
		uint32_t count;
		int want;
	} steps[] = { { 0, BW_OK }, { 0, BW_OK }, { 5, BW_OK }, { 6, BW_OK }, { 6, BW_EDENIED },
		{ 0, BW_EDENIED }, { 5, BW_EDENIED }, { UINT32_MAX, BW_OK },
		{ UINT32_MAX, BW_EDENIED } };
	struct fixture *f = *state;
	struct passkey_seen seen;
	struct shown x;
	struct err e;

	assert_int_equal(add_named(f, f->anna, STR("k"), 0, &e), BW_OK);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		show(f, f->anna, steps[i].count, &x);
		assert_int_equal(sign_in(f, &x, 0, &seen, &e), steps[i].want);
		assert_int_equal(seen.went_back, steps[i].want != BW_OK);
		assert_int_equal(seen.person, f->anna);
		if (seen.went_back)
			assert_int_equal(sign_in(f, &x, 0, &seen, &e), BW_EDENIED);
	}
	/* somebody else's handle */
	show(f, f->root, 0, &x);
	assert_int_equal(sign_in(f, &x, 0, &seen, &e), BW_EDENIED);
	assert_false(seen.went_back);
}

static void who_may_add(void **state)
{
	char long_name[LIMIT_PASSKEY_NAME + 1];
	struct fixture *f = *state;
	const struct who w = who_token(f->anna, PERSON_BIT(ANALYST), 1, PERMISSION_ALL);
	const struct desk d = { .store = f->s, .now_s = NOW, .person = f->anna, .who = &w };
	struct passkey_new k = { .name = STR("k"), .bound = STR("a session") };
	char said[400], made[200];
	struct err e;
	int64_t id;

	memset(long_name, 'x', sizeof(long_name));
	assert_int_equal(add_named(f, 0, STR("k"), 0, &e), BW_EDENIED); /* the operator */
	assert_int_equal(add_named(f, f->anna, STR(""), 0, &e), BW_EINVALID);
	assert_int_equal(add_named(f, f->anna, STR("a\nb"), 0, &e), BW_EINVALID);
	assert_int_equal(add_named(f, f->anna, STR("\xff"), 0, &e), BW_EINVALID);
	assert_int_equal(add_named(f, f->anna, str_make(long_name, LIMIT_PASSKEY_NAME + 1), 0, &e),
		BW_EINVALID);
	assert_int_equal(
		add_named(f, f->anna, str_make(long_name, LIMIT_PASSKEY_NAME), 0, &e), BW_OK);
	k.client = client(f, WEBAUTHN_CREATE, k.bound, said);
	k.attestation = attestation(f, made);
	assert_int_equal(passkey_add(&d, &party, &k, &id, &e), BW_EDENIED); /* a token */
	k.bound = STR("another session");
	assert_int_equal(
		passkey_add(&(struct desk){ .store = f->s, .now_s = NOW, .person = f->anna },
			&party, &k, &id, &e),
		BW_EDENIED);
}

static void so_many_and_each_once(void **state)
{
	struct fixture *f = *state;
	const struct desk d = { .store = f->s, .now_s = NOW, .person = f->anna },
			  root = { .store = f->s, .now_s = NOW, .person = f->root };
	struct store_passkey *v;
	struct arena a;
	struct err e;
	size_t n;

	arena_init(&a, 0);
	for (int i = 0; i < LIMIT_PASSKEYS; i++)
		assert_int_equal(add_named(f, f->anna, STR("k"), 0, &e), BW_OK);
	assert_int_equal(add_named(f, f->anna, STR("k"), 0, &e), BW_ELIMIT);
	f->id = 0; /* what is anna's already is not root's as well */
	assert_int_equal(add_named(f, f->root, STR("k"), 0, &e), BW_ECONFLICT);
	assert_int_equal(passkey_list(&d, &a, f->anna, &v, &n, &e), BW_OK);
	assert_int_equal(n, LIMIT_PASSKEYS);
	assert_int_equal(passkey_list(&d, &a, f->root, &v, &n, &e), BW_EDENIED);
	assert_int_equal(passkey_list(&root, &a, f->anna, &v, &n, &e), BW_OK);
	assert_int_equal(passkey_remove(&d, f->root, v[0].id, &e), BW_EDENIED);
	assert_int_equal(passkey_remove(&root, f->root, v[0].id, &e), BW_ENOTFOUND);
	assert_int_equal(passkey_remove(&root, f->anna, v[0].id, &e), BW_OK);
	assert_int_equal(passkey_remove(&d, f->anna, v[0].id, &e), BW_ENOTFOUND);
	f->id = LIMIT_PASSKEYS + 1;
	assert_int_equal(add_named(f, f->anna, STR("k"), 0, &e), BW_OK);
	arena_done(&a);
}

int passkey_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_challenge_lives_five_minutes, make, drop),
		cmocka_unit_test_setup_teardown(counters_go_on, make, drop),
		cmocka_unit_test_setup_teardown(who_may_add, make, drop),
		cmocka_unit_test_setup_teardown(so_many_and_each_once, make, drop),
	};

	return cmocka_run_group_tests_name("passkeys", tests, NULL, NULL);
}
