/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/parse_pool.h"

#include <signal.h>

#include "base/limit.h"
#include "base/mem.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "sys/parse_wire.h"
#include "sys/proc.h"

#define START_MS  60000 /* a loaded machine under a sanitizer needs seconds */
#define ANSWER_MS (LIMIT_PARSE_WALL_MS + 30000) /* the template's own deadline comes first */

struct worker {
	pid_t pid; /* 0: not started */
	int fd;
	uint64_t tag;
	bool lost; /* died while the message was handed in */
	struct sandbox_report report;
};

struct parse_pool {
	const char *exe, *role;
	struct buf in;
	unsigned n, oldest, busy; /* workers in a ring: ${busy} of them from ${oldest} have work */
	struct worker w[];
};

static const char *const ends[PARSE_END_COUNT] = {
	[PARSE_OK] = "",
	[PARSE_CPU] = "the parser was stopped: too much processor time for one message",
	[PARSE_WALL] = "the parser was stopped: no answer in time",
	[PARSE_MEMORY] = "the parser was stopped: too much memory for one message",
	[PARSE_CRASH] = "the parser was stopped: it crashed on this message",
	[PARSE_CALL] = "the parser was stopped: it asked for what it may not have",
	[PARSE_LONG] = "the parser was stopped: its answer was too long",
	[PARSE_BROKEN] = "the parser was stopped: it gave no proper answer",
};

const char *parse_end_text(int end)
{
	return end >= 0 && end < PARSE_END_COUNT ? ends[end] : ends[PARSE_BROKEN];
}

int parse_pool_new(
	const char *exe, const char *role, unsigned workers, struct parse_pool **out, struct err *e)
{
	struct parse_pool *p;

	if (workers < 1 || workers > LIMIT_PARSE_WORKERS)
		return err_set(e, BW_EUSAGE, "parse processes: %u is not 1 to %d", workers,
			LIMIT_PARSE_WORKERS);
	p = mem_calloc(1, sizeof(*p) + workers * sizeof(p->w[0]));
	if (!p)
		return err_nomem(e);
	p->exe = exe;
	p->role = role;
	p->n = workers;
	for (unsigned i = 0; i < workers; i++)
		p->w[i].fd = -1;
	buf_init(&p->in, LIMIT_PARSE_REPLY + 65536);
	*out = p;
	return BW_OK;
}

static void stop(struct worker *w)
{
	if (w->pid)
		proc_end(w->pid, &w->fd);
	w->pid = 0;
}

void parse_pool_free(struct parse_pool *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < p->n; i++)
		stop(&p->w[i]);
	buf_done(&p->in);
	mem_free(p);
}

static int start(struct parse_pool *p, struct worker *w, struct err *e)
{
	uint8_t type;
	int rc;

	if (w->pid)
		return BW_OK;
	rc = proc_start(p->exe, p->role, &w->pid, &w->fd, e);
	if (rc)
		return rc;
	rc = ipc_recv(w->fd, START_MS, &type, &p->in, e);
	if (!rc && (type != PARSE_FRAME_HELLO || p->in.n != sizeof(w->report)))
		rc = err_set(e, BW_EUNAVAILABLE, "it does not say hello");
	if (rc) {
		stop(w);
		return err_prefix(e, "cannot start a process to parse mail: ");
	}
	memcpy(&w->report, p->in.p, sizeof(w->report));
	return BW_OK;
}

bool parse_pool_full(const struct parse_pool *p)
{
	return p->busy == p->n;
}

bool parse_pool_idle(const struct parse_pool *p)
{
	return p->busy == 0;
}

int parse_pool_give(
	struct parse_pool *p, uint64_t tag, const struct str *parts, size_t n, struct err *e)
{
	struct worker *w = &p->w[(p->oldest + p->busy) % p->n];
	size_t all = 0;
	int rc;

	if (parse_pool_full(p))
		return err_set(e, BW_EAGAIN, "all processes that parse mail are busy");
	for (size_t i = 0; i < n; i++)
		all += parts[i].n;
	if (all > PARSE_MESSAGE_MOST)
		return err_set(e, BW_ELIMIT, "message of %zu bytes, at most %u are taken", all,
			LIMIT_MAIL_BYTES);
	/* A template that died while idle (somebody killed it) is replaced once. */
	for (int tries = 0; tries < 2; tries++) {
		rc = start(p, w, e);
		if (rc)
			return rc;
		rc = ipc_send(w->fd, PARSE_FRAME_MESSAGE, parts, n, e);
		if (!rc)
			break;
		stop(w);
	}
	w->lost = rc != BW_OK;
	w->tag = tag;
	p->busy++;
	return BW_OK;
}

int parse_pool_take(
	struct parse_pool *p, uint64_t *tag, enum parse_end *end, struct str *answer, struct err *e)
{
	struct worker *w = &p->w[p->oldest];
	uint8_t type = 0;
	int rc;

	if (p->busy == 0)
		return err_set(e, BW_ENOTFOUND, "no message is being parsed");
	rc = w->lost ? BW_EUNAVAILABLE : ipc_recv(w->fd, ANSWER_MS, &type, &p->in, e);
	*tag = w->tag;
	*answer = STR("");
	*end = PARSE_BROKEN;
	if (!rc && type == PARSE_FRAME_ANSWER && p->in.n &&
		(unsigned char)p->in.p[0] < PARSE_END_COUNT) {
		*end = (enum parse_end)p->in.p[0];
		if (*end == PARSE_OK)
			*answer = str_from(buf_str(&p->in), 1);
	} else {
		stop(w); /* out of step: the next message gets a new one */
	}
	p->oldest = (p->oldest + 1) % p->n;
	p->busy--;
	return BW_OK;
}

int parse_pool_report(struct parse_pool *p, struct sandbox_report *out, struct err *e)
{
	int rc = p->w[0].pid ? BW_OK : start(p, &p->w[0], e);

	if (!rc)
		*out = p->w[0].report;
	return rc;
}
