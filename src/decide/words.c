/* SPDX-License-Identifier: Apache-2.0 */
/* words.c -- why, what must still be done first, and the statement of reasons.
 *
 * The fields are those of Regulation (EU) 2022/2065 article 17(3); the words are for the person hit. */
#include "decide/decide.h"
#include "decide/refuse.h"

#define SHOWN          200
#define NAMES_TOGETHER 10 /* more in one notice: evidence is asked for each, as in options.c */

/* The site in words that are safe to print; for child sexual abuse material it is not repeated. */
static struct str site_words(struct arena *a, const struct decide_in *in)
{
	const struct site *s = in->stack->site;
	char q[QUOTE_ROOM(SHOWN)];

	if (harm_class_of(in->harm) == CLASS_CSAM)
		return STR("the reported address");
	return arena_printf(a, "'%s'", str_quote(s->id, SHOWN, q));
}

static struct str missing_words(struct arena *a, evidence_set missing)
{
	struct str s = STR("");

	for (int i = 0; i < EVIDENCE_COUNT && s.p; i++)
		if (missing & ((evidence_set)1 << i))
			s = arena_printf(
				a, "%.*s%s%s", STR_ARG(s), s.n ? "; " : "", evidence_ask(i));
	return s;
}

static evidence_set all_missing(const struct decide_in *in)
{
	const struct site *s = in->stack->site;
	evidence_set m = in->missing & ~in->evidence;

	if (in->names_in_notice > NAMES_TOGETHER)
		m |= EVIDENCE_BIT(PER_NAME);
	if (s->bare && s->kind != SITE_NAME && !(in->evidence & EVIDENCE_BIT(URL)))
		m |= EVIDENCE_BIT(URL);
	if (in->tier < TIER_ACTIONABLE && !m)
		m = (EVIDENCE_BIT(OBSERVATION) | EVIDENCE_BIT(TIME) | EVIDENCE_BIT(SCREENSHOT)) &
		    ~in->evidence;
	return m;
}

static struct str ask_words(struct arena *a, const struct decide_in *in)
{
	struct str list = missing_words(a, all_missing(in));

	if (!list.p)
		return list;
	if (!list.n)
		return STR("the report does not say which harm was seen; it is asked for");
	return arena_printf(a, "%sthe reporter is asked for: %.*s",
		in->names_in_notice > NAMES_TOGETHER ? "for each name, " : "", STR_ARG(list));
}

static struct str who_words(struct arena *a, const struct option *o)
{
	struct str who = actor_shown(a, o->actor);

	if (!who.p)
		return who;
	return arena_printf(a, "%.*s is asked to %s", STR_ARG(who), o->action->words);
}

static struct str why_words(struct arena *a, const struct decide_in *in, const struct decision *d)
{
	struct str who;

	switch (d->kind) {
	case DECISION_REFER:
		return STR("child sexual abuse material goes to the hotline and the police, and to "
			   "nobody else");
	case DECISION_REFUSE: return refuse_words(refuse_why(in));
	case DECISION_ASK: return ask_words(a, in);
	case DECISION_DESK: return STR("no step fits by rule; a person looks at it");
	case DECISION_PROPOSE:
	case DECISION_ACT: break;
	}
	who = who_words(a, d->proposal);
	if (!who.p)
		return who;
	if (d->proposal->action->soft)
		return arena_printf(a,
			"%.*s: nothing that takes something away is justified by what is known",
			STR_ARG(who));
	return arena_printf(a, "%.*s: the least step that %s", STR_ARG(who),
		d->proposal->stops == STOPS_FULLY ? "stops it" : "helps, of those open now");
}

static int preconditions(struct arena *a, const struct option *o, struct decision *d, struct err *e)
{
	d->preconditions_n = 0;
	if (!o)
		return BW_OK;
	d->preconditions = ARENA_ARRAY(a, struct str, 3);
	if (!d->preconditions)
		return err_nomem(e);
	if (o->needs_holder_reached)
		d->preconditions[d->preconditions_n++] =
			STR("proof that the holder of the name was reached and could answer, or a "
			    "recorded "
			    "reason why that cannot wait");
	if (o->needs_second_person)
		d->preconditions[d->preconditions_n++] =
			STR("a second person agrees, because much else would go with it");
	return BW_OK;
}

static void measure(struct arena *a, const struct decision *d, struct statement *s)
{
	const struct option *o = d->proposal;
	char q[QUOTE_ROOM(SHOWN)];

	if (!o) {
		s->measure = STR("no restriction");
		s->scope = STR("none");
		s->duration = STR("none");
		return;
	}
	s->measure =
		o->action->soft
			? arena_printf(a, "a request, and no restriction: %s", o->action->words)
			: arena_printf(a, "%s (%s)", o->action->words, o->action->name);
	if (o->effect == EFFECT_NOTHING)
		s->scope = STR("nothing is restricted anywhere");
	else
		s->scope = arena_printf(a, "%s '%s', %s", effect_text(o->effect),
			str_quote(o->effect_on, SHOWN, q),
			o->one_network ? "for the users of one network"
				       : "for everybody, everywhere");
	if (o->action->soft)
		s->duration = STR("none");
	else if (o->expires)
		s->duration = STR("30 days, then it ends by itself unless renewed");
	else
		s->duration = arena_printf(a,
			"until the harm is gone or the decision is reversed; undone %.*s",
			STR_ARG(o->reversible));
}

