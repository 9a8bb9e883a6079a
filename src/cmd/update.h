/* SPDX-License-Identifier: Apache-2.0 */
/* update.h -- parts of `bailiwick update`: candidates are gathered, checked, and swapped in whole.
 *
 * The folder data_home() holds `current`, a link to the set in use, and the set before it.  A set is
 * written aside, synced and put in place by renaming the link, so that it is there whole or not at all.
 */
#ifndef CMD_UPDATE_H
#define CMD_UPDATE_H

#include "cmd/data_file.h"

#define UPDATE_TAG 200 /* bytes of an ETag or a Last-Modified that we keep */

enum update_state { UPDATE_NEW, UPDATE_SAME, UPDATE_KEPT, UPDATE_REFUSED, UPDATE_FAILED };

/* One file: found in the folder, fetched, or installed before. */
struct update_file {
	const struct source_kind *kind;
	struct str name; /* its file name, with date and compression as they came */
	struct str from; /* path or URL */
	struct str raw; /* bytes as they are stored */
	struct str sha256; /* of raw, hexadecimal */
	int64_t dated_at_s, mtime_s;
	uint64_t rows;
	struct str etag, last_modified;
	enum update_state state;
	struct str why; /* for people, where it was not taken */
};
struct update_files {
	struct update_file *v;
	size_t n, cap;
};

/* What the set in use holds, by its manifest; none where there is no set. */
int update_installed(
	struct ctx *c, struct str home, struct update_files *out, struct err *e) MUST_USE;
/* Write a set of ${files} and put it in place. */
int update_swap(
	struct ctx *c, struct str home, const struct update_files *files, struct err *e) MUST_USE;
/* Fetch every file that has an address, from its publisher or by its name from ${mirror} (p NULL: none);
 * what has not changed since ${installed} is left out.  A failure is a file of state UPDATE_FAILED. */
int update_fetch(struct ctx *c, struct str mirror, const struct update_files *installed,
	struct update_files *out, struct err *e) MUST_USE;
/* SHA-256 of bytes in hexadecimal, in ${a}. */
struct str update_sha256(struct arena *a, struct str bytes);

#endif
