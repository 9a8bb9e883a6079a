/* SPDX-License-Identifier: Apache-2.0 */
/* check.c -- what must be true of a played desk after every step: the store's own invariants, and those that
 * only somebody who sees both sides (the desk and its recipients) can check. */
#include <stdarg.h>
#include <stdio.h>

#include "flow/survey.h"
#include "sim/world.h"

struct checking {
	struct world *w;
	struct arena *a;
	struct buf *to;
	size_t faults;
};

static void fault(struct checking *k, const char *fmt, ...) PRINTF(2, 3);
static void fault(struct checking *k, const char *fmt, ...)
{
	char line[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_printf(k->to, "%s\n", line);
	k->faults++;
}

/* ---- states only move forward ---- */

static int forward(struct checking *k, char what, int64_t id, int state, bool final, struct err *e)
{
	struct world *w = k->w;
	struct world_was *x = NULL;
	char text[STORE_ID_TEXT];

	for (size_t i = 0; i < w->was.n && !x; i++)
		if (w->was.v[i].what == what && w->was.v[i].id == id)
			x = &w->was.v[i];
	if (!x) {
		x = VEC_PUSH(&w->kept, &w->was);
		if (!x)
			return err_nomem(e);
		*x = (struct world_was){ what, id, state };
	}
	if (state < x->state || (final && state != x->state && x->state >= LETTER_IS_DELIVERED))
		fault(k, "forward: %s went from state %d to %d",
			store_id_text(what, (uint64_t)id, text), x->state, state);
	x->state = state;
	return BW_OK;
}

/* ---- letters ---- */

static bool left(const struct letter *l)
{
	return l->state == LETTER_IS_SENT || l->state == LETTER_IS_DELIVERED;
}

/* A letter about that one, or, to a reporter, any that takes something back. */
static bool told_again(const struct letter *v, size_t n, const struct letter *l)
{
	for (size_t i = 0; i < n; i++)
		if ((v[i].about == l->id || (l->kind == LETTER_REPORTER && v[i].about &&
						    str_eq(v[i].contact, l->contact))) &&
			(v[i].kind == LETTER_UNDO || v[i].kind == LETTER_REVERSAL ||
				v[i].kind == LETTER_STAND_DOWN || v[i].kind == LETTER_NARROW ||
				v[i].kind == LETTER_REPORTER))
			return true;
	return false;
}

/* Whoever was told of a decision before it was taken back hears that it was. */
static void check_told(
	struct checking *k, const struct decided *d, int64_t at_s, const struct letter *v, size_t n)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];

	for (size_t i = 0; i < n; i++) {
		const struct letter *l = &v[i];

		if (l->decision_id != d->id || !left(l) || l->made_at_s > at_s ||
			l->sent_at_s == CLOCK_NONE || l->sent_at_s > at_s)
			continue;
		if (l->kind == LETTER_REPORTER && l->about)
			continue; /* says itself that something was taken back */
		if (l->kind != LETTER_REQUEST && l->kind != LETTER_COMMAND &&
			l->kind != LETTER_STATEMENT && l->kind != LETTER_REPORTER)
			continue;
		if (!told_again(v, n, l))
			fault(k, "told: %s was reversed and %s (%s to %s) was not told",
				store_id_text('d', (uint64_t)d->id, t1),
				store_id_text('l', (uint64_t)l->id, t2),
				letter_kind_text((int)l->kind),
				l->role < 0 ? "people" : role_text(l->role));
	}
}

static bool undone(const struct letter *v, size_t n, int64_t decision)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].decision_id == decision && v[i].kind == LETTER_UNDO)
			return true;
	return false;
}

/* ---- decisions ---- */

static int check_appeals(struct checking *k, const struct decided *d, struct err *e)
{
	struct store_appeal *v;
	int64_t *deciders;
	size_t n, deciders_n;
	char text[STORE_ID_TEXT];
	int rc = store_appeals_of(k->w->store, k->a, d->id, &v, &n, e);

	if (!rc && n)
		rc = recourse_deciders(k->w->store, k->a, d->id, &deciders, &deciders_n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = forward(k, 'a', v[i].a.id, (int)v[i].a.state, false, e);
		for (size_t j = 0; j < deciders_n && v[i].a.reviewer; j++)
			if (deciders[j] == v[i].a.reviewer)
				fault(k, "review: %s is reviewed by who decided it",
					store_id_text('a', (uint64_t)v[i].a.id, text));
	}
	return rc;
}

/* A step on a whole name rests on a verdict of abuse, on proof that its holder was reached, or on an exception. */
static void check_whole_name(struct checking *k, const struct decided *d, enum verdict verdict)
{
	char text[STORE_ID_TEXT];

	if (d->action.n && d->effect == EFFECT_DOMAIN && verdict != VERDICT_MALICIOUS &&
		!d->reached && !d->exception.n)
		fault(k, "whole-name: %s takes a name, without proof and without an exception",
			store_id_text('d', (uint64_t)d->id, text));
	if (d->second_person && d->second_person == d->by.person)
		fault(k, "second-person: %s was agreed to by who decided it",
			store_id_text('d', (uint64_t)d->id, text));
}

