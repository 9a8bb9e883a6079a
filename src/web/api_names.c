/* SPDX-License-Identifier: Apache-2.0 */
/* What a name is, who is on its stack, what could be done, and which rules bind. */
#include "web/asking.h"
#include "web/inner.h"

int web_identify(struct request *r, struct reply *out, struct err *e)
{
	struct site site;
	struct str name;
	struct jw w;
	int rc = request_query(r, "name", &name, e);

	if (rc)
		return rc;
	name = str_trim(name);
	if (name.n == 0)
		return err_set(e, BW_EUSAGE, "say which name: ?name=");
	rc = explain_site(r->a, r->web->set->know, name, &site, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	site_json(&site, &w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

int web_stack(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct jw w;
	int rc = asking_read(r, &q, e);

	if (!rc)
		rc = asking_answer(r, &q, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	stack_json(&q.x.stack, &w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

int web_explain(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct jw w;
	int rc = asking_read(r, &q, e);

	if (!rc)
		rc = asking_answer(r, &q, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	explain_json(&q.x, &q.in, &w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

int web_options(struct request *r, struct reply *out, struct err *e)
{
	struct asking q;
	struct jw w;
	int rc = asking_read(r, &q, e);

	if (!rc)
		rc = asking_answer(r, &q, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kstr(&w, "site", q.site.id);
	jw_kz(&w, "harm", harm_text(q.in.harm));
	jw_key(&w, "ladder");
	jw_array(&w);
	for (size_t i = 0; i < q.x.ladder.rung_n; i++)
		option_json(&q.x.ladder.v[i], &w);
	jw_end(&w);
	jw_key(&w, "ruled_out");
	jw_array(&w);
	for (size_t i = q.x.ladder.rung_n; i < q.x.ladder.n; i++)
		option_json(&q.x.ladder.v[i], &w);
	jw_end(&w);
	jw_end(&w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}
