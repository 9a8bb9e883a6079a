/* SPDX-License-Identifier: Apache-2.0 */
#include "format/json.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/limit.h"
#include "base/utf8.h"

struct parser {
	struct arena *a;
	struct str in;
	size_t at;
	uint32_t nodes;
	struct json_where where;
	struct err *e;
};

static int fail(struct parser *p, size_t at, int code, const char *what)
{
	size_t line = 1, start = 0;

	if (at > p->in.n)
		at = p->in.n;
	for (size_t i = 0; i < at; i++)
		if (p->in.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	p->where = (struct json_where){ line, at - start + 1 };
	return err_set(p->e, code, "%s", what);
}

static void skip_space(struct parser *p)
{
	while (p->at < p->in.n) {
		char c = p->in.p[p->at];

		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return;
		p->at++;
	}
}

static bool hex4(const struct parser *p, size_t at, uint32_t *out)
{
	uint32_t v = 0;

	if (p->in.n - at < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		int d = ch_hex(p->in.p[at + i]);

		if (d < 0)
			return false;
		v = v << 4 | (uint32_t)d;
	}
	*out = v;
	return true;
}

/* One escape at p->at (on the backslash), written to ${to}; advances both. */
static int unescape(struct parser *p, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	size_t start = p->at;
	const char *hit;
	uint32_t c, low;

	if (p->in.n - p->at < 2)
		return fail(p, p->in.n, BW_EPARSE, "string ends early");
	if (p->in.p[p->at + 1] != 'u') {
		hit = memchr(from, p->in.p[p->at + 1], sizeof(from) - 1);
		if (!hit)
			return fail(p, start, BW_EPARSE, "unknown escape in string");
		*(*to)++ = into[hit - from];
		p->at += 2;
		return BW_OK;
	}
	if (!hex4(p, p->at + 2, &c))
		return fail(p, start, BW_EPARSE, "\\u without four hexadecimal digits");
	p->at += 6;
	if (c >= 0xd800 && c < 0xdc00 && p->in.n - p->at >= 6 && p->in.p[p->at] == '\\' &&
		p->in.p[p->at + 1] == 'u' && hex4(p, p->at + 2, &low) && low >= 0xdc00 &&
		low < 0xe000) {
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		p->at += 6;
	}
	if (c == 0)
		return fail(p, start, BW_EPARSE, "NUL character in string");
	if (c >= 0xd800 && c < 0xe000)
		return fail(p, start, BW_EPARSE, "half of a surrogate pair in string");
	*to += utf8_encode(c, *to);
	return BW_OK;
}

#ifdef __SSE2__
/* Sixteen characters at a time while there are as many: the place of the first that is quote, backslash
 * or control, or where fewer than sixteen are left. */
static size_t plain_blocks(struct str in, size_t at, bool *found)
{
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
	const __m128i space = _mm_set1_epi8(0x20);

	for (; in.n - at >= 16; at += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(in.p + at));
		__m128i plain = _mm_cmpeq_epi8(_mm_max_epu8(v, space), v);
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash));
		unsigned mask = (unsigned)_mm_movemask_epi8(hit) |
				(~(unsigned)_mm_movemask_epi8(plain) & 0xffff);

		if (mask) {
			*found = true;
			return at + (size_t)__builtin_ctz(mask);
		}
	}
	return at;
}
#else
static size_t plain_blocks(struct str in, size_t at, bool *found)
{
	(void)in;
	(void)found;
	return at;
}
#endif

static size_t plain_tail(struct str in, size_t at)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;

	while (in.n - at >= 8) {
		uint64_t w, quote, slash, ctl;

		memcpy(&w, in.p + at, 8);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		ctl = (w - ones * 0x20) & ~w;
		quote = (quote - ones) & ~quote;
		slash = (slash - ones) & ~slash;
		if ((quote | slash | ctl) & high)
			break;
		at += 8;
	}
	while (at < in.n && in.p[at] != '"' && in.p[at] != '\\' && (unsigned char)in.p[at] >= 0x20)
		at++;
	return at;
}

/* Advance over plain characters: stops at quote, backslash, control or the end. */
static size_t plain_run(struct str in, size_t at)
{
	bool found = false;

	at = plain_blocks(in, at, &found);
	return found ? at : plain_tail(in, at);
}

