/* SPDX-License-Identifier: Apache-2.0 */
/* session.h -- who asks: by a cookie, by a token, or nobody; and the gate before everything that changes.
 *
 * A cookie is sent by browsers whoever made the request, so whatever changes something on its strength needs
 * proof that one of our own pages asked: the session's secret in the form (or in X-CSRF-Token), and no word of
 * the browser that another site did (Sec-Fetch-Site, Origin).  A token in Authorization is sent by nobody
 * else's page and needs none.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/request.h"

#define SESSION_HOURS  12
#define SESSION_COOKIE "__Host-bailiwick"
/* Browsers take a __Host- cookie over TLS only; on plain HTTP, which is for loopback, it is named so. */
#define SESSION_COOKIE_PLAIN "bailiwick"

/* Fills in r->who and r->session.  An unknown or expired cookie is nobody; a bad token is BW_EDENIED. */
int session_find(struct request *r, struct err *e) MUST_USE;
/* BW_EDENIED for a request that changes something and may come from another site's page. */
int session_gate(struct request *r, struct err *e) MUST_USE;
/* A new session for a person, its cookie in ${out}.  The old one, if any, is gone. */
int session_begin(struct request *r, int64_t person, struct reply *out, struct err *e) MUST_USE;
/* The same, begun with the OpenID provider.  The store keeps ${id_token} (may be empty) as long as the session, sealed
 * with a key that takes the cookie: a copy of the store has none. */
int session_begin_by(struct request *r, int64_t person, struct str id_token, struct reply *out,
	struct err *e) MUST_USE;
/* The ID token it was begun with, in the request's arena; empty where there is none. */
int session_id_token(struct request *r, struct str *out, struct err *e) MUST_USE;
/* Every session of the person at it has ended: this browser gets a new one of the same kind, without an ID token. */
int session_anew(struct request *r, struct reply *out, struct err *e) MUST_USE;
int session_end(struct request *r, struct reply *out, struct err *e) MUST_USE;
/* The browser forgets its cookie. */
void session_clear(struct request *r, struct reply *out);
/* A one-time link's token for a person: ${text} has SESSION_TOKEN bytes. */
#define SESSION_TOKEN 44
int session_once(struct store *s, const struct rng *rng, int64_t person, int64_t now_s, char *text,
	struct err *e) MUST_USE;

#endif
