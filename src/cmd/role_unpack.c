/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_unpack.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cur.h"
#include "base/limit.h"
#include "format/packed.h"
#include "sys/fd.h"
#include "sys/proc.h"
#include "sys/sandbox.h"

#define HEAD_FD (PROC_FD + 1)
#define FILE_FD (PROC_FD + 2)
#define PORTION ((size_t)64 << 10)

/* A frame is its kind, its length (32 bits, the least byte first), and so many bytes: of a name, of a member, of
 * a sentence behind the code of an error. */
enum frame { FRAME_MEMBER = 'm', FRAME_BYTES = 'b', FRAME_END = 'e', FRAME_FAILED = 'f' };
#define FRAME_HEAD 5

/* ---- in the role ---- */

static bool write_all(struct str s)
{
	while (s.n) {
		ssize_t k = write(PROC_FD, s.p, s.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		s = str_from(s, (size_t)k);
	}
	return true;
}

static int tell(enum frame kind, struct str bytes, struct err *e)
{
	unsigned char head[FRAME_HEAD] = { (unsigned char)kind };

	for (int i = 0; i < 4; i++)
		head[1 + i] = (unsigned char)(bytes.n >> (8 * i));
	return write_all(str_make((char *)head, sizeof(head))) && write_all(bytes)
		       ? BW_OK
		       : err_set(e, BW_EIO, "nobody reads any more");
}

static int on_member(void *ctx, struct str name, struct err *e)
{
	(void)ctx;
	return tell(FRAME_MEMBER, name, e);
}

static int on_bytes(void *ctx, struct str bytes, struct err *e)
{
	int rc = BW_OK;

	(void)ctx;
	for (; !rc && bytes.n; bytes = str_from(bytes, PORTION))
		rc = tell(FRAME_BYTES, str_sub(bytes, 0, PORTION), e);
	return rc;
}

struct input {
	int fd; /* first what has been read, then the file */
	char bytes[PORTION];
};

static ssize_t on_read(void *ctx, const void **bytes)
{
	struct input *in = ctx;
	ssize_t k;

	for (;;) {
		k = read(in->fd, in->bytes, sizeof(in->bytes));
		if (k < 0 && errno == EINTR)
			continue;
		if (k || in->fd == FILE_FD)
			break;
		in->fd = FILE_FD;
	}
	*bytes = in->bytes;
	return k;
}

/* Each library that the library uses, once, before the doors close. */
static int forget(void *ctx, struct str s, struct err *e)
{
	(void)ctx;
	(void)s;
	(void)e;
	return BW_OK;
}

static void warm(void)
{
	/* "a" by gzip */
	static const char gz[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x4b\x04\x00\x43\xbe\xb7"
				 "\xe8\x01\x00\x00\x00";
	const struct packed_source from = { .all = { gz, sizeof(gz) - 1 } };
	const struct packed_sink to = { forget, forget, NULL };
	struct err e;

	(void)!packed_each(&from, &to, 1000, &e);
}

int cmd_unpack_role(void)
{
	struct input in = { .fd = HEAD_FD };
	const struct packed_source from = { .read = on_read, .ctx = &in };
	const struct packed_sink to = { on_member, on_bytes, NULL };
	struct sandbox_report report;
	struct err e = { 0 }, ignored;
	unsigned char code;
	int rc = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);

	signal(SIGPIPE, SIG_IGN);
	warm();
	if (rc || sandbox_unpack(LIMIT_UNPACK_MEMORY, &report, &e))
		return 1;
	rc = packed_each(&from, &to, LIMIT_PACKED_BYTES, &e);
	if (!rc)
		return tell(FRAME_END, STR(""), &e) ? 1 : 0;
	code = (unsigned char)rc;
	if (tell(FRAME_FAILED, str_make((char *)&code, 1), &ignored) ||
		tell(FRAME_END, str_of(e.text), &ignored))
		return 1;
	return 0;
}

/* ---- the owner's side ---- */

int unpack_start(struct str head, int file, struct unpack *out, struct err *e)
{
	AUTO_FD int kept = memfd_create("head", MFD_CLOEXEC);
	int pass[2] = { kept, file };
	const struct proc_start set = { .role = ROLE_UNPACK, .pass = pass, .pass_n = 2 };

	*out = (struct unpack){ .fd = -1 };
	while (kept >= 0 && head.n) {
		ssize_t k = write(kept, head.p, head.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_errno(e, BW_EIO, "keep", STR("the head of a packed file"));
		head = str_from(head, (size_t)k);
	}
	if (kept < 0 || lseek(kept, 0, SEEK_SET))
		return err_errno(e, BW_EIO, "keep", STR("the head of a packed file"));
	return proc_start_with(&set, &out->pid, &out->fd, e);
}

static int take(struct unpack *u, char *p, size_t n, struct err *e)
{
	while (n) {
		ssize_t k = read(u->fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		u->ended = k <= 0;
		if (u->ended)
			return err_set(e, BW_EPARSE,
				"the packed file broke the process that opened it; unpack it "
				"first");
		p += k;
		n -= (size_t)k;
	}
	return BW_OK;
}

static int failed(struct unpack *u, size_t n, struct err *e)
{
	char text[sizeof(e->text)], head[FRAME_HEAD];
	unsigned char code = 0;
	struct cur c;
	int rc = n == 1 ? take(u, (char *)&code, 1, e) : BW_EPARSE;

	if (!rc)
		rc = take(u, head, sizeof(head), e);
	c = cur_of(str_make(head + 1, 4));
	n = rc ? 0 : cur_u32(&c);
	if (!rc && n < sizeof(text))
		rc = take(u, text, n, e);
	u->ended = true;
	if (rc || n >= sizeof(text))
		return err_set(e, BW_EPARSE, "the packed file cannot be opened");
	text[n] = 0;
	/* A word of a process that may have been taken over: it is one of these, or none. */
	rc = code == BW_EINVALID || code == BW_ELIMIT || code == BW_ENOMEM ? code : BW_EPARSE;
	return err_set(e, rc, "%s", text);
}

/* The head of the next frame. */
static int next(struct unpack *u, enum frame *kind, struct err *e)
{
	char head[FRAME_HEAD];
	struct cur c = cur_of(str_make(head + 1, 4));
	int rc = take(u, head, sizeof(head), e);
	size_t n;

	if (rc)
		return rc;
	n = cur_u32(&c);
	*kind = (enum frame)head[0];
	if (*kind == FRAME_FAILED)
		return failed(u, n, e);
	if ((*kind != FRAME_MEMBER || n > PACKED_NAME) && (*kind != FRAME_BYTES || n > PORTION) &&
		(*kind != FRAME_END || n))
		return err_set(e, BW_EPARSE, "the packed file cannot be opened");
	u->left = n;
	u->ended = *kind == FRAME_END;
	return BW_OK;
}

int unpack_read(struct unpack *u, char *p, size_t room, size_t *n, struct err *e)
{
	enum frame kind;
	int rc;

	*n = 0;
	/* A member's bytes end where the next member's name begins, which unpack_member reads. */
	while (u->left == 0) {
		if (u->ended || u->named)
			return BW_OK;
		rc = next(u, &kind, e);
		if (rc)
			return rc;
		u->named = kind == FRAME_MEMBER;
		if (u->named)
			return BW_OK;
	}
	if (u->named)
		return BW_OK;
	*n = room < u->left ? room : u->left;
	rc = take(u, p, *n, e);
	u->left -= *n;
	return rc;
}

int unpack_member(struct unpack *u, struct buf *name, bool *more, struct err *e)
{
	char skip[4096];
	size_t n = 1;
	int rc = BW_OK;

	while (!rc && n && !u->ended && !u->named)
		rc = unpack_read(u, skip, sizeof(skip), &n, e);
	*more = !rc && u->named;
	if (!*more)
		return rc;
	buf_reset(name);
	while (!rc && u->left) {
		n = u->left < sizeof(skip) ? u->left : sizeof(skip);
		rc = take(u, skip, n, e);
		buf_add(name, str_make(skip, n));
		u->left -= n;
	}
	u->named = false;
	return rc ? rc : buf_check(name, "a member's name", e);
}

void unpack_end(struct unpack *u)
{
	if (u->pid)
		(void)proc_end(u->pid, &u->fd);
	u->pid = 0;
}
