/* SPDX-License-Identifier: Apache-2.0 */
/* packed.h -- files that come compressed, or many in one: gzip, zstd, xz, bzip2, ZIP, tar and tar in any of these.
 *
 * Feeds are published and reports are mailed that way.  The bytes come out in portions and nothing is kept, so that
 * a file may be longer than memory; a bomb ends at a ceiling.  Archives within archives, encrypted members, 7z and
 * RAR are not opened, and said to be what they are.  Runs only in processes that may die (cmd/role_parse.h,
 * cmd/role_unpack.h): the library reads what strangers made.
 *
 * Library: libarchive.  Formats: RFC 1952, RFC 8878, .ZIP File Format Specification 6.3, POSIX.1-2017 pax.
 */
#ifndef FORMAT_PACKED_H
#define FORMAT_PACKED_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

#define PACKED_NAME 256 /* bytes of a member's name that are told */

enum packed_kind {
	PACKED_NOT,
	PACKED_OPEN, /* can be opened here */
	PACKED_CLOSED /* is packed, but in a form that is not opened here: 7z, RAR */
};
/* By the first bytes, of which 512 are enough. */
enum packed_kind packed_kind(struct str head);

struct packed_source {
	struct str all; /* all of it; or, where p is NULL, as it comes: */
	/* The next bytes at ${*bytes}, which stay until the next call; 0 at the end, -1: cannot be read. */
	ssize_t (*read)(void *ctx, const void **bytes);
	void *ctx;
};
struct packed_sink {
	/* A member begins; ${name} is empty for what has none.  Then its bytes, in any number of portions. What
	 * either returns but BW_OK ends it all. */
	int (*member)(void *ctx, struct str name, struct err *e);
	int (*bytes)(void *ctx, struct str bytes, struct err *e);
	void *ctx;
};

/* Unpacks ${from} into ${to}, ${most} bytes of all members together at most.  Folders, and what file managers of
 * some systems leave in archives, are passed over.  BW_EPARSE where it is damaged, BW_EINVALID where it is
 * encrypted, BW_ELIMIT beyond a ceiling; what came before that has been told. */
int packed_each(const struct packed_source *from, const struct packed_sink *to, uint64_t most,
	struct err *e) MUST_USE;

#endif
