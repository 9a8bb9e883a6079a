/* SPDX-License-Identifier: Apache-2.0 */
/* A delivery report written out again from what was read says the same; a status has the form of RFC 3463; what
 * is lasting has failed. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "format/dsn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sound(const struct dsn *d)
{
	if (d->lasting && d->action != DSN_FAILED)
		abort();
	if (d->status.n && (d->status.n < 5 || d->status.n > 9 || d->status.p[1] != '.'))
		abort();
	for (size_t i = 0; i < d->words.n; i++)
		if ((unsigned char)d->words.p[i] < ' ')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct dsn one, two;
	struct arena a;
	struct buf b;
	struct err e = { 0 };

	arena_init(&a, 64 << 20);
	buf_init(&b, 1 << 20);
	if (dsn_parse(&a, in, &one, &e) == BW_OK) {
		sound(&one);
		if (one.action == DSN_NONE)
			abort();
		buf_printf(&b,
			"Reporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; "
			"a@x.example\nAction: %s\n",
			dsn_action_text((int)one.action));
		if (one.status.n)
			buf_printf(&b, "Status: %.*s\n", STR_ARG(one.status));
		if (dsn_parse(&a, buf_str(&b), &two, &e) || two.action != one.action ||
			!str_eq(two.status, one.status) || two.lasting != one.lasting)
			abort();
	}
	if (dsn_of_text(&a, in, &one, &e) == BW_OK)
		sound(&one);
	buf_done(&b);
	arena_done(&a);
	return 0;
}