static int check_reversed(struct checking *k, const struct decided *v, size_t n, size_t i,
	const struct letter *letters, size_t letters_n, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct measure m = { 0 };
	int64_t at = CLOCK_NONE;
	int rc;

	for (size_t j = 0; j < n; j++)
		if (v[j].follows == v[i].id && !v[j].action.n)
			at = v[j].at_s;
	if (v[i].state != DECISION_IS_REVERSED || at == CLOCK_NONE)
		return BW_OK;
	check_told(k, &v[i], at, letters, letters_n);
	rc = store_measure_of(k->w->store, k->a, v[i].id, &m, e);
	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (!rc && (m.state == MEASURE_TO_START || m.state == MEASURE_ACTIVE))
		fault(k, "undone: %s was reversed and its step runs on",
			store_id_text('d', (uint64_t)v[i].id, text));
	if (!rc && m.state == MEASURE_TO_END && !undone(letters, letters_n, v[i].id))
		fault(k, "undone: %s was reversed and nobody was asked to take its step back",
			store_id_text('d', (uint64_t)v[i].id, text));
	return rc;
}

static int check_case(struct checking *k, int64_t id, struct err *e)
{
	struct outbox_query q;
	struct store_duty *duty;
	struct store_case c;
	struct decided *d;
	struct measure *m;
	struct letter *l;
	size_t n, letters, measures, duties;
	int rc = store_case_get(k->w->store, k->a, id, &c, e);

	outbox_query_init(&q);
	q.case_id = id;
	q.most = SIZE_MAX >> 1;
	if (!rc)
		rc = store_letters(k->w->store, k->a, &q, &l, &letters, e);
	if (!rc)
		rc = store_decisions_of(k->w->store, k->a, id, &d, &n, e);
	for (size_t i = 0; !rc && i < letters; i++)
		rc = forward(k, 'l', l[i].id, (int)l[i].state, true, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = forward(k, 'd', d[i].id, (int)d[i].state, false, e);
		check_whole_name(k, &d[i], c.verdict);
		if (!rc)
			rc = check_reversed(k, d, n, i, l, letters, e);
		if (!rc)
			rc = check_appeals(k, &d[i], e);
	}
	if (!rc)
		rc = store_measures_of_case(k->w->store, k->a, id, &m, &measures, e);
	for (size_t i = 0; !rc && i < measures; i++)
		rc = forward(k, 'm', m[i].id, (int)m[i].state, false, e);
	if (!rc)
		rc = store_duties_of(k->w->store, k->a, id, &duty, &duties, e);
	for (size_t i = 0; !rc && i < duties; i++)
		rc = forward(k, 'u', duty[i].id,
			(int)(duty[i].state != DUTY_RUNNING) * 8 + (int)duty[i].state, true, e);
	return rc;
}

/* ---- what recipients have ---- */

static void check_doubled(struct checking *k)
{
	const struct world *w = k->w;
	char text[STORE_ID_TEXT];

	for (size_t i = 0; i < w->copies.n; i++) {
		const struct world_copy *c = &w->copies.v[i];

		if (c->copies > c->lost + 1)
			fault(k, "doubled: %s was handed over %u times, %u receipts were lost",
				store_id_text('l', (uint64_t)c->id, text), c->copies, c->lost);
		for (size_t j = 0; j < i; j++)
			if (c->copies && w->copies.v[j].copies &&
				str_eq(c->sign, w->copies.v[j].sign))
				fault(k, "doubled: %s is another letter that says the same: %.*s",
					store_id_text('l', (uint64_t)c->id, text),
					STR_ARG(c->sign));
	}
}

static int check_store(struct checking *k, struct err *e)
{
	struct store_check c[STORE_CHECKS];
	struct survey v;
	size_t n;
	int rc = store_fsck(k->w->store, k->a, c, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (!c[i].ok)
			fault(k, "%s: %.*s", c[i].name, STR_ARG(c[i].detail));
	if (!rc)
		rc = survey_run(k->w->store, &k->w->know, k->w->now_s, k->a, &v, e);
	if (!rc && v.all.harmful)
		fault(k, "do-no-harm: %llu proposals would take more than what was reported",
			(unsigned long long)v.all.harmful);
	return rc;
}

int world_check(struct world *w, struct buf *to, size_t *faults, struct err *e)
{
	struct checking k = { .w = w, .a = &w->one, .to = to };
	struct store_query q;
	int64_t *ids;
	size_t n;
	int rc;

	arena_reset(&w->one);
	store_query_init(&q);
	rc = check_store(&k, e);
	check_doubled(&k);
	if (!rc)
		rc = store_list(w->store, &w->one, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = check_case(&k, ids[i], e);
	*faults += k.faults;
	return rc;
}
