/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/case.h"

#include <stdio.h>

#include "base/utf8.h"
#include "flow/common.h"
#include "flow/known.h"
#include "flow/settled.h"
#include "flow/step.h"
#include "store/duties.h"

#define REPORTS_SHOWN 1000 /* of one case; their number is said */

int case_view(struct store *s, const struct knowledge *k, const struct facts *facts,
	struct arena *a, int64_t id, int64_t now_s, struct case_view *out, struct err *e)
{
	struct settled settled;
	int rc = store_case_get(s, a, id, &out->c, e);

	out->explained = false;
	if (rc || out->c.harm_class == CLASS_CSAM)
		return rc;
	rc = explain_site(a, k, out->c.target, &out->site, e);
	if (rc)
		return err_prefix(e, "case %lld: ", (long long)id);
	rc = known_facts(s, a, &out->site, facts, now_s, &out->facts, e);
	if (!rc)
		rc = settled_load(s, a, &settled, e);
	if (!rc && settled.notifiers)
		rc = store_backed_get(s, id, &out->c.backed, e);
	if (rc)
		return rc;
	out->in = (struct explain_in){ .site = &out->site,
		.harm = out->c.harm,
		.tier = out->c.tier,
		.evidence = out->c.evidence,
		.missing = out->c.missing,
		.brand = out->c.brand,
		.names_in_notice = out->c.names,
		.facts = &out->facts,
		.notifier_precision_percent = settled_percent(&settled, out->c.backed),
		.switches = settled.rule,
		.switches_n = settled.rules,
		.received_at_s = out->c.opened_at_s,
		.now_s = now_s };
	rc = step_asked(s, a, id, out->c.state, &out->in, e);
	if (!rc)
		rc = explain_full(a, k, &out->in, &out->x, e);
	/* Once somebody was asked, the clocks that run say what is due. */
	if (!rc && out->c.state != CASE_OPEN)
		rc = store_duty_soonest(s, id, &out->x.due_s, e);
	out->explained = rc == BW_OK;
	return rc;
}

/* ---- filters ---- */

static const struct {
	const char *name;
	size_t at; /* of an int in struct store_query */
	int n;
	const char *(*text)(int);
} filters[] = {
	{ "harm", offsetof(struct store_query, harm_class), CLASS_COUNT, harm_class_text },
	{ "verdict", offsetof(struct store_query, verdict), VERDICT_COUNT, verdict_text },
	{ "state", offsetof(struct store_query, state), CASE_STATE_COUNT, case_state_text },
	{ "kind", offsetof(struct store_query, kind), SITE_KIND_COUNT, site_kind_text },
	{ "role", offsetof(struct store_query, role), ROLE_COUNT, role_text },
};

const char *case_filter_name(size_t i)
{
	return i < sizeof(filters) / sizeof(filters[0]) ? filters[i].name : NULL;
}

bool case_filter(struct store_query *q, size_t i, struct str word)
{
	int *to = (int *)((char *)q + filters[i].at);
	enum harm h;
	int v = 0;

	while (v < filters[i].n && !str_is(word, filters[i].text(v)))
		v++;
	if (v < filters[i].n)
		*to = v;
	else if (to == &q->harm_class && harm_parse(word, &h))
		*to = (int)harm_class_of((int)h);
	else
		return false;
	return true;
}

/* ---- JSON ---- */

/* What is stored of a step, where it cannot be explained again. */
static void step_json(const struct store_step *p, struct jw *w)
{
	if (!p->action.n) {
		jw_null(w);
		return;
	}
	jw_object(w);
	jw_kstr(w, "action", p->action);
	jw_kz(w, "role", role_text(p->role));
	jw_kstr(w, "actor", p->actor);
	jw_kbool(w, "soft", true);
	jw_kz(w, "effect_unit", effect_text(EFFECT_NOTHING));
	jw_kz(w, "scope", "everyone");
	jw_kz(w, "stops", stops_text(STOPS_NOT));
	jw_key(w, "collateral");
	jw_object(w);
	jw_kz(w, "class", collateral_text(COLLATERAL_NONE));
	jw_key(w, "counts");
	jw_object(w);
	jw_end(w);
	jw_end(w);
	jw_key(w, "remit");
	jw_object(w);
	jw_kbool(w, "ok", true);
	jw_kz(w, "clause", "the law of its country entrusts it with such reports (not read)");
	jw_end(w);
	jw_kz(w, "reversible_within", NULL);
	jw_kz(w, "expected_time", NULL);
	jw_kz(w, "reason",
		"Goes to those whom the law entrusts with it; the address itself is not kept.");
	jw_end(w);
}

