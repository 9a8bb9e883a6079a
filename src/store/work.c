/* SPDX-License-Identifier: Apache-2.0 */
/* The transaction in which reports of the spool become rows: from the watermark to the commit. */
#include "base/mem.h"
#include "store/inner.h"
#include "store/ledger_rows.h"

#define PORTION_BYTES \
	((size_t)96 << 20) /* of a transaction's reports, unpacked, and a block more */

static int work_new(struct store *s, bool lock, struct work **out, struct err *e)
{
	struct work *w = mem_calloc(1, sizeof(*w));
	int rc = BW_OK;

	if (!w)
		return err_nomem(e);
	store_look_end(s);
	w->s = s;
	w->chunk_no = -1;
	w->reader.fd = -1;
	rows_init(&w->home, 4);
	rows_init(&w->opened, ROWS_COLUMNS);
	rows_init(&w->report, 10);
	rows_init(&w->event, 7);
	if (lock)
		rc = store_lock(s, s->work_lock, "work.lock", s->set.wait_ms, e);
	if (rc) {
		mem_free(w);
		return rc;
	}
	w->locked = lock;
	store_facts_forget(s); /* another process may have put some */
	*out = w;
	return BW_OK;
}

static int read_mark(struct work *w, struct err *e)
{
	struct db *d = &w->s->db;
	int64_t segment, at, next;
	int rc = db_meta_get(d, "segment", &segment, 0, e);

	if (!rc)
		rc = db_meta_get(d, "at", &at, 0, e);
	if (!rc)
		rc = db_meta_get(d, "next_ord", &next, 1, e);
	if (!rc)
		rc = db_meta_get(d, "next_case", &w->next_case, 1, e);
	if (!rc)
		rc = db_meta_get(d, "cases", &w->cases, -1, e);
	if (!rc)
		rc = db_meta_get(d, "reports", &w->reports, -1, e);
	if (!rc && (w->cases < 0 || w->reports < 0)) /* a store of before these were kept */
		rc = hot_count(d, &w->cases, &w->reports, e);
	if (rc)
		return rc;
	w->mark = (struct spool_pos){ (uint32_t)segment, (uint64_t)at };
	w->next_ord = (uint64_t)next;
	return BW_OK;
}

int store_work_begin(struct store *s, struct work **out, struct err *e)
{
	struct work *w;
	int rc = work_new(s, true, &w, e);

	if (rc)
		return rc;
	spool_reader_init(&w->reader, &s->spool);
	rc = read_mark(w, e);
	if (rc) {
		store_work_free(w);
		return rc;
	}
	*out = w;
	return BW_OK;
}

static int change_begin(struct store *s, bool lock, struct work **out, struct err *e)
{
	struct work *w;
	int rc = work_new(s, lock, &w, e);

	if (rc)
		return rc;
	/* What a person decided is in no spool: fsync its commit. */
	if (sqlite3_exec(s->db.h, "PRAGMA synchronous = FULL", NULL, NULL, NULL))
		rc = db_fail(&s->db, e);
	if (!rc)
		rc = db_simple(&s->db, STMT_begin, e);
	if (!rc) {
		w->in_transaction = true;
		rc = read_mark(w, e);
	}
	if (rc) {
		store_work_free(w);
		return rc;
	}
	*out = w;
	return BW_OK;
}

int store_change_begin(struct store *s, struct work **out, struct err *e)
{
	return change_begin(s, true, out, e);
}

int work_change(struct store *s, struct work **out, struct err *e)
{
	return change_begin(s, false, out, e);
}

void store_work_free(struct work *w)
{
	struct err ignored;

	if (!w)
		return;
	if (w->in_transaction && db_simple(&w->s->db, STMT_rollback, &ignored))
		w->in_transaction = false; /* SQLite had rolled back already */
	spool_reader_done(&w->reader);
	rows_done(&w->home);
	rows_done(&w->opened);
	rows_done(&w->report);
	rows_done(&w->event);
	mem_free(w->joined);
	if (w->locked)
		store_unlock(w->s->work_lock);
	mem_free(w);
}

int spool_end(struct store *s, struct spool_pos *end, uint64_t *next_ord, struct err *e)
{
	bool fresh;
	int rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);

	if (rc)
		return rc;
	rc = keys_ready(&s->keys, &s->spool, e);
	if (!rc)
		*end = keys_end(&s->keys, next_ord, &fresh);
	store_unlock(s->spool_lock);
	return rc;
}

