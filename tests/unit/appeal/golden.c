/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "golden.h"

static void read_file(const char *path, struct buf *b)
{
	char part[4096];
	FILE *f = fopen(path, "r");
	size_t k;

	assert_non_null(f);
	while ((k = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, str_make(part, k));
	fclose(f);
}

static void one_file(const char *path, void (*begin)(void *),
	void (*line)(void *, struct str, struct buf *), void *ctx)
{
	const char *write = getenv("BAILIWICK_GOLDEN");
	struct buf want, got, says;
	struct str rest, part;
	FILE *f;

	buf_init(&want, 1 << 20);
	buf_init(&got, 1 << 20);
	buf_init(&says, 1 << 16);
	read_file(path, &want);
	begin(ctx);
	rest = buf_str(&want);
	while (str_cut(&rest, '\n', &part)) {
		if (str_starts(part, STR("> ")) || (!rest.p && part.n == 0))
			continue;
		buf_add(&got, part);
		buf_addc(&got, '\n');
		if (part.n == 0 || part.p[0] == '#')
			continue;
		buf_reset(&says);
		line(ctx, part, &says);
		if (says.n)
			buf_printf(&got, "> %.*s\n", STR_ARG(buf_str(&says)));
	}
	if (write) {
		f = fopen(path, "w");
		assert_non_null(f);
		fwrite(got.p, 1, got.n, f);
		fclose(f);
	} else if (!str_eq(buf_str(&want), buf_str(&got))) {
		fail_msg("%s says now:\n%.*s", path, STR_ARG(buf_str(&got)));
	}
	buf_done(&want);
	buf_done(&got);
	buf_done(&says);
}

void golden_run(const char *folder, void (*begin)(void *),
	void (*line)(void *, struct str, struct buf *), void *ctx)
{
	const char *root = getenv("SOURCE_ROOT");
	char path[600], dir[300];
	struct dirent *d;
	size_t files = 0;
	DIR *o;

	snprintf(dir, sizeof(dir), "%s/tests/golden/%s", root ? root : ".", folder);
	o = opendir(dir);
	assert_non_null(o);
	while ((d = readdir(o))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
		one_file(path, begin, line, ctx);
		files++;
	}
	closedir(o);
	assert_true(files > 0);
}
