/* SPDX-License-Identifier: Apache-2.0 */
/* A proof bundle from a stranger: what is taken is written again as a bundle that says the same, and checking it
 * against a key never calls it good, for no seed is signed with that key. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/bundle.h"
#include "ledger/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEY "log.example/bailiwick+1cd43b3f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static bool same(const struct proof_bundle *x, const struct proof_bundle *y)
{
	bool ok = str_eq(x->entry, y->entry) && x->secrets_n == y->secrets_n &&
		  x->proof.index == y->proof.index && x->proof.path_n == y->proof.path_n &&
		  str_eq(x->proof.note, y->proof.note);

	for (size_t i = 0; ok && i < x->secrets_n; i++)
		ok = str_eq(x->secret[i].name, y->secret[i].name) &&
		     x->secret[i].open == y->secret[i].open &&
		     str_eq(x->secret[i].value, y->secret[i].value) &&
		     memcmp(x->secret[i].hash, y->secret[i].hash, 32) == 0;
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct proof_bundle p, q;
	struct proof_said said;
	struct sha256 *s;
	struct trust *t;
	struct arena a;
	struct err e;
	struct buf b;

	if (sha256_new(&s, &e))
		abort();
	arena_init(&a, 0);
	buf_init(&b, LIMIT_BUNDLE_BYTES * 2);
	t = ARENA_NEW(&a, struct trust);
	if (!t || trust_one(s, STR(KEY), t, &e))
		abort();
	if (bundle_parse(&a, in, &p, &e) == BW_OK) {
		bundle_write(&b, &p);
		if (b.bad || bundle_parse(&a, buf_str(&b), &q, &e) != BW_OK || !same(&p, &q))
			abort();
		if (proof_check(s, &a, t, &p, &said, &e) == BW_OK)
			abort();
	}
	buf_done(&b);
	arena_done(&a);
	sha256_free(s);
	return 0;
}
