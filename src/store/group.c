/* SPDX-License-Identifier: Apache-2.0 */
/* Acceptance: rows are gathered, what is known is left out, the rest is appended and fsynced. */
#include "base/limit.h"
#include "base/mem.h"
#include "store/inner.h"

#define GROUP_ROWS    4096
#define GROUP_TARGETS 8192
#define GROUP_BYTES   ((size_t)4 << 20)
#define KEYS_AHEAD    12 /* look-ups whose memory is asked for in advance */

struct span {
	size_t at, end; /* in plain */
	size_t line; /* of the input, as the caller counts */
	uint32_t target, targets; /* into the arrays below */
	bool raw; /* raw bytes that the rows after it share */
	bool shared; /* a row that uses them */
	bool keep;
};

struct group {
	struct store *s;
	int64_t received_at_s;
	struct buf plain, shared; /* entries; raw bytes for the rows to come */
	bool shared_on, shared_in; /* there are some; they are in plain already */
	struct span *span;
	size_t span_n, span_cap, row_n;
	struct report_key *key;
	size_t *target_end; /* where a target's entry ends in plain; it begins where the last ended */
	bool *fresh;
	size_t target_n, target_cap;
};

int store_group_new(struct store *s, int64_t received_at_s, struct group **out, struct err *e)
{
	struct group *g = mem_calloc(1, sizeof(*g));

	if (!g)
		return err_nomem(e);
	g->s = s;
	g->received_at_s = received_at_s;
	buf_init(&g->plain, SPOOL_BLOCK_BYTES);
	buf_init(&g->shared, LIMIT_MAIL_BYTES);
	*out = g;
	return BW_OK;
}

void store_group_free(struct group *g)
{
	if (!g)
		return;
	buf_done(&g->plain);
	buf_done(&g->shared);
	mem_free(g->span);
	mem_free(g->key);
	mem_free(g->target_end);
	mem_free(g->fresh);
	mem_free(g);
}

void store_group_time(struct group *g, int64_t received_at_s)
{
	g->received_at_s = received_at_s;
}

static void group_empty(struct group *g)
{
	if (g->plain.cap > GROUP_BYTES * 4)
		buf_done(&g->plain);
	buf_reset(&g->plain);
	g->span_n = g->row_n = g->target_n = 0;
	g->shared_in = false;
}

void store_group_drop(struct group *g)
{
	group_empty(g);
}

bool store_group_full(const struct group *g)
{
	return g->row_n >= GROUP_ROWS || g->target_n >= GROUP_TARGETS || g->plain.n >= GROUP_BYTES;
}

size_t store_group_rows(const struct group *g)
{
	return g->row_n;
}

static int spans_room(struct group *g, size_t more, struct err *e)
{
	size_t cap = g->span_cap ? g->span_cap : 256;
	void *p;

	if (g->span_n + more <= g->span_cap)
		return BW_OK;
	while (cap < g->span_n + more)
		cap *= 2;
	p = mem_resize(g->span, cap, sizeof(*g->span));
	if (!p)
		return err_nomem(e);
	g->span = p;
	g->span_cap = cap;
	return BW_OK;
}

static struct span *span_new(struct group *g, struct err *e)
{
	if (spans_room(g, 1, e))
		return NULL;
	g->span[g->span_n] = (struct span){
		.at = g->plain.n, .end = g->plain.n, .target = (uint32_t)g->target_n
	};
	return &g->span[g->span_n++];
}

int store_group_raw(struct group *g, struct str raw, struct err *e)
{
	buf_reset(&g->shared);
	g->shared_on = raw.n > 0;
	g->shared_in = false;
	buf_add(&g->shared, raw);
	return buf_check(&g->shared, "a message", e);
}

int store_group_row(struct group *g, struct str compact, struct str raw, size_t line, struct err *e)
{
	struct span *s;

	if (g->shared_on && !g->shared_in) {
		s = span_new(g, e);
		if (!s)
			return e->code;
		s->raw = true;
		entry_put_raw(&g->plain, buf_str(&g->shared));
		s->end = g->plain.n;
		g->shared_in = true;
	}
	s = span_new(g, e);
	if (!s)
		return e->code;
	s->line = line;
	s->shared = g->shared_on && raw.n == 0;
	entry_put_row(&g->plain, compact, raw, s->shared ? ROW_SHARED : 0);
	s->end = g->plain.n;
	g->row_n++;
	return buf_check(&g->plain, "a group of reports", e);
}

