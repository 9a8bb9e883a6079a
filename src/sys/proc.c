/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "sys/fd.h"
#include "sys/sandbox.h"

/* What the sanitizers need to be told; nothing else of the environment goes along. */
static size_t pick_environment(char **out, size_t max)
{
	static const char *const keep[] = { "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=" };
	size_t n = 0;

	for (char **v = environ; v && *v; v++)
		for (size_t k = 0; k < sizeof(keep) / sizeof(keep[0]); k++)
			if (n < max && !strncmp(*v, keep[k], strlen(keep[k])))
				out[n++] = *v;
	out[n] = NULL;
	return n;
}

/* A signal ignored here would be ignored there, and SIGXCPU must not be. */
static int fresh_signals(posix_spawnattr_t *attr)
{
	sigset_t all, none;
	int rc = posix_spawnattr_init(attr);

	sigfillset(&all);
	sigemptyset(&none);
	if (!rc)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (!rc)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (!rc)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	return rc;
}

int proc_start(const char *exe, const char *role, pid_t *pid, int *out, struct err *e)
{
	char name[] = "bailiwick", arg[32];
	char *argv[] = { name, arg, NULL }, *env[8];
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	int pair[2], rc;

	if (strlen(role) >= sizeof(arg))
		return err_set(e, BW_EBUG, "role name is too long");
	memcpy(arg, role, strlen(role) + 1);
	pick_environment(env, 7);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return err_errno(e, BW_EUNAVAILABLE, "make a channel to", str_of(role));
	rc = posix_spawn_file_actions_init(&acts);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(&acts, 0, "/dev/null", O_RDONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(&acts, 1, "/dev/null", O_WRONLY, 0);
	if (!rc && !SANDBOX_SANITIZED)
		rc = posix_spawn_file_actions_addopen(&acts, 2, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&acts, pair[1], PROC_FD);
	if (!rc)
		rc = posix_spawn_file_actions_addclosefrom_np(&acts, PROC_FD + 1);
	if (!rc)
		rc = fresh_signals(&attr);
	if (!rc) {
		rc = posix_spawn(pid, exe ? exe : "/proc/self/exe", &acts, &attr, argv, env);
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&acts);
	close(pair[1]);
	if (rc) {
		close(pair[0]);
		errno = rc;
		return err_errno(e, BW_EUNAVAILABLE, "start", str_of(role));
	}
	*out = pair[0];
	return BW_OK;
}

int proc_end(pid_t pid, int *fd)
{
	int status = 0;

	fd_close(fd);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}
