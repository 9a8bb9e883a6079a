/* SPDX-License-Identifier: Apache-2.0 */
/* intake_pair.h -- a long stream of lines read by two processes.
 *
 * The input is cut at line ends into parts that lie in memory both share.  Whoever is free takes the oldest
 * part nobody has begun, checks and identifies its lines, and puts the rows beside it; the first process
 * alone adds them to the store, in the order of the input, so that what is stored does not depend on who was
 * quicker.  Where the second process dies, or a part's rows do not fit, the first reads that part itself.
 */
#ifndef CMD_INTAKE_PAIR_H
#define CMD_INTAKE_PAIR_H

#include "flow/command.h"

#define PAIR_PART ((size_t)256 << 10) /* bytes of input in one part, at most */

struct intake_pair;

/* Starts the second process.  Rows go to ${submit}, which was made with ${set}; ${s} is asked for parts it
 * cannot have, and counts the lines. All of them, and ${h}, must outlive the pair. */
int intake_pair_new(const struct submit_settings *set, const struct intake_hints *h,
	struct submit *submit, struct intake_stream *s, struct intake_pair **out,
	struct err *e) MUST_USE;
void intake_pair_free(struct intake_pair *p);

/* PAIR_PART writable bytes for the next part, in ${*room}.  While all places are taken this works on one of them
 * or adds what is ready. */
int intake_pair_room(struct intake_pair *p, char **room, struct err *e) MUST_USE;
/* The first ${n} bytes of the room are whole lines. */
void intake_pair_give(struct intake_pair *p, size_t n);
/* All that was given has been added. */
int intake_pair_drain(struct intake_pair *p, struct err *e) MUST_USE;

#endif
