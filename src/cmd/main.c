/* SPDX-License-Identifier: Apache-2.0 */
/* main.c -- the composition root: builds the seams, finds the subcommand, turns its code into an exit
 * status.  Answers go to standard output, everything else to standard error. */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/cmds.h"
#include "cmd/config.h"
#include "cmd/opt.h"
#include "cmd/role_parse.h"
#include "cmd/role_unpack.h"
#include "cmd/role_serve.h"
#include "ledger/sign.h"
#include "sys/sandbox.h"

static const struct cmd *const commands[] = {
#define CMD(name) &cmd_##name,
#include "cmd/cmd.def"
#undef CMD
};

size_t cmds_count(void)
{
	return sizeof(commands) / sizeof(commands[0]);
}

const struct cmd *cmds_at(size_t i)
{
	return commands[i];
}

const struct cmd *cmds_find(struct str name)
{
	for (size_t i = 0; i < cmds_count(); i++)
		if (str_is(name, commands[i]->name))
			return commands[i];
	return NULL;
}

static int64_t real_now(void *unused)
{
	struct timespec t;

	(void)unused;
	if (clock_gettime(CLOCK_REALTIME, &t))
		return 0;
	return t.tv_sec;
}

static void real_random(void *unused, void *out, size_t n)
{
	char *p = out;

	(void)unused;
	while (n) {
		ssize_t k = getrandom(p, n, 0);

		if (k < 0 && errno != EINTR)
			abort(); /* no randomness: nothing may go on */
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
}

void cmds_ctx(struct ctx *c, struct arena *a)
{
	*c = (struct ctx){ .arena = a,
		.clock = { real_now, NULL },
		.rng = { real_random, NULL },
		.out = stdout,
		.talk = stderr };
}

static bool want_colour(const struct ctx *c)
{
	struct str when = ctx_opt(c, "colour");
	const char *term = getenv("TERM");

	if (str_is(when, "always"))
		return true;
	if (str_is(when, "never") || getenv("NO_COLOR") || !isatty(STDOUT_FILENO))
		return false;
	return !term || strcmp(term, "dumb") != 0;
}

static int complain(const struct err *e)
{
	fprintf(stderr, "bailiwick: %s\n", e->text);
	return err_exit(e->code);
}

static const struct cmd *pick(int argc, char **argv, struct err *e)
{
	const struct cmd *found;
	const char *words[64], *near;
	char q[QUOTE_ROOM(40)];
	struct str name;
	size_t n = 0;

	if (argc < 2)
		return &cmd_help;
	name = str_of(argv[1]);
	if (str_is(name, "--help") || str_is(name, "-h"))
		return &cmd_help;
	if (str_is(name, "--version"))
		return &cmd_version;
	found = cmds_find(name);
	if (found)
		return found;
	for (; n < cmds_count() && n < 64; n++)
		words[n] = commands[n]->name;
	near = opt_nearest(name, words, n);
	if (near)
		err_set(e, BW_EUSAGE, "there is no command '%s' (did you mean '%s'?)",
			str_quote(name, 40, q), near);
	else
		err_set(e, BW_EUSAGE, "there is no command '%s'; see 'bailiwick help'",
			str_quote(name, 40, q));
	return NULL;
}

/* The leak checker wants calls that a fenced role has given up, and would hang where it is refused them: a
 * sanitized role ends without it.  Its leaks are found by the same code in commands and unit tests. */
static int role_ended(int status)
{
	if (SANDBOX_SANITIZED)
		_exit(status);
	return status;
}

int main(int argc, char **argv)
{
	struct arena arena;
	struct err e = { 0 };
	struct ctx c;
	int rc;

	/* Not a command for people: the process that parses mail (docs/sandbox.md). */
	if (argc == 2 && !strcmp(argv[1], ROLE_PARSE))
		return role_ended(cmd_parse_role());
	/* Nor this: the process that opens what comes packed (docs/sandbox.md). */
	if (argc == 2 && !strcmp(argv[1], ROLE_UNPACK))
		return role_ended(cmd_unpack_role());
	cmds_ctx(&c, &arena);
	if (argc == 2 && role_serve_is(argv[1]))
		return role_ended(role_serve(&c, argv[1]));
	/* Nor this: the process that holds the log's key (docs/ledger.md). */
	if (argc == 2 && !strcmp(argv[1], ROLE_SIGN))
		return role_ended(sign_role_main());
	c.cmd = pick(argc, argv, &e);
	if (!c.cmd)
		return complain(&e);
	arena_init(&arena, 0);
	c.given = argv + (argc > 2 ? 2 : argc);
	c.given_n = argc > 2 ? argc - 2 : 0;
	rc = argc > 2 ? opt_parse(&c, argc - 2, argv + 2, &e) : BW_OK;
	if (!rc && c.cmd != &cmd_help && c.cmd != &cmd_check_config)
		rc = config_load(&c, &e);
	if (!rc) {
		c.json = ctx_flag(&c, "json");
		c.offline = ctx_flag(&c, "offline");
		c.colour = want_colour(&c);
		c.progress = isatty(STDERR_FILENO) && !c.json;
		rc = ctx_flag(&c, "help") ? cmds_help(&c, c.cmd) : c.cmd->run(&c, &e);
	}
	if (fflush(stdout) || ferror(stdout))
		if (!rc)
			rc = err_set(&e, BW_EIO, "cannot write standard output");
	if (rc && rc != BW_ENEGATIVE)
		(void)complain(&e);
	arena_done(&arena);
	return err_exit(rc);
}
