/* SPDX-License-Identifier: Apache-2.0 */
/* publish.h -- the store's entries as a public log: integrate, prove, check against the store.
 *
 * Below the store's folder: ledger/key (the private key, for the signing process alone), ledger/signed (what
 * it signed last), ledger/key.pub, ledger/lock; log/ is public as it lies there: checkpoint, key, tile/.
 * One process integrates at a time; it is safe by the head's compare-and-swap, not by the lock.
 */
#ifndef FLOW_PUBLISH_H
#define FLOW_PUBLISH_H

#include "flow/record.h"
#include "ledger/check.h"

struct publish_settings {
	struct store *store;
	const char *exe; /* of the signing process; NULL: this program */
	const struct rng *rng; /* for a key, where one is made */
	int wait_ms; /* for another process that integrates */
};

struct publisher;
int publish_open(
	const struct publish_settings *set, struct publisher **out, struct err *e) MUST_USE;
void publish_close(struct publisher *p);

/* Make the log's key.  ${origin} names the log, as a URL without scheme does; empty: a name under .invalid.
 * BW_ECONFLICT where there is one.  ${*vkey} in ${a} is what others verify with. */
int publish_key_make(struct publisher *p, struct arena *a, struct str origin, struct str *vkey,
	struct err *e) MUST_USE;
/* The public key; BW_ENOTFOUND where there is none yet. */
int publish_key(struct publisher *p, struct arena *a, struct str *vkey, struct err *e) MUST_USE;

/* The log's name; a key is made where there is none (${*made}). */
int publish_origin(struct publisher *p, struct arena *a, struct str *origin, bool *made,
	struct err *e) MUST_USE;

/* Start the signing process now, and make the key where there is none: for a process that locks itself up
 * afterwards and runs rounds then. */
int publish_start(struct publisher *p, bool *made, struct err *e) MUST_USE;
/* Do entries wait?  Two look-ups; false where it cannot be seen. */
bool publish_waiting(struct publisher *p);

/* What was put under the head meanwhile (cosign_store) is published. */
int publish_refresh(struct publisher *p, struct err *e) MUST_USE;

struct publish_outcome {
	uint64_t size, added, left; /* entries in the log, now put there, waiting */
	bool made_key;
};
/* Rounds until nothing waits, or ${most} entries were put in; at ${now_s}.  A key is made where there is none.
 * BW_EAGAIN where another process does it. */
int publish_run(struct publisher *p, uint64_t most, int64_t now_s, struct publish_outcome *out,
	struct err *e) MUST_USE;
/* Which fences the signing process lacks: "" or a sentence. Valid until the publisher is closed. */
const char *publish_warning(const struct publisher *p);
/* All files of the log again from the store; ${*written} were missing or altered. */
int publish_rebuild(struct publisher *p, uint64_t *written, struct err *e) MUST_USE;

struct publish_status {
	bool any; /* there is a head */
	struct store_head head;
	uint64_t total;
};
int publish_status(
	struct publisher *p, struct arena *a, struct publish_status *out, struct err *e) MUST_USE;

/* ---- proofs ---- */

/* The entry that "r-...", "c-..." (its last; with ${type} its last of that type) or a number means. */
int publish_find(struct publisher *p, struct arena *a, struct str id, struct str type,
	uint64_t *index, struct err *e) MUST_USE;
/* The proof bundle of an entry; ${reveal}: names of details with commas, "all", or empty for none. */
int publish_prove(struct publisher *p, struct arena *a, uint64_t index, struct str reveal,
	struct buf *out, struct err *e) MUST_USE;

/* Is the log what its checkpoint says, and does the store say the same?  The log's files through ${c}; then head and
 * entries of the store.  Faults go to c->fault and are counted; ${*waiting} entries are not in the log yet. */
int publish_verify(struct publisher *p, struct arena *a, struct log_check *c, uint64_t *waiting,
	struct err *e) MUST_USE;

#endif
