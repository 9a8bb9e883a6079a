/* SPDX-License-Identifier: Apache-2.0 */
/* Input cut into lines, whatever the size of its portions: NDJSON, lists and tables. */
#include <stdio.h>

#include "base/limit.h"
#include "base/mem.h"
#include "format/list.h"
#include "intake/table.h"
#include "intake/text.h"

struct intake_stream {
	enum input_form form;
	struct intake_hints hints;
	struct intake_sink sink;
	struct reader rd;
	struct arena a; /* of the line at hand */
	struct buf head; /* the first bytes, until there are enough to look at */
	struct buf carry; /* the line that has not ended */
	struct buf wide; /* a portion of UTF-16 as UTF-8 */
	struct text text;
	struct table table;
	size_t line, longest;
	bool started, skipping;
	int dead; /* the code it stopped with */
};

int intake_stream_new(enum input_form form, const struct intake_hints *h,
	const struct intake_sink *sink, struct intake_stream **out, struct err *e)
{
	struct intake_stream *s;

	if (form != INPUT_NDJSON && form != INPUT_CSV && form != INPUT_LIST)
		return err_set(e, BW_EUSAGE, "this form of input is not read line by line");
	s = mem_calloc(1, sizeof(*s));
	if (!s)
		return err_nomem(e);
	s->form = form;
	s->hints = *h;
	s->sink = *sink;
	s->longest = form == INPUT_NDJSON ? LIMIT_LINE_BYTES
		     : form == INPUT_CSV  ? LIMIT_CSV_RECORD
					  : LIMIT_LIST_LINE;
	arena_init(&s->a, 0);
	buf_init(&s->head, LIMIT_HEAD_BYTES);
	buf_init(&s->carry, s->longest + 16);
	buf_init(&s->wide, SIZE_MAX);
	text_init(&s->text);
	table_init(&s->table);
	s->rd = (struct reader){ .h = &s->hints, .sink = &s->sink, .a = &s->a, .line_wise = true };
	*out = s;
	return BW_OK;
}

void intake_stream_free(struct intake_stream *s)
{
	if (!s)
		return;
	table_done(&s->table);
	text_done(&s->text);
	buf_done(&s->wide);
	buf_done(&s->carry);
	buf_done(&s->head);
	arena_done(&s->a);
	mem_free(s);
}

static int list_line(struct intake_stream *s, struct str line, struct err *e)
{
	struct list_names names;
	struct report r;
	int rc = BW_OK;

	switch (list_parse(line, &names)) {
	case LIST_BLANK: return BW_OK;
	case LIST_REFUSED: return reader_refuse(&s->rd, STR("target"), str_of(names.why), e);
	default: break;
	}
	report_init(&r);
	r.format = FORMAT_LIST;
	for (size_t i = 0; i < names.n && !rc; i++)
		rc = reader_target(&s->rd, &r, names.v[i], e);
	if (rc)
		return rc;
	if (str_find(names.v[0], STR("://"), 0) != SIZE_MAX)
		r.evidence |= EVIDENCE_BIT(URL);
	reader_hints(&s->rd, &r);
	return reader_emit(&s->rd, &r, line, e);
}

static int one_line(struct intake_stream *s, struct str line, struct err *e)
{
	int rc;

	s->rd.line = ++s->line;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (s->form == INPUT_NDJSON) {
		line = str_trim(line);
		if (line.n == 0)
			return BW_OK;
		rc = reader_json(&s->rd, line, e);
	} else {
		line = text_line(&s->text, &s->a, line);
		if (!line.p && line.n == 0)
			return err_nomem(e);
		rc = s->form == INPUT_CSV ? table_line(&s->table, &s->rd, line, e)
					  : list_line(s, line, e);
	}
	arena_reset(&s->a);
	return rc;
}

static int too_long(struct intake_stream *s, struct err *e)
{
	char why[80];

	s->rd.line = ++s->line;
	(void)snprintf(why, sizeof(why), "the line is longer than %zu bytes", s->longest);
	buf_reset(&s->carry);
	return reader_refuse(&s->rd, STR(""), str_of(why), e);
}

/* The end of the line that was carried over, and the line itself. */
static int end_carried(struct intake_stream *s, struct str tail, struct err *e)
{
	int rc;

	if (s->skipping) {
		s->skipping = false;
		return BW_OK;
	}
	if (s->carry.n + tail.n > s->longest)
		return too_long(s, e);
	buf_add(&s->carry, tail);
	if (s->carry.bad)
		return err_nomem(e);
	rc = one_line(s, buf_str(&s->carry), e);
	buf_reset(&s->carry);
	return rc;
}

