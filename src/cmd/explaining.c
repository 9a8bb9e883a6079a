/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explaining.h"

#include "cmd/lock_down.h"

#define NAMES_MOST 1000000

static int read_kinds(struct str list, evidence_set *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	struct str word;
	enum evidence kind;

	while (list.n && str_cut(&list, ',', &word)) {
		if (!evidence_parse(str_trim(word), &kind))
			return err_set(e, BW_EUSAGE,
				"--kinds: '%s' is no kind of evidence; see docs/vocabulary.md",
				str_quote(word, 40, q));
		*out |= (evidence_set)1 << kind;
	}
	return BW_OK;
}

static int read_options(struct ctx *c, struct explain_in *in, struct err *e)
{
	struct str harm = ctx_opt(c, "harm"), tier = ctx_opt(c, "evidence"),
		   names = ctx_opt(c, "names");
	char q[QUOTE_ROOM(40)];
	enum harm h;
	uint64_t n = 1;

	in->harm = HARM_NONE;
	if (harm.p) {
		if (!harm_parse(harm, &h))
			return err_set(e, BW_EUSAGE,
				"--harm: '%s' is no harm we know; see docs/vocabulary.md",
				str_quote(harm, 40, q));
		in->harm = (int)h;
	}
	in->tier = TIER_ACTIONABLE;
	if (tier.p && !tier_parse(tier, &in->tier))
		return err_set(e, BW_EUSAGE, "--evidence: '%s' is no tier", str_quote(tier, 40, q));
	if (names.p && (!str_u64(names, &n) || n < 1 || n > NAMES_MOST))
		return err_set(e, BW_EUSAGE, "--names wants a number from 1 to %d", NAMES_MOST);
	in->names_in_notice = (size_t)n;
	in->brand = ctx_opt(c, "brand");
	in->as_actor = ctx_opt(c, "as");
	return read_kinds(ctx_opt(c, "kinds"), &in->evidence, e);
}

int question_open(struct ctx *c, struct question *q, struct err *e)
{
	int rc;

	*q = (struct question){ 0 };
	q->in.now_s = ctx_now(c);
	q->in.received_at_s = q->in.now_s;
	rc = read_options(c, &q->in, e);
	if (!rc)
		rc = knowing_load(c, &q->know, e);
	if (!rc)
		rc = facts_open(c, &q->know.refdata, q->in.now_s, &q->source, e);
	if (!rc && q->source.fetch)
		rc = lock_down_asking(c, &q->source.courier, e);
	return rc;
}

void question_done(struct question *q)
{
	knowing_done(&q->know);
}

int question_ask(struct question *q, struct arena *a, struct str name, struct explanation *out,
	struct err *e)
{
	struct stack first; /* only to learn what is wished for; explain infers it again */
	char shown[QUOTE_ROOM(60)];
	int rc = explain_site(a, &q->know.k, name, &q->site, e);

	if (rc)
		return err_prefix(e, "cannot explain '%s': ", str_quote(name, 60, shown));
	q->facts = (struct facts){ 0 };
	q->misses = (struct courier_misses){ 0 };
	rc = facts_stack(&q->source, a, &q->site, q->in.now_s, &q->facts, &first, &q->misses, e);
	if (rc)
		return rc;
	q->in.site = &q->site;
	q->in.facts = &q->facts;
	return explain_full(a, &q->know.k, &q->in, out, e);
}
