/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_TESTS_H
#define LEDGER_TESTS_H

#include "unit.h"

#include "base/arena.h"
#include "ledger/merkle.h"

int merkle_tests(void);
int note_tests(void);
int sign_tests(void);

/* A whole tree in memory: leaf i is the hash of the decimal of i. */
struct forest {
	struct sha256 *s;
	struct merkle_hash *leaf;
	uint64_t n;
};
void forest_make(struct arena *a, struct sha256 *s, uint64_t n, struct forest *out);
struct merkle_source forest_source(struct forest *f);
/* By the definition of RFC 6962 2.1, word by word. */
void forest_mth(struct forest *f, uint64_t lo, uint64_t hi, struct merkle_hash *out);
void hash_of_hex(const char *hex, struct merkle_hash *out);
/* The file ${name} below BAILIWICK_CORPUS/vectors, or p NULL. */
struct str vector_file(struct arena *a, const char *name);

#endif
