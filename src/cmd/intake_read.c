/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "cmd/intake_mail.h"
#include "cmd/role_unpack.h"
#include "flow/pair.h"
#include "format/packed.h"
#include "sys/fd.h"

#define PORTION    PAIR_PART
#define PAIR_FROM  ((uint64_t)4 << 20) /* so much of a stream is worth a second process */
#define HEAD       4096 /* what intake_detect looks at */
#define SILENCE_MS 50 /* a pipe that says nothing for so long has paused */

const char *const read_form_names[] = { "auto", "xarf", "arf", "mail", "csv", "list", "ndjson",
	"json", "maildir", NULL };

struct input {
	int fd;
	bool pipe;
	char *p; /* PORTION bytes */
	size_t n; /* of the head, read already */
	bool end;
	struct unpack *packed; /* NULL: fd is read; else what its bytes come out of */
	struct err failed; /* how opening it failed in the middle; code 0: it did not */
};

/* What cannot be opened ends its input there; what came before it stands. */
static void fill_packed(struct input *in, size_t room)
{
	struct err e;
	size_t n = 0;

	if (unpack_read(in->packed, in->p + in->n, room - in->n, &n, &e)) {
		in->failed = e;
		n = 0;
	}
	in->n += n;
	in->end = n == 0;
}

/* ---- two processes ---- */

static int add_ready(struct intake_read *r, struct err *e)
{
	void *owner;
	int rc = BW_OK;

	while (!rc && pair_ready(r->pair, &owner)) {
		rc = pair_add(r->pair, r->submit, r->stream, e);
		pair_drop(r->pair);
	}
	return rc;
}

/* Until ${most} parts or fewer are not added: add, read parts, and wait only where nothing else is left to do. */
static int until(struct intake_read *r, size_t most, struct err *e)
{
	for (;;) {
		void *owner;
		int rc = add_ready(r, e);

		if (rc || pair_given(r->pair) <= most)
			return rc;
		if (!pair_help(r->pair) && !pair_ready(r->pair, &owner))
			pair_hear(r->pair);
	}
}

/* ---- bytes ---- */

static int fill(struct intake_read *r, struct input *in, size_t room, struct err *e)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };
	ssize_t k;
	size_t before = in->n;
	int rc;

	if (in->packed) {
		fill_packed(in, room);
		r->bytes += in->n - before;
		return BW_OK;
	}
	if (in->pipe && poll(&p, 1, SILENCE_MS) == 0) {
		rc = r->pair ? until(r, 0, e) : BW_OK;
		if (!rc)
			rc = submit_settle(r->submit, e);
		if (rc)
			return rc;
	}
	do
		k = read(in->fd, in->p + in->n, room - in->n);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return err_errno(
			e, errno == EISDIR ? BW_ENOTFOUND : BW_EIO, "read", str_of(r->file));
	in->n += (size_t)k;
	in->end = k == 0;
	r->bytes += (uint64_t)k;
	return BW_OK;
}

/* Bytes of whole lines in the next place of the pair, those of the last line that has not ended in ${in}. */
static int next_part(
	struct intake_read *r, struct input *in, char **room, size_t *cut, struct err *e)
{
	struct input to = *in;
	size_t end;
	int rc = BW_OK;

	*room = pair_room(r->pair);
	if (!*room)
		rc = until(r, pair_given(r->pair) - 1, e);
	if (rc)
		return rc;
	*room = pair_room(r->pair);
	to.p = *room;
	memcpy(to.p, in->p, in->n);
	end = str_rfind_byte(str_make(to.p, to.n), '\n');
	while (!rc && !to.end && end == SIZE_MAX && to.n < PORTION) {
		rc = fill(r, &to, PORTION, e);
		end = str_rfind_byte(str_make(to.p, to.n), '\n');
	}
	*cut = end == SIZE_MAX ? 0 : end + 1;
	in->end = to.end;
	in->n = to.n - *cut;
	memcpy(in->p, to.p + *cut, in->n);
	return rc;
}

/* From the start of a line on, until the input ends or a line is longer than a place (${*wide}). */
static int in_parts(struct intake_read *r, struct input *in, bool *wide, struct err *e)
{
	size_t cut = 1;
	char *room;
	int rc = BW_OK;

	while (!rc && !in->end && cut) {
		rc = next_part(r, in, &room, &cut, e);
		if (!rc && cut)
			pair_give(r->pair, cut, &r->hints, r);
		if (r->progress)
			r->progress(r);
	}
	*wide = cut == 0;
	return rc ? rc : until(r, 0, e);
}