/* Keep the beginning of a line for the next portion. */
static int carry(struct intake_stream *s, struct str rest, struct err *e)
{
	if (s->skipping || rest.n == 0)
		return BW_OK;
	if (s->carry.n + rest.n > s->longest) {
		s->skipping = true;
		return too_long(s, e);
	}
	buf_add(&s->carry, rest);
	return s->carry.bad ? err_nomem(e) : BW_OK;
}

static int cut_lines(struct intake_stream *s, struct str in, struct err *e)
{
	size_t at = 0;
	int rc = BW_OK;

	while (!rc) {
		size_t end = str_find_byte(in, '\n', at);
		struct str line;

		if (end == SIZE_MAX)
			return carry(s, str_from(in, at), e);
		line = str_sub(in, at, end - at);
		at = end + 1;
		if (s->carry.n || s->skipping)
			rc = end_carried(s, line, e);
		else if (line.n > s->longest)
			rc = too_long(s, e);
		else
			rc = one_line(s, line, e);
	}
	return rc;
}

static int bytes_in(struct intake_stream *s, struct str in, struct err *e)
{
	if (s->text.form == TEXT_UTF8)
		return cut_lines(s, in, e);
	buf_reset(&s->wide);
	text_utf16(&s->text, in, &s->wide);
	if (s->wide.bad)
		return err_nomem(e);
	return cut_lines(s, buf_str(&s->wide), e);
}

/* The first bytes of a table as text, for a look at its columns. */
static int learn(struct intake_stream *s, struct str head, bool whole, struct err *e)
{
	struct text copy = s->text;
	struct buf wide;
	struct str sample;

	buf_init(&wide, 4 * LIMIT_HEAD_BYTES);
	if (s->text.form != TEXT_UTF8) {
		text_utf16(&copy, head, &wide);
		sample = buf_str(&wide);
	} else {
		/* A character cut by the end of the sample must not decide about the encoding. */
		size_t end = str_rfind_byte(head, '\n');

		sample = text_line(
			&s->text, &s->a, end == SIZE_MAX ? head : str_sub(head, 0, end + 1));
		whole = whole || end != SIZE_MAX;
	}
	if (wide.bad || (!sample.p && s->text.form == TEXT_UTF8)) {
		buf_done(&wide);
		return err_nomem(e);
	}
	table_learn(&s->table, &s->a, sample, whole);
	buf_done(&wide);
	arena_reset(&s->a);
	return BW_OK;
}

static int start(struct intake_stream *s, bool whole, struct err *e)
{
	struct str head = buf_str(&s->head);
	int rc = BW_OK;

	s->started = true;
	head = str_from(head, text_start(&s->text, head));
	if (head.n == 0)
		return BW_OK;
	if (s->form == INPUT_CSV)
		rc = learn(s, head, whole, e);
	return rc ? rc : bytes_in(s, head, e);
}

int intake_stream_feed(struct intake_stream *s, struct str portion, struct err *e)
{
	if (s->dead)
		return err_set(e, s->dead, "the stream has stopped before");
	if (!s->started) {
		size_t n = LIMIT_HEAD_BYTES - s->head.n;

		if (n > portion.n)
			n = portion.n;
		buf_add(&s->head, str_sub(portion, 0, n));
		if (s->head.bad)
			return s->dead = err_nomem(e);
		portion = str_from(portion, n);
		if (s->head.n < LIMIT_HEAD_BYTES)
			return BW_OK;
		s->dead = start(s, false, e);
	}
	if (!s->dead && portion.n)
		s->dead = bytes_in(s, portion, e);
	return s->dead;
}

int intake_stream_end(struct intake_stream *s, struct err *e)
{
	if (s->dead)
		return err_set(e, s->dead, "the stream has stopped before");
	if (!s->started)
		s->dead = start(s, true, e);
	if (!s->dead && s->text.form != TEXT_UTF8) {
		buf_reset(&s->wide);
		text_utf16_end(&s->text, &s->wide);
		s->dead = s->wide.bad ? err_nomem(e) : cut_lines(s, buf_str(&s->wide), e);
	}
	if (!s->dead && s->carry.n)
		s->dead = end_carried(s, STR(""), e);
	if (!s->dead)
		s->dead = table_end(&s->table, &s->rd, e);
	return s->dead;
}

bool intake_stream_apart(const struct intake_stream *s)
{
	return s->form == INPUT_NDJSON && s->started && !s->dead && s->text.form == TEXT_UTF8 &&
	       s->carry.n == 0 && !s->skipping;
}

int intake_stream_part(const struct intake_hints *h, const struct intake_sink *sink,
	struct intake_stream **out, struct err *e)
{
	int rc = intake_stream_new(INPUT_NDJSON, h, sink, out, e);

	if (!rc)
		(*out)->started = true; /* what a part begins with is no mark of an encoding */
	return rc;
}

size_t intake_stream_line(const struct intake_stream *s)
{
	return s->line;
}

void intake_stream_count(struct intake_stream *s, size_t line)
{
	s->line = line;
}
