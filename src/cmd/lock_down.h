/* SPDX-License-Identifier: Apache-2.0 */
/* lock_down.h -- a command that asks the network itself gives up what that does not need (docs/sandbox.md).
 * Once everything else is loaded; what the kernel does not offer is said on ${c->talk}. */
#ifndef CMD_LOCK_DOWN_H
#define CMD_LOCK_DOWN_H

#include "cmd/cmd.h"
#include "net/courier.h"

/* For questions to the DNS and registration data servers: keeps answers in the courier's folder alone. */
int lock_down_asking(struct ctx *c, const struct courier *k, struct err *e) MUST_USE;
/* For fetching reference data: writes below ${home} and ${cache} (empty: none); a mirror may be on any port. */
int lock_down_fetching(
	struct ctx *c, struct str home, struct str cache, bool mirror, struct err *e) MUST_USE;

#endif
