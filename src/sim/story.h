/* SPDX-License-Identifier: Apache-2.0 */
/* story.h -- an incident from its first report to its end, as a scenario file tells it (docs/simulation.md):
 * what is reported and known, how each actor behaves, what the desk does when, and what must have come of it.
 */
#ifndef SIM_STORY_H
#define SIM_STORY_H

#include "format/json.h"
#include "sim/world.h"

struct story_outcome {
	struct str name, title; /* in the arena of the call */
	bool ok;
	size_t steps, letters, answers, faults;
	struct str state; /* of its first case, at the end */
	struct str text; /* the whole tale */
	struct str wrong; /* lines: what was not as it must be */
};

/* ${yaml}: the scenario.  BW_EINVALID with the place where it is not one; a story that ends otherwise than it
 * says is an outcome, not an error.  Strings in ${a}.  Some tens of milliseconds for a week. */
int story_run(const struct knowledge *know, struct arena *a, struct str name, struct str yaml,
	struct story_outcome *out, struct err *e) MUST_USE;

#endif
