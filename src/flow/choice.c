/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/choice.h"

#include "act/act.h"
#include "appeal/review.h"
#include "base/limit.h"

static int not_there(const struct choice *c, struct err *e)
{
	char q[QUOTE_ROOM(60)], r[QUOTE_ROOM(60)];

	return err_set(e, BW_EINVALID,
		"the case's ladder has no step '%s'%s%s%s; see 'bailiwick case show'",
		str_quote(c->action, 60, q), c->actor.n ? " of '" : "",
		c->actor.n ? str_quote(c->actor, 60, r) : "", c->actor.n ? "'" : "");
}

/* The first row that is meant, rungs before those ruled out. */
static const struct option *row_of(const struct ladder *l, const struct choice *c)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct option *o = &l->v[i];

		if (str_is(c->action, o->action->name) &&
			(!c->actor.n || str_eq(c->actor, o->actor->id)) &&
			(c->role < 0 || c->role == (int)o->actor->role))
			return o;
	}
	return NULL;
}

static int unmet(struct arena *a, struct chosen *x, struct str words, struct err *e)
{
	if (!x->unmet)
		x->unmet = ARENA_ARRAY(a, struct str, 4);
	if (!x->unmet)
		return err_nomem(e);
	x->unmet[x->unmet_n++] = words;
	return BW_OK;
}

/* What docs/proportionality.md says must be met before such a step. */
static int preconditions(struct arena *a, const struct choice *c, struct chosen *x, struct err *e)
{
	const struct option *o = x->option;
	int rc = BW_OK;

	x->reached = x->view.x.stack.figures.holder_reached || c->reached.n;
	x->exception = c->exception.n != 0;
	if (!o)
		return BW_OK;
	if (o->needs_holder_reached && !x->reached && !x->exception)
		rc = unmet(a, x,
			STR("the holder of the name was not reached: give proof of it (an "
			    "acknowledgement is none), or an exception with its reason"),
			e);
	if (!rc && o->held_back && !x->exception)
		rc = unmet(a, x,
			arena_printf(a,
				"the step is held back (%s): another step comes first, or give an "
				"exception with its reason",
				o->rule ? o->rule : "rule"),
			e);
	x->wants_second = o->needs_second_person || o->held_back;
	if (!rc && x->wants_second && c->rule.n)
		rc = unmet(a, x, STR("two persons decide on this step, and no rule"), e);
	return rc;
}

static int pick(const struct choice *c, struct chosen *x, struct err *e)
{
	const struct decision *d = &x->view.x.decision;

	if (c->refuse || (!c->action.n && d->kind == DECISION_REFUSE)) {
		x->refuse = true;
		return BW_OK;
	}
	if (!c->action.n && !d->proposal)
		return err_set(e, BW_EINVALID,
			"nothing is proposed for this case: say which step, or decline it");
	x->option = c->action.n ? row_of(&x->view.x.ladder, c) : d->proposal;
	if (!x->option)
		return not_there(c, e);
	if (x->option->ruled_out)
		return err_set(e, BW_EINVALID, "the step is ruled out (%s): %.*s",
			x->option->rule ? x->option->rule : "rule", STR_ARG(x->option->held));
	return BW_OK;
}

static int check_words(const struct choice *c, const struct chosen *x, struct err *e)
{
	const struct decision *d = &x->view.x.decision;
	bool other = x->view.explained && x->option != d->proposal;

	if (c->why.n > LIMIT_TEXT_FIELD || c->exception.n > LIMIT_TEXT_FIELD ||
		c->reached.n > LIMIT_TEXT_FIELD)
		return err_set(e, BW_ELIMIT, "reasons are at most %d bytes each", LIMIT_TEXT_FIELD);
	if (c->refuse && !c->why.n)
		return err_set(e, BW_EINVALID, "a refusal needs its reason");
	if (other && x->option && !c->why.n)
		return err_set(e, BW_EINVALID, "another step than the one proposed needs a reason");
	if (c->rule.n && (other || d->kind != DECISION_ACT || !str_eq(c->rule, d->rule)))
		return err_set(e, BW_EDENIED, "no automation rule allows that step now");
	return BW_OK;
}

