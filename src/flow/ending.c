/* SPDX-License-Identifier: Apache-2.0 */
/* ending.c -- acting.h: a decision that the world has overtaken, and measures whose time is over.  The case goes
 * back to people with a fresh proposal: none sleeps on what has ended. */
#include "flow/record.h"
#include "flow/step.h"
#include "flow/undoing.h"
#include "store/duties.h"

#define EXPIRE_MOST 1000 /* measures ended in one transaction */

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* ---- back to people ---- */

/* Something else that was decided about the case is under way or holds. */
static int others_hold(const struct mailing *m, int64_t but, enum case_state *state, struct err *e)
{
	struct decided *v;
	struct measure x;
	size_t n;
	int rc = store_decisions_of(m->d->store, m->a, m->c.id, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (v[i].id == but || v[i].state != DECISION_IS_IN_FORCE || !v[i].action.n)
			continue;
		rc = store_measure_of(m->d->store, m->a, v[i].id, &x, e);
		if (!rc && x.state == MEASURE_ACTIVE)
			*state = CASE_ACTED;
		else if ((!rc && x.state == MEASURE_TO_START && *state != CASE_ACTED) ||
			 (rc == BW_ENOTFOUND && *state == CASE_OPEN))
			*state = CASE_NOTICED;
		if (rc == BW_ENOTFOUND)
			rc = BW_OK;
	}
	return rc;
}

/* The stages again with what is known now, and what they propose said anew; open, unless something else that
 * was decided still goes on. */
static int propose_anew(struct mailing *m, int64_t but, struct err *e)
{
	const struct desk *d = m->d;
	const struct step_settings set = { .store = d->store, .know = d->know, .facts = d->facts };
	enum case_state state = CASE_OPEN;
	int rc = others_hold(m, but, &state, e);

	if (!rc)
		rc = store_case_state(m->work, m->c.id, state, e);
	return rc ? rc : step_anew(m->work, &set, m->c.id, d->now_s, e);
}

/* ---- it has moved ---- */

/* Nothing is asked by the letter any more; whoever may have got it is told. */
static int overtaken(struct mailing *m, const struct decided *n, const struct letter *l,
	struct str why, struct err *e)
{
	size_t ended;
	int rc = BW_OK;

	if (l->kind == LETTER_UNDO || l->kind == LETTER_REVERSAL || l->kind == LETTER_STAND_DOWN ||
		l->kind == LETTER_NARROW)
		return BW_OK;
	if (undoing_asks(l)) {
		if (!l->withdrawn)
			rc = store_letter_withdraw(m->work, l->id, why, e);
		if (!rc)
			rc = store_duty_end_letter(
				m->work, l->id, ~0u, DUTY_LIFTED, m->d->now_s, 0, &ended, e);
	} else if (l->state <= LETTER_IS_QUEUED) {
		return store_letter_move(m->work, l->id, LETTER_IS_DROPPED, why, e);
	}
	if (rc || l->kind == LETTER_REMINDER || l->kind == LETTER_REPORTER ||
		!undoing_may_have_left(l))
		return rc;
	return undoing_follow_up(m, n, l, ACT_REVERSAL, why, NULL, e);
}

static int end_decision(struct mailing *m, const struct decided *n, struct err *e)
{
	struct measure x;
	int rc = store_measure_of(m->d->store, m->a, n->id, &x, e);

	if (!rc && x.state == MEASURE_TO_START) {
		x.state = MEASURE_ENDED;
		rc = store_measure_set(m->work, &x, e);
	}
	if (rc == BW_ENOTFOUND)
		rc = BW_OK;
	return rc ? rc : store_decision_move(m->work, n->id, DECISION_IS_REVERSED, 0, e);
}

int acting_moved_in(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	struct str why, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct record_facts f;
	struct letter *v;
	struct decided n;
	struct mailing m;
	struct note note;
	struct str detail;
	int64_t seq, due;
	size_t count = 0;
	int rc = store_decision_get(d->store, a, l->decision_id, &n, e);

	if (rc || n.state != DECISION_IS_IN_FORCE)
		return rc;
	rc = mailing_open(w, d, a, n.case_id, NULL, &m, e);
	if (!rc)
		rc = undoing_letters(d, a, n.case_id, n.id, &v, &count, e);
	for (size_t i = 0; !rc && i < count; i++)
		rc = overtaken(&m, &n, &v[i], why, e);
	note_init(&note, ACT_REPORT_REVERSED, &n);
	note.about = l;
	note.words = why;
	if (!rc)
		rc = mailing_reporters(&m, &note, e);
	if (!rc)
		rc = end_decision(&m, &n, e);
	detail = arena_printf(a, "%s %.*s of %s %.*s: %.*s",
		store_id_text('d', (uint64_t)n.id, text), STR_ARG(n.action), role_text(n.role),
		STR_ARG(n.actor), STR_ARG(why));
	if (!rc && !detail.p)
		rc = err_nomem(e);
	if (rc)
		return rc;
	record_facts_decided(&f, &n);
	rc = record_event(w, n.case_id, d->now_s, EVENT_CORRECTED, detail, &f, &seq, e);
	if (!rc)
		rc = propose_anew(&m, n.id, e);
	return rc ? rc : store_duty_first(w, n.case_id, &due, e);
}

