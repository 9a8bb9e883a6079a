/* SPDX-License-Identifier: Apache-2.0 */
/* mail_write.h -- one message that leaves: RFC 5322, MIME (2045-2047, 2231), RFC 6532 where it must.
 *
 * No line of the header can be written from outside.  Names, subjects, file names and addresses come from
 * strangers' records, and each goes through the one writer of its kind: text that is not plain ASCII becomes
 * encoded words, control characters (line ends among them) become spaces before that, an address is a
 * checked struct mailbox, an id is looked at character by character.  There is no call that takes a header.
 *
 * Not done by GMime, which reads messages: it aborts when memory runs out, which the process that parses
 * may do and the one that holds the outbox may not; and what is written here is a few fixed shapes.
 *
 * Every body is 7-bit (quoted-printable or base64, whichever is shorter; plain where the text allows it), so
 * that no relay has to change anything on the way and a signature over it holds.  The boundary begins with
 * "=_", which no such body can contain.  The same input gives the same bytes.
 */
#ifndef FORMAT_MAIL_WRITE_H
#define FORMAT_MAIL_WRITE_H

#include "base/buf.h"
#include "format/mailbox.h"

struct mail_file {
	struct str type; /* "application/json" */
	struct str name;
	struct str body;
};

struct mail_out {
	struct str from_name, to_name; /* may be empty */
	const struct mailbox *from, *to;
	const struct mailbox *reply_to; /* NULL: none */
	struct str subject;
	struct str id; /* of the Message-ID, before its @: letters, digits, '-', '.' */
	struct str id_domain;
	struct str lang; /* BCP 47; empty: not said */
	int64_t at_s;
	struct str text; /* UTF-8; any line ends */
	const struct mail_file *files;
	size_t files_n;
};

/* Append the message, lines ending in CRLF, to ${out}.  It needs SMTPUTF8 on its way where one of the
 * mailboxes is wide.  BW_EINVALID for an id, type or language that is none.  O(n). */
int mail_write(const struct mail_out *m, struct buf *out, struct err *e) MUST_USE;

#endif