/* A string at p->at (on its quote). */
static int parse_string(struct parser *p, struct str *out)
{
	size_t start = ++p->at;
	char *copy, *to;
	int rc;

	p->at = plain_run(p->in, p->at);
	if (p->at < p->in.n && p->in.p[p->at] == '"') {
		*out = str_sub(p->in, start, p->at - start);
		p->at++;
		return BW_OK;
	}
	/* An escape never grows: six bytes become at most three, twelve at most four. */
	size_t end = p->at;

	while (end < p->in.n && p->in.p[end] != '"')
		end += p->in.p[end] == '\\' ? 2 : 1;
	if (end >= p->in.n)
		return fail(p, p->in.n, BW_EPARSE, "string ends early");
	copy = to = arena_alloc(p->a, end - start + 1);
	if (!copy)
		return err_nomem(p->e);
	for (p->at = start;;) {
		size_t from = p->at;

		p->at = plain_run(p->in, from);
		memcpy(to, p->in.p + from, p->at - from);
		to += p->at - from;
		if (p->at >= p->in.n)
			return fail(p, p->in.n, BW_EPARSE, "string ends early");
		if (p->in.p[p->at] == '"')
			break;
		if (p->in.p[p->at] != '\\')
			return fail(p, p->at, BW_EPARSE, "control character in string");
		rc = unescape(p, &to);
		if (rc)
			return rc;
	}
	*out = (struct str){ copy, (size_t)(to - copy) };
	p->at++;
	return BW_OK;
}

static size_t digits(const struct parser *p, size_t at)
{
	while (at < p->in.n && ch_digit(p->in.p[at]))
		at++;
	return at;
}

static int parse_number(struct parser *p, struct json *v)
{
	size_t start = p->at, at = start, run;

	if (p->in.p[at] == '-')
		at++;
	run = digits(p, at);
	if (run == at || (p->in.p[at] == '0' && run != at + 1))
		return fail(p, start, BW_EPARSE, "not a number");
	at = run;
	if (at < p->in.n && p->in.p[at] == '.') {
		run = digits(p, at + 1);
		if (run == at + 1)
			return fail(p, start, BW_EPARSE, "not a number");
		at = run;
	}
	if (at < p->in.n && (p->in.p[at] == 'e' || p->in.p[at] == 'E')) {
		at++;
		if (at < p->in.n && (p->in.p[at] == '+' || p->in.p[at] == '-'))
			at++;
		run = digits(p, at);
		if (run == at)
			return fail(p, start, BW_EPARSE, "not a number");
		at = run;
	}
	v->type = JSON_NUMBER;
	v->text = str_sub(p->in, start, at - start);
	p->at = at;
	return BW_OK;
}

static int parse_word(struct parser *p, const char *word, enum json_type type, struct json *v)
{
	if (!str_starts(str_from(p->in, p->at), str_of(word)))
		return fail(p, p->at, BW_EPARSE, "expected a value");
	v->type = type;
	p->at += strlen(word);
	return BW_OK;
}

static int parse_value(struct parser *p, int depth, struct json *v);

/* A key seen before in this object?  ${seen} holds a bit for (length, ends): only a hit is compared. */
static bool key_twice(const struct json *object, const struct json *member, uint64_t *seen)
{
	struct str k = member->key;
	unsigned mix = (unsigned)k.n * 7;
	uint64_t bit;

	if (k.n)
		mix += (unsigned char)k.p[0] * 31u + (unsigned char)k.p[k.n - 1] * 17u +
		       (unsigned char)k.p[k.n / 2] * 5u;
	bit = (uint64_t)1 << (mix & 63);
	if (*seen & bit)
		for (const struct json *m = object->first; m && m != member; m = m->next)
			if (str_eq(m->key, k))
				return true;
	*seen |= bit;
	return false;
}

static int parse_list(struct parser *p, int depth, struct json *v)
{
	bool object = p->in.p[p->at] == '{';
	char close = object ? '}' : ']';
	struct json **tail = &v->first;
	uint64_t seen = 0;
	int rc;

	v->type = object ? JSON_OBJECT : JSON_ARRAY;
	if (depth >= LIMIT_JSON_DEPTH)
		return fail(p, p->at, BW_ELIMIT, "nested too deep");
	p->at++;
	skip_space(p);
	if (p->at < p->in.n && p->in.p[p->at] == close) {
		p->at++;
		return BW_OK;
	}
	for (;;) {
		struct json *item;

		if (++p->nodes > LIMIT_JSON_NODES)
			return fail(p, p->at, BW_ELIMIT, "too many values");
		item = ARENA_NEW(p->a, struct json);
		if (!item)
			return err_nomem(p->e);
		if (object) {
			size_t key_at = p->at;

			if (p->at >= p->in.n || p->in.p[p->at] != '"')
				return fail(p, p->at, BW_EPARSE, "expected a member name");
			rc = parse_string(p, &item->key);
			if (rc)
				return rc;
			*tail = item;
			if (key_twice(v, item, &seen))
				return fail(p, key_at, BW_EPARSE, "a member is named twice");
			skip_space(p);
			if (p->at >= p->in.n || p->in.p[p->at] != ':')
				return fail(p, p->at, BW_EPARSE, "expected ':'");
			p->at++;
			skip_space(p);
		}
		*tail = item;
		tail = &item->next;
		v->n++;
		rc = parse_value(p, depth + 1, item);
		if (rc)
			return rc;
		skip_space(p);
		if (p->at < p->in.n && p->in.p[p->at] == ',') {
			p->at++;
			skip_space(p);
			continue;
		}
		if (p->at < p->in.n && p->in.p[p->at] == close) {
			p->at++;
			return BW_OK;
		}
		return fail(p, p->at, BW_EPARSE,
			object ? "expected ',' or '}'" : "expected ',' or ']'");
	}
}

