/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_options.c -- the ladder alone, a step a line; without a name, the table it is made from. */
#include "cmd/explaining.h"
#include "options/options.h"

#define OUTPUT_MOST (16u << 20)

static int table(struct ctx *c, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, OUTPUT_MOST);
	for (size_t i = 0; i < options_actions(); i++) {
		struct action_info x = options_action(i);

		if (c->json) {
			struct jw w;

			jw_init(&w, &b);
			jw_object(&w);
			jw_kz(&w, "role", role_text(x.action->role));
			jw_kz(&w, "action", x.action->name);
			jw_kz(&w, "words", x.action->words);
			jw_kbool(&w, "soft", x.action->soft);
			jw_kz(&w, "effect_unit", effect_text(x.effect));
			jw_kstr(&w, "reversible_within", x.undo);
			jw_ki64(&w, "expected_time", x.expected_s);
			jw_kstr(&w, "clause", x.clause);
			jw_end(&w);
			buf_addc(&b, '\n');
		} else {
			buf_printf(&b, "%-16s %-24s %-9s %s\n", role_text(x.action->role),
				x.action->name, x.action->soft ? "asks" : effect_text(x.effect),
				x.action->words);
		}
	}
	rc = buf_check(&b, "the table", e);
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	return rc;
}

static void one_row(struct ctx *c, struct buf *b, const struct option *o, size_t rank)
{
	struct jw w;

	if (c->json) {
		jw_init(&w, b);
		option_json(o, &w);
		buf_addc(b, '\n');
		return;
	}
	if (o->ruled_out)
		buf_addz(b, "  -");
	else
		buf_printf(b, "%3zu", rank);
	buf_printf(b, " %-24s %-16s %-9s stops %-6s breaks %-7s %s\n", o->action->name,
		role_text(o->actor->role), effect_text(o->effect), stops_text(o->stops),
		collateral_text(o->collateral), o->rule ? o->rule : "");
}

static int ladder(struct ctx *c, struct err *e)
{
	struct explanation x;
	struct question q;
	struct buf b;
	int rc = question_open(c, &q, e);

	buf_init(&b, OUTPUT_MOST);
	for (size_t i = 0; !rc && i < c->args_n; i++) {
		rc = question_ask(&q, c->arena, c->args[i], &x, e);
		for (size_t k = 0; !rc && k < x.ladder.n; k++)
			one_row(c, &b, &x.ladder.v[k], k + 1);
	}
	if (!rc)
		rc = buf_check(&b, "the ladder", e);
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	question_done(&q);
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	return c->args_n ? ladder(c, e) : table(c, e);
}

static const struct opt opts[] = {
	EXPLAINING_OPTS,
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick options", "every step that there is, by role" },
	{ "bailiwick options --harm phishing --offline http://shop.example/a/b.php",
		"the steps for one page, best first" },
	{ NULL, NULL },
};

const struct cmd cmd_options = {
	.name = "options",
	.args = "[NAME…]",
	.help = "list the steps open to each actor, best first; without a name, every step there "
		"is",
	.about = "The ladder of explain alone, a step a line: rank, step, role, effect unit, "
		 "whether "
		 "it stops the harm, how much else it breaks, and the rule that holds it back or "
		 "rules "
		 "it out. Rows ruled out have no rank.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
