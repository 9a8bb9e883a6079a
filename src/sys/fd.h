/* SPDX-License-Identifier: Apache-2.0 */
/* fd.h -- descriptors that close at the end of their scope: AUTO_FD int fd = -1; */
#ifndef SYS_FD_H
#define SYS_FD_H

#include <unistd.h>

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

#endif
