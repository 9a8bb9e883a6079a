/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h -- whether reported pages are looked at, and by which name we do it: the setting look-pages. */
#ifndef CMD_PAGES_H
#define CMD_PAGES_H

#include "cmd/cmd.h"
#include "flow/post.h"

enum pages_when { PAGES_NEVER, PAGES_ASKED, PAGES_BEFORE_SENDING };
extern const char *const pages_choices[];

/* Put into the option table of a command that may look at pages. */
#define PAGES_OPTS                                                                        \
	{ "look-pages", "WHEN", OPT_TEXT,                                                 \
		"whether reported pages are looked at: never, asked (by case look), or "  \
		"before-sending as well (the default)",                                   \
		pages_choices },                                                          \
	{                                                                                 \
		"test-pages", "LIST", OPT_TEXT,                                           \
			"for tests: HOST:PORT:ADDRESS:PORT,… to look there instead", NULL \
	}

struct pages {
	enum pages_when when; /* NEVER also where the network is not asked */
	struct page_looking looking;
};
/* BW_EUSAGE: another word.  ${online}: the network may be asked; ${loopback}: of tests. */
int pages_open(struct ctx *c, const struct refdata *rd, bool online, bool loopback,
	struct pages *out, struct err *e) MUST_USE;
/* For struct post_look: ${pages} is a struct page_looking. */
int pages_ask(void *pages, struct arena *a, struct str url, struct page_seen *out, int64_t *wait_s,
	struct err *e) MUST_USE;

#endif
