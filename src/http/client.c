/* SPDX-License-Identifier: Apache-2.0 */
/* One connection: from bytes to a request, from an answer to bytes. */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limit.h"
#include "http/inner.h"

#define STREAM_CREDIT ((size_t)2 << 20) /* bytes of an upload that core has and did not take yet */
#define STREAM_LINK   ((size_t)512 << 10) /* bytes that wait to go to core: others wait behind them */
#define STREAM_BACKLOG \
	((size_t)1 << 20) /* bytes of answers not read by the client: it is not read from either */
#define TURNS         64 /* portions read of one client before the others have theirs */
#define DRAIN_IDLE_MS 3000
#define KEEP_BYTES    ((size_t)64 << 10)
#define LANE_BACKLOG  ((size_t)96 << 20)

static void enter(struct server *s, struct client *c, enum client_state state)
{
	c->state = state;
	c->since_ms = c->moved_ms = s->now_ms;
}

/* ---- out ---- */

static void count(struct server *s, const struct client *c, unsigned status)
{
	int64_t us = s->now_us - c->asked_us;
	unsigned bin = 0;

	while (bin < 11 && us >= (int64_t)256 << bin)
		bin++;
	s->count.status[c->route][status / 100 < 6 ? status / 100 : 5]++;
	s->count.denied += status == 401 || status == 403;
	s->count.wait[c->route][bin]++;
	s->count.wait_us[c->route] += us > 0 ? (uint64_t)us : 0;
}

static bool flush_out(struct server *s, struct client *c)
{
	while (c->out_at < c->out.n && c->writable) {
		ssize_t k = send(c->fd, c->out.p + c->out_at, c->out.n - c->out_at, MSG_NOSIGNAL);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN) {
			c->writable = false;
		} else if (k < 0) {
			client_close(s, c);
			return false;
		} else {
			c->out_at += (size_t)k;
			c->moved_ms = s->now_ms;
			s->count.bytes_out += (uint64_t)k;
		}
	}
	if (c->out_at == c->out.n && c->out.cap) {
		if (c->out.cap > KEEP_BYTES)
			buf_done(&c->out);
		buf_reset(&c->out);
		c->out_at = 0;
	}
	return true;
}

/* Head and body in one call where the socket takes them; what it does not take is kept. */
static bool send_two(struct server *s, struct client *c, struct str head, struct str body)
{
	struct iovec io[2] = { { (void *)head.p, head.n }, { (void *)body.p, body.n } };
	struct msghdr m = { .msg_iov = io, .msg_iovlen = body.n ? 2 : 1 };
	size_t took = 0;

	if (c->writable && c->out.n == 0) {
		ssize_t k = body.n ? sendmsg(c->fd, &m, MSG_NOSIGNAL)
				   : send(c->fd, head.p, head.n, MSG_NOSIGNAL);

		if (k < 0 && errno != EAGAIN && errno != EINTR) {
			client_close(s, c);
			return false;
		}
		took = k > 0 ? (size_t)k : 0;
		s->count.bytes_out += took;
		c->writable = took == head.n + body.n;
	}
	buf_add(&c->out, str_from(head, took));
	buf_add(&c->out, str_from(body, took > head.n ? took - head.n : 0));
	if (c->out.bad) {
		client_close(s, c);
		return false;
	}
	return true;
}

static void start_head(struct server *s, const struct client *c, unsigned status)
{
	struct buf *b = &s->head;

	buf_reset(b);
	buf_addz(b, "HTTP/1.1 ");
	buf_addc(b, (char)('0' + status / 100));
	buf_addc(b, (char)('0' + status / 10 % 10));
	buf_addc(b, (char)('0' + status % 10));
	buf_addc(b, ' ');
	buf_addz(b, http_reason((int)status));
	buf_addz(b, s->date);
	if (c->close)
		buf_addz(b, "Connection: close\r\n");
}

static void add_rate(struct server *s, const struct client *c)
{
	if (c->rate.left == UINT32_MAX)
		return;
	buf_printf(&s->head,
		"RateLimit-Policy: \"network\";q=%u;w=60\r\nRateLimit: \"network\";r=%u;t=%u\r\n",
		s->set->rate_per_minute, c->rate.left, c->rate.reset_s);
}

