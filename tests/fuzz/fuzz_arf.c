/* SPDX-License-Identifier: Apache-2.0 */
/* Fields written out again, one a line, read as the same fields. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "format/arf.h"
#include "format/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct fields one, two;
	struct arf f;
	struct arena a;
	struct buf b;
	struct err e = { 0 };

	arena_init(&a, 64 << 20);
	buf_init(&b, 64 << 20);
	if (fields_parse(&a, in, &one, &e) == BW_OK) {
		for (size_t i = 0; i < one.n; i++) {
			if (str_find_byte(one.v[i].value, '\n', 0) != SIZE_MAX ||
				one.v[i].name.n == 0)
				abort();
			buf_add(&b, one.v[i].name);
			buf_addz(&b, ": \"");
			buf_add(&b, one.v[i].value);
			buf_addz(&b, "\"\n");
		}
		if (!b.bad) {
			if (fields_parse(&a, buf_str(&b), &two, &e) || two.n != one.n)
				abort();
			for (size_t i = 0; i < one.n; i++)
				if (!str_eq(one.v[i].name, two.v[i].name) ||
					!str_eq(one.v[i].value, two.v[i].value))
					abort();
		}
	}
	(void)!arf_parse(&a, in, mime_date, &f, &e);
	buf_done(&b);
	arena_done(&a);
	return 0;
}
