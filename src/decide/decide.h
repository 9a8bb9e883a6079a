/* SPDX-License-Identifier: Apache-2.0 */
/* decide.h -- ladder + duties + automation rules -> a decision with its statement of reasons, or
 * "ask a person".  Pure.  Refusals have reasons too. */
#ifndef DECIDE_DECIDE_H
#define DECIDE_DECIDE_H

#include "base/arena.h"
#include "domain/decision.h"

struct rules; /* automation rules: the files of data/rules, all switched off as shipped */
/* Read a file of rules (docs/formats/rules.md).  ${yaml} need not outlive the call.  A rule that would
 * let a program take a whole name without every precondition is refused, named by its line. */
int rules_new(struct str yaml, struct rules **out, struct err *e) MUST_USE;
void rules_free(struct rules *r);

struct rule_info { /* for people */
	struct str id, action;
	enum role role;
	bool on; /* as its file says */
	enum verdict verdict;
	enum tier tier;
	enum collateral collateral;
	int precision_percent;
	int audit_percent; /* of its decisions are looked at by a person */
	int wrong_at_most; /* of its last 100; one more switches it off */
};
size_t rules_count(const struct rules *r);
struct rule_info rules_at(const struct rules *r, size_t i);

/* A rule that people (or the rule itself) switched on or off; stands above what its file says. */
struct rule_switch {
	struct str id;
	bool on;
};

struct decide_in {
	const struct ladder *ladder;
	const struct duties *duties; /* may be NULL in bulk */
	const struct rules *rules; /* may be NULL: a person decides */
	const struct stack *stack;
	int harm;
	enum tier tier;
	evidence_set evidence, missing;
	size_t names_in_notice;
	/* lower 95 % bound of the notifier's precision in percent; 0 where it is not known */
	int notifier_precision_percent;
	const struct rule_switch *switches; /* may be NULL */
	size_t switches_n;
	int64_t now_s;
	const struct tried *tried; /* their rungs are passed over, and no rule acts any more */
	size_t tried_n;
	bool decided; /* a decision was taken on the case before: no rule acts any more */
};
/* Without words: kind, proposal, next, preconditions' count. */
int decide_propose(
	struct arena *a, const struct decide_in *in, struct decision *out, struct err *e) MUST_USE;
/* Fill in why, preconditions and the statement of reasons. */
int decide_words(
	struct arena *a, const struct decide_in *in, struct decision *out, struct err *e) MUST_USE;

#endif
