/* SPDX-License-Identifier: Apache-2.0 */
/* quote.h -- a reply without what it quotes and without its signature. */
#ifndef ANSWER_QUOTE_H
#define ANSWER_QUOTE_H

#include "base/arena.h"

/* Only what the writer of a reply wrote: lines that begin with '>', everything below "On ... wrote:" or
 * "-----Original Message-----" in our six languages, a copied message header, and what follows "-- " or
 * "Sent from my ..." are left out.  In ${a}; p NULL: memory ran out.  O(n). */
struct str quote_cut(struct arena *a, struct str text);

#endif
