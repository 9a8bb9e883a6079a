/* SPDX-License-Identifier: Apache-2.0 */
/* keys.h -- which reports are in the spool already, and where the spool ends.
 *
 * One mapped file, shared by every process that accepts: open addressing by the key's leading bits, so
 * that doubling is one pass in order.  All of it follows from the spool.  It is made anew when it is
 * missing, damaged, from another boot (it is never fsynced), or when somebody died inside a group.
 * Call everything with the spool lock held, except keys_done.
 *
 * A slot is 16 bytes: 80 bits of the key, 48 of the report's number.  A billion reports fold one wrongly
 * with a chance of 4e-7.  For large tables the pages touched are given back as we go: they stay in the
 * page cache, the process stays small.
 */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "store/spool.h"

struct keys {
	char path[3200], boot[40];
	int fd;
	struct keys_head *head; /* mapped */
	struct key_slot *slots;
	size_t map_n;
	unsigned bits; /* log2 of the number of slots */
	size_t touched; /* pages, about, since the last release */
	uint64_t *undo; /* slots filled by the group that is open */
	size_t undo_n, undo_cap;
};

int keys_init(struct keys *k, const char *store_dir, struct err *e) MUST_USE;
void keys_done(struct keys *k);
/* Make it fit the spool: maps it, or makes it anew. Cheap when nothing changed. */
int keys_ready(struct keys *k, struct spool *p, struct err *e) MUST_USE;
/* The spool's end and the next number, as of keys_ready. */
struct spool_pos keys_end(const struct keys *k, uint64_t *next_ord, bool *fresh);

/* For fsck: the number a key has, 0 where it is not in; and how many there are. */
uint64_t keys_find(struct keys *k, const unsigned char *key);
uint64_t keys_count(const struct keys *k);

/* A group: keys_open with the most it may add, keys_put for each, then keep or drop. */
int keys_open(struct keys *k, size_t most, struct err *e) MUST_USE;
void keys_prefetch(const struct keys *k, const struct report_key *key);
/* The number it has; ${ord} where it is new. */
uint64_t keys_put(struct keys *k, const struct report_key *key, uint64_t ord);
void keys_keep(struct keys *k, struct spool_pos end, uint64_t next_ord);
void keys_drop(struct keys *k);

#endif
