/* SPDX-License-Identifier: Apache-2.0 */
/* words.h -- what plain words of a reply mean: English, French, Spanish, Portuguese, German, Arabic.
 *
 * Pure.  Phrases (words.def) are looked for clause by clause.  One counts only where its clause is stated:
 * not where it is denied ("we have not removed"), asked ("have you removed"), wished ("please remove") or
 * depends on something ("once it is removed").  Where a step is both stated and denied, or is stated and
 * refused, nothing is understood.  Guessing wrong would stop a case or drive it on, so what is not clear goes to
 * a person: ANSWER_UNKNOWN is the good answer of this module as well.
 */
#ifndef ANSWER_WORDS_H
#define ANSWER_WORDS_H

#include "base/arena.h"
#include "domain/answer.h"

struct meaning {
	enum answer_kind kind; /* ANSWER_UNKNOWN: nothing clear */
	int reason; /* enum answer_reason or REASON_NONE */
	enum effect effect; /* of a step, as the words say; EFFECT_NOTHING */
};

/* ${text} is UTF-8 without what was quoted (quote.h); one with more than LIMIT_ANSWER_WORDS says nothing. */
int words_meaning(struct arena *a, struct str text, struct meaning *out, struct err *e) MUST_USE;
/* Subject or text that says itself that nobody wrote it: "Automatic reply: ...". */
bool words_automatic(struct str subject);

#endif
