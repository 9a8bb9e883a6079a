/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/table.h"

#include "format/csv.h"

#define SAMPLE_LINES 32

static const char separators[] = { ',', '\t', ';', '|' };

void table_init(struct table *t)
{
	*t = (struct table){ .separator = ',' };
	/* Twice: the line that passes the ceiling is held as well. */
	buf_init(&t->pending, 2 * LIMIT_CSV_RECORD + 16);
}

void table_done(struct table *t)
{
	buf_done(&t->pending);
}

static bool comment(struct str line)
{
	return line.n && line.p[0] == '#';
}

struct sample {
	struct str line[SAMPLE_LINES];
	size_t number[SAMPLE_LINES];
	size_t n;
};

static void cut_sample(struct str text, bool whole, struct sample *s)
{
	struct str line;
	size_t number = 0;

	s->n = 0;
	while (s->n < SAMPLE_LINES && str_cut(&text, '\n', &line)) {
		number++;
		if (!text.p && !whole && s->n)
			return; /* may go on */
		line = str_trim(line);
		if (!line.n)
			continue;
		s->line[s->n] = line;
		s->number[s->n++] = number;
	}
}

/* Names of columns that are known, counted; 0 where none of them is a target. */
static size_t heading(struct table *t, struct arena *a, struct str line, char separator)
{
	struct str cells[LIMIT_CSV_COLUMNS];
	size_t n, known = 0, targets = 0;

	while (line.n && (line.p[0] == '#' || line.p[0] == ' '))
		line = str_from(line, 1);
	if (csv_split(a, line, separator, cells, LIMIT_CSV_COLUMNS, &n) != CSV_ROW)
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct str cell = str_trim(cells[i]);
		struct column_use use = column_use(cell);
		int64_t time;

		/* A row of values, one of which happens to be a word such as "url". */
		if (target_like(cell) || loose_time(cell, &time))
			return 0;
		t->use[i] = use;
		known += use.column != COLUMN_NONE;
		targets += use.column == COLUMN_TARGET || use.column == COLUMN_TARGET_OR_BRAND;
	}
	t->columns = n;
	t->separator = separator;
	return targets ? known : 0;
}

/* The first line, or the last comment before the first line that is none (as URLhaus writes). */
static bool learn_heading(struct table *t, struct arena *a, const struct sample *s)
{
	size_t first = 0, best = 0, at = 0;
	char separator = ',';

	while (first < s->n && comment(s->line[first]))
		first++;
	for (size_t i = 0; i <= first && i < s->n; i++)
		for (size_t k = 0; k < sizeof(separators); k++) {
			size_t known = heading(t, a, s->line[i], separators[k]);

			if (i < first && known < 2)
				continue;
			if (known > best || (known == best && known && i > at)) {
				best = known;
				at = i;
				separator = separators[k];
			}
		}
	if (!best)
		return false;
	(void)heading(t, a, s->line[at], separator);
	t->header_line = s->number[at];
	return true;
}

struct column_count {
	size_t targets, urls, times, harms;
};

/* How wide the table is with that separator; 1 where it stands in few lines only. */
static size_t count_columns(struct arena *a, const struct sample *s, char separator,
	struct column_count *counts, size_t *rows)
{
	struct str cells[LIMIT_CSV_COLUMNS];
	size_t widest = 0, split = 0, n;
	enum harm harm;
	int64_t time;

	*rows = 0;
	memset(counts, 0, LIMIT_CSV_COLUMNS * sizeof(*counts));
	for (size_t i = 0; i < s->n; i++) {
		if (comment(s->line[i]) || csv_split(a, s->line[i], separator, cells,
						   LIMIT_CSV_COLUMNS, &n) != CSV_ROW)
			continue;
		++*rows;
		split += n > 1;
		if (n > widest)
			widest = n;
		for (size_t c = 0; c < n; c++) {
			struct str cell = str_trim(cells[c]);

			if (loose_time(cell, &time))
				counts[c].times++;
			else if (harm_in_words(cell, &harm))
				counts[c].harms++;
			else if (target_like(cell) && str_find_byte(cell, ' ', 0) == SIZE_MAX)
				counts[c].targets++;
			counts[c].urls += str_find(cell, STR("://"), 0) != SIZE_MAX;
		}
	}
	return split * 5 >= *rows * 3 || widest == 0 ? widest : 1;
}

/* Without a heading: the column that names something in most lines, URLs before names. */
static bool learn_columns(struct table *t, struct arena *a, const struct sample *s)
{
	struct column_count counts[LIMIT_CSV_COLUMNS];
	size_t best_width = 0;

	for (size_t k = 0; k < sizeof(separators); k++) {
		size_t rows, width = count_columns(a, s, separators[k], counts, &rows);
		size_t target = SIZE_MAX;

		for (size_t c = 0; c < width; c++)
			if (counts[c].targets * 5 >= rows * 3 &&
				(target == SIZE_MAX || counts[c].urls > counts[target].urls))
				target = c;
		if (rows == 0 || target == SIZE_MAX || width <= best_width)
			continue;
		best_width = width;
		t->separator = width > 1 ? separators[k] : '\n'; /* which no line holds */
		t->columns = width;
		memset(t->use, 0, sizeof(t->use));
		for (size_t c = 0; c < width; c++) {
			if (c == target)
				t->use[c].column = COLUMN_TARGET;
			else if (counts[c].times * 5 >= rows * 3)
				t->use[c].column = COLUMN_TIME;
			else if (counts[c].harms * 5 >= rows * 2)
				t->use[c].column = COLUMN_TAGS;
		}
	}
	return best_width > 0;
}

