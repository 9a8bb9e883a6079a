/* SPDX-License-Identifier: Apache-2.0 */
/* What form some bytes have: content first, then the name. */
#include "base/limit.h"
#include "format/list.h"
#include "intake/table.h"
#include "intake/text.h"

/* A field of a message header at the beginning of a line (RFC 5322 2.2). */
static bool header_field(struct str line)
{
	static const char *const names[] = { "From", "Received", "Return-Path", "Delivered-To",
		"MIME-Version", "Message-ID", "Date", "Subject", "To", "Reply-To", "Sender",
		"Content-Type", "X-XARF", "X-ARF", "DKIM-Signature", "Authentication-Results",
		"ARC-Seal", "X-Original-To", "Envelope-To", "X-Mailer", "Received-SPF", "Cc",
		"Auto-Submitted", "Precedence" };
	size_t colon = str_find_byte(line, ':', 0);

	if (str_starts(line, STR("From ")) && str_find_byte(line, '@', 0) != SIZE_MAX)
		return true; /* mbox */
	if (colon == SIZE_MAX)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(str_sub(line, 0, colon), str_of(names[i])))
			return true;
	return false;
}

static bool has(struct str s, const char *what)
{
	return str_find_nocase(s, str_of(what), 0) != SIZE_MAX;
}

static enum input_form by_name(struct str name)
{
	static const struct {
		const char *end;
		enum input_form form;
	} ends[] = { { ".eml", INPUT_MAIL }, { ".msg", INPUT_MAIL }, { ".mbox", INPUT_MAIL },
		{ ".csv", INPUT_CSV }, { ".tsv", INPUT_CSV }, { ".txt", INPUT_LIST },
		{ ".list", INPUT_LIST }, { ".hosts", INPUT_LIST }, { ".ndjson", INPUT_NDJSON },
		{ ".jsonl", INPUT_NDJSON }, { ".json", INPUT_JSON } };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str end = str_of(ends[i].end);

		if (name.n >= end.n && str_eq_nocase(str_from(name, name.n - end.n), end))
			return ends[i].form;
	}
	return INPUT_UNKNOWN;
}

/* "{": one object over several lines, or one a line? */
static enum input_form braces(struct str text, struct str name)
{
	struct str rest = text, line, next = STR("");

	(void)str_cut(&rest, '\n', &line);
	line = str_trim(line);
	while (rest.p && next.n == 0 && str_cut(&rest, '\n', &next))
		next = str_trim(next);
	if (by_name(name) == INPUT_NDJSON)
		return INPUT_NDJSON;
	if (line.n > 1 && line.p[line.n - 1] == '}' && next.n && next.p[0] == '{')
		return INPUT_NDJSON;
	if (has(text, "\"xarf_version\"") || has(text, "\"ReporterInfo\""))
		return INPUT_XARF;
	return INPUT_JSON;
}

/* Lines without braces: a table, or a list? */
static enum input_form lines(struct str text, struct str name)
{
	enum input_form named = by_name(name);
	struct list_names names;
	struct table t;
	struct arena a;
	struct str rest = text, line;
	size_t rows = 0, list_rows = 0, list_only = 0, columns, header;

	arena_init(&a, 0);
	table_init(&t);
	table_learn(&t, &a, text, false);
	columns = t.columns;
	header = t.header_line;
	table_done(&t);
	arena_done(&a);
	while (rows < 64 && str_cut(&rest, '\n', &line)) {
		enum list_line kind = list_parse(line, &names);

		line = str_trim(line);
		if (kind == LIST_BLANK)
			continue;
		rows++;
		list_rows += kind == LIST_ROW;
		list_only += line.p[0] == '|' || line.p[0] == '@' || names.n > 1 ||
			     str_starts(line, STR("0.0.0.0")) || str_starts(line, STR("127.0.0.1"));
	}
	if (header && (columns > 1 || named == INPUT_CSV))
		return INPUT_CSV;
	if (columns > 1 && list_only * 2 < rows)
		return INPUT_CSV;
	if (named == INPUT_CSV || named == INPUT_LIST)
		return named;
	if (header)
		return INPUT_CSV; /* one column with a heading */
	return list_rows * 2 >= rows && rows ? INPUT_LIST : named;
}

static enum input_form detect(struct str text, struct str name)
{
	struct str s = str_trim(text), first;

	if (s.n == 0)
		return by_name(name);
	first = str_sub(s, 0, str_find_byte(s, '\n', 0));
	if (s.p[0] == '{')
		return braces(s, name);
	if (s.p[0] == '[') {
		struct str inner = str_trim(str_from(s, 1));

		if (inner.n == 0 || memchr("{\"[]", inner.p[0], 4))
			return INPUT_JSON;
	}
	if (header_field(first))
		return has(text, "feedback-report") ? INPUT_ARF : INPUT_MAIL;
	if (memchr(text.p, '\0', text.n))
		return INPUT_UNKNOWN;
	return lines(text, name);
}

enum input_form intake_detect(struct str head, struct str file_name)
{
	enum input_form form;
	struct text t;
	struct buf wide;

	head = str_sub(head, 0, LIMIT_HEAD_BYTES);
	if (head.n == 0)
		return by_name(file_name);
	text_init(&t);
	head = str_from(head, text_start(&t, head));
	if (t.form == TEXT_UTF8)
		return detect(head, file_name);
	buf_init(&wide, 4 * LIMIT_HEAD_BYTES);
	text_utf16(&t, head, &wide);
	form = wide.bad ? by_name(file_name) : detect(buf_str(&wide), file_name);
	buf_done(&wide);
	return form;
}
