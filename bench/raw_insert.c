/* SPDX-License-Identifier: Apache-2.0 */
/* raw-insert STORE OUT.db [plain|raw] -- the measuring sticks of "fully worked".  The rows of a worked store, put into
 * the same schema by nothing but INSERTs, with the settings and the batches the store uses.  With "raw" the bytes of
 * each report stand in the database beside them, as in a store that has no spool, and a commit is fsynced, because
 * nothing else makes a report durable then.  With "plain" the same facts the way a schema for reports is usually
 * written: words spelled out, a column for each fact of a case, and an index for each look-up and order that is on
 * offer.  Prints seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "base/hash.h"
#include "store/hot.h"
#include "store/spool.h"
#include "store/sql.h"

#define BATCH 100000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(int ok, sqlite3 *db)
{
	if (ok)
		return;
	fprintf(stderr, "raw-insert: %s\n", db ? sqlite3_errmsg(db) : "not a store, or no memory");
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, db);
}

/* What the packed columns say of a case, for the plain rows. */
struct hots {
	struct hot_case *v;
	long n;
};

static void bind_hot(sqlite3_stmt *out, int at, const struct hots *hots, long id)
{
	const struct hot_case *h;

	must(id >= 1 && id <= hots->n, NULL);
	h = &hots->v[id - 1];
	sqlite3_bind_int(out, at, (int)h->state);
	sqlite3_bind_int64(out, at + 1, h->reports);
	sqlite3_bind_int64(out, at + 2, h->last_seen_s);
	sqlite3_bind_int64(out, at + 3, h->due_s);
	sqlite3_bind_int64(out, at + 4, h->evidence);
	sqlite3_bind_int(out, at + 5, (int)h->tier);
	sqlite3_bind_int(out, at + 6, (int)h->grade);
}

/* By which a report is found again: of the same size and as scattered as the real one. */
static void bind_key(sqlite3_stmt *out, int at, sqlite3_int64 ord)
{
	uint64_t key[2];

	key[0] = hash_fixed(str_make((const char *)&ord, sizeof(ord)));
	key[1] = hash_fixed(str_make((const char *)key, sizeof(key[0])));
	sqlite3_bind_blob(out, at, key, sizeof(key), SQLITE_TRANSIENT);
}

/* A table: where its rows come from, where they go, and what is bound behind the columns. */
struct table {
	const char *name, *from;
	const char *to; /* NULL: as many columns as come */
	enum { NOTHING, HOT, KEY } more;
};

