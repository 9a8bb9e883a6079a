/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/recourse.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "flow/answering.h"
#include "flow/mailing.h"
#include "flow/notifiers.h"
#include "flow/permit.h"
#include "flow/rules.h"
#include "flow/record.h"

#define DAY_S        ((int64_t)86400)
#define CONTACT_MOST 254 /* RFC 5321 4.5.3.1.3 */

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* ---- the page ---- */

static int letters_undo(struct store *s, struct arena *a, const struct decided *n,
	enum letter_state **out, size_t *count, struct err *e)
{
	struct outbox_query q;
	struct letter *l;
	int rc;

	outbox_query_init(&q);
	q.decision_id = n->id;
	q.case_id = n->case_id;
	q.kind = LETTER_UNDO;
	rc = store_letters(s, a, &q, &l, count, e);
	if (rc)
		return rc;
	*out = ARENA_ARRAY(a, enum letter_state, *count + 1);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = l[i].state;
	return BW_OK;
}

static int restoring_of(struct store *s, struct arena *a, const struct decided *n,
	const struct measure *m, enum restoring *out, struct err *e)
{
	enum letter_state *undo;
	size_t count;
	int rc = letters_undo(s, a, n, &undo, &count, e);

	if (!rc)
		*out = review_restoring(m, undo, count);
	return rc;
}

static int measure_or_none(struct store *s, struct arena *a, int64_t decision, struct measure *m,
	bool *has, struct err *e)
{
	struct err none;
	int rc = store_measure_of(s, a, decision, m, &none);

	*has = rc == BW_OK;
	return rc && rc != BW_ENOTFOUND ? err_set(e, rc, "%s", none.text) : BW_OK;
}

int recourse_restoring(
	struct store *s, struct arena *a, int64_t decision, enum restoring *out, struct err *e)
{
	struct decided n;
	struct measure m;
	bool has;
	int rc = store_decision_get(s, a, decision, &n, e);

	if (!rc)
		rc = measure_or_none(s, a, decision, &m, &has, e);
	return rc ? rc : restoring_of(s, a, &n, has ? &m : NULL, out, e);
}

/* What the caller says, else what the house promises. */
static struct recourse_settings settled(const struct desk *d, const struct recourse_settings *set)
{
	const struct house *h = d->know ? d->know->house : NULL;

	if (set)
		return *set;
	return h ? (struct recourse_settings){ h->appeal_days, h->answer_days }
		 : (struct recourse_settings){ 0 };
}

static int may_file(const struct recourse_page *p, enum appellant by, int64_t now_s, struct err *e)
{
	struct appeal v[16];
	size_t n = 0;

	for (size_t i = 0; i < p->appeals_n && n < 16; i++)
		if (p->appeals[i].a.by == by)
			v[n++] = p->appeals[i].a;
	return review_may_file(&p->d, by, p->until_s, now_s, v, n, e);
}

static int no_page(struct err *e)
{
	return err_set(e, BW_ENOTFOUND, "there is no such page, or its time is over");
}

/* The page stays while an appeal is open, and a window longer than its outcome. */
static bool page_over(const struct recourse_page *p, int64_t now_s)
{
	int64_t until = p->until_s;

	for (size_t i = 0; i < p->appeals_n; i++) {
		const struct appeal *x = &p->appeals[i].a;

		if (!appeal_ended(x->state))
			return false;
		if (x->ended_at_s != CLOCK_NONE && x->ended_at_s + 90 * DAY_S > until)
			until = x->ended_at_s + 90 * DAY_S;
	}
	return now_s >= until;
}

/* All but the decision itself is filled in. */
static int fill_page(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct recourse_page *p, struct err *e)
{
	struct store_case c;
	struct err none;
	int rc = store_case_get(d->store, a, p->d.case_id, &c, e);

	if (!rc)
		rc = store_appeals_of(d->store, a, p->d.id, &p->appeals, &p->appeals_n, e);
	if (!rc)
		rc = measure_or_none(d->store, a, p->d.id, &p->measure, &p->has_measure, e);
	if (!rc)
		rc = restoring_of(
			d->store, a, &p->d, p->has_measure ? &p->measure : NULL, &p->restoring, e);
	if (rc)
		return rc;
	p->harm = c.harm;
	p->statement = p->d.reasons;
	p->until_s = review_until(p->d.at_s, settled(d, set).window_days);
	p->may_holder = !may_file(p, APPELLANT_HOLDER, d->now_s, &none);
	p->may_reporter = !may_file(p, APPELLANT_REPORTER, d->now_s, &none);
	p->may_actor = !may_file(p, APPELLANT_ACTOR, d->now_s, &none);
	return BW_OK;
}

