/* SPDX-License-Identifier: Apache-2.0 */
/* The facts of an event as the database keeps them, short form and long: whatever is taken is packed again to facts that
 * read the same; numbers are a byte or not said, strings lie inside what was read. */
#include <stdlib.h>

#include "flow/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void number(int v)
{
	if (v != STORE_NONE && (v < 0 || v > 254))
		abort();
}

static void inside(struct str s, struct str all)
{
	if (s.n && (s.p < all.p || s.p + s.n > all.p + all.n))
		abort();
}

static bool same(const struct record_facts *a, const struct record_facts *b)
{
	return a->harm == b->harm && a->kind == b->kind && a->verdict == b->verdict &&
	       a->decision == b->decision && a->role == b->role && a->effect == b->effect &&
	       a->collateral == b->collateral && a->tier == b->tier && a->letter == b->letter &&
	       a->channel == b->channel && a->answer == b->answer && a->automated == b->automated &&
	       str_eq(a->action, b->action) && str_eq(a->pack, b->pack) &&
	       str_eq(a->version, b->version) && str_eq(a->clause, b->clause) &&
	       str_eq(a->said, b->said) && str_eq(a->subject, b->subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str in = str_make((const char *)data, size);
	struct record_facts f, g;
	struct buf b;

	if (!record_facts_read(in, &f))
		return 0;
	{
		const int v[] = { f.harm, f.kind, f.verdict, f.decision, f.role, f.effect,
			f.collateral, f.tier, f.letter, f.channel, f.answer, f.automated };
		const struct str t[] = { f.action, f.pack, f.version, f.clause, f.said, f.subject };

		for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
			number(v[i]);
		for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
			inside(t[i], in);
	}
	buf_init(&b, size + 64);
	record_facts_pack(&f, &b);
	if (b.bad || !record_facts_read(buf_str(&b), &g) || !same(&f, &g))
		abort();
	buf_done(&b);
	return 0;
}
