/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "sys/fd.h"

/* The folder of ${path} in ${out} ("." where there is none). */
static int parent_of(const char *path, char out[PATH_MAX], struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (strlen(path) >= PATH_MAX - 16)
		return err_set(e, BW_ELIMIT, "path of %zu bytes is too long", strlen(path));
	if (!slash) {
		memcpy(out, ".", 2);
		return BW_OK;
	}
	if (n == 0)
		n = 1; /* "/x" */
	memcpy(out, path, n);
	out[n] = 0;
	return BW_OK;
}

static int sync_fd(int fd, const char *name, struct err *e)
{
	while (fsync(fd)) {
		if (errno == EINTR)
			continue;
		/* A file system without fsync for directories says EINVAL; nothing more can be done. */
		if (errno == EINVAL || errno == ENOTSUP)
			return BW_OK;
		return err_errno(e, BW_EIO, "sync", str_of(name));
	}
	return BW_OK;
}

int durable_sync_dir(const char *path, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(e, BW_EIO, "open folder", str_of(path));
	return sync_fd(fd, path, e);
}

static int sync_parent(const char *path, struct err *e)
{
	char dir[PATH_MAX];
	int rc = parent_of(path, dir, e);

	return rc ? rc : durable_sync_dir(dir, e);
}

static int write_all(int fd, struct str s, const char *name, struct err *e)
{
	while (s.n) {
		ssize_t k = write(fd, s.p, s.n);

		if (k < 0) {
			if (errno == EINTR)
				continue;
			return err_errno(e, BW_EIO, "write", str_of(name));
		}
		s = str_from(s, (size_t)k);
	}
	return BW_OK;
}

int durable_write(const char *path, struct str content, mode_t mode, struct err *e)
{
	char tmp[PATH_MAX];
	AUTO_FD int fd = -1;
	int rc, n = snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path);

	if (n < 0 || (size_t)n >= sizeof(tmp))
		return err_set(e, BW_ELIMIT, "path of %zu bytes is too long", strlen(path));
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, BW_ECREATE, "create", str_of(tmp));
	rc = write_all(fd, content, tmp, e);
	if (!rc && fchmod(fd, mode))
		rc = err_errno(e, BW_EIO, "set the mode of", str_of(tmp));
	if (!rc)
		rc = sync_fd(fd, tmp, e);
	if (!rc && rename(tmp, path))
		rc = err_errno(e, BW_ECREATE, "put into place", str_of(path));
	if (rc) {
		unlink(tmp);
		return rc;
	}
	return sync_parent(path, e);
}

static int mkdir_one(const char *path, mode_t mode, struct err *e)
{
	struct stat st;

	if (!mkdir(path, mode))
		return sync_parent(path, e);
	if (errno == EEXIST && !stat(path, &st)) {
		if (S_ISDIR(st.st_mode))
			return BW_OK;
		errno = ENOTDIR;
	}
	return err_errno(e, BW_ECREATE, "make folder", str_of(path));
}

int durable_mkdir(const char *path, mode_t mode, struct err *e)
{
	char part[PATH_MAX];
	size_t n = strlen(path);

	if (n >= sizeof(part) - 16)
		return err_set(e, BW_ELIMIT, "path of %zu bytes is too long", n);
	for (size_t i = 1; i < n; i++) {
		int rc;

		if (path[i] != '/' || path[i - 1] == '/')
			continue;
		memcpy(part, path, i);
		part[i] = 0;
		rc = mkdir_one(part, mode, e);
		if (rc)
			return rc;
	}
	return mkdir_one(path, mode, e);
}

int durable_unlink(const char *path, struct err *e)
{
	if (unlink(path) && errno != ENOENT)
		return err_errno(e, BW_EIO, "remove", str_of(path));
	return sync_parent(path, e);
}

int durable_append_open(const char *path, mode_t mode, int *out, off_t *size, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	struct stat st;
	int rc;

	if (fd < 0)
		return err_errno(e, BW_ECREATE, "open", str_of(path));
	if (fstat(fd, &st))
		return err_errno(e, BW_EIO, "look at", str_of(path));
	if (!S_ISREG(st.st_mode))
		return err_set(e, BW_EINVALID, "'%s' is no regular file", path);
	rc = st.st_size == 0 ? sync_parent(path, e) : BW_OK;
	if (rc)
		return rc;
	*size = st.st_size;
	*out = fd_take(&fd);
	return BW_OK;
}

