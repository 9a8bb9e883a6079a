/* SPDX-License-Identifier: Apache-2.0 */
/* role_unpack.h -- a process that opens one packed file for another, and may do nothing else.
 *
 * Beside PROC_FD it has two descriptors: what its owner has read of the file already, and the file behind that.
 * It reads, it writes frames to PROC_FD, it ends: no file, no network, no other process (docs/sandbox.md).  Who
 * asked reads the frames as they come, so that nothing is ever kept of a file longer than memory.
 */
#ifndef CMD_ROLE_UNPACK_H
#define CMD_ROLE_UNPACK_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

#define ROLE_UNPACK "unpack-role"

/* The whole life of the process; returns its exit status. */
int cmd_unpack_role(void);

/* ---- the owner's side ---- */

struct unpack {
	pid_t pid; /* 0: none */
	int fd;
	size_t left; /* bytes of the portion in hand that were not read yet */
	bool named; /* the next is a member's name */
	bool ended;
};

/* Opens the packed file of which ${head} has been read and ${file} has the rest. */
int unpack_start(struct str head, int file, struct unpack *out, struct err *e) MUST_USE;
/* On to the next member: its name (possibly empty) in ${name}; ${*more} is false behind the last. The rest of a
 * member that was not read is passed over.  BW_EPARSE, BW_EINVALID, BW_ELIMIT as packed.h has them, and where the
 * process died. */
int unpack_member(struct unpack *u, struct buf *name, bool *more, struct err *e) MUST_USE;
/* Up to ${room} bytes of the member; ${*n} is 0 at its end. Errors as above. */
int unpack_read(struct unpack *u, char *p, size_t room, size_t *n, struct err *e) MUST_USE;
void unpack_end(struct unpack *u);

#endif