/* All rows of one table; only binding, the steps of the INSERT and the commits are timed. */
static double copy(
	sqlite3 *from, sqlite3 *to, const struct table *t, const struct hots *hots, long *rows)
{
	sqlite3_stmt *in, *out;
	double spent = 0, at;
	char sql[512];
	int n;

	must(sqlite3_prepare_v2(from, t->from, -1, &in, NULL) == SQLITE_OK, from);
	n = sqlite3_column_count(in);
	snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES(", t->name);
	for (int i = 0; i < n; i++)
		strncat(sql, i ? ",?" : "?", sizeof(sql) - strlen(sql) - 1);
	strncat(sql, ")", sizeof(sql) - strlen(sql) - 1);
	must(sqlite3_prepare_v2(to, t->to ? t->to : sql, -1, &out, NULL) == SQLITE_OK, to);
	*rows = 0;
	run(to, "BEGIN");
	while (sqlite3_step(in) == SQLITE_ROW) {
		at = now();
		for (int i = 0; i < n; i++)
			sqlite3_bind_value(out, i + 1, sqlite3_column_value(in, i));
		if (t->more == HOT)
			bind_hot(out, n + 1, hots, (long)sqlite3_column_int64(in, 0));
		if (t->more == KEY)
			bind_key(out, n + 1, sqlite3_column_int64(in, 0));
		must(sqlite3_step(out) == SQLITE_DONE, to);
		sqlite3_reset(out);
		if (++*rows % BATCH == 0) {
			run(to, "COMMIT");
			run(to, "BEGIN");
		}
		spent += now() - at;
	}
	at = now();
	run(to, "COMMIT");
	spent += now() - at;
	sqlite3_finalize(in);
	sqlite3_finalize(out);
	return spent;
}

/* The raw bytes of the reports in one block of the spool, unpacked before the clock runs; ${rows} counts on. */
static double put_block(
	sqlite3 *to, sqlite3_stmt *out, const struct spool_block *b, const char *plain, long *rows)
{
	struct cur c = cur_of(str_make(plain, b->plain_n));
	struct str raw = { NULL, 0 };
	uint64_t ord = b->first_ord;
	double at = now();
	struct entry t;

	while (entry_next(&c, &t)) {
		if (t.kind == ENTRY_RAW || (t.kind == ENTRY_ROW && !t.shared))
			raw = t.raw;
		if (t.kind != ENTRY_TARGET)
			continue;
		if (raw.p) { /* once, under its first target */
			sqlite3_bind_int64(out, 1, (int64_t)ord);
			sqlite3_bind_blob64(out, 2, raw.p, raw.n, SQLITE_STATIC);
			must(sqlite3_step(out) == SQLITE_DONE, to);
			sqlite3_reset(out);
			if (++*rows % BATCH == 0) {
				run(to, "COMMIT");
				run(to, "BEGIN");
			}
		}
		raw.p = NULL;
		ord++;
	}
	return now() - at;
}

static void must_read(int rc, const struct err *e)
{
	if (!rc)
		return;
	fprintf(stderr, "raw-insert: %s\n", e->text);
	exit(1);
}

static double copy_raw(const char *dir, sqlite3 *to, long *rows)
{
	static const unsigned char any[16]; /* readers do not ask whose it is */
	struct spool_pos pos = { 0 };
	struct spool_reader reader;
	struct spool_block b;
	struct spool spool;
	sqlite3_stmt *out;
	double spent = 0, at;
	char *plain = NULL;
	struct err e;
	bool more;

	run(to, "CREATE TABLE raw(report INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
	must(sqlite3_prepare_v2(to, "INSERT INTO raw VALUES(?,?)", -1, &out, NULL) == SQLITE_OK,
		to);
	must_read(spool_open(&spool, dir, any, false, &e), &e);
	spool_reader_init(&reader, &spool);
	run(to, "BEGIN");
	for (*rows = 0;; pos = b.next) {
		must_read(spool_read(&reader, pos, &b, &more, &e), &e);
		if (!more)
			break;
		plain = realloc(plain, b.plain_n);
		must(plain != NULL, NULL);
		must_read(spool_unpack(&spool, &b, plain, &e), &e);
		spent += put_block(to, out, &b, plain, rows);
	}
	at = now();
	run(to, "COMMIT");
	spent += now() - at;
	sqlite3_finalize(out);
	spool_reader_done(&reader);
	spool_done(&spool);
	free(plain);
	return spent;
}

static void read_hots(sqlite3 *from, struct hots *out)
{
	sqlite3_stmt *in;
	long cap;

	must(sqlite3_prepare_v2(from, "SELECT chunk, data FROM hot ORDER BY chunk", -1, &in,
		     NULL) == SQLITE_OK,
		from);
	for (cap = 0; sqlite3_step(in) == SQLITE_ROW; cap += HOT_CASES) {
		out->v = realloc(out->v, (size_t)(cap + HOT_CASES) * sizeof(*out->v));
		must(out->v != NULL, NULL);
		for (size_t i = 0; i < HOT_CASES; i++)
			hot_read(sqlite3_column_blob(in, 1), i, &out->v[cap + (long)i]);
	}
	out->n = cap;
	sqlite3_finalize(in);
}

#define SAME(table)                                          \
	{                                                    \
		table, "SELECT * FROM " table, NULL, NOTHING \
	}
static const struct table same[] = { SAME("word"), SAME("action"), SAME("block"), SAME("cases"),
	SAME("home"), SAME("hot"), SAME("side"), SAME("report"), SAME("event"), SAME("receipt"),
	SAME("ledger_batch"), { NULL, NULL, NULL, NOTHING } };

static const char plain_schema[] =
	"CREATE TABLE cases(id INTEGER PRIMARY KEY, site TEXT NOT NULL, class INTEGER NOT NULL, "
	"part INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, harm INTEGER NOT NULL, opened_at INTEGER NOT NULL, target TEXT "
	"NOT NULL, brand TEXT,"
	" names INTEGER, missing INTEGER, verdict INTEGER, decision INTEGER, action TEXT, role "
	"INTEGER, actor TEXT,"
	" effect INTEGER, collateral INTEGER, next_action TEXT, next_role INTEGER, next_actor "
	"TEXT, worked_at INTEGER,"
	" recurrences INTEGER, merged_into INTEGER, routing TEXT, state INTEGER, reports INTEGER, "
	"last_seen INTEGER,"
	" due INTEGER, evidence INTEGER, tier INTEGER, grade INTEGER);"
	"CREATE UNIQUE INDEX cases_site ON cases(site, class, part);"
	"CREATE INDEX cases_opened ON cases(opened_at); CREATE INDEX cases_seen ON "
	"cases(last_seen);"
	"CREATE INDEX cases_due ON cases(due); CREATE INDEX cases_reports ON cases(reports);"
	"CREATE INDEX cases_state ON cases(state); CREATE INDEX cases_verdict ON cases(verdict);"
	"CREATE INDEX cases_class ON cases(class); CREATE INDEX cases_kind ON cases(kind);"
	"CREATE INDEX cases_role ON cases(role); CREATE INDEX cases_action ON cases(action);"
	"CREATE TABLE report(ord INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, via INTEGER, "
	"reporter TEXT, harm INTEGER,"
	" tier INTEGER, evidence INTEGER, incident_at INTEGER, page INTEGER, key BLOB NOT NULL);"
	"CREATE UNIQUE INDEX report_key ON report(key); CREATE INDEX report_case ON "
	"report(case_id, ord);"
	"CREATE TABLE event(seq INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, at INTEGER NOT "
	"NULL, kind INTEGER NOT NULL,"
	" undoes INTEGER, detail TEXT NOT NULL); CREATE INDEX event_case ON event(case_id, seq);";

#define WORD(column) "(SELECT text FROM word WHERE word.id = " column ")"
/* clang-format off */
static const struct table plain[] = {
	{ "cases",
	  "SELECT id, site, class, part, site_kind, harm, opened_at, target, " WORD("brand") ", names, missing, verdict,"
	  " decision, " WORD("action") ", role, " WORD("actor") ", effect, collateral, " WORD("next_action") ", next_role, "
	  WORD("next_actor") ", worked_at, recurrences, merged_into, routing FROM cases ORDER BY id",
	  "INSERT INTO cases VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", HOT },
	{ "report",
	  "SELECT ord, case_id, via, " WORD("reporter") ", harm, tier, evidence, incident_at, page FROM report",
	  "INSERT INTO report VALUES(?,?,?,?,?,?,?,?,?,?)", KEY },
	{ "event", "SELECT seq, case_id, at, kind, undoes, detail FROM event", NULL, NOTHING },
	{ NULL, NULL, NULL, NOTHING } };
/* clang-format on */

static double say(const char *name, long rows, double spent)
{
	fprintf(stderr, "%-8s %9ld rows %7.2f s\n", name, rows, spent);
	return spent;
}

int main(int argc, char **argv)
{
	const char *mode = argc == 4 ? argv[3] : "";
	sqlite3 *from = NULL, *to = NULL;
	struct hots hots = { NULL, 0 };
	const struct table *t = same;
	double all = 0, spent;
	char path[4096];
	long rows;

	if (argc < 3 || argc > 4 ||
		(*mode && strcmp(mode, "plain") != 0 && strcmp(mode, "raw") != 0)) {
		fprintf(stderr, "raw-insert STORE OUT.db [plain|raw]\n");
		return 64;
	}
	snprintf(path, sizeof(path), "%s/bailiwick.db", argv[1]);
	must(sqlite3_open_v2(path, &from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK, from);
	must(sqlite3_open(argv[2], &to) == SQLITE_OK, to);
	run(to, "PRAGMA page_size = 8192");
	run(to, "PRAGMA journal_mode = WAL");
	run(to, *mode == 'r' ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
	run(to, "PRAGMA wal_autocheckpoint = 25600");
	run(to, "PRAGMA cache_size = -49152");
	if (*mode == 'p') {
		t = plain;
		read_hots(from, &hots);
		run(to, plain_schema);
	} else {
		for (int i = 0; sql_migrations[i]; i++)
			run(to, sql_migrations[i]);
	}
	for (; t->name; t++) {
		spent = copy(from, to, t, &hots, &rows);
		all += say(t->name, rows, spent);
	}
	if (*mode == 'r') {
		spent = copy_raw(argv[1], to, &rows);
		all += say("raw", rows, spent);
	}
	spent = now();
	sqlite3_close(to);
	all += say("close", 0, now() - spent);
	sqlite3_close(from);
	free(hots.v);
	printf("%.3f\n", all);
	return 0;
}
