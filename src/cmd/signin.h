/* SPDX-License-Identifier: Apache-2.0 */
/* signin.h -- the OpenID provider that the settings name (config.c): what the pages need of it, and what the role needs
 * that asks it. */
#ifndef CMD_SIGNIN_H
#define CMD_SIGNIN_H

#include "cmd/cmd.h"
#include "net/oidc.h"
#include "sys/journal.h"
#include "web/web.h"

/* ${*out} NULL where the settings name none.  BW_ECONFIG where they are wrong.  In c->arena. */
int signin_pages(struct ctx *c, const struct web_provider **out, struct err *e) MUST_USE;
/* The same for the role, with the client's secret; oidc-issuer must be set. */
int signin_client(struct ctx *c, struct oidc_settings *out, struct err *e) MUST_USE;
/* Is one set, and may the network be used? */
bool signin_wanted(struct ctx *c);
/* The process that asks the provider, until it is told to end. */
int role_oidc(struct ctx *c, const struct journal *j, struct err *e) MUST_USE;

#endif