static int parse_value(struct parser *p, int depth, struct json *v)
{
	int rc;

	if (p->at >= p->in.n)
		return fail(p, p->at, BW_EPARSE, "expected a value");
	v->at = p->at;
	switch (p->in.p[p->at]) {
	case '{':
	case '[': rc = parse_list(p, depth, v); break;
	case '"':
		v->type = JSON_STRING;
		rc = parse_string(p, &v->text);
		break;
	case 't': rc = parse_word(p, "true", JSON_TRUE, v); break;
	case 'f': rc = parse_word(p, "false", JSON_FALSE, v); break;
	case 'n': rc = parse_word(p, "null", JSON_NULL, v); break;
	default: rc = parse_number(p, v); break;
	}
	v->end = p->at;
	return rc;
}

static int parse_all(struct parser *p, struct json **out)
{
	struct json *v = ARENA_NEW(p->a, struct json);
	size_t bad;
	int rc;

	if (!v)
		return err_nomem(p->e);
	bad = utf8_bad(p->in);
	if (bad != SIZE_MAX)
		return fail(p, bad, BW_EPARSE, "byte that is not UTF-8");
	skip_space(p);
	rc = parse_value(p, 0, v);
	if (rc)
		return rc;
	skip_space(p);
	if (p->at != p->in.n)
		return fail(p, p->at, BW_EPARSE, "something follows the value");
	*out = v;
	return BW_OK;
}

int json_parse_where(
	struct arena *a, struct str in, struct json **out, struct json_where *where, struct err *e)
{
	struct parser p = { .a = a, .in = in, .e = e };
	int rc = parse_all(&p, out);

	*where = p.where;
	return rc;
}

int json_parse(struct arena *a, struct str in, struct json **out, struct err *e)
{
	struct json_where where;
	int rc = json_parse_where(a, in, out, &where, e);

	if (rc && rc != BW_ENOMEM)
		return err_prefix(e, "line %zu, column %zu: ", where.line, where.column);
	return rc;
}

const struct json *json_get_str(const struct json *object, struct str name)
{
	if (!object || object->type != JSON_OBJECT)
		return NULL;
	JSON_EACH (m, object)
		if (str_eq(m->key, name))
			return m;
	return NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
	return json_get_str(object, str_of(name));
}

struct str json_text(const struct json *object, const char *name)
{
	const struct json *v = json_get(object, name);

	if (!v || v->type != JSON_STRING)
		return (struct str){ NULL, 0 };
	return v->text.p ? v->text : STR("");
}

bool json_i64(const struct json *v, int64_t *out)
{
	return v && v->type == JSON_NUMBER && str_i64(v->text, out);
}

/* Short decimals exactly: a whole number below 2^53 divided by a power of ten up to 10^15 is rounded once
 * (Clinger 1990). */
static bool short_decimal(struct str s, double *out)
{
	static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15 };
	size_t at = s.n && s.p[0] == '-', point = SIZE_MAX;
	bool negative = at;
	uint64_t m = 0;
	double d;

	if (s.n == 0 || s.n > 15)
		return false;
	for (; at < s.n; at++) {
		if (s.p[at] == '.')
			point = at;
		else if (ch_digit(s.p[at]))
			m = m * 10 + (uint64_t)(s.p[at] - '0');
		else
			return false;
	}
	d = (double)m;
	if (point != SIZE_MAX)
		d /= power[s.n - point - 1];
	*out = negative ? -d : d;
	return true;
}

bool json_double(const struct json *v, double *out)
{
	char text[64], *end;
	double d;

	if (!v || v->type != JSON_NUMBER)
		return false;
	if (short_decimal(v->text, out))
		return true;
	if (v->text.n >= sizeof(text))
		return false;
	memcpy(text, v->text.p, v->text.n);
	text[v->text.n] = '\0';
	d = strtod(text, &end);
	if (*end)
		return false;
	*out = d;
	return true;
}

const char *json_type_name(enum json_type t)
{
	static const char *const names[] = { "null", "false", "true", "number", "string", "array",
		"object" };

	return names[t];
}
