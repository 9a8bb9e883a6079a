/* SPDX-License-Identifier: Apache-2.0 */
/* tld.h -- what kind of top-level domain a name is under, which says whose contracts reach it.
 *
 * Two letters are a country-code TLD (ISO 3166-1 and its reserved codes); internationalised country-code
 * TLDs are a list, since nothing in `xn--` tells them from generic ones.  .gov, .mil, .edu, .int and .arpa
 * have no registry agreement of the generic kind with ICANN and count as `other`.  Whatever else is in the
 * root is generic, sponsored ones included: they have registry agreements, and their registrars the
 * accreditation agreement. */
#ifndef PROCEDURE_TLD_H
#define PROCEDURE_TLD_H

#include "base/str.h"

enum tld_class { TLD_ABSENT, TLD_GENERIC, TLD_COUNTRY, TLD_OTHER };

struct tld {
	enum tld_class class;
	struct str label; /* lower-case A-label, p NULL where there is none */
	int idn; /* position among the internationalised country-code TLDs, -1 for others */
	char country[2]; /* of a TLD_COUNTRY: ISO 3166-1; EU for the Union's */
};

/* The TLD of a lower-case host name or suffix; TLD_ABSENT for an empty one. */
struct tld tld_of(struct str name);

#endif
