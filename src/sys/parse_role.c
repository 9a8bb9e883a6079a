/* SPDX-License-Identifier: Apache-2.0 */
/* The template: one process, one thread; reads a frame, forks, collects, answers. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/limit.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "sys/parse_pool.h"
#include "sys/parse_wire.h"
#include "sys/proc.h"

/* In the child: never returns. */
static void work(const struct parse_role *role, const struct sandbox_child *box, int out,
	const struct buf *message)
{
	struct buf reply;
	struct str rest;
	int rc;

	if (!sandbox_enter_child(box, LIMIT_PARSE_SECONDS, LIMIT_PARSE_MEMORY, message->cap))
		_exit(PARSE_EXIT_BROKEN);
	buf_init(&reply, LIMIT_PARSE_REPLY);
	buf_addc(&reply, PARSE_MARK);
	rc = role->parse(buf_str(message), &reply);
	if (rc || reply.bad)
		_exit(rc ? rc : PARSE_EXIT_MEMORY);
	for (rest = buf_str(&reply); rest.n;) {
		ssize_t k = write(out, rest.p, rest.n);

		if (k < 0 && errno != EINTR)
			_exit(PARSE_EXIT_BROKEN);
		if (k > 0)
			rest = str_from(rest, (size_t)k);
	}
	_exit(0);
}

static enum parse_end judge(int status, const struct buf *reply)
{
	if (WIFEXITED(status)) {
		if (WEXITSTATUS(status) == PARSE_EXIT_MEMORY)
			return PARSE_MEMORY;
		if (WEXITSTATUS(status) || reply->n == 0 || reply->p[0] != PARSE_MARK)
			return PARSE_BROKEN;
		return PARSE_OK;
	}
	switch (WTERMSIG(status)) {
	case SIGXCPU: return PARSE_CPU;
	case SIGKILL: /* the hard limit, or the kernel's last resort when memory is gone */
		return PARSE_MEMORY;
	case SIGSYS: return PARSE_CALL;
	default: return PARSE_CRASH;
	}
}

/* Everything the child writes, until it closes the pipe by ending. */
static enum parse_end collect(int fd, pid_t pid, struct buf *reply)
{
	int64_t deadline = ipc_now_ms() + LIMIT_PARSE_WALL_MS;
	enum parse_end early = PARSE_OK;
	int status = 0;

	for (;;) {
		int64_t left = deadline - ipc_now_ms();
		struct pollfd p = { .fd = fd, .events = POLLIN };
		char *room = buf_room(reply, 65536);
		ssize_t k = 0;

		if (!room)
			early = PARSE_LONG;
		else if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
			early = PARSE_WALL;
		else if (p.revents)
			k = read(fd, room, 65536);
		else
			continue;
		if (early || k < 0) {
			if (!early && errno == EINTR)
				continue;
			kill(pid, SIGKILL);
			break;
		}
		if (k == 0)
			break;
		buf_took(reply, (size_t)k);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return early ? early : judge(status, reply);
}

static enum parse_end one(const struct parse_role *role, const struct sandbox_child *box,
	const struct buf *message, struct buf *reply)
{
	int ends[2];
	enum parse_end end;
	pid_t pid;

	buf_reset(reply);
	if (pipe2(ends, 0))
		return PARSE_BROKEN;
	pid = fork();
	if (pid == 0) {
		close(PROC_FD);
		close(ends[0]);
		work(role, box, ends[1], message);
	}
	close(ends[1]);
	end = pid < 0 ? PARSE_MEMORY : collect(ends[0], pid, reply);
	close(ends[0]);
	return end;
}

int parse_role_main(const struct parse_role *role)
{
	struct sandbox_report report;
	struct sandbox_child box;
	struct buf message, reply;
	struct err e = { 0 };
	struct str hello = { (const char *)&report, sizeof(report) };
	uint8_t type;

	/* Whoever started us is gone: nothing is left to do. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		return PARSE_EXIT_BROKEN;
	if (role->warm)
		role->warm();
	if (sandbox_template(&box, &report, &e))
		return PARSE_EXIT_BROKEN;
	buf_init(&message, PARSE_MESSAGE_MOST);
	buf_init(&reply, LIMIT_PARSE_REPLY + 65536 + 1);
	if (ipc_send(PROC_FD, PARSE_FRAME_HELLO, &hello, 1, &e))
		return PARSE_EXIT_BROKEN;
	while (!ipc_recv(PROC_FD, IPC_FOREVER, &type, &message, &e) &&
		type == PARSE_FRAME_MESSAGE) {
		enum parse_end end = one(role, &box, &message, &reply);
		char byte = (char)end;
		struct str parts[] = { { &byte, 1 },
			end == PARSE_OK ? str_from(buf_str(&reply), 1) : STR("") };

		if (ipc_send(PROC_FD, PARSE_FRAME_ANSWER, parts, 2, &e))
			break;
		if (message.cap > PARSE_KEEP)
			buf_done(&message);
		if (reply.cap > PARSE_KEEP)
			buf_done(&reply);
	}
	return 0;
}
