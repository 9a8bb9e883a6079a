/* SPDX-License-Identifier: Apache-2.0 */
/* cosign.h -- ask witnesses to cosign the log's head (C2SP tlog-witness), and publish what they say.
 *
 * What a witness answers is put under the checkpoint only where it verifies with the key the policy has for it.  A
 * witness that knows an older log says so, and gets the proof from there.  One that does not answer costs its time
 * limit and nothing else.
 */
#ifndef FLOW_COSIGN_H
#define FLOW_COSIGN_H

#include "flow/publish.h"
#include "net/guard.h"

struct cosign_settings {
	const struct guard *guard;
	const struct trust *policy;
	int64_t timeout_ms; /* for each answer */
	/* What came of each witness: NULL where it cosigned. */
	void (*told)(void *ctx, struct str name, const char *fault);
	void *ctx;
};
/* ${*have}: witnesses of the policy that have cosigned the head now; ${*quorum}: they are enough. */
int cosign_head(struct publisher *p, const struct cosign_settings *set, size_t *have, bool *quorum,
	struct err *e) MUST_USE;

/* For a server, whose rounds must not wait for witnesses: asks those that have not cosigned the head in the database,
 * and puts what they say there, where it is still the head then.  publish_refresh shows it to the public.
 * ${*asked}: there was somebody to ask. */
int cosign_store(struct store *s, struct sha256 *sha, const struct cosign_settings *set,
	bool *asked, struct err *e) MUST_USE;

#endif
