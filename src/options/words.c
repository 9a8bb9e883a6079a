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

/* Somebody would have to count what else is there, and nobody did. */
static bool uncounted(const struct option *o)
{
	for (size_t i = 0; i < o->counts_n; i++)
		if (o->counts[i].n == STACK_UNKNOWN &&
			strcmp(o->counts[i].what, "popularity-rank") != 0)
			return true;
	return false;
}

static const char *breaks_words(const struct option *o, enum verdict verdict)
{
	switch (o->collateral) {
	case COLLATERAL_NONE: return "nothing else is touched";
	case COLLATERAL_LOW:
		if (o->counts_n && verdict == VERDICT_MALICIOUS && !option_on_address(o))
			return uncounted(o) ? "a name registered for abuse has little that is "
					      "lawful, but nobody has counted what is under it"
					    : "a name registered for abuse has little that is "
					      "lawful to lose";
		return uncounted(o) ? "nobody has counted what else goes with it"
				    : "little or nothing lawful goes with it";
	case COLLATERAL_SOME: return "other things of the same owner may go with it";
	case COLLATERAL_HIGH:
		if (option_on_address(o))
			return "whatever else is at the address goes with it";
		return "the owner's other pages and mail go with it";
	default: return "many other people are hit";
	}
}

static const char *count_words(const char *what)
{
	static const struct {
		const char *what, *words;
	} names[] = {
		{ "other-hosts", "other hosts under the name" },
		{ "mailboxes", "mailboxes under the name" },
		{ "tenants", "other customers of the platform" },
		{ "names-on-address", "other names at the address" },
		{ "popularity-rank", "place among the popular names" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(what, names[i].what) == 0)
			return names[i].words;
	return what;
}

/* " (other hosts under the name: 9; not counted: mailboxes under the name)".  That the place among the popular
 * names is not known is said once for all rows, and not here. */
static struct str counted(struct arena *a, const struct option *o)
{
	struct str known = STR(""), missing = STR("");

	for (size_t i = 0; i < o->counts_n && known.p && missing.p; i++) {
		const struct count *c = &o->counts[i];

		if (c->n != STACK_UNKNOWN)
			known = arena_printf(a, "%.*s%s%s: %lld", STR_ARG(known),
				known.n ? ", " : "", count_words(c->what), (long long)c->n);
		else if (strcmp(c->what, "popularity-rank") != 0)
			missing = arena_printf(a, "%.*s%s%s", STR_ARG(missing),
				missing.n ? ", " : "not counted: ", count_words(c->what));
	}
	if (!known.p || !missing.p)
		return (struct str){ NULL, 0 };
	if (!known.n && !missing.n)
		return known;
	return arena_printf(a, " (%.*s%s%.*s)", STR_ARG(known), known.n && missing.n ? "; " : "",
		STR_ARG(missing));
}

static struct str effects(struct arena *a, const struct option *o, enum verdict verdict)
{
	struct str n;

	if (o->action->soft && o->stops == STOPS_NOT)
		return STR("nothing is taken away");
	n = counted(a, o);
	if (!n.p)
		return n;
	return arena_printf(
		a, "%s, and %s%.*s", stops_words(o, verdict), breaks_words(o, verdict), STR_ARG(n));
}

/* ${o}->reason still holds the words of the rule alone. */
static struct str held(struct arena *a, const struct option *o)
{
	const char *holder = o->needs_holder_reached && !o->ruled_out
				     ? " The holder must have been reached first."
				     : "";
	const char *second =
		o->needs_second_person && !o->ruled_out ? " A second person must agree." : "";

	if (!o->reason.n)
		return arena_printf(a, "%s%s", holder, second);
	if (!o->remit_ok && o->rule && strcmp(o->rule, "outside-remit") == 0)
		return arena_printf(
			a, "%.*s (%.*s).", STR_ARG(o->reason), STR_ARG(o->remit_clause));
	return arena_printf(a, "%.*s.%s%s", STR_ARG(o->reason), holder, second);
}

/* Only our own words begin with a capital; somebody's name stays as it is written. */
static struct str begun(struct arena *a, const struct actor *actor)
{
	struct str who = actor_shown(a, actor);

	if (!who.p || actor->name.p || !who.n || !ch_lower(who.p[0]))
		return who;
	return arena_printf(a, "%c%.*s", who.p[0] - 32, STR_ARG(str_from(who, 1)));
}

static struct str says(struct arena *a, const struct option *o)
{
	struct str who = begun(a, o->actor);

	if (!who.p)
		return who;
	return arena_printf(a, "%.*s %s %s; %.*s.", STR_ARG(who),
		o->action->soft && o->stops == STOPS_NOT ? "is asked to" : "could",
		o->action->words, STR_ARG(o->effects));
}

static struct str whole(struct arena *a, const struct option *o)
{
	const char *state = o->ruled_out ? " Ruled out: " : o->held_back ? " Held back: " : "";

	return arena_printf(a, "%.*s%s%.*s", STR_ARG(o->says), state, STR_ARG(o->held));
}

int options_words(struct arena *a, struct ladder *l, struct err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		struct option *o = &l->v[i];

		o->effects = effects(a, o, l->judgement.verdict);
		o->held = held(a, o);
		o->says = says(a, o);
		if (!o->effects.p || !o->held.p || !o->says.p)
			return err_nomem(e);
		o->reason = whole(a, o);
		if (!o->reason.p)
			return err_nomem(e);
	}
	return BW_OK;
}
