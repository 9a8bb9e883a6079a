/* SPDX-License-Identifier: Apache-2.0 */
/* table.h -- separated values with or without a heading: which character separates, what each column
 * holds, and rows that go on over several lines. */
#ifndef INTAKE_TABLE_H
#define INTAKE_TABLE_H

#include "base/limit.h"
#include "intake/columns.h"

struct table {
	char separator;
	size_t columns;
	struct column_use use[LIMIT_CSV_COLUMNS];
	size_t header_line; /* 1-based; 0: there is none */
	struct buf pending; /* lines of a row whose quoted field is open */
	size_t pending_line, pending_lines;
};

void table_init(struct table *t);
void table_done(struct table *t);
/* Find separator and columns from the first lines.  ${whole}: nothing follows the sample. */
void table_learn(struct table *t, struct arena *a, struct str sample, bool whole);
/* Has a line of the sample a heading we know, or is one column clearly the target? */
int table_line(struct table *t, struct reader *rd, struct str line, struct err *e) MUST_USE;
/* The end of the input: what is pending is given line by line. */
int table_end(struct table *t, struct reader *rd, struct err *e) MUST_USE;

#endif
