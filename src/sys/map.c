/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/map.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "sys/fd.h"

int mapped_open(const char *path, size_t max_bytes, struct mapped *out, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct mapped m = { 0 };
	struct stat st;
	void *p;

	if (fd < 0)
		return err_errno(e, errno == ENOENT || errno == ENOTDIR ? BW_ENOTFOUND : BW_EIO,
			"open", str_of(path));
	if (fstat(fd, &st))
		return err_errno(e, BW_EIO, "look at", str_of(path));
	if (!S_ISREG(st.st_mode))
		return err_set(e, BW_EINVALID, "'%s' is no regular file", path);
	if ((uintmax_t)st.st_size > max_bytes)
		return err_set(e, BW_ELIMIT, "'%s' is longer than %zu bytes", path, max_bytes);
	m.changed_at_s = st.st_mtime;
	if (st.st_size) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			return err_errno(e, BW_EIO, "map", str_of(path));
		m.bytes = str_make(p, (size_t)st.st_size);
	}
	*out = m;
	return BW_OK;
}

void mapped_done(struct mapped *m)
{
	if (m->bytes.n)
		munmap((void *)(uintptr_t)m->bytes.p, m->bytes.n);
	*m = (struct mapped){ 0 };
}
