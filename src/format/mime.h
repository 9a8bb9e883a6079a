/* SPDX-License-Identifier: Apache-2.0 */
/* mime.h -- an internet message (RFC 5322, MIME, RFC 6532) as a flat list of parts.
 *
 * Runs only in the disposable `parse` process (sys/parse_pool.h): GLib aborts when memory runs out, and
 * the process that calls this must be one that may die.  What passes a ceiling of limit.h is refused
 * whole: a message built to break a parser is no report.  What is attached packed is not opened here (packed.h).
 *
 * Bodies are decoded on demand.  Text comes as UTF-8 whatever its charset says (ICU), with bytes that
 * make no sense in it replaced; declared charsets that are not known are read as windows-1252.
 */
#ifndef FORMAT_MIME_H
#define FORMAT_MIME_H

#include "base/arena.h"

enum mime_kind { MIME_LEAF, MIME_MULTIPART, MIME_MESSAGE };

struct mime_header {
	struct str name, raw; /* raw: as it stood, folded, encoded words and all */
};

struct mime_part {
	enum mime_kind kind;
	unsigned parent, depth; /* index of the part it lies in (0: itself); 0 is the message */
	struct str type; /* "text/plain", lower case */
	struct str charset, name, disposition, report_type; /* lower case but for the name */
	bool flowed, delsp; /* RFC 3676 */
	int encoding; /* GMimeContentEncoding */
	struct str content; /* of a leaf, still encoded */
	struct mime_header *headers; /* of a message: its own, else the part's */
	size_t headers_n;
};

struct mime {
	struct mime_part *parts; /* depth first; parts[0] is the message, parts[1] its body */
	size_t n;
	struct str body; /* everything after the headers, as it stood */
	void *object; /* GMime's; headers and contents borrow from it */
};

/* All of ${in} as one message.  ${in} must outlive ${*out}; list and strings are in ${a}.  BW_EPARSE for
 * what is no message at all (no header line), BW_ELIMIT past a ceiling.  Release with mime_done. */
int mime_parse(struct arena *a, struct str in, struct mime *out, struct err *e) MUST_USE;
void mime_done(struct mime *m);

/* First header of that name, decoded (RFC 2047, folding undone) in ${a}; empty where there is none. */
struct str mime_header(struct arena *a, const struct mime_part *p, const char *name);
/* The same as it stood. */
struct str mime_header_raw(const struct mime_part *p, const char *name);
/* Folding undone and encoded words decoded. */
struct str mime_words(struct arena *a, struct str raw);

struct mime_mailbox {
	struct str name, address; /* address may be UTF-8 (RFC 6532); empty where there is none */
};
/* The first mailbox of an address header's decoded value. Borrowed from it. */
struct mime_mailbox mime_mailbox(struct str value);
/* RFC 5322 date-time, leniently (obsolete zones, missing weekday). False on anything else. */
bool mime_date(struct str value, int64_t *out);

/* Content with its transfer encoding undone. */
int mime_body(struct arena *a, const struct mime_part *p, struct str *out, struct err *e) MUST_USE;
/* The same as UTF-8, soft line breaks of RFC 3676 joined. */
int mime_text(struct arena *a, const struct mime_part *p, struct str *out, struct err *e) MUST_USE;
/* Bytes in ${charset} as UTF-8 in ${a}. */
struct str mime_utf8(struct arena *a, struct str in, struct str charset);

#endif
