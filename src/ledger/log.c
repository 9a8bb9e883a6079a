/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/limit.h"
#include "base/mem.h"
#include "ledger/grow.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define CHUNK       4096 /* entries asked for at a time */
#define BUNDLE_MOST ((size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2))

/* ---- files ---- */

struct out { /* the public folder while it is written */
	int dir;
	const char *name;
	uint64_t written;
	bool compare; /* leave what is there and the same */
	struct buf old;
};

static int out_open(struct out *o, const char *dir, struct err *e)
{
	int rc = durable_mkdir(dir, 0755, e);

	*o = (struct out){ .dir = -1, .name = dir };
	buf_init(&o->old, BUNDLE_MOST);
	if (rc)
		return rc;
	o->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return o->dir < 0 ? err_errno(e, BW_EIO, "open folder", str_of(dir)) : BW_OK;
}

static void out_done(struct out *o)
{
	fd_close(&o->dir);
	buf_done(&o->old);
}

/* The folders above ${path}. */
static int out_folders(struct out *o, const char *path, struct err *e)
{
	char part[TILE_PATH];

	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		memcpy(part, path, (size_t)(p - path));
		part[p - path] = 0;
		if (mkdirat(o->dir, part, 0755) && errno != EEXIST)
			return err_errno(e, BW_ECREATE, "make folder", str_of(part));
	}
	return BW_OK;
}

