/* SPDX-License-Identifier: Apache-2.0 */
/* What is a good name or URL after refanging stays as it is when refanged again. */
#include <stdint.h>
#include <stdlib.h>

#include "format/name.h"
#include "format/refang.h"
#include "format/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str once, twice;
	struct arena a;
	struct name n;
	struct url u;
	struct err e;

	if (size > 8192)
		return 0;
	arena_init(&a, 64 << 20);
	once = refang(&a, str_make((const char *)data, size), NULL);
	if (!once.p || once.n > size + 8)
		abort();
	/* A user name or what is no port may hold brackets enough for more layers than are undone. */
	if (url_split(&a, once, &u, &e) == BW_OK && !u.userinfo.p && !u.bad_port &&
		name_parse(&a, u.host, &n, &e) == BW_OK) {
		twice = refang(&a, once, NULL);
		if (!str_eq(once, twice))
			abort();
	}
	arena_done(&a);
	return 0;
}