void table_learn(struct table *t, struct arena *a, struct str sample_text, bool whole)
{
	struct sample s;

	cut_sample(sample_text, whole, &s);
	if (learn_heading(t, a, &s) || learn_columns(t, a, &s))
		return;
	memset(t->use, 0, sizeof(t->use));
	t->columns = 0;
}

static bool table_known(const struct table *t)
{
	return t->columns > 0;
}

static int give_row(struct table *t, struct reader *rd, struct str raw, const struct str *cells,
	size_t n, struct err *e)
{
	struct row row;

	if (!table_known(t))
		return reader_refuse(
			rd, STR(""), STR("no column of the table is known to name a target"), e);
	row_init(&row);
	for (size_t i = 0; i < n && i < t->columns; i++)
		row_add(&row, t->use[i], cells[i]);
	return row_emit(rd, &row, FORMAT_CSV, raw, e);
}

static int replay(struct table *t, struct reader *rd, struct err *e);

/* The row has no end within bounds: its first line is refused, the others are read as lines. */
static int give_up(struct table *t, struct reader *rd, struct err *e)
{
	rd->line = t->pending_line;
	return reader_refuse(rd, STR(""), STR("a quoted field does not end"), e);
}

static int hold(struct table *t, struct reader *rd, struct str line, struct err *e)
{
	size_t number = rd->line;
	int rc;

	if (t->pending_lines == 0)
		t->pending_line = number;
	buf_add(&t->pending, line);
	buf_addc(&t->pending, '\n');
	if (t->pending.bad)
		return err_nomem(e);
	t->pending_lines++;
	if (t->pending_lines < LIMIT_CSV_LINES && t->pending.n < LIMIT_CSV_RECORD)
		return BW_OK;
	rc = give_up(t, rd, e);
	return rc ? rc : replay(t, rd, e);
}

/* One row, of one line or of those that were pending. */
static int give_text(
	struct table *t, struct reader *rd, struct str row, struct str line, struct err *e)
{
	struct str cells[LIMIT_CSV_COLUMNS];
	size_t n, number = rd->line;
	int rc;

	switch (csv_split(rd->a, row, t->separator, cells, LIMIT_CSV_COLUMNS, &n)) {
	case CSV_OPEN: return hold(t, rd, line, e);
	case CSV_NOMEM: return err_nomem(e);
	case CSV_BAD:
		if (t->pending_lines) {
			buf_add(&t->pending, line);
			buf_addc(&t->pending, '\n');
			if (t->pending.bad)
				return err_nomem(e);
			rc = give_up(t, rd, e);
			return rc ? rc : replay(t, rd, e);
		}
		return reader_refuse(rd, STR(""),
			STR("something other than a separator follows a quoted field"), e);
	case CSV_WIDE: rc = reader_refuse(rd, STR(""), STR("has more than 128 columns"), e); break;
	default:
		if (t->pending_lines)
			rd->line = t->pending_line;
		rc = give_row(t, rd, row, cells, n, e);
		break;
	}
	rd->line = number;
	buf_reset(&t->pending);
	t->pending_lines = 0;
	return rc;
}

int table_line(struct table *t, struct reader *rd, struct str line, struct err *e)
{
	struct str row;
	char *whole;

	if (t->pending_lines == 0) {
		if (str_trim(line).n == 0 || comment(line) || rd->line == t->header_line)
			return BW_OK;
		return give_text(t, rd, line, line, e);
	}
	whole = arena_alloc(rd->a, t->pending.n + line.n);
	if (!whole)
		return err_nomem(e);
	memcpy(whole, t->pending.p, t->pending.n);
	if (line.n)
		memcpy(whole + t->pending.n, line.p, line.n);
	row = str_make(whole, t->pending.n + line.n);
	return give_text(t, rd, row, line, e);
}

/* Read the lines after the first of what is pending once more, each by itself. */
static int replay(struct table *t, struct reader *rd, struct err *e)
{
	struct buf held = t->pending;
	struct str rest = buf_str(&held), line;
	size_t number = t->pending_line;
	int rc = BW_OK;

	buf_init(&t->pending, held.max);
	t->pending_lines = 0;
	(void)str_cut(&rest, '\n', &line);
	while (!rc && str_cut(&rest, '\n', &line) && rest.p) {
		arena_reset(rd->a); /* whatever lies there was copied to ${held} */
		rd->line = ++number;
		rc = table_line(t, rd, line, e);
	}
	buf_done(&held);
	return rc;
}

int table_end(struct table *t, struct reader *rd, struct err *e)
{
	int rc = BW_OK;

	/* Each turn takes at least one line off. */
	while (!rc && t->pending_lines) {
		rc = give_up(t, rd, e);
		if (!rc)
			rc = replay(t, rd, e);
	}
	return rc;
}
