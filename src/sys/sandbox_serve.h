/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox_serve.h -- the fences of the roles of `serve` (sandbox.h has those of the process that parses). */
#ifndef SYS_SANDBOX_SERVE_H
#define SYS_SANDBOX_SERVE_H

#include "sys/sandbox.h"

/* Lock this process down as a role of `serve`.  ${paths}: what it may touch besides, each ending in NUL; a role
 * with none has no files at all.  ${uid} and ${gid} not 0: it becomes that user; root without them becomes
 * nobody where it has no files, and stays root where it has. */
enum sandbox_serve { SANDBOX_SERVE_HTTP, SANDBOX_SERVE_CORE };
struct sandbox_path {
	const char *path;
	bool write; /* also make, change and remove below it */
};
struct sandbox_settings {
	enum sandbox_serve role;
	const struct sandbox_path *paths;
	size_t paths_n;
	unsigned uid, gid;
};
int sandbox_serve(
	const struct sandbox_settings *set, struct sandbox_report *report, struct err *e) MUST_USE;

/* The user's part alone, for a role with the network (sandbox_enter_network).  False: it is still root. */
bool sandbox_become(const struct sandbox_settings *set);

/* The table of rights, for tests and documents: NULL past the end. */
const char *sandbox_serve_allowed(enum sandbox_serve role, size_t i);

#endif
