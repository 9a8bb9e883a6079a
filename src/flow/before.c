/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/before.h"

#include "act/hours.h"
#include "flow/known.h"
#include "flow/still.h"

#define WAIT_APPROVAL_S 3600
#define LOOK_AGE_S      STILL_AGE_S

static bool asks(const struct letter *l)
{
	return l->kind == LETTER_REQUEST || l->kind == LETTER_REMINDER || l->kind == LETTER_COMMAND;
}

static void say(struct before_out *out, enum before what, int64_t until_s, struct str why)
{
	*out = (struct before_out){ what, until_s, why };
}

/* ---- the contact ---- */

static int contact(const struct post_settings *s, struct arena *a, const struct letter *l,
	struct before_out *out, struct err *e)
{
	int64_t now = s->desk.now_s, at;
	struct outbox_contact c;
	int rc;

	if (!l->actor.n || !l->contact.n)
		return BW_OK;
	rc = store_contact_find(s->desk.store, a, l->actor, l->channel, l->contact, &c, e);
	if (rc == BW_ENOTFOUND) {
		say(out, BEFORE_DROP, 0, STR("its contact was removed"));
		return BW_OK;
	}
	if (rc)
		return rc;
	at = hours_next(c.hours, now);
	if (c.refused_at_s != CLOCK_NONE)
		say(out, BEFORE_NEXT, 0, STR("a person said that this contact is not to be used"));
	else if (c.bounced_at_s != CLOCK_NONE)
		say(out, BEFORE_NEXT, 0, STR("this contact bounced before"));
	else if (c.approved_at_s == CLOCK_NONE)
		say(out, BEFORE_WAIT, now + WAIT_APPROVAL_S, STR("its contact waits for approval"));
	else if (at > now)
		say(out, BEFORE_WAIT, at, STR("outside the hours of its recipient"));
	return BW_OK;
}

/* ---- the world ---- */

/* The newest look at what was reported: at the page, its host or its site. */
static const struct fact *last_look(const struct case_view *v, int64_t now_s)
{
	const struct str names[] = { v->site.canonical, v->site.host, v->site.id };
	const struct fact *best = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct fact *f =
			names[i].n ? facts_find(&v->facts, FACT_CHECK, names[i], now_s) : NULL;

		/* Nothing is known: an earlier look counts no more. */
		if (f && str_is(json_text(f->body, "state"), "unknown"))
			continue;
		if (f && (!best || f->seen_at_s > best->seen_at_s))
			best = f;
	}
	return best;
}

static int look_again(
	const struct post_settings *s, struct arena *a, const struct case_view *v, struct err *e)
{
	struct facts found = { 0 };
	size_t fresh;
	int rc = s->look->look(s->look->ctx, a, &v->site, s->desk.now_s, &found, e);

	if (rc == BW_EUNAVAILABLE || rc == BW_EDENIED)
		return BW_OK; /* by what is known */
	return rc || !found.n ? rc : known_keep(s->desk.store, &found, &fresh, e);
}

/* Does the ladder still have the step, not ruled out? */
static bool on_ladder(const struct case_view *v, const struct decided *d)
{
	const struct ladder *l = &v->x.ladder;

	for (size_t i = 0; i < l->rung_n; i++)
		if (str_is(d->action, l->v[i].action->name) &&
			str_eq(d->actor, l->v[i].actor->id) && d->role == (int)l->v[i].actor->role)
			return true;
	return false;
}

/* Are its pages still there?  What is missing is looked at twice before anybody is told; what was looked at before
 * counts as well where nobody can look now. */
static int pages(const struct post_settings *s, struct arena *a, const struct case_view *v,
	int64_t age_s, struct before_out *out, struct err *e)
{
	bool can = s->look && s->look->page;
	int64_t wait_s = 0, now = s->desk.now_s;
	struct still_word w;
	struct still still;
	size_t looked;
	bool none = false;
	int rc = can ? BW_OK : store_facts_none(s->desk.store, &none, e);

	if (rc || (none && !(s->desk.facts && s->desk.facts->n))) /* nobody looks, and nobody has */
		return rc;
	rc = still_of(&s->desk, a, &v->c, &still, e);
	if (!rc && can && still.n)
		rc = still_look(s->look, &s->desk, a, &still, age_s, &wait_s, &looked, e);
	if (!rc)
		rc = still_word(&still, a, now, &w, e);
	if (rc)
		return rc;
	if (wait_s > 0)
		say(out, BEFORE_WAIT, now + wait_s, STR("pages are looked at one after the other"));
	else if (w.says == STILL_GONE)
		say(out, BEFORE_GONE, 0, w.why);
	else if (w.says == STILL_ONCE && can)
		say(out, BEFORE_WAIT, w.until_s,
			STR("it was missing when we looked; we look once more before it is "
			    "called gone"));
	return BW_OK;
}

int before_look(const struct post_settings *s, struct arena *a, int64_t case_id,
	const struct decided *d, struct before_out *out, struct err *e)
{
	int64_t age = s->look_age_s < 0 ? LOOK_AGE_S : s->look_age_s, now = s->desk.now_s;
	const struct desk *k = &s->desk;
	const struct fact *f;
	struct case_view v;
	int rc = case_view(k->store, k->know, k->facts, a, case_id, now, &v, e);

	if (rc || !v.explained)
		return rc;
	f = last_look(&v, now);
	if (s->look && (!f || now - f->seen_at_s > age)) {
		rc = look_again(s, a, &v, e);
		if (!rc)
			rc = case_view(k->store, k->know, k->facts, a, case_id, now, &v, e);
		if (rc)
			return rc;
		f = last_look(&v, now);
	}
	if (f && str_is(json_text(f->body, "state"), "gone"))
		say(out, BEFORE_GONE, 0, STR("we looked again, and it is gone"));
	else if (!on_ladder(&v, d))
		say(out, BEFORE_MOVED, 0,
			STR("what is known has changed: it is not there any more, or the step is "
			    "not the right one; a new one is being looked for"));
	else
		rc = pages(s, a, &v, age, out, e);
	return rc;
}

int before_sending(const struct post_settings *s, struct arena *a, const struct letter *l,
	struct before_out *out, struct err *e)
{
	struct decided d;
	int rc;

	say(out, BEFORE_SEND, 0, STR(""));
	if (l->withdrawn) {
		say(out, BEFORE_DROP, 0, STR("it was withdrawn"));
		return BW_OK;
	}
	rc = contact(s, a, l, out, e);
	if (rc || out->what != BEFORE_SEND || !asks(l) || !l->decision_id)
		return rc;
	rc = store_decision_get(s->desk.store, a, l->decision_id, &d, e);
	if (rc)
		return rc;
	if (d.state != DECISION_IS_IN_FORCE) {
		say(out, BEFORE_DROP, 0, STR("its decision is not in force"));
		return BW_OK;
	}
	return before_look(s, a, l->case_id, &d, out, e);
}
