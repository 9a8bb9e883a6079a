/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_serve.c -- the server: opens what it listens on, sees that the store is there, starts the roles. */
#include <stdlib.h>
#include <unistd.h>

#include "cmd/facts.h"
#include "cmd/role_serve.h"
#include "cmd/pages.h"
#include "cmd/signin.h"
#include "cmd/store_open.h"
#include "cmd/supervise.h"
#include "flow/people.h"
#include "http/server.h"
#include "ledger/home.h"
#include "sys/fd.h"
#include "sys/listen.h"
#include "web/session.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"
#define DEMO_NAME      "demo"

struct serving {
	struct ctx *c;
	int fds[SERVER_LISTENERS];
	char kinds[SERVER_LISTENERS + 1];
	size_t n;
	const char *dir; /* of the store */
	char once[SESSION_TOKEN]; /* of --demo; empty: no */
	struct journal journal;
};

static int add(struct serving *s, char kind, struct str at, struct err *e)
{
	int rc;

	if (s->n == SERVER_LISTENERS)
		return err_set(
			e, BW_EUSAGE, "at most %d addresses can be listened on", SERVER_LISTENERS);
	rc = listen_open(at, &s->fds[s->n], e);
	if (!rc)
		s->kinds[s->n++] = kind;
	return rc;
}

/* Sockets of systemd, else those of the options. */
static int open_listeners(struct serving *s, struct err *e)
{
	struct str at = ctx_opt(s->c, "listen"), metrics = ctx_opt(s->c, "metrics"), one;
	struct notify_socket given[NOTIFY_SOCKETS];
	size_t n = notify_sockets(given);
	int rc = BW_OK;

	for (size_t i = 0; i < n; i++) {
		s->fds[s->n] = given[i].fd;
		s->kinds[s->n++] = !strcmp(given[i].name, "metrics") ? 'm' : 'h';
	}
	if (n && !at.p && !metrics.p)
		return BW_OK;
	if (!at.p && !n)
		at = STR(LISTEN_DEFAULT);
	while (!rc && at.n && str_cut(&at, ',', &one))
		rc = add(s, 'h', str_trim(one), e);
	while (!rc && metrics.n && str_cut(&metrics, ',', &one))
		rc = add(s, 'm', str_trim(one), e);
	return rc;
}

static bool loopback(struct str at)
{
	return str_starts(at, STR("127.")) || str_starts(at, STR("[::1]:"));
}

/* A person to try it out as, and a link that signs them in once. */
static int make_demo(struct serving *s, struct store *store, struct err *e)
{
	struct ctx *c = s->c;
	const struct desk d = { .store = store, .now_s = c->clock.now_s(c->clock.ctx) };
	struct store_person p;
	char text[LISTEN_TEXT];
	int64_t id;
	int rc;

	for (size_t i = 0; i < s->n; i++)
		if (!loopback(str_of(listen_text(s->fds[i], text))))
			return err_set(e, BW_EUSAGE, "--demo is for loopback addresses only");
	rc = store_person_named(store, c->arena, STR(DEMO_NAME), &p, e);
	id = rc ? 0 : p.id;
	if (rc == BW_ENOTFOUND)
		rc = people_add(&d, STR(DEMO_NAME),
			PERSON_BIT(ADMIN) | PERSON_BIT(ANALYST) | PERSON_BIT(REVIEWER), 0, &id, e);
	return rc ? rc : session_once(store, &c->rng, id, d.now_s, s->once, e);
}

static int prepare_store(struct serving *s, struct err *e)
{
	struct store *store = NULL;
	int rc = store_where(s->c, &s->dir, e);

	if (!rc)
		rc = store_open_at(s->c, s->dir, true, false, &store, e);
	if (!rc && ctx_flag(s->c, "demo"))
		rc = make_demo(s, store, e);
	store_close(store);
	return rc;
}

/* What others verify the public log with; the role clock has made it where there was none. */
static void tell_log(struct serving *s, const char *at)
{
	struct home h;
	struct str key;
	struct err e;

	if (home_init(&h, s->dir, &e) || home_get_public(&h, s->c->arena, &key, &e))
		journal(&s->journal, JOURNAL_TURN_FAILED, "the public log: %s", e.text);
	else
		fprintf(s->c->out, "public log http://%s/log/ with the key %.*s\n", at,
			STR_ARG(key));
}

