/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_appeal.c -- appeals and their review, and the page of a decision by its token. */
#include "cmd/appealing.h"
#include "cmd/facts.h"
#include "flow/desk_json.h"
#include "flow/permit.h"

#define APPEALS_SHOWN 1000

int appeal_settings(struct at_desk *t, struct recourse_settings *out, struct err *e)
{
	int rc = house_days(t->c, "appeal-days", &out->window_days, e);

	return rc ? rc : house_days(t->c, "answer-days", &out->answer_days, e);
}

static int appeal_arg(struct at_desk *t, int64_t *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	struct str text;
	uint64_t v = 0;
	int rc = at_desk_arg(t, 1, "APPEAL", &text, e);

	if (!rc && !store_id_parse('a', text, &v))
		rc = err_set(e, BW_EUSAGE, "'%s' is no appeal; they look like a-0000001",
			str_quote(text, 40, q));
	*out = (int64_t)v;
	return rc;
}

static int person_name(struct at_desk *t, int64_t id, struct str *out, struct err *e)
{
	struct store_person p;
	int rc;

	*out = (struct str){ NULL, 0 };
	if (!id)
		return BW_OK;
	rc = store_person_get(t->store, t->c->arena, id, &p, e);
	if (!rc)
		*out = p.name;
	return rc == BW_ENOTFOUND ? BW_OK : rc;
}

static int appeal_json(struct at_desk *t, const struct store_appeal *p, struct err *e)
{
	struct jw *w = &t->w;
	enum restoring how = RESTORING_NOTHING;
	struct str reviewer;
	bool back = p->a.state == APPEAL_REVERSED || p->a.state == APPEAL_CHANGED;
	int rc = person_name(t, p->a.reviewer, &reviewer, e);

	if (!rc && back)
		rc = recourse_restoring(t->store, t->c->arena, p->a.decision_id, &how, e);
	if (rc)
		return rc;
	appeal_json_open(p, t->desk.now_s, w);
	jw_kstr(w, "reviewer", reviewer);
	jw_kz(w, "restoring", back ? restoring_text((int)how) : NULL);
	jw_end(w);
	at_desk_line_end(t);
	return BW_OK;
}

static int appeal_out(struct at_desk *t, const struct store_appeal *p, bool whole, struct err *e)
{
	char a[STORE_ID_TEXT], c[STORE_ID_TEXT], d[STORE_ID_TEXT], day[CLOCK_TEXT];
	char q[QUOTE_ROOM(2000)];

	if (t->c->json)
		return appeal_json(t, p, e);
	buf_printf(&t->out, "%s  %s  %s  by the %-9s %-13s answer due %s%s\n",
		store_id_text('a', (uint64_t)p->a.id, a),
		store_id_text('c', (uint64_t)p->a.case_id, c),
		store_id_text('d', (uint64_t)p->a.decision_id, d), appellant_text((int)p->a.by),
		appeal_state_text((int)p->a.state), clock_format_date(p->a.due_s, day),
		!appeal_ended(p->a.state) && p->a.due_s < t->desk.now_s ? " (overdue)" : "");
	if (whole) {
		buf_printf(&t->out, "%s\n", str_quote(p->a.text, 2000, q));
		if (p->a.reasons.n)
			buf_printf(&t->out, "outcome: %s\n", str_quote(p->a.reasons, 2000, q));
	}
	return BW_OK;
}

static int tell(struct at_desk *t, int64_t id, struct err *e)
{
	struct store_appeal p;
	int rc = store_appeal_get(t->store, t->c->arena, id, &p, e);

	return rc ? rc : appeal_out(t, &p, true, e);
}

static int list(struct at_desk *t, struct err *e)
{
	bool all = ctx_flag(t->c, "all");
	struct store_appeal *v;
	size_t n = APPEALS_SHOWN;
	int64_t after = 0;
	int rc = permit_desk(&t->desk, PERMISSION_APPEAL_READ, NULL, e);

	while (!rc && n == APPEALS_SHOWN) {
		rc = store_appeals(t->store, t->c->arena, !all, after,
			all ? APPEALS_SHOWN : SIZE_MAX >> 1, &v, &n, e);
		for (size_t i = 0; !rc && i < n; i++) {
			after = v[i].a.id;
			rc = appeal_out(t, &v[i], false, e);
		}
		if (!all)
			break;
	}
	return rc;
}

