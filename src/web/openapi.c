/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openapi.h"

#include "format/json.h"
#include "http/route.h"

static bool is_media(const char *schema)
{
	return strchr(schema, '/') != NULL;
}

/* {"application/json": {"schema": {"$ref": …}}}, or a media type of another kind. */
static void content(struct jw *w, const char *type, const char *schema)
{
	char ref[100];
	struct buf b;

	jw_key(w, "content");
	jw_object(w);
	jw_key(w, is_media(schema) ? schema : type);
	jw_object(w);
	if (!is_media(schema)) {
		buf_init(&b, sizeof(ref));
		buf_printf(&b, "#/components/schemas/%s", schema);
		jw_key(w, "schema");
		jw_object(w);
		jw_kstr(w, "$ref", buf_str(&b));
		jw_end(w);
		buf_done(&b);
	}
	jw_end(w);
	jw_end(w);
}

static void response(
	struct jw *w, const char *status, const char *words, const char *type, const char *schema)
{
	jw_key(w, status);
	jw_object(w);
	jw_kz(w, "description", words);
	if (*schema)
		content(w, type, schema);
	jw_end(w);
}

static void parameters(struct jw *w, const struct route *r)
{
	size_t at = 0;

	jw_key(w, "parameters");
	jw_array(w);
	while ((at = str_find_byte(r->path, '{', at)) != SIZE_MAX) {
		size_t end = str_find_byte(r->path, '}', at);

		jw_object(w);
		jw_kstr(w, "name", str_sub(r->path, at + 1, end - at - 1));
		jw_kz(w, "in", "path");
		jw_kbool(w, "required", true);
		jw_key(w, "schema");
		jw_object(w);
		jw_kz(w, "type", "string");
		jw_end(w);
		jw_end(w);
		at = end;
	}
	jw_end(w);
}

static void operation(struct jw *w, const struct route *r)
{
	bool open = person_may(0) >> r->permission & 1;

	jw_object(w);
	jw_kz(w, "operationId", r->name);
	jw_kz(w, "summary", r->summary);
	jw_kz(w, "x-permission", permission_text((int)r->permission));
	parameters(w, r);
	if (*r->request) {
		jw_key(w, "requestBody");
		jw_object(w);
		content(w, "application/json", r->request);
		jw_end(w);
	}
	jw_key(w, "security");
	jw_array(w);
	if (open) {
		jw_object(w);
		jw_end(w);
	}
	jw_object(w);
	jw_key(w, "token");
	jw_array(w);
	jw_end(w);
	jw_end(w);
	jw_end(w);
	jw_key(w, "responses");
	jw_object(w);
	response(w, "2XX", "done", "application/json", r->reply);
	response(w, "default", "what went wrong", "application/problem+json", "Problem");
	jw_end(w);
	jw_end(w);
}

static void paths(struct jw *w)
{
	bool done[ROUTE_COUNT] = { false };

	jw_key(w, "paths");
	jw_object(w);
	for (int i = 0; i < ROUTE_COUNT; i++) {
		if (done[i] || route_at(i)->kind != ROUTE_API)
			continue;
		jw_key_str(w, route_at(i)->path);
		jw_object(w);
		for (int k = i; k < ROUTE_COUNT; k++) {
			static const char *const names[] = { "get", "head", "post", "put", "patch",
				"delete", "options" };

			if (!str_eq(route_at(k)->path, route_at(i)->path))
				continue;
			done[k] = true;
			jw_key(w, names[route_at(k)->method]);
			operation(w, route_at(k));
		}
		jw_end(w);
	}
	jw_end(w);
}

int openapi_write(struct arena *a, struct str schemas, struct buf *out, struct err *e)
{
	struct json *all;
	struct jw w;
	int rc = json_parse(a, schemas, &all, e);

	if (rc)
		return err_prefix(e, "the schemas of the API: ");
	jw_init(&w, out);
	jw_object(&w);
	jw_kz(&w, "openapi", "3.1.0");
	jw_key(&w, "info");
	jw_object(&w);
	jw_kz(&w, "title", "Bailiwick");
	jw_kz(&w, "version", BAILIWICK_VERSION);
	jw_kz(&w, "description",
		"Reports of online harm, put before the party closest to it. Errors are RFC 9457 "
		"problems.");
	jw_end(&w);
	paths(&w);
	jw_key(&w, "components");
	jw_object(&w);
	jw_key(&w, "securitySchemes");
	jw_object(&w);
	jw_key(&w, "token");
	jw_object(&w);
	jw_kz(&w, "type", "http");
	jw_kz(&w, "scheme", "bearer");
	jw_end(&w);
	jw_end(&w);
	jw_key(&w, "schemas");
	jw_value(&w, all);
	jw_end(&w);
	jw_end(&w);
	buf_addc(out, '\n');
	return jw_check(&w, e);
}
