/* SPDX-License-Identifier: Apache-2.0 */
/* JSON documents and JSON lines: tell the forms apart, cut arrays into their elements. */
#include "base/limit.h"
#include "format/xarf.h"
#include "format/xarf3.h"
#include "intake/columns.h"

/* A member that is text or a number; of an object its contact or name (a reporter as XARF has it). */
static struct str cell_of(const struct json *v)
{
	struct str s;

	if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		return v->text;
	if (v->type != JSON_OBJECT)
		return STR("");
	s = json_text(v, "contact");
	return s.n ? s : json_text(v, "org");
}

/* Tags in an array: the first that names a harm counts, else the first. */
static struct str tags_of(const struct json *v)
{
	enum harm harm;

	JSON_EACH (t, v)
		if (t->type == JSON_STRING && harm_in_words(t->text, &harm))
			return t->text;
	return v->first && v->first->type == JSON_STRING ? v->first->text : STR("");
}

static int reader_row(struct reader *rd, const struct json *v, struct str raw, struct err *e)
{
	struct row row;

	row_init(&row);
	JSON_EACH (m, v) {
		struct column_use use = column_use(m->key);

		if (str_is(m->key, "targets") && m->type == JSON_ARRAY)
			row.targets = m;
		else if (use.column == COLUMN_TAGS && m->type == JSON_ARRAY)
			row_add(&row, use, tags_of(m));
		else
			row_add(&row, use, cell_of(m));
	}
	return row_emit(rd, &row, FORMAT_JSON, raw, e);
}

/* One JSON value that should be one report (or hold some).  ${raw} are its bytes. */
static int reader_value(struct reader *rd, const struct json *v, struct str raw, struct err *e)
{
	if (v->type == JSON_STRING) {
		struct row row;

		row_init(&row);
		row_add(&row, (struct column_use){ COLUMN_TARGET, 0 }, v->text);
		return row_emit(rd, &row, FORMAT_JSON, raw, e);
	}
	if (v->type != JSON_OBJECT)
		return reader_refuse(rd, STR(""), STR("is no object: expected a report"), e);
	if (xarf_is(v))
		return reader_xarf4(rd, v, raw, e);
	if (xarf3_is(v))
		return reader_xarf3(rd, v, raw, e);
	return reader_row(rd, v, raw, e);
}

int reader_json(struct reader *rd, struct str text, struct err *e)
{
	struct json_where where;
	struct json *v;
	struct err why;
	int rc = json_parse_where(rd->a, text, &v, &where, &why);

	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (rc) {
		struct str reason = arena_printf(rd->a, "column %zu: %s", where.column, why.text);

		if (!reason.p)
			return err_nomem(e);
		if (!rd->line_wise || where.line > 1)
			rd->line += where.line - 1;
		return reader_refuse(rd, STR(""), reason, e);
	}
	return reader_value(rd, v, text, e);
}

/* The end of the element that begins at ${at}: outside strings and brackets, at ',' or ']'.  SIZE_MAX
 * where the text ends first. */
static size_t element_end(struct str in, size_t at)
{
	size_t depth = 0;

	while (at < in.n) {
		char c = in.p[at];

		if (c == '"') {
			for (at++; at < in.n && in.p[at] != '"'; at++)
				at += in.p[at] == '\\';
		} else if (c == '[' || c == '{') {
			depth++;
		} else if (c == ']' || c == '}') {
			if (depth == 0)
				return at;
			depth--;
		} else if (c == ',' && depth == 0) {
			return at;
		}
		at++;
	}
	return SIZE_MAX;
}

static size_t lines_in(struct str s)
{
	size_t n = 0;

	for (size_t at = str_find_byte(s, '\n', 0); at != SIZE_MAX;
		at = str_find_byte(s, '\n', at + 1))
		n++;
	return n;
}

/* One array of reports: each element by itself, so that a broken one costs only itself and the count of
 * reports is not bounded by what one document may hold. */
static int read_array(struct reader *rd, struct str in, size_t at, size_t line, struct err *e)
{
	bool first = true;

	for (;;) {
		size_t from = at, end, skip;
		struct str element;
		int rc;

		end = element_end(in, from);
		if (end == SIZE_MAX) {
			rd->line = line;
			return reader_refuse(rd, STR(""), STR("the array ends early"), e);
		}
		element = str_sub(in, from, end - from);
		skip = element.n;
		while (skip && ch_space(element.p[element.n - skip]))
			skip--;
		rd->line = line + lines_in(str_sub(element, 0, element.n - skip));
		line += lines_in(element);
		element = str_trim(element);
		if (element.n) {
			if (element.n > LIMIT_REPORT_BYTES)
				rc = reader_refuse(
					rd, STR(""), STR("is larger than 16777216 bytes"), e);
			else
				rc = reader_json(rd, element, e);
			arena_reset(rd->a);
			if (rc)
				return rc;
		} else if (!first || in.p[end] == ',') {
			rc = reader_refuse(rd, STR(""), STR("an element is missing"), e);
			if (rc)
				return rc;
		}
		first = false;
		at = end + 1;
		if (in.p[end] == ',')
			continue;
		rd->line = line;
		if (in.p[end] != ']')
			return reader_refuse(rd, STR(""), STR("expected ',' or ']'"), e);
		if (str_trim(str_from(in, at)).n)
			return reader_refuse(rd, STR(""), STR("something follows the array"), e);
		return BW_OK;
	}
}

int intake_json(struct arena *a, struct str in, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e)
{
	struct reader rd = { .h = h, .sink = sink, .a = a, .line = 1 };
	size_t at = str_starts(in, STR("\xef\xbb\xbf")) ? 3 : 0;

	in = str_from(in, at);
	at = 0;
	while (at < in.n && ch_space(in.p[at]))
		at++;
	rd.line += lines_in(str_sub(in, 0, at));
	if (at == in.n)
		return reader_refuse(&rd, STR(""), STR("is empty"), e);
	if (in.p[at] == '[') {
		struct arena each;
		int rc;

		/* Of our own: it is emptied after each element, and the caller's may hold the input. */
		arena_init(&each, 0);
		rd.a = &each;
		rc = read_array(&rd, in, at + 1, rd.line, e);
		arena_done(&each);
		return rc;
	}
	in = str_from(in, at);
	if (in.n > LIMIT_REPORT_BYTES)
		return reader_refuse(&rd, STR(""), STR("is larger than 16777216 bytes"), e);
	return reader_json(&rd, in, e);
}
