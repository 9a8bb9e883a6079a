/* SPDX-License-Identifier: Apache-2.0 */
/* log.h -- entries become a log of static files (C2SP tlog-tiles) with a signed checkpoint.
 *
 * The caller has the entries, in an order that is fixed, and keeps the head; both are seams.  A round is: what is
 * to be integrated is durable; tiles are written and synced; the signer signs; the head is replaced by whoever
 * knows the one before, durably; only then the checkpoint is put where the public reads it.  Killed at any line,
 * the next round begins from the head and writes the same bytes again.  Files are made whole and renamed; a file
 * that a published checkpoint leads to is never written to.
 *
 * Entries can always be derived again, so tiles are output alone: nothing is read back from them to go on.
 */
#ifndef LEDGER_LOG_H
#define LEDGER_LOG_H

#include "format/tile.h"
#include "ledger/sign.h"

#define LOG_ROUND 65536 /* entries integrated at a time */

struct log_head {
	uint64_t size;
	struct merkle_hash root;
	struct str frontier; /* hashes of the tiles that are not full, level 0 first */
	struct str note; /* as signed */
	struct str published; /* the same, with cosignatures */
};

struct log_io {
	/* Entries from ${first} on, at most ${most}, in ${a}; 0 at the end. */
	int (*entries)(void *ctx, struct arena *a, uint64_t first, size_t most, struct str **out,
		size_t *n, struct err *e);
	/* Those that there are now are durable. */
	int (*settle)(void *ctx, struct err *e);
	int (*head)(void *ctx, struct arena *a, struct log_head *out, bool *found, struct err *e);
	/* ${old} NULL: there was none.  BW_ECONFLICT where another counts. */
	int (*keep)(
		void *ctx, const struct log_head *old, const struct log_head *next, struct err *e);
	void *ctx;
};

struct log {
	const char *dir; /* of the public files; made where it is not there */
	struct log_io io;
	struct sha256 *sha;
	struct signer *signer;
};

struct log_outcome {
	uint64_t size, added;
	bool more; /* entries are left for another round */
};
/* One round; with nothing to integrate it only sees that the checkpoint is published.  The caller holds the lock
 * that lets one process do this. */
int log_integrate(const struct log *g, struct log_outcome *out, struct err *e) MUST_USE;
/* Every tile and bundle up to the head from the entries alone; refuses where they do not lead to the head's root.
 * ${*written}: files that were missing or other. */
int log_rebuild(const struct log *g, uint64_t *written, struct err *e) MUST_USE;
/* Put ${note} where the public reads the checkpoint. */
int log_publish(const char *dir, struct str note, struct err *e) MUST_USE;

/* ---- reading a log's files ---- */

struct log_reader {
	int dir; /* descriptor of the folder */
	uint64_t size;
	struct sha256 *sha;
	struct {
		bool used;
		struct tile t;
		unsigned char hash[TILE_WIDTH * SHA256_BYTES];
	} tile[TILE_LEVELS]; /* the one used last of each level */
};
int log_reader_open(struct log_reader *r, const char *dir, struct sha256 *sha, uint64_t size,
	struct err *e) MUST_USE;
void log_reader_done(struct log_reader *r);
struct merkle_source log_reader_source(struct log_reader *r);
/* The bytes of a tile or bundle into ${out}: its own file, or the full one it became part of.  BW_ENOTFOUND. */
int log_reader_file(
	struct log_reader *r, const struct tile *t, struct buf *out, struct err *e) MUST_USE;
/* Entry ${index} in ${a}. */
int log_reader_entry(struct log_reader *r, struct arena *a, uint64_t index, struct str *out,
	struct err *e) MUST_USE;

#endif
