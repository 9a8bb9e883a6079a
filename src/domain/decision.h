/* SPDX-License-Identifier: Apache-2.0 */
/* decision.h -- what is proposed (or refused) and why, in words the person hit can understand. */
#ifndef DOMAIN_DECISION_H
#define DOMAIN_DECISION_H

#include "domain/duty.h"

enum decision_kind {
	DECISION_PROPOSE, /* a person decides on the proposal */
	DECISION_ACT, /* an automation rule allows it without a person */
	DECISION_ASK, /* ask the reporter for what is missing */
	DECISION_DESK, /* nothing fits: a person's desk */
	DECISION_REFER, /* CSAM: hotline and law enforcement only */
	DECISION_REFUSE /* not actionable, with reasons */
};

/* Somebody who was asked on the case, and refused or let the day pass: the next rung is somebody else's. */
struct tried {
	int role;
	struct str actor; /* stable id */
};

/* Statement of reasons: the fields of DSA art. 17(3), each filled. */
struct statement {
	struct str measure, scope, duration; /* (a) */
	struct str facts; /* (b) */
	struct str automated; /* (c) */
	struct str ground; /* (d) or (e) */
	struct str redress; /* (f) */
	struct str plain; /* the whole in a few sentences for a lay person */
};

struct decision {
	enum decision_kind kind;
	const struct option *proposal; /* NULL for ASK without a soft step, DESK, REFUSE */
	const struct option *next; /* the next rung; NULL where there is none */
	struct str rule; /* the automation rule, empty where a person decides */
	bool decided; /* a person chose it, or a rule acts: the words say so, and propose nothing */
	struct str why; /* one sentence */
	struct str *preconditions; /* not yet met: second person, holder reached, ... */
	size_t preconditions_n;
	struct statement statement;
};

const char *decision_kind_text(enum decision_kind k);
void decision_json(const struct decision *d, struct jw *w);

#endif
