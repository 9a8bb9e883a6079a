/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/knowledge.h"

#include "cmd/data.h"

static int load_rules(struct ctx *c, struct knowing *k, struct err *e)
{
	struct str text;
	int rc = data_text(c, "rules/automation.yaml", &text, e);

	return rc ? rc : rules_new(text, &k->rules, e);
}

static int load_packs(struct ctx *c, struct knowing *k, struct err *e)
{
	struct data_file *files;
	struct pack_source *packs;
	struct str holidays = STR("");
	size_t n;
	int rc = data_list(c, "packs/", &files, &n, e);

	if (rc || n == 0)
		return rc;
	packs = ARENA_ARRAY(c->arena, struct pack_source, n);
	if (!packs)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		packs[i] = (struct pack_source){ files[i].name, files[i].bytes };
	if (data_text(c, "holidays.tsv", &holidays, NULL))
		holidays = STR("");
	return procedure_new(NULL, packs, n, holidays, &k->procedure, e);
}

int knowing_load(struct ctx *c, struct knowing *out, struct err *e)
{
	struct str names;
	int rc;

	*out = (struct knowing){ 0 };
	rc = data_load(c, &out->refdata, e);
	if (!rc)
		rc = load_rules(c, out, e);
	if (!rc)
		rc = load_packs(c, out, e);
	names = rc ? STR("") : refdata_protected(&out->refdata);
	if (!rc && names.n)
		rc = lookalikes_new(&out->refdata, names, &out->lookalikes, e);
	if (rc) {
		knowing_done(out);
		return rc;
	}
	out->k = (struct knowledge){ &out->refdata, out->procedure, out->rules, out->lookalikes };
	return BW_OK;
}

void knowing_done(struct knowing *k)
{
	lookalikes_free(k->lookalikes);
	procedure_free(k->procedure);
	rules_free(k->rules);
}
