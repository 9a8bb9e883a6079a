/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/rules.h"

#include "flow/known.h"
#include "flow/permit.h"
#include "flow/record.h"
#include "appeal/bound.h"

#define YEAR_S (365 * (int64_t)86400)

/* ---- on and off ---- */

static bool find_rule(const struct knowledge *k, struct str name, struct rule_info *out)
{
	for (size_t i = 0; i < rules_count(k->rules); i++) {
		*out = rules_at(k->rules, i);
		if (str_eq(out->id, name))
			return true;
	}
	return false;
}

int rules_named(const struct desk *d, struct str name, struct rule_info *out, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	return find_rule(d->know, name, out)
		       ? BW_OK
		       : err_set(e, BW_ENOTFOUND,
				 "there is no rule '%s'; see 'bailiwick rule list'",
				 str_quote(name, 60, q));
}

static const struct store_rule *row_of(const struct store_rule *v, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return &v[i];
	return NULL;
}

int rules_lines(
	const struct desk *d, struct arena *a, struct rule_line **out, size_t *n, struct err *e)
{
	struct store_rule *rows;
	struct rule_line *v;
	size_t count, all = rules_count(d->know->rules);
	int rc = permit_desk(d, PERMISSION_RULE_READ, NULL, e);

	if (!rc)
		rc = store_rules(d->store, a, &rows, &count, e);
	if (rc)
		return rc;
	v = ARENA_ARRAY(a, struct rule_line, all + 1);
	if (!v)
		return err_nomem(e);
	for (size_t i = 0; !rc && i < all; i++) {
		const struct store_rule *row;

		v[i].rule = rules_at(d->know->rules, i);
		row = row_of(rows, count, v[i].rule.id);
		v[i].on = row ? row->on : v[i].rule.on;
		if (row)
			v[i].row = *row;
		rc = store_ruled_sum(d->store, v[i].rule.id, RULES_WINDOW, row ? row->since_s : 0,
			&v[i].recent, e);
	}
	*out = v;
	*n = all;
	return rc;
}

static int switch_in(struct work *w, const struct desk *d, struct str rule, bool on, int64_t person,
	struct str why, struct err *e)
{
	const struct store_rule row = {
		.name = rule, .on = on, .since_s = d->now_s, .person = person, .reasons = why
	};
	struct record_facts f;
	struct arena a;
	struct str detail;
	int64_t seq;
	int rc = store_rule_set(w, &row, e);

	record_facts_init(&f);
	f.said = on ? STR("on") : STR("off");
	f.subject = rule;

	arena_init(&a, 0);
	detail = arena_printf(&a, "%.*s %s: %.*s", STR_ARG(rule), on ? "on" : "off", STR_ARG(why));
	if (!rc)
		rc = detail.p
			     ? record_event(w, 0, d->now_s, EVENT_RULE_CHANGED, detail, &f, &seq, e)
			     : err_nomem(e);
	arena_done(&a);
	return rc;
}

