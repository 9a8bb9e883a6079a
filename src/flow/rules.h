/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h -- automation rules as a desk sees them: on or off, what one would have done, what those that act
 * have done, and when one is switched off again.
 *
 * A file says what a rule is; whether it is on is a row of the store, with who switched it and why.  Some of
 * what a rule decides is drawn for a second look by a person; which, is worked out from the store's secret and
 * the decision's number, so that nobody outside can tell and everybody inside can check.  A rule of whose last
 * decisions more were wrong than its file allows switches itself off, in the transaction that found it wrong.
 */
#ifndef FLOW_RULES_H
#define FLOW_RULES_H

#include "flow/acting.h"
#include "flow/notifiers.h"
#include "store/recourse.h"

#define RULES_WINDOW 100 /* decisions of a rule that count towards its limit */

struct rule_line {
	struct rule_info rule;
	bool on; /* as it is now */
	struct store_rule row; /* who switched it; name empty: nobody, it is as the file says */
	struct store_rule_sum recent; /* of the last RULES_WINDOW since it was switched on */
};
/* RULE_READ. */
int rules_lines(const struct desk *d, struct arena *a, struct rule_line **out, size_t *n,
	struct err *e) MUST_USE;
/* The rule as its file says it.  BW_ENOTFOUND. */
int rules_named(
	const struct desk *d, struct str name, struct rule_info *out, struct err *e) MUST_USE;
/* RULE_MANAGE. */
int rules_switch(
	const struct desk *d, struct str rule, bool on, struct str why, struct err *e) MUST_USE;

#define RULES_EXAMPLES 10
struct rule_trial { /* what a rule would have done */
	uint64_t cases; /* of the time */
	uint64_t would; /* ... of which it would have acted on so many */
	uint64_t same, other, refused,
		none; /* ... where people decided the same, something else, to do nothing, nothing yet */
	uint64_t appealed, upheld, reversed; /* appeals about those cases, and how they ended */
	int64_t example[RULES_EXAMPLES];
	size_t examples;
};
/* RULE_READ.  Each case that was opened in [since, until) as its stages last saw it: with the facts, and the
 * notifier's record, of that time.  The same store says the same.  Some 20 us a case. */
int rules_trial(const struct desk *d, struct str rule, int64_t since_s, int64_t until_s,
	struct rule_trial *out, struct err *e) MUST_USE;

/* A rule decided: noted, and perhaps drawn. */
int rules_decided_in(struct work *w, const struct desk *d, int64_t case_id, int64_t decision,
	struct str rule, struct err *e) MUST_USE;
/* What a second look, or an appeal, made of it; nothing where no rule took it.  May switch the rule off. */
int rules_found_in(struct work *w, const struct desk *d, struct arena *a, int64_t decision,
	enum store_found found, struct str words, struct err *e) MUST_USE;
/* DECISION_APPROVE: the second look of a person at what was drawn.  Wrong is reversed in the same breath. */
int rules_audit(const struct desk *d, struct arena *a, int64_t decision, bool right,
	struct str words, struct err *e) MUST_USE;

#endif
