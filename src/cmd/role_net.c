/* SPDX-License-Identifier: Apache-2.0 */
/* role_net.c -- letters leave, and open cases are looked at; the one role that talks to the network. */
#include <stdlib.h>

#include "cmd/act_verbs.h"
#include "cmd/channels.h"
#include "cmd/data_file.h"
#include "cmd/ledger_verbs.h"
#include "cmd/looking.h"
#include "cmd/role_fence.h"
#include "cmd/role_turns.h"
#include "flow/cosign.h"
#include "flow/still.h"

#define IDLE_MS    500 /* a letter that was queued waits no longer than that for its turn */
#define LETTERS    16 /* in one turn */
#define PAGE       64 /* cases seen through in one turn; one of them is asked about */
#define ROUND_S    3600 /* until what could not be learned is asked for again */
#define WATCH_S    900 /* until cases whose pages are watched are seen through again */
#define WATCHED_S  (90 * INT64_C(86400)) /* of cases not older than that */
#define ZONE_S     30 /* between two looks at what has ended in the policy zone */
#define AGAIN_S    60 /* after a fault */
#define COSIGN_S   2 /* between two looks whether witnesses have cosigned the log */
#define COSIGN_MS  5000 /* for one answer of one witness */
#define TLS_PORT   443
#define HTTP_PORT  80 /* pages that were reported */
#define DNS_PORT   53
#define LEDGER_DIR "ledger" /* the log's key: not for this role */

struct netting {
	struct ctx *c;
	const struct journal *j;
	struct store *store;
	const char *dir;
	struct knowing know;
	struct facts none;
	struct outlets out;
	struct pace pace;
	struct act_looking before; /* a look before a letter leaves */
	struct look look;
	struct arena one; /* of the case in hand */
	int64_t cursor, round_s, zone_s, again_s, cosign_s; /* cases seen through; not before */
	struct {
		size_t state; /* of watched[] */
		int64_t cursor, round_s;
	} watch; /* of cases whose pages are looked at in passing */
	struct trust *witnesses; /* of --cosign; NULL: none */
	struct sha256 *sha;
	const char *told; /* fault of a witness, in the arena of the case in hand; NULL: none */
};

static int letters(struct netting *k, int64_t now_s, bool *busy, struct err *e)
{
	struct post_settings s;
	struct post_counts n;
	int64_t at;
	int rc = store_letters_next(k->store, &at, e);

	*busy = !rc && at != CLOCK_NONE && at <= now_s;
	if (!*busy)
		return rc;
	post_settings_init(&s);
	s.desk = k->look.desk;
	s.channels = &k->out.ch;
	s.look = &k->before.look;
	s.pace = &k->pace;
	s.most = LETTERS;
	act_repeats(k->c, &s);
	rc = post_run(&s, &n, e);
	/* Those that only wait for their hour or their server are due, and not taken: no haste. */
	*busy = !rc && n.taken > 0;
	return rc;
}

static int zone(struct netting *k, int64_t now_s, struct err *e)
{
	size_t n;

	if (!k->out.rpz.path || !k->out.rpz.server.host.n || now_s < k->zone_s)
		return BW_OK;
	k->zone_s = now_s + ZONE_S;
	return rpz_sweep(&k->out.rpz, &n, e);
}

static void told(void *ctx, struct str name, const char *fault)
{
	struct netting *k = ctx;

	if (fault)
		k->told = arena_printf(&k->one, "%.*s: %s", STR_ARG(name), fault).p;
}

/* Each head gets its cosignatures; a witness that fails is asked again later, and so are the others. */
static void cosigned(struct netting *k, int64_t now_s)
{
	const struct cosign_settings set = { .guard = &k->look.source.courier.guard,
		.policy = k->witnesses,
		.timeout_ms = COSIGN_MS,
		.told = told,
		.ctx = k };
	struct err e;
	bool asked;
	int rc;

	if (!k->witnesses || now_s < k->cosign_s)
		return;
	k->cosign_s = now_s + COSIGN_S;
	k->told = NULL;
	arena_reset(&k->one);
	rc = cosign_store(k->store, k->sha, &set, &asked, &e);
	if (!rc && !k->told)
		return;
	journal(k->j, JOURNAL_TURN_FAILED, "the log's witnesses: %s", rc ? e.text : k->told);
	k->cosign_s = now_s + AGAIN_S;
}