/* The stored step of a case that was not explained again: what the columns of a list need. */
static void stored_step_json(const struct store_step *p, struct jw *w)
{
	if (!p->action.n) {
		jw_null(w);
		return;
	}
	jw_object(w);
	jw_kstr(w, "action", p->action);
	jw_kz(w, "role", p->role == STORE_NONE ? NULL : role_text(p->role));
	jw_kstr(w, "actor", p->actor);
	jw_kz(w, "effect_unit", p->effect == STORE_NONE ? NULL : effect_text(p->effect));
	jw_key(w, "collateral");
	jw_object(w);
	jw_kz(w, "class", p->collateral == STORE_NONE ? NULL : collateral_text(p->collateral));
	jw_end(w);
	jw_end(w);
}

static void proposal_json(const struct case_view *v, struct jw *w)
{
	jw_key(w, "proposal");
	if (!v->explained && v->c.harm_class != CLASS_CSAM)
		stored_step_json(&v->c.proposal, w);
	else if (!v->explained)
		step_json(&v->c.proposal, w);
	else if (v->x.decision.proposal)
		option_json(v->x.decision.proposal, w);
	else
		jw_null(w);
	jw_key(w, "ladder");
	jw_array(w);
	for (size_t i = 0; v->explained && i < v->x.ladder.rung_n; i++)
		option_json(&v->x.ladder.v[i], w);
	jw_end(w);
}

void case_json_open(const struct case_view *v, struct jw *w)
{
	const struct store_case *c = &v->c;

	jw_object(w);
	store_id_json(w, "id", 'c', c->id);
	jw_kstr(w, "site", c->site);
	jw_kz(w, "site_kind", site_kind_text((int)c->site_kind));
	jw_kz(w, "harm", harm_text(c->harm));
	jw_kz(w, "harm_class", harm_class_text((int)c->harm_class));
	jw_kz(w, "state", case_state_text((int)c->state));
	jw_ki64(w, "reports", c->reports);
	jw_ktime(w, "first_seen", c->opened_at_s);
	jw_ktime(w, "last_seen", c->last_seen_s);
	jw_kz(w, "verdict",
		verdict_text((int)(v->explained ? v->x.ladder.judgement.verdict : c->verdict)));
	jw_kz(w, "decision",
		decision_kind_text((enum decision_kind)(
			v->explained ? (int)v->x.decision.kind : c->decision)));
	jw_kz(w, "evidence_tier", tier_text((int)c->tier));
	proposal_json(v, w);
	jw_kstr(w, "country", c->country.n ? c->country : (struct str){ NULL, 0 });
	jw_ktime(w, "due", v->explained ? v->x.due_s : c->due_s);
	if (c->recurrences)
		jw_ki64(w, "recurrences", c->recurrences);
	if (c->merged_into)
		store_id_json(w, "merged_into", 'c', c->merged_into);
}

static void evidence_json(evidence_set set, bool ask, struct jw *w)
{
	jw_array(w);
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		if (!(set >> i & 1))
			continue;
		if (!ask) {
			jw_z(w, evidence_text(i));
			continue;
		}
		jw_object(w);
		jw_kz(w, "kind", evidence_text(i));
		jw_kz(w, "ask", evidence_ask(i));
		jw_end(w);
	}
	jw_end(w);
}

static void guesses_json(const struct report *r, struct jw *w)
{
	jw_key(w, "guesses");
	jw_array(w);
	for (size_t i = 0; i < r->guesses_n; i++) {
		jw_object(w);
		jw_kstr(w, "field", r->guesses[i].field);
		jw_kstr(w, "value", r->guesses[i].value);
		jw_kstr(w, "why", r->guesses[i].why);
		jw_end(w);
	}
	jw_end(w);
}

static int report_json(struct store *s, const struct case_view *v, const struct store_report *row,
	struct arena *a, struct jw *w, struct err *e)
{
	struct store_stored got;
	struct report r;
	int rc = store_report_get(s, a, row->ord, &got, e);

