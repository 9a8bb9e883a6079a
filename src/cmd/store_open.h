/* SPDX-License-Identifier: Apache-2.0 */
/* store_open.h -- the store that --store, the settings file or XDG name. */
#ifndef CMD_STORE_OPEN_H
#define CMD_STORE_OPEN_H

#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "store/store.h"

#define STORE_WAIT_MS 10000 /* for another process's lock: many groups of another intake fit in */

/* The folder's path, ending in NUL, in c->arena. BW_EUNAVAILABLE for a URL: no server is spoken to yet. */
int store_where(struct ctx *c, const char **dir, struct err *e) MUST_USE;
int store_open_at(struct ctx *c, const char *dir, bool create, bool accept_only, struct store **out,
	struct err *e) MUST_USE;
/* For commands that read: opens, and works what the spool has more than the database, where nobody else
 * does so now.  ${*behind} (may be NULL) says that something is still left. */
int store_open_read(
	struct ctx *c, const struct knowledge *k, struct store **out, struct err *e) MUST_USE;
/* The facts of --facts, or none: what is stored rests on no network. */
int store_facts(struct ctx *c, struct facts *out, struct err *e) MUST_USE;
/* Keep them in the store as evidence and empty ${given}; where that fails it is said, and they stay. */
void store_facts_keep(struct ctx *c, struct store *s, struct facts *given);

#endif
