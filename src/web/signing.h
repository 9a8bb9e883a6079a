/* SPDX-License-Identifier: Apache-2.0 */
/* signing.h -- what the ways to sign in share: the page with all of them, and where it leads. */
#ifndef WEB_SIGNING_H
#define WEB_SIGNING_H

#include "format/html.h"
#include "web/request.h"

/* The sign-in page; ${fault} (may be NULL) is a message. */
int signing_form(struct request *r, struct reply *out, const char *fault, struct err *e) MUST_USE;
/* A way to sign in with a form of ours. */
struct signing_way {
	struct str counted; /* what failures are counted for: a name, or a key */
	/* Who it is.  BW_EDENIED, BW_EPARSE or BW_ELIMIT: what was shown is not good. */
	int (*check)(struct request *r, int64_t *person, struct err *e);
	const char *refusal; /* the sentence of the page then */
};
/* Signs in whoever the way says it is, and leads to where the form wants to go: a path of our own, or the start.  Too
 * many failures are answered with 429. */
int signing_take(struct request *r, const struct signing_way *way, struct reply *out,
	struct err *e) MUST_USE;

/* passkeys.c: the way in with one.  Nothing where these pages can have none. */
void passkey_box(struct request *r, struct html *h, struct str next);

#endif