/* ---- measures that end by themselves ---- */

/* That it was gone while our own step held says nothing of what it is without it. */
static int forget_looks(struct mailing *m, struct err *e)
{
	const struct desk *d = m->d;
	char at[CLOCK_TEXT];
	struct case_view v;
	struct facts fresh = { 0 };
	size_t kept;
	int rc = case_view(d->store, d->know, d->facts, m->a, m->c.id, d->now_s, &v, e);

	clock_format(d->now_s, at);
	if (!rc && v.explained)
		fresh.v = ARENA_ARRAY(m->a, struct fact, v.facts.n + 1);
	if (rc || !v.explained || !fresh.v)
		return rc || !v.explained ? rc : err_nomem(e);
	for (size_t i = 0; !rc && i < v.facts.n; i++) {
		const struct fact *x = &v.facts.v[i];
		struct buf b;
		struct jw j;

		if (x->kind != FACT_CHECK || !str_is(json_text(x->body, "state"), "gone"))
			continue;
		buf_init(&b, 16u << 10);
		jw_init(&j, &b);
		jw_object(&j);
		jw_kz(&j, "fact", fact_kind_text(FACT_CHECK));
		jw_kstr(&j, "subject", x->subject);
		jw_kz(&j, "seen_at", at);
		jw_kz(&j, "source", "desk");
		jw_kz(&j, "state", "unknown");
		jw_end(&j);
		rc = jw_check(&j, e);
		if (!rc) {
			struct str line = arena_dup(m->a, buf_str(&b));

			rc = line.p ? fact_parse(m->a, line, &fresh.v[fresh.n++], e) : err_nomem(e);
		}
		buf_done(&b);
	}
	return rc || !fresh.n ? rc : store_facts_put(m->work, &fresh, &kept, e);
}

/* A case that somebody closed, declined or took back stays as it is. */
static bool sleeps(const struct store_case *c)
{
	return !c->merged_into && c->harm_class != CLASS_CSAM &&
	       (c->state == CASE_NOTICED || c->state == CASE_ACTED || c->state == CASE_VERIFIED);
}

static int expire_one(
	struct work *w, const struct desk *d, struct arena *a, struct measure *x, struct err *e)
{
	struct record_facts f;
	struct decided n;
	struct letter *l;
	struct mailing m;
	size_t count;
	int64_t seq, id;
	char text[STORE_ID_TEXT];
	struct str detail;
	int rc = store_decision_get(d->store, a, x->decision_id, &n, e);

	x->state = MEASURE_TO_END;
	if (!rc)
		rc = store_measure_set(w, x, e);
	if (!rc)
		rc = mailing_open(w, d, a, x->case_id, NULL, &m, e);
	if (!rc)
		rc = undoing_letters(d, a, x->case_id, x->decision_id, &l, &count, e);
	for (size_t i = 0; !rc && i < count; i++)
		if (l[i].kind == LETTER_COMMAND && undoing_may_have_left(&l[i]))
			rc = undoing_follow_up(
				&m, &n, &l[i], ACT_UNDO, STR("its time is over"), &id, e);
	if (rc)
		return rc;
	detail = arena_printf(
		a, "%s its time is over", store_id_text('d', (uint64_t)x->decision_id, text));
	record_facts_decided(&f, &n);
	rc = detail.p ? record_event(w, x->case_id, d->now_s, EVENT_STOOD_DOWN, detail, &f, &seq, e)
		      : err_nomem(e);
	if (rc || !sleeps(&m.c))
		return rc;
	rc = forget_looks(&m, e);
	return rc ? rc : propose_anew(&m, n.id, e);
}

int acting_expire(const struct desk *d, struct arena *a, size_t *n, struct err *e)
{
	struct measure *v;
	struct work *w;
	int rc = store_change_begin(d->store, &w, e);

	if (rc)
		return rc;
	rc = store_measures_ending(d->store, a, d->now_s, EXPIRE_MOST, &v, n, e);
	for (size_t i = 0; !rc && i < *n; i++)
		rc = expire_one(w, d, a, &v[i], e);
	return finish(w, rc, e);
}
