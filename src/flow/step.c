/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/step.h"

#include <stdlib.h>

#include "base/mem.h"
#include "flow/ahead.h"
#include "flow/known.h"
#include "flow/settled.h"
#include "flow/record.h"
#include "store/duties.h"
#include "store/outbox.h"

#define BATCH \
	50000 /* reports a transaction: large enough that a page of the index is written once for many, small enough for memory */

#define FACTS_BYTES 256 /* packed public facts: numbers and the name of an action */
#define AHEAD_FROM  5000 /* reports that make a second process worth its start */
#define FILTER_FROM 500 /* cases of a batch that make it worth to read all subjects of facts once */

struct step {
	const struct step_settings *set;
	struct work *work;
	struct step_counts counts;
	struct settled settled; /* notifiers and rules as they are now */
	struct arena lasting; /* of settled */
	struct arena batch; /* of the one in hand */
	struct arena one; /* of the case in hand */
	struct buf facts; /* of the event in hand */
	struct ahead *ahead; /* NULL: alone */
	bool anew; /* what is proposed is said again, also where it is the same */
};

/* ---- which case each group joins ---- */

static int by_case(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static int find_homes(struct step *s, const struct batch *b, struct err *e)
{
	struct store_home *home = ARENA_ROOM(&s->batch, struct store_home, b->groups);
	int rc = BW_OK;

	if (!home)
		return err_nomem(e);
	for (size_t i = 0; i < b->groups; i++)
		home[i] = (struct store_home){ .site = b->by_site[i]->site,
			.harm_class = b->by_site[i]->harm_class };
	if (store_case_count(s->work) > 0)
		rc = store_homes_find(s->work, home, b->groups, e);
	for (size_t i = 0; i < b->groups; i++) {
		b->by_site[i]->id = home[i].id;
		b->by_site[i]->via = home[i].via;
		b->by_site[i]->fresh = home[i].id == 0;
	}
	return rc;
}

/* New cases are numbered in the order of their first reports; ${order}: the groups in the order of their cases. */
static int find_cases(struct step *s, struct batch *b, struct group **order, struct err *e)
{
	size_t old = 0, n = 0;
	int rc = find_homes(s, b, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < b->groups; i++)
		if (!b->group[i].fresh)
			order[old++] = &b->group[i];
	qsort(order, old, sizeof(*order), by_case);
	for (size_t i = 0; i < b->groups; i++)
		if (b->group[i].fresh) {
			b->group[i].id = store_case_number(s->work);
			order[old + n++] = &b->group[i];
		}
	if (s->ahead)
		ahead_begin(s->ahead);
	for (size_t i = 0; !rc && i < b->groups; i++)
		if (b->by_site[i]->fresh)
			rc = store_home_put(s->work, b->by_site[i]->site, b->by_site[i]->harm_class,
				b->by_site[i]->id, e);
	return rc;
}

/* ---- the stages for one case ---- */

static struct store_step step_of(const struct option *o)
{
	struct store_step s = {
		.role = STORE_NONE, .effect = STORE_NONE, .collateral = STORE_NONE
	};

	if (!o)
		return s;
	s.action = str_of(o->action->name);
	s.actor = o->actor->name; /* empty: known by role only */
	s.role = (int)o->actor->role;
	s.effect = (int)o->effect;
	s.collateral = (int)o->collateral;
	return s;
}

int step_asked(struct store *s, struct arena *a, int64_t id, enum case_state state,
	struct explain_in *in, struct err *e)
{
	struct tried *t;
	int rc = store_decided(s, id, &in->decided, e);

	if (rc || state == CASE_OPEN) /* nobody was asked yet */
		return rc;
	rc = store_tried(s, a, id, &t, &in->tried_n, e);
	in->tried = t;
	return rc;
}

/* Once somebody was asked, the clocks that run say what is due. */
static int due_of(const struct step_settings *set, struct store_case *c, struct err *e)
{
	if (c->state == CASE_OPEN)
		return BW_OK;
	return store_duty_soonest(set->store, c->id, &c->due_s, e);
}

static struct explain_in stages_in(
	const struct settled *settled, const struct store_case *c, const struct site *site)
{
	return (struct explain_in){ .site = site,
		.harm = c->harm,
		.tier = c->tier,
		.evidence = c->evidence,
		.missing = c->missing,
		.brand = c->brand,
		.names_in_notice = c->names,
		.notifier_precision_percent = settled_percent(settled, c->backed),
		.switches = settled->rule,
		.switches_n = settled->rules,
		.received_at_s = c->opened_at_s,
		.now_s = c->worked_at_s };
}

static struct outcome outcome_of(const struct explanation *x)
{
	return (struct outcome){ .verdict = x->ladder.judgement.verdict,
		.decision = (int)x->decision.kind,
		.proposal = step_of(x->decision.proposal),
		.next = step_of(x->decision.next),
		.due_s = x->due_s,
		.country = stack_country(&x->stack) };
}

static void take_outcome(struct store_case *c, const struct outcome *x)
{
	c->verdict = x->verdict;
	c->decision = x->decision;
	c->proposal = x->proposal;
	c->next = x->next;
	c->due_s = x->due_s;
	c->country = x->country;
}

/* Judge, rank and propose; ${c} has its reports' part and gets the rest.  Strings are in ${a}.  ${fresh}: the
 * case is being opened, and nothing was done about it yet. */
static int explain_case(struct arena *a, const struct step_settings *set,
	const struct settled *settled, struct store_case *c, bool fresh, int64_t now_s,
	struct err *e)
{
	struct explanation x;
	struct explain_in in;
	struct outcome o;
	struct facts facts;
	struct site site;
	int rc;

	c->worked_at_s = now_s;
	if (c->harm_class == CLASS_CSAM) {
		rc = step_from_routing(a, c, e);
		return rc ? rc : due_of(set, c, e);
	}
	rc = explain_site(a, set->know, c->target, &site, e);
	if (rc)
		return err_prefix(e,
			"case on site '%.*s': ", (int)(c->site.n < 100 ? c->site.n : 100),
			c->site.p);
	rc = known_facts(set->store, a, &site, set->facts, now_s, &facts, e);
	if (rc)
		return rc;
	in = stages_in(settled, c, &site);
	in.facts = &facts;
	if (!fresh)
		rc = step_asked(set->store, a, c->id, c->state, &in, e);
	if (!rc)
		rc = explain_quick(a, set->know, &in, &x, e);
	if (rc)
		return rc;
	o = outcome_of(&x);
	take_outcome(c, &o);
	return due_of(set, c, e);
}

static int hot_of(struct work *w, const struct store_case *c, struct hot_case *h, struct err *e)
{
	*h = (struct hot_case){ .state = c->state,
		.verdict = c->verdict,
		.harm_class = c->harm_class,
		.site_kind = c->site_kind,
		.role = c->proposal.role,
		.reports = c->reports,
		.last_seen_s = c->last_seen_s,
		.due_s = c->due_s,
		.evidence = c->evidence,
		.tier = c->tier,
		.grade = c->grade,
		.country = store_country(c->country) };
	return store_action(w, c->proposal.action, &h->action, e);
}

/* What this harm needs and no report brought. */
static evidence_set still_missing(int harm, evidence_set have)
{
	return intake_needs(harm) & ~have;
}

static struct store_case new_case(const struct batch *b, const struct group *g)
{
	const struct store_item *first = &b->item[g->first], *best = &b->item[g->best];
	const struct gist *x = &b->gist[g->first];
	struct store_case c = { .id = g->id,
		.site = g->site,
		.harm_class = g->harm_class,
		.site_kind = first->kind,
		.harm = x->harm,
		.opened_at_s = first->received_at_s,
		.target = best->canonical,
		.brand = b->gist[g->best].brand,
		.names = g->names,
		.worked_at_s = best->received_at_s,
		.state = CASE_OPEN,
		.reports = g->n,
		.last_seen_s = b->item[g->last].received_at_s,
		.due_s = CLOCK_NONE,
		.evidence = g->evidence,
		.tier = g->tier,
		.grade = g->grade,
		.backed = b->gist[g->best].notifier,
		.routing = first->routing };

	c.missing = g->n == 1 ? x->missing : still_missing(c.harm, c.evidence);
	if (c.routing.n == 0)
		c.routing.p = NULL;
	return c;
}

/* ${done}: what the stages say, where they ran already; else NULL. */
static int open_case(struct step *s, const struct batch *b, const struct group *g,
	const struct outcome *done, struct err *e)
{
	struct store_case c = new_case(b, g);
	struct hot_case h;
	int rc = BW_OK;

	if (done)
		take_outcome(&c, done);
	else
		rc = explain_case(&s->one, s->set, &s->settled, &c, true, c.worked_at_s, e);
	buf_reset(&s->facts);
	record_facts_of(&c, &s->facts);
	c.facts = buf_str(&s->facts);
	if (!rc)
		rc = buf_check(&s->facts, "the facts of a case", e);
	if (!rc)
		rc = store_case_put(s->work, &c, e);
	if (!rc && c.backed)
		rc = store_backed_put(s->work, c.id, c.backed, e);
	if (!rc)
		rc = hot_of(s->work, &c, &h, e);
	if (!rc)
		rc = store_hot_put(s->work, c.id, &h, e);
	s->counts.opened += rc == BW_OK;
	return rc;
}

/* In the copy: a new case, of which nobody was asked yet. */
static bool explain_ahead(const void *ctx, const struct batch *b, const struct group *g,
	struct arena *a, struct outcome *out)
{
	const struct step *s = ctx;
	const struct store_case c = new_case(b, g);
	struct explanation x;
	struct explain_in in;
	struct facts facts;
	struct site site;
	struct err ignored; /* whoever stores the case comes to it again, and says so */

	if (c.harm_class == CLASS_CSAM ||
		explain_site(a, s->set->know, c.target, &site, &ignored) ||
		!known_none(s->set->store, &site, s->set->facts, &facts))
		return false;
	in = stages_in(&s->settled, &c, &site);
	in.facts = &facts;
	if (explain_quick(a, s->set->know, &in, &x, &ignored))
		return false;
	*out = outcome_of(&x);
	return true;
}

static bool step_same(const struct store_step *a, const struct store_step *b)
{
	return a->role == b->role && str_eq(a->action, b->action) && str_eq(a->actor, b->actor);
}

static bool ended(enum case_state st)
{
	return st == CASE_CLOSED || st == CASE_VERIFIED;
}

/* The stages again, the row written, an event where the proposal is another; of a case at its end nobody asks. */
static int work_again(struct step *s, struct store_case *c, struct hot_case *h, int64_t now_s,
	enum store_event_kind kind, struct err *e)
{
	const struct store_step before = c->proposal;
	int64_t seq;
	int rc = explain_case(&s->one, s->set, &s->settled, c, false, now_s, e);

	if (!rc)
		rc = store_case_set(s->work, c, e);
	if (!rc)
		rc = hot_of(s->work, c, h, e);
	if (!rc && !ended(c->state) && (s->anew || !step_same(&before, &c->proposal))) {
		buf_reset(&s->facts);
		record_facts_of(c, &s->facts);
		rc = buf_check(&s->facts, "the facts of a case", e);
		if (!rc)
			rc = store_event_put_facts(s->work, c->id, now_s, kind, 0,
				c->proposal.action, buf_str(&s->facts), &seq, e);
		s->counts.changed++;
	}
	return rc;
}

/* A case is about its own site, and judged on the best of its reports, target and evidence together.  Of
 * equals, one under an agreement comes before one that nobody answers for. */
static void judge_on(struct store_case *c, const struct batch *b, const struct group *g)
{
	const struct gist *x = &b->gist[g->best];

	if (g->via || g->grade < c->grade || (g->grade == c->grade && (c->backed || !x->notifier)))
		return;
	c->grade = g->grade;
	c->backed = x->notifier;
	if (c->harm_class != CLASS_CSAM)
		c->target = b->item[g->best].canonical;
}

static int grow_case(struct step *s, const struct batch *b, const struct group *g, struct err *e)
{
	const struct store_item *best = &b->item[g->best];
	struct store_case c;
	struct hot_case h;
	int64_t seq;
	int64_t backed = 0;
	bool better, more, again;
	size_t met;
	int rc = store_hot_get(s->work, g->id, &h, e);

	if (!rc && s->settled.notifiers)
		rc = store_backed_get(s->set->store, g->id, &backed, e);
	if (rc)
		return rc;
	better = g->tier > h.tier || (g->via == 0 && g->grade > h.grade) ||
		 (g->via == 0 && g->grade == h.grade && !backed && b->gist[g->best].notifier);
	more = (g->evidence & ~h.evidence) != 0;
	again = ended(h.state) || (h.state == CASE_REFUSED && (better || more));
	h.reports += g->n;
	h.last_seen_s = b->item[g->last].received_at_s;
	h.evidence |= g->evidence;
	if (!better && !more && !again)
		return store_hot_put(s->work, g->id, &h, e);
	rc = store_case_load(s->work, &s->one, g->id, &c, e);
	if (rc)
		return rc;
	/* A store of version 1 kept no grade. */
	c.grade = h.grade ? h.grade : store_grade(h.tier, batch_names_page(c.target));
	if (g->tier > h.tier)
		h.tier = g->tier;
	c.state = again ? CASE_OPEN : h.state;
	if (h.state != CASE_OPEN)
		rc = store_duty_end_own(
			s->work, g->id, 0, DUTY_MISSING, DUTY_MET, best->received_at_s, 0, &met, e);
	if (rc)
		return rc;
	c.reports = h.reports;
	c.last_seen_s = h.last_seen_s;
	c.evidence = h.evidence;
	c.tier = h.tier;
	c.missing = still_missing(c.harm, c.evidence);
	if (g->names > c.names)
		c.names = g->names;
	c.backed = backed;
	judge_on(&c, b, g);
	if (c.backed != backed) {
		rc = store_backed_put(s->work, c.id, c.backed, e);
		if (rc)
			return rc;
	}
	if (!c.brand.n)
		c.brand = b->gist[g->best].brand;
	if (again) {
		c.recurrences++;
		s->counts.recurred++;
		rc = store_event_put(s->work, c.id, b->item[g->first].received_at_s, EVENT_RECURRED,
			0, STR(""), &seq, e);
	}
	if (!rc)
		rc = work_again(s, &c, &h, best->received_at_s, EVENT_PROPOSED, e);
	return rc ? rc : store_hot_put(s->work, g->id, &h, e);
}

static int put_reports(struct step *s, const struct batch *b, const struct group *g, struct err *e)
{
	int rc = BW_OK;

	for (uint32_t i = g->first; !rc && i != BATCH_NONE; i = b->gist[i].next) {
		const struct gist *x = &b->gist[i];
		const struct store_report r = { .ord = b->item[i].ord,
			.via = g->via,
			.reporter = x->reporter,
			.harm = x->harm,
			.tier = x->tier,
			.evidence = x->evidence,
			.incident_at_s = x->incident_at_s,
			.page = x->page,
			.erased = b->item[i].erased };

		rc = store_report_put(s->work, g->id, &r, e);
		if (!rc && x->notifier)
			rc = store_notified_put(s->work, r.ord, x->notifier, g->id, e);
	}
	return rc;
}

static int work_groups(
	struct step *s, const struct batch *b, struct group *const *order, struct err *e)
{
	struct outcome x;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < b->groups; i++) {
		const struct group *g = order[i];
		bool done = s->ahead && g->fresh && ahead_done(s->ahead, g, &x);

		arena_reset(&s->one);
		rc = g->fresh ? open_case(s, b, g, done ? &x : NULL, e) : grow_case(s, b, g, e);
		if (!rc)
			rc = put_reports(s, b, g, e);
	}
	return rc;
}