static int targets_room(struct group *g, size_t more, struct err *e)
{
	size_t cap = g->target_cap ? g->target_cap : 1024;
	void *k, *t, *f;

	if (g->target_n + more <= g->target_cap)
		return BW_OK;
	while (cap < g->target_n + more)
		cap *= 2;
	k = mem_resize(g->key, cap, sizeof(*g->key));
	if (k)
		g->key = k;
	t = mem_resize(g->target_end, cap, sizeof(*g->target_end));
	if (t)
		g->target_end = t;
	f = mem_resize(g->fresh, cap, sizeof(*g->fresh));
	if (f)
		g->fresh = f;
	if (!k || !t || !f)
		return err_nomem(e);
	g->target_cap = cap;
	return BW_OK;
}

int store_group_target(struct group *g, const struct store_target *t, struct err *e)
{
	struct span *s = g->span_n ? &g->span[g->span_n - 1] : NULL;
	int rc = targets_room(g, 1, e);

	if (rc)
		return rc;
	if (!s || s->raw)
		return err_set(e, BW_EBUG, "a target without a row");
	entry_put_target(&g->plain, (uint8_t)t->kind, (uint8_t)t->harm_class, t->names, t->site,
		t->canonical, t->routing);
	g->key[g->target_n] = t->key;
	g->target_end[g->target_n++] = g->plain.n;
	s->targets++;
	return buf_check(&g->plain, "a group of reports", e);
}

/* ---- rows for another group ---- */

struct packed { /* then spans, keys, ends of targets, entries */
	uint64_t rows, spans, targets, bytes;
};

size_t store_group_packed(const struct group *g)
{
	return sizeof(struct packed) + g->span_n * sizeof(*g->span) +
	       g->target_n * (sizeof(*g->key) + sizeof(*g->target_end)) + g->plain.n;
}

static char *put(char *to, const void *from, size_t n)
{
	if (n)
		memcpy(to, from, n);
	return to + n;
}

void store_group_pack(struct group *g, char *to)
{
	const struct packed head = { g->row_n, g->span_n, g->target_n, g->plain.n };

	to = put(to, &head, sizeof(head));
	to = put(to, g->span, g->span_n * sizeof(*g->span));
	to = put(to, g->key, g->target_n * sizeof(*g->key));
	to = put(to, g->target_end, g->target_n * sizeof(*g->target_end));
	(void)put(to, g->plain.p, g->plain.n);
	group_empty(g);
}

/* Do the spans lie in order within what came with them? */
static bool spans_fit(const struct span *s, const struct packed *h)
{
	uint64_t at = 0, target = 0, rows = 0;

	for (uint64_t i = 0; i < h->spans; i++, s++) {
		if (s->at < at || s->end < s->at || s->end > h->bytes || s->target != target)
			return false;
		at = s->end;
		target += s->targets;
		rows += !s->raw;
	}
	return target == h->targets && rows == h->rows;
}

static bool ends_fit(const size_t *end, const struct packed *h)
{
	for (uint64_t i = 0; i < h->targets; i++)
		if (end[i] > h->bytes || (i && end[i] < end[i - 1]))
			return false;
	return true;
}

int store_group_add(struct group *g, struct str packed, size_t line, struct err *e)
{
	struct packed h = { 0 };
	struct str rest;
	size_t spans, keys, ends;
	int rc;

	if (packed.n >= sizeof(h))
		memcpy(&h, packed.p, sizeof(h));
	if (h.spans > packed.n || h.targets > packed.n || h.bytes > packed.n ||
		sizeof(h) + h.spans * sizeof(*g->span) +
				h.targets * (sizeof(*g->key) + sizeof(*g->target_end)) + h.bytes !=
			packed.n)
		return err_set(e, BW_EBUG, "a group of rows does not hold what it says");
	spans = h.spans * sizeof(*g->span);
	keys = h.targets * sizeof(*g->key);
	ends = h.targets * sizeof(*g->target_end);
	rc = spans_room(g, h.spans, e);
	if (!rc)
		rc = targets_room(g, h.targets, e);
	if (rc)
		return rc;
	rest = str_from(packed, sizeof(h));
	(void)put((char *)(g->span + g->span_n), rest.p, spans);
	rest = str_from(rest, spans);
	(void)put((char *)(g->key + g->target_n), rest.p, keys);
	rest = str_from(rest, keys);
	(void)put((char *)(g->target_end + g->target_n), rest.p, ends);
	if (!spans_fit(g->span + g->span_n, &h) || !ends_fit(g->target_end + g->target_n, &h))
		return err_set(e, BW_EBUG, "a group of rows is out of order");
	for (size_t i = 0; i < h.spans; i++) {
		struct span *s = &g->span[g->span_n + i];

		s->at += g->plain.n;
		s->end += g->plain.n;
		s->line += line;
		s->target += (uint32_t)g->target_n;
	}
	for (size_t i = 0; i < h.targets; i++)
		g->target_end[g->target_n + i] += g->plain.n;
	buf_add(&g->plain, str_from(rest, ends));
	g->span_n += h.spans;
	g->target_n += h.targets;
	g->row_n += h.rows;
	return buf_check(&g->plain, "a group of reports", e);
}

