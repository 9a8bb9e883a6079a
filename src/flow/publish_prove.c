/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs of single entries, and the store's word against the log's. */
#include <stdarg.h>
#include <stdio.h>

#include "base/limit.h"
#include "flow/publish_inner.h"
#include "format/bundle.h"
#include "ledger/grow.h"

#define CHUNK 4096 /* entries compared at a time */

/* ---- which entry ---- */

static int last_of_case(struct publisher *p, struct arena *a, int64_t id, struct str type,
	uint64_t *index, struct err *e)
{
	char q[QUOTE_ROOM(40)], text[STORE_ID_TEXT];
	struct store_event *v;
	size_t n;
	int rc = store_case_events(p->set.store, a, id, &v, &n, e);

	if (rc)
		return rc;
	while (n && type.n && !str_is(type, record_type_text((int)record_type_of(v[n - 1].kind))))
		n--;
	if (n == 0)
		return err_set(e, BW_ENOTFOUND, "case %s has no entry%s%s",
			store_id_text('c', (uint64_t)id, text), type.n ? " of type " : "",
			str_quote(type, 40, q));
	return store_index_of_event(p->set.store, (uint64_t)v[n - 1].seq, index, e);
}

int publish_find(struct publisher *p, struct arena *a, struct str id, struct str type,
	uint64_t *index, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	uint64_t n;

	if (store_id_parse('r', id, &n))
		return store_index_of_report(p->set.store, n, index, e);
	if (store_id_parse('c', id, &n))
		return last_of_case(p, a, (int64_t)n, type, index, e);
	if (str_u64(id, index))
		return BW_OK;
	return err_set(e, BW_EUSAGE,
		"'%s' is neither a report (r-0000001), a case (c-0000001) nor the number of an "
		"entry",
		str_quote(id, 40, q));
}

/* ---- the bundle ---- */

static bool revealed(struct str reveal, const char *name)
{
	struct str rest = reveal, word;

	if (str_is(reveal, "all"))
		return true;
	while (reveal.n && str_cut(&rest, ',', &word))
		if (str_is(str_trim(word), name))
			return true;
	return false;
}

static int know_names(const struct record_entry *x, struct str reveal, struct err *e)
{
	struct str rest = reveal, word;
	char q[QUOTE_ROOM(40)];

	while (reveal.n && !str_is(reveal, "all") && str_cut(&rest, ',', &word)) {
		bool known = false;

		for (size_t i = 0; i < x->secrets_n; i++)
			known = known || str_is(str_trim(word), x->secret[i].name);
		if (!known)
			return err_set(e, BW_EUSAGE, "this entry has no detail '%s'%s",
				str_quote(word, 40, q),
				x->erased ? ": its details were erased" : "");
	}
	return BW_OK;
}

static void fill(const struct record_entry *x, struct str reveal, struct proof_bundle *b)
{
	b->entry = x->text;
	for (size_t i = 0; i < x->secrets_n; i++) {
		struct bundle_secret *s = &b->secret[b->secrets_n++];

		s->name = str_of(x->secret[i].name);
		s->open = revealed(reveal, x->secret[i].name);
		memcpy(s->hash, s->open ? x->secret[i].salt : x->secret[i].commitment,
			sizeof(s->hash));
		s->value = x->secret[i].value;
	}
}

int publish_prove(struct publisher *p, struct arena *a, uint64_t index, struct str reveal,
	struct buf *out, struct err *e)
{
	struct proof_bundle b = { 0 };
	struct publish_status st;
	struct merkle_proof path;
	struct record_entry *x;
	struct log_reader r;
	struct merkle_source src;
	size_t n;
	int rc = publish_status(p, a, &st, e);

	if (!rc && (!st.any || index >= st.head.size))
		rc = err_set(e, index < st.total ? BW_EAGAIN : BW_ENOTFOUND,
			"entry %llu is not in the signed log%s", (unsigned long long)index,
			index < st.total ? " yet: 'bailiwick ledger integrate' puts it there" : "");
	if (!rc)
		rc = record_entries(&p->rec, a, index, 1, &x, &n, e);
	if (!rc)
		rc = know_names(&x[0], reveal, e);
	if (rc)
		return rc;
	fill(&x[0], reveal, &b);
	rc = log_reader_open(&r, p->home.log, p->rec.sha, st.head.size, e);
	src = log_reader_source(&r);
	if (!rc)
		rc = merkle_inclusion(p->rec.sha, &src, index, st.head.size, &path, e);
	log_reader_done(&r);
	if (rc)
		return rc;
	b.proof = (struct log_proof){ .index = index,
		.path = (unsigned char(*)[32])path.hash,
		.path_n = path.n,
		.note = st.head.published };
	bundle_write(out, &b);
	return buf_check(out, "a proof bundle", e);
}

/* ---- the store against the log ---- */

struct against {
	struct publisher *p;
	struct log_check *c;
	struct log_reader files;
	struct buf bundle;
	uint64_t loaded; /* number of the bundle in hand; UINT64_MAX: none */
	struct cur cur;
};

