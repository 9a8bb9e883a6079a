/* SPDX-License-Identifier: Apache-2.0 */
/* undoing.c -- the way back of acting.h: a decision taken back, requests stood down, measures that begin,
 * reminders, and what people do to letters and contacts. */
#include "base/limit.h"
#include "flow/clocks.h"
#include "act/hours.h"
#include "act/parcel.h"
#include "flow/permit.h"
#include "flow/record.h"
#include "flow/undoing.h"
#include "store/parcels.h"

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

bool undoing_asks(const struct letter *l)
{
	return l->kind == LETTER_REQUEST || l->kind == LETTER_REMINDER || l->kind == LETTER_COMMAND;
}

bool undoing_may_have_left(const struct letter *l)
{
	return l->state == LETTER_IS_LEASED || l->state == LETTER_IS_SENT ||
	       l->state == LETTER_IS_DELIVERED;
}

int undoing_letters(const struct desk *d, struct arena *a, int64_t case_id, int64_t decision_id,
	struct letter **out, size_t *n, struct err *e)
{
	struct outbox_query q;

	outbox_query_init(&q);
	q.case_id = case_id;
	q.decision_id = decision_id;
	q.most = SIZE_MAX >> 1;
	return store_letters(d->store, a, &q, out, n, e);
}

int undoing_follow_up(struct mailing *m, const struct decided *n, const struct letter *l,
	enum act_template what, struct str words, int64_t *id, struct err *e)
{
	struct recipient to;
	struct note note;
	int rc = mailing_again(m, l, &to, e);

	note_init(&note, what, n);
	note.about = l;
	note.words = words;
	if (l->state == LETTER_IS_LEASED && l->not_before_s > m->d->now_s)
		note.not_before_s = l->not_before_s;
	return rc ? rc : mailing_write(m, &note, &to, id, e);
}

/* ---- measures ---- */

static int end_measure(struct work *w, const struct desk *d, struct arena *a, int64_t decision_id,
	bool *was_active, struct err *e)
{
	struct measure m;
	int rc = store_measure_of(d->store, a, decision_id, &m, e);

	*was_active = false;
	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc)
		return rc;
	*was_active = m.state == MEASURE_ACTIVE;
	if (m.state >= MEASURE_TO_END)
		return BW_OK;
	m.state = *was_active ? MEASURE_TO_END : MEASURE_ENDED;
	return store_measure_set(w, &m, e);
}

int acting_begun_in(struct work *w, const struct desk *d, int64_t decision_id, int64_t at_s,
	struct str reference, struct err *e)
{
	struct record_facts f;
	struct decided n;
	struct measure m;
	struct arena a;
	int64_t seq;
	char text[STORE_ID_TEXT];
	int rc;

	arena_init(&a, 0);
	rc = store_measure_of(d->store, &a, decision_id, &m, e);
	if (rc == BW_ENOTFOUND || (!rc && m.state != MEASURE_TO_START)) {
		arena_done(&a);
		return BW_OK;
	}
	m.state = MEASURE_ACTIVE;
	m.from_s = at_s;
	if (reference.n)
		m.reference = reference;
	if (!rc)
		rc = store_measure_set(w, &m, e);
	if (!rc)
		rc = store_case_state(w, m.case_id, CASE_ACTED, e);
	if (!rc)
		rc = store_decision_get(d->store, &a, decision_id, &n, e);
	if (!rc) {
		record_facts_decided(&f, &n);
		rc = record_event(w, m.case_id, d->now_s, EVENT_ACTED,
			str_of(store_id_text('d', (uint64_t)decision_id, text)), &f, &seq, e);
	}
	arena_done(&a);
	return rc;
}

/* ---- taking a decision back ---- */

struct reversing {
	const struct decided *n;
	const struct letter *l; /* all of the decision's */
	size_t count;
	bool acted; /* its step was taken */
	struct str why;
};

static bool stood_down(const struct reversing *r, int64_t letter_id)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->l[i].kind == LETTER_STAND_DOWN && r->l[i].about == letter_id)
			return true;
	return false;
}

