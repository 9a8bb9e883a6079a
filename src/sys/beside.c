/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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
	int pipe[2];

	if (pipe2(pipe, O_CLOEXEC))
		return err_errno(e, BW_EAGAIN, "make", STR("a pipe"));
	fcntl(pipe[1], F_SETFL, O_NONBLOCK);
	*out = (struct beside){ .pid = 0, .to = pipe[1], .from = pipe[0] };
	out->pid = fork();
	if (out->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(out->to);
		if (getppid() == parent) /* it may have died before the call above */
			run(arg);
		_exit(0);
	}
	close(out->from);
	if (out->pid > 0)
		return BW_OK;
	close(out->to);
	return err_errno(e, BW_EAGAIN, "start", STR("a second process"));
}

void beside_end(struct beside *b)
{
	int status;

	close(b->to);
	kill(b->pid, SIGKILL);
	while (waitpid(b->pid, &status, 0) < 0 && errno == EINTR) {
	}
}

void beside_tell(const struct beside *b)
{
	(void)!write(b->to, "", 1); /* full: it has been told; gone: it is not waited for */
}

bool beside_wait(const struct beside *b)
{
	char told[64];
	ssize_t k;

	do
		k = read(b->from, told, sizeof(told));
	while (k < 0 && errno == EINTR);
	return k > 0;
}
