/* SPDX-License-Identifier: Apache-2.0 */
/* parse_pool.h -- hostile bytes are parsed in a process that is thrown away after each message.
 *
 * Per worker one template process: this program again in a role, warmed up, locked down (sandbox.h).
 * For each message it forks a child that parses and answers on a pipe, and is gone.  A crash, a bomb,
 * a leak, an endless loop or a library that aborts costs that one message and says why; the next one
 * finds a fresh process.  This module moves bytes and knows nothing of mail: what goes in and comes out
 * is between the caller and its role, and the caller checks the answer as if a stranger had sent it.
 */
#ifndef SYS_PARSE_POOL_H
#define SYS_PARSE_POOL_H

#include "base/buf.h"
#include "base/err.h"
#include "sys/sandbox.h"

/* How the child's work on a message ended. */
enum parse_end {
	PARSE_OK,
	PARSE_CPU, /* used up LIMIT_PARSE_SECONDS */
	PARSE_WALL, /* alive after LIMIT_PARSE_WALL_MS */
	PARSE_MEMORY,
	PARSE_CRASH, /* a signal: a bug in the parser */
	PARSE_CALL, /* asked the kernel for what it may not have */
	PARSE_LONG, /* its answer passed LIMIT_PARSE_REPLY */
	PARSE_BROKEN, /* answered nonsense, or the template died */
	PARSE_END_COUNT
};
/* "the parser was stopped: it used 10 seconds of processor time" and so on; "" for PARSE_OK. */
const char *parse_end_text(int end);

struct parse_pool;

/* Start ${workers} template processes (1 to LIMIT_PARSE_WORKERS).  ${exe} NULL: the running program;
 * ${role}: its hidden argument.  Takes some 20 ms a worker; none is started before it is needed. */
int parse_pool_new(const char *exe, const char *role, unsigned workers, struct parse_pool **out,
	struct err *e) MUST_USE;
void parse_pool_free(struct parse_pool *p);

/* Hand in one message, made of ${parts} joined, which may be freed at once.  BW_EAGAIN while all workers
 * are busy: take an answer first. BW_ELIMIT for one longer than LIMIT_MAIL_BYTES and a little. */
int parse_pool_give(struct parse_pool *p, uint64_t tag, const struct str *parts, size_t n,
	struct err *e) MUST_USE;
/* Wait for the oldest message given in: answers come in the order of giving.  ${*answer} is valid until
 * the next call; ${*end} says how it ended, and only PARSE_OK has bytes.  BW_ENOTFOUND where nothing was
 * given.  An error besides that means that processes cannot be had at all. */
int parse_pool_take(struct parse_pool *p, uint64_t *tag, enum parse_end *end, struct str *answer,
	struct err *e) MUST_USE;
bool parse_pool_full(const struct parse_pool *p);
bool parse_pool_idle(const struct parse_pool *p);
/* Which fences hold; starts a worker where none ran yet. */
int parse_pool_report(struct parse_pool *p, struct sandbox_report *out, struct err *e) MUST_USE;

/* The other side: what the hidden role runs.  ${warm} (may be NULL) initialises libraries and opens what
 * they need before the lock-down; ${parse} works on one message in the child and appends to ${reply}. It
 * returns 0, or an exit status: PARSE_EXIT_MEMORY where memory ran out. */
struct parse_role {
	void (*warm)(void);
	int (*parse)(struct str message, struct buf *reply);
};
#define PARSE_EXIT_MEMORY 71
#define PARSE_EXIT_BROKEN 72
/* Serves PROC_FD until it is closed; returns the exit status of the process. */
int parse_role_main(const struct parse_role *role) MUST_USE;

#endif
