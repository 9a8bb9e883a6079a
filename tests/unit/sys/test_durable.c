/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/durable.h"
#include "sys/fd.h"
#include "sys/map.h"
#include "sys_tests.h"

struct dir {
	char path[64];
};

static int enter(void **s)
{
	static struct dir d;

	snprintf(d.path, sizeof(d.path), "/tmp/bw-sys.XXXXXX");
	*s = &d;
	return mkdtemp(d.path) && !chdir(d.path) ? 0 : -1;
}

static int leave(void **s)
{
	struct dir *d = *s;
	char cmd[96];

	if (chdir("/"))
		return -1;
	snprintf(cmd, sizeof(cmd), "rm -rf %s", d->path);
	return system(cmd);
}

static void is_content(const char *path, const char *want)
{
	struct buf b;
	struct err e = { 0 };

	buf_init(&b, 1000);
	assert_int_equal(durable_read_file(path, &b, &e), BW_OK);
	assert_int_equal(b.n, strlen(want));
	assert_memory_equal(b.n ? b.p : "", want, b.n);
	buf_done(&b);
}

static void write_replaces_whole(void **s)
{
	struct err e = { 0 };
	struct stat st;

	(void)s;
	assert_int_equal(durable_write("a", STR("one"), 0640, &e), BW_OK);
	assert_int_equal(durable_write("a", STR("second"), 0600, &e), BW_OK);
	is_content("a", "second");
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(durable_write("a", STR(""), 0600, &e), BW_OK);
	is_content("a", "");
	assert_int_equal(durable_write("none/a", STR("x"), 0600, &e), BW_ECREATE);
	assert_non_null(strstr(e.text, "none/a"));
}

