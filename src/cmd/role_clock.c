/* SPDX-License-Identifier: Apache-2.0 */
/* role_clock.c -- what is due by the time, and the public log; with the store and without the network. */
#include "cmd/knowledge.h"
#include "cmd/places.h"
#include "cmd/role_dumps.h"
#include "cmd/role_fence.h"
#include "cmd/role_serve.h"
#include "cmd/role_turns.h"
#include "cmd/store_open.h"
#include "flow/acting.h"
#include "flow/automatic.h"
#include "flow/clocks.h"
#include "flow/publish.h"
#include "store/duties.h"

#define TURN_MS      250 /* so that an entry waits less than a second for the log */
#define PUBLISH_MOST 65536 /* entries put into the log at once: a third of a second */
#define LOOK_S       5 /* is anything due? */
#define SWEEP_MOST_S 60 /* a sweep at least that often says that somebody watches the clocks */
#define HELD_S       3600 /* after a long silence: time to read what has come in meanwhile */
#define AGAIN_S      60 /* after a fault */
/* By rule, in one turn: decisions, each an fsync, and cases looked at; some 100 ms, for the log must not wait. */
#define RULE_DECISIONS 8
#define RULE_LOOKS     512

struct clocking {
	struct ctx *c;
	const struct journal *j;
	struct store *store;
	const char *dir;
	struct knowing know;
	struct publisher *pub;
	struct rpz_place rpz;
	bool has_rpz;
	struct daily daily;
	struct automatic rules; /* where it goes on */
	int64_t look_s, sweep_s, held_s; /* not before */
};

static struct desk desk_of(const struct clocking *k, int64_t now_s)
{
	return (struct desk){ .store = k->store, .know = &k->know.k, .now_s = now_s };
}

static int publish_some(struct clocking *k, int64_t now_s, struct err *e)
{
	struct publish_outcome out;
	int rc;

	if (!publish_waiting(k->pub))
		return publish_refresh(k->pub, e);
	rc = publish_run(k->pub, PUBLISH_MOST, now_s, &out, e);
	/* Somebody else puts them there.  Anything else: begin anew, with another that signs. */
	return rc == BW_EAGAIN ? BW_OK : rc;
}

static int is_due(struct clocking *k, int64_t now_s, bool *due, struct err *e)
{
	struct duty_query q;
	struct store_duty *v;
	struct arena a;
	size_t n = 0;
	int rc;

	duty_query_init(&q);
	q.before_s = now_s;
	q.most = 1;
	arena_init(&a, 0);
	rc = store_duties(k->store, &a, &q, &v, &n, e);
	if (!rc && !n)
		rc = store_duties_remind(k->store, &a, now_s, 1, &v, &n, e);
	*due = n > 0;
	arena_done(&a);
	return rc;
}

static int sweep(struct clocking *k, int64_t now_s, struct err *e)
{
	const struct desk d = desk_of(k, now_s);
	struct clocks_settings set;
	struct clocks_counts n;
	int rc;

	clocks_settings_init(&set, &d);
	rc = clocks_sweep(&set, &n, e);
	k->sweep_s = now_s + SWEEP_MOST_S;
	if (!rc && n.more)
		k->sweep_s = k->look_s =
			now_s; /* the next turn: the log does not wait for all of it */
	if (!rc && n.held) {
		k->held_s = now_s + HELD_S;
		journal(k->j, JOURNAL_CLOCKS_HELD, "the last sweep was %lld hours ago",
			(long long)(n.silence_s / 3600));
	}
	return rc;
}

static int expire(struct clocking *k, int64_t now_s, struct err *e)
{
	const struct desk d = desk_of(k, now_s);
	struct arena a;
	size_t n;
	int rc;

	arena_init(&a, 0);
	rc = acting_expire(&d, &a, &n, e);
	arena_done(&a);
	/* Where a server is to be told as well, net does it. */
	if (!rc && k->has_rpz && !k->rpz.server.host.n)
		rc = rpz_sweep(&k->rpz, &n, e);
	return rc;
}

/* What rules may decide: after what came in was worked, each case on its own; the rest in the next turn. */
static int by_rule(struct clocking *k, int64_t now_s, struct err *e)
{
	struct automatic_counts n;
	int rc;

	k->rules.desk = desk_of(k, now_s);
	k->rules.decisions = RULE_DECISIONS;
	k->rules.looks = RULE_LOOKS;
	rc = automatic_run(&k->rules, &n, e);
	if (!rc && n.more)
		k->look_s = now_s;
	return rc;
}

/* Whoever opens the store finishes what was begun. */
static int finish_erasure(struct clocking *k, struct err *e)
{
	struct store *s = NULL;
	int rc = BW_OK;

	if (store_erase_pending(k->store))
		rc = store_open_at(k->c, k->dir, false, false, &s, e);
	store_close(s);
	return rc;
}

static int by_the_time(struct clocking *k, int64_t now_s, struct err *e)
{
	bool due = now_s >= k->sweep_s;
	int rc = due ? BW_OK : is_due(k, now_s, &due, e);

	k->look_s = now_s + LOOK_S;
	if (!rc && due && now_s >= k->held_s)
		rc = sweep(k, now_s, e);
	if (!rc)
		rc = expire(k, now_s, e);
	if (!rc)
		rc = by_rule(k, now_s, e);
	if (!rc)
		rc = finish_erasure(k, e);
	return rc;
}

static int turn(void *ctx, int *wait_ms, struct err *e)
{
	struct clocking *k = ctx;
	int64_t now_s = k->c->clock.now_s(k->c->clock.ctx);
	struct err why;

	*wait_ms = TURN_MS;
	store_rest(k->store); /* what others have stored meanwhile is seen */
	if (now_s >= k->look_s && by_the_time(k, now_s, &why) && why.code != BW_EAGAIN) {
		journal(k->j, JOURNAL_TURN_FAILED, "%s", why.text);
		k->look_s = now_s + AGAIN_S;
	}
	if (daily_turn(&k->daily, now_s, wait_ms, &why)) {
		journal(k->j, JOURNAL_TURN_FAILED, "the dump of a day: %s", why.text);
		daily_rest(&k->daily, now_s);
	}
	return publish_some(k, now_s, e);
}

static int start_publisher(struct clocking *k, struct err *e)
{
	const struct publish_settings p = { .store = k->store, .rng = &k->c->rng };
	bool made;
	int rc = publish_open(&p, &k->pub, e);

	return rc ? rc : publish_start(k->pub, &made, e);
}

int role_clock(struct ctx *c, const struct journal *j, struct err *e)
{
	struct clocking k = { .c = c, .j = j };
	struct serve_options opts;
	int rc = serve_options(c, &opts, e);

	if (!rc)
		rc = store_where(c, &k.dir, e);

	if (!rc)
		rc = knowing_load(c, &k.know, e);
	if (!rc)
		rc = knowing_letters(c, &k.know, e);
	if (!rc)
		rc = place_rpz(c, &k.rpz, &k.has_rpz, e);
	if (!rc)
		rc = store_open_at(c, k.dir, false, false, &k.store, e);
	/* The process that signs is started before this one may start none. */
	if (!rc)
		rc = start_publisher(&k, e);
	if (!rc)
		rc = role_fence_store(
			c, k.dir, k.has_rpz ? role_folder(c, k.rpz.path) : NULL, j, e);
	if (!rc)
		rc = daily_init(&k.daily, k.store, k.pub, opts.dumps, e);
	if (!rc)
		rc = role_turns(turn, &k, e);
	daily_done(&k.daily);
	publish_close(k.pub);
	store_close(k.store);
	knowing_done(&k.know);
	return rc;
}
