/* SPDX-License-Identifier: Apache-2.0 */
/* Cases: pages of them, one of them, and what a desk does to them. */
#include "base/limit.h"
#include "flow/case.h"
#include "flow/command.h"
#include "identify/identify.h"
#include "web/batch.h"
#include "web/inner.h"

#define PAGE_USUAL 50
#define PAGE_MOST  500
#define IDS_MOST   1000 /* in one split or merge */

static int unknown(const char *name, struct str v, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	return err_set(
		e, BW_EUSAGE, "%s cannot be '%s'; see the vocabulary", name, str_quote(v, 60, q));
}

/* A word to filter by; "any" is as good as none. */
static int word(struct request *r, const char *name, struct str *v, struct err *e)
{
	int rc = request_query(r, name, v, e);

	if (!rc && str_is(*v, "any"))
		v->n = 0;
	return rc;
}

static int query_words(struct request *r, struct store_query *q, struct err *e)
{
	struct str v;

	for (size_t i = 0; case_filter_name(i); i++) {
		int rc = word(r, case_filter_name(i), &v, e);

		if (rc)
			return rc;
		if (v.n && !case_filter(q, i, v))
			return unknown(case_filter_name(i), v, e);
	}
	return BW_OK;
}

/* Anything that somebody wrote: cases on what it names, or tied by it. */
static int query_about(struct request *r, struct store_query *q, struct err *e)
{
	struct site site;
	struct str v;
	int rc = request_query(r, "about", &v, e);

	if (rc || !v.n)
		return rc;
	rc = identify(r->a, r->web->set->know->refdata, v, &site, e);
	q->about_site = site.id;
	q->about = site.host;
	q->about_asked = v;
	return rc;
}

/* Country, age, and what cases have in common. */
static int query_common(struct request *r, struct store_query *q, struct err *e)
{
	struct str v;
	int rc = word(r, "age", &v, e);

	if (!rc && v.n)
		rc = store_query_age(q, v, r->now_s, e);
	rc = rc ? rc : query_about(r, q, e);
	rc = rc ? rc : request_query(r, "country", &q->country, e);
	rc = rc ? rc : request_query(r, "actor", &q->actor, e);
	rc = rc ? rc : request_query(r, "replied", &v, e);
	q->replied = !rc && v.n && !str_is(v, "0");
	for (int i = 0; !rc && i < TIE_KIND_COUNT; i++)
		rc = request_query(r, tie_kind_text(i), &q->tie[i], e);
	return rc;
}

int web_case_query(struct request *r, struct store_query *q, struct err *e)
{
	struct str v;
	uint64_t n = PAGE_USUAL;
	int rc;

	store_query_init(q);
	rc = query_words(r, q, e);
	rc = rc ? rc : request_query(r, "action", &q->action, e);
	rc = rc ? rc : request_query(r, "site", &q->site_prefix, e);
	rc = rc ? rc : query_common(r, q, e);
	rc = rc ? rc : request_query(r, "sort", &v, e);
	if (!rc && v.n && !store_sort_parse(v, &q->sort))
		return unknown("sort", v, e);
	rc = rc ? rc : request_query(r, "reverse", &v, e);
	q->reverse = !rc && v.p && !str_is(v, "0");
	rc = rc ? rc : request_query(r, "limit", &v, e);
	if (!rc && v.n && (!str_u64(v, &n) || n == 0 || n > PAGE_MOST))
		return err_set(e, BW_EUSAGE, "limit is a number from 1 to %d", PAGE_MOST);
	q->limit = n;
	rc = rc ? rc : request_query(r, "after", &v, e);
	if (!rc && v.n && !store_id_parse('c', v, &n))
		return unknown("after", v, e);
	q->after = !rc && v.n ? (int64_t)n : 0;
	return rc;
}

/* A case as the store has it, or explained anew. */
static int one_json(struct request *r, int64_t id, bool full, struct jw *w, struct err *e)
{
	const struct web_settings *s = r->web->set;
	struct case_view v = { 0 };
	int rc = full ? case_view(s->store, s->know, NULL, r->a, id, r->now_s, &v, e)
		      : store_case_get(s->store, r->a, id, &v.c, e);

	if (rc)
		return rc;
	case_json_open(&v, w);
	if (full)
		rc = case_json_more(s->store, &v, r->a, w, e);
	jw_end(w);
	return rc;
}

static int list_json(struct request *r, struct reply *out, const int64_t *ids, size_t n, bool more,
	struct err *e)
{
	char text[STORE_ID_TEXT];
	struct jw w;
	int rc = BW_OK;

	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "cases");
	jw_array(&w);
	for (size_t i = 0; !rc && i < n; i++)
		rc = one_json(r, ids[i], false, &w, e);
	jw_end(&w);
	jw_key(&w, "next");
	if (more && n)
		jw_z(&w, store_id_text('c', (uint64_t)ids[n - 1], text));
	else
		jw_null(&w);
	jw_end(&w);
	return rc ? rc : reply_json(out, &w, e);
}

int web_case_list(struct request *r, struct reply *out, struct err *e)
{
	struct store_query q;
	int64_t *ids;
	size_t n, limit;
	int rc = web_case_query(r, &q, e);

	if (rc)
		return rc;
	limit = q.limit++;
	rc = store_list(r->web->set->store, r->a, &q, &ids, &n, e);
	out->cacheable = true;
	return rc ? rc : list_json(r, out, ids, n > limit ? limit : n, n > limit, e);
}

