/* SPDX-License-Identifier: Apache-2.0 */
/* dsn.h -- what mail systems say about a message that could not be delivered: RFC 3464, and letters of
 * mail systems that have no such part (qmail, Exim, Exchange, Postfix with its report taken off).
 *
 * Pure.  Of a report about several recipients the worst is told: we write to one at a time.
 */
#ifndef FORMAT_DSN_H
#define FORMAT_DSN_H

#include "base/arena.h"

enum dsn_action {
	DSN_NONE, /* it says nothing about delivery */
	DSN_DELIVERED, /* also relayed and expanded: it left our hands and arrived somewhere */
	DSN_DELAYED,
	DSN_FAILED
};

struct dsn {
	enum dsn_action action;
	bool lasting; /* FAILED: trying again later cannot help (status 5.x, but for a full box) */
	struct str recipient; /* address; empty where it does not say */
	struct str status; /* "5.1.1"; empty */
	struct str words; /* what the other system said, one line */
};

/* The body of a part message/delivery-status (also of message/global-delivery-status).  Strings in ${a}.
 * BW_EINVALID where no recipient has an action or a status. */
int dsn_parse(struct arena *a, struct str body, struct dsn *out, struct err *e) MUST_USE;
/* The text of a letter that a mail system wrote; ${out->action} DSN_NONE where it is none that we know. */
int dsn_of_text(struct arena *a, struct str text, struct dsn *out, struct err *e) MUST_USE;
const char *dsn_action_text(int action);

#endif
