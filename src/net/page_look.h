/* SPDX-License-Identifier: Apache-2.0 */
/* page_look.h -- is the page that was reported still there?  One careful look, which reads nothing of it.
 *
 * A look tells whoever runs the page that somebody looks, and it must harm nobody.  So: only http and https on
 * their own ports, only to public addresses (guard), each server at its pace and LIMIT_PAGE_MINUTE in all; HEAD,
 * and where that is not answered in earnest a GET that ends where the body begins; no cookie, no referrer, no
 * script; redirects only within the same host (with or without "www."), each judged anew, LIMIT_PAGE_HOPS at most;
 * and never an address that may act, or may tell who somebody is: page_refused.
 *
 * What it may conclude is little, because whoever is looked at chooses the answer: that the page is there says no
 * more than that something is (a notice that it was removed may come with 200), and that it is missing may be told
 * to us alone.  What follows from it is flow/pages.h's affair.
 */
#ifndef NET_PAGE_LOOK_H
#define NET_PAGE_LOOK_H

#include "base/arena.h"
#include "net/guard.h"
#include "net/pace.h"
#include "refdata/refdata.h"

enum page_state {
	PAGE_THERE, /* it answers with 2xx */
	PAGE_MISSING, /* 404, 410 or 451, to a GET */
	PAGE_MOVED, /* it leads to another site, where nobody goes */
	PAGE_UNKNOWN, /* anything else, and no answer at all */
	PAGE_STATE_COUNT
};
const char *page_state_text(int state); /* of the fact `check` */

struct page_seen {
	enum page_state state;
	int status; /* of the last answer; 0: there was none */
	bool get; /* that was to a GET */
	struct str
		to; /* PAGE_MOVED: the domain it leads to, as far as it is a plain name; else empty */
	const char *why; /* a few words for people, without the address */
};

/* ---- pure ---- */

/* NULL where ${url} may be looked at, else why not: it is no page of the web; it names no page but a host; it has a
 * port of its own, a user name, a mail address, a long number, or what looks like a token; or it looks as if opening
 * it did something. */
const char *page_refused(struct arena *a, struct str url);

/* One answer, and what to do next. */
struct page_step {
	const struct refdata *rd; /* for the suffix of where it leads; may be empty */
	struct str first, url; /* what was reported, and what was asked for by now */
	bool get;
	int hop; /* redirects before this one */
	int status;
	struct str location; /* absolute; p NULL where there is none */
};
enum page_next { PAGE_DONE, PAGE_ASK_GET, PAGE_FOLLOW };
/* Fills ${out} with PAGE_DONE, ${*next} with PAGE_FOLLOW. */
enum page_next page_weigh(
	struct arena *a, const struct page_step *s, struct page_seen *out, struct str *next);

/* ---- the look ---- */

struct page_looking {
	struct guard guard; /* with ${pages} */
	struct refdata rd;
	const char *agent; /* how we name ourselves */
	struct str connect_to; /* tests only (http.h) */
	struct pace pace;
	int64_t minute; /* and how many were looked at in it */
	unsigned in_minute;
};
/* BW_EAGAIN: not now, for its server or all of them were asked too much; ${*wait_s}: for how long.  BW_EDENIED:
 * page_refused.  That there was no answer is an answer.  Takes up to LIMIT_PAGE_MS. */
int page_look(struct page_looking *l, struct arena *a, struct str url, struct page_seen *out,
	int64_t *wait_s, struct err *e) MUST_USE;

#endif
