/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that wait for the role that asks the provider. */
#include "web/provider.h"

#include <unistd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "web/batch.h"
#include "web/inner.h"
#include "web/session.h"

#define FRAME_OIDC 1 /* the one type of message either way */
#define READ_MS    200 /* for one message: they are short, and sent whole */

struct waiting {
	uint64_t ask; /* 0: free place */
	int fd; /* of the channel it was asked over */
	struct peer *peer;
	uint64_t frame; /* id of the request there */
	enum provider_step_kind step;
	int64_t until_s;
	struct buf request, query; /* its frame; of the step */
};

struct provider {
	int fd[PROVIDER_LINKS]; /* -1: none; the newest first */
	uint64_t asked;
	struct waiting v[LIMIT_OIDC_WAITING];
};

int provider_new(struct provider **out, struct err *e)
{
	struct provider *p = mem_calloc(1, sizeof(*p));

	if (!p)
		return err_nomem(e);
	for (size_t i = 0; i < PROVIDER_LINKS; i++)
		p->fd[i] = -1;
	*out = p;
	return BW_OK;
}

static void forget(struct waiting *k)
{
	buf_done(&k->request);
	buf_done(&k->query);
	*k = (struct waiting){ .fd = -1 };
}

void provider_free(struct provider *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < PROVIDER_LINKS; i++)
		fd_close(&p->fd[i]);
	for (size_t i = 0; i < LIMIT_OIDC_WAITING; i++)
		forget(&p->v[i]);
	mem_free(p);
}

void provider_link(struct provider *p, int fd)
{
	fd_close(&p->fd[PROVIDER_LINKS -
			1]); /* whoever waits for that is told when its time is over */
	memmove(p->fd + 1, p->fd, (PROVIDER_LINKS - 1) * sizeof(p->fd[0]));
	p->fd[0] = fd;
}

size_t provider_watch(const struct provider *p, struct pollfd *out)
{
	size_t n = 0;

	for (size_t i = 0; i < PROVIDER_LINKS; i++)
		if (p->fd[i] >= 0)
			out[n++] = (struct pollfd){ .fd = p->fd[i], .events = POLLIN };
	return n;
}

/* ---- asking ---- */

static int put_aside(
	struct provider *p, struct request *r, const struct provider_step *step, struct err *e)
{
	struct waiting *k = NULL;

	for (size_t i = 0; i < LIMIT_OIDC_WAITING && !k; i++)
		if (!p->v[i].ask)
			k = &p->v[i];
	if (!k)
		return err_set(e, BW_EUNAVAILABLE, "too many sign-ins wait for the provider");
	*k = (struct waiting){ .fd = p->fd[0],
		.peer = r->peer,
		.frame = r->f->id,
		.step = step->kind,
		.until_s = r->now_s + PROVIDER_WAIT_S };
	buf_init(&k->request, (size_t)2 * LIMIT_HTTP_BODY);
	frame_request_write(r->f, &k->request);
	buf_init(&k->query, LIMIT_URL_BYTES * 2);
	buf_add(&k->query, step->query);
	if (k->request.bad || k->query.bad) {
		forget(k);
		return err_nomem(e);
	}
	k->ask = ++p->asked;
	return BW_OK;
}

int provider_ask(struct request *r, struct reply *out, const struct provider_step *step,
	const struct oidc_ask *ask, struct err *e)
{
	struct provider *p = r->web->provider;
	struct oidc_ask q = *ask;
	struct str bytes;
	struct buf b;
	int rc;

	if (!p || p->fd[0] < 0)
		return err_set(e, BW_EUNAVAILABLE, "the role that asks the provider is not there");
	rc = put_aside(p, r, step, e);
	if (rc)
		return rc;
	q.id = p->asked;
	buf_init(&b, LIMIT_HTTP_HEAD * 4);
	oidc_ask_write(&q, &b);
	bytes = buf_str(&b);
	rc = buf_check(&b, "a question to the provider", e);
	if (!rc)
		rc = ipc_send(p->fd[0], FRAME_OIDC, &bytes, 1, e);
	buf_done(&b);
	for (size_t i = 0; rc && i < LIMIT_OIDC_WAITING; i++)
		if (p->v[i].ask == q.id)
			forget(&p->v[i]);
	out->later = rc == BW_OK;
	return rc;
}

