/* SPDX-License-Identifier: Apache-2.0 */
/* role_fence.h -- the roles of `serve` lock themselves up, and the journal says what holds and what is missing. */
#ifndef CMD_ROLE_FENCE_H
#define CMD_ROLE_FENCE_H

#include "cmd/cmd.h"
#include "sys/journal.h"
#include "sys/sandbox.h"
#include "sys/sandbox_serve.h"

int role_fence(struct ctx *c, enum sandbox_serve role, const struct sandbox_path *paths, size_t n,
	const struct journal *j, struct err *e) MUST_USE;
/* The store to write, ${also} (may be NULL) as well; and, to read, where libraries are that are opened at their
 * first use.  ${dir} NULL: those alone. */
int role_fence_store(struct ctx *c, const char *dir, const char *also, const struct journal *j,
	struct err *e) MUST_USE;
/* With the network (sandbox.h), as the user of --user. */
int role_fence_network(struct ctx *c, const struct sandbox_network *n, const struct journal *j,
	struct err *e) MUST_USE;
/* What the process lacks that parses mail for a role; nothing where it lacks nothing. */
void role_fence_parse(const struct journal *j, const struct sandbox_report *r);

#endif