/* Once, when everything is there. */
static void on_ready(void *ctx)
{
	struct serving *s = ctx;
	char text[LISTEN_TEXT];

	for (size_t i = 0; i < s->n; i++) {
		listen_text(s->fds[i], text);
		journal(&s->journal, JOURNAL_LISTENING, "%s http://%s/",
			s->kinds[i] == 'm' ? "metrics on" : "on", text);
		fprintf(s->c->out, "%s http://%s/\n", s->kinds[i] == 'm' ? "metrics" : "serving",
			text);
		if (i == 0 && s->once[0])
			fprintf(s->c->out,
				"sign-in (once, within an hour) http://%s/signin/once?token=%s\n",
				text, s->once);
		if (i == 0)
			tell_log(s, text);
	}
	fflush(s->c->out);
	journal(&s->journal, JOURNAL_READY, "every role is there");
}

static int run(struct ctx *c, struct err *e)
{
	struct serving s = { .c = c, .journal = { .role = "supervisor" } };
	struct supervise set = {
		.listeners = s.fds, .kinds = s.kinds, .ready = on_ready, .ctx = &s
	};
	const struct web_provider *provider = NULL;
	struct serve_options opts;
	int rc = serve_options(c, &opts, e);

	if (!rc && c->args_n)
		rc = err_set(e, BW_EUSAGE, "serve takes options only");
	s.journal.levels = getenv("JOURNAL_STREAM") != NULL;
	notify_open(&set.notify);
	if (!rc)
		rc = open_listeners(&s, e);
	if (!rc)
		rc = signin_pages(c, &provider, e);
	if (!rc)
		rc = prepare_store(&s, e);
	set.provider = provider != NULL;
	set.argc = c->given_n;
	set.argv = c->given;
	set.journal = s.journal;
	set.offline = c->offline;
	if (!rc && c->offline)
		journal(&s.journal, JOURNAL_OFFLINE, "letters wait in the outbox");
	if (!rc)
		rc = supervise_run(&set, e);
	for (size_t i = 0; i < s.n; i++)
		fd_close(&s.fds[i]);
	return rc;
}

static const struct opt opts[] = {
	{ "listen", "ADDR:PORT", OPT_TEXT,
		"where to answer, several with commas (default: " LISTEN_DEFAULT "; port 0: any)",
		NULL },
	{ "metrics", "ADDR:PORT", OPT_TEXT, "where to answer /metrics (default: nowhere)", NULL },
	{ "proxy", "ADDR,…", OPT_TEXT, "addresses of fronts whose X-Forwarded-For and -Proto count",
		NULL },
	{ "rate", "N", OPT_COUNT, "requests a minute from one network (default: 1200; 0: no limit)",
		NULL },
	{ "rate-local", NULL, OPT_FLAG, "the limit is for loopback as well", NULL },
	{ "connections", "N", OPT_COUNT, "at once (default: 20000)", NULL },
	{ "dumps", "N", OPT_COUNT,
		"past days whose dump of the public log is made where it is missing (default: 7; "
		"0: "
		"none)",
		NULL },
	{ "witness", "FILE", OPT_TEXT,
		"cosign these logs of others for them, below /witness/ (C2SP tlog-policy)", NULL },
	{ "witness-name", "NAME", OPT_TEXT,
		"what this witness is called, where it has no key yet: a URL without scheme",
		NULL },
	{ "cosign", "FILE", OPT_TEXT,
		"ask these witnesses to cosign the public log (C2SP tlog-policy)", NULL },
	{ "user", "NAME", OPT_TEXT,
		"started as root: what the roles become (default: the store's stay root)", NULL },
	{ "demo", NULL, OPT_FLAG, "on loopback: print a one-time link that signs in as an admin",
		NULL },
	HOUSE_OPTS,
	PAGES_OPTS,
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick serve --store desk --demo", "try it out on http://127.0.0.1:8080/" },
	{ "bailiwick serve --listen 127.0.0.1:8080 --metrics 127.0.0.1:9464 --proxy 127.0.0.1",
		"behind a front on the same machine" },
	{ NULL, NULL },
};

const struct cmd cmd_serve = {
	.name = "serve",
	.args = "",
	.help = "answer over HTTP: API, pages, metrics",
	.about = "Starts a process for each role: http reads requests and has no files; core reads "
		 "the store "
		 "and takes "
		 "reports in; work does what changes the database and what may take long, and "
		 "works reports "
		 "into cases.  "
		 "A report is acknowledged when it is on disk.  A process that dies is started "
		 "again.\n\n"
		 "SIGHUP reads settings, packs and data anew without a failed request; SIGTERM "
		 "finishes what "
		 "has begun.  "
		 "Under systemd it tells when it is ready, answers the watchdog and takes sockets "
		 "handed to "
		 "it.  TLS is the front's affair (docs/operate/serve.md).",
	.opts = opts,
	.examples = examples,
	.run = run,
};
