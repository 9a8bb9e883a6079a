/* SPDX-License-Identifier: Apache-2.0 */
/* pack-image DATA IMAGE OUT.c DEPFILE: check and compile every pack under DATA/packs with DATA/holidays.tsv,
 * when the program is built.  A fault in a pack stops the build, by file and line. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "procedure/procedure.h"

static struct arena arena;

static int complain(const char *what, const char *subject)
{
	fprintf(stderr, "pack-image: %s '%s'\n", what, subject);
	return 1;
}

static bool read_whole(const char *path, struct str *out)
{
	FILE *f = fopen(path, "rb");
	struct buf b;
	char part[4096];
	size_t n;

	if (!f)
		return false;
	buf_init(&b, LIMIT_YAML_BYTES);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, str_make(part, n));
	fclose(f);
	*out = arena_dup(&arena, buf_str(&b));
	n = b.bad;
	buf_done(&b);
	return !n && out->p;
}

static int is_pack(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), STR(".yaml")) && d->d_name[0] != '.';
}

static bool write_whole(const char *path, struct str text)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(text.p, 1, text.n, f) == text.n;

	return f && fclose(f) == 0 && good;
}

static bool write_c(const char *path, const char *image)
{
	struct str text = arena_printf(&arena,
		"/* made by tools/pack-image; do not edit */\n#include \"cmd/own_data.h\"\n\n"
		"__asm__(\".section .rodata\\n.balign 16\\nown_pack_bytes:\\n.incbin \\\"%s\\\"\\n"
		"own_pack_end:\\n.byte 0\\n.previous\\n\");\n"
		"extern const char own_pack_bytes[], own_pack_end[];\n\n"
		"void own_packs(const char **bytes, size_t *n)\n{\n\t*bytes = own_pack_bytes;\n"
		"\t*n = (size_t)(own_pack_end - own_pack_bytes);\n}\n",
		image);

	return text.p && write_whole(path, text);
}

int main(int argc, char **argv)
{
	struct pack_source packs[LIMIT_PACKS];
	struct dirent **names = NULL;
	struct buf image, faults, depends;
	struct str holidays, dir, tsv;
	struct err e = { 0 };
	int n, rc;

	if (argc != 5)
		return complain("usage: pack-image DATA IMAGE OUT.c DEPFILE; got", argv[0]);
	arena_init(&arena, 0);
	buf_init(&image, LIMIT_PACK_IMAGE);
	buf_init(&faults, 1 << 20);
	buf_init(&depends, 1 << 20);
	dir = arena_printf(&arena, "%s/packs", argv[1]);
	tsv = arena_printf(&arena, "%s/holidays.tsv", argv[1]);
	n = scandir(dir.p, &names, is_pack, alphasort);
	if (n < 1 || n > LIMIT_PACKS)
		return complain("no packs, or too many, in", dir.p);
	if (!read_whole(tsv.p, &holidays))
		return complain("cannot read", tsv.p);
	buf_printf(&depends, "%s: %s %s", argv[2], tsv.p, dir.p);
	for (int i = 0; i < n; i++) {
		struct str path = arena_printf(&arena, "%s/%s", dir.p, names[i]->d_name);

		packs[i].name = path;
		if (!read_whole(path.p, &packs[i].bytes))
			return complain("cannot read", path.p);
		buf_printf(&depends, " %s", path.p);
		free(names[i]);
	}
	free(names);
	buf_addc(&depends, '\n');
	rc = procedure_compile(NULL, packs, (size_t)n, holidays, &image, &faults, &e);
	if (rc) {
		fprintf(stderr, "%.*spack-image: %s\n", STR_ARG(buf_str(&faults)), e.text);
		return 1;
	}
	if (!write_whole(argv[2], buf_str(&image)) || !write_c(argv[3], argv[2]) ||
		!write_whole(argv[4], buf_str(&depends)))
		return complain("cannot write", argv[2]);
	buf_done(&image);
	buf_done(&faults);
	buf_done(&depends);
	arena_done(&arena);
	return 0;
}
