/* SPDX-License-Identifier: Apache-2.0 */
/* sigkey.h -- Ed25519 public keys and signatures (RFC 8032) as people have them in files: 32 or 64 raw bytes,
 * hexadecimal, base64, or for keys PEM with a SubjectPublicKeyInfo (RFC 8410), as OpenSSL writes them. */
#ifndef FORMAT_SIGKEY_H
#define FORMAT_SIGKEY_H

#include "base/buf.h"

#define SIGKEY_BYTES    32
#define SIGNATURE_BYTES 64
#define SIGKEY_FILE     4096 /* a file larger than that is none */

/* BW_EPARSE for anything else, and for keys that verify whatever they are shown (of small order). */
int sigkey_parse(struct str in, unsigned char out[SIGKEY_BYTES], struct err *e) MUST_USE;
int signature_parse(struct str in, unsigned char out[SIGNATURE_BYTES], struct err *e) MUST_USE;
/* Base64, as both are shown. */
void sigkey_write(const unsigned char *bytes, size_t n, struct buf *out);

#endif
