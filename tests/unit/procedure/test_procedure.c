/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "procedure_tests.h"

struct str source_file(struct arena *a, const char *name)
{
	const char *root = getenv("SOURCE_ROOT");
	struct str path = arena_printf(a, "%s/%s", root ? root : ".", name), text;
	FILE *f = fopen(path.p, "rb");
	struct buf b;
	char part[4096];
	size_t n;

	if (!f)
		fail_msg("cannot open %s", path.p);
	buf_init(&b, LIMIT_FILE_BYTES);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, str_make(part, n));
	fclose(f);
	text = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return text;
}

static int is_pack(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), STR(".yaml"));
}

struct procedure *shipped_packs(void)
{
	const char *root = getenv("SOURCE_ROOT");
	struct pack_source packs[LIMIT_PACKS];
	struct procedure *p = NULL;
	struct dirent **names;
	struct arena a;
	struct err e = { 0 };
	int n;

	arena_init(&a, 0);
	n = scandir(
		arena_printf(&a, "%s/data/packs", root ? root : ".").p, &names, is_pack, alphasort);
	assert_true(n > 40 && n < LIMIT_PACKS);
	for (int i = 0; i < n; i++) {
		packs[i].name = arena_dup(&a, str_of(names[i]->d_name));
		packs[i].bytes =
			source_file(&a, arena_printf(&a, "data/packs/%s", names[i]->d_name).p);
		free(names[i]);
	}
	free(names);
	if (procedure_new(NULL, packs, (size_t)n, source_file(&a, "data/holidays.tsv"), &p, &e))
		fail_msg("%s", e.text);
	arena_done(&a);
	return p;
}

int main(void)
{
	int failed = 0;

	failed += test_calendar();
	failed += test_pack();
	failed += test_bind();
	return failed ? 1 : 0;
}
