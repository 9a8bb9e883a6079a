/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/limit.h"
#include "base/mem.h"
#include "ledger/grow.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define BUNDLE_MOST ((size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2))
#define WORKERS     2
#define WORTH_IT    32 /* tiles that make a second process worth its start */

enum { SEEN_GOOD = 1, SEEN_BUNDLE, SEEN_TILE, SEEN_DIFFER };

struct look {
	struct log_check *c;
	struct arena *a;
	struct log_reader files;
	uint64_t tiles; /* of level 0 */
	/* shared between the processes: what each tile of entries gives */
	struct merkle_hash *top; /* its root, where it is full */
	unsigned char *seen;
	struct {
		struct merkle_hash *hash;
		size_t n;
	} level[TILE_LEVELS]; /* from the entries alone */
};

static void fault(struct look *k, const char *form, ...) PRINTF(2, 3);
static void fault(struct look *k, const char *form, ...)
{
	char text[400];
	va_list v;

	if (k->c->faults++ >= LIMIT_ERRORS_SHOWN)
		return;
	va_start(v, form);
	vsnprintf(text, sizeof(text), form, v);
	va_end(v);
	k->c->fault(k->c->ctx, text);
}

/* ---- the entries: bundles hashed, compared with the tiles beside them ---- */

/* The hashes of a bundle's entries; false where it does not have exactly ${width}. */
static bool hash_bundle(struct look *k, struct str bytes, unsigned width, struct merkle_hash *out)
{
	struct cur c = cur_of(bytes);
	struct str entry;
	unsigned n = 0;

	while (n < width && bundle_next(&c, &entry))
		merkle_leaf(k->c->sha, entry, &out[n++]);
	return n == width && cur_end(&c);
}

static unsigned char look_at(struct look *k, struct tile t, struct merkle_hash *leaf, struct buf *b)
{
	struct err e;

	t.entries = true;
	if (log_reader_file(&k->files, &t, b, &e) || !hash_bundle(k, buf_str(b), t.width, leaf))
		return SEEN_BUNDLE;
	t.entries = false;
	if (log_reader_file(&k->files, &t, b, &e) || b->n != (size_t)t.width * SHA256_BYTES)
		return SEEN_TILE;
	return memcmp(b->p, leaf, b->n) == 0 ? SEEN_GOOD : SEEN_DIFFER;
}

static void work(struct look *k, uint64_t from, uint64_t to)
{
	struct merkle_hash leaf[TILE_WIDTH];
	struct buf b;

	buf_init(&b, BUNDLE_MOST);
	for (uint64_t i = from; i < to; i++) {
		struct tile t = tile_at(k->files.size, 0, i * TILE_WIDTH);

		k->seen[i] = look_at(k, t, leaf, &b);
		if (k->seen[i] != SEEN_BUNDLE && t.width == TILE_WIDTH)
			grow_fold(k->c->sha, leaf, TILE_WIDTH, &k->top[i]);
	}
	buf_done(&b);
}

/* All tiles of entries, in two processes where that is worth it. */
static int work_all(struct look *k, struct err *e)
{
	uint64_t half = k->tiles > WORTH_IT ? k->tiles / WORKERS : 0;
	pid_t pid = half ? fork() : -1;
	int status = 0;

	if (pid == 0) {
		work(k, 0, half);
		_exit(0);
	}
	work(k, half, k->tiles);
	if (pid < 0) {
		work(k, 0, half);
		return BW_OK;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status ? err_set(e, BW_EUNAVAILABLE, "a process that checks the log ended early")
		      : BW_OK;
}

/* ---- the levels above, and the root ---- */

static int level_above(struct look *k, unsigned l, struct err *e)
{
	size_t n = (size_t)tile_hashes(k->files.size, l);

	k->level[l].hash = ARENA_ARRAY(k->a, struct merkle_hash, n + 1);
	if (!k->level[l].hash)
		return err_nomem(e);
	k->level[l].n = n;
	for (size_t i = 0; i < n; i++) {
		if (l == 1)
			k->level[l].hash[i] = k->top[i];
		else
			grow_fold(k->c->sha, k->level[l - 1].hash + i * TILE_WIDTH, TILE_WIDTH,
				&k->level[l].hash[i]);
	}
	return BW_OK;
}

static void compare_level(struct look *k, unsigned l)
{
	char path[TILE_PATH];
	struct buf b;
	struct err e;

	buf_init(&b, TILE_WIDTH * SHA256_BYTES);
	for (uint64_t i = 0; i < k->level[l].n; i += TILE_WIDTH) {
		struct tile t = tile_at(k->files.size, l, i);

		k->c->files++;
		if (log_reader_file(&k->files, &t, &b, &e) || b.n != (size_t)t.width * SHA256_BYTES)
			fault(k, "%s is missing, or has not %u hashes", tile_path(&t, path),
				t.width);
		else if (memcmp(b.p, k->level[l].hash + i, b.n) != 0)
			fault(k, "%s was altered, or what is below it was", tile_path(&t, path));
	}
	buf_done(&b);
}

static int node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct look *k = ctx;
	unsigned l = level / 8;
	uint64_t first = index << level % 8;

	if (l >= TILE_LEVELS || first + ((uint64_t)1 << level % 8) > k->level[l].n)
		return err_set(e, BW_EBUG, "subtree %llu of level %u was not worked out",
			(unsigned long long)index, level);
	grow_fold(k->c->sha, k->level[l].hash + first, (size_t)1 << level % 8, out);
	return BW_OK;
}

