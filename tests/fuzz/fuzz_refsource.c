/* SPDX-License-Identifier: Apache-2.0 */
/* Every parser of reference files (first byte: which).  What is taken compiles to an image that opens, the
 * same one twice; what is refused writes nothing. */
#include <stdint.h>
#include <stdlib.h>

#include "refdata/refdata.h"
#include "refdata/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int build(struct arena *a, struct str name, struct str bytes, struct buf *out)
{
	const struct refdata_source src = { name, { NULL, 0 }, bytes, 0 };
	struct err e;

	return refdata_build(a, &src, 1, out, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct source_kind *k;
	struct buf one, two;
	struct refdata rd;
	struct arena a;
	struct err e;
	struct str in;
	int64_t date;
	int rc;

	if (size == 0 || !(k = source_kind_at(data[0] % 80)))
		return 0;
	in = str_make((const char *)data + 1, size - 1);
	source_date(k, in, &date);
	source_name_date(in, &date);
	source_kind(in);
	arena_init(&a, 256 << 20);
	buf_init(&one, 64 << 20);
	buf_init(&two, 64 << 20);
	rc = build(&a, str_of(k->name), in, &one);
	if (rc == BW_OK) {
		if (refdata_open(buf_str(&one), &rd, &e) || build(&a, str_of(k->name), in, &two) ||
			!str_eq(buf_str(&one), buf_str(&two)))
			abort();
	} else if (one.n) {
		abort();
	}
	buf_done(&one);
	buf_done(&two);
	arena_done(&a);
	return 0;
}
