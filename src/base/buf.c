/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define PRINTF_MOST 512

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
	mem_free(b->p);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->bad = false;
}

char *buf_room(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;
	char *p;

	if (b->bad)
		return NULL;
	if (n > b->max || b->n > b->max - n) {
		b->bad = true;
		return NULL;
	}
	if (n <= b->cap - b->n)
		return b->p + b->n;
	while (cap < b->n + n)
		cap = cap > SIZE_MAX / 2 ? b->n + n : cap * 2;
	p = mem_realloc(b->p, cap);
	if (!p) {
		b->bad = true;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return b->p + b->n;
}

void buf_took(struct buf *b, size_t n)
{
	b->n += n;
}

void buf_add(struct buf *b, struct str s)
{
	char *to;

	if (s.n == 0)
		return;
	to = buf_room(b, s.n);
	if (!to)
		return;
	memcpy(to, s.p, s.n);
	b->n += s.n;
}

void buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_of(z));
}

void buf_addc(struct buf *b, char c)
{
	char *to = buf_room(b, 1);

	if (to) {
		*to = c;
		b->n++;
	}
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	__attribute__((uninitialized)) char most[PRINTF_MOST];
	va_list ap, again;
	char *to;
	int n;

	/* As in arena_printf. */
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(most, sizeof(most), fmt, ap);
	va_end(ap);
	to = n < 0 ? NULL : buf_room(b, (size_t)n + 1);
	if (to) {
		if ((size_t)n < sizeof(most))
			memcpy(to, most, (size_t)n + 1);
		else
			(void)vsnprintf(to, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	} else {
		b->bad = true;
	}
	va_end(again);
}

static void add_le(struct buf *b, uint64_t v, size_t n)
{
	char *to = buf_room(b, n);

	if (!to)
		return;
	for (size_t i = 0; i < n; i++)
		to[i] = (char)(v >> (8 * i));
	b->n += n;
}

void buf_u8(struct buf *b, uint8_t v)
{
	add_le(b, v, 1);
}

void buf_u16(struct buf *b, uint16_t v)
{
	add_le(b, v, 2);
}

void buf_u32(struct buf *b, uint32_t v)
{
	add_le(b, v, 4);
}

void buf_u64(struct buf *b, uint64_t v)
{
	add_le(b, v, 8);
}

void buf_lstr(struct buf *b, struct str s)
{
	if (s.n > UINT32_MAX) {
		b->bad = true;
		return;
	}
	buf_u32(b, (uint32_t)s.n);
	buf_add(b, s);
}

int buf_check(const struct buf *b, const char *what, struct err *e)
{
	if (!b->bad)
		return BW_OK;
	if (b->n >= b->max / 2)
		return err_set(e, BW_ELIMIT, "%s is larger than %zu bytes", what, b->max);
	return err_nomem(e);
}
