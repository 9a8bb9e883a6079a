/* SPDX-License-Identifier: Apache-2.0 */
/* places.h -- the registry and the policy zone that the settings name (config.c). */
#ifndef CMD_PLACES_H
#define CMD_PLACES_H

#include "cmd/cmd.h"
#include "net/epp_conn.h"
#include "net/rpz_send.h"

/* ${*set} false where the settings name none.  Strings in c->arena.  BW_ECONFIG where they are wrong. */
int place_epp(struct ctx *c, struct epp_server *out, bool *set, struct err *e) MUST_USE;
int place_rpz(struct ctx *c, struct rpz_place *out, bool *set, struct err *e) MUST_USE;

/* The first line of a small file, in c->arena: passwords and keys are never on a command line. */
int place_secret(struct ctx *c, struct str path, struct str *out, struct err *e) MUST_USE;

#endif
