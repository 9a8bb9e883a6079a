/* SPDX-License-Identifier: Apache-2.0 */
/* text.h -- bytes of unknown encoding as UTF-8 text.
 *
 * A byte order mark or the pattern of zero bytes tells UTF-16; what is UTF-8 is UTF-8; for the rest ICU
 * is asked once, on the first bytes or on the first line that is not UTF-8, and then the whole stream is
 * read so.  Encodings whose characters can hold a line feed are not among those chosen.
 */
#ifndef INTAKE_TEXT_H
#define INTAKE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

struct UConverter;

struct text {
	enum { TEXT_UTF8, TEXT_UTF16LE, TEXT_UTF16BE } form;
	struct UConverter *conv; /* for lines that are not UTF-8; NULL until needed */
	unsigned char odd; /* first byte of a unit cut by the portion */
	bool has_odd;
	uint32_t high; /* first half of a pair, 0 where none waits */
};

void text_init(struct text *t);
void text_done(struct text *t);
/* Look at the first bytes; the answer is how many of them are a mark and no text. */
size_t text_start(struct text *t, struct str head);
/* UTF-16 only: append ${portion} as UTF-8; what is no character becomes U+FFFD. */
void text_utf16(struct text *t, struct str portion, struct buf *out);
/* The end of the input: a unit that waits for its other half becomes U+FFFD. */
void text_utf16_end(struct text *t, struct buf *out);
/* ${line} if it is UTF-8, else converted in ${a}.  p is NULL where memory ran out. */
struct str text_line(struct text *t, struct arena *a, struct str line);

#endif
