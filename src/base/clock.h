/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h -- time as a value: seconds since 1970-01-01T00:00:00Z, no leap seconds, no locale.
 *
 * Nothing pure asks what time it is: `now` is an argument.  cmd reads the real clock once (or --at).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

#define CLOCK_NONE INT64_MIN
/* "2026-11-21T08:30:00Z" and its NUL */
#define CLOCK_TEXT 32

struct civil {
	int64_t year;
	int month, day, hour, minute, second; /* month and day from 1 */
	int weekday; /* 0 is Monday */
};

/* The seam: what time is it.  Tests pass their own. */
struct clock {
	int64_t (*now_s)(void *ctx);
	void *ctx;
};

int64_t clock_of_civil(struct civil c);
struct civil clock_to_civil(int64_t at_s);
/* RFC 3339 date-time, also with a space or lower-case t, fraction ignored, or a bare date (midnight UTC).
 * An offset is applied; no offset means UTC.  False on anything else. */
bool clock_parse(struct str s, int64_t *out);
/* RFC 3339 in UTC; "" for CLOCK_NONE.  ${out} has CLOCK_TEXT bytes. */
const char *clock_format(int64_t at_s, char *out);
const char *clock_format_date(int64_t at_s, char *out);

#endif
