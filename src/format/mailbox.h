/* SPDX-License-Identifier: Apache-2.0 */
/* mailbox.h -- a mail address as it may be written to: local part and domain (RFC 5321, 6531).
 *
 * Stricter than the grammar: a local part in quotes and a domain in brackets are refused, since nobody
 * answers abuse mail there and both have been used to smuggle commands past mail systems.
 */
#ifndef FORMAT_MAILBOX_H
#define FORMAT_MAILBOX_H

#include "base/arena.h"

struct mailbox {
	struct str local; /* as written; UTF-8 where ${wide} */
	struct str domain; /* A-labels, lower case */
	struct str address; /* local@domain */
	bool wide; /* the local part is not ASCII: only a way that speaks SMTPUTF8 can take it */
};

/* ${text} without angle brackets, at most 254 bytes.  Strings in ${a}.  BW_EINVALID says what is wrong. */
int mailbox_parse(struct arena *a, struct str text, struct mailbox *out, struct err *e) MUST_USE;
/* "Name <address>" or the address alone; ${*name} is without quotes and borrows from ${text}. */
int mailbox_named(struct arena *a, struct str text, struct str *name, struct mailbox *out,
	struct err *e) MUST_USE;
/* The address of ${m} with ${tag} behind a plus sign; BW_EINVALID where the local part passes 64 bytes. */
int mailbox_tagged(struct arena *a, const struct mailbox *m, struct str tag, struct str *out,
	struct err *e) MUST_USE;

#endif
