/* SPDX-License-Identifier: Apache-2.0 */
/* dsa_send.h -- hand statements of reasons to the DSA transparency database: each once.
 *
 * Before it sends, it asks for each statement whether its number (puid) is there already, so that a run that was
 * cut off is simply repeated.  A bulk is taken as a whole or not at all.
 */
#ifndef FLOW_DSA_SEND_H
#define FLOW_DSA_SEND_H

#include "base/arena.h"
#include "net/guard.h"

struct dsa_database {
	const struct guard *guard;
	struct str url; /* that api/v1/ is below */
	struct str token;
	int64_t timeout_ms; /* for a call */
};

/* ${lines}: statements, one a line, as dsa_statements writes them.  ${*sent}, ${*there}: now, and before.
 * BW_EDENIED: the token is refused; BW_EINVALID: the database finds a fault in a bulk, and says which. */
int dsa_send(const struct dsa_database *to, struct str lines, size_t *sent, size_t *there,
	struct err *e) MUST_USE;

#endif