/* The next open case that something could be learned about, oldest first, again and again. */
static int look_on(struct netting *k, int64_t now_s, bool *busy, struct err *e)
{
	struct store_query q;
	int64_t *ids;
	size_t n = 0;
	bool lacks = false;
	int rc;

	store_query_init(&q);
	q.state = CASE_OPEN;
	q.reverse = true;
	q.after = k->cursor;
	q.limit = PAGE;
	arena_reset(&k->one);
	rc = store_list(k->store, &k->one, &q, &ids, &n, e);
	if (!rc && !n && now_s >= k->round_s) {
		k->cursor = 0;
		k->round_s = now_s + ROUND_S;
	}
	for (size_t i = 0; !rc && !lacks && i < n; i++) {
		struct looked x = { 0 };

		rc = look_lacks(&k->look, ids[i], &lacks, e);
		if (!rc && lacks)
			rc = look_at(&k->look, ids[i], &x, e);
		k->cursor = ids[i];
	}
	*busy = n > 0;
	return rc;
}

static const enum case_state watched[] = { CASE_ACTED, CASE_NOTICED, CASE_VERIFIED };
#define WATCHED (sizeof(watched) / sizeof(watched[0]))

/* The next case that somebody says is settled, or that we called gone: are its pages there? */
static int watch_on(struct netting *k, int64_t now_s, bool *busy, struct err *e)
{
	struct store_query q;
	int64_t *ids;
	size_t n = 0, looked = 0;
	int rc;

	if (!k->before.look.page || now_s < k->watch.round_s)
		return BW_OK;
	store_query_init(&q);
	q.state = watched[k->watch.state];
	q.opened_from_s = now_s - WATCHED_S;
	q.reverse = true;
	q.after = k->watch.cursor;
	q.limit = PAGE;
	arena_reset(&k->one);
	rc = store_list(k->store, &k->one, &q, &ids, &n, e);
	for (size_t i = 0; !rc && !looked && i < n; i++) {
		rc = still_watch(&k->before.look, &k->look.desk, &k->one, ids[i], &looked, e);
		k->watch.cursor = ids[i];
	}
	if (!rc && !n) {
		k->watch.cursor = 0;
		k->watch.state = (k->watch.state + 1) % WATCHED;
		if (!k->watch.state)
			k->watch.round_s = now_s + WATCH_S;
	}
	*busy |= !rc && now_s >= k->watch.round_s;
	return rc;
}

static int work(struct netting *k, int64_t now_s, bool *busy, struct err *e)
{
	int rc;

	store_rest(k->store);
	k->look.desk.now_s = now_s;
	k->look.since_s = now_s - LOOK_FRESH_S;
	k->look.source.courier.now_s = k->before.source.courier.now_s = now_s;
	rc = letters(k, now_s, busy, e);
	if (!rc)
		rc = zone(k, now_s, e);
	if (!rc && !*busy)
		rc = look_on(k, now_s, busy, e);
	if (!rc && !*busy)
		rc = watch_on(k, now_s, busy, e);
	return rc;
}

static int turn(void *ctx, int *wait_ms, struct err *e)
{
	struct netting *k = ctx;
	int64_t now_s = k->c->clock.now_s(k->c->clock.ctx);
	struct err why;
	bool busy = false;

	(void)e; /* a fault of the network or the store is no reason to begin anew */
	if (now_s >= k->again_s && work(k, now_s, &busy, &why) && why.code != BW_EAGAIN) {
		journal(k->j, JOURNAL_TURN_FAILED, "%s", why.text);
		k->again_s = now_s + AGAIN_S;
	}
	cosigned(k, now_s);
	*wait_ms = busy ? 0 : IDLE_MS;
	return BW_OK;
}

/* ---- its fences ---- */

static const char *file_of(struct ctx *c, const char *option)
{
	struct str v = ctx_opt(c, option);

	return v.n ? arena_dup(c->arena, v).p : NULL;
}

