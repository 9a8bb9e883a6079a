/* SPDX-License-Identifier: Apache-2.0 */
/* cur.h -- a reading cursor over bytes with a sticky error: read the fields, check ${bad} once.
 * Integers are little-endian, as buf.h writes them.  Nothing is ever read past the end. */
#ifndef BASE_CUR_H
#define BASE_CUR_H

#include "base/str.h"

struct cur {
	struct str in;
	size_t at;
	bool bad;
};

static inline struct cur cur_of(struct str in)
{
	return (struct cur){ .in = in };
}
static inline size_t cur_left(const struct cur *c)
{
	return c->bad ? 0 : c->in.n - c->at;
}
/* The next ${n} bytes, borrowed from the input; empty and bad where there are fewer. */
struct str cur_take(struct cur *c, size_t n);
uint8_t cur_u8(struct cur *c);
uint16_t cur_u16(struct cur *c);
uint32_t cur_u32(struct cur *c);
uint64_t cur_u64(struct cur *c);
struct str cur_lstr(struct cur *c);
/* True when everything was read and nothing was wrong. */
static inline bool cur_end(const struct cur *c)
{
	return !c->bad && c->at == c->in.n;
}

#endif
