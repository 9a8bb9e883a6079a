/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of cases, from the packed columns; by site from the index of sites (by_site.h). */
#include <stdio.h>

#include "base/mem.h"
#include "store/by_site.h"
#include "store/inner.h"
#include "store/ties.h"

/* A case's place in the order: smaller comes first. */
struct place {
	uint64_t key;
	int64_t id; /* negative where later numbers come first */
};

static bool place_less(struct place a, struct place b)
{
	return a.key < b.key || (a.key == b.key && a.id < b.id);
}

/* A page: the least ${most} places after ${after}, as a heap with the greatest on top. */
struct page {
	struct place *v;
	size_t n, cap, most;
	struct place after;
	bool from_start;
};

static void sift_down(struct place *v, size_t n, size_t i)
{
	for (;;) {
		size_t big = i, l = 2 * i + 1, r = l + 1;
		struct place t;

		if (l < n && place_less(v[big], v[l]))
			big = l;
		if (r < n && place_less(v[big], v[r]))
			big = r;
		if (big == i)
			return;
		t = v[i];
		v[i] = v[big];
		v[big] = t;
		i = big;
	}
}

static int page_add(struct page *p, struct arena *a, struct place x, struct err *e)
{
	if (p->n < p->most) {
		if (p->n == p->cap && !vec_room(a, (void **)&p->v, p->n, &p->cap, sizeof(*p->v)))
			return err_nomem(e);
		p->v[p->n++] = x;
		if (p->n == p->most)
			for (size_t i = p->n / 2; i-- > 0;)
				sift_down(p->v, p->n, i);
		return BW_OK;
	}
	if (p->most && place_less(x, p->v[0])) {
		p->v[0] = x;
		sift_down(p->v, p->n, 0);
	}
	return BW_OK;
}

static void heap_sort(struct place *v, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift_down(v, n, i);
	while (n > 1) {
		struct place t = v[0];

		v[0] = v[--n];
		v[n] = t;
		sift_down(v, n, 0);
	}
}

/* Greater values, and later cases among equals, come first. */
static bool late_first(const struct store_query *q)
{
	return q->sort == SORT_DUE ? q->reverse : !q->reverse;
}

static struct place place_of(
	const struct hot_chunk *c, size_t i, int64_t id, enum store_sort sort, bool reverse)
{
	uint32_t v = 0;
	bool late = !reverse; /* greater first */

	switch (sort) {
	case SORT_LAST_SEEN: v = c->last[i]; break;
	case SORT_REPORTS: v = c->reports[i]; break;
	case SORT_DUE:
		/* Without a date: behind all others, either way. */
		late = reverse;
		v = c->due[i] || late ? c->due[i] : UINT32_MAX;
		break;
	default: break;
	}
	return late ? (struct place){ UINT32_MAX - v, -id } : (struct place){ v, id };
}

struct filter {
	uint32_t mask, value;
	unsigned char *only; /* a bit for each case, or NULL */
	int64_t from, to; /* cases with these numbers */
	bool none; /* nothing can match */
};

static void want(struct filter *f, int value, uint32_t mask, uint32_t packed)
{
	if (value < 0)
		return;
	f->mask |= mask;
	f->value |= packed;
}

static int action_number(struct store *s, struct str name, struct filter *f, struct err *e)
{
	sqlite3_stmt *st;
	bool row;
	int rc;

	if (!name.n)
		return BW_OK;
	st = db_stmt(&s->db, STMT_action_get, e);
	if (!st)
		return e->code;
	db_bind_str(st, 1, name);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		want(f, 1, HOT_MASK(HOT_ACTION), HOT_PUT(sqlite3_column_int64(st, 0), HOT_ACTION));
	else
		f->none = true;
	sqlite3_reset(st);
	return rc;
}

