/* SPDX-License-Identifier: Apache-2.0 */
/* make.c -- the writer of an image. */
#include "refdata/make.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"

#define POOL_MOST 0xfffffff0u /* offsets are 32 bits */

void maker_init(struct maker *m, struct arena *a)
{
	struct hash_key fixed = { 1, 2 }; /* the sources are ours and the publishers' */

	*m = (struct maker){ .a = a };
	buf_init(&m->pool, POOL_MOST);
	buf_u32(&m->pool, 0); /* offset 0 is "none" */
	map_init(&m->texts, fixed);
	for (int i = 0; i < SEC_COUNT; i++) {
		buf_init(&m->rows[i], POOL_MOST);
		map_init(&m->tables[i].index, fixed);
	}
}

void make_span(struct maker *m, struct spans *s, struct addr first, struct addr last,
	uint32_t value, uint32_t order)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 64;
		struct span *v = mem_resize(s->v, cap, sizeof(*v));

		if (!v) {
			m->bad = true;
			return;
		}
		s->v = v;
		s->cap = cap;
	}
	s->v[s->n++] = (struct span){ first, last, value, order };
}

static void spans_done(struct spans *s)
{
	mem_free(s->v);
	*s = (struct spans){ 0 };
}

void maker_done(struct maker *m)
{
	buf_done(&m->pool);
	map_done(&m->texts);
	for (int i = 0; i < SEC_COUNT; i++) {
		buf_done(&m->rows[i]);
		map_done(&m->tables[i].index);
	}
	spans_done(&m->as4);
	spans_done(&m->as6);
	spans_done(&m->country4);
	spans_done(&m->country6);
	spans_done(&m->range4);
	spans_done(&m->range6);
	spans_done(&m->rdap4);
	spans_done(&m->rdap6);
	spans_done(&m->rdap_as);
}

bool maker_bad(const struct maker *m)
{
	bool bad = m->bad || m->pool.bad;

	for (int i = 0; i < SEC_COUNT; i++)
		bad |= m->rows[i].bad;
	return bad;
}

uint32_t make_text(struct maker *m, struct str s)
{
	uint64_t *known;
	uint16_t n;
	uint32_t at;
	bool fresh;

	if (!s.p)
		return 0;
	s = str_sub(s, 0, UINT16_MAX);
	known = map_put(&m->texts, s, &fresh);
	if (!known) {
		m->bad = true;
		return 0;
	}
	if (!fresh)
		return (uint32_t)*known;
	at = (uint32_t)m->pool.n;
	n = (uint16_t)s.n;
	*known = at;
	buf_add(&m->pool, str_make((const char *)&n, sizeof(n)));
	buf_add(&m->pool, s);
	return at;
}

uint32_t make_text_or_none(struct maker *m, struct str s)
{
	if (s.n == 0 || str_is(s, "-"))
		return 0;
	return make_text(m, s);
}

struct entry *make_entry(struct maker *m, enum section id, struct str key, bool *fresh)
{
	struct table *t = &m->tables[id];
	uint64_t *at = map_put(&t->index, key, fresh);
	struct entry *x;

	if (!at) {
		m->bad = true;
		return NULL;
	}
	if (!*fresh)
		return &t->v[*at - 1];
	x = VEC_PUSH(m->a, t);
	if (!x) {
		m->bad = true;
		return NULL;
	}
	*at = t->n;
	x->key = key;
	return x;
}

uint32_t make_row(struct maker *m, enum section id, const void *row, size_t size)
{
	uint32_t at = (uint32_t)m->rows[id].n;

	buf_add(&m->rows[id], str_make(row, size));
	return at;
}

static int addr_cmp(struct addr a, struct addr b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return a.low == b.low ? 0 : a.low < b.low ? -1 : 1;
}

static struct addr addr_step(struct addr a, bool up)
{
	if (up) {
		a.low++;
		a.high += a.low == 0;
	} else {
		a.high -= a.low == 0;
		a.low--;
	}
	return a;
}

static int span_cmp(const void *pa, const void *pb)
{
	const struct span *a = pa, *b = pb;
	int c = addr_cmp(a->first, b->first);

	if (!c)
		c = addr_cmp(b->last, a->last); /* the wider first */
	if (!c)
		c = a->order < b->order ? 1 : a->order > b->order ? -1 : 0;
	return c;
}

static void flat_add(struct maker *m, struct spans *out, struct span x)
{
	struct span *last = out->n ? &out->v[out->n - 1] : NULL;

	if (x.value == 0)
		return;
	/* Neighbours that say the same are one. */
	if (last && last->value == x.value && addr_cmp(addr_step(last->last, true), x.first) == 0)
		last->last = x.last;
	else
		make_span(m, out, x.first, x.last, x.value, 0);
}

/* Write what the open spans (the one begun last on top; it prevails) say from ${*at} up to ${end}, closing those that end. */
static void flat_until(struct maker *m, struct spans *open, struct addr *at, const struct addr *end,
	struct spans *out)
{
	while (open->n) {
		struct span *in = &open->v[open->n - 1];
		struct span piece = { *at, in->last, in->value, 0 };
		bool closes = !end || addr_cmp(in->last, *end) < 0;

		if (!closes)
			piece.last = addr_step(*end, false);
		if (addr_cmp(piece.first, piece.last) <= 0 && (closes || addr_cmp(*at, *end) < 0)) {
			flat_add(m, out, piece);
			*at = addr_step(piece.last, true);
			if (at->high == 0 && at->low == 0) { /* past the last address there is */
				open->n = 0;
				return;
			}
		}
		if (!closes)
			return;
		open->n--;
	}
}

