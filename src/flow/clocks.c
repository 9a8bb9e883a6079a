/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/clocks.h"

#include <stdlib.h>

#include "base/limit.h"
#include "base/map.h"
#include "flow/acting.h"
#include "flow/answering.h"
#include "flow/known.h"
#include "flow/notifiers.h"
#include "flow/recourse.h"
#include "flow/step.h"
#include "flow/record.h"

#define DAY       ((int64_t)86400)
#define MISSING_S (7 * DAY) /* for a reporter to send what is missing */
#define RESTORE_S (2 * DAY) /* to undo a step that was taken back, where no pack says a time */
#define BATCH     2000 /* clocks a transaction */

void clocks_settings_init(struct clocks_settings *set, const struct desk *d)
{
	*set = (struct clocks_settings){ .desk = *d,
		.remind_s = DAY,
		.quiet_s = 3 * DAY,
		.per_recipient = 20,
		.most = LIMIT_SWEEP };
}

/* ---- beginning ---- */

static int begin(struct work *w, const struct letter *l, const struct store_duty *d, size_t *n,
	struct err *e)
{
	struct store_duty x = *d;
	int64_t id;
	bool fresh;
	int rc;

	x.case_id = l->case_id;
	x.decision_id = l->decision_id;
	x.letter_id = l->id;
	x.role = l->role;
	x.actor = l->actor;
	/* How long before the day a reminder is due is for the sweep to say; this is the earliest. */
	x.remind_s = x.verb <= DUTY_ACT ? x.started_s + (x.due_s - x.started_s) / 2 : CLOCK_NONE;
	rc = store_duty_put(w, &x, &id, &fresh, e);
	*n += !rc && fresh;
	return rc;
}

/* What the packs demand of the recipient from ${sent_s} on. */
static int bound(const struct desk *d, struct arena *a, const struct letter *l, int64_t sent_s,
	struct duties *out, struct err *e)
{
	struct explanation x;
	struct store_case c;
	struct explain_in in;
	struct facts facts;
	struct site site;
	int rc = store_case_get(d->store, a, l->case_id, &c, e);

	*out = (struct duties){ 0 };
	if (rc || c.harm_class == CLASS_CSAM || !d->know->procedure)
		return rc;
	rc = explain_site(a, d->know, c.target, &site, e);
	if (!rc)
		rc = known_facts(d->store, a, &site, d->facts, d->now_s, &facts, e);
	if (rc)
		return rc;
	in = (struct explain_in){ .site = &site,
		.harm = c.harm,
		.tier = c.tier,
		.evidence = c.evidence,
		.missing = c.missing,
		.brand = c.brand,
		.names_in_notice = c.names,
		.facts = &facts,
		.received_at_s = sent_s,
		.now_s = d->now_s };
	rc = explain_quick(a, d->know, &in, &x, e);
	if (rc)
		return rc;
	return procedure_bind(d->know->procedure, a,
		&(const struct bind_in){ .stack = &x.stack,
			.harm = c.harm,
			.tier = c.tier,
			.received_at_s = sent_s,
			.now_s = d->now_s },
		out, e);
}

int clocks_open(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	int64_t sent_s, size_t *n, struct err *e)
{
	struct store_duty asked = {
		.verb = DUTY_ACT, .clause = STR(DUTY_ASKED), .started_s = sent_s, .due_s = l->due_s
	};
	struct duties duties;
	const struct store_duty back = { .verb = DUTY_RESTORE,
		.clause = STR(DUTY_TAKE_BACK),
		.started_s = sent_s,
		.due_s = sent_s + RESTORE_S };
	bool undo = l->kind == LETTER_UNDO;
	int64_t due;
	int rc;

	*n = 0;
	if ((l->kind != LETTER_REQUEST && !undo) || l->role < 0)
		return BW_OK;
	rc = bound(d, a, l, sent_s, &duties, e);
	for (size_t i = 0; !rc && i < duties.n; i++) {
		const struct duty *x = &duties.v[i];
		const struct store_duty one = { .verb = x->verb,
			.pack = x->pack,
			.clause = x->clause,
			.started_s = sent_s,
			.due_s = x->due_s };

		if (!x->soft && x->running && x->due_s != CLOCK_NONE && x->due_s >= sent_s &&
			(!undo || x->verb == DUTY_RESTORE) && (int)x->actor->role == l->role &&
			str_eq(x->actor->id, l->actor))
			rc = begin(w, l, &one, n, e);
	}
	if (!rc && undo && !*n)
		rc = begin(w, l, &back, n, e);
	if (!rc && !undo && l->due_s != CLOCK_NONE && l->due_s >= sent_s)
		rc = begin(w, l, &asked, n, e);
	return rc ? rc : store_duty_first(w, l->case_id, &due, e);
}

