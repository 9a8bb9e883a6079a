/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_serve.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cur.h"
#include "base/limit.h"
#include "cmd/cmds.h"
#include "cmd/config.h"
#include "cmd/data.h"
#include "cmd/knowledge.h"
#include "cmd/ledger_verbs.h"
#include "cmd/opt.h"
#include "cmd/own_data.h"
#include "cmd/role_fence.h"
#include "cmd/role_parse.h"
#include "cmd/role_turns.h"
#include "cmd/signin.h"
#include "cmd/store_open.h"
#include "flow/pair.h"
#include "http/server.h"
#include "ledger/witness.h"
#include "sys/ipc.h"
#include "sys/journal.h"
#include "sys/parse_pool.h"
#include "sys/proc.h"
#include "web/web.h"

#define SETTINGS_MOST 65536
#define WORDS_MOST    128
#define DAYS_MOST     366 /* whose dumps are made anew */

static const char *const names[SERVE_ROLE_COUNT] = { "role-http", "role-core", "role-pages",
	"role-work", "role-clock", "role-net", "role-oidc" };
/* What of the environment says where things are. */
static const char *const kept[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
	"BAILIWICK_DATA", "JOURNAL_STREAM", "SSL_CERT_FILE", "SSL_CERT_DIR" };

const char *role_serve_name(enum serve_role r)
{
	return names[r];
}

enum lane role_serve_lane(enum serve_role r)
{
	return r == SERVE_WORK ? LANE_WORK : r == SERVE_PAGES ? LANE_PAGES : LANE_CORE;
}

static enum serve_role role_of(const char *argument)
{
	size_t i = 0;

	while (i < SERVE_ROLE_COUNT && strcmp(argument, names[i]) != 0)
		i++;
	return (enum serve_role)i;
}

bool role_serve_is(const char *argument)
{
	return role_of(argument) != SERVE_ROLE_COUNT;
}

/* ---- settings on their way ---- */

int role_serve_settings(int fd, int argc, char *const *argv, const char *listeners, struct err *e)
{
	struct buf b;
	struct str all;
	int rc;

	buf_init(&b, SETTINGS_MOST);
	buf_lstr(&b, str_of(listeners));
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		buf_lstr(&b, str_of(getenv(kept[i])));
	for (int i = 0; i < argc; i++)
		buf_lstr(&b, str_of(argv[i]));
	rc = buf_check(&b, "the command line", e);
	all = buf_str(&b);
	if (!rc)
		rc = ipc_send(fd, ROLE_FRAME_SETTINGS, &all, 1, e);
	buf_done(&b);
	return rc;
}

/* ${*listeners}: a letter for each descriptor after PROC_FD, 'h' or 'm'. */
static int receive(struct ctx *c, struct str *listeners, struct err *e)
{
	char *words[WORDS_MOST];
	struct buf in;
	struct cur cur;
	uint8_t type;
	int n = 0, rc;

	buf_init(&in, SETTINGS_MOST);
	rc = ipc_recv(PROC_FD, IPC_FOREVER, &type, &in, e);
	if (!rc && type != ROLE_FRAME_SETTINGS)
		rc = err_set(e, BW_EBUG, "the supervisor sent no settings");
	cur = cur_of(buf_str(&in));
	*listeners = arena_dup(c->arena, cur_lstr(&cur));
	for (size_t i = 0; !rc && i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct str v = arena_dup(c->arena, cur_lstr(&cur));

		if (v.n)
			setenv(kept[i], v.p, 1);
	}
	while (!rc && cur_left(&cur) && n < WORDS_MOST)
		words[n++] = (char *)arena_dup(c->arena, cur_lstr(&cur)).p;
	buf_done(&in);
	if (!rc && cur.bad)
		rc = err_set(e, BW_EBUG, "the supervisor's settings are cut short");
	c->cmd = &cmd_serve;
	if (!rc)
		rc = opt_parse(c, n, words, e);
	if (!rc)
		rc = config_load(c, e);
	c->offline = ctx_flag(c, "offline");
	return rc;
}

