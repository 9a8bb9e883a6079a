/* SPDX-License-Identifier: Apache-2.0 */
#include "store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <sodium.h>
#include <zstd.h>

#include "sys/durable.h"
#include "sys/fd.h"

#define SEGMENT_MAGIC "BWSPOOL1"
#define BLOCK_MAGIC   0x314b4c42u /* "BLK1" */
#define BLOCK_ZSTD    1u
#define BLOCK_PADDED  2u /* zeros behind the packed entries: something was taken out */
/* Quickest setting that still finds the repeats: measured 1,600 MB/s, six to one. */
#define ZSTD_LEVEL (-1)
#define DIGEST_AT  40
#define DIGEST_N   16

static int segment_path(const struct spool *p, uint32_t n, char *out, size_t room, struct err *e)
{
	int k = snprintf(out, room, "%s/%08u.seg", p->dir, n);

	if (k < 0 || (size_t)k >= room)
		return err_set(e, BW_ELIMIT, "the store's path is too long");
	return BW_OK;
}

int spool_open(struct spool *p, const char *store_dir, const unsigned char id[16], bool create,
	struct err *e)
{
	int rc, k;

	*p = (struct spool){ .fd = -1 };
	k = snprintf(p->dir, sizeof(p->dir), "%s/spool", store_dir);
	if (k < 0 || (size_t)k >= sizeof(p->dir))
		return err_set(e, BW_ELIMIT, "the store's path is too long");
	if (create) {
		rc = durable_mkdir(p->dir, 0700, e);
		if (rc)
			return rc;
	}
	memcpy(p->id, id, sizeof(p->id));
	buf_init(&p->out, SPOOL_BLOCK_BYTES * 2);
	p->zc = ZSTD_createCCtx();
	p->zd = ZSTD_createDCtx();
	if (!p->zc || !p->zd) {
		spool_done(p);
		return err_nomem(e);
	}
	return BW_OK;
}

void spool_done(struct spool *p)
{
	if (p->dir[0])
		fd_close(&p->fd);
	buf_done(&p->out);
	ZSTD_freeCCtx(p->zc);
	ZSTD_freeDCtx(p->zd);
	p->zc = p->zd = NULL;
}

/* ---- writing ---- */

static int segment_begin(struct spool *p, uint32_t n, uint64_t first_ord, struct err *e)
{
	char path[3200], head[SPOOL_SEGMENT_HEAD] = SEGMENT_MAGIC;
	int rc = segment_path(p, n, path, sizeof(path), e);
	struct str part = { head, sizeof(head) };
	off_t size;

	if (rc)
		return rc;
	fd_close(&p->fd);
	for (int i = 0; i < 8; i++)
		head[8 + i] = (char)(first_ord >> (8 * i));
	memcpy(head + 16, p->id, sizeof(p->id));
	crypto_generichash(
		(unsigned char *)head + 32, DIGEST_N, (unsigned char *)head, 32, NULL, 0);
	rc = durable_append_open(path, 0600, &p->fd, &size, e);
	if (rc)
		return rc;
	/* Whoever died here had not written a block: its header is fsynced before the first. */
	if (size > SPOOL_SEGMENT_HEAD)
		rc = err_set(e, BW_EBUG, "segment %u is there already", n);
	else if (size > 0 && ftruncate(p->fd, 0))
		rc = err_errno(e, BW_EIO, "begin", str_of(path));
	if (!rc)
		rc = durable_append(p->fd, 0, &part, 1, path, e);
	if (!rc)
		rc = durable_sync(p->fd, path, e);
	if (rc) {
		fd_close(&p->fd);
		return rc;
	}
	p->segment = n;
	return BW_OK;
}

static int segment_resume(struct spool *p, uint32_t n, struct err *e)
{
	char path[3200];
	off_t size;
	int rc;

	if (p->fd >= 0 && p->segment == n)
		return BW_OK;
	fd_close(&p->fd);
	rc = segment_path(p, n, path, sizeof(path), e);
	if (!rc)
		rc = durable_append_open(path, 0600, &p->fd, &size, e);
	if (!rc)
		p->segment = n;
	return rc;
}

static void put_head(unsigned char *h, const struct spool_block *b)
{
	uint64_t flags = BLOCK_ZSTD | (b->padded ? BLOCK_PADDED : 0);
	const uint64_t field[] = { BLOCK_MAGIC | flags << 32, b->first_ord,
		(uint64_t)b->received_at_s, b->n | (uint64_t)b->stored.n << 32, b->plain_n };

	memset(h, 0, SPOOL_BLOCK_HEAD);
	for (size_t f = 0; f < 5; f++)
		for (size_t i = 0; i < 8; i++)
			h[f * 8 + i] = (unsigned char)(field[f] >> (8 * i));
}

