/* SPDX-License-Identifier: Apache-2.0 */
/* server.h -- the http role: accepts, reads requests strictly, asks core, writes the answers.
 *
 * It has no files, no store, no keys and makes no connection.  One thread, one epoll.  Assets, health and what
 * is no proper request are answered here; everything else is a frame to core (frame.h).  A client costs
 * about 250 bytes while it is idle.
 *
 * Our own reader of HTTP/1.1 (format/http.h) instead of libmicrohttpd, by measurement: in poll mode, the one
 * that does not stall at 128 busy connections, it answered nothing any more beside 9,000 idle ones.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/clock.h"
#include "base/rng.h"
#include "http/assets.h"

#define SERVER_LISTENERS 8

struct server_settings {
	const int *listeners; /* descriptors */
	const bool *metrics; /* is that one for metrics? */
	size_t listeners_n;
	int control; /* notes of the supervisor (sys/listen.h) */
	const struct assets *assets;
	struct rng rng;
	uint32_t rate_per_minute; /* for a network; 0: no limit */
	bool rate_local; /* loopback too */
	struct str proxies; /* addresses, comma-separated, whose X-Forwarded-For counts */
	uint32_t connections; /* at once */
};

/* Notes between the supervisor and its roles. */
enum note_kind {
	NOTE_READY = 1, /* role → supervisor */
	NOTE_LINK, /* supervisor → http: the descriptor leads to a new core, pages or work; → these: to a new http */
	NOTE_DRAIN, /* finish what has begun, take nothing new, end */
	NOTE_ALIVE, /* asked, and answered at once: the watchdog */
	NOTE_OIDC, /* supervisor → work and oidc: the descriptor leads to the other */
	NOTE_ROLES /* supervisor → http: two bits for each role, in the order of the processes */
};
#define NOTE_ROLE_THERE  UINT64_C(1)
#define NOTE_ROLE_WANTED (UINT64_C(1) << 32)

/* Serves until it is told to drain or the supervisor is gone.  The sandbox is the caller's affair. */
int server_run(const struct server_settings *set, struct err *e) MUST_USE;

#endif
