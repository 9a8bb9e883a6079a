/* SPDX-License-Identifier: Apache-2.0 */
/* golden.h -- a story in a text file: lines that begin with "> " are what the program says to the line before;
 * all others are fed to it.  BAILIWICK_GOLDEN=write rewrites them, for review. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include "base/buf.h"

/* Each *.txt of tests/golden/${folder}: ${begin} at its start, ${line} for each line. */
void golden_run(const char *folder, void (*begin)(void *ctx),
	void (*line)(void *ctx, struct str line, struct buf *says), void *ctx);

#endif
