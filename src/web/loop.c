/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of core, pages and work: frames in, handlers, frames out; between two rounds the spool is worked. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limit.h"
#include "flow/pair.h"
#include "flow/step.h"
#include "http/server.h"
#include "sys/fd.h"
#include "sys/journal.h"
#include "sys/listen.h"
#include "web/inner.h"
#include "web/provider.h"
#include "web/throttle.h"

#define PORTION      ((size_t)1 << 20)
#define KEEP         ((size_t)4 << 20)
#define WORK_MS      50 /* between two looks at the spool; longer when nothing comes */
#define WORK_MOST_MS 400
#define WORK_REPORTS 2000 /* worked at once: whoever asks meanwhile waits for so many */
#define WORK_LATE_S  2 /* while an upload brings much at a time, what it brought waits so long */

void web_answer(struct web *w, struct peer *p, uint64_t id, const struct reply *r)
{
	struct frame_reply f = { .id = id,
		.status = r->status,
		.flags = r->flags,
		.head = buf_str(&r->head),
		.body = buf_str(&r->body) };

	(void)w;
	if (p->fd >= 0)
		frame_reply_write(&f, &p->out);
}

static void peer_close(struct web *w, struct peer *p)
{
	provider_forget(w, p);
	while (p->uploads)
		upload_gone(w, p, UINT64_MAX);
	fd_close(&p->fd);
	buf_done(&p->in);
	buf_done(&p->out);
}

/* All of ${out}: http always reads, so this ends. */
static bool peer_flush(struct peer *p)
{
	size_t at = 0;

	while (at < p->out.n && !p->out.bad) {
		ssize_t k = send(p->fd, p->out.p + at, p->out.n - at, MSG_NOSIGNAL);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		at += (size_t)k;
	}
	if (p->out.bad)
		return false;
	if (p->out.cap > KEEP)
		buf_done(&p->out);
	buf_reset(&p->out);
	return true;
}

static bool one_frame(struct web *w, struct peer *p, enum frame_type t, struct str payload)
{
	struct frame_request r;
	struct frame_data d;
	struct err e;

	switch (t) {
	case FRAME_REQUEST:
		if (frame_request_parse(payload, &r, &e))
			return false;
		web_dispatch(w, p, &r);
		return true;
	case FRAME_DATA:
	case FRAME_GONE:
		if (frame_data_parse(payload, &d, &e))
			return false;
		if (t == FRAME_DATA)
			upload_data(w, p, &d);
		else
			upload_gone(w, p, d.id);
		return true;
	default: return false;
	}
}

/* Everything that is there, then one fsync for all of it. */
static bool peer_read(struct web *w, struct peer *p)
{
	char *room = buf_room(&p->in, PORTION);
	ssize_t k = room ? recv(p->fd, room, PORTION, MSG_DONTWAIT) : -1;
	struct str rest, payload;
	enum frame_type t;
	struct err e;
	bool good = true;

	if (!room || k == 0)
		return false;
	if (k < 0)
		return errno == EAGAIN || errno == EINTR;
	buf_took(&p->in, (size_t)k);
	rest = buf_str(&p->in);
	while (good && frame_next(&rest, &t, &payload, &e) == BW_OK)
		good = one_frame(w, p, t, payload);
	if (good && e.code != BW_EAGAIN)
		good = false;
	batch_settle(w->batch);
	store_rest(w->set->store);
	if (rest.n)
		memmove(p->in.p, rest.p, rest.n);
	p->in.n = rest.n;
	if (rest.n == 0 && p->in.cap > KEEP)
		buf_done(&p->in);
	return good && peer_flush(p);
}

static int peer_add(struct web *w, int fd, struct err *e)
{
	for (size_t i = 0; i < WEB_PEERS; i++) {
		struct peer *p = &w->peer[i];

		if (p->fd >= 0)
			continue;
		*p = (struct peer){ .fd = fd };
		buf_init(&p->in, (size_t)LIMIT_FRAME_BYTES * 2);
		buf_init(&p->out, (size_t)LIMIT_FRAME_BYTES * 4);
		frame_end(&p->out, frame_begin(&p->out, FRAME_READY));
		if (!peer_flush(p))
			peer_close(w, p);
		return BW_OK;
	}
	close(fd);
	return err_set(e, BW_EBUG, "more http processes than there may be");
}

static int on_control(struct web *w, struct err *e)
{
	struct listen_note n;
	int fd;

	if (listen_note_recv(w->set->control, &n, &fd, e)) {
		w->stop = true; /* the supervisor is gone */
		return BW_OK;
	}
	switch (n.kind) {
	case NOTE_LINK:
		if (fd >= 0)
			return peer_add(w, fd, e);
		break;
	case NOTE_OIDC:
		if (fd < 0 || !w->provider)
			break;
		provider_link(w->provider, fd);
		return BW_OK;
	case NOTE_DRAIN: w->draining = true; break;
	case NOTE_ALIVE: return listen_note_send(w->set->control, &n, -1, e);
	default: break;
	}
	fd_close(&fd);
	return BW_OK;
}

