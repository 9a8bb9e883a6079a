/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that report_parse takes are exactly those that report_write makes of the value. */
#include <stdint.h>
#include <stdlib.h>

#include "domain/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	struct report r;
	struct arena a;
	struct buf b;
	struct err e;

	arena_init(&a, 0);
	buf_init(&b, SIZE_MAX);
	if (report_parse(&a, in, &r, &e) == BW_OK) {
		if (report_check(&r, &e) != BW_OK)
			abort();
		report_write(&r, &b);
		if (!str_eq(buf_str(&b), in))
			abort();
	}
	buf_done(&b);
	arena_done(&a);
	return 0;
}
