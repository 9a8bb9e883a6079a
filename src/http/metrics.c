/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the http role, as Prometheus reads them. */
#include "http/inner.h"

static const char *route_name(int i)
{
	return i == COUNT_ASSETS ? "ASSETS" : i == COUNT_NONE ? "NONE" : route_at(i)->name;
}

static void one(struct buf *b, const char *name, const char *type, const char *help, uint64_t v)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
		(unsigned long long)v);
}

static void requests(const struct server *s, struct buf *b)
{
	buf_addz(b, "# HELP bailiwick_http_requests_total answered requests\n"
		    "# TYPE bailiwick_http_requests_total counter\n");
	for (int r = 0; r < ROUTE_COUNT + 2; r++)
		for (int c = 2; c < 6; c++)
			if (s->count.status[r][c])
				buf_printf(b,
					"bailiwick_http_requests_total{route=\"%s\",status=\"%"
					"dxx\"} %llu\n",
					route_name(r), c,
					(unsigned long long)s->count.status[r][c]);
}

static void times(const struct server *s, struct buf *b)
{
	buf_addz(b, "# HELP bailiwick_http_request_seconds from the whole head to the first byte "
		    "of the answer\n"
		    "# TYPE bailiwick_http_request_seconds histogram\n");
	for (int r = 0; r < ROUTE_COUNT + 2; r++) {
		uint64_t sum = 0;

		for (int i = 0; i < 12; i++)
			sum += s->count.wait[r][i];
		if (!sum)
			continue;
		sum = 0;
		for (int i = 0; i < 12; i++) {
			sum += s->count.wait[r][i];
			if (i < 11)
				buf_printf(b,
					"bailiwick_http_request_seconds_bucket{route=\"%s\",le=\"%"
					"g\"} %llu\n",
					route_name(r), (double)(256 << i) / 1e6,
					(unsigned long long)sum);
		}
		buf_printf(b,
			"bailiwick_http_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %llu\n"
			"bailiwick_http_request_seconds_sum{route=\"%s\"} %g\n"
			"bailiwick_http_request_seconds_count{route=\"%s\"} %llu\n",
			route_name(r), (unsigned long long)sum, route_name(r),
			(double)s->count.wait_us[r] / 1e6, route_name(r), (unsigned long long)sum);
	}
}

const char *server_role(const struct server *s, size_t i, bool *wanted, bool *there)
{
	/* In the order of the processes, behind http itself. */
	static const char *const names[] = { "core", "pages", "work", "clock", "net", "oidc" };

	if (i >= sizeof(names) / sizeof(names[0]))
		return NULL;
	*wanted = s->roles & NOTE_ROLE_WANTED << (i + 1);
	*there = s->roles & NOTE_ROLE_THERE << (i + 1);
	return names[i];
}

static void roles(const struct server *s, struct buf *b)
{
	bool wanted, there;
	const char *name;

	buf_addz(b, "# HELP bailiwick_role_up 1: the process is there\n"
		    "# TYPE bailiwick_role_up gauge\n");
	for (size_t i = 0; (name = server_role(s, i, &wanted, &there)); i++)
		if (wanted)
			buf_printf(b, "bailiwick_role_up{role=\"%s\"} %d\n", name, there);
	/* The lanes are the first of them, in the same order. */
	buf_addz(b, "# HELP bailiwick_http_asked_total requests that a process was given\n"
		    "# TYPE bailiwick_http_asked_total counter\n");
	for (size_t i = 0; i < LANE_COUNT; i++)
		buf_printf(b, "bailiwick_http_asked_total{role=\"%s\"} %llu\n",
			server_role(s, i, &wanted, &there), (unsigned long long)s->count.asked[i]);
}

void server_metrics(const struct server *s, struct buf *b)
{
	uint64_t waiting = 0;

	for (size_t i = 0; i < LANE_COUNT; i++)
		waiting += s->lanes[i].waiting;
	roles(s, b);
	requests(s, b);
	times(s, b);
	one(b, "bailiwick_http_connections", "gauge", "open connections", s->live);
	one(b, "bailiwick_http_connections_total", "counter", "accepted connections",
		s->count.accepted);
	one(b, "bailiwick_http_evicted_total", "counter",
		"idle connections closed for want of room", s->count.evicted);
	one(b, "bailiwick_http_timeouts_total", "counter", "connections that took too long",
		s->count.timeouts);
	one(b, "bailiwick_http_limited_total", "counter", "requests over a network's rate",
		s->count.limited);
	one(b, "bailiwick_http_malformed_total", "counter", "requests that are no HTTP",
		s->count.bad);
	one(b, "bailiwick_http_received_bytes_total", "counter", "bytes read", s->count.bytes_in);
	one(b, "bailiwick_http_sent_bytes_total", "counter", "bytes written", s->count.bytes_out);
	one(b, "bailiwick_http_waiting", "gauge", "requests that nobody has answered yet", waiting);
	one(b, "bailiwick_denied_total", "counter", "requests without the permission they need",
		s->count.denied);
}
