/* SPDX-License-Identifier: Apache-2.0 */
/* looking.c -- a step was reported, and the facts say what is there now: answering_look_in. */
#include "flow/acting.h"
#include "flow/answering.h"
#include "flow/known.h"
#include "flow/step.h"
#include "flow/record.h"
#include "flow/still.h"
#include "store/duties.h"

enum seen { SEEN_NOTHING, SEEN_GONE, SEEN_THERE };

struct look {
	struct work *work;
	const struct desk *d;
	struct arena *a;
	struct store_case c;
	struct store_duty duty; /* the one that asks to look */
	int64_t seen_s; /* when it was looked at, and what was seen */
	struct str words;
};

/* The earliest running clock that asks to look. */
static int find_duty(struct look *k, bool *found, struct err *e)
{
	struct store_duty *v;
	size_t n;
	int rc = store_duties_of(k->d->store, k->a, k->c.id, &v, &n, e);

	*found = false;
	for (size_t i = 0; !rc && i < n && !*found; i++)
		if (v[i].state == DUTY_RUNNING && !v[i].pack.n && str_is(v[i].clause, DUTY_LOOK)) {
			k->duty = v[i];
			*found = true;
		}
	return rc;
}

/* Nobody is looked after, but somebody was asked: what was learned since then counts.  It may be the late
 * effect of a step that was reported before: whoever took it is not asked to narrow it. */
