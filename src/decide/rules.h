/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h -- one automation rule, as read; the folder's own affair. */
#ifndef DECIDE_RULES_H
#define DECIDE_RULES_H

#include "decide/decide.h"

struct rule {
	struct str id, action;
	enum role role;
	bool on;
	unsigned classes; /* bits: 1 << harm_class */
	enum verdict verdict;
	enum tier tier; /* at least */
	int precision_percent; /* of the notifier, at least */
	enum collateral collateral; /* at most */
	int audit_percent, wrong_at_most;
};

/* The first rule that is on and whose preconditions hold for ${o}; NULL where there is none. */
const struct rule *rules_match(
	const struct rules *r, const struct decide_in *in, const struct option *o);

#endif
