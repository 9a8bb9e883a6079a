/* SPDX-License-Identifier: Apache-2.0 */
#include "format/csv.h"

/* RFC 4180 2.7: "a double-quote appearing inside a field must be escaped by preceding it with another
 * double quote". */
static bool undouble(struct arena *a, struct str s, struct str *out)
{
	char *p = arena_alloc(a, s.n), *to = p;

	if (!p)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		*to++ = s.p[i];
		if (s.p[i] == '"')
			i++;
	}
	*out = str_make(p, (size_t)(to - p));
	return true;
}

/* A quoted cell at ${*at} (on its quote); leaves ${*at} after the closing one. */
static enum csv_state quoted(struct arena *a, struct str row, size_t *at, struct str *cell)
{
	size_t from = *at + 1, end = from;
	bool doubled = false;

	for (;;) {
		end = str_find_byte(row, '"', end);
		if (end == SIZE_MAX)
			return CSV_OPEN;
		if (end + 1 >= row.n || row.p[end + 1] != '"')
			break;
		doubled = true;
		end += 2;
	}
	*cell = str_sub(row, from, end - from);
	*at = end + 1;
	if (doubled && !undouble(a, *cell, cell))
		return CSV_NOMEM;
	return CSV_ROW;
}

enum csv_state csv_split(
	struct arena *a, struct str row, char separator, struct str *cells, size_t room, size_t *n)
{
	size_t at = 0, count = 0;

	for (;;) {
		size_t end;

		if (count == room)
			return CSV_WIDE;
		if (at < row.n && row.p[at] == '"') {
			enum csv_state s = quoted(a, row, &at, &cells[count]);

			if (s != CSV_ROW)
				return s;
			while (at < row.n && row.p[at] == ' ')
				at++;
			if (at < row.n && row.p[at] != separator)
				return CSV_BAD;
			end = at;
		} else {
			end = str_find_byte(row, separator, at);
			if (end == SIZE_MAX)
				end = row.n;
			cells[count] = str_sub(row, at, end - at);
		}
		count++;
		if (end >= row.n)
			break;
		at = end + 1;
		/* The writers of '"a", "b"' mean the second to be quoted too. */
		if (at + 1 < row.n && row.p[at] == ' ' && row.p[at + 1] == '"')
			at++;
	}
	*n = count;
	return CSV_ROW;
}

/* What a spreadsheet takes for the beginning of a formula, also behind spaces. */
static bool is_formula(struct str cell)
{
	static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\xa0" };

	while (cell.n && (unsigned char)cell.p[0] <= ' ')
		cell = str_from(cell, 1);
	if (cell.n && memchr("=+-@", cell.p[0], 4))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (str_starts(cell, str_of(wide[i])))
			return true;
	return false;
}

void csv_cell(struct buf *out, struct str cell)
{
	bool formula = is_formula(cell), quote = formula;

	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = strchr(",;\"", cell.p[i]) || (unsigned char)cell.p[i] <= ' ' ||
			cell.p[i] == 0x7f;
	if (quote)
		buf_addz(out, formula ? "\"'" : "\"");
	for (size_t i = 0; i < cell.n; i++) {
		bool control = (unsigned char)cell.p[i] < ' ' || cell.p[i] == 0x7f;

		if (cell.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, control ? ' ' : cell.p[i]);
	}
	if (quote)
		buf_addc(out, '"');
}
