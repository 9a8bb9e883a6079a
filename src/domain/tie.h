/* SPDX-License-Identifier: Apache-2.0 */
/* tie.h -- what a fact ties its name to: the address it has, the name servers it uses, the handle of who holds it.
 *
 * Two names with one value in common have something to do with each other, or with one provider; which of the two
 * it is a person judges.  A tie is what was learned once: that a name has moved since does not undo it.
 */
#ifndef DOMAIN_TIE_H
#define DOMAIN_TIE_H

#include "domain/fact.h"

/* The numbers are stored. */
enum tie_kind { TIE_ADDRESS, TIE_NAME_SERVER, TIE_REGISTRANT, TIE_KIND_COUNT };
/* "address", "name-server", "registrant" */
const char *tie_kind_text(int kind);

struct tie {
	enum tie_kind kind;
	struct str value; /* lower case, no trailing dot; 1 to 253 bytes */
};

/* Append in ${a} to ${out} (room for ${most}) what ${f} says; what does not fit is passed over.  ${*n} counts. */
int fact_ties(struct arena *a, const struct fact *f, struct tie *out, size_t most, size_t *n,
	struct err *e) MUST_USE;
/* A value as ties have it, in ${a}; empty where it can be none. */
struct str tie_value(struct arena *a, struct str s);

#endif
