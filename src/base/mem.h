/* SPDX-License-Identifier: Apache-2.0 */
/* mem.h -- the one door to the allocator, so that a test can make the Nth request fail.
 *
 * Every call may return NULL; sizes are computed with checked arithmetic.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

void *mem_alloc(size_t size);
void *mem_calloc(size_t count, size_t size);
void *mem_realloc(void *p, size_t size);
/* As realloc of ${count} * ${size}; NULL, with ${p} untouched, where the product overflows. */
void *mem_resize(void *p, size_t count, size_t size);
void mem_free(void *p);

/* For tests only: fail request number ${nth} from now (1 is the next) once, or from then on where
 * ${forever}; 0 switches off.  Returns how many requests were made since the last call. */
uint64_t mem_fail_at(uint64_t nth, int forever);

#endif
