/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a server answers: the fact made of it is a fact, names no control character, and the same
 * answer gives the same bytes. */
#include <stdlib.h>

#include "base/limit.h"
#include "domain/fact.h"
#include "format/rdap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void line(struct arena *a, struct str in, struct buf *out)
{
	struct rdap r;
	struct err e;

	if (rdap_parse(a, in, &r, &e) != BW_OK || r.class > RDAP_AUTNUM)
		return;
	if (rdap_fact(&r, STR("a.test"), STR("rdap:fuzz"), 0, out, &e) != BW_OK && !out->bad)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	struct arena a;
	struct buf one, two;
	struct facts f = { 0 };
	struct err e;

	arena_init(&a, 64 << 20);
	buf_init(&one, LIMIT_FACT_BYTES - 1);
	buf_init(&two, LIMIT_FACT_BYTES - 1);
	line(&a, in, &one);
	line(&a, in, &two);
	if (one.n && !one.bad) {
		if (!str_eq(buf_str(&one), buf_str(&two)))
			abort();
		if (facts_parse(&a, buf_str(&one), &f, &e) != BW_OK || f.n != 1)
			abort();
		for (size_t i = 0; i + 1 < one.n; i++)
			if ((unsigned char)one.p[i] < 0x20 || one.p[i] == 0x7f)
				abort();
	}
	buf_done(&one);
	buf_done(&two);
	arena_done(&a);
	return 0;
}
