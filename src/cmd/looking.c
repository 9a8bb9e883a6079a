/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/looking.h"

#include "base/vec.h"
#include "flow/known.h"

static bool asked_of_network(enum fact_kind k)
{
	return k == FACT_DNS || k == FACT_REGISTRATION || k == FACT_ADDRESS;
}

/* What is known, without answers of the network that are old. */
static int recent(struct look *l, const struct site *site, struct facts *out, struct err *e)
{
	struct arena *a = l->one;
	struct facts all;
	int rc = known_facts(l->desk.store, a, site, l->desk.facts, l->desk.now_s, &all, e);

	*out = (struct facts){ 0 };
	for (size_t i = 0; !rc && i < all.n; i++) {
		struct fact *f;

		if (l->source.fetch && asked_of_network(all.v[i].kind) &&
			all.v[i].seen_at_s < l->since_s)
			continue;
		f = VEC_PUSH(a, out);
		if (!f)
			return err_nomem(e);
		*f = all.v[i];
	}
	return rc;
}

static int learn(struct look *l, struct looked *x, struct err *e)
{
	struct arena *a = l->one;
	struct facts facts, learned;
	struct stack stack = { 0 };
	struct site site;
	size_t had;
	int rc = explain_site(a, l->desk.know, x->before.target, &site, e);

	if (!rc)
		rc = recent(l, &site, &facts, e);
	if (rc)
		return rc;
	had = facts.n;
	rc = facts_stack(&l->source, a, &site, l->desk.now_s, &facts, &stack, &x->misses, e);
	if (rc)
		return rc;
	x->would = stack.wishes;
	x->would_n = l->source.fetch ? 0 : stack.wishes_n;
	learned = (struct facts){ facts.v + had, facts.n - had, facts.n - had };
	return facts.n > had ? known_keep(l->desk.store, &learned, &x->fresh, e) : BW_OK;
}

static int pages(struct look *l, struct looked *x, struct err *e)
{
	size_t looked = 0;
	bool changed;
	int64_t wait_s;
	int rc = still_of(&l->desk, l->one, &x->before, &x->still, e);

	if (!rc && l->pages && x->still.n)
		rc = still_look(
			l->pages, &l->desk, l->one, &x->still, STILL_AGE_S, &wait_s, &looked, e);
	x->fresh += looked;
	return rc ? rc : still_settle(&l->desk, l->one, &x->before, &x->still, &changed, e);
}

static bool same_text(struct str a, struct str b)
{
	return a.n == b.n && str_eq(a, b);
}

int look_at(struct look *l, int64_t id, struct looked *x, struct err *e)
{
	struct arena *a = l->one;
	int rc = store_case_get(l->desk.store, a, id, &x->before, e);

	if (rc)
		return rc;
	x->after = x->before;
	if (x->before.harm_class == CLASS_CSAM)
		x->not_looked = "its address is not kept";
	else if (x->before.merged_into)
		x->not_looked = "it was merged into another";
	if (x->not_looked)
		return BW_OK;
	rc = learn(l, x, e);
	if (!rc && l->pages)
		rc = pages(l, x, e);
	if (!rc)
		rc = command_refresh(&l->desk, &id, 1, e);
	if (!rc)
		rc = store_case_get(l->desk.store, a, id, &x->after, e);
	if (rc)
		return rc;
	x->other = x->before.decision != x->after.decision ||
		   x->before.verdict != x->after.verdict ||
		   x->before.proposal.role != x->after.proposal.role ||
		   !same_text(x->before.proposal.action, x->after.proposal.action) ||
		   !same_text(x->before.proposal.actor, x->after.proposal.actor);
	x->changed = x->other || x->before.state != x->after.state;
	return BW_OK;
}

int look_lacks(struct look *l, int64_t id, bool *lacks, struct err *e)
{
	struct arena *a = l->one;
	struct store_case c;
	struct stack stack = { 0 };
	struct facts facts;
	struct site site;
	int rc = store_case_get(l->desk.store, a, id, &c, e);

	*lacks = false;
	if (rc || c.harm_class == CLASS_CSAM || c.merged_into)
		return rc;
	rc = explain_site(a, l->desk.know, c.target, &site, e);
	if (!rc)
		rc = recent(l, &site, &facts, e);
	if (!rc)
		rc = stack_infer(a, l->source.courier.rd, &site, &facts, l->desk.now_s, &stack, e);
	*lacks = !rc && stack.wishes_n > 0;
	return rc;
}
