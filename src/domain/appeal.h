/* SPDX-License-Identifier: Apache-2.0 */
/* appeal.h -- a request to review a decision, and what became of it. */
#ifndef DOMAIN_APPEAL_H
#define DOMAIN_APPEAL_H

#include "domain/vocab.h"

/* Regulation (EU) 2022/2065, art. 20(1): "for a period of at least six months following the decision"; six
 * months are at most 184 days. */
#define APPEAL_WINDOW_DAYS 184

enum appellant { APPELLANT_HOLDER, APPELLANT_REPORTER, APPELLANT_ACTOR };

struct appeal {
	int64_t id, case_id, decision_id;
	enum appellant by;
	enum appeal_state state;
	int64_t filed_at_s, due_s, ended_at_s; /* due_s: by when the operator answers; CLOCK_NONE */
	struct str text, contact; /* personal data */
	int64_t reviewer; /* a person, never the decider; 0: nobody yet */
	struct str reasons; /* of the outcome */
};

#endif