static int since_decided(struct look *k, bool *found, struct err *e)
{
	struct store_answer *x = NULL;
	struct decided *v;
	size_t n, answers = 0;
	int rc = store_decisions_of(k->d->store, k->a, k->c.id, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (v[i].state == DECISION_IS_IN_FORCE && v[i].action.n) {
			k->duty = (struct store_duty){ .started_s = v[i].at_s, .actor = STR("") };
			*found = true;
		}
	if (!rc && *found)
		rc = store_answers_of(k->d->store, k->a, k->c.id, &x, &answers, e);
	for (size_t i = 0; !rc && *found && i < answers; i++)
		if (x[i].answer.kind == ANSWER_ACTED && x[i].answer.sure && x[i].answer.letter_id)
			k->duty.actor = x[i].answer.actor;
	return rc;
}

/* The newest of ${kind} about the site, learned after the step was taken. */
static const struct fact *since(
	const struct look *k, const struct facts *f, enum fact_kind kind, const struct site *site)
{
	const struct str subject[] = { site->id, site->host, site->registrable };
	const struct fact *best = NULL, *x;

	for (size_t i = 0; i < sizeof(subject) / sizeof(subject[0]); i++) {
		x = subject[i].n ? facts_find(f, kind, subject[i], k->d->now_s) : NULL;
		if (x && x->seen_at_s >= k->duty.started_s &&
			(!best || x->seen_at_s > best->seen_at_s))
			best = x;
	}
	return best;
}

/* A name that does not exist any more serves nothing. */
static const struct fact *name_gone(
	const struct look *k, const struct facts *f, const struct site *site)
{
	const struct fact *x = site->ns == NAMESPACE_DNS && site->host.n
				       ? facts_find_dns(f, site->host, "A", k->d->now_s)
				       : NULL;

	return x && x->seen_at_s >= k->duty.started_s &&
			       str_is(json_text(x->body, "rcode"), "NXDOMAIN")
		       ? x
		       : NULL;
}

/* All its pages are gone, and were after the step was taken. */
static int pages_gone(struct look *k, bool *gone, struct err *e)
{
	struct still_word w;
	struct still still;
	bool none;
	int rc = store_facts_none(k->d->store, &none, e);

	*gone = false;
	if (rc || (none && !(k->d->facts && k->d->facts->n)))
		return rc;
	rc = still_of(k->d, k->a, &k->c, &still, e);
	if (!rc)
		rc = still_word(&still, k->a, k->d->now_s, &w, e);
	*gone = !rc && w.says == STILL_GONE && w.looked_s >= k->duty.started_s;
	if (*gone) {
		k->seen_s = w.looked_s;
		k->words = w.why;
	}
	return rc;
}

static int see(struct look *k, enum seen *out, struct err *e)
{
	const struct fact *f;
	struct facts facts;
	struct site site;
	struct str state;
	bool gone = false;
	int rc = explain_site(k->a, k->d->know, k->c.target, &site, e);

	*out = SEEN_NOTHING;
	if (!rc)
		rc = known_facts(k->d->store, k->a, &site, k->d->facts, k->d->now_s, &facts, e);
	if (rc)
		return rc;
	f = since(k, &facts, FACT_CHECK, &site);
	state = f ? json_text(f->body, "state") : STR("");
	if (str_is(state, "gone"))
		*out = SEEN_GONE;
	else if (str_is(state, "there"))
		*out = SEEN_THERE;
	else if ((f = name_gone(k, &facts, &site)))
		*out = SEEN_GONE;
	else
		rc = pages_gone(k, &gone, e);
	if (f)
		k->seen_s = f->seen_at_s;
	else if (gone)
		*out = SEEN_GONE;
	return rc;
}

/* What was seen goes into the case's story as an event. */
static int noted(
	struct look *k, int kind, const char *what, struct str said, int64_t *seq, struct err *e)
{
	char at[CLOCK_TEXT];
	struct str words = arena_printf(k->a, "%s, looked at %s%s%.*s%s%.*s", what,
		clock_format(k->seen_s, at), k->duty.actor.n ? " after " : "",
		STR_ARG(k->duty.actor), k->words.n ? ": " : "", STR_ARG(k->words));
	struct record_facts f;

	if (!words.p)
		return err_nomem(e);
	record_facts_init(&f);
	f.role = k->duty.role;
	f.said = said;
	return record_event(k->work, k->c.id, k->d->now_s, kind, words, &f, seq, e);
}

static int gone(struct look *k, struct err *e)
{
	int64_t seq;
	size_t n;
	int rc = noted(k, EVENT_VERIFIED, "gone", (struct str){ NULL, 0 }, &seq, e);

	if (!rc)
		rc = store_duty_end_own(
			k->work, k->c.id, 0, DUTY_LOOK, DUTY_MET, k->d->now_s, seq, &n, e);
	if (!rc)
		rc = command_stand_down_in(k->work, k->d, k->a, k->c.id, k->duty.actor,
			STR("it is gone: somebody else has settled it"), &n, e);
	if (!rc)
		rc = store_case_state(k->work, k->c.id, CASE_VERIFIED, e);
	return rc ? rc : acting_news(k->work, k->d, k->a, k->c.id, ANSWER_ACTED, NULL, STR(""), e);
}

/* It was said to be settled and is not: whoever said so was asked in vain. */
static int still_there(struct look *k, struct err *e)
{
	const struct step_settings step = {
		.store = k->d->store, .know = k->d->know, .facts = k->d->facts
	};
	int64_t seq;
	bool moved;
	int rc = noted(k, EVENT_GAP, "still-there: it is there", STR("still-there"), &seq, e);

	if (!rc)
		rc = store_duty_end(k->work, k->duty.id, DUTY_PASSED, k->d->now_s, seq, &moved, e);
	/* Said on a page by nobody knows whom: whoever was asked has the time that was given. */
	if (rc || !k->duty.letter_id)
		return rc;
	rc = store_case_state(k->work, k->c.id, CASE_NOTICED, e);
	return rc ? rc : step_next(k->work, &step, k->c.id, k->d->now_s, e);
}

int answering_look_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	bool *done, struct err *e)
{
	struct look k = { .work = w, .d = d, .a = a };
	enum seen seen = SEEN_NOTHING;
	struct hot_case h;
	bool asked, waiting = false;
	int rc = store_case_load(w, a, case_id, &k.c, e);

	*done = false;
	if (!rc)
		rc = store_hot_get(w, case_id, &h, e);
	if (rc || k.c.harm_class == CLASS_CSAM || k.c.merged_into)
		return rc;
	rc = find_duty(&k, &asked, e);
	if (!rc && !asked && (h.state == CASE_NOTICED || h.state == CASE_ACTED))
		rc = since_decided(&k, &waiting, e);
	if (!rc && (asked || waiting))
		rc = see(&k, &seen, e);
	if (rc || seen == SEEN_NOTHING || (seen == SEEN_THERE && !asked))
		return rc;
	*done = true;
	return seen == SEEN_GONE ? gone(&k, e) : still_there(&k, e);
}
