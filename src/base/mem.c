/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>

/* The only mutable file-scope state of the library (named in tests/arch): the fault switch. */
static struct {
	uint64_t count, fail_at;
	int forever;
} fault;

static bool refuse(void)
{
	fault.count++;
	if (fault.fail_at == 0)
		return false;
	return fault.forever ? fault.count >= fault.fail_at : fault.count == fault.fail_at;
}

uint64_t mem_fail_at(uint64_t nth, int forever)
{
	uint64_t made = fault.count;

	fault.count = 0;
	fault.fail_at = nth;
	fault.forever = forever;
	return made;
}

void *mem_alloc(size_t size)
{
	return refuse() ? NULL : malloc(size ? size : 1);
}

void *mem_calloc(size_t count, size_t size)
{
	return refuse() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *mem_realloc(void *p, size_t size)
{
	return refuse() ? NULL : realloc(p, size ? size : 1);
}

void *mem_resize(void *p, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return mem_realloc(p, total);
}

void mem_free(void *p)
{
	free(p);
}