/* Who is told nothing: whoever heard already that nothing is asked of them, and took no step. */
static bool has_heard(const struct reversing *r, const struct letter *l)
{
	if (l->kind == LETTER_UNDO || l->kind == LETTER_REVERSAL || l->kind == LETTER_STAND_DOWN)
		return true;
	return l->withdrawn && (l->kind == LETTER_REMINDER || (!r->acted && stood_down(r, l->id)));
}

static int reverse_letter(
	struct mailing *m, const struct reversing *r, const struct letter *l, struct err *e)
{
	enum act_template what = ACT_REVERSAL;
	int rc = BW_OK;

	if (has_heard(r, l))
		return BW_OK;
	if (undoing_asks(l) && !l->withdrawn)
		rc = store_letter_withdraw(m->work, l->id, STR("the decision was reversed"), e);
	else if (!l->withdrawn && l->state <= LETTER_IS_QUEUED)
		rc = store_letter_move(
			m->work, l->id, LETTER_IS_DROPPED, STR("the decision was reversed"), e);
	/* Who answered and acted has had it, whatever a mail system said of it later, and whatever became of the courier
	 * who handed it over. */
	if (rc || l->kind == LETTER_REMINDER ||
		!(undoing_may_have_left(l) ||
			(r->acted && (l->sent_at_s != CLOCK_NONE || l->tries > 0))))
		return rc;
	if (l->kind == LETTER_REPORTER)
		what = ACT_REPORT_REVERSED;
	else if (l->kind == LETTER_COMMAND || (l->kind == LETTER_REQUEST && r->acted))
		what = ACT_UNDO;
	return undoing_follow_up(m, r->n, l, what, r->why, NULL, e);
}

/* The row that reverses: nothing is done, and why. */
static int put_reversal(struct work *w, const struct desk *d, struct arena *a,
	const struct decided *old, struct str why, int64_t *id, struct err *e)
{
	struct decided n = *old;
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct record_facts f;
	struct str detail;
	int64_t seq;
	int rc;

	record_facts_decided(&f, old);
	n.at_s = d->now_s;
	n.kind = DECISION_REFUSE;
	n.action = n.actor = STR("");
	n.role = STORE_NONE;
	n.effect = EFFECT_NOTHING;
	n.effect_on = STR("");
	n.collateral = COLLATERAL_NONE;
	n.by = (struct decider){ d->person, STR("") };
	n.second_person = 0;
	n.exception = STR("");
	n.automated = false;
	n.why = why;
	n.follows = old->id;
	n.state = DECISION_IS_IN_FORCE;
	rc = store_decision_put(w, &n, id, e);
	if (!rc)
		rc = store_decision_move(w, old->id,
			old->state == DECISION_IS_WAITING ? DECISION_IS_REJECTED
							  : DECISION_IS_REVERSED,
			0, e);
	if (rc)
		return rc;
	detail = arena_printf(a, "%s by %s", store_id_text('d', (uint64_t)old->id, t1),
		store_id_text('d', (uint64_t)*id, t2));
	return detail.p ? record_event(
				  w, old->case_id, d->now_s, EVENT_REVERSED, detail, &f, &seq, e)
			: err_nomem(e);
}

int command_reverse_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision_id,
	struct str why, int64_t *new_decision, struct err *e)
{
	struct decided old;
	struct letter *l = NULL;
	struct reversing r;
	struct mailing m;
	bool acted = false;
	size_t n = 0;
	int rc = store_decision_get(d->store, a, decision_id, &old, e);

