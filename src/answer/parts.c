/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/parts.h"

#include "base/buf.h"
#include "base/limit.h"
#include "base/vec.h"

#define NUMBER_MOST 13 /* digits of the largest number in base 32 */

struct str reply_case(struct str text, size_t at)
{
	for (; at + 2 < text.n; at++) {
		size_t n = 0;
		bool digit = false;

		if (ch_tolower(text.p[at]) != 'c' || text.p[at + 1] != '-' ||
			(at && (ch_alnum(text.p[at - 1]) || text.p[at - 1] == '-')))
			continue;
		while (at + 2 + n < text.n && ch_alnum(text.p[at + 2 + n])) {
			digit = digit || ch_digit(text.p[at + 2 + n]);
			n++;
		}
		/* numbers are padded with zeros: one without a digit is a word */
		if (digit && n <= NUMBER_MOST &&
			(at + 2 + n == text.n || text.p[at + 2 + n] != '-'))
			return str_sub(text, at, n + 2);
	}
	return (struct str){ NULL, 0 };
}

struct taking_apart {
	struct arena *a;
	struct {
		struct reply_part *v;
		size_t n, cap;
	} parts;
	struct {
		struct str *v;
		size_t n, cap;
	} cases; /* of the part in hand */
	struct buf words; /* of the part in hand */
	struct buf rest; /* words about nothing that is named */
	struct str lead; /* the last of them */
	size_t lead_at; /* in the rest; SIZE_MAX: it is about what is named below it */
	size_t named;
	bool nomem;
};

static bool has_words(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ch_alpha(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

static void add_part(struct taking_apart *t, struct str words)
{
	struct reply_part *p = VEC_PUSH(t->a, &t->parts);

	if (p)
		*p = (struct reply_part){ t->cases.v, t->cases.n, words };
	else
		t->nomem = true;
}

/* The part in hand is complete. */
static void close_part(struct taking_apart *t)
{
	struct str words = arena_dup(t->a, buf_str(&t->words));

	if (!words.p && t->words.n)
		t->nomem = true;
	if (t->cases.n && has_words(words)) {
		add_part(t, words);
	} else if (t->cases.n) {
		add_part(t, t->lead);
		if (t->lead_at != SIZE_MAX)
			t->rest.n = t->lead_at;
		t->lead_at = SIZE_MAX;
	} else if (has_words(words)) {
		t->lead = words;
		t->lead_at = t->rest.n;
		buf_add(&t->rest, words);
	}
	t->cases.v = NULL;
	t->cases.n = t->cases.cap = 0;
	buf_reset(&t->words);
}

/* A piece without the numbers in it; they become those of the part in hand. */
static void take_numbers(struct taking_apart *t, struct str piece)
{
	struct str c;
	size_t at = 0;

	while (t->named < LIMIT_PARCEL && (c = reply_case(piece, at)).n) {
		size_t found = (size_t)(c.p - piece.p);
		struct str *to = VEC_PUSH(t->a, &t->cases);

		if (to)
			*to = c;
		else
			t->nomem = true;
		t->named++;
		buf_add(&t->words, str_sub(piece, at, found - at));
		at = found + c.n;
	}
	buf_add(&t->words, str_from(piece, at));
	buf_addc(&t->words, '\n');
}

static bool ends_in_colon(struct str line)
{
	line = str_trim(line);
	return line.n && line.p[line.n - 1] == ':';
}

static void take_piece(struct taking_apart *t, struct str piece)
{
	bool names = reply_case(piece, 0).n && t->named < LIMIT_PARCEL;

	if (names) {
		/* numbers below numbers go together until words come */
		if (!t->cases.n || has_words(buf_str(&t->words)))
			close_part(t);
	} else if (!str_trim(piece).n || ends_in_colon(piece)) {
		close_part(t);
		if (!str_trim(piece).n)
			return;
	}
	take_numbers(t, piece);
}

/* Up to a semicolon or the end of a sentence, where a case is named behind it: ${last} is where the last is. */
static size_t piece_end(struct str line, size_t last)
{
	for (size_t i = 0; i < line.n && i < last; i++)
		if (line.p[i] == ';' ||
			(line.p[i] == '.' && i + 1 < line.n && line.p[i + 1] == ' '))
			return i + 1;
	return line.n;
}

static size_t last_number(struct str line)
{
	size_t last = 0;
	struct str c;

	for (size_t at = 0; (c = reply_case(line, at)).n; at = last + c.n)
		last = (size_t)(c.p - line.p);
	return last;
}

static void take_line(struct taking_apart *t, struct str line)
{
	size_t last = last_number(line), end;

	do {
		end = piece_end(line, last);
		take_piece(t, str_sub(line, 0, end));
		line = str_from(line, end);
		last = last > end ? last - end : 0;
	} while (line.n);
}

int reply_parts(struct arena *a, struct str text, struct reply_part **out, size_t *n, struct err *e)
{
	struct taking_apart t = { .a = a, .lead = STR(""), .lead_at = SIZE_MAX };
	struct str line;

	buf_init(&t.words, text.n * 2 + 2);
	buf_init(&t.rest, text.n * 2 + 2);
	while (str_cut(&text, '\n', &line))
		take_line(&t, line);
	close_part(&t);
	if (has_words(buf_str(&t.rest))) {
		struct str rest = arena_dup(a, buf_str(&t.rest));

		t.nomem = t.nomem || !rest.p;
		add_part(&t, rest);
	}
	t.nomem = t.nomem || t.words.bad || t.rest.bad;
	buf_done(&t.words);
	buf_done(&t.rest);
	*out = t.parts.v;
	*n = t.parts.n;
	return t.nomem ? err_nomem(e) : BW_OK;
}
