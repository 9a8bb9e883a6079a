/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/limit.h"
#include "base/mem.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define LOCK_MS 5000 /* for another request: each holds it for two fsyncs */

struct witness {
	struct sha256 *sha;
	struct key_secret *key; /* locked memory */
	char dir[3000];
};

static int path_of(const struct witness *w, const char *name, char out[PATH_MAX], struct err *e)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", w->dir, name);

	return n > 0 && n < PATH_MAX ? BW_OK
				     : err_set(e, BW_ELIMIT, "the witness's path is too long");
}

static int make_key(struct witness *w, const char *path, struct str name,
	const unsigned char seed[32], struct err *e)
{
	char pub[PATH_MAX];
	struct buf b;
	int rc = path_of(w, "key.pub", pub, e);

	if (!rc && !key_secret_make(w->sha, name, NOTE_COSIGN, seed, w->key))
		rc = err_set(e, BW_EUSAGE, "that cannot name a witness: no space, no plus");
	if (!rc)
		rc = durable_mkdir(w->dir, 0711, e);
	buf_init(&b, 2048);
	note_key_add(&b, &w->key->pub);
	buf_addc(&b, '\n');
	if (!rc)
		rc = durable_write(pub, buf_str(&b), 0644, e);
	buf_reset(&b);
	key_secret_add(&b, w->key);
	if (!rc)
		rc = durable_write(path, buf_str(&b), 0600, e);
	if (b.p)
		sodium_memzero(b.p, b.cap);
	buf_done(&b);
	return rc;
}

static int load_key(struct witness *w, const char *path, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 4096);
	rc = durable_read_file(path, &b, e);
	if (!rc)
		rc = key_secret_parse(w->sha, buf_str(&b), w->key, e);
	if (!rc && w->key->pub.type != NOTE_COSIGN)
		rc = err_set(e, BW_EINVALID, "'%s' is a log's key, not a witness's", path);
	if (b.p)
		sodium_memzero(b.p, b.cap);
	buf_done(&b);
	return rc;
}

int witness_open(const char *dir, struct str name, const unsigned char seed[32],
	struct witness **out, struct err *e)
{
	struct witness *w = mem_calloc(1, sizeof(*w));
	char path[PATH_MAX];
	int rc;

	if (!w)
		return err_nomem(e);
	if (sodium_init() < 0) {
		mem_free(w);
		return err_set(e, BW_EUNAVAILABLE, "libsodium does not start");
	}
	rc = strlen(dir) < sizeof(w->dir) ? BW_OK
					  : err_set(e, BW_ELIMIT, "the witness's path is too long");
	if (!rc)
		snprintf(w->dir, sizeof(w->dir), "%s", dir);
	w->key = sodium_malloc(sizeof(*w->key));
	if (!rc && !w->key)
		rc = err_nomem(e);
	if (!rc)
		rc = sha256_new(&w->sha, e);
	if (!rc)
		rc = path_of(w, "key", path, e);
	if (!rc)
		rc = load_key(w, path, e);
	if (rc == BW_ENOTFOUND && name.n)
		rc = make_key(w, path, name, seed, e);
	if (rc) {
		witness_close(w);
		return rc;
	}
	*out = w;
	return BW_OK;
}

void witness_close(struct witness *w)
{
	if (!w)
		return;
	sha256_free(w->sha);
	sodium_free(w->key);
	mem_free(w);
}

const struct note_key *witness_key(const struct witness *w)
{
	return &w->key->pub;
}

/* ---- one request ---- */

struct asked {
	struct witness_request r;
	struct note note;
	struct checkpoint cp;
	char path[PATH_MAX]; /* of what was cosigned last */
};

static int answer(struct witness_reply *out, int status)
{
	*out = (struct witness_reply){ .status = status, .type = "text/plain; charset=utf-8" };
	return status;
}

/* Where the last checkpoint of this log lies. */
static int place(struct witness *w, struct asked *q, struct err *e)
{
	unsigned char h[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1], name[128];
	int rc;

	sha256_of(w->sha, q->cp.origin, h);
	sodium_bin2hex(hex, sizeof(hex), h, sizeof(h));
	snprintf(name, sizeof(name), "public/%s", hex);
	rc = path_of(w, name, q->path, e);
	if (!rc)
		rc = durable_mkdir(q->path, 0755, e);
	snprintf(name, sizeof(name), "public/%s/checkpoint", hex);
	return rc ? rc : path_of(w, name, q->path, e);
}

/* Size and root cosigned last; the empty tree where there is none. */
static int last_of(struct witness *w, struct arena *a, const struct asked *q,
	struct checkpoint *out, struct err *e)
{
	struct key_mark mark;
	struct note n;
	struct str text;
	struct buf b;
	int rc;

