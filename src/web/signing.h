/* SPDX-License-Identifier: Apache-2.0 */
/* signing.h -- what the ways to sign in share: the page with all of them, and where it leads. */
#ifndef WEB_SIGNING_H
#define WEB_SIGNING_H

#include "format/html.h"
#include "web/request.h"

/* The sign-in page; ${fault} (may be NULL) is a message. */
int signing_form(struct request *r, struct reply *out, const char *fault, struct err *e) MUST_USE;
/* Where the form wants to go afterwards: a path of our own, or the start. */
struct str signing_way_on(struct request *r);

/* passkeys.c: the way in with one.  Nothing where these pages can have none. */
void passkey_box(struct request *r, struct html *h, struct str next);

#endif
