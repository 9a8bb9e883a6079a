/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a report, for whoever filed it: states, times and roles; nothing that others wrote. */
#include "format/json.h"
#include "store/ledger_rows.h"
#include "store/outbox.h"
#include "store/tracking.h"
#include "web/asking.h"
#include "web/draw.h"
#include "web/report_form.h"
#include "web/tongue.h"

struct followed {
	uint64_t ord;
	bool worked; /* else it is safe, and not looked at yet */
	struct store_stored got;
	struct report rep;
	bool has_case, csam;
	struct store_case c;
	struct decided *d; /* in force or reversed, oldest first */
	size_t d_n;
	struct letter *l;
	size_t l_n;
	bool logged;
	uint64_t index;
	struct str origin;
};

static const char *const words[CASE_STATE_COUNT] = {
	[CASE_OPEN] = N_("It is there, and waits for a person to decide."),
	[CASE_NOTICED] = N_("It was passed on. An answer is awaited."),
	[CASE_ACTED] = N_("A step was taken. Whether it worked is looked at."),
	[CASE_VERIFIED] = N_("It is gone: we looked."),
	[CASE_CLOSED] = N_("It is closed."),
	[CASE_REFUSED] =
		N_("Nothing is done about it. Why is said below, and you can ask for a review."),
	[CASE_APPEALED] = N_("A review was asked for."),
	[CASE_REVERSED] = N_("A step was taken back."),
};

static int none_is_fine(int rc, struct err *e)
{
	if (rc == BW_ENOTFOUND) {
		*e = (struct err){ 0 };
		return BW_OK;
	}
	return rc;
}

static int of_log(struct request *r, struct followed *x, struct err *e)
{
	struct store *s = r->web->set->store;
	struct store_head head;
	bool found = false;
	int rc = store_index_of_report(s, x->ord, &x->index, e);

	if (rc)
		return none_is_fine(rc, e);
	rc = store_head_get(s, r->a, &head, &found, e);
	x->logged = !rc && found && x->index < head.size;
	if (x->logged)
		x->origin = str_sub(head.note, 0, str_find_byte(head.note, '\n', 0));
	return rc;
}

static int of_case(struct request *r, struct followed *x, struct err *e)
{
	struct store *s = r->web->set->store;
	struct outbox_query q;
	size_t n = 0;
	int64_t id;
	int rc = store_case_at(s, x->got.item.site, x->got.item.harm_class, &id, e);

	if (rc || !id)
		return rc;
	rc = store_case_get(s, r->a, id, &x->c, e);
	if (!rc && x->c.merged_into)
		rc = store_case_get(s, r->a, x->c.merged_into, &x->c, e);
	if (rc)
		return none_is_fine(rc, e);
	x->has_case = true;
	rc = store_decisions_of(s, r->a, x->c.id, &x->d, &x->d_n, e);
	for (size_t i = 0; !rc && i < x->d_n; i++)
		if (x->d[i].state == DECISION_IS_IN_FORCE || x->d[i].state == DECISION_IS_REVERSED)
			x->d[n++] = x->d[i];
	x->d_n = n;
	outbox_query_init(&q);
	q.case_id = x->c.id;
	return rc ? rc : store_letters(s, r->a, &q, &x->l, &x->l_n, e);
}

static int follow(struct request *r, struct followed *x, struct err *e)
{
	struct store *s = r->web->set->store;
	int rc;

	*x = (struct followed){ 0 };
	if (!tracking_find(s, r->params[0], &x->ord))
		return err_set(e, BW_ENOTFOUND,
			"no report is followed at this address; copy it whole, as you were given "
			"it");
	rc = store_report_get(s, r->a, x->ord, &x->got, e);
	if (rc == BW_ENOTFOUND)
		return none_is_fine(rc, e);
	if (!rc)
		rc = report_parse(r->a, x->got.item.compact, &x->rep, e);
	if (rc)
		return rc;
	x->worked = true;
	x->csam = x->got.item.harm_class == CLASS_CSAM;
	rc = of_case(r, x, e);
	return rc ? rc : of_log(r, x, e);
}

static bool went_out(const struct letter *l)
{
	return (l->kind == LETTER_REQUEST || l->kind == LETTER_COMMAND) &&
	       (l->state == LETTER_IS_SENT || l->state == LETTER_IS_DELIVERED);
}

