/* SPDX-License-Identifier: Apache-2.0 */
/* The fences of a command that talks to the network itself: what it needs is many calls of large libraries, so
 * the filter names what they never need, and Landlock names the paths that are left. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/sandbox.h"
#include "sys/sandbox_landlock.h"

static const char *const forbidden[] = {
#define FORBID(call) #call,
#include "sys/sandbox.def"
#undef FORBID
};

static const char *const readable[] = {
#define READABLE(path) path,
#include "sys/sandbox.def"
#undef READABLE
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *sandbox_forbidden(size_t i)
{
	return i < COUNT(forbidden) ? forbidden[i] : NULL;
}

const char *sandbox_readable(size_t i)
{
	return i < COUNT(readable) ? readable[i] : NULL;
}

/* One path and all below it; a path that is not there needs no rule. */
static bool allow_path(int set, const char *path, uint64_t rights)
{
	AUTO_FD int fd = open(path, O_PATH | O_CLOEXEC);
	struct ll_path rule = { .rights = rights, .fd = fd };
	struct stat st;

	if (fd < 0)
		return true;
	if (fstat(fd, &st))
		return false;
	if (!S_ISDIR(st.st_mode))
		rule.rights &= LL_FS_FILE;
	return syscall(LL_ADD_RULE, set, LL_RULE_PATH, &rule, 0) == 0;
}

/* All that is in a folder now but ${apart}: files there may be made and removed, but not opened. */
static bool allow_but(int set, const char *path, const char *apart, uint64_t rights)
{
	DIR *d = opendir(path);
	struct dirent *x;
	char one[4096];
	bool ok = d && allow_path(set, path, rights & ~LL_FS_OPEN);

	while (ok && (x = readdir(d))) {
		if (!strcmp(x->d_name, ".") || !strcmp(x->d_name, "..") ||
			!strcmp(x->d_name, apart))
			continue;
		ok = (size_t)snprintf(one, sizeof(one), "%s/%s", path, x->d_name) < sizeof(one) &&
		     allow_path(set, one, rights);
	}
	if (d)
		closedir(d);
	return ok;
}

static bool allow_port(int set, uint16_t port)
{
	struct ll_port rule = { .rights = LL_NET_CONNECT, .port = port };

	return syscall(LL_ADD_RULE, set, LL_RULE_PORT, &rule, 0) == 0;
}

static unsigned char landlock_network(const struct sandbox_network *n)
{
	int abi = sandbox_landlock_abi();
	struct ll_ruleset all = { 0 };
	size_t size = sandbox_landlock_all(abi, &all);
	AUTO_FD int set = -1;
	bool ok = true;

	if (abi < 1)
		return 0;
	if (n->any_port) /* servers of tests, on ports of their own */
		all.net &= ~LL_NET_CONNECT;
	set = (int)syscall(LL_CREATE_RULESET, &all, size, 0);
	if (set < 0)
		return 0;
	for (size_t i = 0; i < COUNT(readable); i++)
		ok = ok && allow_path(set, readable[i], LL_FS_READ & all.fs);
	for (size_t i = 0; i < COUNT(n->read); i++)
		ok = ok && (!n->read[i] || allow_path(set, n->read[i], LL_FS_READ & all.fs));
	if (n->apart)
		ok = ok && allow_but(set, n->write[0], n->apart, LL_FS_WRITE & all.fs);
	for (size_t i = n->apart ? 1 : 0; i < COUNT(n->write); i++)
		ok = ok && (!n->write[i] || allow_path(set, n->write[i], LL_FS_WRITE & all.fs));
	for (size_t i = 0; i < COUNT(n->ports) && all.net & LL_NET_CONNECT; i++)
		ok = ok && (n->ports[i] == 0 || allow_port(set, n->ports[i]));
	return ok && syscall(LL_RESTRICT_SELF, set, 0) == 0 ? (unsigned char)abi : 0;
}

static bool refuse(
	scmp_filter_ctx f, int error, const char *name, unsigned n, const struct scmp_arg_cmp *when)
{
	int nr = seccomp_syscall_resolve_name(name);

	return nr == __NR_SCMP_ERROR ||
	       seccomp_rule_add_array(f, SCMP_ACT_ERRNO((unsigned)error), nr, n, when) == 0;
}

/* Sockets of the Internet, and the one by which the C library asks for our own addresses. */
static bool refuse_families(scmp_filter_ctx f)
{
	struct scmp_arg_cmp rest = SCMP_A0(SCMP_CMP_GT, AF_MAX);
	bool ok = refuse(f, EACCES, "socket", 1, &rest);

	for (int family = 0; ok && family <= AF_MAX; family++) {
		struct scmp_arg_cmp one = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family);

		if (family != AF_INET && family != AF_INET6 && family != AF_NETLINK)
			ok = refuse(f, EACCES, "socket", 1, &one);
	}
	return ok;
}

static unsigned char seccomp_network(void)
{
	/* A thread is not a process; clone3 hides which it is, and the C library takes clone instead. */
	struct scmp_arg_cmp process = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0);
	struct scmp_arg_cmp typed = SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI);
	struct scmp_arg_cmp both =
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC);
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	bool ok = f != NULL;

	for (size_t i = 0; ok && i < COUNT(forbidden); i++)
		ok = refuse(f, EPERM, forbidden[i], 0, NULL);
	ok = ok && refuse_families(f) && refuse(f, EPERM, "clone", 1, &process) &&
	     refuse(f, ENOSYS, "clone3", 0, NULL) && refuse(f, EPERM, "ioctl", 1, &typed) &&
	     refuse(f, EPERM, "mmap", 1, &both) && refuse(f, EPERM, "mprotect", 1, &both);
	ok = ok && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return ok;
}

int sandbox_enter_network(
	const struct sandbox_network *n, struct sandbox_report *report, struct err *e)
{
	struct rlimit none = { 0, 0 };

	*report = (struct sandbox_report){ .memory = 1, .user = 1 };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
		setrlimit(RLIMIT_CORE, &none))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("this command"));
	report->landlock = landlock_network(n);
	/* The sanitizers' leak check starts a process that looks into this one. */
	report->seccomp = SANDBOX_SANITIZED || seccomp_network();
	return BW_OK;
}
