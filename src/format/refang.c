/* SPDX-License-Identifier: Apache-2.0 */
#include "format/refang.h"

#include "base/utf8.h"

/* Undoing one layer can uncover another ("[[.]]"); more than this is no habit of people's. */
#define PASSES_MOST 4

static const struct {
	const char *bad, *good;
} schemes[] = {
	{ "hxxp", "http" },
	{ "hxxps", "https" },
	{ "h**p", "http" },
	{ "h**ps", "https" },
	{ "h__p", "http" },
	{ "h__ps", "https" },
	{ "h--p", "http" },
	{ "h--ps", "https" },
	{ "htxp", "http" },
	{ "htxps", "https" },
	{ "hxtp", "http" },
	{ "hxtps", "https" },
	{ "hzzp", "http" },
	{ "hzzps", "https" },
	{ "hyyp", "http" },
	{ "hyyps", "https" },
	{ "hppt", "http" },
	{ "hppts", "https" },
	{ "h**x", "http" },
	{ "hxxx", "http" },
	{ "h..p", "http" },
	{ "h..ps", "https" },
	{ "h^^p", "http" },
	{ "h^^ps", "https" },
	{ "ttp", "http" },
	{ "ttps", "https" },
	{ "meow", "http" },
	{ "meows", "https" },
	{ "fxp", "ftp" },
	{ "fxps", "ftps" },
	{ "http", "http" },
	{ "https", "https" },
	{ "ftp", "ftp" },
	{ "ws", "ws" },
	{ "wss", "wss" },
};

static bool is_open(char c)
{
	return c == '[' || c == '(' || c == '{';
}

static bool is_close(char c)
{
	return c == ']' || c == ')' || c == '}';
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* ---- what stands around it ---- */

/* Length of a character at the front that only decorates: quotes, invisible characters. */
static size_t decoration(struct str s)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);

	switch (n ? c : 0) {
	case '<':
	case '>':
	case '"':
	case '`':
	case 0xa0:
	case 0xab:
	case 0xad:
	case 0xbb:
	case 0x200b:
	case 0x200c:
	case 0x200d:
	case 0x200e:
	case 0x200f:
	case 0x2018:
	case 0x2019:
	case 0x201a:
	case 0x201c:
	case 0x201d:
	case 0x201e:
	case 0x202a:
	case 0x202b:
	case 0x202c:
	case 0x202d:
	case 0x202e:
	case 0x2060:
	case 0x2066:
	case 0x2067:
	case 0x2068:
	case 0x2069:
	case 0x3000:
	case 0x300c:
	case 0x300d:
	case 0xfeff: return n;
	default: return n == 1 && c <= ' ' ? 1 : 0;
	}
}

static struct str last_char(struct str s)
{
	size_t at = s.n;

	while (at && s.n - at < 4) {
		at--;
		if (((unsigned char)s.p[at] & 0xc0) != 0x80)
			break;
	}
	return str_from(s, at);
}

static struct str strip(struct str s)
{
	size_t n;

	for (;;) {
		n = decoration(s);
		if (n) {
			s = str_from(s, n);
			continue;
		}
		n = s.n ? decoration(last_char(s)) : 0;
		if (n && n == last_char(s).n) {
			s.n -= n;
			continue;
		}
		if (s.n > 1 && ((s.p[0] == '\'' && s.p[s.n - 1] == '\'') ||
				       (s.p[0] == '(' && s.p[s.n - 1] == ')'))) {
			s = str_sub(s, 1, s.n - 2);
			continue;
		}
		return s;
	}
}

/* ---- is there anything to do ---- */

static size_t first_part(struct str s)
{
	size_t i = 0;

	while (i < s.n && !is_slash(s.p[i]) && s.p[i] != '?' && s.p[i] != '#')
		i++;
	return i;
}

static bool plain_authority(struct str s)
{
	if (s.n && s.p[0] == '[') /* an IPv6 address in its brackets */
		for (size_t i = 1; i < s.n; i++) {
			if (s.p[i] == ']' && i > 2) {
				s = str_from(s, i + 1);
				break;
			}
			if (ch_hex(s.p[i]) < 0 && s.p[i] != ':' && s.p[i] != '.' && s.p[i] != '%')
				break;
		}
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || is_open(s.p[i]) || is_close(s.p[i]) ||
			s.p[i] == ' ')
			return false;
	return true;
}

static bool good_scheme(struct str s)
{
	return str_eq_nocase(s, STR("https")) || str_eq_nocase(s, STR("http")) ||
	       str_eq_nocase(s, STR("ftp")) || str_eq_nocase(s, STR("ws")) ||
	       str_eq_nocase(s, STR("wss"));
}

