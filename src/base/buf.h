/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h -- a growing byte buffer with a maximum given at birth and a sticky error.
 *
 * Append as often as needed, then look at ${bad} once: it is set when memory ran out or the maximum
 * was reached, and from then on nothing is added.  Integers are little-endian.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	bool bad;
};

void buf_init(struct buf *b, size_t max);
void buf_done(struct buf *b);
void buf_reset(struct buf *b);

void buf_add(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
/* Length (u32) and bytes. */
void buf_lstr(struct buf *b, struct str s);
/* ${n} writable bytes at the end, not yet counted; NULL when there is no room.  buf_took counts them. */
char *buf_room(struct buf *b, size_t n);
void buf_took(struct buf *b, size_t n);

static inline struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}
/* 0, or BW_ELIMIT / BW_ENOMEM with a sentence naming ${what}. */
int buf_check(const struct buf *b, const char *what, struct err *e) MUST_USE;

#endif