static void body_forget(struct server *s, struct client *c)
{
	s->held -= c->body.cap;
	buf_done(&c->body);
	buf_done(&c->head);
}

/* The answer is on its way: what comes next on this connection? */
static void answered(struct server *s, struct client *c)
{
	c->turn++;
	c->link = NULL;
	body_forget(s, c);
	if (c->close) {
		enter(s, c, CLIENT_LAST);
		return;
	}
	enter(s, c, c->in.n ? CLIENT_HEAD : CLIENT_IDLE);
}

void client_problem(struct server *s, struct client *c, int status, const char *why, bool close)
{
	struct str body;
	char text[700], q[QUOTE_ROOM(100)];
	int n;

	/* ${why} may quote foreign text, which is safe to print, but not yet to stand in JSON. */
	str_quote(str_of(why), 100, q);
	for (char *p = q; *p; p++)
		if (*p == '"' || *p == '\\')
			*p = '\'';
	n = snprintf(text, sizeof(text),
		"{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\","
		"\"request\":\"%016llx\"}\n",
		http_reason(status), status, q, (unsigned long long)c->request_id);
	body = str_make(text, (size_t)n);
	c->close = c->close || close;
	start_head(s, c, (unsigned)status);
	buf_printf(&s->head,
		"Content-Type: application/problem+json\r\nContent-Length: %d\r\nCache-Control: "
		"no-store\r\n"
		"X-Content-Type-Options: nosniff\r\n",
		n);
	if (status == 429)
		buf_printf(&s->head, "Retry-After: %u\r\n", c->rate.reset_s);
	else if (status == 503)
		buf_addz(&s->head, "Retry-After: 1\r\n");
	add_rate(s, c);
	buf_addz(&s->head, "\r\n");
	count(s, c, (unsigned)status);
	if (send_two(s, c, buf_str(&s->head), c->head_only ? STR("") : body))
		answered(s, c);
}

void client_reply(struct server *s, struct client *c, const struct frame_reply *r)
{
	bool more = r->flags & REPLY_MORE, none = r->status == 204 || r->status == 304;

	if (r->flags & REPLY_CLOSE || (more && c->close))
		c->close = true;
	start_head(s, c, r->status);
	buf_add(&s->head, r->head);
	buf_printf(&s->head, "X-Request-Id: %016llx\r\n", (unsigned long long)c->request_id);
	add_rate(s, c);
	if (more)
		buf_addz(&s->head, "Transfer-Encoding: chunked\r\n\r\n");
	else if (none)
		buf_addz(&s->head, "\r\n");
	else
		buf_printf(&s->head, "Content-Length: %zu\r\n\r\n", r->body.n);
	count(s, c, r->status);
	if (!send_two(s, c, buf_str(&s->head), c->head_only || none || more ? STR("") : r->body))
		return;
	c->chunked_out = more;
	if (!more) {
		/* Answered before all of the body was there: it cannot go on behind it. */
		if (c->state == CLIENT_STREAM && !c->ended)
			c->close = true;
		answered(s, c);
	}
}

void client_data(struct server *s, struct client *c, const struct frame_data *d)
{
	struct buf *b = &s->head;

	if (c->state != CLIENT_STREAM)
		return;
	c->owed -= d->took < c->owed ? d->took : c->owed;
	if (d->bytes.n || d->end) {
		buf_reset(b);
		if (d->bytes.n)
			buf_printf(b, "%zx\r\n", d->bytes.n);
		if (c->chunked_out && d->bytes.n && !send_two(s, c, buf_str(b), d->bytes))
			return;
		buf_reset(b);
		buf_addz(b, d->bytes.n ? "\r\n" : "");
		buf_addz(b, d->end ? "0\r\n\r\n" : "");
		if (c->chunked_out && !send_two(s, c, buf_str(b), STR("")))
			return;
	}
	if (d->end) {
		c->close = c->close || !c->ended;
		answered(s, c);
	}
}

void client_close(struct server *s, struct client *c)
{
	struct frame_data gone = { .id = (uint64_t)c->turn << 32 | c->slot, .end = true };

	if (c->fd < 0)
		return;
	if (c->state == CLIENT_STREAM && c->link && c->link->fd >= 0)
		frame_data_write(&gone, FRAME_GONE, &c->link->out);
	close(c->fd); /* which takes it out of the epoll as well */
	c->fd = -1;
	c->turn++;
	body_forget(s, c);
	buf_done(&c->in);
	buf_done(&c->out);
	s->live--;
	s->count.closed++;
	s->free_slots[s->free_n++] = c->slot;
}