static void block_digest(const unsigned char *block, size_t n, unsigned char out[DIGEST_N])
{
	crypto_generichash_state st;

	crypto_generichash_init(&st, NULL, 0, DIGEST_N);
	crypto_generichash_update(&st, block, DIGEST_AT);
	crypto_generichash_update(&st, block + SPOOL_BLOCK_HEAD, n - SPOOL_BLOCK_HEAD);
	crypto_generichash_final(&st, out, DIGEST_N);
}

static int pack(struct spool *p, uint64_t first_ord, int64_t received_at_s,
	const struct report_key *keys, uint32_t n, struct str plain, struct err *e)
{
	size_t before = SPOOL_BLOCK_HEAD + (size_t)n * sizeof(*keys);
	size_t bound = ZSTD_compressBound(plain.n), k;
	char *to;

	buf_reset(&p->out);
	to = buf_room(&p->out, before + bound);
	if (!to)
		return err_nomem(e);
	ZSTD_CCtx_reset(p->zc, ZSTD_reset_session_and_parameters);
	ZSTD_CCtx_setParameter(p->zc, ZSTD_c_compressionLevel, ZSTD_LEVEL);
	k = ZSTD_compress2(p->zc, to + before, bound, plain.p, plain.n);
	if (ZSTD_isError(k))
		return err_set(e, BW_EBUG, "cannot pack a block: %s", ZSTD_getErrorName(k));
	put_head((unsigned char *)to, &(struct spool_block){ .first_ord = first_ord,
					      .received_at_s = received_at_s,
					      .n = n,
					      .stored = { NULL, k },
					      .plain_n = plain.n });
	memcpy(to + SPOOL_BLOCK_HEAD, keys, (size_t)n * sizeof(*keys));
	block_digest((unsigned char *)to, before + k, (unsigned char *)to + DIGEST_AT);
	buf_took(&p->out, before + k);
	return BW_OK;
}

int spool_append(struct spool *p, struct spool_pos *end, bool fresh, uint64_t first_ord,
	int64_t received_at_s, const struct report_key *keys, uint32_t n, struct str plain,
	struct err *e)
{
	struct spool_pos at = *end;
	int rc = BW_OK;
	struct str block;

	if (plain.n > SPOOL_BLOCK_BYTES || n > SPOOL_BLOCK_REPORTS)
		return err_set(e, BW_ELIMIT, "a group of reports is larger than %zu bytes",
			SPOOL_BLOCK_BYTES);
	if (at.segment == 0 || fresh || at.at >= SPOOL_SEGMENT_BYTES) {
		at = (struct spool_pos){ at.segment + 1, SPOOL_SEGMENT_HEAD };
		rc = segment_begin(p, at.segment, first_ord, e);
	} else {
		rc = segment_resume(p, at.segment, e);
	}
	if (!rc)
		rc = pack(p, first_ord, received_at_s, keys, n, plain, e);
	if (rc)
		return rc;
	block = buf_str(&p->out);
	rc = durable_append(p->fd, (off_t)at.at, &block, 1, "spool", e);
	if (!rc)
		rc = durable_sync(p->fd, "spool", e);
	if (rc) {
		fd_close(
			&p->fd); /* after a failed fsync nothing about this descriptor can be trusted */
		return rc;
	}
	at.at += block.n;
	*end = at;
	if (p->out.cap > (size_t)16 << 20)
		buf_done(&p->out);
	return BW_OK;
}

/* ---- writing over ---- */

int spool_remake(struct spool *p, const struct spool_block *b, struct str plain, struct buf *out,
	struct err *e)
{
	static const int levels[] = { ZSTD_LEVEL, 3, 12, 19 };
	size_t keys_n = (size_t)b->n * sizeof(struct report_key), room = b->stored.n, k = 0;
	size_t total = SPOOL_BLOCK_HEAD + keys_n + room;
	struct spool_block made = *b;
	char *to;

