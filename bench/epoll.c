/* SPDX-License-Identifier: Apache-2.0 */
/* epoll.c -- the least a server can do: one thread, one answer of 1 KB, whatever is asked.  The baseline that
 * `serve` is measured against in the same run.  Usage: epoll PORT */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY 1024

static void serve(int fd, int ep, const char *reply, size_t n)
{
	char in[4096];
	ssize_t k = read(fd, in, sizeof(in) - 1);

	if (k <= 0) {
		epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
		close(fd);
		return;
	}
	in[k] = 0;
	if (strstr(in, "\r\n\r\n") && write(fd, reply, n) < 0)
		perror("write");
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)(argc > 1 ? strtoul(argv[1], NULL, 10) : 9099)) };
	int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), ep = epoll_create1(0), one = 1;
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = s }, got[256];
	static char reply[BODY + 256];
	int head = snprintf(reply, sizeof(reply),
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", BODY);

	memset(reply + head, 'x', BODY);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof(at)) || listen(s, 1024)) {
		perror("listen");
		return 1;
	}
	epoll_ctl(ep, EPOLL_CTL_ADD, s, &ev);
	for (;;) {
		int n = epoll_wait(ep, got, 256, -1);

		for (int i = 0; i < n; i++) {
			int fd = got[i].data.fd, c;

			if (fd != s) {
				serve(fd, ep, reply, (size_t)head + BODY);
				continue;
			}
			while ((c = accept4(s, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
				setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
				ev.data.fd = c;
				epoll_ctl(ep, EPOLL_CTL_ADD, c, &ev);
			}
		}
	}
}