/* Servers that the settings name may be on any port; everybody else's are on 443 and 53. */
static int ports_of(struct netting *k, struct sandbox_network *n, struct err *e)
{
	struct str mail = ctx_opt(k->c, "mail-server"), own = ctx_opt(k->c, "resolver");
	size_t at = str_rfind_byte(own, '@');
	struct smtp_settings smtp = { 0 };
	uint64_t port = 0;
	int rc = mail.n ? smtp_server_parse(k->c->arena, mail, &smtp, e) : BW_OK;

	if (at != SIZE_MAX && (!str_u64(str_from(own, at + 1), &port) || port > UINT16_MAX))
		port = 0;
	n->ports[0] = TLS_PORT;
	n->ports[1] = DNS_PORT;
	n->ports[2] = (uint16_t)port;
	n->ports[3] = (uint16_t)smtp.port;
	n->ports[4] = (uint16_t)k->out.epp.at.port;
	n->ports[5] = (uint16_t)k->out.rpz.server.port;
	n->ports[6] = k->before.look.page ? HTTP_PORT : 0;
	/* Of receivers of our own, whose addresses name their ports; and of tests. */
	n->any_port = ctx_opt(k->c, "webhook-own").n || k->before.source.courier.guard.loopback;
	return rc;
}

static int lock_up(struct netting *k, struct err *e)
{
	static const char *const files[] = { "mail-ca", "webhook-ca", "epp-ca", "epp-cert",
		"epp-key" };
	struct sandbox_network n = { .write = { k->dir }, .apart = LEDGER_DIR };
	struct str cache = k->look.source.courier.cache.folder;
	size_t at = 0;
	struct err why;
	int rc = ports_of(k, &n, e);

	n.write[1] = k->out.rpz.path ? role_folder(k->c, k->out.rpz.path) : NULL;
	cache = arena_dup(k->c->arena, cache);
	/* Without a folder nothing is kept; it is asked all the same. */
	if (cache.n && data_mkdirs(cache, &why) == BW_OK)
		n.write[2] = cache.p;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		n.read[at++] = file_of(k->c, files[i]);
	n.read[at++] = getenv("SSL_CERT_FILE"); /* OpenSSL's own settings */
	n.read[at] = getenv("SSL_CERT_DIR");
	return rc ? rc : role_fence_network(k->c, &n, k->j, e);
}

/* An empty change, so that every file of the store is there before the fences (sandbox.h, apart). */
static int complete_store(struct netting *k, struct err *e)
{
	struct work *w;
	int rc = store_change_begin(k->store, &w, e);

	if (!rc)
		store_work_free(w);
	return rc;
}

static int begin(struct netting *k, struct err *e)
{
	struct ctx *c = k->c;
	int rc = store_where(c, &k->dir, e);

	if (!rc)
		rc = knowing_load(c, &k->know, e);
	if (!rc)
		rc = knowing_letters(c, &k->know, e);
	if (!rc)
		rc = outlets_open(c, &k->out, e);
	if (!rc)
		rc = facts_open(c, k->know.k.refdata, ctx_now(c), &k->look.source, e);
	if (!rc)
		rc = store_open_at(c, k->dir, false, false, &k->store, e);
	if (!rc)
		rc = complete_store(k, e);
	if (!rc)
		rc = sha256_new(&k->sha, e);
	if (!rc && ctx_opt(c, "cosign").p)
		rc = ledger_policy(c, "cosign", k->sha, &k->witnesses, e);
	if (!rc)
		rc = act_looking_init(&k->before, c, &k->look.source, e);
	k->look.desk = (struct desk){ .store = k->store, .know = &k->know.k, .facts = &k->none };
	k->look.one = &k->one;
	return rc ? rc : lock_up(k, e);
}

int role_net(struct ctx *c, const struct journal *j, struct err *e)
{
	struct netting k = { .c = c, .j = j };
	int rc;

	arena_init(&k.one, 0);
	rc = begin(&k, e);
	if (!rc)
		rc = role_turns(turn, &k, e);
	sha256_free(k.sha);
	outlets_close(&k.out);
	store_close(k.store);
	knowing_done(&k.know);
	arena_done(&k.one);
	return rc;
}
