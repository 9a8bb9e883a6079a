/* SPDX-License-Identifier: Apache-2.0 */
/* A whole message through the reader of mail: what comes out passes the checks of the other side, and the
 * same message gives the same answer. */
#include <stdint.h>
#include <stdlib.h>

#include "intake/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	(void)raw;
	(void)line;
	++*(size_t *)ctx;
	return report_check(r, e);
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	(void)e;
	++*(size_t *)ctx;
	if (why->reason.n == 0)
		abort();
	return BW_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct intake_hints h = { .harm = HARM_NONE, .received_at_s = CLOCK_NONE };
	struct buf request, one, two;
	size_t told = 0;
	struct intake_sink sink = { on_report, on_refused, &told };
	struct err e = { 0 };
	struct arena a;

	arena_init(&a, 0);
	buf_init(&request, 64 << 20);
	buf_init(&one, 64 << 20);
	buf_init(&two, 64 << 20);
	mail_request(&h, &request);
	buf_add(&request, str_make((const char *)data, size));
	if (mail_serve(buf_str(&request), &one, &e) || mail_serve(buf_str(&request), &two, &e))
		abort();
	if (!str_eq(buf_str(&one), buf_str(&two)))
		abort();
	if (mail_answer(&a, buf_str(&one), STR(""), &sink, &e) || told == 0)
		abort();
	buf_done(&request);
	buf_done(&one);
	buf_done(&two);
	arena_done(&a);
	return 0;
}
