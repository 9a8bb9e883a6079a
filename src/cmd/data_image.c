/* SPDX-License-Identifier: Apache-2.0 */
/* data_image.c -- the compiled image: from the cache, or made and put there. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limit.h"
#include "base/vec.h"
#include "cmd/data_file.h"
#include "sys/map.h"

/* Raise when a parser reads a source differently: the cached images are then made anew. */
#define COMPILER_VERSION 2

/* Everything an image depends on, as one number. */
static int sources_key(const struct data_sources *s, uint64_t *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 1 << 20);
	buf_u32(&b, COMPILER_VERSION);
	for (size_t i = 0; i < s->n; i++) {
		const struct data_source *x = &s->v[i];

		buf_lstr(&b, str_of(x->kind->name));
		buf_lstr(&b, x->path);
		buf_u64(&b, x->size);
		buf_u64(&b, x->path.p ? (uint64_t)x->mtime_ns : hash_fixed(x->bytes));
	}
	rc = buf_check(&b, "list of reference files", e);
	*out = hash_fixed(buf_str(&b));
	buf_done(&b);
	return rc;
}

static bool map_file(struct str path, struct refdata *out)
{
	struct mapped m;
	struct err ignored;

	if (mapped_open(path.p, SIZE_MAX, &m, &ignored))
		return false;
	if (refdata_open(m.bytes, out, &ignored) == BW_OK)
		return true;
	mapped_done(&m); /* damaged: it is made again */
	return false;
}

int data_source_read(struct arena *a, const struct data_source *x, struct str *bytes,
	int64_t *dated_at_s, struct err *e)
{
	int rc;

	*bytes = x->bytes;
	*dated_at_s = x->path.p ? x->mtime_ns / INT64_C(1000000000) : CLOCK_NONE;
	if (x->path.p && strcmp(x->kind->name, SOURCE_LOCATION) == 0)
		return data_location(a, x->path, bytes, dated_at_s, e);
	if (x->path.p) {
		rc = data_read(a, x->path, LIMIT_FILE_BYTES, bytes, e);
		if (rc)
			return rc;
	}
	if (!source_date(x->kind, *bytes, dated_at_s))
		source_name_date(x->path, dated_at_s);
	return BW_OK;
}

static int compile(struct arena *a, const struct data_sources *s, struct buf *out, struct err *e)
{
	struct refdata_source *src = ARENA_ARRAY(a, struct refdata_source, s->n + 1);

	if (!src)
		return err_nomem(e);
	for (size_t i = 0; i < s->n; i++) {
		const struct data_source *x = &s->v[i];
		int rc;

		src[i] = (struct refdata_source){ .name = str_of(x->kind->name), .path = x->path };
		rc = data_source_read(a, x, &src[i].bytes, &src[i].dated_at_s, e);
		if (rc)
			return rc;
	}
	return refdata_build(a, src, s->n, out, e);
}

/* The image in memory that stays: not on the heap, so that no checker takes it for a leak. */
static int keep(struct str image, struct refdata *out, struct err *e)
{
	void *p = mmap(NULL, image.n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return err_nomem(e);
	memcpy(p, image.p, image.n);
	return refdata_open(str_make(p, image.n), out, e);
}

static struct str data_cache_path(struct ctx *c, uint64_t key)
{
	struct str dir = data_cache_dir(c);

	if (!dir.p)
		return dir;
	return arena_printf(
		c->arena, "%.*s/reference-%016llx.img", STR_ARG(dir), (unsigned long long)key);
}

/* Several folders of data may be in turn use, and tests bring many: the newest few images stay. */
#define IMAGES_KEPT   8
#define STALE_SECONDS 3600 /* a file half written that is older belongs to a process that died */

struct image_file {
	struct str path;
	struct timespec mtime;
};

static int newest_first(const void *pa, const void *pb)
{
	const struct image_file *a = pa, *b = pb;

	if (a->mtime.tv_sec != b->mtime.tv_sec)
		return a->mtime.tv_sec > b->mtime.tv_sec ? -1 : 1;
	return a->mtime.tv_nsec > b->mtime.tv_nsec ? -1 : a->mtime.tv_nsec < b->mtime.tv_nsec;
}

static void cache_tidy(struct ctx *c, struct arena *a)
{
	struct {
		struct image_file *v;
		size_t n, cap;
	} list = { 0 };
	struct str dir = data_cache_dir(c);
	DIR *d = opendir(dir.p);
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name),
			   path = arena_printf(a, "%.*s/%s", STR_ARG(dir), entry->d_name);
		struct image_file *x;

		if (!path.p || !str_starts(name, STR("reference-")) || lstat(path.p, &st))
			continue;
		if (!str_ends(name, STR(".img"))) {
			if (c->clock.now_s(c->clock.ctx) - st.st_mtime > STALE_SECONDS)
				unlink(path.p);
		} else if ((x = VEC_PUSH(a, &list))) {
			*x = (struct image_file){ path, st.st_mtim };
		}
	}
	if (d)
		closedir(d);
	if (list.n > IMAGES_KEPT)
		qsort(list.v, list.n, sizeof(*list.v), newest_first);
	for (size_t i = IMAGES_KEPT; i < list.n; i++)
		unlink(list.v[i].path.p);
}

/* More bytes than this take noticeable time. */
#define QUICK_BYTES (4u << 20)

static void say_slow(const struct ctx *c, const struct data_sources *s)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < s->n; i++)
		bytes += s->v[i].size;
	if (c->progress && bytes > QUICK_BYTES)
		fprintf(c->talk, "compiling %zu reference files (once)...\n", s->n);
}

static int make_image(struct ctx *c, const struct data_sources *s, struct str cache,
	struct refdata *out, struct err *e)
{
	struct err ignored;
	struct arena a;
	struct buf image;
	int rc;

	arena_init(&a, 0);
	buf_init(&image, UINT32_MAX);
	say_slow(c, s);
	rc = compile(&a, s, &image, e);
	if (!rc) {
		bool cached = cache.p && data_mkdirs(data_cache_dir(c), &ignored) == BW_OK &&
			      data_write(&a, cache, buf_str(&image), &ignored) == BW_OK;

		if (!cached || !map_file(cache, out))
			rc = keep(buf_str(&image), out, e);
		if (cached)
			cache_tidy(c, &a);
	}
	buf_done(&image);
	arena_done(&a);
	return rc;
}

int data_played(struct ctx *c, struct refdata *out, struct err *e)
{
	struct data_sources *s = ARENA_NEW(c->arena, struct data_sources);
	struct arena a;
	struct buf image;
	int rc = s ? data_played_sources(s, e) : err_nomem(e);

	arena_init(&a, 0);
	buf_init(&image, UINT32_MAX);
	if (!rc)
		rc = compile(&a, s, &image, e);
	if (!rc)
		rc = keep(buf_str(&image), out, e);
	buf_done(&image);
	arena_done(&a);
	return rc;
}

int data_load(struct ctx *c, struct refdata *out, struct err *e)
{
	struct data_sources *s = ARENA_NEW(c->arena, struct data_sources);
	struct str cache;
	uint64_t key;
	int rc;

	if (!s)
		return err_nomem(e);
	rc = data_sources(c, s, e);
	if (!rc)
		rc = sources_key(s, &key, e);
	if (rc)
		return rc;
	cache = data_cache_path(c, key);
	if (cache.p && map_file(cache, out))
		return BW_OK;
	return make_image(c, s, cache, out, e);
}
