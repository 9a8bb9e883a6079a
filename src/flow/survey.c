/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/survey.h"

#include "flow/known.h"

const char *survey_place_text(enum survey_place p)
{
	static const char *const text[] = {
#define X(code, name, ...) name,
		SURVEY_PLACES(X)
#undef X
	};

	return (size_t)p < SURVEY_PLACE_COUNT ? text[p] : "?";
}

static enum survey_place place_of(const struct harm_in *in)
{
	switch (in->kind) {
	case SITE_TENANT: return SURVEY_TENANT;
	case SITE_PLATFORM: return in->bare ? SURVEY_BARE : SURVEY_PAGE;
	case SITE_SUFFIX: return SURVEY_BARE;
	case SITE_IP:
	case SITE_NETWORK: return SURVEY_ADDRESS;
	default: return harm_popular(in->rank) ? SURVEY_POPULAR : SURVEY_OTHER;
	}
}

/* The smaller of what the list says and what was learned: the more careful one. */
static int rank_of(struct store *s, const struct knowledge *k, struct arena *a,
	const struct site *site, int64_t now_s, int64_t *out, struct err *e)
{
	struct facts f = { 0 };
	const struct fact *x;
	int64_t learned = 0;
	int rc;

	*out = refdata_rank(k->refdata, site->registrable);
	rc = store_facts_about(s, a, site->registrable, now_s, &f, e);
	if (rc)
		return rc;
	x = facts_find(&f, FACT_POPULARITY, site->registrable, now_s);
	if (x && json_i64(json_get(x->body, "rank"), &learned) && learned > 0 &&
		(*out <= 0 || learned < *out))
		*out = learned;
	return BW_OK;
}

static int keep_example(struct arena *a, const struct store_case *c, enum harm_done done,
	struct survey *out, struct err *e)
{
	struct survey_example *x;

	if (out->examples == SURVEY_EXAMPLES)
		return BW_OK;
	x = &out->example[out->examples++];
	*x = (struct survey_example){ .id = c->id,
		.site = arena_dup(a, c->site),
		.action = arena_dup(a, c->proposal.action),
		.role = c->proposal.role,
		.done = done };
	return x->site.p && x->action.p ? BW_OK : err_nomem(e);
}

static bool at_its_end(const struct store_case *c)
{
	return c->state == CASE_CLOSED || c->state == CASE_VERIFIED || c->merged_into;
}

static int look(struct store *s, const struct knowledge *k, int64_t id, int64_t now_s,
	struct arena *one, struct arena *a, struct survey *out, struct err *e)
{
	struct store_case c;
	struct harm_in in;
	struct site site;
	enum harm_done done;
	int rc = store_case_get(s, one, id, &c, e);

	/* Of CSAM only those are told whom the law entrusts with it; its address is not here. */
	if (rc || at_its_end(&c) || !c.proposal.action.n || c.harm_class == CLASS_CSAM)
		return rc;
	rc = explain_site(one, k, c.target, &site, e);
	if (rc)
		return err_prefix(e, "case %lld: ", (long long)id);
	in = (struct harm_in){ .kind = site.kind,
		.bare = site.bare,
		.soft = harm_soft(c.proposal.action),
		.role = (enum role)c.proposal.role,
		.effect = c.proposal.effect == STORE_NONE ? EFFECT_ZONE
							  : (enum effect)c.proposal.effect };
	rc = rank_of(s, k, one, &site, now_s, &in.rank, e);
	if (rc)
		return rc;
	out->all.proposals++;
	out->taking += !in.soft;
	out->by[place_of(&in)].proposals++;
	done = harm_check(&in);
	if (done == HARM_DONE_NOT)
		return BW_OK;
	out->all.harmful++;
	out->by[place_of(&in)].harmful++;
	return keep_example(a, &c, done, out, e);
}

int survey_run(struct store *s, const struct knowledge *k, int64_t now_s, struct arena *a,
	struct survey *out, struct err *e)
{
	struct store_query q;
	struct arena one;
	int64_t *ids;
	size_t n;
	int rc;

	*out = (struct survey){ .examples = 0 };
	store_query_init(&q);
	rc = store_list(s, a, &q, &ids, &n, e);
	arena_init(&one, 0);
	for (size_t i = 0; !rc && i < n; i++) {
		arena_reset(&one);
		rc = look(s, k, ids[i], now_s, &one, a, out, e);
	}
	arena_done(&one);
	return rc;
}
