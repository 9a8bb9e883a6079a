/* SPDX-License-Identifier: Apache-2.0 */
/* source.h -- which reference files we know: by their publishers' own names.
 *
 * A copy may carry a date (`asn-ipv4-2026-06-17.csv`), IANA's bootstrap files a prefix (`bootstrap-dns.json`),
 * and anything may be compressed (`.zst`); all of that is taken off before the name is looked up.
 */
#ifndef REFDATA_SOURCE_H
#define REFDATA_SOURCE_H

#include "base/err.h"
#include "base/str.h"

#define SOURCE_NAME_MOST 64

/* libloc's database is read through its library by whoever has files; here come its networks as bytes
 * (buf.h's integers): magic, date (u64), number of networks (u32), then for each: family (4 or 6, u8),
 * prefix length (u8), country (2 bytes, NULs where unknown), AS number (u32), address (u64 high, u64 low;
 * IPv4 in the low half); then the number of AS (u32), for each: number (u32), name (lstr). */
#define SOURCE_LOCATION       "location.db"
#define SOURCE_LOCATION_MAGIC "BWLOC-1\n"

struct maker;

struct source_kind {
	const char *name; /* canonical file name */
	const char *publisher;
	const char *what; /* for people */
	const char *url; /* where the publisher offers it; NULL where there is no fixed address */
	const char *op; /* directory id, for address ranges */
	const char *op_kind; /* cdn, cloud, ... */
	int (*make)(struct maker *m, struct str bytes, struct err *e);
	unsigned order; /* sources are compiled in this order */
	unsigned least_rows; /* fewer are not the whole file */
	bool own; /* a list of ours */
	bool adds_up; /* several such files say more than the last alone */
};

/* The kind of a file by its name (no folder), NULL where we do not know it. */
const struct source_kind *source_kind(struct str file_name);
const struct source_kind *source_kind_at(size_t i); /* NULL past the end */
/* The date in a file name, midnight UTC; false where there is none. */
bool source_name_date(struct str file_name, int64_t *out);
/* The publisher's own date inside the file: PSL VERSION, root list Version, bootstrap publication,
 * warning list version, `# date:` in ours; false where there is none. */
bool source_date(const struct source_kind *k, struct str bytes, int64_t *out);

#endif
