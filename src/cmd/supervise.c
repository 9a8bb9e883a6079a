/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/role_serve.h"
#include "http/route.h"
#include "http/server.h"
#include "sys/beside.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "sys/listen.h"
#include "sys/proc.h"

#define CHILDREN   24
#define WAIT_FIRST 50
#define WAIT_MOST  5000
#define STABLE_MS  10000
#define DRAIN_MS   35000
#define HOPELESS   6 /* roles that fail before the server ever answered: it gives up */

struct child {
	pid_t pid; /* 0: free place */
	int fd;
	enum serve_role role;
	bool ready, leaving, alive;
	int64_t since_ms;
};

struct keeper {
	const struct supervise *set;
	struct child v[CHILDREN];
	struct child *now[SERVE_ROLE_COUNT]; /* who serves */
	struct {
		int64_t at_ms; /* start again then; 0: no */
		int64_t wait_ms;
	} again[SERVE_ROLE_COUNT];
	int signals;
	bool told, stopping, reloading, hopeless;
	unsigned fails; /* before everything was there for the first time */
	int64_t stop_ms, dog_ms;
};

static const char *word(enum serve_role r)
{
	return role_serve_name(r) + 5;
}

/* Is it asked by http? */
static bool answers(enum serve_role r)
{
	return r >= SERVE_CORE && r <= SERVE_WORK;
}

static struct child *start(struct keeper *k, enum serve_role role, struct err *e)
{
	const struct supervise *set = k->set;
	const struct proc_start how = { .role = role_serve_name(role),
		.pass = set->listeners,
		.pass_n = role == SERVE_HTTP ? strlen(set->kinds) : 0,
		.talks = true };
	struct child *c = NULL;

	for (size_t i = 0; i < CHILDREN && !c; i++)
		if (!k->v[i].pid)
			c = &k->v[i];
	if (!c) {
		(void)err_set(e, BW_EAGAIN, "too many processes are on their way out");
		return NULL;
	}
	*c = (struct child){ .fd = -1, .role = role, .since_ms = ipc_now_ms(), .alive = true };
	if (proc_start_with(&how, &c->pid, &c->fd, e)) {
		c->pid = 0;
		return NULL;
	}
	if (role_serve_settings(c->fd, set->argc, set->argv, how.pass_n ? set->kinds : "", e))
		return NULL; /* it ends by itself, and is reaped */
	return c;
}

/* A channel between an http and a core, pages or work. */
static void join(struct keeper *k, struct child *http, struct child *c)
{
	struct listen_note n = { .kind = NOTE_LINK, .lane = role_serve_lane(c->role) };
	struct err e;
	int pair[2];

	(void)k;
	if (listen_pair(pair, &e))
		return;
	/* Where one is dying, its end tells the other. */
	if (listen_note_send(c->fd, &n, pair[0], &e) == BW_OK)
		(void)!listen_note_send(http->fd, &n, pair[1], &e);
	close(pair[0]);
	close(pair[1]);
}

/* A channel between a work and the role that asks the provider for it. */
static void join_oidc(struct child *work, struct child *oidc)
{
	struct listen_note n = { .kind = NOTE_OIDC };
	struct err e;
	int pair[2];

	if (listen_pair(pair, &e))
		return;
	if (listen_note_send(oidc->fd, &n, pair[0], &e) == BW_OK)
		(void)!listen_note_send(work->fd, &n, pair[1], &e);
	close(pair[0]);
	close(pair[1]);
}

static void leave(struct child *c, bool hard)
{
	struct listen_note n = { .kind = NOTE_DRAIN, .value = hard };
	struct err e;

	c->leaving = true;
	if (c->fd >= 0)
		(void)!listen_note_send(c->fd, &n, -1, &e);
}

static bool wanted(const struct keeper *k, int role)
{
	if (role == SERVE_OIDC)
		return k->set->provider;
	if (role == SERVE_PAGES)
		return beside_worth();
	return role != SERVE_NET || !k->set->offline;
}

static bool all_ready(const struct keeper *k)
{
	for (int r = 0; r < SERVE_ROLE_COUNT; r++)
		if (wanted(k, r) && !k->now[r])
			return false;
	return true;
}

/* To every http: who is there, and who should be. */
static void tell_roles(struct keeper *k)
{
	struct listen_note n = { .kind = NOTE_ROLES };
	struct err e;

	for (int r = 0; r < SERVE_ROLE_COUNT; r++)
		if (wanted(k, r))
			n.value |= (k->now[r] ? NOTE_ROLE_THERE : 0) << r | NOTE_ROLE_WANTED << r;
	for (size_t i = 0; i < CHILDREN; i++)
		if (k->v[i].pid && k->v[i].ready && k->v[i].role == SERVE_HTTP)
			(void)!listen_note_send(k->v[i].fd, &n, -1, &e);
}

