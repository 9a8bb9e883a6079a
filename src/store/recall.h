/* SPDX-License-Identifier: Apache-2.0 */
/* recall.h -- the blocks of the spool that were read last, unpacked.
 *
 * One report is a kilobyte in a block of some megabytes that has to be read, checked and unpacked whole: two
 * milliseconds.  Reports that are read together often lie in one block, and a case that somebody looks at is looked
 * at again.  A block that is remembered is used only where its header on disk still is the one it had: the digest in
 * there covers every byte of it, so that what was erased in the meantime, by whatever process, is not shown.
 */
#ifndef STORE_RECALL_H
#define STORE_RECALL_H

#include "store/spool.h"

#define RECALL_BLOCKS 8
#define RECALL_BYTES  ((size_t)8 << 20) /* a longer block is not remembered */

struct recall_block {
	struct spool_block b; /* n is 0 where there is none; no pointer of it is good */
	unsigned char head[SPOOL_BLOCK_HEAD];
	char *plain; /* its entries, then its keys */
	size_t room;
	struct recall_at {
		uint32_t target, row, raw; /* where the entries are; raw is UINT32_MAX for none */
	} * at; /* of each report */
	size_t at_room;
	uint64_t used, look;
};

struct recall {
	struct spool_reader reader;
	struct recall_block v[RECALL_BLOCKS];
	uint64_t turn;
};

void recall_init(struct recall *r, const struct spool *p);
void recall_done(struct recall *r);
/* The block with report ${ord}, or NULL.  Within one look (a number that is not 0) it is held against the disk once. */
struct recall_block *recall_find(struct recall *r, uint64_t ord, uint64_t look);
/* Remember ${b}, which the reader has just read; ${*out} is NULL where it is too long. */
int recall_keep(struct recall *r, const struct spool_block *b, uint64_t look,
	struct recall_block **out, struct err *e) MUST_USE;
/* Report ${ord} of it: its target, its row, and the bytes that its row shares (kind 0: none).  Borrowed. */
int recall_entries(const struct recall_block *k, uint64_t ord, struct entry *target,
	struct entry *row, struct entry *raw, struct err *e) MUST_USE;
static inline const char *recall_key(const struct recall_block *k, uint64_t ord)
{
	return k->plain + k->b.plain_n + (ord - k->b.first_ord) * sizeof(struct report_key);
}

#endif
