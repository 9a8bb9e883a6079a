/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/automatic.h"

#include "flow/case.h"
#include "store/recourse.h"

#define PAGE 256 /* cases read from the list at once */

struct turn {
	struct automatic *r;
	struct automatic_counts *counts;
	struct arena ids, one; /* of a page; of the case in hand */
};

/* As people left it, else as its file says. */
static bool is_on(const struct store_rule *v, size_t n, const struct rule_info *rule)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, rule->id))
			return v[i].on;
	return rule->on;
}

/* ${d}: without a person. */
static int decide(struct turn *t, const struct desk *d, struct automatic_one *x, struct err *e)
{
	const struct choice c = { .role = -1, .rule = x->rule };
	struct store_ruled ruled;
	int rc;

	if (!t->r->dry) {
		rc = command_decide(d, &t->one, x->case_id, &c, &x->decision, e);
		/* Somebody was quicker, or a precondition is not met: it is for a person. */
		if (rc == BW_ECONFLICT || rc == BW_EDENIED)
			return BW_OK;
		if (!rc)
			rc = store_ruled_get(d->store, &t->one, x->decision, &ruled, e);
		if (rc)
			return rc;
		x->drawn = ruled.asked;
	}
	t->counts->decided++;
	return t->r->one ? t->r->one(t->r->ctx, x, e) : BW_OK;
}

static int look(struct turn *t, int64_t id, struct str rule, struct err *e)
{
	struct desk d = t->r->desk;
	struct automatic_one x = { .case_id = id, .rule = rule };
	struct case_view v;
	struct store_case c;
	int rc = store_case_get(d.store, &t->one, id, &c, e);

	d.person = 0;
	t->counts->looked++;
	if (rc || c.decision != DECISION_ACT)
		return rc;
	rc = case_view(d.store, d.know, d.facts, &t->one, id, d.now_s, &v, e);
	if (rc || !v.explained || v.c.state != CASE_OPEN || v.c.merged_into ||
		v.x.decision.kind != DECISION_ACT || !str_eq(v.x.decision.rule, rule))
		return rc;
	x.action = str_of(v.x.decision.proposal->action->name);
	x.actor = v.x.decision.proposal->actor->id;
	x.role = (int)v.x.decision.proposal->actor->role;
	return decide(t, &d, &x, e);
}

static bool enough(const struct turn *t)
{
	return (t->r->decisions && t->counts->decided >= t->r->decisions) ||
	       (t->r->looks && t->counts->looked >= t->r->looks);
}

/* The list tells which cases a rule may be about; the rest of it is asked of each. */
static int page(struct turn *t, const struct rule_info *rule, size_t *n, struct err *e)
{
	struct store_query q;
	int64_t *ids;
	int rc;

	store_query_init(&q);
	q.state = CASE_OPEN;
	q.verdict = (int)rule->verdict;
	q.role = (int)rule->role;
	q.action = rule->action;
	q.reverse = true;
	q.after = t->r->after;
	q.limit = PAGE;
	arena_reset(&t->ids);
	rc = store_list(t->r->desk.store, &t->ids, &q, &ids, n, e);
	for (size_t i = 0; !rc && i < *n; i++) {
		if (enough(t)) {
			t->counts->more = true;
			break;
		}
		arena_reset(&t->one);
		t->r->after = ids[i]; /* also where it fails: the others have their turn */
		rc = look(t, ids[i], rule->id, e);
	}
	return rc;
}

static int by_rule(struct turn *t, const struct rule_info *rule, struct err *e)
{
	size_t n = PAGE;
	int rc = BW_OK;

	while (!rc && n == PAGE && !t->counts->more)
		rc = page(t, rule, &n, e);
	return rc;
}

int automatic_run(struct automatic *r, struct automatic_counts *out, struct err *e)
{
	struct turn t = { .r = r, .counts = out };
	const struct rules *rules = r->desk.know->rules;
	struct store_rule *v;
	struct arena a;
	size_t n;
	int rc;

	*out = (struct automatic_counts){ 0 };
	arena_init(&a, 0);
	arena_init(&t.ids, 0);
	arena_init(&t.one, 0);
	rc = store_rules(r->desk.store, &a, &v, &n, e);
	while (!rc && r->at_rule < rules_count(rules)) {
		struct rule_info rule = rules_at(rules, r->at_rule);

		if (is_on(v, n, &rule) && (!r->rule.n || str_eq(r->rule, rule.id)))
			rc = by_rule(&t, &rule, e);
		if (rc || out->more)
			break;
		r->at_rule++;
		r->after = 0;
	}
	if (!rc && !out->more)
		r->at_rule = 0;
	arena_done(&t.one);
	arena_done(&t.ids);
	arena_done(&a);
	return rc;
}
