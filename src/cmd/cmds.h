/* SPDX-License-Identifier: Apache-2.0 */
/* cmds.h -- the table of subcommands, for main and for help. */
#ifndef CMD_CMDS_H
#define CMD_CMDS_H

#include "cmd/cmd.h"

/* A context with the real seams (clock, randomness, streams) and nothing parsed yet. */
void cmds_ctx(struct ctx *c, struct arena *a);
size_t cmds_count(void);
const struct cmd *cmds_at(size_t i);
const struct cmd *cmds_find(struct str name);
/* The help of one command on c->out. */
int cmds_help(struct ctx *c, const struct cmd *cmd);

#endif
