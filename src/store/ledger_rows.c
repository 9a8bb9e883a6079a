/* SPDX-License-Identifier: Apache-2.0 */
#include "store/ledger_rows.h"

#include "base/mem.h"
#include "store/inner.h"

/* ---- inside the step's transaction ---- */

int work_salt(struct work *w, unsigned char out[STORE_SALT], struct err *e)
{
	if (!w->s->set.rng)
		return err_set(e, BW_EBUG, "a salt needs a source of randomness");
	if (w->salt_n == 0) {
		rng_fill(w->s->set.rng, w->salt, sizeof(w->salt));
		w->salt_n = sizeof(w->salt) / STORE_SALT;
	}
	memcpy(out, w->salt + --w->salt_n * STORE_SALT, STORE_SALT);
	return BW_OK;
}

/* The receipts of one block: salts drawn at once, cases as the step noted them. */
static int put_receipt(struct work *w, uint64_t first_ord, uint32_t n, struct err *e)
{
	const uint64_t *cases = w->joined + (first_ord - w->next_ord);
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_receipt_put, e);
	unsigned char *salts;
	int rc;

	if (!st)
		return e->code;
	if (!w->s->set.rng)
		return err_set(e, BW_EBUG, "a salt needs a source of randomness");
	salts = mem_alloc((size_t)n * STORE_SALT);
	if (!salts)
		return err_nomem(e);
	rng_fill(w->s->set.rng, salts, (size_t)n * STORE_SALT);
	sqlite3_bind_int64(st, 1, (int64_t)first_ord);
	sqlite3_bind_int64(st, 2, n);
	sqlite3_bind_blob64(st, 3, salts, (uint64_t)n * STORE_SALT, SQLITE_STATIC);
	sqlite3_bind_blob64(st, 4, cases, (uint64_t)n * sizeof(*cases), SQLITE_STATIC);
	rc = db_run(&w->s->db, st, e);
	mem_free(salts);
	return rc;
}

static void batch_read(sqlite3_stmt *st, struct store_batch *out)
{
	*out = (struct store_batch){ (uint64_t)sqlite3_column_int64(st, 0),
		(uint64_t)sqlite3_column_int64(st, 1), (uint64_t)sqlite3_column_int64(st, 2),
		(uint64_t)sqlite3_column_int64(st, 3), (uint64_t)sqlite3_column_int64(st, 4) };
}

static int batch_get(struct db *d, enum stmt which, uint64_t n, struct store_batch *out,
	bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, which, e);
	int rc;

	if (!st)
		return e->code;
	if (which != STMT_batch_last)
		sqlite3_bind_int64(st, 1, (int64_t)n);
	rc = db_step(d, st, found, e);
	if (!rc && *found)
		batch_read(st, out);
	sqlite3_reset(st);
	return rc;
}

int work_ledger_put(struct work *w, struct err *e)
{
	uint64_t reports = w->now.blocks ? w->now.next_ord - w->next_ord : 0;
	struct store_batch last = { .first_ord = 1, .first_event = 1 };
	sqlite3_stmt *st;
	bool any;
	int rc = BW_OK;

	for (size_t i = 0; !rc && reports && i < w->now.blocks; i++)
		rc = put_receipt(w, w->now.block[i].first_ord, w->now.block[i].n, e);
	if (rc || (reports == 0 && w->events == 0))
		return rc;
	rc = batch_get(&w->s->db, STMT_batch_last, 0, &last, &any, e);
	st = rc ? NULL : db_stmt(&w->s->db, STMT_batch_put, e);
	if (!st)
		return e->code;
	/* Numbers have no gaps: what begins where the last ended is all there is. */
	sqlite3_bind_int64(st, 1, (int64_t)(last.first_index + last.reports + last.events));
	sqlite3_bind_int64(st, 2, (int64_t)(last.first_ord + last.reports));
	sqlite3_bind_int64(st, 3, (int64_t)reports);
	sqlite3_bind_int64(st, 4, (int64_t)(last.first_event + last.events));
	sqlite3_bind_int64(st, 5, (int64_t)w->events);
	rc = db_run(&w->s->db, st, e);
	w->events = 0;
	return rc;
}

/* ---- order ---- */

