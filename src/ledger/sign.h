/* SPDX-License-Identifier: Apache-2.0 */
/* sign.h -- the one process that holds a log's private key, and how to ask it.
 *
 * `bailiwick sign` is started by whoever integrates.  It reads the key, locks itself up (sandbox.h) and knows
 * one request: sign the checkpoint of this size and root.  It keeps, in a file of its own, the size and root it
 * signed last, and before it signs a larger tree it wants the proof that the last one is its beginning.  So
 * whoever takes over everything else still cannot get two histories signed.
 *
 * The file has two places that are written in turn; what is signed is there, fsynced, before the signature is
 * given away.  A lock on it lets any number of such processes run.
 */
#ifndef LEDGER_SIGN_H
#define LEDGER_SIGN_H

#include "ledger/key.h"
#include "ledger/merkle.h"
#include "sys/sandbox.h"

#define ROLE_SIGN "sign"

/* Make a key with this name and an empty record of what was signed.  BW_ECONFLICT where there is one already:
 * a key is never replaced. */
int sign_make(struct sha256 *s, const char *key_path, const char *record_path, struct str name,
	const unsigned char seed[32], struct note_key *out, struct err *e) MUST_USE;

/* The asking side. */
struct signer;
int signer_start(const char *exe, const char *key_path, const char *record_path,
	struct signer **out, struct err *e) MUST_USE;
void signer_stop(struct signer *s);
/* The public half of its key, as people pass it on. */
const char *signer_key(const struct signer *s);
/* What holds in the other process. */
const struct sandbox_report *signer_sandbox(const struct signer *s);
/* Sign; the note is added to ${out}.  ${proof} is from the size signed last: where that is not ${old}, the answer is
 * BW_ECONFLICT and ${*last} that size, and the caller asks again.  BW_EDENIED: it would shrink or fork. */
int signer_sign(struct signer *s, uint64_t old, const struct merkle_proof *proof, uint64_t size,
	const struct merkle_hash *root, uint64_t *last, struct buf *out, struct err *e) MUST_USE;

/* The process itself; returns its exit status. */
int sign_role_main(void);

#endif
