/* SPDX-License-Identifier: Apache-2.0 */
/* cbor.h -- CBOR as security keys write it (RFC 8949; the canonical form of CTAP 2.1, section 8): lengths are
 * given beforehand and in the shortest way, there are no tags and no simple values but false, true, null and undefined.
 *
 * Over a cursor, with its sticky error: read what should be there, check ${bad} once.  Nothing is allocated,
 * strings are borrowed, and a number that says how much follows is believed only as far as bytes are left, so
 * that every loop ends with the input.  Numbers with a fraction are passed over and never read.
 */
#ifndef FORMAT_CBOR_H
#define FORMAT_CBOR_H

#include <stdint.h>

#include "base/cur.h"

/* A whole number from -2^63 to 2^63-1. */
int64_t cbor_int(struct cur *c);
struct str cbor_text(struct cur *c); /* UTF-8 */
struct str cbor_bytes(struct cur *c);
/* How many pairs of key and value follow. */
size_t cbor_map(struct cur *c);
/* Is the next item a whole number, and not a text?  Nothing is taken. */
bool cbor_is_int(const struct cur *c);
/* One item with all that is in it.  O(bytes). */
void cbor_skip(struct cur *c);

#endif
