/* SPDX-License-Identifier: Apache-2.0 */
/* Every invariant of the store that can be looked up, by name.  Reads one snapshot; damage is an answer,
 * not an error. */
#include <stdio.h>

#include "store/fsck.h"

#define FAULTS_SHOWN 3

void finding_init(struct finding *f)
{
	*f = (struct finding){ 0 };
	buf_init(&f->words, 4096);
}

void finding_fault(struct finding *f, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	if (f->faults++ >= FAULTS_SHOWN)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_printf(&f->words, "%s%s", f->words.n ? "; " : "", line);
}

void fsck_conclude(struct fsck *k, const char *name, struct finding *f, const char *things)
{
	struct store_check *c = &k->out[k->n++];

	c->name = name;
	c->ok = f->faults == 0;
	if (f->faults > FAULTS_SHOWN)
		buf_printf(&f->words, "; %llu faults in all", (unsigned long long)f->faults);
	if (f->words.n)
		c->detail = arena_dup(k->a, buf_str(&f->words));
	else
		c->detail = arena_printf(k->a, "%llu %s", (unsigned long long)f->looked, things);
	buf_done(&f->words);
}

/* ---- spool ---- */

/* Is there nothing in a report but kinds, counts and times? */
static bool says_nothing(struct str compact)
{
	struct report r;
	struct arena a;
	struct err ignored;
	bool nothing;

	arena_init(&a, 0);
	nothing = report_parse(&a, compact, &r, &ignored) == BW_OK &&
		  r.ref.n + r.reporter.org.n + r.reporter.contact.n + r.reporter.domain.n +
				  r.sender.org.n + r.sender.contact.n + r.sender.domain.n +
				  r.brand.n + r.legitimate.n + r.note.n + r.guesses_n ==
			  0 &&
		  r.targets_n == 1 && str_is(r.targets[0], "-");
	arena_done(&a);
	return nothing;
}

static void look_at_items(struct fsck *k, const struct spool_block *b, struct finding *unpacks,
	struct finding *csam, struct finding *gone)
{
	struct arena a;
	char *plain;
	struct entry t;
	struct cur c;
	struct err e;
	uint32_t n = 0;
	bool row_has_raw = false, shared_used = true, erased = false;

	arena_init(&a, 0);
	plain = arena_alloc(&a, b->plain_n);
	if (!plain || spool_unpack(&k->s->spool, b, plain, &e)) {
		finding_fault(unpacks, "block at byte %llu of segment %u does not unpack",
			(unsigned long long)b->pos.at, b->pos.segment);
		arena_done(&a);
		return;
	}
	c = cur_of(str_make(plain, b->plain_n));
	while (entry_next(&c, &t)) {
		if (t.kind == ENTRY_RAW && !shared_used)
			finding_fault(gone, "a message before report %llu belongs to no report",
				(unsigned long long)(b->first_ord + n));
		if (t.kind == ENTRY_RAW)
			shared_used = false;
		if (t.kind == ENTRY_ROW) {
			row_has_raw = t.raw.n || t.shared;
			shared_used = shared_used || t.shared;
			erased = t.erased;
			if (erased && (row_has_raw || !says_nothing(t.compact)))
				finding_fault(gone, "report %llu is erased and says something",
					(unsigned long long)(b->first_ord + n));
		}
		if (t.kind != ENTRY_TARGET)
			continue;
		if (erased && t.canonical.n && !str_eq(t.canonical, t.site))
			finding_fault(gone, "report %llu is erased and has its address",
				(unsigned long long)(b->first_ord + n));
		if (erased && b->first_ord + n < k->db_next)
			k->erased[(b->first_ord + n) >> 3] |=
				(unsigned char)(1u << ((b->first_ord + n) & 7));
		gone->looked += erased;
		n++;
		if (t.harm_class >= CLASS_COUNT || t.site_kind >= SITE_KIND_COUNT || t.site.n == 0)
			finding_fault(unpacks, "report %llu has no proper identity",
				(unsigned long long)(b->first_ord + n - 1));
		if (t.harm_class == CLASS_CSAM && (t.canonical.n || row_has_raw))
			finding_fault(csam, "report %llu keeps what must not be kept",
				(unsigned long long)(b->first_ord + n - 1));
	}
	if (c.bad || n != b->n)
		finding_fault(unpacks, "block at byte %llu of segment %u has %u reports, not %u",
			(unsigned long long)b->pos.at, b->pos.segment, n, b->n);
	unpacks->looked += n;
	csam->looked += n;
	arena_done(&a);
}

