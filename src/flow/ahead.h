/* SPDX-License-Identifier: Apache-2.0 */
/* ahead.h -- a copy of this process that runs ahead of the one that stores: it reads and gathers the next reports of the
 * spool, and runs the stages for the cases that are new.
 *
 * Both are pure: the copy comes to what this process would come to, and who did it makes no difference to any row.  What
 * the copy cannot do is done here, and a copy that was killed only makes the work slower.  It is begun once for a long
 * piece of work, before there is much memory to share; what it makes lies in memory that both have at the same address.
 */
#ifndef FLOW_AHEAD_H
#define FLOW_AHEAD_H

#include "flow/batch.h"

/* What the stages say of a case and the store keeps. */
struct outcome {
	enum verdict verdict;
	int decision;
	struct store_step proposal, next;
	int64_t due_s;
	struct str country; /* of the host; p NULL where it is not known */
};

/* The stages for the new case of ${g}; false where they cannot run without the database.  Called in the copy, with an
 * arena that is emptied afterwards. */
typedef bool ahead_one(const void *ctx, const struct batch *b, const struct group *g,
	struct arena *a, struct outcome *out);

struct ahead;
/* Begins a copy that can take batches of about ${most} reports; NULL where there is no second processor, or no copy to
 * be had. */
struct ahead *ahead_new(struct work *w, size_t most, ahead_one *one, const void *ctx);
void ahead_free(struct ahead *h);

/* Ask for the batch behind the one in hand, where there is enough to read. */
int ahead_ask(struct ahead *h, struct err *e) MUST_USE;
/* The batch that was asked for, ready for store_work_open; waits for it.  NULL where there is none to be had: nothing
 * was asked for, or the copy could not.  It stays as it is until the one after it is taken. */
int ahead_take(struct ahead *h, struct batch **out, struct err *e) MUST_USE;

/* It is known now which groups of the batch in hand are new cases: the copy begins with their stages.  Nothing where
 * the batch is none of the copy's. */
void ahead_begin(struct ahead *h);
/* Is the group's case done?  New cases are asked for in the order of the groups.  Strings of ${out} are valid until the
 * next batch is begun. */
bool ahead_done(struct ahead *h, const struct group *g, struct outcome *out);

#endif