	if (!rc && old.state != DECISION_IS_IN_FORCE && old.state != DECISION_IS_WAITING)
		rc = err_set(e, BW_ECONFLICT, "the decision is %s already",
			decision_state_text((int)old.state));
	if (!rc && !why.n)
		rc = err_set(e, BW_EINVALID, "a reversal needs its reason");
	if (!rc)
		rc = mailing_open(w, d, a, old.case_id, NULL, &m, e);
	if (!rc)
		rc = put_reversal(w, d, a, &old, why, new_decision, e);
	if (!rc)
		rc = end_measure(w, d, a, old.id, &acted, e);
	if (!rc)
		rc = undoing_letters(d, a, old.case_id, old.id, &l, &n, e);
	r = (struct reversing){ &old, l, n, acted, why };
	for (size_t i = 0; !rc && i < n; i++)
		rc = reverse_letter(&m, &r, &l[i], e);
	if (!rc)
		rc = clocks_lift(w, old.case_id, d->now_s, e);
	return rc ? rc : store_case_state(w, old.case_id, CASE_REVERSED, e);
}

int command_reverse(const struct desk *d, struct arena *a, int64_t decision_id, struct str why,
	int64_t *new_decision, struct err *e)
{
	struct work *w;
	int rc = permit_begin(d, PERMISSION_DECISION_MAKE, 'd', decision_id, &w, e);

	if (rc)
		return rc;
	return finish(w, command_reverse_in(w, d, a, decision_id, why, new_decision, e), e);
}

/* ---- standing down ---- */

struct settled {
	struct str actor, why;
	int size; /* of the step that settled it; the smallest where nobody says */
	bool closed; /* nobody settled it: the case ends, and what was done stays as it is */
};

static int stand_down_letter(struct mailing *m, const struct decided *n, const struct letter *l,
	const struct settled *s, struct err *e)
{
	struct recipient to;
	int64_t id;
	int rc;

	if (!undoing_asks(l) || l->withdrawn)
		return BW_OK;
	rc = store_letter_withdraw(m->work, l->id, STR("it is settled"), e);
	if (!rc)
		rc = mailing_again(m, l, &to, e);
	if (!rc)
		rc = mailing_event(m, EVENT_STOOD_DOWN, l->id, l->kind, &to, e);
	if (rc || !undoing_may_have_left(l) || l->kind == LETTER_REMINDER)
		return rc;
	if (s->closed && m->c.harm_class == CLASS_CSAM)
		return BW_OK; /* what a hotline was told is not taken back because our part of it ends */
	if (s->actor.n && str_eq(l->actor, s->actor))
		return BW_OK; /* who settled it knows */
	return undoing_follow_up(m, n, l, ACT_STAND_DOWN, s->why, &id, e);
}

/* Whoever took more away than was needed is asked to narrow it; a step of ours goes to a person. */
static int narrow(struct mailing *m, const struct decided *n, const struct letter *l,
	const struct settled *s, struct err *e)
{
	struct recipient to;
	struct note note;
	int64_t id;
	int rc;

	if (!undoing_asks(l))
		return BW_OK;
	rc = store_letter_withdraw(m->work, l->id, STR("it is settled"), e);
	if (rc || s->closed || l->kind == LETTER_REMINDER ||
		(s->actor.n && str_eq(l->actor, s->actor)) ||
		effect_size((int)n->effect) <= s->size)
		return rc;
	rc = mailing_again(m, l, &to, e);
	if (rc)
		return rc;
	if (l->kind == LETTER_COMMAND) {
		to.contact.channel = CHANNEL_MANUAL;
		to.held = false;
	}
	note_init(&note, ACT_NARROW, n);
	note.about = l;
	note.words = s->why;
	rc = mailing_write(m, &note, &to, &id, e);
	return rc ? rc : mailing_event(m, EVENT_NOTICED, id, LETTER_NARROW, &to, e);
}

static int stand_down_decision(
	struct mailing *m, const struct decided *n, const struct settled *s, struct err *e)
{
	struct measure x = { .state = MEASURE_TO_START };
	struct letter *l;
	size_t count;
	bool acted, ignored;
	int rc = store_measure_of(m->d->store, m->a, n->id, &x, e);

