/* SPDX-License-Identifier: Apache-2.0 */
/* conflict.c -- where instruments that bind one actor pull apart, and which one prevails.
 *
 * The rule: the shortest reply or notice clock counts; for action the most specific binding law or order
 * comes first, then contract, then what is voluntary; what is voluntary never shortens recourse nor
 * widens scope.  Besides, packs name what they know to pull against. */
#include "base/vec.h"
#include "procedure/engine.h"

struct sentences {
	struct str *v;
	size_t n, cap;
};

static int say(struct arena *a, struct sentences *s, struct str text, struct err *e)
{
	struct str *to;

	if (!text.p)
		return err_nomem(e);
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i], text))
			return BW_OK;
	to = VEC_PUSH(a, s);
	if (!to)
		return err_nomem(e);
	*to = text;
	return BW_OK;
}

static struct str actor_words(const struct actor *a)
{
	return a->name.n ? a->name : a->id;
}

/* Of several clocks for one verb that run to different instants, the earliest. */
static int clocks(struct arena *a, const struct duties *d, size_t from, size_t to,
	enum duty_verb verb, struct sentences *s, struct err *e)
{
	const struct duty *first = NULL, *last = NULL;
	char due[CLOCK_TEXT];

	for (size_t i = from; i < to; i++) {
		const struct duty *x = &d->v[i];

		if (x->verb != verb || x->due_s == CLOCK_NONE)
			continue;
		if (!first || x->due_s < first->due_s)
			first = x;
		if (!last || x->due_s > last->due_s)
			last = x;
	}
	if (!first || first->due_s == last->due_s)
		return BW_OK;
	return say(a, s,
		arena_printf(a,
			"%.*s (%s) has several clocks to %s: the shortest counts, %s under %.*s%s",
			STR_ARG(actor_words(first->actor)), role_text(first->actor->role),
			duty_verb_text(verb), clock_format(first->due_s, due),
			STR_ARG(first->clause), first->soft ? " (guidance)" : ""),
		e);
}

/* What is only guidance or voluntary gives way, and what has not begun pulls at nothing. */
static bool acts(const struct duty *x)
{
	return x->verb == DUTY_ACT && !x->soft && x->running;
}

static int action_order(struct arena *a, const struct duties *d, size_t from, size_t to,
	struct sentences *s, struct err *e)
{
	const struct duty *first = NULL;

	for (size_t i = from; i < to; i++) {
		const struct duty *x = &d->v[i];

		if (!acts(x))
			continue;
		if (!first) {
			first = x;
			continue;
		}
		if (first->kind == x->kind || str_eq(first->pack, x->pack))
			continue;
		return say(a, s,
			arena_printf(a,
				"%.*s (%s) is to act under %.*s (%s) and %.*s (%s): the first "
				"prevails "
				"where they differ",
				STR_ARG(actor_words(x->actor)), role_text(x->actor->role),
				STR_ARG(first->clause), first->kind, STR_ARG(x->clause), x->kind),
			e);
	}
	return BW_OK;
}

static bool has_pack(const struct duties *d, size_t from, size_t to, struct str id)
{
	for (size_t i = from; i < to; i++)
		if (str_eq(d->v[i].pack, id))
			return true;
	return false;
}

static int declared(const struct procedure *p, struct arena *a, const struct duties *d, size_t from,
	size_t to, struct sentences *s, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = from; i < to && !rc; i++) {
		size_t at = procedure_find(p, d->v[i].pack);

		if (i > from && str_eq(d->v[i].pack, d->v[i - 1].pack))
			continue;
		LIST_EACH (struct pack_conflict, c, p->packs[at].conflicts) {
			if (!rc && has_pack(d, from, to, c->with))
				rc = say(a, s,
					arena_printf(a, "%.*s (%s): %.*s",
						STR_ARG(actor_words(d->v[i].actor)),
						role_text(d->v[i].actor->role), STR_ARG(c->words)),
					e);
		}
	}
	return rc;
}

int conflicts_find(const struct procedure *p, struct arena *a, struct duties *d, struct err *e)
{
	struct sentences s = { 0 };
	int rc = BW_OK;

	for (size_t from = 0, to; from < d->n && !rc; from = to) {
		for (to = from + 1; to < d->n && d->v[to].actor == d->v[from].actor;)
			to++;
		rc = clocks(a, d, from, to, DUTY_REPLY, &s, e);
		if (!rc)
			rc = clocks(a, d, from, to, DUTY_NOTIFY, &s, e);
		if (!rc)
			rc = action_order(a, d, from, to, &s, e);
		if (!rc)
			rc = declared(p, a, d, from, to, &s, e);
	}
	d->conflicts = s.v;
	d->conflicts_n = s.n;
	return rc;
}
