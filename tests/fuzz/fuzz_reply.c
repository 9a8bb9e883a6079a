/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes back: what the parser says survives the way between the processes unchanged, an answer from words is
 * never sure, and the word "not" before everything that was stated never makes it more stated.  Taken apart by cases, every
 * number is one that stands there, the rest comes last, and no more are looked at than one message holds. */
#include <stdint.h>
#include <stdlib.h>

#include "answer/mail.h"
#include "answer/parts.h"
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
		taken.answer.sure != direct.answer.sure || taken.parts_n != direct.parts_n)
		abort();
	for (size_t i = 0; i < taken.parts_n; i++)
		if (taken.parts[i].cases_n != direct.parts[i].cases_n ||
			taken.parts[i].answer.kind != direct.parts[i].answer.kind ||
			taken.parts[i].answer.sure != direct.parts[i].answer.sure)
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

static void taken_apart(struct arena *a, struct str in)
{
	struct reply_part *v;
	struct err e = { 0 };
	size_t n, numbers = 0, words = 0;

	if (reply_parts(a, in, &v, &n, &e))
		abort();
	for (size_t i = 0; i < n; i++) {
		if (!v[i].cases_n && i + 1 < n)
			abort();
		for (size_t k = 0; k < v[i].cases_n; k++) {
			struct str c = v[i].cases[k];

			if (c.p < in.p || c.p + c.n > in.p + in.n ||
				!str_starts_nocase(c, STR("c-")) || !str_eq(reply_case(c, 0), c))
				abort();
		}
		numbers += v[i].cases_n;
		words = v[i].words.n > words ? v[i].words.n : words;
	}
	if (numbers > LIMIT_PARCEL || words > 2 * in.n + 2)
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
	taken_apart(&a, in);
	(void)!answer_mail_reply(&a, in, &m, &e);
	arena_done(&a);
	return 0;
}