	buf_reset(out);
	to = buf_room(out, total);
	if (!to)
		return err_nomem(e);
	memset(to, 0, total);
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		ZSTD_CCtx_reset(p->zc, ZSTD_reset_session_and_parameters);
		ZSTD_CCtx_setParameter(p->zc, ZSTD_c_compressionLevel, levels[i]);
		k = ZSTD_compress2(p->zc, to + SPOOL_BLOCK_HEAD + keys_n, room, plain.p, plain.n);
		if (!ZSTD_isError(k))
			break;
	}
	if (ZSTD_isError(k))
		return err_set(e, BW_EBUG, "a block with less in it does not fit: %s",
			ZSTD_getErrorName(k));
	/* What a failed try wrote behind the end goes too. */
	memset(to + SPOOL_BLOCK_HEAD + keys_n + k, 0, room - k);
	made.plain_n = plain.n;
	made.padded = true;
	put_head((unsigned char *)to, &made);
	memcpy(to + SPOOL_BLOCK_HEAD, b->keys, keys_n);
	block_digest((unsigned char *)to, total, (unsigned char *)to + DIGEST_AT);
	buf_took(out, total);
	return BW_OK;
}

#define MEND_HEAD 40 /* magic, segment, place, length, digest of all but itself */

static void mend_path(const struct spool *p, char *out, size_t room)
{
	snprintf(out, room, "%s/erase.block", p->dir);
}

static void mend_head(const struct spool *p, struct spool_pos at, struct str block, struct buf *out)
{
	crypto_generichash_state st;
	unsigned char digest[DIGEST_N];

	buf_add(out, STR("BWBLK001"));
	buf_u32(out, at.segment);
	buf_u64(out, at.at);
	buf_u32(out, (uint32_t)block.n);
	crypto_generichash_init(&st, p->id, sizeof(p->id), DIGEST_N);
	crypto_generichash_update(&st, (const unsigned char *)out->p, out->n);
	crypto_generichash_update(&st, (const unsigned char *)block.p, block.n);
	crypto_generichash_final(&st, digest, DIGEST_N);
	buf_add(out, str_make((char *)digest, DIGEST_N));
}

static int overwrite(const struct spool *p, struct spool_pos at, struct str block, struct err *e)
{
	char path[3200];
	AUTO_FD int fd = -1;
	int rc = segment_path(p, at.segment, path, sizeof(path), e);

	if (rc)
		return rc;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, BW_EIO, "open", str_of(path));
	return durable_overwrite(fd, (off_t)at.at, block, path, e);
}

int spool_replace(struct spool *p, struct spool_pos at, struct str block, struct err *e)
{
	char path[3300];
	AUTO_FD int fd = -1;
	struct buf head;
	off_t size;
	int rc;

	buf_init(&head, MEND_HEAD);
	mend_head(p, at, block, &head);
	mend_path(p, path, sizeof(path));
	rc = buf_check(&head, "a block's copy", e);
	if (!rc)
		rc = durable_append_open(path, 0600, &fd, &size, e);
	if (!rc && ftruncate(fd, 0))
		rc = err_errno(e, BW_EIO, "begin", str_of(path));
	if (!rc)
		rc = durable_append(fd, 0, (struct str[]){ buf_str(&head), block }, 2, path, e);
	if (!rc)
		rc = durable_sync(fd, path, e);
	buf_done(&head);
	return rc ? rc : overwrite(p, at, block, e);
}

int spool_mend(struct spool *p, struct err *e)
{
	char path[3300];
	struct spool_pos at;
	struct buf b, head;
	struct str block;
	struct cur c;
	int rc;

	mend_path(p, path, sizeof(path));
	if (access(path, F_OK))
		return BW_OK;
	buf_init(&b, SPOOL_BLOCK_BYTES * 2);
	buf_init(&head, MEND_HEAD);
	rc = durable_read_file(path, &b, e);
	c = cur_of(buf_str(&b));
	(void)cur_take(&c, 8);
	at.segment = cur_u32(&c);
	at.at = cur_u64(&c);
	block.n = cur_u32(&c);
	(void)cur_take(&c, DIGEST_N);
	block = cur_take(&c, block.n);
	/* Not whole: not a byte of the segment was touched. */
	if (!rc && cur_end(&c)) {
		mend_head(p, at, block, &head);
		rc = buf_check(&head, "a block's copy", e);
		if (!rc && str_eq(buf_str(&head), str_sub(buf_str(&b), 0, head.n)))
			rc = overwrite(p, at, block, e);
	}
	buf_done(&head);
	buf_done(&b);
	return rc == BW_ENOTFOUND ? BW_OK : rc;
}

