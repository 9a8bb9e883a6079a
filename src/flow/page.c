/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/page.h"

#include "base/utf8.h"

static const char *style(const struct page *p, const char *code)
{
	return p->how.colour ? code : "";
}

const char *page_bold(const struct page *p)
{
	return style(p, "\033[1m");
}

const char *page_dim(const struct page *p)
{
	return style(p, "\033[2m");
}

const char *page_plain(const struct page *p)
{
	return style(p, "\033[0m");
}

void page_heading(const struct page *p, const char *text)
{
	buf_printf(p->b, "\n%s%s%s\n", page_bold(p), text, page_plain(p));
}

void page_wrap(const struct page *p, int at, int indent, struct str text)
{
	struct str word;
	bool first = true;
	int col = at;

	while (str_cut(&text, ' ', &word)) {
		int n = (int)utf8_count(word);

		if (!word.n)
			continue;
		if (!first && col + 1 + n > p->how.width) {
			buf_printf(p->b, "\n%*s", indent, "");
			col = indent;
		} else if (!first) {
			buf_addc(p->b, ' ');
			col++;
		}
		buf_add(p->b, word);
		col += n;
		first = false;
	}
	buf_addc(p->b, '\n');
}

void page_para(const struct page *p, const char *lead, int indent, struct str text)
{
	buf_addz(p->b, lead);
	page_wrap(p, (int)utf8_count(str_of(lead)), indent, text);
}

void page_item(const struct page *p, const char *mark, struct str text)
{
	buf_printf(p->b, "  %s ", mark);
	page_wrap(p, (int)strlen(mark) + 3, 4, text);
}