int web_case_get(struct request *r, struct reply *out, struct err *e)
{
	struct jw w;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	jw_init(&w, &out->body);
	if (!rc)
		rc = one_json(r, (int64_t)id, true, &w, e);
	out->cacheable = true;
	return rc ? rc : reply_json(out, &w, e);
}

/* ---- changes ---- */

struct desk request_desk(const struct request *r)
{
	return (struct desk){ .store = r->web->set->store,
		.know = r->web->set->know,
		.now_s = r->now_s,
		.person = r->who.person,
		.who = &r->who };
}

static int answer_case(struct request *r, struct reply *out, int64_t id, struct err *e)
{
	struct jw w;
	int rc;

	jw_init(&w, &out->body);
	rc = one_json(r, id, false, &w, e);
	return rc ? rc : reply_json(out, &w, e);
}

int web_case_close(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "reason", NULL };
	const struct desk d = request_desk(r);
	const struct json *body;
	struct str why;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = request_json(r, members, &body, e);
	if (rc)
		return rc;
	why = json_text(body, "reason");
	if (why.n > LIMIT_TEXT_FIELD)
		return err_set(
			e, BW_ELIMIT, "the reason is longer than %d bytes", LIMIT_TEXT_FIELD);
	rc = command_close(&d, (int64_t)id, why.p ? why : STR(""), e);
	return rc ? rc : answer_case(r, out, (int64_t)id, e);
}

/* The ids in a member that is an array of texts. */
static int ids_of(struct request *r, const struct json *body, const char *member, char prefix,
	uint64_t **out, size_t *n, struct err *e)
{
	const struct json *list = json_get(body, member);
	char q[QUOTE_ROOM(40)];
	size_t i = 0;

	if (!list || list->type != JSON_ARRAY || list->n == 0 || list->n > IDS_MOST)
		return err_set(
			e, BW_EUSAGE, "'%s' must be a list of 1 to %d ids", member, IDS_MOST);
	*out = ARENA_ARRAY(r->a, uint64_t, list->n);
	if (!*out)
		return err_nomem(e);
	JSON_EACH (x, list)
		if (x->type != JSON_STRING || !store_id_parse(prefix, x->text, &(*out)[i++]))
			return err_set(e, BW_EUSAGE, "'%s' is no id; they look like %c-0000001",
				str_quote(x->text, 40, q), prefix);
	*n = i;
	return BW_OK;
}

int web_case_split(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "reports", NULL };
	const struct desk d = request_desk(r);
	const struct json *body;
	int64_t both[2];
	uint64_t id, *ords;
	size_t n = 0;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = request_json(r, members, &body, e);
	if (!rc)
		rc = ids_of(r, body, "reports", 'r', &ords, &n, e);
	if (!rc)
		rc = command_split(&d, (int64_t)id, ords, n, &both[1], e);
	both[0] = (int64_t)id;
	return rc ? rc : list_json(r, out, both, 2, false, e);
}

int web_case_merge(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "cases", NULL };
	const struct desk d = request_desk(r);
	const struct json *body;
	uint64_t id, *others;
	size_t n = 0;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = request_json(r, members, &body, e);
	if (!rc)
		rc = ids_of(r, body, "cases", 'c', &others, &n, e);
	/* store_id_parse gives no number above INT64_MAX. */
	if (!rc)
		rc = command_merge(&d, (int64_t)id, (const int64_t *)others, n, e);
	return rc ? rc : answer_case(r, out, (int64_t)id, e);
}

int web_case_undo(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct store_event what;
	struct jw w;
	uint64_t id;
	int rc = request_id(r, 0, 'c', &id, e);

	if (!rc)
		rc = command_undo(&d, r->a, (int64_t)id, &what, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kz(&w, "taken_back", store_event_text((int)what.kind));
	jw_key(&w, "case");
	rc = one_json(r, (int64_t)id, false, &w, e);
	jw_end(&w);
	return rc ? rc : reply_json(out, &w, e);
}

/* ---- one report ---- */

int web_report_get(struct request *r, struct reply *out, struct err *e)
{
	struct store *s = r->web->set->store;
	struct store_stored got;
	struct report rep;
	char text[CLOCK_TEXT], id_text[STORE_ID_TEXT];
	int64_t case_id = 0;
	uint64_t ord;
	struct jw w;
	int rc = request_id(r, 0, 'r', &ord, e);

	if (!rc)
		rc = store_report_get(s, r->a, ord, &got, e);
	if (!rc)
		rc = report_parse(r->a, got.item.compact, &rep, e);
	if (!rc)
		rc = store_case_at(s, got.item.site, got.item.harm_class, &case_id, e);
	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kz(&w, "id", store_id_text('r', ord, id_text));
	jw_kz(&w, "received_at", clock_format(got.received_at_s, text));
	jw_kz(&w, "format", format_text((int)rep.format));
	jw_kz(&w, "harm", harm_text(rep.harm));
	jw_kstr(&w, "site", got.item.site);
	jw_kstr(&w, "target", got.item.canonical);
	jw_kz(&w, "evidence_tier", tier_text((int)rep.tier));
	jw_kstr(&w, "reporter", rep.reporter.contact.n ? rep.reporter.contact : rep.reporter.org);
	jw_kstr(&w, "note", rep.note);
	jw_key(&w, "case");
	if (case_id)
		jw_z(&w, store_id_text('c', (uint64_t)case_id, id_text));
	else
		jw_null(&w);
	jw_end(&w);
	out->cacheable = true;
	return reply_json(out, &w, e);
}

/* Never called: dispatch hands the route to the batch. */
int web_report_post(struct request *r, struct reply *out, struct err *e)
{
	(void)r;
	(void)out;
	return err_set(e, BW_EBUG, "a report passed by the batch");
}
