/* SPDX-License-Identifier: Apache-2.0 */
/* web.h -- the core and work roles: what is asked over HTTP, answered from the store and the knowledge.
 *
 * http hands over parsed requests as frames; here each gets its person (session or token), its permission,
 * its handler and its answer.  Both roles run the same program: `core` reads and takes reports in, gathering
 * those of many connections for one fsync; `work` does what changes the database or may take long (mail,
 * uploads, sign-in), and works what was taken in into cases.  Nothing here opens a socket.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/clock.h"
#include "base/rng.h"
#include "flow/explain.h"
#include "flow/provider.h"
#include "http/assets.h"
#include "http/frame.h"
#include "store/store.h"

struct journal;
struct pair;
struct parse_pool;
struct trust;
struct witness;

/* An OpenID provider that people may sign in with. */
struct web_provider {
	struct str name; /* as the button says it */
	struct str client, scope;
	struct str redirect,
		home; /* our addresses: where it sends a browser back to, after sign-in and sign-out */
	struct provider_rules rules;
};

struct web_settings {
	enum lane lane;
	struct store *store;
	const struct knowledge *know;
	const struct assets *assets;
	struct str schemas; /* data/api/schemas.json */
	struct clock clock;
	struct rng rng;
	int control; /* notes of the supervisor */
	struct parse_pool *pool; /* for mail; NULL in core */
	struct pair *pair; /* reads uploads beside this process; NULL: there is none */
	const struct web_provider *provider; /* NULL: none */
	const struct journal *journal;
	struct witness *witness; /* in work, where this server is one; else NULL */
	const struct trust *known; /* the logs it cosigns */
};

/* Serves until told to drain or until the supervisor is gone. */
int web_run(const struct web_settings *set, struct err *e) MUST_USE;

#endif