	acted = !rc && x.state == MEASURE_ACTIVE;
	if (rc && rc != BW_ENOTFOUND)
		return rc;
	rc = undoing_letters(m->d, m->a, n->case_id, n->id, &l, &count, e);
	for (size_t i = 0; !rc && i < count; i++)
		rc = acted ? narrow(m, n, &l[i], s, e) : stand_down_letter(m, n, &l[i], s, e);
	if (!rc && !acted)
		rc = end_measure(m->work, m->d, m->a, n->id, &ignored, e);
	return rc;
}

static int stand_down_all(struct mailing *m, const struct decided *v, size_t n,
	const struct settled *s, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < n; i++) {
		if (v[i].state == DECISION_IS_WAITING)
			rc = store_decision_move(m->work, v[i].id, DECISION_IS_REJECTED, 0, e);
		if (!rc)
			rc = stand_down_decision(m, &v[i], s, e);
	}
	return rc;
}

int command_stand_down_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	struct str except_actor, struct str why, size_t *letters, struct err *e)
{
	struct settled s = { except_actor, why, effect_size(EFFECT_URL), false };
	struct decided *v;
	struct mailing m;
	size_t n;
	int rc = mailing_open(w, d, a, case_id, NULL, &m, e);

	if (!rc)
		rc = store_decisions_of(d->store, a, case_id, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		if (except_actor.n && str_eq(v[i].actor, except_actor) &&
			v[i].effect != EFFECT_NOTHING)
			s.size = effect_size((int)v[i].effect);
	if (!rc)
		rc = stand_down_all(&m, v, n, &s, e);
	if (!rc)
		rc = clocks_lift(w, case_id, d->now_s, e);
	if (!rc)
		*letters = m.written;
	return rc;
}

int acting_close_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	struct str why, struct err *e)
{
	const struct settled s = { STR(""), why.n ? why : STR("the case is closed"), 0, true };
	struct decided *v;
	struct mailing m;
	size_t n;
	int rc = store_decisions_of(d->store, a, case_id, &v, &n, e);

	if (!rc && n) /* a case nobody decided asks nothing, and needs no templates */
		rc = mailing_open(w, d, a, case_id, NULL, &m, e);
	if (!rc)
		rc = stand_down_all(&m, v, n, &s, e);
	return rc ? rc : clocks_lift(w, case_id, d->now_s, e);
}

int command_stand_down(const struct desk *d, struct arena *a, int64_t case_id,
	struct str except_actor, struct str why, size_t *letters, struct err *e)
{
	struct work *w;
	int rc = permit_begin(d, PERMISSION_NOTICE_SEND, 'c', case_id, &w, e);

	if (rc)
		return rc;
	return finish(w, command_stand_down_in(w, d, a, case_id, except_actor, why, letters, e), e);
}

/* ---- reminders, news ---- */

int acting_remind_in(struct work *w, const struct desk *d, struct arena *a, int64_t letter_id,
	uint32_t turn, int64_t *id, struct err *e)
{
	struct recipient to;
	struct case_view v;
	struct decided n;
	struct mailing m;
	struct letter l;
	struct note note;
	int rc = store_letter_get(d->store, a, letter_id, &l, e);

	*id = 0;
	if (rc)
		return rc;
	if (l.withdrawn || l.kind != LETTER_REQUEST || !l.decision_id ||
		(l.state != LETTER_IS_SENT && l.state != LETTER_IS_DELIVERED))
		return BW_OK;
	rc = store_decision_get(d->store, a, l.decision_id, &n, e);
	if (!rc)
		rc = case_view(d->store, d->know, d->facts, a, l.case_id, d->now_s, &v, e);
	if (!rc)
		rc = mailing_open(w, d, a, l.case_id, &v, &m, e);
	if (!rc)
		rc = mailing_again(&m, &l, &to, e);
	if (rc)
		return rc;
	note_init(&note, ACT_REMINDER, &n);
	note.about = &l;
	note.turn = turn;
	note.due_s = l.due_s > d->now_s ? l.due_s : CLOCK_NONE;
	rc = mailing_write(&m, &note, &to, id, e);
	if (!rc && m.written)
		rc = mailing_event(&m, EVENT_REMINDED, *id, LETTER_REMINDER, &to, e);
	return rc;
}

