/* SPDX-License-Identifier: Apache-2.0 */
#include "refdata_tests.h"

#include <stdio.h>

#include "unit.h"

void fixture_make(struct fixture *f, const struct refdata_source *src, size_t n)
{
	struct err e = { 0 };

	arena_init(&f->a, 0);
	buf_init(&f->image, UINT32_MAX);
	if (refdata_build(&f->a, src, n, &f->image, &e))
		fail_msg("%s", e.text);
	if (refdata_open(buf_str(&f->image), &f->rd, &e))
		fail_msg("%s", e.text);
}

void fixture_done(struct fixture *f)
{
	buf_done(&f->image);
	arena_done(&f->a);
}

struct str test_file(struct arena *a, const char *dir, const char *name)
{
	struct str path = arena_printf(a, "%s/%s", dir, name), out = { NULL, 0 };
	FILE *f = fopen(path.p, "rb");
	char *p;
	long n;

	if (!f)
		return out;
	fseek(f, 0, SEEK_END);
	n = ftell(f);
	rewind(f);
	p = arena_alloc(a, (size_t)n + 1);
	if (fread(p, 1, (size_t)n, f) == (size_t)n)
		out = str_make(p, (size_t)n);
	fclose(f);
	return out;
}

int main(void)
{
	return names_tests() + network_tests() + image_tests() + real_tests();
}
