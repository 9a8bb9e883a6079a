/* SPDX-License-Identifier: Apache-2.0 */
/* webauthn.h -- what a browser sends of a passkey (W3C Web Authentication, Level 2, sections 5.8.1, 6.1 and 6.5),
 * read and held against what was asked for.
 *
 * Pure.  A signature is not looked at here: that takes the key that is stored, and a library (flow/passkeys.c).
 * Of the attestation only its form: we ask for none and trust no maker, so what a statement says is passed over.
 * Refused: another kind of call, another origin, a page inside another site's frame, another party's key, a
 * key that did not see its person (UP) or did not make sure who it is (UV), an algorithm that was not offered.
 */
#ifndef FORMAT_WEBAUTHN_H
#define FORMAT_WEBAUTHN_H

#include "base/arena.h"
#include "base/err.h"

enum webauthn_algorithm { /* RFC 9053, RFC 8812: the numbers are COSE's */
	WEBAUTHN_ES256 = -7, /* on P-256 */
	WEBAUTHN_EDDSA = -8, /* Ed25519 */
	WEBAUTHN_RS256 = -257 /* 2048 bits, as Windows has it */
};
#define WEBAUTHN_KEY_MOST        259
#define WEBAUTHN_CREDENTIAL_MOST 1023 /* bytes, 4.: "credential ID" */
#define WEBAUTHN_HASH            32

enum webauthn_kind { WEBAUTHN_CREATE, WEBAUTHN_GET };

/* Whom a key is for: the host and the origin of the pages it is used on. */
struct webauthn_party {
	struct str host; /* "abuse.example"; the RP ID */
	struct str origin; /* "https://abuse.example" */
};

/* The client's data (JSON): of that kind and made on our pages.  ${*challenge}, in ${a}, is the challenge as it
 * stands there (base64url); whether it is ours and fresh is for the caller to see. */
int webauthn_client_parse(struct arena *a, struct str json, enum webauthn_kind kind,
	const struct webauthn_party *party, struct str *challenge, struct err *e) MUST_USE;

/* What an authenticator says of itself. */
struct webauthn_state {
	uint32_t count; /* of signatures; 0 where it does not count */
	bool copyable; /* BE: it may live on several devices of its person */
	bool copied; /* BS: it does */
};

struct webauthn_made {
	struct str credential; /* its id; borrowed from the input */
	enum webauthn_algorithm algorithm;
	unsigned char key
		[WEBAUTHN_KEY_MOST]; /* ES256: x, y; EdDSA: the point; RS256: modulus, exponent */
	size_t key_n;
	struct webauthn_state state;
};
/* The attestation object of a new key. */
int webauthn_made_parse(struct str attestation, const struct webauthn_party *party,
	struct webauthn_made *out, struct err *e) MUST_USE;
/* The authenticator data of one that signs. */
int webauthn_shown_parse(struct str data, const struct webauthn_party *party,
	struct webauthn_state *out, struct err *e) MUST_USE;

/* 7.2, 22: false where a counter did not go on, as that of a copy would not. */
bool webauthn_count_goes_on(uint32_t stored, uint32_t shown);
/* Bytes of a stored key of that algorithm; 0 for an algorithm that is none of ours. */
size_t webauthn_key_bytes(int64_t algorithm);
/* "ES256" */
const char *webauthn_algorithm_text(int64_t algorithm);

#endif
