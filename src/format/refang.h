/* SPDX-License-Identifier: Apache-2.0 */
/* refang.h -- undo what people do to a dangerous name so that nobody clicks on it.
 *
 * hxxp meow h**p ttp and the like; [.] (.) {.} [dot] " . " " dot "; [:] [://] [@] [at]; full-width letters
 * and ideographic dots; zero-width characters; <>, quotes and brackets around it.
 * A good URL is never turned into another: only the scheme and the host are looked at, and what follows
 * the host only where those were defanged.
 */
#ifndef FORMAT_REFANG_H
#define FORMAT_REFANG_H

#include "base/arena.h"

/* ${in} itself (less what stands around it) where nothing had to be done; else text in ${a}.
 * ${*changed}, may be NULL: something other than the surroundings was undone.  p is NULL only when
 * memory ran out.  O(n). */
struct str refang(struct arena *a, struct str in, bool *changed);

#endif
