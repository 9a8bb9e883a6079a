/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/map.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "sys/fd.h"

int mapped_open(const char *path, size_t max_bytes, struct mapped *out, struct err *e)
{
	AUTO_FD int fd = -1;
	struct mapped m = { 0 };
	struct stat st;
	void *p;
	int rc = fd_open_file(path, &fd, &st, e);

	if (rc)
		return rc;
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