int clocks_missing(struct work *w, int64_t case_id, int64_t now_s, struct err *e)
{
	const struct store_duty d = { .case_id = case_id,
		.verb = DUTY_REVIEW,
		.role = STORE_NONE,
		.clause = STR(DUTY_MISSING),
		.started_s = now_s,
		.due_s = now_s + MISSING_S,
		.remind_s = CLOCK_NONE };
	int64_t id, due;
	bool fresh;
	int rc = store_duty_put(w, &d, &id, &fresh, e);

	return rc ? rc : store_duty_first(w, case_id, &due, e);
}

int clocks_lift(struct work *w, int64_t case_id, int64_t now_s, struct err *e)
{
	int64_t due;
	size_t n;
	int rc = store_duty_lift(w, case_id, now_s, &n, e);

	return rc ? rc : store_duty_first(w, case_id, &due, e);
}

/* ---- sweeping ---- */

struct sweep {
	const struct clocks_settings *set;
	struct clocks_counts *counts;
	struct arena one; /* of a batch */
	struct arena all; /* of the sweep: who was reminded how often */
	struct map recipients;
	struct work *work;
};

static bool at_end(enum case_state st)
{
	return st == CASE_VERIFIED || st == CASE_CLOSED || st == CASE_REFUSED ||
	       st == CASE_REVERSED;
}

static bool is(const struct store_duty *d, const char *clause)
{
	return !d->pack.n && str_is(d->clause, clause);
}

