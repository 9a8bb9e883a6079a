/* SPDX-License-Identifier: Apache-2.0 */
/* restoring.c -- was what was reversed restored?  recourse_track and recourse_seen. */
#include "flow/known.h"
#include "flow/permit.h"
#include "flow/record.h"
#include "flow/recourse.h"
#include "store/duties.h"

#define TRACK_MOST 10000

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

static int seen_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	struct str how, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct decided n;
	struct record_facts facts;
	struct measure m;
	struct str detail;
	int64_t seq;
	size_t ended;
	int rc = store_decision_get(d->store, a, decision, &n, e);

	if (!rc)
		rc = store_measure_of(d->store, a, decision, &m, e);
	if (!rc && (n.state != DECISION_IS_REVERSED || m.restored))
		rc = err_set(e, BW_ECONFLICT,
			m.restored ? "it was seen to be restored already"
				   : "the decision was not reversed");
	if (rc)
		return rc;
	m.restored = true;
	m.state = MEASURE_ENDED;
	detail = arena_printf(
		a, "%s %.*s", store_id_text('d', (uint64_t)decision, text), STR_ARG(how));
	rc = detail.p ? store_measure_set(w, &m, e) : err_nomem(e);
	record_facts_init(&facts);
	facts.action = n.action;
	facts.role = n.role;
	facts.effect = (int)n.effect;
	if (!rc)
		rc = record_event(w, n.case_id, d->now_s, EVENT_RESTORED, detail, &facts, &seq, e);
	return rc ? rc
		  : store_duty_end_own(
			    w, n.case_id, 0, DUTY_TAKE_BACK, DUTY_MET, d->now_s, seq, &ended, e);
}

int recourse_seen(
	const struct desk *d, struct arena *a, int64_t decision, struct str how, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct work *w;
	int rc = permit_desk(d, PERMISSION_NOTICE_SEND, NULL, e);

	if (!rc && (how.n == 0 || how.n > 1000))
		rc = err_set(e, BW_EINVALID, "say how it was seen in 1 to 1000 bytes");
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = seen_in(w, d, a, decision, how, e);
	if (!rc)
		rc = permit_record(d, w, PERMISSION_NOTICE_SEND,
			str_of(store_id_text('d', (uint64_t)decision, text)), e);
	return finish(w, rc, e);
}

static bool has_hold(const struct fact *reg)
{
	JSON_EACH (x, json_get(reg->body, "status"))
		if (x->type == JSON_STRING && str_find_nocase(x->text, STR("hold"), 0) != SIZE_MAX)
			return true;
	return false;
}

/* What facts learned after the reversal show; p NULL where they show nothing. */
static int shown_by_facts(const struct desk *d, struct arena *a, const struct decided *n,
	int64_t reversed_s, struct str *how, struct err *e)
{
	const struct fact *reg, *dns;
	struct facts f;
	struct site s;
	int rc = explain_site(a, d->know, n->target, &s, e);

	*how = (struct str){ NULL, 0 };
	if (!rc)
		rc = known_facts(d->store, a, &s, d->facts, d->now_s, &f, e);
	if (rc || n->effect != EFFECT_DOMAIN || !s.registrable.p)
		return rc;
	reg = facts_find(&f, FACT_REGISTRATION, s.registrable, d->now_s);
	dns = facts_find_dns(&f, s.host, "A", d->now_s);
	if (reg && reg->seen_at_s > reversed_s && !has_hold(reg))
		*how = STR("its registration shows no hold any more");
	else if (dns && dns->seen_at_s > reversed_s && json_get(dns->body, "records") &&
		 json_get(dns->body, "records")->n)
		*how = STR("the name answers again in the DNS");
	return BW_OK;
}

/* When the decision was taken back: when the one that reversed it was taken. */
static int reversed_at(const struct desk *d, struct arena *a, const struct decided *n,
	int64_t *at_s, struct err *e)
{
	struct decided *v;
	size_t count;
	int rc = store_decisions_of(d->store, a, n->case_id, &v, &count, e);

	*at_s = n->at_s;
	for (size_t i = 0; !rc && i < count; i++)
		if (v[i].follows == n->id)
			*at_s = v[i].at_s;
	return rc;
}

static int track_one(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	struct recourse_open *open, bool *done, struct err *e)
{
	struct decided n;
	struct str how = { NULL, 0 };
	int64_t at;
	int rc = store_decision_get(d->store, a, decision, &n, e);

	if (!rc)
		rc = recourse_restoring(d->store, a, decision, &open->how, e);
	if (!rc)
		rc = reversed_at(d, a, &n, &at, e);
	if (!rc && n.target.n)
		rc = shown_by_facts(d, a, &n, at, &how, e);
	open->decision = decision;
	open->case_id = n.case_id;
	*done = !rc && how.p;
	return *done ? seen_in(w, d, a, decision, how, e) : rc;
}

int recourse_track(const struct desk *d, struct arena *a, size_t *done, struct recourse_open **open,
	size_t *n, struct err *e)
{
	struct recourse_open *v;
	struct work *w;
	int64_t *ids;
	size_t count, left = 0;
	bool yes;
	int rc = permit_desk(d, PERMISSION_APPEAL_READ, NULL, e);

	*done = 0;
	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = store_restoring(d->store, a, TRACK_MOST, &ids, &count, e);
	v = ARENA_ARRAY(a, struct recourse_open, rc ? 1 : count + 1);
	if (!rc && !v)
		rc = err_nomem(e);
	for (size_t i = 0; !rc && i < count; i++) {
		rc = track_one(w, d, a, ids[i], &v[left], &yes, e);
		*done += !rc && yes;
		left += !rc && !yes;
	}
	if (!rc) {
		*open = v;
		*n = left;
	}
	return finish(w, rc, e);
}
