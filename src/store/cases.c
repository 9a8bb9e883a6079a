/* SPDX-License-Identifier: Apache-2.0 */
/* From the spool to the rows of cases, and back to values. */
#include "base/mem.h"
#include "store/inner.h"
#include "store/ledger_rows.h"

/* ---- the transaction ---- */

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

static int note_block(struct work *w, const struct spool_block *b, struct err *e)
{
	if (b->first_ord != w->now.next_ord)
		return err_set(e, BW_EIO,
			"the spool is damaged: report %llu is missing before segment %u, byte %llu",
			(unsigned long long)w->now.next_ord, b->pos.segment,
			(unsigned long long)b->pos.at);
	w->now.block[w->now.blocks].first_ord = b->first_ord;
	w->now.block[w->now.blocks].n = b->n;
	w->now.block[w->now.blocks].received_at_s = b->received_at_s;
	w->now.block[w->now.blocks].pos = b->pos;
	w->now.blocks++;
	w->now.end = b->next;
	w->now.next_ord += b->n;
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

int store_work_next(struct work *w, struct arena *a, size_t most, const struct store_item **items,
	size_t *n, struct err *e)
{
	struct {
		struct store_item *v;
		size_t n, cap;
	} all = { 0 };
	struct spool_pos end;
	struct spool_block b;
	uint64_t next;
	size_t bytes = 0;
	bool more;
	int rc = spool_end(w->s, &end, &next, e);

	if (rc)
		return rc;
	*n = 0;
	w->now.blocks = 0;
	w->now.end = w->mark;
	w->now.next_ord = w->next_ord;
	if (next < w->next_ord)
		return err_set(e, BW_EIO, "the spool ends at report %llu, the database knows %llu",
			(unsigned long long)next - 1, (unsigned long long)w->next_ord - 1);
	while (w->now.next_ord < next && all.n < most && bytes < ((size_t)96 << 20) &&
		w->now.blocks < 256) {
		rc = spool_read(&w->reader, w->now.end, &b, &more, e);
		if (rc)
			return rc;
		if (!more)
			return err_set(e, BW_EIO, "the spool ends before report %llu",
				(unsigned long long)next - 1);
		rc = note_block(w, &b, e);
		if (rc)
			return rc;
		while (all.cap < all.n + b.n)
			if (!vec_room(a, (void **)&all.v, all.n, &all.cap, sizeof(*all.v)))
				return err_nomem(e);
		rc = items_of(w, a, &b, all.v + all.n, e);
		if (rc)
			return rc;
		all.n += b.n;
		bytes += b.plain_n;
	}
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
	int rc = work_hot_flush(w, e);

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

/* ---- cases ---- */

int64_t store_case_number(struct work *w)
{
	return w->next_case++;
}

int64_t store_case_count(struct work *w)
{
	return w->next_case - 1;
}

static int find_home(
	struct db *d, struct str site, enum harm_class c, int64_t *id, int64_t *via, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_home_find, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, site);
	sqlite3_bind_int(st, 2, (int)c);
	rc = db_step(d, st, &row, e);
	if (rc)
		return rc;
	*id = row ? sqlite3_column_int64(st, 0) : 0;
	*via = row ? sqlite3_column_int64(st, 1) : 0;
	sqlite3_reset(st);
	return BW_OK;
}

int store_case_find(struct work *w, struct str site, enum harm_class c, int64_t *id, int64_t *via,
	struct err *e)
{
	return find_home(&w->s->db, site, c, id, via, e);
}

int store_case_at(struct store *s, struct str site, enum harm_class c, int64_t *id, struct err *e)
{
	int64_t via;

	return find_home(&s->db, site, c, id, &via, e);
}

int store_home_put(struct work *w, struct str site, enum harm_class c, int64_t id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_home_put, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, site);
	sqlite3_bind_int(st, 2, (int)c);
	sqlite3_bind_int64(st, 3, 0);
	sqlite3_bind_int64(st, 4, id);
	return db_run(&w->s->db, st, e);
}

struct case_words { /* numbers of the words a case is stored with */
	int64_t brand;
	struct step_ids {
		int64_t action, actor;
	} proposal, next;
};

static int step_ids(struct work *w, const struct store_step *s, struct step_ids *out, struct err *e)
{
	int rc = store_word(w, s->action, &out->action, e);

	return rc ? rc : store_word(w, s->actor, &out->actor, e);
}

static int case_words(
	struct work *w, const struct store_case *c, struct case_words *out, struct err *e)
{
	int rc = step_ids(w, &c->proposal, &out->proposal, e);

