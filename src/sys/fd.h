/* SPDX-License-Identifier: Apache-2.0 */
/* fd.h -- descriptors that close at the end of their scope: AUTO_FD int fd = -1; */
#ifndef SYS_FD_H
#define SYS_FD_H

#include <unistd.h>

#include "base/err.h"

static inline void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
#define AUTO_FD __attribute__((cleanup(fd_close)))
/* Give the descriptor away: the scope no longer closes it. */
static inline int fd_take(int *fd)
{
	int out = *fd;

	*fd = -1;
	return out;
}

struct stat;
/* A regular file to read, and what the system says of it; never waits for a pipe.  BW_ENOTFOUND.  ${*fd} is the
 * caller's to close, also where it fails. */
int fd_open_file(const char *path, int *fd, struct stat *st, struct err *e) MUST_USE;

#endif
