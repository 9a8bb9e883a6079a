/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"

#include <string.h>

uint64_t rng_next(struct rng_seeded *s)
{
	uint64_t z = s->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void fill(void *ctx, void *out, size_t n)
{
	struct rng_seeded *s = ctx;
	char *p = out;

	while (n) {
		uint64_t v = rng_next(s);
		size_t k = n < 8 ? n : 8;

		memcpy(p, &v, k);
		p += k;
		n -= k;
	}
}

struct rng rng_from_seed(struct rng_seeded *s)
{
	return (struct rng){ fill, s };
}
