/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/data_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/limit.h"

bool data_is_file(struct str path)
{
	struct stat st;

	return stat(path.p, &st) == 0 && S_ISREG(st.st_mode);
}

int data_read_fd(
	struct arena *a, int fd, struct str path, size_t most, struct str *out, struct err *e)
{
	char q[QUOTE_ROOM(200)], *p;
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_set(e, BW_ENOTFOUND, "'%s' is not a file", str_quote(path, 200, q));
	if ((uint64_t)st.st_size > most)
		return err_set(e, BW_ELIMIT, "'%s' is larger than %zu bytes",
			str_quote(path, 200, q), most);
	p = arena_alloc(a, (size_t)st.st_size + 1);
	if (!p)
		return err_nomem(e);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, p + n, (size_t)st.st_size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(e, BW_EIO, "read", path);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = str_make(p, n);
	return BW_OK;
}

static int unpack(struct arena *a, struct str path, struct str packed, size_t most, struct str *out,
	struct err *e)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = { packed.p, packed.n, 0 };
	char q[QUOTE_ROOM(200)];
	size_t left = 1; /* 0 at the end of a frame; another may follow */
	struct buf b;
	int rc = BW_OK;

	/* A small file that unpacks to gigabytes is an attack; a megabyte is always allowed. */
	if (packed.n < (most - (1 << 20)) / LIMIT_UNPACK_RATIO)
		most = packed.n * LIMIT_UNPACK_RATIO + (1 << 20);
	buf_init(&b, most);
	while (z && !rc && (left || in.pos < in.size)) {
		/* One byte more than the ceiling has room for tells that it is passed. */
		size_t step = most - b.n < ZSTD_DStreamOutSize() ? most - b.n + (b.n == most)
								 : ZSTD_DStreamOutSize(),
		       before = in.pos;
		ZSTD_outBuffer to = { buf_room(&b, step), step, 0 };

		if (!to.dst)
			break;
		left = ZSTD_decompressStream(z, &to, &in);
		buf_took(&b, to.pos);
		if (ZSTD_isError(left) || (to.pos == 0 && in.pos == before))
			rc = err_set(e, BW_EPARSE, "'%s' is damaged: %s", str_quote(path, 200, q),
				ZSTD_isError(left) ? ZSTD_getErrorName(left) : "it ends early");
	}
	if (!z)
		rc = err_nomem(e);
	ZSTD_freeDStream(z);
	if (!rc)
		rc = buf_check(&b, str_quote(path, 200, q), e);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		if (!out->p)
			rc = err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

int data_read(struct arena *a, struct str path, size_t most, struct str *out, struct err *e)
{
	int fd = open(path.p, O_RDONLY | O_CLOEXEC), rc;
	struct str bytes;

	if (fd < 0)
		return err_errno(e, errno == ENOENT ? BW_ENOTFOUND : BW_EIO, "open", path);
	rc = data_read_fd(a, fd, path, most, &bytes, e);
	close(fd);
	if (!rc && str_ends(path, STR(".zst")))
		rc = unpack(a, path, bytes, most, &bytes, e);
	if (!rc)
		*out = bytes;
	return rc;
}

int data_mkdirs(struct str path, struct err *e)
{
	char z[4096];

	if (path.n >= sizeof(z))
		return err_set(e, BW_ELIMIT, "the name of a folder is too long");
	memcpy(z, path.p, path.n);
	z[path.n] = 0;
	for (size_t i = 1; i <= path.n; i++) {
		if (z[i] != '/' && z[i] != 0)
			continue;
		z[i] = 0;
		if (mkdir(z, 0755) && errno != EEXIST)
			return err_errno(e, BW_ECREATE, "create folder", str_of(z));
		if (i < path.n)
			z[i] = '/';
	}
	return BW_OK;
}

static int write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t k = write(fd, bytes.p, bytes.n);

		if (k < 0 && errno != EINTR)
			return -1;
		if (k > 0)
			bytes = str_from(bytes, (size_t)k);
	}
	return fsync(fd);
}

void data_sync_dir(struct str below)
{
	const char *path = below.p;
	char dir[4096];
	const char *slash = strrchr(path, '/');
	int fd;

	if (!slash || (size_t)(slash - path) >= sizeof(dir))
		return;
	memcpy(dir, path, (size_t)(slash - path));
	dir[slash - path] = 0;
	fd = open(dir[0] ? dir : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(
			fd); /* some file systems refuse this; the rename is then as safe as it gets */
		close(fd);
	}
}

int data_write(struct arena *a, struct str path, struct str bytes, struct err *e)
{
	struct str aside = arena_printf(a, "%.*s.%ld.new", STR_ARG(path), (long)getpid());
	int fd, rc = BW_OK;

	if (!aside.p)
		return err_nomem(e);
	fd = open(aside.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(e, BW_ECREATE, "create", aside);
	if (write_all(fd, bytes))
		rc = err_errno(e, BW_EIO, "write", aside);
	if (close(fd) && !rc)
		rc = err_errno(e, BW_EIO, "write", aside);
	if (!rc && rename(aside.p, path.p))
		rc = err_errno(e, BW_EIO, "rename to", path);
	if (rc)
		unlink(aside.p);
	else
		data_sync_dir(path);
	return rc;
}
