/* SPDX-License-Identifier: Apache-2.0 */
/* beside.h -- a copy of this process that computes something beside it, for the second core.
 *
 * The copy sees all that its parent had when it began, at the same addresses, and gives back what it writes into
 * memory that both share.  It must touch nothing else but files that it only reads: no database, no lock, no stream;
 * and what it makes may be missing at any time, since it may be slow, or be killed.
 */
#ifndef SYS_BESIDE_H
#define SYS_BESIDE_H

#include <sys/types.h>

#include "base/err.h"

/* More than one processor to run on? */
bool beside_worth(void);
/* Zeroed memory that copies begun later share; NULL where there is none. */
void *beside_memory(size_t n);
void beside_memory_free(void *p, size_t n);

struct beside {
	pid_t pid;
	int line; /* to the other side; ends when that is gone */
};

/* ${run} in a copy, which ends when it returns. */
int beside_start(void (*run)(void *arg), void *arg, struct beside *out, struct err *e) MUST_USE;
/* End it, whatever it is doing. */
void beside_end(struct beside *b);
/* Wake the other side; never waits.  Each side may. */
void beside_tell(const struct beside *b);
/* Sleep until told, once or more often; false when the other side is gone or has said nothing for ${ms}; -1: for ever. */
bool beside_wait(const struct beside *b, int ms);

#endif