	if (!rc)
		rc = report_parse(a, got.item.compact, &r, e);
	if (rc)
		return rc;
	jw_object(w);
	store_id_json(w, "id", 'r', (int64_t)row->ord);
	jw_ktime(w, "received_at", got.received_at_s);
	jw_ktime(w, "incident_at", r.incident_at_s);
	jw_kz(w, "format", format_text((int)r.format));
	jw_kz(w, "harm", harm_text(r.harm));
	jw_kstr(w, "reporter", row->reporter);
	if (row->erased)
		jw_kbool(w, "erased", true);
	jw_kstr(w, "target", v->explained ? got.item.canonical : (struct str){ NULL, 0 });
	jw_ki64(w, "names_in_notice", got.item.names);
	jw_kz(w, "evidence_tier", tier_text((int)r.tier));
	jw_key(w, "evidence");
	evidence_json(r.evidence, false, w);
	jw_key(w, "missing");
	evidence_json(r.missing, false, w);
	if (r.brand.n)
		jw_kstr(w, "brand", r.brand);
	if (r.note.n)
		jw_kstr(w, "note", r.note);
	guesses_json(&r, w);
	jw_ki64(w, "raw_bytes", (int64_t)got.raw.n);
	if (row->via)
		store_id_json(w, "via", 'c', row->via);
	jw_end(w);
	return BW_OK;
}

static int reports_json(
	struct store *s, const struct case_view *v, struct arena *a, struct jw *w, struct err *e)
{
	struct store_report *r;
	struct arena one;
	size_t n;
	int rc = store_case_reports(s, a, v->c.id, 0, REPORTS_SHOWN, &r, &n, e);

	if (rc)
		return rc;
	jw_key(w, "report_list");
	jw_array(w);
	arena_init(&one, 0);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = report_json(s, v, &r[i], &one, w, e);
		arena_reset(&one);
	}
	arena_done(&one);
	jw_end(w);
	return rc;
}

int case_json_more(
	struct store *s, const struct case_view *v, struct arena *a, struct jw *w, struct err *e)
{
	struct store_event *ev;
	struct common *common;
	size_t n, common_n;
	int rc;

	jw_key(w, "evidence");
	evidence_json(v->c.evidence, false, w);
	jw_key(w, "missing");
	evidence_json(v->c.missing, true, w);
	jw_ktime(w, "worked_at", v->c.worked_at_s);
	if (v->explained) {
		jw_key(w, "explanation");
		explain_json(&v->x, &v->in, w);
	} else if (v->c.routing.n) {
		jw_key(w, "routing");
		jw_raw(w, v->c.routing);
	}
	rc = common_of(s, a, v, &common, &common_n, e);
	if (rc)
		return rc;
	jw_key(w, "in_common");
	common_json(common, common_n, w);
	rc = reports_json(s, v, a, w, e);
	if (!rc)
		rc = store_case_events(s, a, v->c.id, &ev, &n, e);
	if (rc)
		return rc;
	jw_key(w, "timeline");
	jw_array(w);
	for (size_t i = 0; i < n; i++) {
		jw_object(w);
		jw_ki64(w, "event", ev[i].seq);
		jw_ktime(w, "at", ev[i].at_s);
		jw_kz(w, "kind", store_event_text((int)ev[i].kind));
		if (ev[i].detail.n)
			jw_kstr(w, "detail", ev[i].detail);
		if (ev[i].undoes)
			jw_ki64(w, "undoes", ev[i].undoes);
		jw_end(w);
	}
	jw_end(w);
	return BW_OK;
}

/* ---- for people ---- */

/* ${text}, quoted and cut or filled up to ${cols} columns; 0 columns: as it is. */
static void cell(struct buf *b, struct str text, size_t cols)
{
	char q[QUOTE_ROOM(200)];
	struct str s;
	size_t n;

	str_quote(text, 200, q);
	s = str_of(q);
	n = utf8_count(s);
	if (cols && n > cols) {
		size_t at = 0;

		for (size_t k = 0; k + 1 < cols; k++) {
			uint32_t u;
			size_t len = utf8_decode(str_from(s, at), &u);

			at += len ? len : 1;
		}
		buf_add(b, str_sub(s, 0, at));
		buf_addz(b, "…");
		n = cols;
	} else {
		buf_add(b, s);
	}
	for (; n < cols; n++)
		buf_addc(b, ' ');
	buf_addz(b, cols ? "  " : "");
}

struct column {
	const char *head;
	int least, share; /* columns at the least, and the share of what is more */
	int rank; /* on a narrow terminal the highest go first; 0 always stays */
};

