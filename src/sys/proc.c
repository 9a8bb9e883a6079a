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

/* Descriptors on their way to where they belong; above any that we pass on. */
#define PROC_ASIDE 500

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
	const struct proc_start set = { .exe = exe, .role = role };

	return proc_start_with(&set, pid, out, e);
}

/* Where each descriptor goes; the standard ones first.  Those passed on are moved out of the way before, since
 * one may stand where another is to go. */
static int arrange(posix_spawn_file_actions_t *acts, const struct proc_start *set, int channel)
{
	int rc = posix_spawn_file_actions_addopen(acts, 0, "/dev/null", O_RDONLY, 0);

	if (!rc)
		rc = posix_spawn_file_actions_addopen(acts, 1, "/dev/null", O_WRONLY, 0);
	if (!rc && !set->talks && !SANDBOX_SANITIZED)
		rc = posix_spawn_file_actions_addopen(acts, 2, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(acts, channel, PROC_ASIDE);
	for (size_t i = 0; !rc && i < set->pass_n; i++)
		rc = posix_spawn_file_actions_adddup2(acts, set->pass[i], PROC_ASIDE + 1 + (int)i);
	for (size_t i = 0; !rc && i <= set->pass_n; i++)
		rc = posix_spawn_file_actions_adddup2(acts, PROC_ASIDE + (int)i, PROC_FD + (int)i);
	if (!rc)
		rc = posix_spawn_file_actions_addclosefrom_np(acts, PROC_FD + 1 + (int)set->pass_n);
	return rc;
}

int proc_start_with(const struct proc_start *set, pid_t *pid, int *out, struct err *e)
{
	const char *role = set->role, *exe = set->exe;
	char name[] = "bailiwick", arg[32];
	char *argv[] = { name, arg, NULL }, *env[8];
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	int pair[2], rc;

	if (strlen(role) >= sizeof(arg) || set->pass_n > PROC_PASS_MOST)
		return err_set(e, BW_EBUG, "a role with too long a name, or too many descriptors");
	memcpy(arg, role, strlen(role) + 1);
	pick_environment(env, 7);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return err_errno(e, BW_EUNAVAILABLE, "make a channel to", str_of(role));
	rc = posix_spawn_file_actions_init(&acts);
	if (!rc)
		rc = arrange(&acts, set, pair[1]);
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
