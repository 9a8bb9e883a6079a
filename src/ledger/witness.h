/* SPDX-License-Identifier: Apache-2.0 */
/* witness.h -- cosign other people's logs (C2SP tlog-witness 1.0, tlog-cosignature).
 *
 * A witness keeps of each log the last checkpoint it cosigned and cosigns only what that one is the beginning of.
 * Below its folder: key (private), key.pub, lock, and public/HEX/checkpoint for each log, HEX being SHA-256 of its
 * origin: what the protocol's monitoring prefix serves, as it lies there.  Comparing and keeping is done under the
 * lock; what is answered with 200 is on disk before.
 */
#ifndef LEDGER_WITNESS_H
#define LEDGER_WITNESS_H

#include "ledger/merkle.h"
#include "ledger/trust.h"

struct witness;
/* ${name} for a key that is made where there is none; empty: the key must be there (BW_ENOTFOUND). */
int witness_open(const char *dir, struct str name, const unsigned char seed[32],
	struct witness **out, struct err *e) MUST_USE;
void witness_close(struct witness *w);
/* Its public key, as people pass it on; valid until it is closed. */
const struct note_key *witness_key(const struct witness *w);

struct witness_reply {
	int status; /* 200 400 403 404 409 422 */
	const char *type; /* media type of the body */
	struct str body;
};
/* The answer to an add-checkpoint request; ${known} names the logs.  An error only where it could not be kept. */
int witness_answer(struct witness *w, struct arena *a, const struct trust *known,
	struct str request, int64_t now_s, struct witness_reply *out, struct err *e) MUST_USE;

#endif
