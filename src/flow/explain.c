/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c -- the stages in their order.  What is printed is in explain_json.c and explain_print.c. */
#include "flow/explain.h"

#include "base/vec.h"

static bool is_actor(const struct actor *a, struct str who)
{
	return str_eq_nocase(a->id, who) || (a->name.p && str_eq_nocase(a->name, who)) ||
	       str_is(who, role_text(a->role));
}

/* --as: rows of others stay visible, but are no rungs of this actor's ladder. */
static int only_rows_of(struct arena *a, struct str who, struct ladder *l, struct err *e)
{
	struct option *v = ARENA_ARRAY(a, struct option, l->n + 1);
	size_t n = 0;

	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < l->rung_n; i++)
		if (is_actor(l->v[i].actor, who))
			v[n++] = l->v[i];
	l->rung_n = n;
	for (size_t i = 0; i < l->n; i++) {
		if (!l->v[i].ruled_out && is_actor(l->v[i].actor, who))
			continue;
		v[n] = l->v[i];
		if (!v[n].ruled_out) {
			v[n].ruled_out = true;
			v[n].held_back = false;
			v[n].rule = "another-actor";
			v[n].reason = STR("it is somebody else's step");
		}
		n++;
	}
	l->v = v;
	return BW_OK;
}

static int infer(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct stack *s, struct err *e)
{
	int rc = stack_infer(a, k->refdata, in->site, in->facts, in->now_s, s, e);

	if (!rc)
		stack_for_harm(s, in->harm);
	return rc;
}

/* Nobody writes to whoever registered a name for abuse at a guessed address of that very name. */
static void drop_guessed_contacts(struct explanation *x)
{
	const struct site *site = x->stack.site;
	struct str own = site->registrable.p ? site->registrable : site->host;

	if (x->ladder.judgement.verdict != VERDICT_MALICIOUS)
		return;
	for (size_t i = 0; i < x->stack.actors_n; i++) {
		struct actor *who = &x->stack.actors[i];
		size_t n = 0;

		for (size_t c = 0; c < who->contacts_n; c++)
			if (who->contacts[c].basis != BASIS_CONVENTION ||
				!str_ends(who->contacts[c].value, own))
				who->contacts[n++] = who->contacts[c];
		who->contacts_n = n;
	}
}

static void decide_in_of(const struct knowledge *k, const struct explain_in *in,
	const struct explanation *x, struct decide_in *d)
{
	*d = (struct decide_in){ .ladder = &x->ladder,
		.duties = &x->duties,
		.rules = k->rules,
		.stack = &x->stack,
		.harm = in->harm,
		.tier = in->tier,
		.evidence = in->evidence,
		.missing = in->missing,
		.names_in_notice = in->names_in_notice,
		.notifier_precision_percent = in->notifier_precision_percent,
		.switches = in->switches,
		.switches_n = in->switches_n,
		.now_s = in->now_s,
		.tried = in->tried,
		.tried_n = in->tried_n,
		.decided = in->decided };
}

static int rank(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct explanation *x, struct err *e)
{
	struct options_in o = { .stack = &x->stack,
		.harm = in->harm,
		.tier = in->tier,
		.evidence = in->evidence,
		.names_in_notice = in->names_in_notice,
		.brand = in->brand,
		.remits = k->procedure ? &x->duties : NULL,
		.now_s = in->now_s };
	int rc = options_rank(a, &o, &x->ladder, e);

	if (!rc && in->as_actor.n)
		rc = only_rows_of(a, in->as_actor, &x->ladder, e);
	if (!rc)
		drop_guessed_contacts(x);
	return rc;
}

static struct bind_in bind_of(const struct explain_in *in, const struct explanation *x)
{
	return (struct bind_in){ .stack = &x->stack,
		.harm = in->harm,
		.tier = in->tier,
		.received_at_s = in->received_at_s,
		.now_s = in->now_s };
}

static int64_t due_of(
	const struct knowledge *k, const struct bind_in *b, const struct explanation *x)
{
	const struct option *o = x->decision.proposal;

	return k->procedure ? procedure_due(k->procedure, b, o ? o->actor : NULL) : CLOCK_NONE;
}

int explain_site(struct arena *a, const struct knowledge *k, struct str target, struct site *out,
	struct err *e)
{
	int rc = identify(a, k->refdata, target, out, e);

	if (!rc && k->lookalikes)
		rc = lookalikes_check(k->lookalikes, a, out, e);
	return rc;
}

/* ---- what is not known, and where nobody or nothing stands ---- */

struct sentences {
	struct str *v;
	size_t n, cap;
};

static int say(struct arena *a, struct sentences *s, struct str text, struct err *e)
{
	struct str *to = text.p ? VEC_PUSH(a, s) : NULL;

	if (!to)
		return err_nomem(e);
	*to = text;
	return BW_OK;
}

static int say_figures(struct arena *a, const struct stack *s, struct sentences *out, struct err *e)
{
	const struct figures *f = &s->figures;
	struct {
		bool unknown;
		struct str text;
	} t[] = {
		{ s->site->kind == SITE_DOMAIN && f->registered_at_s == CLOCK_NONE,
			STR("when the name was registered; without it no step on the whole name is "
			    "proposed") },
		{ s->site->kind == SITE_DOMAIN && f->rank_list_size == 0,
			STR("how many people use the name: there is no list of popular names "
			    "here") },
		{ s->site->kind == SITE_DOMAIN && f->mailboxes == STACK_UNKNOWN,
			STR("whether the name receives mail") },
		{ s->site->kind == SITE_DOMAIN && f->hosts == STACK_UNKNOWN,
			STR("how many other hosts are under the name") },
	};
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < sizeof(t) / sizeof(t[0]); i++)
		if (t[i].unknown)
			rc = say(a, out, t[i].text, e);
	return rc;
}