int serve_options(struct ctx *c, struct serve_options *out, struct err *e)
{
	struct str rate = ctx_opt(c, "rate"), most = ctx_opt(c, "connections");
	struct str dumps = ctx_opt(c, "dumps");

	*out = (struct serve_options){ .rate = 1200,
		.dumps = 7,
		.connections = LIMIT_HTTP_CONNECTIONS,
		.rate_local = ctx_flag(c, "rate-local"),
		.proxies = ctx_opt(c, "proxy") };
	if (rate.p && (!str_u64(rate, &out->rate) || out->rate > 1000000))
		return err_set(e, BW_EUSAGE, "--rate wants 0 to 1000000 requests a minute");
	if (most.p && (!str_u64(most, &out->connections) || out->connections < 1 ||
			      out->connections > LIMIT_HTTP_CONNECTIONS))
		return err_set(e, BW_EUSAGE, "--connections wants 1 to %d", LIMIT_HTTP_CONNECTIONS);
	if (dumps.p && (!str_u64(dumps, &out->dumps) || out->dumps > DAYS_MOST))
		return err_set(e, BW_EUSAGE, "--dumps wants 0 to %d days", DAYS_MOST);
	return BW_OK;
}

/* ---- http ---- */

static int load_assets(struct ctx *c, struct assets *out, struct err *e)
{
	struct own_file files[OWN_DATA_MOST];
	size_t n = own_assets(files, OWN_DATA_MOST);
	int rc = BW_OK;

	*out = (struct assets){ 0 };
	for (size_t i = 0; !rc && i < n; i++)
		rc = assets_add(c->arena, out, str_of(files[i].name),
			str_make(files[i].bytes, files[i].n), e);
	return rc;
}

static int run_http(struct ctx *c, struct str listeners, const struct journal *j, struct err *e)
{
	int fds[SERVER_LISTENERS];
	bool metrics[SERVER_LISTENERS];
	struct serve_options opts;
	struct assets assets;
	struct rlimit files;
	int rc = serve_options(c, &opts, e);

	if (!rc)
		rc = load_assets(c, &assets, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < listeners.n && i < SERVER_LISTENERS; i++) {
		fds[i] = PROC_FD + 1 + (int)i;
		metrics[i] = listeners.p[i] == 'm';
	}
	/* A descriptor each, and some of our own. */
	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		rlim_t want = opts.connections + 64;

		files.rlim_cur = files.rlim_max < want ? files.rlim_max : want;
		setrlimit(RLIMIT_NOFILE, &files);
		if (files.rlim_cur < want)
			opts.connections = files.rlim_cur - 64;
	}
	const struct server_settings set = { .listeners = fds,
		.metrics = metrics,
		.listeners_n = listeners.n < SERVER_LISTENERS ? listeners.n : SERVER_LISTENERS,
		.control = PROC_FD,
		.assets = &assets,
		.rng = c->rng,
		.rate_per_minute = (uint32_t)opts.rate,
		.rate_local = opts.rate_local,
		.proxies = opts.proxies,
		.connections = (uint32_t)opts.connections };

	rc = role_fence(c, SANDBOX_SERVE_HTTP, NULL, 0, j, e);
	return rc ? rc : server_run(&set, e);
}

/* ---- core, pages and work ---- */

/* With --witness this server cosigns logs of others; its key is in the store's folder. */
static int open_witness(struct ctx *c, const char *dir, struct web_settings *set, struct err *e)
{
	struct str path = arena_printf(c->arena, "%s/witness", dir);
	struct trust *known = NULL;
	unsigned char seed[32];
	struct sha256 *sha;
	int rc = path.p ? sha256_new(&sha, e) : err_nomem(e);

	if (rc)
		return rc;
	rng_fill(&c->rng, seed, sizeof(seed));
	rc = ledger_policy(c, "witness", sha, &known, e);
	if (!rc)
		rc = witness_open(path.p, ctx_opt(c, "witness-name"), seed, &set->witness, e);
	if (rc == BW_ENOTFOUND)
		rc = err_set(e, BW_ECONFIG, "a witness needs a name: --witness-name");
	explicit_bzero(seed, sizeof(seed));
	set->known = known;
	sha256_free(sha);
	return rc;
}

/* Half of the lines of an upload are read by a process beside work, which is started before work may start none and
 * before there is a connection to the database in it. */
