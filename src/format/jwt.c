/* SPDX-License-Identifier: Apache-2.0 */
#include "format/jwt.h"

#include <sodium.h>

#include "base/limit.h"
#include "format/base64.h"

static const struct {
	const char *text, *words;
} faults[] = {
#define X(code, word, words) { word, words },
	JWT_FAULTS(X)
#undef X
};

const char *jwt_fault_text(int fault)
{
	return fault >= 0 && fault < JWT_FAULT_COUNT ? faults[fault].text : "?";
}

const char *jwt_fault_words(int fault)
{
	return fault >= 0 && fault < JWT_FAULT_COUNT ? faults[fault].words : "?";
}

/* ---- reading ---- */

static bool decode(struct arena *a, struct str text, struct str *out)
{
	char *room = arena_alloc(a, text.n + 1);
	size_t n;

	if (!room || !text.n || !base64url_read(text, room, text.n, &n))
		return false;
	*out = str_make(room, n);
	return true;
}

static bool object_of(struct arena *a, struct str part, const struct json **out)
{
	struct json *v;
	struct err e;
	struct str bytes;

	if (!decode(a, part, &bytes) || json_parse(a, bytes, &v, &e) || v->type != JSON_OBJECT)
		return false;
	*out = v;
	return true;
}

static bool algorithm(struct str alg, enum pubkey_kind *out)
{
	static const char *const names[PUBKEY_KINDS] = {
		[PUBKEY_RSA] = "RS256", [PUBKEY_P256] = "ES256", [PUBKEY_ED25519] = "EdDSA"
	};

	for (int i = 0; i < PUBKEY_KINDS; i++)
		if (str_is(alg, names[i])) {
			*out = (enum pubkey_kind)i;
			return true;
		}
	return false;
}

/* "crit" names what a reader must understand; we understand none of it (RFC 7515 4.1.11). */
static enum jwt_fault read_head(const struct json *head, struct jwt *out)
{
	struct str typ = json_text(head, "typ");
	const struct json *kid = json_get(head, "kid");

	if (!algorithm(json_text(head, "alg"), &out->kind))
		return JWT_FAULT_ALG;
	if (json_get(head, "crit") || (kid && kid->type != JSON_STRING))
		return JWT_FAULT_FORM;
	/* A token for another purpose says so here (RFC 8725 3.11). */
	if (json_get(head, "typ") && !str_eq_nocase(typ, STR("JWT")))
		return JWT_FAULT_FORM;
	out->kid = json_text(head, "kid");
	return JWT_FAULT_NONE;
}

enum jwt_fault jwt_parse(struct arena *a, struct str text, struct jwt *out)
{
	size_t one = str_find_byte(text, '.', 0), two;
	const struct json *head;
	struct jwt t = { 0 };
	enum jwt_fault why;

	if (text.n > LIMIT_JWT_BYTES || one == SIZE_MAX)
		return JWT_FAULT_FORM;
	two = str_find_byte(text, '.', one + 1);
	if (two == SIZE_MAX || !object_of(a, str_sub(text, 0, one), &head))
		return JWT_FAULT_FORM;
	why = read_head(head, &t);
	if (why)
		return why;
	if (!object_of(a, str_sub(text, one + 1, two - one - 1), &t.claims) ||
		!decode(a, str_from(text, two + 1), &t.signature))
		return JWT_FAULT_FORM;
	t.covered = str_sub(text, 0, two);
	*out = t;
	return JWT_FAULT_NONE;
}

/* ---- what it must say ---- */

/* NumericDate (RFC 7519 2): seconds, maybe with a fraction. */
static bool date(const struct json *claims, const char *name, int64_t *out)
{
	double v;

	if (!json_double(json_get(claims, name), &v) || !(v >= 0 && v < 1e12))
		return false;
	*out = (int64_t)v;
	return true;
}

static bool audience(const struct json *aud, struct str client, bool *several)
{
	bool ours = false;

	*several = false;
	if (aud && aud->type == JSON_STRING)
		return str_eq(aud->text, client);
	if (!aud || aud->type != JSON_ARRAY)
		return false;
	JSON_EACH (x, aud) {
		if (x->type != JSON_STRING)
			return false;
		ours = ours || str_eq(x->text, client);
	}
	*several = aud->n > 1;
	return ours;
}

static bool same_secret(struct str a, struct str b)
{
	return a.p && b.n && a.n == b.n && sodium_memcmp(a.p, b.p, b.n) == 0;
}

static enum jwt_fault check_times(const struct json *c, int64_t now_s)
{
	int64_t exp, iat, nbf;

	if (!date(c, "exp", &exp) || exp + JWT_SKEW_S <= now_s)
		return JWT_FAULT_EXP;
	if (!date(c, "iat", &iat) || iat > now_s + JWT_SKEW_S || iat < now_s - JWT_OLD_S)
		return JWT_FAULT_IAT;
	if (json_get(c, "nbf") && (!date(c, "nbf", &nbf) || nbf > now_s + JWT_SKEW_S))
		return JWT_FAULT_IAT;
	return JWT_FAULT_NONE;
}

static enum jwt_fault check_claims(const struct json *c, const struct jwt_expect *want)
{
	const struct json *azp = json_get(c, "azp");
	struct str sub = json_text(c, "sub");
	enum jwt_fault why;
	bool several;

	if (!want->issuer.n || !str_eq(json_text(c, "iss"), want->issuer))
		return JWT_FAULT_ISS;
	if (!want->client.n || !audience(json_get(c, "aud"), want->client, &several))
		return JWT_FAULT_AUD;
	if ((azp || several) && !str_eq(json_text(c, "azp"), want->client))
		return JWT_FAULT_AZP;
	why = check_times(c, want->now_s);
	if (why)
		return why;
	if (!same_secret(json_text(c, "nonce"), want->nonce))
		return JWT_FAULT_NONCE;
	return sub.n && sub.n <= LIMIT_OIDC_TEXT ? JWT_FAULT_NONE : JWT_FAULT_SUB;
}

enum jwt_fault jwt_check(
	const struct jwt *t, const struct jwks *keys, const struct jwt_expect *want)
{
	const struct pubkey *key = jwks_find(keys, t);

	if (!key)
		return JWT_FAULT_KEY;
	if (!pubkey_verify(key, t->covered, t->signature))
		return JWT_FAULT_SIGNATURE;
	return check_claims(t->claims, want);
}
