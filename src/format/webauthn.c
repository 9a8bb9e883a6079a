/* SPDX-License-Identifier: Apache-2.0 */
#include "format/webauthn.h"

#include <sodium.h>

#include "base/limit.h"
#include "format/cbor.h"
#include "format/json.h"

enum { /* 6.1: flags */
	FLAG_UP = 1,
	FLAG_UV = 4,
	FLAG_BE = 8,
	FLAG_BS = 16,
	FLAG_AT = 64,
	FLAG_ED = 128
};
#define AAGUID 16
#define P256   32
#define RSA_N  256
#define RSA_E  3

_Static_assert(WEBAUTHN_HASH == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(WEBAUTHN_KEY_MOST == RSA_N + RSA_E, "the longest key");

/* ---- the client's data ---- */

int webauthn_client_parse(struct arena *a, struct str json, enum webauthn_kind kind,
	const struct webauthn_party *party, struct str *challenge, struct err *e)
{
	const struct json *flag;
	char q[QUOTE_ROOM(80)];
	struct json *j;
	struct str given;
	int rc;

	if (json.n > LIMIT_PASSKEY_BYTES)
		return err_set(e, BW_ELIMIT, "the client's data are longer than %d bytes",
			LIMIT_PASSKEY_BYTES);
	rc = json_parse(a, json, &j, e);
	if (rc)
		return err_prefix(e, "the client's data: ");
	if (!str_is(json_text(j, "type"),
		    kind == WEBAUTHN_CREATE ? "webauthn.create" : "webauthn.get"))
		return err_set(e, BW_EDENIED, "the key was asked for something else");
	given = json_text(j, "origin");
	if (!given.p || !str_eq(given, party->origin))
		return err_set(e, BW_EDENIED, "the key was used on the pages of '%s', not on ours",
			str_quote(given, 80, q));
	flag = json_get(j, "crossOrigin");
	if ((flag && flag->type != JSON_FALSE) || json_get(j, "topOrigin"))
		return err_set(e, BW_EDENIED, "the key was used inside the frame of another site");
	given = json_text(j, "challenge");
	if (!given.n)
		return err_set(e, BW_EPARSE, "the client's data have no challenge");
	*challenge = given;
	return BW_OK;
}

/* ---- authenticator data ---- */

static uint32_t big32(struct cur *c)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | cur_u8(c);
	return v;
}

/* Their fixed part: whose key, what it saw, its counter. */
static int fixed(struct cur *c, const struct webauthn_party *party, unsigned *flags,
	struct webauthn_state *out, struct err *e)
{
	unsigned char right[WEBAUTHN_HASH];
	struct str hash = cur_take(c, sizeof(right));

	*flags = cur_u8(c);
	out->count = big32(c);
	out->copyable = *flags & FLAG_BE;
	out->copied = *flags & FLAG_BS;
	if (c->bad)
		return err_set(e, BW_EPARSE, "the authenticator's data end early");
	crypto_hash_sha256(right, (const unsigned char *)party->host.p, party->host.n);
	if (sodium_memcmp(hash.p, right, sizeof(right)) != 0)
		return err_set(e, BW_EDENIED, "the key is for another site");
	if (!(*flags & FLAG_UP))
		return err_set(e, BW_EDENIED, "the key was used with nobody there");
	if (!(*flags & FLAG_UV))
		return err_set(e, BW_EDENIED,
			"the key did not make sure who uses it; set a PIN or fingerprint for it");
	if (out->copied && !out->copyable)
		return err_set(
			e, BW_EPARSE, "the authenticator's data say it is copied and cannot be");
	return BW_OK;
}

/* What a map of extensions says is passed over. */
static int tail(struct cur *c, unsigned flags, struct err *e)
{
	if (flags & FLAG_ED) {
		struct cur before = *c;

		(void)cbor_map(&before);
		cbor_skip(c);
		if (before.bad)
			c->bad = true;
	}
	return cur_end(c) ? BW_OK
			  : err_set(e, BW_EPARSE, "the authenticator's data end early or late");
}

/* ---- a public key (RFC 9052 7, RFC 9053 7, RFC 8230 4) ---- */

struct cose {
	int64_t kty, alg, crv; /* 0: not there */
	struct str at[3]; /* of the labels -1 (where it is bytes), -2, -3 */
};

/* CTAP 2.1, 8: kinds in order, then the shorter, then byte by byte; so none is there twice. */
static bool in_order(struct str before, struct str label)
{
	unsigned a, b;

	if (!before.n || !label.n)
		return label.n > 0;
	a = (unsigned char)before.p[0] >> 5;
	b = (unsigned char)label.p[0] >> 5;
	if (a != b || before.n != label.n)
		return a != b ? a < b : before.n < label.n;
	return str_cmp(before, label) < 0;
}

/* One label, ${*before} being the one before it, and its value. */
static void cose_member(struct cur *c, struct cose *k, struct str *before)
{
	size_t from = c->at;
	int64_t label = 0;
	struct str text;

	if (cbor_is_int(c))
		label = cbor_int(c);
	else
		(void)cbor_text(c);
	text = c->bad ? (struct str){ NULL, 0 } : str_sub(c->in, from, c->at - from);
	if (!in_order(*before, text))
		c->bad = true;
	*before = text;
	if (label == 1)
		k->kty = cbor_int(c);
	else if (label == 3)
		k->alg = cbor_int(c);
	else if (label == -1 && cbor_is_int(c))
		k->crv = cbor_int(c);
	else if (label < 0 && label >= -3)
		k->at[-label - 1] = cbor_bytes(c);
	else
		cbor_skip(c);
}

