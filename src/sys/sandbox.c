/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"
#include "sys/sandbox_landlock.h"

#define NOBODY      65534
#define FILTER_MOST 4096

struct right {
	const char *name;
	bool may[SANDBOX_WHO_COUNT];
};

static const struct right rights[] = {
#define ALLOW(call, child, template, sign) { #call, { child, template, sign } },
#include "sys/sandbox.def"
#undef ALLOW
};

static const char *const denied[] = {
#define DENY(call) #call,
#include "sys/sandbox.def"
#undef DENY
};

static const char *const for_sanitizers[] = {
#define SANITIZER(call) #call,
#include "sys/sandbox.def"
#undef SANITIZER
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *sandbox_allowed(enum sandbox_who who, size_t i)
{
	for (size_t k = 0; k < COUNT(rights); k++)
		if (rights[k].may[who] && i-- == 0)
			return rights[k].name;
	return NULL;
}

int sandbox_landlock_abi(void)
{
	long abi = syscall(LL_CREATE_RULESET, NULL, 0, LL_VERSION);

	return abi > 0 ? (int)abi : 0;
}

size_t sandbox_landlock_all(int abi, struct ll_ruleset *set)
{
	*set = (struct ll_ruleset){ .fs = LL_FS_ABI1 };
	if (abi >= 2)
		set->fs |= LL_FS_REFER;
	if (abi >= 3)
		set->fs |= LL_FS_TRUNCATE;
	if (abi >= 4)
		set->net = LL_NET_TCP;
	if (abi >= 5)
		set->fs |= LL_FS_IOCTL;
	if (abi >= 6)
		set->scoped = LL_SCOPE_UNIX_SIGS;
	return abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
}

/* A rule set that handles every right and grants none. */
static unsigned char landlock_all(void)
{
	int abi = sandbox_landlock_abi();
	struct ll_ruleset set;
	size_t size = sandbox_landlock_all(abi, &set);
	AUTO_FD int fd = -1;

	if (abi < 1)
		return 0;
	fd = (int)syscall(LL_CREATE_RULESET, &set, size, 0);
	if (fd < 0 || syscall(LL_RESTRICT_SELF, fd, 0))
		return 0;
	return (unsigned char)(abi > 255 ? 255 : abi);
}

/* Calls by name: one that this architecture does not have is not there to be allowed. */
static bool add(scmp_filter_ctx f, uint32_t action, const char *name)
{
	int nr = seccomp_syscall_resolve_name(name);

	return nr == __NR_SCMP_ERROR || seccomp_rule_add(f, action, nr, 0) == 0;
}

static scmp_filter_ctx filter_make(enum sandbox_who who)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f != NULL;

	for (size_t i = 0; ok && i < COUNT(rights); i++)
		if (rights[i].may[who])
			ok = add(f, SCMP_ACT_ALLOW, rights[i].name);
	for (size_t i = 0; ok && i < COUNT(denied); i++)
		ok = add(f, SCMP_ACT_ERRNO(EACCES), denied[i]);
	for (size_t i = 0; ok && SANDBOX_SANITIZED && i < COUNT(for_sanitizers); i++)
		ok = add(f, SCMP_ACT_ALLOW, for_sanitizers[i]);
	/* As a last step the child gets a tighter filter: prctl in the template is for that alone,
	 * which the filter of the child takes away again. */
	if (ok)
		return f;
	if (f)
		seccomp_release(f);
	return NULL;
}

/* The child's filter as plain instructions, made once: building it takes longer than a fork. */
static bool filter_export(struct sandbox_child *c)
{
	scmp_filter_ctx f = filter_make(SANDBOX_CHILD);
	AUTO_FD int fd = memfd_create("filter", MFD_CLOEXEC);
	off_t size;
	bool ok = f && fd >= 0 && seccomp_export_bpf(f, fd) == 0;

	if (f)
		seccomp_release(f);
	size = ok ? lseek(fd, 0, SEEK_END) : -1;
	if (size <= 0 || (size_t)size > FILTER_MOST * sizeof(struct sock_filter))
		return false;
	c->filter = mem_alloc((size_t)size);
	c->filter_n = (unsigned short)((size_t)size / sizeof(struct sock_filter));
	return c->filter && pread(fd, c->filter, (size_t)size, 0) == size;
}

static size_t address_space(void)
{
	char text[64] = "";
	unsigned long long pages = 0;
	AUTO_FD int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return 0;
	for (const char *p = text; ch_digit(*p); p++)
		pages = pages * 10 + (unsigned)(*p - '0');
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static unsigned char drop_user(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
				      setresuid(NOBODY, NOBODY, NOBODY)))
		return 0;
	return geteuid() != 0;
}

