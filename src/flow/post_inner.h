/* SPDX-License-Identifier: Apache-2.0 */
/* post_inner.h -- what the courier's two files share: letters that leave alone (post.c), and those that leave
 * together (parcels.c).  Nobody else includes it. */
#ifndef FLOW_POST_INNER_H
#define FLOW_POST_INNER_H

#include "flow/before.h"

struct run {
	const struct post_settings *s;
	struct post_counts *counts;
	struct arena one; /* of the letter in hand */
	size_t left; /* messages that may still be handed over */
};

int post_commit(struct work *w, int rc, struct err *e) MUST_USE;
int64_t post_lease_s(const struct post_settings *s);
/* Would its recipient's server be written to too soon?  Then ${b} says until when it waits. */
bool post_too_fast(struct run *r, const struct letter *l, struct before_out *b);
void post_asked(struct run *r, const struct letter *l);
/* In a transaction: what is not sent, and what follows from why. */
int post_not_sent(struct run *r, struct work *w, const struct letter *l, const struct before_out *b,
	struct err *e) MUST_USE;
/* Hand over one that was taken, and settle it. */
int post_hand_over(struct run *r, struct letter *l, struct err *e) MUST_USE;
/* In a transaction: what the channel said of a letter, with all that follows.  ${got} may become a final state
 * where it was tried for too long.  ${note}: about the contact as well. */
int post_settle_in(struct run *r, struct work *w, const struct letter *l, struct receipt *got,
	bool note, bool *taken, struct err *e) MUST_USE;
/* After that was committed. */
void post_settled(struct run *r, const struct letter *l, const struct receipt *got);

/* Should ${l} wait for others to the same recipient?  Then ${b} says until when. */
int parcels_gather(struct run *r, struct arena *a, const struct letter *l, struct before_out *b,
	struct err *e) MUST_USE;
/* Messages that were taken before and not settled, then those whose time has come. */
int parcels_send(struct run *r, struct err *e) MUST_USE;

#endif
