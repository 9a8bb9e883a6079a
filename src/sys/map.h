/* SPDX-License-Identifier: Apache-2.0 */
/* map.h -- a file as read-only memory.  For our own tables (reference data) only: a file that another
 * process shortens while it is mapped kills the reader, so untrusted files are read, not mapped. */
#ifndef SYS_MAP_H
#define SYS_MAP_H

#include <sys/types.h>
#include <time.h>

#include "base/err.h"

struct mapped {
	struct str bytes; /* empty for an empty file */
	int64_t changed_at_s; /* the file's modification time */
};

/* BW_ENOTFOUND where there is no such file; BW_ELIMIT above ${max_bytes}; BW_EINVALID for what is no
 * regular file.  The descriptor is closed before it returns. */
int mapped_open(const char *path, size_t max_bytes, struct mapped *out, struct err *e) MUST_USE;
/* Does nothing to a zeroed object. */
void mapped_done(struct mapped *m);

#endif
