/* SPDX-License-Identifier: Apache-2.0 */
/* A consistent copy: the database by SQLite's backup, then the spool up to its durable end, which is
 * never less than what the copied database has worked. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "store/inner.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define COPY_BYTES ((size_t)1 << 20)

static int want_empty(const char *path, struct err *e)
{
	char q[QUOTE_ROOM(200)];
	DIR *d = opendir(path);
	struct dirent *f;
	int rc = BW_OK;

	if (!d && errno == ENOENT)
		return BW_OK;
	if (!d)
		return err_errno(e, BW_ECREATE, "use", str_of(path));
	while (!rc && (f = readdir(d)))
		if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0)
			rc = err_set(e, BW_ECREATE, "the folder '%s' is not empty",
				str_quote(str_of(path), 200, q));
	closedir(d);
	return rc;
}

static int join(char *out, const char *dir, const char *name, struct err *e)
{
	int k = snprintf(out, STORE_PATH, "%s/%s", dir, name);

	return k < 0 || k >= STORE_PATH ? err_set(e, BW_ELIMIT, "the folder's path is too long")
					: BW_OK;
}

/* At most ${most} bytes of a file, fsynced. */
static int copy_file(const char *from, const char *to, uint64_t most, struct err *e)
{
	AUTO_FD int in = open(from, O_RDONLY | O_CLOEXEC);
	AUTO_FD int out = -1;
	char *buf;
	off_t at = 0;
	int rc = BW_OK;

	if (in < 0)
		return err_errno(e, BW_EIO, "open", str_of(from));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return err_errno(e, BW_ECREATE, "make", str_of(to));
	buf = mem_alloc(COPY_BYTES);
	if (!buf)
		return err_nomem(e);
	while (!rc && most) {
		ssize_t k = read(in, buf, most < COPY_BYTES ? most : COPY_BYTES);
		struct str part = { buf, k > 0 ? (size_t)k : 0 };

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			rc = err_errno(e, BW_EIO, "read", str_of(from));
		if (k <= 0)
			break;
		rc = durable_append(out, at, &part, 1, to, e);
		at += k;
		most -= (uint64_t)k;
	}
	mem_free(buf);
	return rc ? rc : durable_sync(out, to, e);
}

static int copy_database(struct db *from, const char *to, struct err *e)
{
	sqlite3 *h = NULL;
	sqlite3_backup *b;
	int rc = BW_OK, k;

	if (sqlite3_open_v2(to, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL)) {
		sqlite3_close(h);
		return err_errno(e, BW_ECREATE, "make", str_of(to));
	}
	b = sqlite3_backup_init(h, "main", from->h, "main");
	/* All at once: from one read transaction, so that it is one moment. */
	k = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
	if (k != SQLITE_DONE)
		rc = err_set(e, BW_EIO, "cannot copy the database: %s", sqlite3_errmsg(h));
	sqlite3_backup_finish(b);
	if (sqlite3_close(h) != SQLITE_OK && !rc)
		rc = err_set(e, BW_EIO, "cannot close the copied database");
	return rc;
}

static int sync_file(const char *path, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? err_errno(e, BW_EIO, "open", str_of(path)) : durable_sync(fd, path, e);
}

static int copy_spool(const char *from, const char *to, struct spool_pos end, struct err *e)
{
	char in[STORE_PATH], out[STORE_PATH], name[32];
	int rc = join(out, to, "spool", e);

	if (!rc)
		rc = durable_mkdir(out, 0700, e);
	for (uint32_t n = 1; !rc && n <= end.segment; n++) {
		snprintf(name, sizeof(name), "spool/%08u.seg", n);
		rc = join(in, from, name, e);
		if (!rc)
			rc = join(out, to, name, e);
		if (!rc)
			rc = copy_file(in, out, n == end.segment ? end.at : UINT64_MAX, e);
	}
	if (!rc)
		rc = join(out, to, "spool", e);
	return rc ? rc : durable_sync_dir(out, e);
}

int store_backup(struct store *s, const char *to, struct err *e)
{
	char in[STORE_PATH], out[STORE_PATH];
	struct spool_pos end = { 0 };
	uint64_t next;
	int rc = want_empty(to, e);

	if (!rc)
		rc = durable_mkdir(to, 0700, e);
	if (!rc)
		rc = join(out, to, "bailiwick.db", e);
	/* Nothing may be erased between the two, and nothing half. */
	if (!rc)
		rc = store_lock(s, s->work_lock, "work.lock", s->set.wait_ms, e);
	if (rc)
		return rc;
	rc = copy_database(&s->db, out, e);
	if (!rc)
		rc = sync_file(out, e);
	if (!rc)
		rc = spool_end(s, &end, &next, e);
	if (!rc)
		rc = copy_spool(s->dir, to, end, e);
	store_unlock(s->work_lock);
	/* Last: without it the folder is no store. */
	if (!rc)
		rc = join(out, to, "secret", e);
	if (!rc)
		rc = copy_file(store_path(s, "secret", in), out, 4096, e);
	return rc ? rc : durable_sync_dir(to, e);
}

int store_restore(const char *from, const char *to, struct err *e)
{
	const struct store_settings set = { .dir = from, .wait_ms = 10000 };
	struct store_check check[STORE_CHECKS];
	struct store *s;
	struct arena a;
	size_t n;
	int rc = want_empty(to, e);

	if (!rc)
		rc = store_open(&set, &s, e);
	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = store_fsck(s, &a, check, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		if (!check[i].ok)
			rc = err_set(e, BW_EIO, "the backup is damaged: %s: %.*s", check[i].name,
				STR_ARG(str_sub(check[i].detail, 0, 200)));
	if (!rc)
		rc = store_backup(s, to, e);
	arena_done(&a);
	store_close(s);
	return rc;
}
