/* SPDX-License-Identifier: Apache-2.0 */
/* ahead.h -- the stages for new cases, in a copy of this process that runs ahead of the one that stores them.
 *
 * Stages are pure: the copy comes to what this process would come to, and whoever is first with a case makes
 * no difference to any row.  Nothing ever waits for the copy: what it has not done when its turn comes is done
 * here, and a copy that was killed only makes the work slower.  It is begun once for a long piece of work, before
 * there is much memory to share; cases reach it by value.
 */
#ifndef FLOW_AHEAD_H
#define FLOW_AHEAD_H

#include "store/store.h"

/* What the stages say of a case and the store keeps. */
struct outcome {
	enum verdict verdict;
	int decision;
	struct store_step proposal, next;
	int64_t due_s;
	struct str country; /* of the host; p NULL where it is not known */
};

/* The stages for ${c}, of which all is set that run_stages of step.c asks for; false where they cannot run without
 * the database. Called in the copy, with an arena that is emptied afterwards. */
typedef bool ahead_one(
	const void *ctx, const struct store_case *c, struct arena *a, struct outcome *out);

struct ahead;
/* Begins a copy that can take lots of ${most} cases; NULL where there is no second processor, or no copy to be had. */
struct ahead *ahead_new(size_t most, ahead_one *one, const void *ctx);
void ahead_free(struct ahead *h);

/* A lot: the cases are put in the order in which they will be asked for, then the copy is told to begin.  False where
 * it still has to do with an older lot: this one is then done without it. */
bool ahead_open(struct ahead *h);
void ahead_put(struct ahead *h, const struct store_case *c);
void ahead_begin(struct ahead *h);
/* Is the next of the lot done? Strings of ${out} are valid until the lot after next is opened. */
bool ahead_next(struct ahead *h, struct outcome *out);

#endif
