/* SPDX-License-Identifier: Apache-2.0 */
/* ledger_verbs.h -- what the files of `bailiwick ledger` share. */
#ifndef CMD_LEDGER_VERBS_H
#define CMD_LEDGER_VERBS_H

#include "cmd/cmd.h"
#include "flow/publish.h"

/* The store with a publisher over it. */
struct ledger_run {
	struct ctx *c;
	struct store *store;
	struct publisher *pub;
	struct buf out;
};
int ledger_open(struct ledger_run *r, struct err *e) MUST_USE;
int ledger_verify(struct ctx *c, struct err *e) MUST_USE;
/* The signed entries of a day as files for researchers. */
int ledger_dump(struct ledger_run *r, struct err *e) MUST_USE;
int ledger_cosign(struct ledger_run *r, struct err *e) MUST_USE;
int ledger_witness(struct ctx *c, struct err *e) MUST_USE;
/* The policy in the file that this option names; in c->arena. */
int ledger_policy(struct ctx *c, const char *option, struct sha256 *sha, struct trust **out,
	struct err *e) MUST_USE;
/* The name of the store's log for receipts, in c->arena; a key that was made is told. */
int ledger_origin(struct ctx *c, struct store *s, struct str *origin, struct err *e) MUST_USE;
/* After a command that changed something: put few new entries into the log at once; many wait for `ledger integrate`
 * or the server.  What goes wrong is said and is no failure: the steps are in the store. */
void ledger_follow(struct ctx *c, struct store *s);

#endif
