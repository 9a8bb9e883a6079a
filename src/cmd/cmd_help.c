/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmds.h"
#include "cmd/docgen.h"
#include "cmd/opt.h"
#include "flow/page.h"

#define HELP_WIDTH 80
#define HELP_MOST  (64u << 10)

/* Each line of ${text} broken at spaces. */
static void print_wrapped(struct ctx *c, struct str text)
{
	struct buf b;
	const struct page p = { &b, { HELP_WIDTH, false, false } };
	struct str line;

	buf_init(&b, HELP_MOST);
	while (str_cut(&text, '\n', &line))
		page_wrap(&p, 0, 0, line);
	fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
}

static void print_opts(struct ctx *c, const struct opt *o)
{
	for (; o && o->name; o++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", o->name, o->value ? " " : "",
			o->value ? o->value : "");
		fprintf(c->out, "  %-24s %s\n", left, o->help);
		if (o->choices) {
			fprintf(c->out, "  %-24s (", "");
			for (size_t i = 0; o->choices[i]; i++)
				fprintf(c->out, "%s%s", i ? ", " : "", o->choices[i]);
			fprintf(c->out, ")\n");
		}
	}
}

int cmds_help(struct ctx *c, const struct cmd *cmd)
{
	fprintf(c->out, "%sbailiwick %s%s %s[OPTIONS]%s%s\n\n%s.\n", ctx_style(c, "bold"),
		cmd->name, ctx_style(c, "reset"), "", cmd->args[0] ? " " : "", cmd->args,
		cmd->help);
	if (cmd->about) {
		fputc('\n', c->out);
		print_wrapped(c, str_of(cmd->about));
	}
	if (cmd->opts) {
		fprintf(c->out, "\n%sOptions%s\n", ctx_style(c, "bold"), ctx_style(c, "reset"));
		print_opts(c, cmd->opts);
	}
	fprintf(c->out, "\n%sOptions of every command%s\n", ctx_style(c, "bold"),
		ctx_style(c, "reset"));
	print_opts(c, opt_common);
	if (cmd->examples) {
		fprintf(c->out, "\n%sExamples%s\n", ctx_style(c, "bold"), ctx_style(c, "reset"));
		for (const struct cmd_example *x = cmd->examples; x->line; x++)
			fprintf(c->out, "  %s\n      %s\n", x->line, x->words);
	}
	return BW_OK;
}

static int run(struct ctx *c, struct err *e)
{
	const struct cmd *cmd = c->args_n ? cmds_find(c->args[0]) : NULL;
	char q[QUOTE_ROOM(40)];

	if (c->args_n && !cmd)
		return err_set(
			e, BW_EUSAGE, "there is no command '%s'", str_quote(c->args[0], 40, q));
	if (ctx_flag(c, "man")) {
		docgen_man(c->out, cmd);
		return BW_OK;
	}
	if (ctx_flag(c, "completion"))
		return docgen_completion(c->out, ctx_opt(c, "completion")) ? BW_OK : BW_EBUG;
	if (cmd)
		return cmds_help(c, cmd);
	fprintf(c->out,
		"%sbailiwick%s puts every report of online harm before the party closest to "
		"it.\n\n",
		ctx_style(c, "bold"), ctx_style(c, "reset"));
	for (size_t i = 0; i < cmds_count(); i++)
		fprintf(c->out, "  %-14s %s\n", cmds_at(i)->name, cmds_at(i)->help);
	fprintf(c->out, "\n'bailiwick help COMMAND' tells more. Start with:\n"
			"  bailiwick explain https://shop.example/login.php --harm phishing\n");
	return BW_OK;
}

static const char *const shells[] = { "bash", "zsh", "fish", NULL };
static const struct opt opts[] = {
	{ "man", NULL, OPT_FLAG, "print the man page (roff), of the program or of one command",
		NULL },
	{ "completion", "SHELL", OPT_TEXT, "print the completion script for a shell", shells },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};
static const struct cmd_example examples[] = {
	{ "bailiwick help explain", "what explain takes and prints" },
	{ "bailiwick help --man case | man -l -", "the man page of case" },
	{ NULL, NULL },
};

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.help = "list the commands, or explain one",
	.about =
		"Help, man pages and completion are made from the same tables as the program's own "
		"reading of its arguments, so they cannot disagree with it.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
