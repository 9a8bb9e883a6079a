/* SPDX-License-Identifier: Apache-2.0 */
/* What is read and written again reads as the same text. */
#include <stdint.h>
#include <stdlib.h>

#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_out(const struct json *v, struct buf *b)
{
	struct jw w;

	jw_init(&w, b);
	jw_value(&w, v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct buf one, two;
	struct json *v, *again;
	struct err e;

	arena_init(&a, 64 << 20);
	buf_init(&one, 64 << 20);
	buf_init(&two, 64 << 20);
	if (json_parse(&a, str_make((const char *)data, size), &v, &e) == BW_OK) {
		write_out(v, &one);
		/* Deeper than the writer goes is not written; everything else comes back. */
		if (!one.bad) {
			if (json_parse(&a, buf_str(&one), &again, &e) != BW_OK)
				abort();
			write_out(again, &two);
			if (!str_eq(buf_str(&one), buf_str(&two)))
				abort();
		}
	}
	buf_done(&one);
	buf_done(&two);
	arena_done(&a);
	return 0;
}
