/* SPDX-License-Identifier: Apache-2.0 */
/* page.h -- plain text for people, broken at spaces to a width; for this folder and for help.
 *
 * Foreign text is quoted by the caller (str_quote) before it comes here.
 */
#ifndef FLOW_PAGE_H
#define FLOW_PAGE_H

#include "flow/explain.h"

#define PAGE_QUOTED 100 /* characters of foreign text shown on one line */

struct page {
	struct buf *b;
	struct layout how;
};

/* Begin and end of emphasis; empty without colour. */
const char *page_bold(const struct page *p);
const char *page_dim(const struct page *p);
const char *page_plain(const struct page *p);

void page_heading(const struct page *p, const char *text);
/* ${text} broken at spaces; the first line goes on at column ${at}, the others begin at ${indent}. */
void page_wrap(const struct page *p, int at, int indent, struct str text);
/* "${lead}${text}", the lines after the first indented by ${indent}. */
void page_para(const struct page *p, const char *lead, int indent, struct str text);
/* "  ${mark} ${text}". */
void page_item(const struct page *p, const char *mark, struct str text);

/* The rules that bind each actor: grouped by actor, the most urgent first. */
void page_rules(const struct page *p, const struct explanation *x);

#endif
