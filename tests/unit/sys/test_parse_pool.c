/* SPDX-License-Identifier: Apache-2.0 */
/* The parse process is proven by a role that misbehaves on demand: the first word of a message says how. */
#include "unit.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "sys/parse_pool.h"
#include "sys/sandbox_serve.h"
#include "sys_tests.h"

static void said(struct buf *reply, const char *what, bool refused)
{
	buf_addz(reply, what);
	buf_addz(reply, refused ? " refused" : " ALLOWED");
}

static void loop_for_ever(void)
{
	for (volatile unsigned long i = 0;; i++)
		;
}

/* 10 GB in pieces that are touched, as a parser would. */
static int eat(void)
{
	for (int i = 0; i < 10240; i++) {
		char *p = mem_alloc(1 << 20);

		if (!p)
			return PARSE_EXIT_MEMORY;
		memset(p, 1, 1 << 20);
	}
	return 0;
}

static int misbehave(struct str in, struct buf *reply)
{
	if (str_is(in, "loop"))
		loop_for_ever();
	if (str_is(in, "eat"))
		return eat();
	if (str_is(in, "abort"))
		abort();
	if (str_is(in, "segfault"))
		raise(SIGSEGV);
	if (str_is(in, "write nowhere")) {
		char *volatile nowhere = NULL;

		*(volatile char *)nowhere = 1;
	}
	if (str_is(in, "open"))
		said(reply, "open", open("/etc/passwd", O_RDONLY) < 0);
	if (str_is(in, "create"))
		said(reply, "create", open("/tmp/x", O_CREAT | O_WRONLY, 0600) < 0);
	if (str_is(in, "socket"))
		said(reply, "socket", socket(AF_INET, SOCK_STREAM, 0) < 0);
	if (str_is(in, "connect"))
		said(reply, "connect",
			connect(1,
				(struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET },
				sizeof(struct sockaddr_in)) < 0);
	if (str_is(in, "fork"))
		said(reply, "fork", fork() < 0);
	if (str_is(in, "exec"))
		said(reply, "exec", execl("/bin/true", "true", NULL) < 0);
	if (str_is(in, "ptrace"))
		said(reply, "ptrace", ptrace(PTRACE_ATTACH, getppid(), 0, 0) < 0);
	if (str_is(in, "kill"))
		said(reply, "kill", kill(getppid(), SIGTERM) < 0);
	if (str_is(in, "prctl"))
		said(reply, "prctl", syscall(SYS_prctl, 4, 1, 0, 0, 0) < 0);
	if (str_is(in, "sleep"))
		said(reply, "sleep", sleep(100) != 0);
	if (str_is(in, "flood"))
		while (!reply->bad)
			buf_addz(reply, "0123456789abcdef0123456789abcdef");
	if (str_is(in, "echo") || str_starts(in, STR("=")))
		buf_add(reply, in);
	return 0;
}

int role_for_tests(void)
{
	const struct parse_role role = { NULL, misbehave };

	return parse_role_main(&role);
}

static struct sandbox_report fences;

