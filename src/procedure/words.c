/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/pack.h"

struct word {
	const char *text, *words;
	int flag;
};

static const struct word kinds[] = {
#define PACK_KIND(code, text, binding, words) { text, words, binding },
#include "procedure/pack.def"
#undef PACK_KIND
};
static const struct word statuses[] = {
#define PACK_STATUS(code, text) { text, NULL, 0 },
#include "procedure/pack.def"
#undef PACK_STATUS
};
static const struct word rules[] = {
#define PACK_RULE(code, text, words) { text, words, 0 },
#include "procedure/pack.def"
#undef PACK_RULE
};
static const struct word events[] = {
#define PACK_EVENT(code, text, words, when) { text, words, WHEN_##when },
#include "procedure/pack.def"
#undef PACK_EVENT
};
static const struct word units[] = {
#define PACK_UNIT(code, text, words) { text, words, 0 },
#include "procedure/pack.def"
#undef PACK_UNIT
};
static const struct word standards[] = {
#define PACK_STANDARD(code, text) { text, NULL, 0 },
#include "procedure/pack.def"
#undef PACK_STANDARD
};

static const char *pick(const struct word *t, int n, int v, bool words)
{
	if (v < 0 || v >= n)
		return "?";
	return words ? t[v].words : t[v].text;
}

const char *pack_kind_text(int v)
{
	return pick(kinds, KIND_COUNT, v, false);
}

bool pack_kind_binding(int v)
{
	return v >= 0 && v < KIND_COUNT && kinds[v].flag;
}

const char *pack_status_text(int v)
{
	return pick(statuses, STATUS_COUNT, v, false);
}

const char *pack_rule_text(int v)
{
	return pick(rules, RULE_COUNT, v, false);
}

const char *pack_rule_if(int v)
{
	return pick(rules, RULE_COUNT, v, true);
}

const char *pack_event_text(int v)
{
	return pick(events, EVENT_COUNT, v, false);
}

static const char *pack_event_words(int v)
{
	return pick(events, EVENT_COUNT, v, true);
}

enum event_when pack_event_when(int v)
{
	return v >= 0 && v < EVENT_COUNT ? (enum event_when)events[v].flag : WHEN_APART;
}

const char *pack_unit_text(int v)
{
	return pick(units, UNIT_COUNT, v, false);
}

const char *pack_unit_words(int v)
{
	return pick(units, UNIT_COUNT, v, true);
}

const char *pack_standard_text(int v)
{
	return pick(standards, STANDARD_COUNT, v, false);
}

int pack_duty_event(const struct pack *p, const struct pack_duty *d)
{
	return d->event == EVENT_UNSET ? p->trigger.event : d->event;
}

int pack_duty_tier(const struct pack *p, const struct pack_duty *d)
{
	return d->evidence_min == TIER_UNSET ? p->trigger.evidence_min : d->evidence_min;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ch_digit(s.p[i]))
			return true;
	return false;
}

struct str pack_clock_words(struct arena *a, const struct pack *p, const struct pack_duty *d)
{
	const struct pack_clock *c = &d->clock;
	int from = c->from == EVENT_UNSET ? pack_duty_event(p, d) : c->from;
	const char *unit = pack_unit_words(c->unit), *start = pack_event_words(from);
	const char *soft = c->soft ? " (guidance)" : "";
	const char *join = from == EVENT_STANDING ? "from" : "of";

	if (c->n == PACK_NO_NUMBER && from == EVENT_STANDING)
		return arena_printf(a, "%.*s", STR_ARG(c->words));
	if (c->n == PACK_NO_NUMBER)
		return arena_printf(a, "%.*s%s, from %s%s", STR_ARG(c->words),
			has_digit(c->words) ? "" : " (no number)", start, soft);
	if (c->min != PACK_NO_NUMBER)
		return arena_printf(a, "not before %d and not after %d %ss from %s%s", c->min, c->n,
			unit, start, soft);
	if (d->verb == DUTY_PRESERVE || d->verb == DUTY_RECORD)
		return arena_printf(
			a, "for %d %s%s from %s%s", c->n, unit, c->n == 1 ? "" : "s", start, soft);
	return arena_printf(
		a, "within %d %s%s %s %s%s", c->n, unit, c->n == 1 ? "" : "s", join, start, soft);
}
