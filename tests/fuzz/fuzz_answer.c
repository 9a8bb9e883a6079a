/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes as an answer: what is read strictly is read leniently as the same; what can be written is
 * read strictly again as the same, and written again it is the same bytes. */
#include <stdlib.h>

#include "answer/form.h"
#include "base/clock.h"
#include "base/limit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const struct answer_form *f, const struct answer_form *g)
{
	const struct answer *x = &f->answer, *y = &g->answer;

	if (x->kind != y->kind || x->at_s != y->at_s || x->effect != y->effect ||
		x->needs != y->needs || x->until_s != y->until_s || !str_eq(x->action, y->action) ||
		!str_eq(x->actor, y->actor) || !str_eq(x->reason, y->reason) ||
		!str_eq(x->reference, y->reference) || !str_eq(x->text, y->text) ||
		!str_eq(f->token, g->token) || !str_eq(f->about, g->about) ||
		!str_eq(f->signature, g->signature) || !str_eq(f->key, g->key))
		abort();
}

static void again(struct arena *a, const struct answer_form *f)
{
	struct answer_form g;
	struct buf b, c;

	buf_init(&b, 8 * LIMIT_ANSWER_BYTES);
	buf_init(&c, 8 * LIMIT_ANSWER_BYTES);
	if (answer_form_write(f, &b, NULL) != BW_OK ||
		answer_form_parse(a, buf_str(&b), true, &g, NULL) != BW_OK ||
		answer_form_write(&g, &c, NULL) != BW_OK || !str_eq(buf_str(&b), buf_str(&c)))
		abort();
	same(f, &g);
	buf_done(&b);
	buf_done(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	struct answer_form strict, lenient;
	struct arena a;

	arena_init(&a, 64 << 20);
	if (answer_form_parse(&a, in, true, &strict, NULL) == BW_OK) {
		if (answer_form_parse(&a, in, false, &lenient, NULL) != BW_OK)
			abort();
		same(&strict, &lenient);
		again(&a, &strict);
	} else if (answer_form_parse(&a, in, false, &lenient, NULL) == BW_OK &&
		   lenient.answer.sure && lenient.answer.at_s != CLOCK_NONE &&
		   (lenient.token.n || lenient.about.n)) {
		again(&a, &lenient);
	}
	arena_done(&a);
	return 0;
}
