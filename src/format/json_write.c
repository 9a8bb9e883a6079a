/* SPDX-License-Identifier: Apache-2.0 */
#include "format/json.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/utf8.h"

void jw_init(struct jw *w, struct buf *b)
{
	*w = (struct jw){ .b = b, .first = 1 };
}

static uint64_t bit(const struct jw *w)
{
	return (uint64_t)1 << w->depth;
}

static void newline(struct jw *w)
{
	if (!w->pretty)
		return;
	buf_addc(w->b, '\n');
	for (int i = 0; i < w->depth; i++)
		buf_addz(w->b, "  ");
}

/* Before a value: comma where one is due, and no value where a key is due. */
static bool before(struct jw *w)
{
	bool in_object = w->depth > 0 && !(w->array & bit(w));

	if (in_object != w->key) {
		w->b->bad = true;
		return false;
	}
	if (w->key) {
		w->key = false;
		return true;
	}
	if (!(w->first & bit(w))) {
		if (w->depth == 0) {
			w->b->bad = true; /* two values at the top */
			return false;
		}
		buf_addc(w->b, ',');
	}
	w->first &= ~bit(w);
	if (w->depth)
		newline(w);
	return true;
}

static void begin(struct jw *w, bool array)
{
	if (!before(w))
		return;
	if (w->depth >= 60) {
		w->b->bad = true;
		return;
	}
	buf_addc(w->b, array ? '[' : '{');
	w->depth++;
	w->first |= bit(w);
	if (array)
		w->array |= bit(w);
	else
		w->array &= ~bit(w);
}

void jw_object(struct jw *w)
{
	begin(w, false);
}

void jw_array(struct jw *w)
{
	begin(w, true);
}

void jw_end(struct jw *w)
{
	bool array = w->array & bit(w), empty = w->first & bit(w);

	if (w->depth == 0 || w->key) {
		w->b->bad = true;
		return;
	}
	w->depth--;
	if (!empty)
		newline(w);
	buf_addc(w->b, array ? ']' : '}');
}

static bool plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void quoted(struct buf *b, struct str s)
{
	size_t i = 0, run = 0;
	char *to;

	while (i < s.n && plain((unsigned char)s.p[i]))
		i++;
	if (i == s.n && s.n && (to = buf_room(b, s.n + 2))) { /* nearly every text */
		to[0] = '"';
		memcpy(to + 1, s.p, s.n);
		to[s.n + 1] = '"';
		buf_took(b, s.n + 2);
		return;
	}
	buf_addc(b, '"');
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		uint32_t u;
		size_t len;

		if (plain(c)) {
			i++;
			continue;
		}
		len = utf8_decode(str_from(s, i), &u);
		if (len > 1) {
			i += len;
			continue;
		}
		buf_add(b, str_sub(s, run, i - run));
		if (len == 0)
			buf_addz(b, "\xef\xbf\xbd");
		else if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c == '\n')
			buf_addz(b, "\\n");
		else if (c == '\t')
			buf_addz(b, "\\t");
		else
			buf_printf(b, "\\u%04x", c);
		run = ++i;
	}
	buf_add(b, str_from(s, run));
	buf_addc(b, '"');
}

void jw_key_str(struct jw *w, struct str name)
{
	if (w->depth == 0 || (w->array & bit(w)) || w->key) {
		w->b->bad = true;
		return;
	}
	if (!(w->first & bit(w)))
		buf_addc(w->b, ',');
	w->first &= ~bit(w);
	newline(w);
	quoted(w->b, name);
	buf_addz(w->b, w->pretty ? ": " : ":");
	w->key = true;
}

void jw_key(struct jw *w, const char *name)
{
	jw_key_str(w, str_of(name));
}

void jw_str(struct jw *w, struct str s)
{
	if (!s.p)
		jw_null(w);
	else if (before(w))
		quoted(w->b, s);
}

void jw_z(struct jw *w, const char *z)
{
	jw_str(w, str_of(z));
}

void jw_raw(struct jw *w, struct str json)
{
	if (before(w))
		buf_add(w->b, json);
}

static void number(struct jw *w, bool negative, uint64_t v)
{
	char text[21], *p = text + sizeof(text);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	if (negative)
		*--p = '-';
	jw_raw(w, str_make(p, (size_t)(text + sizeof(text) - p)));
}

void jw_i64(struct jw *w, int64_t v)
{
	number(w, v < 0, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void jw_u64(struct jw *w, uint64_t v)
{
	number(w, false, v);
}

void jw_double(struct jw *w, double v)
{
	if (!before(w))
		return;
	if (isfinite(v))
		buf_printf(w->b, "%.10g", v);
	else
		buf_addz(w->b, "null");
}

void jw_bool(struct jw *w, bool v)
{
	jw_raw(w, v ? STR("true") : STR("false"));
}

void jw_null(struct jw *w)
{
	jw_raw(w, STR("null"));
}

void jw_value(struct jw *w, const struct json *v)
{
	switch (v->type) {
	case JSON_NULL: jw_null(w); return;
	case JSON_FALSE: jw_bool(w, false); return;
	case JSON_TRUE: jw_bool(w, true); return;
	case JSON_NUMBER: jw_raw(w, v->text); return;
	case JSON_STRING: jw_str(w, v->text.p ? v->text : STR("")); return;
	case JSON_ARRAY: jw_array(w); break;
	case JSON_OBJECT: jw_object(w); break;
	}
	JSON_EACH (item, v) {
		if (v->type == JSON_OBJECT)
			jw_key_str(w, item->key.p ? item->key : STR(""));
		jw_value(w, item);
	}
	jw_end(w);
}

void jw_kstr(struct jw *w, const char *key, struct str s)
{
	jw_key(w, key);
	jw_str(w, s);
}

void jw_kz(struct jw *w, const char *key, const char *z)
{
	jw_kstr(w, key, str_of(z));
}

void jw_ki64(struct jw *w, const char *key, int64_t v)
{
	jw_key(w, key);
	jw_i64(w, v);
}

void jw_kbool(struct jw *w, const char *key, bool v)
{
	jw_key(w, key);
	jw_bool(w, v);
}

void jw_ktime(struct jw *w, const char *key, int64_t at_s)
{
	char text[CLOCK_TEXT];

	jw_kz(w, key, at_s == CLOCK_NONE ? NULL : clock_format(at_s, text));
}

int jw_check(const struct jw *w, struct err *e)
{
	if (w->depth || w->key)
		return err_set(e, BW_EBUG, "JSON left open at depth %d", w->depth);
	return buf_check(w->b, "JSON text", e);
}
