/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

static const struct route routes[ROUTE_COUNT] = {
#define ROUTE(code, name, method, path, permission, kind, lane, flags, request, reply, summary) \
	[ROUTE_##code] = { #name, HTTP_##method, STR_INIT(path), PERMISSION_##permission,       \
		ROUTE_##kind, LANE_##lane, flags, request, reply, summary },
#include "http/route.def"
#undef ROUTE
};

const struct route *route_at(int code)
{
	return code >= 0 && code < ROUTE_COUNT ? &routes[code] : NULL;
}

size_t route_params(const struct route *r, struct str path, struct str out[ROUTE_PARAMS])
{
	struct str pattern = r->path;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < pattern.n; i++) {
		size_t end;

		if (pattern.p[i] != '{') {
			if (at >= path.n || path.p[at++] != pattern.p[i])
				return SIZE_MAX;
			continue;
		}
		i = str_find_byte(pattern, '}', i);
		end = pattern.p[i - 1] == '*' ? SIZE_MAX : str_find_byte(path, '/', at);
		if (end == SIZE_MAX)
			end = path.n;
		if (end == at || n == ROUTE_PARAMS)
			return SIZE_MAX;
		out[n++] = str_sub(path, at, end - at);
		at = end;
	}
	return at == path.n ? n : SIZE_MAX;
}

int route_find(enum http_method m, struct str path, unsigned *allow)
{
	struct str params[ROUTE_PARAMS];

	*allow = 0;
	if (m == HTTP_HEAD)
		m = HTTP_GET;
	/* The first row that fits: words stand before parameters in the table. */
	for (int i = 0; i < ROUTE_COUNT; i++) {
		if (route_params(&routes[i], path, params) == SIZE_MAX)
			continue;
		if (routes[i].method == m)
			return i;
		*allow |= 1u << routes[i].method;
		if (routes[i].method == HTTP_GET)
			*allow |= 1u << HTTP_HEAD;
	}
	return *allow ? -2 : -1;
}
