/* SPDX-License-Identifier: Apache-2.0 */
/* html.h -- HTML with escaping by context as the default: there is no call that writes foreign text raw.
 *
 * html_put takes a template, which must be a string literal, and values.  Where a value may stand, and how it is
 * escaped, is checked against the template itself as it is written: a value outside its context, a script
 * or style element, an event attribute or an unbalanced quote make the writer bad, never the page wrong.
 *
 *   %s  struct str       text between tags, or inside a quoted attribute value
 *   %z  const char *     the same, of our own
 *   %d  int64_t          the same
 *   %u  struct str       the whole value of href, src or action: quoted here; only http, https, mailto and
 *                        paths of our own pass, anything else becomes "#"
 *   %m  const char *     a message of ours, translated (see web/tongue.h)
 *   %%
 */
#ifndef FORMAT_HTML_H
#define FORMAT_HTML_H

#include <stdarg.h>

#include "base/buf.h"

struct html {
	struct buf *b;
	int state; /* where the template stands: text, tag, attribute value */
	char attr[16]; /* name of the attribute whose value is being written */
	size_t attr_n;
	bool bad;
	/* Translates a message; NULL: as it is. */
	const char *(*say)(const void *ctx, const char *message);
	const void *ctx;
};

void html_init(struct html *h, struct buf *b);
#define html_put(h, ...) html_put_((h), "" __VA_ARGS__)
void html_put_(struct html *h, const char *template, ...);
/* 0 where every tag and quote of the templates was closed and the buffer is good. */
int html_check(const struct html *h, struct err *e) MUST_USE;

/* The escapers alone, for tests. */
void html_text(struct buf *b, struct str s);
/* Is this an address that a link may lead to? */
bool html_url_ok(struct str url);

#endif
