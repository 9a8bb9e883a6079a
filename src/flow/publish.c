/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/publish.h"

#include <sodium.h>
#include <stdio.h>

#include "base/limit.h"
#include "base/mem.h"
#include "flow/publish_inner.h"
#include "sys/durable.h"

/* ---- opening ---- */

int publish_open(const struct publish_settings *set, struct publisher **out, struct err *e)
{
	struct publisher *p = mem_calloc(1, sizeof(*p));
	int rc;

	if (!p)
		return err_nomem(e);
	p->set = *set;
	rc = home_init(&p->home, store_dir(set->store), e);
	if (!rc)
		rc = record_init(&p->rec, set->store, e);
	if (rc) {
		publish_close(p);
		return rc;
	}
	*out = p;
	return BW_OK;
}

void publish_close(struct publisher *p)
{
	if (!p)
		return;
	signer_stop(p->signer);
	record_done(&p->rec);
	mem_free(p);
}

/* ---- the key ---- */

static int default_origin(struct publisher *p, struct arena *a, struct str *out, struct err *e)
{
	unsigned char r[8];

	rng_fill(p->set.rng, r, sizeof(r));
	*out = arena_printf(a, "bailiwick.invalid/%02x%02x%02x%02x%02x%02x%02x%02x", r[0], r[1],
		r[2], r[3], r[4], r[5], r[6], r[7]);
	return out->p ? BW_OK : err_nomem(e);
}

static int key_make(
	struct publisher *p, struct arena *a, struct str origin, struct str *vkey, struct err *e)
{
	unsigned char seed[32];
	struct note_key key;
	struct store_head head;
	struct buf b;
	bool any;
	int rc = store_head_get(p->set.store, a, &head, &any, e);

	if (!rc && any && !home_has_key(&p->home))
		rc = err_set(e, BW_ECONFLICT,
			"the log was signed with a key that is not there: put back the folder "
			"'ledger' of this store");
	if (!rc && origin.n == 0)
		rc = default_origin(p, a, &origin, e);
	if (rc)
		return rc;
	rng_fill(p->set.rng, seed, sizeof(seed));
	rc = sign_make(p->rec.sha, p->home.key, p->home.record, origin, seed, &key, e);
	sodium_memzero(seed, sizeof(seed));
	buf_init(&b, 1024);
	if (!rc) {
		note_key_add(&b, &key);
		rc = buf_check(&b, "a key", e);
	}
	if (!rc)
		rc = home_put_public(&p->home, buf_str(&b), e);
	if (!rc)
		*vkey = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return rc ? rc : vkey->p ? BW_OK : err_nomem(e);
}

int publish_key_make(
	struct publisher *p, struct arena *a, struct str origin, struct str *vkey, struct err *e)
{
	int fd = -1, rc = home_lock(&p->home, p->set.wait_ms, &fd, e);

	if (!rc)
		rc = key_make(p, a, origin, vkey, e);
	home_unlock(&fd);
	return rc;
}

int publish_key(struct publisher *p, struct arena *a, struct str *vkey, struct err *e)
{
	return home_get_public(&p->home, a, vkey, e);
}

/* ---- the seams of ledger/log.h ---- */

static int io_entries(void *ctx, struct arena *a, uint64_t first, size_t most, struct str **out,
	size_t *n, struct err *e)
{
	struct publisher *p = ctx;
	struct record_entry *x;
	int rc = record_entries(&p->rec, a, first, most, &x, n, e);

	if (rc)
		return rc;
	*out = ARENA_ARRAY(a, struct str, *n + 1);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = x[i].text;
	return BW_OK;
}

static int io_settle(void *ctx, struct err *e)
{
	struct publisher *p = ctx;

	return store_ledger_settle(p->set.store, e);
}

static int io_head(void *ctx, struct arena *a, struct log_head *out, bool *found, struct err *e)
{
	struct publisher *p = ctx;
	struct store_head h;
	int rc = store_head_get(p->set.store, a, &h, found, e);

	if (rc || !*found)
		return rc;
	*out = (struct log_head){
		.size = h.size, .frontier = h.frontier, .note = h.note, .published = h.published
	};
	memcpy(out->root.b, h.root, sizeof(out->root.b));
	return BW_OK;
}

static int io_keep(
	void *ctx, const struct log_head *old, const struct log_head *next, struct err *e)
{
	struct publisher *p = ctx;
	struct store_head o = { 0 }, h = { .size = next->size,
		.at_s = p->now_s,
		.frontier = next->frontier,
		.note = next->note,
		.published = next->published };

	memcpy(h.root, next->root.b, sizeof(h.root));
	if (old) {
		o.size = old->size;
		memcpy(o.root, old->root.b, sizeof(o.root));
	}
	return store_head_put(p->set.store, old ? &o : NULL, &h, e);
}

static struct log log_of(struct publisher *p)
{
	return (struct log){ .dir = p->home.log,
		.io = { io_entries, io_settle, io_head, io_keep, p },
		.sha = p->rec.sha,
		.signer = p->signer };
}

/* ---- integration ---- */

/* The key is where others look for it, also after a crash while it was made. */
static int key_is_told(struct publisher *p, struct arena *a, struct err *e)
{
	struct str vkey;
	int rc = home_get_public(&p->home, a, &vkey, e);

	if (rc == BW_ENOTFOUND)
		return home_put_public(&p->home, str_of(signer_key(p->signer)), e);
	if (!rc && !str_is(vkey, signer_key(p->signer)))
		rc = err_set(e, BW_ECONFLICT,
			"the public key in '%s' is not that of the private one", p->home.key_pub);
	return rc;
}