static int list_unknown(struct arena *a, struct explanation *x, struct err *e)
{
	const struct site *site = x->stack.site;
	struct sentences s = { 0 };
	int rc = BW_OK;

	if (site->documentation)
		rc = say(a, &s,
			arena_printf(a,
				"'%.*s' is %.*s: it is treated as an ordinary one here, as an "
				"example",
				STR_ARG(site->host), STR_ARG(site->special)),
			e);
	for (size_t i = 0; !rc && i < x->stack.unknown_n; i++)
		rc = say(a, &s,
			arena_printf(a, "%s: %.*s", role_text(x->stack.unknown[i].role),
				STR_ARG(x->stack.unknown[i].why)),
			e);
	if (!rc)
		rc = say_figures(a, &x->stack, &s, e);
	for (size_t i = 0; !rc && i < x->stack.old_data_n; i++)
		rc = say(a, &s, x->stack.old_data[i], e);
	x->not_known = s.v;
	x->not_known_n = s.n;
	return rc;
}

static bool has_duty(const struct duties *d, const struct actor *a)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].actor == a)
			return true;
	return false;
}

static bool has_recourse(const struct duties *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].recourse.n)
			return true;
	return false;
}

static void gap(struct explanation *x, const char *what, struct str why)
{
	x->gaps[x->gaps_n].what = str_of(what);
	x->gaps[x->gaps_n++].why = why;
}

/* Who it is, is not known; and what would tell. */
static struct str nobody_known(struct arena *a, const struct explanation *x, enum role role)
{
	for (size_t i = 0; i < x->stack.unknown_n; i++)
		if (x->stack.unknown[i].role == role)
			return arena_printf(a, "nobody is known yet who is %s: %.*s",
				role_words(role), STR_ARG(x->stack.unknown[i].why));
	return arena_printf(a, "nobody is known yet who is %s", role_words(role));
}

#define GAPS_MOST 6

static int list_gaps(
	struct arena *a, const struct knowledge *k, struct explanation *x, struct err *e)
{
	const struct option *o = x->decision.proposal;
	bool asks = o && o->actor->role != ROLE_NOTIFIER;
	struct str who = o ? actor_shown(a, o->actor) : STR("");

	x->gaps = arena_array(a, GAPS_MOST, sizeof(*x->gaps));
	if (!x->gaps || !who.p)
		return err_nomem(e);
	if (x->stack.site->kind == SITE_NAME)
		gap(x, "no-registrar",
			STR("the name is outside the public DNS: no registrar and no registry can "
			    "act on it"));
	if (!x->ladder.rung_n)
		gap(x, "no-step", STR("nobody on the stack has a step left"));
	if (asks && !o->actor->name.p && !o->actor->contacts_n)
		gap(x, "no-actor", nobody_known(a, x, o->actor->role));
	else if (asks && !o->actor->contacts_n)
		gap(x, "no-contact", arena_printf(a, "no contact is known of %.*s", STR_ARG(who)));
	if (asks && k->procedure && !has_duty(&x->duties, o->actor))
		gap(x, "no-duty",
			arena_printf(
				a, "no rule that we know obliges %.*s to answer", STR_ARG(who)));
	if (o && !o->action->soft && k->procedure && !has_recourse(&x->duties))
		gap(x, "no-recourse",
			STR("no rule that we know gives whoever is hit a way back; ours still "
			    "does"));
	for (size_t i = 0; i < x->gaps_n; i++)
		if (!x->gaps[i].why.p)
			return err_nomem(e);
	return BW_OK;
}

/* One stage after the other; with ${words} every sentence, else only what decides. */
static int stages(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	bool words, struct explanation *out, struct err *e)
{
	struct decide_in d;
	struct bind_in b;
	int rc;

	*out = (struct explanation){ 0 };
	rc = infer(a, k, in, &out->stack, e);
	if (rc)
		return rc;
	b = bind_of(in, out);
	if (k->procedure)
		rc = words ? procedure_bind(k->procedure, a, &b, &out->duties, e)
			   : procedure_remits(k->procedure, a, &b, &out->duties, e);
	if (!rc)
		rc = rank(a, k, in, out, e);
	if (!rc && words)
		rc = options_words(a, &out->ladder, e);
	if (rc)
		return rc;
	decide_in_of(k, in, out, &d);
	rc = decide_propose(a, &d, &out->decision, e);
	if (!rc && words)
		rc = decide_words(a, &d, &out->decision, e);
	if (!rc)
		out->due_s = due_of(k, &b, out);
	return rc;
}

int explain_quick(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct explanation *out, struct err *e)
{
	return stages(a, k, in, false, out, e);
}

int explain_full(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct explanation *out, struct err *e)
{
	int rc = stages(a, k, in, true, out, e);

	if (!rc)
		rc = list_unknown(a, out, e);
	if (!rc)
		rc = list_gaps(a, k, out, e);
	return rc;
}

int explain_chosen(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	const struct explanation *x, const struct option *chosen, struct str rule,
	struct decision *out, struct err *e)
{
	struct decide_in d;

	decide_in_of(k, in, x, &d);
	*out = x->decision;
	out->proposal = chosen;
	out->rule = rule;
	out->decided = true;
	if (rule.n)
		out->kind = DECISION_ACT;
	else if (!chosen)
		out->kind = DECISION_REFUSE;
	else if (out->kind != DECISION_REFER)
		out->kind = strcmp(chosen->action->name, "ask-for-evidence") == 0
				    ? DECISION_ASK
				    : DECISION_PROPOSE;
	return decide_words(a, &d, out, e);
}
