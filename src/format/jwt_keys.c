/* SPDX-License-Identifier: Apache-2.0 */
/* Key sets (RFC 7517): of what a provider publishes, the keys that we take signatures of. */
#include "base/limit.h"
#include "format/base64.h"
#include "format/jwt.h"

/* Of a key type, its algorithm, and for curves their name (RFC 7518 6, RFC 8037 2). */
static const struct {
	enum pubkey_kind kind;
	const char *kty, *crv, *alg;
} kinds[] = {
	{ PUBKEY_RSA, "RSA", NULL, "RS256" },
	{ PUBKEY_P256, "EC", "P-256", "ES256" },
	{ PUBKEY_ED25519, "OKP", "Ed25519", "EdDSA" },
};

static bool for_signatures(const struct json *k)
{
	const struct json *ops = json_get(k, "key_ops");

	if (json_get(k, "use") && !str_is(json_text(k, "use"), "sig"))
		return false;
	if (!ops)
		return true;
	JSON_EACH (x, ops)
		if (x->type == JSON_STRING && str_is(x->text, "verify"))
			return true;
	return false;
}

static bool kind_of(const struct json *k, enum pubkey_kind *out)
{
	struct str kty = json_text(k, "kty"), crv = json_text(k, "crv"), alg = json_text(k, "alg");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(kty, kinds[i].kty) && (!kinds[i].crv || str_is(crv, kinds[i].crv))) {
			*out = kinds[i].kind;
			return !json_get(k, "alg") || str_is(alg, kinds[i].alg);
		}
	return false;
}

static bool bytes_of(struct arena *a, const struct json *k, const char *name, struct str *out)
{
	struct str text = json_text(k, name);
	char *room = arena_alloc(a, text.n + 1);
	size_t n;

	if (!room || !text.n || !base64url_read(text, room, text.n, &n))
		return false;
	*out = str_make(room, n);
	return true;
}

static bool point_of(struct arena *a, const struct json *k, const char *name, unsigned char *out)
{
	struct str v;

	if (!bytes_of(a, k, name, &v) || v.n != PUBKEY_POINT)
		return false;
	memcpy(out, v.p, PUBKEY_POINT);
	return true;
}

static bool read_key(struct arena *a, const struct json *k, struct pubkey *out)
{
	switch (out->kind) {
	case PUBKEY_RSA: return bytes_of(a, k, "n", &out->n) && bytes_of(a, k, "e", &out->e);
	case PUBKEY_P256: return point_of(a, k, "x", out->x) && point_of(a, k, "y", out->y);
	default: return point_of(a, k, "x", out->x);
	}
}

int jwks_parse(struct arena *a, struct str text, struct jwks *out, struct err *e)
{
	const struct json *keys;
	struct jwks s = { 0 };
	struct json *root;
	int rc = json_parse(a, text, &root, e);

	if (rc)
		return rc;
	keys = root->type == JSON_OBJECT ? json_get(root, "keys") : NULL;
	if (!keys || keys->type != JSON_ARRAY)
		return err_set(e, BW_EPARSE, "the key set has no list of keys");
	if (keys->n > LIMIT_JWKS_KEYS)
		return err_set(e, BW_ELIMIT, "the key set has more than %d keys", LIMIT_JWKS_KEYS);
	s.v = ARENA_ARRAY(a, struct jwk, keys->n);
	if (!s.v && keys->n)
		return err_nomem(e);
	JSON_EACH (k, keys) {
		struct jwk *x = &s.v[s.n];
		struct str kid = json_text(k, "kid");

		*x = (struct jwk){ 0 };
		if (k->type != JSON_OBJECT || !for_signatures(k) || !kind_of(k, &x->key.kind) ||
			!read_key(a, k, &x->key) || !pubkey_ok(&x->key))
			continue;
		if (kid.p) {
			x->kid = arena_dup(a, kid);
			if (!x->kid.p)
				return err_nomem(e);
		}
		s.n++;
	}
	*out = s;
	return BW_OK;
}

const struct pubkey *jwks_find(const struct jwks *keys, const struct jwt *t)
{
	const struct pubkey *found = NULL;

	for (size_t i = 0; i < keys->n; i++) {
		const struct jwk *k = &keys->v[i];

		if (k->key.kind != t->kind || (t->kid.p && !(k->kid.p && str_eq(k->kid, t->kid))))
			continue;
		if (found)
			return NULL; /* it cannot be told which one is meant */
		found = &k->key;
	}
	return found;
}
