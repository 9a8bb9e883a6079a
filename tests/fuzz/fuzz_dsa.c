/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever somebody calls a statement of reasons: what the check takes it takes again when it is written anew, and not
 * without any one member that it needs. */
#include <stdlib.h>

#include "format/dsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_again(struct arena *a, const struct json *j)
{
	struct json *k;
	struct buf b;
	struct jw w;
	struct err e;

	buf_init(&b, 1u << 20);
	jw_init(&w, &b);
	jw_value(&w, j);
	if (jw_check(&w, &e) == BW_OK &&
		(json_parse(a, buf_str(&b), &k, &e) || dsa_json_check(k, &e)))
		abort();
	buf_done(&b);
}

/* The member is left out by its name being another. */
static void not_without(struct json *j, const char *name)
{
	for (struct json *m = j->first; m; m = m->next) {
		struct str key = m->key;
		struct err e;

		if (!str_is(key, name))
			continue;
		m->key = STR("content_id");
		if (dsa_json_check(j, &e) == BW_OK || !e.text[0])
			abort();
		m->key = key;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const needed[] = { "puid", "decision_ground", "category",
		"decision_facts", "source_type", "automated_decision" };
	struct arena a;
	struct json *j;
	struct err e = { 0 };

	if (size > 65536)
		return 0;
	arena_init(&a, 0);
	if (json_parse(&a, str_make((const char *)data, size), &j, &e) == BW_OK) {
		if (dsa_json_check(j, &e) == BW_OK) {
			same_again(&a, j);
			for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
				not_without(j, needed[i]);
		} else if (!e.text[0]) {
			abort();
		}
	}
	arena_done(&a);
	return 0;
}