static struct str plain_words(struct request *r, const struct decided *d)
{
	struct json *v = NULL;
	struct err e;

	if (!d->reasons.n || json_parse(r->a, d->reasons, &v, &e))
		return STR("");
	return json_text(v, "plain");
}

/* The page of a refusal is for whoever reported.  That of a step is for whoever is hit: on it one can say that
 * it is repaired, which is not for others to say. */
static bool reviewable(const struct decided *d)
{
	return !d->action.n && d->token.n;
}

/* ---- JSON ---- */

static void decisions_json(struct request *r, const struct followed *x, struct jw *w)
{
	jw_key(w, "decisions");
	jw_array(w);
	for (size_t i = 0; i < x->d_n; i++) {
		const struct decided *d = &x->d[i];

		jw_object(w);
		jw_ktime(w, "at", d->at_s);
		jw_kz(w, "state", decision_state_text((int)d->state));
		jw_kstr(w, "action", d->action);
		jw_kz(w, "role", d->action.n ? role_text(d->role) : NULL);
		jw_kstr(w, "why", plain_words(r, d));
		jw_kstr(w, "statement",
			reviewable(d) ? arena_printf(r->a, "/statement/%.*s", STR_ARG(d->token))
				      : (struct str){ NULL, 0 });
		jw_end(w);
	}
	jw_end(w);
}

