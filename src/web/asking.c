/* SPDX-License-Identifier: Apache-2.0 */
#include "web/asking.h"

#include "base/limit.h"
#include "flow/known.h"
#include "web/inner.h"

static int words(struct request *r, struct asking *q, struct err *e)
{
	struct str harm, tier, names = { 0 };
	char shown[QUOTE_ROOM(40)];
	uint64_t n = 1;
	enum harm h;
	int rc = request_query(r, "harm", &harm, e);

	if (!rc)
		rc = request_query(r, "evidence", &tier, e);
	if (!rc)
		rc = request_query(r, "names", &names, e);
	if (rc)
		return rc;
	if (harm.n && !harm_parse(harm, &h))
		return err_set(e, BW_EUSAGE, "'%s' is no harm we know", str_quote(harm, 40, shown));
	if (harm.n)
		q->in.harm = (int)h;
	if (tier.n && !tier_parse(tier, &q->in.tier))
		return err_set(
			e, BW_EUSAGE, "'%s' is no tier of evidence", str_quote(tier, 40, shown));
	if (names.n && (!str_u64(names, &n) || n < 1 || n > 1000000))
		return err_set(e, BW_EUSAGE, "names is a number from 1 to 1000000");
	q->in.names_in_notice = (size_t)n;
	return BW_OK;
}

int asking_read(struct request *r, struct asking *q, struct err *e)
{
	int rc;

	*q = (struct asking){ .in = { .harm = HARM_NONE,
				      .tier = TIER_ACTIONABLE,
				      .names_in_notice = 1,
				      .received_at_s = r->now_s,
				      .now_s = r->now_s } };
	rc = request_query(r, "name", &q->name, e);
	if (!rc)
		rc = request_query(r, "as", &q->in.as_actor, e);
	q->name = str_trim(q->name);
	if (!rc && q->name.n > LIMIT_URL_BYTES)
		rc = err_set(e, BW_ELIMIT, "a name of %zu bytes is too long", q->name.n);
	return rc ? rc : words(r, q, e);
}

int asking_answer(struct request *r, struct asking *q, struct err *e)
{
	const struct web_settings *w = r->web->set;
	char shown[QUOTE_ROOM(60)];
	int rc;

	if (q->name.n == 0)
		return err_set(e, BW_EUSAGE, "say which name: ?name=");
	rc = explain_site(r->a, w->know, q->name, &q->site, e);
	if (rc)
		return err_prefix(e, "cannot explain '%s': ", str_quote(q->name, 60, shown));
	rc = known_facts(w->store, r->a, &q->site, NULL, r->now_s, &q->facts, e);
	if (rc)
		return rc;
	q->in.site = &q->site;
	q->in.facts = &q->facts;
	return explain_full(r->a, w->know, &q->in, &q->x, e);
}

int asking_reply(struct request *r, struct reply *out,
	void (*write)(const struct asking *q, struct jw *w), struct err *e)
{
	struct asking q;
	struct jw w;
	int rc = asking_read(r, &q, e);

	if (!rc)
		rc = asking_answer(r, &q, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	write(&q, &w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}
