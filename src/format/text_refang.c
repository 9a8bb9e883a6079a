/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that were written so that nobody clicks them, made clickable again in a copy that remembers
 * where it was done. */
#include "base/utf8.h"
#include "format/text.h"

struct copy {
	struct str in;
	size_t at;
	char *to;
	unsigned char *mark;
	size_t n;
};

static void put(struct copy *c, char byte, unsigned mark)
{
	c->to[c->n] = byte;
	c->mark[c->n++] = (unsigned char)mark;
}

static char at(const struct copy *c, size_t i)
{
	return i < c->in.n ? c->in.p[i] : 0;
}

static char last(const struct copy *c)
{
	return c->n ? c->to[c->n - 1] : '\n';
}

static bool word_byte(char b)
{
	return ch_alnum(b) || (unsigned char)b >= 0x80 || b == '_';
}

/* What may stand before or after a dot in a name. */
static bool name_byte(char b)
{
	return ch_alnum(b) || (unsigned char)b >= 0x80 || b == '-' || b == '_';
}

/* "[.]" "(dot)" "{ . }" "<dot>" "[://]" "[@]" and the same unclosed ("[.example"). Length, or 0; the
 * replacement in ${out}. */
static size_t bracketed(const struct copy *c, const char **out)
{
	static const struct {
		const char *inside, *means;
	} t[] = { { ".", "." }, { "dot", "." }, { "d0t", "." }, { "punkt", "." }, { "punto", "." },
		{ "point", "." }, { "punt", "." }, { "://", "://" }, { ":", ":" }, { "/", "/" },
		{ "//", "//" }, { "@", "@" }, { "at", "@" }, { "\xe3\x80\x82", "." } };
	char open = at(c, c->at);
	char close = open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : '>';
	size_t i = c->at + 1, k;

	while (at(c, i) == ' ' && i < c->at + 3)
		i++;
	for (k = 0; k < sizeof(t) / sizeof(t[0]); k++) {
		struct str want = str_of(t[k].inside);
		size_t end = i + want.n;

		if (!str_eq_nocase(str_sub(c->in, i, want.n), want))
			continue;
		while (at(c, end) == ' ' && end < i + want.n + 2)
			end++;
		*out = t[k].means;
		if (at(c, end) == close)
			return end + 1 - c->at;
		if (open == '[' && want.n == 1 && want.p[0] == '.' && name_byte(at(c, end)) &&
			name_byte(last(c)))
			return end - c->at; /* evil[.example */
	}
	return 0;
}

/* Does the name go on after a replaced dot at ${i}? Spaces around it are taken along. */
static bool name_goes_on(const struct copy *c, size_t i)
{
	return name_byte(at(c, i)) || at(c, i) == '[';
}

static bool take_bracketed(struct copy *c)
{
	const char *means;
	size_t len = bracketed(c, &means), i;
	char before;
	bool spaced = false;

	if (!len)
		return false;
	before = last(c);
	if (before == ' ' && c->n >= 2 && name_byte(c->to[c->n - 2])) {
		before = c->to[c->n - 2]; /* "evil [.] example" */
		spaced = true;
	}
	if (!word_byte(before) && !strchr("-.:/]", before))
		return false;
	i = c->at + len;
	if (means[0] == '.' || means[0] == '@') {
		while (at(c, i) == ' ' && i < c->at + len + 2)
			i++;
		if (!name_goes_on(c, i))
			return false;
		/* "(at)" and "(point)" are words as well: a name must follow at once */
		if (i != c->at + len && !spaced)
			return false;
	}
	if (spaced)
		c->n--;
	for (; *means; means++)
		put(c, *means, TEXT_MARK_DEFANG);
	c->at = i;
	return true;
}

