/* SPDX-License-Identifier: Apache-2.0 */
/* listen.h -- sockets that others connect to, and descriptors handed from process to process. */
#ifndef SYS_LISTEN_H
#define SYS_LISTEN_H

#include "base/err.h"

/* "127.0.0.1:8080", "[::1]:8080", "*:8080" (all addresses).  A listening, non-blocking stream socket. */
int listen_open(struct str at, int *fd, struct err *e) MUST_USE;
/* The address a listening socket has, as text ("127.0.0.1:41234"): port 0 asks the kernel for a free one.  ${out} has LISTEN_TEXT bytes. */
#define LISTEN_TEXT 64
const char *listen_text(int fd, char *out);
/* The next client, non-blocking, or -1 where none waits.  ${address}: IPv6, or IPv4 mapped into it. */
int listen_accept(int fd, unsigned char address[16]);

/* A stream pair for two of our processes, with large buffers. */
int listen_pair(int fds[2], struct err *e) MUST_USE;

/* Messages of the supervisor and its roles: fixed size, maybe with a descriptor. */
struct listen_note {
	uint8_t kind, lane;
	uint8_t zero[6];
	uint64_t value;
};
/* ${pass}: a descriptor that the other side gets a copy of, or -1. */
int listen_note_send(int fd, const struct listen_note *n, int pass, struct err *e) MUST_USE;
/* BW_EUNAVAILABLE at the end of the stream. ${*passed} is -1 where none came. Blocks. */
int listen_note_recv(int fd, struct listen_note *n, int *passed, struct err *e) MUST_USE;

#endif
