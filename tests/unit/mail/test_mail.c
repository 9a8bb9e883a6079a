/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include "mail_tests.h"

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct told *t = ctx;

	(void)raw;
	(void)line;
	(void)e;
	t->reports++;
	t->targets += r->targets_n;
	t->guesses += r->guesses_n;
	t->evidence = r->evidence;
	t->incident_at_s = r->incident_at_s;
	snprintf(t->reporter, sizeof(t->reporter), "%.*s", STR_ARG(r->reporter.contact));
	buf_printf(&t->out, "%s %s", format_text(r->format), harm_text(r->harm));
	for (size_t i = 0; i < r->targets_n; i++) {
		buf_addc(&t->out, ' ');
		buf_add(&t->out, r->targets[i]);
	}
	buf_addc(&t->out, '\n');
	return BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct told *t = ctx;

	(void)e;
	t->refused++;
	buf_addz(&t->out, "refused: ");
	buf_add(&t->out, why->reason);
	buf_addc(&t->out, '\n');
	return BW_OK;
}

void told_init(struct told *t)
{
	*t = (struct told){ .incident_at_s = CLOCK_NONE };
	buf_init(&t->out, 1 << 24);
}

struct intake_sink told_sink(struct told *t)
{
	return (struct intake_sink){ on_report, on_refused, t };
}

int told_mail(struct told *t, struct str message, int harm, struct err *e)
{
	struct intake_hints h = { .harm = harm, .received_at_s = CLOCK_NONE };
	struct intake_sink sink = told_sink(t), again;
	struct told wire;
	struct buf request, reply;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	told_init(t);
	rc = intake_mail(&a, message, &h, &sink, e);
	arena_reset(&a);
	told_init(&wire);
	again = told_sink(&wire);
	buf_init(&request, 1 << 26);
	buf_init(&reply, 1 << 26);
	mail_request(&h, &request);
	buf_add(&request, message);
	if (!rc) {
		assert_int_equal(mail_serve(buf_str(&request), &reply, e), BW_OK);
		assert_int_equal(mail_answer(&a, buf_str(&reply), message, &again, e), BW_OK);
		assert_int_equal(wire.out.n, t->out.n);
		assert_memory_equal(
			wire.out.n ? wire.out.p : "", t->out.n ? t->out.p : "", t->out.n);
	}
	buf_done(&request);
	buf_done(&reply);
	buf_done(&wire.out);
	arena_done(&a);
	return rc;
}

int main(void)
{
	return mail_write_tests() + mime_tests() + arf_tests() + text_tests() + letter_tests() +
	       corpus_tests();
}
