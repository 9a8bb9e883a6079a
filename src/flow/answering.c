/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/answering.h"

#include "base/limit.h"
#include "flow/acting.h"
#include "flow/clocks.h"
#include "flow/permit.h"
#include "flow/recourse.h"
#include "flow/step.h"
#include "flow/record.h"

#define DAY       INT64_C(86400)
#define LOOK_S    DAY /* to look again after a step was reported */
#define PROMISE_S (14 * DAY) /* a day an actor names that we wait for */

#define VERB(code) (1u << DUTY_##code)
#define ANSWER_ALL (VERB(REPLY) | VERB(REVIEW) | VERB(ACT))

struct taking {
	struct work *work;
	const struct desk *d;
	struct arena *a;
	struct letter letter; /* that was answered; a reminder leads to its request */
	struct store_answer x;
	struct hot_case h; /* of the case */
	enum harm_class harm_class;
	struct recourse_filing filing; /* APPEALED */
	struct answered *out;
};

static bool at_end(enum case_state st)
{
	return st == CASE_VERIFIED || st == CASE_CLOSED || st == CASE_REVERSED;
}

static bool is_request(const struct taking *t)
{
	return t->letter.kind == LETTER_REQUEST;
}

/* From the page of a decision: of no letter. */
static bool of_page(const struct taking *t)
{
	return !t->letter.id;
}

static int end(struct taking *t, unsigned verbs, enum duty_state to, struct err *e)
{
	size_t n;

	if (of_page(t))
		return BW_OK;
	return store_duty_end_letter(
		t->work, t->letter.id, verbs, to, t->d->now_s, t->x.event, &n, e);
}

static int next_rung(struct taking *t, struct err *e)
{
	const struct step_settings step = {
		.store = t->d->store, .know = t->d->know, .facts = t->d->facts
	};

	return step_next(t->work, &step, t->letter.case_id, t->d->now_s, e);
}

/* Somebody is to look whether it is gone; what is known already may say so. */
static int look_later(struct taking *t, struct err *e)
{
	const struct store_duty look = { .case_id = t->letter.case_id,
		.decision_id = t->letter.decision_id,
		.letter_id = t->letter.id,
		.verb = DUTY_REVIEW,
		.role = of_page(t) ? STORE_NONE : t->letter.role,
		.actor = t->letter.actor,
		.clause = STR(DUTY_LOOK),
		.started_s = t->x.answer.at_s,
		.due_s = t->d->now_s + LOOK_S,
		.remind_s = CLOCK_NONE };
	bool done;
	int64_t id;
	int rc = store_duty_put(t->work, &look, &id, &done, e);

	return rc ? rc : answering_look_in(t->work, t->d, t->a, t->letter.case_id, &done, e);
}

/* ---- one call for each kind ---- */

static int on_acknowledged(struct taking *t, struct err *e)
{
	return end(t, VERB(REPLY), DUTY_MET, e);
}

/* "the exact web address where it was seen; when it was seen, with the time zone" */
static struct str asked_for(struct taking *t)
{
	const struct answer *x = &t->x.answer;
	struct buf b;
	struct str s;

	if (!x->needs)
		return x->text;
	buf_init(&b, 16u << 10);
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (x->needs >> i & 1)
			buf_printf(&b, "%s%s", b.n ? "; " : "", evidence_ask(i));
	s = b.bad ? (struct str){ NULL, 0 } : arena_dup(t->a, buf_str(&b));
	buf_done(&b);
	return s;
}

static int on_more(struct taking *t, struct err *e)
{
	struct str words = asked_for(t);
	int rc = end(t, VERB(REPLY), DUTY_MET, e);

	if (!rc)
		rc = end(t, VERB(REVIEW) | VERB(ACT), DUTY_LIFTED, e);
	if (rc || at_end(t->h.state))
		return rc;
	if (!words.p && t->x.answer.needs)
		return err_nomem(e);
	rc = clocks_missing(t->work, t->letter.case_id, t->d->now_s, e);
	return rc ? rc
		  : acting_news(t->work, t->d, t->a, t->letter.case_id, ANSWER_MORE, &t->letter,
			    words, e);
}

/* The day they name stands for the one we named, within reason; what binds them is not theirs to move. */
static int promised(struct taking *t, struct err *e)
{
	const struct answer *x = &t->x.answer;
	const struct store_duty d = { .case_id = t->letter.case_id,
		.decision_id = t->letter.decision_id,
		.letter_id = t->letter.id,
		.verb = DUTY_ACT,
		.role = t->letter.role,
		.actor = t->letter.actor,
		.clause = STR(DUTY_PROMISED),
		.started_s = t->d->now_s,
		.due_s = x->until_s,
		.remind_s = CLOCK_NONE };
	int64_t id;
	bool fresh;
	size_t n;
	int rc = store_duty_put(t->work, &d, &id, &fresh, e);

	return rc ? rc
		  : store_duty_end_own(t->work, t->letter.case_id, t->letter.id, DUTY_ASKED,
			    DUTY_LIFTED, t->d->now_s, t->x.event, &n, e);
}

