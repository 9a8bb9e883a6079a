/* SPDX-License-Identifier: Apache-2.0 */
/* Everything about one request: who asks, may they, which handler, what they get. */
#include <stdio.h>

#include <sodium.h>

#include "base/limit.h"
#include "sys/journal.h"
#include "web/batch.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/session.h"
#include "web/tongue.h"

static web_handler *const handlers[ROUTE_COUNT] = {
#define ROUTE(code, name, ...) [ROUTE_##code] = web_##name,
#include "http/route.def"
#undef ROUTE
};

static int decode_params(struct request *r, struct err *e)
{
	struct str raw[ROUTE_PARAMS];
	size_t n = r->route ? route_params(r->route, r->f->path, raw) : 0;

	if (n == SIZE_MAX)
		return err_set(e, BW_ENOTFOUND, "there is nothing at this address");
	for (size_t i = 0; i < n; i++) {
		char *room = arena_alloc(r->a, raw[i].n + 1);
		size_t k = room ? http_decode(raw[i], false, room) : SIZE_MAX;

		if (!room)
			return err_nomem(e);
		if (k == SIZE_MAX)
			return err_set(e, BW_ENOTFOUND, "there is nothing at this address");
		r->params[i] = str_make(room, k);
	}
	r->params_n = n;
	return BW_OK;
}

/* JSON for the API, and for whoever accepts it rather than a page. */
static bool wants_json(const struct request *r)
{
	struct str accept = r->f->field[HTTP_ACCEPT];

	if (r->route ? r->route->kind != ROUTE_PAGE : str_starts(r->f->path, STR("/api/")))
		return true;
	return accept.n && http_accepts(accept, STR("application/json")) >
				   http_accepts(accept, STR("text/html"));
}

int request_open(struct web *w, const struct frame_request *f, struct arena *a, struct request *out,
	struct err *e)
{
	*out = (struct request){ .web = w, .f = f, .a = a, .who = w->everybody, .now_s = w->now_s };
	if (f->route >= 0)
		out->route = route_at(f->route);
	out->json = wants_json(out);
	out->tongue = tongue_of(out);
	if (f->route == -1)
		return err_set(e, BW_ENOTFOUND, "there is nothing at this address");
	if (f->route == -2)
		return err_set(e, BW_EUSAGE, "this address does not take that method");
	return decode_params(out, e);
}

static unsigned status_of(const struct request *r, const struct err *e)
{
	if (r->f->route == -2)
		return 405;
	if (e->code == BW_EDENIED && r->sign_in)
		return 401;
	return (unsigned)err_http(e->code);
}

static void add_allow(struct reply *out, unsigned allow)
{
	char text[80] = "";
	size_t n = 0;

	for (int m = 0; m < HTTP_METHOD_COUNT; m++)
		if (allow >> m & 1)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n ? ", " : "",
				http_method_text(m));
	reply_field(out, "Allow", str_make(text, n));
}

/* Who may at all; whether this object is for the handler to ask (flow/permit.h). */
static int allowed(struct request *r, struct err *e)
{
	enum permission p = r->route->permission;

	if (who_may(&r->who, p))
		return BW_OK;
	r->sign_in = r->who.person == 0;
	return err_set(e, BW_EDENIED,
		r->who.person ? "your roles do not allow this: it needs '%s'"
			      : "sign in, or show a token, for this: it needs '%s'",
		permission_text((int)p));
}

/* A body of a form is read here, so that the gate stands before every handler. */
static int read_form(struct request *r, struct err *e)
{
	if (r->route->kind != ROUTE_PAGE || r->route->method == HTTP_GET || r->f->body.n == 0)
		return BW_OK;
	return form_parse(r->a, r->f->field[HTTP_CONTENT_TYPE], r->f->body, &r->form, e);
}