/* What this process reads itself: all there is, or only up to the end of the line where parts may follow. */
static int feed(struct input *in, struct intake_stream *s, bool line, struct err *e)
{
	size_t end = line ? str_find_byte(str_make(in->p, in->n), '\n', 0) : SIZE_MAX;
	size_t n = end == SIZE_MAX ? in->n : end + 1;
	int rc = intake_stream_feed(s, str_make(in->p, n), e);

	in->n -= n;
	memmove(in->p, in->p + n, in->n);
	return rc;
}

/* Is it worth a second process, and can there be one? */
static bool may_pair(const struct intake_read *r, enum input_form form, uint64_t done)
{
	return form == INPUT_NDJSON && done >= PAIR_FROM && !r->set->row && !r->set->under &&
	       pair_may(&r->hints) && sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

static int lines(struct intake_read *r, struct input *in, enum input_form form,
	struct intake_stream *s, struct err *e)
{
	uint64_t before = r->bytes;
	bool alone = false, wide = false;
	struct err why;
	int rc = BW_OK;

	while (!rc && (in->n || !in->end)) {
		if (!r->pair && !alone && may_pair(r, form, r->bytes - before))
			alone = pair_new(r->set, NULL, NULL, &r->pair, &why) != BW_OK;
		if (r->pair && !wide && !in->end && intake_stream_apart(s)) {
			rc = in_parts(r, in, &wide, e);
		} else {
			wide = false;
			rc = feed(in, s, r->pair != NULL, e);
		}
		if (!rc && in->n == 0 && !in->end)
			rc = fill(r, in, PORTION, e);
		if (r->progress)
			r->progress(r);
	}
	return rc;
}

static int stream(struct intake_read *r, struct input *in, enum input_form form, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	struct intake_stream *s;
	int rc = intake_stream_new(form, &r->hints, &sink, &s, e);

	if (rc)
		return rc;
	r->stream = s;
	rc = lines(r, in, form, s, e);
	if (!rc)
		rc = intake_stream_end(s, e);
	pair_free(r->pair);
	r->pair = NULL;
	intake_stream_free(s);
	return rc;
}

/* All of it in ${out}; a refusal of the whole where it is too long. */
static int whole(
	struct intake_read *r, struct input *in, struct buf *out, bool *refused, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	struct refusal why = { .line = 1, .reason = STR("the document is larger than one may be") };
	int rc = BW_OK;

	*refused = false;
	while (!rc && (in->n || !in->end)) {
		buf_add(out, str_make(in->p, in->n));
		in->n = 0;
		if (out->bad) {
			*refused = true;
			return sink.refused(sink.ctx, &why, e);
		}
		if (!in->end)
			rc = fill(r, in, PORTION, e);
	}
	return rc;
}

static int document(struct intake_read *r, struct input *in, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	struct refusal why = { .line = 1 };
	struct arena a;
	struct buf all;
	bool refused;
	int rc;

	buf_init(&all, LIMIT_DOCUMENT_BYTES);
	arena_init(&a, 0);
	rc = whole(r, in, &all, &refused, e);
	if (!rc && !refused) {
		rc = intake_json(&a, buf_str(&all), &r->hints, &sink, e);
		/* The document, not the store, is at fault: this input alone is refused. */
		if (rc && err_exit(rc) == 65) {
			why.reason = arena_dup(&a, str_of(e->text));
			rc = sink.refused(sink.ctx, &why, e);
		}
	}
	arena_done(&a);
	buf_done(&all);
	return rc;
}

static int message(struct intake_read *r, struct input *in, struct err *e)
{
	struct buf all;
	bool refused;
	int rc;

	r->mail = true;
	buf_init(&all, LIMIT_MAIL_BYTES);
	rc = whole(r, in, &all, &refused, e);
	if (!rc && !refused)
		rc = intake_mail_one(r, buf_str(&all), e);
	buf_done(&all);
	return rc;
}

static enum input_form form_of(const struct intake_read *r, struct str head)
{
	static const enum input_form same[] = { INPUT_UNKNOWN, INPUT_XARF, INPUT_ARF, INPUT_MAIL,
		INPUT_CSV, INPUT_LIST, INPUT_NDJSON, INPUT_JSON, INPUT_MAIL };

	if (r->form != READ_AUTO)
		return same[r->form];
	return intake_detect(head, str_of(r->file));
}

static int read_input(struct intake_read *r, struct input *in, struct err *e);

/* One file of an archive, as if it had been given by itself. */
static int read_member(struct intake_read *r, struct unpack *u, char *p, struct err *e)
{
	struct input in = { .p = p, .packed = u };
	struct intake_sink sink = submit_sink(r->submit);
	int rc = read_input(r, &in, e);

	if (!rc && in.failed.code)
		rc = sink.refused(
			sink.ctx, &(struct refusal){ .reason = str_of(in.failed.text) }, e);
	return rc;
}

/* Every file in a packed one. ${in} holds its first bytes. */
static int read_packed(struct intake_read *r, struct input *in, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	const char *file = r->file;
	struct unpack u;
	struct buf name, path;
	bool more = true;
	struct err why = { 0 };
	int rc = unpack_start(str_make(in->p, in->n), in->fd, &u, e);

	buf_init(&name, PACKED_NAME);
	buf_init(&path, 8192);
	while (!rc && more && !unpack_member(&u, &name, &more, &why)) {
		if (!more)
			break;
		buf_reset(&path);
		buf_printf(&path, name.n ? "%s/%.*s" : "%s", file, (int)name.n, name.p);
		buf_addc(&path, 0);
		r->file = path.bad ? file : path.p;
		rc = read_member(r, &u, in->p, e);
	}
	r->file = file;
	if (!rc && why.code)
		rc = sink.refused(sink.ctx, &(struct refusal){ .reason = str_of(why.text) }, e);
	unpack_end(&u);
	buf_done(&path);
	buf_done(&name);
	return rc;
}

static int read_input(struct intake_read *r, struct input *in, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	const struct refusal unknown = { .line = 1,
		.reason = STR("the input is of no known form; say which with --format") };
	const struct refusal closed = {
		.reason = STR("7z and RAR are not opened: unpack it first"),
	};
	enum packed_kind kind;
	enum input_form form;
	int rc = BW_OK;

	while (!rc && !in->end && in->n < HEAD)
		rc = fill(r, in, PORTION, e);
	if (rc)
		return rc;
	kind = packed_kind(str_make(in->p, in->n));
	if (kind == PACKED_CLOSED)
		return sink.refused(sink.ctx, &closed, e);
	if (kind == PACKED_OPEN && !in->packed)
		return read_packed(r, in, e);
	form = form_of(r, str_make(in->p, in->n));
	switch (form) {
	case INPUT_CSV:
	case INPUT_LIST:
	case INPUT_NDJSON: return stream(r, in, form, e);
	case INPUT_XARF:
	case INPUT_JSON: return document(r, in, e);
	case INPUT_ARF:
	case INPUT_MAIL: return message(r, in, e);
	default: return in->n ? sink.refused(sink.ctx, &unknown, e) : BW_OK;
	}
}

int intake_read_fd(struct intake_read *r, const char *name, int fd, struct err *e)
{
	struct input in = { .fd = fd };
	struct stat st;
	int rc;

	r->file = name;
	if (fstat(fd, &st))
		return err_errno(e, BW_ENOTFOUND, "look at", str_of(name));
	if (S_ISDIR(st.st_mode))
		return intake_mail_folder(r, name, e);
	if (r->form == READ_MAILDIR)
		return err_set(e, BW_EUSAGE, "--format maildir wants a folder");
	in.pipe = !S_ISREG(st.st_mode);
	in.p = mem_alloc(PORTION);
	if (!in.p)
		return err_nomem(e);
	rc = read_input(r, &in, e);
	mem_free(in.p);
	return rc;
}

int intake_read(struct intake_read *r, const char *path, struct err *e)
{
	bool standard = strcmp(path, "-") == 0;
	AUTO_FD int fd = -1;

	if (!standard) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (fd < 0)
			return err_errno(e, BW_ENOTFOUND, "open", str_of(path));
	}
	return intake_read_fd(r, path, standard ? STDIN_FILENO : fd, e);
}

void intake_read_done(struct intake_read *r)
{
	intake_mail_done(r);
}