/* A new one takes over from the one before. */
static void promote(struct keeper *k, struct child *c)
{
	struct child *old = k->now[c->role];

	k->now[c->role] = c;
	c->ready = true;
	if (c->role == SERVE_HTTP) {
		for (int r = 0; r < SERVE_ROLE_COUNT; r++)
			if (k->now[r] && answers(k->now[r]->role))
				join(k, c, k->now[r]);
	} else if (answers(c->role)) {
		/* Also those that are on their way out: they finish what they have. */
		for (size_t i = 0; i < CHILDREN; i++)
			if (k->v[i].pid && k->v[i].ready && k->v[i].role == SERVE_HTTP)
				join(k, &k->v[i], c);
	}
	if (c->role == SERVE_WORK && k->now[SERVE_OIDC])
		join_oidc(c, k->now[SERVE_OIDC]);
	for (size_t i = 0; i < CHILDREN && c->role == SERVE_OIDC; i++)
		if (k->v[i].pid && k->v[i].ready && k->v[i].role == SERVE_WORK)
			join_oidc(&k->v[i], c);
	if (old)
		leave(old, false);
	tell_roles(k);
	if (!all_ready(k))
		return;
	if (!k->told) {
		k->told = true;
		notify_tell(&k->set->notify, "READY=1");
		k->set->ready(k->set->ctx);
	}
	if (k->reloading) {
		for (size_t i = 0; i < CHILDREN; i++)
			if (k->v[i].pid && !k->v[i].ready)
				return;
		k->reloading = false;
		journal(&k->set->journal, JOURNAL_RELOADED, "the new settings are in force");
		notify_tell(&k->set->notify, "READY=1");
	}
}

static void on_note(struct keeper *k, struct child *c)
{
	struct listen_note n;
	struct err e;
	int fd;

	if (listen_note_recv(c->fd, &n, &fd, &e)) {
		fd_close(&c->fd); /* its end is told by SIGCHLD */
		return;
	}
	fd_close(&fd);
	if (n.kind == NOTE_READY && !c->ready)
		promote(k, c);
	else if (n.kind == NOTE_ALIVE)
		c->alive = true;
}

static void stop(struct keeper *k)
{
	if (k->stopping) {
		k->stop_ms = 0; /* a second time: at once */
		return;
	}
	k->stopping = true;
	k->stop_ms = ipc_now_ms() + DRAIN_MS;
	notify_tell(&k->set->notify, "STOPPING=1");
	journal(&k->set->journal, JOURNAL_DRAINING, "finishing what has begun");
	for (size_t i = 0; i < CHILDREN; i++)
		if (k->v[i].pid && !answers(k->v[i].role))
			leave(&k->v[i], true);
}

/* ---- ends ---- */

static void why_text(int status, char *out, size_t n)
{
	if (WIFSIGNALED(status))
		snprintf(out, n, "killed by signal %d", WTERMSIG(status));
	else
		snprintf(out, n, "exit status %d", WEXITSTATUS(status));
}

static void restart_later(struct keeper *k, enum serve_role r, int64_t lived_ms)
{
	int64_t *wait = &k->again[r].wait_ms;

	*wait = lived_ms > STABLE_MS || *wait == 0 ? WAIT_FIRST : *wait * 2;
	if (*wait > WAIT_MOST)
		*wait = WAIT_MOST;
	k->again[r].at_ms = ipc_now_ms() + *wait;
}

static void ended(struct keeper *k, struct child *c, int status)
{
	bool was = k->now[c->role] == c, first = !c->ready && !k->now[c->role];
	char why[60];

	why_text(status, why, sizeof(why));
	if (was)
		k->now[c->role] = NULL;
	if (!c->leaving && !k->stopping) {
		journal(&k->set->journal, c->ready ? JOURNAL_ROLE_DIED : JOURNAL_ROLE_FAILED,
			"%s: %s", word(c->role), why);
		if (!k->told && ++k->fails >= HOPELESS) {
			k->hopeless = true;
			stop(k);
		} else if (was || first)
			restart_later(k, c->role, ipc_now_ms() - c->since_ms);
		else
			journal(&k->set->journal, JOURNAL_RELOAD_FAILED, "the old %s goes on",
				word(c->role));
	}
	fd_close(&c->fd);
	*c = (struct child){ .fd = -1 };
	if (was)
		tell_roles(k);
}

static void reap(struct keeper *k)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < CHILDREN; i++)
			if (k->v[i].pid == pid)
				ended(k, &k->v[i], status);
}

