/* SPDX-License-Identifier: Apache-2.0 */
/* mirror.h -- somebody's public log, read over https: what is fetched is proved before it is believed.
 *
 * The checkpoint comes first and must be signed by a log that is trusted.  Files are fetched as they are needed and
 * put into a folder, as they lie at the log's address; whoever wants all of them runs log_check over it.
 * A file that is not there, or does not prove what the checkpoint says, is BW_EINVALID with its name: the log does not
 * hold.  BW_EUNAVAILABLE: nobody answered, so nothing is known.
 */
#ifndef FLOW_MIRROR_H
#define FLOW_MIRROR_H

#include "base/rng.h"
#include "ledger/check.h"
#include "net/guard.h"

struct mirror_settings {
	const struct guard *guard;
	struct str url; /* that the checkpoint is below */
	const char *dir; /* empty folder for what is fetched */
	struct sha256 *sha;
	const struct trust *trust;
	int64_t timeout_ms; /* for a file */
};

struct mirror {
	const struct mirror_settings *set;
	struct arena *a;
	struct checkpoint checkpoint;
	struct key_mark marks[TRUST_MOST];
	struct str note; /* the checkpoint as it came */
	uint64_t files; /* fetched */
	struct log_reader reader;
};

/* Fetches the checkpoint, and keeps it in the folder. */
int mirror_open(struct mirror *m, const struct mirror_settings *set, struct arena *a,
	struct err *e) MUST_USE;
void mirror_done(struct mirror *m);
/* Is ${old}, a checkpoint of the same log that was seen before, the beginning of this one?  ${*size}: how long
 * it was. A log that became shorter, or another, is BW_EINVALID. */
int mirror_since(struct mirror *m, struct str old, uint64_t *size, struct err *e) MUST_USE;
/* Is entry ${index} in the tree that is signed? */
int mirror_entry(struct mirror *m, uint64_t index, struct err *e) MUST_USE;
/* Every file that the checkpoint leads to. */
int mirror_all(struct mirror *m, struct err *e) MUST_USE;

#endif
