/* SPDX-License-Identifier: Apache-2.0 */
/* check.h -- is a log what its checkpoint says?  Needs its files and public keys, nothing else.
 *
 * Every entry is hashed, every tile compared, the root worked out, and each file that is not as it should be is
 * named.  Two processes share the work where there are two processors.
 */
#ifndef LEDGER_CHECK_H
#define LEDGER_CHECK_H

#include "ledger/log.h"
#include "ledger/trust.h"

struct log_check {
	const char *dir;
	struct sha256 *sha;
	const struct trust *trust;
	/* One sentence for each fault; at most LIMIT_ERRORS_SHOWN are told. */
	void (*fault)(void *ctx, const char *what);
	void *ctx;
	/* results */
	struct checkpoint checkpoint; /* origin borrowed from the arena */
	struct key_mark marks[TRUST_MOST];
	uint64_t files, faults;
};
/* An error only where it could not be looked at; faults are counted. */
int log_check(struct log_check *c, struct arena *a, struct err *e) MUST_USE;

/* The parts of a proof bundle that need no file. */
struct proof_said {
	struct checkpoint checkpoint;
	struct key_mark marks[TRUST_MOST];
	bool opened; /* the details fit the entry's commitment; false where it shows none */
};
struct proof_bundle;
/* BW_EINVALID with what does not hold. */
int proof_check(struct sha256 *s, struct arena *a, const struct trust *t,
	const struct proof_bundle *p, struct proof_said *out, struct err *e) MUST_USE;
/* The commitment to one detail. */
void proof_commit(struct sha256 *s, struct str name, const unsigned char salt[SHA256_BYTES],
	struct str value, unsigned char out[SHA256_BYTES]);

#endif