static int run_batch(struct step *s, struct batch *b, struct err *e)
{
	struct group **order = ARENA_ROOM(&s->batch, struct group *, b->groups);
	int rc = order ? store_work_open(s->work, e) : err_nomem(e);

	if (!rc && b->groups >= FILTER_FROM)
		rc = store_facts_filter(s->set->store, e);
	if (!rc)
		rc = find_cases(s, b, order, e);
	if (!rc)
		rc = work_groups(s, b, order, e);
	if (!rc)
		rc = store_work_commit(s->work, e);
	if (!rc)
		s->counts.reports += b->n;
	return rc;
}

/* The next reports, read here. */
static int read_here(struct step *s, size_t most, struct batch *b, struct err *e)
{
	const struct store_item *item;
	void *memory;
	size_t n;
	int rc = store_work_next(s->work, &s->batch, most, &item, &n, e);

	if (rc)
		return rc;
	memory = arena_room(&s->batch, batch_bytes(n, 0), 1);
	if (!memory)
		return err_nomem(e);
	batch_place(b, memory, n, 0);
	rc = batch_add(b, item, n, &s->one, e);
	if (!rc)
		batch_sort(b);
	return rc;
}

/* One transaction; ${*more} is false at the end of the spool. */
static int next_batch(struct step *s, size_t most, bool *more, struct err *e)
{
	struct batch here, *b = NULL;
	int rc = s->ahead ? ahead_take(s->ahead, &b, e) : BW_OK;

	if (!rc && !b) {
		b = &here;
		rc = read_here(s, most, b, e);
	}
	*more = !rc && b->n > 0;
	if (*more && s->ahead)
		rc = ahead_ask(s->ahead, e);
	if (!rc && *more)
		rc = run_batch(s, b, e);
	arena_reset(&s->batch);
	return rc;
}

