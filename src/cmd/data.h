/* SPDX-License-Identifier: Apache-2.0 */
/* data.h -- finding, compiling, caching and mapping what the program knows without asking anybody.
 *
 * Two kinds of data.  Our own lists, rules and packs are inside the program; a file of the same name in
 * the folder given by --data (or BAILIWICK_DATA) is used besides (lists that add up) or instead.  The
 * publishers' files come from what `bailiwick update` wrote, from that folder, or from Debian's packages.
 *
 * All reference files are compiled once into an image in the cache folder, named after everything it was
 * made of, and mapped from then on.  Where the cache cannot be written the image is used from memory.
 */
#ifndef CMD_DATA_H
#define CMD_DATA_H

#include "cmd/cmd.h"
#include "refdata/refdata.h"
#include "refdata/source.h"

/* The reference data for this command; lives until the process ends.  About 1 ms from the cache. */
int data_load(struct ctx *c, struct refdata *out, struct err *e) MUST_USE;

/* Our own data and that of the played scenarios, and nothing of this machine; never cached. About 10 ms. */
int data_played(struct ctx *c, struct refdata *out, struct err *e) MUST_USE;

/* A file of our own data by its name under data/, such as "rules/verdict.yaml"; in c->arena or in the
 * program.  BW_ENOTFOUND where there is none. */
int data_text(struct ctx *c, const char *name, struct str *out, struct err *e) MUST_USE;

struct data_file {
	struct str name; /* relative to data/: packs/icann-raa.yaml */
	struct str path; /* where it is, for messages; "built in" for our own */
	struct str bytes;
};
/* All files whose name begins with ${prefix}, own and overriding, sorted by name; in c->arena. */
int data_list(struct ctx *c, const char *prefix, struct data_file **out, size_t *n,
	struct err *e) MUST_USE;

/* ---- for update and version ---- */
#define DATA_SOURCES_MOST 256
struct data_source {
	const struct source_kind *kind;
	struct str path; /* ends in NUL; p NULL: inside the program */
	struct str bytes; /* of our own */
	int64_t mtime_ns;
	uint64_t size;
};
struct data_sources {
	struct data_source v[DATA_SOURCES_MOST];
	size_t n;
};
/* What an image would be made of, in this order. */
int data_sources(struct ctx *c, struct data_sources *out, struct err *e) MUST_USE;
/* The folder that `update` writes into; in c->arena, ends in NUL. */
int data_home(struct ctx *c, struct str *out, struct err *e) MUST_USE;
/* Files below ${dir} (in c->arena, ending in NUL) that have a publisher's name. */
int data_find(struct ctx *c, struct str dir, struct data_sources *out, struct err *e) MUST_USE;
/* A file whole, decompressed where its name ends in .zst; in ${a}. At most ${most} bytes. */
int data_read(
	struct arena *a, struct str path, size_t most, struct str *out, struct err *e) MUST_USE;

#endif
