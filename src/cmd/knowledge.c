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

/* Everything that rests on the reference data. */
static int load_rest(struct ctx *c, struct knowing *out, struct err *e)
{
	struct str names;
	int rc = load_rules(c, out, e);

	if (!rc)
		rc = packs_load(c, &out->procedure, e);
	names = rc ? STR("") : refdata_protected(&out->refdata);
	if (!rc && names.n)
		rc = lookalikes_new(&out->refdata, names, &out->lookalikes, e);
	if (rc) {
		knowing_done(out);
		*out = (struct knowing){ 0 };
		return rc;
	}
	out->k = (struct knowledge){ &out->refdata, out->procedure, out->rules, out->lookalikes };
	return BW_OK;
}

int knowing_load(struct ctx *c, struct knowing *out, struct err *e)
{
	int rc;

	*out = (struct knowing){ 0 };
	rc = data_load(c, &out->refdata, e);
	return rc ? rc : load_rest(c, out, e);
}

int knowing_played(struct ctx *c, struct knowing *out, struct err *e)
{
	int rc;

	*out = (struct knowing){ 0 };
	rc = data_played(c, &out->refdata, e);
	if (!rc)
		rc = load_rest(c, out, e);
	if (!rc)
		rc = knowing_letters(c, out, e);
	out->house = (struct house){ STR("Example Abuse Desk"), STR("desk@desk.example"),
		STR("https://desk.example"), 0, 0 };
	return rc;
}

int house_days(struct ctx *c, const char *name, int64_t *out, struct err *e)
{
	struct str v = ctx_opt(c, name);
	uint64_t n = 0;

	if (v.p && (!str_u64(v, &n) || n == 0 || n > 36600))
		return err_set(e, BW_EUSAGE, "--%s wants a number of days, at most 36600", name);
	*out = (int64_t)n;
	return BW_OK;
}

int knowing_letters(struct ctx *c, struct knowing *k, struct err *e)
{
	struct str name = ctx_opt(c, "desk-name");
	struct letters_source *v;
	struct data_file *files;
	size_t n;
	int rc = data_list(c, "letters/", &files, &n, e);

	if (rc)
		return rc;
	v = ARENA_ARRAY(c->arena, struct letters_source, n + 1);
	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct letters_source){ files[i].name, files[i].bytes };
	rc = letters_new(v, n, &k->letters, e);
	k->house = (struct house){ name.n ? name : STR("Abuse desk"), ctx_opt(c, "desk-mail"),
		ctx_opt(c, "desk-url"), 0, 0 };
	if (!rc)
		rc = house_days(c, "appeal-days", &k->house.appeal_days, e);
	if (!rc)
		rc = house_days(c, "answer-days", &k->house.answer_days, e);
	while (k->house.url.n && k->house.url.p[k->house.url.n - 1] == '/')
		k->house.url.n--;
	k->k.letters = k->letters;
	k->k.house = &k->house;
	return rc;
}

void knowing_done(struct knowing *k)
{
	letters_free(k->letters);
	lookalikes_free(k->lookalikes);
	procedure_free(k->procedure);
	rules_free(k->rules);
}