static bool out_same(struct out *o, const char *path, struct str bytes)
{
	AUTO_FD int fd = openat(o->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct err ignored;

	buf_reset(&o->old);
	return fd >= 0 && durable_read_all(fd, path, &o->old, &ignored) == BW_OK &&
	       str_eq(buf_str(&o->old), bytes);
}

/* A file, whole: written beside its place and put there. */
static int out_file(struct out *o, const struct tile *t, struct str bytes, struct err *e)
{
	char path[TILE_PATH], tmp[TILE_PATH + 8];
	AUTO_FD int fd = -1;
	int rc;

	tile_path(t, path);
	if (o->compare && out_same(o, path, bytes))
		return BW_OK;
	snprintf(tmp, sizeof(tmp), "%s.new", path);
	fd = openat(o->dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 && errno == ENOENT) {
		rc = out_folders(o, path, e);
		if (rc)
			return rc;
		fd = openat(o->dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	}
	if (fd < 0)
		return err_errno(e, BW_ECREATE, "create", str_of(tmp));
	rc = durable_append(fd, 0, &bytes, 1, tmp, e);
	if (!rc && renameat(o->dir, tmp, o->dir, path))
		rc = err_errno(e, BW_ECREATE, "put into place", str_of(path));
	if (rc)
		unlinkat(o->dir, tmp, 0);
	o->written += rc == BW_OK;
	return rc;
}

/* All files are on disk after this.  One call for any number of them. */
static int out_sync(struct out *o, struct err *e)
{
	return syncfs(o->dir) ? err_errno(e, BW_EIO, "sync", str_of(o->name)) : BW_OK;
}

/* A tile became full: the parts of it that were published before go. */
static void drop_parts(struct out *o, struct tile t)
{
	char path[TILE_PATH];
	struct dirent *d;
	size_t n;
	int fd;
	DIR *all;

	t.width = 1;
	tile_path(&t, path);
	n = strlen(path) - 2; /* "/1" */
	path[n] = 0;
	fd = openat(o->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	all = fd < 0 ? NULL : fdopendir(fd);
	if (!all) {
		fd_close(&fd);
		return;
	}
	while ((d = readdir(all)))
		if (d->d_name[0] != '.')
			unlinkat(dirfd(all), d->d_name, 0);
	closedir(all);
	unlinkat(o->dir, path, AT_REMOVEDIR);
}

int log_publish(const char *dir, struct str note, struct err *e)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/checkpoint", dir);

	if (n < 0 || (size_t)n >= sizeof(path))
		return err_set(e, BW_ELIMIT, "the path of the log is too long");
	return durable_write(path, note, 0644, e);
}

/* ---- a round ---- */

struct round {
	const struct log *g;
	struct out out;
	struct grow grow;
	struct arena head_arena, arena;
	struct log_head head;
	bool any; /* there is a head */
	uint64_t from; /* entries are derived from here: the start of the bundle that is not full */
	struct buf bundle;
};

static int write_bundle(struct round *r, uint64_t end, struct err *e)
{
	struct tile t = { .entries = true,
		.index = (end - 1) / TILE_WIDTH,
		.width = (unsigned)((end - 1) % TILE_WIDTH + 1) };
	int rc = buf_check(&r->bundle, "a bundle of entries", e);

	if (!rc)
		rc = out_file(&r->out, &t, buf_str(&r->bundle), e);
	buf_reset(&r->bundle);
	return rc;
}

/* Hash and bundle entries up to ${to}, or as many as there are; those before the head's size are only bundled. */
static int take_entries(struct round *r, uint64_t to, uint64_t *end, struct err *e)
{
	const struct log *g = r->g;
	uint64_t at = r->from;
	int rc = BW_OK;

	while (!rc && at < to) {
		struct str *v;
		size_t n, want = to - at < CHUNK ? (size_t)(to - at) : CHUNK;

		arena_reset(&r->arena);
		rc = g->io.entries(g->io.ctx, &r->arena, at, want, &v, &n, e);
		if (rc || n == 0)
			break;
		for (size_t i = 0; !rc && i < n; i++, at++) {
			struct merkle_hash h;

			bundle_add(&r->bundle, v[i]);
			if (at >= r->grow.size) {
				merkle_leaf(g->sha, v[i], &h);
				rc = grow_add(&r->grow, &h, e);
			}
			if (!rc && (at + 1) % TILE_WIDTH == 0)
				rc = write_bundle(r, at + 1, e);
		}
	}
	*end = at;
	if (!rc && at % TILE_WIDTH && at > r->from)
		rc = write_bundle(r, at, e);
	return rc;
}

/* The tiles of hashes that this round made or made wider. */
static int write_tiles(struct round *r, uint64_t old, struct err *e)
{
	int rc = BW_OK;

	for (unsigned l = 0; !rc && l < TILE_LEVELS; l++) {
		uint64_t have = tile_hashes(old, l), now = tile_hashes(r->grow.size, l);

		for (uint64_t i = have; !rc && i < now; i = (i / TILE_WIDTH + 1) * TILE_WIDTH) {
			struct tile t = tile_at(r->grow.size, l, i);
			uint64_t at = t.index * TILE_WIDTH - r->grow.level[l].first;

			rc = out_file(&r->out, &t,
				str_make((const char *)r->grow.level[l].hash[at].b,
					(size_t)t.width * SHA256_BYTES),
				e);
		}
	}
	return rc;
}

static void drop_old_parts(struct round *r, uint64_t old)
{
	for (unsigned l = 0; l < TILE_LEVELS; l++) {
		uint64_t part = tile_hashes(old, l);
		struct tile t = { .level = l, .index = part / TILE_WIDTH };

		if (part % TILE_WIDTH == 0 || tile_hashes(r->grow.size, l) / TILE_WIDTH == t.index)
			continue;
		drop_parts(&r->out, t);
		t.entries = true;
		if (l == 0)
			drop_parts(&r->out, t);
	}
}

/* A source for the proof to the signer: the edge, or where it signed less than the head the tiles. */
struct both {
	struct merkle_source edge, files;
	bool has_files;
};

static int both_node(
	void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct both *b = ctx;
	int rc = b->edge.node(b->edge.ctx, level, index, out, e);

	return rc == BW_ENOTFOUND && b->has_files
		       ? b->files.node(b->files.ctx, level, index, out, e)
		       : rc;
}

static int sign(struct round *r, const struct merkle_hash *root, struct buf *note, struct err *e)
{
	const struct log *g = r->g;
	struct both both = { .edge = grow_source(&r->grow) };
	const struct merkle_source src = { both_node, &both };
	struct log_reader files;
	uint64_t old = r->head.size, last = old;
	struct merkle_proof p;
	int rc = log_reader_open(&files, g->dir, g->sha, r->grow.size, e);

	if (rc)
		return rc;
	both.files = log_reader_source(&files);
	both.has_files = true;
	/* A signature that came to nothing (a crash before the head was kept) is gone on from. */
	for (int tries = 0; tries < 2; tries++) {
		rc = merkle_consistency(g->sha, &src, old, r->grow.size, &p, e);
		if (!rc)
			rc = signer_sign(g->signer, old, &p, r->grow.size, root, &last, note, e);
		if (rc != BW_ECONFLICT || last > r->grow.size)
			break;
		old = last;
	}
	log_reader_done(&files);
	return rc;
}

/* Sign, keep as the head, publish. */
static int seal(struct round *r, struct err *e)
{
	const struct log *g = r->g;
	const struct merkle_source src = grow_source(&r->grow);
	struct log_head next = { .size = r->grow.size };
	struct buf frontier, note;
	int rc = merkle_root(g->sha, &src, next.size, &next.root, e);

	buf_init(&frontier, TILE_LEVELS * TILE_WIDTH * SHA256_BYTES);
	buf_init(&note, LIMIT_NOTE_BYTES);
	grow_frontier(&r->grow, &frontier);
	if (!rc)
		rc = buf_check(&frontier, "the frontier", e);
	if (!rc)
		rc = sign(r, &next.root, &note, e);
	next.frontier = buf_str(&frontier);
	next.note = next.published = buf_str(&note);
	if (!rc)
		rc = g->io.keep(g->io.ctx, r->any ? &r->head : NULL, &next, e);
	if (!rc)
		rc = log_publish(g->dir, next.published, e);
	buf_done(&frontier);
	buf_done(&note);
	return rc;
}

/* What is published is the head, also after a crash between the two. */
static int republish(struct round *r, struct err *e)
{
	AUTO_FD int fd = openat(r->out.dir, "checkpoint", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct err ignored;

	buf_reset(&r->out.old);
	if (fd >= 0 && durable_read_all(fd, "checkpoint", &r->out.old, &ignored) == BW_OK &&
		str_eq(buf_str(&r->out.old), r->head.published))
		return BW_OK;
	return log_publish(r->g->dir, r->head.published, e);
}

static int begin(struct round *r, const struct log *g, struct err *e)
{
	const struct str none = { NULL, 0 };
	struct merkle_hash root;
	struct merkle_source src;
	int rc;

	*r = (struct round){ .g = g };
	r->out.dir = -1;
	arena_init(&r->head_arena, 0);
	arena_init(&r->arena, 0);
	buf_init(&r->bundle, BUNDLE_MOST);
	rc = g->io.head(g->io.ctx, &r->head_arena, &r->head, &r->any, e);
	if (!rc && !r->any) {
		r->head = (struct log_head){ 0 };
		merkle_empty(g->sha, &r->head.root);
	}
	if (!rc)
		rc = grow_init(&r->grow, g->sha, r->head.size, r->any ? r->head.frontier : none, e);
	if (!rc)
		rc = out_open(&r->out, g->dir, e);
	if (rc)
		return rc;
	r->from = r->head.size / TILE_WIDTH * TILE_WIDTH;
	src = grow_source(&r->grow);
	rc = merkle_root(g->sha, &src, r->head.size, &root, e);
	if (!rc && !merkle_same(&root, &r->head.root))
		rc = err_set(e, BW_EIO,
			"the frontier of the ledger in the store does not lead to its root");
	return rc;
}

static void end(struct round *r)
{
	grow_done(&r->grow);
	out_done(&r->out);
	buf_done(&r->bundle);
	arena_done(&r->arena);
	arena_done(&r->head_arena);
}

int log_integrate(const struct log *g, struct log_outcome *out, struct err *e)
{
	struct round r;
	uint64_t to, size = 0;
	int rc = begin(&r, g, e);

	*out = (struct log_outcome){ .size = r.head.size };
	if (!rc && r.any)
		rc = republish(&r, e);
	if (!rc)
		rc = g->io.settle(g->io.ctx, e);
	to = r.head.size + LOG_ROUND;
	if (!rc)
		rc = take_entries(&r, to, &size, e);
	if (!rc && size < r.head.size)
		rc = err_set(e, BW_EIO, "the store has %llu entries, the ledger's head %llu",
			(unsigned long long)size, (unsigned long long)r.head.size);
	if (!rc && (size > r.head.size || !r.any)) {
		rc = write_tiles(&r, r.head.size, e);
		if (!rc)
			rc = out_sync(&r.out, e);
		if (!rc)
			rc = seal(&r, e);
		if (!rc)
			drop_old_parts(&r, r.head.size);
	}
	if (!rc)
		*out = (struct log_outcome){ size, size - r.head.size, size == to };
	end(&r);
	return rc;
}

int log_rebuild(const struct log *g, uint64_t *written, struct err *e)
{
	struct merkle_source src;
	struct merkle_hash root;
	struct round r;
	uint64_t size = 0;
	int rc = begin(&r, g, e);

	*written = 0;
	grow_done(&r.grow);
	if (!rc)
		rc = grow_init(&r.grow, g->sha, 0, STR(""), e);
	r.from = 0;
	r.out.compare = true;
	if (!rc)
		rc = take_entries(&r, r.head.size, &size, e);
	if (!rc) {
		src = grow_source(&r.grow);
		rc = merkle_root(g->sha, &src, size, &root, e);
	}
	if (!rc && (size != r.head.size || !merkle_same(&root, &r.head.root)))
		rc = err_set(e, BW_EINVALID,
			"the entries that the store gives do not lead to the signed root: "
			"something in it was altered; 'bailiwick ledger verify --store' names it");
	if (!rc)
		rc = write_tiles(&r, 0, e);
	if (!rc)
		rc = out_sync(&r.out, e);
	if (!rc && r.any)
		rc = republish(&r, e);
	*written = r.out.written;
	end(&r);
	return rc;
}
