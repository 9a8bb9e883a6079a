/* SPDX-License-Identifier: Apache-2.0 */
/* case_erase.c -- `case erase`: take personal data out of a report, or of all reports of a case. */
#include "base/limit.h"
#include "cmd/case_verbs.h"
#include "flow/command.h"

static int report_arg(struct case_run *r, uint64_t *ord, struct err *e)
{
	struct str v = ctx_opt(r->c, "report");
	char q[QUOTE_ROOM(40)];

	*ord = 0;
	if (v.p && !store_id_parse('r', v, ord))
		return err_set(e, BW_EUSAGE, "'%s' is no report id; they look like r-0000001",
			str_quote(v, 40, q));
	return BW_OK;
}

int case_erase(struct case_run *r, struct err *e)
{
	const struct desk d = { r->store, &r->know.k, &r->facts, ctx_now(r->c) };
	struct str why = ctx_opt(r->c, "why");
	uint64_t ord, n = 0;
	struct jw w;
	int64_t id;
	int rc;

	if (r->c->args_n != 2)
		return err_set(e, BW_EUSAGE,
			"say which case: bailiwick case erase ID [--report REPORT] --why TEXT");
	if (why.n == 0)
		return err_set(e, BW_EUSAGE,
			"say why, without names and addresses: --why TEXT; it stays on the "
			"timeline");
	if (why.n > LIMIT_TEXT_FIELD)
		return err_set(e, BW_ELIMIT, "--why is longer than %d bytes", LIMIT_TEXT_FIELD);
	rc = case_id_arg(r, 1, &id, e);
	if (!rc)
		rc = report_arg(r, &ord, e);
	if (!rc)
		rc = command_erase(&d, id, ord, why, &n, e);
	if (rc)
		return rc;
	if (!r->c->json) {
		if (n)
			buf_printf(&r->out, "erased: %llu %s\n", (unsigned long long)n,
				n == 1 ? "report" : "reports");
		else
			buf_addz(&r->out, "nothing is left to erase\n");
		return BW_OK;
	}
	jw_init(&w, &r->out);
	jw_object(&w);
	jw_ki64(&w, "erased", (int64_t)n);
	jw_end(&w);
	buf_addc(&r->out, '\n');
	return jw_check(&w, e);
}