/* ---- in ---- */

static void asset_reply(
	struct server *s, struct client *c, const struct http_head *h, const struct asset *a)
{
	bool same = h->field[HTTP_IF_NONE_MATCH].p &&
		    http_etag_matches(h->field[HTTP_IF_NONE_MATCH], a->etag);
	bool packed = a->packed.n && http_takes_gzip(h->field[HTTP_ACCEPT_ENCODING]);
	struct str bytes = packed ? a->packed : a->bytes;
	struct buf *b = &s->head;

	c->route = COUNT_ASSETS;
	start_head(s, c, same ? 304 : 200);
	buf_addz(b, "Content-Type: ");
	buf_add(b, a->type);
	/* Two forms of one thing: what is packed has a weak tag. */
	buf_addz(b, packed ? "\r\nContent-Encoding: gzip\r\nETag: W/" : "\r\nETag: ");
	buf_add(b, a->etag);
	if (a->packed.n)
		buf_addz(b, "\r\nVary: Accept-Encoding");
	buf_addz(b, "\r\nCache-Control: public, max-age=31536000, "
		    "immutable\r\nX-Content-Type-Options: nosniff\r\n"
		    "Cross-Origin-Resource-Policy: same-origin\r\nContent-Security-Policy: "
		    "default-src 'none'\r\n");
	if (same)
		buf_addz(b, "\r\n");
	else
		buf_printf(b, "Content-Length: %zu\r\n\r\n", bytes.n);
	count(s, c, same ? 304 : 200);
	if (send_two(s, c, buf_str(b), same || c->head_only ? STR("") : bytes))
		answered(s, c);
}

static void plain_reply(struct server *s, struct client *c, unsigned status, struct str body)
{
	start_head(s, c, status);
	buf_printf(&s->head,
		"Content-Type: text/plain; charset=utf-8\r\nCache-Control: "
		"no-store\r\nContent-Length: %zu\r\n\r\n",
		body.n);
	count(s, c, status);
	if (send_two(s, c, buf_str(&s->head), c->head_only ? STR("") : body))
		answered(s, c);
}

/* Requests can be answered; and who does the rest: where clock or net is away, what they do waits. */
static void ready(struct server *s, struct client *c)
{
	bool all = s->lanes[LANE_CORE].ready && s->lanes[LANE_WORK].ready && !s->draining;
	bool wanted, there;
	const char *name;
	struct buf b;

	buf_init(&b, 512);
	buf_addz(&b, all ? "ready\n" : "not ready\n");
	for (size_t i = 0; (name = server_role(s, i, &wanted, &there)); i++)
		buf_printf(&b, "%s %s\n", name, !wanted ? "off" : there ? "there" : "away");
	plain_reply(s, c, all ? 200 : 503, buf_str(&b));
	buf_done(&b);
}

/* Health and readiness: they must not wait for core. */
static void here(struct server *s, struct client *c, int route)
{
	if (route == ROUTE_HEALTH)
		plain_reply(s, c, 200, STR("ok\n"));
	else
		ready(s, c);
}

static bool is_stream(const struct route *r, const struct http_head *h)
{
	struct str type = h->field[HTTP_CONTENT_TYPE];

	return r && (r->flags & ROUTE_IS_STREAM) &&
	       str_starts_nocase(type, STR("application/x-ndjson"));
}

/* A single report without a key of its own goes to core, which gathers them; everything else about reports
 * may take long. */
static enum lane lane_of(const struct route *r, const struct http_head *h)
{
	struct str type = h->field[HTTP_CONTENT_TYPE];

	if (!r)
		return LANE_CORE;
	if (r->flags & ROUTE_IS_UPLOAD &&
		(h->field[HTTP_IDEMPOTENCY_KEY].p ||
			!str_starts_nocase(type, STR("application/json"))))
		return LANE_WORK;
	return r->lane;
}

/* Who makes a page changes nothing and keeps nothing of it: of the two that can, the one with less to do.  Figures
 * are core's own. */
