/* SPDX-License-Identifier: Apache-2.0 */
/* The API about itself, who asks, and the figures for those who watch. */
#include "store/ledger_rows.h"
#include "store/outbox.h"
#include "web/inner.h"
#include "web/openapi.h"

int web_openapi(struct request *r, struct reply *out, struct err *e)
{
	out->cacheable = true;
	return openapi_write(r->a, r->web->set->schemas, &out->body, e);
}

int web_me(struct request *r, struct reply *out, struct err *e)
{
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "name");
	if (r->who.person)
		jw_str(&w, r->session.name);
	else
		jw_null(&w);
	jw_key(&w, "roles");
	jw_array(&w);
	for (int i = 0; i < PERSON_ROLE_COUNT; i++)
		if (r->who.roles >> i & 1)
			jw_z(&w, person_role_text(i));
	jw_end(&w);
	jw_key(&w, "may");
	jw_array(&w);
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (who_may(&r->who, (enum permission)i))
			jw_z(&w, permission_text(i));
	jw_end(&w);
	jw_kbool(&w, "by_token", r->who.token != 0);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void figure(struct buf *b, const char *name, const char *type, const char *help, uint64_t v)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
		(unsigned long long)v);
}

/* What the roles that nobody asks have before them. */
static int waiting(struct request *r, struct buf *b, struct err *e)
{
	struct store *s = r->web->set->store;
	struct store_head head = { 0 };
	struct store_pulse p;
	uint64_t total = 0;
	bool any = false;
	int rc = store_pulse(s, r->now_s, &p, e);

	if (!rc)
		rc = store_head_get(s, r->a, &head, &any, e);
	if (!rc)
		rc = store_ledger_total(s, &total, e);
	if (rc)
		return rc;
	figure(b, "bailiwick_letters_waiting", "gauge", "letters not settled", p.queued);
	figure(b, "bailiwick_letters_due", "gauge", "of these: their time has come", p.due);
	figure(b, "bailiwick_letters_held", "gauge", "letters whose contact nobody approved",
		p.held);
	figure(b, "bailiwick_clocks_overdue", "gauge", "clocks past their day, not worked off",
		p.overdue);
	figure(b, "bailiwick_log_entries", "gauge", "entries in the public log", head.size);
	figure(b, "bailiwick_log_waiting", "gauge", "entries stored and not in the public log yet",
		total > head.size ? total - head.size : 0);
	figure(b, "bailiwick_log_signed_seconds", "gauge", "when its checkpoint was signed (Unix)",
		(uint64_t)(any ? head.at_s : 0));
	return BW_OK;
}

/* http's own figures are the body of the request; those of the store follow. */
int web_metrics(struct request *r, struct reply *out, struct err *e)
{
	const struct web *w = r->web;
	uint64_t cases, reports;
	bool behind = false;
	int rc = store_counts(w->set->store, &cases, &reports, e);

	if (!rc)
		rc = store_behind(w->set->store, &behind, e);
	if (rc)
		return rc;
	out->type = "text/plain; version=0.0.4; charset=utf-8";
	buf_add(&out->body, r->f->body);
	figure(&out->body, "bailiwick_cases", "gauge", "cases in the store", cases);
	figure(&out->body, "bailiwick_reports", "gauge", "reports worked into cases", reports);
	figure(&out->body, "bailiwick_spool_behind", "gauge", "1: reports wait to be worked",
		behind);
	figure(&out->body, "bailiwick_reports_accepted_total", "counter",
		"reports taken in by core", w->count.reports_accepted);
	figure(&out->body, "bailiwick_reports_folded_total", "counter",
		"reports that were there already", w->count.reports_folded);
	figure(&out->body, "bailiwick_reports_refused_total", "counter", "reports refused",
		w->count.reports_refused);
	figure(&out->body, "bailiwick_groups_total", "counter", "groups of reports made durable",
		w->count.groups);
	return waiting(r, &out->body, e);
}

/* Answered by http. */
int web_health(struct request *r, struct reply *out, struct err *e)
{
	(void)r;
	out->type = "text/plain; charset=utf-8";
	buf_addz(&out->body, "ok\n");
	return buf_check(&out->body, "the answer", e);
}

int web_ready(struct request *r, struct reply *out, struct err *e)
{
	return web_health(r, out, e);
}
