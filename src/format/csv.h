/* SPDX-License-Identifier: Apache-2.0 */
/* csv.h -- separated values as RFC 4180 has them, with any separator, one row at a time.
 *
 * A field is quoted where it begins with '"'; a quote inside a field that does not begin with one is a
 * plain character, as feeds write them.  The reader of lines decides how far a quoted field may go.
 */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/arena.h"
#include "base/buf.h"

enum csv_state {
	CSV_ROW, /* a whole row */
	CSV_OPEN, /* a quoted field has not ended: the row goes on in the next line */
	CSV_BAD, /* something other than a separator follows a closing quote */
	CSV_WIDE, /* more columns than there is room for */
	CSV_NOMEM
};

/* Split ${row} (without its line end) at ${separator} into ${cells}, which has room for ${room};
 * ${*n} is how many there are.  Cells are borrowed from ${row}; those with a doubled quote are copied
 * into ${a}.  O(n). */
enum csv_state csv_split(
	struct arena *a, struct str row, char separator, struct str *cells, size_t room, size_t *n);

/* Append a cell, quoted where it must be.  Strangers' words stand in cells and people open them with a
 * spreadsheet: what that would take for a formula (it begins with = + - @, or a wide form of one) gets an
 * apostrophe before it, and control characters become spaces. */
void csv_cell(struct buf *out, struct str cell);

#endif