/* The root with these as the hashes of the last tile, where that is not full. */
static int root_with(
	struct look *k, const struct merkle_hash *leaf, struct merkle_hash *root, struct err *e)
{
	struct merkle_edge edge = { .size = k->files.size / TILE_WIDTH * TILE_WIDTH };
	const struct merkle_source src = { node, k };
	int rc = BW_OK;

	for (unsigned bit = 8; !rc && bit < 63; bit++)
		if (edge.size >> bit & 1)
			rc = src.node(src.ctx, bit, (edge.size >> bit) - 1, &edge.node[bit], e);
	for (uint64_t i = 0; !rc && i < k->files.size % TILE_WIDTH; i++)
		merkle_edge_add(k->c->sha, &edge, &leaf[i]);
	if (!rc)
		merkle_edge_root(k->c->sha, &edge, root);
	return rc;
}

static bool leads_to_root(struct look *k, const struct merkle_hash *leaf)
{
	struct merkle_hash root;
	struct err e;

	return root_with(k, leaf, &root, &e) == BW_OK &&
	       memcmp(root.b, k->c->checkpoint.root, sizeof(root.b)) == 0;
}

static void check_root(struct look *k)
{
	struct tile t = tile_at(k->files.size, 0, k->files.size);
	struct merkle_hash leaf[TILE_WIDTH];
	struct buf b;

	buf_init(&b, BUNDLE_MOST);
	if (t.width)
		(void)look_at(k, t, leaf, &b);
	buf_done(&b);
	if (!leads_to_root(k, leaf))
		fault(k, "the %llu entries do not lead to the root that the checkpoint signs",
			(unsigned long long)k->files.size);
}

/* ---- who is wrong, where entries and tiles differ ---- */

static bool stored_hash(struct look *k, unsigned level, uint64_t i, struct merkle_hash *out)
{
	struct tile t = tile_at(k->files.size, level, i);
	struct buf b;
	struct err e;
	bool ok;

	if (i >= tile_hashes(k->files.size, level))
		return false;
	buf_init(&b, TILE_WIDTH * SHA256_BYTES);
	ok = log_reader_file(&k->files, &t, &b, &e) == BW_OK &&
	     b.n >= (i % TILE_WIDTH + 1) * SHA256_BYTES;
	if (ok)
		memcpy(out->b, b.p + i % TILE_WIDTH * SHA256_BYTES, SHA256_BYTES);
	buf_done(&b);
	return ok;
}

/* The tile above knows the root of both; who does not lead to it was altered. */
static void name_differing(struct look *k, uint64_t i)
{
	struct tile t = tile_at(k->files.size, 0, i * TILE_WIDTH), bundle = t;
	struct merkle_hash leaf[TILE_WIDTH], stored[TILE_WIDTH], above, root;
	char p1[TILE_PATH], p2[TILE_PATH];
	bool tile_right = false, bundle_right = false;
	struct buf b;

	bundle.entries = true;
	buf_init(&b, BUNDLE_MOST);
	if (look_at(k, t, leaf, &b) != SEEN_DIFFER) {
		buf_done(&b);
		fault(k, "%s and %s change while they are read", tile_path(&bundle, p1),
			tile_path(&t, p2));
		return;
	}
	memcpy(stored, b.p, b.n);
	buf_done(&b);
	if (t.width == TILE_WIDTH && stored_hash(k, 1, i, &above)) {
		grow_fold(k->c->sha, stored, TILE_WIDTH, &root);
		tile_right = merkle_same(&root, &above);
		bundle_right = merkle_same(&k->top[i], &above);
	}
	if (t.width < TILE_WIDTH) {
		tile_right = leads_to_root(k, stored);
		bundle_right = leads_to_root(k, leaf);
	}
	for (unsigned j = 0, told = 0; j < t.width && told < 3; j++) {
		if (merkle_same(&leaf[j], &stored[j]))
			continue;
		told++;
		if (bundle_right && !tile_right)
			fault(k, "%s was altered: its hash %u is not that of entry %llu",
				tile_path(&t, p2), j, (unsigned long long)(i * TILE_WIDTH + j));
		else if (tile_right && !bundle_right)
			fault(k,
				"%s was altered: entry %llu in it is another than the one that was "
				"logged",
				tile_path(&bundle, p1), (unsigned long long)(i * TILE_WIDTH + j));
		else
			fault(k, "%s or %s was altered: they differ about entry %llu",
				tile_path(&bundle, p1), tile_path(&t, p2),
				(unsigned long long)(i * TILE_WIDTH + j));
	}
}