int store_behind(struct store *s, bool *behind, struct err *e)
{
	struct spool_pos end;
	uint64_t next;
	int64_t worked;
	int rc = spool_end(s, &end, &next, e);

	if (!rc)
		rc = db_meta_get(&s->db, "next_ord", &worked, 1, e);
	if (!rc)
		*behind = (uint64_t)worked < next;
	return rc;
}

static int items_of(struct work *w, struct arena *a, const struct spool_block *b,
	struct store_item *out, struct err *e)
{
	char *plain = arena_room(a, b->plain_n, 1);
	struct store_item *first = out;
	struct entry t;
	struct cur c;
	struct str compact = { NULL, 0 };
	bool erased = false;
	int rc;

	if (!plain)
		return err_nomem(e);
	rc = spool_unpack(&w->s->spool, b, plain, e);
	if (rc)
		return rc;
	c = cur_of(str_make(plain, b->plain_n));
	while (entry_next(&c, &t)) {
		size_t i = (size_t)(out - first);

		if (t.kind == ENTRY_ROW) {
			compact = t.compact;
			erased = t.erased;
		}
		if (t.kind != ENTRY_TARGET)
			continue;
		if (i >= b->n)
			break;
		*out = (struct store_item){ .ord = b->first_ord + i,
			.received_at_s = b->received_at_s,
			.kind = t.site_kind,
			.harm_class = t.harm_class,
			.names = t.names,
			.site = t.site,
			.canonical = t.canonical,
			.routing = t.routing,
			.compact = compact,
			.erased = erased };
		memcpy(out->key.b, b->keys + i * sizeof(struct report_key),
			sizeof(struct report_key));
		out++;
	}
	if (c.bad || (size_t)(out - first) != b->n)
		return err_set(e, BW_EIO,
			"the block at byte %llu of segment %u has %zu reports, not %u",
			(unsigned long long)b->pos.at, b->pos.segment, (size_t)(out - first), b->n);
	return BW_OK;
}

static int note_block(struct store_portion *p, const struct spool_block *b, struct err *e)
{
	if (b->first_ord != p->next_ord)
		return err_set(e, BW_EIO,
			"the spool is damaged: report %llu is missing before segment %u, byte %llu",
			(unsigned long long)p->next_ord, b->pos.segment,
			(unsigned long long)b->pos.at);
	p->block[p->blocks].first_ord = b->first_ord;
	p->block[p->blocks].n = b->n;
	p->block[p->blocks].received_at_s = b->received_at_s;
	p->block[p->blocks].pos = b->pos;
	p->blocks++;
	p->end = b->next;
	p->next_ord += b->n;
	p->reports += b->n;
	p->bytes += b->plain_n;
	return BW_OK;
}

/* Which case each report joins, for its receipt. */
static int joined_room(struct work *w, size_t n, struct err *e)
{
	if (n > w->joined_cap) {
		void *p = mem_resize(w->joined, n, sizeof(*w->joined));

		if (!p)
			return err_nomem(e);
		w->joined = p;
		w->joined_cap = n;
	}
	if (n)
		memset(w->joined, 0, n * sizeof(*w->joined));
	return BW_OK;
}

size_t store_portion_size(void)
{
	return sizeof(struct store_portion);
}

int store_portion_begin(struct work *w, struct store_portion *p, struct err *e)
{
	struct spool_pos end;
	uint64_t next;
	int rc = spool_end(w->s, &end, &next, e);

	if (rc)
		return rc;
	*p = (struct store_portion){ .end = w->mark, .next_ord = w->next_ord, .until = next };
	if (w->now.blocks) { /* in hand, and not committed yet */
		p->end = w->now.end;
		p->next_ord = w->now.next_ord;
	}
	if (next < p->next_ord)
		return err_set(e, BW_EIO, "the spool ends at report %llu, the database knows %llu",
			(unsigned long long)next - 1, (unsigned long long)p->next_ord - 1);
	return BW_OK;
}

size_t store_portion_left(const struct store_portion *p)
{
	return (size_t)(p->until - p->next_ord);
}

struct items {
	struct store_item *v;
	size_t n, cap;
};

/* The next block, behind what is in ${all}; ${*more} is false where the portion is whole. */
static int portion_block(struct work *w, struct store_portion *p, struct arena *a, size_t most,
	struct items *all, bool *more, struct err *e)
{
	struct spool_block b;
	int rc;

