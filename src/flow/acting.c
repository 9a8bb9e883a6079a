/* SPDX-License-Identifier: Apache-2.0 */
/* Deciding, and the second person's word. */
#include "flow/acting.h"

#include "flow/choice.h"
#include "flow/mailing.h"
#include "flow/notifiers.h"
#include "flow/permit.h"
#include "flow/rules.h"
#include "flow/record.h"

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* "d-0000001 client-hold registrar iana:146". */
static struct str decision_detail(struct arena *a, int64_t id, const struct decided *d)
{
	char text[STORE_ID_TEXT];

	store_id_text('d', (uint64_t)id, text);
	if (!d->action.n)
		return arena_printf(a, "%s nothing is done", text);
	return arena_printf(a, "%s %.*s %s %.*s", text, STR_ARG(d->action), role_text(d->role),
		STR_ARG(d->actor));
}

/* The step ended by itself: it may be decided anew. */
static int has_ended(
	const struct desk *d, struct arena *a, int64_t decision_id, bool *yes, struct err *e)
{
	struct measure m;
	int rc = store_measure_of(d->store, a, decision_id, &m, e);

	*yes = !rc && m.state >= MEASURE_TO_END;
	return rc == BW_ENOTFOUND ? BW_OK : rc;
}

static int may_decide(const struct desk *d, struct arena *a, const struct choice *c,
	const struct chosen *x, const struct decided *n, struct err *e)
{
	struct decided *v;
	char text[STORE_ID_TEXT];
	size_t count;
	bool over;
	int rc;

	if (x->view.c.merged_into || x->view.c.state == CASE_CLOSED)
		return err_set(e, BW_ECONFLICT, "the case is %s",
			x->view.c.merged_into ? "merged into another" : "closed");
	if (x->unmet_n)
		return err_set(e, BW_EDENIED, "%.*s", STR_ARG(x->unmet[0]));
	if (c->second_person && c->second_person == n->by.person)
		return err_set(e, BW_EDENIED, "the second person is another one than who decides");
	rc = store_decisions_of(d->store, a, n->case_id, &v, &count, e);
	for (size_t i = 0; !rc && i < count; i++) {
		bool open = v[i].state == DECISION_IS_WAITING || v[i].state == DECISION_IS_IN_FORCE;

		store_id_text('d', (uint64_t)v[i].id, text);
		if (!open || v[i].id == c->follows)
			continue;
		rc = has_ended(d, a, v[i].id, &over, e);
		if (rc || over)
			continue;
		if (str_eq(v[i].action, n->action) && str_eq(v[i].actor, n->actor))
			rc = err_set(e, BW_ECONFLICT, "it was decided already: %s", text);
		else if (!n->action.n && v[i].action.n)
			rc = err_set(e, BW_ECONFLICT,
				"decision %s is in force: reverse it before the case is declined",
				text);
	}
	return rc;
}

/* How the holder was reached, in a person's words, becomes evidence like any other. */
static int keep_reached(const struct desk *d, struct work *w, struct arena *a,
	const struct choice *c, const struct chosen *x, struct err *e)
{
	const struct site *s = &x->view.site;
	struct facts f = { 0 };
	char at[CLOCK_TEXT];
	struct fact one;
	struct buf b;
	struct jw j;
	size_t fresh;
	struct str line;
	int rc;

	if (!c->reached.n || !x->view.explained)
		return BW_OK;
	buf_init(&b, 16u << 10);
	jw_init(&j, &b);
	jw_object(&j);
	jw_kz(&j, "fact", fact_kind_text(FACT_REACHED));
	jw_kstr(&j, "subject", s->registrable.n ? s->registrable : s->host);
	jw_kz(&j, "seen_at", clock_format(d->now_s, at));
	jw_kz(&j, "source", "desk");
	jw_kstr(&j, "how", c->reached);
	jw_end(&j);
	rc = jw_check(&j, e);
	line = rc ? STR("") : arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (!rc)
		rc = line.p ? fact_parse(a, line, &one, e) : err_nomem(e);
	f = (struct facts){ &one, 1, 1 };
	return rc ? rc : store_facts_put(w, &f, &fresh, e);
}

/* What was refused before is followed by what is decided now. */
static int replace(struct work *w, const struct desk *d, struct arena *a, struct decided *n,
	const struct choice *c, struct err *e)
{
	struct decided *v;
	size_t count;
	int rc = store_decisions_of(d->store, a, n->case_id, &v, &count, e);

	for (size_t i = 0; !rc && i < count; i++) {
		bool refusal = v[i].state == DECISION_IS_IN_FORCE && !v[i].action.n;

		if (!refusal && v[i].id != c->follows)
			continue;
		n->follows = v[i].id;
		if (v[i].state < DECISION_IS_REJECTED)
			rc = store_decision_move(w, v[i].id, DECISION_IS_REVERSED, 0, e);
	}
	return rc;
}

