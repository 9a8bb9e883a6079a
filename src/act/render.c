/* SPDX-License-Identifier: Apache-2.0 */
/* render.c -- a template's lines with what stands in braces filled in.
 *
 * A line that names an empty field is left out, and so is the line before it where that ends in a colon.
 * A line of its own "{+name}" is a fragment.  Values are safe to print already. */
#include "act/inner.h"
#include "base/utf8.h"

#define COLUMNS 76

static const char *const field_names[] = {
#define X(name) #name,
	ACT_FIELDS(X)
#undef X
};
static const char *const fragment_names[] = {
#define X(name) #name,
	ACT_FRAGMENTS(X)
#undef X
};

static size_t index_of(const char *const *names, size_t n, struct str name)
{
	size_t i = 0;

	while (i < n && !str_is(name, names[i]))
		i++;
	return i;
}

/* The next part of a line: text, then perhaps a field.  False at the end. */
static bool next_part(struct str *rest, struct str *text, size_t *field)
{
	size_t open, close;

	if (!rest->n)
		return false;
	open = str_find_byte(*rest, '{', 0);
	close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(*rest, '}', open);
	*field = FIELD_COUNT;
	*text = close == SIZE_MAX ? *rest : str_sub(*rest, 0, open);
	if (close == SIZE_MAX) {
		rest->n = 0;
		return true;
	}
	*field = index_of(field_names, FIELD_COUNT, str_sub(*rest, open + 1, close - open - 1));
	*rest = str_from(*rest, close + 1);
	return true;
}

static bool has_empty(struct str line, const struct fields *f)
{
	struct str rest = line, text;
	size_t field;

	while (next_part(&rest, &text, &field))
		if (field < FIELD_COUNT && !f->v[field].n)
			return true;
	return false;
}

static void fill_line(struct buf *out, struct str line, const struct fields *f)
{
	struct str rest = line, text;
	size_t field;

	while (next_part(&rest, &text, &field)) {
		buf_add(out, text);
		if (field < FIELD_COUNT)
			buf_add(out, f->v[field]);
	}
}

/* At spaces; a word that is longer than a line has one of its own. */
static void wrap(struct buf *out, struct str line)
{
	int indent = str_starts(line, STR("- ")) ? 2 : 0;
	size_t column = 0;
	struct str rest = line, word;

	while (str_cut(&rest, ' ', &word)) {
		size_t wide = utf8_count(word);

		if (column && column + 1 + wide > COLUMNS) {
			buf_addc(out, '\n');
			for (int i = 0; i < indent; i++)
				buf_addc(out, ' ');
			column = (size_t)indent;
		} else if (column) {
			buf_addc(out, ' ');
			column++;
		}
		buf_add(out, word);
		column += wide;
	}
	buf_addc(out, '\n');
}

struct output {
	struct buf *b;
	struct buf line;
	size_t heading; /* where a line that ends in a colon began; SIZE_MAX: none before */
	bool blank; /* the last line written was empty */
	size_t from;
};

static void blank_line(struct output *o)
{
	if (!o->blank && o->b->n > o->from)
		buf_addc(o->b, '\n');
	o->blank = true;
	o->heading = SIZE_MAX;
}

static void add_line(struct output *o, struct str line, const struct fields *f)
{
	size_t at = o->b->n;
	struct str text, part;

	if (has_empty(line, f)) {
		if (o->heading != SIZE_MAX)
			o->b->n = o->heading;
		o->heading = SIZE_MAX;
		return;
	}
	buf_reset(&o->line);
	fill_line(&o->line, line, f);
	text = buf_str(&o->line);
	if (o->line.bad)
		o->b->bad = true;
	/* A value of several lines is laid out already. */
	if (str_find_byte(text, '\n', 0) == SIZE_MAX)
		wrap(o->b, text);
	else
		while (str_cut(&text, '\n', &part)) {
			buf_add(o->b, part);
			buf_addc(o->b, '\n');
		}
	o->blank = false;
	o->heading = line.n && line.p[line.n - 1] == ':' ? at : SIZE_MAX;
}

static void add_lines(struct output *o, struct str text, const struct fields *f)
{
	struct str rest = text, line;

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!line.n)
			blank_line(o);
		else
			add_line(o, line, f);
	}
}

void render(struct buf *out, const struct lang *l, struct str template, const struct fields *f)
{
	struct output o = { .b = out, .heading = SIZE_MAX, .blank = true, .from = out->n };
	struct str rest = str_trim(template), line;

	buf_init(&o.line, 256u << 10);
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!line.n) {
			blank_line(&o);
		} else if (str_starts(line, STR("{+"))) {
			size_t i = index_of(
				fragment_names, FRAGMENT_COUNT, str_sub(line, 2, line.n - 3));

			if (i < FRAGMENT_COUNT)
				add_lines(&o, l->fragments[i], f);
		} else {
			add_line(&o, line, f);
		}
	}
	buf_done(&o.line);
	while (out->n > o.from + 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n')
		out->n--;
}

void render_line(struct buf *out, struct str template, const struct fields *f, size_t most)
{
	size_t from = out->n;

	fill_line(out, template, f);
	if (out->n - from > most) { /* not within a character */
		out->n = from + most;
		while (out->n > from && ((unsigned char)out->p[out->n] & 0xc0) == 0x80)
			out->n--;
	}
	for (size_t i = from; i < out->n; i++)
		if (out->p[i] == '\n' || out->p[i] == '\r')
			out->p[i] = ' ';
}

struct str quoted_lines(struct arena *a, struct str words)
{
	char q[QUOTE_ROOM(1024)];
	struct str rest = str_trim(words), line, out;
	struct buf b, one;

	if (!rest.n)
		return STR("");
	buf_init(&b, 64u << 10);
	buf_init(&one, 16u << 10);
	while (str_cut(&rest, '\n', &line)) {
		struct str wrapped, part;

		buf_reset(&one);
		wrap(&one, str_of(str_quote(str_trim(line), 1024, q)));
		wrapped = str_sub(buf_str(&one), 0, one.n ? one.n - 1 : 0);
		while (str_cut(&wrapped, '\n', &part))
			buf_printf(
				&b, "%s>%s%.*s", b.n ? "\n" : "", part.n ? " " : "", STR_ARG(part));
	}
	out = b.bad || one.bad ? (struct str){ NULL, 0 } : arena_dup(a, buf_str(&b));
	buf_done(&b);
	buf_done(&one);
	return out;
}

void template_faults(struct str template, const char *where, struct buf *faults)
{
	size_t at = 0;

	for (size_t i = 0; i < template.n; i++)
		if ((unsigned char)template.p[i] < ' ' && template.p[i] != '\n') {
			buf_printf(faults, "%s: a control character\n", where);
			break;
		}
	while ((at = str_find_byte(template, '{', at)) != SIZE_MAX) {
		size_t close = str_find_byte(template, '}', at);
		struct str name =
			str_sub(template, at + 1, close == SIZE_MAX ? 20 : close - at - 1);
		bool fragment = str_starts(name, STR("+"));

		if (close == SIZE_MAX ||
			(fragment ? index_of(fragment_names, FRAGMENT_COUNT, str_from(name, 1)) ==
						FRAGMENT_COUNT
				  : index_of(field_names, FIELD_COUNT, name) == FIELD_COUNT))
			buf_printf(faults, "%s: there is no '{%.*s}'\n", where, STR_ARG(name));
		at++;
	}
}
