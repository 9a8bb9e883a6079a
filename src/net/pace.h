/* SPDX-License-Identifier: Apache-2.0 */
/* pace.h -- how fast each server may be asked: one question a second, longer where it says so or fails.
 *
 * A server that answers 429 or 503 names its own time (Retry-After); without one, and after failures, the
 * wait doubles.  After PACE_FAILURES in a row it is left alone for PACE_OPEN_MS.  The memory is a text of
 * one line a server, so that it can outlive the process.  Time is an argument: milliseconds of the real
 * clock, since the memory is kept.
 */
#ifndef NET_PACE_H
#define NET_PACE_H

#include "base/buf.h"
#include "base/err.h"

#define PACE_SERVERS   64 /* remembered; the one idle longest makes room */
#define PACE_EVERY_MS  1000
#define PACE_FAILURES  3
#define PACE_OPEN_MS   (5 * 60 * 1000)
#define PACE_MOST_MS   (60 * 60 * 1000) /* no server is believed beyond an hour */
#define PACE_NAME_MOST 128

struct pace_server {
	char name[PACE_NAME_MOST];
	int64_t next_ms; /* not before */
	int failures; /* in a row */
};

struct pace {
	struct pace_server v[PACE_SERVERS];
	size_t n;
};

/* How long to wait before asking ${server}; 0: now. */
int64_t pace_wait(const struct pace *p, struct str server, int64_t now_ms);
/* It is being asked now. */
void pace_asked(struct pace *p, struct str server, int64_t now_ms);
/* It answered; ${status} 0 means that it did not. ${retry_after_s} negative: it did not say. */
void pace_answered(
	struct pace *p, struct str server, int status, int64_t retry_after_s, int64_t now_ms);

void pace_write(const struct pace *p, struct buf *out);
/* Lines that do not fit are passed over: losing the memory only loses patience. */
void pace_read(struct pace *p, struct str text, int64_t now_ms);

#endif
