/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_turns.h"

#include <errno.h>
#include <poll.h>

#include "http/server.h"
#include "sys/fd.h"
#include "sys/listen.h"
#include "sys/proc.h"

/* False: it is enough. */
static bool on_control(void)
{
	struct listen_note n;
	struct err e;
	int fd;

	if (listen_note_recv(PROC_FD, &n, &fd, &e))
		return false; /* the supervisor is gone */
	fd_close(&fd);
	if (n.kind == NOTE_ALIVE)
		return listen_note_send(PROC_FD, &n, -1, &e) == BW_OK;
	return n.kind != NOTE_DRAIN;
}

int role_turns(role_turn *turn, void *ctx, struct err *e)
{
	struct listen_note ready = { .kind = NOTE_READY };
	int rc = listen_note_send(PROC_FD, &ready, -1, e);

	while (!rc) {
		struct pollfd p = { .fd = PROC_FD, .events = POLLIN };
		int wait_ms = 1000;

		rc = turn(ctx, &wait_ms, e);
		if (rc)
			break;
		if (poll(&p, 1, wait_ms) < 0 && errno != EINTR)
			return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("the next turn"));
		if (p.revents && !on_control())
			break;
	}
	return rc;
}

const char *role_folder(struct ctx *c, const char *file)
{
	struct str path = str_of(file);
	size_t at = str_rfind_byte(path, '/');

	if (!file)
		return NULL;
	if (at == SIZE_MAX)
		return ".";
	return at ? arena_dup(c->arena, str_sub(path, 0, at)).p : "/";
}
