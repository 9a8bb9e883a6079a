/* SPDX-License-Identifier: Apache-2.0 */
/* opt.h -- arguments against a command's option table. */
#ifndef CMD_OPT_H
#define CMD_OPT_H

#include "cmd/cmd.h"

struct optval {
	const struct opt *opt;
	struct str value;
};

/* Options that every command takes; ends with name NULL. */
extern const struct opt opt_common[];

/* Parse what follows the command's name into c->args and c->vals. "--" ends options; "-" is an
 * operand; --x=V and --x V both work.  An unknown option is answered with the nearest known one. */
int opt_parse(struct ctx *c, int argc, char **argv, struct err *e) MUST_USE;
/* The option of that name that ${cmd} takes, its own or one of every command; NULL where it takes none. */
const struct opt *opt_find(const struct cmd *cmd, struct str name);
/* BW_EUSAGE: --opt cannot be ${v}; ${see} lists what it can be. */
int opt_unknown(const char *opt, struct str v, const char *see, struct err *e);
/* The nearest of ${words} within edit distance 2, or NULL. */
const char *opt_nearest(struct str got, const char *const *words, size_t n);

#endif