static int on_decided(struct taking *t, struct err *e)
{
	int64_t until = t->x.answer.until_s;
	int rc = end(t, VERB(REPLY) | VERB(REVIEW), DUTY_MET, e);

	if (rc || !is_request(t) || at_end(t->h.state) || until < t->d->now_s ||
		until > t->d->now_s + PROMISE_S)
		return rc;
	return promised(t, e);
}

/* The measure of the decision begins; a request that takes nothing away has none. */
static int begin_measure(struct taking *t, struct err *e)
{
	const struct answer *x = &t->x.answer;
	struct measure m;
	struct record_facts f;
	struct decided n;
	struct str words;
	int64_t seq;
	int rc = store_measure_of(t->d->store, t->a, t->letter.decision_id, &m, e);

	if (rc && rc != BW_ENOTFOUND)
		return rc;
	if (!rc && m.state == MEASURE_TO_START)
		return acting_begun_in(
			t->work, t->d, t->letter.decision_id, x->at_s, x->reference, e);
	words = arena_printf(t->a, "%.*s %.*s", STR_ARG(t->letter.actor), STR_ARG(x->action));
	if (!words.p)
		return err_nomem(e);
	n.action = STR("");
	if (t->letter.decision_id) {
		rc = store_decision_get(t->d->store, t->a, t->letter.decision_id, &n, e);
		if (rc)
			return rc;
	}
	record_facts_letter(&f, &t->letter);
	f.action = n.action; /* what was decided: what an answer calls it may be anything */
	rc = store_case_state(t->work, t->letter.case_id, CASE_ACTED, e);
	return rc ? rc
		  : record_event(t->work, t->letter.case_id, t->d->now_s, EVENT_ACTED,
			    str_trim(words), &f, &seq, e);
}

/* They say so; that it was seen is another matter (recourse_track). */
static int on_restored(struct taking *t, struct err *e)
{
	int rc = end(t, VERB(RESTORE), DUTY_MET, e);

	return rc ? rc
		  : acting_delivered_in(t->work, t->d, t->a, &t->letter, t->x.answer.reference, e);
}

static int on_acted(struct taking *t, struct err *e)
{
	int rc = end(t, ANSWER_ALL, DUTY_MET, e);

	if (rc)
		return rc;
	if (t->letter.kind == LETTER_UNDO)
		return on_restored(t, e);
	if (of_page(t) && !at_end(t->h.state))
		return look_later(t, e);
	if (!is_request(t) || at_end(t->h.state))
		return BW_OK;
	rc = begin_measure(t, e);
	return rc ? rc : look_later(t, e);
}

static int on_refused(struct taking *t, struct err *e)
{
	enum answer_reason reason;
	const char *words = "";
	int rc = end(t, ANSWER_ALL, DUTY_MET, e);

	if (rc || !is_request(t) || at_end(t->h.state))
		return rc;
	if (str_is(t->x.answer.reason, answer_reason_text(REASON_GONE)))
		return look_later(t, e);
	if (answer_reason_parse(t->x.answer.reason, &reason))
		words = answer_reason_words((int)reason);
	rc = next_rung(t, e);
	/* Their own words are for the desk: they may name people. */
	return rc ? rc
		  : acting_news(t->work, t->d, t->a, t->letter.case_id, ANSWER_REFUSED, &t->letter,
			    str_of(words), e);
}

static int on_reversed(struct taking *t, struct err *e)
{
	struct record_facts f;
	int64_t seq;
	int rc;

	if (t->letter.kind == LETTER_UNDO)
		return on_restored(t, e);
	if (!is_request(t))
		return BW_OK;
	record_facts_letter(&f, &t->letter);
	rc = store_case_state(t->work, t->letter.case_id, CASE_REVERSED, e);
	if (!rc)
		rc = record_event(t->work, t->letter.case_id, t->d->now_s, EVENT_REVERSED,
			t->letter.actor, &f, &seq, e);
	return rc ? rc
		  : acting_news(t->work, t->d, t->a, t->letter.case_id, ANSWER_REVERSED, &t->letter,
			    STR("whoever had taken the step has taken it back"), e);
}