/* ---- what is new ---- */

/* Which targets are new; their keys go to the front.  Returns how many. */
static uint32_t mark(struct group *g, uint64_t next, struct store_row *rows)
{
	uint32_t kept = 0;
	size_t row = 0;

	for (size_t i = 0; i < g->target_n && i < KEYS_AHEAD; i++)
		keys_prefetch(&g->s->keys, &g->key[i]);
	for (size_t i = 0; i < g->span_n; i++) {
		struct span *s = &g->span[i];
		uint64_t first = 0;
		bool any = false;

		s->keep = false;
		for (uint32_t t = s->target; t < s->target + s->targets; t++) {
			uint64_t ord;

			if (t + KEYS_AHEAD < g->target_n)
				keys_prefetch(&g->s->keys, &g->key[t + KEYS_AHEAD]);
			ord = keys_put(&g->s->keys, &g->key[t], next + kept);
			g->fresh[t] = ord == next + kept;
			if (g->fresh[t])
				g->key[kept++] = g->key[t];
			if (!first || (g->fresh[t] && !any))
				first = ord;
			any = any || g->fresh[t];
		}
		s->keep = any;
		if (rows && !s->raw)
			rows[row++] =
				(struct store_row){ any ? STORE_ROW_ACCEPTED : STORE_ROW_FOLDED,
					first, s->line };
	}
	/* Shared raw bytes stay where a row that uses them does. */
	for (size_t i = 0; i < g->span_n; i++)
		for (size_t j = i + 1; g->span[i].raw && j < g->span_n && !g->span[j].raw; j++)
			g->span[i].keep |= g->span[j].keep && g->span[j].shared;
	return kept;
}

static void move(struct group *g, size_t *to, size_t at, size_t end)
{
	if (*to != at)
		memmove(g->plain.p + *to, g->plain.p + at, end - at);
	*to += end - at;
}

/* Close the gaps that folded rows and targets leave. */
static struct str compacted(struct group *g)
{
	size_t to = 0;

	for (size_t i = 0; i < g->span_n; i++) {
		const struct span *s = &g->span[i];
		size_t at = s->end;

		if (!s->keep)
			continue;
		move(g, &to, s->at, s->end);
		for (uint32_t t = s->target; t < s->target + s->targets; at = g->target_end[t++])
			if (g->fresh[t])
				move(g, &to, at, g->target_end[t]);
	}
	return str_make(g->plain.p, to);
}

static int group_write(struct group *g, struct store_row *rows, struct err *e)
{
	struct store *s = g->s;
	struct spool_pos end;
	uint64_t next;
	uint32_t kept;
	bool fresh;
	int rc = keys_ready(&s->keys, &s->spool, e);

	if (!rc)
		rc = keys_open(&s->keys, g->target_n, e);
	if (rc)
		return rc;
	end = keys_end(&s->keys, &next, &fresh);
	kept = mark(g, next, rows);
	if (kept == 0) {
		keys_drop(&s->keys);
		return BW_OK;
	}
	rc = spool_append(
		&s->spool, &end, fresh, next, g->received_at_s, g->key, kept, compacted(g), e);
	if (rc) {
		keys_drop(&s->keys);
		return rc;
	}
	keys_keep(&s->keys, end, next + kept);
	return BW_OK;
}

int store_group_end(struct group *g, struct store_row *rows, struct err *e)
{
	int rc;

	if (g->row_n == 0)
		return BW_OK;
	rc = store_lock(g->s, g->s->spool_lock, "spool.lock", g->s->set.wait_ms, e);
	if (!rc) {
		rc = group_write(g, rows, e);
		store_unlock(g->s->spool_lock);
	}
	group_empty(g);
	return rc;
}

int store_known(struct store *s, struct report_key key, bool *known, struct err *e)
{
	int rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);

	if (rc)
		return rc;
	rc = keys_ready(&s->keys, &s->spool, e);
	if (!rc)
		*known = keys_find(&s->keys, key.b) != 0;
	store_unlock(s->spool_lock);
	return rc;
}
