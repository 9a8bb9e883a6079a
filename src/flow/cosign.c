/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/cosign.h"

#include "base/limit.h"
#include "flow/publish_inner.h"
#include "net/http.h"

#define ANSWER_MOST 65536 /* a witness's answer: a line or a few */

struct asking {
	struct store *store;
	struct sha256 *sha;
	const struct cosign_settings *set;
	struct arena a;
	struct store_head head;
	struct log_reader files;
	struct buf published; /* the head's note as it will be */
};

static int request(struct asking *k, const struct trust_key *w, uint64_t old,
	struct http_reply *out, struct err *e)
{
	struct merkle_source src = log_reader_source(&k->files);
	struct merkle_proof proof;
	struct http_request q = { .accept = "text/plain",
		.max_bytes = ANSWER_MOST,
		.timeout_ms = k->set->timeout_ms,
		.body_type = "text/plain; charset=utf-8" };
	struct witness_request r = { .old = old, .note = k->head.note };
	struct str url = arena_printf(&k->a, "%.*s%sadd-checkpoint", STR_ARG(w->url),
		str_ends(w->url, STR("/")) ? "" : "/");
	struct buf b;
	int rc = url.p ? BW_OK : err_nomem(e);

	if (!rc)
		rc = merkle_consistency(k->sha, &src, old, k->head.size, &proof, e);
	if (rc)
		return rc;
	r.proof = (unsigned char(*)[32])proof.hash;
	r.proof_n = proof.n;
	buf_init(&b, LIMIT_NOTE_BYTES);
	witness_request_add(&b, &r);
	q.url = url;
	q.body = buf_str(&b);
	rc = buf_check(&b, "a request to a witness", e);
	if (!rc)
		rc = http_post(k->set->guard, &k->a, &q, out, e);
	buf_done(&b);
	return rc;
}

/* The lines of this witness that verify, under what is published. */
static int take(struct asking *k, const struct trust_key *w, struct str body, struct err *e)
{
	struct str text = str_sub(k->head.note, 0, str_find(k->head.note, STR("\n\n"), 0) + 1);
	struct note one = { .text = text, .n = 1 };
	struct key_mark mark;
	struct note_sig sig;
	int rc;

	while (body.n) {
		rc = note_sig_parse(&k->a, &body, &sig, e);
		if (rc)
			return rc;
		one.sig = &sig;
		rc = key_check(&one, &w->key, 1, &mark, e);
		if (rc)
			return rc;
		if (!mark.signed_by)
			continue;
		note_sig_add(&k->published, sig.name, sig.id, sig.sig);
		return BW_OK;
	}
	return err_set(e, BW_EINVALID, "its answer has no line of its key");
}

static int ask(struct asking *k, const struct trust_key *w, struct err *e)
{
	struct http_reply reply;
	uint64_t old = 0;
	int rc = BW_OK;

	if (w->url.n == 0)
		return err_set(e, BW_EUSAGE, "the policy has no address for it");
	/* The first question is whether it knows the log; most answer with a size. */
	for (int tries = 0; tries < 3; tries++) {
		rc = request(k, w, old, &reply, e);
		if (rc || reply.status != 409)
			break;
		if (!str_u64(str_trim(reply.body), &old) || old > k->head.size)
			return err_set(e, BW_ECONFLICT,
				"it has cosigned a log of this name that is longer than ours");
	}
	if (rc)
		return rc;
	if (reply.status != 200)
		return err_set(e, BW_EUNAVAILABLE, "it answers with status %d", reply.status);
	return take(k, w, reply.body, e);
}

static bool has(const struct asking *k, const struct trust_key *w)
{
	struct key_mark mark;
	struct arena a;
	struct note n;
	struct err e;
	bool ok;

	arena_init(&a, 0);
	ok = note_parse(&a, buf_str(&k->published), &n, &e) == BW_OK &&
	     key_check(&n, &w->key, 1, &mark, &e) == BW_OK && mark.signed_by;
	arena_done(&a);
	return ok;
}

