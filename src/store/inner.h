/* SPDX-License-Identifier: Apache-2.0 */
/* inner.h -- what the files of the store share; nobody else includes it. */
#ifndef STORE_INNER_H
#define STORE_INNER_H

#include <sqlite3.h>

#include "store/hot.h"
#include "base/map.h"
#include "store/keys.h"
#include "store/recall.h"
#include "store/rows.h"
#include "store/spool.h"
#include "store/store.h"

/* STATEMENTS(X): one X(name) for each statement of sql/, in the order of sql_statements. */
#include "store/store_statements.h"

enum stmt {
#define X(name) STMT_##name,
	STATEMENTS(X)
#undef X
		STMT_COUNT
};

/* Between store_look_begin and store_look_end. */
struct look {
	bool open,
		settled; /* settled: what is remembered was held against the state of the database */
	bool known;
	unsigned version; /* the state that it is of, as SQLite counts */
	uint64_t number, states; /* looks so far; states of the database so far */
	struct arena kept; /* values, and keys of ${at} */
	struct map at;
};

struct erase_words;
struct db {
	sqlite3 *h;
	sqlite3_stmt *stmt[STMT_COUNT]; /* prepared when first used */
	const struct erase_words *erasing; /* while these become "(erased)"; else NULL */
	struct look look;
};

struct store {
	char dir[3072];
	struct store_settings set;
	unsigned char secret[32], id[16];
	struct spool spool;
	struct keys keys;
	struct recall recall;
	int spool_lock, work_lock;
	struct db db;
	struct { /* is anything known, and about whom perhaps */
		enum { FACTS_UNASKED, FACTS_NONE, FACTS_SOME } state;
		unsigned char *bits; /* NULL: every subject may be known */
		uint64_t mask;
		uint64_t look_state; /* as of which it was asked */
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
/* As it stands in sql/; NULL where it does not. */
const char *db_text(enum stmt n);
/* Step: SQLITE_ROW or SQLITE_DONE give 0 and ${*row}; everything else is an error. */
int db_step(struct db *d, sqlite3_stmt *st, bool *row, struct err *e) MUST_USE;
/* Every row of ${st} as an element of ${size} bytes of an array in ${a}; ${read} makes one of the row at hand.
 * ${out} is the address of a pointer to such elements.  The statement is reset. */
int db_rows(struct db *d, sqlite3_stmt *st, struct arena *a, size_t size,
	int (*read)(struct arena *a, sqlite3_stmt *st, void *row, struct err *e), void *out,
	size_t *n, struct err *e) MUST_USE;
/* For db_rows: the number in the first column. */
int db_read_id(struct arena *a, sqlite3_stmt *st, void *row, struct err *e);
/* The number in the first column of the only row, ${otherwise} where there is none or it is NULL.  Resets. */
int db_number(
	struct db *d, sqlite3_stmt *st, int64_t otherwise, int64_t *out, struct err *e) MUST_USE;
/* Step to the end and reset. */
int db_run(struct db *d, sqlite3_stmt *st, struct err *e) MUST_USE;
/* rows.c: make the table of rows that wait known to a connection; a statement that reads it; write all that wait. */
int rows_teach(struct db *d, struct err *e) MUST_USE;
int rows_bind(
	struct db *d, enum stmt n, struct rowset *r, sqlite3_stmt **st, struct err *e) MUST_USE;
int rows_flush(struct db *d, enum stmt st, struct rowset *r, struct err *e) MUST_USE;
/* Makes the SQL function erased() known to a connection. */
int erase_teach(struct db *d, struct err *e) MUST_USE;
/* Every statement at rest: what some commands of SQLite ask for. */
void db_reset_all(struct db *d);
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

/* look.c: what was read before in this state of the database; NULL outside of a look and where nothing is
 * remembered.  ${kind} and ${key} say what it is. */
#define LOOK_CASE 'c' /* struct store_case, by number */
#define LOOK_LIST 'l' /* struct look_list, by query */
#define LOOK_WORD 'w' /* struct str, by number */
const void *look_get(struct db *d, char kind, struct str key);
/* Where what shall be remembered is read into, or NULL. */
struct arena *look_room(struct db *d);
void look_put(struct db *d, char kind, struct str key, const void *value);
/* Another number for each other state of the database; 0 outside of a look. */
uint64_t look_state(struct db *d);
void look_init(struct look *l);
void look_done(struct look *l);
#define LOOK_NUMBER(id) str_make((const char *)&(id), sizeof(id))

/* Where the reports of one transaction lie in the spool. */
#define PORTION_BLOCKS 256
struct store_portion {
	struct spool_pos end; /* behind what was read so far */
	uint64_t next_ord, until; /* of the next to be read; not from here on */
	size_t reports, bytes; /* bytes: of them unpacked */
	struct {
		uint64_t first_ord;
		uint32_t n;
		int64_t received_at_s;
		struct spool_pos pos;
	} block[PORTION_BLOCKS];
	size_t blocks;
};

/* What happens inside one transaction. */
#define WORD_CACHE 4096
struct work {
	struct store *s;
	bool locked, in_transaction;
	struct spool_reader reader;
	struct spool_pos mark; /* worked up to here */
	uint64_t next_ord; /* of the first report not worked */
	struct store_portion
		now; /* what the transaction in hand works and the commit will record */
	/* for the ledger (ledger_rows.h) */
	uint64_t *joined; /* the case of each report of now, in order */
	size_t joined_cap;
	uint64_t events; /* written in this transaction */
	unsigned char salt[4096]; /* randomness, taken from its end */
	size_t salt_n;
	struct rowset home, opened, report, event; /* that wait: of home, cases, report, event */
	int64_t next_case;
	int64_t cases, reports; /* without those merged away */
	struct hot_chunk chunk; /* the one in hand */
	int64_t chunk_no; /* -1: none */
	bool chunk_dirty;
	struct side_chunk side; /* beside it */
	bool side_dirty;
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
/* A row of ${r} is whole.  Rows of reports of the spool wait for others; changes by people read what they wrote. */
int work_row(struct work *w, enum stmt st, struct rowset *r, struct err *e) MUST_USE;
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
/* As store_change_begin, by who has the work lock already and keeps it. */
int work_change(struct store *s, struct work **out, struct err *e) MUST_USE;
/* The block with report ${ord} that was worked; its bytes are in ${a}. */
int store_block_of(struct store *s, struct arena *a, uint64_t ord, struct spool_block *out,
	struct err *e) MUST_USE;
/* Finish an erasure that was begun; nothing where none was, or where somebody is at it. */
int erase_resume(struct store *s, struct err *e) MUST_USE;
/* The ties of a fact that is new, inside its transaction. */
int ties_put(struct work *w, const struct fact *f, struct err *e) MUST_USE;
int work_hot_flush(struct work *w, struct err *e) MUST_USE;
/* Counted from the packed columns: cases without those merged away, and their reports. */
int hot_count(struct db *d, int64_t *cases, int64_t *reports, struct err *e) MUST_USE;
static inline bool hot_counts(uint32_t attr)
{
	return (attr & (HOT_THERE | HOT_MERGED)) == HOT_THERE;
}
/* words.c: the word of a number; p is NULL for 0. */
int word_text(struct db *d, struct arena *a, int64_t id, struct str *out, struct err *e) MUST_USE;
int case_read(struct db *d, struct arena *a, int64_t id, struct store_case *out, bool *found,
	struct err *e) MUST_USE;

#endif
