/* SPDX-License-Identifier: Apache-2.0 */
/* oidc.h -- what an OpenID provider says of itself and of who signed in (OpenID Connect Discovery 1.0, Core 1.0), the
 * address that a browser is sent to, and the two messages between the role that may ask the provider and the one
 * that may not.
 *
 * Pure.  A message is checked by whoever gets it as if a stranger had sent it.
 */
#ifndef FORMAT_OIDC_H
#define FORMAT_OIDC_H

#include "format/json.h"

/* Where things are at a provider; strings in the arena given, NUL behind them. */
struct oidc_places {
	struct str authorize, token, keys; /* always there */
	struct str userinfo, end_session; /* p NULL: it has none */
	bool secret_in_body; /* it takes client_secret_post and not client_secret_basic */
	bool says_issuer; /* an answer to a sign-in names it (RFC 9207) */
};
/* A discovery document.  Its issuer is ${issuer} to the byte; every address has the scheme of that.  BW_EPARSE says
 * what is wrong. */
int oidc_places_parse(struct arena *a, struct str text, struct str issuer, struct oidc_places *out,
	struct err *e) MUST_USE;
/* An address that is handed to a browser or asked: http or https, no fragment, nothing that a header could not hold. */
bool oidc_url_ok(struct str url);

/* "name=value" behind "?" or "&" of an address or a form, percent-encoded; ${first}: nothing goes before it. */
void oidc_param(struct buf *b, const char *name, struct str value, bool first);
void oidc_percent(struct buf *b, struct str s);

/* The answer to a code: its id_token, and the access_token where there is one (p NULL else).  BW_EDENIED: the provider
 * took the code not; BW_ECONFIG: it does not know us; BW_EPARSE. */
struct oidc_tokens {
	struct str id, access;
};
int oidc_tokens_parse(struct arena *a, int status, struct str text, struct oidc_tokens *out,
	struct err *e) MUST_USE;

/* Who signed in, by the claims of an ID token and of userinfo (may be NULL): the account that ${claim} names, and the
 * groups of ${group_claim}.  An address (claim "email") counts only where the provider has verified it. */
struct oidc_who {
	struct str subject, account; /* account: p NULL where nothing says it */
	struct str *groups;
	size_t groups_n;
	struct str
		id_token; /* as it came, for signing out; p NULL: longer than LIMIT_OIDC_ID_TOKEN */
};
/* All but the token. */
int oidc_who_read(struct arena *a, const struct json *token, const struct json *userinfo,
	struct str claim, struct str group_claim, struct oidc_who *out, struct err *e) MUST_USE;

/* ---- work → oidc → work ---- */

enum oidc_ask_kind { OIDC_ASK_PLACES = 1, OIDC_ASK_WHO };
struct oidc_ask {
	uint64_t id;
	enum oidc_ask_kind kind;
	struct str code, verifier, nonce,
		issuer; /* of OIDC_ASK_WHO; issuer: as the answer named it */
};
enum oidc_said_kind { OIDC_SAID_PLACES = 1, OIDC_SAID_WHO, OIDC_SAID_REFUSED, OIDC_SAID_AWAY };
struct oidc_said {
	uint64_t id;
	enum oidc_said_kind kind;
	struct str authorize, end_session; /* PLACES */
	struct oidc_who who; /* WHO */
	struct str word, text; /* REFUSED: a word that stays, and a sentence; AWAY: the sentence */
};
void oidc_ask_write(const struct oidc_ask *q, struct buf *b);
int oidc_ask_parse(struct str payload, struct oidc_ask *out, struct err *e) MUST_USE;
void oidc_said_write(const struct oidc_said *s, struct buf *b);
/* The groups' list in ${a}; everything else borrows. */
int oidc_said_parse(
	struct arena *a, struct str payload, struct oidc_said *out, struct err *e) MUST_USE;

#endif