/* A copy that runs ahead, where there is enough to do; all it may ask of the store is in memory then. Not for whoever
 * works some at a time: a copy for a few is not worth it, and a server's role may start no process. */
static int begin_ahead(struct step *s, size_t batch, struct err *e)
{
	uint64_t behind;
	bool none;
	int rc = store_work_behind(s->work, &behind, e);

	if (rc || s->set->most || behind < AHEAD_FROM)
		return rc;
	rc = store_facts_none(s->set->store, &none, e);
	if (!rc)
		rc = store_facts_filter(s->set->store, e);
	if (!rc)
		s->ahead = ahead_new(s->work, batch, explain_ahead, s);
	if (!rc && s->ahead)
		rc = ahead_ask(s->ahead, e);
	return rc;
}

int step_run(const struct step_settings *set, struct step_counts *out, struct err *e)
{
	size_t most = set->batch ? set->batch : BATCH;
	struct step s = { .set = set };
	bool more = true;
	int rc = store_work_begin(set->store, &s.work, e);

	if (rc)
		return rc;
	arena_init(&s.one, 0);
	arena_init(&s.lasting, 0);
	arena_init(&s.batch, 0);
	buf_init(&s.facts, FACTS_BYTES);
	if (set->most && most > set->most)
		most = set->most;
	rc = settled_load(set->store, &s.lasting, &s.settled, e);
	if (!rc)
		rc = begin_ahead(&s, most, e);
	while (!rc && more && (!set->most || s.counts.reports < set->most))
		rc = next_batch(&s, most, &more, e);
	ahead_free(s.ahead);
	arena_done(&s.batch);
	arena_done(&s.one);
	arena_done(&s.lasting);
	buf_done(&s.facts);
	store_work_free(s.work);
	*out = s.counts;
	return rc;
}

