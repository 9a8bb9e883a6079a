/* SPDX-License-Identifier: Apache-2.0 */
/* inner.h -- what server.c (the loop) and client.c (one connection) share; nobody else's affair. */
#ifndef HTTP_INNER_H
#define HTTP_INNER_H

#include <sys/epoll.h>

#include "http/link.h"
#include "http/rate.h"
#include "http/server.h"

enum client_state {
	CLIENT_IDLE, /* between requests; nothing read yet */
	CLIENT_HEAD, /* some of a head is there */
	CLIENT_BODY,
	CLIENT_WAIT, /* core has the request */
	CLIENT_STREAM, /* core has the request and takes the body as it comes */
	CLIENT_LAST, /* the last answer is being written, then it is closed */
	CLIENT_LINGER /* written; what still comes is thrown away, so that the answer is not lost in a reset */
};

struct client {
	uint32_t epoch; /* of this connection, as epoll gives it back */
	int fd; /* -1: the place is free */
	uint32_t slot,
		turn; /* ${turn} counts requests: an answer to an older one is not for this client */
	enum client_state state;
	bool readable, writable, hung_up; /* as epoll said */
	bool metrics, close, head_only, chunked_out, https;
	enum http_body body_kind;
	struct http_chunks chunks;
	uint64_t body_left; /* of a Content-Length */
	uint64_t body_seen;
	unsigned char address[16]; /* of the client, or what a trusted front says */
	unsigned char peer[16];
	struct buf in, out, head, body; /* ${head}: kept while its body is gathered */
	size_t out_at;
	int64_t since_ms, moved_ms; /* this state began; bytes last moved */
	int64_t asked_us;
	int route;
	uint64_t request_id;
	struct link *link; /* where the request is */
	size_t owed; /* bytes of a stream that core has not taken yet */
	bool ended; /* the body is all with core */
	struct rate_left rate;
};

struct server_count {
	uint64_t accepted, closed, timeouts, limited, bad, bytes_in, bytes_out, evicted, denied;
	uint64_t asked[LANE_COUNT];
	uint64_t status[ROUTE_COUNT + 2][6]; /* by route (none, assets) and class */
	uint64_t wait[ROUTE_COUNT + 2][12]; /* answers by time: powers of two from 256 µs */
	uint64_t wait_us[ROUTE_COUNT + 2];
};
#define COUNT_NONE   ROUTE_COUNT
#define COUNT_ASSETS (ROUTE_COUNT + 1)

struct server {
	const struct server_settings *set;
	int ep;
	struct client **v; /* by slot */
	uint32_t n, cap, live; /* slots made, room, clients */
	uint32_t *free_slots, free_n;
	struct link lanes[LANE_COUNT], old[4]; /* old: on their way out after a reload */
	struct rate rate;
	char *scratch; /* SERVER_SCRATCH bytes, of the read in hand */
	struct buf head; /* of the answer in hand */
	int64_t now_ms, now_us, tick_ms;
	char date[64];
	size_t held; /* bytes of bodies in memory */
	uint64_t roles; /* as the supervisor said (NOTE_ROLES) */
	bool draining, stop;
	unsigned char proxies[16][16];
	size_t proxies_n;
	struct server_count count;
};
#define SERVER_SCRATCH ((size_t)64 << 10)

/* Something happened on its descriptor, or it may go on: reads, works and writes as far as that goes. */
void client_run(struct server *s, struct client *c);
/* What the epoll watches for; asked for again, it tells again what is there already. */
struct epoll_event client_events(const struct client *c);
/* Core's answer, and the bytes that follow a streamed one. */
void client_reply(struct server *s, struct client *c, const struct frame_reply *r);
void client_data(struct server *s, struct client *c, const struct frame_data *d);
/* An answer of http's own: problem+json, and the connection is closed where ${close}. */
void client_problem(struct server *s, struct client *c, int status, const char *why, bool close);
void client_close(struct server *s, struct client *c);
/* What has taken too long? Called every second. */
void client_tick(struct server *s, struct client *c);

/* The roles that should be there, and whether they are: core, pages, work, clock, net in turn.  NULL at the end. */
const char *server_role(const struct server *s, size_t i, bool *wanted, bool *there);
/* Figures of this role in Prometheus' text form. */
void server_metrics(const struct server *s, struct buf *b);
/* "192.0.2.1" or "2001:db8::1"; IPv4 is mapped. */
bool server_address(struct str text, unsigned char out[16]);

#endif
