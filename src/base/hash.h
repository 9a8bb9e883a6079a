/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h -- keyed hashing of hostile keys (SipHash-1-3) and a fixed mixer for tables of our own. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct hash_key {
	uint64_t k0, k1;
};

/* SipHash-1-3 (Aumasson, Bernstein 2012): for tables whose keys an adversary may choose. */
uint64_t hash_keyed(struct hash_key k, struct str s);
/* The same with a constant key: stable across runs, for tables on disk made from trusted data. */
uint64_t hash_fixed(struct str s);

#endif
