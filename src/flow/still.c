/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/still.h"

#include "flow/command.h"
#include "flow/known.h"
#include "flow/record.h"
#include "flow/step.h"
#include "store/duties.h"

/* ---- which pages ---- */

static bool there(const struct still *s, struct str url)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->url[i], url))
			return true;
	return false;
}

/* ${*whole} false: it says of something that nobody can look at. */
static int page_of(const struct desk *d, struct arena *a, struct arena *one,
	const struct store_report *r, struct still *out, bool *whole, struct err *e)
{
	struct store_stored got;
	int rc;

	*whole = r->page != 0;
	if (!*whole)
		return BW_OK;
	arena_reset(one);
	rc = store_report_get(d->store, one, r->ord, &got, e);
	if (rc || there(out, got.item.canonical))
		return rc;
	*whole = out->n < LIMIT_CASE_PAGES && !page_refused(one, got.item.canonical);
	if (!*whole)
		return BW_OK;
	out->url[out->n] = arena_dup(a, got.item.canonical);
	return out->url[out->n++].p ? BW_OK : err_nomem(e);
}

static int pages_of(const struct desk *d, struct arena *a, struct arena *one, int64_t id,
	struct still *out, struct err *e)
{
	struct store_report *v;
	size_t n;
	bool whole = true;
	int rc = store_case_reports(d->store, a, id, 0, LIMIT_CASE_REPORTS + 1, &v, &n, e);

	if (!rc && n > LIMIT_CASE_REPORTS)
		whole = false;
	for (size_t i = 0; !rc && whole && i < n; i++) {
		int64_t at = v[i].incident_at_s < d->now_s ? v[i].incident_at_s : d->now_s;

		if (v[i].erased)
			continue;
		rc = page_of(d, a, one, &v[i], out, &whole, e);
		if (at > out->seen_s)
			out->seen_s = at;
	}
	if (!whole)
		out->n = 0;
	return rc;
}

/* ---- what is known of them ---- */

/* Subjects are in lower case, paths are not: the page itself stands in the fact. */
static bool is_of(const struct fact *f, struct str url)
{
	return f->kind == FACT_CHECK && str_eq(json_text(f->body, "url"), url);
}

static void newest(const struct facts *v, struct str url, int64_t now_s, const struct fact **best)
{
	for (size_t i = 0; v && i < v->n; i++) {
		const struct fact *f = &v->v[i];

		if (is_of(f, url) && f->seen_at_s <= now_s &&
			(!*best || f->seen_at_s >= (*best)->seen_at_s))
			*best = f;
	}
}

static int looks_at(
	const struct desk *d, struct arena *a, struct str url, struct facts *out, struct err *e)
{
	struct str subject = arena_dup(a, url);
	char *p = (char *)subject.p;

	*out = (struct facts){ 0 };
	if (!p)
		return err_nomem(e);
	for (size_t k = 0; k < subject.n; k++)
		p[k] = ch_tolower(p[k]);
	if (subject.n && subject.p[subject.n - 1] == '.')
		subject.n--;
	return store_facts_about(d->store, a, subject, d->now_s, out, e);
}

static int last_of(const struct desk *d, struct arena *a, struct still *s, size_t i, struct err *e)
{
	struct facts v;
	int rc = looks_at(d, a, s->url[i], &v, e);

	if (rc)
		return rc;
	newest(&v, s->url[i], d->now_s, &s->last[i]);
	newest(d->facts, s->url[i], d->now_s, &s->last[i]);
	return BW_OK;
}

