/* SPDX-License-Identifier: Apache-2.0 */
/* ledger_rows.h -- what the ledger rests on in the store: the order of entries, salts, and the head.
 *
 * An entry is a function of rows that were written in its step's own transaction (flow/record.h makes it).
 * store_work_commit numbers them: one row a transaction says which reports and events got which indexes.
 * So no step is without an entry, and a bulk of reports costs 24 bytes each and no statement.
 *
 * The last transactions may go missing in a crash of the machine and are worked again then, with other
 * salts; store_ledger_settle comes before anything that is promised to outsiders.
 */
#ifndef STORE_LEDGER_ROWS_H
#define STORE_LEDGER_ROWS_H

#include "store/store.h"

#define STORE_SALT 16

/* Entries whose order is fixed, integrated or not. */
int store_ledger_total(struct store *s, uint64_t *n, struct err *e) MUST_USE;
/* Everything that was committed is on disk after this: one fsync. */
int store_ledger_settle(struct store *s, struct err *e) MUST_USE;

struct store_batch {
	uint64_t first_index, first_ord, reports, first_event, events;
};
/* The transaction that entry ${index} is of; BW_ENOTFOUND past the end. */
int store_batch_of(
	struct store *s, uint64_t index, struct store_batch *out, struct err *e) MUST_USE;
/* Indexes of a report and of an event.  BW_ENOTFOUND where it is not worked. */
int store_index_of_report(struct store *s, uint64_t ord, uint64_t *index, struct err *e) MUST_USE;
int store_index_of_event(struct store *s, uint64_t seq, uint64_t *index, struct err *e) MUST_USE;

struct store_receipt { /* a report with what the ledger needs of it */
	struct store_stored stored;
	int64_t case_id; /* that it joined; 0: not kept then */
	unsigned char salt[STORE_SALT];
	bool erased; /* the salt is gone */
};
/* Reports from number ${ord} on in order, at most ${most}, to the end of the block that has it at least one.
 * Strings in ${a}. */
int store_receipts(struct store *s, struct arena *a, uint64_t ord, size_t most,
	struct store_receipt **out, size_t *n, struct err *e) MUST_USE;

struct store_step_row { /* an event with what the ledger needs of it */
	struct store_event event;
	struct str facts, site;
	unsigned char salt[STORE_SALT];
	bool erased;
};
int store_step_rows(struct store *s, struct arena *a, uint64_t seq, size_t most,
	struct store_step_row **out, size_t *n, struct err *e) MUST_USE;

/* Entries kept as they were because what they followed from is gone. */
enum store_frozen { FROZEN_REPORT, FROZEN_EVENT };
/* p NULL where there is none; quick where nothing was ever frozen. */
int store_frozen_get(struct store *s, struct arena *a, enum store_frozen kind, uint64_t id,
	struct str *out, struct err *e) MUST_USE;
int store_frozen_any(struct store *s, bool *any, struct err *e) MUST_USE;

/* Inside a change: keep ${entry} for ever and forget the salt of this report. */
int store_salt_erase(struct work *w, uint64_t ord, struct str entry, struct err *e) MUST_USE;
/* Keep the entry of this event; when all of a case are kept its salts can go.  Later events get another. */
int store_event_freeze(struct work *w, uint64_t seq, struct str entry, struct err *e) MUST_USE;
int store_case_salt_erase(struct work *w, int64_t case_id, struct err *e) MUST_USE;

struct store_head {
	uint64_t size;
	unsigned char root[32];
	int64_t at_s;
	struct str frontier, note, published;
};
/* ${*found} false before the first.  Strings in ${a}. */
int store_head_get(struct store *s, struct arena *a, struct store_head *out, bool *found,
	struct err *e) MUST_USE;
/* ${next} where ${old} (NULL: none) still counts, fsynced; BW_ECONFLICT where another does. */
int store_head_put(struct store *s, const struct store_head *old, const struct store_head *next,
	struct err *e) MUST_USE;
/* The same checkpoint with more cosignatures. */
int store_head_publish(struct store *s, const struct store_head *h, struct err *e) MUST_USE;

#endif
