/* SPDX-License-Identifier: Apache-2.0 */
/* A pack without faults compiles, opens, shows as JSON that reads back, and differs in nothing from itself; one with
 * faults is refused with as many sentences as are counted. Bytes taken for a compiled image never crash. */
#include <assert.h>
#include <string.h>

#include "base/limit.h"
#include "format/json.h"
#include "procedure/procedure.h"

static void show(const struct procedure *p, struct arena *a)
{
	struct err e = { 0 };
	struct json *v;
	struct buf b;
	struct jw w;

	buf_init(&b, 64u << 20);
	for (size_t i = 0; i < procedure_packs(p); i++) {
		struct pack_summary s;

		jw_init(&w, &b);
		procedure_show_json(p, i, &w);
		assert(jw_check(&w, &e) == 0);
		assert(json_parse(a, buf_str(&b), &v, &e) == 0);
		buf_reset(&b);
		assert(procedure_show(p, i, &b, &e) == 0);
		buf_reset(&b);
		procedure_summary(p, i, 0, &s);
		if (procedure_diff(p, s.id, s.id, 0, &b, &e) == 0)
			assert(str_find(buf_str(&b), STR("nothing like it"), 0) == SIZE_MAX);
		buf_reset(&b);
	}
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct pack_source src = { STR("fuzz.yaml"), str_make((const char *)data, n) };
	struct procedure *p = NULL;
	struct arena a;
	struct buf faults;
	struct err e = { 0 };
	int rc;

	arena_init(&a, 256u << 20);
	buf_init(&faults, 4u << 20);
	rc = pack_check(&a, src, &faults, &e);
	assert(rc == 0 || rc == BW_EINVALID || rc == BW_ENOMEM);
	assert((rc == BW_EINVALID) == (faults.n > 0));
	if (rc == 0 && procedure_new(NULL, &src, 1, STR(""), &p, &e) == 0) {
		assert(procedure_packs(p) == 1);
		show(p, &a);
		procedure_free(p);
	}
	p = NULL;
	if (procedure_open(src.bytes, &p, &e) == 0)
		procedure_free(p);
	buf_done(&faults);
	arena_done(&a);
	return 0;
}
