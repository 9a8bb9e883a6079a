/* SPDX-License-Identifier: Apache-2.0 */
/* maildir.h -- the messages of a Maildir, once each, without losing any.
 *
 * What is in new/ is to be read, and so is what is in cur/ without the flag S (a reader that looked but did
 * not finish).  A message is marked seen (moved to cur/ with S) by maildir_seen, which the caller calls only
 * when the message is durable elsewhere; until then a crash means that it is read again, and a repeated
 * message is recognised by its key.  Nothing is ever deleted.
 */
#ifndef SYS_MAILDIR_H
#define SYS_MAILDIR_H

#include "base/arena.h"
#include "base/buf.h"

struct maildir_entry {
	struct str name; /* file name without folder, ends in NUL */
	bool fresh; /* in new/, else in cur/ */
};

struct maildir {
	const char *path;
	int new_fd, cur_fd;
	struct maildir_entry *v; /* sorted by name: the order of delivery */
	size_t n;
};

/* List the unread messages in ${a}.  BW_ENOTFOUND where ${path} is no Maildir.  At most LIMIT_MAILDIR names
 * are taken at once; what remains is found by the next call. ${path} must outlive it. */
int maildir_open(struct arena *a, const char *path, struct maildir *out, struct err *e) MUST_USE;
void maildir_done(struct maildir *m);
/* The bytes of one message.  BW_ENOTFOUND where another reader was faster, BW_ELIMIT where it is longer than
 * the buffer's maximum, BW_EINVALID for what is no regular file. */
int maildir_read(const struct maildir *m, size_t i, struct buf *out, struct err *e) MUST_USE;
/* Mark as seen.  Not synced: maildir_sync once after a group. */
int maildir_seen(const struct maildir *m, size_t i, struct err *e) MUST_USE;
/* Only where the user asked for it. */
int maildir_sync(const struct maildir *m, struct err *e) MUST_USE;

#endif
