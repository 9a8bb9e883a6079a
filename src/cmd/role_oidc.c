/* SPDX-License-Identifier: Apache-2.0 */
/* role_oidc.c -- asks the OpenID provider for work, which may not: a process with the network and without the store. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "base/limit.h"
#include "cmd/role_fence.h"
#include "cmd/role_serve.h"
#include "cmd/signin.h"
#include "http/server.h"
#include "net/http.h"
#include "sys/fd.h"
#include "sys/ipc.h"
#include "sys/listen.h"
#include "sys/proc.h"

#define FRAME_OIDC 1 /* as work has it (web/provider.c) */
#define LINKS      4
#define READ_MS    1000
#define TLS_PORT   443
#define DNS_PORT   53

struct asker {
	const struct journal *j;
	struct oidc *o;
	int fd[LINKS]; /* to each work; -1: none */
	unsigned keys; /* fetched, as the journal was told */
	char away[sizeof(((struct err *)NULL)->text)]; /* told last; empty: it answers */
	bool draining;
};

/* ---- one question ---- */

static void note_keys(struct asker *k)
{
	if (oidc_keys_fetched(k->o) != k->keys)
		journal(k->j, JOURNAL_OIDC_KEYS, "%u times since the start",
			k->keys = oidc_keys_fetched(k->o));
}

/* The same fault is told once, until the provider answers again. */
static void note_away(struct asker *k, const struct err *why)
{
	if (strcmp(k->away, why->text) != 0)
		journal(k->j, JOURNAL_OIDC_AWAY, "%s", why->text);
	memcpy(k->away, why->text, sizeof(k->away));
}

static void work_out(struct asker *k, struct arena *a, const struct oidc_ask *q,
	struct oidc_said *s, struct err *e)
{
	const struct oidc_places *places;
	const char *word = NULL;
	int rc;

	s->id = q->id;
	if (q->kind == OIDC_ASK_PLACES) {
		rc = oidc_find(k->o, &places, e);
		s->kind = OIDC_SAID_PLACES;
		if (!rc) {
			s->authorize = places->authorize;
			s->end_session = places->end_session;
		}
	} else {
		rc = oidc_who_is(k->o, a, q, &s->who, &word, e);
		s->kind = OIDC_SAID_WHO;
		note_keys(k);
	}
	if (rc) {
		s->kind = word ? OIDC_SAID_REFUSED : OIDC_SAID_AWAY;
		s->word = str_of(word);
		s->text = str_of(e->text);
	}
	if (rc && !word)
		note_away(k, e);
	else
		k->away[0] = '\0';
}

/* False: the channel is of no use any more. */
static bool serve_one(struct asker *k, int fd)
{
	struct oidc_said said = { 0 };
	struct oidc_ask ask;
	struct buf in, out;
	struct arena a;
	struct str bytes;
	struct err e, why;
	uint8_t type;
	bool good;

	arena_init(&a, 0);
	buf_init(&in, LIMIT_OIDC_BYTES);
	buf_init(&out, LIMIT_OIDC_BYTES);
	good = !ipc_recv(fd, READ_MS, &type, &in, &e) && type == FRAME_OIDC &&
	       !oidc_ask_parse(buf_str(&in), &ask, &e);
	if (good) {
		work_out(k, &a, &ask, &said, &why);
		oidc_said_write(&said, &out);
		bytes = buf_str(&out);
		good = !out.bad && !ipc_send(fd, FRAME_OIDC, &bytes, 1, &e);
	}
	buf_done(&in);
	buf_done(&out);
	arena_done(&a);
	return good;
}

/* ---- the loop ---- */

static int on_control(struct asker *k, bool *end, struct err *e)
{
	struct listen_note n;
	int fd;

	*end = listen_note_recv(PROC_FD, &n, &fd, e) != BW_OK; /* the supervisor is gone */
	if (*end)
		return BW_OK;
	if (n.kind == NOTE_OIDC && fd >= 0) {
		for (size_t i = 0; i < LINKS; i++)
			if (k->fd[i] < 0) {
				k->fd[i] = fd;
				return BW_OK;
			}
	}
	fd_close(&fd);
	if (n.kind == NOTE_ALIVE)
		return listen_note_send(PROC_FD, &n, -1, e);
	k->draining = k->draining || n.kind == NOTE_DRAIN;
	return BW_OK;
}

/* Told to end, it answers what was asked already. */
static int loop(struct asker *k, struct err *e)
{
	struct listen_note ready = { .kind = NOTE_READY };
	int rc = listen_note_send(PROC_FD, &ready, -1, e);
	bool end = false;

	while (!rc && !end) {
		struct pollfd p[LINKS + 1] = { { .fd = PROC_FD, .events = POLLIN } };
		size_t who[LINKS + 1];
		nfds_t n = 1;
		int some;

		for (size_t i = 0; i < LINKS; i++)
			if (k->fd[i] >= 0) {
				who[n] = i;
				p[n++] = (struct pollfd){ .fd = k->fd[i], .events = POLLIN };
			}
		some = poll(p, n, k->draining ? 0 : -1);
		if (some < 0 && errno != EINTR)
			return err_errno(e, BW_EUNAVAILABLE, "wait for", STR("questions"));
		if (some == 0 && k->draining)
			return BW_OK;
		for (nfds_t i = 1; i < n; i++)
			if (p[i].revents && !serve_one(k, k->fd[who[i]]))
				fd_close(&k->fd[who[i]]);
		if (p[0].revents)
			rc = on_control(k, &end, e);
	}
	return rc;
}

/* ---- fences ---- */

static uint16_t port_of(struct str issuer)
{
	size_t at = str_find(issuer, STR("://"), 0), end, colon;
	uint64_t port = 0;

	if (at == SIZE_MAX)
		return 0;
	issuer = str_from(issuer, at + 3);
	end = str_find_byte(issuer, '/', 0);
	issuer = str_sub(issuer, 0, end);
	colon = str_rfind_byte(issuer, ':');
	if (colon == SIZE_MAX || !str_u64(str_from(issuer, colon + 1), &port) || port > UINT16_MAX)
		return 0;
	return (uint16_t)port;
}

static int lock_up(
	struct ctx *c, const struct journal *j, const struct oidc_settings *set, struct err *e)
{
	struct sandbox_network n = { .ports = { TLS_PORT, DNS_PORT, port_of(set->issuer) },
		.any_port = set->guard.loopback };
	struct str ca = set->ca_file;

	if (ca.n)
		n.read[0] = arena_dup(c->arena, ca).p;
	n.read[1] = getenv("SSL_CERT_FILE"); /* OpenSSL's own settings */
	n.read[2] = getenv("SSL_CERT_DIR");
	return role_fence_network(c, &n, j, e);
}

int role_oidc(struct ctx *c, const struct journal *j, struct err *e)
{
	struct asker k = { .j = j };
	struct oidc_settings set = { 0 };
	int rc = signin_client(c, &set, e);

	for (size_t i = 0; i < LINKS; i++)
		k.fd[i] = -1;
	if (!rc)
		rc = http_init(e);
	if (!rc)
		rc = oidc_new(&set, &k.o, e);
	if (!rc)
		rc = lock_up(c, j, &set, e);
	if (!rc)
		rc = loop(&k, e);
	for (size_t i = 0; i < LINKS; i++)
		fd_close(&k.fd[i]);
	oidc_free(k.o);
	return rc;
}
