/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/mirror.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/limit.h"
#include "net/http.h"
#include "sys/durable.h"

#define BUNDLE_MOST ((size_t)TILE_WIDTH * (TILE_ENTRY_MOST + 2))

/* ---- fetching ---- */

static int get(struct mirror *m, struct arena *a, const char *path, size_t most,
	struct http_reply *out, struct err *e)
{
	const struct str base = m->set->url;
	struct http_request q = {
		.accept = "*/*", .max_bytes = most, .timeout_ms = m->set->timeout_ms
	};

	q.url = arena_printf(
		a, "%.*s%s%s", STR_ARG(base), str_ends(base, STR("/")) ? "" : "/", path);
	if (!q.url.p)
		return err_nomem(e);
	m->files++;
	return http_get(m->set->guard, a, &q, out, e);
}

/* The part of a fuller file that a file of ${t->width} would be. */
static struct str cut(const struct tile *t, struct str all)
{
	struct cur c = cur_of(all);
	struct str one;

	if (!t->entries)
		return str_sub(all, 0, (size_t)t->width * SHA256_BYTES);
	for (unsigned i = 0; i < t->width; i++)
		if (!bundle_next(&c, &one))
			return all;
	return str_sub(all, 0, (size_t)(one.p + one.n - all.p));
}

static bool complete(const struct tile *t, struct str bytes)
{
	struct cur c = cur_of(bytes);
	struct str one;
	unsigned n = 0;

	if (!t->entries)
		return bytes.n == (size_t)t->width * SHA256_BYTES;
	while (n < t->width && bundle_next(&c, &one))
		n++;
	return n == t->width && cur_end(&c);
}

/* Parts of a file go when it is full: then the full one is asked for. */
static int get_tile(
	struct mirror *m, struct arena *a, const struct tile *t, struct str *out, struct err *e)
{
	size_t most = t->entries ? BUNDLE_MOST : (size_t)TILE_WIDTH * SHA256_BYTES;
	struct tile full = *t;
	char path[TILE_PATH];
	struct http_reply r;
	int rc = get(m, a, tile_path(t, path), most, &r, e);

	full.width = TILE_WIDTH;
	if (!rc && (r.status == 404 || r.status == 410) && t->width < TILE_WIDTH) {
		rc = get(m, a, tile_path(&full, path), most, &r, e);
		r.body = rc ? r.body : cut(t, r.body);
	}
	if (rc == BW_ELIMIT)
		return err_set(e, BW_EINVALID, "%s is longer than it can be", path);
	if (!rc && r.status != 200)
		rc = err_set(e, BW_EINVALID, "%s is missing: the log answers with status %d", path,
			r.status);
	*out = r.body;
	if (!rc && !complete(t, r.body))
		rc = err_set(e, BW_EINVALID, "%s has not %u %s", tile_path(t, path), t->width,
			t->entries ? "entries" : "hashes");
	return rc;
}

static int keep(
	struct mirror *m, struct arena *a, const char *path, struct str bytes, struct err *e)
{
	struct str to = arena_printf(a, "%s/%s", m->set->dir, path), folder;
	int rc = BW_OK;

	folder = to.p ? arena_dup(a, str_sub(to, 0, str_rfind_byte(to, '/'))) : to;
	if (!folder.p)
		return err_nomem(e);
	if (access(folder.p, F_OK))
		rc = durable_mkdir(folder.p, 0755, e);
	return rc ? rc : durable_write(to.p, bytes, 0644, e);
}

static int need(struct mirror *m, const struct tile *t, struct err *e)
{
	char path[TILE_PATH];
	struct str bytes;
	struct arena a;
	int rc;

	if (faccessat(m->reader.dir, tile_path(t, path), F_OK, 0) == 0)
		return BW_OK;
	arena_init(&a, 0);
	rc = get_tile(m, &a, t, &bytes, e);
	if (!rc)
		rc = keep(m, &a, tile_path(t, path), bytes, e);
	arena_done(&a);
	return rc;
}

