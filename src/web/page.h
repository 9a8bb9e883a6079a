/* SPDX-License-Identifier: Apache-2.0 */
/* page.h -- the frame of every page: head, navigation, skip link, flash, foot; and what pages share.
 *
 * A page handler begins with page_begin, writes with html_put, ends with page_end.  Whatever is foreign goes in
 * through html_put's values and is escaped for where it stands.  Nothing is inline: styles and scripts are
 * assets, and the policy of the reply lets nothing else run.  Each page is asked for as JSON too
 * (Accept: application/json, r->json): the handler answers with the twin's JSON then.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "format/html.h"
#include "web/request.h"

struct page_look {
	const char *title; /* a message */
	const char
		*here; /* path of the entry of the navigation this page belongs to; "" for none */
	struct str subject; /* foreign: put before the title in <title>; may be empty */
	bool wide, narrow; /* a table over the whole width; text and forms */
};

/* Head and navigation into ${out}->body; ${h} is for the content, inside <main>. */
void page_begin(struct request *r, struct reply *out, const struct page_look *look, struct html *h);
int page_end(struct request *r, struct reply *out, struct html *h, struct err *e) MUST_USE;
/* An error for people; BW_EBUG where even that cannot be written. */
int page_problem(struct request *r, struct reply *out, unsigned status, const struct err *e);
/* The Content-Security-Policy for a media type. */
struct str page_policy(const char *type);

/* <form method="post"> with the hidden proof; close it with html_put(h, "</form>"). */
void page_form(struct request *r, struct html *h, struct str action);
/* A label and its input. ${type}: text, password, url, email; ${hint} may be NULL. */
void page_field(struct html *h, const char *name, const char *label, const char *type,
	struct str value, const char *hint);
/* A name as people may see it: U-label with A-label beside it, look-alikes marked. */
void page_name(struct html *h, const struct site *s);
/* A link that cannot be followed by mistake: hxxps://name[.]example, as inert text. */
void page_defanged(struct html *h, struct str url);
/* A time, readable and as <time datetime>. */
void page_time(struct html *h, int64_t at_s);
/* "next page" for a list that goes on behind ${after}: the same query with another after=. */
void page_more(struct request *r, struct html *h, struct str after);
/* A value for the query of a link, percent-encoded in the request's arena. */
struct str page_escape(struct request *r, struct str value);
/* Flash: a sentence for the next page, in a cookie that the next page clears.  ${message} is a key of ours. */
void page_flash(struct reply *out, const char *message);

#endif