	if (!rc)
		rc = step_ids(w, &c->next, &out->next, e);
	return rc ? rc : store_word(w, c->brand, &out->brand, e);
}

/* What changes with each report and each look, from column ${at} on. */
static void bind_case(
	sqlite3_stmt *st, int at, const struct store_case *c, const struct case_words *x)
{
	db_bind_str(st, at, c->target.p ? c->target : STR(""));
	db_bind_opt(st, at + 1, x->brand, 0);
	sqlite3_bind_int64(st, at + 2, c->names);
	sqlite3_bind_int64(st, at + 3, c->missing);
	sqlite3_bind_int(st, at + 4, (int)c->verdict);
	sqlite3_bind_int(st, at + 5, c->decision);
	db_bind_opt(st, at + 6, x->proposal.action, 0);
	db_bind_opt(st, at + 7, c->proposal.role, STORE_NONE);
	db_bind_opt(st, at + 8, x->proposal.actor, 0);
	db_bind_opt(st, at + 9, c->proposal.effect, STORE_NONE);
	db_bind_opt(st, at + 10, c->proposal.collateral, STORE_NONE);
	db_bind_opt(st, at + 11, x->next.action, 0);
	db_bind_opt(st, at + 12, c->next.role, STORE_NONE);
	db_bind_opt(st, at + 13, x->next.actor, 0);
	sqlite3_bind_int64(st, at + 14, c->worked_at_s);
	sqlite3_bind_int64(st, at + 15, c->recurrences);
	db_bind_opt(st, at + 16, c->merged_into, 0);
	db_bind_str(st, at + 17, c->routing);
	db_bind_str(st, at + 18, c->country.n ? c->country : (struct str){ NULL, 0 });
}

int store_case_put(struct work *w, const struct store_case *c, struct err *e)
{
	struct db *d = &w->s->db;
	struct case_words x;
	sqlite3_stmt *st;
	int64_t seq;
	int rc = case_words(w, c, &x, e);

	if (rc)
		return rc;
	st = db_stmt(d, STMT_case_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, c->id);
	db_bind_str(st, 2, c->site);
	sqlite3_bind_int(st, 3, (int)c->harm_class);
	sqlite3_bind_int64(st, 4, c->part);
	sqlite3_bind_int(st, 5, (int)c->site_kind);
	sqlite3_bind_int(st, 6, c->harm);
	sqlite3_bind_int64(st, 7, c->opened_at_s);
	bind_case(st, 8, c, &x);
	rc = db_run(d, st, e);
	if (rc || c->part)
		return rc;
	return store_event_put_facts(
		w, c->id, c->opened_at_s, EVENT_OPENED, 0, STR(""), c->facts, &seq, e);
}

int store_case_set(struct work *w, const struct store_case *c, struct err *e)
{
	struct db *d = &w->s->db;
	struct case_words x;
	sqlite3_stmt *st;
	int rc = case_words(w, c, &x, e);

	if (rc)
		return rc;
	st = db_stmt(d, STMT_case_set, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, c->id);
	bind_case(st, 2, c, &x);
	return db_run(d, st, e);
}