int sandbox_template(struct sandbox_child *child, struct sandbox_report *report, struct err *e)
{
	struct rlimit none = { 0, 0 };
	scmp_filter_ctx f;

	*child = (struct sandbox_child){ .base_bytes = address_space() };
	*report = (struct sandbox_report){ .memory = child->base_bytes && !SANDBOX_SANITIZED };
	report->user = drop_user();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("parse"));
	child->seccomp = filter_export(child); /* by a file in memory: before the limits */
	if (setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_FSIZE, &none))
		return err_errno(e, BW_EUNAVAILABLE, "limit files of", STR("parse"));
	report->landlock = landlock_all();
	f = child->seccomp ? filter_make(SANDBOX_TEMPLATE) : NULL;
	/* Synchronised threads are not needed: there is one. A refusal here means a kernel or
	 * container without seccomp. */
	child->seccomp = f && seccomp_load(f) == 0;
	report->seccomp = child->seccomp;
	if (f)
		seccomp_release(f);
	return BW_OK;
}

int sandbox_sign(struct sandbox_report *report, struct err *e)
{
	/* It writes one file of 256 bytes, in place. */
	struct rlimit none = { 0, 0 }, small = { 4096, 4096 };
	scmp_filter_ctx f;

	*report =
		(struct sandbox_report){ .memory = 1 }; /* its input has a ceiling: it needs none */
	report->user = drop_user();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("sign"));
	report->landlock = landlock_all(); /* needs a descriptor: before there are none */
	if (setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_FSIZE, &small) ||
		setrlimit(RLIMIT_NPROC, &none) || setrlimit(RLIMIT_NOFILE, &none))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("sign"));
	f = filter_make(SANDBOX_SIGN);
	report->seccomp = f && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return BW_OK;
}

int sandbox_unpack(size_t memory_bytes, struct sandbox_report *report, struct err *e)
{
	struct rlimit none = { 0, 0 }, as = { .rlim_cur = address_space() };
	scmp_filter_ctx f;

	*report = (struct sandbox_report){ .memory = as.rlim_cur && !SANDBOX_SANITIZED };
	report->user = drop_user();
	as.rlim_cur += memory_bytes;
	as.rlim_max = as.rlim_cur;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("unpack"));
	report->landlock = landlock_all();
	f = filter_make(SANDBOX_CHILD);
	if (setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_FSIZE, &none) ||
		setrlimit(RLIMIT_NPROC, &none) || setrlimit(RLIMIT_NOFILE, &none) ||
		(report->memory && setrlimit(RLIMIT_AS, &as)))
		return err_errno(e, BW_EUNAVAILABLE, "give up privileges of", STR("unpack"));
	report->seccomp = f && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return BW_OK;
}

bool sandbox_enter_child(const struct sandbox_child *c, unsigned cpu_seconds, size_t memory_bytes,
	size_t extra_bytes)
{
	/* The soft limit sends SIGXCPU, which ends it; the hard one cannot be caught. */
	struct rlimit cpu = { cpu_seconds, cpu_seconds + 1 }, none = { 0, 0 };
	struct rlimit as = { c->base_bytes + memory_bytes + extra_bytes,
		c->base_bytes + memory_bytes + extra_bytes };
	struct sock_fprog prog = { c->filter_n, c->filter };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || setrlimit(RLIMIT_CPU, &cpu) ||
		setrlimit(RLIMIT_NOFILE, &none) || setrlimit(RLIMIT_NPROC, &none))
		return false;
	if (c->base_bytes && !SANDBOX_SANITIZED && setrlimit(RLIMIT_AS, &as))
		return false;
	return !c->seccomp || !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
}

const char *sandbox_warning(const struct sandbox_report *r, char *out)
{
	const char *missing[4];
	size_t n = 0;
	int at = 0;

	out[0] = 0;
	if (!r->landlock)
		missing[n++] = "Landlock";
	if (!r->seccomp)
		missing[n++] = "seccomp";
	if (!r->memory)
		missing[n++] = "a ceiling on memory";
	if (!r->user)
		missing[n++] = "a user of its own";
	for (size_t i = 0; i < n; i++)
		at += snprintf(out + at, SANDBOX_WARNING - (size_t)at, "%s%s",
			i ? ", " : "mail is parsed without ", missing[i]);
	return out;
}