static void start_due(struct keeper *k)
{
	struct err e;

	for (int r = 0; r < SERVE_ROLE_COUNT && !k->stopping; r++) {
		if (!k->again[r].at_ms || ipc_now_ms() < k->again[r].at_ms)
			continue;
		k->again[r].at_ms = 0;
		if (!start(k, (enum serve_role)r, &e)) {
			journal(&k->set->journal, JOURNAL_ROLE_FAILED, "%s: %s",
				word((enum serve_role)r), e.text);
			restart_later(k, (enum serve_role)r, 0);
		}
	}
}

/* ---- signals ---- */

static void reload(struct keeper *k)
{
	struct err e;

	notify_tell(&k->set->notify, "RELOADING=1");
	journal(&k->set->journal, JOURNAL_RELOADING, "every role is started anew");
	k->reloading = true;
	for (int r = SERVE_ROLE_COUNT; r-- > 0;)
		if (wanted(k, r) && !start(k, (enum serve_role)r, &e))
			journal(&k->set->journal, JOURNAL_RELOAD_FAILED, "%s: %s",
				word((enum serve_role)r), e.text);
}

static void on_signal(struct keeper *k)
{
	struct signalfd_siginfo s;

	while (read(k->signals, &s, sizeof(s)) == (ssize_t)sizeof(s)) {
		if (s.ssi_signo == SIGCHLD)
			reap(k);
		else if (s.ssi_signo == SIGHUP)
			reload(k);
		else
			stop(k);
	}
}

/* http drains first; when it is gone nobody asks the others any more. True: everybody is gone. */
static bool stopped(struct keeper *k)
{
	size_t left = 0, https = 0;

	for (size_t i = 0; i < CHILDREN; i++) {
		left += k->v[i].pid != 0;
		https += k->v[i].pid && k->v[i].role == SERVE_HTTP;
	}
	for (size_t i = 0; i < CHILDREN; i++) {
		if (k->v[i].pid && !https && !k->v[i].leaving)
			leave(&k->v[i], true);
		if (k->v[i].pid && ipc_now_ms() > k->stop_ms)
			kill(k->v[i].pid, SIGKILL);
	}
	return left == 0;
}

/* systemd is told that all is well only where every role answers; but for those with the network, which may wait
 * for others for as long as they are given. */
static void watchdog(struct keeper *k)
{
	struct listen_note n = { .kind = NOTE_ALIVE };
	bool all = all_ready(k);
	struct err e;

	if (!k->set->notify.watchdog_ms || ipc_now_ms() < k->dog_ms)
		return;
	k->dog_ms = ipc_now_ms() + k->set->notify.watchdog_ms / 3;
	for (int r = 0; r < SERVE_ROLE_COUNT; r++) {
		if (!k->now[r])
			continue;
		all = all && (k->now[r]->alive || r == SERVE_NET || r == SERVE_OIDC);
		k->now[r]->alive = false;
		(void)!listen_note_send(k->now[r]->fd, &n, -1, &e);
	}
	if (all)
		notify_tell(&k->set->notify, "WATCHDOG=1");
}

static int loop(struct keeper *k, struct err *e)
{
	while (!k->stopping || !stopped(k)) {
		struct pollfd p[CHILDREN + 1] = { { .fd = k->signals, .events = POLLIN } };
		struct child *who[CHILDREN + 1];
		nfds_t n = 1;

		for (size_t i = 0; i < CHILDREN; i++)
			if (k->v[i].pid && k->v[i].fd >= 0) {
				who[n] = &k->v[i];
				p[n++] = (struct pollfd){ .fd = k->v[i].fd, .events = POLLIN };
			}
		if (poll(p, n, k->stopping ? 50 : 100) < 0 && errno != EINTR)
			return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("roles"));
		for (nfds_t i = 1; i < n; i++)
			if (p[i].revents)
				on_note(k, who[i]);
		if (p[0].revents)
			on_signal(k);
		start_due(k);
		watchdog(k);
	}
	return BW_OK;
}

int supervise_run(const struct supervise *set, struct err *e)
{
	struct keeper k = { .set = set };
	sigset_t mask;
	int rc = BW_OK;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGHUP);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < CHILDREN; i++)
		k.v[i].fd = -1;
	k.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (k.signals < 0)
		return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("signals"));
	for (int r = SERVE_ROLE_COUNT; !rc && r-- > 0;)
		if (wanted(&k, r) && !start(&k, (enum serve_role)r, e))
			rc = e->code;
	if (!rc)
		rc = loop(&k, e);
	close(k.signals);
	if (!rc && k.hopeless)
		rc = err_set(e, BW_EUNAVAILABLE, "the server cannot start; its roles said why");
	journal(&set->journal, JOURNAL_ENDED, "all roles have ended");
	return rc;
}