struct beside {
	struct ctx *c;
	struct journal journal;
	struct submit_settings set;
	struct pair *pair;
};

static int beside_fence(void *ctx, struct err *e)
{
	struct beside *b = ctx;
	int rc;

	close(PROC_FD);
	rc = role_fence_store(b->c, NULL, NULL, &b->journal, e);
	if (rc)
		journal(&b->journal, JOURNAL_ROLE_FAILED, "%s", e->text);
	return rc;
}

static int beside_open(struct beside *b, const char *dir, const struct knowledge *k, struct err *e)
{
	int rc;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return BW_OK;
	b->set.know = k;
	rc = store_open_at(b->c, dir, false, true, &b->set.store, e);
	return rc ? rc : pair_new(&b->set, beside_fence, b, &b->pair, e);
}

static void beside_close(struct beside *b)
{
	pair_free(b->pair);
	store_close(b->set.store);
}

static int run_web(struct ctx *c, enum lane lane, const struct journal *j, struct err *e)
{
	struct web_settings set = {
		.lane = lane, .clock = c->clock, .rng = c->rng, .control = PROC_FD, .journal = j
	};
	struct beside beside = { .c = c, .journal = { .role = "lines", .levels = j->levels } };
	struct sandbox_report report;
	struct assets assets;
	struct knowing know;
	const char *dir;
	int rc = store_where(c, &dir, e);

	if (!rc)
		rc = knowing_load(c, &know, e);
	if (!rc)
		rc = knowing_letters(c, &know, e);
	if (!rc)
		rc = signin_pages(c, &set.provider, e);
	if (!rc)
		rc = load_assets(c, &assets, e);
	if (!rc)
		rc = data_text(c, "api/schemas.json", &set.schemas, e);
	if (!rc && lane == LANE_WORK)
		rc = beside_open(&beside, dir, &know.k, e);
	set.pair = beside.pair;
	if (!rc)
		rc = store_open_at(c, dir, false, false, &set.store, e);
	/* The process that parses mail is started before this one may start none. */
	if (!rc && lane == LANE_WORK)
		rc = parse_pool_new(NULL, ROLE_PARSE, 1, &set.pool, e);
	if (!rc && lane == LANE_WORK)
		rc = parse_pool_report(set.pool, &report, e);
	if (!rc && lane == LANE_WORK)
		role_fence_parse(j, &report);
	if (!rc && lane == LANE_WORK && ctx_opt(c, "witness").p)
		rc = open_witness(c, dir, &set, e);
	set.know = &know.k;
	set.assets = &assets;
	if (!rc)
		rc = role_fence_store(c, dir, NULL, j, e);
	if (!rc)
		rc = web_run(&set, e);
	witness_close(set.witness);
	parse_pool_free(set.pool);
	beside_close(&beside);
	store_close(set.store);
	return rc;
}

static int run(struct ctx *c, enum serve_role role, struct str listeners, const struct journal *j,
	struct err *e)
{
	/* Whoever waits for an answer goes first. */
	if ((role == SERVE_WORK || role == SERVE_CLOCK) && nice(5) < 0)
		journal(j, JOURNAL_FENCE_MISSING, "it cannot step back behind the others");
	switch (role) {
	case SERVE_HTTP: return run_http(c, listeners, j, e);
	case SERVE_CLOCK: return role_clock(c, j, e);
	case SERVE_NET: return role_net(c, j, e);
	case SERVE_OIDC: return role_oidc(c, j, e);
	default: return run_web(c, role_serve_lane(role), j, e);
	}
}

int role_serve(struct ctx *c, const char *argument)
{
	struct journal j = { .role = argument + 5 };
	struct str listeners;
	struct arena arena;
	struct err e = { 0 };
	int rc;

	/* Whoever started us is gone: nothing is left to do. */
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* a terminal sends it to all of us; the supervisor decides */
	arena_init(&arena, 0);
	c->arena = &arena;
	rc = receive(c, &listeners, &e);
	j.levels = getenv("JOURNAL_STREAM") != NULL;
	if (!rc)
		rc = run(c, role_of(argument), listeners, &j, &e);
	if (rc)
		journal(&j, JOURNAL_ROLE_FAILED, "%s", e.text);
	arena_done(&arena);
	return err_exit(rc);
}
