/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.h -- deadlines: hours, days, business days and months from an instant.
 *
 * Rules (docs/formats/pack.md says them again with the reasons):
 *   h   exactly n × 3,600 s.
 *   d   exactly n × 86,400 s.
 *   bd  the day of the event does not count; the next n days that are neither weekend nor holiday do;
 *       the end is the last second of the nth, in the jurisdiction's zone.
 *   mo  the same day of the month and time of day n months on, in the jurisdiction's zone, clipped to the
 *       last day of a shorter month (31 January + 1 mo is 28 or 29 February).
 * Everything is a function of its arguments: a clock that jumps between two calls does no harm, and
 * what was computed once is computed again the same.
 *
 * Holidays are those of data/holidays.tsv: national ones, for the years it covers.  Outside these years
 * only weekends are known, and the caller is told.
 */
#ifndef PROCEDURE_CALENDAR_H
#define PROCEDURE_CALENDAR_H

#include "procedure/pack.h"

enum dst_rule { DST_NONE, DST_EU, DST_US, DST_AU, DST_COUNT };

struct calendar {
	struct str country; /* two letters */
	int weekend; /* bit n: weekday n (0 is Monday) is not worked */
	int offset_min; /* of standard time from UTC */
	int dst; /* enum dst_rule */
	int year_from, year_to; /* whose holidays are known, inclusive; 0 where none */
	const int32_t *days; /* holidays as days since 1970-01-01, sorted */
	size_t days_n;
};

/* The table's text into ${out} (list of struct calendar, sorted by country).
 * A bad line is an error that names it. */
int calendars_parse(struct arena *a, struct str tsv, struct list *out, struct err *e) MUST_USE;
void calendars_save(const struct list *l, struct buf *b);
int calendars_load(struct arena *a, struct cur *c, struct list *out, struct err *e) MUST_USE;
/* NULL where the country has none. */
const struct calendar *calendar_find(const struct list *l, struct str country);

/* ${c} may be NULL: UTC, Saturday and Sunday off, no holidays.  ${*known} is made false where the
 * days counted leave the years the table covers (or there is none). */
int64_t calendar_due(
	const struct calendar *c, enum pack_unit unit, int n, int64_t from_s, bool *known);
/* Seconds to add to UTC for the local clock at that instant. */
int calendar_offset_s(const struct calendar *c, int64_t at_s);
bool calendar_business(const struct calendar *c, int64_t day);

#endif
