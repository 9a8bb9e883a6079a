/* SPDX-License-Identifier: Apache-2.0 */
/* recourse.h -- who may ask, who reports under an agreement, what rules decided, and the way back: people,
 * notifiers, switched rules, statements and appeals as rows.
 *
 * Reading takes the store, writing takes an open transaction (struct work).  Nothing is judged here: what
 * may follow what is decided in flow and in the pure stages, and what must never be is refused by the
 * database as well (an appeal that has ended does not change).  Passwords and tokens are hashes only.
 */
#ifndef STORE_RECOURSE_H
#define STORE_RECOURSE_H

#include "domain/person.h"
#include "store/store.h"

/* ---- people ---- */

#define STORE_TOTP_MOST 64

struct store_person {
	int64_t id;
	struct str name;
	person_roles roles;
	int64_t notifier; /* agreement they file under; 0: none */
	struct str password; /* Argon2id as libsodium writes it; p NULL: none */
	struct str totp; /* secret bytes of the second factor; p NULL: none */
	int64_t made_at_s, disabled_at_s; /* CLOCK_NONE: not disabled */
};
/* BW_ECONFLICT where the name is taken. */
int store_person_put(
	struct work *w, const struct store_person *p, int64_t *id, struct err *e) MUST_USE;
/* All but when it was made. */
int store_person_set(struct work *w, const struct store_person *p, struct err *e) MUST_USE;
/* BW_ENOTFOUND where there is none.  Strings in ${a}. */
int store_person_get(struct store *s, struct arena *a, int64_t id, struct store_person *out,
	struct err *e) MUST_USE;
int store_person_named(struct store *s, struct arena *a, struct str name, struct store_person *out,
	struct err *e) MUST_USE;
int store_people(struct store *s, struct arena *a, struct store_person **out, size_t *n,
	struct err *e) MUST_USE;

#define STORE_TOKEN_HASH 32

struct store_token {
	int64_t id, person;
	permission_set scopes; /* 0: all its person has */
	int64_t made_at_s, expires_s, revoked_at_s; /* CLOCK_NONE: not revoked */
	int64_t used_day; /* days since 1970; -1: never */
};
/* Keyed with the store's secret: what is stored leads to no token. */
void store_token_hash(const struct store *s, struct str token, unsigned char out[STORE_TOKEN_HASH]);
int store_token_put(struct work *w, const struct store_token *t,
	const unsigned char hash[STORE_TOKEN_HASH], int64_t *id, struct err *e) MUST_USE;
/* The hash found is compared again in constant time; ${*found} false where there is none. */
int store_token_find(struct store *s, const unsigned char hash[STORE_TOKEN_HASH],
	struct store_token *out, bool *found, struct err *e) MUST_USE;
int store_token_used(struct work *w, int64_t id, int64_t day, struct err *e) MUST_USE;
/* BW_ENOTFOUND where that person has no such token that still works. */
int store_token_revoke(
	struct work *w, int64_t id, int64_t person, int64_t now_s, struct err *e) MUST_USE;
int store_tokens(struct store *s, struct arena *a, int64_t person, struct store_token **out,
	size_t *n, struct err *e) MUST_USE;

struct store_deed { /* who asked for what was done */
	int64_t id, at_s, person;
	struct str what, object;
};
int store_deed_put(struct work *w, int64_t now_s, int64_t person, struct str what,
	struct str object, struct err *e) MUST_USE;
/* Those after ${after}, at most ${most}, oldest first. */
int store_deeds(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_deed **out, size_t *n, struct err *e) MUST_USE;

#endif
