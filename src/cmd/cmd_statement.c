/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_statement.c -- what the public page of a decision shows, and what can be said on it. */
#include "cmd/appealing.h"
#include "format/json.h"

static void say(struct at_desk *t, const char *what, struct str words)
{
	char q[QUOTE_ROOM(2000)];

	if (words.n)
		buf_printf(&t->out, "%-12s %s\n", what, str_quote(words, 2000, q));
}

static void say_time(struct at_desk *t, const char *what, int64_t at_s)
{
	char text[CLOCK_TEXT];

	if (at_s != CLOCK_NONE)
		buf_printf(&t->out, "%-12s %s\n", what, clock_format_date(at_s, text));
}

static int page(struct at_desk *t, const struct recourse_page *p, struct err *e)
{
	static const char *const fields[][2] = { { "Measure", "measure" }, { "Reach", "scope" },
		{ "For how long", "duration" }, { "Facts", "facts" }, { "By whom", "automated" },
		{ "Ground", "ground" }, { "Way back", "redress" } };
	struct json *s = NULL;
	int rc = p->statement.n ? json_parse(t->c->arena, p->statement, &s, e) : BW_OK;

	if (rc)
		return rc;
	say(t, "About", p->d.target);
	say_time(t, "Decided", p->d.at_s);
	say(t, "State", str_of(decision_state_text((int)p->d.state)));
	say(t, "In short", json_text(s, "plain"));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		say(t, fields[i][0], json_text(s, fields[i][1]));
	if (p->has_measure)
		say(t, "The step is", str_of(measure_state_text((int)p->measure.state)));
	if (p->d.state == DECISION_IS_REVERSED)
		say(t, "Taken back", str_of(restoring_words((int)p->restoring)));
	say_time(t, "Appeal until", p->until_s);
	for (size_t i = 0; i < p->appeals_n; i++) {
		say(t, "Appeal", str_of(appeal_state_text((int)p->appeals[i].a.state)));
		say(t, "", p->appeals[i].a.reasons);
	}
	return BW_OK;
}

static int show(struct at_desk *t, struct err *e)
{
	struct recourse_settings set;
	struct recourse_page p;
	struct str fixed = ctx_opt(t->c, "fixed"), words = ctx_opt(t->c, "answer");
	int rc = appeal_settings(t, &set, e);

	if (!rc && fixed.p)
		rc = recourse_answer(
			&t->desk, t->c->arena, &set, t->c->args[0], ANSWER_ACTED, fixed, e);
	if (!rc && words.p)
		rc = recourse_answer(
			&t->desk, t->c->arena, &set, t->c->args[0], ANSWER_UNKNOWN, words, e);
	if (!rc)
		rc = recourse_statement(&t->desk, t->c->arena, &set, t->c->args[0], &p, e);
	if (rc || !t->c->json)
		return rc ? rc : page(t, &p, e);
	recourse_page_json(&p, &t->w);
	buf_addc(&t->out, '\n');
	return jw_check(&t->w, e);
}

static int run(struct ctx *c, struct err *e)
{
	struct at_desk t;
	int rc;

	if (c->args_n != 1)
		return err_set(e, BW_EUSAGE, "say which: bailiwick statement TOKEN");
	/* What is said on the page may lead to looking again, and that to letters. */
	rc = at_desk_open(c, ctx_opt(c, "fixed").p || ctx_opt(c, "answer").p, &t, e);
	/* whoever has the token needs no account */
	t.desk.person = 0;
	if (!rc)
		rc = show(&t, e);
	if (!rc)
		rc = at_desk_answer(&t, e);
	at_desk_done(&t);
	return rc;
}

static const struct opt opts[] = {
	{ "fixed", "TEXT", OPT_TEXT, "say that it is repaired, and how", NULL },
	{ "answer", "TEXT", OPT_TEXT, "answer in words; a person reads them", NULL },
	APPEALING_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick statement 7h3k9wq2m4x8r5t6v0z1c2b3n4", "what the public page shows" },
	{ NULL, NULL },
};

const struct cmd cmd_statement = {
	.name = "statement",
	.args = "TOKEN",
	.help = "the statement of reasons of a decision, by its token",
	.about = "What the page shows to whoever has its address: what was decided about which "
		 "address, on what "
		 "facts and ground, by a person or a rule, how long the step lasts and how far it "
		 "has come, "
		 "until when it can be appealed and what became of appeals.  It names no case, no "
		 "reporter and no "
		 "person.  A wrong token and one whose time is over are answered alike.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
