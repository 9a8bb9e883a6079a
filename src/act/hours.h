/* SPDX-License-Identifier: Apache-2.0 */
/* hours.h -- days and hours on which a recipient is written to: "mon-fri 08:00-18:00 +01:00".
 *
 * Days are one or a span of mon tue wed thu fri sat sun; the offset is from UTC and may be left out (UTC).
 * Several, separated by semicolons, add up.  An hour span may not pass midnight.
 */
#ifndef ACT_HOURS_H
#define ACT_HOURS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Is it of that form?  BW_EINVALID says what is wrong. */
int hours_check(struct str hours, struct err *e) MUST_USE;
/* ${now_s} where it is within them or none are given, else when they begin next. */
int64_t hours_next(struct str hours, int64_t now_s);

#endif
