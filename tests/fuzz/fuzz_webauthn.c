/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser sends of a passkey. The first byte says what the rest is: 'c' the client's data, 'm' the data of a new
 * key, 's' those of one that signs; the hash of the host, which nobody guesses, is put in here.  What our reader
 * takes libfido2 takes too, with the same id, key and counter; what is good for us is good for nobody else. */
#include <fido.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/buf.h"
#include "format/webauthn.h"
#include "sys/lazy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lazy library = { "libfido2.so.1", "libfido2-1" };
LAZY_CALL(fido_cred_t *, fido_cred_new, (void), ())
LAZY_DO(fido_cred_free, (fido_cred_t * *cred_p), (cred_p))
LAZY_CALL(int, fido_cred_set_type, (fido_cred_t * cred, int cose_alg), (cred, cose_alg))
LAZY_CALL(int, fido_cred_set_authdata_raw,
	(fido_cred_t * cred, const unsigned char *ptr, size_t len), (cred, ptr, len))
LAZY_CALL(const unsigned char *, fido_cred_id_ptr, (const fido_cred_t *cred), (cred))
LAZY_CALL(size_t, fido_cred_id_len, (const fido_cred_t *cred), (cred))
LAZY_CALL(const unsigned char *, fido_cred_pubkey_ptr, (const fido_cred_t *cred), (cred))
LAZY_CALL(size_t, fido_cred_pubkey_len, (const fido_cred_t *cred), (cred))
LAZY_CALL(uint32_t, fido_cred_sigcount, (const fido_cred_t *cred), (cred))
LAZY_CALL(uint32_t, fido_assert_sigcount, (const fido_assert_t *assert, size_t idx), (assert, idx))

#define NESTED 2048 /* libcbor's limit; each level is a byte at least */

static const struct webauthn_party ours = { STR_INIT("abuse.example"),
	STR_INIT("https://abuse.example") };
static const struct webauthn_party other = { STR_INIT("other.example"),
	STR_INIT("https://other.example") };

static void must(bool good)
{
	if (!good)
		abort();
}

static void client(struct str in)
{
	struct str challenge;
	struct arena a;
	struct err e = { 0 };

	arena_init(&a, 4 << 20);
	for (int k = WEBAUTHN_CREATE; k <= WEBAUTHN_GET; k++) {
		if (webauthn_client_parse(&a, in, (enum webauthn_kind)k, &ours, &challenge, &e)) {
			must(e.code && e.text[0]);
			continue;
		}
		must(challenge.n > 0);
		must(webauthn_client_parse(
			     &a, in, (enum webauthn_kind) !k, &ours, &challenge, &e) == BW_EDENIED);
		must(webauthn_client_parse(&a, in, (enum webauthn_kind)k, &other, &challenge, &e) ==
			BW_EDENIED);
	}
	arena_done(&a);
}

static void same_key(struct str raw, const struct webauthn_made *m)
{
	fido_cred_t *c = fido_cred_new();

	must(c && fido_cred_set_type(c, m->algorithm) == FIDO_OK);
	must(fido_cred_set_authdata_raw(c, (const unsigned char *)raw.p, raw.n) == FIDO_OK);
	must(fido_cred_id_len(c) == m->credential.n);
	must(memcmp(fido_cred_id_ptr(c), m->credential.p, m->credential.n) == 0);
	must(fido_cred_pubkey_len(c) == m->key_n);
	must(memcmp(fido_cred_pubkey_ptr(c), m->key, m->key_n) == 0);
	must(fido_cred_sigcount(c) == m->state.count);
	fido_cred_free(&c);
}

/* {"fmt": "none", "attStmt": {}, "authData": raw} */
static void made(struct str raw)
{
	static const char before[] = "\xa3\x63"
				     "fmt\x64none\x67"
				     "attStmt\xa0\x68"
				     "authData";
	struct webauthn_made m;
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_add(&b, str_make(before, sizeof(before) - 1));
	if (raw.n < 24) {
		buf_addc(&b, (char)(0x40 | raw.n));
	} else {
		bool wide = raw.n > 255;

		buf_addc(&b, wide ? '\x59' : '\x58');
		if (wide)
			buf_addc(&b, (char)(raw.n >> 8));
		buf_addc(&b, (char)raw.n);
	}
	buf_add(&b, raw);
	if (webauthn_made_parse(buf_str(&b), &ours, &m, &e)) {
		must(e.code && e.text[0]);
	} else {
		must(m.key_n == webauthn_key_bytes(m.algorithm) && m.key_n > 0);
		must(webauthn_made_parse(buf_str(&b), &other, &m, &e) == BW_EDENIED);
		must(webauthn_made_parse(buf_str(&b), &ours, &m, &e) == BW_OK);
		/* a map of extensions is the browser's affair, and libfido2 knows some only */
		if (raw.n < NESTED && !((unsigned char)raw.p[32] & 128))
			same_key(raw, &m);
	}
	buf_done(&b);
	/* the same bytes as the whole object */
	(void)(webauthn_made_parse(raw, &ours, &m, &e) == BW_OK);
}

static void shown(struct str raw)
{
	struct webauthn_state s;
	struct err e = { 0 };
	fido_assert_t *x;

	if (webauthn_shown_parse(raw, &ours, &s, &e)) {
		must(e.code && e.text[0]);
		return;
	}
	must(webauthn_shown_parse(raw, &other, &s, &e) == BW_EDENIED);
	must(!s.copied || s.copyable);
	if ((unsigned char)raw.p[32] & 128)
		return;
	x = fido_assert_new();
	must(x && fido_assert_set_count(x, 1) == FIDO_OK);
	must(fido_assert_set_authdata_raw(x, 0, (const unsigned char *)raw.p, raw.n) == FIDO_OK);
	must(fido_assert_sigcount(x, 0) == s.count);
	fido_assert_free(&x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy;
	struct str in;

	if (size < 1 || size > 60000)
		return 0;
	if (data[0] == 'c') {
		client(str_make((const char *)data + 1, size - 1));
		return 0;
	}
	fido_init(0);
	copy = malloc(size);
	must(copy != NULL);
	memcpy(copy, data + 1, size - 1);
	if (size > WEBAUTHN_HASH)
		crypto_hash_sha256(copy, (const unsigned char *)ours.host.p, ours.host.n);
	in = str_make((const char *)copy, size - 1);
	if (data[0] == 'm')
		made(in);
	else
		shown(in);
	free(copy);
	return 0;
}
