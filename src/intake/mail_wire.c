/* SPDX-License-Identifier: Apache-2.0 */
/* What travels between the process that parses mail and the one that asked. */
#include "base/limit.h"
#include "intake/mail.h"

#define REQUEST_VERSION 1
#define TAG_REPORT      'r'
#define TAG_REFUSED     'x'
#define TAG_END         'e' /* without it the answer was cut */
#define REASON_MOST     4000

void mail_request(const struct intake_hints *h, struct buf *head)
{
	buf_u8(head, REQUEST_VERSION);
	buf_u8(head, h->harm == HARM_NONE ? 0xff : (uint8_t)h->harm);
	buf_u8(head, h->strict);
	buf_u64(head, (uint64_t)h->received_at_s);
	buf_lstr(head, h->reporter);
}

static int put_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct buf one, *reply = ctx;
	int rc;

	(void)raw;
	buf_init(&one, LIMIT_PARSE_REPLY);
	report_write(r, &one);
	buf_u8(reply, TAG_REPORT);
	buf_u32(reply, (uint32_t)line);
	buf_lstr(reply, buf_str(&one));
	rc = one.bad ? err_nomem(e) : buf_check(reply, "the answer of the mail parser", e);
	buf_done(&one);
	return rc;
}

static int put_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct buf *reply = ctx;

	buf_u8(reply, TAG_REFUSED);
	buf_u32(reply, (uint32_t)why->line);
	buf_lstr(reply, str_sub(why->field, 0, REASON_MOST));
	buf_lstr(reply, str_sub(why->reason, 0, REASON_MOST));
	return buf_check(reply, "the answer of the mail parser", e);
}

int mail_serve(struct str request, struct buf *reply, struct err *e)
{
	struct cur c = cur_of(request);
	struct intake_sink sink = { put_report, put_refused, reply };
	struct intake_hints h = { 0 };
	struct arena a;
	uint8_t harm;
	int rc;

	if (cur_u8(&c) != REQUEST_VERSION)
		return err_set(e, BW_EPARSE, "this is no request to parse mail");
	harm = cur_u8(&c);
	h.harm = harm >= HARM_COUNT ? HARM_NONE : (int)harm;
	h.strict = cur_u8(&c) != 0;
	h.received_at_s = (int64_t)cur_u64(&c);
	h.reporter = cur_lstr(&c);
	if (c.bad)
		return err_set(e, BW_EPARSE, "the request to parse mail ends early");
	arena_init(&a, LIMIT_PARSE_MEMORY);
	rc = intake_mail(&a, cur_take(&c, cur_left(&c)), &h, &sink, e);
	arena_done(&a);
	if (!rc)
		buf_u8(reply, TAG_END);
	return rc;
}

static int one_report(struct arena *a, struct cur *c, struct str raw,
	const struct intake_sink *sink, struct err *e)
{
	size_t line = cur_u32(c);
	struct str bytes = cur_lstr(c);
	struct report r;
	int rc;

	if (c->bad)
		return err_set(e, BW_EPARSE, "the answer of the mail parser ends early");
	rc = report_parse(a, bytes, &r, e);
	return rc ? rc : sink->report(sink->ctx, &r, raw, line, e);
}

static int one_refusal(struct cur *c, const struct intake_sink *sink, struct err *e)
{
	struct refusal why = { .line = cur_u32(c) };

	why.field = cur_lstr(c);
	why.reason = cur_lstr(c);
	if (c->bad || why.field.n > REASON_MOST || why.reason.n > REASON_MOST)
		return err_set(e, BW_EPARSE, "the answer of the mail parser is broken");
	return sink->refused(sink->ctx, &why, e);
}

int mail_answer(struct arena *a, struct str reply, struct str raw, const struct intake_sink *sink,
	struct err *e)
{
	struct cur c = cur_of(reply);

	while (cur_left(&c)) {
		uint8_t tag = cur_u8(&c);
		int rc;

		if (tag == TAG_END && cur_end(&c))
			return BW_OK;
		rc = tag == TAG_REPORT ? one_report(a, &c, raw, sink, e)
		     : tag == TAG_REFUSED
			     ? one_refusal(&c, sink, e)
			     : err_set(e, BW_EPARSE, "the answer of the mail parser is broken");
		if (rc)
			return rc;
	}
	return err_set(e, BW_EPARSE, "the answer of the mail parser ends early");
}