static struct link *link_for(
	struct server *s, const struct route *r, const struct http_head *h, struct str body)
{
	struct link *core = &s->lanes[LANE_CORE], *pages = &s->lanes[LANE_PAGES];
	enum lane lane = lane_of(r, h);

	if (lane == LANE_CORE && r && r->method == HTTP_GET && !body.n &&
		!(r->flags & ROUTE_IS_METRICS) && pages->ready && pages->waiting < core->waiting)
		return pages;
	return &s->lanes[lane];
}

static bool loopback(const struct client *c)
{
	static const unsigned char loop6[16] = { [15] = 1 };

	return !memcmp(c->address, loop6, 16) ||
	       !memcmp(c->address, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f", 13);
}

/* Give the request to its lane. */
static void ask(
	struct server *s, struct client *c, const struct http_head *h, struct str body, bool stream)
{
	const struct route *r = route_at(c->route == COUNT_NONE ? -1 : c->route);
	struct link *l = stream ? &s->lanes[LANE_WORK] : link_for(s, r, h, body);
	struct frame_request f = { .id = (uint64_t)c->turn << 32 | c->slot,
		.request_id = c->request_id,
		.route = c->route == COUNT_NONE ? -1 : c->route,
		.flags = (c->https ? REQUEST_HTTPS : 0) | (loopback(c) ? REQUEST_LOOPBACK : 0) |
			 (stream ? REQUEST_STREAM : 0) | (c->head_only ? REQUEST_HEAD : 0),
		.path = h->path,
		.query = h->query,
		.body = body };
	struct buf figures;

	memcpy(f.address, c->address, sizeof(f.address));
	memcpy(f.field, h->field, sizeof(f.field));
	if (f.route == -1)
		f.route = route_find(h->method, h->path, &f.allow);
	if (link_backlog(l) > LANE_BACKLOG) {
		client_problem(s, c, 503, "too much is waiting; try again later", body.n > 0);
		return;
	}
	buf_init(&figures, 1 << 20);
	if (f.route == ROUTE_METRICS) {
		server_metrics(s, &figures);
		f.body = buf_str(&figures);
	}
	frame_request_write(&f, &l->out);
	buf_done(&figures);
	l->waiting++;
	s->count.asked[l - s->lanes]++;
	c->link = l;
	enter(s, c, stream ? CLIENT_STREAM : CLIENT_WAIT);
}

/* Where the request says who it is from: only a front that we were told of may say so. */
static void forwarded(struct server *s, struct client *c, const struct http_head *h)
{
	struct str list = h->field[HTTP_X_FORWARDED_FOR], last;
	unsigned char ip[16];

	memcpy(c->address, c->peer, 16);
	c->https = false;
	for (size_t i = 0; i < s->proxies_n; i++) {
		if (memcmp(s->proxies[i], c->peer, 16) != 0)
			continue;
		c->https = str_eq_nocase(h->field[HTTP_X_FORWARDED_PROTO], STR("https"));
		last = str_trim(str_from(list, str_rfind_byte(list, ',') + 1));
		if (last.n && server_address(last, ip))
			memcpy(c->address, ip, 16);
		return;
	}
}

/* What can be said from the head alone.  True: it has been said. */
static bool refused_early(struct server *s, struct client *c, const struct http_head *h, int found)
{
	const struct route *r = route_at(found);
	uint64_t most = r && r->flags & ROUTE_IS_UPLOAD ? LIMIT_HTTP_UPLOAD : LIMIT_HTTP_BODY;
	bool body = h->body != HTTP_BODY_NONE;

	if (!h->known_method) {
		client_problem(s, c, 501, "the method is not known here", body);
		return true;
	}
	if (c->metrics != (r && r->flags & ROUTE_IS_METRICS) && !(r && r->flags & ROUTE_IS_HERE)) {
		/* The other listener's paths do not exist on this one. */
		if (c->metrics || (r && r->flags & ROUTE_IS_METRICS)) {
			client_problem(s, c, 404, "there is nothing at this address", body);
			return true;
		}
	}
	if ((s->set->rate_local || !loopback(c)) && !c->metrics &&
		!rate_take(&s->rate, c->address, s->now_ms, &c->rate)) {
		s->count.limited++;
		client_problem(s, c, 429, "too many requests from your network", body);
		return true;
	}
	if (is_stream(r, h))
		most = LIMIT_HTTP_STREAM;
	if (h->body == HTTP_BODY_LENGTH && h->length > most) {
		client_problem(s, c, 413, "the body is longer than this address takes", true);
		return true;
	}
	if (h->field[HTTP_CONTENT_ENCODING].p &&
		!str_is(h->field[HTTP_CONTENT_ENCODING], "identity")) {
		client_problem(s, c, 415, "compressed bodies are not taken", true);
		return true;
	}
	return false;
}

/* A head is complete; ${rest} is what came behind it.  Returns how many of those bytes are used up. */
static size_t begin_request(
	struct server *s, struct client *c, const struct http_head *h, struct str rest)
{
	unsigned allow;
	int found = h->known_method ? route_find(h->method, h->path, &allow) : -1;
	const struct asset *a = NULL;
	bool stream;

	c->route = found >= 0 ? found : COUNT_NONE;
	c->asked_us = s->now_us;
	c->close = !h->keep_alive || s->draining;
	c->head_only = h->known_method && h->method == HTTP_HEAD;
	c->rate = (struct rate_left){ UINT32_MAX, 0 };
	c->request_id = hash_keyed(s->rate.seed, str_make((const char *)&s->count, 64)) ^
			((uint64_t)c->turn << 32 | c->slot);
	forwarded(s, c, h);
	if (found < 0 && str_starts(h->path, STR("/assets/")) && h->body == HTTP_BODY_NONE &&
		!c->metrics)
		a = assets_at(s->set->assets, h->path);
	if (a && h->known_method && (h->method == HTTP_GET || c->head_only)) {
		asset_reply(s, c, h, a);
		return 0;
	}
	if (refused_early(s, c, h, found))
		return 0;
	if (found >= 0 && route_at(found)->flags & ROUTE_IS_HERE && h->body == HTTP_BODY_NONE) {
		here(s, c, found);
		return 0;
	}
	stream = found >= 0 && is_stream(route_at(found), h) && h->body != HTTP_BODY_NONE;
	c->body_kind = h->body;
	c->body_left = h->length;
	c->body_seen = 0;
	c->chunks = (struct http_chunks){ 0 };
	c->ended = h->body == HTTP_BODY_NONE;
	c->owed = 0;
	if (h->expect_continue && rest.n == 0 &&
		!send_two(s, c, STR("HTTP/1.1 100 Continue\r\n\r\n"), STR("")))
		return 0;
	if (stream) {
		ask(s, c, h, STR(""), true);
		return 0;
	}
	if (h->body == HTTP_BODY_NONE) {
		ask(s, c, h, STR(""), false);
		return 0;
	}
	if (h->body == HTTP_BODY_LENGTH && rest.n >= h->length) {
		ask(s, c, h, str_sub(rest, 0, (size_t)h->length), false);
		return (size_t)h->length;
	}
	if (s->held + (h->body == HTTP_BODY_LENGTH ? h->length : 65536) > LIMIT_HTTP_HELD) {
		client_problem(s, c, 503, "too many uploads at once; try again later", true);
		return 0;
	}
	enter(s, c, CLIENT_BODY);
	return 0;
}

/* ---- bodies ---- */

/* The next bytes of the body off ${*in}. False: the client is closed. */
static bool body_bytes(struct server *s, struct client *c, struct str *in, struct str *data)
{
	struct err e;

	*data = STR("");
	if (c->body_kind == HTTP_BODY_CHUNKED) {
		int rc = http_chunks_next(&c->chunks, in, data, &e);

		c->ended = c->chunks.done;
		if (rc) {
			s->count.bad++;
			client_problem(s, c, 400, e.text, true);
			return false;
		}
	} else {
		*data = str_sub(*in, 0, c->body_left < in->n ? (size_t)c->body_left : in->n);
		*in = str_from(*in, data->n);
		c->body_left -= data->n;
		c->ended = c->body_left == 0;
	}
	c->body_seen += data->n;
	return true;
}

/* The whole body is gathered in memory; then the head that was kept is read once more. */
static size_t gather(struct server *s, struct client *c, struct str in)
{
	const struct route *r = route_at(c->route == COUNT_NONE ? -1 : c->route);
	uint64_t most = r && r->flags & ROUTE_IS_UPLOAD ? LIMIT_HTTP_UPLOAD : LIMIT_HTTP_BODY;
	struct str rest = in, data;
	size_t cap = c->body.cap, used;
	struct http_head h;
	struct err e;

	while (!c->ended && rest.n) {
		if (!body_bytes(s, c, &rest, &data))
			return 0;
		if (c->body_seen > most) {
			client_problem(
				s, c, 413, "the body is longer than this address takes", true);
			return 0;
		}
		buf_add(&c->body, data);
	}
	s->held += c->body.cap - cap;
	if (c->body.bad) {
		client_problem(s, c, 503, "memory ran out", true);
		return 0;
	}
	if (!c->ended)
		return in.n - rest.n;
	if (http_head_parse(buf_str(&c->head), &h, &used, &e)) {
		client_close(s, c);
		return 0;
	}
	ask(s, c, &h, buf_str(&c->body), false);
	body_forget(s, c);
	return in.n - rest.n;
}

/* May more of an upload go to core?  What it owes comes with its answer, which asks again. */
static bool has_credit(const struct client *c)
{
	return c->owed == 0 || (c->owed < STREAM_CREDIT && link_backlog(c->link) < STREAM_LINK);
}

/* Bytes of an upload go on to core as they come, while it has room. */
static size_t pass_on(struct server *s, struct client *c, struct str in)
{
	struct str rest = in, data;

	while (!c->ended && has_credit(c) && c->out.n - c->out_at < STREAM_BACKLOG &&
		(rest.n || (c->body_kind == HTTP_BODY_LENGTH && c->body_left == 0))) {
		struct frame_data d = { .id = (uint64_t)c->turn << 32 | c->slot };

		if (!body_bytes(s, c, &rest, &data))
			return in.n - rest.n;
		if (c->body_seen > LIMIT_HTTP_STREAM) {
			client_problem(s, c, 413, "the upload is too long", true);
			return 0;
		}
		if (data.n == 0 && !c->ended)
			continue;
		d.bytes = data;
		d.end = c->ended;
		frame_data_write(&d, FRAME_DATA, &c->link->out);
		c->owed += data.n;
	}
	return in.n - rest.n;
}

/* ---- the way of bytes through the states ---- */

static size_t head_bytes(struct server *s, struct client *c, struct str in)
{
	struct http_head h;
	size_t used;
	struct err e;
	int rc;

	if (c->state == CLIENT_IDLE)
		enter(s, c, CLIENT_HEAD);
	rc = http_head_parse(in, &h, &used, &e);
	if (rc == BW_EAGAIN)
		return 0;
	if (rc) {
		s->count.bad++;
		c->route = COUNT_NONE;
		c->asked_us = s->now_us;
		c->head_only = false;
		c->rate.left = UINT32_MAX;
		client_problem(s, c,
			rc == BW_ELIMIT         ? 431
			: rc == BW_EUNAVAILABLE ? 501
						: 400,
			e.text, true);
		return 0;
	}
	used += begin_request(s, c, &h, str_from(in, used));
	if (c->fd >= 0 && c->state == CLIENT_BODY) {
		buf_add(&c->head, str_sub(in, 0, used));
		if (c->head.bad)
			client_close(s, c);
	}
	return used;
}

/* Work on ${in} as far as the state allows.  Returns how many bytes are done with. */
static size_t work(struct server *s, struct client *c, struct str in)
{
	size_t at = 0;

	while (c->fd >= 0 && at < in.n) {
		struct str rest = str_from(in, at);
		enum client_state was = c->state;
		uint32_t turn = c->turn;
		size_t used = 0;

		switch (c->state) {
		case CLIENT_IDLE:
		case CLIENT_HEAD: used = head_bytes(s, c, rest); break;
		case CLIENT_BODY: used = gather(s, c, rest); break;
		case CLIENT_STREAM: used = pass_on(s, c, rest); break;
		case CLIENT_LAST:
		case CLIENT_LINGER: used = rest.n; break;
		case CLIENT_WAIT: return at;
		}
		at += used;
		if (used == 0 && c->state == was && c->turn == turn)
			break;
	}
	return at;
}

/* Bytes kept from before. */
static void work_kept(struct server *s, struct client *c)
{
	size_t used = work(s, c, buf_str(&c->in));

	if (c->fd < 0 || used == 0)
		return;
	memmove(c->in.p, c->in.p + used, c->in.n - used);
	c->in.n -= used;
	if (c->in.n == 0)
		buf_done(&c->in);
}

static bool wants_bytes(const struct client *c)
{
	switch (c->state) {
	case CLIENT_WAIT: return false;
	case CLIENT_STREAM:
		return !c->ended && has_credit(c) && c->out.n - c->out_at < STREAM_BACKLOG &&
		       c->in.n < SERVER_SCRATCH;
	case CLIENT_LAST: return false;
	default: return true;
	}
}

static void take(struct server *s, struct client *c, struct str got)
{
	size_t used = 0;

	c->moved_ms = s->now_ms;
	s->count.bytes_in += got.n;
	if (c->in.n == 0)
		used = work(s, c, got); /* where they are, without a copy */
	if (c->fd < 0 || used == got.n)
		return;
	buf_add(&c->in, str_from(got, used));
	if (c->in.bad)
		client_close(s, c);
	else
		work_kept(s, c);
}

/* Answered and written: end it, gently where the client may still be sending. */
static void finish(struct server *s, struct client *c)
{
	if (c->hung_up) {
		client_close(s, c);
		return;
	}
	shutdown(c->fd, SHUT_WR);
	enter(s, c, CLIENT_LINGER);
}

/* It had its turn and there is more to read: the epoll tells again, after the others. */
static void again(struct server *s, struct client *c)
{
	struct epoll_event ev = client_events(c);

	if (epoll_ctl(s->ep, EPOLL_CTL_MOD, c->fd, &ev))
		client_close(s, c);
}

void client_run(struct server *s, struct client *c)
{
	for (int turns = 0; c->fd >= 0 && turns < TURNS; turns++) {
		ssize_t k;

		if (!flush_out(s, c))
			return;
		if (c->state == CLIENT_LAST && c->out.n == 0)
			finish(s, c);
		if (c->fd >= 0 && c->in.n && c->state != CLIENT_WAIT)
			work_kept(s, c);
		if (c->fd < 0 || !c->readable || !wants_bytes(c))
			return;
		k = read(c->fd, s->scratch, SERVER_SCRATCH);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN) {
			c->readable = false;
			return;
		}
		if (k <= 0) {
			client_close(s, c);
			return;
		}
		/* Less than there was room for: the socket is empty, unless the end is near. */
		c->readable = (size_t)k == SERVER_SCRATCH || c->hung_up;
		take(s, c, str_make(s->scratch, (size_t)k));
	}
	if (c->fd >= 0)
		again(s, c);
}

