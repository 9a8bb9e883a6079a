/* SPDX-License-Identifier: Apache-2.0 */
#include "web/words.h"

#include "base/limit.h"
#include "format/defang.h"
#include "format/refang.h"
#include "identify/identify.h"
#include "web/inner.h"

#define WORD_LEAST 4 /* "a.de" */

static bool between(char c)
{
	return (unsigned char)c <= ' ' || strchr("<>\"'`|{}\\,;", c);
}

/* What stands around a name in a sentence. */
static struct str bare(struct str w)
{
	while (w.n && strchr(".,:;!?)]}*_(-", w.p[w.n - 1])) {
		/* a bracket that the name itself opened stays */
		if (strchr(")]}", w.p[w.n - 1]) && str_find_byte(w,
							   w.p[w.n - 1] == ')'   ? '('
							   : w.p[w.n - 1] == ']' ? '['
										 : '{',
							   0) != SIZE_MAX)
			break;
		w.n--;
	}
	while (w.n && strchr("([{*_", w.p[0]) && !str_starts(w, STR("[.")))
		w = str_from(w, 1);
	return w;
}

/* Worth asking what it is: a dot or a colon between other bytes, and a letter or digit at its beginning. */
static bool likely(struct str w)
{
	size_t dot = str_find_byte(w, '.', 0), colon = str_find_byte(w, ':', 0);

	return w.n >= WORD_LEAST && w.n <= LIMIT_URL_BYTES && !strchr("./:@", w.p[0]) &&
	       ((dot != SIZE_MAX && dot + 1 < w.n) || (colon != SIZE_MAX && colon + 1 < w.n));
}

/* A word of prose with a dot in it is no name: the last label must be one that somebody runs, or a scheme or an @ says so. */
static bool meant(struct request *r, struct str word, struct str plain, struct site *site)
{
	struct err ignored;

	if (identify(r->a, r->web->set->know->refdata, plain, site, &ignored))
		return false;
	if (site->ip_n)
		return !site->odd_form &&
		       str_find_byte(plain, site->ip_n == 4 ? '.' : ':', 0) != SIZE_MAX;
	if (!site->host.n || str_find_byte(site->host, '.', 0) == SIZE_MAX)
		return false;
	if (str_find(plain, STR("://"), 0) != SIZE_MAX ||
		str_find_byte(plain, '@', 0) != SIZE_MAX || !str_eq(word, plain))
		return true;
	return !site->unlisted_tld || site->special.p;
}

static void link_to(struct request *r, struct html *h, struct str word, struct str plain)
{
	struct str shown = defang(r->a, plain, LIMIT_URL_BYTES),
		   to = arena_printf(r->a, "/queue?about=%.*s", STR_ARG(page_escape(r, plain)));

	/* A name alone is no link anywhere: as it was written. */
	if (str_find(plain, STR("://"), 0) == SIZE_MAX && str_find_byte(plain, '@', 0) == SIZE_MAX)
		shown = word;
	html_put(h, "<a class=\"about\" href=%u>%s</a>", to, shown.p ? shown : word);
}

static bool word(struct request *r, struct html *h, struct str w)
{
	struct str name = bare(w), plain;
	struct site site;

	if (!likely(name))
		return false;
	plain = refang(r->a, name, NULL);
	if (!plain.p || !meant(r, name, plain, &site))
		return false;
	html_put(h, "%s", str_sub(w, 0, (size_t)(name.p - w.p)));
	link_to(r, h, name, plain);
	html_put(h, "%s", str_from(w, (size_t)(name.p - w.p) + name.n));
	return true;
}

void page_words(struct request *r, struct html *h, struct str text)
{
	size_t done = 0, at = 0, links = 0;

	while (at < text.n && links < WORDS_MOST) {
		size_t end = at;

		if (between(text.p[at])) {
			at++;
			continue;
		}
		while (end < text.n && !between(text.p[end]))
			end++;
		if (likely(bare(str_sub(text, at, end - at)))) {
			html_put(h, "%s", str_sub(text, done, at - done));
			done = at;
			if (word(r, h, str_sub(text, at, end - at))) {
				done = end;
				links++;
			}
		}
		at = end;
	}
	html_put(h, "%s", str_from(text, done));
}

void page_quote(struct request *r, struct html *h, struct str text)
{
	html_put(h, "<pre class=\"foreign\">");
	page_words(r, h, text);
	html_put(h, "</pre>\n");
}