int store_ledger_total(struct store *s, uint64_t *n, struct err *e)
{
	struct store_batch b;
	bool any;
	int rc = batch_get(&s->db, STMT_batch_last, 0, &b, &any, e);

	if (!rc)
		*n = any ? b.first_index + b.reports + b.events : 0;
	return rc;
}

int store_ledger_settle(struct store *s, struct err *e)
{
	int64_t n = 0;
	int rc = db_durable(&s->db, true, e);

	/* A commit that is fsynced takes with it everything that stands before it in the log of changes. */
	if (!rc)
		rc = db_simple(&s->db, STMT_begin, e);
	if (!rc) {
		rc = db_meta_get(&s->db, "settled", &n, 0, e);
		if (!rc)
			rc = db_meta_put(&s->db, "settled", n + 1, e);
		rc = db_finish(&s->db, rc, e);
	}
	return db_durable(&s->db, false, rc ? NULL : e) && !rc ? e->code : rc;
}

int store_batch_of(struct store *s, uint64_t index, struct store_batch *out, struct err *e)
{
	bool found;
	int rc = batch_get(&s->db, STMT_batch_of, index, out, &found, e);

	if (!rc && (!found || index - out->first_index >= out->reports + out->events))
		rc = err_set(
			e, BW_ENOTFOUND, "the ledger has no entry %llu", (unsigned long long)index);
	return rc;
}

int store_index_of_report(struct store *s, uint64_t ord, uint64_t *index, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct store_batch b;
	bool found;
	int rc = batch_get(&s->db, STMT_batch_ord, ord, &b, &found, e);

	if (!rc && (!found || ord - b.first_ord >= b.reports))
		rc = err_set(e, BW_ENOTFOUND, "report %s has no entry in the ledger",
			store_id_text('r', ord, text));
	if (!rc)
		*index = b.first_index + (ord - b.first_ord);
	return rc;
}

int store_index_of_event(struct store *s, uint64_t seq, uint64_t *index, struct err *e)
{
	struct store_batch b;
	bool found;
	int rc = batch_get(&s->db, STMT_batch_event, seq, &b, &found, e);

	if (!rc && (!found || seq - b.first_event >= b.events))
		rc = err_set(e, BW_ENOTFOUND, "event %llu has no entry in the ledger",
			(unsigned long long)seq);
	if (!rc)
		*index = b.first_index + b.reports + (seq - b.first_event);
	return rc;
}

/* ---- rows ---- */

static bool blank(const unsigned char salt[STORE_SALT])
{
	static const unsigned char none[STORE_SALT];

	return memcmp(salt, none, STORE_SALT) == 0;
}

static int receipt_fill(struct store *s, struct store_receipt *r, size_t n, struct err *e)
{
	sqlite3_stmt *st = NULL;
	uint64_t first = 0, have = 0;
	bool row;
	int rc;

	for (size_t i = 0; i < n; i++) {
		uint64_t ord = r[i].stored.item.ord, at;
		const unsigned char *salts, *cases;

		if (!st || ord - first >= have) {
			st = db_stmt(&s->db, STMT_receipt_of, e);
			if (!st)
				return e->code;
			sqlite3_bind_int64(st, 1, (int64_t)ord);
			rc = db_step(&s->db, st, &row, e);
			if (rc)
				return rc;
			first = row ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
			have = row ? (uint64_t)sqlite3_column_int64(st, 1) : 0;
			if (ord - first >= have ||
				(uint64_t)sqlite3_column_bytes(st, 2) != have * STORE_SALT ||
				(uint64_t)sqlite3_column_bytes(st, 3) != have * 8) {
				sqlite3_reset(st);
				return err_set(e, BW_EIO,
					"the receipt of report %llu is missing or damaged",
					(unsigned long long)ord);
			}
		}
		at = ord - first;
		salts = sqlite3_column_blob(st, 2);
		cases = sqlite3_column_blob(st, 3);
		memcpy(r[i].salt, salts + at * STORE_SALT, STORE_SALT);
		for (int k = 7; k >= 0; k--)
			r[i].case_id = (int64_t)((uint64_t)r[i].case_id << 8 |
						 cases[at * 8 + (uint64_t)k]);
		r[i].erased = blank(r[i].salt);
	}
	if (st)
		sqlite3_reset(st);
	return BW_OK;
}

