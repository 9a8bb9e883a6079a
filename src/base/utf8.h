/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h -- strict UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Length of the first character and its value; 0 where the bytes are not UTF-8 or nothing is left. */
size_t utf8_decode(struct str s, uint32_t *out);
/* Write ${c} to ${out} (room for 4); 0 for a value that is no character. */
size_t utf8_encode(uint32_t c, char *out);
/* SIZE_MAX where all of ${s} is UTF-8, else the position of the first bad byte. */
size_t utf8_bad(struct str s);
static inline bool utf8_ok(struct str s)
{
	return utf8_bad(s) == SIZE_MAX;
}
bool str_ascii(struct str s);
/* Characters, for columns of a table; a bad byte counts as one. */
size_t utf8_count(struct str s);

#endif