/* Under the spool's lock: the key file must not move meanwhile. */
static void look_at_keys(struct fsck *k, const struct spool_block *b, struct finding *f)
{
	for (uint32_t i = 0; i < b->n; i++) {
		uint64_t has =
			keys_find(&k->s->keys, b->keys + (size_t)i * sizeof(struct report_key));

		f->looked++;
		if (has != b->first_ord + i)
			finding_fault(f, "report %llu is in the key file as %llu",
				(unsigned long long)(b->first_ord + i), (unsigned long long)has);
	}
}

static int check_spool(struct fsck *k, struct err *e)
{
	struct finding blocks, unpacks, keys, csam, gone;
	struct spool_reader r;
	struct spool_block b;
	struct spool_pos pos = { 0 };
	bool more;
	int rc = keys_ready(&k->s->keys, &k->s->spool, e);

	finding_init(&blocks);
	finding_init(&unpacks);
	finding_init(&keys);
	finding_init(&csam);
	finding_init(&gone);
	if (rc)
		finding_fault(&keys, "%s", e->text);
	k->next_ord = 1;
	spool_reader_init(&r, &k->s->spool);
	while ((rc = spool_read(&r, pos, &b, &more, e)) == BW_OK && more) {
		if (b.first_ord != k->next_ord)
			finding_fault(&blocks, "report %llu follows %llu in segment %u",
				(unsigned long long)b.first_ord,
				(unsigned long long)k->next_ord - 1, b.pos.segment);
		look_at_items(k, &b, &unpacks, &csam, &gone);
		if (k->s->keys.head)
			look_at_keys(k, &b, &keys);
		k->next_ord = b.first_ord + b.n;
		pos = b.next;
		blocks.looked++;
	}
	if (rc)
		finding_fault(&blocks, "%s", e->text);
	if (k->s->keys.head && keys_count(&k->s->keys) != k->next_ord - 1)
		finding_fault(&keys, "the key file has %llu keys, the spool %llu reports",
			(unsigned long long)keys_count(&k->s->keys),
			(unsigned long long)k->next_ord - 1);
	spool_reader_done(&r);
	k->spool_ok = blocks.faults == 0;
	fsck_conclude(k, "spool-blocks-whole-and-in-order", &blocks, "blocks");
	fsck_conclude(k, "spool-reports-readable", &unpacks, "reports");
	fsck_conclude(k, "keys-match-spool", &keys, "keys");
	fsck_conclude(k, "csam-nothing-kept", &csam, "reports looked at");
	fsck_conclude(k, "erased-nothing-kept", &gone, "reports erased");
	return BW_OK;
}

/* ---- database ---- */

static int check_pages(struct fsck *k, struct err *e)
{
	sqlite3_stmt *st = NULL;
	struct finding f;

	finding_init(&f);
	if (sqlite3_prepare_v2(k->s->db.h, "PRAGMA integrity_check(3)", -1, &st, NULL))
		finding_fault(&f, "%s", sqlite3_errmsg(k->s->db.h));
	while (st && sqlite3_step(st) == SQLITE_ROW) {
		const char *t = (const char *)sqlite3_column_text(st, 0);

		if (t && strcmp(t, "ok") != 0)
			finding_fault(&f, "%s", t);
	}
	sqlite3_finalize(st);
	fsck_conclude(k, "database-pages", &f, "faults");
	(void)e;
	return BW_OK;
}

int fsck_each(struct fsck *k, enum stmt n,
	void (*look)(struct fsck *, sqlite3_stmt *, struct finding *), struct finding *f,
	struct err *e)
{
	sqlite3_stmt *st = db_stmt(&k->s->db, n, e);
	bool row;
	int rc;

	if (!st)
		return e->code;
	while ((rc = db_step(&k->s->db, st, &row, e)) == BW_OK && row) {
		f->looked++;
		look(k, st, f);
	}
	sqlite3_reset(st);
	if (rc)
		finding_fault(f, "%s", e->text);
	return BW_OK;
}

