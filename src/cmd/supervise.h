/* SPDX-License-Identifier: Apache-2.0 */
/* supervise.h -- starts the roles of `serve`, joins them, starts again what dies, reloads and drains.
 *
 * Reads nobody's data.  A role that dies is started again after 50 ms, twice that each time up to 5 s.  SIGHUP
 * starts every role anew beside the old ones; when a new one is ready it takes over, and the old one finishes
 * what it was asked.  SIGTERM and SIGINT drain; a second one ends at once.  http is told which roles are there.
 */
#ifndef CMD_SUPERVISE_H
#define CMD_SUPERVISE_H

#include "base/err.h"
#include "sys/journal.h"
#include "sys/notify.h"

struct supervise {
	int argc; /* of the command line behind "serve" */
	char *const *argv;
	bool offline; /* no role with the network is started */
	bool provider; /* the role that asks the OpenID provider is started */
	const int *listeners;
	const char *kinds; /* a letter each: 'h' or 'm' */
	struct journal journal;
	struct notify notify;
	void (*ready)(void *ctx); /* once, when every role is there */
	void *ctx;
};
/* Until it is told to end. */
int supervise_run(const struct supervise *s, struct err *e) MUST_USE;

#endif