static int show(struct at_desk *t, struct err *e)
{
	int64_t id;
	int rc = permit_desk(&t->desk, PERMISSION_APPEAL_READ, NULL, e);

	if (!rc)
		rc = appeal_arg(t, &id, e);
	return rc ? rc : tell(t, id, e);
}

static int by_opt(struct at_desk *t, enum appellant *out, struct err *e)
{
	return appellant_parse(ctx_opt(t->c, "by"), out)
		       ? BW_OK
		       : err_set(e, BW_EUSAGE, "--by is holder, reporter or actor");
}

static int file(struct at_desk *t, struct err *e)
{
	struct recourse_filing f = { .text = ctx_opt(t->c, "text"),
		.contact = ctx_opt(t->c, "contact"),
		.lang = ctx_opt(t->c, "language") };
	struct recourse_settings set;
	struct str token;
	int64_t id;
	int rc = at_desk_arg(t, 1, "TOKEN --by WHO --text WHY", &token, e);

	if (!rc)
		rc = by_opt(t, &f.by, e);
	if (!rc)
		rc = appeal_settings(t, &set, e);
	if (!rc)
		rc = recourse_file(&t->desk, t->c->arena, &set, token, &f, &id, e);
	return rc ? rc : tell(t, id, e);
}

static int withdraw(struct at_desk *t, struct err *e)
{
	struct recourse_settings set;
	enum appellant by = APPELLANT_HOLDER;
	struct str token;
	int rc = at_desk_arg(t, 1, "TOKEN --by WHO", &token, e);

	if (!rc)
		rc = by_opt(t, &by, e);
	if (!rc)
		rc = appeal_settings(t, &set, e);
	return rc ? rc : recourse_withdraw(&t->desk, t->c->arena, &set, token, by, e);
}

static int take(struct at_desk *t, struct err *e)
{
	int64_t id;
	int rc = appeal_arg(t, &id, e);

	if (!rc)
		rc = recourse_take(&t->desk, t->c->arena, id, e);
	return rc ? rc : tell(t, id, e);
}

static int instead_of(struct at_desk *t, struct choice *out, struct err *e)
{
	struct str role = ctx_opt(t->c, "role");
	enum role r;

	*out = (struct choice){ .refuse = ctx_flag(t->c, "nothing"),
		.action = ctx_opt(t->c, "step"),
		.actor = ctx_opt(t->c, "actor"),
		.role = -1,
		.exception = ctx_opt(t->c, "exception"),
		.reached = ctx_opt(t->c, "reached") };
	if (role.p && !role_parse(role, &r))
		return err_set(e, BW_EUSAGE, "--role is no role; see docs/vocabulary.md");
	if (role.p)
		out->role = (int)r;
	return BW_OK;
}

static int decide(struct at_desk *t, struct err *e)
{
	enum appeal_state outcome;
	struct choice instead;
	struct str word;
	int64_t id;
	int rc = appeal_arg(t, &id, e);

	if (!rc)
		rc = at_desk_arg(t, 2, "APPEAL upheld|changed|reversed|inadmissible", &word, e);
	if (!rc && !appeal_state_parse(word, &outcome))
		rc = err_set(
			e, BW_EUSAGE, "an appeal is upheld, changed, reversed or inadmissible");
	if (!rc)
		rc = instead_of(t, &instead, e);
	if (!rc)
		rc = recourse_decide(&t->desk, t->c->arena, id, outcome, ctx_opt(t->c, "reason"),
			outcome == APPEAL_CHANGED ? &instead : NULL, e);
	return rc ? rc : tell(t, id, e);
}

/* ---- restored? ---- */

static void open_out(struct at_desk *t, const struct recourse_open *o)
{
	char d[STORE_ID_TEXT], c[STORE_ID_TEXT];

	if (t->c->json) {
		jw_object(&t->w);
		store_id_json(&t->w, "decision", 'd', o->decision);
		store_id_json(&t->w, "case", 'c', o->case_id);
		jw_kz(&t->w, "restoring", restoring_text((int)o->how));
		jw_end(&t->w);
		buf_addc(&t->out, '\n');
		jw_init(&t->w, &t->out);
		return;
	}
	buf_printf(&t->out, "%s  %s  %s\n", store_id_text('d', (uint64_t)o->decision, d),
		store_id_text('c', (uint64_t)o->case_id, c), restoring_words((int)o->how));
}

