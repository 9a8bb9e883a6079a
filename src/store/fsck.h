/* SPDX-License-Identifier: Apache-2.0 */
/* fsck.h -- what the files of the store's check share; nobody else includes it. */
#ifndef STORE_FSCK_H
#define STORE_FSCK_H

#include "store/inner.h"

struct fsck {
	struct store *s;
	struct arena *a;
	struct store_check *out;
	size_t n;
	uint64_t next_ord; /* of the spool, as found in it */
	uint64_t db_next; /* of the database */
	int64_t cases; /* numbers given */
	unsigned char *seen; /* a bit for each report */
	unsigned char *erased; /* a bit for each that the spool says is erased, up to db_next */
	struct hot_sum {
		uint32_t reports, evidence;
		uint8_t tier;
	} * sum; /* by case number */
	bool spool_ok;
};

/* What was found about one invariant. */
struct finding {
	uint64_t looked, faults;
	struct buf words;
};

void finding_init(struct finding *f);
void finding_fault(struct finding *f, const char *fmt, ...) PRINTF(2, 3);
/* The finding as the next row of the answer; frees it. */
void fsck_conclude(struct fsck *k, const char *name, struct finding *f, const char *things);
/* ${look} at each row of a statement without arguments. */
int fsck_each(struct fsck *k, enum stmt n,
	void (*look)(struct fsck *, sqlite3_stmt *, struct finding *), struct finding *f,
	struct err *e) MUST_USE;

/* Decisions and letters (fsck_outbox.c). */
int fsck_outbox(struct fsck *k, struct err *e) MUST_USE;
/* Letters that leave together (parcels.c). */
int fsck_parcels(struct fsck *k, struct err *e) MUST_USE;
/* The order of the ledger's entries (fsck_ledger.c). */
int fsck_ledger(struct fsck *k, struct err *e) MUST_USE;
/* Clocks and answers (fsck_duties.c). */
int fsck_duties(struct fsck *k, struct err *e) MUST_USE;
/* People, appeals and notifiers (fsck_recourse.c). */
int fsck_recourse(struct fsck *k, struct err *e) MUST_USE;

#endif
