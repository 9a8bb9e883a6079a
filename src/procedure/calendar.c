/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/calendar.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/limit.h"
#include "base/vec.h"

#define DAY ((int64_t)86400)

static const char *const dst_names[] = { "none", "eu", "us", "au" };
static const char *const weekday_names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const struct calendar no_calendar = { .weekend = 1 << 5 | 1 << 6 };

struct day_row {
	struct str country;
	int32_t day;
};

struct rows {
	struct {
		struct calendar *v;
		size_t n, cap;
	} zones;
	struct {
		struct day_row *v;
		size_t n, cap;
	} days;
};

static int64_t day_of(int64_t at_s)
{
	return at_s / DAY - (at_s % DAY < 0);
}

static bool parse_weekend(struct str s, int *out)
{
	struct str part;

	*out = 0;
	if (str_is(s, "-"))
		return true;
	while (str_cut(&s, ',', &part)) {
		int i = 0;

		while (i < 7 && !str_is(part, weekday_names[i]))
			i++;
		if (i == 7)
			return false;
		*out |= 1 << i;
	}
	return *out != 0x7f; /* a country without a working day would count for ever */
}

static bool parse_zone(struct str rest, struct calendar *c)
{
	struct str offset, dst, weekend;
	int64_t n;

	if (!str_cut(&rest, '\t', &c->country) || c->country.n != 2 ||
		!str_cut(&rest, '\t', &offset) || !str_i64(offset, &n) || n < -840 || n > 840 ||
		!str_cut(&rest, '\t', &dst) || !str_cut(&rest, '\t', &weekend))
		return false;
	c->offset_min = (int)n;
	for (c->dst = 0; c->dst < DST_COUNT; c->dst++)
		if (str_is(dst, dst_names[c->dst]))
			break;
	return c->dst < DST_COUNT && parse_weekend(weekend, &c->weekend);
}

static bool parse_day(struct str rest, struct day_row *out)
{
	struct str date;
	int64_t at;

	if (!str_cut(&rest, '\t', &out->country) || out->country.n != 2 ||
		!str_cut(&rest, '\t', &date) || date.n != 10 || !clock_parse(date, &at))
		return false;
	out->day = (int32_t)day_of(at);
	return true;
}

static int parse_line(
	struct arena *a, struct str line, struct rows *r, size_t number, struct err *e)
{
	struct str kind, rest = line;
	struct calendar *zone;
	struct day_row *day;

	if (line.n == 0 || line.p[0] == '#')
		return BW_OK;
	if (number > LIMIT_HOLIDAYS)
		return err_set(e, BW_ELIMIT, "holiday table: more than %d lines", LIMIT_HOLIDAYS);
	(void)str_cut(&rest, '\t', &kind);
	if (str_is(kind, "zone")) {
		zone = VEC_PUSH(a, &r->zones);
		if (!zone)
			return err_nomem(e);
		if (parse_zone(rest, zone))
			return BW_OK;
	} else if (str_is(kind, "day")) {
		day = VEC_PUSH(a, &r->days);
		if (!day)
			return err_nomem(e);
		if (parse_day(rest, day))
			return BW_OK;
	}
	return err_set(e, BW_EPARSE,
		"holiday table: line %zu: neither 'zone COUNTRY MINUTES DST WEEKEND' nor 'day "
		"COUNTRY DATE NAME', separated by tabs",
		number);
}

static int by_country(const void *x, const void *y)
{
	return str_cmp(
		((const struct calendar *)x)->country, ((const struct calendar *)y)->country);
}

static int by_day(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;

	return (a > b) - (a < b);
}

static int year_of(int32_t day)
{
	return (int)clock_to_civil((int64_t)day * DAY).year;
}

static void set_years(struct calendar *c)
{
	c->year_from = c->days_n ? year_of(c->days[0]) : 0;
	c->year_to = c->days_n ? year_of(c->days[c->days_n - 1]) : 0;
}

