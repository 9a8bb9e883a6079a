/* SPDX-License-Identifier: Apache-2.0 */
/* words.c -- one sentence for each row, for somebody who has never heard of a registrar. */
#include "options/action.h"
#include "options/options.h"

static const struct action_row *row_of(const struct option *o)
{
	return (const struct action_row *)(const void *)o->action; /* its first member */
}

static const char *stops_words(const struct option *o, enum verdict verdict)
{
	enum reach reach = row_of(o)->reach;

	if (o->stops == STOPS_FULLY)
		return "that stops it for everybody";
	if (o->stops == STOPS_NOT)
		return "that stops nothing by itself";
	if (o->one_network)
		return "that stops it for those users only";
	if (reach == REACH_FRONT)
		return "that stops it as long as the page stays behind this service";
	if (reach == REACH_VIEW)
		return "that stops it for users who come this way";
	if (reach == REACH_HELPS)
		return "that helps to keep it from coming back";
	if (reach == REACH_OWNER)
		return "that works if the owner is honest and answers";
	if (verdict == VERDICT_MALICIOUS)
		return "that stops it until whoever holds the name puts it up again elsewhere";
	return "that stops a part of it";
}

static const char *breaks_words(const struct option *o)
{
	switch (o->collateral) {
	case COLLATERAL_NONE: return "nothing else is touched";
	case COLLATERAL_LOW: return "little or nothing lawful goes with it";
	case COLLATERAL_SOME: return "other things of the same owner may go with it";
	case COLLATERAL_HIGH: return "the owner's other pages and mail go with it";
	default: return "many other people are hit";
	}
}

static struct str counted(struct arena *a, const struct option *o)
{
	struct str s = STR("");

	for (size_t i = 0; i < o->counts_n; i++) {
		const char *what = o->counts[i].what, *sep = s.n ? ", " : " (";

		if (o->counts[i].n == STACK_UNKNOWN)
			s = arena_printf(a, "%.*s%s%s: not known", STR_ARG(s), sep, what);
		else
			s = arena_printf(a, "%.*s%s%s: %lld", STR_ARG(s), sep, what,
				(long long)o->counts[i].n);
		if (!s.p)
			return s;
	}
	return s.n ? arena_printf(a, "%.*s)", STR_ARG(s)) : s;
}

static struct str sentence(struct arena *a, const struct option *o, enum verdict verdict)
{
	struct str who = actor_shown(a, o->actor), n = counted(a, o);
	struct str rule = o->reason;
	char first;

	if (!who.p || !n.p)
		return (struct str){ NULL, 0 };
	first = who.p[0];
	if (ch_lower(first))
		first = (char)(first - 32);
	if (o->action->soft && o->stops == STOPS_NOT)
		return arena_printf(a, "%c%.*s is asked to %s; nothing is taken away.", first,
			STR_ARG(str_from(who, 1)), o->action->words);
	if (!o->remit_ok && o->rule && strcmp(o->rule, "outside-remit") == 0)
		rule = arena_printf(a, "%.*s (%.*s)", STR_ARG(rule), STR_ARG(o->remit_clause));
	return arena_printf(a, "%c%.*s could %s; %s, and %s%.*s.%s%.*s%s%s%s", first,
		STR_ARG(str_from(who, 1)), o->action->words, stops_words(o, verdict),
		breaks_words(o), STR_ARG(n),
		o->ruled_out   ? " Ruled out: "
		: o->held_back ? " Held back: "
			       : "",
		STR_ARG(rule), rule.n ? "." : "",
		o->needs_holder_reached && !o->ruled_out
			? " The holder must have been reached first."
			: "",
		o->needs_second_person && !o->ruled_out ? " A second person must agree." : "");
}

int options_words(struct arena *a, struct ladder *l, struct err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		struct str s = sentence(a, &l->v[i], l->judgement.verdict);

		if (!s.p)
			return err_nomem(e);
		l->v[i].reason = s;
	}
	return BW_OK;
}