int choice_resolve(const struct desk *d, struct arena *a, int64_t case_id, const struct choice *c,
	struct chosen *out, struct err *e)
{
	int rc;

	*out = (struct chosen){ 0 };
	rc = case_view(d->store, d->know, d->facts, a, case_id, d->now_s, &out->view, e);
	if (rc)
		return rc;
	if (!out->view.explained) { /* CSAM: it goes where the law says, or nowhere */
		out->refuse = c->refuse;
		if (c->action.n && !str_eq(c->action, out->view.c.proposal.action))
			return not_there(c, e);
		return check_words(c, out, e);
	}
	rc = pick(c, out, e);
	if (!rc)
		rc = check_words(c, out, e);
	if (!rc)
		rc = preconditions(a, c, out, e);
	if (!rc)
		rc = explain_chosen(a, d->know, &out->view.in, &out->view.x, out->option, c->rule,
			&out->decision, e);
	if (!rc && out->refuse && c->why.n)
		out->decision.why = c->why;
	return rc;
}

/* ---- the row ---- */

/* The duty the step rests on: the one its remit names, else what binds its actor first. */
static const struct duty *duty_of(const struct explanation *x, const struct option *o)
{
	const struct duty *best = NULL;

	for (size_t i = 0; o && i < x->duties.n; i++) {
		const struct duty *d = &x->duties.v[i];

		if (d->actor != o->actor)
			continue;
		if (d->clause.n && str_starts(o->remit_clause, d->clause))
			return d;
		if (!best || (best->verb != DUTY_ACT && d->verb == DUTY_ACT && !d->soft))
			best = d;
	}
	return best;
}

static void rest_on(const struct chosen *x, struct decided *out)
{
	const struct duty *d = x->view.explained ? duty_of(&x->view.x, x->option) : NULL;

	out->clause = x->option ? x->option->remit_clause : STR("nothing is restricted");
	if (d) {
		out->pack = d->pack;
		out->pack_version = d->pack_version;
	} else { /* no pack: what the table of actions says of the step */
		out->pack = STR("actions");
		out->pack_version = STR(BAILIWICK_VERSION);
	}
}

