/* SPDX-License-Identifier: Apache-2.0 */
/* guests.h -- what the server remembers of those who ask: sessions, one-time links, what was used and works
 * once, the answers to requests that carry a key, saved views.
 *
 * A token is never stored: its digest is, keyed with the store's secret, so that a copy of the database signs
 * nobody in.  Writing takes an open change (store_change_begin).  The same rules as in store.h.
 */
#ifndef STORE_GUESTS_H
#define STORE_GUESTS_H

#include "store/store.h"

#define GUEST_DIGEST 32
/* The digest of a token of any kind; ${kind} keeps tokens of one kind from passing as another. */
void guest_digest(
	const struct store *s, const char *kind, struct str token, unsigned char out[GUEST_DIGEST]);

struct guest_session {
	unsigned char digest[GUEST_DIGEST];
	int64_t person, made_at_s, expires_at_s;
	unsigned char csrf[GUEST_DIGEST];
	bool provider; /* begun with an OpenID provider (signins.h) */
	struct str
		id_token; /* its ID token, sealed; empty: none is kept.  Not read by guest_session_get */
};
int guest_session_put(struct work *w, const struct guest_session *g, struct err *e) MUST_USE;
/* ${*found} is false where there is none, or it has expired. */
int guest_session_get(struct store *s, const unsigned char digest[GUEST_DIGEST], int64_t now_s,
	struct guest_session *out, bool *found, struct err *e) MUST_USE;
/* The sealed ID token in ${a}; empty where none is kept. */
int guest_session_id_token(struct store *s, struct arena *a,
	const unsigned char digest[GUEST_DIGEST], struct str *out, struct err *e) MUST_USE;
int guest_session_drop(
	struct work *w, const unsigned char digest[GUEST_DIGEST], struct err *e) MUST_USE;
/* Every session of a person: after a new password. */
int guest_session_drop_all(struct work *w, int64_t person, struct err *e) MUST_USE;

/* One-time links. guest_once_take: whose it was; 0 for none, and it is gone. */
int guest_once_put(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t person,
	int64_t expires_at_s, struct err *e) MUST_USE;
int guest_once_take(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t now_s,
	int64_t *person, struct err *e) MUST_USE;

/* What works once though nothing is kept of it before, such as the state of a sign-in or a challenge: mark it as used, by
 * a digest of its own kind.  ${*fresh} is false where it was before.  Kept until it is too old anyway; those that are,
 * are forgotten. */
int guest_spend(struct work *w, const unsigned char digest[GUEST_DIGEST], int64_t expires_at_s,
	int64_t now_s, bool *fresh, struct err *e) MUST_USE;

/* Answers to keyed requests, kept for GUEST_KEYED_S. */
#define GUEST_KEYED_S 86400
struct guest_keyed {
	unsigned char digest[GUEST_DIGEST], body[GUEST_DIGEST];
	unsigned status;
	struct str type, reply;
};
/* BW_ENOTFOUND where there is none.  Strings in ${a}. */
int guest_keyed_get(struct store *s, struct arena *a, const unsigned char digest[GUEST_DIGEST],
	int64_t now_s, struct guest_keyed *out, struct err *e) MUST_USE;
int guest_keyed_put(
	struct work *w, const struct guest_keyed *k, int64_t now_s, struct err *e) MUST_USE;

struct guest_view {
	struct str name, query;
};
int guest_view_put(
	struct work *w, int64_t person, struct str name, struct str query, struct err *e) MUST_USE;
int guest_view_drop(struct work *w, int64_t person, struct str name, struct err *e) MUST_USE;
int guest_views(struct store *s, struct arena *a, int64_t person, struct guest_view **out,
	size_t *n, struct err *e) MUST_USE;

/* Forget what has expired. */
int guest_sweep(struct work *w, int64_t now_s, struct err *e) MUST_USE;

#endif
