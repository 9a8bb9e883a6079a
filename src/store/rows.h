/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h -- rows on their way into a table, some hundreds in one statement.
 *
 * A statement a row costs as much to begin and to end as the row itself.  Rows are kept here, with copies of their
 * strings, and the statement INSERT ... SELECT c0, c1, ... FROM rows(?1) takes them all.  Inside of one transaction only;
 * whoever reads a table in it writes what waits for it first.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "base/buf.h"

#define ROWS_CELLS   8192 /* of all rows that wait */
#define ROWS_COLUMNS 26

struct rowset {
	size_t columns, cells; /* cells: complete rows and the one in hand */
	uint8_t kind[ROWS_CELLS]; /* enum in rows.c */
	union {
		int64_t number;
		struct {
			uint32_t at, n;
		} text;
	} cell[ROWS_CELLS];
	struct buf text;
};

void rows_init(struct rowset *r, size_t columns);
void rows_done(struct rowset *r);
void rows_reset(struct rowset *r); /* none waits */
/* The next column of the row in hand. */
void rows_int(struct rowset *r, int64_t v);
void rows_opt(struct rowset *r, int64_t v, int64_t none);
void rows_str(struct rowset *r, struct str s); /* NULL where p is NULL */
void rows_blob(struct rowset *r, struct str s); /* NULL where it is empty */
static inline bool rows_full(const struct rowset *r)
{
	return ROWS_CELLS - r->cells < r->columns;
}

#endif