int store_report_put(struct work *w, int64_t case_id, const struct store_report *r, struct err *e)
{
	sqlite3_stmt *st;
	int64_t reporter;
	int rc = store_word(w, r->reporter, &reporter, e);

	if (rc)
		return rc;
	st = db_stmt(&w->s->db, STMT_report_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int64(st, 2, (int64_t)r->ord);
	db_bind_opt(st, 3, r->via, 0);
	sqlite3_bind_int64(st, 4, reporter);
	sqlite3_bind_int(st, 5, r->harm);
	sqlite3_bind_int(st, 6, (int)r->tier);
	sqlite3_bind_int64(st, 7, r->evidence);
	db_bind_opt(st, 8, r->incident_at_s, CLOCK_NONE);
	db_bind_opt(st, 9, r->page, STORE_NONE);
	db_bind_opt(st, 10, r->erased, 0);
	if (w->joined && r->ord - w->next_ord < w->joined_cap)
		w->joined[r->ord - w->next_ord] = (uint64_t)case_id;
	return db_run(&w->s->db, st, e);
}

/* A case's salt comes with its first event, and anew after an erasure; what is of no case has its own. */
static int wants_salt(
	struct work *w, int64_t case_id, enum store_event_kind k, bool *out, struct err *e)
{
	static const unsigned char none[STORE_SALT];
	sqlite3_stmt *st;
	int rc;

	*out = true;
	if (case_id == 0 || k == EVENT_OPENED || k == EVENT_SPLIT_OFF)
		return BW_OK;
	st = db_stmt(&w->s->db, STMT_event_salt, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	rc = db_step(&w->s->db, st, out, e);
	if (!rc)
		*out = !*out || sqlite3_column_bytes(st, 0) != sizeof(none) ||
		       memcmp(sqlite3_column_blob(st, 0), none, sizeof(none)) == 0;
	sqlite3_reset(st);
	return rc;
}

int store_event_put_facts(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, struct str facts, int64_t *seq, struct err *e)
{
	unsigned char salt[STORE_SALT];
	sqlite3_stmt *st;
	bool salted;
	int rc = wants_salt(w, case_id, k, &salted, e);

	if (!rc && salted)
		rc = work_salt(w, salt, e);
	st = rc ? NULL : db_stmt(&w->s->db, STMT_event_put, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	sqlite3_bind_int64(st, 2, at_s);
	sqlite3_bind_int(st, 3, (int)k);
	db_bind_opt(st, 4, undoes, 0);
	db_bind_str(st, 5, detail.p ? detail : STR(""));
	if (facts.n)
		sqlite3_bind_blob64(st, 6, facts.p, facts.n, SQLITE_STATIC);
	else
		sqlite3_bind_null(st, 6);
	if (salted)
		sqlite3_bind_blob(st, 7, salt, sizeof(salt), SQLITE_STATIC);
	else
		sqlite3_bind_null(st, 7);
	rc = db_run(&w->s->db, st, e);
	*seq = sqlite3_last_insert_rowid(w->s->db.h);
	w->events += rc == BW_OK;
	return rc;
}

int store_event_put(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, int64_t *seq, struct err *e)
{
	return store_event_put_facts(w, case_id, at_s, k, undoes, detail, STR(""), seq, e);
}

/* ---- reading ---- */

static int read_cold(
	struct db *d, struct arena *a, sqlite3_stmt *st, struct store_case *out, struct err *e)
{
	int64_t brand, action, actor, next_action, next_actor;
	int rc;

	*out = (struct store_case){ .id = sqlite3_column_int64(st, 0),
		.site = db_col_str(a, st, 1),
		.harm_class = (enum harm_class)sqlite3_column_int(st, 2),
		.part = sqlite3_column_int64(st, 3),
		.site_kind = (enum site_kind)sqlite3_column_int(st, 4),
		.harm = sqlite3_column_int(st, 5),
		.opened_at_s = sqlite3_column_int64(st, 6),
		.target = db_col_str(a, st, 7),
		.names = (uint32_t)sqlite3_column_int64(st, 9),
		.missing = (evidence_set)sqlite3_column_int64(st, 10),
		.verdict = (enum verdict)sqlite3_column_int(st, 11),
		.decision = sqlite3_column_int(st, 12),
		.worked_at_s = sqlite3_column_int64(st, 21),
		.recurrences = (uint32_t)sqlite3_column_int64(st, 22),
		.merged_into = sqlite3_column_int64(st, 23),
		.routing = db_col_str(a, st, 24),
		.country = db_col_str(a, st, 25) };
	brand = sqlite3_column_int64(st, 8);
	action = sqlite3_column_int64(st, 13);
	out->proposal.role = (int)db_col_opt(st, 14, STORE_NONE);
	actor = sqlite3_column_int64(st, 15);
	out->proposal.effect = (int)db_col_opt(st, 16, STORE_NONE);
	out->proposal.collateral = (int)db_col_opt(st, 17, STORE_NONE);
	next_action = sqlite3_column_int64(st, 18);
	out->next.role = (int)db_col_opt(st, 19, STORE_NONE);
	next_actor = sqlite3_column_int64(st, 20);
	out->next.effect = out->next.collateral = STORE_NONE;
	sqlite3_reset(st);
	if (!out->site.p || !out->target.p)
		return err_nomem(e);
	rc = word_text(d, a, brand, &out->brand, e);
	if (!rc)
		rc = word_text(d, a, action, &out->proposal.action, e);
	if (!rc)
		rc = word_text(d, a, actor, &out->proposal.actor, e);
	if (!rc)
		rc = word_text(d, a, next_action, &out->next.action, e);
	if (!rc)
		rc = word_text(d, a, next_actor, &out->next.actor, e);
	return rc;
}

int case_read(struct db *d, struct arena *a, int64_t id, struct store_case *out, bool *found,
	struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_case_get, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = db_step(d, st, found, e);
	if (rc || !*found)
		return rc;
	return read_cold(d, a, st, out, e);
}

int store_case_load(
	struct work *w, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	bool found;
	int rc = case_read(&w->s->db, a, id, out, &found, e);

	if (!rc && !found)
		rc = err_set(
			e, BW_EIO, "the store is damaged: case %lld has no row", (long long)id);
	return rc;
}

static void from_hot(struct store_case *c, const struct hot_case *h)
{
	c->state = h->state;
	c->reports = h->reports;
	c->last_seen_s = h->last_seen_s;
	c->due_s = h->due_s;
	c->evidence = h->evidence;
	c->tier = h->tier;
	c->grade = h->grade;
}

static int case_get(
	struct store *s, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct hot_case h;
	sqlite3_stmt *st;
	bool found;
	int rc = case_read(&s->db, a, id, out, &found, e);

	if (rc)
		return rc;
	if (!found)
		return err_set(e, BW_ENOTFOUND, "there is no case %s",
			store_id_text('c', (uint64_t)id, text));
	st = db_stmt(&s->db, STMT_hot_get, e);
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, hot_chunk_of(id));
	rc = db_step(&s->db, st, &found, e);
	if (rc)
		return rc;
	if (!found || sqlite3_column_bytes(st, 0) != HOT_BYTES) {
		sqlite3_reset(st);
		return err_set(e, BW_EIO, "the store is damaged: case %lld is not in the list",
			(long long)id);
	}
	hot_read((const struct hot_chunk *)sqlite3_column_blob(st, 0), hot_index_of(id), &h);
	sqlite3_reset(st);
	from_hot(out, &h);
	return BW_OK;
}

int store_case_get(
	struct store *s, struct arena *a, int64_t id, struct store_case *out, struct err *e)
{
	const struct store_case *had = look_get(&s->db, LOOK_CASE, LOOK_NUMBER(id));
	struct arena *room;
	struct store_case *keep;
	int rc;

	if (had) {
		*out = *had;
		return BW_OK;
	}
	room = look_room(&s->db);
	rc = case_get(s, room ? room : a, id, out, e);
	keep = room && !rc ? ARENA_NEW(room, struct store_case) : NULL;
	if (keep) {
		*keep = *out;
		look_put(&s->db, LOOK_CASE, LOOK_NUMBER(id), keep);
	}
	return rc;
}

int store_case_reports(struct store *s, struct arena *a, int64_t id, uint64_t after, size_t most,
	struct store_report **out, size_t *n, struct err *e)
{
	struct {
		struct store_report *v;
		size_t n, cap;
	} all = { 0 };
	struct {
		int64_t *v;
		size_t n, cap;
	} who = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_report_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, (int64_t)after);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row && all.n < most) {
		struct store_report *r = VEC_PUSH(a, &all);
		int64_t *word = VEC_PUSH(a, &who);

		if (!r || !word) {
			rc = err_nomem(e);
			break;
		}
		*r = (struct store_report){ .ord = (uint64_t)sqlite3_column_int64(st, 1),
			.via = sqlite3_column_int64(st, 2),
			.harm = sqlite3_column_int(st, 4),
			.tier = (enum tier)sqlite3_column_int(st, 5),
			.evidence = (evidence_set)sqlite3_column_int64(st, 6),
			.incident_at_s = db_col_opt(st, 7, CLOCK_NONE),
			.page = (int)db_col_opt(st, 8, STORE_NONE),
			.erased = sqlite3_column_int(st, 9) != 0 };
		*word = sqlite3_column_int64(st, 3);
	}
	sqlite3_reset(st);
	for (size_t i = 0; !rc && i < all.n; i++)
		rc = word_text(&s->db, a, who.v[i], &all.v[i].reporter, e);
	if (rc)
		return rc;
	*out = all.v;
	*n = all.n;
	return BW_OK;
}

int store_case_events(struct store *s, struct arena *a, int64_t id, struct store_event **out,
	size_t *n, struct err *e)
{
	struct {
		struct store_event *v;
		size_t n, cap;
	} all = { 0 };
	sqlite3_stmt *st = db_stmt(&s->db, STMT_event_of, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	while ((rc = db_step(&s->db, st, &row, e)) == BW_OK && row) {
		struct store_event *v = VEC_PUSH(a, &all);

		if (!v) {
			rc = err_nomem(e);
			break;
		}
		*v = (struct store_event){ .seq = sqlite3_column_int64(st, 0),
			.case_id = sqlite3_column_int64(st, 1),
			.at_s = sqlite3_column_int64(st, 2),
			.kind = (enum store_event_kind)sqlite3_column_int(st, 3),
			.undoes = sqlite3_column_int64(st, 4),
			.detail = db_col_str(a, st, 5) };
	}
	sqlite3_reset(st);
	*out = all.v;
	*n = all.n;
	return rc;
}
