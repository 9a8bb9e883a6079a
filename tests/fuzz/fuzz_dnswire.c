/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever bytes a name server sends: names come out printable and bounded. */
#include <stdlib.h>

#include "base/limit.h"
#include "format/dnswire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_answer x;
	struct arena a;
	struct err e;

	arena_init(&a, 64 << 20);
	if (dnswire_parse(&a, str_make((const char *)data, size), &x, &e) == BW_OK) {
		if (x.n > LIMIT_DNS_RECORDS)
			abort();
		for (size_t i = 0; i < x.n; i++) {
			if (!x.v[i].owner.n || x.v[i].owner.n > 1020 || !x.v[i].text.n)
				abort();
			for (size_t k = 0; k < x.v[i].owner.n; k++)
				if (x.v[i].owner.p[k] <= ' ' || x.v[i].owner.p[k] == 0x7f)
					abort();
		}
	}
	arena_done(&a);
	return 0;
}