static void name_tiles(struct look *k)
{
	for (uint64_t i = 0; i < k->tiles; i++) {
		struct tile t = tile_at(k->files.size, 0, i * TILE_WIDTH);
		char path[TILE_PATH];

		k->c->files += 2;
		t.entries = k->seen[i] == SEEN_BUNDLE;
		if (k->seen[i] == SEEN_BUNDLE || k->seen[i] == SEEN_TILE)
			fault(k, "%s is missing, or has not %u %s", tile_path(&t, path), t.width,
				t.entries ? "entries" : "hashes");
		else if (k->seen[i] == SEEN_DIFFER)
			name_differing(k, i);
	}
}

/* ---- files that nobody asked for ---- */

static void stray(struct look *k, const char *path)
{
	struct tile t, full;
	struct buf a, b;
	struct err e;
	uint64_t have;

	k->c->files++;
	if (str_ends(str_of(path), STR(".new")))
		return; /* of a round that was cut short */
	if (!tile_path_parse(str_of(path), &t)) {
		fault(k, "%s does not belong to a log", path);
		return;
	}
	have = tile_hashes(k->files.size, t.level);
	if (t.index * TILE_WIDTH + t.width > have)
		return; /* not signed yet: it may be another tomorrow */
	/* A part published earlier: the beginning of what is there now. */
	full = tile_at(k->files.size, t.level, t.index * TILE_WIDTH);
	full.entries = t.entries;
	if (t.width == full.width)
		return;
	buf_init(&a, BUNDLE_MOST);
	buf_init(&b, BUNDLE_MOST);
	if (log_reader_file(&k->files, &t, &a, &e) || log_reader_file(&k->files, &full, &b, &e) ||
		(!t.entries && a.n != (size_t)t.width * SHA256_BYTES) ||
		!str_starts(buf_str(&b), buf_str(&a)) || a.n == 0)
		fault(k, "%s was altered: it is not the beginning of the tile", path);
	buf_done(&a);
	buf_done(&b);
}

static void walk(struct look *k, const char *path, int depth)
{
	int fd = openat(k->files.dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *all = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	if (!all) {
		fd_close(&fd);
		return;
	}
	while ((d = readdir(all))) {
		char name[TILE_PATH * 2 + 260];
		struct stat st;

		if (d->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, d->d_name);
		if (fstatat(k->files.dir, name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(st.st_mode) && depth < 10)
			walk(k, name, depth + 1);
		else
			stray(k, name);
	}
	closedir(all);
}

/* ---- all of it ---- */

static int checkpoint(struct look *k, bool *good, struct err *e)
{
	char path[4200];
	struct buf b;
	int rc;

	*good = false;
	snprintf(path, sizeof(path), "%s/checkpoint", k->c->dir);
	buf_init(&b, LIMIT_NOTE_BYTES);
	rc = durable_read_file(path, &b, e);
	if (!rc) {
		struct str text = arena_dup(k->a, buf_str(&b));

		rc = text.p ? trust_checkpoint(
				      k->a, k->c->trust, text, &k->c->checkpoint, k->c->marks, e)
			    : err_nomem(e);
		if (rc == BW_EINVALID || rc == BW_EPARSE) {
			fault(k, "checkpoint: %s", e->text);
			buf_done(&b);
			return BW_OK;
		}
	}
	buf_done(&b);
	*good = rc == BW_OK;
	return rc;
}

static int look(struct look *k, struct err *e)
{
	size_t bytes = (size_t)k->tiles * (sizeof(*k->top) + 1) + 1;
	void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc;

	if (shared == MAP_FAILED)
		return err_nomem(e);
	k->top = shared;
	k->seen = (unsigned char *)shared + (size_t)k->tiles * sizeof(*k->top);
	rc = work_all(k, e);
	for (unsigned l = 1; !rc && l < TILE_LEVELS && tile_hashes(k->files.size, l); l++)
		rc = level_above(k, l, e);
	if (!rc) {
		name_tiles(k);
		for (unsigned l = 1; l < TILE_LEVELS && tile_hashes(k->files.size, l); l++)
			compare_level(k, l);
		check_root(k);
		walk(k, "tile", 0);
	}
	munmap(shared, bytes);
	return rc;
}

int log_check(struct log_check *c, struct arena *a, struct err *e)
{
	struct look k = { .c = c, .a = a }; /* results are added to what is in ${c} */
	bool good;
	int rc;

	k.files.dir = -1;
	rc = checkpoint(&k, &good, e);
	if (rc || !good)
		return rc;
	rc = log_reader_open(&k.files, c->dir, c->sha, c->checkpoint.size, e);
	k.tiles = (c->checkpoint.size + TILE_WIDTH - 1) / TILE_WIDTH;
	if (!rc && c->checkpoint.size > LIMIT_LOG_ENTRIES)
		rc = err_set(e, BW_ELIMIT, "a log of %llu entries",
			(unsigned long long)c->checkpoint.size);
	if (!rc)
		rc = look(&k, e);
	log_reader_done(&k.files);
	return rc;
}
