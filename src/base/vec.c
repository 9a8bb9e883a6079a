/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"

/* Storage for ${cap} + more elements with the first ${n} copied; NULL when memory ran out. */
static void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 8;
	void *fresh = arena_array(a, want, size);

	if (!fresh)
		return NULL;
	if (n)
		memcpy(fresh, v, n * size);
	*cap = want;
	return fresh;
}

bool vec_room(struct arena *a, void **v, size_t n, size_t *cap, size_t size)
{
	void *fresh = vec_grow(a, *v, n, cap, size);

	if (!fresh)
		return false;
	*v = fresh;
	return true;
}
