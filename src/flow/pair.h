/* SPDX-License-Identifier: Apache-2.0 */
/* pair.h -- long streams of lines read by two processes.
 *
 * A stream is cut at line ends into parts that lie in memory both share.  Whoever is free takes the oldest
 * part nobody has begun, checks and identifies its lines, and puts the rows beside it; the first process
 * alone adds them to the store, in the order in which parts were given, so that what is stored does not depend
 * on who was quicker.  Where the second process dies, or a part's rows do not fit, the first reads that part
 * through the stream itself.  Parts of several streams may be on their way at once.
 */
#ifndef FLOW_PAIR_H
#define FLOW_PAIR_H

#include "flow/command.h"

#define PAIR_PART ((size_t)256 << 10) /* bytes of input in one part, at most */

struct pair;

/* Starts the second process.  ${set} says how rows are made ready (store, know, facts) and outlives the pair;
 * ${fence}, which may be NULL, is called in the new process before it reads anything, and ends it where it fails. */
int pair_new(const struct submit_settings *set, int (*fence)(void *ctx, struct err *e), void *ctx,
	struct pair **out, struct err *e) MUST_USE;
void pair_free(struct pair *p);
/* Streams with these hints can be read in parts. */
bool pair_may(const struct intake_hints *h);

/* PAIR_PART writable bytes for the next part; NULL while all places are taken. */
char *pair_room(struct pair *p);
/* The first ${n} bytes of the room are whole lines of ${owner}, read with ${h}. */
void pair_give(struct pair *p, size_t n, const struct intake_hints *h, void *owner);
/* Nobody wants what ${owner} gave any more. */
void pair_forget(struct pair *p, const void *owner);

/* The oldest part that was given and not dropped, where its rows are ready.  It is the caller's to add, with
 * pair_add, and to drop. */
bool pair_ready(struct pair *p, void **owner);
/* Its rows to ${submit}; lines are counted by ${s}, which also reads it where it was left. */
int pair_add(
	struct pair *p, struct submit *submit, struct intake_stream *s, struct err *e) MUST_USE;
void pair_drop(struct pair *p);

/* Parts given and not dropped. */
size_t pair_given(const struct pair *p);
/* The second process has enough to do for a while, or is no more: whoever has nothing better to do helps. */
bool pair_behind(const struct pair *p);
/* Read one of those here. False: there is none. */
bool pair_help(struct pair *p);
/* Readable when the second process has read a part, or died; -1: there is none any more.  pair_hear takes what is
 * there, and waits for it where there is nothing. */
int pair_fd(const struct pair *p);
void pair_hear(struct pair *p);

#endif
