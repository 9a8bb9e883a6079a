/* SPDX-License-Identifier: Apache-2.0 */
/* Free text and HTML: every hit is an address with a dot or a colon, without white space or control
 * characters; clickable text stays as it is when it is read again. */
#include <stdint.h>
#include <stdlib.h>

#include "format/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct text_hit *h)
{
	if (h->value.n < 3)
		abort();
	for (size_t i = 0; i < h->value.n; i++)
		if ((unsigned char)h->value.p[i] <= ' ')
			abort();
	if (str_find_byte(h->value, '.', 0) == SIZE_MAX &&
		str_find_byte(h->value, ':', 0) == SIZE_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str own[] = { STR_INIT("reporter.example") };
	struct str in = { (const char *)data, size }, seen;
	struct text_found f;
	struct text_plain p;
	struct arena a;
	struct err e = { 0 };

	arena_init(&a, 64 << 20);
	seen = text_of_html(&a, in);
	if (!seen.p)
		abort();
	for (int html = 0; html < 2; html++) {
		if (text_scan(&a, html ? seen : in, own, 1, &f, &e))
			abort();
		for (size_t i = 0; i < f.n; i++)
			check(&f.hits[i]);
		text_keep(f.hits, &f.n);
	}
	if (text_refang(&a, in, &p, &e) || p.text.n > in.n + in.n / 2 + 16)
		abort();
	(void)text_harm(in, seen);
	arena_done(&a);
	return 0;
}
