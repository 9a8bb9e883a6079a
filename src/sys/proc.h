/* SPDX-License-Identifier: Apache-2.0 */
/* proc.h -- start this program again in another role.
 *
 * The new process has its own address layout, an empty environment (sanitizer options apart), standard
 * input and output on /dev/null, and one socket to us at PROC_FD; no other descriptor.  Never a shell.
 */
#ifndef SYS_PROC_H
#define SYS_PROC_H

#include <sys/types.h>

#include "base/err.h"

#define PROC_FD 3

/* Start ${exe} (NULL: the running program) with the one argument ${role}; ${*fd} is our end.
 * The child must be reaped with proc_end. */
int proc_start(const char *exe, const char *role, pid_t *pid, int *fd, struct err *e) MUST_USE;
/* The same with more: ${pass} become PROC_FD + 1 and on, and what it says on standard error is kept. */
struct proc_start {
	const char *exe, *role; /* as above */
	const int *pass;
	size_t pass_n;
	bool talks;
};
#define PROC_PASS_MOST 16
int proc_start_with(const struct proc_start *set, pid_t *pid, int *fd, struct err *e) MUST_USE;
/* Close ${*fd} (which tells a well-behaved role to end), kill what is left at once, reap it.
 * Returns the wait status. */
int proc_end(pid_t pid, int *fd);

#endif