int store_receipts(struct store *s, struct arena *a, uint64_t ord, size_t most,
	struct store_receipt **out, size_t *n, struct err *e)
{
	struct store_stored *stored;
	int rc = store_reports_from(s, a, ord, most, &stored, n, e);

	if (rc)
		return rc;
	*out = ARENA_ARRAY(a, struct store_receipt, *n + 1);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; i < *n; i++)
		(*out)[i].stored = stored[i];
	return receipt_fill(s, *out, *n, e);
}

int store_step_rows(struct store *s, struct arena *a, uint64_t seq, size_t most,
	struct store_step_row **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_event_from, e);
	struct store_step_row *r = ARENA_ARRAY(a, struct store_step_row, most + 1);
	bool row = true;
	int rc = BW_OK;

	if (!st)
		return e->code;
	if (!r)
		return err_nomem(e);
	sqlite3_bind_int64(st, 1, (int64_t)seq);
	for (*n = 0; !rc && *n < most; ++*n) {
		struct store_step_row *x = &r[*n];

		rc = db_step(&s->db, st, &row, e);
		if (rc || !row)
			break;
		x->event = (struct store_event){ .seq = sqlite3_column_int64(st, 0),
			.case_id = sqlite3_column_int64(st, 1),
			.at_s = sqlite3_column_int64(st, 2),
			.kind = (enum store_event_kind)sqlite3_column_int(st, 3),
			.undoes = sqlite3_column_int64(st, 4),
			.detail = db_col_str(a, st, 5) };
		if (sqlite3_column_bytes(st, 6))
			x->facts = arena_dup(a, str_make(sqlite3_column_blob(st, 6),
							(size_t)sqlite3_column_bytes(st, 6)));
		if (sqlite3_column_bytes(st, 7) == STORE_SALT)
			memcpy(x->salt, sqlite3_column_blob(st, 7), STORE_SALT);
		x->erased = blank(x->salt);
		x->site = db_col_str(a, st, 8);
	}
	sqlite3_reset(st);
	*out = r;
	return rc;
}

/* ---- what was erased ---- */

int store_frozen_any(struct store *s, bool *any, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_frozen_any, e);
	int rc = st ? db_step(&s->db, st, any, e) : e->code;

	if (st)
		sqlite3_reset(st);
	return rc;
}

int store_frozen_get(struct store *s, struct arena *a, enum store_frozen kind, uint64_t id,
	struct str *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_frozen_get, e);
	bool row;
	int rc;

	*out = (struct str){ NULL, 0 };
	if (!st)
		return e->code;
	sqlite3_bind_int(st, 1, (int)kind);
	sqlite3_bind_int64(st, 2, (int64_t)id);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		*out = db_col_str(a, st, 0);
	sqlite3_reset(st);
	return rc;
}

static int freeze(
	struct work *w, enum store_frozen kind, uint64_t id, struct str entry, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_frozen_put, e);

	if (!st)
		return e->code;
	sqlite3_bind_int(st, 1, (int)kind);
	sqlite3_bind_int64(st, 2, (int64_t)id);
	db_bind_str(st, 3, entry);
	return db_run(&w->s->db, st, e);
}

int store_salt_erase(struct work *w, uint64_t ord, struct str entry, struct err *e)
{
	struct db *d = &w->s->db;
	sqlite3_stmt *st = db_stmt(d, STMT_receipt_of, e);
	unsigned char *salts = NULL;
	uint64_t first = 0, n = 0;
	bool row = false;
	int rc = freeze(w, FROZEN_REPORT, ord, entry, e);

	if (!st || rc)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)ord);
	rc = db_step(d, st, &row, e);
	if (!rc && row) {
		first = (uint64_t)sqlite3_column_int64(st, 0);
		n = (uint64_t)sqlite3_column_int64(st, 1);
	}
	if (!rc && (ord - first >= n || (uint64_t)sqlite3_column_bytes(st, 2) != n * STORE_SALT))
		rc = err_set(e, BW_EIO, "the receipt of report %llu is missing or damaged",
			(unsigned long long)ord);
	if (!rc) {
		salts = mem_alloc(n * STORE_SALT);
		if (!salts)
			rc = err_nomem(e);
		else
			memcpy(salts, sqlite3_column_blob(st, 2), n * STORE_SALT);
	}
	sqlite3_reset(st);
	st = rc ? NULL : db_stmt(d, STMT_receipt_salts, e);
	if (st) {
		memset(salts + (ord - first) * STORE_SALT, 0, STORE_SALT);
		sqlite3_bind_int64(st, 1, (int64_t)first);
		sqlite3_bind_blob64(st, 2, salts, n * STORE_SALT, SQLITE_STATIC);
		rc = db_run(d, st, e);
	}
	mem_free(salts);
	return rc;
}

