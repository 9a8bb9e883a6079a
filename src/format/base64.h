/* SPDX-License-Identifier: Apache-2.0 */
/* base64.h -- RFC 4648 4: the standard alphabet with padding, in one way only. */
#ifndef FORMAT_BASE64_H
#define FORMAT_BASE64_H

#include "base/buf.h"

/* Characters, without a NUL, that ${n} bytes become. */
static inline size_t base64_length(size_t n)
{
	return (n + 2) / 3 * 4;
}
void base64_add(struct buf *out, const void *bytes, size_t n);
/* At most ${room} bytes; false for another alphabet, missing padding, bits that are not used and not 0, or more
 * bytes than there is room for. */
bool base64_read(struct str text, void *out, size_t room, size_t *n);
/* RFC 4648 5 without padding, as tokens have it; in one way only, too. */
bool base64url_read(struct str text, void *out, size_t room, size_t *n);

#endif
