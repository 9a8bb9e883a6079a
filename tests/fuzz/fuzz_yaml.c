/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is read has places within the input and keys once each, and its JSON reads back the same. */
#include <assert.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/yaml.h"

static void check(const struct json *v, size_t lines, int depth)
{
	assert(depth <= LIMIT_YAML_DEPTH);
	assert(v->at >= 1 && v->at <= lines + 1 && v->end >= 1);
	for (const struct json *x = v->first; x; x = x->next) {
		if (v->type == JSON_OBJECT)
			assert(json_get_str(v, x->key) == x);
		check(x, lines, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = str_make((const char *)data, n);
	struct json *v, *back;
	struct arena a;
	struct buf x, y;
	struct err e = { 0 };
	struct jw w;
	size_t lines = 1;

	/* libyaml counts CR, CRLF, NEL, LS and PS as line ends; each has at least a byte */
	for (size_t i = 0; i < n; i++)
		lines += data[i] == '\n' || data[i] == '\r' || data[i] >= 0x80;
	arena_init(&a, 64u << 20);
	buf_init(&x, 64u << 20);
	buf_init(&y, 64u << 20);
	if (yaml_parse(&a, in, &v, &e) == 0) {
		check(v, lines, 0);
		jw_init(&w, &x);
		jw_value(&w, v);
		assert(jw_check(&w, &e) == 0);
		assert(json_parse(&a, buf_str(&x), &back, &e) == 0);
		jw_init(&w, &y);
		jw_value(&w, back);
		assert(str_eq(buf_str(&x), buf_str(&y)));
	} else {
		assert(e.text[0]);
	}
	buf_done(&x);
	buf_done(&y);
	arena_done(&a);
	return 0;
}
