/* SPDX-License-Identifier: Apache-2.0 */
/* A log's files, read: tiles for proofs, entries. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "ledger/grow.h"
#include "ledger/log.h"
#include "sys/durable.h"
#include "sys/fd.h"

int log_reader_open(
	struct log_reader *r, const char *dir, struct sha256 *sha, uint64_t size, struct err *e)
{
	memset(r, 0, sizeof(*r));
	r->sha = sha;
	r->size = size;
	r->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dir < 0)
		return err_errno(e, errno == ENOENT || errno == ENOTDIR ? BW_ENOTFOUND : BW_EIO,
			"open the log", str_of(dir));
	return BW_OK;
}

void log_reader_done(struct log_reader *r)
{
	fd_close(&r->dir);
}

static int read_path(struct log_reader *r, const char *path, struct buf *out, struct err *e)
{
	AUTO_FD int fd = openat(r->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	buf_reset(out);
	if (fd < 0)
		return err_errno(e, errno == ENOENT ? BW_ENOTFOUND : BW_EIO, "open", str_of(path));
	return durable_read_all(fd, path, out, e);
}

int log_reader_file(struct log_reader *r, const struct tile *t, struct buf *out, struct err *e)
{
	char path[TILE_PATH];
	struct tile full = *t;
	struct err why;
	int rc = read_path(r, tile_path(t, path), out, e);

	if (rc != BW_ENOTFOUND || t->width == TILE_WIDTH)
		return rc;
	/* A part may go once the full tile is there. */
	full.width = TILE_WIDTH;
	return read_path(r, tile_path(&full, path), out, &why) ? rc : BW_OK;
}

static int load(struct log_reader *r, const struct tile *t, struct err *e)
{
	char path[TILE_PATH];
	struct buf b;
	int rc;

	if (r->tile[t->level].used && r->tile[t->level].t.index == t->index &&
		r->tile[t->level].t.width >= t->width)
		return BW_OK;
	buf_init(&b, TILE_WIDTH * SHA256_BYTES);
	rc = log_reader_file(r, t, &b, e);
	if (!rc && b.n < (size_t)t->width * SHA256_BYTES)
		rc = err_set(e, BW_EIO, "'%s' is too short", tile_path(t, path));
	if (!rc) {
		memcpy(r->tile[t->level].hash, b.p, (size_t)t->width * SHA256_BYTES);
		r->tile[t->level].t = *t;
		r->tile[t->level].used = true;
	}
	buf_done(&b);
	return rc;
}

static int node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct log_reader *r = ctx;
	unsigned l = level / 8;
	uint64_t first = index << level % 8;
	struct merkle_hash h[TILE_WIDTH];
	struct tile t;
	int rc;

	if (l >= TILE_LEVELS || first + ((uint64_t)1 << level % 8) > tile_hashes(r->size, l))
		return err_set(e, BW_ENOTFOUND, "the log has no subtree %llu of level %u",
			(unsigned long long)index, level);
	t = tile_at(r->size, l, first);
	rc = load(r, &t, e);
	if (rc)
		return rc;
	memcpy(h, r->tile[l].hash + first % TILE_WIDTH * SHA256_BYTES,
		((size_t)1 << level % 8) * SHA256_BYTES);
	grow_fold(r->sha, h, (size_t)1 << level % 8, out);
	return BW_OK;
}

struct merkle_source log_reader_source(struct log_reader *r)
{
	return (struct merkle_source){ node, r };
}

int log_reader_entry(
	struct log_reader *r, struct arena *a, uint64_t index, struct str *out, struct err *e)
{
	struct tile t = tile_at(r->size, 0, index);
	struct str entry = { NULL, 0 };
	char path[TILE_PATH];
	struct cur c;
	struct buf b;
	int rc;

	if (index >= r->size)
		return err_set(e, BW_ENOTFOUND, "the log has %llu entries: there is no entry %llu",
			(unsigned long long)r->size, (unsigned long long)index);
	t.entries = true;
	buf_init(&b, (size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2));
	rc = log_reader_file(r, &t, &b, e);
	c = cur_of(buf_str(&b));
	for (uint64_t i = 0; !rc && i <= index % TILE_WIDTH; i++)
		if (!bundle_next(&c, &entry))
			rc = err_set(e, BW_EIO, "'%s' is too short", tile_path(&t, path));
	if (!rc) {
		*out = arena_dup(a, entry);
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}