/* The best report of those not looked at yet, the earliest of equals, but one under an agreement before one
 * that nobody answers for; ${n} where there is none. */
static size_t best_of(const struct store_report *r, const bool *notified, size_t n)
{
	size_t best = n;
	unsigned grade = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned g = store_grade(r[i].tier, r[i].page != 0) << 1 | notified[i];

		if (r[i].ord && (best == n || g > grade)) {
			best = i;
			grade = g;
		}
	}
	return best;
}

#define LOOKS_MOST 64 /* reports read from the spool to find the best */

static int which_notified(struct store *s, struct arena *a, int64_t id,
	const struct store_report *r, size_t n, bool **out, struct err *e)
{
	int64_t *ids, who;
	size_t count;
	int rc = store_notified_case(s, a, id, &ids, &count, e);

	*out = ARENA_ARRAY(a, bool, n + 1);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; !rc && count && i < n; i++) {
		rc = store_notified_get(s, r[i].ord, &who, e);
		(*out)[i] = who != 0;
	}
	return rc;
}

/* Judge the case on the best report about its own site. */
static int best_report(
	const struct step_settings *set, struct arena *a, struct store_case *c, struct err *e)
{
	struct store_report *r;
	struct store_stored got;
	struct report full;
	bool *notified = NULL;
	size_t n, best;
	int rc = store_case_reports(set->store, a, c->id, 0, SIZE_MAX, &r, &n, e);

	c->grade = 0;
	c->backed = 0;
	if (!rc)
		rc = which_notified(set->store, a, c->id, r, n, &notified, e);
	for (int look = 0; !rc && look < LOOKS_MOST; look++) {
		best = best_of(r, notified, n);
		if (best == n)
			return BW_OK;
		rc = store_report_get(set->store, a, r[best].ord, &got, e);
		if (rc)
			break;
		if (c->harm_class == CLASS_CSAM || !str_eq(got.item.site, c->site)) {
			r[best].ord =
				0; /* a case that took in another site's reports keeps its own */
			continue;
		}
		if (r[best].page == STORE_NONE && !batch_names_page(got.item.canonical)) {
			r[best].page = 0;
			continue;
		}
		rc = report_parse(a, got.item.compact, &full, e);
		if (rc)
			break;
		c->grade = store_grade(r[best].tier, r[best].page != 0);
		c->target = got.item.canonical;
		c->brand = full.brand;
		c->names = got.item.names;
		c->backed = full.notifier;
		break;
	}
	return rc;
}