static int as_json(struct request *r, const struct followed *x, struct reply *out, struct err *e)
{
	char id[STORE_ID_TEXT];
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kz(&w, "id", store_id_text('r', x->ord, id));
	jw_ktime(&w, "received_at", x->worked ? x->got.received_at_s : CLOCK_NONE);
	jw_kz(&w, "harm", x->worked ? harm_text(x->rep.harm) : NULL);
	jw_kz(&w, "state", x->has_case ? case_state_text((int)x->c.state) : "received");
	jw_kbool(&w, "folded", x->has_case && x->c.reports > 1);
	jw_key(&w, "log_index");
	if (x->logged)
		jw_u64(&w, x->index);
	else
		jw_null(&w);
	jw_kstr(&w, "log_origin", x->origin);
	jw_key(&w, "missing");
	jw_array(&w);
	for (int i = 0; x->worked && i < EVIDENCE_COUNT; i++)
		if (x->rep.missing >> i & 1)
			jw_z(&w, evidence_text(i));
	jw_end(&w);
	jw_key(&w, "passed_on");
	jw_array(&w);
	for (size_t i = 0; i < x->l_n; i++) {
		if (!went_out(&x->l[i]))
			continue;
		jw_object(&w);
		jw_kz(&w, "role", role_text(x->l[i].role));
		jw_ktime(&w, "at", x->l[i].sent_at_s);
		jw_end(&w);
	}
	jw_end(&w);
	decisions_json(r, x, &w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- the page ---- */

static void receipt(struct html *h, const struct followed *x)
{
	char id[STORE_ID_TEXT], key[33];

	html_put(h,
		"<h2>%m</h2>\n<dl class=\"pairs\"><dt>%m</dt><dd><bdi><code>%z</code></bdi></dd>\n",
		N_("Proof of receipt"), N_("Number"), store_id_text('r', x->ord, id));
	if (x->worked) {
		html_put(h, "<dt>%m</dt><dd>", N_("Received"));
		page_time(h, x->got.received_at_s);
		html_put(h, "</dd>\n<dt>%m</dt><dd><bdi><code>%z</code></bdi></dd>\n",
			N_("Fingerprint"), report_key_text(x->got.item.key, key));
	}
	if (x->logged)
		html_put(h, "<dt>%m</dt><dd>%m <bdi>%d</bdi>, <bdi><code>%s</code></bdi></dd>\n",
			N_("In the public log"), N_("entry"), (int64_t)x->index, x->origin);
	else
		html_put(h, "<dt>%m</dt><dd>%m</dd>\n", N_("In the public log"), N_("not yet"));
	html_put(h, "</dl>\n");
}

static void decision(struct request *r, struct html *h, const struct decided *d)
{
	struct str why = plain_words(r, d);
	const char *step = draw_step(d->action, d->role);

	html_put(h, "<li>");
	page_time(h, d->at_s);
	if (*step)
		html_put(h, "%m: <b>%m</b> (%m)", N_("Decided"), step, role_words(d->role));
	else
		html_put(h, "<b>%m</b>", N_("Decided: nothing is done"));
	if (d->state == DECISION_IS_REVERSED)
		html_put(h, " <span class=\"tag warn\">%m</span>", N_("taken back"));
	if (why.n)
		html_put(h, "<p lang=\"en\" dir=\"ltr\">%s</p>", why);
	if (reviewable(d))
		html_put(h, "<p><a href=%u>%m</a></p>",
			arena_printf(r->a, "/statement/%.*s", STR_ARG(d->token)),
			N_("The reasons in full, and how to ask for a review"));
	html_put(h, "</li>\n");
}

static void passed_on(struct html *h, const struct letter *l)
{
	html_put(h, "<li>");
	page_time(h, l->sent_at_s);
	html_put(h, "%m: <b>%m</b></li>\n", N_("Passed on to"), role_words(l->role));
}

static void course(struct request *r, struct html *h, const struct followed *x)
{
	size_t k = 0;

	html_put(h, "<h2>%m</h2>\n<ol class=\"time\">\n<li>", N_("What happened"));
	page_time(h, x->got.received_at_s);
	html_put(h, "%m</li>\n", N_("Received"));
	if (x->has_case && x->c.reports > 1)
		html_put(h, "<li>%m</li>\n", N_("Put together with other reports about the same"));
	for (size_t i = 0; i < x->d_n; i++) {
		for (; k < x->l_n && x->l[k].decision_id < x->d[i].id; k++)
			if (went_out(&x->l[k]))
				passed_on(h, &x->l[k]);
		decision(r, h, &x->d[i]);
	}
	for (; k < x->l_n; k++)
		if (went_out(&x->l[k]))
			passed_on(h, &x->l[k]);
	html_put(h, "</ol>\n");
}

static void missing(struct html *h, const struct followed *x)
{
	if (!x->rep.missing || x->d_n)
		return;
	html_put(h, "<h2>%m</h2>\n<ul>\n", N_("What would help"));
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (x->rep.missing >> i & 1)
			html_put(h, "<li>%m</li>\n", evidence_ask(i));
	html_put(h, "</ul>\n");
}

/* Whom it reaches, as the form said before it was sent. */
static void reach(struct request *r, struct html *h, const struct followed *x)
{
	struct asking q = { .name = x->got.item.canonical,
		.in = { .harm = x->rep.harm,
			.tier = TIER_ACTIONABLE,
			.names_in_notice = 1,
			.received_at_s = x->got.received_at_s,
			.now_s = r->now_s } };
	struct err ignored;

	if (x->csam || x->d_n || !q.name.n || asking_answer(r, &q, &ignored))
		return;
	report_form_reach(h, &q);
}

int web_track(struct request *r, struct reply *out, struct err *e)
{
	const struct page_look look = { .title = N_("Your report"), .here = "", .narrow = true };
	struct followed x;
	struct html h;
	int rc = follow(r, &x, e);

	if (rc)
		return rc;
	if (r->json)
		return as_json(r, &x, out, e);
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("Your report"));
	if (x.worked && !x.csam) {
		html_put(&h, "<p>%m: ", harm_class_words((int)x.got.item.harm_class));
		page_defanged(&h, x.got.item.canonical);
		html_put(&h, "</p>\n");
	}
	html_put(&h, "<p class=\"say %z\">%m</p>\n",
		x.has_case && (x.c.state == CASE_VERIFIED || x.c.state == CASE_CLOSED) ? "good"
										       : "",
		!x.has_case ? N_("It is received and safe. It is being looked at.")
		: x.csam    ? N_("It is received, and for the hotline and the police alone.")
			    : words[x.c.state]);
	if (x.worked) {
		reach(r, &h, &x);
		course(r, &h, &x);
		missing(&h, &x);
	}
	receipt(&h, &x);
	html_put(&h, "<p class=\"soft\">%m</p>\n",
		N_("Whoever has the address of this page can see it. Keep it, and come back when "
		   "you like."));
	return page_end(r, out, &h, e);
}