/* " dot " between two words is a dot only before the end of a name: "the dot products" is prose. */
static bool take_word_dot(struct copy *c)
{
	static const char *const ends[] = { "com", "net", "org", "info", "biz", "co", "io", "me",
		"xyz", "top", "online", "site", "shop", "club", "app", "dev", "page", "live", "icu",
		"ru", "cn", "de", "fr", "uk", "nl", "eu", "br", "in", "it", "es", "pl", "us", "ca",
		"au", "jp", "tk", "ml", "ga", "cf", "gq", "cc", "tv", "ws", "example", "test" };
	size_t i = c->at, k;

	if (!name_byte(last(c)))
		return false;
	/* "evil dot bad dot com": every word but the last may be any */
	for (int words = 0; words < 5; words++) {
		if (!str_eq_nocase(str_sub(c->in, i, 5), STR(" dot ")))
			return false;
		for (k = 0, i += 5; ch_alnum(at(c, i + k)) || at(c, i + k) == '-';)
			k++;
		for (size_t e = 0; e < sizeof(ends) / sizeof(ends[0]); e++)
			if (str_eq_nocase(str_sub(c->in, i, k), str_of(ends[e])) &&
				(unsigned char)at(c, i + k) < 0x80) {
				put(c, '.', TEXT_MARK_DEFANG);
				c->at += 5;
				return true;
			}
		i += k;
	}
	return false;
}

/* Schemes as they are disguised; after them comes ":" or "[". */
static size_t scheme(struct str s, const char **means, bool *disguised)
{
	static const struct {
		const char *text, *means;
		bool disguised;
	} t[] = { { "https", "https", false }, { "http", "http", false },
		{ "hxxps", "https", true }, { "hxxp", "http", true }, { "hxtps", "https", true },
		{ "hxtp", "http", true }, { "htxps", "https", true }, { "htxp", "http", true },
		{ "h**ps", "https", true }, { "h**p", "http", true }, { "h__ps", "https", true },
		{ "h__p", "http", true }, { "hxxs", "https", true }, { "http[s]", "https", true },
		{ "hxxp[s]", "https", true }, { "htttp", "http", true }, { "meow", "http", true },
		{ "fxp", "ftp", true }, { "ftp", "ftp", false } };

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str want = str_of(t[i].text);

		if (str_starts_nocase(s, want) && s.n > want.n &&
			strchr(": [", s.p[want.n]) != NULL) {
			*means = t[i].means;
			*disguised = t[i].disguised;
			return want.n;
		}
	}
	return 0;
}

/* After the scheme: ":" and "//" with whatever was put between. Length, or 0. */
static size_t colon_slashes(const struct copy *c, size_t from, bool *disguised, bool *spaced)
{
	static const char *const forms[] = { ":", "[:]", "(:)", "[:", "[://]", "[:/]" };
	size_t i = from, slashes = 0;
	struct str rest;
	size_t f;

	while (at(c, i) == ' ' && i < from + 2)
		i++;
	*spaced = i != from;
	rest = str_from(c->in, i);
	for (f = sizeof(forms) / sizeof(forms[0]); f-- > 0;)
		if (str_starts(rest, str_of(forms[f])))
			break;
	if (f >= sizeof(forms) / sizeof(forms[0]))
		return 0;
	*disguised |= f > 0;
	i += strlen(forms[f]);
	if (f == 4)
		slashes = 2;
	while (i < c->in.n && i < from + 16) {
		char b = at(c, i);

		if (b == '/' || b == '\\')
			slashes++;
		else if (b == '[' || b == ']')
			*disguised = true;
		else if (b == ' ' && (slashes < 2 || *spaced))
			*spaced = true;
		else
			break;
		if (b == '\\')
			*disguised = true;
		i++;
	}
	return slashes >= 1 && slashes <= 3 && (name_byte(at(c, i)) || at(c, i) == '[') ? i : 0;
}