static void put(struct webauthn_made *out, struct str part)
{
	memcpy(out->key + out->key_n, part.p, part.n);
	out->key_n += part.n;
}

static int cose_key(struct cur *c, struct webauthn_made *out, struct err *e)
{
	struct str before = { NULL, 0 };
	struct cose k = { 0 };
	size_t n = cbor_map(c);

	for (size_t i = 0; i < n && !c->bad; i++)
		cose_member(c, &k, &before);
	if (c->bad)
		return err_set(e, BW_EPARSE, "the public key cannot be read");
	out->key_n = 0;
	if (k.alg == WEBAUTHN_ES256 && k.kty == 2 && k.crv == 1 && k.at[1].n == P256 &&
		k.at[2].n == P256) {
		put(out, k.at[1]);
		put(out, k.at[2]);
	} else if (k.alg == WEBAUTHN_EDDSA && k.kty == 1 && k.crv == 6 && k.at[1].n == 32) {
		put(out, k.at[1]);
	} else if (k.alg == WEBAUTHN_RS256 && k.kty == 3 && k.at[0].n == RSA_N &&
		   k.at[1].n == RSA_E) {
		put(out, k.at[0]);
		put(out, k.at[1]);
	} else {
		return err_set(e, BW_EINVALID,
			"the key is of a kind that is not supported: ES256, EdDSA and RS256 are");
	}
	out->algorithm = (enum webauthn_algorithm)k.alg;
	return BW_OK;
}

/* ---- both ways ---- */

static int made_data(struct str data, const struct webauthn_party *party, struct webauthn_made *out,
	struct err *e)
{
	struct cur c = cur_of(data);
	unsigned flags, n;
	int rc = fixed(&c, party, &flags, &out->state, e);

	if (rc)
		return rc;
	if (!(flags & FLAG_AT))
		return err_set(e, BW_EPARSE, "the authenticator's data have no key");
	(void)cur_take(&c, AAGUID);
	n = (unsigned)cur_u8(&c) << 8;
	n |= cur_u8(&c);
	out->credential = cur_take(&c, n);
	if (c.bad || n == 0 || n > WEBAUTHN_CREDENTIAL_MOST)
		return err_set(
			e, BW_EPARSE, "the key's id has 1 to %d bytes", WEBAUTHN_CREDENTIAL_MOST);
	rc = cose_key(&c, out, e);
	return rc ? rc : tail(&c, flags, e);
}

int webauthn_made_parse(struct str attestation, const struct webauthn_party *party,
	struct webauthn_made *out, struct err *e)
{
	struct cur c = cur_of(attestation);
	struct str data = { NULL, 0 };
	struct webauthn_made made = { 0 };
	size_t n;
	bool twice = false;
	int rc;

	if (attestation.n > LIMIT_PASSKEY_BYTES)
		return err_set(e, BW_ELIMIT, "the new key's data are longer than %d bytes",
			LIMIT_PASSKEY_BYTES);
	n = cbor_map(&c);
	for (size_t i = 0; i < n && !c.bad; i++) {
		if (!str_is(cbor_text(&c), "authData")) {
			cbor_skip(&c);
			continue;
		}
		twice = data.p != NULL;
		data = cbor_bytes(&c);
	}
	if (!cur_end(&c) || twice || !data.p)
		return err_set(e, BW_EPARSE, "the new key's data cannot be read");
	rc = made_data(data, party, &made, e);
	if (!rc)
		*out = made;
	return rc;
}

int webauthn_shown_parse(struct str data, const struct webauthn_party *party,
	struct webauthn_state *out, struct err *e)
{
	struct webauthn_state state;
	struct cur c = cur_of(data);
	unsigned flags;
	int rc;

	if (data.n > LIMIT_PASSKEY_BYTES)
		return err_set(e, BW_ELIMIT, "the authenticator's data are longer than %d bytes",
			LIMIT_PASSKEY_BYTES);
	rc = fixed(&c, party, &flags, &state, e);
	/* 6.1: a key that signs does not send itself along */
	if (!rc && flags & FLAG_AT)
		rc = err_set(e, BW_EPARSE, "the authenticator's data have a new key");
	if (!rc)
		rc = tail(&c, flags, e);
	if (!rc)
		*out = state;
	return rc;
}

bool webauthn_count_goes_on(uint32_t stored, uint32_t shown)
{
	return shown > stored || (shown == 0 && stored == 0);
}

size_t webauthn_key_bytes(int64_t algorithm)
{
	return algorithm == WEBAUTHN_ES256   ? 2 * P256
	       : algorithm == WEBAUTHN_EDDSA ? 32
	       : algorithm == WEBAUTHN_RS256 ? RSA_N + RSA_E
					     : 0;
}

const char *webauthn_algorithm_text(int64_t algorithm)
{
	return algorithm == WEBAUTHN_ES256   ? "ES256"
	       : algorithm == WEBAUTHN_EDDSA ? "EdDSA"
	       : algorithm == WEBAUTHN_RS256 ? "RS256"
					     : "?";
}
