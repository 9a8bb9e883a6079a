/* SPDX-License-Identifier: Apache-2.0 */
/* route.h -- the one table of what may be asked: method, path, permission, handler, schemas.
 *
 * Routing, OpenAPI, the authorisation matrix and docs/api.md are made from route.def.  http only finds the
 * row; whether somebody may ask it is decided in core, on the object.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "domain/person.h"
#include "format/http.h"

enum route_code {
#define ROUTE(code, ...) ROUTE_##code,
#include "http/route.def"
#undef ROUTE
	ROUTE_COUNT
};

/* Which process answers: core reads and accepts reports; work changes, and does what may take long.  pages reads as
 * core does, on the second processor: no route names it, http chooses it where core has more waiting. */
enum lane { LANE_CORE, LANE_PAGES, LANE_WORK, LANE_COUNT };
enum route_kind {
	ROUTE_API, /* JSON; problem+json where it fails */
	ROUTE_PAGE, /* HTML, with a JSON twin for who accepts JSON rather */
	ROUTE_PLAIN /* text for machines: health, metrics */
};
enum { /* route flags */
	ROUTE_IS_UPLOAD = 1, /* bodies up to LIMIT_HTTP_UPLOAD */
	ROUTE_IS_STREAM = 2, /* NDJSON bodies are passed on as they come */
	ROUTE_IS_UPLOAD_STREAM = ROUTE_IS_UPLOAD | ROUTE_IS_STREAM,
	ROUTE_IS_HERE = 4, /* answered by http itself */
	ROUTE_IS_METRICS = 8 /* only on the listener for metrics (HERE ones are on both) */
};

struct route {
	const char *name; /* operationId: the code in lower case */
	enum http_method method;
	struct str path; /* "/api/v1/cases/{case}"; {name*}: the rest, at the end only */
	enum permission permission;
	enum route_kind kind;
	enum lane lane;
	unsigned flags;
	const char *request,
		*reply; /* names of schemas, "" where there is no body; "text/html" and so on */
	const char *summary;
};
const struct route *route_at(int code);

/* The row for a path as sent; HEAD finds GET.  -1 where no row has the path, -2 where none of those that have
 * it has the method; ${*allow} is then a set of the methods they have. */
int route_find(enum http_method m, struct str path, unsigned *allow);
/* The parameters of a path that route_find found, still encoded, in the order of the path; how many. */
#define ROUTE_PARAMS 4
size_t route_params(const struct route *r, struct str path, struct str out[ROUTE_PARAMS]);

#endif
