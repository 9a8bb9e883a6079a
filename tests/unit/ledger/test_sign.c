/* SPDX-License-Identifier: Apache-2.0 */
/* The process that signs: it grows with the log, and refuses everything else. */
#include "ledger_tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/sign.h"

struct fixture {
	struct arena a;
	struct sha256 *s;
	char dir[64], key[80], record[80], exe[1024];
	struct note_key pub;
	struct forest t;
	struct signer *signer;
};

static int make(void **state)
{
	const char *root = getenv("BUILD_ROOT");
	unsigned char seed[32] = { 7 };
	struct fixture *f = calloc(1, sizeof(*f));
	struct err e;

	arena_init(&f->a, 0);
	assert_int_equal(sha256_new(&f->s, &e), BW_OK);
	snprintf(f->dir, sizeof(f->dir), "/tmp/bailiwick-sign-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->key, sizeof(f->key), "%s/key", f->dir);
	snprintf(f->record, sizeof(f->record), "%s/signed", f->dir);
	snprintf(f->exe, sizeof(f->exe), "%s/bailiwick", root ? root : ".");
	if (sign_make(f->s, f->key, f->record, STR("log.example/t"), seed, &f->pub, &e))
		fail_msg("%s", e.text);
	forest_make(&f->a, f->s, 40, &f->t);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	signer_stop(f->signer);
	unlink(f->key);
	unlink(f->record);
	rmdir(f->dir);
	sha256_free(f->s);
	arena_done(&f->a);
	free(f);
	return 0;
}

static void start(struct fixture *f)
{
	struct err e;

	if (signer_start(f->exe, f->key, f->record, &f->signer, &e))
		fail_msg("%s", e.text);
}

/* Ask for ${size} with an honest proof from ${old}; ${twist}: of another tree. */
static int ask(
	struct fixture *f, uint64_t old, uint64_t size, bool twist, struct buf *out, uint64_t *last)
{
	struct merkle_source src = forest_source(&f->t);
	struct merkle_proof p = { 0 };
	struct merkle_hash root;
	struct err e = { 0 };

	if (old <= size && merkle_consistency(f->s, &src, old, size, &p, &e))
		fail_msg("%s", e.text);
	assert_int_equal(merkle_root(f->s, &src, size, &root, &e), BW_OK);
	root.b[0] ^= twist;
	buf_reset(out);
	return signer_sign(f->signer, old, &p, size, &root, last, out, &e);
}

static void grows_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct checkpoint c;
	struct note n;
	struct buf b;
	struct err e;
	uint64_t last = 99;

	buf_init(&b, 4096);
	start(f);
	assert_int_equal(signer_sandbox(f->signer)->seccomp, 1);
	assert_int_equal(signer_sandbox(f->signer)->landlock != 0, sandbox_landlock_abi() > 0);
	assert_int_equal(ask(f, 0, 0, false, &b, &last), BW_OK);
	assert_int_equal(ask(f, 0, 7, false, &b, &last), BW_OK);
	assert_int_equal(key_checkpoint(&f->a, buf_str(&b), &f->pub, &n, &c, &e), BW_OK);
	assert_int_equal(c.size, 7);
	assert_int_equal(ask(f, 7, 7, false, &b, &last), BW_OK); /* the same again is harmless */
	assert_int_equal(ask(f, 7, 7, true, &b, &last), BW_EDENIED);
	assert_int_equal(ask(f, 7, 6, false, &b, &last), BW_EDENIED);
	assert_int_equal(ask(f, 7, 20, true, &b, &last), BW_EDENIED);
	assert_int_equal(ask(f, 3, 20, false, &b, &last), BW_ECONFLICT);
	assert_int_equal(last, 7);
	assert_int_equal(ask(f, 7, 20, false, &b, &last), BW_OK);
	/* Another process knows it too. */
	signer_stop(f->signer);
	start(f);
	assert_int_equal(ask(f, 7, 20, false, &b, &last), BW_ECONFLICT);
	assert_int_equal(last, 20);
	assert_int_equal(ask(f, 20, 8, false, &b, &last), BW_EDENIED);
	assert_int_equal(ask(f, 20, 33, false, &b, &last), BW_OK);
	buf_done(&b);
}

/* A write of the record that was cut leaves the one before it; a record that says nothing ends it. */
static void torn_record(void **state)
{
	struct fixture *f = *state;
	uint64_t last = 99;
	struct buf b;
	int fd = open(f->record, O_RDWR);

	assert_true(fd >= 0);
	buf_init(&b, 4096);
	start(f);
	assert_int_equal(ask(f, 0, 9, false, &b, &last),
		BW_OK); /* in the first place: the second was last */
	assert_int_equal(pwrite(fd, "torn", 4, 20), 4);
	assert_int_equal(ask(f, 9, 12, false, &b, &last), BW_ECONFLICT);
	assert_int_equal(last, 0);
	assert_int_equal(pwrite(fd, "torn", 4, 128 + 20), 4);
	assert_int_equal(ask(f, 0, 12, false, &b, &last), BW_EIO);
	close(fd);
	buf_done(&b);
}

static void keys_are_kept(void **state)
{
	struct fixture *f = *state;
	unsigned char seed[32] = { 8 };
	struct note_key k;
	struct stat st;
	struct err e;

	assert_int_equal(sign_make(f->s, f->key, f->record, STR("log.example/u"), seed, &k, &e),
		BW_ECONFLICT);
	assert_int_equal(stat(f->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(chmod(f->key, 0644), 0);
	assert_int_equal(signer_start(f->exe, f->key, f->record, &f->signer, &e), BW_EDENIED);
	assert_int_equal(chmod(f->key, 0600), 0);
	unlink(f->record);
	assert_int_equal(signer_start(f->exe, f->key, f->record, &f->signer, &e), BW_ENOTFOUND);
	f->signer = NULL;
}

int sign_tests(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, make, drop)
	const struct CMUnitTest tests[] = { T(grows_and_nothing_else), T(torn_record),
		T(keys_are_kept) };

	return cmocka_run_group_tests_name("ledger/sign", tests, NULL, NULL);
}