static struct str facts_words(struct arena *a, const struct decide_in *in, struct str site)
{
	const struct judgement *j = &in->ladder->judgement;

	if (harm_class_of(in->harm) == CLASS_CSAM)
		return STR("a report was received; its content is not stored, repeated or looked "
			   "at here");
	return arena_printf(a,
		"a report says that there is %s at %.*s; the evidence is %s (%s); the "
		"verdict is %s (%s), because %.*s",
		in->harm == HARM_NONE ? "something wrong"
				      : harm_class_words(harm_class_of(in->harm)),
		STR_ARG(site), tier_text(in->tier), tier_words(in->tier), verdict_text(j->verdict),
		verdict_words(j->verdict),
		STR_ARG(j->reasons_n ? j->reasons[0].words : STR("nothing more is known")));
}

static struct str ground(struct arena *a, const struct decision *d)
{
	if (!d->proposal || d->proposal->action->soft)
		return STR("none is needed: nothing is restricted");
	return arena_printf(a, "%.*s", STR_ARG(d->proposal->remit_clause));
}

/* "the registrar takes ...": who is to do what, what that does, and who decides. */
static struct str to_be_done(struct arena *a, const struct decide_in *in, const struct decision *d)
{
	const struct option *o = d->proposal;
	struct str who;

	switch (d->kind) {
	case DECISION_ASK:
		return arena_printf(
			a, "Nobody is asked to act on it yet: %.*s.", STR_ARG(ask_words(a, in)));
	case DECISION_REFUSE:
		return arena_printf(a, "We do not act on this report: %.*s.", STR_ARG(d->why));
	case DECISION_DESK:
		return STR("No step fits by rule, so nothing is done until a person has looked at "
			   "it.");
	default: break;
	}
	who = who_words(a, o);
	if (!who.p)
		return who;
	return arena_printf(a, "%s: %.*s%s%.*s. %s",
		d->kind == DECISION_ACT || d->decided ? "What is done" : "What we propose",
		STR_ARG(who), o->effects.n ? "; " : "", STR_ARG(o->effects),
		d->kind == DECISION_ACT ? "A rule that we publish allows it without a person; a "
					  "person can review it."
		: d->decided            ? "A person decided it."
					: "A person decides before anything is done.");
}

/* A verdict's words and its deciding reason; of some verdicts the one says what the other does. */
static struct str believed(struct arena *a, const struct judgement *j)
{
	struct str why = j->reasons[0].words;

	if (strcmp(j->reasons[0].rule, "nothing-known") == 0)
		return arena_printf(a, " What we believe: %s.", verdict_words(j->verdict));
	if (j->verdict == VERDICT_TENANT)
		return arena_printf(a, " What we believe: %.*s.", STR_ARG(why));
	return arena_printf(
		a, " What we believe: %s, because %.*s.", verdict_words(j->verdict), STR_ARG(why));
}

static struct str plain(
	struct arena *a, const struct decide_in *in, const struct decision *d, struct str site)
{
	const struct judgement *j = &in->ladder->judgement;
	struct str done, belief = STR("");
	const char *harm = in->harm == HARM_NONE ? "something wrong"
						 : harm_class_words(harm_class_of(in->harm));

	if (d->kind == DECISION_REFER)
		return STR("A report of child sexual abuse material was received. It goes to the "
			   "hotline and the police, who alone may handle it, and to nobody else. "
			   "Nothing of it is stored, repeated or looked at here.");
	done = to_be_done(a, in, d);
	if (j->reasons_n && (d->kind == DECISION_PROPOSE || d->kind == DECISION_ACT))
		belief = believed(a, j);
	if (!done.p || !belief.p)
		return (struct str){ NULL, 0 };
	return arena_printf(a,
		"Somebody reported %s at %.*s.%.*s %.*s If you think that this is wrong, say so "
		"on the page of this decision: it is free, and somebody else looks at it again.",
		harm, STR_ARG(site), STR_ARG(belief), STR_ARG(done));
}

int decide_words(struct arena *a, const struct decide_in *in, struct decision *out, struct err *e)
{
	struct str site = site_words(a, in);
	struct statement *s = &out->statement;
	int rc = preconditions(a, out->proposal, out, e);

	if (rc)
		return rc;
	out->why = why_words(a, in, out);
	measure(a, out, s);
	s->facts = facts_words(a, in, site);
	s->automated =
		out->kind == DECISION_ACT
			? arena_printf(a,
				  "the automation rule '%.*s' decided; a program read the "
				  "report and worked out the options",
				  STR_ARG(out->rule))
		: out->decided
			? STR("a program read the report and worked out the options; a person "
			      "decided")
			: STR("a program read the report and worked out the options; a person "
			      "decides");
	s->ground = ground(a, out);
	s->redress = STR(
		"an answer or appeal on the page of this decision, free, for six months, reviewed "
		"by a person who did not decide it; out-of-court bodies and the courts stay open");
	s->plain = plain(a, in, out, site);
	if (!site.p || !out->why.p || !s->measure.p || !s->scope.p || !s->duration.p ||
		!s->facts.p || !s->automated.p || !s->ground.p || !s->plain.p)
		return err_nomem(e);
	return BW_OK;
}
