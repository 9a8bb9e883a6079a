/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/durable.h"
#include "sys/maildir.h"
#include "sys_tests.h"

static int enter(void **s)
{
	static char path[32];
	struct err e = { 0 };

	snprintf(path, sizeof(path), "/tmp/bw-mdir.XXXXXX");
	*s = path;
	if (!mkdtemp(path) || chdir(path))
		return -1;
	return durable_mkdir("m/new", 0700, &e) || durable_mkdir("m/cur", 0700, &e) ||
	       durable_mkdir("m/tmp", 0700, &e) ||
	       durable_write("m/new/2.b", STR("two"), 0600, &e) ||
	       durable_write("m/cur/1.a:2,F", STR("one"), 0600, &e) ||
	       durable_write("m/cur/0.a:2,FS", STR("read long ago"), 0600, &e) ||
	       durable_write("m/new/.hidden", STR(""), 0600, &e) ||
	       durable_write("m/new/3.c", STR("three"), 0600, &e) ||
	       symlink("/etc/passwd", "m/new/4.d");
}

static int leave(void **s)
{
	char cmd[64];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", (char *)*s);
	return chdir("/") || system(cmd);
}

static void each_once_and_none_lost(void **s)
{
	static const char *const names[] = { "1.a:2,F", "2.b", "3.c", "4.d" };
	static const char *const texts[] = { "one", "two", "three" };
	struct err e = { 0 };
	struct maildir m = { 0 };
	struct arena a;
	struct buf b;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 100);
	maildir_done(&m);
	assert_int_equal(maildir_open(&a, "m", &m, &e), BW_OK);
	assert_int_equal(m.n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(str_is(m.v[i].name, names[i]));
		buf_reset(&b);
		if (i == 3) { /* a link out of the folder is not followed */
			assert_int_equal(maildir_read(&m, i, &b, &e), BW_EINVALID);
			continue;
		}
		assert_int_equal(maildir_read(&m, i, &b, &e), BW_OK);
		assert_true(str_is(buf_str(&b), texts[i]));
	}
	assert_int_equal(maildir_seen(&m, 0, &e), BW_OK);
	assert_int_equal(maildir_seen(&m, 1, &e), BW_OK);
	assert_int_equal(maildir_seen(&m, 1, &e), BW_ENOTFOUND);
	assert_int_equal(maildir_sync(&m, &e), BW_OK);
	maildir_done(&m);
	assert_int_equal(access("m/cur/1.a:2,FS", F_OK), 0);
	assert_int_equal(access("m/cur/2.b:2,S", F_OK), 0);
	/* what was not marked is there again after a crash */
	assert_int_equal(maildir_open(&a, "m", &m, &e), BW_OK);
	assert_int_equal(m.n, 2);
	assert_true(str_is(m.v[0].name, "3.c"));
	maildir_done(&m);
	assert_int_equal(maildir_open(&a, "m/new", &m, &e), BW_ENOTFOUND);
	buf_done(&b);
	arena_done(&a);
}

int maildir_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(
		each_once_and_none_lost, enter, leave) };

	return cmocka_run_group_tests_name("sys/maildir", tests, NULL, NULL);
}
