/* SPDX-License-Identifier: Apache-2.0 */
/* identify.h -- from what somebody wrote to what it is: target -> site.
 *
 * Pure.  Refangs, splits URLs as browsers do, maps names by UTS #46 (non-transitional) to IDNA2008
 * A-labels, reads addresses in every spelling browsers accept, splits by both sections of the Public
 * Suffix List and by the list of shared services, names special-use and non-DNS namespaces.
 * What names nothing is refused with the reason; a doubtful spelling is taken and marked.
 */
#ifndef IDENTIFY_IDENTIFY_H
#define IDENTIFY_IDENTIFY_H

#include "base/arena.h"
#include "domain/site.h"
#include "refdata/refdata.h"

/* ${out} borrows from ${in}, ${rd} and ${a}.  About 1 microsecond for an ASCII URL.  Idempotent: what
 * identify makes of ${out->canonical} or of ${out->id} has the same id.  BW_EPARSE where it names nothing,
 * BW_ELIMIT over LIMIT_URL_BYTES or a DNS limit. */
int identify(struct arena *a, const struct refdata *rd, struct str in, struct site *out,
	struct err *e) MUST_USE;

/* Look-alikes of protected names: UTS #39 skeleton, edit distance, combosquat, brand as subdomain.
 * Built once, read by any number of look-ups. */
struct lookalikes;
int lookalikes_new(struct str protected_names, struct lookalikes **out, struct err *e) MUST_USE;
void lookalikes_free(struct lookalikes *l);
/* Fills ${site->lookalike}; a protected name itself, or a name under one, is no look-alike. */
int lookalikes_check(
	const struct lookalikes *l, struct arena *a, struct site *site, struct err *e) MUST_USE;

#endif