/* Reports that are durable become cases, some at a time. True: there is more. Whoever uploads many is not kept
 * waiting for it: the spool has them, and what they become is seen a moment later. */
static bool work_some(struct web *w)
{
	struct step_settings set = {
		.store = w->set->store, .know = w->set->know, .most = WORK_REPORTS
	};
	struct step_counts n = { 0 };
	struct err e;
	bool behind = false;

	if (w->set->lane != LANE_WORK || store_behind(w->set->store, &behind, &e) || !behind)
		return false;
	if (w->full && w->now_s - w->worked_at_s < WORK_LATE_S)
		return true;
	w->worked_at_s = w->now_s;
	if (step_run(&set, &n, &e) && e.code != BW_EAGAIN) {
		journal(w->set->journal, JOURNAL_WORK_FAILED, "%s", e.text);
		return false;
	}
	w->count.worked += n.reports;
	return n.reports >= WORK_REPORTS;
}

static size_t watch(struct web *w, struct pollfd *p, size_t *who)
{
	size_t n = 0;

	p[n++] = (struct pollfd){ .fd = w->set->control, .events = POLLIN };
	for (size_t i = 0; i < WEB_PEERS; i++)
		if (w->peer[i].fd >= 0) {
			who[n] = i;
			p[n++] = (struct pollfd){ .fd = w->peer[i].fd, .events = POLLIN };
		}
	return n;
}

/* What the role that asks the provider says, and who waited too long for it. */
static void provided(struct web *w, const struct pollfd *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i].revents)
			provider_read(w, p[i].fd);
	provider_late(w);
}

/* Uploads go on, with what the process beside this one has read of them.  True: there is more to do at once. */
static bool uploaded(struct web *w, const struct pollfd *p)
{
	if (p->fd >= 0 && p->revents)
		pair_hear(w->set->pair);
	return uploads_go(w);
}

/* What is to be said goes out at once. */
static void flush_all(struct web *w)
{
	for (size_t i = 0; i < WEB_PEERS; i++)
		if (w->peer[i].fd >= 0 && w->peer[i].out.n && !peer_flush(&w->peer[i]))
			peer_close(w, &w->peer[i]);
}

static int loop(struct web *w, struct err *e)
{
	bool more = true, reading = false;
	int rc = BW_OK, idle_ms = WORK_MS;
	uint64_t worked;

	while (!rc && !w->stop) {
		struct pollfd p[WEB_PEERS + 2 + PROVIDER_LINKS];
		size_t who[WEB_PEERS + 1],
			n = watch(w, p, who),
			links = w->provider ? provider_watch(w->provider, p + n) : 0;
		struct pollfd *beside = p + n + links;
		int wait = w->set->lane != LANE_WORK ? 1000 : more ? 1 : uploads_wait(w, idle_ms);

		/* An old one has nobody left who asks. */
		if (w->draining && n == 1)
			return BW_OK;
		*beside = (struct pollfd){ .fd = w->set->pair ? pair_fd(w->set->pair) : -1,
			.events = POLLIN };
		if (poll(p, (nfds_t)(n + links + 1), reading ? 0 : wait) < 0 && errno != EINTR)
			return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("requests"));
		w->now_s = w->set->clock.now_s(w->set->clock.ctx);
		for (size_t i = 1; i < n; i++)
			if (p[i].revents && !peer_read(w, &w->peer[who[i]]))
				peer_close(w, &w->peer[who[i]]);
		if (w->provider)
			provided(w, p + n, links);
		reading = uploaded(w, beside);
		flush_all(w);
		if (p[0].revents)
			rc = on_control(w, e);
		worked = w->count.worked;
		more = work_some(w);
		idle_ms = w->count.worked != worked    ? WORK_MS
			  : idle_ms * 2 < WORK_MOST_MS ? idle_ms * 2
						       : WORK_MOST_MS;
	}
	return rc;
}

int web_run(const struct web_settings *set, struct err *e)
{
	struct listen_note ready = { .kind = NOTE_READY };
	struct web w = {
		.set = set, .everybody = who_public(), .now_s = set->clock.now_s(set->clock.ctx)
	};
	int rc;

	for (size_t i = 0; i < WEB_PEERS; i++)
		w.peer[i].fd = -1;
	rc = batch_new(&w, &w.batch, e);
	if (!rc && set->lane == LANE_WORK)
		rc = throttle_new(&set->rng, &w.throttle, e);
	if (!rc && set->lane == LANE_WORK)
		rc = provider_new(&w.provider, e);
	if (!rc)
		rc = listen_note_send(set->control, &ready, -1, e);
	if (!rc)
		rc = loop(&w, e);
	for (size_t i = 0; i < WEB_PEERS; i++)
		peer_close(&w, &w.peer[i]);
	provider_free(w.provider);
	batch_free(w.batch);
	throttle_free(w.throttle);
	return rc;
}