static const struct column columns[] = {
	{ "CASE", 9, 0, 0 },
	{ "SITE", 20, 6, 0 },
	{ "HARM", 9, 0, 1 },
	{ "REPORTS", 7, 0, 0 },
	{ "VERDICT", 11, 0, 3 },
	{ "PROPOSED", 16, 1, 0 },
	{ "WHO IS ASKED", 16, 4, 0 },
	{ "BREAKS", 7, 0, 2 },
	{ "THEN", 21, 0, 4 },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* The columns of rank ${rank} and less, at the least; their shares in ${*shares}. */
static int least_width(int rank, int *shares)
{
	int least = -2; /* nothing follows the last */

	*shares = 0;
	for (size_t k = 0; k < COLUMNS; k++)
		if (columns[k].rank <= rank) {
			least += columns[k].least + 2;
			*shares += columns[k].share;
		}
	return least;
}

/* 0: the column is left out.  The last that is shown is cut as the others are, but not filled up. */
static size_t width_of(const struct case_table *t, size_t i)
{
	int rank = 4, shares, least;

	while ((least = least_width(rank, &shares)) > t->width && rank > 0 && t->width > 0)
		rank--;
	if (columns[i].rank > rank)
		return 0;
	if (t->width <= least)
		return (size_t)columns[i].least;
	return (size_t)columns[i].least +
	       (size_t)(t->width - least) * (size_t)columns[i].share / (size_t)shares;
}

static void table_line(const struct case_table *t, const struct str *text, struct buf *b)
{
	size_t last = 0, end;

	for (size_t i = 0; i < COLUMNS; i++)
		if (width_of(t, i))
			last = i;
	for (size_t i = 0; i <= last; i++)
		if (width_of(t, i))
			cell(b, text[i], width_of(t, i));
	for (end = b->n; end > 0 && b->p[end - 1] == ' '; end--)
		;
	b->n = end;
}

/* On a narrow terminal: what the line had no room for, on a line of its own. */
static void table_rest(const struct case_table *t, const struct str *text, struct buf *b)
{
	static const char *const words[COLUMNS] = {
		[2] = "", [4] = "", [7] = "breaks ", [8] = "then "
	};
	const char *sep = "           ";
	bool any = false;

	for (size_t i = 0; i < COLUMNS; i++) {
		if (width_of(t, i) || str_is(text[i], "-"))
			continue;
		buf_printf(b, "%s%s%s%.*s", any ? "" : t->dim, sep, words[i] ? words[i] : "",
			STR_ARG(text[i]));
		sep = ", ";
		any = true;
	}
	if (any) {
		buf_addz(b, t->reset);
		buf_addc(b, '\n');
	}
}

void case_table_head(const struct case_table *t, struct buf *b)
{
	struct str text[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		text[i] = str_of(columns[i].head);
	buf_addz(b, t->bold);
	table_line(t, text, b);
	buf_addz(b, t->reset);
	buf_addc(b, '\n');
}

void case_table_foot(const struct case_table *t, struct buf *b)
{
	static const char *const words[] = {
		[DECISION_PROPOSE] = "proposed, for a person to decide",
		[DECISION_ACT] = "decided by a rule",
		[DECISION_ASK] = "wait for evidence from the reporter",
		[DECISION_DESK] = "for a person to look at, as no step fits",
		[DECISION_REFER] = "referred to the hotline and the police",
		[DECISION_REFUSE] = "refused, with reasons",
	};
	const char *sep = ": ";

	if (!t->rows)
		return;
	buf_printf(b, "\n%zu %s", t->rows, t->rows == 1 ? "case" : "cases");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (t->by_decision[i]) {
			buf_printf(b, "%s%zu %s", sep, t->by_decision[i], words[i]);
			sep = "; ";
		}
	buf_addc(b, '\n');
}

static struct str actor_words(const struct store_step *p)
{
	return p->actor.n              ? p->actor
	       : p->role == STORE_NONE ? STR("-")
				       : str_of(role_text(p->role));
}

void case_table_row(struct case_table *t, const struct case_view *v, struct buf *b)
{
	const struct store_case *c = &v->c;
	char id[STORE_ID_TEXT], count[24];
	const char *loud = c->proposal.collateral >= COLLATERAL_HIGH ? t->red
			   : c->state != CASE_OPEN                   ? t->dim
								     : "";
	struct str text[COLUMNS] = { str_of(store_id_text('c', (uint64_t)c->id, id)), c->site,
		str_of(harm_class_text((int)c->harm_class)), { count, 0 },
		str_of(verdict_text((int)c->verdict)),
		c->proposal.action.n ? c->proposal.action
				     : str_of(decision_kind_text((enum decision_kind)c->decision)),
		actor_words(&c->proposal),
		c->proposal.collateral == STORE_NONE
			? STR("-")
			: str_of(collateral_text(c->proposal.collateral)),
		c->next.action.n ? c->next.action : STR("-") };

	snprintf(count, sizeof(count), "%u", c->reports);
	text[3] = str_of(count);
	if (c->decision == DECISION_ASK && c->names > 1)
		text[6] = STR("notifier, each");
	buf_addz(b, loud);
	table_line(t, text, b);
	if (*loud)
		buf_addz(b, t->reset);
	buf_addc(b, '\n');
	table_rest(t, text, b);
	t->rows++;
	if (c->decision >= 0 && c->decision <= DECISION_REFUSE)
		t->by_decision[c->decision]++;
}

static void line(struct buf *b, const char *what, struct str text)
{
	char q[QUOTE_ROOM(400)];

	if (text.n)
		buf_printf(b, "  %-12s %s\n", what, str_quote(text, 400, q));
}

static void line_time(struct buf *b, const char *what, int64_t at_s)
{
	char text[CLOCK_TEXT];

	if (at_s != CLOCK_NONE)
		line(b, what, str_of(clock_format(at_s, text)));
}

static void line_evidence(struct buf *b, const char *what, evidence_set set, bool ask)
{
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (set >> i & 1) {
			line(b, what, str_of(ask ? evidence_ask(i) : evidence_text(i)));
			what = "";
		}
}

static int page_reports(
	struct store *s, const struct case_view *v, struct arena *a, struct buf *b, struct err *e)
{
	struct store_report *r;
	char id[STORE_ID_TEXT], q[QUOTE_ROOM(60)];
	size_t n;
	int rc = store_case_reports(s, a, v->c.id, 0, 20, &r, &n, e);

	if (rc)
		return rc;
	buf_printf(b, "\nReports (%u)\n", v->c.reports);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "  %s  %-24s %-11s %s\n", store_id_text('r', r[i].ord, id),
			harm_text(r[i].harm), tier_text((int)r[i].tier),
			r[i].erased ? "(erased)" : str_quote(r[i].reporter, 60, q));
	if (n < v->c.reports)
		buf_printf(b, "  and %u more\n", v->c.reports - (uint32_t)n);
	return BW_OK;
}

/* What was taken out, when and why: whoever reads the page must know that it says less than was reported. */
static int page_erased(
	struct store *s, const struct case_view *v, struct arena *a, struct buf *b, struct err *e)
{
	char at[CLOCK_TEXT], q[QUOTE_ROOM(400)];
	struct store_event *ev;
	size_t n;
	int rc = store_case_events(s, a, v->c.id, &ev, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (ev[i].kind == EVENT_ERASED)
			buf_printf(b, "  %-12s %s, %s\n", "erased", clock_format(ev[i].at_s, at),
				str_quote(ev[i].detail, 400, q));
	return rc;
}

static int page_timeline(
	struct store *s, const struct case_view *v, struct arena *a, struct buf *b, struct err *e)
{
	char at[CLOCK_TEXT], q[QUOTE_ROOM(200)];
	struct store_event *ev;
	size_t n;
	int rc = store_case_events(s, a, v->c.id, &ev, &n, e);

	if (rc)
		return rc;
	buf_addz(b, "\nTimeline\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "  %s  %s%s%s\n", clock_format(ev[i].at_s, at),
			store_event_text((int)ev[i].kind), ev[i].detail.n ? ": " : "",
			str_quote(ev[i].detail, 200, q));
	return BW_OK;
}

int case_page(struct store *s, const struct case_view *v, struct arena *a, const struct layout *how,
	struct buf *b, struct err *e)
{
	const struct store_case *c = &v->c;
	char id[STORE_ID_TEXT];
	int rc;

	buf_printf(b, "Case %s\n", store_id_text('c', (uint64_t)c->id, id));
	line(b, "site", c->site);
	line(b, "harm", str_of(harm_text(c->harm)));
	line(b, "state", str_of(case_state_text((int)c->state)));
	if (c->merged_into)
		line(b, "merged into", str_of(store_id_text('c', (uint64_t)c->merged_into, id)));
	line_time(b, "first seen", c->opened_at_s);
	line_time(b, "last seen", c->last_seen_s);
	rc = page_erased(s, v, a, b, e);
	if (rc)
		return rc;
	line_time(b, "due", v->explained ? v->x.due_s : c->due_s);
	line(b, "evidence", str_of(tier_words((int)c->tier)));
	line_evidence(b, "there is", c->evidence, false);
	line_evidence(b, "to ask for", c->missing, true);
	if (v->explained) {
		buf_addc(b, '\n');
		explain_print(&v->x, &v->in, how, b);
	} else {
		line(b, "goes to", actor_words(&c->proposal));
		line(b, "", STR("and to nobody else; the address itself is not kept"));
	}
	rc = page_reports(s, v, a, b, e);
	return rc ? rc : page_timeline(s, v, a, b, e);
}
