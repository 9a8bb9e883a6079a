/* SPDX-License-Identifier: Apache-2.0 */
/* vec.h -- growing arrays in an arena: declare `struct { T *v; size_t n, cap; }` and push.
 *
 * VEC_PUSH(a, vec) gives a pointer to a new zeroed element, or NULL when memory ran out.  Old storage
 * stays in the arena until it goes, so the total is at most twice the final size.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC_PUSH(a, vec)                                                                      \
	(((vec)->n < (vec)->cap ||                                                            \
		 vec_room((a), (void **)&(vec)->v, (vec)->n, &(vec)->cap, sizeof(*(vec)->v))) \
			? &(vec)->v[(vec)->n++]                                               \
			: NULL)

bool vec_room(struct arena *a, void **v, size_t n, size_t *cap, size_t size);

#endif