static void fault(struct log_check *c, const char *form, ...) PRINTF(2, 3);
static void fault(struct log_check *c, const char *form, ...)
{
	char text[500];
	va_list v;

	if (c->faults++ >= LIMIT_ERRORS_SHOWN)
		return;
	va_start(v, form);
	vsnprintf(text, sizeof(text), form, v);
	va_end(v);
	c->fault(c->ctx, text);
}

/* The entry as the log has it; asked for in order. */
static bool logged(struct against *g, uint64_t index, struct str *out)
{
	struct err e;

	if (g->loaded != index / TILE_WIDTH) {
		struct tile t = tile_at(g->files.size, 0, index);

		t.entries = true;
		if (log_reader_file(&g->files, &t, &g->bundle, &e))
			return false;
		g->loaded = index / TILE_WIDTH;
		g->cur = cur_of(buf_str(&g->bundle));
		for (uint64_t i = 0; i < index % TILE_WIDTH; i++)
			if (!bundle_next(&g->cur, out))
				return false;
	}
	return bundle_next(&g->cur, out);
}

static void name_entry(struct against *g, const struct record_entry *x, uint64_t index)
{
	char of[STORE_ID_TEXT], id[STORE_ID_TEXT];

	if (x->ord)
		fault(g->c,
			"report %s in the store was altered: entry %llu of the log says otherwise",
			store_id_text('r', x->ord, id), (unsigned long long)index);
	else
		fault(g->c,
			"event %llu of case %s in the store was altered: entry %llu of the log "
			"says otherwise",
			(unsigned long long)x->seq,
			x->case_id ? store_id_text('c', (uint64_t)x->case_id, of) : "none",
			(unsigned long long)index);
}

/* Entries from the rows, one by one beside those of the log. */
static int compare(struct against *g, uint64_t size, struct err *e)
{
	struct arena a;
	uint64_t at = 0;
	int rc = BW_OK;

	arena_init(&a, 0);
	while (!rc && at < size) {
		size_t n, want = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
		struct record_entry *x;
		struct str there;

		arena_reset(&a);
		rc = record_entries(&g->p->rec, &a, at, want, &x, &n, e);
		if (rc == BW_EIO || rc == BW_EPARSE || rc == BW_EINVALID || rc == BW_ENOTFOUND) {
			fault(g->c, "from entry %llu on the store gives none: %s",
				(unsigned long long)at, e->text);
			rc = BW_OK;
			break;
		}
		if (!rc && n == 0)
			fault(g->c, "the store has only %llu of the log's %llu entries",
				(unsigned long long)at, (unsigned long long)size);
		if (n == 0)
			break;
		for (size_t i = 0; !rc && i < n; i++, at++)
			if (!logged(g, at, &there))
				g->loaded = UINT64_MAX; /* the log's own check named it */
			else if (!str_eq(there, x[i].text))
				name_entry(g, &x[i], at);
	}
	arena_done(&a);
	return rc;
}

/* The head in the database is the published checkpoint, and what its tree goes on from. */
static void check_head(
	struct publisher *p, struct arena *a, struct log_check *c, const struct publish_status *st)
{
	const struct store_head *in = &st->head;
	struct key_mark marks[TRUST_MOST];
	struct merkle_hash root = { { 0 } };
	struct merkle_source src;
	struct checkpoint h;
	struct grow g;
	struct err e;

	if (trust_checkpoint(a, c->trust, in->note, &h, marks, &e))
		fault(c, "the checkpoint in the database was altered: %s", e.text);
	else if (h.size != in->size || memcmp(h.root, in->root, sizeof(h.root)) != 0)
		fault(c, "the head in the database was altered: it is not what its signed "
			 "checkpoint says");
	if (c->checkpoint.size != in->size ||
		memcmp(c->checkpoint.root, in->root, sizeof(in->root)) != 0)
		fault(c, "the published checkpoint is not the one in the database");
	if (grow_init(&g, p->rec.sha, in->size, in->frontier, &e)) {
		fault(c, "%s", e.text);
		return;
	}
	src = grow_source(&g);
	if (merkle_root(p->rec.sha, &src, in->size, &root, &e) ||
		memcmp(root.b, in->root, sizeof(root.b)) != 0)
		fault(c, "the frontier in the database was altered: it does not lead to the head's "
			 "root");
	grow_done(&g);
}

int publish_verify(
	struct publisher *p, struct arena *a, struct log_check *c, uint64_t *waiting, struct err *e)
{
	struct against g = { .p = p, .c = c, .loaded = UINT64_MAX };
	struct publish_status st;
	int rc = publish_status(p, a, &st, e);

	if (rc)
		return rc;
	*waiting = st.total - (st.any ? st.head.size : 0);
	if (!st.any)
		return BW_OK;
	c->dir = p->home.log;
	c->sha = p->rec.sha;
	rc = log_check(c, a, e);
	if (rc == BW_ENOTFOUND) {
		fault(c, "%s", e->text);
		rc = BW_OK;
	}
	if (rc)
		return rc;
	check_head(p, a, c, &st);
	buf_init(&g.bundle, (size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2));
	rc = log_reader_open(&g.files, p->home.log, p->rec.sha, st.head.size, e);
	if (!rc)
		rc = compare(&g, st.head.size, e);
	log_reader_done(&g.files);
	buf_done(&g.bundle);
	return rc;
}
