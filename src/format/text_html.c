/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "format/text.h"

struct html {
	struct str in;
	size_t at;
	struct buf out;
	struct str href; /* of the link that is open; p NULL where none is */
	bool space; /* white space is owed before the next character */
};

static void newline(struct html *h)
{
	if (h->out.n && h->out.p[h->out.n - 1] != '\n')
		buf_addc(&h->out, '\n');
	h->space = false;
}

static void put(struct html *h, struct str s)
{
	if (h->space && h->out.n && h->out.p[h->out.n - 1] != '\n')
		buf_addc(&h->out, ' ');
	h->space = false;
	buf_add(&h->out, s);
}

/* "&amp;" at ${at}; the ones that occur in addresses and in letters. 0 where it is no entity. */
static size_t entity(struct str s, size_t at, struct buf *out)
{
	static const struct {
		const char *name, *text;
	} t[] = { { "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" }, { "apos", "'" },
		{ "nbsp", " " }, { "period", "." }, { "colon", ":" }, { "sol", "/" },
		{ "commat", "@" }, { "lpar", "(" }, { "rpar", ")" }, { "lsqb", "[" },
		{ "rsqb", "]" }, { "lbrack", "[" }, { "rbrack", "]" }, { "eacute", "\xc3\xa9" },
		{ "egrave", "\xc3\xa8" }, { "agrave", "\xc3\xa0" }, { "ccedil", "\xc3\xa7" },
		{ "uuml", "\xc3\xbc" }, { "ouml", "\xc3\xb6" }, { "auml", "\xc3\xa4" },
		{ "szlig", "\xc3\x9f" }, { "ntilde", "\xc3\xb1" }, { "oacute", "\xc3\xb3" },
		{ "iacute", "\xc3\xad" }, { "aacute", "\xc3\xa1" }, { "rsquo", "'" },
		{ "lsquo", "'" }, { "ldquo", "\"" }, { "rdquo", "\"" }, { "ndash", "-" },
		{ "mdash", "-" }, { "hellip", "..." }, { "shy", "" }, { "zwnj", "" },
		{ "zwsp", "" }, { "hyphen", "-" }, { "num", "#" }, { "quest", "?" },
		{ "equals", "=" }, { "percnt", "%" }, { "lowbar", "_" } };
	struct str body = str_sub(s, at + 1, 12);
	size_t end = str_find_byte(body, ';', 0);
	uint32_t c = 0;
	char utf8[4];

	if (end == SIZE_MAX || end == 0)
		return 0;
	body.n = end;
	if (body.p[0] == '#' && body.n > 1) {
		bool hex = ch_tolower(body.p[1]) == 'x';

		for (size_t i = hex ? 2 : 1; i < body.n; i++) {
			int d = ch_hex(body.p[i]);

			if (d < 0 || (!hex && d > 9) || c > 0x110000)
				return 0;
			c = c * (hex ? 16 : 10) + (uint32_t)d;
		}
		buf_add(out, str_make(utf8, c >= 32 || c == 9 ? utf8_encode(c, utf8) : 0));
		return end + 2;
	}
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (str_is(body, t[i].name)) {
			buf_addz(out, t[i].text);
			return end + 2;
		}
	return 0;
}

/* Value of attribute ${name} inside a tag, entities still in it. */
static struct str attribute(struct str tag, const char *name)
{
	struct str want = str_of(name);
	size_t at = 0;

	while ((at = str_find_nocase(tag, want, at)) != SIZE_MAX) {
		size_t i = at + want.n, end;

		if (at && !ch_space(tag.p[at - 1]) && tag.p[at - 1] != '"' &&
			tag.p[at - 1] != '\'') {
			at++;
			continue;
		}
		while (i < tag.n && ch_space(tag.p[i]))
			i++;
		if (i >= tag.n || tag.p[i] != '=') {
			at++;
			continue;
		}
		for (i++; i < tag.n && ch_space(tag.p[i]); i++)
			;
		if (i < tag.n && (tag.p[i] == '"' || tag.p[i] == '\'')) {
			end = str_find_byte(tag, tag.p[i], i + 1);
			return str_trim(
				str_sub(tag, i + 1, end == SIZE_MAX ? SIZE_MAX : end - i - 1));
		}
		for (end = i; end < tag.n && !ch_space(tag.p[end]); end++)
			;
		return str_sub(tag, i, end - i);
	}
	return (struct str){ NULL, 0 };
}