/* A line for each row that could have been chosen. */
static int ladder_lines(struct arena *a, const struct chosen *x, struct str *out, struct err *e)
{
	const struct ladder *l = &x->view.x.ladder;
	struct buf b;
	int rc;

	buf_init(&b, 256u << 10);
	if (!x->view.explained && x->view.c.proposal.action.n)
		buf_printf(&b, "%.*s %s %.*s\n", STR_ARG(x->view.c.proposal.action),
			role_text(x->view.c.proposal.role), STR_ARG(x->view.c.proposal.actor));
	for (size_t i = 0; x->view.explained && i < l->rung_n; i++)
		buf_printf(&b, "%s %s %.*s\n", l->v[i].action->name,
			role_text((int)l->v[i].actor->role), STR_ARG(l->v[i].actor->id));
	rc = buf_check(&b, "the ladder", e);
	if (!rc) {
		*out = arena_dup(a, b.n ? buf_str(&b) : STR(""));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

/* A house that gives more time than the law says until when. */
static int redress(const struct desk *d, struct arena *a, const struct decided *n,
	struct statement *s, struct err *e)
{
	const struct house *h = d->know->house;
	char at[CLOCK_TEXT];

	if (!h || h->appeal_days <= APPEAL_WINDOW_DAYS)
		return BW_OK;
	clock_format(review_until(n->at_s, h->appeal_days), at);
	s->redress = arena_printf(a,
		"an answer or appeal on the page of this decision, free, until %.10s, reviewed by "
		"a person who did not decide it; out-of-court bodies and the courts stay open",
		at);
	return s->redress.p ? BW_OK : err_nomem(e);
}

static int statement_json(struct arena *a, const struct chosen *x, const struct decided *d,
	struct str *out, struct err *e)
{
	const struct statement *s = &x->decision.statement;
	char at[CLOCK_TEXT];
	struct buf b;
	struct jw w;
	int rc;

	buf_init(&b, 64u << 10);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kstr(&w, "measure", s->measure);
	jw_kstr(&w, "scope", s->scope);
	jw_kstr(&w, "duration", s->duration);
	jw_kstr(&w, "facts", s->facts);
	jw_kstr(&w, "automated", s->automated);
	jw_kbool(&w, "automated_decision", d->automated);
	jw_kstr(&w, "ground", s->ground);
	jw_kstr(&w, "clause", d->clause);
	jw_kstr(&w, "pack", d->pack);
	jw_kstr(&w, "pack_version", d->pack_version);
	jw_kstr(&w, "redress", s->redress);
	jw_kstr(&w, "plain", s->plain);
	jw_kz(&w, "decided_at", clock_format(d->at_s, at));
	jw_kz(&w, "dsa_category", harm_dsa(x->view.c.harm));
	jw_end(&w);
	rc = jw_check(&w, e);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

/* What may be said where nothing of the content is kept. */
static void csam_statement(struct chosen *x)
{
	x->decision.statement = (struct statement){ .measure = STR("no restriction"),
		.scope = STR("none"),
		.duration = STR("none"),
		.facts = STR("a report was received; its content is not stored, repeated or looked "
			     "at here"),
		.automated = STR("a program read the report; a person decided"),
		.ground = STR("none is needed: nothing is restricted"),
		.redress = STR("an answer or appeal on the page of this decision, free, for six "
			       "months, reviewed by a person who did not decide it"),
		.plain = STR("A report of child sexual abuse material was received. It goes to the "
			     "hotline and the police, who alone may handle it, and to nobody else. "
			     "Nothing of it is stored, repeated or looked at here.") };
}

static void option_of(const struct chosen *x, struct decided *out)
{
	const struct store_case *c = &x->view.c;

	out->role = STORE_NONE;
	if (x->refuse)
		return;
	if (x->option) {
		out->action = str_of(x->option->action->name);
		out->actor = x->option->actor->id;
		out->role = (int)x->option->actor->role;
		out->effect = x->option->effect;
		out->effect_on = x->option->effect_on;
		out->collateral = x->option->collateral;
	} else if (!x->view.explained) {
		out->action = c->proposal.action;
		out->actor = c->proposal.actor;
		out->role = c->proposal.role;
	}
}

int choice_decided(const struct desk *d, struct arena *a, const struct choice *c,
	const struct chosen *x, struct decided *out, struct err *e)
{
	struct chosen y = *x;
	int rc;

	*out = (struct decided){ .case_id = x->view.c.id,
		.at_s = d->now_s,
		.kind = x->refuse           ? DECISION_REFUSE
			: x->view.explained ? (int)x->decision.kind
					    : DECISION_REFER,
		.target = x->view.c.target,
		.by = { c->rule.n ? 0 : d->person, c->rule },
		.second_person = c->second_person,
		.exception = c->exception,
		.reached = x->reached,
		.automated = c->rule.n != 0,
		.why = c->why.n ? c->why : x->decision.why,
		.follows = c->follows,
		.state = x->wants_second && !c->second_person ? DECISION_IS_WAITING
							      : DECISION_IS_IN_FORCE };
	option_of(x, out);
	rest_on(x, out);
	if (!x->view.explained)
		csam_statement(&y);
	rc = redress(d, a, out, &y.decision.statement, e);
	if (!rc)
		rc = ladder_lines(a, x, &out->ladder, e);
	return rc ? rc : statement_json(a, &y, out, &out->reasons, e);
}