int acting_news(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	enum answer_kind what, const struct letter *about, struct str words, struct err *e)
{
	static const struct {
		enum answer_kind kind;
		enum act_template what;
	} table[] = { { ANSWER_ACKNOWLEDGED, ACT_RECEIVED }, { ANSWER_DECIDED, ACT_PASSED_ON },
		{ ANSWER_MORE, ACT_MORE }, { ANSWER_ACTED, ACT_DONE },
		{ ANSWER_REFUSED, ACT_TURNED_DOWN }, { ANSWER_REVERSED, ACT_REPORT_REVERSED } };
	struct mailing m;
	struct note note;
	size_t i = 0;
	int rc;

	while (i < sizeof(table) / sizeof(table[0]) && table[i].kind != what)
		i++;
	if (i == sizeof(table) / sizeof(table[0]))
		return err_set(e, BW_EBUG, "reporters are told nothing of kind '%s'",
			answer_kind_text((int)what));
	rc = mailing_open(w, d, a, case_id, NULL, &m, e);
	note_init(&note, table[i].what, NULL);
	note.about = about;
	note.words = words;
	return rc ? rc : mailing_reporters(&m, &note, e);
}

/* ---- what people do ---- */

static int tick_in(struct work *w, const struct desk *d, struct arena *a, int64_t letter_id,
	bool done, struct str how, struct err *e)
{
	const struct receipt r = { .state = done ? LETTER_IS_DELIVERED : LETTER_IS_FAILED,
		.words = how };
	struct mailing m;
	struct recipient to;
	struct letter l;
	bool taken;
	int rc = store_letter_get(d->store, a, letter_id, &l, e);

	if (!rc && l.channel != CHANNEL_MANUAL)
		rc = err_set(e, BW_ECONFLICT, "the letter goes by %s, nobody ticks it off",
			channel_words((int)l.channel));
	if (!rc && l.state != LETTER_IS_SENT)
		rc = err_set(e, BW_ECONFLICT, "the letter is %s; it is ticked off when it is sent",
			letter_state_text((int)l.state));
	if (!rc)
		rc = store_letter_receipt(w, l.id, l.tries, &r, d->now_s, d->now_s, &taken, e);
	if (!rc)
		rc = mailing_open(w, d, a, l.case_id, NULL, &m, e);
	if (!rc)
		rc = mailing_again(&m, &l, &to, e);
	if (!rc)
		rc = mailing_event(&m, EVENT_DELIVERED, l.id, l.kind, &to, e);
	if (!rc && done)
		rc = acting_delivered_in(w, d, a, &l, how, e);
	return rc;
}

int command_tick(const struct desk *d, struct arena *a, int64_t letter_id, bool done,
	struct str how, struct err *e)
{
	struct work *w;
	int rc = permit_begin(d, PERMISSION_NOTICE_SEND, 'l', letter_id, &w, e);

	if (rc)
		return rc;
	if (how.n > LIMIT_TEXT_FIELD)
		rc = err_set(e, BW_ELIMIT, "how it was done is at most %d bytes", LIMIT_TEXT_FIELD);
	else
		rc = tick_in(w, d, a, letter_id, done, how, e);
	return finish(w, rc, e);
}

int acting_delivered_in(struct work *w, const struct desk *d, struct arena *a,
	const struct letter *l, struct str reference, struct err *e)
{
	struct measure m;
	int rc;

	if (l->kind == LETTER_COMMAND)
		return acting_begun_in(w, d, l->decision_id, d->now_s, reference, e);
	if (l->kind != LETTER_UNDO)
		return BW_OK;
	rc = store_measure_of(d->store, a, l->decision_id, &m, e);
	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc || m.state == MEASURE_ENDED)
		return rc;
	m.state = MEASURE_ENDED;
	return store_measure_set(w, &m, e);
}