int rules_switch(const struct desk *d, struct str rule, bool on, struct str why, struct err *e)
{
	struct rule_info info;
	struct work *w;
	int rc = permit_desk(d, PERMISSION_RULE_MANAGE, NULL, e);

	if (!rc)
		rc = rules_named(d, rule, &info, e);
	if (!rc && (why.n == 0 || why.n > 1000))
		rc = err_set(e, BW_EINVALID, "say why in 1 to 1000 bytes (--reason)");
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = switch_in(w, d, rule, on, d->person, why, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_RULE_MANAGE, rule, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* ---- what a rule decided ---- */

/* Drawn by the store's secret: the same decision is drawn or not whenever it is asked. */
static int drawn(const struct desk *d, int64_t decision, int percent, bool *yes, struct err *e)
{
	unsigned char h[STORE_DIGEST];
	struct arena a;
	struct str what;
	uint32_t v = 0;

	arena_init(&a, 0);
	what = arena_printf(&a, "second look %lld", (long long)decision);
	if (what.p)
		store_digest(d->store, what, h);
	for (int i = 0; what.p && i < 4; i++)
		v = v << 8 | h[i];
	*yes = v % 100 < (uint32_t)percent;
	arena_done(&a);
	return what.p ? BW_OK : err_nomem(e);
}

int rules_decided_in(struct work *w, const struct desk *d, int64_t case_id, int64_t decision,
	struct str rule, struct err *e)
{
	struct store_ruled r = {
		.decision = decision, .rule = rule, .case_id = case_id, .at_s = d->now_s
	};
	struct rule_info info;
	int rc = rules_named(d, rule, &info, e);

	if (!rc)
		rc = drawn(d, decision, info.audit_percent, &r.asked, e);
	return rc ? rc : store_ruled_put(w, &r, e);
}

/* One more than its file allows: off, whoever switched it on. */
static int past_limit_in(
	struct work *w, const struct desk *d, struct arena *a, struct str name, struct err *e)
{
	const struct store_rule *row;
	struct store_rule_sum sum;
	struct store_rule *v;
	struct rule_info info;
	struct str why;
	size_t n;
	bool on;
	int rc;

	if (!find_rule(d->know, name, &info))
		return BW_OK; /* its file is gone, and with it the rule */
	rc = store_rules(d->store, a, &v, &n, e);
	if (rc)
		return rc;
	row = row_of(v, n, name);
	on = row ? row->on : info.on;
	rc = store_ruled_sum(d->store, name, RULES_WINDOW, row ? row->since_s : 0, &sum, e);
	if (rc || !on || sum.wrong <= info.wrong_at_most)
		return rc;
	why = arena_printf(a,
		"%lld of its last %lld decisions were wrong, %d are allowed: from now on persons "
		"decide",
		(long long)sum.wrong, (long long)sum.decisions, info.wrong_at_most);
	return why.p ? switch_in(w, d, name, false, STORE_RULE_ITSELF, why, e) : err_nomem(e);
}

int rules_found_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	enum store_found found, struct str words, struct err *e)
{
	struct store_ruled r;
	struct err none;
	int rc = store_ruled_get(d->store, a, decision, &r, &none);

	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc)
		return err_set(e, rc, "%s", none.text);
	if (r.found != FOUND_NOT && found == FOUND_RIGHT)
		return BW_OK; /* what was found wrong stays so */
	rc = store_ruled_found(w, decision, found, d->person, d->now_s, words, e);
	return rc || found == FOUND_RIGHT ? rc : past_limit_in(w, d, a, r.rule, e);
}

static int audit_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	bool right, struct str words, struct err *e)
{
	struct store_ruled r;
	int64_t reversal;
	int rc = store_ruled_get(d->store, a, decision, &r, e);

	if (!rc && !r.asked)
		rc = err_set(e, BW_ECONFLICT, "that decision was not drawn for a second look");
	if (!rc && r.found != FOUND_NOT)
		rc = err_set(e, BW_ECONFLICT, "somebody has looked at it already");
	if (!rc && !right)
		rc = command_reverse_in(w, d, a, decision, words, &reversal, e);
	if (!rc && !right)
		rc = notifiers_reversed_in(w, d, a, r.case_id, decision, e);
	if (!rc)
		rc = rules_found_in(w, d, a, decision, right ? FOUND_RIGHT : FOUND_WRONG, words, e);
	return rc ? rc : permit_record(d, w, PERMISSION_DECISION_APPROVE, r.rule, e);
}

int rules_audit(const struct desk *d, struct arena *a, int64_t decision, bool right,
	struct str words, struct err *e)
{
	struct work *w;
	int rc = permit_desk(d, PERMISSION_DECISION_APPROVE, NULL, e);

