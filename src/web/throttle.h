/* SPDX-License-Identifier: Apache-2.0 */
/* throttle.h -- who guesses passwords waits: failures are counted by name and by network, and each further one
 * doubles the wait.  A success forgets the name's.  Also: a one-time code works once. */
#ifndef WEB_THROTTLE_H
#define WEB_THROTTLE_H

#include "base/err.h"
#include "base/rng.h"

struct throttle;
int throttle_new(const struct rng *rng, struct throttle **out, struct err *e) MUST_USE;
void throttle_free(struct throttle *t);
/* Without a name (p NULL) the network alone counts.
 * 0 where an attempt is allowed now, else BW_EAGAIN with the seconds to wait in ${*wait_s}. */
int throttle_ask(struct throttle *t, struct str name, const unsigned char address[16],
	int64_t now_s, int64_t *wait_s, struct err *e) MUST_USE;
void throttle_failed(
	struct throttle *t, struct str name, const unsigned char address[16], int64_t now_s);
void throttle_good(struct throttle *t, struct str name);
/* The last step of a one-time code that a person has used; 0: none since the process began. */
int64_t throttle_step(const struct throttle *t, int64_t person);
void throttle_step_used(struct throttle *t, int64_t person, int64_t step);

#endif