/* What it says of who reported: a step that takes something away says they were right; to do nothing, that
 * they were wrong, unless it is gone meanwhile.  A question or a warning says neither. */
static int count_in(struct work *w, const struct desk *d, struct arena *a,
	const struct case_view *view, const struct decided *n, bool soft, struct err *e)
{
	bool gone = view->explained && view->x.stack.figures.gone;

	if (n->action.n ? soft : gone)
		return BW_OK;
	return notifiers_outcome_in(
		w, d, a, n->case_id, n->action.n ? OUTCOME_CONFIRMED : OUTCOME_REJECTED, n->id, e);
}

/* What follows from a decision that is in force: its measure, its letters, the state of the case. */
static int put_in_force(struct work *w, const struct desk *d, struct arena *a,
	const struct case_view *view, const struct decided *n, bool soft, struct err *e)
{
	struct measure m = { .decision_id = n->id,
		.case_id = n->case_id,
		.state = MEASURE_TO_START,
		.from_s = CLOCK_NONE,
		.until_s = CLOCK_NONE,
		.channel = CHANNEL_MANUAL,
		.reference = STR("") };
	int64_t id;
	int rc = BW_OK;

	if (n->action.n && !soft)
		rc = store_measure_put(w, &m, &id, e);
	if (!rc)
		rc = telling_decision(w, d, a, view, n, e);
	if (!rc)
		rc = store_case_state(w, n->case_id, n->action.n ? CASE_NOTICED : CASE_REFUSED, e);
	return rc ? rc : count_in(w, d, a, view, n, soft, e);
}

static bool is_soft(const struct chosen *x)
{
	return !x->option || x->option->action->soft;
}

/* Who decides, and who agrees already, may do that; a rule is nobody. */
static int may_ask(const struct desk *d, const struct choice *c, struct err *e)
{
	const struct permit_object o = { .deciders = &d->person, .deciders_n = 1 };
	struct desk second = *d;
	int rc = c->rule.n ? BW_OK : permit_desk(d, PERMISSION_DECISION_MAKE, NULL, e);

	second.person = c->second_person;
	if (!rc && c->second_person)
		rc = permit_desk(&second, PERMISSION_DECISION_APPROVE, &o, e);
	return rc;
}

/* The first decision that relies on a pack, or on another version of it than the last one did, says so in the
 * log: who reads it later knows which text was meant. */
static int pack_noted(struct work *w, const struct desk *d, struct arena *a,
	const struct decided *n, struct err *e)
{
	struct str was = { NULL, 0 }, detail, head = arena_printf(a, "%.*s ", STR_ARG(n->pack));
	struct record_facts f;
	struct store_event *ev;
	int64_t seq;
	size_t count;
	int rc;

	if (!n->pack.n)
		return BW_OK;
	rc = store_case_events(d->store, a, 0, &ev, &count, e);
	for (size_t i = 0; !rc && head.p && i < count; i++)
		if (ev[i].kind == EVENT_PACK_CHANGED && str_starts(ev[i].detail, head))
			was = str_from(ev[i].detail, head.n);
	if (rc || (was.p && str_eq(was, n->pack_version)))
		return rc;
	detail = arena_printf(a, "%.*s%.*s", STR_ARG(head), STR_ARG(n->pack_version));
	if (!head.p || !detail.p)
		return err_nomem(e);
	record_facts_init(&f);
	f.pack = n->pack;
	f.version = n->pack_version;
	f.said = was.p ? STR("version") : STR("first-used");
	return record_event(w, 0, d->now_s, EVENT_PACK_CHANGED, detail, &f, &seq, e);
}

