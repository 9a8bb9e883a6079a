/* SPDX-License-Identifier: Apache-2.0 */
/* Each right is tried in a process of its own that is locked down: what the network needs works, the rest does not. */
#include "sys_tests.h"
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/sandbox.h"

static char folder[64], other[64]; /* what may be written, and what may not even be read */

static int result(bool worked)
{
	return worked ? 0 : errno;
}

static int try_read(void)
{
	return result(open("/usr/bin/env", O_RDONLY) >= 0);
}
static int try_libraries(void)
{
	return result(open("/etc/ld.so.cache", O_RDONLY) >= 0);
}
static int try_shadow(void)
{
	return result(open("/etc/passwd", O_RDONLY) >= 0);
}
static int try_other(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/secret", other);
	return result(open(path, O_RDONLY) >= 0);
}
static int try_apart(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/apart/key", folder);
	return result(open(path, O_RDONLY) >= 0);
}
static int try_move_apart(void)
{
	char path[128], to[128];

	snprintf(path, sizeof(path), "%s/apart/key", folder);
	snprintf(to, sizeof(to), "%s/inside/key", folder);
	if (rename(path, to) && errno != EXDEV)
		return result(false);
	return result(open(to, O_RDONLY) >= 0) == ENOENT ? EACCES : 0;
}
static int try_inside(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/inside/new", folder);
	return result(open(path, O_RDWR | O_CREAT, 0600) >= 0);
}
static int try_write_other(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/new", other);
	return result(open(path, O_WRONLY | O_CREAT, 0600) >= 0);
}
static int try_write(void)
{
	char path[128], to[128];
	int fd;

	snprintf(path, sizeof(path), "%s/new", folder);
	snprintf(to, sizeof(to), "%s/kept", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	return result(fd >= 0 && write(fd, "x", 1) == 1 && rename(path, to) == 0);
}
static int try_exec(void)
{
	char *const argv[] = { "true", NULL };

	execv("/bin/true", argv);
	return errno;
}
static int try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return result(pid > 0);
}
static void *nothing(void *p)
{
	return p;
}
static int try_thread(void)
{
	pthread_t t;
	int rc = pthread_create(&t, NULL, nothing, NULL);

	if (!rc)
		pthread_join(t, NULL);
	return rc;
}
static int try_unix(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
}
static int try_packet(void)
{
	return result(socket(AF_PACKET, SOCK_RAW, 0) >= 0);
}
static int try_udp(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return result(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
}
static int connect_to(uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return result(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
}
static int try_https(void)
{
	int rc = connect_to(443);

	return rc == ECONNREFUSED ? 0 : rc; /* it was tried */
}
static int try_smtp(void)
{
	return connect_to(25);
}
static int try_listen(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return result(fd >= 0 && listen(fd, 1) == 0);
}
static int try_writable_code(void)
{
	return result(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static const struct {
	const char *what;
	int (*run)(void);
	int landlock; /* which version of it answers; 0: the filter does, or nobody refuses */
	int want; /* errno; 0: it works */
} tries[] = {
	{ "read below /usr", try_read, 0, 0 },
	{ "read what libraries need", try_libraries, 0, 0 },
	{ "read another file of /etc", try_shadow, 1, EACCES },
	{ "read another folder", try_other, 1, EACCES },
	{ "write another folder", try_write_other, 1, EACCES },
	{ "write its own folder", try_write, 0, 0 },
	{ "start a program", try_exec, 0, EPERM },
	{ "start a process", try_fork, 0, EPERM },
	{ "start a thread", try_thread, 0, 0 },
	{ "a local socket", try_unix, 0, EACCES },
	{ "raw packets", try_packet, 0, EACCES },
	{ "a datagram", try_udp, 0, 0 },
	{ "https", try_https, 0, 0 },
	{ "mail", try_smtp, 4, EACCES },
	{ "wait for callers", try_listen, 0, EPERM },
	{ "writable code", try_writable_code, 0, EPERM },
};

/* What errno the try ended with, in a process of its own; -1 where it died. */
static int in_the_fences(int (*run)(void), const char *apart, struct sandbox_report *report)
{
	const struct sandbox_network n = {
		.write = { folder }, .apart = apart, .ports = { 443, 53 }
	};
	int out[2], status, got = -1;
	struct err e;
	pid_t pid;

	assert_int_equal(pipe(out), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct sandbox_report r;
		int rc = sandbox_enter_network(&n, &r, &e) ? -2 : run();

		_exit(write(out[1], &r, sizeof(r)) == sizeof(r) &&
					write(out[1], &rc, sizeof(rc)) == sizeof(rc)
				? 0
				: 1);
	}
	close(out[1]);
	if (read(out[0], report, sizeof(*report)) != sizeof(*report) ||
		read(out[0], &got, sizeof(got)) != sizeof(got))
		got = -1;
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return got;
}

static void only_what_the_network_needs(void **s)
{
	struct sandbox_report r = { 0 };

	(void)s;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		int got = in_the_fences(tries[i].run, NULL, &r);
		bool filter = tries[i].want == EPERM || tries[i].run == try_unix ||
			      tries[i].run == try_packet;

		if (tries[i].landlock > r.landlock || (filter && (SANDBOX_SANITIZED || !r.seccomp)))
			continue; /* not offered here; the command says so */
		if (got != tries[i].want)
			fail_msg("%s: errno %d, not %d", tries[i].what, got, tries[i].want);
	}
	if (!r.landlock || !r.seccomp)
		fprintf(stderr, "SKIPPED in part: Landlock %d, seccomp %d\n", r.landlock,
			r.seccomp);
}

/* A folder below its own of which it opens nothing, however it turns. */
static void a_folder_is_kept_apart(void **s)
{
	static const struct {
		const char *what;
		int (*run)(void);
		int want;
	} apart[] = {
		{ "read what is kept apart", try_apart, EACCES },
		{ "move it to where it may read", try_move_apart, EACCES },
		{ "write beside it", try_inside, 0 },
	};
	struct sandbox_report r = { 0 };

	(void)s;
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
		int got = in_the_fences(apart[i].run, "apart", &r);

		if (r.landlock && got != apart[i].want)
			fail_msg("%s: errno %d, not %d", apart[i].what, got, apart[i].want);
	}
}

static int make_folders(void **s)
{
	char path[128];
	FILE *f;

	(void)s;
	snprintf(folder, sizeof(folder), "/tmp/bw-net-XXXXXX");
	snprintf(other, sizeof(other), "/tmp/bw-oth-XXXXXX");
	if (!mkdtemp(folder) || !mkdtemp(other))
		return -1;
	snprintf(path, sizeof(path), "%s/secret", other);
	f = fopen(path, "w");
	if (!f || fclose(f))
		return -1;
	snprintf(path, sizeof(path), "%s/inside", folder);
	if (mkdir(path, 0700))
		return -1;
	snprintf(path, sizeof(path), "%s/apart", folder);
	if (mkdir(path, 0700))
		return -1;
	snprintf(path, sizeof(path), "%s/apart/key", folder);
	f = fopen(path, "w");
	return f ? fclose(f) : -1;
}

static int drop_folders(void **s)
{
	static const char *const names[] = { "secret", "new", "kept" };
	char path[128];

	(void)s;
	for (size_t i = 0; i < 6; i++) {
		snprintf(path, sizeof(path), "%s/%s", i < 3 ? folder : other, names[i % 3]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/apart/key", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/apart", folder);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/inside/key", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/inside/new", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/inside", folder);
	rmdir(path);
	return rmdir(folder) | rmdir(other);
}

static void the_document_tells_the_tables(void **s)
{
	const char *root = getenv("SOURCE_ROOT");
	static char doc[1 << 16];
	char path[4096], line[4096];
	FILE *f;

	(void)s;
	if (!root) {
		fprintf(stderr, "SKIPPED: SOURCE_ROOT is not set\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/docs/sandbox.md", root);
	f = fopen(path, "r");
	assert_non_null(f);
	if (fread(doc, 1, sizeof(doc) - 1, f) == 0)
		fail_msg("cannot read %s", path);
	fclose(f);
	for (size_t i = 0; sandbox_forbidden(i) || sandbox_readable(i); i++) {
		const char *both[] = { sandbox_forbidden(i), sandbox_readable(i) };

		for (size_t k = 0; k < 2; k++) {
			snprintf(line, sizeof(line), "`%s`", both[k] ? both[k] : "socket");
			if (!strstr(doc, line))
				fail_msg("docs/sandbox.md lacks %s", line);
		}
	}
}

int sandbox_net_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(
						    only_what_the_network_needs, make_folders,
						    drop_folders),
		cmocka_unit_test_setup_teardown(a_folder_is_kept_apart, make_folders, drop_folders),
		cmocka_unit_test(the_document_tells_the_tables) };

	return cmocka_run_group_tests_name("sys/sandbox_net", tests, NULL, NULL);
}
