/* SPDX-License-Identifier: Apache-2.0 */
/* decide.c -- from a ladder to what is proposed, asked, referred or refused. */
#include "decide/decide.h"

#include "decide/refuse.h"
#include "decide/rules.h"

static bool was_tried(const struct decide_in *in, const struct actor *a)
{
	for (size_t i = 0; i < in->tried_n; i++)
		if (in->tried[i].role == (int)a->role && str_eq(in->tried[i].actor, a->id))
			return true;
	return false;
}

/* The first rung from ${i} on that is not of ${but}, nor of anybody who was tried. */
static const struct option *rung_from(const struct decide_in *in, size_t i, const struct actor *but)
{
	const struct ladder *l = in->ladder;

	for (; i < l->rung_n; i++)
		if (l->v[i].actor != but && !was_tried(in, l->v[i].actor))
			return &l->v[i];
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
	const struct option *first = rung_from(in, 0, NULL);
	struct decision d = { .kind = kind_of(in, first) };
	const struct rule *rule = NULL;

	(void)a;
	(void)e;
	if (d.kind != DECISION_REFUSE && d.kind != DECISION_DESK && first) {
		d.proposal = first;
		/* The next rung is somebody else's: it is for when this one does not answer. */
		d.next = rung_from(in, (size_t)(first - l->v) + 1, first->actor);
	}
	/* Going up the ladder is for a person, and so is deciding again. */
	if (d.kind == DECISION_PROPOSE && !in->tried_n && !in->decided)
		rule = rules_match(in->rules, in, first);
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
