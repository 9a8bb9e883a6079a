/* SPDX-License-Identifier: Apache-2.0 */
/* oidc.h -- our side of an OpenID provider (OpenID Connect Core 1.0, authorization code flow): where things are at it,
 * its keys, and who a code stands for.
 *
 * What it says of itself and its keys are kept for an hour, for a day where it does not answer then; keys also until
 * a token names one that is not among them.  Neither is asked for more often than every OIDC_EVERY_S.  One question
 * after the other, each bounded in time and length; nothing is redirected.  Every address passes the guard; those of
 * the issuer's own scheme, host and port may be in the operator's network where the settings say so.
 */
#ifndef NET_OIDC_H
#define NET_OIDC_H

#include "base/clock.h"
#include "format/jwt.h"
#include "format/oidc.h"
#include "net/guard.h"

#define OIDC_KEEP_S  3600
#define OIDC_STALE_S 86400
#define OIDC_EVERY_S 5

struct oidc_settings {
	struct str issuer, client,
		redirect; /* redirect: our address that the provider sends the browser back to */
	struct str secret; /* of the client; empty: it has none, PKCE alone proves */
	struct str claim, groups; /* which name the account and the groups */
	struct str
		ca_file; /* who may have signed the provider's certificate; empty: the system's */
	struct guard guard;
	bool own; /* the issuer may be in a private network */
	int64_t timeout_ms; /* of one question */
	struct clock clock;
};

struct oidc;
/* ${s} must outlive it. */
int oidc_new(const struct oidc_settings *s, struct oidc **out, struct err *e) MUST_USE;
void oidc_free(struct oidc *o);

/* Any error: the provider cannot be asked, or what it says of itself is unusable; a sign-in is not possible now. */
int oidc_find(struct oidc *o, const struct oidc_places **out, struct err *e) MUST_USE;
/* Who signed in.  ${*word} (one that stays) is set where it is not to be believed, with the sentence in ${e} and
 * BW_EDENIED; with any other error, the provider could not be asked or answered nonsense.  In ${a}. */
int oidc_who_is(struct oidc *o, struct arena *a, const struct oidc_ask *q, struct oidc_who *out,
	const char **word, struct err *e) MUST_USE;

/* How often keys were fetched; for the journal. */
unsigned oidc_keys_fetched(const struct oidc *o);

#endif
