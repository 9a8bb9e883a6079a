/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_mail.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"
#include "cmd/role_parse.h"
#include "intake/mail.h"
#include "sys/durable.h"
#include "sys/maildir.h"
#include "sys/parse_pool.h"

#define WORKERS 2 /* one parses while the other is forked or answers */
#define MESSAGE_MOST \
	(LIMIT_MAIL_BYTES + (1u << 20)) /* the pool refuses what is longer than it takes */
#define KEEP_BYTES (1u << 20) /* of a message's room for the next one */
#define SEEN_AFTER 256 /* messages made durable together, then marked seen */

static int refuse_message(struct intake_read *r, const char *why, struct err *e)
{
	struct intake_sink sink = submit_sink(r->submit);
	const struct refusal no = { .line = 1, .reason = str_of(why) };

	return sink.refused(sink.ctx, &no, e);
}

/* What is being parsed, oldest first; the messages stay here until their reports are taken in. */
struct intake_flight {
	struct {
		struct buf message;
		const char *file;
	} v[WORKERS];
	unsigned oldest, n;
};

static int flight_new(struct intake_read *r, struct err *e)
{
	int rc = parse_pool_new(NULL, ROLE_PARSE, WORKERS, &r->pool, e);

	if (rc)
		return rc;
	r->flight = mem_calloc(1, sizeof(*r->flight));
	if (!r->flight)
		return err_nomem(e);
	for (size_t i = 0; i < WORKERS; i++)
		buf_init(&r->flight->v[i].message, MESSAGE_MOST);
	return BW_OK;
}

/* The answer to one message, into the store. */
static int take_in(struct intake_read *r, struct str message, enum parse_end end, struct str answer,
	struct err *e)
{
	const struct str none = { NULL, 0 };
	struct intake_sink sink = submit_sink(r->submit);
	struct arena a;
	int rc;

	if (end != PARSE_OK)
		return refuse_message(r, parse_end_text((int)end), e);
	/* The reports of a message share its bytes. */
	rc = submit_message(r->submit, message, e);
	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = mail_answer(&a, answer, none, &sink, e);
	arena_done(&a);
	if (rc == BW_EPARSE)
		rc = refuse_message(r, "the parser answered nonsense", e);
	return rc ? rc : submit_message(r->submit, none, e);
}

/* Wait for the oldest message and take its reports in. */
static int land(struct intake_read *r, struct err *e)
{
	struct intake_flight *f = r->flight;
	struct buf *message = &f->v[f->oldest].message;
	const char *now = r->file;
	enum parse_end end = PARSE_OK;
	struct str answer;
	uint64_t tag;
	int rc = parse_pool_take(r->pool, &tag, &end, &answer, e);

	r->file = f->v[f->oldest].file;
	if (!rc)
		rc = take_in(r, buf_str(message), end, answer, e);
	r->file = now;
	if (message->cap > KEEP_BYTES)
		buf_done(message);
	f->oldest = (f->oldest + 1) % WORKERS;
	f->n--;
	return rc;
}

static int land_all(struct intake_read *r, struct err *e)
{
	int rc = BW_OK;

	while (!rc && r->flight && r->flight->n)
		rc = land(r, e);
	return rc;
}

/* Hand a message to the next free worker; the reports of an older one may be taken in meanwhile. */
static int launch(struct intake_read *r, struct str message, struct err *e)
{
	struct intake_flight *f;
	struct str parts[2];
	struct buf head;
	unsigned at;
	int rc = r->flight ? BW_OK : flight_new(r, e);

	r->mail = true;
	if (!rc && parse_pool_full(r->pool))
		rc = land(r, e);
	if (rc)
		return rc;
	f = r->flight;
	at = (f->oldest + f->n) % WORKERS;
	buf_init(&head, 64u << 10);
	mail_request(&r->hints, &head);
	parts[0] = buf_str(&head);
	parts[1] = message;
	buf_reset(&f->v[at].message);
	if (message.n <= MESSAGE_MOST)
		buf_add(&f->v[at].message, message);
	f->v[at].file = r->file;
	rc = buf_check(&head, "the request", e);
	if (!rc)
		rc = buf_check(&f->v[at].message, "the message", e);
	if (!rc)
		rc = parse_pool_give(r->pool, 0, parts, 2, e);
	f->n += rc == BW_OK;
	buf_done(&head);
	return rc;
}

/* What is wrong with a message is told after what was found in those before it. */
static int refuse_in_turn(struct intake_read *r, const char *why, struct err *e)
{
	struct err later;
	char text[sizeof(later.text)];
	int rc;

	memcpy(text, why, strlen(why) + 1);
	rc = land_all(r, e);
	return rc ? rc : refuse_message(r, text, e);
}

