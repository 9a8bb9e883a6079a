/* SPDX-License-Identifier: Apache-2.0 */
/* people.h -- who works here: accounts, passwords, second factors, tokens, and who somebody is who shows one.
 *
 * A password is kept as Argon2id, a token as a hash keyed with the store's secret; neither can be read back.
 * Whoever guesses learns nothing from the time an answer takes: an unknown name costs a hash as well.
 */
#ifndef FLOW_PEOPLE_H
#define FLOW_PEOPLE_H

#include "base/rng.h"
#include "flow/command.h"
#include "store/recourse.h"

#define PEOPLE_NAME_MOST    64
#define PEOPLE_PASSWORD_MIN 12 /* bytes: length helps, rules about letters do not */
#define PEOPLE_TOKEN_TEXT   40 /* "bw_" and 32 digits of base 32 (160 bits), and NUL */

/* PERSON_MANAGE; name: letters, digits, '.', '-', '_', '@'. */
int people_add(const struct desk *d, struct str name, person_roles roles, int64_t notifier,
	int64_t *id, struct err *e) MUST_USE;
/* PERSON_MANAGE: on somebody else's account.  The last admin that is not disabled stays one. */
int people_roles(const struct desk *d, int64_t id, person_roles roles, struct err *e) MUST_USE;
int people_disable(const struct desk *d, int64_t id, bool disabled, struct err *e) MUST_USE;
/* SELF, or PERSON_MANAGE on somebody else's. Argon2id at libsodium's interactive cost: about 0.1 s, 64 MB. */
int people_password(const struct desk *d, int64_t id, struct str password, struct err *e) MUST_USE;
/* A new second factor; ${secret} gets TOTP_SECRET bytes, shown once.  ${rng} NULL: switched off. */
int people_second_factor(const struct desk *d, int64_t id, const struct rng *rng,
	unsigned char *secret, struct err *e) MUST_USE;
/* The roles become ${roles}, as somebody else than the desk says who has which (flow/provider.h); the role notifier, which
 * is an agreement's, stays as it is.  The last admin that is not disabled stays one: then ${*kept}.  Recorded as
 * people_roles is where something changes, and nothing else is written; ${*was} and ${*is} say what. */
int people_follow(const struct desk *d, int64_t id, person_roles roles, person_roles *was,
	person_roles *is, bool *kept, struct err *e) MUST_USE;
/* PERSON_MANAGE: it belongs to nobody of an OpenID provider any more (flow/provider.h), and its sessions are over.
 * BW_ENOTFOUND where it belonged to nobody. */
int people_unlink(const struct desk *d, int64_t id, struct err *e) MUST_USE;
/* SELF: ${text} (PEOPLE_TOKEN_TEXT bytes) is shown once.  Scopes none: all the person has. */
int people_token(const struct desk *d, int64_t id, permission_set scopes, int64_t expires_s,
	const struct rng *rng, char *text, int64_t *token, struct err *e) MUST_USE;
int people_token_revoke(const struct desk *d, int64_t id, int64_t token, struct err *e) MUST_USE;

/* Who signs in.  BW_EDENIED with the same sentence whatever was wrong; a second factor, where there is one,
 * is the caller's next question (${*out} has its secret). */
int people_sign_in(struct store *s, struct arena *a, struct str name, struct str password,
	struct store_person *out, struct err *e) MUST_USE;
/* Who shows a token; BW_EDENIED where it is unknown, expired, revoked, or its person disabled.  That it was
 * used is noted once a day. */
int people_by_token(
	struct store *s, struct str token, int64_t now_s, struct who *out, struct err *e) MUST_USE;
/* Who that is now, with its roles; BW_EDENIED where disabled. */
int people_who(struct store *s, int64_t id, struct who *out, struct err *e) MUST_USE;

#endif