/* Cut what may be torn; the caller's sentence about the write stays. */
static int cut_back(int fd, off_t at, const char *name, int rc, struct err *e)
{
	int saved;

	do
		saved = ftruncate(fd, at) ? errno : 0;
	while (saved == EINTR);
	if (!saved)
		return rc;
	return err_set(e, BW_EUNKNOWN, "cannot undo a torn write at byte %lld of '%s'",
		(long long)at, name);
}

int durable_append(
	int fd, off_t start, const struct str *parts, size_t n, const char *name, struct err *e)
{
	struct iovec io[16];
	size_t i = 0, skip = 0;
	off_t at = start;

	while (i < n) {
		int m = 0;
		size_t put;
		ssize_t k;

		for (size_t j = i; j < n && m < 16; j++, m++) {
			struct str s = j == i ? str_from(parts[j], skip) : parts[j];

			io[m] = (struct iovec){ (void *)(uintptr_t)s.p, s.n };
		}
		k = pwritev(fd, io, m, at);
		if (k < 0) {
			int rc;

			if (errno == EINTR)
				continue;
			rc = err_errno(e, errno == ENOSPC || errno == EDQUOT ? BW_EAGAIN : BW_EIO,
				"append to", str_of(name));
			return cut_back(fd, start, name, rc, e);
		}
		at += k;
		for (put = (size_t)k; i < n && put >= parts[i].n - skip; i++) {
			put -= parts[i].n - skip;
			skip = 0;
		}
		skip += put;
	}
	return BW_OK;
}

int durable_overwrite(int fd, off_t at, struct str s, const char *name, struct err *e)
{
	while (s.n) {
		ssize_t k = pwrite(fd, s.p, s.n, at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EIO, "write over", str_of(name));
		s = str_from(s, (size_t)k);
		at += k;
	}
	return durable_sync(fd, name, e);
}

int durable_sync(int fd, const char *name, struct err *e)
{
	while (fdatasync(fd))
		if (errno != EINTR)
			return err_errno(e, BW_EIO, "sync", str_of(name));
	return BW_OK;
}

int durable_lock(const char *path, int *out, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	char who[24] = "";
	int n;

	if (fd < 0)
		return err_errno(e, BW_ECREATE, "open lock", str_of(path));
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return err_errno(e, BW_EIO, "lock", str_of(path));
		if (pread(fd, who, sizeof(who) - 1, 0) < 0)
			who[0] = 0;
		for (n = 0; ch_digit(who[n]); n++)
			;
		return err_set(e, BW_EAGAIN, "'%s' is in use%s%.*s", path, n ? " by process " : "",
			n, who);
	}
	n = snprintf(who, sizeof(who), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) || pwrite(fd, who, (size_t)n, 0) != n)
		return err_errno(e, BW_EIO, "write lock", str_of(path));
	*out = fd_take(&fd);
	return BW_OK;
}

int durable_lock_wait(const char *path, int wait_ms, int *out, struct err *e)
{
	const struct timespec nap = { 0, 5000000 };

	for (int waited = 0;; waited += 5) {
		int rc = durable_lock(path, out, e);

		if (rc != BW_EAGAIN || waited >= wait_ms)
			return rc;
		nanosleep(&nap, NULL);
	}
}

int durable_read_all(int fd, const char *name, struct buf *out, struct err *e)
{
	for (;;) {
		size_t left = out->max - out->n, want = left < 65536 ? left + 1 : 65536;
		char one = 0; /* tells a full buffer from the end */
		char *room = left ? buf_room(out, left < want ? left : want) : &one;
		ssize_t k;

		if (!room)
			return err_nomem(e);
		k = read(fd, room, left ? (left < want ? left : want) : 1);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EIO, "read", str_of(name));
		if (k == 0)
			return BW_OK;
		if (!left)
			return err_set(
				e, BW_ELIMIT, "'%s' is longer than %zu bytes", name, out->max);
		buf_took(out, (size_t)k);
	}
}

int durable_read_file(const char *path, struct buf *out, struct err *e)
{
	AUTO_FD int fd = -1;
	struct stat st;
	int rc = fd_open_file(path, &fd, &st, e);

	return rc ? rc : durable_read_all(fd, path, out, e);
}
