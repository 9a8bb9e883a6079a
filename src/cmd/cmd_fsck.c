/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_fsck.c -- does the store keep its promises? */
#include "cmd/store_open.h"
#include "flow/survey.h"

static void json(struct ctx *c, const struct store_check *check, size_t n)
{
	struct buf b;
	struct jw w;

	buf_init(&b, 1 << 20);
	jw_init(&w, &b);
	jw_object(&w);
	jw_key(&w, "invariants");
	jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		jw_object(&w);
		jw_kz(&w, "name", check[i].name);
		jw_kbool(&w, "ok", check[i].ok);
		jw_kstr(&w, "detail", check[i].detail);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
}

static void lines(struct ctx *c, const struct store_check *check, size_t n)
{
	char q[QUOTE_ROOM(600)];

	for (size_t i = 0; i < n; i++)
		fprintf(c->out, "%s%-6s%s %-36s %s\n", ctx_style(c, check[i].ok ? "green" : "red"),
			check[i].ok ? "ok" : "BROKEN", ctx_style(c, "reset"), check[i].name,
			str_quote(check[i].detail, 600, q));
}

/* The second look at what is proposed; what cannot be read is a finding as well. */
static int do_no_harm(struct ctx *c, struct store *s, struct store_check *check, struct err *e)
{
	struct knowing know;
	struct survey v;
	int rc = knowing_load(c, &know, e);

	if (rc)
		return rc;
	rc = survey_run(s, &know.k, ctx_now(c), c->arena, &v, e);
	check->name = "do-no-harm";
	check->ok = rc == BW_OK && v.all.harmful == 0;
	if (rc == BW_OK)
		check->detail = arena_printf(c->arena,
			"%llu of %llu proposals would take more than what was reported",
			(unsigned long long)v.all.harmful, (unsigned long long)v.all.proposals);
	else
		check->detail = arena_dup(c->arena, str_of(e->text));
	knowing_done(&know);
	return check->detail.p && rc != BW_ENOMEM ? BW_OK : err_nomem(e);
}

static int run(struct ctx *c, struct err *e)
{
	struct store_check check[STORE_CHECKS];
	struct store *s = NULL;
	const char *dir;
	size_t n = 0;
	int rc = store_where(c, &dir, e);

	if (rc)
		return rc;
	rc = store_open_at(c, dir, false, false, &s, e);
	if (!rc)
		rc = store_fsck(s, c->arena, check, &n, e);
	if (!rc)
		rc = do_no_harm(c, s, &check[n++], e);
	if (rc == BW_EIO) { /* it does not even open: that is an answer */
		check[n++] = (struct store_check){ "opens", false,
			arena_dup(c->arena, str_of(e->text)) };
		rc = BW_OK;
	}
	if (!rc && c->json)
		json(c, check, n);
	else if (!rc)
		lines(c, check, n);
	for (size_t i = 0; !rc && i < n; i++)
		if (!check[i].ok)
			rc = BW_ENEGATIVE;
	store_close(s);
	return rc;
}

static const struct cmd_example examples[] = {
	{ "bailiwick fsck --json", "every invariant with its finding" },
	{ NULL, NULL },
};

const struct cmd cmd_fsck = {
	.name = "fsck",
	.args = "",
	.help = "check every invariant of the store",
	.about = "Reads the whole store and compares its parts: that every block of the spool is "
		 "whole and in order, "
		 "that each report is in exactly one case, that counts, lists, sites and events "
		 "agree, that nothing "
		 "is kept of reports on child sexual abuse material, and that no open proposal "
		 "would "
		 "take more than what was reported.  Changes nothing.  Exit "
		 "status 1 where an "
		 "invariant does not hold; docs/store.md says what each means and what to do.",
	.examples = examples,
	.run = run,
};
