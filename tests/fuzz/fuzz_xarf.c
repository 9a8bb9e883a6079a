/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever JSON says: each report that leaves intake passes report_check, survives the codec, and one of
 * CSAM has neither bytes nor words. */
#include <stdint.h>
#include <stdlib.h>

#include "intake/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct buf one, two;
	struct arena a;
	struct report back;

	(void)ctx;
	(void)line;
	arena_init(&a, 0);
	buf_init(&one, SIZE_MAX);
	buf_init(&two, SIZE_MAX);
	must(report_check(r, e) == BW_OK);
	must(harm_class_of(r->harm) != CLASS_CSAM || raw.n == 0);
	report_write(r, &one);
	must(report_parse(&a, buf_str(&one), &back, e) == BW_OK);
	report_write(&back, &two);
	must(str_eq(buf_str(&one), buf_str(&two)));
	buf_done(&two);
	buf_done(&one);
	arena_done(&a);
	return BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	(void)ctx;
	(void)e;
	must(why->reason.n > 0);
	return BW_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct intake_sink sink = { on_report, on_refused, NULL };
	struct intake_hints h = { .harm = HARM_NONE };
	struct arena a;
	struct err e;

	for (int strict = 0; strict < 2; strict++) {
		h.strict = strict;
		arena_init(&a, 0);
		must(intake_json(&a, str_make((const char *)data, size), &h, &sink, &e) == BW_OK);
		arena_done(&a);
	}
	return 0;
}
