/* SPDX-License-Identifier: Apache-2.0 */
/* notify.h -- what systemd wants to hear from a service, and the sockets it may hand us (sd_notify(3),
 * sd_listen_fds(3)), in a few lines instead of a library. */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

#include <stddef.h>

#include "base/err.h"

/* Where to tell; read from the environment once, by the process that systemd started. */
struct notify {
	char path[108]; /* empty: nobody listens */
	long watchdog_ms; /* 0: no watchdog */
};
void notify_open(struct notify *n);
/* "READY=1\nSTATUS=…".  Nothing happens where nobody listens. */
void notify_tell(const struct notify *n, const char *state);
/* Sockets handed over: descriptors from 3 on, with their names ("http", "metrics"); how many.  They are taken
 * out of the environment. */
#define NOTIFY_SOCKETS 8
struct notify_socket {
	int fd;
	char name[32];
};
size_t notify_sockets(struct notify_socket out[NOTIFY_SOCKETS]);

#endif
