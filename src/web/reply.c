/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limit.h"
#include "web/inner.h"
#include "web/page.h"

void reply_init(struct reply *r)
{
	*r = (struct reply){ .status = 200, .type = "application/json" };
	buf_init(&r->head, LIMIT_HTTP_HEAD / 2);
	buf_init(&r->body, LIMIT_PAGE_BYTES);
}

void reply_done(struct reply *r)
{
	buf_done(&r->head);
	buf_done(&r->body);
}

int request_query(struct request *r, const char *name, struct str *out, struct err *e)
{
	struct str raw = http_query_raw(r->f->query, str_of(name));
	char *room;
	size_t n;

	*out = (struct str){ NULL, 0 };
	if (!raw.p)
		return BW_OK;
	room = arena_alloc(r->a, raw.n + 1);
	if (!room)
		return err_nomem(e);
	n = http_decode(raw, true, room);
	if (n == SIZE_MAX)
		return err_set(e, BW_EUSAGE, "the parameter '%s' is not proper UTF-8 text", name);
	*out = str_make(room, n);
	return BW_OK;
}

int request_json(
	struct request *r, const char *const *members, const struct json **out, struct err *e)
{
	static const struct json nothing = { .type = JSON_OBJECT };
	char q[QUOTE_ROOM(40)];
	struct json *v;
	int rc;

	*out = &nothing;
	if (r->f->body.n == 0)
		return BW_OK;
	if (!request_is(r, "application/json"))
		return err_set(e, BW_EMEDIA, "the body must be application/json");
	rc = json_parse(r->a, r->f->body, &v, e);
	if (rc)
		return rc;
	if (v->type != JSON_OBJECT)
		return err_set(e, BW_EPARSE, "the body is no JSON object");
	JSON_EACH (m, v) {
		size_t i = 0;

		while (members[i] && !str_is(m->key, members[i]))
			i++;
		if (!members[i])
			return err_set(
				e, BW_EUSAGE, "unknown member '%s'", str_quote(m->key, 40, q));
	}
	*out = v;
	return BW_OK;
}

int request_id(struct request *r, size_t param, char prefix, uint64_t *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];

	if (param < r->params_n && store_id_parse(prefix, r->params[param], out))
		return BW_OK;
	return err_set(e, BW_ENOTFOUND, "'%s' is no id; they look like %c-0000001",
		str_quote(r->params[param], 40, q), prefix);
}

bool request_is(const struct request *r, const char *type)
{
	struct str given = r->f->field[HTTP_CONTENT_TYPE];

	return str_eq_nocase(
		str_trim(str_sub(given, 0, str_find_byte(given, ';', 0))), str_of(type));
}

int reply_json(struct reply *out, const struct jw *w, struct err *e)
{
	buf_addc(&out->body, '\n');
	out->type = "application/json";
	return jw_check(w, e);
}

void reply_field(struct reply *out, const char *name, struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
			return;
	buf_printf(&out->head, "%s: ", name);
	buf_add(&out->head, value);
	buf_addz(&out->head, "\r\n");
}

void reply_redirect(struct reply *out, struct str path)
{
	out->status = 303;
	out->type = "text/plain; charset=utf-8";
	buf_reset(&out->body);
	buf_addz(&out->body, "see the address in Location\n");
	if (!path.n || path.p[0] != '/' || (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
		path = STR("/");
	reply_field(out, "Location", path);
}

/* RFC 9457. */
static void problem_json(struct request *r, struct reply *out, unsigned status, const struct err *e)
{
	char id[20];
	struct jw w;

	snprintf(id, sizeof(id), "%016llx", (unsigned long long)r->f->request_id);
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_kstr(&w, "type", arena_printf(r->a, "/docs/errors#%s", err_word(e->code)));
	jw_kz(&w, "title", err_meaning(e->code));
	jw_ki64(&w, "status", status);
	jw_kz(&w, "detail", e->text);
	jw_kz(&w, "request", id);
	jw_end(&w);
	buf_addc(&out->body, '\n');
	out->type = "application/problem+json";
}

void reply_problem(struct request *r, struct reply *out, unsigned status, const struct err *e)
{
	buf_reset(&out->body);
	out->status = status;
	out->cacheable = false;
	out->later = false;
	if (r->json || page_problem(r, out, status, e))
		problem_json(r, out, status, e);
	if (status == 401 && r->json)
		reply_field(out, "WWW-Authenticate", STR("Bearer realm=\"bailiwick\""));
	if (status == 503 || status == 429)
		reply_field(out, "Retry-After", STR("5"));
}
