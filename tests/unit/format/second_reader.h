/* SPDX-License-Identifier: Apache-2.0 */
/* second_reader.h -- what another JSON library reads, as text to compare. */
#ifndef SECOND_READER_H
#define SECOND_READER_H

#include "base/buf.h"

/* False where jansson refuses ${in}; ${*range}: only because a number is out of a double's range. */
bool second_reader(struct str in, struct buf *out, bool *range);
void text_number(struct buf *out, double d);
void text_string(struct buf *out, struct str s);

#endif
