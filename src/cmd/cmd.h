/* SPDX-License-Identifier: Apache-2.0 */
/* cmd.h -- the command line: one table of subcommands, one table of options for each.
 *
 * Help, man pages and completion are made from these tables (`bailiwick help`, tools/gen-docs); nothing
 * is written twice.  A command's run function gets parsed values and a context with the seams in it
 * (clock, randomness, streams) and returns an error code; main turns it into an exit status.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/rng.h"

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_COUNT, OPT_TIME };

struct opt {
	const char *name; /* without the two hyphens */
	const char *value; /* name of the value in help; NULL for a flag */
	enum opt_kind kind;
	const char *help; /* one line, no full stop */
	const char *const *choices; /* NULL-terminated, for check and completion; may be NULL */
};

struct cmd_example {
	const char *line, *words;
};

struct ctx;

struct cmd {
	const char *name;
	const char *args; /* "NAME…|-" */
	const char *help; /* one line */
	const char *about; /* paragraphs for the man page */
	const struct opt *opts; /* ends with name NULL; besides the options every command has */
	const struct cmd_example *examples; /* ends with line NULL */
	int (*run)(struct ctx *c, struct err *e);
	const char *const
		*verbs; /* NULL-terminated first arguments: list show split ...; may be NULL */
};

struct ctx {
	const struct cmd *cmd;
	struct str *args; /* operands */
	size_t args_n;
	char *const *given; /* everything behind the command's name, as it was given */
	int given_n;
	struct arena *arena; /* gone when the command ends */
	struct clock clock;
	struct rng rng;
	FILE *out, *talk; /* answers; everything else */
	bool json, offline, colour, progress;
	const struct optval *vals;
	size_t vals_n;
};

/* Value of an option as given; p NULL where it was not given. A flag gives "". The last one wins. */
struct str ctx_opt(const struct ctx *c, const char *name);
bool ctx_flag(const struct ctx *c, const char *name);
int64_t ctx_now(const struct ctx *c); /* --at, else the clock */
/* All of ${text} on c->out; false where it could not be written. */
bool ctx_write(struct ctx *c, struct str text);
/* Colour on a terminal only: "" where there is none. style: bold dim red green yellow blue reset. */
const char *ctx_style(const struct ctx *c, const char *style);

#define CMD(name) extern const struct cmd cmd_##name;
#include "cmd/cmd.def"
#undef CMD

#endif
