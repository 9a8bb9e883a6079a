/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent to a witness, what a witness answers, and trust policies: what is taken can be written again, and a
 * policy never names more than it holds. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "ledger/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void request(struct arena *a, struct str in)
{
	struct witness_request r;
	struct err e;
	struct buf b;

	if (witness_request_parse(a, in, &r, &e))
		return;
	buf_init(&b, LIMIT_NOTE_BYTES * 2);
	witness_request_add(&b, &r);
	if (r.proof_n > 63 || !str_eq(buf_str(&b), in))
		abort();
	buf_done(&b);
}

static void answer(struct arena *a, struct str in)
{
	struct note_sig sig;
	struct err e;

	for (size_t left = in.n + 1; in.n && note_sig_parse(a, &in, &sig, &e) == BW_OK;) {
		if (in.n >= left || !note_name_ok(sig.name))
			abort();
		left = in.n;
	}
}

static void policy(struct arena *a, struct str in)
{
	struct trust *t = ARENA_NEW(a, struct trust);
	struct sha256 *s;
	struct err e;

	if (!t || sha256_new(&s, &e))
		abort();
	if (trust_parse(s, in, t, &e) == BW_OK) {
		if (t->logs == 0 || t->logs > TRUST_MOST || t->witnesses > TRUST_MOST ||
			t->groups > TRUST_MOST || t->quorum >= TRUST_MOST + (int)t->groups)
			abort();
		for (size_t i = 0; i < t->groups; i++)
			for (size_t j = 0; j < t->group[i].n; j++)
				if (t->group[i].member[j] >= TRUST_MOST + i)
					abort();
	}
	sha256_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct arena a;

	arena_init(&a, 0);
	request(&a, in);
	answer(&a, in);
	policy(&a, in);
	arena_done(&a);
	return 0;
}
