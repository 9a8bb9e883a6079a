/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

static uint64_t rotl(uint64_t v, int n)
{
	return v << n | v >> (64 - n);
}

/* Inlined: called, it would keep the four words in memory. */
__attribute__((always_inline)) static inline void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[0] = rotl(v[0], 32);
	v[2] += v[3];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[2] = rotl(v[2], 32);
}

uint64_t hash_keyed(struct hash_key k, struct str s)
{
	uint64_t v[4] = { k.k0 ^ 0x736f6d6570736575u, k.k1 ^ 0x646f72616e646f6du,
		k.k0 ^ 0x6c7967656e657261u, k.k1 ^ 0x7465646279746573u };
	uint64_t word;
	size_t i;

	for (i = 0; s.n - i >= 8; i += 8) {
		memcpy(&word, s.p + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = (uint64_t)s.n << 56;
	for (size_t j = 0; i + j < s.n; j++)
		word |= (uint64_t)(unsigned char)s.p[i + j] << (8 * j);
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int r = 0; r < 3; r++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t hash_fixed(struct str s)
{
	return hash_keyed((struct hash_key){ 0x6261696c69776963u, 0x6b2d7461626c6573u }, s);
}
