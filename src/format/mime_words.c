/* SPDX-License-Identifier: Apache-2.0 */
/* Text inside a message: charsets, encoded words, mailboxes, dates. */
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "format/mime.h"

/* windows-1252 0x80..0x9f; what it leaves open is U+FFFD. Anything above is Latin-1. */
static const uint16_t cp1252[32] = { 0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019,
	0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd,
	0x017e, 0x0178 };

static struct str from_western(struct arena *a, struct str in)
{
	char *to = arena_array(a, in.n + 1, 3);
	size_t n = 0;

	if (!to)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = (unsigned char)in.p[i];

		if (c < 0x80)
			to[n++] = (char)c;
		else
			n += utf8_encode(c < 0xa0 ? cp1252[c - 0x80] : c, to + n);
	}
	return str_make(to, n);
}

/* UTF-8 with what is not replaced by U+FFFD. */
static struct str repair(struct arena *a, struct str in)
{
	char *to = arena_array(a, in.n + 1, 3);
	size_t n = 0;

	if (!to)
		return (struct str){ NULL, 0 };
	while (in.n) {
		uint32_t c;
		size_t k = utf8_decode(in, &c);

		if (k)
			memcpy(to + n, in.p, k);
		else
			memcpy(to + n, "\xef\xbf\xbd", 3);
		n += k ? k : 3;
		in = str_from(in, k ? k : 1);
	}
	return str_make(to, n);
}

static struct str by_icu(struct arena *a, struct str in, const char *charset)
{
	UErrorCode err = U_ZERO_ERROR;
	UConverter *c = ucnv_open(charset, &err);
	int32_t n = 0, bytes = 0;
	UChar *wide;
	char *to;

	if (U_FAILURE(err) || in.n > INT32_MAX / 8)
		return from_western(a, in);
	wide = arena_array(a, in.n * 2 + 16, sizeof(UChar));
	if (wide)
		n = ucnv_toUChars(c, wide, (int32_t)(in.n * 2 + 16), in.p, (int32_t)in.n, &err);
	ucnv_close(c);
	if (!wide)
		return (struct str){ NULL, 0 };
	if (U_FAILURE(err))
		return from_western(a, in);
	to = arena_alloc(a, (size_t)n * 3 + 16);
	if (!to)
		return (struct str){ NULL, 0 };
	err = U_ZERO_ERROR;
	u_strToUTF8WithSub(to, n * 3 + 16, &bytes, wide, n, 0xfffd, NULL, &err);
	return U_FAILURE(err) ? from_western(a, in) : str_make(to, (size_t)bytes);
}

struct str mime_utf8(struct arena *a, struct str in, struct str charset)
{
	char name[64];

	charset = str_trim(charset);
	if (in.n == 0)
		return STR("");
	/* stateful charsets look like ASCII and are not */
	if (str_ascii(in) && !str_starts_nocase(charset, STR("iso-2022")) &&
		!str_starts_nocase(charset, STR("utf-")) && !str_starts_nocase(charset, STR("hz")))
		return in;
	if (str_eq_nocase(charset, STR("utf-8")) || str_eq_nocase(charset, STR("utf8")))
		return utf8_ok(in) ? in : repair(a, in);
	if (charset.n == 0 || charset.n >= sizeof(name) ||
		str_eq_nocase(charset, STR("us-ascii")) || str_eq_nocase(charset, STR("ascii")))
		return utf8_ok(in) ? in : from_western(a, in);
	if (str_eq_nocase(charset, STR("iso-8859-1")) ||
		str_eq_nocase(charset, STR("windows-1252")))
		return from_western(a, in);
	memcpy(name, charset.p, charset.n);
	name[charset.n] = 0;
	return by_icu(a, in, name);
}

static size_t decode_q(struct str in, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		int hi = i + 2 < in.n + 0 ? ch_hex(in.p[i + 1]) : -1;
		int lo = i + 2 < in.n + 0 ? ch_hex(in.p[i + 2]) : -1;

		if (in.p[i] == '=' && hi >= 0 && lo >= 0) {
			to[n++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			to[n++] = in.p[i] == '_' ? ' ' : in.p[i];
		}
	}
	return n;
}

