/* SPDX-License-Identifier: Apache-2.0 */
/* docgen.h -- man pages and shell completion, made from the same tables as help. */
#ifndef CMD_DOCGEN_H
#define CMD_DOCGEN_H

#include "cmd/cmd.h"

/* A man page in roff (man(7)): of one command, or of the program where ${cmd} is NULL. */
void docgen_man(FILE *out, const struct cmd *cmd);
/* A completion script for "bash", "zsh" or "fish"; false where the shell is none of them. */
bool docgen_completion(FILE *out, struct str shell);

#endif
