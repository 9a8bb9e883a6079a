/* SPDX-License-Identifier: Apache-2.0 */
/* What is defanged is no link and stands on one line, and refanging gets a good URL or name back. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "format/defang.h"
#include "format/name.h"
#include "format/refang.h"
#include "format/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A plain address or host, as identities are written. */
static bool plain(struct arena *a, struct str in)
{
	struct name n;
	struct url u;
	struct err e;

	for (size_t i = 0; i < in.n; i++)
		if ((unsigned char)in.p[i] <= ' ' || (unsigned char)in.p[i] > 126 ||
			strchr("[](){}<>\"'`,;*|\\^", in.p[i]) || ch_upper(in.p[i]))
			return false;
	/* what has no host where one belongs is no identity, whatever browsers make of it */
	return (str_starts(in, STR("http://")) || str_starts(in, STR("https://"))) &&
	       str_find(in, STR(":///"), 0) == SIZE_MAX && url_split(a, in, &u, &e) == BW_OK &&
	       !u.userinfo.p && !u.bad_port && name_parse(a, u.host, &n, &e) == BW_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size), out, back;
	struct arena a;

	if (size > 4096)
		return 0;
	arena_init(&a, 64 << 20);
	out = defang(&a, in, 8192);
	if (!out.p || !utf8_ok(out))
		abort();
	for (size_t i = 0; i < out.n; i++)
		if ((unsigned char)out.p[i] < ' ')
			abort();
	if (str_starts(out, STR("http://")) || str_starts(out, STR("https://")))
		abort();
	if (plain(&a, in)) {
		back = refang(&a, out, NULL);
		if (!str_eq(back, in))
			abort();
	}
	arena_done(&a);
	return 0;
}