static int make(void **s)
{
	struct err e = { 0 };
	struct parse_pool *p;
	char warn[SANDBOX_WARNING];

	if (parse_pool_new(NULL, "parse-role", 2, &p, &e) || parse_pool_report(p, &fences, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return -1;
	}
	if (sandbox_warning(&fences, warn)[0])
		fprintf(stderr, "SKIPPED IN PART: %s\n", warn);
	*s = p;
	return 0;
}

static int drop(void **s)
{
	parse_pool_free(*s);
	return 0;
}

static enum parse_end run(struct parse_pool *p, const char *what, struct str *answer)
{
	struct str part = str_of(what);
	struct err e = { 0 };
	enum parse_end end;
	uint64_t tag;

	assert_int_equal(parse_pool_give(p, 77, &part, 1, &e), BW_OK);
	assert_int_equal(parse_pool_take(p, &tag, &end, answer, &e), BW_OK);
	assert_int_equal(tag, 77);
	return end;
}

static void still_works(struct parse_pool *p)
{
	struct str a;

	assert_int_equal(run(p, "echo", &a), PARSE_OK);
	assert_true(str_is(a, "echo"));
}

static void answers_come_in_order(void **s)
{
	struct err e = { 0 };
	enum parse_end end;
	struct str a;
	uint64_t tag, given = 0, taken = 0;
	char text[32];

	while (taken < 200) {
		if (given < 200 && !parse_pool_full(*s)) {
			struct str parts[2] = { STR("=") };

			snprintf(text, sizeof(text), "%u", (unsigned)given);
			parts[1] = str_of(text);
			assert_int_equal(parse_pool_give(*s, given++, parts, 2, &e), BW_OK);
			continue;
		}
		assert_int_equal(parse_pool_take(*s, &tag, &end, &a, &e), BW_OK);
		assert_int_equal(tag, taken);
		assert_int_equal(end, PARSE_OK);
		snprintf(text, sizeof(text), "=%u", (unsigned)taken++);
		assert_true(str_is(a, text));
	}
	assert_true(parse_pool_idle(*s));
	assert_int_equal(parse_pool_take(*s, &tag, &end, &a, &e), BW_ENOTFOUND);
}

static void each_costs_one_message(void **s)
{
	static const struct {
		const char *message;
		enum parse_end end;
		bool sanitizers_too;
	} t[] = {
		{ "loop", PARSE_CPU, true },
		{ "eat", PARSE_MEMORY, false },
		{ "segfault", PARSE_CRASH, false },
		{ "write nowhere", PARSE_CRASH, false },
		{ "flood", PARSE_MEMORY, true },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str a;
		enum parse_end end;

		if (SANDBOX_SANITIZED && !t[i].sanitizers_too) {
			fprintf(stderr, "SKIPPED: '%s' means something else to a sanitizer\n",
				t[i].message);
			continue;
		}
		end = run(*s, t[i].message, &a);
		/* a loaded machine may not give 10 s of processor time within the real time allowed;
		 * raise() is not among the calls it may make */
		if (end != t[i].end && !(t[i].end == PARSE_CPU && end == PARSE_WALL) &&
			!(end == PARSE_CALL && !strcmp(t[i].message, "segfault")))
			fail_msg("'%s' ended as %d, expected %d", t[i].message, end, t[i].end);
		assert_int_equal(a.n, 0);
		assert_true(parse_end_text(end)[0]);
		still_works(*s);
	}
}

static void nothing_is_within_reach(void **s)
{
	static const struct {
		const char *call;
		bool killed; /* else refused */
	} t[] = {
		{ "open", false },
		{ "create", false },
		{ "socket", true },
		{ "connect", true },
		{ "fork", true },
		{ "exec", true },
		{ "ptrace", true },
		{ "kill", true },
		{ "prctl", true },
		{ "sleep", true },
		{ "abort", true },
	};

	if (!fences.seccomp) {
		fprintf(stderr, "SKIPPED: no seccomp here\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct str a;
		enum parse_end end = run(*s, t[i].call, &a);

		if (t[i].killed ? end == PARSE_OK
				: end != PARSE_OK || !str_ends(a, STR(" refused")))
			fail_msg("'%s' ended as %d: %.*s", t[i].call, end, STR_ARG(a));
		still_works(*s);
	}
}

static void a_killed_template_is_replaced(void **s)
{
	struct parse_pool *p = *s;
	char path[64];
	FILE *f;
	int pid, killed = 0;

	still_works(p);
	/* This process's children are the templates, and nobody else's. */
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(path, "r");
	assert_non_null(f);
	while (fscanf(f, "%d", &pid) == 1)
		killed += kill(pid, SIGKILL) == 0;
	fclose(f);
	assert_true(killed > 0);
	for (int i = 0; i < 4; i++) {
		struct str a;
		enum parse_end end = run(p, "echo", &a);

		assert_true(end == PARSE_OK || end == PARSE_BROKEN);
	}
	still_works(p);
}

static void long_messages(void **s)
{
	size_t n = LIMIT_MAIL_BYTES;
	char *p = mem_alloc(n + 70000);
	struct str part = { p, n + 70000 }, a;
	struct err e = { 0 };
	enum parse_end end;
	uint64_t tag;

	assert_non_null(p);
	memset(p, '=', n);
	assert_int_equal(parse_pool_give(*s, 1, &part, 1, &e), BW_ELIMIT);
	part.n = n;
	assert_int_equal(parse_pool_give(*s, 1, &part, 1, &e), BW_OK);
	assert_int_equal(parse_pool_take(*s, &tag, &end, &a, &e), BW_OK);
	assert_int_equal(end, PARSE_OK);
	assert_int_equal(a.n, n);
	assert_memory_equal(a.p, p, n);
	mem_free(p);
	still_works(*s);
}

/* docs/sandbox.md is the table people read; it must be the one in force. */
static void the_document_tells_the_table(void **s)
{
	const char *root = getenv("SOURCE_ROOT");
	char path[4096], line[4096];
	char *doc = mem_calloc(1, 1 << 16);
	FILE *f;

	(void)s;
	assert_non_null(doc);
	if (!root) {
		fprintf(stderr, "SKIPPED: SOURCE_ROOT is not set\n");
		mem_free(doc);
		skip();
	}
	snprintf(path, sizeof(path), "%s/docs/sandbox.md", root);
	f = fopen(path, "r");
	assert_non_null(f);
	if (fread(doc, 1, (1 << 16) - 1, f) == 0)
		fail_msg("cannot read %s", path);
	fclose(f);
	for (int who = 0; who < SANDBOX_WHO_COUNT; who++)
		for (size_t i = 0; sandbox_allowed((enum sandbox_who)who, i); i++) {
			snprintf(line, sizeof(line), "`%s`",
				sandbox_allowed((enum sandbox_who)who, i));
			if (!strstr(doc, line))
				fail_msg("docs/sandbox.md lacks %s", line);
		}
	for (int role = 0; role < 2; role++)
		for (size_t i = 0; sandbox_serve_allowed((enum sandbox_serve)role, i); i++) {
			snprintf(line, sizeof(line), "`%s`",
				sandbox_serve_allowed((enum sandbox_serve)role, i));
			if (!strstr(doc, line))
				fail_msg("docs/sandbox.md lacks %s", line);
		}
	mem_free(doc);
}

int parse_pool_tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make, drop)
	const struct CMUnitTest tests[] = { T(answers_come_in_order), T(each_costs_one_message),
		T(nothing_is_within_reach), T(a_killed_template_is_replaced), T(long_messages),
		cmocka_unit_test(the_document_tells_the_table) };

	return cmocka_run_group_tests_name("sys/parse_pool", tests, NULL, NULL);
}
