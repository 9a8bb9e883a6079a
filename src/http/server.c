/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: listeners, clients, channels to core and work, the clock. */
#include "http/server.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/mem.h"
#include "format/ip.h"
#include "http/inner.h"
#include "sys/fd.h"
#include "sys/listen.h"

#define EVENTS       512
#define ACCEPTS      64 /* at once, so that those who are in are served as well */
#define DRAIN_MS     30000
#define OLD_COUNT    (sizeof(((struct server *)NULL)->old) / sizeof(struct link))
#define TAG_CLIENT   0ull
#define TAG_LISTENER 1ull
#define TAG_LANE     2ull
#define TAG_OLD      3ull
#define TAG_CONTROL  4ull

static uint64_t tag(uint64_t kind, uint64_t n)
{
	return kind << 56 | n;
}

static void tell_time(struct server *s)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct timespec t;
	struct civil c;

	clock_gettime(CLOCK_MONOTONIC, &t);
	s->now_us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
	s->now_ms = s->now_us / 1000;
	if (s->now_ms / 1000 == s->tick_ms / 1000 && s->date[0])
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	c = clock_to_civil(t.tv_sec);
	snprintf(s->date, sizeof(s->date), "\r\nDate: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
		days[c.weekday % 7], c.day, months[(c.month - 1) % 12], (int)c.year, c.hour,
		c.minute, c.second);
}

bool server_address(struct str text, unsigned char out[16])
{
	struct ip ip;

	if (!ip_parse(text, &ip) || ip.odd)
		return false;
	memset(out, 0, 16);
	if (ip.n == 4) {
		out[10] = out[11] = 0xff;
		memcpy(out + 12, ip.b, 4);
	} else {
		memcpy(out, ip.b, 16);
	}
	return true;
}

/* The client that frame ${id} is for; NULL where it has gone or asks something else by now. */
static struct client *server_client(struct server *s, uint64_t id)
{
	uint32_t slot = (uint32_t)id;
	struct client *c = slot < s->n ? s->v[slot] : NULL;

	return c && c->fd >= 0 && c->turn == (uint32_t)(id >> 32) ? c : NULL;
}

struct epoll_event client_events(const struct client *c)
{
	return (struct epoll_event){ .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.u64 = tag(TAG_CLIENT, (uint64_t)c->epoch << 32 | c->slot) };
}

/* ---- clients ---- */

static struct client *place(struct server *s)
{
	struct client *c;

	if (s->free_n)
		return s->v[s->free_slots[--s->free_n]];
	if (s->n == s->cap)
		return NULL;
	c = mem_calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->slot = s->n;
	c->fd = -1;
	s->v[s->n++] = c;
	return c;
}

/* Room for one more: the client that has been idle longest goes. */
static void evict(struct server *s)
{
	struct client *oldest = NULL;

	for (uint32_t i = 0; i < s->n; i++) {
		struct client *c = s->v[i];

		if (c->fd >= 0 && c->state == CLIENT_IDLE &&
			(!oldest || c->moved_ms < oldest->moved_ms))
			oldest = c;
	}
	if (oldest) {
		s->count.evicted++;
		client_close(s, oldest);
	}
}

static void accept_some(struct server *s, size_t listener)
{
	for (int i = 0; i < ACCEPTS; i++) {
		unsigned char address[16];
		struct epoll_event ev;
		int fd = listen_accept(s->set->listeners[listener], address);
		uint32_t turn;
		struct client *c;

		if (fd < 0)
			return;
		if (s->live >= s->set->connections)
			evict(s);
		c = s->live < s->set->connections ? place(s) : NULL;
		if (!c) {
			close(fd);
			continue;
		}
		turn = c->turn;
		*c = (struct client){ .fd = fd,
			.slot = c->slot,
			.turn = turn + 1,
			.epoch = (turn + 1) & 0xffffff,
			.route = COUNT_NONE,
			.metrics = s->set->metrics[listener],
			.writable = true };
		memcpy(c->peer, address, 16);
		memcpy(c->address, address, 16);
		buf_init(&c->in, LIMIT_HTTP_HEAD + SERVER_SCRATCH * 2);
		buf_init(&c->out, (size_t)LIMIT_FRAME_BYTES * 2);
		buf_init(&c->head, LIMIT_HTTP_HEAD + 4);
		buf_init(&c->body, LIMIT_HTTP_UPLOAD + SERVER_SCRATCH);
		c->since_ms = c->moved_ms = s->now_ms;
		ev = client_events(c);
		s->live++;
		s->count.accepted++;
		if (epoll_ctl(s->ep, EPOLL_CTL_ADD, fd, &ev))
			client_close(s, c);
	}
}

static void on_client(struct server *s, uint32_t slot, uint32_t epoch, uint32_t events)
{
	struct client *c = slot < s->n ? s->v[slot] : NULL;

	if (!c || c->fd < 0 || c->epoch != epoch)
		return; /* of a connection closed a moment ago */
	if (events & (EPOLLERR | EPOLLHUP)) {
		client_close(s, c);
		return;
	}
	if (events & EPOLLRDHUP)
		c->hung_up = true;
	if (events & (EPOLLIN | EPOLLRDHUP))
		c->readable = true;
	if (events & EPOLLOUT)
		c->writable = true;
	client_run(s, c);
}

