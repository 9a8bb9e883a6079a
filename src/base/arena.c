/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define BLOCK_FIRST ((size_t)16 << 10)
#define BLOCK_MOST  ((size_t)1 << 20)
#define ALIGN       ((size_t)16)
#define PRINTF_MOST 512

struct arena_block {
	struct arena_block *next;
	size_t size; /* room after the header */
};

#define HEAD ((sizeof(struct arena_block) + ALIGN - 1) & ~(ALIGN - 1))

void arena_init(struct arena *a, size_t max_bytes)
{
	*a = (struct arena){ .max_bytes = max_bytes ? max_bytes : SIZE_MAX };
}

void arena_done(struct arena *a)
{
	struct arena_block *b = a->blocks, *next;

	for (; b; b = next) {
		next = b->next;
		mem_free(b);
	}
	arena_init(a, a->max_bytes);
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->blocks;

#ifdef ARENA_MALLOC
	arena_done(a);
	return;
#endif
	if (!keep)
		return;
	for (struct arena_block *b = keep->next, *next; b; b = next) {
		next = b->next;
		mem_free(b);
	}
	keep->next = NULL;
	a->at = (char *)keep + HEAD;
	a->end = a->at + keep->size;
	a->used_bytes = 0;
}

static char *block_new(struct arena *a, size_t room)
{
	struct arena_block *b = mem_alloc(HEAD + room);

	if (!b)
		return NULL;
	b->size = room;
	b->next = a->blocks;
	a->blocks = b;
	return (char *)b + HEAD;
}

static void *take(struct arena *a, size_t size)
{
	/* An empty piece is a piece: NULL means only that there was no room. */
	size_t need = size ? (size + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
	char *p;

	if (need < size || need > a->max_bytes || a->used_bytes > a->max_bytes - need)
		return NULL;
#ifdef ARENA_MALLOC
	p = block_new(a, need);
	if (!p)
		return NULL;
#else
	if ((size_t)(a->end - a->at) < need) {
		size_t room = a->blocks ? a->blocks->size * 2 : BLOCK_FIRST;

		if (room > BLOCK_MOST)
			room = BLOCK_MOST;
		if (room < need)
			room = need;
		p = block_new(a, room);
		if (!p)
			return NULL;
		a->at = p;
		a->end = p + room;
	}
	p = a->at;
	a->at += need;
#endif
	a->used_bytes += need;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = take(a, size);

	if (p)
		memset(p, 0, size);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return arena_alloc(a, total);
}

void *arena_room(struct arena *a, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return take(a, total);
}

struct str arena_dup(struct arena *a, struct str s)
{
	char *p = s.n == SIZE_MAX ? NULL : take(a, s.n + 1);

	if (!p)
		return (struct str){ NULL, 0 };
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (struct str){ p, s.n };
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	__attribute__((uninitialized)) char most[PRINTF_MOST];
	va_list ap, again;
	char *p;
	int n;

	/* Into the room on the stack, which is nearly always enough: the C library is slow to count only. */
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(most, sizeof(most), fmt, ap);
	va_end(ap);
	p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (p && (size_t)n < sizeof(most))
		memcpy(p, most, (size_t)n);
	else if (p)
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, p ? (size_t)n : 0 };
}
