/* SPDX-License-Identifier: Apache-2.0 */
/* A form's body, first byte choosing the kind: names are proper, values lie inside what came; as text on a page
 * they hold no markup. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/utf8.h"
#include "format/form_data.h"
#include "format/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	bool many = size && data[0] == 'm';
	struct arena a;
	struct form f;
	struct buf b;
	struct err e;
	size_t total = 0;

	arena_init(&a, 64 << 20);
	if (form_parse(&a,
		    many ? STR("multipart/form-data; boundary=b")
			 : STR("application/x-www-form-urlencoded"),
		    str_from(in, 1), &f, &e) == BW_OK) {
		if (f.n > LIMIT_FORM_FIELDS)
			abort();
		for (size_t i = 0; i < f.n; i++) {
			total += f.v[i].value.n;
			if (f.v[i].name.n > LIMIT_FORM_NAME || !utf8_ok(f.v[i].name) ||
				(!f.v[i].file.p && !utf8_ok(f.v[i].value)))
				abort();
			buf_init(&b, 64 << 20);
			html_text(&b, f.v[i].value);
			for (size_t k = 0; k < b.n; k++)
				if (strchr("<>\"'`", b.p[k]) && b.p[k])
					abort();
			buf_done(&b);
		}
		if (total > size)
			abort();
	}
	arena_done(&a);
	return 0;
}