static void look_at_report(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 0);
	uint64_t ord = (uint64_t)sqlite3_column_int64(st, 1);

	if (id < 1 || id > k->cases || ord < 1 || ord >= k->db_next) {
		finding_fault(
			f, "report %llu is in case %lld", (unsigned long long)ord, (long long)id);
		return;
	}
	if (k->seen[ord >> 3] >> (ord & 7) & 1)
		finding_fault(f, "report %llu is there twice", (unsigned long long)ord);
	k->seen[ord >> 3] |= (unsigned char)(1u << (ord & 7));
	k->sum[id].reports++;
	k->sum[id].evidence |= (uint32_t)sqlite3_column_int64(st, 6);
	if (sqlite3_column_int(st, 5) > k->sum[id].tier)
		k->sum[id].tier = (uint8_t)sqlite3_column_int(st, 5);
}

static int check_reports(struct fsck *k, struct err *e)
{
	struct finding f;
	int rc;

	finding_init(&f);
	rc = fsck_each(k, STMT_report_all, look_at_report, &f, e);
	for (uint64_t ord = 1; !rc && ord < k->db_next; ord++)
		if (!(k->seen[ord >> 3] >> (ord & 7) & 1))
			finding_fault(&f, "report %llu is in no case", (unsigned long long)ord);
	fsck_conclude(k, "each-report-in-one-case", &f, "reports");
	return rc;
}

static void look_at_block(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	struct spool_pos pos = { (uint32_t)sqlite3_column_int64(st, 3),
		(uint64_t)sqlite3_column_int64(st, 4) };
	struct spool_reader r;
	struct spool_block b;
	struct err e;
	bool more;

	spool_reader_init(&r, &k->s->spool);
	if (spool_read(&r, pos, &b, &more, &e) || !more || b.pos.at != pos.at ||
		b.pos.segment != pos.segment ||
		b.first_ord != (uint64_t)sqlite3_column_int64(st, 0) ||
		b.n != sqlite3_column_int64(st, 1))
		finding_fault(f, "reports from %lld are not where the database looks for them",
			(long long)sqlite3_column_int64(st, 0));
	spool_reader_done(&r);
}

static int check_watermark(struct fsck *k, struct err *e)
{
	struct finding f;
	int rc;

	finding_init(&f);
	rc = fsck_each(k, STMT_block_all, look_at_block, &f, e);
	if (k->db_next > k->next_ord)
		finding_fault(&f, "the database knows %llu reports, the spool has %llu",
			(unsigned long long)k->db_next - 1, (unsigned long long)k->next_ord - 1);
	fsck_conclude(k, "database-follows-spool", &f, "blocks worked");
	return rc;
}

static void look_at_hot(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	const struct hot_chunk *c = sqlite3_column_blob(st, 1);
	int64_t no = sqlite3_column_int64(st, 0);

	f->looked--;
	if (sqlite3_column_bytes(st, 1) != HOT_BYTES) {
		finding_fault(f, "chunk %lld has a wrong size", (long long)no);
		return;
	}
	for (size_t i = 0; i < HOT_CASES; i++) {
		int64_t id = no * HOT_CASES + (int64_t)i + 1;
		struct hot_case h;

		if (!c->attr[i])
			continue;
		f->looked++;
		hot_read(c, i, &h);
		if (id > k->cases)
			finding_fault(
				f, "case %lld is in the list, but has no number", (long long)id);
		else if (h.reports != k->sum[id].reports || h.evidence != k->sum[id].evidence ||
			 h.tier != (enum tier)k->sum[id].tier)
			finding_fault(f,
				"case %lld says %u reports and has %u, or other evidence than they",
				(long long)id, h.reports, k->sum[id].reports);
		else if (h.merged != (h.reports == 0))
			finding_fault(f, "case %lld is %s", (long long)id,
				h.merged ? "merged, but has reports" : "empty");
	}
}

static struct str col_text(sqlite3_stmt *st, int n)
{
	const char *p = (const char *)sqlite3_column_text(st, n);

	return str_make(p, p ? (size_t)sqlite3_column_bytes(st, n) : 0);
}