/* Most input: a clean URL or host.  One pass over the scheme and the host. */
static bool is_plain(struct str s)
{
	size_t n = first_part(s);
	struct str rest;

	if (n && s.p[n > 0 ? n - 1 : 0] == ':' && str_starts(str_from(s, n), STR("//"))) {
		if (!good_scheme(str_sub(s, 0, n - 1)))
			return false;
		rest = str_from(s, n + 2);
		return plain_authority(str_sub(rest, 0, first_part(rest)));
	}
	if (n < s.n && is_slash(s.p[n]) && n + 1 < s.n && is_slash(s.p[n + 1]))
		return false; /* https//host, hxxp:\\host */
	if (n < s.n && s.p[n] == '\\')
		return false; /* evil\.example */
	return plain_authority(str_sub(s, 0, n));
}

/* ---- undoing ---- */

struct work {
	struct str in;
	size_t at;
	char *out;
	size_t n;
	bool changed;
};

static void put(struct work *w, struct str s)
{
	if (s.n)
		memcpy(w->out + w->n, s.p, s.n);
	w->n += s.n;
}

static struct str left(const struct work *w)
{
	return str_from(w->in, w->at);
}

static size_t spaces(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == ' ')
		n++;
	return n;
}

/* "[ . ]", "(dot)", "[://]" at the start of ${s}: length of it all, and what is inside. */
static size_t bracketed(struct str s, struct str *inside)
{
	size_t n = 0, close;

	while (n < s.n && is_open(s.p[n]))
		n++;
	if (n == 0)
		return 0;
	close = n;
	while (close < s.n && close - n < 12 && !is_close(s.p[close]))
		close++;
	if (close == s.n || !is_close(s.p[close]))
		return 0;
	*inside = str_trim(str_sub(s, n, close - n));
	for (size_t k = n; k && close < s.n && is_close(s.p[close]); k--)
		close++;
	return close;
}

static const char *token_meaning(struct str inside)
{
	static const struct {
		const char *word, *means;
	} words[] = { { ".", "." }, { "dot", "." }, { "d", "." }, { "punkt", "." },
		{ "punto", "." }, { "point", "." }, { ",", "." }, { "at", "@" }, { "@", "@" },
		{ ":", ":" }, { "/", "/" }, { "-", "-" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(inside, str_of(words[i].word)))
			return words[i].means;
	return NULL;
}

/* What may stand between a scheme and a host: ':', slashes, spaces, and these in brackets.  Length of it
 * where there is at least "://", "//" or ":\\" in some form; else 0. */
static size_t separator(struct str s)
{
	size_t i = spaces(s), end = 0;
	unsigned slashes = 0;
	struct str inside;

	while (i < s.n) {
		size_t n = bracketed(str_from(s, i), &inside);

		if (n) {
			for (size_t k = 0; k < inside.n; k++)
				if (!is_slash(inside.p[k]) && inside.p[k] != ':')
					n = 0;
			if (!n || !inside.n || (slashes >= 2 && !is_slash(inside.p[0])))
				break;
			for (size_t k = 0; k < inside.n; k++)
				slashes += is_slash(inside.p[k]);
			i += n;
		} else if (s.p[i] == ':' && slashes < 2) {
			i++;
		} else if (is_slash(s.p[i])) {
			slashes++;
			i++;
		} else {
			break;
		}
		end = i;
		i += spaces(str_from(s, i));
	}
	if (slashes < 2 || !end)
		return 0;
	return end + spaces(str_from(s, end));
}

static void scheme(struct work *w)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct str bad = str_of(schemes[i].bad), good = str_of(schemes[i].good);
		size_t n;

		if (!str_starts_nocase(w->in, bad))
			continue;
		n = separator(str_from(w->in, bad.n));
		if (!n)
			continue;
		w->at = bad.n + n;
		put(w, good);
		put(w, STR("://"));
		if (!str_eq_nocase(str_sub(w->in, 0, w->at), str_make(w->out, w->n)))
			w->changed = true;
		return;
	}
}

static bool is_invisible(uint32_t c)
{
	return c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0xad || c == 0x180e;
}

static bool ascii_at(struct str s, size_t at)
{
	return at >= s.n || (unsigned char)s.p[at] < 0x80;
}

/* A character that is not ASCII, in the host. */
static void wide(struct work *w)
{
	uint32_t c;
	size_t n = utf8_decode(left(w), &c);

	if (n == 0) {
		put(w, str_sub(left(w), 0, 1));
		w->at++;
		return;
	}
	if (is_invisible(c) || ((c == 0x200c || c == 0x200d) && ascii_at(w->in, w->at + n) &&
				       (w->n == 0 || (unsigned char)w->out[w->n - 1] < 0x80))) {
		w->changed = true; /* joiners mean something between letters that join, not here */
	} else {
		put(w, str_sub(left(w), 0, n));
	}
	w->at += n;
}

