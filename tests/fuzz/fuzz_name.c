/* SPDX-License-Identifier: Apache-2.0 */
/* A name that was taken fits the DNS, and comes back from both of its forms. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fits(const struct name *n)
{
	struct str rest = n->ascii, label;
	size_t labels = 0;

	if (!n->ascii.n || n->ascii.n > LIMIT_HOST_BYTES)
		abort();
	while (str_cut(&rest, '.', &label)) {
		labels++;
		if (!label.n || label.n > LIMIT_LABEL_BYTES)
			abort();
		for (size_t i = 0; i < label.n; i++)
			if (!ch_lower(label.p[i]) && !ch_digit(label.p[i]) && label.p[i] != '-' &&
				label.p[i] != '_')
				abort();
	}
	if (labels != n->labels)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct name n, again;
	struct str unicode;
	struct arena a;
	struct err e;

	arena_init(&a, 64 << 20);
	if (name_parse(&a, str_make((const char *)data, size), &n, &e) == BW_OK) {
		fits(&n);
		if (name_parse(&a, n.ascii, &again, &e) != BW_OK || !str_eq(n.ascii, again.ascii))
			abort();
		unicode = name_unicode(&a, n.ascii);
		if (name_parse(&a, unicode, &again, &e) != BW_OK || !str_eq(n.ascii, again.ascii))
			abort();
	}
	arena_done(&a);
	return 0;
}
