/* SPDX-License-Identifier: Apache-2.0 */
#include "net/pace.h"

static struct pace_server *find(struct pace *p, struct str server)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_is(server, p->v[i].name))
			return &p->v[i];
	return NULL;
}

static struct pace_server *place(struct pace *p, struct str server)
{
	struct pace_server *s = find(p, server);

	if (s || server.n == 0 || server.n >= PACE_NAME_MOST)
		return s;
	if (p->n < PACE_SERVERS) {
		s = &p->v[p->n++];
	} else {
		s = &p->v[0];
		for (size_t i = 1; i < p->n; i++)
			if (p->v[i].next_ms < s->next_ms)
				s = &p->v[i];
	}
	*s = (struct pace_server){ .next_ms = INT64_MIN };
	memcpy(s->name, server.p, server.n);
	return s;
}

int64_t pace_wait(const struct pace *p, struct str server, int64_t now_ms)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_is(server, p->v[i].name))
			return p->v[i].next_ms > now_ms ? p->v[i].next_ms - now_ms : 0;
	return 0;
}

static void not_before(struct pace_server *s, int64_t at_ms)
{
	if (s->next_ms < at_ms)
		s->next_ms = at_ms;
}

void pace_asked(struct pace *p, struct str server, int64_t now_ms)
{
	struct pace_server *s = place(p, server);

	if (s)
		not_before(s, now_ms + PACE_EVERY_MS);
}

void pace_answered(
	struct pace *p, struct str server, int status, int64_t retry_after_s, int64_t now_ms)
{
	struct pace_server *s = place(p, server);
	int64_t wait;

	if (!s)
		return;
	if (status != 0 && status != 429 && status < 500) {
		s->failures = 0;
		return;
	}
	if (s->failures < 20)
		s->failures++;
	wait = (int64_t)PACE_EVERY_MS << s->failures;
	if (s->failures >= PACE_FAILURES && wait < PACE_OPEN_MS)
		wait = PACE_OPEN_MS;
	/* RFC 9110, section 10.2.3: Retry-After says "how long the user agent ought to wait" */
	if (retry_after_s >= 0 && retry_after_s <= PACE_MOST_MS / 1000)
		wait = retry_after_s * 1000 > PACE_EVERY_MS ? retry_after_s * 1000 : PACE_EVERY_MS;
	if (wait > PACE_MOST_MS || retry_after_s > PACE_MOST_MS / 1000)
		wait = PACE_MOST_MS;
	not_before(s, now_ms + wait);
}

void pace_write(const struct pace *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++)
		buf_printf(out, "%lld %d %s\n", (long long)p->v[i].next_ms, p->v[i].failures,
			p->v[i].name);
}

void pace_read(struct pace *p, struct str text, int64_t now_ms)
{
	struct str line, word;

	while (str_cut(&text, '\n', &line) && p->n < PACE_SERVERS) {
		struct pace_server *s;
		int64_t next;
		uint64_t failures;

		if (!str_cut(&line, ' ', &word) || !str_i64(word, &next) ||
			!str_cut(&line, ' ', &word) || !str_u64(word, &failures) || !line.p)
			continue;
		/* A clock that was set back must not silence a server for long. */
		if (next <= now_ms - PACE_MOST_MS || next > now_ms + PACE_MOST_MS || failures > 20)
			continue;
		s = place(p, line);
		if (!s)
			continue;
		s->next_ms = next;
		s->failures = (int)failures;
	}
}
