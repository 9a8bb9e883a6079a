/* SPDX-License-Identifier: Apache-2.0 */
/* refuse.h -- what contradicts a report, so that nothing is done on it. */
#ifndef DECIDE_REFUSE_H
#define DECIDE_REFUSE_H

#include "decide/decide.h"

enum refusal_kind {
	REFUSE_NOT,
	REFUSE_GONE, /* looked at again: gone */
	REFUSE_SPECIAL, /* a reserved name or address: nobody outside can act */
	REFUSE_WHOLE_POPULAR /* a very popular name as a whole, and nothing that shows it */
};

enum refusal_kind refuse_why(const struct decide_in *in);
/* Why, and what would change it. */
struct str refuse_words(enum refusal_kind k);

#endif
