/* SPDX-License-Identifier: Apache-2.0 */
/* update_set.c -- sets of reference files on disk: manifest, writing, swapping. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "cmd/update.h"
#include "format/json.h"

#define MANIFEST      "manifest.json"
#define MANIFEST_MOST (1u << 20)

struct str update_sha256(struct arena *a, struct str bytes)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return arena_dup(a, str_of(hex));
}

static int one_installed(struct ctx *c, struct str home, const struct json *f,
	struct update_files *out, struct err *e)
{
	struct str name = json_text(f, "name");
	const struct source_kind *kind = source_kind(name);
	struct update_file *x;
	int64_t rows = 0;

	/* A name with a slash would leave the set's folder. */
	if (!kind || str_find_byte(name, '/', 0) != SIZE_MAX)
		return BW_OK;
	x = VEC_PUSH(c->arena, out);
	if (!x)
		return err_nomem(e);
	json_i64(json_get(f, "rows"), &rows);
	*x = (struct update_file){ .kind = kind,
		.name = name,
		.from = arena_printf(c->arena, "%.*s/current/%.*s", STR_ARG(home), STR_ARG(name)),
		.sha256 = json_text(f, "sha256"),
		.rows = rows > 0 ? (uint64_t)rows : 0,
		.dated_at_s = CLOCK_NONE,
		.etag = json_text(f, "etag"),
		.last_modified = json_text(f, "last_modified") };
	if (!x->from.p)
		return err_nomem(e);
	clock_parse(json_text(f, "date"), &x->dated_at_s);
	clock_parse(json_text(f, "changed"), &x->mtime_s);
	if (!data_is_file(x->from))
		out->n--; /* somebody took it away: it is fetched again */
	return BW_OK;
}

int update_installed(struct ctx *c, struct str home, struct update_files *out, struct err *e)
{
	struct str path = arena_printf(c->arena, "%.*s/current/" MANIFEST, STR_ARG(home)), text;
	struct json *doc;
	int rc;

	if (!path.p)
		return err_nomem(e);
	if (access(path.p, F_OK))
		return BW_OK;
	rc = data_read(c->arena, path, MANIFEST_MOST, &text, e);
	if (!rc)
		rc = json_parse(c->arena, text, &doc, e);
	if (rc)
		return err_prefix(e, "cannot read '%s': ", path.p);
	JSON_EACH (f, json_get(doc, "files")) {
		rc = one_installed(c, home, f, out, e);
		if (rc)
			return rc;
	}
	return BW_OK;
}

static int manifest_write(
	struct ctx *c, struct str dir, const struct update_files *files, struct err *e)
{
	struct str path = arena_printf(c->arena, "%.*s/" MANIFEST, STR_ARG(dir));
	struct buf b;
	struct jw w;
	int rc;

	if (!path.p)
		return err_nomem(e);
	buf_init(&b, MANIFEST_MOST);
	jw_init(&w, &b);
	w.pretty = true;
	jw_object(&w);
	jw_ktime(&w, "updated", ctx_now(c));
	jw_key(&w, "files");
	jw_array(&w);
	for (size_t i = 0; i < files->n; i++) {
		const struct update_file *f = &files->v[i];

		jw_object(&w);
		jw_kstr(&w, "name", f->name);
		jw_kz(&w, "publisher", f->kind->publisher);
		jw_ktime(&w, "date", f->dated_at_s);
		jw_ktime(&w, "changed", f->mtime_s);
		jw_ki64(&w, "rows", (int64_t)f->rows);
		jw_ki64(&w, "bytes", (int64_t)f->raw.n);
		jw_kstr(&w, "sha256", f->sha256);
		if (f->etag.p)
			jw_kstr(&w, "etag", f->etag);
		if (f->last_modified.p)
			jw_kstr(&w, "last_modified", f->last_modified);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	buf_addc(&b, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		rc = data_write(c->arena, path, buf_str(&b), e);
	buf_done(&b);
	return rc;
}

static int set_write(struct ctx *c, struct str dir, const struct update_files *files, struct err *e)
{
	int rc = data_mkdirs(dir, e);

	for (size_t i = 0; i < files->n && !rc; i++) {
		const struct update_file *f = &files->v[i];
		struct str path =
			arena_printf(c->arena, "%.*s/%.*s", STR_ARG(dir), STR_ARG(f->name));
		struct timespec times[2] = { { .tv_sec = f->mtime_s }, { .tv_sec = f->mtime_s } };

		if (!path.p)
			return err_nomem(e);
		rc = data_write(c->arena, path, f->raw, e);
		/* The file's time is the publisher's where the file itself has no date. */
		if (!rc && utimensat(AT_FDCWD, path.p, times, 0))
			rc = err_errno(e, BW_EIO, "set the time of", path);
	}
	return rc ? rc : manifest_write(c, dir, files, e);
}

static void set_remove(struct ctx *c, struct str dir)
{
	DIR *d = opendir(dir.p);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		struct str path = arena_printf(c->arena, "%.*s/%s", STR_ARG(dir), entry->d_name);

		if (path.p && entry->d_name[0] != '.')
			unlink(path.p);
	}
	if (d)
		closedir(d);
	rmdir(dir.p);
}

/* Sets other than the two named go; a program that just read the link may still open the one before. */
static void sets_tidy(struct ctx *c, struct str home, struct str now, struct str before)
{
	DIR *d = opendir(home.p);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name), path;

		if (!str_starts(name, STR("set-")) || str_eq(name, now) || str_eq(name, before))
			continue;
		path = arena_printf(c->arena, "%.*s/%s", STR_ARG(home), entry->d_name);
		if (path.p)
			set_remove(c, path);
	}
	if (d)
		closedir(d);
}

int update_swap(struct ctx *c, struct str home, const struct update_files *files, struct err *e)
{
	char was[256];
	struct str name, dir, link, aside;
	ssize_t n;
	int rc;

	name = arena_printf(
		c->arena, "set-%lld-%ld", (long long)c->clock.now_s(c->clock.ctx), (long)getpid());
	dir = arena_printf(c->arena, "%.*s/%.*s", STR_ARG(home), STR_ARG(name));
	link = arena_printf(c->arena, "%.*s/current", STR_ARG(home));
	aside = arena_printf(c->arena, "%.*s/current.%ld.new", STR_ARG(home), (long)getpid());
	if (!name.p || !dir.p || !link.p || !aside.p)
		return err_nomem(e);
	rc = set_write(c, dir, files, e);
	if (rc) {
		set_remove(c, dir);
		return rc;
	}
	n = readlink(link.p, was, sizeof(was));
	unlink(aside.p);
	if (symlink(name.p, aside.p) || rename(aside.p, link.p)) {
		rc = err_errno(e, BW_ECREATE, "put in place", link);
		unlink(aside.p);
		set_remove(c, dir);
		return rc;
	}
	data_sync_dir(link);
	sets_tidy(c, home, name, n > 0 ? str_make(was, (size_t)n) : STR(""));
	return BW_OK;
}