/* "http : // evil . example": who put spaces around the colon put them around the dots. */
static void take_spaced_name(struct copy *c)
{
	for (;;) {
		while (ch_alnum(at(c, c->at)) || at(c, c->at) == '-')
			put(c, at(c, c->at++), TEXT_MARK_JOINED);
		if (!str_starts(str_from(c->in, c->at), STR(" . ")) || !ch_alnum(at(c, c->at + 3)))
			return;
		put(c, '.', TEXT_MARK_JOINED);
		c->at += 3;
	}
}

static bool take_scheme(struct copy *c)
{
	const char *means;
	bool disguised, spaced = false;
	struct str rest = str_sub(c->in, c->at, 24);
	size_t len, end;
	unsigned mark;

	if (word_byte(last(c)) && (unsigned char)last(c) < 0x80)
		return false;
	len = scheme(rest, &means, &disguised);
	if (!len)
		return false;
	end = colon_slashes(c, c->at + len, &disguised, &spaced);
	if (!end || end - c->at < strlen(means) + 2)
		return false;
	mark = (disguised ? TEXT_MARK_DEFANG : 0u) | (spaced ? TEXT_MARK_JOINED : 0u);
	for (; *means; means++)
		put(c, *means, mark);
	put(c, ':', mark);
	put(c, '/', mark);
	put(c, '/', mark);
	c->at = end;
	if (spaced)
		take_spaced_name(c);
	return true;
}

/* Full width forms, ideographic dots and space that cannot be seen. */
static bool take_wide(struct copy *c)
{
	uint32_t u;
	size_t k = utf8_decode(str_from(c->in, c->at), &u);

	if (!k)
		return false;
	if (u == 0x200b || u == 0xfeff || u == 0x2060 || u == 0xad) {
		c->at += k;
		return true;
	}
	if (u == 0xa0 || u == 0x3000 || (u >= 0x2000 && u <= 0x200a)) {
		put(c, ' ', 0);
	} else if (u == 0x3002 || u == 0xff61 || u == 0x2024) {
		if (!ch_alnum(last(c)) || !ch_alnum(at(c, c->at + k)))
			return false;
		put(c, '.', TEXT_MARK_DEFANG);
	} else if (u >= 0xff01 && u <= 0xff5e) {
		char b = (char)(u - 0xfee0);

		/* the colon of a label is wide in Chinese and Japanese prose */
		put(c, b, ch_alnum(b) || b == '.' || b == '/' ? TEXT_MARK_DEFANG : 0);
	} else {
		return false;
	}
	c->at += k;
	return true;
}

static void step(struct copy *c)
{
	char b = at(c, c->at);

	switch (b) {
	case '[':
	case '(':
	case '{':
	case '<':
		if (take_bracketed(c))
			return;
		break;
	case ' ':
		if (take_word_dot(c))
			return;
		break;
	case '\\':
		if (at(c, c->at + 1) == '.' && name_byte(last(c)) && name_byte(at(c, c->at + 2))) {
			put(c, '.', TEXT_MARK_DEFANG);
			c->at += 2;
			return;
		}
		break;
	case 'h':
	case 'H':
	case 'm':
	case 'M':
	case 'f':
	case 'F':
		if (take_scheme(c))
			return;
		break;
	default:
		if ((unsigned char)b >= 0x80 && take_wide(c))
			return;
	}
	put(c, (unsigned char)b < ' ' && b != '\t' && b != '\n' && b != '\r' ? ' ' : b, 0);
	c->at++;
}

int text_refang(struct arena *a, struct str in, struct text_plain *out, struct err *e)
{
	/* the longest growth: "hxxs:/" to "https://", two bytes on six */
	size_t room = in.n + in.n / 2 + 16;
	struct copy c = { .in = in, .to = arena_alloc(a, room), .mark = arena_alloc(a, room) };

	if (!c.to || !c.mark)
		return err_nomem(e);
	while (c.at < in.n && c.n + 12 <= room)
		step(&c);
	*out = (struct text_plain){ str_make(c.to, c.n), c.mark };
	return BW_OK;
}