/* The country of a case as lists have it. */
static uint16_t side_country(struct store *s, int64_t id)
{
	const struct side_chunk *c;
	struct err e;
	sqlite3_stmt *st = db_stmt(&s->db, STMT_side_get, &e);
	uint16_t country = 0;
	bool row;

	if (!st)
		return 0;
	sqlite3_bind_int64(st, 1, hot_chunk_of(id));
	if (db_step(&s->db, st, &row, &e))
		return 0;
	c = row && sqlite3_column_bytes(st, 0) == SIDE_BYTES ? sqlite3_column_blob(st, 0) : NULL;
	if (c)
		country = c->country[hot_index_of(id)];
	sqlite3_reset(st);
	return country;
}

static void look_at_case(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	struct store *s = k->s;
	int64_t id = sqlite3_column_int64(st, 0), merged = sqlite3_column_int64(st, 23);
	int64_t home = 0, via = 0;
	struct err e;
	sqlite3_stmt *q = db_stmt(&s->db, STMT_hot_get, &e);
	struct hot_case h = { 0 };
	bool row = false;
	uint16_t country = side_country(s, id);

	if (q) {
		sqlite3_bind_int64(q, 1, hot_chunk_of(id));
		if (!db_step(&s->db, q, &row, &e) && row && sqlite3_column_bytes(q, 0) == HOT_BYTES)
			hot_read((const struct hot_chunk *)sqlite3_column_blob(q, 0),
				hot_index_of(id), &h);
		sqlite3_reset(q);
	}
	if (!row || (int)h.harm_class != sqlite3_column_int(st, 2) ||
		(int)h.site_kind != sqlite3_column_int(st, 4) ||
		(int)h.verdict != sqlite3_column_int(st, 11) ||
		h.role != (int)db_col_opt(st, 14, STORE_NONE) || h.merged != (merged != 0) ||
		country != store_country(col_text(st, 25)))
		finding_fault(f, "case %lld and its entry in the list differ", (long long)id);
	q = db_stmt(&s->db, STMT_home_of, &e);
	if (q) {
		sqlite3_bind_value(q, 1, sqlite3_column_value(st, 1));
		sqlite3_bind_value(q, 2, sqlite3_column_value(st, 2));
		sqlite3_bind_value(q, 3, sqlite3_column_value(st, 3));
		if (!db_step(&s->db, q, &row, &e) && row) {
			home = sqlite3_column_int64(q, 0);
			via = sqlite3_column_int64(q, 1);
		}
		sqlite3_reset(q);
	}
	if (merged ? (home != merged || via != id) : (home != id || via != 0))
		finding_fault(f, "reports on the site of case %lld go to %lld", (long long)id,
			(long long)home);
	if (sqlite3_column_int(st, 2) == CLASS_CSAM && sqlite3_column_bytes(st, 7))
		finding_fault(f, "case %lld keeps what must not be kept", (long long)id);
}

static int look_at_totals(struct fsck *k, struct finding *f, struct err *e)
{
	uint64_t said_cases, said_reports;
	int64_t cases, reports;
	int rc = store_counts(k->s, &said_cases, &said_reports, e);

	if (!rc)
		rc = hot_count(&k->s->db, &cases, &reports, e);
	if (!rc && (said_cases != (uint64_t)cases || said_reports != (uint64_t)reports))
		finding_fault(f,
			"the store says it has %llu cases and %llu reports, and has %lld and %lld",
			(unsigned long long)said_cases, (unsigned long long)said_reports,
			(long long)cases, (long long)reports);
	return rc;
}

static int check_cases(struct fsck *k, struct err *e)
{
	struct finding counts, rows;
	int rc;

	finding_init(&counts);
	finding_init(&rows);
	rc = fsck_each(k, STMT_hot_all, look_at_hot, &counts, e);
	if (!rc)
		rc = fsck_each(k, STMT_case_all, look_at_case, &rows, e);
	if (!rc && rows.looked != counts.looked)
		finding_fault(&rows, "%llu cases have a row, %llu an entry in the list",
			(unsigned long long)rows.looked, (unsigned long long)counts.looked);
	if (!rc)
		rc = look_at_totals(k, &counts, e);
	fsck_conclude(k, "case-counts-match-reports", &counts, "cases");
	fsck_conclude(k, "case-rows-match-list-and-sites", &rows, "cases");
	return rc;
}