int command_decide_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	const struct choice *c, int64_t *decision_id, struct err *e)
{
	struct chosen x;
	struct record_facts f;
	struct decided n;
	struct str detail;
	int64_t seq;
	int rc = choice_resolve(d, a, case_id, c, &x, e);

	if (!rc)
		rc = choice_decided(d, a, c, &x, &n, e);
	if (!rc)
		rc = may_decide(d, a, c, &x, &n, e);
	if (!rc)
		rc = keep_reached(d, w, a, c, &x, e);
	if (!rc)
		rc = replace(w, d, a, &n, c, e);
	if (!rc)
		rc = store_decision_put(w, &n, &n.id, e);
	if (rc)
		return rc;
	detail = decision_detail(a, n.id, &n);
	if (!detail.p)
		return err_nomem(e);
	record_facts_decided(&f, &n);
	f.harm = x.view.c.harm;
	f.kind = (int)x.view.c.site_kind;
	f.verdict = (int)x.view.c.verdict;
	f.tier = (int)x.view.c.tier;
	rc = pack_noted(w, d, a, &n, e);
	if (!rc)
		rc = record_event(w, case_id, d->now_s, EVENT_DECIDED, detail, &f, &seq, e);
	if (!rc && n.state == DECISION_IS_IN_FORCE)
		rc = put_in_force(w, d, a, &x.view, &n, is_soft(&x), e);
	else if (!rc && n.state == DECISION_IS_WAITING && x.view.explained)
		rc = acting_news(w, d, a, case_id, ANSWER_ACKNOWLEDGED, NULL, STR(""), e);
	if (!rc && c->rule.n)
		rc = rules_decided_in(w, d, case_id, n.id, c->rule, e);
	if (!rc)
		*decision_id = n.id;
	return rc;
}

int command_decide(const struct desk *d, struct arena *a, int64_t case_id, const struct choice *c,
	int64_t *decision_id, struct err *e)
{
	struct work *w;
	char text[STORE_ID_TEXT];
	int rc = may_ask(d, c, e);

	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = permit_record(d, w, PERMISSION_DECISION_MAKE,
		str_of(store_id_text('c', (uint64_t)case_id, text)), e);
	if (!rc)
		rc = command_decide_in(w, d, a, case_id, c, decision_id, e);
	return finish(w, rc, e);
}

/* ---- the second person ---- */

static int may_approve(const struct desk *d, const struct decided *n, struct err *e)
{
	if (n->state != DECISION_IS_WAITING)
		return err_set(e, BW_ECONFLICT, "the decision waits for nobody: it is %s",
			decision_state_text((int)n->state));
	if (!d->person)
		return err_set(e, BW_EDENIED, "a second person must agree, not a program");
	if (d->person == n->by.person)
		return err_set(e, BW_EDENIED, "who decided cannot be the second person as well");
	return permit_desk(d, PERMISSION_DECISION_APPROVE,
		&(struct permit_object){ .deciders = &n->by.person, .deciders_n = 1 }, e);
}

/* The row is found again: what was chosen must still stand on the ladder. */
static int agree_in(struct work *w, const struct desk *d, struct arena *a, const struct decided *n,
	struct err *e)
{
	const struct choice again = { .action = n->action,
		.actor = n->actor,
		.role = n->role,
		.why = n->why,
		.exception = n->exception,
		.second_person = d->person };
	struct chosen x;
	int rc = choice_resolve(d, a, n->case_id, &again, &x, e);

	if (!rc && x.unmet_n)
		rc = err_set(e, BW_EDENIED, "%.*s", STR_ARG(x.unmet[0]));
	if (!rc)
		rc = store_decision_move(w, n->id, DECISION_IS_IN_FORCE, d->person, e);
	return rc ? rc : put_in_force(w, d, a, &x.view, n, is_soft(&x), e);
}

static int approve_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision_id,
	bool agree, struct str why, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct record_facts f;
	struct str detail;
	struct decided n;
	int64_t seq;
	int rc = store_decision_get(d->store, a, decision_id, &n, e);

	if (!rc)
		rc = may_approve(d, &n, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_DECISION_APPROVE,
			str_of(store_id_text('d', (uint64_t)n.id, text)), e);
	if (rc)
		return rc;
	rc = agree ? agree_in(w, d, a, &n, e)
		   : store_decision_move(w, n.id, DECISION_IS_REJECTED, d->person, e);
	detail = arena_printf(a, "%s %s%s%.*s", store_id_text('d', (uint64_t)n.id, text),
		agree ? "second person agrees" : "second person does not agree", why.n ? ": " : "",
		STR_ARG(why));
	if (!rc && !detail.p)
		rc = err_nomem(e);
	if (rc)
		return rc;
	record_facts_decided(&f, &n);
	f.said = agree ? STR("second-agreed") : STR("second-refused");
	return record_event(w, n.case_id, d->now_s, EVENT_DECIDED, detail, &f, &seq, e);
}

int command_approve(const struct desk *d, struct arena *a, int64_t decision_id, bool agree,
	struct str why, struct err *e)
{
	struct work *w;
	int rc = store_change_begin(d->store, &w, e);

	if (rc)
		return rc;
	return finish(w, approve_in(w, d, a, decision_id, agree, why, e), e);
}
