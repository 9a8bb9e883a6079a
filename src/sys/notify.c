/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/notify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/fd.h"

void notify_open(struct notify *n)
{
	const char *path = getenv("NOTIFY_SOCKET"), *dog = getenv("WATCHDOG_USEC"),
		   *pid = getenv("WATCHDOG_PID");
	uint64_t us = 0, who = 0;

	*n = (struct notify){ 0 };
	if (path && (path[0] == '/' || path[0] == '@') && strlen(path) < sizeof(n->path))
		snprintf(n->path, sizeof(n->path), "%s", path);
	if (dog && str_u64(str_of(dog), &us) &&
		(!pid || (str_u64(str_of(pid), &who) && who == (uint64_t)getpid())))
		n->watchdog_ms = (long)(us / 1000);
}

void notify_tell(const struct notify *n, const char *state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = strlen(n->path);
	AUTO_FD int fd = -1;

	if (len == 0)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	memcpy(to.sun_path, n->path, len);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = 0; /* the abstract namespace */
	if (fd >= 0 && sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to,
			       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		return; /* systemd will miss it, and acts on that */
}

size_t notify_sockets(struct notify_socket out[NOTIFY_SOCKETS])
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS"),
		   *names = getenv("LISTEN_FDNAMES");
	struct str rest = str_of(names ? names : ""), name;
	uint64_t n = 0, who;

	if (pid && fds && str_u64(str_of(pid), &who) && who == (uint64_t)getpid())
		(void)str_u64(str_of(fds), &n);
	if (n > NOTIFY_SOCKETS)
		n = NOTIFY_SOCKETS;
	for (uint64_t i = 0; i < n; i++) {
		if (!str_cut(&rest, ':', &name))
			name = STR("http");
		out[i].fd = 3 + (int)i;
		snprintf(out[i].name, sizeof(out[i].name), "%.*s", STR_ARG(name));
		fcntl(out[i].fd, F_SETFD, FD_CLOEXEC);
		fcntl(out[i].fd, F_SETFL, O_NONBLOCK);
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return (size_t)n;
}
