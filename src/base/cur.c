/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cur.h"

struct str cur_take(struct cur *c, size_t n)
{
	struct str s;

	if (c->bad || n > c->in.n - c->at) {
		c->bad = true;
		return (struct str){ NULL, 0 };
	}
	s = str_sub(c->in, c->at, n);
	c->at += n;
	return s;
}

static uint64_t take_le(struct cur *c, size_t n)
{
	struct str s = cur_take(c, n);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v |= (uint64_t)(unsigned char)s.p[i] << (8 * i);
	return v;
}

uint8_t cur_u8(struct cur *c)
{
	return (uint8_t)take_le(c, 1);
}

uint16_t cur_u16(struct cur *c)
{
	return (uint16_t)take_le(c, 2);
}

uint32_t cur_u32(struct cur *c)
{
	return (uint32_t)take_le(c, 4);
}

uint64_t cur_u64(struct cur *c)
{
	return take_le(c, 8);
}

struct str cur_lstr(struct cur *c)
{
	return cur_take(c, cur_u32(c));
}
