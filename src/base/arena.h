/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h -- memory for one job: taken piece by piece, given back at once.
 *
 * Work on one report or request takes an arena and is gone with it.  Every call may return NULL
 * (memory, or the arena's ceiling).  Built with -DARENA_MALLOC each piece is its own malloc, so
 * that the checkers see every object.  Zeroed memory, aligned for any type.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	char *at, *end; /* free room in the newest block */
	size_t used_bytes, max_bytes;
};

/* ${max_bytes} bounds what may be taken; 0 means SIZE_MAX. */
void arena_init(struct arena *a, size_t max_bytes);
void arena_done(struct arena *a);
/* Forget everything, keep the largest block. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);
/* As arena_array, but not zeroed: for long tables of which a few entries are used, each written whole. */
void *arena_room(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))
#define ARENA_ROOM(a, type, n)  ((type *)arena_room((a), (n), sizeof(type)))

/* A copy in ${a} ending in NUL (the NUL is not counted).  p is NULL only when memory ran out. */
struct str arena_dup(struct arena *a, struct str s);
/* As printf; p is NULL when memory ran out. */
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

#endif
