/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c -- every duty of every actor on a case, with its clock. */
#include <stdlib.h>

#include "base/limit.h"
#include "base/vec.h"
#include "procedure/engine.h"

struct bound {
	struct duty duty;
	size_t actor, pack, at; /* at: position in the pack */
	enum applies applies;
	int kind;
};

struct binding {
	const struct procedure *p;
	struct arena *a;
	const struct bind_in *in;
	struct {
		struct bound *v;
		size_t n, cap;
	} rows;
	struct err *e;
};

/* Text joined with "; "; either may be empty. */
static struct str join(struct arena *a, struct str x, struct str y)
{
	if (!x.n || !y.n)
		return x.n ? x : y;
	return arena_printf(a, "%.*s; %.*s", STR_ARG(x), STR_ARG(y));
}

static bool begun(const struct bind_in *in, int event, int tier)
{
	switch (pack_event_when(event)) {
	case WHEN_START: return true;
	case WHEN_ENOUGH: return (int)in->tier >= tier;
	default: return false;
	}
}

static struct str offset_words(struct arena *a, const struct calendar *c, int64_t at_s)
{
	int minutes = calendar_offset_s(c, at_s) / 60, size = minutes < 0 ? -minutes : minutes;

	return arena_printf(a, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

static struct str calendar_words(struct arena *a, const struct calendar *c, int64_t due_s)
{
	struct str zone = offset_words(a, c, due_s);

	if (!c)
		return STR("only weekends left out, in UTC: whose holidays count is not known");
	return arena_printf(a,
		"weekends and national holidays of %.*s left out, to the end of the "
		"day there, %.*s",
		STR_ARG(c->country), STR_ARG(zone));
}

/* Fill in clock, due, running. */
static int set_clock(struct binding *b, const struct pack *p, const struct pack_duty *d,
	const struct ask *k, struct duty *out)
{
	int event = pack_duty_event(p, d);
	int from = d->clock.from == EVENT_UNSET ? event : d->clock.from;
	struct str country = d->clock.calendar.n ? d->clock.calendar : ask_country(k);
	const struct calendar *c = calendar_find(&b->p->calendars, country);
	bool number = d->clock.n != PACK_NO_NUMBER, known = true;

	out->running = begun(b->in, from, pack_duty_tier(p, d));
	out->due_s = CLOCK_NONE;
	out->clock = pack_clock_words(b->a, p, d);
	if (number && out->running && b->in->received_at_s != CLOCK_NONE)
		out->due_s = calendar_due(
			c, (enum pack_unit)d->clock.unit, d->clock.n, b->in->received_at_s, &known);
	if (out->due_s != CLOCK_NONE && d->clock.unit == UNIT_BUSINESS_DAY) {
		struct str words = calendar_words(b->a, c, out->due_s);

		out->clock = arena_printf(b->a, "%.*s: %.*s", STR_ARG(out->clock), STR_ARG(words));
		if (c && !known)
			out->doubt = join(b->a, out->doubt,
				STR("the holiday table does not reach that year"));
	}
	if (!out->running && pack_event_when(from) == WHEN_ENOUGH)
		out->clock = arena_printf(b->a, "%.*s; not begun, the evidence is %s",
			STR_ARG(out->clock), tier_text(b->in->tier));
	return out->clock.p && (out->doubt.p || !out->doubt.n) ? BW_OK : err_nomem(b->e);
}

static struct str recourse_words(struct arena *a, const struct pack *p)
{
	struct str all = { NULL, 0 };

	LIST_EACH (struct pack_recourse, r, p->recourse) {
		struct str one = arena_printf(a, "%.*s (%.*s): %.*s", STR_ARG(r->body),
			STR_ARG(r->window), STR_ARG(r->effect));

		all = join(a, all, one);
	}
	return all;
}

static int add_duty(struct binding *b, size_t actor, size_t pack, enum applies applies,
	const struct ask *k, const struct pack_duty *d)
{
	const struct pack *p = &b->p->packs[pack];
	struct bound *row = VEC_PUSH(b->a, &b->rows);
	struct duty *out;

	if (!row)
		return err_nomem(b->e);
	if (b->rows.n > LIMIT_DUTIES)
		return err_set(b->e, BW_ELIMIT, "more than %d duties on one case", LIMIT_DUTIES);
	row->actor = actor;
	row->pack = pack;
	row->at = b->rows.n;
	row->applies = applies;
	row->kind = p->kind;
	out = &row->duty;
	*out = (struct duty){ .actor = &b->in->stack->actors[actor],
		.pack = p->id,
		.pack_version = p->version,
		.instrument = p->title,
		.clause = d->clause,
		.verb = (enum duty_verb)d->verb,
		.words = d->words,
		.soft = d->clock.soft || !pack_kind_binding(p->kind),
		.source = d->source.n ? d->source : p->source,
		.confidence = (enum confidence)d->confidence,
		.doubt = join(b->a, d->doubt, p->doubt),
		.sor_required = p->sor_required,
		.recourse = recourse_words(b->a, p),
		.addressee = d->addressee,
		.kind = pack_kind_text(p->kind) };
	if (applies == APPLIES_MAYBE) {
		out->doubt = join(b->a, pack_applies_doubt(b->a, p, k), out->doubt);
		out->confidence = CONFIDENCE_LOW;
	}
	return set_clock(b, p, d, k, out);
}

static int add_pack(struct binding *b, size_t actor, size_t pack, const struct ask *k)
{
	const struct pack *p = &b->p->packs[pack];
	enum applies applies = pack_applies(b->p, pack, k);
	int rc = BW_OK;

	if (applies == APPLIES_NO)
		return rc;
	LIST_EACH (struct pack_duty, d, p->duties) {
		enum event_when when = pack_event_when(pack_duty_event(p, d));

		if ((when == WHEN_APART && !b->in->every_event) ||
			(d->roles && !(d->roles & (role_set)1 << k->role)) ||
			!harm_covered(d->harms ? d->harms : p->harms, k->harm))
			continue;
		rc = add_duty(b, actor, pack, applies, k, d);
		if (rc)
			break;
	}
	return rc;
}

static int in_order(const void *x, const void *y)
{
	const struct bound *a = x, *b = y;

	if (a->actor != b->actor)
		return a->actor < b->actor ? -1 : 1;
	if (a->applies != b->applies)
		return a->applies > b->applies ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->pack != b->pack)
		return a->pack < b->pack ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

int procedure_bind(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e)
{
	struct binding b = { .p = p, .a = a, .in = in, .e = e };
	int rc = procedure_remits(p, a, in, out, e);

	for (size_t i = 0; i < in->stack->actors_n && !rc; i++) {
		struct ask k = ask_of(in, &in->stack->actors[i]);

		for (size_t j = 0; j < p->n && !rc; j++)
			rc = add_pack(&b, i, j, &k);
	}
	if (rc)
		return rc;
	if (b.rows.n)
		qsort(b.rows.v, b.rows.n, sizeof(*b.rows.v), in_order);
	out->v = ARENA_ARRAY(a, struct duty, b.rows.n + 1);
	if (!out->v)
		return err_nomem(e);
	for (size_t i = 0; i < b.rows.n; i++)
		out->v[i] = b.rows.v[i].duty;
	out->n = b.rows.n;
	return conflicts_find(p, a, out, e);
}
