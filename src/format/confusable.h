/* SPDX-License-Identifier: Apache-2.0 */
/* confusable.h -- what a label looks like, whatever it is written with.
 *
 * Two labels with one fold can be taken for each other: first each character becomes the ASCII text it
 * can pass for (UTS #39 skeletons without marks; the table is made from ICU at build time), then ASCII
 * look-alikes become one letter: 0 o, 1 i l, 3 e, 4 a, 5 s, 7 t, 8 b, 9 g, 2 z, and, as pairs, rn m,
 * vv w, cl d.  No ICU at run time, no allocation.
 */
#ifndef FORMAT_CONFUSABLE_H
#define FORMAT_CONFUSABLE_H

#include "base/str.h"

/* ${label}, small letters, UTF-8, as the ASCII text it can pass for; characters that pass for none stay.
 * Returns the length, 0 where ${room} is too small: 2 bytes for each byte are enough. */
size_t confusable_ascii(struct str label, char *out, size_t room);
/* One letter for each group of ASCII look-alikes; the length stays. ${out} may be ${s.p}. */
void confusable_letters(struct str s, char *out);
/* The pairs as well, of letters already folded; returns the length. ${out} may be ${s.p}. */
size_t confusable_pairs(struct str s, char *out);

#endif
