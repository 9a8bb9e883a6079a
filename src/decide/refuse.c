/* SPDX-License-Identifier: Apache-2.0 */
#include "decide/refuse.h"

#define VERY_POPULAR 10000

enum refusal_kind refuse_why(const struct decide_in *in)
{
	const struct site *s = in->stack->site;
	const struct figures *f = &in->stack->figures;

	if (s->special.p && !s->documentation &&
		(s->kind != SITE_NAME || s->ns == NAMESPACE_SPECIAL))
		return REFUSE_SPECIAL;
	if (f->gone)
		return REFUSE_GONE;
	if (s->kind == SITE_DOMAIN && s->bare && !s->lookalike.of.p && f->rank > 0 &&
		f->rank <= VERY_POPULAR && !(in->evidence & EVIDENCE_SHOWS))
		return REFUSE_WHOLE_POPULAR;
	return REFUSE_NOT;
}

struct str refuse_words(enum refusal_kind k)
{
	static const struct str words[] = {
		[REFUSE_NOT] = STR_INIT(""),
		[REFUSE_GONE] =
			STR_INIT("when it was looked at again it was gone, so there is nothing "
				 "left to stop; a new sighting with its time opens the case again"),
		[REFUSE_SPECIAL] = STR_INIT(
			"the name or address is reserved for use inside somebody's own "
			"network, so nobody outside can act on it; the address as seen from "
			"outside would tell more"),
		[REFUSE_WHOLE_POPULAR] = STR_INIT("the report names no page but the whole of a "
						  "name that very many people use, "
						  "the name imitates nobody, and nothing in the "
						  "report shows the harm; the exact "
						  "page and a screenshot of it would change that"),
	};

	return words[k];
}
