/* SPDX-License-Identifier: Apache-2.0 */
/* signins.h -- what is kept of sign-ins with an OpenID provider: which of its people is which account here.
 * Issuer and subject together name a person of a provider, and nothing else does (OpenID Connect Core 1.0, 5.7): a
 * name or an address may be given to somebody else.  The same rules as in store.h.
 */
#ifndef STORE_SIGNINS_H
#define STORE_SIGNINS_H

#include "store/store.h"

/* 0: no account here. */
int signin_linked(struct store *s, struct str issuer, struct str subject, int64_t *person,
	struct err *e) MUST_USE;
/* Has this account one at the provider? */
int signin_has_link(
	struct store *s, struct str issuer, int64_t person, bool *has, struct err *e) MUST_USE;
int signin_link(struct work *w, struct str issuer, struct str subject, int64_t person,
	int64_t now_s, struct err *e) MUST_USE;
/* Every link of an account; ${*had}: there was one. */
int signin_unlink(struct work *w, int64_t person, bool *had, struct err *e) MUST_USE;

#endif
