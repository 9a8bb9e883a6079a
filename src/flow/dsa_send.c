/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/dsa_send.h"

#include "format/dsa.h"
#include "format/json.h"
#include "net/http.h"

#define ANSWER_MOST ((size_t)1 << 20)
#define BULK_MOST   ((size_t)8 << 20)

struct sending {
	const struct dsa_database *to;
	struct str bearer;
	struct buf bulk;
	size_t in_bulk;
	size_t *sent, *there;
};

static int call(struct sending *s, struct arena *a, const char *path, struct str body,
	struct http_reply *out, struct err *e)
{
	const struct str base = s->to->url;
	struct http_request q = { .accept = "application/json",
		.max_bytes = ANSWER_MOST,
		.timeout_ms = s->to->timeout_ms,
		.body = body,
		.headers = &s->bearer,
		.headers_n = 1 };
	int rc;

	q.url = arena_printf(
		a, "%.*s%sapi/v1/%s", STR_ARG(base), str_ends(base, STR("/")) ? "" : "/", path);
	if (!q.url.p)
		return err_nomem(e);
	rc = body.n ? http_post(s->to->guard, a, &q, out, e)
		    : http_get(s->to->guard, a, &q, out, e);
	if (!rc && (out->status == 401 || out->status == 403))
		return err_set(
			e, BW_EDENIED, "the database refuses the token: status %d", out->status);
	return rc;
}

static int flush(struct sending *s, struct err *e)
{
	char q[QUOTE_ROOM(400)];
	struct http_reply r = { 0 };
	struct arena a;
	int rc;

	if (!s->in_bulk)
		return BW_OK;
	arena_init(&a, 0);
	buf_addz(&s->bulk, "]}");
	rc = buf_check(&s->bulk, "a bulk of statements", e);
	if (!rc)
		rc = call(s, &a, "statements", buf_str(&s->bulk), &r, e);
	if (!rc && r.status == 422)
		rc = err_set(e, BW_EINVALID, "the database finds a fault: %s",
			str_quote(r.body, 400, q));
	else if (!rc && r.status != 200 && r.status != 201)
		rc = err_set(e, BW_EUNAVAILABLE, "the database answers with status %d", r.status);
	if (!rc)
		*s->sent += s->in_bulk;
	buf_reset(&s->bulk);
	s->in_bulk = 0;
	arena_done(&a);
	return rc;
}

/* 302 is an answer, not a way: that number is taken. */
static int known(struct sending *s, struct arena *a, struct str line, bool *yes, struct err *e)
{
	struct http_reply r = { 0 };
	struct json *j;
	struct str path;
	int rc = json_parse(a, line, &j, e);

	if (rc)
		return rc;
	path = arena_printf(a, "statement/existing-puid/%.*s", STR_ARG(json_text(j, "puid")));
	if (!path.p)
		return err_nomem(e);
	rc = call(s, a, path.p, STR(""), &r, e);
	*yes = !rc && r.status == 302;
	if (!rc && r.status != 302 && r.status != 404)
		rc = err_set(e, BW_EUNAVAILABLE, "the database answers with status %d", r.status);
	return rc;
}

static int one(struct sending *s, struct str line, struct err *e)
{
	struct arena a;
	bool yes = false;
	int rc;

	arena_init(&a, 0);
	rc = known(s, &a, line, &yes, e);
	arena_done(&a);
	*s->there += yes;
	if (rc || yes)
		return rc;
	buf_addz(&s->bulk, s->in_bulk ? "," : "{\"statements\":[");
	buf_add(&s->bulk, line);
	return ++s->in_bulk == DSA_BULK ? flush(s, e) : BW_OK;
}

int dsa_send(
	const struct dsa_database *to, struct str lines, size_t *sent, size_t *there, struct err *e)
{
	struct sending s = { .to = to, .sent = sent, .there = there };
	struct str line;
	struct arena a;
	int rc = BW_OK;

	*sent = *there = 0;
	arena_init(&a, 0);
	s.bearer = arena_printf(&a, "Authorization: Bearer %.*s", STR_ARG(to->token));
	if (!s.bearer.p)
		rc = err_nomem(e);
	buf_init(&s.bulk, BULK_MOST);
	while (!rc && lines.n && str_cut(&lines, '\n', &line))
		if (line.n)
			rc = one(&s, line, e);
	if (!rc)
		rc = flush(&s, e);
	buf_done(&s.bulk);
	arena_done(&a);
	return rc;
}
