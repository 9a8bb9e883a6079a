/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever stands in a file of facts: what is taken can be written and read again as the same, and a
 * stack can be made of it for a name that it speaks about. */
#include <stdlib.h>

#include "base/limit.h"
#include "stack/infer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void again(struct arena *a, const struct fact *f)
{
	struct fact g;
	struct buf b;
	struct jw w;
	struct err e;

	buf_init(&b, 8 * LIMIT_FACT_BYTES);
	jw_init(&w, &b);
	jw_value(&w, f->body);
	if (!b.bad && b.n <= LIMIT_FACT_BYTES) {
		if (fact_parse(a, buf_str(&b), &g, &e) != BW_OK || g.kind != f->kind ||
			g.seen_at_s != f->seen_at_s || !str_eq(g.subject, f->subject))
			abort();
	}
	buf_done(&b);
}

static void stack(struct arena *a, const struct facts *f, struct str subject)
{
	struct refdata rd = { 0 };
	struct site s = { .input = subject,
		.kind = SITE_DOMAIN,
		.id = subject,
		.host = subject,
		.registrable = subject,
		.ns = NAMESPACE_DNS };
	struct stack out;
	struct err e;
	struct buf b;
	struct jw w;

	if (stack_infer(a, &rd, &s, f, INT64_MAX / 2, &out, &e) != BW_OK)
		abort();
	for (size_t i = 0; i < out.actors_n; i++)
		if (!out.actors[i].id.n || !out.actors[i].why.n ||
			(i && role_distance(out.actors[i - 1].role) >
					role_distance(out.actors[i].role)))
			abort();
	buf_init(&b, 64 << 20);
	jw_init(&w, &b);
	stack_json(&out, &w);
	if (jw_check(&w, &e) != BW_OK)
		abort();
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facts f = { 0 };
	struct arena a;
	struct err e;

	arena_init(&a, 256 << 20);
	if (facts_parse(&a, str_make((const char *)data, size), &f, &e) == BW_OK) {
		for (size_t i = 0; i < f.n && i < 8; i++)
			again(&a, &f.v[i]);
		for (size_t i = 0; i < f.n && i < 4; i++)
			stack(&a, &f, f.v[i].subject);
	}
	arena_done(&a);
	return 0;
}
