/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever an EPP server sends: a greeting or a result, or an error with a sentence; nothing beyond the input. */
#include <stdlib.h>

#include "base/limit.h"
#include "format/epp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct epp_answer x;
	struct arena a;
	struct err e = { 0 };

	arena_init(&a, 16 << 20);
	if (epp_parse(&a, str_make((const char *)data, size), &x, &e) == BW_OK) {
		if (!x.greeting && (x.code < 1000 || x.code > 2999))
			abort();
		if (x.words.n > LIMIT_EPP_TEXT || x.domain.name.n > size || x.message.id.n > size)
			abort();
	} else if (!e.text[0]) {
		abort();
	}
	arena_done(&a);
	return 0;
}