/* track: what is not back yet; track DECISION --how TEXT: a person saw it. */
static int track(struct at_desk *t, struct err *e)
{
	struct recourse_open *v;
	size_t done, n;
	uint64_t decision;
	int rc;

	if (t->c->args_n > 1) {
		if (!store_id_parse('d', t->c->args[1], &decision))
			return err_set(e, BW_EUSAGE, "decisions look like d-0000001");
		return recourse_seen(
			&t->desk, t->c->arena, (int64_t)decision, ctx_opt(t->c, "how"), e);
	}
	rc = recourse_track(&t->desk, t->c->arena, &done, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		open_out(t, &v[i]);
	if (!rc && !t->c->json)
		buf_printf(&t->out, "%zu seen to be restored, %zu not yet\n", done, n);
	return rc;
}

static const struct verb table[] = { { "file", file }, { "withdraw", withdraw }, { "list", list },
	{ "show", show }, { "take", take }, { "decide", decide }, { "track", track } };

static int run(struct ctx *c, struct err *e)
{
	return at_desk_run(c, true, table, sizeof(table) / sizeof(table[0]), e);
}

static const char *const verbs[] = { "file", "withdraw", "list", "show", "take", "decide", "track",
	NULL };

static const struct opt opts[] = {
	{ "by", "WHO", OPT_TEXT, "file, withdraw: holder, reporter or actor", NULL },
	{ "text", "TEXT", OPT_TEXT, "file: why the decision is wrong", NULL },
	{ "contact", "ADDRESS", OPT_TEXT, "file: where the outcome is told", NULL },
	{ "language", "TAG", OPT_TEXT, "file: in which language", NULL },
	{ "all", NULL, OPT_FLAG, "list: those that have ended too", NULL },
	{ "reason", "TEXT", OPT_TEXT, "decide: the reasons of the outcome; everyone told gets them",
		NULL },
	{ "step", "ACTION", OPT_TEXT, "decide changed: what is done instead", NULL },
	{ "actor", "ID", OPT_TEXT, "decide changed: by whom", NULL },
	{ "role", "ROLE", OPT_TEXT, "decide changed: in which role", NULL },
	{ "nothing", NULL, OPT_FLAG, "decide changed: nothing is done instead", NULL },
	{ "exception", "TEXT", OPT_TEXT, "decide changed: why the holder need not be reached first",
		NULL },
	{ "reached", "TEXT", OPT_TEXT, "decide changed: how the holder was reached", NULL },
	{ "how", "TEXT", OPT_TEXT, "track DECISION: how it was seen to be restored", NULL },
	APPEALING_OPTS,
	HOUSE_OPTS,
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick appeal list", "what waits, soonest due first" },
	{ "bailiwick appeal take a-0000001 --person rita", "review it" },
	{ "bailiwick appeal decide a-0000001 reversed --person rita --reason 'the shop was "
	  "cleaned in May'",
		"take the step back, and tell everyone who was told" },
	{ "bailiwick appeal track", "is it really restored?" },
	{ NULL, NULL },
};

const struct cmd cmd_appeal = {
	.name = "appeal",
	.args = "file TOKEN|withdraw TOKEN|list|show APPEAL|take APPEAL|decide APPEAL "
		"OUTCOME|track "
		"[DECISION]",
	.help = "appeals: filed, reviewed by somebody else, carried out",
	.about = "Whoever has the token of a decision's page can appeal it, for six months at "
		 "least: the holder "
		 "or an actor a step, the reporter a refusal.  Who decided or agreed never "
		 "reviews.  An appeal "
		 "is upheld, changed, reversed or inadmissible, with reasons.  A reversal undoes "
		 "the step "
		 "through the channel that took it, tells everyone who was told, counts against "
		 "the rule and "
		 "the notifiers, and is tracked until somebody or something saw that it was "
		 "restored.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