static int ask_all(struct asking *k, size_t *have, bool *quorum, struct err *e)
{
	const struct trust *t = k->set->policy;
	struct key_mark marks[TRUST_MOST] = { { 0 } };
	struct checkpoint c;
	struct err why;
	int rc;

	*have = 0;
	for (size_t i = 0; i < t->witnesses; i++) {
		const struct trust_key *w = &t->witness[i];
		int one = has(k, w) ? BW_OK : ask(k, w, &why);

		if (one == BW_ENOMEM)
			return err_nomem(e);
		*have += one == BW_OK;
		k->set->told(k->set->ctx, w->name, one ? why.text : NULL);
	}
	rc = buf_check(&k->published, "a cosigned checkpoint", e);
	if (rc)
		return rc;
	*quorum = trust_checkpoint(&k->a, t, buf_str(&k->published), &c, marks, &why) == BW_OK;
	if (str_eq(buf_str(&k->published), k->head.published))
		return BW_OK;
	k->head.published = buf_str(&k->published);
	return store_head_publish(k->store, &k->head, e);
}

static int run(struct asking *k, const char *log, size_t *have, bool *quorum, struct err *e)
{
	bool any;
	int rc = store_head_get(k->store, &k->a, &k->head, &any, e);

	if (!rc && !any)
		rc = err_set(e, BW_ENOTFOUND,
			"nothing was signed yet; 'bailiwick ledger integrate' does");
	if (!rc)
		rc = log_reader_open(&k->files, log, k->sha, k->head.size, e);
	if (!rc)
		rc = http_init(e);
	if (!rc) {
		buf_add(&k->published, k->head.published);
		rc = ask_all(k, have, quorum, e);
	}
	log_reader_done(&k->files);
	return rc;
}

static void asking_init(struct asking *k)
{
	arena_init(&k->a, 0);
	buf_init(&k->published, LIMIT_NOTE_BYTES);
	k->files.dir = -1;
}

static void asking_done(struct asking *k)
{
	buf_done(&k->published);
	arena_done(&k->a);
}

int cosign_head(struct publisher *p, const struct cosign_settings *set, size_t *have, bool *quorum,
	struct err *e)
{
	struct asking k = { .store = p->set.store, .sha = p->rec.sha, .set = set };
	int fd = -1, rc;

	asking_init(&k);
	/* Rounds wait meanwhile, so that what is cosigned is what is published. */
	rc = home_lock(&p->home, p->set.wait_ms, &fd, e);
	if (!rc)
		rc = run(&k, p->home.log, have, quorum, e);
	if (!rc)
		rc = log_publish(p->home.log, k.head.published, e);
	home_unlock(&fd);
	asking_done(&k);
	return rc;
}

static bool wanted(struct store *s, const struct cosign_settings *set, struct err *e)
{
	struct asking k = { .store = s, .set = set };
	bool any = false, lacks = false;

	asking_init(&k);
	if (store_head_get(s, &k.a, &k.head, &any, e) == BW_OK && any) {
		buf_add(&k.published, k.head.published);
		for (size_t i = 0; i < set->policy->witnesses; i++)
			lacks |= !has(&k, &set->policy->witness[i]);
	}
	asking_done(&k);
	return lacks;
}

int cosign_store(struct store *s, struct sha256 *sha, const struct cosign_settings *set,
	bool *asked, struct err *e)
{
	struct asking k = { .store = s, .sha = sha, .set = set };
	struct str log;
	size_t have;
	bool quorum;
	int rc;

	*asked = wanted(s, set, e);
	if (!*asked)
		return BW_OK;
	asking_init(&k);
	log = arena_printf(&k.a, "%s/log", store_dir(s));
	rc = log.p ? run(&k, log.p, &have, &quorum, e) : err_nomem(e);
	asking_done(&k);
	return rc;
}
