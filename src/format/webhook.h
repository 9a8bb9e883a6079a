/* SPDX-License-Identifier: Apache-2.0 */
/* webhook.h -- a message from program to program, signed so that its receiver can tell: Standard Webhooks
 * (v1a), Ed25519 over "id.timestamp.body".  Receivers' own libraries verify it.
 *
 * Pure.  The id is the same for each try of one message, so that a receiver that remembers ids for longer
 * than the tolerance takes each message once, whoever repeats it.
 */
#ifndef FORMAT_WEBHOOK_H
#define FORMAT_WEBHOOK_H

#include "base/arena.h"

#define WEBHOOK_TOLERANCE_S 300 /* how far the sender's clock and ours may differ */
#define WEBHOOK_SECRET      64
#define WEBHOOK_PUBLIC      32
#define WEBHOOK_KEY_ROOM    128 /* of a key as text */

/* "whsk_..." (secret) and "whpk_..." (public): base64 behind the head. */
void webhook_secret_text(const unsigned char *secret, char *out);
void webhook_public_text(const unsigned char *public_key, char *out);
bool webhook_secret_parse(struct str text, unsigned char *secret);
bool webhook_public_parse(struct str text, unsigned char *public_key);
/* The public half. */
void webhook_public_of(const unsigned char *secret, unsigned char *public_key);
/* A pair from 32 random bytes. */
void webhook_pair(const unsigned char *seed, unsigned char *secret, unsigned char *public_key);

/* The value of the header webhook-signature, "v1a,BASE64", in ${a}. */
int webhook_sign(struct arena *a, const unsigned char *secret, struct str id, int64_t at_s,
	struct str body, struct str *out, struct err *e) MUST_USE;

/* ${signature} may hold several, with spaces; one that fits is enough.  Of the id and the timestamp nothing
 * is taken that could be read in two ways.  BW_EDENIED says what is wrong: the signature, or the time is
 * more than WEBHOOK_TOLERANCE_S away from ${now_s}. */
int webhook_verify(const unsigned char *public_key, struct str id, struct str timestamp,
	struct str signature, struct str body, int64_t now_s, struct err *e) MUST_USE;

#endif
