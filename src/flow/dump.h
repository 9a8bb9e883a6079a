/* SPDX-License-Identifier: Apache-2.0 */
/* dump.h -- what is public of a day, as files for researchers: made from the log, put on the log, held against it.
 *
 * A dump is a function of the log's entries alone, so whoever has a copy of the log makes the same text again.  Of a day
 * there are DAY.ndjson.zst, DAY.csv.zst, DAY.schema.json, their checksums in DAY.sha256, and DAY.proof: the bundle of
 * the entry `published`, whose digest is SHA-256 of DAY.sha256.  That one is written last: where it is, all is.
 */
#ifndef FLOW_DUMP_H
#define FLOW_DUMP_H

#include "flow/publish.h"

#define DUMP_DAY 11 /* "2026-11-20" and its NUL */
#define DUMP_HEX (2 * SHA256_BYTES + 1)
/* "2026-11-20" and nothing else; ${*from_s} is its midnight, UTC. */
bool dump_day_parse(struct str s, int64_t *from_s);
/* Is ${name} one of the files of a dump? */
bool dump_name_is(struct str name);

/* ---- the text of a day ---- */

enum dump_part { DUMP_LINES, DUMP_TABLE, DUMP_PARTS };
struct dump_sink {
	int (*put)(void *ctx, enum dump_part part, struct str piece, struct err *e);
	void *ctx;
};
struct dump_reader {
	struct log_reader files;
	char day[DUMP_DAY];
	uint64_t at, entries; /* the next to look at; of this day so far */
	bool begun;
	struct buf bundle, text;
	struct arena a;
};
/* The first ${size} entries of the log in the folder ${log}. */
int dump_read_open(struct dump_reader *r, const char *log, uint64_t size, const char *day,
	struct sha256 *sha, struct err *e) MUST_USE;
void dump_read_done(struct dump_reader *r);
/* The next ${bundles} files of entries; ${*more} is false at the end.  About a millisecond for each ten files. */
int dump_read_some(struct dump_reader *r, size_t bundles, const struct dump_sink *to, bool *more,
	struct err *e) MUST_USE;

/* ---- its files ---- */

struct dump; /* being made */
int dump_begin(
	const char *log, uint64_t size, const char *day, struct dump **out, struct err *e) MUST_USE;
void dump_free(struct dump *d);
int dump_some(struct dump *d, size_t bundles, bool *more, struct err *e) MUST_USE;
/* All but the proof into ${dir}; ${hex} is SHA-256 of DAY.sha256, ${*entries} how many there are. */
int dump_write(struct dump *d, const char *dir, char hex[DUMP_HEX], uint64_t *entries,
	struct err *e) MUST_USE;
/* An entry `published` of this day, where the last one of it has another digest; the log is signed with it; then
 * the proof.  BW_EAGAIN where another process integrates: the same again later. */
int dump_publish(struct publisher *p, const char *dir, const char *day, const char *hex,
	int64_t now_s, uint64_t *index, struct err *e) MUST_USE;

/* ---- somebody's copy ---- */

struct dump_check {
	struct str sums; /* path of DAY.sha256 */
	const char *log; /* a copy of the log that was checked; NULL: checksums only */
	uint64_t size; /* of that log */
	struct sha256 *sha;
	const struct trust *trust;
	void (*fault)(void *ctx, const char *what); /* one sentence each */
	void *ctx;
	/* results */
	struct proof_said said; /* of the proof; in the arena */
	uint64_t index, faults; /* of the entry */
};
/* An error only where it could not be looked at. */
int dump_check(struct dump_check *c, struct arena *a, struct err *e) MUST_USE;

#endif
