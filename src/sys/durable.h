/* SPDX-License-Identifier: Apache-2.0 */
/* durable.h -- files that are there after a crash, or not there at all.
 *
 * What returns 0 has been fsynced, its directory too.  Interrupted and short writes are finished;
 * anything else is an error with the path in it, and the old content stays as it was.  A failed fsync
 * is final: the kernel may have dropped the pages, so the caller must not go on as if a second try
 * could help (it gets BW_EIO and reopens).  Paths are C strings of the program's own making.
 */
#ifndef SYS_DURABLE_H
#define SYS_DURABLE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Replace ${path} by ${content} in one step: temporary file beside it, fsync, rename, fsync of the
 * directory.  A reader sees the old or the new content, never a mixture.  Two fsyncs. */
int durable_write(const char *path, struct str content, mode_t mode, struct err *e) MUST_USE;

/* Make a directory (and its parents) and fsync what it was made in; one that is there is fine. */
int durable_mkdir(const char *path, mode_t mode, struct err *e) MUST_USE;
/* unlink(2), then fsync of the directory; a file that is not there is fine. */
int durable_unlink(const char *path, struct err *e) MUST_USE;
int durable_sync_dir(const char *path, struct err *e) MUST_USE;

/* Open for appending, made where it is not there (and then its directory is fsynced).  ${*size} is its
 * length now. The descriptor is close-on-exec and the caller's. */
int durable_append_open(
	const char *path, mode_t mode, int *fd, off_t *size, struct err *e) MUST_USE;
/* Write all of the parts at ${at}, which is the caller's idea of the end; NOT synced (group commit:
 * append many, then durable_sync once).  On failure the file is cut back to ${at}, so that a torn
 * record never stands before a good one; where even that fails the answer is BW_EUNKNOWN. */
int durable_append(int fd, off_t at, const struct str *parts, size_t n, const char *name,
	struct err *e) MUST_USE;
/* Write ${s} over what stands at ${at}, then fdatasync.  Not one step: whoever calls has kept ${s} elsewhere
 * and writes it again after a crash. */
int durable_overwrite(int fd, off_t at, struct str s, const char *name, struct err *e) MUST_USE;
/* fdatasync. */
int durable_sync(int fd, const char *name, struct err *e) MUST_USE;

/* A lock file held until the descriptor is closed or the process ends, however it ends.
 * BW_EAGAIN where another process holds it; the sentence names its process id. */
int durable_lock(const char *path, int *fd, struct err *e) MUST_USE;

/* The same, waiting for it; BW_EAGAIN after ${wait_ms}. */
int durable_lock_wait(const char *path, int wait_ms, int *fd, struct err *e) MUST_USE;

/* The whole of ${fd} (a pipe, say) to the end into ${out}; BW_ELIMIT past the buffer's maximum. */
int durable_read_all(int fd, const char *name, struct buf *out, struct err *e) MUST_USE;
/* The whole of a regular file; refuses anything else (a FIFO would hang us).  BW_ENOTFOUND where
 * there is none. */
int durable_read_file(const char *path, struct buf *out, struct err *e) MUST_USE;

#endif