void client_tick(struct server *s, struct client *c)
{
	int64_t in_state = s->now_ms - c->since_ms, still = s->now_ms - c->moved_ms;
	bool slow = false;

	switch (c->state) {
	case CLIENT_IDLE: slow = still > (s->draining ? DRAIN_IDLE_MS : LIMIT_HTTP_IDLE_MS); break;
	case CLIENT_HEAD: slow = in_state > LIMIT_HTTP_HEAD_MS; break;
	case CLIENT_BODY:
	case CLIENT_STREAM:
		slow = !c->ended && c->owed == 0 &&
		       (still > LIMIT_HTTP_BODY_MS ||
			       (in_state > LIMIT_HTTP_BODY_MS &&
				       c->body_seen < (uint64_t)in_state * LIMIT_HTTP_RATE / 1000));
		break;
	case CLIENT_WAIT: slow = in_state > LIMIT_HTTP_WAIT_MS; break;
	case CLIENT_LAST: slow = still > LIMIT_HTTP_BODY_MS; break;
	case CLIENT_LINGER: slow = in_state > 2000; break;
	}
	/* An answer that nobody reads. */
	if (c->out.n && still > LIMIT_HTTP_BODY_MS)
		slow = true;
	if (!slow)
		return;
	s->count.timeouts++;
	if (c->state == CLIENT_HEAD || c->state == CLIENT_BODY) {
		c->rate.left = UINT32_MAX;
		c->head_only = false;
		client_problem(s, c, 408, "the request did not come in time", true);
	} else if (c->state == CLIENT_WAIT) {
		client_problem(s, c, 503, "no answer in time", true);
	} else {
		client_close(s, c);
		return;
	}
	client_run(s, c);
}
