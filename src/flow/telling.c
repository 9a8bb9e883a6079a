/* SPDX-License-Identifier: Apache-2.0 */
/* telling.c -- everything that leaves because of a decision: the request or command, the statement of
 * reasons to whoever is hit, news to those who reported. */
#include "flow/clocks.h"
#include "flow/mailing.h"

#define ANSWER_WITHIN_S (2 * INT64_C(86400)) /* asked for where no rule says a time */
#define BLOCK_LASTS_S   (30 * INT64_C(86400)) /* as the statement of reasons says */

/* By when whoever is asked must have answered: what binds them first, else what we ask. */
static int64_t due_of(const struct mailing *m, const struct option *o)
{
	const struct duties *d = &m->view->x.duties;
	int64_t due = CLOCK_NONE;

	for (size_t i = 0; o && i < d->n; i++)
		if (d->v[i].actor == o->actor && !d->v[i].soft && d->v[i].due_s != CLOCK_NONE &&
			d->v[i].due_s > m->d->now_s && (due == CLOCK_NONE || d->v[i].due_s < due))
			due = d->v[i].due_s;
	return due == CLOCK_NONE ? m->d->now_s + ANSWER_WITHIN_S : due;
}

/* The channel is known now; a block's end as well. */
static int update_measure(struct mailing *m, const struct decided *n, const struct recipient *to,
	int64_t until_s, struct err *e)
{
	struct measure x;
	int rc = store_measure_of(m->d->store, m->a, n->id, &x, e);

	if (rc == BW_ENOTFOUND)
		return BW_OK;
	if (rc)
		return rc;
	x.channel = to->contact.channel;
	x.until_s = until_s;
	return store_measure_set(m->work, &x, e);
}

static int news(struct mailing *m, const struct decided *n, const struct recipient *to,
	enum act_template what, struct str words, struct err *e)
{
	/* The holder and the operator of a site are people: their names are nobody else's affair. */
	bool named = to && to->role != ROLE_REGISTRANT && to->role != ROLE_OPERATOR;
	const struct act_told told = { to ? to->role : -1, named ? to->name : STR("") };
	struct note note;

	note_init(&note, what, n);
	note.told = &told;
	note.told_n = to ? 1 : 0;
	note.words = words;
	return mailing_reporters(m, &note, e);
}

static int ask_or_do(
	struct mailing *m, const struct decided *n, const struct option *o, struct err *e)
{
	struct recipient to;
	struct note note;
	int64_t id;
	bool ours;
	int rc = mailing_recipient(m, n->role, n->actor, n->action, &to, e);

	if (rc)
		return rc;
	ours = to.contact.own;
	note_init(&note, ours ? ACT_COMMAND : ACT_REQUEST, n);
	note.soft = o->action->soft;
	note.one_network = o->one_network;
	note.due_s = due_of(m, o);
	note.until_s = o->expires ? m->d->now_s + BLOCK_LASTS_S : CLOCK_NONE;
	note.words = ours ? arena_printf(m->a, "%s: decided by %.*s, case %s",
				    harm_class_text((int)m->c.harm_class),
				    STR_ARG(m->d->know->house->name), m->number)
			  : STR("");
	rc = note.words.p ? mailing_write(m, &note, &to, &id, e) : err_nomem(e);
	if (!rc)
		rc = mailing_event(
			m, EVENT_NOTICED, id, ours ? LETTER_COMMAND : LETTER_REQUEST, &to, e);
	if (!rc)
		rc = update_measure(m, n, &to, note.until_s, e);
	if (!rc && ours && !note.soft) {
		note.what = ACT_STATEMENT;
		note.words = STR("");
		rc = mailing_hit(m, &note, e);
	}
	return rc ? rc : news(m, n, &to, ACT_PASSED_ON, STR(""), e);
}

/* Child sexual abuse material: to the hotline, which alone may handle it. */
static int refer(struct mailing *m, const struct decided *n, struct err *e)
{
	struct recipient to;
	struct note note;
	int64_t id;
	int rc = mailing_recipient(m, n->role, n->actor, n->action, &to, e);

	note_init(&note, ACT_REFERRAL, n);
	note.soft = true;
	if (!rc)
		rc = mailing_write(m, &note, &to, &id, e);
	return rc ? rc : mailing_event(m, EVENT_NOTICED, id, LETTER_REQUEST, &to, e);
}

static const struct option *option_of(const struct case_view *v, const struct decided *n)
{
	const struct ladder *l = &v->x.ladder;

	for (size_t i = 0; v->explained && n->action.n && i < l->rung_n; i++)
		if (str_is(n->action, l->v[i].action->name) &&
			str_eq(n->actor, l->v[i].actor->id) && n->role == (int)l->v[i].actor->role)
			return &l->v[i];
	return NULL;
}

int telling_decision(struct work *w, const struct desk *d, struct arena *a,
	const struct case_view *view, const struct decided *n, struct err *e)
{
	const struct option *o = option_of(view, n);
	struct mailing m;
	int rc = mailing_open(w, d, a, n->case_id, view, &m, e);

	if (rc)
		return rc;
	if (!view->explained)
		return n->action.n ? refer(&m, n, e) : BW_OK;
	if (!n->action.n)
		return news(&m, n, NULL, ACT_REFUSED, n->why, e);
	if (!o)
		return err_set(e, BW_ECONFLICT,
			"the step is no longer on the case's ladder: what is known has changed");
	if (n->role == ROLE_NOTIFIER) {
		rc = clocks_missing(w, n->case_id, d->now_s, e);
		return rc ? rc : news(&m, n, NULL, ACT_MORE, n->why, e);
	}
	return ask_or_do(&m, n, o, e);
}