static int ready(struct publisher *p, bool *made, struct err *e)
{
	struct arena a;
	struct str vkey;
	int rc = BW_OK;

	*made = false;
	arena_init(&a, 0);
	if (!home_has_key(&p->home)) {
		rc = key_make(p, &a, STR(""), &vkey, e);
		*made = rc == BW_OK;
	}
	if (!rc && !p->signer) {
		rc = signer_start(p->set.exe, p->home.key, p->home.record, &p->signer, e);
		if (!rc)
			rc = key_is_told(p, &a, e);
	}
	arena_done(&a);
	return rc;
}

int publish_origin(
	struct publisher *p, struct arena *a, struct str *origin, bool *made, struct err *e)
{
	struct str vkey;
	int fd = -1, rc = publish_key(p, a, &vkey, e);

	*made = false;
	if (rc == BW_ENOTFOUND) {
		rc = home_lock(&p->home, p->set.wait_ms, &fd, e);
		if (!rc)
			rc = ready(p, made, e);
		home_unlock(&fd);
		if (!rc)
			rc = publish_key(p, a, &vkey, e);
	}
	if (!rc)
		*origin = str_sub(vkey, 0, str_find_byte(vkey, '+', 0));
	return rc;
}

int publish_start(struct publisher *p, bool *made, struct err *e)
{
	int fd = -1, rc = home_lock(&p->home, p->set.wait_ms, &fd, e);

	*made = false;
	if (!rc)
		rc = ready(p, made, e);
	home_unlock(&fd);
	return rc;
}

bool publish_waiting(struct publisher *p)
{
	struct publish_status st;
	struct arena a;
	struct err e;
	bool waiting;

	arena_init(&a, 0);
	waiting = publish_status(p, &a, &st, &e) == BW_OK && st.total > (st.any ? st.head.size : 0);
	arena_done(&a);
	return waiting;
}

/* The checkpoint's file is what the head in the database says. */
static int show(struct publisher *p, struct arena *a, struct err *e)
{
	char path[HOME_PATH + 16];
	struct store_head h;
	struct err none;
	struct buf b;
	bool any, same;
	int rc = store_head_get(p->set.store, a, &h, &any, e);

	if (rc || !any)
		return rc;
	snprintf(path, sizeof(path), "%s/checkpoint", p->home.log);
	buf_init(&b, LIMIT_NOTE_BYTES);
	same = durable_read_file(path, &b, &none) == BW_OK && str_eq(buf_str(&b), h.published);
	buf_done(&b);
	return same ? BW_OK : log_publish(p->home.log, h.published, e);
}

int publish_refresh(struct publisher *p, struct err *e)
{
	unsigned char digest[SHA256_BYTES] = { 0 };
	struct store_head h;
	struct arena a;
	bool any;
	int fd = -1, rc;

	arena_init(&a, 0);
	rc = store_head_get(p->set.store, &a, &h, &any, e);
	if (!rc && any)
		sha256_of(p->rec.sha, h.published, digest);
	if (!rc && any && memcmp(digest, p->shown, sizeof(digest)) != 0) {
		/* Whoever integrates now publishes itself. */
		rc = home_lock(&p->home, 0, &fd, e);
		if (!rc)
			rc = show(p, &a, e);
		home_unlock(&fd);
		if (!rc)
			memcpy(p->shown, digest, sizeof(digest));
	}
	arena_done(&a);
	return rc == BW_EAGAIN ? BW_OK : rc;
}

int publish_run(struct publisher *p, uint64_t most, int64_t now_s, struct publish_outcome *out,
	struct err *e)
{
	struct log_outcome round = { .more = true };
	int fd = -1;
	struct log g;
	uint64_t total;
	int rc = home_lock(&p->home, p->set.wait_ms, &fd, e);

	*out = (struct publish_outcome){ 0 };
	if (!rc)
		rc = ready(p, &out->made_key, e);
	p->now_s = now_s;
	g = log_of(p);
	while (!rc && round.more && out->added < most) {
		rc = log_integrate(&g, &round, e);
		if (!rc) {
			out->added += round.added;
			out->size = round.size;
		}
	}
	if (rc == BW_EUNAVAILABLE || rc == BW_EAGAIN) {
		signer_stop(p->signer); /* it may be out of step: the next run starts another */
		p->signer = NULL;
	}
	if (!rc)
		rc = store_ledger_total(p->set.store, &total, e);
	if (!rc)
		out->left = total - out->size;
	home_unlock(&fd);
	return rc;
}

const char *publish_warning(const struct publisher *p)
{
	const struct sandbox_report *r = p->signer ? signer_sandbox(p->signer) : NULL;

	if (!r || (r->landlock && r->seccomp))
		return "";
	return r->seccomp    ? "the log's key is held without Landlock"
	       : r->landlock ? "the log's key is held without seccomp"
			     : "the log's key is held without Landlock and seccomp";
}

int publish_rebuild(struct publisher *p, uint64_t *written, struct err *e)
{
	const struct log g = log_of(p);
	int fd = -1;
	struct arena a;
	struct str vkey = { NULL, 0 };
	int rc = home_lock(&p->home, p->set.wait_ms, &fd, e);

	if (!rc)
		rc = log_rebuild(&g, written, e);
	arena_init(&a, 0);
	if (!rc)
		rc = publish_key(p, &a, &vkey, e);
	if (!rc)
		rc = home_put_public(&p->home, vkey, e);
	arena_done(&a);
	home_unlock(&fd);
	return rc;
}

int publish_status(struct publisher *p, struct arena *a, struct publish_status *out, struct err *e)
{
	int rc = store_head_get(p->set.store, a, &out->head, &out->any, e);

	return rc ? rc : store_ledger_total(p->set.store, &out->total, e);
}
