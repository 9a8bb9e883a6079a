/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int fd_open_file(const char *path, int *fd, struct stat *st, struct err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return err_errno(e, errno == ENOENT || errno == ENOTDIR ? BW_ENOTFOUND : BW_EIO,
			"open", str_of(path));
	if (fstat(*fd, st))
		return err_errno(e, BW_EIO, "look at", str_of(path));
	if (!S_ISREG(st->st_mode))
		return err_set(e, BW_EINVALID, "'%s' is no regular file", path);
	return BW_OK;
}
