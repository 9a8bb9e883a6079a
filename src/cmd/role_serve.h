/* SPDX-License-Identifier: Apache-2.0 */
/* role_serve.h -- the processes of `serve`: what each builds before it locks itself up, and then runs. */
#ifndef CMD_ROLE_SERVE_H
#define CMD_ROLE_SERVE_H

#include "cmd/cmd.h"
#include "http/route.h"

/* From core to work: asked by http.  clock and net are asked by nobody: they work by the time (role_turns.h).  oidc is
 * asked by work. */
enum serve_role {
	SERVE_HTTP,
	SERVE_CORE,
	SERVE_PAGES,
	SERVE_WORK,
	SERVE_CLOCK,
	SERVE_NET,
	SERVE_OIDC,
	SERVE_ROLE_COUNT
};
/* Its hidden argument: "role-http". */
const char *role_serve_name(enum serve_role r);
bool role_serve_is(const char *argument);
/* Of those that http asks: from core to work. */
enum lane role_serve_lane(enum serve_role r);
/* The process: takes its settings from PROC_FD, serves, returns its exit status. */
int role_serve(struct ctx *c, const char *argument);

/* The supervisor's side of that: the words of the command line and what of the environment matters. */
#define ROLE_FRAME_SETTINGS 1
int role_serve_settings(
	int fd, int argc, char *const *argv, const char *listeners, struct err *e) MUST_USE;

/* Options of `serve` that roles need; checked when the supervisor starts. */
struct serve_options {
	uint64_t rate, connections;
	bool rate_local;
	struct str proxies;
	uint64_t dumps; /* days */
};
int serve_options(struct ctx *c, struct serve_options *out, struct err *e) MUST_USE;

#endif
