/* SPDX-License-Identifier: Apache-2.0 */
/* post.h -- the courier: takes letters that are due, asks what must be asked just before sending, hands
 * each to its channel, and stores what the channel says.
 *
 * A letter is taken for a while (its lease), so that of two couriers one sends it, and one whose courier
 * died is taken again with the same key (net/channel.h says how that is harmless).  The store's lock is
 * not held while a channel works.
 *
 * Just before sending: it was not withdrawn; the contact was approved and is written to at this hour; what
 * it asks for is still the case: looked at again where the last look is too old and the network may be
 * asked, else by what is known; and the page itself is looked at (flow/still.h).  Gone: everything open about the case is stood down.  Another host: all
 * letters of the decision are withdrawn, whoever had one and those who reported are told, the stack is worked
 * again, and a person sees the new proposal (acting_moved_in).
 *
 * Requests to a recipient who wants them grouped wait for others and leave in one message (store/parcels.h): each
 * is looked at as above, and one that must not be sent leaves the others.  They are taken, handed over under
 * the message's key, and settled together; what follows is each one's own.
 */
#ifndef FLOW_POST_H
#define FLOW_POST_H

#include "flow/acting.h"
#include "net/channel.h"
#include "net/pace.h"
#include "net/page_look.h"
#include "store/parcels.h"

struct post_look { /* the world as it is now; may be NULL: the network is not asked */
	/* Facts about the target of a case: what its stack wishes for, and a fact `check`.  In ${a}. */
	int (*look)(void *ctx, struct arena *a, const struct site *site, int64_t now_s,
		struct facts *out, struct err *e);
	/* What a page answers, as page_look; may be NULL: no page is looked at. */
	int (*page)(void *page_ctx, struct arena *a, struct str url, struct page_seen *out,
		int64_t *wait_s, struct err *e);
	void *ctx, *page_ctx;
};

struct post_settings {
	struct desk desk; /* its time is that of the run */
	const struct channels *channels;
	const struct post_look *look;
	struct pace *pace; /* how fast each recipient's server is written to; the caller keeps it */
	int64_t lease_s; /* 0: the usual */
	int64_t look_age_s; /* how old a look may be; negative: the usual */
	int64_t repeat_first_s, repeat_s; /* while it is up; 0: the usual (an hour, then a day) */
	uint32_t repeats_most; /* and never after the day of what is owed; 0: the usual */
	bool group; /* what is due to one recipient leaves in one message, whatever its contact says */
	size_t most; /* letters in this run; 0: all that are due */
	/* Called after a letter is settled, may be NULL; for progress. */
	void (*settled)(void *ctx, const struct letter *l, const struct receipt *r);
	void *ctx;
};
void post_settings_init(struct post_settings *s);

struct post_counts {
	size_t taken, sent, delivered, later, bounced, failed, dropped, reminded, expired;
	size_t grouped; /* messages of several letters that were handed over */
};

/* One run: blocks that end, letters that are asked again, letters that are due.  BW_EAGAIN where the
 * store is busy for too long; what was done stays done. */
int post_run(const struct post_settings *s, struct post_counts *out, struct err *e) MUST_USE;

/* What a mail system says about a letter that was taken over and could not be delivered: the letter is BOUNCED
 * (or FAILED where only this time), its contact is noted, and its recipient's next contact gets it.  Words are
 * those of the mail system.  ${*changed} false: the letter was settled before.  Only ${s->desk} is used. */
int post_returned(const struct post_settings *s, const struct letter *l, bool lasting,
	struct str words, bool *changed, struct err *e) MUST_USE;
/* The same of a message of several letters: for each of them, and once for the contact. */
int post_parcel_returned(const struct post_settings *s, const struct parcel *p, bool lasting,
	struct str words, bool *changed, struct err *e) MUST_USE;
/* A program answered at once: the contact takes mail. */
int post_automatic(const struct post_settings *s, const struct letter *l, struct err *e) MUST_USE;

#endif
