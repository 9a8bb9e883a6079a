/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/ipc.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_HEAD 5

int64_t ipc_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int send_all(int fd, struct str s, int flags, struct err *e)
{
	while (s.n) {
		ssize_t k = send(fd, s.p, s.n, MSG_NOSIGNAL | flags);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EUNAVAILABLE, "write to", STR("helper process"));
		s = str_from(s, (size_t)k);
	}
	return BW_OK;
}

int ipc_send(int fd, uint8_t type, const struct str *parts, size_t n, struct err *e)
{
	char head[FRAME_HEAD];
	size_t all = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		all += parts[i].n;
	if (all > UINT32_MAX)
		return err_set(e, BW_ELIMIT, "message of %zu bytes is too long", all);
	for (int i = 0; i < 4; i++)
		head[i] = (char)(unsigned char)(all >> (8 * i));
	head[4] = (char)type;
	rc = send_all(fd, str_make(head, sizeof(head)), all ? MSG_MORE : 0, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = send_all(fd, parts[i], 0, e);
	return rc;
}

/* Exactly ${n} bytes before ${deadline_ms}. */
static int recv_all(int fd, char *to, size_t n, int64_t deadline_ms, struct err *e)
{
	while (n) {
		ssize_t k;

		if (deadline_ms >= 0) {
			struct pollfd p = { .fd = fd, .events = POLLIN };
			int64_t left = deadline_ms - ipc_now_ms();
			int r = left > 0 ? poll(&p, 1, (int)left) : 0;

			if (r < 0 && errno == EINTR)
				continue;
			if (r < 0)
				return err_errno(
					e, BW_EUNAVAILABLE, "wait for", STR("helper process"));
			if (r == 0)
				return err_set(
					e, BW_EAGAIN, "the helper process did not answer in time");
		}
		k = read(fd, to, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EUNAVAILABLE, "read from", STR("helper process"));
		if (k == 0)
			return err_set(e, BW_EUNAVAILABLE, "the other process ended");
		to += k;
		n -= (size_t)k;
	}
	return BW_OK;
}

int ipc_recv(int fd, int timeout_ms, uint8_t *type, struct buf *in, struct err *e)
{
	int64_t deadline = timeout_ms < 0 ? -1 : ipc_now_ms() + timeout_ms;
	char head[FRAME_HEAD];
	size_t n = 0;
	char *room;
	int rc = recv_all(fd, head, sizeof(head), deadline, e);

	if (rc)
		return rc;
	for (int i = 3; i >= 0; i--)
		n = n << 8 | (unsigned char)head[i];
	buf_reset(in);
	if (n > in->max)
		return err_set(
			e, BW_ELIMIT, "message of %zu bytes, at most %zu are taken", n, in->max);
	room = buf_room(in, n);
	if (!room && n)
		return err_nomem(e);
	rc = recv_all(fd, room, n, deadline, e);
	if (rc)
		return rc;
	buf_took(in, n);
	*type = (uint8_t)head[4];
	return BW_OK;
}