int recourse_statement(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, struct recourse_page *out, struct err *e)
{
	struct recourse_page p = { 0 };
	struct err none;
	int rc = permit_desk(d, PERMISSION_STATEMENT_READ, NULL, e);

	if (rc)
		return rc;
	rc = store_decision_by_token(d->store, a, token, &p.d, &none);
	if (rc)
		return rc == BW_ENOTFOUND ? no_page(e) : err_set(e, rc, "%s", none.text);
	rc = fill_page(d, a, set, &p, e);
	if (!rc && page_over(&p, d->now_s))
		rc = no_page(e);
	if (!rc)
		*out = p;
	return rc;
}

static void measure_json(const struct recourse_page *p, struct jw *w)
{
	jw_key(w, "measure");
	if (!p->has_measure) {
		jw_null(w);
		return;
	}
	jw_object(w);
	jw_kz(w, "state", measure_state_text((int)p->measure.state));
	jw_ktime(w, "from", p->measure.from_s);
	jw_ktime(w, "until", p->measure.until_s);
	jw_end(w);
}

void recourse_page_json(const struct recourse_page *p, struct jw *w)
{
	bool reversed = p->d.state == DECISION_IS_REVERSED;

	jw_object(w);
	jw_kz(w, "state", decision_state_text((int)p->d.state));
	jw_ktime(w, "decided_at", p->d.at_s);
	jw_kz(w, "harm", harm_text(p->harm));
	jw_kstr(w, "about", p->d.target);
	jw_kstr(w, "action", p->d.action.n ? p->d.action : (struct str){ NULL, 0 });
	jw_kz(w, "role", p->d.action.n ? role_text(p->d.role) : NULL);
	jw_kz(w, "effect_unit", effect_text((int)p->d.effect));
	jw_kstr(w, "clause", p->d.clause);
	jw_kstr(w, "pack", p->d.pack);
	jw_kstr(w, "pack_version", p->d.pack_version);
	jw_kbool(w, "automated", p->d.automated);
	jw_key(w, "statement");
	if (p->statement.n)
		jw_raw(w, p->statement);
	else
		jw_null(w);
	measure_json(p, w);
	jw_kz(w, "restoring", reversed ? restoring_text((int)p->restoring) : NULL);
	jw_ktime(w, "appeal_until", p->until_s);
	jw_key(w, "may_appeal");
	jw_array(w);
	if (p->may_holder)
		jw_z(w, appellant_text(APPELLANT_HOLDER));
	if (p->may_reporter)
		jw_z(w, appellant_text(APPELLANT_REPORTER));
	if (p->may_actor)
		jw_z(w, appellant_text(APPELLANT_ACTOR));
	jw_end(w);
	jw_key(w, "appeals");
	jw_array(w);
	for (size_t i = 0; i < p->appeals_n; i++) {
		const struct appeal *x = &p->appeals[i].a;

		jw_object(w);
		jw_kz(w, "by", appellant_text((int)x->by));
		jw_kz(w, "state", appeal_state_text((int)x->state));
		jw_ktime(w, "filed_at", x->filed_at_s);
		jw_ktime(w, "answer_due", x->due_s);
		jw_ktime(w, "ended_at", x->ended_at_s);
		jw_kstr(w, "reasons", x->reasons);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

/* ---- filing ---- */

static int check_filing(const struct recourse_filing *f, struct err *e)
{
	if (f->text.n == 0 || f->text.n > LIMIT_APPEAL_TEXT || !utf8_ok(f->text))
		return err_set(e, BW_EINVALID, "an appeal says why in 1 to %d bytes of UTF-8",
			LIMIT_APPEAL_TEXT);
	if (f->contact.n > CONTACT_MOST || !utf8_ok(f->contact))
		return err_set(e, BW_EINVALID, "the address to answer to is at most %d bytes",
			CONTACT_MOST);
	for (size_t i = 0; i < f->contact.n; i++)
		if ((unsigned char)f->contact.p[i] <= ' ' || f->contact.p[i] == 127)
			return err_set(
				e, BW_EINVALID, "the address to answer to has a space in it");
	if (f->contact.n && str_find_byte(f->contact, '@', 0) == SIZE_MAX)
		return err_set(e, BW_EINVALID, "the address to answer to is a mail address");
	if (f->lang.n > 35)
		return err_set(e, BW_EINVALID, "the language is a tag such as 'pt' (BCP 47)");
	return BW_OK;
}

/* A letter to whoever appealed.  They showed the token of the page, and are written to at most twice. */
static int tell_appellant(struct work *w, const struct desk *d, struct arena *a,
	const struct decided *n, const struct store_appeal *p, enum act_template what,
	struct err *e)
{
	struct recipient to = { .role = -1,
		.contact = { .channel = CHANNEL_MAIL,
			.value = p->a.contact,
			.lang = p->lang,
			.approved_by = d->person,
			.approved_at_s = d->now_s,
			.refused_at_s = CLOCK_NONE,
			.bounced_at_s = CLOCK_NONE,
			.automatic_at_s = CLOCK_NONE,
			.sent_at_s = CLOCK_NONE } };
	struct mailing m;
	struct note note;
	int64_t contact;
	int rc;

	if (!p->a.contact.n)
		return BW_OK;
	rc = store_contact_see(w, &to.contact, &contact, e);
	if (!rc)
		rc = mailing_open(w, d, a, n->case_id, NULL, &m, e);
	note_init(&note, what, n);
	note.due_s = p->a.due_s;
	note.outcome = p->a.state;
	note.words = p->a.reasons;
	return rc ? rc : mailing_write(&m, &note, &to, NULL, e);
}

static int file_in(struct work *w, const struct desk *d, struct arena *a,
	const struct recourse_page *page, const struct recourse_settings *set,
	const struct recourse_filing *f, int64_t *appeal, struct err *e)
{
	int64_t own = settled(d, set).answer_days, days = own > 0 ? own : REVIEW_ANSWER_DAYS;
	struct store_appeal p = { .a = { .case_id = page->d.case_id,
					  .decision_id = page->d.id,
					  .by = f->by,
					  .state = APPEAL_FILED,
					  .filed_at_s = d->now_s,
					  .due_s = d->now_s + days * DAY_S,
					  .ended_at_s = CLOCK_NONE,
					  .text = f->text,
					  .contact = f->contact,
					  .reasons = STR("") },
		.lang = f->lang };
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct record_facts facts;
	struct str detail;
	int64_t seq;
	int rc = store_appeal_put(w, &p, &p.a.id, e);

	if (rc)
		return rc;
	detail =
		arena_printf(a, "%s against %s by the %s", store_id_text('a', (uint64_t)p.a.id, t1),
			store_id_text('d', (uint64_t)page->d.id, t2), appellant_text((int)f->by));
	if (!detail.p)
		return err_nomem(e);
	record_facts_init(&facts);
	facts.said = str_of(appellant_text((int)f->by));
	rc = record_event(w, p.a.case_id, d->now_s, EVENT_APPEALED, detail, &facts, &seq, e);
	if (!rc)
		rc = store_case_state(w, p.a.case_id, CASE_APPEALED, e);
	if (!rc)
		rc = tell_appellant(w, d, a, &page->d, &p, ACT_APPEAL_FILED, e);
	if (!rc)
		*appeal = p.a.id;
	return rc;
}

int recourse_file(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, const struct recourse_filing *f, int64_t *appeal, struct err *e)
{
	struct recourse_page page;
	struct work *w;
	int rc = permit_desk(d, PERMISSION_APPEAL_FILE, NULL, e);

	if (!rc)
		rc = check_filing(f, e);
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	/* Read inside the transaction: two at once are one after the other. */
	rc = recourse_statement(d, a, set, token, &page, e);
	if (!rc)
		rc = may_file(&page, f->by, d->now_s, e);
	if (!rc)
		rc = file_in(w, d, a, &page, set, f, appeal, e);
	return finish(w, rc, e);
}

int recourse_appealable(const struct desk *d, struct arena *a, int64_t decision,
	const struct recourse_filing *f, struct str *missing, struct err *e)
{
	struct recourse_page page = { 0 };
	struct err why = { 0 };
	int rc = decision ? store_decision_get(d->store, a, decision, &page.d, e) : BW_OK;

	*missing = decision ? STR("") : STR("what was answered is the letter of no decision");
	if (!rc && decision)
		rc = fill_page(d, a, NULL, &page, e);
	if (rc || !decision)
		return rc;
	if (check_filing(f, &why) || may_file(&page, f->by, d->now_s, &why))
		*missing = arena_dup(a, str_of(why.text));
	return missing->p ? BW_OK : err_nomem(e);
}

int recourse_file_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	const struct recourse_filing *f, int64_t *appeal, struct err *e)
{
	struct recourse_page page = { 0 };
	int rc = store_decision_get(d->store, a, decision, &page.d, e);

	return rc ? rc : file_in(w, d, a, &page, NULL, f, appeal, e);
}

/* The state of the case without the appeal. */
static int state_back_in(struct work *w, const struct desk *d, struct arena *a,
	const struct decided *n, struct err *e)
{
	enum case_state to = n->action.n ? CASE_NOTICED : CASE_REFUSED;
	struct measure m;
	bool has;
	int rc = measure_or_none(d->store, a, n->id, &m, &has, e);

	if (!rc && has && m.state == MEASURE_ACTIVE)
		to = CASE_ACTED;
	return rc ? rc : store_case_state(w, n->case_id, to, e);
}

int recourse_withdraw(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, enum appellant by, struct err *e)
{
	const struct review_ask ask = { .move = REVIEW_WITHDRAW, .now_s = d->now_s };
	struct store_appeal *open = NULL;
	struct recourse_page page;
	struct record_facts facts;
	char text[STORE_ID_TEXT];
	struct work *w;
	int64_t seq;
	int rc = store_change_begin(d->store, &w, e);

	if (rc)
		return rc;
	record_facts_init(&facts);
	facts.said = str_of(appeal_state_text((int)APPEAL_WITHDRAWN));
	rc = recourse_statement(d, a, set, token, &page, e);
	for (size_t i = 0; !rc && i < page.appeals_n; i++)
		if (page.appeals[i].a.by == by && !appeal_ended(page.appeals[i].a.state))
			open = &page.appeals[i];
	if (!rc && !open)
		rc = err_set(e, BW_ENOTFOUND, "there is no appeal of the %s that is open",
			appellant_text((int)by));
	if (!rc)
		rc = review_step(&open->a, &ask, NULL, 0, &open->a, e);
	if (!rc)
		rc = store_appeal_set(w, open, e);
	if (!rc)
		rc = record_event(w, page.d.case_id, d->now_s, EVENT_REVIEWED,
			arena_printf(
				a, "%s withdrawn", store_id_text('a', (uint64_t)open->a.id, text)),
			&facts, &seq, e);
	if (!rc)
		rc = state_back_in(w, d, a, &page.d, e);
	return finish(w, rc, e);
}

int recourse_answer(const struct desk *d, struct arena *a, const struct recourse_settings *set,
	struct str token, enum answer_kind kind, struct str words, struct err *e)
{
	const struct answer x = { .kind = kind,
		.channel = CHANNEL_MANUAL,
		.at_s = CLOCK_NONE,
		.action = STR(""),
		.reason = STR(""),
		.reference = STR(""),
		.text = words,
		.sure = kind != ANSWER_UNKNOWN };
	struct recourse_page page;
	struct answered out;
	int rc = BW_OK;

	if (words.n > LIMIT_ANSWER_TEXT || !utf8_ok(words))
		rc = err_set(e, BW_EINVALID, "an answer is at most %d bytes of UTF-8",
			LIMIT_ANSWER_TEXT);
	if (!rc)
		rc = recourse_statement(d, a, set, token, &page, e);
	return rc ? rc : answering_take_page(d, a, &page.d, &x, &out, e);
}

/* ---- review ---- */

int recourse_deciders(
	struct store *s, struct arena *a, int64_t decision, int64_t **out, size_t *n, struct err *e)
{
	struct {
		int64_t *v;
		size_t n, cap;
	} all = { 0 };
	struct decided d;
	int64_t *p;
	int rc = BW_OK;

	for (int i = 0; !rc && decision && i < LIMIT_DECISIONS_CHAIN; i++) {
		rc = store_decision_get(s, a, decision, &d, e);
		if (rc)
			break;
		decision = d.follows;
		if (!d.automated) {
			p = VEC_PUSH(a, &all);
			if (!p)
				return err_nomem(e);
			*p = d.by.person;
		}
		if (d.second_person) {
			p = VEC_PUSH(a, &all);
			if (!p)
				return err_nomem(e);
			*p = d.second_person;
		}
	}
	*out = all.v;
	*n = all.n;
	return rc;
}

struct review {
	struct work *w;
	const struct desk *d;
	struct arena *a;
	struct store_appeal p;
	struct decided n; /* the decision under appeal */
	int64_t *deciders;
	size_t deciders_n;
};

static int review_open(
	struct review *r, const struct desk *d, struct arena *a, int64_t appeal, struct err *e)
{
	struct permit_object o = { 0 };
	char text[STORE_ID_TEXT];
	int rc;

	*r = (struct review){ .d = d, .a = a };
	rc = store_change_begin(d->store, &r->w, e);
	if (!rc)
		rc = store_appeal_get(d->store, a, appeal, &r->p, e);
	if (!rc)
		rc = store_decision_get(d->store, a, r->p.a.decision_id, &r->n, e);
	if (!rc)
		rc = recourse_deciders(d->store, a, r->n.id, &r->deciders, &r->deciders_n, e);
	o.deciders = r->deciders;
	o.deciders_n = r->deciders_n;
	if (!rc)
		rc = permit_desk(d, PERMISSION_APPEAL_REVIEW, &o, e);
	if (!rc)
		rc = permit_record(d, r->w, PERMISSION_APPEAL_REVIEW,
			str_of(store_id_text('a', (uint64_t)appeal, text)), e);
	return rc;
}

int recourse_take(const struct desk *d, struct arena *a, int64_t appeal, struct err *e)
{
	const struct review_ask ask = {
		.move = REVIEW_TAKE, .person = d->person, .now_s = d->now_s
	};
	struct review r;
	int rc = review_open(&r, d, a, appeal, e);

	if (!rc)
		rc = review_step(&r.p.a, &ask, r.deciders, r.deciders_n, &r.p.a, e);
	if (!rc)
		rc = store_appeal_set(r.w, &r.p, e);
	return finish(r.w, rc, e);
}

/* The refusal was wrong: the case is open again, and who reported was right. */
static int reopen(struct review *r, struct err *e)
{
	int rc = store_case_state(r->w, r->n.case_id, CASE_OPEN, e);

	return rc ? rc
		  : notifiers_outcome_in(
			    r->w, r->d, r->a, r->n.case_id, OUTCOME_CONFIRMED, r->p.outcome, e);
}

static int take_back(struct review *r, const struct choice *instead, struct err *e)
{
	struct choice c;
	int rc = command_reverse_in(r->w, r->d, r->a, r->n.id, r->p.a.reasons, &r->p.outcome, e);

	if (!rc)
		rc = rules_found_in(r->w, r->d, r->a, r->n.id, FOUND_REVERSED, r->p.a.reasons, e);
	if (!rc)
		rc = r->n.action.n
			     ? notifiers_reversed_in(r->w, r->d, r->a, r->n.case_id, r->n.id, e)
			     : reopen(r, e);
	if (rc || !instead)
		return rc;
	c = *instead;
	c.follows = r->p.outcome;
	if (!c.why.n)
		c.why = r->p.a.reasons;
	return command_decide_in(r->w, r->d, r->a, r->n.case_id, &c, &r->p.outcome, e);
}

static int carry_out(struct review *r, const struct choice *instead, struct err *e)
{
	int rc;

	switch (r->p.a.state) {
	case APPEAL_REVERSED: return take_back(r, NULL, e);
	case APPEAL_CHANGED: return take_back(r, instead, e);
	case APPEAL_UPHELD:
		rc = rules_found_in(r->w, r->d, r->a, r->n.id, FOUND_RIGHT, r->p.a.reasons, e);
		return rc ? rc : state_back_in(r->w, r->d, r->a, &r->n, e);
	default: return state_back_in(r->w, r->d, r->a, &r->n, e);
	}
}

static int decide_in(
	struct review *r, const struct review_ask *ask, const struct choice *instead, struct err *e)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT];
	struct record_facts facts;
	struct str detail;
	int64_t seq;
	int rc = review_step(&r->p.a, ask, r->deciders, r->deciders_n, &r->p.a, e);

	if (!rc && ask->outcome == APPEAL_CHANGED && !instead)
		rc = err_set(e, BW_EINVALID, "say what is decided instead");
	if (rc)
		return rc;
	detail = arena_printf(r->a, "%s %s %s", store_id_text('a', (uint64_t)r->p.a.id, t1),
		appeal_state_text((int)r->p.a.state), store_id_text('d', (uint64_t)r->n.id, t2));
	if (!detail.p)
		return err_nomem(e);
	record_facts_init(&facts);
	facts.said = str_of(appeal_state_text((int)r->p.a.state));
	rc = record_event(r->w, r->n.case_id, r->d->now_s, EVENT_REVIEWED, detail, &facts, &seq, e);
	if (!rc)
		rc = carry_out(r, instead, e);
	if (!rc)
		rc = store_appeal_set(r->w, &r->p, e);
	return rc ? rc : tell_appellant(r->w, r->d, r->a, &r->n, &r->p, ACT_APPEAL_OUTCOME, e);
}

int recourse_decide(const struct desk *d, struct arena *a, int64_t appeal,
	enum appeal_state outcome, struct str reasons, const struct choice *instead, struct err *e)
{
	const struct review_ask ask = { .move = REVIEW_END,
		.person = d->person,
		.outcome = outcome,
		.reasons = reasons,
		.now_s = d->now_s };
	struct review r;
	int rc = review_open(&r, d, a, appeal, e);

	if (!rc)
		rc = decide_in(&r, &ask, instead, e);
	return finish(r.w, rc, e);
}
