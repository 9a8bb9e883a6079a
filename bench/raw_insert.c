/* SPDX-License-Identifier: Apache-2.0 */
/* raw-insert STORE OUT -- the measuring stick of "fully worked": the rows of a worked store, put into the same
 * schema by nothing but INSERTs, with the settings and the batches the store uses.  Prints seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

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
	fprintf(stderr, "raw-insert: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, db);
}

/* All rows of one table; only the steps of the INSERT and the commits are timed. */
static double copy(sqlite3 *from, sqlite3 *to, const char *table, long *rows)
{
	char sql[512];
	sqlite3_stmt *in, *out;
	double spent = 0, t;
	int n;

	snprintf(sql, sizeof(sql), "SELECT * FROM %s", table);
	must(sqlite3_prepare_v2(from, sql, -1, &in, NULL) == SQLITE_OK, from);
	n = sqlite3_column_count(in);
	snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES(", table);
	for (int i = 0; i < n; i++)
		strncat(sql, i ? ",?" : "?", sizeof(sql) - strlen(sql) - 1);
	strncat(sql, ")", sizeof(sql) - strlen(sql) - 1);
	must(sqlite3_prepare_v2(to, sql, -1, &out, NULL) == SQLITE_OK, to);
	*rows = 0;
	run(to, "BEGIN");
	while (sqlite3_step(in) == SQLITE_ROW) {
		t = now();
		for (int i = 0; i < n; i++)
			sqlite3_bind_value(out, i + 1, sqlite3_column_value(in, i));
		must(sqlite3_step(out) == SQLITE_DONE, to);
		sqlite3_reset(out);
		if (++*rows % BATCH == 0) {
			run(to, "COMMIT");
			run(to, "BEGIN");
		}
		spent += now() - t;
	}
	t = now();
	run(to, "COMMIT");
	spent += now() - t;
	sqlite3_finalize(in);
	sqlite3_finalize(out);
	return spent;
}

int main(int argc, char **argv)
{
	static const char *const tables[] = { "word", "action", "block", "cases", "home", "hot",
		"report", "event" };
	sqlite3 *from = NULL, *to = NULL;
	double all = 0, t;
	long rows;

	if (argc != 3) {
		fprintf(stderr, "raw-insert STORE.db OUT.db\n");
		return 64;
	}
	must(sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK, from);
	must(sqlite3_open(argv[2], &to) == SQLITE_OK, to);
	run(to, "PRAGMA page_size = 8192");
	run(to, "PRAGMA journal_mode = WAL");
	run(to, "PRAGMA synchronous = NORMAL");
	run(to, "PRAGMA wal_autocheckpoint = 25600");
	run(to, "PRAGMA cache_size = -49152");
	for (int i = 0; sql_migrations[i]; i++)
		run(to, sql_migrations[i]);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		t = copy(from, to, tables[i], &rows);
		all += t;
		fprintf(stderr, "%-8s %9ld rows %7.2f s\n", tables[i], rows, t);
	}
	t = now();
	sqlite3_close(to);
	all += now() - t;
	sqlite3_close(from);
	printf("%.3f\n", all);
	return 0;
}
