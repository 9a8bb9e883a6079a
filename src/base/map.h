/* SPDX-License-Identifier: Apache-2.0 */
/* map.h -- string to 64-bit value, keyed hash, open addressing.
 *
 * Keys are borrowed: they must outlive the map (put them in the same arena).  Grows on the heap.
 * There is no order: whoever prints, sorts.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/hash.h"
#include "base/str.h"

struct map_slot {
	struct str key;
	uint64_t hash, value;
	bool used;
};

struct map {
	struct map_slot *slots;
	size_t n, cap; /* cap is zero or a power of two */
	struct hash_key seed;
};

void map_init(struct map *m, struct hash_key seed);
void map_done(struct map *m);
/* The value's place, or NULL. */
uint64_t *map_get(const struct map *m, struct str key);
/* The value's place, made with value 0 where it was not there (${*fresh}, may be NULL); NULL when
 * memory ran out.  Valid until the next map_put. */
uint64_t *map_put(struct map *m, struct str key, bool *fresh);

#endif