static int again(struct work *w, const struct step_settings *set, int64_t id, int64_t now_s,
	enum store_event_kind kind, bool other_reports, bool anew, struct err *e)
{
	struct step s = { .set = set, .work = w, .anew = anew };
	struct store_case c;
	struct hot_case h;
	int rc = store_hot_get(w, id, &h, e);

	if (rc)
		return rc;
	arena_init(&s.one, 0);
	buf_init(&s.facts, FACTS_BYTES);
	rc = store_case_load(w, &s.one, id, &c, e);
	if (!rc)
		rc = settled_load(set->store, &s.one, &s.settled, e);
	if (rc) {
		arena_done(&s.one);
		buf_done(&s.facts);
		return rc;
	}
	c.state = h.state;
	c.reports = h.reports;
	c.last_seen_s = h.last_seen_s;
	c.evidence = h.evidence;
	c.tier = h.tier;
	c.missing = still_missing(c.harm, c.evidence);
	c.grade = h.grade;
	if (other_reports)
		rc = best_report(set, &s.one, &c, e);
	else if (s.settled.notifiers)
		rc = store_backed_get(set->store, id, &c.backed, e);
	if (!rc && other_reports && (c.backed || s.settled.notifiers))
		rc = store_backed_put(w, id, c.backed, e);
	if (!rc)
		rc = work_again(&s, &c, &h, now_s, kind, e);
	if (!rc)
		rc = store_hot_put(w, id, &h, e);
	arena_done(&s.one);
	buf_done(&s.facts);
	return rc;
}

int step_refresh(
	struct work *w, const struct step_settings *set, int64_t id, int64_t now_s, struct err *e)
{
	return again(w, set, id, now_s, EVENT_PROPOSED, true, false, e);
}

int step_next(
	struct work *w, const struct step_settings *set, int64_t id, int64_t now_s, struct err *e)
{
	return again(w, set, id, now_s, EVENT_ESCALATED, false, false, e);
}

int step_anew(
	struct work *w, const struct step_settings *set, int64_t id, int64_t now_s, struct err *e)
{
	return again(w, set, id, now_s, EVENT_PROPOSED, false, true, e);
}