static int one_more(struct intake_read *r, struct str message, struct err *e)
{
	int rc = launch(r, message, e);

	return rc == BW_ELIMIT ? refuse_in_turn(r, e->text, e) : rc;
}

int intake_mail_one(struct intake_read *r, struct str message, struct err *e)
{
	int rc = one_more(r, message, e);

	return rc ? rc : land_all(r, e);
}

/* ---- folders ---- */

static int mark_seen(
	struct intake_read *r, const struct maildir *m, size_t from, size_t to, struct err *e)
{
	struct err why;
	int rc = land_all(r, e);

	if (!rc)
		rc = submit_settle(r->submit, e);
	/* A folder that may not be written is read again next time, and folds. */
	for (size_t i = from; !rc && i < to; i++) {
		int not_marked = maildir_seen(m, i, &why);

		if (not_marked && not_marked != BW_ENOTFOUND) /* gone: another reader's by now */
			return BW_OK;
	}
	if (!rc && maildir_sync(m, &why))
		return BW_OK;
	return rc;
}

static int read_maildir(struct intake_read *r, const struct maildir *m, struct err *e)
{
	size_t done = 0;
	struct buf b;
	int rc = BW_OK;

	buf_init(&b, LIMIT_MAIL_BYTES);
	for (size_t i = 0; !rc && i < m->n; i++) {
		buf_reset(&b);
		r->file = m->v[i].name.p;
		rc = maildir_read(m, i, &b, e);
		if (rc == BW_ENOTFOUND) {
			rc = BW_OK; /* another reader was faster */
			continue;
		}
		if (rc == BW_ELIMIT || rc == BW_EINVALID)
			rc = refuse_in_turn(r, e->text, e);
		else if (!rc)
			rc = one_more(r, buf_str(&b), e);
		r->bytes += b.n;
		if (r->progress)
			r->progress(r);
		if (!rc && i - done >= SEEN_AFTER) {
			rc = mark_seen(r, m, done, i + 1, e);
			done = i + 1;
		}
	}
	if (!rc)
		rc = mark_seen(r, m, done, m->n, e);
	buf_done(&b);
	return rc;
}

static int is_message(const struct dirent *d)
{
	struct str name = str_of(d->d_name);

	return str_ends(name, STR(".eml")) || str_ends(name, STR(".msg"));
}

/* Not a Maildir: the messages lie in it side by side. */
static int read_folder(struct intake_read *r, const char *path, struct err *e)
{
	char q[QUOTE_ROOM(120)];
	struct dirent **list;
	struct buf b;
	int rc = BW_OK, n = scandir(path, &list, is_message, alphasort);

	if (n < 0)
		return err_errno(e, BW_ENOTFOUND, "read", str_of(path));
	if (n == 0)
		rc = err_set(e, BW_ENOTFOUND, "the folder '%s' is no Maildir and has no .eml files",
			str_quote(str_of(path), 120, q));
	buf_init(&b, LIMIT_MAIL_BYTES);
	for (int i = 0; i < n; i++) {
		struct str file = arena_printf(r->c->arena, "%s/%s", path, list[i]->d_name);

		free(list[i]); /* scandir's */
		if (rc)
			continue;
		if (!file.p) {
			rc = err_nomem(e);
			continue;
		}
		r->file = file.p;
		buf_reset(&b);
		rc = durable_read_file(file.p, &b, e);
		if (rc == BW_ELIMIT || rc == BW_EINVALID)
			rc = refuse_in_turn(r, e->text, e);
		else if (!rc)
			rc = one_more(r, buf_str(&b), e);
	}
	free(list); /* scandir's */
	buf_done(&b);
	return rc ? rc : land_all(r, e);
}

int intake_mail_folder(struct intake_read *r, const char *path, struct err *e)
{
	struct maildir m;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = maildir_open(&a, path, &m, e);
	if (rc == BW_ENOTFOUND && r->form != READ_MAILDIR) {
		rc = read_folder(r, path, e);
	} else if (!rc) {
		rc = read_maildir(r, &m, e);
		maildir_done(&m);
	}
	r->file = path;
	arena_done(&a);
	return rc;
}

void intake_mail_done(struct intake_read *r)
{
	parse_pool_free(r->pool);
	r->pool = NULL;
	for (size_t i = 0; r->flight && i < WORKERS; i++)
		buf_done(&r->flight->v[i].message);
	mem_free(r->flight);
	r->flight = NULL;
}
