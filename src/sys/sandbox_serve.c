/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/sandbox_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"

/* As in sandbox.c: numbers of the interface itself (Landlock documentation, ABI 1 to 6). */
#define LL_CREATE_RULESET 444
#define LL_ADD_RULE       445
#define LL_RESTRICT_SELF  446
#define LL_PATH_BENEATH   1
#define LL_FS_EXECUTE     (1ull << 0)
#define LL_FS_READ        (1ull << 2 | 1ull << 3) /* files and folders */
#define LL_FS_WRITE_FILE  (1ull << 1)
#define LL_FS_MAKE \
	(1ull << 4 | 1ull << 5 | 1ull << 7 | 1ull << 8) /* remove and make files and folders */
#define LL_FS_ABI1         ((1ull << 13) - 1)
#define LL_FS_REFER        (1ull << 13)
#define LL_FS_TRUNCATE     (1ull << 14)
#define LL_NET_TCP         3ull
#define LL_FS_IOCTL        (1ull << 15)
#define LL_SCOPE_UNIX_SIGS 3ull
#define NOBODY             65534

struct ll_ruleset {
	uint64_t fs, net, scoped;
};

struct ll_beneath {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

static const struct {
	const char *name;
	bool may[2];
} rights[] = {
#define SERVE(call, http, core) { #call, { http, core } },
#include "sys/sandbox.def"
#undef SERVE
};

static const char *const denied[] = {
#define SERVE_DENY(call) #call,
#include "sys/sandbox.def"
#undef SERVE_DENY
};

static const char *const for_sanitizers[] = {
#define SANITIZER(call) #call,
#include "sys/sandbox.def"
#undef SANITIZER
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *sandbox_serve_allowed(enum sandbox_serve role, size_t i)
{
	for (size_t k = 0; k < COUNT(rights); k++)
		if (rights[k].may[role] && i-- == 0)
			return rights[k].name;
	return NULL;
}

/* What cannot be opened is not there to be touched either. */
static bool allow_path(int rules, const struct sandbox_path *p, uint64_t handled)
{
	struct ll_beneath rule = { .allowed = LL_FS_READ };
	AUTO_FD int fd = open(p->path, O_PATH | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return true;
	if (p->write)
		rule.allowed |= LL_FS_WRITE_FILE | LL_FS_MAKE | LL_FS_TRUNCATE;
	else
		rule.allowed |=
			LL_FS_EXECUTE; /* libraries are mapped so; execve is not in the filter */
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= LL_FS_EXECUTE | LL_FS_WRITE_FILE | 1ull << 2 | LL_FS_TRUNCATE;
	rule.allowed &= handled;
	rule.fd = fd;
	return syscall(LL_ADD_RULE, rules, LL_PATH_BENEATH, &rule, 0) == 0;
}

static unsigned char landlock(const struct sandbox_settings *set)
{
	int abi = sandbox_landlock_abi();
	struct ll_ruleset rs = { .fs = LL_FS_ABI1 };
	size_t size = 8;
	AUTO_FD int fd = -1;
	bool ok = true;

	if (abi < 1)
		return 0;
	if (abi >= 2)
		rs.fs |= LL_FS_REFER;
	if (abi >= 3)
		rs.fs |= LL_FS_TRUNCATE;
	if (abi >= 4) {
		rs.net = LL_NET_TCP;
		size = 16;
	}
	if (abi >= 5)
		rs.fs |= LL_FS_IOCTL;
	if (abi >= 6) {
		rs.scoped = LL_SCOPE_UNIX_SIGS;
		size = 24;
	}
	fd = (int)syscall(LL_CREATE_RULESET, &rs, size, 0);
	for (size_t i = 0; fd >= 0 && ok && i < set->paths_n; i++)
		ok = allow_path(fd, &set->paths[i], rs.fs);
	if (fd < 0 || !ok || syscall(LL_RESTRICT_SELF, fd, 0))
		return 0;
	return (unsigned char)(abi > 255 ? 255 : abi);
}

static bool add(scmp_filter_ctx f, uint32_t action, const char *name)
{
	int nr = seccomp_syscall_resolve_name(name);

	return nr == __NR_SCMP_ERROR || seccomp_rule_add(f, action, nr, 0) == 0;
}

static bool filter(enum sandbox_serve role)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f != NULL;

	for (size_t i = 0; ok && i < COUNT(rights); i++)
		if (rights[i].may[role])
			ok = add(f, SCMP_ACT_ALLOW, rights[i].name);
	for (size_t i = 0; ok && i < COUNT(denied); i++)
		ok = add(f, SCMP_ACT_ERRNO(EACCES), denied[i]);
	for (size_t i = 0; ok && SANDBOX_SANITIZED && i < COUNT(for_sanitizers); i++)
		ok = add(f, SCMP_ACT_ALLOW, for_sanitizers[i]);
	ok = ok && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return ok;
}

bool sandbox_become(const struct sandbox_settings *set)
{
	unsigned uid = set->uid, gid = set->gid;

	if (geteuid() != 0)
		return true;
	if (!uid && set->paths_n)
		return false; /* the files are root's */
	if (!uid)
		uid = gid = NOBODY;
	if (setgroups(0, NULL) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		return false;
	return true;
}

int sandbox_serve(const struct sandbox_settings *set, struct sandbox_report *report, struct err *e)
{
	struct rlimit none = { 0, 0 };

	*report =
		(struct sandbox_report){ .memory = 1 }; /* its input has ceilings: it needs none */
	report->user = sandbox_become(set);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
		setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_NPROC, &none))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("a role"));
	report->landlock = landlock(set);
	report->seccomp = filter(set->role);
	return BW_OK;
}
