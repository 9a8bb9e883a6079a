/* SPDX-License-Identifier: Apache-2.0 */
/* The same bytes in one piece and in portions give the same reports and refusals, in the same order.
 * The first byte chooses the form, the second the size of the portions. */
#include <stdint.h>
#include <stdlib.h>

#include "intake/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct buf *b = ctx;

	(void)e;
	if (harm_class_of(r->harm) == CLASS_CSAM && raw.n)
		abort();
	buf_u64(b, line);
	buf_lstr(b, raw);
	report_write(r, b);
	return BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct buf *b = ctx;

	(void)e;
	buf_u64(b, why->line);
	buf_lstr(b, why->field);
	buf_lstr(b, why->reason);
	return BW_OK;
}

static void run(enum input_form form, struct str in, size_t portion, struct buf *out)
{
	struct intake_sink sink = { on_report, on_refused, out };
	struct intake_hints h = { .harm = HARM_NONE };
	struct intake_stream *s;
	struct err e;

	if (intake_stream_new(form, &h, &sink, &s, &e))
		abort();
	for (size_t at = 0; at < in.n; at += portion)
		if (intake_stream_feed(s, str_sub(in, at, portion), &e))
			abort();
	if (intake_stream_end(s, &e))
		abort();
	intake_stream_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum input_form forms[] = { INPUT_NDJSON, INPUT_CSV, INPUT_LIST };
	struct buf whole, cut;
	struct str in;

	if (size < 2)
		return 0;
	in = str_make((const char *)data + 2, size - 2);
	buf_init(&whole, SIZE_MAX);
	buf_init(&cut, SIZE_MAX);
	run(forms[data[0] % 3], in, SIZE_MAX / 2, &whole);
	run(forms[data[0] % 3], in, (size_t)data[1] + 1, &cut);
	if (!str_eq(buf_str(&whole), buf_str(&cut)))
		abort();
	(void)intake_detect(in, STR("x.csv"));
	buf_done(&cut);
	buf_done(&whole);
	return 0;
}
