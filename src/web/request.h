/* SPDX-License-Identifier: Apache-2.0 */
/* request.h -- what a handler gets and what it fills in.
 *
 * A handler is called when its route, its person and its permission are settled (not: whether it may touch
 * the object it loads; it asks permit() for that).  It returns 0 with ${out} filled, or an error, which
 * becomes problem+json or an error page; the HTTP status is that of the error's code (err.def).  Everything of
 * a request lies in its arena and is gone with it.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "domain/person.h"
#include "format/form_data.h"
#include "format/json.h"
#include "web/web.h"

struct peer;
struct tongue;
struct web;

struct session {
	bool there;
	unsigned char digest[32]; /* of its token */
	int64_t person, made_at_s;
	bool provider; /* begun with the OpenID provider */
	struct str name; /* of the person */
	char csrf[44]; /* belongs into every form */
};

struct request {
	struct web *web;
	struct peer *peer; /* whom it came from; what is answered later goes there */
	const struct frame_request *f;
	const struct route *route; /* NULL: no such address */
	struct str params[ROUTE_PARAMS]; /* of the path, decoded */
	size_t params_n;
	struct arena *a;
	struct who who;
	struct session session;
	const struct tongue *tongue; /* the reader's language */
	struct form form; /* of a form's body; empty else */
	struct str filed; /* a report in JSON that the handler wants to be taken in; p NULL */
	bool sign_in; /* it was refused for want of a permission that signing in could bring */
	bool json; /* answer in JSON: the API, and pages asked for as JSON */
	int64_t now_s;
};

struct reply {
	unsigned status;
	const char *type; /* media type of the body */
	struct buf head; /* further fields: "Name: value\r\n" */
	struct buf body;
	const char *keep; /* Cache-Control of a 200 that is kept; NULL: as ${cacheable} says */
	bool cacheable; /* gets an ETag from its body, and 304 where the client has it */
	bool later; /* answered by the batch */
	unsigned flags; /* of frame_reply */
};

typedef int web_handler(struct request *r, struct reply *out, struct err *e);

/* Every handler of route.def. */
#define ROUTE(code, name, ...) web_handler web_##name;
#include "http/route.def"
#undef ROUTE

/* ---- for handlers ---- */

/* A parameter of the query, decoded, in r->a; p NULL where there is none.  BW_EUSAGE where it is no text. */
int request_query(struct request *r, const char *name, struct str *out, struct err *e) MUST_USE;
/* The body as one JSON object with no members but these; an empty body is an empty object.  BW_EPARSE, BW_EUSAGE. */
int request_json(struct request *r, const char *const *members, const struct json **out,
	struct err *e) MUST_USE;
/* The id in the path: "c-0000001". BW_ENOTFOUND for what is none. */
int request_id(struct request *r, size_t param, char prefix, uint64_t *out, struct err *e) MUST_USE;
/* Media type of the body, without parameters, is this one? */
bool request_is(const struct request *r, const char *type);

/* A JSON answer: w over out->body; finish with reply_json. */
int reply_json(struct reply *out, const struct jw *w, struct err *e) MUST_USE;
/* One more header field. ${value} is checked: a line break in it is dropped with the field. */
void reply_field(struct reply *out, const char *name, struct str value);
/* 303 to a path of our own. */
void reply_redirect(struct reply *out, struct str path);
/* problem+json, or a page for people, for an error. */
void reply_problem(struct request *r, struct reply *out, unsigned status, const struct err *e);

#endif
