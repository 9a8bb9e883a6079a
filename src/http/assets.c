/* SPDX-License-Identifier: Apache-2.0 */
#include "http/assets.h"

#include "base/hash.h"
#include "base/mem.h"

#define ASSETS_MOST 64

static const struct {
	struct str end, type;
} types[] = {
	{ STR_INIT(".css"), STR_INIT("text/css; charset=utf-8") },
	{ STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8") },
	{ STR_INIT(".svg"), STR_INIT("image/svg+xml") },
	{ STR_INIT(".png"), STR_INIT("image/png") },
	{ STR_INIT(".ico"), STR_INIT("image/x-icon") },
	{ STR_INIT(".woff2"), STR_INIT("font/woff2") },
};

int assets_add(
	struct arena *a, struct assets *all, struct str name, struct str bytes, struct err *e)
{
	size_t dot = str_rfind_byte(name, '.');
	struct str end = dot == SIZE_MAX ? STR("") : str_from(name, dot);
	struct asset *x = NULL;

	if (str_eq(end, STR(".gz"))) {
		for (size_t i = 0; i < all->n; i++)
			if (str_eq(all->v[i].name, str_sub(name, 0, dot)) &&
				bytes.n < all->v[i].bytes.n)
				all->v[i].packed = bytes;
		return BW_OK;
	}
	if (!all->v)
		all->v = ARENA_ARRAY(a, struct asset, ASSETS_MOST);
	if (!all->v)
		return err_nomem(e);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && !x; i++)
		if (str_eq(end, types[i].end) && all->n < ASSETS_MOST) {
			x = &all->v[all->n];
			x->type = types[i].type;
		}
	if (!x)
		return BW_OK;
	x->name = name;
	x->bytes = bytes;
	x->path = arena_printf(a, "/assets/%.*s.%016llx%.*s", STR_ARG(str_sub(name, 0, dot)),
		(unsigned long long)hash_fixed(bytes), STR_ARG(end));
	x->etag = arena_printf(a, "\"%016llx\"", (unsigned long long)hash_fixed(bytes));
	if (!x->path.p || !x->etag.p)
		return err_nomem(e);
	all->n++;
	return BW_OK;
}

const struct asset *assets_at(const struct assets *all, struct str path)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->v[i].path, path))
			return &all->v[i];
	return NULL;
}

struct str assets_path(const struct assets *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_is(all->v[i].name, name))
			return all->v[i].path;
	return STR("");
}
