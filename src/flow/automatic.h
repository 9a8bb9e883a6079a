/* SPDX-License-Identifier: Apache-2.0 */
/* automatic.h -- the automation rules that are on decide what they may; run by a server's clock, or by hand.
 *
 * A rule decides as a person does: one transaction with the decision, its statement of reasons, its token,
 * its letters and its events, the rule named on it, and some of it drawn for a second look (rules.h).  What
 * decide/ does not allow without a person stays with persons, and so does every case on which a decision was
 * taken before, whatever became of it: of the runs that die, are repeated or go on side by side, one decides.
 */
#ifndef FLOW_AUTOMATIC_H
#define FLOW_AUTOMATIC_H

#include "flow/acting.h"

struct automatic_one { /* a case that a rule decides */
	int64_t case_id;
	int64_t decision; /* 0 where nothing was stored: a dry run */
	struct str rule, action, actor;
	int role;
	bool drawn; /* a person is to look at it again */
};

struct automatic {
	struct desk desk; /* its person is not read: a rule is nobody */
	struct str rule; /* only that one; empty: all that are on */
	bool dry; /* nothing is stored */
	size_t decisions; /* at most, in this run; 0: no bound */
	size_t looks; /* cases looked at, at most, in this run; 0: no bound */
	/* May be NULL.  Strings are borrowed for the call; the decision is durable. */
	int (*one)(void *ctx, const struct automatic_one *x, struct err *e);
	void *ctx;
	/* Where the next run goes on; {0} at first, and again when all were seen. */
	size_t at_rule;
	int64_t after;
};

struct automatic_counts {
	size_t looked, decided;
	bool more; /* the bounds were met first: run again */
};

/* Open cases whose proposal is a rule's step, oldest first, with what is known now.  A case that was worked
 * while its rule was off stays with persons until its stages run again.  Nothing is asked of the network.
 * Costs a scan of the list for each rule that is on, and one look at a case for each that it may be about. */
int automatic_run(struct automatic *r, struct automatic_counts *out, struct err *e) MUST_USE;

#endif