/* ---- channels ---- */

static int on_frame(void *ctx, struct link *l, enum frame_type t, struct str payload, struct err *e)
{
	struct server *s = ctx;
	struct frame_reply r;
	struct frame_data d;
	struct client *c;
	int rc;

	switch (t) {
	case FRAME_READY: l->ready = true; return BW_OK;
	case FRAME_REPLY:
		rc = frame_reply_parse(payload, &r, e);
		c = rc ? NULL : server_client(s, r.id);
		if (!rc && l->waiting && !(r.flags & REPLY_MORE))
			l->waiting--;
		if (c && c->link == l && (c->state == CLIENT_WAIT || c->state == CLIENT_STREAM)) {
			client_reply(s, c, &r);
			if (c->fd >= 0)
				client_run(s, c);
		}
		return rc;
	case FRAME_DATA:
		rc = frame_data_parse(payload, &d, e);
		c = rc ? NULL : server_client(s, d.id);
		if (!rc && d.end && l->waiting)
			l->waiting--;
		if (c && c->link == l) {
			client_data(s, c, &d);
			if (c->fd >= 0)
				client_run(s, c);
		}
		return rc;
	default: return err_set(e, BW_EPARSE, "frame out of turn");
	}
}

/* A channel is gone: whoever waits for it is told, and may ask again. */
static void lost(struct server *s, struct link *l)
{
	struct err e;

	link_reset(l);
	(void)err_set(&e, BW_EAGAIN, "the program behind this address was restarted; try again");
	for (uint32_t i = 0; i < s->n; i++) {
		struct client *c = s->v[i];

		if (c->fd < 0 || c->link != l)
			continue;
		c->link = NULL;
		if (c->chunked_out && c->state == CLIENT_STREAM)
			client_close(s, c);
		else
			client_problem(s, c, 503, e.text, c->state == CLIENT_STREAM);
		if (c->fd >= 0)
			client_run(s, c);
	}
}

static void on_link(struct server *s, struct link *l, bool lane)
{
	struct err e;

	if (l->fd < 0)
		return;
	if (link_read(l, on_frame, s, &e) || link_flush(l, &e))
		lost(s, l);
	else if (!lane && l->waiting == 0)
		link_reset(l); /* an old core has answered everything */
}

static int watch(struct server *s, int fd, uint64_t what, bool both, struct err *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = what };

	if (both)
		ev.events |= EPOLLOUT | EPOLLET;
	return epoll_ctl(s->ep, EPOLL_CTL_ADD, fd, &ev)
		       ? err_errno(e, BW_EUNAVAILABLE, "watch", STR("a descriptor"))
		       : BW_OK;
}

/* The one before may still answer what it was asked: it steps aside. */
static void step_aside(struct server *s, struct link *l)
{
	for (size_t i = 0; i < OLD_COUNT; i++) {
		struct link *to = &s->old[i], empty = *to;
		struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
			.data.u64 = tag(TAG_OLD, i) };

		if (to->fd >= 0)
			continue;
		*to = *l;
		*l = empty;
		epoll_ctl(s->ep, EPOLL_CTL_MOD, to->fd, &ev);
		for (uint32_t k = 0; k < s->n; k++)
			if (s->v[k]->fd >= 0 && s->v[k]->link == l)
				s->v[k]->link = to;
		return;
	}
	lost(s, l);
}

static int new_link(struct server *s, unsigned lane, int fd, struct err *e)
{
	struct link *l = &s->lanes[lane];
	int rc;

	if (l->fd >= 0)
		step_aside(s, l);
	rc = link_attach(l, fd, e);
	if (!rc)
		rc = watch(s, fd, tag(TAG_LANE, lane), true, e);
	/* What was asked while nobody was there. */
	return rc ? rc : link_flush(l, e);
}

/* Those who are between two requests may send one more, which is answered with "close"; ${hard}: they are
 * closed at once. */
static void drain(struct server *s, bool hard)
{
	s->draining = true;
	for (size_t i = 0; i < s->set->listeners_n; i++)
		epoll_ctl(s->ep, EPOLL_CTL_DEL, s->set->listeners[i], NULL);
	for (uint32_t i = 0; i < s->n; i++)
		if (s->v[i]->fd >= 0) {
			s->v[i]->close = true;
			if (s->v[i]->state == CLIENT_IDLE && hard)
				client_close(s, s->v[i]);
		}
	s->tick_ms = s->now_ms;
}

static int on_control(struct server *s, struct err *e)
{
	struct listen_note n;
	struct err ignored;
	int fd, rc = listen_note_recv(s->set->control, &n, &fd, e);

	if (rc) { /* the supervisor is gone: so are we */
		s->stop = true;
		return BW_OK;
	}
	switch (n.kind) {
	case NOTE_LINK:
		if (fd >= 0 && n.lane < LANE_COUNT)
			return new_link(s, n.lane, fd, e);
		break;
	case NOTE_DRAIN: drain(s, n.value != 0); break;
	case NOTE_ALIVE: rc = listen_note_send(s->set->control, &n, -1, &ignored); break;
	case NOTE_ROLES: s->roles = n.value; break;
	default: break;
	}
	fd_close(&fd);
	return rc;
}

