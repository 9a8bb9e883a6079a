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

/* ---- look-alikes of protected names ----
 *
 * Found by hash, never by comparing with each protected name: about a microsecond for an ASCII name
 * against 10,000.  ${how}, in falling order of weight:
 *   confusable  the label looks the same (UTS #39, and 0/o 1/i/l rn/m vv/w ...)
 *   subdomain   the label or the whole name stands left of somebody else's domain
 *   combosquat  the label with words such as login, secure or verify around it
 *   edit        one typing slip away, or two for labels of eight and more
 *   tld-swap    the same label under another suffix
 * Guards: a label of four or fewer counts only as a whole word; one that is an everyday word needs more;
 * protected names, names under them and popular names are no look-alikes.
 */
struct lookalikes;
/* ${protected_names}: a domain a line, optionally blanks and the brand's name; '#' begins a comment.  The
 * text must outlive ${*out}, and so must the bytes of ${rd} (for suffixes and popularity).  BW_EPARSE
 * names the line.  About 60 ms for 10,000 names. */
int lookalikes_new(const struct refdata *rd, struct str protected_names, struct lookalikes **out,
	struct err *e) MUST_USE;
void lookalikes_free(struct lookalikes *l);
size_t lookalikes_count(const struct lookalikes *l);
/* Fills ${site->lookalike}; its text is borrowed from ${l}.  Below a score of 50 nothing is said. */
int lookalikes_check(
	const struct lookalikes *l, struct arena *a, struct site *site, struct err *e) MUST_USE;

#endif
