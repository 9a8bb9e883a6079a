/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as they lie in the spool, one by one or in order. */
#include "store/inner.h"

static int entry_of(struct store *s, struct arena *a, const struct spool_block *b, uint64_t ord,
	struct store_stored *out, struct err *e)
{
	char *plain = arena_room(a, b->plain_n, 1);
	struct str shared = { NULL, 0 }, compact = shared, raw = shared;
	uint64_t at = b->first_ord;
	bool erased = false;
	struct entry t;
	struct cur c;
	int rc = plain ? spool_unpack(&s->spool, b, plain, e) : err_nomem(e);

	if (rc)
		return rc;
	c = cur_of(str_make(plain, b->plain_n));
	while (entry_next(&c, &t)) {
		if (t.kind == ENTRY_RAW)
			shared = t.raw;
		if (t.kind == ENTRY_ROW) {
			compact = t.compact;
			erased = t.erased;
			raw = t.shared ? shared : t.raw;
		}
		if (t.kind != ENTRY_TARGET || at++ != ord)
			continue;
		*out = (struct store_stored){ .received_at_s = b->received_at_s, .raw = raw };
		out->item = (struct store_item){ .ord = ord,
			.received_at_s = b->received_at_s,
			.kind = t.site_kind,
			.harm_class = t.harm_class,
			.names = t.names,
			.site = t.site,
			.canonical = t.canonical,
			.routing = t.routing,
			.compact = compact,
			.erased = erased };
		memcpy(out->item.key.b, b->keys + (ord - b->first_ord) * sizeof(struct report_key),
			sizeof(struct report_key));
		return BW_OK;
	}
	return err_set(e, BW_EIO, "the spool is damaged: report %llu is not where it was",
		(unsigned long long)ord);
}

static int read_at(
	struct spool_reader *r, struct spool_pos pos, struct spool_block *b, struct err *e)
{
	bool more;
	int rc = spool_read(r, pos, b, &more, e);

	if (!rc && (!more || b->pos.segment != pos.segment || b->pos.at != pos.at))
		rc = err_set(e, BW_EIO, "the spool is damaged: %s",
			r->torn ? r->torn_why.text : "a block is missing");
	return rc;
}

/* A block that is just being written over is whole when the lock is free. */
static int read_again(struct store *s, struct spool_reader *r, struct spool_pos pos,
	struct spool_block *b, struct err *e)
{
	int rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);

	if (rc)
		return rc;
	rc = spool_mend(&s->spool, e);
	if (!rc)
		rc = read_at(r, pos, b, e);
	store_unlock(s->spool_lock);
	return rc;
}

static int find_block(struct store *s, uint64_t ord, struct spool_pos *pos, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_block_of, e);
	char text[STORE_ID_TEXT];
	bool row;
	int rc;

	*pos = (struct spool_pos){ 0 };
	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, (int64_t)ord);
	rc = db_step(&s->db, st, &row, e);
	if (rc)
		return rc;
	if (row && ord < (uint64_t)(sqlite3_column_int64(st, 0) + sqlite3_column_int64(st, 1)))
		*pos = (struct spool_pos){ (uint32_t)sqlite3_column_int64(st, 3),
			(uint64_t)sqlite3_column_int64(st, 4) };
	sqlite3_reset(st);
	return pos->segment ? BW_OK
			    : err_set(e, BW_ENOTFOUND, "there is no report %s",
				      store_id_text('r', ord, text));
}

/* The block with report ${ord}, in the reader of what is remembered. */
static int fetch_block(struct store *s, uint64_t ord, struct spool_block *out, struct err *e)
{
	struct spool_reader *r = &s->recall.reader;
	struct spool_pos pos;
	int rc = find_block(s, ord, &pos, e);

	if (rc)
		return rc;
	rc = read_at(r, pos, out, e);
	return rc ? read_again(s, r, pos, out, e) : BW_OK;
}

int store_block_of(
	struct store *s, struct arena *a, uint64_t ord, struct spool_block *out, struct err *e)
{
	struct str head, keys;
	int rc = fetch_block(s, ord, out, e);

	if (rc)
		return rc;
	head = arena_dup(a, str_make((const char *)out->head, SPOOL_BLOCK_HEAD));
	keys = arena_dup(
		a, str_make((const char *)out->keys, (size_t)out->n * sizeof(struct report_key)));
	out->stored = arena_dup(a, out->stored);
	if (!out->stored.p || !keys.p || !head.p)
		return err_nomem(e);
	out->head = (const unsigned char *)head.p;
	out->keys = (const unsigned char *)keys.p;
	return BW_OK;
}

