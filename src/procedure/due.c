/* SPDX-License-Identifier: Apache-2.0 */
/* due.c -- the first binding date of one actor, without a word. */
#include "procedure/engine.h"

static int64_t sooner(int64_t a, int64_t b)
{
	return a == CLOCK_NONE || (b != CLOCK_NONE && b < a) ? b : a;
}

static bool numbered(const struct pack *pack, const struct pack_duty *d)
{
	return pack_kind_binding(pack->kind) && !d->clock.soft && d->clock.n != PACK_NO_NUMBER &&
	       pack_event_when(pack_duty_event(pack, d)) != WHEN_APART;
}

/* As bind.c has it: a number, begun, and no guidance. */
static int64_t duty_due(const struct procedure *p, const struct pack *pack,
	const struct pack_duty *d, const struct ask *k, int64_t received_at_s)
{
	int event = pack_duty_event(pack, d);
	int from = d->clock.from == EVENT_UNSET ? event : d->clock.from;
	enum event_when when = pack_event_when(from);
	struct str country = d->clock.calendar.n ? d->clock.calendar : ask_country(k);
	bool known;

	if (!numbered(pack, d) || (d->roles && !(d->roles & (role_set)1 << k->role)) ||
		!harm_covered(d->harms ? d->harms : pack->harms, k->harm))
		return CLOCK_NONE;
	if (when != WHEN_START && (when != WHEN_ENOUGH || (int)k->tier < pack_duty_tier(pack, d)))
		return CLOCK_NONE;
	return calendar_due(calendar_find(&p->calendars, country), (enum pack_unit)d->clock.unit,
		d->clock.n, received_at_s, &known);
}

void due_index(struct procedure *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct pack *pack = &p->packs[i];

		LIST_EACH (struct pack_duty, d, pack->duties)
			for (int r = 0; numbered(pack, d) && r < ROLE_COUNT; r++)
				if ((d->roles ? d->roles : pack->bound) >> r & 1)
					p->due_harms[r] |= d->harms ? d->harms : pack->harms;
	}
}

static int64_t first_due(const struct procedure *p, const struct ask *k, int64_t received_at_s)
{
	int64_t due = CLOCK_NONE;

	for (size_t i = 0; i < p->n; i++) {
		const struct pack *pack = &p->packs[i];

		if (pack_applies(p, i, k) == APPLIES_NO)
			continue;
		LIST_EACH (struct pack_duty, d, pack->duties)
			due = sooner(due, duty_due(p, pack, d, k, received_at_s));
	}
	return due;
}

static int64_t remembered(
	struct procedure *p, const struct bind_in *in, const struct ask *k, uint64_t key)
{
	uint64_t at = (key ^ (uint64_t)in->received_at_s) * 0x9e3779b97f4a7c15u;
	struct due_memo *m = &p->due[at >> DUE_MEMO_SHIFT];

	if (m->key != key || m->received_at_s != in->received_at_s)
		*m = (struct due_memo){ key, in->received_at_s,
			first_due(p, k, in->received_at_s) };
	return m->due_s;
}

int64_t procedure_due(struct procedure *p, const struct bind_in *in, const struct actor *who)
{
	uint64_t era = era_of(p, in->now_s);
	int64_t due = CLOCK_NONE;

	for (size_t i = 0; in->received_at_s != CLOCK_NONE && i < in->stack->actors_n; i++) {
		const struct actor *a = &in->stack->actors[i];
		struct ask k;
		int64_t one;

		/* Most roles have no number anywhere for most harms. */
		if (!harm_covered(p->due_harms[a->role], in->harm))
			continue;
		k = ask_of(in, a);
		one = remembered(p, in, &k, key_of(p, &k, tld_code(p, &k.tld), era));
		if (a == who && one != CLOCK_NONE)
			return one;
		due = sooner(due, one);
	}
	return due;
}