int store_event_freeze(struct work *w, uint64_t seq, struct str entry, struct err *e)
{
	return freeze(w, FROZEN_EVENT, seq, entry, e);
}

int store_case_salt_erase(struct work *w, int64_t case_id, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_event_salts_erase, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, case_id);
	return db_run(&w->s->db, st, e);
}

/* ---- the head ---- */

int store_head_get(
	struct store *s, struct arena *a, struct store_head *out, bool *found, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_head_get, e);
	int rc;

	if (!st)
		return e->code;
	rc = db_step(&s->db, st, found, e);
	if (!rc && *found) {
		*out = (struct store_head){ .size = (uint64_t)sqlite3_column_int64(st, 0),
			.at_s = sqlite3_column_int64(st, 2),
			.frontier = arena_dup(a, str_make(sqlite3_column_blob(st, 3),
							 (size_t)sqlite3_column_bytes(st, 3))),
			.note = db_col_str(a, st, 4),
			.published = db_col_str(a, st, 5) };
		if (sqlite3_column_bytes(st, 1) == sizeof(out->root))
			memcpy(out->root, sqlite3_column_blob(st, 1), sizeof(out->root));
		else
			rc = err_set(e, BW_EIO, "the ledger's head in the database is damaged");
	}
	sqlite3_reset(st);
	return rc;
}

static int head_write(
	struct store *s, const struct store_head *old, const struct store_head *h, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, old ? STMT_head_next : STMT_head_first, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)h->size);
	sqlite3_bind_blob(st, 2, h->root, sizeof(h->root), SQLITE_STATIC);
	sqlite3_bind_int64(st, 3, h->at_s);
	sqlite3_bind_blob64(
		st, 4, h->frontier.p ? h->frontier.p : "", h->frontier.n, SQLITE_STATIC);
	db_bind_str(st, 5, h->note);
	db_bind_str(st, 6, h->published);
	if (old) {
		sqlite3_bind_int64(st, 7, (int64_t)old->size);
		sqlite3_bind_blob(st, 8, old->root, sizeof(old->root), SQLITE_STATIC);
	}
	rc = db_run(&s->db, st, e);
	if (!rc && sqlite3_changes(s->db.h) != 1)
		rc = err_set(e, BW_ECONFLICT, "another process has integrated meanwhile");
	return rc;
}

static int head_change(struct store *s, const struct store_head *old, const struct store_head *h,
	bool more, struct err *e)
{
	sqlite3_stmt *st;
	int rc = db_durable(&s->db, true, e);

	if (!rc)
		rc = db_simple(&s->db, STMT_begin, e);
	if (!rc && !more) {
		rc = db_finish(&s->db, head_write(s, old, h, e), e);
	} else if (!rc) {
		st = db_stmt(&s->db, STMT_head_published, e);
		if (st) {
			db_bind_str(st, 1, h->published);
			sqlite3_bind_int64(st, 2, (int64_t)h->size);
			sqlite3_bind_blob(st, 3, h->root, sizeof(h->root), SQLITE_STATIC);
		}
		rc = db_finish(&s->db, st ? db_run(&s->db, st, e) : e->code, e);
	}
	return db_durable(&s->db, false, rc ? NULL : e) && !rc ? e->code : rc;
}

int store_head_put(
	struct store *s, const struct store_head *old, const struct store_head *next, struct err *e)
{
	return head_change(s, old, next, false, e);
}

int store_head_publish(struct store *s, const struct store_head *h, struct err *e)
{
	return head_change(s, NULL, h, true, e);
}