static int make_filter(
	struct store *s, const struct store_query *q, struct filter *f, struct err *e)
{
	*f = (struct filter){
		.mask = HOT_THERE | HOT_MERGED, .value = HOT_THERE, .from = 1, .to = INT64_MAX
	};
	want(f, q->state, HOT_MASK(HOT_STATE), HOT_PUT(q->state, HOT_STATE));
	want(f, q->harm_class, HOT_MASK(HOT_CLASS), HOT_PUT(q->harm_class, HOT_CLASS));
	want(f, q->verdict, HOT_MASK(HOT_VERDICT), HOT_PUT(q->verdict, HOT_VERDICT));
	want(f, q->kind, HOT_MASK(HOT_KIND), HOT_PUT(q->kind, HOT_KIND));
	want(f, q->role, HOT_MASK(HOT_ROLE), HOT_PUT(q->role, HOT_ROLE));
	return action_number(s, q->action, f, e);
}

/* Most cases are out at a look: what is filtered, or comes after all of a page that is full.  Eight at a time,
 * four to a register; true where one of those from ${i} on has to be looked at. */
typedef uint32_t four __attribute__((vector_size(16)));
#define AT_ONCE 8

struct glance {
	const uint32_t *v; /* column of the order */
	four mask, value; /* of the attributes */
	four flip,
		less; /* makes of a value what place_of makes of it, but for 0, which may come last */
	four most; /* what may still come onto the page */
	bool none; /* nothing may */
};

static const uint32_t *column(const struct hot_chunk *c, enum store_sort sort)
{
	return sort == SORT_LAST_SEEN ? c->last : sort == SORT_REPORTS ? c->reports : c->due;
}

static four all_of(uint32_t x)
{
	return (four){ x, x, x, x };
}

static void glance_at(struct glance *g, const struct hot_chunk *c, const struct filter *f,
	const struct store_query *q, const struct page *p)
{
	bool due = q->sort == SORT_DUE, late = due ? q->reverse : !q->reverse;
	uint32_t less = due && !late; /* 0 then comes last */
	uint32_t most = UINT32_MAX;
	bool full = p->n && p->n == p->most;

	/* Of equals the one met first comes first, so that only what is truly before the last of the page matters. */
	if (full && q->sort != SORT_OPENED)
		most = p->v[0].key >= UINT32_MAX ? UINT32_MAX : (uint32_t)p->v[0].key - less;
	g->none = full && (most == 0 || q->sort == SORT_OPENED);
	g->v = column(c, q->sort);
	g->mask = all_of(f->mask);
	g->value = all_of(f->value);
	g->flip = all_of(late ? UINT32_MAX : 0);
	g->less = all_of(less);
	g->most = all_of(full && most ? most - 1 : most);
}

static bool any_at(const struct glance *g, const struct hot_chunk *c, size_t i)
{
	four any = { 0 };
	uint64_t bits[2];

	if (g->none)
		return false;
	for (size_t k = i; k < i + AT_ONCE; k += 4) {
		four a, v;

		memcpy(&a, c->attr + k, sizeof(a));
		memcpy(&v, g->v + k, sizeof(v));
		any |= (four)((a & g->mask) == g->value) &
		       (four)((v ^ g->flip) - g->less <= g->most);
	}
	memcpy(bits, &any, sizeof(bits));
	return bits[0] | bits[1];
}

/* Of the eight cases from ${id} on: does a filter by numbers leave one? */
static bool any_wanted(const struct filter *f, int64_t id)
{
	return !f->only || (f->only[id >> 3] | f->only[(id >> 3) + 1] << 8) >> (id & 7) & 0xff;
}

