/* SPDX-License-Identifier: Apache-2.0 */
/* spool.h -- append-only segment files of checksummed blocks: what is acknowledged is here.
 *
 * A block is one group of rows: 64 bytes of header (digest over everything else in it), one 16-byte key
 * a report, and the entries, compressed.  It is written whole and fsynced, or it does not count: a torn
 * block is where a segment ends, whatever stands behind it, and writing goes on in a new segment.
 * Nothing is ever cut off, and nothing overwritten but what must be erased: a block with less in it takes
 * the place of the old one, as long as that was, so that no other block moves.  Blocks number their
 * reports without gaps across segments, so that a lost block shows.
 *
 * Compression is what makes it fast, not only small: the disk sees a sixth of the bytes (zstd at its
 * quickest level costs 0.4 microseconds a report here, writing the rest would cost 1.7).
 */
#ifndef STORE_SPOOL_H
#define STORE_SPOOL_H

#include "base/arena.h"
#include "base/vec.h"
#include "base/buf.h"
#include "domain/report.h"

#define SPOOL_SEGMENT_BYTES ((uint64_t)256 << 20) /* a new segment after that */
#define SPOOL_BLOCK_HEAD    64
#define SPOOL_SEGMENT_HEAD  64
#define SPOOL_BLOCK_REPORTS 65536 /* ceiling when reading; 4,096 rows are usual */
#define SPOOL_BLOCK_BYTES \
	((size_t)192 << 20) /* ceiling of a block's entries: a mail, its reports, a row */

struct spool_pos {
	uint32_t segment; /* from 1; 0: nothing yet */
	uint64_t at;
};

static inline bool spool_before(struct spool_pos a, struct spool_pos b)
{
	return a.segment < b.segment || (a.segment == b.segment && a.at < b.at);
}

struct spool_block {
	struct spool_pos pos, next; /* where it lies, where the one after it would */
	uint64_t first_ord;
	uint32_t n; /* reports in it */
	int64_t received_at_s;
	const unsigned char *head; /* SPOOL_BLOCK_HEAD bytes, as it lies there */
	const unsigned char *keys; /* n times 16 bytes */
	struct str stored; /* entries as stored */
	size_t plain_n; /* entries unpacked */
	bool padded; /* zeros follow what is packed */
};

struct spool {
	char dir[3072]; /* the spool folder */
	unsigned char id[16]; /* of the store, in every segment */
	int fd; /* segment open for appending, or -1 */
	uint32_t segment; /* its number */
	void *zc, *zd; /* zstd contexts */
	struct buf out; /* block being made */
};

int spool_open(struct spool *p, const char *store_dir, const unsigned char id[16], bool create,
	struct err *e) MUST_USE;
void spool_done(struct spool *p);

/* Pack and write one block at ${end}, fsync; ${*end} moves on.  Begins a segment where ${end} says so
 * (segment 0, a full one, or ${fresh}: something torn stands behind). */
int spool_append(struct spool *p, struct spool_pos *end, bool fresh, uint64_t first_ord,
	int64_t received_at_s, const struct report_key *keys, uint32_t n, struct str plain,
	struct err *e) MUST_USE;

/* A block for the place of ${b}, exactly as long: ${plain} packed and zeros after it.  In ${out}.  BW_EBUG
 * where ${plain} cannot be packed that small, which less of the same content can. */
int spool_remake(struct spool *p, const struct spool_block *b, struct str plain, struct buf *out,
	struct err *e) MUST_USE;
/* Write such a block over ${b}; with the spool lock.  It is on disk in 'erase.block' beside the segments
 * before the first byte goes over the old one, and stays there until the next, or spool_mend_end. */
int spool_replace(struct spool *p, struct spool_pos at, struct str block, struct err *e) MUST_USE;
/* Finish what whoever died in spool_replace began; with the spool lock, before anything is read.  One look
 * at the folder where nothing was. */
int spool_mend(struct spool *p, struct err *e) MUST_USE;
/* Forget the last block that was replaced. */
int spool_mend_end(struct spool *p, struct err *e) MUST_USE;

/* Reading, in order.  Unpacked bytes are in the reader until the next call. */
struct spool_reader {
	const struct spool *spool;
	int fd;
	uint32_t segment;
	uint64_t size;
	struct buf raw;
	bool torn; /* the last segment read ends in something that is no block */
	struct err torn_why; /* what was wrong with it */
};
void spool_reader_init(struct spool_reader *r, const struct spool *p);
void spool_reader_done(struct spool_reader *r);
/* The block at or after ${pos}; ${*more} is false at the end of the last segment. */
int spool_read(struct spool_reader *r, struct spool_pos pos, struct spool_block *out, bool *more,
	struct err *e) MUST_USE;
/* Does a block with this header still lie there? */
bool spool_is(struct spool_reader *r, struct spool_pos pos, const unsigned char *head);
/* Unpack a block's entries into ${out}, which has room for plain_n bytes. */
int spool_unpack(
	const struct spool *p, const struct spool_block *b, char *out, struct err *e) MUST_USE;

/* Entries inside a block. */
enum entry_kind {
	ENTRY_RAW = 1, /* raw bytes that the rows after it share */
	ENTRY_ROW, /* compact report, raw bytes */
	ENTRY_TARGET /* one target of the row before it; has a number */
};
void entry_put_raw(struct buf *b, struct str raw);
#define ROW_SHARED 1u /* its raw bytes are the RAW entry's */
#define ROW_ERASED 2u /* personal data was taken out of it (erase.c) */
void entry_put_row(struct buf *b, struct str compact, struct str raw, unsigned flags);
struct entry {
	enum entry_kind kind;
	struct str raw, compact; /* RAW; ROW */
	bool shared, erased; /* ROW: as above */
	uint8_t site_kind, harm_class; /* TARGET */
	uint32_t names;
	struct str site, canonical, routing;
};
void entry_put_target(struct buf *b, uint8_t site_kind, uint8_t harm_class, uint32_t names,
	struct str site, struct str canonical, struct str routing);
/* False at the end and on anything that is no entry (c->bad). */
bool entry_next(struct cur *c, struct entry *out);

#endif