	if (!rc && words.n == 0 && !right)
		rc = err_set(e, BW_EINVALID, "say what was wrong (--reason)");
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = audit_in(w, d, a, decision, right, words, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* ---- what a rule would have done ---- */

struct trial {
	const struct desk *d;
	struct str rule;
	struct rule_switch *only; /* this one on, all others off */
	size_t only_n;
	struct arena one;
	struct rule_trial *out;
};

/* The record of the notifier as it was then. */
static int percent_then(struct trial *t, int64_t case_id, int64_t at_s, int *percent, struct err *e)
{
	struct store_outcomes sum;
	int64_t notifier;
	int rc = store_backed_get(t->d->store, case_id, &notifier, e);

	*percent = 0;
	if (rc || !notifier)
		return rc;
	rc = store_outcome_sum(t->d->store, notifier, at_s - YEAR_S, at_s, &sum, e);
	*percent = bound_lower_percent(
		sum.n[OUTCOME_CONFIRMED], sum.n[OUTCOME_REJECTED] + sum.n[OUTCOME_REVERSED]);
	return rc;
}

static int would_act(struct trial *t, const struct store_case *c, bool *yes, struct decision *what,
	struct err *e)
{
	struct explain_in in = { .harm = c->harm,
		.tier = c->tier,
		.evidence = c->evidence,
		.missing = c->missing,
		.brand = c->brand,
		.names_in_notice = c->names,
		.switches = t->only,
		.switches_n = t->only_n,
		.received_at_s = c->opened_at_s,
		.now_s = c->worked_at_s };
	struct explanation x;
	struct facts facts;
	struct site site;
	int rc = explain_site(&t->one, t->d->know, c->target, &site, e);

	if (!rc)
		rc = known_facts(
			t->d->store, &t->one, &site, t->d->facts, c->worked_at_s, &facts, e);
	if (!rc)
		rc = percent_then(t, c->id, c->worked_at_s, &in.notifier_precision_percent, e);
	in.site = &site;
	in.facts = &facts;
	if (!rc)
		rc = explain_quick(&t->one, t->d->know, &in, &x, e);
	if (rc)
		return rc;
	*yes = x.decision.kind == DECISION_ACT && str_eq(x.decision.rule, t->rule);
	*what = x.decision;
	return BW_OK;
}

/* What people did about the case, and what became of that. */
static int compare(struct trial *t, int64_t case_id, const struct decision *would, struct err *e)
{
	struct rule_trial *o = t->out;
	const struct decided *last = NULL;
	struct store_appeal *p;
	struct decided *v;
	size_t n, appeals;
	int rc = store_decisions_of(t->d->store, &t->one, case_id, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (!v[i].automated && (v[i].action.n || !v[i].follows))
			last = &v[i];
		rc = store_appeals_of(t->d->store, &t->one, v[i].id, &p, &appeals, e);
		for (size_t k = 0; !rc && k < appeals; k++) {
			o->appealed++;
			o->upheld += p[k].a.state == APPEAL_UPHELD;
			o->reversed +=
				p[k].a.state == APPEAL_REVERSED || p[k].a.state == APPEAL_CHANGED;
		}
	}
	if (rc)
		return rc;
	if (!last)
		o->none++;
	else if (!last->action.n)
		o->refused++;
	else if (str_is(last->action, would->proposal->action->name) &&
		 last->role == (int)would->proposal->actor->role)
		o->same++;
	else
		o->other++;
	return BW_OK;
}

static int try_case(struct trial *t, int64_t id, int64_t since_s, int64_t until_s, struct err *e)
{
	struct decision what;
	struct store_case c;
	bool yes = false;
	int rc = store_case_get(t->d->store, &t->one, id, &c, e);

	if (rc || c.opened_at_s < since_s || c.opened_at_s >= until_s || c.merged_into)
		return rc;
	t->out->cases++;
	if (c.harm_class == CLASS_CSAM)
		return BW_OK;
	rc = would_act(t, &c, &yes, &what, e);
	if (rc || !yes)
		return rc;
	if (t->out->examples < RULES_EXAMPLES)
		t->out->example[t->out->examples++] = id;
	t->out->would++;
	return compare(t, id, &what, e);
}

static int only_this(struct trial *t, struct arena *a, struct err *e)
{
	size_t n = rules_count(t->d->know->rules);

	t->only = ARENA_ARRAY(a, struct rule_switch, n + 1);
	if (!t->only)
		return err_nomem(e);
	for (t->only_n = 0; t->only_n < n; t->only_n++) {
		struct str id = rules_at(t->d->know->rules, t->only_n).id;

		t->only[t->only_n] = (struct rule_switch){ id, str_eq(id, t->rule) };
	}
	return BW_OK;
}

int rules_trial(const struct desk *d, struct str rule, int64_t since_s, int64_t until_s,
	struct rule_trial *out, struct err *e)
{
	struct trial t = { .d = d, .rule = rule, .out = out };
	struct store_query q;
	struct rule_info info;
	struct arena a;
	int64_t *ids;
	size_t n = 0;
	int rc = permit_desk(d, PERMISSION_RULE_READ, NULL, e);

	*out = (struct rule_trial){ 0 };
	arena_init(&a, 0);
	arena_init(&t.one, 0);
	store_query_init(&q);
	q.sort = SORT_OPENED;
	q.reverse = true; /* oldest first */
	if (!rc)
		rc = rules_named(d, rule, &info, e);
	if (!rc)
		rc = only_this(&t, &a, e);
	if (!rc)
		rc = store_list(d->store, &a, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		arena_reset(&t.one);
		rc = try_case(&t, ids[i], since_s, until_s, e);
	}
	arena_done(&t.one);
	arena_done(&a);
	return rc;
}
