/* SPDX-License-Identifier: Apache-2.0 */
/* Every report and every event has one place in the ledger. */
#include "store/fsck.h"
#include "store/ledger_rows.h"

struct order { /* what comes next */
	uint64_t index, ord, event;
};

static int follow(struct fsck *k, struct order *o, struct finding *f, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&k->s->db, STMT_batch_all, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	while ((rc = db_step(&k->s->db, st, &row, e)) == BW_OK && row) {
		f->looked++;
		if ((uint64_t)sqlite3_column_int64(st, 0) != o->index ||
			(uint64_t)sqlite3_column_int64(st, 1) != o->ord ||
			(uint64_t)sqlite3_column_int64(st, 3) != o->event)
			finding_fault(f, "entries from %lld on do not follow those before",
				(long long)sqlite3_column_int64(st, 0));
		o->ord += (uint64_t)sqlite3_column_int64(st, 2);
		o->event += (uint64_t)sqlite3_column_int64(st, 4);
		o->index += (uint64_t)(sqlite3_column_int64(st, 2) + sqlite3_column_int64(st, 4));
	}
	sqlite3_reset(st);
	return rc;
}

static int receipts(struct fsck *k, struct finding *f, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&k->s->db, STMT_receipt_all, e);
	uint64_t next = 1;
	bool row;
	int rc;

	if (!st)
		return e->code;
	while ((rc = db_step(&k->s->db, st, &row, e)) == BW_OK && row) {
		uint64_t n = (uint64_t)sqlite3_column_int64(st, 1);

		if ((uint64_t)sqlite3_column_int64(st, 0) != next ||
			(uint64_t)sqlite3_column_int64(st, 2) != n * STORE_SALT ||
			(uint64_t)sqlite3_column_int64(st, 3) != n * 8)
			finding_fault(f, "the receipts of reports from %lld on are damaged",
				(long long)sqlite3_column_int64(st, 0));
		next = (uint64_t)sqlite3_column_int64(st, 0) + n;
	}
	sqlite3_reset(st);
	if (!rc && next != k->db_next)
		finding_fault(f, "%llu reports have receipts, %llu are worked",
			(unsigned long long)next - 1, (unsigned long long)k->db_next - 1);
	return rc;
}

int fsck_ledger(struct fsck *k, struct err *e)
{
	struct order o = { 0, 1, 1 };
	struct finding f;
	sqlite3_stmt *st;
	bool row;
	int rc;

	finding_init(&f);
	rc = follow(k, &o, &f, e);
	if (!rc)
		rc = receipts(k, &f, e);
	st = rc ? NULL : db_stmt(&k->s->db, STMT_event_count, e);
	if (!rc)
		rc = st ? db_step(&k->s->db, st, &row, e) : e->code;
	if (!rc && (o.ord != k->db_next || (int64_t)o.event - 1 != sqlite3_column_int64(st, 0)))
		finding_fault(&f,
			"%llu reports and %llu events have a place, there are %llu and %lld",
			(unsigned long long)o.ord - 1, (unsigned long long)o.event - 1,
			(unsigned long long)k->db_next - 1, (long long)sqlite3_column_int64(st, 0));
	if (st)
		sqlite3_reset(st);
	fsck_conclude(k, "each-step-has-its-entry", &f, "transactions");
	return rc;
}
