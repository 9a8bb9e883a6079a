/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h -- SHA-256 (FIPS 180-4) of many short things, quickly.
 *
 * OpenSSL's implementation, because it uses the processor's own instructions; one digest is fetched and one
 * context used again for every message, which halves the cost of a short one.  The library is loaded when
 * the first context is made.  A context belongs to one process and one thread.
 */
#ifndef SYS_SHA256_H
#define SYS_SHA256_H

#include "base/err.h"

#define SHA256_BYTES 32

struct sha256;
int sha256_new(struct sha256 **out, struct err *e) MUST_USE;
void sha256_free(struct sha256 *s);

/* The digest of ${parts} one after the other.  About 0.2 microseconds and 0.5 a kilobyte. */
void sha256_parts(
	struct sha256 *s, const struct str *parts, size_t n, unsigned char out[SHA256_BYTES]);
static inline void sha256_of(struct sha256 *s, struct str what, unsigned char out[SHA256_BYTES])
{
	sha256_parts(s, &what, 1, out);
}

#endif
