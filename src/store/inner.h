/* SPDX-License-Identifier: Apache-2.0 */
/* inner.h -- what the files of the store share; nobody else includes it. */
#ifndef STORE_INNER_H
#define STORE_INNER_H

#include <sqlite3.h>

#include "store/hot.h"
#include "store/keys.h"
#include "store/spool.h"
#include "store/store.h"

/* Statements by name; a test sees that each is in sql/statements.sql and each there is here. */
/* clang-format off */
#define STATEMENTS(X) \
	X(begin) X(begin_read) X(commit) X(rollback) X(meta_get) \
	X(meta_put) X(word_get) X(word_put) X(word_text) X(action_get) \
	X(action_put) X(block_put) X(block_of) X(home_find) X(home_of) \
	X(home_put) X(home_set) X(home_delete) X(home_from) X(home_back) \
	X(case_put) X(case_get) X(case_set) X(case_merge) X(hot_get) \
	X(hot_put) X(hot_all) X(hot_all_back) X(report_put) X(report_get) \
	X(report_of) X(report_move) X(event_last) X(event_put) X(event_of) \
	X(moved_put) X(moved_of) X(before_put) X(before_of) X(case_all) \
	X(report_all) X(block_all) X(home_all) X(event_all) X(fact_put) X(fact_has) \
	X(fact_any) X(fact_count) X(fact_subjects) X(fact_of) \
	X(receipt_put) X(receipt_of) X(receipt_salts) X(batch_put) X(batch_last) X(batch_of) \
	X(batch_ord) X(batch_event) X(batch_all) X(event_from) X(event_detail_erase) \
	X(frozen_put) X(frozen_get) X(frozen_any) X(head_get) X(head_first) X(head_next) \
	X(head_published)
/* clang-format on */

enum stmt {
#define X(name) STMT_##name,
	STATEMENTS(X)
#undef X
		STMT_COUNT
};

struct db {
	sqlite3 *h;
	sqlite3_stmt *stmt[STMT_COUNT]; /* prepared when first used */
};

struct store {
	char dir[3072];
	struct store_settings set;
	unsigned char secret[32], id[16];
	struct spool spool;
	struct keys keys;
	int spool_lock, work_lock;
	struct db db;
	struct { /* is anything known, and about whom perhaps */
		enum { FACTS_UNASKED, FACTS_NONE, FACTS_SOME } state;
		unsigned char *bits; /* NULL: every subject may be known */
		uint64_t mask;
	} fact;
};

/* Path of ${name} in the store's folder; ${out} has STORE_PATH bytes. */
#define STORE_PATH 3200
const char *store_path(const struct store *s, const char *name, char *out);
int store_lock(struct store *s, int fd, const char *name, int wait_ms, struct err *e) MUST_USE;
void store_unlock(int fd);

/* db.c */
int db_open(struct db *d, const char *path, bool create, struct err *e) MUST_USE;
void db_done(struct db *d);
/* The statement, reset, with nothing bound; NULL with ${e} set where it cannot be had. */
sqlite3_stmt *db_stmt(struct db *d, enum stmt n, struct err *e);
/* Step: SQLITE_ROW or SQLITE_DONE give 0 and ${*row}; everything else is an error. */
int db_step(struct db *d, sqlite3_stmt *st, bool *row, struct err *e) MUST_USE;
/* Step to the end and reset. */
int db_run(struct db *d, sqlite3_stmt *st, struct err *e) MUST_USE;
int db_simple(struct db *d, enum stmt n, struct err *e) MUST_USE;
int db_fail(struct db *d, struct err *e);
void db_bind_str(
	sqlite3_stmt *st, int n, struct str s); /* NULL where p is NULL; borrowed until reset */
void db_bind_opt(sqlite3_stmt *st, int n, int64_t v, int64_t none);
struct str db_col_str(struct arena *a, sqlite3_stmt *st, int n); /* copied */
/* Commits are fsynced, or not (db.c says why not). */
int db_durable(struct db *d, bool on, struct err *e) MUST_USE;
/* Commit where ${rc} is 0, else roll back and give it back. */
int db_finish(struct db *d, int rc, struct err *e) MUST_USE;
int64_t db_col_opt(sqlite3_stmt *st, int n, int64_t none);
int db_meta_get(
	struct db *d, const char *name, int64_t *out, int64_t otherwise, struct err *e) MUST_USE;
int db_meta_put(struct db *d, const char *name, int64_t v, struct err *e) MUST_USE;

/* What happens inside one transaction. */
#define WORD_CACHE 4096
struct work {
	struct store *s;
	bool locked, in_transaction;
	struct spool_reader reader;
	struct spool_pos mark; /* worked up to here */
	uint64_t next_ord; /* of the first report not worked */
	struct { /* what store_work_next gave and the commit will record */
		struct spool_pos end;
		uint64_t next_ord;
		struct {
			uint64_t first_ord;
			uint32_t n;
			int64_t received_at_s;
			struct spool_pos pos;
		} block[256];
		size_t blocks;
	} now;
	/* for the ledger (ledger_rows.h) */
	uint64_t *joined; /* the case of each report of now, in order */
	size_t joined_cap;
	uint64_t events; /* written in this transaction */
	unsigned char salt[4096]; /* randomness, taken from its end */
	size_t salt_n;
	int64_t next_case;
	struct hot_chunk chunk; /* the one in hand */
	int64_t chunk_no; /* -1: none */
	bool chunk_dirty;
	struct {
		uint64_t hash;
		int64_t id;
		uint32_t n;
		char text[84];
	} word[WORD_CACHE];
	struct {
		char text[60];
		uint32_t n;
	} action[64]; /* a small ring of those used last */
	size_t action_at;
};
/* A fresh salt; the receipts and the order of this transaction's entries, as the commit's last part. */
int work_salt(struct work *w, unsigned char out[16], struct err *e) MUST_USE;
int work_ledger_put(struct work *w, struct err *e) MUST_USE;
/* Reports in order from ${ord} on, at most ${most}; block by block. */
int store_reports_from(struct store *s, struct arena *a, uint64_t ord, size_t most,
	struct store_stored **out, size_t *n, struct err *e) MUST_USE;
/* The durable end of the spool and the next number, asked for under its lock. */
int spool_end(struct store *s, struct spool_pos *end, uint64_t *next_ord, struct err *e) MUST_USE;
/* Ask anew: the table may be another. */
void store_facts_forget(struct store *s);
int work_hot_flush(struct work *w, struct err *e) MUST_USE;
int case_read(struct db *d, struct arena *a, int64_t id, struct store_case *out, bool *found,
	struct err *e) MUST_USE;

#endif