/* Every case begins with one event, and what was undone was done. */
static void look_at_event(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 1), seq = sqlite3_column_int64(st, 0);
	int kind = sqlite3_column_int(st, 3);
	bool begins = kind == EVENT_OPENED || kind == EVENT_SPLIT_OFF;

	bool of_no_case = kind == EVENT_PACK_CHANGED || kind == EVENT_RULE_CHANGED ||
			  kind == EVENT_NOTIFIER_CHANGED || kind == EVENT_PUBLISHED ||
			  (kind == EVENT_DELIVERED && id == 0); /* feedback to a notifier */

	if (of_no_case ? id != 0 : id < 1 || id > k->cases) {
		finding_fault(f, "event %lld is about no case", (long long)seq);
		return;
	}
	if (!of_no_case && begins == (k->sum[id].tier == 255))
		finding_fault(f, "case %lld has %s", (long long)id,
			begins ? "two beginnings" : "an event before its beginning");
	if (!of_no_case)
		k->sum[id].tier = 255; /* begun: the tier was looked at before */
	if (seq != (int64_t)f->looked)
		finding_fault(f, "event %lld stands at place %llu", (long long)seq,
			(unsigned long long)f->looked);
	if (kind == EVENT_UNDONE &&
		(sqlite3_column_int64(st, 4) < 1 || sqlite3_column_int64(st, 4) >= seq))
		finding_fault(f, "event %lld undoes nothing", (long long)seq);
}

static int check_events(struct fsck *k, struct err *e)
{
	struct finding f;
	int rc;

	for (int64_t i = 0; i <= k->cases; i++)
		k->sum[i].tier = 0;
	finding_init(&f);
	rc = fsck_each(k, STMT_event_all, look_at_event, &f, e);
	for (int64_t i = 1; i <= k->cases; i++)
		if (k->sum[i].tier != 255)
			finding_fault(&f, "case %lld has no event", (long long)i);
	fsck_conclude(k, "each-change-has-its-event", &f, "events");
	return rc;
}

/* How much the database knows, and room for what is found about it. */
static int measure(struct fsck *k, struct err *e)
{
	int64_t next_ord, next_case;
	int rc = db_meta_get(&k->s->db, "next_ord", &next_ord, 1, e);

	if (!rc)
		rc = db_meta_get(&k->s->db, "next_case", &next_case, 1, e);
	if (rc)
		return rc;
	k->db_next = (uint64_t)next_ord;
	k->cases = next_case - 1;
	k->seen = ARENA_ARRAY(k->a, unsigned char, (size_t)next_ord / 8 + 1);
	k->erased = ARENA_ARRAY(k->a, unsigned char, (size_t)next_ord / 8 + 1);
	k->sum = ARENA_ARRAY(k->a, struct hot_sum, (size_t)next_case);
	return k->seen && k->erased && k->sum ? BW_OK : err_nomem(e);
}

static int check_database(struct fsck *k, struct err *e)
{
	int rc = check_pages(k, e);

	if (!rc)
		rc = check_watermark(k, e);
	if (!rc)
		rc = check_reports(k, e);
	if (!rc)
		rc = check_cases(k, e);
	if (!rc)
		rc = check_events(k, e);
	if (!rc)
		rc = fsck_ledger(k, e);
	if (!rc)
		rc = fsck_outbox(k, e);
	if (!rc)
		rc = fsck_parcels(k, e);
	if (!rc)
		rc = fsck_duties(k, e);
	return rc ? rc : fsck_recourse(k, e);
}

int store_fsck(struct store *s, struct arena *a, struct store_check *out, size_t *n, struct err *e)
{
	struct fsck k = { .s = s, .a = a, .out = out };
	struct err ignored;
	int rc;

	if (store_erase_pending(s))
		return err_set(e, BW_EAGAIN, "something is just being erased; try again later");
	rc = db_simple(&s->db, STMT_begin_read, e);
	if (!rc)
		rc = measure(&k, e);
	if (!rc)
		rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);
	if (rc)
		return rc;
	rc = check_spool(&k, e);
	store_unlock(s->spool_lock);
	if (!rc)
		rc = check_database(&k, e);
	if (db_simple(&s->db, STMT_rollback, rc ? &ignored : e) && !rc)
		rc = e->code;
	*n = k.n;
	return rc;
}
