/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/packs.h"

#include "cmd/data.h"
#include "cmd/own_data.h"

/* Files of that prefix that are not the program's own. */
static int others(
	struct ctx *c, const char *prefix, struct data_file **out, size_t *n, struct err *e)
{
	struct data_file *all;
	size_t all_n;
	int rc = data_list(c, prefix, &all, &all_n, e);

	*n = 0;
	for (size_t i = 0; !rc && i < all_n; i++)
		if (!str_is(all[i].path, "built in"))
			all[(*n)++] = all[i];
	*out = rc ? NULL : all;
	return rc;
}

static int lay_over(
	struct ctx *c, const struct procedure *own, struct procedure **out, struct err *e)
{
	struct data_file *files, *tables;
	struct pack_source *packs;
	size_t n, tables_n, packs_n = 0;
	int rc = others(c, "packs/", &files, &n, e);

	if (!rc)
		rc = others(c, "holidays.tsv", &tables, &tables_n, e);
	if (rc || (!n && !tables_n))
		return rc;
	packs = ARENA_ARRAY(c->arena, struct pack_source, n + 1);
	if (!packs)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (str_ends(files[i].name, STR(".yaml")))
			packs[packs_n++] = (struct pack_source){ files[i].path, files[i].bytes };
	return procedure_new(own, packs, packs_n, tables_n ? tables[0].bytes : STR(""), out, e);
}

int packs_load(struct ctx *c, struct procedure **out, struct err *e)
{
	struct procedure *own, *over = NULL;
	struct str image;
	int rc;

	own_packs(&image.p, &image.n);
	rc = procedure_open(image, &own, e);
	if (rc)
		return rc;
	rc = lay_over(c, own, &over, e);
	if (rc || over)
		procedure_free(own);
	if (!rc)
		*out = over ? over : own;
	return rc;
}
