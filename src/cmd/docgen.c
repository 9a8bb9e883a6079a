/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/docgen.h"

#include "base/err.h"
#include "cmd/cmds.h"
#include "cmd/opt.h"

/* Text with what roff would take for markup made safe; a blank line becomes a paragraph. */
static void roff(FILE *out, const char *text)
{
	bool start = true;

	for (const char *p = text; *p; p++) {
		if (start && *p == '\n') {
			fputs(".PP\n", out);
			continue;
		}
		if (start && (*p == '.' || *p == '\''))
			fputs("\\&", out);
		if (*p == '\\')
			fputs("\\e", out);
		else if (*p == '-')
			fputs("\\-", out);
		else
			fputc(*p, out);
		start = *p == '\n';
	}
	if (!start)
		fputc('\n', out);
}

static void man_opts(FILE *out, const struct opt *o)
{
	for (; o && o->name; o++) {
		fprintf(out, ".TP\n\\fB\\-\\-");
		for (const char *p = o->name; *p; p++)
			fprintf(out, *p == '-' ? "\\-" : "%c", *p);
		fprintf(out, "\\fR");
		if (o->value)
			fprintf(out, " \\fI%s\\fR", o->value);
		fputc('\n', out);
		roff(out, o->help);
		if (o->choices) {
			fputs(".br\nOne of", out);
			for (size_t i = 0; o->choices[i]; i++)
				fprintf(out, "%s %s", i ? "," : "", o->choices[i]);
			fputs(".\n", out);
		}
	}
}

static void man_exit(FILE *out)
{
	bool seen[256] = { false };

	fputs(".SH EXIT STATUS\n.TP\n.B 0\ndone\n", out);
	for (int code = 1; code < BW_ERR_COUNT; code++) {
		int status = err_exit(code) & 255;

		if (seen[status])
			continue;
		seen[status] = true;
		fprintf(out, ".TP\n.B %d\n", status);
		roff(out, err_meaning(code));
	}
}

static void man_head(FILE *out, const char *name, const char *help)
{
	fputs(".TH \"BAILIWICK", out);
	for (const char *p = name; *p; p++)
		fputc(ch_lower(*p) ? *p - 32 : *p, out);
	fprintf(out, "\" 1 \"\" \"bailiwick %s\"\n.SH NAME\nbailiwick%s \\- ", BAILIWICK_VERSION,
		name);
	roff(out, help);
}

void docgen_man(FILE *out, const struct cmd *cmd)
{
	char name[64];

	if (!cmd) {
		man_head(out, "", "reports of online harm, before the party closest to it");
		fputs(".SH SYNOPSIS\n.B bailiwick\n.I COMMAND\n[OPTIONS] [ARGUMENTS]\n.SH "
		      "COMMANDS\n",
			out);
		for (size_t i = 0; i < cmds_count(); i++) {
			fprintf(out, ".TP\n.BR bailiwick\\-%s (1)\n", cmds_at(i)->name);
			roff(out, cmds_at(i)->help);
		}
		fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
		man_opts(out, opt_common);
		man_exit(out);
		return;
	}
	snprintf(name, sizeof(name), "-%s", cmd->name);
	man_head(out, name, cmd->help);
	fprintf(out, ".SH SYNOPSIS\n.B bailiwick %s\n[OPTIONS] %s\n.SH DESCRIPTION\n", cmd->name,
		cmd->args);
	roff(out, cmd->about ? cmd->about : cmd->help);
	if (cmd->opts) {
		fputs(".SH OPTIONS\n", out);
		man_opts(out, cmd->opts);
	}
	fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
	man_opts(out, opt_common);
	if (cmd->examples) {
		fputs(".SH EXAMPLES\n", out);
		for (const struct cmd_example *x = cmd->examples; x->line; x++) {
			fputs(".TP\n.EX\n", out);
			roff(out, x->line);
			fputs(".EE\n", out);
			roff(out, x->words);
		}
	}
	man_exit(out);
	fputs(".SH SEE ALSO\n.BR bailiwick (1)\n", out);
}

static void words_of(FILE *out, const struct cmd *cmd, const char *dashes)
{
	for (size_t i = 0; cmd->verbs && cmd->verbs[i]; i++)
		fprintf(out, " %s", cmd->verbs[i]);
	for (const struct opt *o = cmd->opts; o && o->name; o++)
		fprintf(out, " %s%s", dashes, o->name);
	for (const struct opt *o = opt_common; o->name; o++)
		fprintf(out, " %s%s", dashes, o->name);
}

static void choices_cases(FILE *out, const struct opt *o)
{
	for (; o && o->name; o++) {
		if (!o->choices)
			continue;
		fprintf(out, "\t--%s) COMPREPLY=($(compgen -W '", o->name);
		for (size_t i = 0; o->choices[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", o->choices[i]);
		fputs("' -- \"$cur\")); return ;;\n", out);
	}
}

static void bash(FILE *out)
{
	fputs("# bash completion for bailiwick; made by 'bailiwick help --completion bash'\n"
	      "_bailiwick() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} "
	      "prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
	      "\tcase $prev in\n",
		out);
	choices_cases(out, opt_common);
	for (size_t i = 0; i < cmds_count(); i++)
		choices_cases(out, cmds_at(i)->opts);
	fputs("\tesac\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then words='", out);
	for (size_t i = 0; i < cmds_count(); i++)
		fprintf(out, "%s%s", i ? " " : "", cmds_at(i)->name);
	fputs("'; else case ${COMP_WORDS[1]} in\n", out);
	for (size_t i = 0; i < cmds_count(); i++) {
		fprintf(out, "\t%s) words='", cmds_at(i)->name);
		words_of(out, cmds_at(i), "--");
		fputs("' ;;\n", out);
	}
	fputs("\tesac; fi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "\t[ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default\n}\n"
	      "complete -F _bailiwick bailiwick\n",
		out);
}

static void fish_opts(FILE *out, const char *cmd, const struct opt *o)
{
	for (; o && o->name; o++) {
		fprintf(out,
			"complete -c bailiwick -n '__fish_seen_subcommand_from %s' -l %s%s -d "
			"\"%s\"",
			cmd, o->name, o->value ? " -r" : "", o->help);
		if (o->choices) {
			fputs(" -f -a '", out);
			for (size_t i = 0; o->choices[i]; i++)
				fprintf(out, "%s%s", i ? " " : "", o->choices[i]);
			fputs("'", out);
		}
		fputc('\n', out);
	}
}

static void fish(FILE *out)
{
	fputs("# fish completion for bailiwick; made by 'bailiwick help --completion fish'\n", out);
	for (size_t i = 0; i < cmds_count(); i++) {
		const struct cmd *c = cmds_at(i);

		fprintf(out, "complete -c bailiwick -f -n __fish_use_subcommand -a %s -d \"%s\"\n",
			c->name, c->help);
		for (size_t v = 0; c->verbs && c->verbs[v]; v++)
			fprintf(out,
				"complete -c bailiwick -n '__fish_seen_subcommand_from %s' -a %s\n",
				c->name, c->verbs[v]);
		fish_opts(out, c->name, c->opts);
		fish_opts(out, c->name, opt_common);
	}
}

bool docgen_completion(FILE *out, struct str shell)
{
	if (str_is(shell, "bash")) {
		bash(out);
	} else if (str_is(shell, "zsh")) {
		fputs("autoload -U +X bashcompinit && bashcompinit\n", out);
		bash(out);
	} else if (str_is(shell, "fish")) {
		fish(out);
	} else {
		return false;
	}
	return true;
}
