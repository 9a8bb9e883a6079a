/* SPDX-License-Identifier: Apache-2.0 */
/* What identify makes of anything is read again as the same site. */
#include <stdint.h>
#include <stdlib.h>

#include "identify/identify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct refdata none;
	struct site s, again;
	struct arena a;
	struct buf b;
	struct jw w;
	struct err e = { 0 };
	int rc;

	arena_init(&a, 64 << 20);
	rc = identify(&a, &none, str_make((const char *)data, size), &s, &e);
	if (rc && !e.text[0])
		abort();
	if (!rc) {
		if (!s.id.n || !s.canonical.n)
			abort();
		if (identify(&a, &none, s.canonical, &again, &e) || !str_eq(s.id, again.id) ||
			!str_eq(s.canonical, again.canonical) || s.kind != again.kind)
			abort();
		if (identify(&a, &none, s.id, &again, &e) || !str_eq(s.id, again.id))
			abort();
		buf_init(&b, 1 << 20);
		jw_init(&w, &b);
		site_json(&s, &w);
		if (jw_check(&w, &e))
			abort();
		buf_done(&b);
	}
	arena_done(&a);
	return 0;
}
