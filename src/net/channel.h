/* SPDX-License-Identifier: Apache-2.0 */
/* channel.h -- how a letter leaves: one table of calls for each channel, implemented beside its protocol.
 *
 * The courier (flow/post.h) leases a letter, asks what must be asked just before sending, and hands it to
 * its channel; it stores what the channel says before it takes the next one.  A channel keeps no state of
 * its own about letters.
 *
 * Exactly once.  A letter that was handed over and whose receipt was lost (the courier was killed) is
 * handed over again with the same key, and `tries` says so.  A channel makes that harmless: mail by a
 * Message-ID made from the key, a webhook by an id made from it, EPP and RPZ by looking before they write
 * (adding what is there already is success), manual because a person looks.  A letter whose receipt says
 * SENT or more is never handed over again.
 *
 * What `data` of a letter holds for each channel is in docs/formats/letter.md.
 */
#ifndef NET_CHANNEL_H
#define NET_CHANNEL_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/letter.h"

struct channel_ops {
	/* Hand over ${l}.  A code other than 0 is a fault on our side (configuration, memory): nothing is
	 * stored and the letter is tried again later.  Whatever the other side says, a refused connection
	 * among it, is 0 and a receipt:
	 *   SENT       taken over by the other side; what becomes of it comes back later (mail)
	 *   DELIVERED  done and known to be done (EPP result, HTTP 2xx, zone written)
	 *   QUEUED     not now: ${out->retry_after_s} as asked for, 0: by our own backoff
	 *   BOUNCED    this contact does not take it and never will: the next contact is tried
	 *   FAILED     it cannot be done at all, and ${out->words} say why
	 * ${out} is zeroed by the caller, its strings are in ${a}.  May take as long as its own time-outs, at
	 * most LIMIT_CHANNEL_SECONDS: the lease is longer. */
	int (*send)(void *ctx, const struct letter *l, struct arena *a, struct receipt *out,
		struct err *e) MUST_USE;
	/* May be NULL.  For letters of kind UNDO that were delivered: is it really restored?  ${*restored}
	 * false also where it cannot be told; ${words} one line in ${a}. */
	int (*restored)(void *ctx, const struct letter *l, struct arena *a, bool *restored,
		struct str *words, struct err *e) MUST_USE;
	void *ctx;
};

/* One for each channel; a channel whose `send` is NULL is not set up: its letters wait. */
struct channels {
	struct channel_ops of[CHANNEL_COUNT];
};

/* The manual channel: the letter is on somebody's desk, which is SENT; command_tick says what became of it. */
struct channel_ops channel_manual(void);

#endif