static int scan_chunk(const struct hot_chunk *c, int64_t no, const struct filter *f,
	const struct store_query *q, struct page *p, struct arena *a, struct err *e)
{
	bool late = late_first(q);
	struct glance g;

	for (size_t k = 0; k < HOT_CASES; k++) {
		size_t i = late ? HOT_CASES - 1 - k : k;
		int64_t id = no * HOT_CASES + (int64_t)i + 1;
		struct place x;
		int rc;

		if (k % AT_ONCE == 0) {
			glance_at(&g, c, f, q, p);
			if (!any_wanted(f, late ? id - (AT_ONCE - 1) : id) ||
				!any_at(&g, c, i - (late ? AT_ONCE - 1 : 0))) {
				k += AT_ONCE - 1;
				continue;
			}
		}
		if ((c->attr[i] & f->mask) != f->value || id < f->from || id > f->to)
			continue;
		if (f->only && !(f->only[id >> 3] >> (id & 7) & 1))
			continue;
		x = place_of(c, i, id, q->sort, q->reverse);
		if (!p->from_start && !place_less(p->after, x))
			continue;
		rc = page_add(p, a, x, e);
		if (rc)
			return rc;
	}
	return BW_OK;
}

/* Where the page before ended. */
static int find_after(struct store *s, const struct store_query *q, struct page *p, struct err *e)
{
	char text[STORE_ID_TEXT];
	sqlite3_stmt *st;
	bool row;
	int rc;

	p->from_start = q->after == 0;
	if (p->from_start)
		return BW_OK;
	st = db_stmt(&s->db, STMT_hot_get, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(q->after));
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	if (row && sqlite3_column_bytes(st, 0) == HOT_BYTES)
		p->after = place_of((const struct hot_chunk *)sqlite3_column_blob(st, 0),
			hot_index_of(q->after), q->after, q->sort, q->reverse);
	else
		rc = err_set(e, BW_ENOTFOUND, "there is no case %s",
			store_id_text('c', (uint64_t)q->after, text));
	sqlite3_reset(st);
	return rc;
}

