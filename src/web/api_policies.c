/* SPDX-License-Identifier: Apache-2.0 */
/* Packs, whom they bind, and how two differ. */
#include "web/asking.h"
#include "web/inner.h"

int web_policy_list(struct request *r, struct reply *out, struct err *e)
{
	const struct procedure *p = r->web->set->know->procedure;
	struct jw w;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "packs");
	jw_array(&w);
	for (size_t i = 0; i < procedure_packs(p); i++) {
		struct pack_summary s;

		procedure_summary(p, i, r->now_s, &s);
		pack_summary_json(&s, &w);
	}
	jw_end(&w);
	jw_end(&w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

int web_policy_get(struct request *r, struct reply *out, struct err *e)
{
	const struct procedure *p = r->web->set->know->procedure;
	size_t at = procedure_find(p, r->params[0]);
	char q[QUOTE_ROOM(60)];
	struct jw w;

	if (at == SIZE_MAX)
		return err_set(
			e, BW_ENOTFOUND, "there is no pack '%s'", str_quote(r->params[0], 60, q));
	jw_init(&w, &out->body);
	procedure_show_json(p, at, &w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

int web_policy_diff(struct request *r, struct reply *out, struct err *e)
{
	struct str a, b = { NULL, 0 };
	struct jw w;
	int rc = request_query(r, "a", &a, e);

	if (!rc)
		rc = request_query(r, "b", &b, e);
	if (!rc && (a.n == 0 || b.n == 0))
		rc = err_set(e, BW_EUSAGE, "say which two packs or countries: ?a=…&b=…");
	jw_init(&w, &out->body);
	if (!rc)
		rc = procedure_diff_json(r->web->set->know->procedure, a, b, r->now_s, &w, e);
	out->cacheable = true;
	return rc ? rc : reply_json(out, &w, e);
}

int web_policy_bind(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct bind_in in = { 0 };
	struct duties d;
	struct jw w;
	int rc = asking_read(r, &q, e);

	if (!rc)
		rc = asking_answer(r, &q, e);
	if (rc)
		return rc;
	in = (struct bind_in){ .stack = &q.x.stack,
		.harm = q.in.harm,
		.tier = q.in.tier,
		.received_at_s = r->now_s,
		.now_s = r->now_s };
	rc = procedure_bind(r->web->set->know->procedure, r->a, &in, &d, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kstr(&w, "site", q.site.id);
	jw_kz(&w, "harm", harm_text(q.in.harm));
	jw_kz(&w, "evidence", tier_text((int)q.in.tier));
	jw_key(&w, "remits");
	jw_array(&w);
	for (size_t i = 0; i < d.remits_n; i++)
		remit_json(&d.remits[i], &w);
	jw_end(&w);
	jw_key(&w, "duties");
	jw_array(&w);
	for (size_t i = 0; i < d.n; i++)
		duty_json(&d.v[i], &w);
	jw_end(&w);
	jw_key(&w, "conflicts");
	jw_array(&w);
	for (size_t i = 0; i < d.conflicts_n; i++)
		jw_str(&w, d.conflicts[i]);
	jw_end(&w);
	jw_end(&w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}
