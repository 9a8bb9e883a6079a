/* SPDX-License-Identifier: Apache-2.0 */
/* A head read in portions is read as one read whole; what chunks give is never more than came in. */
#include <stdint.h>
#include <stdlib.h>

#include "format/http.h"
#include "http/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void body(struct str in, size_t step, uint64_t *sum, bool *done)
{
	struct http_chunks c = { 0 };
	struct str data;
	struct err e;
	size_t total = 0;
	int rc = BW_OK;

	*sum = 0;
	for (size_t at = 0; !rc && at < in.n && !c.done; at += step) {
		struct str part = str_sub(in, at, step);

		while (!rc && part.n && !c.done) {
			rc = http_chunks_next(&c, &part, &data, &e);
			for (size_t i = 0; i < data.n; i++)
				*sum = *sum * 31 + (unsigned char)data.p[i];
			total += data.n;
		}
	}
	if (total > in.n)
		abort();
	*done = !rc && c.done;
	if (!*done)
		*sum = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size), params[ROUTE_PARAMS];
	struct http_head h;
	struct err e;
	uint64_t one, other;
	bool a, b;
	unsigned allow;
	size_t used = 0;
	int rc = http_head_parse(in, &h, &used, &e), route;

	if (rc == BW_OK) {
		if (used > in.n || h.path.n == 0 || h.path.p[0] != '/')
			abort();
		/* Not one byte fewer is enough. */
		if (http_head_parse(str_sub(in, 0, used - 1), &h, &used, &e) != BW_EAGAIN)
			abort();
		route = http_head_parse(in, &h, &used, &e) ? -1
							   : route_find(h.method, h.path, &allow);
		if (route >= 0 && route_params(route_at(route), h.path, params) == SIZE_MAX)
			abort();
	}
	body(in, 1, &one, &a);
	body(in, SIZE_MAX / 2, &other, &b);
	if (a != b || one != other)
		abort();
	return 0;
}