int spool_mend_end(struct spool *p, struct err *e)
{
	char path[3300];

	mend_path(p, path, sizeof(path));
	return durable_unlink(path, e);
}

/* ---- reading ---- */

void spool_reader_init(struct spool_reader *r, const struct spool *p)
{
	*r = (struct spool_reader){ .spool = p, .fd = -1 };
	buf_init(&r->raw, SPOOL_BLOCK_BYTES * 2);
}

void spool_reader_done(struct spool_reader *r)
{
	if (r->spool)
		fd_close(&r->fd);
	buf_done(&r->raw);
}

/* False where there is no such segment. */
static int reader_open(struct spool_reader *r, uint32_t n, bool *there, struct err *e)
{
	char path[3200];
	struct stat st;
	int rc = BW_OK;

	*there = true;
	if (r->fd < 0 || r->segment != n) {
		fd_close(&r->fd);
		rc = segment_path(r->spool, n, path, sizeof(path), e);
		if (rc)
			return rc;
		r->fd = open(path, O_RDONLY | O_CLOEXEC);
		if (r->fd < 0 && errno == ENOENT) {
			*there = false;
			return BW_OK;
		}
		if (r->fd < 0)
			return err_errno(e, BW_EIO, "open", str_of(path));
		r->segment = n;
	}
	if (fstat(r->fd, &st))
		return err_errno(e, BW_EIO, "look at segment of", str_of(r->spool->dir));
	r->size = (uint64_t)st.st_size;
	return BW_OK;
}

static int read_at(const struct spool_reader *r, char *to, size_t n, uint64_t at, struct err *e)
{
	while (n) {
		ssize_t k = pread(r->fd, to, n, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EIO, "read the spool in", str_of(r->spool->dir));
		if (k == 0)
			return err_set(e, BW_EIO, "segment %u became shorter", r->segment);
		to += k;
		n -= (size_t)k;
		at += (uint64_t)k;
	}
	return BW_OK;
}

static bool torn(struct spool_reader *r, uint64_t at, const char *why)
{
	r->torn = true;
	err_set(&r->torn_why, BW_EPARSE, "segment %u ends at byte %llu: %s", r->segment,
		(unsigned long long)at, why);
	return false;
}

/* The block at ${at}; ${*good} is false where what stands there is none. */
static int read_block(
	struct spool_reader *r, uint64_t at, struct spool_block *out, bool *good, struct err *e)
{
	unsigned char digest[DIGEST_N];
	char head[SPOOL_BLOCK_HEAD], *all;
	struct cur c = cur_of((struct str){ head, sizeof(head) });
	uint32_t magic, flags, n, stored_n;
	size_t total;
	int rc;

	*good = false;
	if (r->size - at < SPOOL_BLOCK_HEAD)
		return torn(r, at, "less than a header"), BW_OK;
	rc = read_at(r, head, sizeof(head), at, e);
	if (rc)
		return rc;
	magic = cur_u32(&c);
	flags = cur_u32(&c);
	out->first_ord = cur_u64(&c);
	out->received_at_s = (int64_t)cur_u64(&c);
	n = cur_u32(&c);
	stored_n = cur_u32(&c);
	out->plain_n = (size_t)cur_u64(&c);
	if (magic != BLOCK_MAGIC || (flags & ~BLOCK_PADDED) != BLOCK_ZSTD ||
		n > SPOOL_BLOCK_REPORTS || out->plain_n > SPOOL_BLOCK_BYTES)
		return torn(r, at, "no block header"), BW_OK;
	total = SPOOL_BLOCK_HEAD + (size_t)n * sizeof(struct report_key) + stored_n;
	if (r->size - at < total)
		return torn(r, at, "the block is cut short"), BW_OK;
	buf_reset(&r->raw);
	all = buf_room(&r->raw, total);
	if (!all)
		return err_nomem(e);
	rc = read_at(r, all, total, at, e);
	if (rc)
		return rc;
	block_digest((unsigned char *)all, total, digest);
	if (memcmp(digest, all + DIGEST_AT, DIGEST_N) != 0)
		return torn(r, at, "the block's checksum is wrong"), BW_OK;
	out->pos = (struct spool_pos){ r->segment, at };
	out->next = (struct spool_pos){ r->segment, at + total };
	out->n = n;
	out->padded = flags & BLOCK_PADDED;
	out->head = (unsigned char *)all;
	out->keys = (unsigned char *)all + SPOOL_BLOCK_HEAD;
	out->stored =
		str_make(all + SPOOL_BLOCK_HEAD + (size_t)n * sizeof(struct report_key), stored_n);
	*good = true;
	return BW_OK;
}

