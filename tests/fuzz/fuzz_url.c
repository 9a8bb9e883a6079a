/* SPDX-License-Identifier: Apache-2.0 */
/* A URL that is split has a host and slices of what was given; a path put in order stays in order. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size), once, twice;
	struct arena a;
	struct url u;
	struct err e;

	arena_init(&a, 64 << 20);
	if (url_split(&a, in, &u, &e) == BW_OK) {
		if (!u.host.n || u.host.n > size || u.path.n > size || u.port > 65535)
			abort();
		if (u.path.n && u.path.p[0] != '/' && u.path.p[0] != '\\' && u.path.p[0] != '?')
			abort();
		once = url_path_normal(&a, u.path);
		twice = url_path_normal(&a, once);
		if (!str_eq(once, twice) || (once.n && once.p[0] != '/'))
			abort();
		for (size_t i = 0; i < once.n; i++)
			if ((unsigned char)once.p[i] <= ' ' || (unsigned char)once.p[i] >= 0x7f)
				abort();
		if (!url_percent_decode(&a, u.host).p)
			abort();
	}
	arena_done(&a);
	return 0;
}