/* " . " and " dot ": length, or 0. */
static size_t spaced_dot(struct str s)
{
	size_t n = spaces(s), k;

	if (n == 0 || n > 2)
		return 0;
	if (n < s.n && s.p[n] == '.')
		k = 1;
	else if (str_starts_nocase(str_from(s, n), STR("dot")))
		k = 3;
	else
		return 0;
	if (!spaces(str_from(s, n + k)))
		return 0;
	return n + k + spaces(str_from(s, n + k));
}

/* "[.", ".]" and the like, one bracket lost or only one written. */
static size_t half_token(struct str s)
{
	if (s.n > 2 && is_open(s.p[0]) && s.p[1] == '.' && !is_close(s.p[2]))
		return 2;
	if (s.n > 2 && s.p[0] == '.' && is_close(s.p[1]))
		return 2;
	return 0;
}

static bool token(struct work *w)
{
	size_t lead = spaces(left(w)), n;
	struct str inside, rest = str_from(left(w), lead);
	const char *means;

	n = bracketed(rest, &inside);
	means = n ? token_meaning(inside) : NULL;
	if (!means) {
		n = half_token(rest);
		means = n ? "." : NULL;
	}
	if (!means) {
		n = spaced_dot(left(w));
		if (!n)
			return false;
		lead = 0;
		means = ".";
	}
	put(w, str_of(means));
	w->at += lead + n;
	w->at += spaces(left(w));
	w->changed = true;
	return true;
}

static void authority(struct work *w, bool have_scheme)
{
	while (w->at < w->in.n) {
		char c = w->in.p[w->at];

		if ((is_open(c) || c == ' ' || c == '.') && token(w)) {
			if (w->out[w->n - 1] == '/')
				return;
			continue;
		}
		if (c == '\\' && !have_scheme && w->at + 1 < w->in.n && w->in.p[w->at + 1] == '.') {
			w->at++; /* evil\.example, as in a pattern */
			w->changed = true;
			continue;
		}
		if (is_slash(c) || c == '?' || c == '#')
			return;
		if ((unsigned char)c >= 0x80) {
			wide(w);
			continue;
		}
		put(w, str_make(&c, 1));
		w->at++;
	}
}

/* The rest of a defanged thing: dots in brackets are dots there too. */
static void rest(struct work *w)
{
	while (w->at < w->in.n) {
		struct str inside;
		size_t n = is_open(w->in.p[w->at]) ? bracketed(left(w), &inside) : 0;

		if (n && token_meaning(inside) && (str_is(inside, ".") || inside.n > 2)) {
			put(w, STR("."));
			w->at += n;
		} else {
			put(w, str_sub(left(w), 0, 1));
			w->at++;
		}
	}
}

/* Full-width letters in the scheme: the whole of it was written so. */
static struct str narrow(struct arena *a, struct str s)
{
	size_t n = 0;
	char *p;

	if (str_find(s, STR("\xef\xbc\x9a\xef\xbc\x8f"), 0) == SIZE_MAX) /* U+FF1A U+FF0F */
		return s;
	p = arena_alloc(a, s.n);
	if (!p)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		size_t k = utf8_decode(str_from(s, i), &c);

		if (k == 3 && c >= 0xff01 && c <= 0xff5e) {
			p[n++] = (char)(c - 0xff01 + '!');
		} else {
			k = k ? k : 1;
			memcpy(p + n, s.p + i, k);
			n += k;
		}
		i += k;
	}
	return str_make(p, n);
}

static struct str pass(struct arena *a, struct str in, bool *changed)
{
	struct work w = { .in = narrow(a, in) };

	*changed = w.in.p != in.p;
	if (!w.in.p)
		return w.in;
	w.out = arena_alloc(a, w.in.n + 8);
	if (!w.out)
		return (struct str){ NULL, 0 };
	scheme(&w);
	authority(&w, w.n > 0);
	if (w.changed || *changed)
		rest(&w);
	put(&w, left(&w));
	*changed |= w.changed;
	return *changed ? str_make(w.out, w.n) : in;
}

/* Tabs and line ends inside: a browser drops them, so nothing may be hidden behind one. */
static struct str one_line(struct arena *a, struct str s)
{
	size_t n = 0;
	char *p;

	if (str_find_byte(s, '\t', 0) == SIZE_MAX && str_find_byte(s, '\n', 0) == SIZE_MAX &&
		str_find_byte(s, '\r', 0) == SIZE_MAX)
		return s;
	p = arena_alloc(a, s.n);
	for (size_t i = 0; p && i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			p[n++] = s.p[i];
	return str_make(p, n);
}

struct str refang(struct arena *a, struct str in, bool *changed)
{
	struct str s = strip(in);
	bool did = true;

	if (changed)
		*changed = false;
	if (!s.p)
		s = STR("");
	s = one_line(a, s);
	if (!s.p)
		return s;
	for (int i = 0; i < PASSES_MOST && did && !is_plain(s); i++) {
		s = pass(a, s, &did);
		if (!s.p)
			return s;
		if (did) {
			s = strip(s);
			if (changed)
				*changed = true;
		}
	}
	return s;
}
