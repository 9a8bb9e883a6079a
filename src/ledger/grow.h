/* SPDX-License-Identifier: Apache-2.0 */
/* grow.h -- a tree while it grows: for each level of tiles the hashes from its last tile that was not full on.
 * What this holds is enough for the root of any size between where it began and now, and for the proof from one
 * to the other. */
#ifndef LEDGER_GROW_H
#define LEDGER_GROW_H

#include "format/tile.h"
#include "ledger/merkle.h"

struct grow {
	struct sha256 *s;
	uint64_t size;
	struct {
		uint64_t first; /* number of hash[0] in its level; the first of a tile */
		struct merkle_hash *hash;
		size_t n, cap;
	} level[TILE_LEVELS];
};
/* From a size and its frontier; BW_EIO where they do not fit. */
int grow_init(struct grow *g, struct sha256 *s, uint64_t size, struct str frontier,
	struct err *e) MUST_USE;
void grow_done(struct grow *g);
int grow_add(struct grow *g, const struct merkle_hash *leaf, struct err *e) MUST_USE;
struct merkle_source grow_source(struct grow *g);
/* What grow_init takes. */
void grow_frontier(const struct grow *g, struct buf *out);
/* The root of ${n} hashes in a row, 1 to 256 and a power of two. */
void grow_fold(struct sha256 *s, const struct merkle_hash *h, size_t n, struct merkle_hash *out);

#endif
