/* SPDX-License-Identifier: Apache-2.0 */
/* tracking.h -- the token by which whoever filed a report follows it.
 *
 * It is the report's number and 128 bits made from that and the store's secret, so that it can be given out
 * before a report is worked, needs no row, and cannot be guessed from another.  It stays good as long as
 * the store does and shows what became of a report, never what was in it.
 */
#ifndef STORE_TRACKING_H
#define STORE_TRACKING_H

#include "store/store.h"

#define TRACKING_ROOM (STORE_ID_TEXT + 26)
/* ${out} has TRACKING_ROOM bytes. */
const char *tracking_token(const struct store *s, uint64_t ord, char *out);
/* In constant time.  False for what is no token of this store. */
bool tracking_find(const struct store *s, struct str token, uint64_t *ord);

#endif