static int b64(char c)
{
	if (ch_upper(c))
		return c - 'A';
	if (ch_lower(c))
		return c - 'a' + 26;
	if (ch_digit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static size_t decode_b(struct str in, char *to)
{
	uint32_t acc = 0;
	int bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		int v = b64(in.p[i]);

		if (v < 0)
			continue;
		acc = acc << 6 | (uint32_t)v;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			to[n++] = (char)(acc >> bits & 0xff);
		}
	}
	return n;
}

struct word {
	struct str charset, text; /* text is decoded bytes in the charset */
	size_t end; /* after "?=" */
};

/* "=?charset?B?text?=" at ${at}. */
static bool word_at(struct arena *a, struct str s, size_t at, struct word *out)
{
	size_t q1, q2, end;
	struct str body;
	char kind, *to;

	if (!str_starts(str_from(s, at), STR("=?")))
		return false;
	q1 = str_find_byte(s, '?', at + 2);
	if (q1 == SIZE_MAX || q1 + 3 >= s.n || s.p[q1 + 2] != '?' || q1 - at > 60)
		return false;
	kind = ch_tolower(s.p[q1 + 1]);
	q2 = q1 + 3;
	end = str_find(s, STR("?="), q2);
	/* "=?utf-8?Q??=" is empty; "?=" right after may also begin "=XX" of a Q word */
	if (end == SIZE_MAX || (kind != 'b' && kind != 'q'))
		return false;
	body = str_sub(s, q2, end - q2);
	to = arena_alloc(a, body.n + 1);
	if (!to)
		return false;
	out->charset = str_sub(s, at + 2, q1 - at - 2);
	/* RFC 2231 5: a language may follow the charset */
	if (str_find_byte(out->charset, '*', 0) != SIZE_MAX)
		out->charset.n = str_find_byte(out->charset, '*', 0);
	out->text = str_make(to, kind == 'b' ? decode_b(body, to) : decode_q(body, to));
	out->end = end + 2;
	return true;
}

static struct str unfold(struct arena *a, struct str raw)
{
	char *to = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	if (!to)
		return STR("");
	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];

		if (c == '\r' || c == '\n')
			continue;
		to[n++] = c == '\t' ? ' ' : c;
	}
	return str_trim(str_make(to, n));
}

static bool only_space(struct str s)
{
	return str_trim(s).n == 0;
}

struct str mime_words(struct arena *a, struct str raw)
{
	struct str s = unfold(a, str_sub(raw, 0, LIMIT_MIME_LINE)), held = { NULL, 0 }, set = held;
	size_t from = 0, at = 0, room;
	struct buf b;
	struct str out;

	if (str_find(s, STR("=?"), 0) == SIZE_MAX)
		return mime_utf8(a, s, STR(""));
	buf_init(&b, LIMIT_MIME_LINE * 8);
	while ((at = str_find(s, STR("=?"), at)) != SIZE_MAX) {
		struct word w;
		struct str gap = str_sub(s, from, at - from);
		char *joined;

		if (!word_at(a, s, at, &w)) {
			at += 2;
			continue;
		}
		/* RFC 2047 6.2: space between two encoded words is ignored; a character split
		 * over two words of one charset is common, so their bytes are joined first. */
		if (held.p && only_space(gap) && str_eq_nocase(set, w.charset)) {
			room = held.n + w.text.n;
			joined = arena_alloc(a, room + 1);
			if (!joined)
				break;
			memcpy(joined, held.p, held.n);
			memcpy(joined + held.n, w.text.p, w.text.n);
			held = str_make(joined, room);
		} else {
			if (held.p)
				buf_add(&b, mime_utf8(a, held, set));
			if (!held.p || !only_space(gap))
				buf_add(&b, mime_utf8(a, gap, STR("")));
			held = w.text;
			set = w.charset;
		}
		from = at = w.end;
	}
	if (held.p)
		buf_add(&b, mime_utf8(a, held, set));
	buf_add(&b, mime_utf8(a, str_from(s, from), STR("")));
	out = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return out.p ? out : STR("");
}