/* Who appeals is who the letter went to; false: nobody can tell. */
static bool appellant_of(const struct letter *l, enum appellant *out)
{
	if (l->kind == LETTER_REPORTER)
		*out = APPELLANT_REPORTER;
	else if (l->role == ROLE_REGISTRANT || l->role == ROLE_OPERATOR)
		*out = APPELLANT_HOLDER;
	else if (l->role >= 0)
		*out = APPELLANT_ACTOR;
	else
		return false;
	return true;
}

/* Before the event is written, which says what is missing. */
static int appeal_of(struct taking *t, struct err *e)
{
	struct recourse_filing *f = &t->filing;
	bool mail = t->letter.channel == CHANNEL_MAIL;

	*f = (struct recourse_filing){ .text = t->x.answer.text,
		.contact = mail ? t->letter.contact : STR(""),
		.lang = t->letter.lang };
	t->out->missing = STR("it is not known who appeals");
	if (!appellant_of(&t->letter, &f->by))
		return BW_OK;
	return recourse_appealable(t->d, t->a, t->letter.decision_id, f, &t->out->missing, e);
}

static int on_appealed(struct taking *t, struct err *e)
{
	t->out->person = t->out->missing.n != 0;
	return t->out->person ? BW_OK
			      : recourse_file_in(t->work, t->d, t->a, t->letter.decision_id,
					&t->filing, &t->out->appeal, e);
}

static int follow(struct taking *t, struct err *e)
{
	switch (t->x.answer.kind) {
	case ANSWER_ACKNOWLEDGED: return on_acknowledged(t, e);
	case ANSWER_MORE: return on_more(t, e);
	case ANSWER_DECIDED: return on_decided(t, e);
	case ANSWER_ACTED: return on_acted(t, e);
	case ANSWER_REFUSED: return on_refused(t, e);
	case ANSWER_REVERSED: return on_reversed(t, e);
	case ANSWER_APPEALED: return on_appealed(t, e);
	default: return BW_OK; /* STOOD_DOWN, AUTOMATIC: nothing follows */
	}
}

/* ---- taking ---- */

/* "l-0000012 as:64500 refused not-ours"; no words of theirs: events are for ever. */
static struct str event_words(struct taking *t)
{
	const struct answer *x = &t->x.answer;
	struct str why = t->out->missing;
	char id[STORE_ID_TEXT];

	if (of_page(t))
		store_id_text('d', (uint64_t)t->letter.decision_id, id);
	else
		store_id_text('l', (uint64_t)t->letter.id, id);
	return arena_printf(t->a, "%s %s%.*s%s%s%s%.*s%s%.*s%s%s%.*s%s", id,
		of_page(t) ? "from its page: " : "", STR_ARG(t->letter.actor),
		t->letter.actor.n ? " " : "", answer_kind_text((int)x->kind),
		x->action.n ? " " : "", STR_ARG(x->action), x->reason.n ? " " : "",
		STR_ARG(x->reason), x->sure ? "" : " (for a person to read)",
		why.n ? " (for a person: " : "", STR_ARG(why), why.n ? ")" : "");
}

static int put(struct taking *t, struct err *e)
{
	struct str words = event_words(t);
	struct record_facts f;
	int rc;

	if (!words.p)
		return err_nomem(e);
	record_facts_letter(&f, &t->letter);
	f.answer = (int)t->x.answer.kind;
	rc = record_event(
		t->work, t->letter.case_id, t->d->now_s, EVENT_ANSWERED, words, &f, &t->x.event, e);
	return rc ? rc : store_answer_put(t->work, &t->x, &t->out->answer_id, e);
}

/* The letter that is meant: an answer to a reminder is one to what it reminds of. */
static int root(struct taking *t, const struct letter *l, struct err *e)
{
	t->letter = *l;
	if (l->kind != LETTER_REMINDER || !l->about)
		return BW_OK;
	return store_letter_get(t->d->store, t->a, l->about, &t->letter, e);
}

static void fill(struct taking *t, const struct answer *x)
{
	struct answer *y = &t->x.answer;

	*y = *x;
	y->case_id = t->letter.case_id;
	y->letter_id = t->letter.id;
	y->actor = t->letter.actor;
	if (y->at_s == CLOCK_NONE || y->at_s > t->d->now_s)
		y->at_s = t->d->now_s;
	if (t->harm_class == CLASS_CSAM)
		y->text = y->reference = STR("");
	else if (y->text.n > LIMIT_ANSWER_TEXT)
		y->text.n = LIMIT_ANSWER_TEXT;
	t->x.role = t->letter.role < 0 ? STORE_NONE : t->letter.role;
	t->x.taken_s = t->d->now_s;
}

