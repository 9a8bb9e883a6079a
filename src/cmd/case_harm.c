/* SPDX-License-Identifier: Apache-2.0 */
/* case_harm.c -- `case harm`: would any open proposal take more than what was reported? */
#include "cmd/case_verbs.h"
#include "flow/survey.h"

static void json(struct case_run *r, const struct survey *v)
{
	char id[STORE_ID_TEXT];
	struct jw w;

	jw_init(&w, &r->out);
	jw_object(&w);
	jw_ki64(&w, "proposals", (int64_t)v->all.proposals);
	jw_ki64(&w, "taking", (int64_t)v->taking);
	jw_ki64(&w, "harmful", (int64_t)v->all.harmful);
	jw_key(&w, "by_class");
	jw_object(&w);
	for (int i = 0; i < SURVEY_PLACE_COUNT; i++) {
		jw_key(&w, survey_place_text((enum survey_place)i));
		jw_object(&w);
		jw_ki64(&w, "proposals", (int64_t)v->by[i].proposals);
		jw_ki64(&w, "harmful", (int64_t)v->by[i].harmful);
		jw_end(&w);
	}
	jw_end(&w);
	jw_key(&w, "examples");
	jw_array(&w);
	for (size_t i = 0; i < v->examples; i++) {
		const struct survey_example *x = &v->example[i];

		jw_object(&w);
		jw_kz(&w, "id", store_id_text('c', (uint64_t)x->id, id));
		jw_kstr(&w, "site", x->site);
		jw_kstr(&w, "action", x->action);
		jw_kz(&w, "role", role_text(x->role));
		jw_kz(&w, "takes", harm_done_words(x->done));
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	buf_addc(&r->out, '\n');
}

static void text(struct case_run *r, const struct survey *v)
{
	char id[STORE_ID_TEXT], q[QUOTE_ROOM(100)];

	buf_printf(&r->out,
		"%llu of %llu proposals would take more than what was reported (%llu of them take "
		"anything at all)\n",
		(unsigned long long)v->all.harmful, (unsigned long long)v->all.proposals,
		(unsigned long long)v->taking);
	for (int i = 0; i < SURVEY_PLACE_COUNT; i++)
		buf_printf(&r->out, "  %-24s %llu of %llu\n",
			survey_place_text((enum survey_place)i),
			(unsigned long long)v->by[i].harmful,
			(unsigned long long)v->by[i].proposals);
	for (size_t i = 0; i < v->examples; i++) {
		const struct survey_example *x = &v->example[i];

		buf_printf(&r->out, "%s  %s  ", store_id_text('c', (uint64_t)x->id, id),
			str_quote(x->site, 100, q));
		buf_printf(&r->out, "%.*s by %s takes %s\n", STR_ARG(x->action), role_text(x->role),
			harm_done_words(x->done));
	}
}

int case_harm(struct case_run *r, struct err *e)
{
	struct survey v;
	int rc = survey_run(r->store, &r->know.k, ctx_now(r->c), r->c->arena, &v, e);

	if (rc)
		return rc;
	if (r->c->json)
		json(r, &v);
	else
		text(r, &v);
	rc = case_flush(r, e);
	return rc ? rc : v.all.harmful ? BW_ENEGATIVE : BW_OK;
}
