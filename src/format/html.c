/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html.h"

#include "base/utf8.h"

enum { IN_TEXT, IN_TAG, IN_ATTR, AFTER_EQ, IN_VALUE };

void html_init(struct html *h, struct buf *b)
{
	*h = (struct html){ .b = b };
}

/* How many bytes of ${s} stand for themselves: most of them do. */
static size_t plain_run(struct str s)
{
	static const bool marks[128] = {
		['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true, ['`'] = true
	};
	size_t n = 0;

	while (n < s.n && (unsigned char)s.p[n] >= 0x20 && (unsigned char)s.p[n] < 0x7f &&
		!marks[(unsigned char)s.p[n]])
		n++;
	return n;
}

/* Foreign text: markup becomes text, what is no UTF-8 or would steer the terminal or the reading direction of
 * what follows becomes U+FFFD. */
void html_text(struct buf *b, struct str s)
{
	while (s.n) {
		uint32_t c;
		size_t n = plain_run(s);

		if (n) {
			buf_add(b, str_sub(s, 0, n));
			s = str_from(s, n);
			continue;
		}
		n = utf8_decode(s, &c);
		if (n == 0) {
			buf_addz(b, "\xef\xbf\xbd");
			s = str_from(s, 1);
			continue;
		}
		switch (c) {
		case '&': buf_addz(b, "&amp;"); break;
		case '<': buf_addz(b, "&lt;"); break;
		case '>': buf_addz(b, "&gt;"); break;
		case '"': buf_addz(b, "&quot;"); break;
		case '\'': buf_addz(b, "&#39;"); break;
		case '`': buf_addz(b, "&#96;"); break;
		default:
			/* Controls (not tab, line feed), bidi overrides and isolates, deprecated format. */
			if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
				(c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) ||
				c == 0x2028 || c == 0x2029 || c == 0xfeff)
				buf_addz(b, "\xef\xbf\xbd");
			else
				buf_add(b, str_sub(s, 0, n));
		}
		s = str_from(s, n);
	}
}

bool html_url_ok(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f || url.p[i] == '\\')
			return false;
	if (url.n == 0)
		return false;
	/* A path of our own, a query, a fragment; "//host" is somebody else's. */
	if (url.p[0] == '/')
		return url.n == 1 || url.p[1] != '/';
	if (url.p[0] == '?' || url.p[0] == '#')
		return true;
	return str_starts_nocase(url, STR("https://")) || str_starts_nocase(url, STR("http://")) ||
	       str_starts_nocase(url, STR("mailto:"));
}

static void name_add(struct html *h, char c)
{
	if (h->attr_n + 1 >= sizeof(h->attr))
		return;
	h->attr[h->attr_n++] = c;
	h->attr[h->attr_n] = 0;
}

static void name_end(struct html *h)
{
	h->attr[0] = 0;
	h->attr_n = 0;
}

/* ${name} is a literal: its length is known where this is compiled. */
#define ATTR_IS(h, name) \
	((h)->attr_n == sizeof(name) - 1 && memcmp((h)->attr, name, sizeof(name) - 1) == 0)

/* Bytes of a template that may change the context, by context: all others are passed over. */
enum { STOPS_TEXT = 1, STOPS_VALUE = 2, STOPS_NAME = 4 };
static const unsigned char stops[256] = {
	[0] = STOPS_TEXT | STOPS_VALUE | STOPS_NAME,
	['%'] = STOPS_TEXT | STOPS_VALUE | STOPS_NAME,
	['<'] = STOPS_TEXT | STOPS_VALUE | STOPS_NAME,
	['"'] = STOPS_VALUE | STOPS_NAME,
	['>'] = STOPS_NAME,
	['='] = STOPS_NAME,
	['\''] = STOPS_NAME,
	[' '] = STOPS_NAME,
	['\n'] = STOPS_NAME,
	['\t'] = STOPS_NAME,
};
static const unsigned char stops_in[] = { [IN_TEXT] = STOPS_TEXT,
	[IN_TAG] = STOPS_NAME,
	[IN_ATTR] = STOPS_NAME,
	[AFTER_EQ] = STOPS_TEXT | STOPS_VALUE | STOPS_NAME,
	[IN_VALUE] = STOPS_VALUE };