static int take_in(struct taking *t, const struct letter *l, const struct answer *x, struct err *e)
{
	struct store_case c = { 0 };
	int64_t known, due;
	int rc = root(t, l, e);

	if (!rc)
		rc = store_case_load(t->work, t->a, t->letter.case_id, &c, e);
	/* A merged case leads on; its letters stay its own. */
	if (!rc && c.merged_into)
		t->letter.case_id = c.merged_into;
	if (!rc)
		rc = store_hot_get(t->work, t->letter.case_id, &t->h, e);
	if (rc)
		return rc;
	t->harm_class = c.harm_class;
	fill(t, x);
	*t->out = (struct answered){ .case_id = t->letter.case_id,
		.letter_id = t->letter.id,
		.kind = x->kind,
		.state = t->h.state,
		.missing = STR(""),
		.person = !x->sure || x->kind == ANSWER_UNKNOWN };
	rc = store_answer_known(t->d->store, &t->x.answer, &known, e);
	if (rc || known) {
		t->out->answer_id = known;
		return rc;
	}
	t->out->fresh = true;
	if (x->sure && x->kind == ANSWER_APPEALED)
		rc = appeal_of(t, e);
	if (!rc)
		rc = put(t, e);
	if (!rc && x->sure)
		rc = follow(t, e);
	if (!rc)
		rc = store_duty_first(t->work, t->letter.case_id, &due, e);
	if (!rc)
		rc = store_hot_get(t->work, t->letter.case_id, &t->h, e);
	if (!rc)
		t->out->state = t->h.state;
	return rc;
}

static int take(const struct desk *d, struct arena *a, enum permission p, const struct letter *l,
	const struct answer *x, struct answered *out, struct err *e)
{
	struct taking t = { .d = d, .a = a, .out = out };
	char id[STORE_ID_TEXT];
	int rc = permit_desk(d, p, NULL, e);

	if (!rc)
		rc = store_change_begin(d->store, &t.work, e);
	if (rc)
		return rc;
	store_id_text(l->id ? 'l' : 'd', (uint64_t)(l->id ? l->id : l->decision_id), id);
	rc = permit_record(d, t.work, p, str_of(id), e);
	if (!rc)
		rc = take_in(&t, l, x, e);
	if (!rc)
		rc = store_work_commit(t.work, e);
	store_work_free(t.work);
	return rc;
}

int answering_take(const struct desk *d, struct arena *a, struct str token, const struct answer *x,
	struct answered *out, struct err *e)
{
	struct letter l;
	int rc = store_letter_by_token(d->store, a, token, &l, e);

	if (rc)
		return rc;
	if (d->now_s > l.made_at_s + ANSWERING_TOKEN_S)
		return err_set(e, BW_EDENIED, "the token has expired");
	return take(d, a, PERMISSION_ANSWER_GIVE, &l, x, out, e);
}

int answering_take_letter(const struct desk *d, struct arena *a, int64_t letter_id,
	const struct answer *x, struct answered *out, struct err *e)
{
	struct letter l;
	int rc = store_letter_get(d->store, a, letter_id, &l, e);

	return rc ? rc : take(d, a, PERMISSION_NOTICE_SEND, &l, x, out, e);
}

/* In the place of a letter, for what came from a page. */
static struct letter no_letter(int64_t case_id, int64_t decision_id)
{
	return (struct letter){ .case_id = case_id,
		.decision_id = decision_id,
		.kind = LETTER_STATEMENT,
		.channel = CHANNEL_MANUAL,
		.role = -1,
		.actor = STR(""),
		.contact = STR(""),
		.lang = STR("") };
}

int answering_take_page(const struct desk *d, struct arena *a, const struct decided *n,
	const struct answer *x, struct answered *out, struct err *e)
{
	const struct letter l = no_letter(n->case_id, n->id);

	return take(d, a, PERMISSION_ANSWER_GIVE, &l, x, out, e);
}

int answering_confirm(const struct desk *d, struct arena *a, int64_t answer_id,
	enum answer_kind kind, int reason, struct answered *out, struct err *e)
{
	struct store_answer s;
	struct letter l;
	struct answer x;
	int rc = store_answer_get(d->store, a, answer_id, &s, e);

	if (rc)
		return rc;
	if (s.answer.sure)
		return err_set(e, BW_ECONFLICT, "the answer was sure: nothing is to be confirmed");
	x = s.answer;
	x.kind = kind;
	x.sure = true;
	x.channel = CHANNEL_MANUAL;
	if (reason != REASON_NONE)
		x.reason = str_of(answer_reason_text(reason));
	if (x.letter_id)
		return answering_take_letter(d, a, x.letter_id, &x, out, e);
	l = no_letter(x.case_id, 0);
	return take(d, a, PERMISSION_NOTICE_SEND, &l, &x, out, e);
}