static int approve_contact_in(struct work *w, const struct desk *d, struct arena *a,
	int64_t contact_id, bool yes, struct err *e)
{
	struct outbox_contact c;
	struct letter l;
	int64_t *ids;
	size_t n;
	int rc = store_contact_get(d->store, a, contact_id, &c, e);

	if (rc)
		return rc;
	c.approved_by = d->person;
	c.approved_at_s = yes ? d->now_s : CLOCK_NONE;
	c.refused_at_s = yes ? CLOCK_NONE : d->now_s;
	rc = store_contact_set(w, &c, e);
	if (!rc)
		rc = store_letters_held(d->store, a, &c, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = store_letter_get(d->store, a, ids[i], &l, e);
		if (!rc && str_eq(l.actor, c.actor))
			rc = store_letter_move(w, l.id, yes ? LETTER_IS_QUEUED : LETTER_IS_DROPPED,
				yes ? STR("") : STR("its contact may not be written to"), e);
		if (!rc && !yes && str_eq(l.actor, c.actor))
			rc = mailing_next(w, d, a, &l, e);
	}
	return rc;
}

int command_contact_approve(
	const struct desk *d, struct arena *a, int64_t contact_id, bool yes, struct err *e)
{
	struct work *w;
	int rc = permit_begin(d, PERMISSION_ACTOR_MANAGE, 'k', contact_id, &w, e);

	if (rc)
		return rc;
	return finish(w, approve_contact_in(w, d, a, contact_id, yes, e), e);
}

int command_contact_set(const struct desk *d, struct arena *a, int64_t contact_id, struct str lang,
	struct str hours, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct outbox_contact c;
	struct work *w;
	int rc = permit_desk(d, PERMISSION_ACTOR_MANAGE, NULL, e);

	if (!rc)
		rc = hours_check(hours, e);
	if (!rc && lang.n > 35) /* RFC 5646 4.4.1 */
		rc = err_set(e, BW_EINVALID, "the language is too long for a tag");
	if (!rc)
		rc = store_contact_get(d->store, a, contact_id, &c, e);
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	c.lang = lang;
	c.hours = hours;
	rc = store_contact_set(w, &c, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_ACTOR_MANAGE,
			str_of(store_id_text('k', (uint64_t)contact_id, id)), e);
	return finish(w, rc, e);
}

int command_contact_group(const struct desk *d, struct arena *a, int64_t contact_id,
	struct str grouping, bool as_table, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct outbox_contact c = { 0 };
	struct work *w;
	int rc = permit_desk(d, PERMISSION_ACTOR_MANAGE, NULL, e);

	if (!rc)
		rc = store_contact_get(d->store, a, contact_id, &c, e);
	if (!rc)
		rc = grouping_read(grouping, &c.grouping, &c.group_count, e);
	if (!rc && c.channel != CHANNEL_MAIL && c.grouping != GROUPING_NONE)
		rc = err_set(e, BW_EINVALID, "only letters by mail are grouped");
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	c.as_table = as_table;
	rc = store_contact_set(w, &c, e);
	if (!rc)
		rc = store_letters_alone(w, &c, d->now_s, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_ACTOR_MANAGE,
			str_of(store_id_text('k', (uint64_t)contact_id, id)), e);
	return finish(w, rc, e);
}

int command_letter_withdraw(
	const struct desk *d, struct arena *a, int64_t letter_id, struct str why, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct letter l;
	struct work *w;
	int rc = permit_desk(d, PERMISSION_NOTICE_SEND, NULL, e);

	if (!rc && !why.n)
		rc = err_set(e, BW_EINVALID, "say why: it is kept with the letter");
	if (!rc)
		rc = store_letter_get(d->store, a, letter_id, &l, e);
	if (!rc && (l.withdrawn || l.state > LETTER_IS_SENT))
		rc = err_set(e, BW_ECONFLICT, "there is nothing left to withdraw: it is %s",
			l.withdrawn ? "withdrawn" : letter_state_text((int)l.state));
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = store_letter_withdraw(w, letter_id, why, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_NOTICE_SEND,
			str_of(store_id_text('l', (uint64_t)letter_id, id)), e);
	return finish(w, rc, e);
}