static int flatten(struct maker *m, const struct spans *s, struct spans *open, struct spans *out,
	struct err *e)
{
	struct addr at = { 0, 0 };

	for (size_t i = 0; i < s->n && !m->bad; i++) {
		struct span x = s->v[i];

		flat_until(m, open, &at, &x.first, out);
		at = x.first;
		make_span(m, open, x.first, x.last, x.value, 0);
	}
	flat_until(m, open, &at, NULL, out);
	return m->bad ? err_nomem(e) : BW_OK;
}

int make_flat(struct maker *m, struct spans *s, struct err *e)
{
	struct spans open = { 0 }, out = { 0 };
	int rc;

	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), span_cmp);
	rc = flatten(m, s, &open, &out, e);
	spans_done(&open);
	spans_done(s);
	*s = out;
	return rc;
}

/* ---- the image ---- */

static void align8(struct buf *b)
{
	while (b->n % 8 && !b->bad)
		buf_u8(b, 0);
}

static int write_table(struct maker *m, struct table *t, struct buf *b, struct err *e)
{
	struct image_table head = { .cap = 8, .n = (uint32_t)t->n };
	struct image_slot *slots;

	if (t->n == 0)
		return BW_OK;
	if (t->n > UINT32_MAX / 4)
		return err_set(e, BW_ELIMIT, "too many names in the reference data");
	while (head.cap < 2 * t->n)
		head.cap *= 2;
	slots = mem_calloc(head.cap, sizeof(*slots));
	if (!slots)
		return err_nomem(e);
	for (size_t i = 0; i < t->n; i++) {
		uint64_t h = hash_fixed(t->v[i].key);
		uint32_t probes = 0;

		while (slots[(h + probes) & (head.cap - 1)].key)
			probes++;
		slots[(h + probes) & (head.cap - 1)] = (struct image_slot){ (uint32_t)(h >> 32),
			make_text(m, t->v[i].key), t->v[i].a, t->v[i].b };
		if (probes + 1 > head.most_probes)
			head.most_probes = probes + 1;
	}
	buf_add(b, str_make((const char *)&head, sizeof(head)));
	buf_add(b, str_make((const char *)slots, head.cap * sizeof(*slots)));
	mem_free(slots);
	return BW_OK;
}

static void write_spans(const struct spans *s, bool v6, struct buf *b)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct span *x = &s->v[i];
		struct range6 r6 = { { x->first.high, x->first.low }, { x->last.high, x->last.low },
			x->value, 0 };
		struct range4 r4 = { (uint32_t)x->first.low, (uint32_t)x->last.low, x->value };

		if (v6)
			buf_add(b, str_make((const char *)&r6, sizeof(r6)));
		else
			buf_add(b, str_make((const char *)&r4, sizeof(r4)));
	}
}

static int write_section(struct maker *m, enum section id, struct buf *b, struct err *e)
{
	const struct {
		struct spans *spans;
		bool v6;
	} spans[SEC_COUNT] = {
		[SEC_AS4] = { &m->as4, false },
		[SEC_AS6] = { &m->as6, true },
		[SEC_COUNTRY4] = { &m->country4, false },
		[SEC_COUNTRY6] = { &m->country6, true },
		[SEC_RANGE4] = { &m->range4, false },
		[SEC_RANGE6] = { &m->range6, true },
		[SEC_RDAP4] = { &m->rdap4, false },
		[SEC_RDAP6] = { &m->rdap6, true },
		[SEC_RDAP_AS] = { &m->rdap_as, false },
	};

	if (spans[id].spans)
		write_spans(spans[id].spans, spans[id].v6, b);
	else if (id == SEC_PROTECTED)
		buf_add(b, m->protected_names);
	else if (m->rows[id].n)
		buf_add(b, buf_str(&m->rows[id]));
	else
		return write_table(m, &m->tables[id], b, e);
	return BW_OK;
}

int maker_write(struct maker *m, struct buf *out, struct err *e)
{
	struct image_header h = {
		.version = IMAGE_VERSION, .mark = IMAGE_MARK, .sections = SEC_COUNT
	};
	struct meta_row meta = { m->rank_list_size };
	size_t start = out->n;
	int rc;

	memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
	make_row(m, SEC_META, &meta, sizeof(meta));
	buf_add(out, str_make((const char *)&h, sizeof(h)));
	/* The pool is last: writing the tables adds their keys to it. */
	for (int i = SEC_COUNT - 1; i >= 0; i--) {
		align8(out);
		h.sec[i].at = out->n - start;
		if (i == SEC_POOL)
			buf_add(out, buf_str(&m->pool));
		else if ((rc = write_section(m, (enum section)i, out, e)))
			return rc;
		h.sec[i].n = out->n - start - h.sec[i].at;
		if (maker_bad(m))
			return err_nomem(e);
	}
	h.size = out->n - start;
	h.check = hash_fixed(str_make((const char *)&h, sizeof(h)));
	if (!out->bad)
		memcpy(out->p + start, &h, sizeof(h));
	return buf_check(out, "reference image", e);
}
