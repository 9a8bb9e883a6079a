/* SPDX-License-Identifier: Apache-2.0 */
/* passkeys.h -- signing in with a key that never leaves its device: adding one, showing one, losing one.
 *
 * A passkey stands for password and second factor: only keys that make sure who uses them are taken, for the
 * host of our own pages.  A challenge is made without storing anything (what it is for, its time, and a hash
 * keyed with the store's secret), lives PASSKEY_CHALLENGE_S, and works once: what was answered is stored.
 * Where a key's counter goes back, a copy of it may be about: it is refused.  What is stored is public.
 */
#ifndef FLOW_PASSKEYS_H
#define FLOW_PASSKEYS_H

#include "base/rng.h"
#include "flow/command.h"
#include "format/webauthn.h"
#include "store/passkeys.h"

#define PASSKEY_CHALLENGE_S    300
#define PASSKEY_CHALLENGE_TEXT 76 /* base64url of 56 bytes, and NUL */
#define PASSKEY_HANDLE         32

/* A challenge as text.  ${bound}: what it is tied to, such as the session that asked; empty for a sign-in. */
void passkey_challenge(struct store *s, const struct rng *rng, enum webauthn_kind kind,
	struct str bound, int64_t now_s, char out[PASSKEY_CHALLENGE_TEXT]);
/* Who a person is to their keys (5.4.3, user handle): tells nobody anything. */
void passkey_handle(const struct store *s, int64_t person, unsigned char out[PASSKEY_HANDLE]);

/* A new key, as the browser gave it: bytes, not base64. */
struct passkey_new {
	struct str name; /* 1 to LIMIT_PASSKEY_NAME bytes */
	struct str client, attestation;
	struct str bound; /* as the challenge was */
};
/* SELF, in a session of one's own and never with a token.  At most LIMIT_PASSKEYS. */
int passkey_add(const struct desk *d, const struct webauthn_party *party,
	const struct passkey_new *k, int64_t *id, struct err *e) MUST_USE;

struct passkey_proof {
	struct str credential, client, data, signature;
	struct str handle; /* may be empty */
};
struct passkey_seen {
	int64_t person, key;
	bool went_back; /* the signature was good, and the counter was not */
};
/* Who signs in.  BW_EDENIED with the same sentence for an unknown key, a bad signature and a disabled account;
 * ${out} is written where the key is known, whatever is returned.  Takes some 0.2 ms. */
int passkey_sign_in(struct store *s, const struct webauthn_party *party,
	const struct passkey_proof *p, int64_t now_s, struct passkey_seen *out,
	struct err *e) MUST_USE;

/* SELF, or PERSON_MANAGE on somebody else's.  Removing one ends every session of its person, in which that key
 * may have been used. */
int passkey_remove(const struct desk *d, int64_t person, int64_t id, struct err *e) MUST_USE;
int passkey_list(const struct desk *d, struct arena *a, int64_t person, struct store_passkey **out,
	size_t *n, struct err *e) MUST_USE;

#endif
