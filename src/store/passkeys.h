/* SPDX-License-Identifier: Apache-2.0 */
/* passkeys.h -- passkeys of people as rows, and the challenges that were answered with them.
 *
 * A row holds public keys only: a copy of the database signs nobody in.  The same rules as in store.h.
 */
#ifndef STORE_PASSKEYS_H
#define STORE_PASSKEYS_H

#include "store/store.h"

struct store_passkey {
	int64_t id, person;
	struct str credential, host, key, name;
	int64_t algorithm;
	uint32_t count;
	bool copyable;
	int64_t made_at_s, used_at_s; /* CLOCK_NONE: never used */
};
/* BW_ECONFLICT where the credential is somebody's already. */
int store_passkey_put(
	struct work *w, const struct store_passkey *p, int64_t *id, struct err *e) MUST_USE;
/* ${*found} false where there is none.  Strings in ${a}. */
int store_passkey_find(struct store *s, struct arena *a, struct str credential,
	struct store_passkey *out, bool *found, struct err *e) MUST_USE;
int store_passkeys(struct store *s, struct arena *a, int64_t person, struct store_passkey **out,
	size_t *n, struct err *e) MUST_USE;
/* It signed; ${*good} false, and nothing changed, where its counter did not go on or it is gone. */
int store_passkey_used(struct work *w, int64_t id, uint32_t count, int64_t now_s, bool *good,
	struct err *e) MUST_USE;
/* BW_ENOTFOUND where that person has no such passkey. */
int store_passkey_drop(struct work *w, int64_t id, int64_t person, struct err *e) MUST_USE;

#endif
