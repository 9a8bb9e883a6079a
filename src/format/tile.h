/* SPDX-License-Identifier: Apache-2.0 */
/* tile.h -- where the parts of a log lie as static files, and how entries lie in one (C2SP tlog-tiles).
 *
 * A full tile has 256 hashes or entries.  Hash i of tile n of level l is that of the complete subtree over
 * 256^l entries from (n * 256 + i) * 256^l on; level l + 1 is made of full tiles of level l only.
 */
#ifndef FORMAT_TILE_H
#define FORMAT_TILE_H

#include "base/buf.h"
#include "base/cur.h"

#define TILE_WIDTH      256
#define TILE_LEVELS     8 /* 256^8 is 2^64 */
#define TILE_ENTRY_MOST 65535 /* bytes: the length has two */

struct tile {
	bool entries; /* a bundle of entries; level is 0 */
	unsigned level;
	uint64_t index;
	unsigned width; /* 1 to 256 */
};

/* "tile/0/x001/234/067", "tile/entries/000.p/5".  ${out} has TILE_PATH bytes. */
#define TILE_PATH 64
const char *tile_path(const struct tile *t, char *out);
/* False for anything that is not written in the one way. */
bool tile_path_parse(struct str s, struct tile *out);

/* Complete hashes of level ${l} in a log of ${size} entries, below or above tiles alike. */
static inline uint64_t tile_hashes(uint64_t size, unsigned l)
{
	return l < TILE_LEVELS ? size >> (8 * l) : 0;
}
/* The tile of that level that has hash ${i}, as wide as a log of ${size} entries makes it. */
static inline struct tile tile_at(uint64_t size, unsigned level, uint64_t i)
{
	uint64_t left = tile_hashes(size, level) - i / TILE_WIDTH * TILE_WIDTH;

	return (struct tile){ .level = level,
		.index = i / TILE_WIDTH,
		.width = left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH };
}

/* An entry in a bundle: two bytes of length, big-endian, and the bytes. */
void bundle_add(struct buf *b, struct str entry);
/* The next; false at the end and where the bundle is cut (c->bad). */
bool bundle_next(struct cur *c, struct str *entry);

#endif