/* What was not done, as a word that gaps are counted by. */
static int gap_kind(struct sweep *s, const struct store_duty *d, const char **kind, struct err *e)
{
	struct store_answer *v;
	size_t n;
	int rc;

	if (d->verb == DUTY_RESTORE) {
		*kind = "not-restored";
		return BW_OK;
	}
	*kind = is(d, DUTY_LOOK) ? "not-looked" : is(d, DUTY_MISSING) ? "no-evidence" : "no-answer";
	if (!d->letter_id)
		return BW_OK;
	rc = store_answers_of(s->set->desk.store, &s->one, d->case_id, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		if (v[i].answer.letter_id == d->letter_id && v[i].answer.kind != ANSWER_AUTOMATIC)
			*kind = "not-done";
	return rc;
}

static int put_gap(
	struct sweep *s, int64_t case_id, const struct store_duty *d, int64_t *seq, struct err *e)
{
	char due[CLOCK_TEXT];
	struct record_facts f;
	const char *kind;
	struct str words;
	int rc = gap_kind(s, d, &kind, e);

	if (rc)
		return rc;
	clock_format(d->due_s, due);
	if (d->role == STORE_NONE)
		words = arena_printf(&s->one, "%s, due %s", kind, due);
	else
		words = arena_printf(&s->one, "%s: %s of %s %.*s, %.*s%s%.*s, due %s", kind,
			duty_verb_text((int)d->verb), role_text(d->role), STR_ARG(d->actor),
			STR_ARG(d->pack), d->pack.n ? " " : "", STR_ARG(d->clause), due);
	if (!words.p)
		return err_nomem(e);
	record_facts_init(&f);
	f.role = d->role;
	f.said = str_of(kind);
	return record_event(s->work, case_id, s->set->desk.now_s, EVENT_GAP, words, &f, seq, e);
}

/* The case that is worked on: one that was merged leads on. */
static int case_of(struct sweep *s, int64_t id, int64_t *out, struct hot_case *h, struct err *e)
{
	struct store_case c;
	int rc = store_hot_get(s->work, id, h, e);

	*out = id;
	if (rc || !h->merged)
		return rc;
	rc = store_case_load(s->work, &s->one, id, &c, e);
	if (rc)
		return rc;
	*out = c.merged_into;
	return store_hot_get(s->work, *out, h, e);
}

/* One clock whose time has come.  ${*next} true: its actor was asked in vain. */
static int pass(
	struct sweep *s, const struct store_duty *d, int64_t *case_id, bool *next, struct err *e)
{
	int64_t seq = 0;
	struct hot_case h;
	bool moved, ended, settled = false, look = is(d, DUTY_LOOK);
	int rc = case_of(s, d->case_id, case_id, &h, e);

	*next = false;
	if (rc)
		return rc;
	/* What is owed after a reversal is owed by a case at its end. */
	ended = at_end(h.state) && d->verb != DUTY_RESTORE;
	if (look && !ended)
		rc = answering_look_in(s->work, &s->set->desk, &s->one, *case_id, &settled, e);
	if (!rc && !settled && !ended)
		rc = put_gap(s, *case_id, d, &seq, e);
	/* That we did not look is no reason to go past whoever answered. */
	if (!rc && !settled)
		rc = store_duty_end(s->work, d->id, ended || look ? DUTY_LIFTED : DUTY_PASSED,
			s->set->desk.now_s, seq, &moved, e);
	if (rc || settled)
		return rc;
	s->counts->lifted += ended;
	s->counts->passed += !ended;
	*next = !ended && !look && d->letter_id && d->verb <= DUTY_ACT && d->role != STORE_NONE;
	return BW_OK;
}

static int by_case(const void *x, const void *y)
{
	const struct store_duty *a = x, *b = y;

	if (a->case_id != b->case_id)
		return a->case_id < b->case_id ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* All clocks of one case that passed, then its stages once. */
static int pass_case(struct sweep *s, const struct store_duty *d, size_t n, struct err *e)
{
	const struct step_settings step = {
		.store = s->set->desk.store, .know = s->set->desk.know, .facts = s->set->desk.facts
	};
	struct store_step before;
	struct store_case c;
	int64_t id = 0, due;
	bool next = false, one;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < n; i++) {
		rc = pass(s, &d[i], &id, &one, e);
		next |= !rc && one;
	}
	if (rc || !next)
		return rc ? rc : store_duty_first(s->work, id, &due, e);
	rc = store_case_load(s->work, &s->one, id, &c, e);
	if (rc)
		return rc;
	before = c.proposal;
	rc = step_next(s->work, &step, id, s->set->desk.now_s, e);
	if (!rc)
		rc = store_case_load(s->work, &s->one, id, &c, e);
	if (!rc && (c.proposal.role != before.role || !str_eq(c.proposal.actor, before.actor)))
		s->counts->escalated++;
	return rc;
}

static int pass_batch(struct sweep *s, struct store_duty *v, size_t n, struct err *e)
{
	size_t from = 0;
	int rc = BW_OK;

	qsort(v, n, sizeof(*v), by_case); /* the list's pages are written once */
	for (size_t i = 1; !rc && i <= n; i++)
		if (i == n || v[i].case_id != v[from].case_id) {
			rc = pass_case(s, v + from, i - from, e);
			from = i;
		}
	return rc;
}

/* ---- reminders ---- */

/* May ${actor} be written to once more in this sweep? */
static int within_cap(struct sweep *s, struct str actor, bool *yes, struct err *e)
{
	struct str key;
	uint64_t *had;

	*yes = true;
	if (!s->set->per_recipient || !actor.n)
		return BW_OK;
	had = map_get(&s->recipients, actor);
	if (!had) {
		key = arena_dup(&s->all, actor);
		had = key.p ? map_put(&s->recipients, key, NULL) : NULL;
	}
	if (!had)
		return err_nomem(e);
	*yes = *had < s->set->per_recipient;
	*had += *yes;
	return BW_OK;
}

/* ${*settled}: nothing more is to be done for the other clocks of that letter. */
static int remind(struct sweep *s, const struct store_duty *d, bool *settled, struct err *e)
{
	int64_t lead = s->set->remind_s, now_s = s->set->desk.now_s, letter = 0;
	size_t n;
	bool yes;
	int rc;

	*settled = false;
	/* Too early by these settings, or too late: then it passes. */
	if (d->due_s <= now_s)
		return store_duty_later(s->work, d->id, INT64_MAX, e);
	if (d->due_s - lead > now_s && d->due_s - lead > d->remind_s)
		return store_duty_later(s->work, d->id, d->due_s - lead, e);
	rc = within_cap(s, d->actor, &yes, e);
	if (rc)
		return rc;
	if (!yes) {
		s->counts->later++;
		return store_duty_later(s->work, d->id, now_s + 3600, e);
	}
	rc = acting_remind_in(s->work, &s->set->desk, &s->one, d->letter_id, 1, &letter, e);
	if (!rc)
		rc = store_duty_reminded(s->work, d->letter_id, e);
	if (rc)
		return rc;
	*settled = true;
	s->counts->reminded += letter != 0;
	if (letter)
		return BW_OK;
	/* Withdrawn or settled: nothing is owed by it any more. */
	rc = store_duty_end_letter(s->work, d->letter_id, ~0u, DUTY_LIFTED, now_s, 0, &n, e);
	s->counts->lifted += rc ? 0 : n;
	return rc;
}

/* ---- batches ---- */

struct turn {
	int (*read)(struct sweep *s, size_t most, struct store_duty **v, size_t *n, struct err *e);
	int (*work)(struct sweep *s, struct store_duty *v, size_t n, struct err *e);
};

static int read_due(struct sweep *s, size_t most, struct store_duty **v, size_t *n, struct err *e)
{
	struct duty_query q;

	duty_query_init(&q);
	q.before_s = s->set->desk.now_s;
	q.after_s = INT64_MIN;
	q.most = most;
	return store_duties(s->set->desk.store, &s->one, &q, v, n, e);
}

static int read_remind(
	struct sweep *s, size_t most, struct store_duty **v, size_t *n, struct err *e)
{
	return store_duties_remind(s->set->desk.store, &s->one, s->set->desk.now_s, most, v, n, e);
}

static int by_letter(const void *x, const void *y)
{
	const struct store_duty *a = x, *b = y;

	if (a->letter_id != b->letter_id)
		return a->letter_id < b->letter_id ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int remind_batch(struct sweep *s, struct store_duty *v, size_t n, struct err *e)
{
	bool settled = false;
	int rc = BW_OK;

	qsort(v, n, sizeof(*v), by_letter);
	for (size_t i = 0; !rc && i < n; i++)
		/* Clocks of one letter have one reminder. */
		if (!settled || i == 0 || v[i].letter_id != v[i - 1].letter_id)
			rc = remind(s, &v[i], &settled, e);
	return rc;
}

/* One transaction; ${*n} 0: nothing is left of it. */
static int one_batch(struct sweep *s, const struct turn *t, size_t most, size_t *n, struct err *e)
{
	struct store_duty *v;
	int rc = store_change_begin(s->set->desk.store, &s->work, e);

	if (rc)
		return rc;
	arena_reset(&s->one);
	rc = t->read(s, most < BATCH ? most : BATCH, &v, n, e);
	if (!rc && *n)
		rc = t->work(s, v, *n, e);
	if (!rc)
		rc = store_work_commit(s->work, e);
	store_work_free(s->work);
	s->work = NULL;
	return rc;
}

static int all_batches(struct sweep *s, const struct turn *t, struct err *e)
{
	size_t left = s->set->most, n = 1;
	int rc = BW_OK;

	while (!rc && left && n) {
		rc = one_batch(s, t, left, &n, e);
		left -= n < left ? n : left;
	}
	s->counts->more |= !rc && n;
	return rc;
}

/* The mark, and whether this sweep only moves it. */
static int note(struct sweep *s, struct err *e)
{
	int64_t mark, now_s = s->set->desk.now_s;
	struct store_duty *v;
	struct work *w;
	size_t n = 0;
	int rc = store_swept(s->set->desk.store, &mark, e);

	if (rc)
		return rc;
	if (mark != CLOCK_NONE && mark > now_s)
		s->counts->back_s = mark - now_s;
	else if (mark != CLOCK_NONE)
		s->counts->silence_s = now_s - mark;
	if (s->set->quiet_s && s->counts->silence_s > s->set->quiet_s) {
		rc = read_due(s, 1, &v, &n, e);
		if (!rc && !n)
			rc = read_remind(s, 1, &v, &n, e);
	}
	s->counts->held = n != 0;
	if (!rc)
		rc = store_change_begin(s->set->desk.store, &w, e);
	if (rc)
		return rc;
	rc = store_swept_set(w, now_s, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* What ends by no clock of a case. */
static int beside(struct sweep *s, struct err *e)
{
	struct desk d = s->set->desk;
	struct recourse_open *open;
	size_t changed = 0, done = 0, n;
	int rc;

	d.person = 0; /* the program's own doing, whoever started it */
	rc = notifiers_sweep(&d, &changed, e);
	if (!rc)
		rc = recourse_track(&d, &s->all, &done, &open, &n, e);
	s->counts->standing = changed;
	s->counts->restored = done;
	return rc;
}

int clocks_sweep(const struct clocks_settings *set, struct clocks_counts *out, struct err *e)
{
	static const struct turn passing = { read_due, pass_batch };
	static const struct turn reminding = { read_remind, remind_batch };
	struct sweep s = { .set = set, .counts = out };
	int rc;

	*out = (struct clocks_counts){ 0 };
	arena_init(&s.one, 0);
	arena_init(&s.all, 0);
	map_init(&s.recipients, (struct hash_key){ 0 });
	rc = note(&s, e);
	if (!rc && !out->held)
		rc = all_batches(&s, &passing, e);
	if (!rc && !out->held)
		rc = all_batches(&s, &reminding, e);
	if (!rc && !out->held)
		rc = beside(&s, e);
	map_done(&s.recipients);
	arena_done(&s.one);
	arena_done(&s.all);
	return rc;
}