static void common_fields(const struct request *r, struct reply *out)
{
	reply_field(out, "Content-Type", str_of(out->type));
	reply_field(out, "X-Content-Type-Options", STR("nosniff"));
	reply_field(out, "Referrer-Policy", STR("same-origin"));
	reply_field(out, "Content-Security-Policy", page_policy(out->type));
	if (r->route && r->route->kind == ROUTE_PAGE) {
		reply_field(out, "Cross-Origin-Opener-Policy", STR("same-origin"));
		reply_field(out, "Vary", STR("Accept, Accept-Language, Cookie"));
	} else {
		reply_field(out, "Cross-Origin-Resource-Policy", STR("same-origin"));
	}
	if (out->keep && out->status == 200)
		reply_field(out, "Cache-Control", str_of(out->keep));
	else if (!out->cacheable)
		reply_field(out, "Cache-Control", STR("no-store"));
}

/* What can be kept has a name made of its bytes; who has it already is told so. */
static void conditional(const struct request *r, struct reply *out)
{
	unsigned char digest[16];
	char etag[2 * sizeof(digest) + 3];

	if (!out->cacheable || out->status != 200)
		return;
	crypto_generichash(
		digest, sizeof(digest), (const unsigned char *)out->body.p, out->body.n, NULL, 0);
	etag[0] = '"';
	sodium_bin2hex(etag + 1, sizeof(etag) - 1, digest, sizeof(digest));
	etag[sizeof(etag) - 2] = '"';
	reply_field(out, "ETag", str_make(etag, sizeof(etag) - 1));
	reply_field(out, "Cache-Control",
		r->who.person || r->session.there ? STR("private, no-cache") : STR("no-cache"));
	if (r->f->field[HTTP_IF_NONE_MATCH].p && http_etag_matches(r->f->field[HTTP_IF_NONE_MATCH],
							 str_make(etag, sizeof(etag) - 1))) {
		out->status = 304;
		buf_reset(&out->body);
	}
}

void request_finish(struct request *r, struct reply *out)
{
	conditional(r, out);
	common_fields(r, out);
	if (out->body.bad || out->head.bad) {
		struct err e;

		(void)err_set(&e, BW_EBUG, "the answer is too long");
		buf_reset(&out->head);
		reply_problem(r, out, 500, &e);
		common_fields(r, out);
	}
}

static int handle(
	struct web *w, struct peer *p, struct request *r, struct reply *out, struct err *e)
{
	const struct route *route = r->route;
	int rc = session_find(r, e);

	if (!rc)
		rc = allowed(r, e);
	if (!rc)
		rc = read_form(r, e);
	if (!rc)
		rc = session_gate(r, e);
	if (rc)
		return rc;
	if (r->f->flags & REQUEST_STREAM && route->flags & ROUTE_IS_STREAM)
		return upload_begin(p, r, out, e);
	if (r->f->route == ROUTE_REPORT_POST)
		return batch_take(w->batch, p, r, out, e);
	rc = handlers[r->f->route](r, out, e);
	return !rc && r->filed.p ? batch_take(w->batch, p, r, out, e) : rc;
}

void web_dispatch(struct web *w, struct peer *p, const struct frame_request *f)
{
	struct err e = { 0 };
	struct request r;
	struct reply out;
	struct arena a;
	bool look;
	int rc;

	arena_init(&a, 0);
	reply_init(&out);
	rc = request_open(w, f, &a, &r, &e);
	r.peer = p;
	/* Beside work nothing but pages is made: each of one state of the database. */
	look = !rc && w->set->lane != LANE_WORK && r.route->method == HTTP_GET;
	if (look)
		store_look_begin(w->set->store);
	if (!rc)
		rc = handle(w, p, &r, &out, &e);
	if (look)
		store_look_end(w->set->store);
	if (rc) {
		if (e.code == BW_EBUG || e.code == BW_EIO)
			journal(w->set->journal, JOURNAL_REQUEST_FAILED, "%016llx %s",
				(unsigned long long)f->request_id, e.text);
		reply_problem(&r, &out, status_of(&r, &e), &e);
		if (f->allow)
			add_allow(&out, f->allow);
	}
	if (!out.later) {
		request_finish(&r, &out);
		web_answer(w, p, f->id, &out);
	}
	reply_done(&out);
	arena_done(&a);
}
