/* SPDX-License-Identifier: Apache-2.0 */
/* intake_worker.h -- the other half of a large intake: a process that works what has been accepted, while
 * the first goes on reading and accepting.  Each uses one core; neither waits for the other until the end.
 */
#ifndef CMD_INTAKE_WORKER_H
#define CMD_INTAKE_WORKER_H

#include <sys/types.h>

#include "cmd/cmd.h"
#include "flow/step.h"

struct intake_worker {
	pid_t pid; /* 0: none */
	int to, from; /* a byte for each group that is durable; the outcome */
};

/* The counts, or what went wrong; the reports are safe in the spool either way. */
struct worker_outcome {
	int rc;
	struct step_counts counts;
	struct err e;
};

int intake_worker_start(struct ctx *c, const char *dir, const struct knowledge *k,
	const struct facts *facts, struct intake_worker *out, struct err *e) MUST_USE;
/* One more group lies in the spool. Never blocks. */
void intake_worker_tell(struct intake_worker *w);
/* No more will come: wait for it. */
void intake_worker_end(struct intake_worker *w, struct worker_outcome *out);

#endif