static int fill_days(struct arena *a, const struct rows *r, struct calendar *c, struct err *e)
{
	int32_t *days;
	size_t n = 0;

	for (size_t i = 0; i < r->days.n; i++)
		n += str_eq(r->days.v[i].country, c->country);
	c->days = days = ARENA_ARRAY(a, int32_t, n + 1);
	if (!days)
		return err_nomem(e);
	for (size_t i = 0; i < r->days.n; i++)
		if (str_eq(r->days.v[i].country, c->country))
			days[c->days_n++] = r->days.v[i].day;
	qsort(days, n, sizeof(*days), by_day);
	set_years(c);
	return BW_OK;
}

int calendars_parse(struct arena *a, struct str tsv, struct list *out, struct err *e)
{
	struct rows r = { 0 };
	struct str line;
	size_t number = 0, filled = 0;
	int rc = BW_OK;

	while (!rc && str_cut(&tsv, '\n', &line))
		rc = parse_line(a, line, &r, ++number, e);
	if (rc)
		return rc;
	if (r.zones.n)
		qsort(r.zones.v, r.zones.n, sizeof(*r.zones.v), by_country);
	for (size_t i = 0; i < r.zones.n && !rc; i++) {
		if (i && str_eq(r.zones.v[i].country, r.zones.v[i - 1].country))
			return err_set(e, BW_EINVALID, "holiday table: '%.*s' has two zones",
				STR_ARG(r.zones.v[i].country));
		rc = fill_days(a, &r, &r.zones.v[i], e);
		filled += r.zones.v[i].days_n;
	}
	if (rc)
		return rc;
	if (filled != r.days.n)
		return err_set(e, BW_EINVALID, "holiday table: a day of a country without a zone");
	*out = (struct list){ r.zones.v, r.zones.n };
	return BW_OK;
}

void calendars_save(const struct list *l, struct buf *b)
{
	buf_u32(b, (uint32_t)l->n);
	LIST_EACH (struct calendar, c, *l) {
		buf_lstr(b, c->country);
		buf_u8(b, (uint8_t)c->weekend);
		buf_u16(b, (uint16_t)(c->offset_min + 1000));
		buf_u8(b, (uint8_t)c->dst);
		buf_u32(b, (uint32_t)c->days_n);
		for (size_t i = 0; i < c->days_n; i++)
			buf_u32(b, (uint32_t)c->days[i]);
	}
}

static int load_one(struct arena *a, struct cur *c, struct calendar *out, struct err *e)
{
	int32_t *days;

	out->country = cur_lstr(c);
	out->weekend = cur_u8(c) & 0x7f;
	out->offset_min = cur_u16(c) - 1000;
	out->dst = cur_u8(c);
	out->days_n = cur_u32(c);
	if (out->weekend == 0x7f || out->dst >= DST_COUNT || out->days_n > cur_left(c) / 4) {
		c->bad = true;
		out->days_n = 0;
		return BW_OK;
	}
	out->days = days = ARENA_ARRAY(a, int32_t, out->days_n + 1);
	if (!days)
		return err_nomem(e);
	for (size_t i = 0; i < out->days_n; i++) {
		days[i] = (int32_t)cur_u32(c);
		if (days[i] < 0 || days[i] > 1000000 || (i && days[i] < days[i - 1]))
			c->bad = true;
	}
	if (!c->bad)
		set_years(out);
	return BW_OK;
}

int calendars_load(struct arena *a, struct cur *c, struct list *out, struct err *e)
{
	size_t n = cur_u32(c);
	struct calendar *v;
	int rc = BW_OK;

	if (n > cur_left(c)) {
		c->bad = true;
		return BW_OK;
	}
	v = ARENA_ARRAY(a, struct calendar, n + 1);
	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < n && !rc && !c->bad; i++)
		rc = load_one(a, c, &v[i], e);
	*out = (struct list){ v, n };
	return rc;
}

const struct calendar *calendar_find(const struct list *l, struct str country)
{
	LIST_EACH (struct calendar, c, *l)
		if (str_eq(c->country, country))
			return c;
	return NULL;
}