/* Somebody said that a step was taken; that nobody has looked yet is a clock. */
static int stated(const struct desk *d, struct arena *a, int64_t id, int64_t *out, struct err *e)
{
	struct store_duty *v;
	size_t n;
	int rc = store_duties_of(d->store, a, id, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (v[i].state == DUTY_RUNNING && !v[i].pack.n && str_is(v[i].clause, DUTY_LOOK) &&
			v[i].started_s > *out)
			*out = v[i].started_s;
	return rc;
}

int still_of(const struct desk *d, struct arena *a, const struct store_case *c, struct still *out,
	struct err *e)
{
	struct arena one;
	bool csam;
	int rc;

	*out = (struct still){ .seen_s = CLOCK_NONE, .stated_s = CLOCK_NONE };
	if (c->harm_class == CLASS_CSAM || c->merged_into)
		return BW_OK;
	rc = command_csam_at(d->store, a, c->site, &csam, e);
	if (rc || csam)
		return rc;
	rc = stated(d, a, c->id, &out->stated_s, e);
	if (rc || (c->verdict == VERDICT_MALICIOUS && out->stated_s == CLOCK_NONE))
		return rc;
	arena_init(&one, 0);
	rc = pages_of(d, a, &one, c->id, out, e);
	arena_done(&one);
	for (size_t i = 0; !rc && i < out->n; i++)
		rc = last_of(d, a, out, i, e);
	return rc;
}

/* ---- what that means ---- */

static bool missing(const struct fact *f)
{
	return f && str_is(json_text(f->body, "state"), "missing");
}

static int64_t since(const struct fact *f)
{
	int64_t at;

	return clock_parse(json_text(f->body, "missing_since"), &at) && at <= f->seen_at_s
		       ? at
		       : f->seen_at_s;
}

static bool sure(const struct fact *f)
{
	return missing(f) && f->seen_at_s - since(f) >= STILL_TWICE_S;
}

static int say(struct arena *a, const struct fact *f, struct still_word *out, struct err *e)
{
	char first[CLOCK_TEXT], last[CLOCK_TEXT];
	int64_t status = 404;

	(void)json_i64(json_get(f->body, "status"), &status);
	clock_format(since(f), first);
	clock_format(f->seen_at_s, last);
	out->why =
		arena_printf(a, "we looked again, and it is gone: %lld at %s, and the same at %s",
			(long long)status, first, last);
	return out->why.p ? BW_OK : err_nomem(e);
}

int still_word(const struct still *s, struct arena *a, int64_t now_s, struct still_word *out,
	struct err *e)
{
	const struct fact *last = NULL;
	bool all = s->n > 0, each = s->n > 0, back = false, later = false;

	*out = (struct still_word){ .until_s = now_s, .looked_s = CLOCK_NONE, .why = STR("") };
	for (size_t i = 0; i < s->n; i++) {
		const struct fact *f = s->last[i];

		each = each && missing(f);
		all = all && sure(f);
		back |= f && str_is(json_text(f->body, "state"), "there");
		later |= missing(f) && s->seen_s != CLOCK_NONE && s->seen_s >= since(f);
		if (f && (!last || f->seen_at_s > last->seen_at_s))
			last = f;
		if (missing(f) && since(f) + STILL_TWICE_S > out->until_s)
			out->until_s = since(f) + STILL_TWICE_S;
	}
	if (last)
		out->looked_s = last->seen_at_s;
	if (back)
		out->says = STILL_BACK;
	else if (all && !later)
		out->says = STILL_GONE;
	else if (each && !later && out->until_s > now_s)
		out->says = STILL_ONCE;
	return out->says == STILL_GONE ? say(a, last, out, e) : BW_OK;
}

/* ---- looking ---- */

static bool due(const struct fact *f, int64_t now_s, int64_t age_s)
{
	if (!f)
		return true;
	if (missing(f) && !sure(f))
		return now_s >= since(f) + STILL_TWICE_S;
	return now_s - f->seen_at_s >= age_s;
}

static int fact_of(struct arena *a, struct str url, const struct page_seen *seen,
	const struct fact *before, int64_t now_s, struct facts *out, struct err *e)
{
	char at[CLOCK_TEXT], first[CLOCK_TEXT];
	struct str line;
	struct buf b;
	struct jw j;
	int rc;

	buf_init(&b, LIMIT_FACT_BYTES);
	jw_init(&j, &b);
	jw_object(&j);
	jw_kz(&j, "fact", fact_kind_text(FACT_CHECK));
	jw_kstr(&j, "subject", url);
	jw_kstr(&j, "url", url);
	jw_kz(&j, "seen_at", clock_format(now_s, at));
	jw_kz(&j, "source", "page");
	jw_kz(&j, "state", page_state_text((int)seen->state));
	if (seen->status) {
		jw_ki64(&j, "status", seen->status);
		jw_kz(&j, "method", seen->get ? "GET" : "HEAD");
	}
	if (seen->to.n)
		jw_kstr(&j, "to", seen->to);
	jw_kz(&j, "why", seen->why);
	if (seen->state == PAGE_MISSING)
		jw_kz(&j, "missing_since",
			clock_format(missing(before) ? since(before) : now_s, first));
	jw_end(&j);
	rc = jw_check(&j, e);
	line = rc ? STR("") : arena_dup(a, buf_str(&b));
	buf_done(&b);
	out->v = ARENA_ARRAY(a, struct fact, 1);
	if (!rc && (!line.p || !out->v))
		rc = err_nomem(e);
	if (!rc)
		rc = fact_parse(a, line, &out->v[0], e);
	out->n = out->cap = 1;
	return rc;
}

int still_look(const struct post_look *look, const struct desk *d, struct arena *a, struct still *s,
	int64_t age_s, int64_t *wait_s, size_t *looked, struct err *e)
{
	bool gone = true;
	int rc = BW_OK;

	*wait_s = 0;
	*looked = 0;
	for (size_t i = 0; !rc && gone && i < s->n; i++) {
		struct page_seen seen;
		struct facts found;
		size_t fresh;

		if (due(s->last[i], d->now_s, age_s)) {
			rc = look->page(look->page_ctx, a, s->url[i], &seen, wait_s, e);
			if (rc == BW_EAGAIN || rc == BW_EDENIED)
				return BW_OK;
			if (!rc)
				rc = fact_of(a, s->url[i], &seen, s->last[i], d->now_s, &found, e);
			if (!rc)
				rc = known_keep(d->store, &found, &fresh, e);
			if (rc)
				return rc;
			s->last[i] = &found.v[0];
			++*looked;
		}
		gone = missing(s->last[i]);
	}
	return rc;
}

/* ---- what follows ---- */

static int back(const struct desk *d, const struct store_case *c, struct err *e)
{
	const struct step_settings step = { .store = d->store, .know = d->know, .facts = d->facts };
	struct record_facts f;
	struct work *w;
	int64_t seq;
	int rc = store_change_begin(d->store, &w, e);

	if (rc)
		return rc;
	record_facts_init(&f);
	rc = record_event(w, c->id, d->now_s, EVENT_RECURRED,
		STR("it answers again: a page that was gone is there"), &f, &seq, e);
	if (!rc)
		rc = store_case_state(w, c->id, CASE_OPEN, e);
	if (!rc)
		rc = step_anew(w, &step, c->id, d->now_s, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* Did our own looks settle it?  Then a page of it is known to have been gone for sure: since when; else CLOCK_NONE. */
static int was_gone(const struct desk *d, struct arena *a, const struct still *s, int64_t *since_s,
	struct err *e)
{
	int rc = BW_OK;

	*since_s = CLOCK_NONE;
	for (size_t i = 0; !rc && i < s->n; i++) {
		struct facts v;

		rc = looks_at(d, a, s->url[i], &v, e);
		for (size_t k = 0; !rc && k < v.n; k++)
			if (is_of(&v.v[k], s->url[i]) && sure(&v.v[k]) && since(&v.v[k]) > *since_s)
				*since_s = since(&v.v[k]);
	}
	return rc;
}

int still_settle(const struct desk *d, struct arena *a, const struct store_case *c,
	const struct still *s, bool *changed, struct err *e)
{
	int64_t gone_s = CLOCK_NONE;
	struct still_word w;
	int rc = still_word(s, a, d->now_s, &w, e);

	*changed = false;
	if (rc)
		return rc;
	if (w.says == STILL_BACK && c->state == CASE_VERIFIED)
		rc = was_gone(d, a, s, &gone_s, e);
	*changed = gone_s != CLOCK_NONE ||
		   (w.says == STILL_GONE && (c->state == CASE_NOTICED || c->state == CASE_ACTED));
	if (rc || !*changed)
		return rc;
	return gone_s != CLOCK_NONE ? back(d, c, e) : command_refresh(d, &c->id, 1, e);
}

int still_watch(const struct post_look *look, const struct desk *d, struct arena *a, int64_t id,
	size_t *looked, struct err *e)
{
	struct facts known = { 0 };
	struct store_case c;
	struct still s = { .n = 0 };
	bool verified, changed;
	int64_t wait_s, gone_s = CLOCK_NONE;
	int rc = store_case_get(d->store, a, id, &c, e);

	*looked = 0;
	if (rc || (c.state != CASE_VERIFIED && c.state != CASE_ACTED && c.state != CASE_NOTICED))
		return rc;
	verified = c.state == CASE_VERIFIED;
	if (verified) /* most were settled otherwise */
		rc = looks_at(d, a, c.target, &known, e);
	if (!rc && (!verified || known.n))
		rc = still_of(d, a, &c, &s, e);
	if (rc || !s.n ||
		(!verified && (s.stated_s == CLOCK_NONE || d->now_s - s.stated_s < STILL_AGE_S)))
		return rc;
	if (verified)
		rc = was_gone(d, a, &s, &gone_s, e);
	if (rc || (verified && (gone_s == CLOCK_NONE || d->now_s - gone_s > STILL_WATCH_S)))
		return rc;
	rc = still_look(look, d, a, &s, verified ? 86400 : STILL_STATED_S, &wait_s, looked, e);
	return rc || !*looked ? rc : still_settle(d, a, &c, &s, &changed, e);
}
