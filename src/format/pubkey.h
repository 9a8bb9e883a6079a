/* SPDX-License-Identifier: Apache-2.0 */
/* pubkey.h -- public keys of others, and whether a signature is theirs: the three kinds that tokens and devices
 * sign with.
 *
 * RSA with PKCS #1 v1.5 and SHA-256 (RS256, RFC 7518 3.3), ECDSA on P-256 with SHA-256 (ES256, 3.4), and Ed25519
 * (EdDSA, RFC 8037).  The kind is the key's: what a message says of its own algorithm is for the caller to compare.
 * Pure; RSA and ECDSA are OpenSSL's, Ed25519 libsodium's.
 */
#ifndef FORMAT_PUBKEY_H
#define FORMAT_PUBKEY_H

#include "base/str.h"

enum pubkey_kind { PUBKEY_RSA, PUBKEY_P256, PUBKEY_ED25519, PUBKEY_KINDS };

#define PUBKEY_POINT     32 /* bytes of a coordinate, and of an Ed25519 key */
#define PUBKEY_SIGNATURE 64 /* bytes of both but RSA's: r and s, one after the other */
#define PUBKEY_RSA_LEAST 256 /* bytes of a modulus: 2048 bits (RFC 7518 3.3) */
#define PUBKEY_RSA_MOST  1024 /* 8192 bits: longer ones only keep us busy */

struct pubkey {
	enum pubkey_kind kind;
	struct str n, e; /* RSA: big-endian, borrowed */
	unsigned char x[PUBKEY_POINT]; /* P-256; Ed25519's only one */
	unsigned char y[PUBKEY_POINT];
};

/* Whether it could be used at all: lengths, an odd exponent above 1. The rest shows at the first signature. */
bool pubkey_ok(const struct pubkey *k);
/* False for a wrong signature, one of another length, and for keys that are none (a point off the curve).  RS256
 * takes about 30 µs, the others 100. */
bool pubkey_verify(const struct pubkey *k, struct str message, struct str signature);

#endif
