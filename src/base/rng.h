/* SPDX-License-Identifier: Apache-2.0 */
/* rng.h -- the seam for randomness: production passes the kernel's, tests a seeded one. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	void (*fill)(void *ctx, void *out, size_t n);
	void *ctx;
};

static inline void rng_fill(const struct rng *r, void *out, size_t n)
{
	r->fill(r->ctx, out, n);
}

/* A repeatable stream for tests and sampling (splitmix64); state is the seed. */
struct rng_seeded {
	uint64_t state;
};
uint64_t rng_next(struct rng_seeded *s);
struct rng rng_from_seed(struct rng_seeded *s);

#endif