struct mime_mailbox mime_mailbox(struct str v)
{
	struct mime_mailbox m = { { NULL, 0 }, { NULL, 0 } };
	size_t lt = SIZE_MAX, gt;
	bool quoted = false;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '\\' && quoted)
			i++;
		else if (v.p[i] == '"')
			quoted = !quoted;
		else if (v.p[i] == '<' && !quoted) {
			lt = i;
			break;
		} else if (v.p[i] == ',' && !quoted && str_find_byte(v, '@', 0) < i) {
			v.n = i;
		}
	}
	if (lt != SIZE_MAX) {
		gt = str_find_byte(v, '>', lt);
		m.address = str_trim(str_sub(v, lt + 1, gt == SIZE_MAX ? SIZE_MAX : gt - lt - 1));
		m.name = str_trim(str_sub(v, 0, lt));
		if (m.name.n >= 2 && m.name.p[0] == '"' && m.name.p[m.name.n - 1] == '"')
			m.name = str_trim(str_sub(m.name, 1, m.name.n - 2));
	} else {
		size_t open = str_find_byte(v, '(', 0); /* "a@b.example (Name)" */

		m.address = str_trim(str_sub(v, 0, open));
		if (open != SIZE_MAX)
			m.name = str_trim(
				str_sub(v, open + 1, str_find_byte(v, ')', open) - open - 1));
	}
	if (str_find_byte(m.address, '@', 0) == SIZE_MAX || m.address.n > 320)
		m.address = STR("");
	for (size_t i = 0; i < m.address.n; i++)
		if (ch_space(m.address.p[i]) || (unsigned char)m.address.p[i] < 0x20)
			m.address = STR("");
	return m;
}

static bool number(struct str s, int64_t max, int64_t *out)
{
	uint64_t v;

	if (!str_u64(s, &v) || v > (uint64_t)max)
		return false;
	*out = (int64_t)v;
	return true;
}

static int month_of(struct str s)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; s.n >= 3 && i < 12; i++)
		if (str_eq_nocase(str_sub(s, 0, 3), str_make(names + 3 * i, 3)))
			return i + 1;
	return 0;
}

/* Seconds east of UTC; unknown zones are UTC, as RFC 5322 4.3 says of them. */
static int64_t zone_of(struct str z)
{
	static const struct {
		const char *name;
		int hours;
	} t[] = { { "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 },
		{ "MDT", -6 }, { "PST", -8 }, { "PDT", -7 }, { "CET", 1 }, { "CEST", 2 },
		{ "JST", 9 } };
	int64_t v;

	if (z.n == 5 && (z.p[0] == '+' || z.p[0] == '-') && number(str_from(z, 1), 9999, &v))
		return (v / 100 * 3600 + v % 100 * 60) * (z.p[0] == '-' ? -1 : 1);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (str_eq_nocase(z, str_of(t[i].name)))
			return t[i].hours * 3600;
	return 0;
}

static struct str next_token(struct str *s)
{
	struct str t;
	size_t i = 0;

	*s = str_trim(*s);
	while (i < s->n && !ch_space(s->p[i]) && s->p[i] != ',' && s->p[i] != '(')
		i++;
	t = str_sub(*s, 0, i);
	*s = str_from(*s, i + (i < s->n && s->p[i] == ','));
	return t;
}

bool mime_date(struct str s, int64_t *out)
{
	struct civil c = { 0 };
	int64_t day, year, h, m, sec = 0, zone;
	struct str t = next_token(&s), clock, part, z;

	if (t.n && !ch_digit(t.p[0]))
		t = next_token(&s); /* the weekday */
	if (!number(t, 31, &day) || day < 1)
		return false;
	c.month = month_of(next_token(&s));
	if (!c.month || !number(next_token(&s), 9999, &year))
		return false;
	clock = next_token(&s);
	if (!str_cut(&clock, ':', &part) || !number(part, 23, &h) || !str_cut(&clock, ':', &part) ||
		!number(part, 59, &m))
		return false;
	if (str_cut(&clock, ':', &part) && !number(part, 60, &sec))
		return false;
	z = next_token(&s);
	zone = zone_of(z);
	c.year = year < 50 ? year + 2000 : year < 1000 ? year + 1900 : year;
	c.day = (int)day;
	c.hour = (int)h;
	c.minute = (int)m;
	c.second = (int)sec;
	*out = clock_of_civil(c) - zone;
	return true;
}