/* ---- the loop ---- */

static void tick(struct server *s)
{
	if (s->now_ms - s->tick_ms < 1000)
		return;
	s->tick_ms = s->now_ms;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->v[i]->fd >= 0)
			client_tick(s, s->v[i]);
}

static int on_event(struct server *s, const struct epoll_event *ev, struct err *e)
{
	uint64_t n = ev->data.u64 & ((1ull << 56) - 1);

	switch (ev->data.u64 >> 56) {
	case TAG_CLIENT: on_client(s, (uint32_t)n, (uint32_t)(n >> 32), ev->events); break;
	case TAG_LISTENER: accept_some(s, n); break;
	case TAG_LANE: on_link(s, &s->lanes[n], true); break;
	case TAG_OLD: on_link(s, &s->old[n], false); break;
	default: return on_control(s, e);
	}
	return BW_OK;
}

static void flush_lanes(struct server *s)
{
	struct err e;

	for (size_t i = 0; i < LANE_COUNT; i++)
		if (s->lanes[i].fd >= 0 && link_backlog(&s->lanes[i]) &&
			link_flush(&s->lanes[i], &e))
			lost(s, &s->lanes[i]);
	for (size_t i = 0; i < OLD_COUNT; i++)
		if (s->old[i].fd >= 0 && link_backlog(&s->old[i]) && link_flush(&s->old[i], &e))
			lost(s, &s->old[i]);
}

static int loop(struct server *s, struct err *e)
{
	struct epoll_event ev[EVENTS];
	int64_t until = 0;
	int rc = BW_OK;

	while (!rc && !s->stop) {
		int n = epoll_wait(s->ep, ev, EVENTS, 1000);

		if (n < 0 && errno != EINTR)
			return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("clients"));
		tell_time(s);
		for (int i = 0; !rc && i < n; i++)
			rc = on_event(s, &ev[i], e);
		flush_lanes(s);
		tick(s);
		if (s->draining && !until)
			until = s->now_ms + DRAIN_MS;
		if (s->draining && (s->live == 0 || s->now_ms > until))
			break;
	}
	return rc;
}

static int set_up(struct server *s, struct err *e)
{
	struct str list = s->set->proxies, one;
	struct hash_key seed;
	int rc;

	rng_fill(&s->set->rng, &seed, sizeof(seed));
	for (size_t i = 0; i < LANE_COUNT; i++)
		link_init(&s->lanes[i]);
	for (size_t i = 0; i < OLD_COUNT; i++)
		link_init(&s->old[i]);
	buf_init(&s->head, LIMIT_HTTP_HEAD * 2);
	while (list.n && str_cut(&list, ',', &one) && s->proxies_n < 16)
		if (!server_address(str_trim(one), s->proxies[s->proxies_n++]))
			return err_set(e, BW_ECONFIG, "--proxy wants addresses");
	s->cap = s->set->connections;
	s->v = mem_calloc(s->cap, sizeof(void *));
	s->free_slots = mem_calloc(s->cap, sizeof(*s->free_slots));
	s->scratch = mem_alloc(SERVER_SCRATCH);
	rc = rate_init(&s->rate, s->set->rate_per_minute, seed, e);
	if (rc || !s->v || !s->free_slots || !s->scratch)
		return rc ? rc : err_nomem(e);
	s->ep = epoll_create1(EPOLL_CLOEXEC);
	if (s->ep < 0)
		return err_errno(e, BW_EUNAVAILABLE, "make", STR("an epoll"));
	tell_time(s);
	for (size_t i = 0; !rc && i < s->set->listeners_n; i++)
		rc = watch(s, s->set->listeners[i], tag(TAG_LISTENER, i), false, e);
	return rc ? rc : watch(s, s->set->control, tag(TAG_CONTROL, 0), false, e);
}

static void tear_down(struct server *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		client_close(s, s->v[i]);
		mem_free(s->v[i]);
	}
	for (size_t i = 0; i < LANE_COUNT; i++)
		link_done(&s->lanes[i]);
	for (size_t i = 0; i < OLD_COUNT; i++)
		link_done(&s->old[i]);
	rate_done(&s->rate);
	buf_done(&s->head);
	mem_free(s->v);
	mem_free(s->free_slots);
	mem_free(s->scratch);
	if (s->ep > 0)
		close(s->ep);
}

int server_run(const struct server_settings *set, struct err *e)
{
	struct listen_note ready = { .kind = NOTE_READY };
	struct server s = { .set = set, .ep = -1 };
	int rc = set_up(&s, e);

	if (!rc)
		rc = listen_note_send(set->control, &ready, -1, e);
	if (!rc)
		rc = loop(&s, e);
	tear_down(&s);
	return rc;
}