/* Days since 1970 of the nth (1 is the first, 0 the last) Sunday of a month. */
static int64_t sunday(int64_t year, int month, int nth)
{
	struct civil c = { .year = year, .month = month, .day = 1 };
	int64_t day;

	if (nth == 0) {
		c.month++; /* never December here */
		day = day_of(clock_of_civil(c)) - 1;
		return day - (clock_to_civil(day * DAY).weekday + 1) % 7;
	}
	day = day_of(clock_of_civil(c));
	return day + (6 - clock_to_civil(day * DAY).weekday) + 7 * (nth - 1);
}

/* Summer time at that instant, by the rule in force since 2007 (US), 1996 (EU), 2008 (Canberra). */
static bool summer(const struct calendar *c, int64_t at_s)
{
	int64_t standard = at_s + c->offset_min * 60, year = clock_to_civil(standard).year;

	switch (c->dst) {
	case DST_EU: /* 01:00 UTC on both days */
		return at_s >= sunday(year, 3, 0) * DAY + 3600 &&
		       at_s < sunday(year, 10, 0) * DAY + 3600;
	case DST_US: /* 02:00 local on both days: 02:00 and 01:00 standard */
		return standard >= sunday(year, 3, 2) * DAY + 7200 &&
		       standard < sunday(year, 11, 1) * DAY + 3600;
	case DST_AU: /* ends 03:00 local in April, begins 02:00 in October: both 02:00 standard */
		return standard < sunday(year, 4, 1) * DAY + 7200 ||
		       standard >= sunday(year, 10, 1) * DAY + 7200;
	default: return false;
	}
}

int calendar_offset_s(const struct calendar *c, int64_t at_s)
{
	if (!c)
		return 0;
	return c->offset_min * 60 + (summer(c, at_s) ? 3600 : 0);
}

bool calendar_business(const struct calendar *c, int64_t day)
{
	int32_t want = (int32_t)day;

	if (!c)
		c = &no_calendar;
	if (c->weekend & 1 << clock_to_civil(day * DAY).weekday)
		return false;
	return !c->days_n || !bsearch(&want, c->days, c->days_n, sizeof(want), by_day);
}

static bool covered(const struct calendar *c, int64_t day)
{
	int64_t year = clock_to_civil(day * DAY).year;

	return c && c->year_from <= year && year <= c->year_to;
}

/* The instant at which the local clock shows ${local_s}. */
static int64_t utc_of(const struct calendar *c, int64_t local_s)
{
	int64_t guess = local_s - (c ? c->offset_min * 60 : 0);

	return local_s - calendar_offset_s(c, guess);
}

static int64_t months_on(int64_t local_s, int n)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct civil c = clock_to_civil(local_s);
	int64_t month = c.year * 12 + c.month - 1 + n;
	int last;

	c.year = month / 12 - (month % 12 < 0);
	c.month = (int)(month - c.year * 12) + 1;
	last = length[c.month - 1];
	if (c.month == 2 && c.year % 4 == 0 && (c.year % 100 != 0 || c.year % 400 == 0))
		last = 29;
	if (c.day > last)
		c.day = last;
	return clock_of_civil(c);
}

int64_t calendar_due(
	const struct calendar *c, enum pack_unit unit, int n, int64_t from_s, bool *known)
{
	int64_t local, day;

	*known = true;
	switch (unit) {
	case UNIT_HOUR: return from_s + (int64_t)n * 3600;
	case UNIT_DAY: return from_s + (int64_t)n * DAY;
	case UNIT_MONTH:
		local = from_s + calendar_offset_s(c, from_s);
		return utc_of(c, months_on(local, n));
	case UNIT_BUSINESS_DAY: break;
	default: return CLOCK_NONE;
	}
	local = from_s + calendar_offset_s(c, from_s);
	day = day_of(local);
	for (int left = n; left > 0;) {
		day++;
		*known = *known && covered(c, day);
		left -= calendar_business(c, day);
	}
	return utc_of(c, (day + 1) * DAY - 1);
}