/* A disk that is full, played by a file size limit: the old content stays, no temporary is left. */
static void full_disk_keeps_the_old(void **s)
{
	int status;
	pid_t pid;

	(void)s;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct err e = { 0 };
		struct rlimit r = { 4, 4 };

		signal(SIGXFSZ, SIG_IGN);
		if (durable_write("f", STR("old"), 0600, &e) || setrlimit(RLIMIT_FSIZE, &r))
			_exit(1);
		_exit(durable_write("f", STR("something longer"), 0600, &e) == BW_EIO ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	is_content("f", "old");
	assert_int_equal(system("test $(ls | wc -l) = 1"), 0);
}

static void append_and_cut_back(void **s)
{
	const struct str parts[] = { STR_INIT("ab"), STR_INIT(""), STR_INIT("cde") };
	struct err e = { 0 };
	AUTO_FD int fd = -1;
	off_t size = -1;
	struct rlimit was, r;

	(void)s;
	assert_int_equal(durable_append_open("log", 0600, &fd, &size, &e), BW_OK);
	assert_int_equal(size, 0);
	assert_int_equal(durable_append(fd, 0, parts, 3, "log", &e), BW_OK);
	assert_int_equal(durable_sync(fd, "log", &e), BW_OK);
	is_content("log", "abcde");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	r = was;
	r.rlim_cur = 7;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
	assert_int_equal(durable_append(fd, 5, parts, 3, "log", &e), BW_EIO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	is_content("log", "abcde");
	fd_close(&fd);
	assert_int_equal(durable_append_open("log", 0600, &fd, &size, &e), BW_OK);
	assert_int_equal(size, 5);
}

static void many_parts(void **s)
{
	struct str parts[100];
	char want[101] = "";
	struct err e = { 0 };
	AUTO_FD int fd = -1;
	off_t size;

	(void)s;
	for (int i = 0; i < 100; i++) {
		parts[i] = STR("x");
		want[i] = 'x';
	}
	assert_int_equal(durable_append_open("m", 0600, &fd, &size, &e), BW_OK);
	assert_int_equal(durable_append(fd, 0, parts, 100, "m", &e), BW_OK);
	is_content("m", want);
}

static void lock_is_exclusive_and_dies_with_its_holder(void **s)
{
	struct err e = { 0 };
	AUTO_FD int fd = -1;
	int pipes[2], status;
	char c;
	pid_t pid;

	(void)s;
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int held;

		if (durable_lock("lock", &held, &e) || write(pipes[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(pipes[0], &c, 1), 1);
	assert_int_equal(durable_lock("lock", &fd, &e), BW_EAGAIN);
	assert_non_null(strstr(e.text, "in use by process"));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(durable_lock("lock", &fd, &e), BW_OK);
	close(pipes[0]);
	close(pipes[1]);
}

static void folders_and_unlink(void **s)
{
	struct err e = { 0 };

	(void)s;
	assert_int_equal(durable_mkdir("x/y//z", 0700, &e), BW_OK);
	assert_int_equal(durable_mkdir("x/y/z", 0700, &e), BW_OK);
	assert_int_equal(durable_write("x/y/z/f", STR("1"), 0600, &e), BW_OK);
	assert_int_equal(durable_mkdir("x/y/z/f", 0700, &e), BW_ECREATE);
	assert_int_equal(durable_unlink("x/y/z/f", &e), BW_OK);
	assert_int_equal(durable_unlink("x/y/z/f", &e), BW_OK);
	assert_int_equal(access("x/y/z/f", F_OK), -1);
}

static void reading_has_a_ceiling(void **s)
{
	struct err e = { 0 };
	struct buf b;

	(void)s;
	assert_int_equal(durable_write("a", STR("12345"), 0600, &e), BW_OK);
	buf_init(&b, 5);
	assert_int_equal(durable_read_file("a", &b, &e), BW_OK);
	buf_done(&b);
	buf_init(&b, 4);
	assert_int_equal(durable_read_file("a", &b, &e), BW_ELIMIT);
	buf_done(&b);
	assert_int_equal(durable_read_file("nothing", &b, &e), BW_ENOTFOUND);
	assert_int_equal(mkfifo("p", 0600), 0);
	assert_int_equal(durable_read_file("p", &b, &e), BW_EINVALID);
	assert_int_equal(durable_read_file(".", &b, &e), BW_EINVALID);
}

static void mapping(void **s)
{
	struct err e = { 0 };
	struct mapped m = { 0 };

	(void)s;
	mapped_done(&m);
	assert_int_equal(durable_write("a", STR("12345"), 0600, &e), BW_OK);
	assert_int_equal(mapped_open("a", 5, &m, &e), BW_OK);
	assert_true(str_is(m.bytes, "12345"));
	/* the mapping is of the file that was there; replacing it changes nothing for the reader */
	assert_int_equal(durable_write("a", STR("x"), 0600, &e), BW_OK);
	assert_true(str_is(m.bytes, "12345"));
	assert_true(m.changed_at_s > 1700000000);
	mapped_done(&m);
	assert_int_equal(durable_write("a", STR(""), 0600, &e), BW_OK);
	assert_int_equal(mapped_open("a", 5, &m, &e), BW_OK);
	assert_int_equal(m.bytes.n, 0);
	mapped_done(&m);
	assert_int_equal(durable_write("a", STR("123456"), 0600, &e), BW_OK);
	assert_int_equal(mapped_open("a", 5, &m, &e), BW_ELIMIT);
	assert_int_equal(mapped_open("b", 5, &m, &e), BW_ENOTFOUND);
	assert_int_equal(mapped_open(".", 5, &m, &e), BW_EINVALID);
}

int durable_tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, enter, leave)
	const struct CMUnitTest tests[] = { T(write_replaces_whole), T(full_disk_keeps_the_old),
		T(append_and_cut_back), T(many_parts),
		T(lock_is_exclusive_and_dies_with_its_holder), T(folders_and_unlink),
		T(reading_has_a_ceiling), T(mapping) };

	return cmocka_run_group_tests_name("sys/durable", tests, NULL, NULL);
}