static void put_text(struct html *h, struct str s, bool keep_space)
{
	for (size_t i = 0; i < s.n;) {
		size_t k;

		if (!keep_space && ch_space(s.p[i])) {
			h->space = true;
			i++;
			continue;
		}
		if (s.p[i] == '&') {
			put(h, STR(""));
			k = entity(s, i, &h->out);
			if (k) {
				i += k;
				continue;
			}
		}
		for (k = i + 1; k < s.n && s.p[k] != '&' && (keep_space || !ch_space(s.p[k])); k++)
			;
		put(h, str_sub(s, i, k - i));
		i = k;
	}
}

static void close_link(struct html *h)
{
	if (!h->href.p)
		return;
	h->space = true;
	put(h, STR("<"));
	put_text(h, h->href, true);
	buf_addz(&h->out, ">");
	h->space = true;
	h->href.p = NULL;
}

static bool is_one_of(struct str name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(name, str_of(list[i])))
			return true;
	return false;
}

/* What stands inside these is not seen. */
static bool skip_element(struct html *h, struct str name)
{
	static const char *const hidden[] = { "script", "style", "head", "title", "noscript",
		"template", "svg", "object" };
	char close[16] = "</";
	size_t end;

	if (!is_one_of(name, hidden, sizeof(hidden) / sizeof(hidden[0])))
		return false;
	memcpy(close + 2, name.p, name.n);
	end = str_find_nocase(h->in, str_make(close, name.n + 2), h->at);
	h->at = end == SIZE_MAX ? h->in.n : end;
	return true;
}

static void tag(struct html *h, struct str t)
{
	static const char *const blocks[] = { "p", "div", "br", "tr", "li", "ul", "ol", "table",
		"h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "section", "article",
		"dd", "dt", "body", "footer", "header" };
	bool closing = t.n && t.p[0] == '/';
	struct str name = str_from(t, closing);
	size_t n = 0;

	while (n < name.n && ch_alnum(name.p[n]))
		n++;
	name.n = n;
	if (!closing && skip_element(h, name))
		return;
	if (str_eq_nocase(name, STR("a"))) {
		close_link(h);
		if (!closing) {
			struct str to = attribute(t, "href");

			if (str_starts_nocase(to, STR("http")) ||
				str_starts_nocase(to, STR("hxxp")) ||
				str_starts_nocase(to, STR("ftp:")))
				h->href = to;
		}
	} else if (is_one_of(name, blocks, sizeof(blocks) / sizeof(blocks[0]))) {
		close_link(h);
		newline(h);
	} else if (str_eq_nocase(name, STR("td")) || str_eq_nocase(name, STR("th"))) {
		close_link(h);
		if (!closing && h->out.n && h->out.p[h->out.n - 1] != '\n')
			buf_addz(&h->out, "\t");
		h->space = false;
	}
}

struct str text_of_html(struct arena *a, struct str in)
{
	struct html h = { .in = str_sub(in, 0, LIMIT_TEXT_SCAN) };
	struct str out = { NULL, 0 };

	/* an entity is never longer than what it stands for, a link is written at most twice */
	buf_init(&h.out, 3 * h.in.n + 64);
	while (h.at < h.in.n) {
		size_t lt = str_find_byte(h.in, '<', h.at), end;

		put_text(&h, str_sub(h.in, h.at, lt == SIZE_MAX ? SIZE_MAX : lt - h.at), false);
		if (lt == SIZE_MAX)
			break;
		if (str_starts(str_from(h.in, lt), STR("<!--"))) {
			end = str_find(h.in, STR("-->"), lt);
			h.at = end == SIZE_MAX ? h.in.n : end + 3;
			continue;
		}
		end = str_find_byte(h.in, '>', lt);
		if (end == SIZE_MAX || lt + 1 >= h.in.n ||
			!(ch_alpha(h.in.p[lt + 1]) || h.in.p[lt + 1] == '/' ||
				h.in.p[lt + 1] == '!')) {
			put(&h, STR("<")); /* a bare "<" in the text */
			h.at = lt + 1;
			continue;
		}
		h.at = end + 1;
		tag(&h, str_sub(h.in, lt + 1, end - lt - 1));
	}
	close_link(&h);
	if (!h.out.bad)
		out = arena_dup(a, buf_str(&h.out));
	buf_done(&h.out);
	return out;
}