static bool copy(struct arena *a, struct str *s)
{
	if (s->p)
		*s = arena_dup(a, *s);
	return !s->n || s->p;
}

/* From a block that is remembered, into ${a}. */
static int recalled(const struct recall_block *k, struct arena *a, uint64_t ord,
	struct store_stored *out, struct err *e)
{
	struct entry t, row, shared;
	struct store_item *i = &out->item;
	int rc = recall_entries(k, ord, &t, &row, &shared, e);

	if (rc)
		return rc;
	*out = (struct store_stored){ .received_at_s = k->b.received_at_s,
		.raw = row.shared ? shared.raw : row.raw };
	*i = (struct store_item){ .ord = ord,
		.received_at_s = k->b.received_at_s,
		.kind = t.site_kind,
		.harm_class = t.harm_class,
		.names = t.names,
		.site = t.site,
		.canonical = t.canonical,
		.routing = t.routing,
		.compact = row.compact,
		.erased = row.erased };
	memcpy(i->key.b, recall_key(k, ord), sizeof(struct report_key));
	return copy(a, &out->raw) && copy(a, &i->site) && copy(a, &i->canonical) &&
			       copy(a, &i->routing) && copy(a, &i->compact)
		       ? BW_OK
		       : err_nomem(e);
}

int store_report_get(
	struct store *s, struct arena *a, uint64_t ord, struct store_stored *out, struct err *e)
{
	uint64_t look = s->db.look.open ? s->db.look.number : 0;
	struct recall_block *k = recall_find(&s->recall, ord, look);
	struct spool_block b;
	int rc;

	if (k)
		return recalled(k, a, ord, out, e);
	rc = fetch_block(s, ord, &b, e);
	if (!rc)
		rc = recall_keep(&s->recall, &b, look, &k, e);
	if (rc)
		return rc;
	return k ? recalled(k, a, ord, out, e) : entry_of(s, a, &b, ord, out, e);
}

/* The reports of one block from ${ord} on, behind those that are in ${out}. */
static int block_reports(struct store *s, struct arena *a, const struct spool_block *b,
	uint64_t ord, size_t most, struct store_stored *out, size_t *n, struct err *e)
{
	char *plain = arena_room(a, b->plain_n, 1);
	struct str shared = { NULL, 0 }, compact = shared, raw = shared;
	uint64_t at = b->first_ord;
	bool erased = false;
	struct entry t;
	struct cur c;
	int rc = plain ? spool_unpack(&s->spool, b, plain, e) : err_nomem(e);

	if (rc)
		return rc;
	c = cur_of(str_make(plain, b->plain_n));
	for (; *n < most && entry_next(&c, &t);) {
		if (t.kind == ENTRY_RAW)
			shared = t.raw;
		if (t.kind == ENTRY_ROW) {
			compact = t.compact;
			erased = t.erased;
			raw = t.shared ? shared : t.raw;
		}
		if (t.kind != ENTRY_TARGET || at++ < ord)
			continue;
		out[*n] = (struct store_stored){ .received_at_s = b->received_at_s, .raw = raw };
		out[*n].item = (struct store_item){ .ord = at - 1,
			.received_at_s = b->received_at_s,
			.kind = t.site_kind,
			.harm_class = t.harm_class,
			.names = t.names,
			.site = t.site,
			.canonical = t.canonical,
			.routing = t.routing,
			.compact = compact,
			.erased = erased };
		++*n;
	}
	return c.bad ? err_set(e, BW_EIO, "the spool is damaged: a block of segment %u",
			       b->pos.segment)
		     : BW_OK;
}

int store_reports_from(struct store *s, struct arena *a, uint64_t ord, size_t most,
	struct store_stored **out, size_t *n, struct err *e)
{
	struct spool_block b = { 0 };
	size_t bytes = 0, had;
	int rc = BW_OK;

	*n = 0;
	*out = ARENA_ARRAY(a, struct store_stored, most + 1);
	if (!*out)
		return err_nomem(e);
	while (!rc && *n < most && bytes < ((size_t)64 << 20)) {
		rc = store_block_of(s, a, ord + *n, &b, e);
		if (rc == BW_ENOTFOUND && *n)
			return BW_OK;
		had = *n;
		if (!rc)
			rc = block_reports(s, a, &b, ord + *n, most, *out, n, e);
		if (!rc && *n == had)
			rc = err_set(e, BW_EIO,
				"the spool is damaged: report %llu is not where it was",
				(unsigned long long)(ord + had));
		bytes += b.plain_n;
	}
	return rc;
}
