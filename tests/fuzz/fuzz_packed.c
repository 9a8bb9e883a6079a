/* SPDX-License-Identifier: Apache-2.0 */
/* packed_each: ends on everything, tells no bytes before a member and none beyond the ceiling, and does the same
 * whether the bytes come at once or one by one. */
#include <stdint.h>
#include <stdlib.h>

#include "format/packed.h"

#define MOST ((uint64_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool holds)
{
	if (!holds)
		abort();
}

struct seen {
	size_t members;
	uint64_t bytes, sum;
};

static int on_member(void *ctx, struct str name, struct err *e)
{
	struct seen *s = ctx;

	(void)e;
	must(name.n <= PACKED_NAME);
	s->members++;
	s->sum = s->sum * 31 + name.n;
	return BW_OK;
}

static int on_bytes(void *ctx, struct str bytes, struct err *e)
{
	struct seen *s = ctx;

	(void)e;
	must(s->members > 0);
	s->bytes += bytes.n;
	must(s->bytes <= MOST);
	for (size_t i = 0; i < bytes.n; i++)
		s->sum = s->sum * 31 + (unsigned char)bytes.p[i];
	return BW_OK;
}

static ssize_t drip(void *ctx, const void **bytes)
{
	struct str *rest = ctx;

	*bytes = rest->p;
	if (!rest->n)
		return 0;
	*rest = str_from(*rest, 1);
	return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = { n ? (const char *)data : "", n }, rest = in;
	struct seen a = { 0 }, b = { 0 };
	const struct packed_source whole = { .all = in }, drops = { .read = drip, .ctx = &rest };
	const struct packed_sink to_a = { on_member, on_bytes, &a },
				 to_b = { on_member, on_bytes, &b };
	struct err e;
	int ra, rb;

	if (packed_kind(in) != PACKED_OPEN)
		return 0;
	ra = packed_each(&whole, &to_a, MOST, &e);
	rb = packed_each(&drops, &to_b, MOST, &e);
	/* A ZIP that can be read from its end may be read further than one that cannot. */
	if (!str_starts(in, STR("PK")) && !ra && !rb)
		must(a.sum == b.sum && a.members == b.members);
	return 0;
}