/* What changes no context, from ${p} on; names are kept. */
static const char *pass(struct html *h, const char *p)
{
	unsigned char stop = stops_in[h->state];

	if (h->state == AFTER_EQ)
		return p;
	if (h->state == IN_TEXT || h->state == IN_VALUE) {
		while (!(stops[(unsigned char)*p] & stop))
			p++;
		return p;
	}
	for (; !(stops[(unsigned char)*p] & stop); p++)
		name_add(h, *p);
	return p;
}

/* One byte of the template: which context is it? */
static void step(struct html *h, char c)
{
	switch (h->state) {
	case IN_TEXT:
		if (c == '<') {
			h->state = IN_TAG;
			name_end(h);
		}
		break;
	case IN_TAG:
		if (c == '>')
			h->state = IN_TEXT;
		else if (c == ' ' || c == '\n' || c == '\t')
			h->state = IN_ATTR;
		else if (c == '"' || c == '\'' || c == '=' || c == '<')
			h->bad = true;
		else /* the element's name */
			name_add(h, c);
		/* Nothing inline: no policy of the page would let it run, and nobody should try. */
		if (h->state != IN_TAG &&
			(ATTR_IS(h, "style") || ATTR_IS(h, "iframe") || ATTR_IS(h, "object")))
			h->bad = true;
		if (h->state == IN_ATTR)
			name_end(h);
		break;
	case IN_ATTR:
		if (c == '>')
			h->state = IN_TEXT;
		else if (c == ' ' || c == '\n')
			name_end(h);
		else if (c == '=')
			h->state = AFTER_EQ;
		else if (c == '"' || c == '\'' || c == '<')
			h->bad = true;
		else
			name_add(h, c);
		if (h->state == AFTER_EQ &&
			(ATTR_IS(h, "style") || (h->attr[0] == 'o' && h->attr[1] == 'n')))
			h->bad = true;
		break;
	case AFTER_EQ:
		h->bad = h->bad || c != '"';
		h->state = IN_VALUE;
		break;
	default:
		if (c == '"') {
			h->state = IN_ATTR;
			name_end(h);
		}
		if (c == '<')
			h->bad = true;
		break;
	}
}

static bool takes_url(const struct html *h)
{
	return ATTR_IS(h, "href") || ATTR_IS(h, "src") || ATTR_IS(h, "action");
}

static void put_url(struct html *h, struct str url)
{
	if (h->state != AFTER_EQ || !takes_url(h)) {
		h->bad = true;
		return;
	}
	buf_addc(h->b, '"');
	html_text(h->b, html_url_ok(url) ? url : STR("#"));
	buf_addc(h->b, '"');
	h->state = IN_ATTR;
	name_end(h);
}

static void put_text(struct html *h, struct str s)
{
	/* Inside a quoted value anything but an address; between tags anything. */
	if (h->state != IN_TEXT && (h->state != IN_VALUE || takes_url(h)))
		h->bad = true;
	else
		html_text(h->b, s);
}

void html_put_(struct html *h, const char *template, ...)
{
	const char *from = template; /* of the template, not written yet */
	va_list args;

	va_start(args, template);
	for (const char *p = pass(h, template); *p && !h->bad; p = pass(h, p + 1)) {
		const char *z;

		if (*p != '%') {
			step(h, *p);
			continue;
		}
		buf_add(h->b, str_make(from, (size_t)(p - from)));
		switch (*++p) {
		case 's': put_text(h, va_arg(args, struct str)); break;
		case 'z': put_text(h, str_of(va_arg(args, const char *))); break;
		case 'u': put_url(h, va_arg(args, struct str)); break;
		case 'm':
			z = va_arg(args, const char *);
			put_text(h, str_of(h->say ? h->say(h->ctx, z) : z));
			break;
		case 'd': {
			char n[24];
			int k = 0;
			int64_t v = va_arg(args, int64_t);
			uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

			do
				n[sizeof(n) - 1 - (size_t)k++] = (char)('0' + u % 10);
			while (u /= 10);
			if (v < 0)
				n[sizeof(n) - 1 - (size_t)k++] = '-';
			put_text(h, str_make(n + sizeof(n) - k, (size_t)k));
			break;
		}
		case '%':
			step(h, '%');
			buf_addc(h->b, '%');
			break;
		default: h->bad = true; break;
		}
		from = p + 1;
		if (*p == 0)
			break;
	}
	if (!h->bad)
		buf_add(h->b, str_of(from));
	va_end(args);
}

int html_check(const struct html *h, struct err *e)
{
	if (h->bad || h->state != IN_TEXT)
		return err_set(e, BW_EBUG, "a page's template puts a value where it may not stand");
	return buf_check(h->b, "the page", e);
}
