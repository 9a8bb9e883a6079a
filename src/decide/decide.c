/* SPDX-License-Identifier: Apache-2.0 */
/* decide.c -- from a ladder to what is proposed, asked, referred or refused. */
#include "decide/decide.h"

#include "decide/refuse.h"
#include "decide/rules.h"

/* The next rung is somebody else's: it is for when the first does not answer. */
static const struct option *next_after(const struct ladder *l, size_t i)
{
	for (size_t k = i + 1; k < l->rung_n; k++)
		if (l->v[k].actor != l->v[i].actor)
			return &l->v[k];
	return NULL;
}

static enum decision_kind kind_of(const struct decide_in *in, const struct option *first)
{
	if (harm_class_of(in->harm) == CLASS_CSAM)
		return DECISION_REFER;
	if (refuse_why(in) != REFUSE_NOT)
		return DECISION_REFUSE;
	if (!first || first->held_back)
		return DECISION_DESK;
	if (strcmp(first->action->name, "ask-for-evidence") == 0)
		return DECISION_ASK;
	return DECISION_PROPOSE;
}

int decide_propose(struct arena *a, const struct decide_in *in, struct decision *out, struct err *e)
{
	const struct ladder *l = in->ladder;
	const struct option *first = l->rung_n ? &l->v[0] : NULL;
	struct decision d = { .kind = kind_of(in, first) };
	const struct rule *rule;

	(void)a;
	(void)e;
	if (d.kind != DECISION_REFUSE && d.kind != DECISION_DESK && first) {
		d.proposal = first;
		d.next = next_after(l, 0);
	}
	rule = d.kind == DECISION_PROPOSE ? rules_match(in->rules, in, first) : NULL;
	if (rule) {
		d.kind = DECISION_ACT;
		d.rule = rule->id;
	}
	if (d.proposal)
		d.preconditions_n = (size_t)d.proposal->needs_second_person +
				    (size_t)d.proposal->needs_holder_reached;
	*out = d;
	return BW_OK;
}