/* ---- answers ---- */

/* The request again, as it came, with what was learned. */
static void answer(struct web *w, struct waiting *k, const struct oidc_said *said)
{
	const struct provider_step step = { .kind = k->step, .query = buf_str(&k->query) };
	struct str rest = buf_str(&k->request), payload;
	struct frame_request f;
	enum frame_type t;
	struct request r;
	struct reply out;
	struct arena a;
	struct err e;
	int rc;

	if (frame_next(&rest, &t, &payload, &e) || frame_request_parse(payload, &f, &e))
		return;
	arena_init(&a, 0);
	reply_init(&out);
	rc = request_open(w, &f, &a, &r, &e);
	if (!rc)
		rc = session_find(&r, &e);
	r.peer = k->peer;
	if (!rc)
		rc = provider_done(&r, &out, &step, said, &e);
	if (rc)
		reply_problem(&r, &out, (unsigned)err_http(e.code), &e);
	request_finish(&r, &out);
	web_answer(w, k->peer, f.id, &out);
	reply_done(&out);
	arena_done(&a);
}

static void settle(struct web *w, struct waiting *k, const struct oidc_said *said)
{
	answer(w, k, said);
	forget(k);
}

static void away(struct web *w, struct waiting *k, const char *why)
{
	const struct oidc_said said = { .kind = OIDC_SAID_AWAY, .text = str_of(why) };

	settle(w, k, &said);
}

static void link_close(struct web *w, int *fd)
{
	struct provider *p = w->provider;

	for (size_t i = 0; i < LIMIT_OIDC_WAITING; i++)
		if (p->v[i].ask && p->v[i].fd == *fd)
			away(w, &p->v[i], "the role that asks the provider has ended");
	fd_close(fd);
}

/* False: the channel is of no use any more. */
static bool read_one(struct web *w, int fd)
{
	struct provider *p = w->provider;
	struct oidc_said said;
	struct arena a;
	struct buf in;
	struct err e;
	uint8_t type;
	bool good;

	arena_init(&a, 0);
	buf_init(&in, LIMIT_OIDC_BYTES);
	good = !ipc_recv(fd, READ_MS, &type, &in, &e) && type == FRAME_OIDC &&
	       !oidc_said_parse(&a, buf_str(&in), &said, &e);
	for (size_t i = 0; good && i < LIMIT_OIDC_WAITING; i++)
		if (p->v[i].ask && p->v[i].ask == said.id && p->v[i].fd == fd)
			settle(w, &p->v[i], &said);
	buf_done(&in);
	arena_done(&a);
	return good;
}

void provider_read(struct web *w, int fd)
{
	for (size_t i = 0; i < PROVIDER_LINKS; i++)
		if (w->provider->fd[i] == fd && !read_one(w, fd)) {
			link_close(w, &w->provider->fd[i]);
			/* the newest that is left is asked from now on */
			memmove(w->provider->fd + i, w->provider->fd + i + 1,
				(PROVIDER_LINKS - 1 - i) * sizeof(int));
			w->provider->fd[PROVIDER_LINKS - 1] = -1;
			return;
		}
}

void provider_late(struct web *w)
{
	struct provider *p = w->provider;

	for (size_t i = 0; i < LIMIT_OIDC_WAITING; i++)
		if (p->v[i].ask && p->v[i].until_s <= w->now_s)
			away(w, &p->v[i], "the provider was asked, and did not answer in time");
}

void provider_forget(struct web *w, const struct peer *peer)
{
	struct provider *p = w->provider;

	for (size_t i = 0; p && i < LIMIT_OIDC_WAITING; i++)
		if (p->v[i].ask && p->v[i].peer == peer)
			forget(&p->v[i]);
}
