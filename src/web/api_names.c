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

static void write_stack(const struct asking *q, struct jw *w)
{
	stack_json(&q->x.stack, w);
}

int web_stack(struct request *r, struct reply *out, struct err *e)
{
	return asking_reply(r, out, write_stack, e);
}

static void write_explained(const struct asking *q, struct jw *w)
{
	explain_json(&q->x, &q->in, w);
}

int web_explain(struct request *r, struct reply *out, struct err *e)
{
	return asking_reply(r, out, write_explained, e);
}

static void write_options(const struct asking *q, struct jw *w)
{
	const struct ladder *l = &q->x.ladder;

	jw_object(w);
	jw_kstr(w, "site", q->site.id);
	jw_kz(w, "harm", harm_text(q->in.harm));
	jw_key(w, "ladder");
	jw_array(w);
	for (size_t i = 0; i < l->rung_n; i++)
		option_json(&l->v[i], w);
	jw_end(w);
	jw_key(w, "ruled_out");
	jw_array(w);
	for (size_t i = l->rung_n; i < l->n; i++)
		option_json(&l->v[i], w);
	jw_end(w);
	jw_end(w);
}

int web_options(struct request *r, struct reply *out, struct err *e)
{
	return asking_reply(r, out, write_options, e);
}
