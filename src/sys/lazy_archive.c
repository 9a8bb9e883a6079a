/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_archive.c -- libarchive, in the processes that unpack (lazy.h) */
#include <archive.h>
#include <archive_entry.h>

#include "sys/lazy.h"

static struct lazy library = { "libarchive.so.13", "libarchive13" };

LAZY_CALL(const char *, archive_entry_pathname, (struct archive_entry * entry), (entry))
LAZY_CALL(__LA_MODE_T, archive_entry_filetype, (struct archive_entry * entry), (entry))
LAZY_CALL(int, archive_entry_is_encrypted, (struct archive_entry * entry), (entry))
LAZY_CALL(const char *, archive_error_string, (struct archive * a), (a))
LAZY_CALL(la_int64_t, archive_filter_bytes, (struct archive * a, int n), (a, n))
LAZY_CALL(int, archive_format, (struct archive * a), (a))
LAZY_CALL(int, archive_read_data_block,
	(struct archive * a, const void **bytes, size_t *n, la_int64_t *where),
	(a, bytes, n, where))
LAZY_CALL(int, archive_read_free, (struct archive * a), (a))
LAZY_CALL(struct archive *, archive_read_new, (void), ())
LAZY_CALL(int, archive_read_next_header, (struct archive * a, struct archive_entry **entry),
	(a, entry))
LAZY_CALL(int, archive_read_open,
	(struct archive * a, void *ctx, archive_open_callback *opened, archive_read_callback *read,
		archive_close_callback *closed),
	(a, ctx, opened, read, closed))
LAZY_CALL(int, archive_read_open_memory, (struct archive * a, const void *p, size_t n), (a, p, n))
LAZY_CALL(int, archive_read_support_filter_bzip2, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_filter_gzip, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_filter_xz, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_filter_zstd, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_format_raw, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_format_tar, (struct archive * a), (a))
LAZY_CALL(int, archive_read_support_format_zip, (struct archive * a), (a))