int mirror_open(struct mirror *m, const struct mirror_settings *set, struct arena *a, struct err *e)
{
	struct http_reply r;
	struct err why;
	int rc;

	*m = (struct mirror){ .set = set, .a = a };
	m->reader.dir = -1;
	rc = get(m, a, "checkpoint", LIMIT_NOTE_BYTES, &r, e);
	if (rc)
		return rc;
	if (r.status != 200)
		return err_set(e, BW_EUNAVAILABLE, "there is no checkpoint: status %d", r.status);
	rc = trust_checkpoint(a, set->trust, r.body, &m->checkpoint, m->marks, &why);
	if (rc)
		return err_set(
			e, rc == BW_ENOMEM ? BW_ENOMEM : BW_EINVALID, "checkpoint: %s", why.text);
	m->note = r.body;
	rc = keep(m, a, "checkpoint", r.body, e);
	return rc ? rc : log_reader_open(&m->reader, set->dir, set->sha, m->checkpoint.size, e);
}

void mirror_done(struct mirror *m)
{
	if (m->reader.dir >= 0)
		log_reader_done(&m->reader);
}

/* ---- proving ---- */

/* A node of the tree as the files have it, its tile fetched first. */
static int node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct mirror *m = ctx;
	struct merkle_source src = log_reader_source(&m->reader);
	struct tile t = tile_at(m->checkpoint.size, level / 8, index << level % 8);
	int rc = need(m, &t, e);

	return rc ? rc : src.node(src.ctx, level, index, out, e);
}

int mirror_since(struct mirror *m, struct str old, uint64_t *size, struct err *e)
{
	const struct merkle_source src = { node, m };
	struct key_mark marks[TRUST_MOST];
	struct merkle_hash was, is;
	struct merkle_proof proof;
	struct checkpoint c;
	struct err why;
	int rc = trust_checkpoint(m->a, m->set->trust, old, &c, marks, &why);

	if (rc)
		return err_set(e, rc == BW_ENOMEM ? BW_ENOMEM : BW_EINVALID,
			"the checkpoint seen before: %s", why.text);
	*size = c.size;
	if (!str_eq(c.origin, m->checkpoint.origin))
		return err_set(e, BW_EINVALID, "the checkpoint seen before is of another log");
	if (c.size > m->checkpoint.size)
		return err_set(e, BW_EINVALID,
			"the log had %llu entries before and has %llu now: it was cut",
			(unsigned long long)c.size, (unsigned long long)m->checkpoint.size);
	rc = merkle_consistency(m->set->sha, &src, c.size, m->checkpoint.size, &proof, e);
	if (rc)
		return rc;
	memcpy(was.b, c.root, sizeof(was.b));
	memcpy(is.b, m->checkpoint.root, sizeof(is.b));
	if (!merkle_consistency_holds(m->set->sha, c.size, m->checkpoint.size, &was, &is, &proof))
		return err_set(e, BW_EINVALID,
			"the log of %llu entries that was seen before is not the beginning of this "
			"one: it has two histories, or a tile was altered",
			(unsigned long long)c.size);
	return BW_OK;
}

int mirror_entry(struct mirror *m, uint64_t index, struct err *e)
{
	const struct merkle_source src = { node, m };
	struct tile t = tile_at(m->checkpoint.size, 0, index);
	struct merkle_hash leaf, root;
	struct merkle_proof proof;
	struct arena a;
	struct str entry;
	int rc;

	if (index >= m->checkpoint.size)
		return err_set(
			e, BW_ENOTFOUND, "the log has no entry %llu", (unsigned long long)index);
	t.entries = true;
	rc = need(m, &t, e);
	if (!rc)
		rc = merkle_inclusion(m->set->sha, &src, index, m->checkpoint.size, &proof, e);
	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = log_reader_entry(&m->reader, &a, index, &entry, e);
	if (!rc) {
		merkle_leaf(m->set->sha, entry, &leaf);
		memcpy(root.b, m->checkpoint.root, sizeof(root.b));
		if (!merkle_inclusion_holds(
			    m->set->sha, index, m->checkpoint.size, &leaf, &root, &proof))
			rc = err_set(e, BW_EINVALID,
				"entry %llu is not in the tree that is signed: it was altered, or "
				"a "
				"tile was",
				(unsigned long long)index);
	}
	arena_done(&a);
	return rc;
}

int mirror_all(struct mirror *m, struct err *e)
{
	const uint64_t size = m->checkpoint.size;
	int rc = BW_OK;

	for (unsigned l = 0; l < TILE_LEVELS && tile_hashes(size, l); l++)
		for (uint64_t i = 0; !rc && i < tile_hashes(size, l); i += TILE_WIDTH) {
			struct tile t = tile_at(size, l, i);

			rc = need(m, &t, e);
			t.entries = true;
			if (!rc && l == 0)
				rc = need(m, &t, e);
		}
	return rc;
}
