/* SPDX-License-Identifier: Apache-2.0 */
/* crash.c -- preloaded into the program under test: something goes wrong at the Nth call that changes a file.
 *
 *   FAULT_AT=N FAULT=kill   the whole process group dies before the Nth call (every other time after half
 *                           of a write has been done)
 *   FAULT=full              from the Nth call on every write and every growth fails with ENOSPC
 *   FAULT=short             the Nth write writes half
 *   FAULT=io                the Nth call fails with EIO
 *   FAULT_COUNT=FILE        write the number of calls there at the end (process that was started only)
 * The counter is shared with children. Descriptors 0 to 2 do not count.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long *calls, at;
static enum { NONE, KILL, FULL, SHORT, IO } fault;
static pid_t first;

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void)
{
	const char *n = getenv("FAULT_AT"), *f = getenv("FAULT");

	calls = mmap(
		NULL, sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	at = n ? strtol(n, NULL, 10) : 0;
	fault = !f || !at     ? NONE
		: f[0] == 'k' ? KILL
		: f[0] == 'f' ? FULL
		: f[0] == 's' ? SHORT
			      : IO;
	first = getpid();
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *f;

	if (!path || getpid() != first)
		return;
	f = fopen(path, "w");
	if (f) {
		fprintf(f, "%ld\n", *calls);
		fclose(f);
	}
}

/* 1 where this call is the one (or a later one on a full disk). */
static int hit(int grows)
{
	long n = __atomic_add_fetch(calls, 1, __ATOMIC_SEQ_CST);

	if (fault == KILL && n == at)
		return 1;
	if (fault == FULL && n >= at && grows) {
		errno = ENOSPC;
		return 1;
	}
	if (fault == IO && n == at) {
		errno = EIO;
		return 1;
	}
	return fault == SHORT && n == at && grows;
}

static void die(void)
{
	kill(0, SIGKILL);
	for (;;)
		pause();
}

#define WRITE_BODY(call_half, call_all)           \
	if (fd > 2 && hit(1)) {                   \
		if (fault == KILL) {              \
			if (at % 2 && n > 1)      \
				(void)!call_half; \
			die();                    \
		}                                 \
		if (fault == SHORT && n > 1)      \
			return call_half;         \
		if (fault != SHORT)               \
			return -1;                \
	}                                         \
	return call_all

ssize_t write(int fd, const void *p, size_t n)
{
	ssize_t (*f)(int, const void *, size_t) =
		(ssize_t(*)(int, const void *, size_t))real("write");

	WRITE_BODY(f(fd, p, n / 2), f(fd, p, n));
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t o)
{
	ssize_t (*f)(int, const void *, size_t, off_t) =
		(ssize_t(*)(int, const void *, size_t, off_t))real("pwrite64");

	WRITE_BODY(f(fd, p, n / 2, o), f(fd, p, n, o));
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t o)
{
	ssize_t (*f)(int, const void *, size_t, off64_t) =
		(ssize_t(*)(int, const void *, size_t, off64_t))real("pwrite64");

	WRITE_BODY(f(fd, p, n / 2, o), f(fd, p, n, o));
}

ssize_t pwritev(int fd, const struct iovec *v, int c, off_t o)
{
	ssize_t (*f)(int, const void *, size_t, off_t) =
		(ssize_t(*)(int, const void *, size_t, off_t))real("pwrite64");
	ssize_t (*all)(int, const struct iovec *, int, off_t) =
		(ssize_t(*)(int, const struct iovec *, int, off_t))real("pwritev");
	size_t n = c ? v[0].iov_len : 0;

	WRITE_BODY(f(fd, v[0].iov_base, n / 2, o), all(fd, v, c, o));
}

ssize_t pwritev64(int fd, const struct iovec *v, int c, off64_t o)
{
	return pwritev(fd, v, c, o);
}

ssize_t writev(int fd, const struct iovec *v, int c)
{
	ssize_t (*f)(int, const void *, size_t) =
		(ssize_t(*)(int, const void *, size_t))real("write");
	ssize_t (*all)(int, const struct iovec *, int) =
		(ssize_t(*)(int, const struct iovec *, int))real("writev");
	size_t n = c ? v[0].iov_len : 0;

	WRITE_BODY(f(fd, v[0].iov_base, n / 2), all(fd, v, c));
}

#define PLAIN(grows, call)          \
	if (hit(grows)) {           \
		if (fault == KILL)  \
			die();      \
		if (fault != SHORT) \
			return -1;  \
	}                           \
	return call

int fsync(int fd)
{
	PLAIN(0, ((int (*)(int))real("fsync"))(fd));
}
int fdatasync(int fd)
{
	PLAIN(0, ((int (*)(int))real("fdatasync"))(fd));
}
int rename(const char *a, const char *b)
{
	PLAIN(0, ((int (*)(const char *, const char *))real("rename"))(a, b));
}
int ftruncate(int fd, off_t n)
{
	PLAIN(0, ((int (*)(int, off_t))real("ftruncate64"))(fd, n));
}
int ftruncate64(int fd, off64_t n)
{
	PLAIN(0, ((int (*)(int, off64_t))real("ftruncate64"))(fd, n));
}
int unlink(const char *p)
{
	PLAIN(0, ((int (*)(const char *))real("unlink"))(p));
}
int unlinkat(int dir, const char *p, int flags)
{
	PLAIN(0, ((int (*)(int, const char *, int))real("unlinkat"))(dir, p, flags));
}
int renameat(int d1, const char *a, int d2, const char *b)
{
	PLAIN(0, ((int (*)(int, const char *, int, const char *))real("renameat"))(d1, a, d2, b));
}
int syncfs(int fd)
{
	PLAIN(0, ((int (*)(int))real("syncfs"))(fd));
}
int mkdirat(int dir, const char *p, mode_t m)
{
	PLAIN(1, ((int (*)(int, const char *, mode_t))real("mkdirat"))(dir, p, m));
}
int posix_fallocate(int fd, off_t o, off_t n)
{
	if (hit(1)) {
		if (fault == KILL)
			die();
		if (fault != SHORT)
			return errno;
	}
	return ((int (*)(int, off_t, off_t))real("posix_fallocate64"))(fd, o, n);
}
int posix_fallocate64(int fd, off64_t o, off64_t n)
{
	return posix_fallocate(fd, o, n);
}
