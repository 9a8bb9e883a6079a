/* SPDX-License-Identifier: Apache-2.0 */
#include "http/link.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "base/limit.h"
#include "sys/fd.h"

#define PORTION ((size_t)256 << 10)
#define KEEP    ((size_t)4 << 20) /* buffers above this are given back when empty */

void link_init(struct link *l)
{
	*l = (struct link){ .fd = -1 };
	buf_init(&l->in, (size_t)LIMIT_FRAME_BYTES * 2);
	buf_init(&l->out, (size_t)LIMIT_FRAME_BYTES * 4);
}

void link_reset(struct link *l)
{
	fd_close(&l->fd);
	buf_reset(&l->in);
	buf_reset(&l->out);
	l->out_at = 0;
	l->waiting = 0;
	l->ready = false;
}

void link_done(struct link *l)
{
	link_reset(l);
	buf_done(&l->in);
	buf_done(&l->out);
}

int link_attach(struct link *l, int fd, struct err *e)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		return err_errno(e, BW_EUNAVAILABLE, "use the channel to", STR("core"));
	l->fd = fd;
	return BW_OK;
}

int link_flush(struct link *l, struct err *e)
{
	while (l->fd >= 0 && l->out_at < l->out.n) {
		ssize_t k = send(l->fd, l->out.p + l->out_at, l->out.n - l->out_at,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN)
			return BW_OK;
		if (k < 0)
			return err_errno(e, BW_EUNAVAILABLE, "write to", STR("core"));
		l->out_at += (size_t)k;
	}
	if (l->out_at == l->out.n) {
		if (l->out.cap > KEEP)
			buf_done(&l->out);
		buf_reset(&l->out);
		l->out_at = 0;
	}
	return BW_OK;
}

static int take_frames(struct link *l,
	int (*frame)(
		void *ctx, struct link *l, enum frame_type t, struct str payload, struct err *e),
	void *ctx, struct err *e)
{
	struct str rest = buf_str(&l->in), payload;
	enum frame_type t;
	int rc;

	for (;;) {
		rc = frame_next(&rest, &t, &payload, e);
		if (rc)
			break;
		rc = frame(ctx, l, t, payload, e);
		if (rc)
			return rc;
	}
	if (rc != BW_EAGAIN)
		return rc;
	if (rest.n)
		memmove(l->in.p, rest.p, rest.n);
	l->in.n = rest.n;
	if (rest.n == 0 && l->in.cap > KEEP)
		buf_done(&l->in);
	return BW_OK;
}

int link_read(struct link *l,
	int (*frame)(
		void *ctx, struct link *l, enum frame_type t, struct str payload, struct err *e),
	void *ctx, struct err *e)
{
	int rc = BW_OK;

	while (!rc && l->fd >= 0) {
		char *room = buf_room(&l->in, PORTION);
		ssize_t k;

		if (!room)
			return err_nomem(e);
		k = read(l->fd, room, PORTION);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN)
			return BW_OK;
		if (k <= 0)
			return err_set(e, BW_EUNAVAILABLE, "core ended");
		buf_took(&l->in, (size_t)k);
		rc = take_frames(l, frame, ctx, e);
		if ((size_t)k < PORTION)
			break; /* nothing more for now: the descriptor tells again */
	}
	return rc;
}
