/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/beside.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

bool beside_worth(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

void *beside_memory(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void beside_memory_free(void *p, size_t n)
{
	if (p)
		munmap(p, n);
}

int beside_start(void (*run)(void *arg), void *arg, struct beside *out, struct err *e)
{
	pid_t parent = getpid();
	int line[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line))
		return err_errno(e, BW_EAGAIN, "make", STR("a pair of sockets"));
	*out = (struct beside){ .pid = 0, .line = line[1] };
	out->pid = fork();
	if (out->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(line[0]);
		if (getppid() == parent) /* it may have died before the call above */
			run(arg);
		_exit(0);
	}
	close(line[1]);
	out->line = line[0];
	if (out->pid > 0)
		return BW_OK;
	close(line[0]);
	return err_errno(e, BW_EAGAIN, "start", STR("a second process"));
}

void beside_end(struct beside *b)
{
	int status;

	close(b->line);
	kill(b->pid, SIGKILL);
	while (waitpid(b->pid, &status, 0) < 0 && errno == EINTR) {
	}
}

void beside_tell(const struct beside *b)
{
	/* Full: it has been told.  Gone: it is not waited for. */
	(void)!send(b->line, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool beside_wait(const struct beside *b, int ms)
{
	struct pollfd p = { .fd = b->line, .events = POLLIN };
	char told[64];
	ssize_t k;

	do
		k = poll(&p, 1, ms) == 0 ? 0 : recv(b->line, told, sizeof(told), 0);
	while (k < 0 && errno == EINTR);
	return k > 0;
}
