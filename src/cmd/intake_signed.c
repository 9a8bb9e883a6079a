/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_signed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limit.h"
#include "cmd/at_desk.h"
#include "cmd/data.h"
#include "format/sigkey.h"
#include "sys/durable.h"
#include "sys/fd.h"

static int read_operand(struct ctx *c, struct buf *out, struct err *e)
{
	struct str path = arena_dup(c->arena, c->args[0]);
	AUTO_FD int fd = -1;

	if (!path.p)
		return err_nomem(e);
	if (str_is(path, "-"))
		return durable_read_all(STDIN_FILENO, "standard input", out, e);
	fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_errno(e, BW_ENOTFOUND, "open", path);
	return durable_read_all(fd, path.p, out, e);
}

/* What is read is what was checked: the file on disk may change meanwhile. */
static int keep_bytes(struct str bytes, int *fd, struct err *e)
{
	size_t at = 0;

	*fd = memfd_create("signed", MFD_CLOEXEC);
	if (*fd < 0)
		return err_errno(e, BW_EAGAIN, "make", STR("a file in memory"));
	while (at < bytes.n) {
		ssize_t k = write(*fd, bytes.p + at, bytes.n - at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return err_errno(e, BW_EIO, "write", STR("a file in memory"));
		at += (size_t)k;
	}
	if (lseek(*fd, 0, SEEK_SET) != 0)
		return err_errno(e, BW_EIO, "read", STR("a file in memory"));
	return BW_OK;
}

int intake_signed_open(struct ctx *c, struct store *s, const struct knowledge *k,
	const struct facts *facts, struct intake_signed *out, struct err *e)
{
	struct desk d = { .store = s, .know = k, .facts = facts, .now_s = ctx_now(c) };
	unsigned char signature[SIGNATURE_BYTES];
	struct buf bytes;
	struct str text = { NULL, 0 };
	int rc = desk_person(c, s, &d.person, e);

	if (!rc)
		rc = data_read(c->arena, ctx_opt(c, "signature"), LIMIT_SIGKEY_FILE, &text, e);
	if (!rc)
		rc = signature_parse(text, signature, e);
	if (rc)
		return rc;
	buf_init(&bytes, LIMIT_DOCUMENT_BYTES);
	rc = read_operand(c, &bytes, e);
	if (!rc)
		rc = notifying_open(
			&d, ctx_opt(c, "notifier"), buf_str(&bytes), signature, &out->under, e);
	if (!rc)
		rc = keep_bytes(buf_str(&bytes), &out->fd, e);
	buf_done(&bytes);
	return rc;
}

void intake_signed_done(struct intake_signed *s)
{
	notifying_free(s->under);
	fd_close(&s->fd);
}
