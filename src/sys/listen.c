/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/fd.h"

#define BACKLOG     4096
#define PAIR_BUFFER (4 << 20)

static int bad_address(struct str at, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	return err_set(e, BW_EUSAGE,
		"'%s' is no address to listen on; write 127.0.0.1:8080, [::1]:8080 or *:8080",
		str_quote(at, 60, q));
}

static int parse(struct str at, struct sockaddr_storage *out, socklen_t *len, struct err *e)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	size_t colon = str_rfind_byte(at, ':');
	struct str host = str_sub(at, 0, colon);
	char text[64] = "";
	uint64_t port;

	if (colon == SIZE_MAX || !str_u64(str_from(at, colon + 1), &port) || port > 65535)
		return bad_address(at, e);
	memset(out, 0, sizeof(*out));
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = str_sub(host, 1, host.n - 2);
	if (host.n >= sizeof(text))
		return bad_address(at, e);
	if (host.n)
		memcpy(text, host.p, host.n);
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		*len = sizeof(*four);
		return BW_OK;
	}
	if (str_is(host, "*"))
		six->sin6_addr = in6addr_any;
	else if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1)
		return bad_address(at, e);
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)port);
	*len = sizeof(*six);
	return BW_OK;
}

int listen_open(struct str at, int *out, struct err *e)
{
	struct sockaddr_storage where;
	socklen_t len = 0;
	AUTO_FD int fd = -1;
	int one = 1, zero = 0, rc = parse(at, &where, &len, e);

	if (rc)
		return rc;
	fd = socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(e, BW_EUNAVAILABLE, "make a socket for", at);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (where.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (bind(fd, (struct sockaddr *)&where, len) || listen(fd, BACKLOG))
		return err_errno(
			e, errno == EACCES ? BW_EDENIED : BW_EUNAVAILABLE, "listen on", at);
	*out = fd_take(&fd);
	return BW_OK;
}

const char *listen_text(int fd, char *out)
{
	struct sockaddr_storage at = { 0 };
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&at;
	struct sockaddr_in *four = (struct sockaddr_in *)&at;
	socklen_t len = sizeof(at);
	char text[INET6_ADDRSTRLEN] = "";

	out[0] = 0;
	if (getsockname(fd, (struct sockaddr *)&at, &len))
		return out;
	if (at.ss_family == AF_INET) {
		inet_ntop(AF_INET, &four->sin_addr, text, sizeof(text));
		snprintf(out, LISTEN_TEXT, "%s:%u", text, ntohs(four->sin_port));
	} else if (at.ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof(text));
		snprintf(out, LISTEN_TEXT, "[%s]:%u", text, ntohs(six->sin6_port));
	}
	return out;
}

int listen_accept(int fd, unsigned char address[16])
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct sockaddr_storage from = { 0 };
	socklen_t len = sizeof(from);
	int one = 1, c = accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (c < 0)
		return -1;
	setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	memset(address, 0, 16);
	if (from.ss_family == AF_INET6) {
		memcpy(address, &((struct sockaddr_in6 *)&from)->sin6_addr, 16);
	} else if (from.ss_family == AF_INET) {
		memcpy(address, mapped, 12);
		memcpy(address + 12, &((struct sockaddr_in *)&from)->sin_addr, 4);
	}
	return c;
}

int listen_pair(int fds[2], struct err *e)
{
	int size = PAIR_BUFFER;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return err_errno(e, BW_EUNAVAILABLE, "make a channel to", STR("a role"));
	for (int i = 0; i < 2; i++) {
		setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
		setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	}
	return BW_OK;
}

int listen_note_send(int fd, const struct listen_note *n, int pass, struct err *e)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec io = { (void *)n, sizeof(*n) };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t k;

	if (pass >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof(control.room);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &pass, sizeof(pass));
	}
	do
		k = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (k < 0 && errno == EINTR);
	return k == (ssize_t)sizeof(*n) ? BW_OK
					: err_errno(e, BW_EUNAVAILABLE, "write to", STR("a role"));
}

int listen_note_recv(int fd, struct listen_note *n, int *passed, struct err *e)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec io = { n, sizeof(*n) };
	struct msghdr m = { .msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room) };
	ssize_t k;

	*passed = -1;
	do
		k = recvmsg(fd, &m, MSG_WAITALL | MSG_CMSG_CLOEXEC);
	while (k < 0 && errno == EINTR);
	for (struct cmsghdr *c = k > 0 ? CMSG_FIRSTHDR(&m) : NULL; c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
			c->cmsg_len == CMSG_LEN(sizeof(int)))
			memcpy(passed, CMSG_DATA(c), sizeof(*passed));
	if (k == (ssize_t)sizeof(*n))
		return BW_OK;
	fd_close(passed);
	return err_set(e, BW_EUNAVAILABLE, "the other process ended");
}
