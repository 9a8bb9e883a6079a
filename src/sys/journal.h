/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h -- what a running server tells who runs it: one line an event, with an id that stays.
 *
 * "bailiwick: core role-died: killed by signal 9", on standard error, with the level in front ("<3>") where
 * systemd reads it.  Nothing personal and no secret is told; foreign text is quoted and cut by the caller.
 */
#ifndef SYS_JOURNAL_H
#define SYS_JOURNAL_H

#include "base/err.h"

enum journal_event {
#define JOURNAL(code, ...) JOURNAL_##code,
#include "sys/journal.def"
#undef JOURNAL
	JOURNAL_COUNT
};

struct journal {
	const char *role;
	bool levels; /* systemd reads it */
};
void journal(const struct journal *j, enum journal_event what, const char *fmt, ...) PRINTF(3, 4);

#endif