	*more = p->next_ord < p->until && p->reports < most && p->bytes < PORTION_BYTES &&
		p->blocks < PORTION_BLOCKS;
	if (!*more)
		return BW_OK;
	rc = spool_read(&w->reader, p->end, &b, more, e);
	if (rc)
		return rc;
	if (!*more)
		return err_set(e, BW_EIO, "the spool ends before report %llu",
			(unsigned long long)p->until - 1);
	rc = note_block(p, &b, e);
	if (rc)
		return rc;
	while (all->cap < all->n + b.n)
		if (!vec_room(a, (void **)&all->v, all->n, &all->cap, sizeof(*all->v)))
			return err_nomem(e);
	rc = items_of(w, a, &b, all->v + all->n, e);
	all->n += rc ? 0 : b.n;
	return rc;
}

int store_portion_read(struct work *w, struct store_portion *p, struct arena *a, size_t most,
	const struct store_item **items, size_t *n, struct err *e)
{
	struct items all = { 0 };
	bool more;
	int rc = portion_block(w, p, a, most, &all, &more, e);

	*items = all.v;
	*n = all.n;
	return rc;
}

int store_portion_take(struct work *w, const struct store_portion *p, struct err *e)
{
	w->now = *p;
	return joined_room(w, p->reports, e);
}

int store_work_next(struct work *w, struct arena *a, size_t most, const struct store_item **items,
	size_t *n, struct err *e)
{
	struct items all = { 0 };
	bool more;
	int rc;

	*n = 0;
	w->now.blocks = 0;
	rc = store_portion_begin(w, &w->now, e);
	do
		if (!rc)
			rc = portion_block(w, &w->now, a, most, &all, &more, e);
	while (!rc && more);
	if (rc)
		return rc;
	*items = all.v;
	*n = all.n;
	return joined_room(w, all.n, e);
}

int store_work_open(struct work *w, struct err *e)
{
	int rc = db_simple(&w->s->db, STMT_begin, e);

	w->in_transaction = rc == BW_OK;
	return rc;
}

int work_row(struct work *w, enum stmt st, struct rowset *r, struct err *e)
{
	return w->now.blocks && !rows_full(r) ? BW_OK : rows_flush(&w->s->db, st, r, e);
}

static int put_rows(struct work *w, struct err *e)
{
	struct db *d = &w->s->db;
	int rc = rows_flush(d, STMT_home_rows, &w->home, e);

	if (!rc)
		rc = rows_flush(d, STMT_case_rows, &w->opened, e);
	if (!rc)
		rc = rows_flush(d, STMT_report_rows, &w->report, e);
	return rc ? rc : rows_flush(d, STMT_event_rows, &w->event, e);
}

static int put_blocks(struct work *w, struct err *e)
{
	struct db *d = &w->s->db;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < w->now.blocks; i++) {
		sqlite3_stmt *st = db_stmt(d, STMT_block_put, e);

		if (!st)
			return e->code;
		sqlite3_bind_int64(st, 1, (int64_t)w->now.block[i].first_ord);
		sqlite3_bind_int64(st, 2, w->now.block[i].n);
		sqlite3_bind_int64(st, 3, w->now.block[i].received_at_s);
		sqlite3_bind_int64(st, 4, w->now.block[i].pos.segment);
		sqlite3_bind_int64(st, 5, (int64_t)w->now.block[i].pos.at);
		rc = db_run(d, st, e);
	}
	return rc;
}

int store_work_commit(struct work *w, struct err *e)
{
	struct db *d = &w->s->db;
	int rc = put_rows(w, e);

	if (!rc)
		rc = work_hot_flush(w, e);
	if (!rc)
		rc = put_blocks(w, e);
	if (!rc && w->now.blocks) {
		rc = db_meta_put(d, "segment", w->now.end.segment, e);
		if (!rc)
			rc = db_meta_put(d, "at", (int64_t)w->now.end.at, e);
		if (!rc)
			rc = db_meta_put(d, "next_ord", (int64_t)w->now.next_ord, e);
	}
	if (!rc)
		rc = db_meta_put(d, "next_case", w->next_case, e);
	if (!rc)
		rc = db_meta_put(d, "cases", w->cases, e);
	if (!rc)
		rc = db_meta_put(d, "reports", w->reports, e);
	if (!rc)
		rc = work_ledger_put(w, e);
	if (!rc)
		rc = db_simple(d, STMT_commit, e);
	if (rc)
		return rc;
	w->in_transaction = false;
	if (w->now.blocks) {
		w->mark = w->now.end;
		w->next_ord = w->now.next_ord;
		w->now.blocks = 0;
	}
	return BW_OK;
}
