/* SPDX-License-Identifier: Apache-2.0 */
/* A zone file that is taken is written and taken again, entry for entry. */
#include <stdlib.h>

#include "base/limit.h"
#include "format/rpz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpz_zone z, again;
	struct arena a;
	struct err e = { 0 };
	struct buf b;

	arena_init(&a, 64 << 20);
	buf_init(&b, LIMIT_RPZ_BYTES);
	if (rpz_parse(&a, STR("rpz.test"), str_make((const char *)data, size), &z, &e) == BW_OK) {
		if (rpz_write(&z, 1700000000, &b, &e) ||
			rpz_parse(&a, STR("rpz.test"), buf_str(&b), &again, &e) || z.n != again.n ||
			z.serial != again.serial)
			abort();
		for (size_t i = 0; i < z.n; i++)
			if (!str_eq(z.v[i].name, again.v[i].name) ||
				!str_eq(z.v[i].key, again.v[i].key) ||
				!str_eq(z.v[i].why, again.v[i].why) ||
				z.v[i].until_s != again.v[i].until_s)
				abort();
	} else if (!e.text[0]) {
		abort();
	}
	buf_done(&b);
	arena_done(&a);
	return 0;
}
