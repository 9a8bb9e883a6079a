/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes back: what the parser says survives the way between the processes unchanged, an answer from words is
 * never sure, and the word "not" before everything that was stated never makes it more stated. */
#include <stdint.h>
#include <stdlib.h>

#include "answer/mail.h"
#include "answer/quote.h"
#include "answer/words.h"
#include "base/limit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void through_the_wire(struct arena *a, struct str in)
{
	const struct answer_hints h = { 1795248000, STR("abuse@desk.example") };
	struct answer_mail direct, taken;
	struct err e = { 0 };
	struct buf request, reply;

	if (answer_read_mail(a, in, &h, &direct, &e))
		abort();
	buf_init(&request, LIMIT_MAIL_BYTES);
	buf_init(&reply, LIMIT_PARSE_REPLY);
	answer_mail_request(&h, &request);
	buf_add(&request, in);
	if (answer_mail_serve(buf_str(&request), &reply, &e))
		abort();
	if (answer_mail_reply(a, buf_str(&reply), &taken, &e))
		abort();
	if (taken.sort != direct.sort || taken.answer.kind != direct.answer.kind ||
		taken.has_token != direct.has_token || taken.has_key != direct.has_key ||
		!str_eq(taken.answer.text, direct.answer.text) ||
		taken.answer.sure != direct.answer.sure)
		abort();
	if (direct.sort != ANSWER_MAIL_OTHER && !direct.has_token && !direct.has_key)
		abort();
	buf_done(&request);
	buf_done(&reply);
}

static void words(struct arena *a, struct str in)
{
	struct meaning plain, denied;
	struct err e = { 0 };
	struct str cut = quote_cut(a, in), no;

	if (!cut.p || cut.n > in.n + 1)
		abort();
	if (words_meaning(a, in, &plain, &e))
		abort();
	no = arena_printf(a, "We have not removed the page. %.*s", STR_ARG(in));
	if (!no.p || words_meaning(a, no, &denied, &e))
		abort();
	if (denied.kind == ANSWER_ACTED || denied.kind == ANSWER_DECIDED ||
		denied.kind == ANSWER_REVERSED)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct answer_mail m;
	struct arena a;
	struct err e = { 0 };

	if (size > 20000)
		return 0;
	arena_init(&a, 256 << 20);
	through_the_wire(&a, in);
	words(&a, in);
	(void)!answer_mail_reply(&a, in, &m, &e);
	arena_done(&a);
	return 0;
}
