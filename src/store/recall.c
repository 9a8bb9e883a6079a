/* SPDX-License-Identifier: Apache-2.0 */
#include "store/recall.h"

#include "base/mem.h"

void recall_init(struct recall *r, const struct spool *p)
{
	*r = (struct recall){ 0 };
	spool_reader_init(&r->reader, p);
}

void recall_done(struct recall *r)
{
	for (size_t i = 0; i < RECALL_BLOCKS; i++) {
		mem_free(r->v[i].plain);
		mem_free(r->v[i].at);
	}
	spool_reader_done(&r->reader);
	*r = (struct recall){ 0 };
}

struct recall_block *recall_find(struct recall *r, uint64_t ord, uint64_t look)
{
	for (size_t i = 0; i < RECALL_BLOCKS; i++) {
		struct recall_block *k = &r->v[i];

		if (ord < k->b.first_ord || ord - k->b.first_ord >= k->b.n)
			continue;
		if ((!look || k->look != look) && !spool_is(&r->reader, k->b.pos, k->head)) {
			k->b.n = 0;
			return NULL;
		}
		k->look = look;
		k->used = ++r->turn;
		return k;
	}
	return NULL;
}

/* Where each report begins. */
static bool find_entries(struct recall_block *k)
{
	struct cur c = cur_of(str_make(k->plain, k->b.plain_n));
	uint32_t row = 0, raw = UINT32_MAX, n = 0, at = 0;
	struct entry t;

	for (; entry_next(&c, &t); at = (uint32_t)c.at) {
		if (t.kind == ENTRY_RAW)
			raw = at;
		else if (t.kind == ENTRY_ROW)
			row = at;
		else if (n == k->b.n)
			return false;
		else
			k->at[n++] = (struct recall_at){ at, row, raw };
	}
	return !c.bad && n == k->b.n;
}

static struct recall_block *oldest(struct recall *r)
{
	struct recall_block *k = &r->v[0];

	for (size_t i = 1; i < RECALL_BLOCKS; i++)
		if (r->v[i].used < k->used)
			k = &r->v[i];
	return k;
}

static bool room(struct recall_block *k, size_t bytes, size_t reports)
{
	if (k->room < bytes) {
		mem_free(k->plain);
		k->plain = mem_alloc(bytes);
		k->room = k->plain ? bytes : 0;
	}
	if (k->at_room < reports) {
		mem_free(k->at);
		k->at = mem_resize(NULL, reports, sizeof(*k->at));
		k->at_room = k->at ? reports : 0;
	}
	return k->plain && k->at;
}

int recall_keep(struct recall *r, const struct spool_block *b, uint64_t look,
	struct recall_block **out, struct err *e)
{
	size_t keys = (size_t)b->n * sizeof(struct report_key);
	struct recall_block *k = oldest(r);
	int rc;

	*out = NULL;
	if (b->plain_n + keys > RECALL_BYTES || !b->n)
		return BW_OK;
	k->b.n = 0; /* until it is whole */
	if (!room(k, b->plain_n + keys, b->n))
		return err_nomem(e);
	rc = spool_unpack(r->reader.spool, b, k->plain, e);
	if (rc)
		return rc;
	memcpy(k->plain + b->plain_n, b->keys, keys);
	memcpy(k->head, b->head, sizeof(k->head));
	k->b = *b;
	if (!find_entries(k)) {
		k->b.n = 0;
		return err_set(
			e, BW_EIO, "the spool is damaged: a block of segment %u", b->pos.segment);
	}
	k->look = look;
	k->used = ++r->turn;
	*out = k;
	return BW_OK;
}

static bool entry_at(const struct recall_block *k, uint32_t at, struct entry *out)
{
	struct cur c = cur_of(str_from(str_make(k->plain, k->b.plain_n), at));

	return entry_next(&c, out);
}

int recall_entries(const struct recall_block *k, uint64_t ord, struct entry *target,
	struct entry *row, struct entry *raw, struct err *e)
{
	const struct recall_at *at = &k->at[ord - k->b.first_ord];

	*raw = (struct entry){ 0 };
	if (entry_at(k, at->target, target) && entry_at(k, at->row, row) &&
		(at->raw == UINT32_MAX || entry_at(k, at->raw, raw)))
		return BW_OK;
	return err_set(e, BW_EBUG, "a block that was read has changed");
}
