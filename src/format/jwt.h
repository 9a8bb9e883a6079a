/* SPDX-License-Identifier: Apache-2.0 */
/* jwt.h -- signed tokens of an OpenID provider: JWS in its compact form (RFC 7515), the keys they are checked with
 * (RFC 7517), and what an ID token must say (OpenID Connect Core 1.0, 3.1.3.7; RFC 7519; RFC 8725).
 *
 * Three algorithms and no others, of public keys only: "none" and those with a shared secret (HS256) are refused
 * before anything else is looked at.  The key comes from the provider's set and from nowhere else: what a token says
 * of keys (jwk, jku, x5u, x5c) is passed over.  Pure; the clock is an argument.
 */
#ifndef FORMAT_JWT_H
#define FORMAT_JWT_H

#include "format/json.h"
#include "format/pubkey.h"

#define JWT_SKEW_S 60 /* how far the provider's clock and ours may differ */
#define JWT_OLD_S  600 /* an ID token made longer ago answers no sign-in of now */

/* Why a token was not taken; the words stay, journals have them. */
#define JWT_FAULTS(X)                                                             \
	X(NONE, "none", "")                                                       \
	X(FORM, "form", "the token is none, or is cut short")                     \
	X(ALG, "alg", "the token is signed in a way we do not take")              \
	X(KEY, "key", "no key of the provider fits the token")                    \
	X(SIGNATURE, "signature", "the token's signature is wrong")               \
	X(ISS, "iss", "the token is of another issuer")                           \
	X(AUD, "aud", "the token is for somebody else")                           \
	X(AZP, "azp", "the token was given to another program")                   \
	X(EXP, "exp", "the token has expired, or does not say when")              \
	X(IAT, "iat", "the token was made at another time, or does not say when") \
	X(NONCE, "nonce", "the token answers another sign-in")                    \
	X(SUB, "sub", "the token does not say who it is about")

enum jwt_fault {
#define X(code, word, words) JWT_FAULT_##code,
	JWT_FAULTS(X)
#undef X
		JWT_FAULT_COUNT
};
const char *jwt_fault_text(int fault);
const char *jwt_fault_words(int fault);

struct jwt {
	enum pubkey_kind kind; /* of its algorithm */
	struct str kid; /* which key; p NULL where it does not say */
	struct str covered, signature; /* what is signed, and the bytes of it */
	const struct json *claims; /* an object; nothing of it is checked */
};
/* In ${a}; ${text} must outlive it. */
enum jwt_fault jwt_parse(struct arena *a, struct str text, struct jwt *out);

struct jwk {
	struct str kid; /* p NULL: has none */
	struct pubkey key;
};
struct jwks {
	struct jwk *v;
	size_t n;
};
/* A key set. Keys of other kinds, for other uses, or too weak are left out, as RFC 7517 5 asks; BW_EPARSE for what
 * is no set, BW_ELIMIT above LIMIT_JWKS_KEYS.  Everything in ${a}, nothing of ${text}. */
int jwks_parse(struct arena *a, struct str text, struct jwks *out, struct err *e) MUST_USE;
/* The key that a token names; without a name the only one of its kind.  NULL: there is none. */
const struct pubkey *jwks_find(const struct jwks *keys, const struct jwt *t);

struct jwt_expect {
	struct str issuer, client, nonce;
	int64_t now_s;
};
/* JWT_FAULT_NONE where the signature is that of a key of the set and the claims are those of a fresh ID token for us. */
enum jwt_fault jwt_check(
	const struct jwt *t, const struct jwks *keys, const struct jwt_expect *want);

#endif
