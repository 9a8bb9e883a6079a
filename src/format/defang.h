/* SPDX-License-Identifier: Apache-2.0 */
/* defang.h -- a dangerous name written so that no program makes a link of it, and refang.h gets it back.
 *
 * hxxp://host[.]example/path; other schemes as ftp[:]//; addresses and mailboxes likewise.  Only scheme and
 * host are changed.  What cannot be shown on one line is made safe as str_quote does.
 */
#ifndef FORMAT_DEFANG_H
#define FORMAT_DEFANG_H

#include "base/arena.h"
#include "base/buf.h"

/* At most ${most} bytes of ${in} are shown, then an ellipsis.  p is NULL only when memory ran out. */
struct str defang(struct arena *a, struct str in, size_t most);

#endif