static int scan(struct store *s, struct arena *a, const struct store_query *q,
	const struct filter *f, int64_t **ids, size_t *n, struct err *e)
{
	struct page p = { .most = q->limit ? q->limit : SIZE_MAX };
	sqlite3_stmt *st;
	bool row;
	int rc = find_after(s, q, &p, e);

	if (rc)
		return rc;
	/* The likely ones first: what comes later then falls out of the page at one comparison. */
	st = db_stmt(&s->db, late_first(q) ? STMT_hot_range_back : STMT_hot_range, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(f->from));
	sqlite3_bind_int64(st, 2, hot_chunk_of(f->to));
	while (!f->none && !(q->sort == SORT_OPENED && p.n == p.most) &&
		(rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		if (sqlite3_column_bytes(st, 1) != HOT_BYTES) {
			rc = err_set(e, BW_EIO,
				"the store is damaged: chunk %lld of the case list has a wrong "
				"size",
				(long long)sqlite3_column_int64(st, 0));
			break;
		}
		rc = scan_chunk((const struct hot_chunk *)sqlite3_column_blob(st, 1),
			sqlite3_column_int64(st, 0), f, q, &p, a, e);
		if (rc)
			break;
	}
	sqlite3_reset(st);
	if (rc)
		return rc;
	heap_sort(p.v, p.n);
	*ids = ARENA_ARRAY(a, int64_t, p.n ? p.n : 1);
	if (!*ids)
		return err_nomem(e);
	for (size_t i = 0; i < p.n; i++)
		(*ids)[i] = p.v[i].id < 0 ? -p.v[i].id : p.v[i].id;
	*n = p.n;
	return BW_OK;
}

/* ---- what other tables say, as a bit for each case ---- */

/* A bit for each case there is. */
static int room_for_all(
	struct store *s, struct arena *a, unsigned char **bits, size_t *bytes, struct err *e)
{
	int64_t top;
	int rc = db_meta_get(&s->db, "next_case", &top, 1, e);

	if (rc)
		return rc;
	*bytes = (size_t)top / 8 + HOT_CASES / 8 + 2; /* to the end of the last chunk */
	*bits = ARENA_ARRAY(a, unsigned char, *bytes);
	return *bits ? BW_OK : err_nomem(e);
}

/* What was left by an earlier filter must be in ${bits} too. */
static void narrow_to(struct filter *f, unsigned char *bits, size_t bytes)
{
	for (size_t i = 0; f->only && i < bytes; i++)
		bits[i] &= f->only[i];
	f->only = bits;
}

static int narrow(struct store *s, struct arena *a, struct filter *f, const int64_t *ids, size_t n,
	struct err *e)
{
	unsigned char *bits;
	size_t bytes;
	int rc = room_for_all(s, a, &bits, &bytes, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (ids[i] > 0 && (size_t)ids[i] / 8 < bytes)
			bits[ids[i] >> 3] |= (unsigned char)(1u << (ids[i] & 7));
	narrow_to(f, bits, bytes);
	return BW_OK;
}

static int below_prefix(struct store *s, struct arena *a, const struct store_query *q,
	struct filter *f, struct err *e)
{
	size_t most = q->limit ? STORE_PREFIX_MOST + 1 : SIZE_MAX, n;
	int64_t *ids;
	int rc = by_site(s, a, q, NULL, most, &ids, &n, e);

	if (rc)
		return rc;
	if (q->limit && n > STORE_PREFIX_MOST)
		return err_set(e, BW_ELIMIT,
			"more than %d cases have sites that begin so: give more of the name, or "
			"sort by site",
			STORE_PREFIX_MOST);
	return narrow(s, a, f, ids, n, e);
}

/* ---- by country, age, and what is in common ---- */

/* The cases of one chunk that are in the country, as bits.  Eight at a time: most are elsewhere. */
typedef uint16_t eight __attribute__((vector_size(16)));

static void country_bits(
	const struct side_chunk *c, uint16_t country, int64_t first, unsigned char *bits)
{
	eight want = { country, country, country, country, country, country, country, country };

	for (size_t i = 0; i < HOT_CASES; i += 8) {
		uint64_t any[2];
		eight v;

		memcpy(&v, c->country + i, sizeof(v));
		v = (eight)(v == want);
		memcpy(any, &v, sizeof(any));
		for (size_t k = i; (any[0] | any[1]) && k < i + 8; k++) {
			int64_t id = first + (int64_t)k;

			bits[id >> 3] |= (unsigned char)((c->country[k] == country) << (id & 7));
		}
	}
}

static int in_country(
	struct store *s, struct arena *a, struct str text, struct filter *f, struct err *e)
{
	uint16_t country = store_country(text);
	sqlite3_stmt *st;
	unsigned char *bits;
	size_t bytes;
	bool row;
	int rc;

	if (!text.n)
		return BW_OK;
	if (!country)
		return err_set(e, BW_EUSAGE, "a country is two letters, as NL");
	rc = room_for_all(s, a, &bits, &bytes, e);
	if (rc)
		return rc;
	st = db_stmt(&s->db, STMT_side_range, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(f->from));
	sqlite3_bind_int64(st, 2, hot_chunk_of(f->to));
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t first = sqlite3_column_int64(st, 0) * HOT_CASES + 1;

		if (sqlite3_column_bytes(st, 1) == SIDE_BYTES && first > 0 &&
			(size_t)(first + HOT_CASES) / 8 < bytes)
			country_bits(sqlite3_column_blob(st, 1), country, first, bits);
	}
	sqlite3_reset(st);
	if (!rc)
		narrow_to(f, bits, bytes);
	return rc;
}

static int of_age(struct store *s, const struct store_query *q, struct filter *f, struct err *e)
{
	int rc = BW_OK;

	if (q->opened_from_s != CLOCK_NONE)
		rc = store_opened_since(s, q->opened_from_s, &f->from, e);
	if (!rc && q->opened_before_s != CLOCK_NONE) {
		rc = store_opened_since(s, q->opened_before_s, &f->to, e);
		f->to--;
	}
	f->none |= f->to < f->from;
	return rc;
}

static int in_common(struct store *s, struct arena *a, const struct store_query *q,
	struct filter *f, struct err *e)
{
	struct ids ids = { 0 };
	int rc = BW_OK;

	if (q->actor.n) {
		rc = ties_asked(s, a, q->actor, 0, SIZE_MAX, &ids, e);
		if (!rc)
			rc = narrow(s, a, f, ids.v, ids.n, e);
	}
	if (!rc && q->replied) {
		ids = (struct ids){ 0 };
		rc = replies_new(s, a, &ids, e);
		if (!rc)
			rc = narrow(s, a, f, ids.v, ids.n, e);
	}
	for (int i = 0; !rc && i < TIE_KIND_COUNT; i++) {
		const struct ties_ask ask = {
			.kind = (enum tie_kind)i, .value = q->tie[i], .most = SIZE_MAX
		};
		bool more;

		if (!q->tie[i].n)
			continue;
		ids = (struct ids){ 0 };
		rc = ties_cases(s, a, &ask, &ids, &more, e);
		if (!rc && more)
			rc = err_set(e, BW_ELIMIT,
				"more than %d names have that %s in common, which tells nothing of "
				"who is behind them",
				STORE_TIED_MOST, tie_kind_text(i));
		if (!rc)
			rc = narrow(s, a, f, ids.v, ids.n, e);
	}
	return rc;
}

/* On the site itself, or of names that have it as their address or use it as their name server. */
static int all_about(struct store *s, struct arena *a, const struct store_query *q,
	struct filter *f, struct err *e)
{
	static const enum tie_kind by[] = { TIE_ADDRESS, TIE_NAME_SERVER };
	struct ids ids = { 0 };
	bool more;
	int rc;

	if (!q->about_site.n)
		return BW_OK;
	rc = ties_on_site(s, a, q->about_site, &ids, e);
	for (size_t i = 0; !rc && i < sizeof(by) / sizeof(by[0]); i++) {
		const struct ties_ask ask = { .kind = by[i], .value = q->about, .most = SIZE_MAX };

		rc = ties_cases(s, a, &ask, &ids, &more, e);
	}
	return rc ? rc : narrow(s, a, f, ids.v, ids.n, e);
}

static void mark_chunk(
	const struct hot_chunk *c, int64_t first, const struct filter *f, struct chosen *to)
{
	for (size_t i = 0; i < HOT_CASES; i++) {
		int64_t id = first + (int64_t)i;

		if ((c->attr[i] & f->mask) != f->value || id < f->from || id > f->to ||
			(f->only && !(f->only[id >> 3] >> (id & 7) & 1)))
			continue;
		to->bits[id >> 3] |= (unsigned char)(1u << (id & 7));
		to->n++;
	}
}

/* All that the filters leave, then those of it in the order of sites. */
static int chosen_by_site(struct store *s, struct arena *a, const struct store_query *q,
	const struct filter *f, int64_t **ids, size_t *n, struct err *e)
{
	struct chosen chosen = { 0 };
	sqlite3_stmt *st;
	bool row;
	int rc = room_for_all(s, a, &chosen.bits, &chosen.bytes, e);

	if (rc)
		return rc;
	st = db_stmt(&s->db, STMT_hot_range, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(f->from));
	sqlite3_bind_int64(st, 2, hot_chunk_of(f->to));
	while (!f->none && (rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		int64_t first = sqlite3_column_int64(st, 0) * HOT_CASES + 1;

		if (sqlite3_column_bytes(st, 1) == HOT_BYTES && first > 0 &&
			(size_t)(first + HOT_CASES) / 8 < chosen.bytes)
			mark_chunk(sqlite3_column_blob(st, 1), first, f, &chosen);
	}
	sqlite3_reset(st);
	return rc ? rc : by_site(s, a, q, &chosen, q->limit ? q->limit : SIZE_MAX, ids, n, e);
}

static bool more_filters(const struct store_query *q)
{
	bool any = q->action.n || q->harm_class >= 0 || q->verdict >= 0 || q->state >= 0 ||
		   q->kind >= 0 || q->role >= 0 || q->country.n || q->actor.n || q->about_site.n ||
		   q->replied || q->opened_from_s != CLOCK_NONE || q->opened_before_s != CLOCK_NONE;

	for (int i = 0; i < TIE_KIND_COUNT; i++)
		any |= q->tie[i].n != 0;
	return any;
}

static int list(struct store *s, struct arena *a, const struct store_query *q, int64_t **ids,
	size_t *n, struct err *e)
{
	struct filter f;
	int rc;

	if (sqlite3_exec(s->db.h, "PRAGMA mmap_size = 1073741824", NULL, NULL, NULL))
		return db_fail(&s->db, e);
	rc = make_filter(s, q, &f, e);
	if (rc)
		return rc;
	if (q->sort == SORT_SITE && !more_filters(q))
		return by_site(s, a, q, NULL, q->limit ? q->limit : SIZE_MAX, ids, n, e);
	rc = of_age(s, q, &f, e);
	if (!rc && !f.none)
		rc = in_country(s, a, q->country, &f, e);
	if (!rc && !f.none)
		rc = in_common(s, a, q, &f, e);
	if (!rc && !f.none)
		rc = all_about(s, a, q, &f, e);
	if (!rc && q->site_prefix.n && q->sort != SORT_SITE)
		rc = below_prefix(s, a, q, &f, e);
	if (rc)
		return rc;
	return q->sort == SORT_SITE ? chosen_by_site(s, a, q, &f, ids, n, e)
				    : scan(s, a, q, &f, ids, n, e);
}

/* A page that was read before. */
struct look_list {
	size_t n;
	int64_t *ids;
};
#define LOOK_IDS 1000

static void remember(struct db *d, struct str key, const int64_t *ids, size_t n)
{
	struct arena *room = n <= LOOK_IDS ? look_room(d) : NULL;
	struct look_list *keep = room ? ARENA_NEW(room, struct look_list) : NULL;

	if (!keep)
		return;
	keep->n = n;
	keep->ids = ARENA_ARRAY(room, int64_t, n + 1);
	if (!keep->ids)
		return;
	if (n)
		memcpy(keep->ids, ids, n * sizeof(*ids));
	look_put(d, LOOK_LIST, key, keep);
}

int store_list(struct store *s, struct arena *a, const struct store_query *q, int64_t **ids,
	size_t *n, struct err *e)
{
	char room[500];
	struct str key = store_query_key(q, room, sizeof(room));
	const struct look_list *had = key.p ? look_get(&s->db, LOOK_LIST, key) : NULL;
	int rc;

	if (!had) {
		rc = list(s, a, q, ids, n, e);
		if (!rc && key.p)
			remember(&s->db, key, *ids, *n);
		return rc;
	}
	*ids = ARENA_ARRAY(a, int64_t, had->n + 1);
	if (!*ids)
		return err_nomem(e);
	if (had->n)
		memcpy(*ids, had->ids, had->n * sizeof(**ids));
	*n = had->n;
	return BW_OK;
}

int hot_count(struct db *d, int64_t *cases, int64_t *reports, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_hot_all, e);
	int64_t c = 0, r = 0;
	bool row;
	int rc;

	if (!st)
		return e->code;
	while ((rc = db_step(d, st, &row, e)) == BW_OK && row) {
		const struct hot_chunk *h = sqlite3_column_blob(st, 1);

		for (size_t i = 0; i < HOT_CASES && sqlite3_column_bytes(st, 1) == HOT_BYTES; i++)
			if (hot_counts(h->attr[i])) {
				c++;
				r += h->reports[i];
			}
	}
	sqlite3_reset(st);
	*cases = c;
	*reports = r;
	return rc;
}

int store_counts(struct store *s, uint64_t *cases, uint64_t *reports, struct err *e)
{
	int64_t c, r;
	int rc = db_meta_get(&s->db, "cases", &c, -1, e);

	if (!rc)
		rc = db_meta_get(&s->db, "reports", &r, -1, e);
	if (!rc && (c < 0 || r < 0)) /* nothing was worked since a version that did not count */
		rc = hot_count(&s->db, &c, &r, e);
	if (rc)
		return rc;
	*cases = (uint64_t)c;
	*reports = (uint64_t)r;
	return BW_OK;
}