int spool_read(struct spool_reader *r, struct spool_pos pos, struct spool_block *out, bool *more,
	struct err *e)
{
	bool there, good;
	int rc;

	*more = false;
	if (pos.segment == 0)
		pos = (struct spool_pos){ 1, SPOOL_SEGMENT_HEAD };
	for (;; pos = (struct spool_pos){ pos.segment + 1, SPOOL_SEGMENT_HEAD }) {
		rc = reader_open(r, pos.segment, &there, e);
		if (rc || !there)
			return rc;
		r->torn = false;
		if (r->size > pos.at) {
			rc = read_block(r, pos.at, out, &good, e);
			if (rc)
				return rc;
			if (good) {
				*more = true;
				return BW_OK;
			}
		}
	}
}

bool spool_is(struct spool_reader *r, struct spool_pos pos, const unsigned char *head)
{
	char now[SPOOL_BLOCK_HEAD];
	struct err e;
	bool there;

	return reader_open(r, pos.segment, &there, &e) == BW_OK && there &&
	       r->size >= pos.at + sizeof(now) &&
	       read_at(r, now, sizeof(now), pos.at, &e) == BW_OK &&
	       memcmp(now, head, sizeof(now)) == 0;
}

int spool_unpack(const struct spool *p, const struct spool_block *b, char *out, struct err *e)
{
	size_t n = b->padded ? ZSTD_findFrameCompressedSize(b->stored.p, b->stored.n) : b->stored.n,
	       k = n;

	if (!ZSTD_isError(n))
		k = ZSTD_decompressDCtx(p->zd, out, b->plain_n, b->stored.p, n);
	if (ZSTD_isError(k) || k != b->plain_n)
		return err_set(e, BW_EIO, "cannot unpack the block at byte %llu of segment %u",
			(unsigned long long)b->pos.at, b->pos.segment);
	return BW_OK;
}

/* ---- entries ---- */

static void put_u32(char *p, size_t v)
{
	p[0] = (char)v;
	p[1] = (char)(v >> 8);
	p[2] = (char)(v >> 16);
	p[3] = (char)(v >> 24);
}

static char *put_bytes(char *p, struct str s)
{
	put_u32(p, s.n);
	if (s.n)
		memcpy(p + 4, s.p, s.n);
	return p + 4 + s.n;
}

void entry_put_raw(struct buf *b, struct str raw)
{
	buf_u8(b, ENTRY_RAW);
	buf_lstr(b, raw);
}

void entry_put_row(struct buf *b, struct str compact, struct str raw, unsigned flags)
{
	size_t n = 2 + 8 + compact.n + raw.n;
	char *p = buf_room(b, n);

	if (!p)
		return;
	*p++ = ENTRY_ROW;
	*p++ = (char)flags;
	p = put_bytes(p, compact);
	put_bytes(p, raw);
	buf_took(b, n);
}

void entry_put_target(struct buf *b, uint8_t site_kind, uint8_t harm_class, uint32_t names,
	struct str site, struct str canonical, struct str routing)
{
	size_t n = 7 + 12 + site.n + canonical.n + routing.n;
	char *p = buf_room(b, n);

	if (!p)
		return;
	*p++ = ENTRY_TARGET;
	*p++ = (char)site_kind;
	*p++ = (char)harm_class;
	put_u32(p, names);
	p = put_bytes(p + 4, site);
	p = put_bytes(p, canonical);
	put_bytes(p, routing);
	buf_took(b, n);
}

bool entry_next(struct cur *c, struct entry *out)
{
	unsigned flags;

	if (c->bad || c->at == c->in.n)
		return false;
	*out = (struct entry){ .kind = cur_u8(c) };
	switch (out->kind) {
	case ENTRY_RAW: out->raw = cur_lstr(c); break;
	case ENTRY_ROW:
		flags = cur_u8(c);
		out->shared = flags & ROW_SHARED;
		out->erased = flags & ROW_ERASED;
		out->compact = cur_lstr(c);
		out->raw = cur_lstr(c);
		break;
	case ENTRY_TARGET:
		out->site_kind = cur_u8(c);
		out->harm_class = cur_u8(c);
		out->names = cur_u32(c);
		out->site = cur_lstr(c);
		out->canonical = cur_lstr(c);
		out->routing = cur_lstr(c);
		break;
	default: c->bad = true;
	}
	return !c->bad;
}