	*out = (struct checkpoint){ 0 };
	sha256_of(w->sha, STR(""), out->root);
	buf_init(&b, LIMIT_NOTE_BYTES);
	rc = durable_read_file(q->path, &b, e);
	text = rc ? STR("") : arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (rc)
		return rc == BW_ENOTFOUND ? BW_OK : rc;
	rc = note_parse(a, text, &n, e);
	if (!rc)
		rc = key_check(&n, &w->key->pub, 1, &mark, e);
	if (!rc && !mark.signed_by)
		rc = err_set(e, BW_EIO, "what is kept of a log is not cosigned by this witness");
	return rc ? rc : checkpoint_parse(n.text, out, e);
}

static bool consistent(struct witness *w, const struct asked *q, const struct checkpoint *last)
{
	struct merkle_proof p = { .n = q->r.proof_n };
	struct merkle_hash old, root;

	memcpy(old.b, last->root, sizeof(old.b));
	memcpy(root.b, q->cp.root, sizeof(root.b));
	for (size_t i = 0; i < p.n; i++)
		memcpy(p.hash[i].b, q->r.proof[i], sizeof(p.hash[i].b));
	return merkle_consistency_holds(w->sha, last->size, q->cp.size, &old, &root, &p);
}

/* Keep it, then give the signature away. */
static int cosign(struct witness *w, struct arena *a, const struct asked *q, int64_t now_s,
	struct witness_reply *out, struct err *e)
{
	struct buf line, all;
	int rc;

	buf_init(&line, 4096);
	buf_init(&all, LIMIT_NOTE_BYTES + 4096);
	key_cosign(&line, w->key, (uint64_t)now_s, q->note.text);
	buf_add(&all, q->note.text);
	buf_addc(&all, '\n');
	for (size_t i = 0; i < q->note.n; i++)
		if (str_eq(q->note.sig[i].name, q->cp.origin) && q->note.sig[i].sig.n == NOTE_SIG)
			note_sig_add(
				&all, q->note.sig[i].name, q->note.sig[i].id, q->note.sig[i].sig);
	buf_add(&all, buf_str(&line));
	rc = buf_check(&all, "a cosigned checkpoint", e);
	if (!rc)
		rc = durable_write(q->path, buf_str(&all), 0644, e);
	if (!rc) {
		answer(out, 200);
		out->body = arena_dup(a, buf_str(&line));
		rc = out->body.p ? BW_OK : err_nomem(e);
	}
	buf_done(&line);
	buf_done(&all);
	return rc;
}

static int judge(struct witness *w, struct arena *a, const struct asked *q, int64_t now_s,
	struct witness_reply *out, struct err *e)
{
	struct checkpoint last;
	int rc = last_of(w, a, q, &last, e);

	if (rc)
		return rc;
	if (q->r.old != last.size) {
		answer(out, 409);
		out->type = "text/x.tlog.size";
		out->body = arena_printf(a, "%llu\n", (unsigned long long)last.size);
		return out->body.p ? BW_OK : err_nomem(e);
	}
	if (!consistent(w, q, &last)) {
		answer(out, 422);
		return BW_OK;
	}
	return cosign(w, a, q, now_s, out, e);
}

/* Which log it is, and whether that signed it: 0, or the status to answer with. */
static int known_log(
	struct arena *a, const struct trust *known, struct str request, struct asked *q)
{
	struct err why;
	struct note_key key;
	size_t i = 0;

	if (witness_request_parse(a, request, &q->r, &why) ||
		note_parse(a, q->r.note, &q->note, &why) ||
		checkpoint_parse(q->note.text, &q->cp, &why))
		return 400;
	while (i < known->logs && !str_eq(known->log[i].name, q->cp.origin))
		i++;
	if (i == known->logs)
		return 404;
	key = known->log[i].key;
	if (key_checkpoint(a, q->r.note, &key, &q->note, &q->cp, &why))
		return 403;
	return q->r.old > q->cp.size ? 400 : 0;
}

int witness_answer(struct witness *w, struct arena *a, const struct trust *known,
	struct str request, int64_t now_s, struct witness_reply *out, struct err *e)
{
	struct asked *q = ARENA_NEW(a, struct asked);
	char path[PATH_MAX];
	AUTO_FD int fd = -1;
	int rc, status;

	if (!q)
		return err_nomem(e);
	status = known_log(a, known, request, q);
	if (status) {
		answer(out, status);
		return BW_OK;
	}
	rc = path_of(w, "lock", path, e);
	if (!rc)
		rc = durable_lock_wait(path, LOCK_MS, &fd, e);
	if (!rc)
		rc = place(w, q, e);
	return rc ? rc : judge(w, a, q, now_s, out, e);
}
