/* SPDX-License-Identifier: Apache-2.0 */
/* role_turns.h -- the roles of `serve` that nobody asks: they look what there is to do, turn by turn.
 *
 * clock works off what is due by the time: clocks of the cases, measures that end, a policy zone of our own,
 * erasures that were cut short; and it puts what was stored into the public log.  It has the store and no network.
 * net carries letters and looks at open cases.  It has the network and the store, but not the log's key, and
 * listens to nobody.
 *
 * Either may be killed at any line: what it does is in the store in one transaction or not at all, and a letter
 * that was taken is taken again under its own key (flow/post.h).
 */
#ifndef CMD_ROLE_TURNS_H
#define CMD_ROLE_TURNS_H

#include "cmd/cmd.h"
#include "sys/journal.h"

/* One turn; ${*wait_ms}: until the next.  An error ends the role, and the supervisor starts another. */
typedef int role_turn(void *ctx, int *wait_ms, struct err *e);
/* Turns until the supervisor (at PROC_FD) says that it is enough or is gone. */
int role_turns(role_turn *turn, void *ctx, struct err *e) MUST_USE;

/* Their work until then; each locks itself up first. */
int role_clock(struct ctx *c, const struct journal *j, struct err *e) MUST_USE;
int role_net(struct ctx *c, const struct journal *j, struct err *e) MUST_USE;

/* The folder of a file, in c->arena; NULL where there is no file.  */
const char *role_folder(struct ctx *c, const char *file);

#endif
