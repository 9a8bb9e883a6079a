/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/knowledge.h"

#include "cmd/data.h"
#include "cmd/packs.h"

static int load_rules(struct ctx *c, struct knowing *k, struct err *e)
{
	struct str text;
	int rc = data_text(c, "rules/automation.yaml", &text, e);

	return rc ? rc : rules_new(text, &k->rules, e);
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
		rc = packs_load(c, &out->procedure, e);
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
