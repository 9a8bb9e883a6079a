/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Days since 1970-01-01 of a proleptic Gregorian date: years counted from March, so that the leap day
 * is the last of its year and month lengths follow (153 m + 2) / 5. */
static int64_t days_of(int64_t y, int m, int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = floor_div(y, 400);
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t clock_of_civil(struct civil c)
{
	return days_of(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
}

struct civil clock_to_civil(int64_t at_s)
{
	int64_t days = floor_div(at_s, 86400), rest = at_s - days * 86400, z = days + 719468;
	int64_t era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	struct civil c;

	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = yoe + era * 400 + (c.month <= 2);
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	c.weekday = (int)(((days + 3) % 7 + 7) % 7);
	return c;
}

static bool digits(struct str s, size_t at, size_t n, int *out)
{
	uint64_t v;

	if (s.n < at + n || !str_u64(str_sub(s, at, n), &v))
		return false;
	*out = (int)v;
	return true;
}

static bool parse_offset(struct str s, int64_t *offset)
{
	int h, m = 0;
	bool colon;

	if (s.n == 0 || str_is(s, "Z") || str_is(s, "z")) {
		*offset = 0;
		return true;
	}
	if (s.p[0] != '+' && s.p[0] != '-')
		return false;
	colon = s.n == 6 && s.p[3] == ':';
	if (!digits(s, 1, 2, &h) || (!colon && s.n != 5 && s.n != 3))
		return false;
	if (s.n != 3 && !digits(s, colon ? 4 : 3, 2, &m))
		return false;
	if (h > 23 || m > 59)
		return false;
	*offset = (h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1);
	return true;
}

bool clock_parse(struct str s, int64_t *out)
{
	static const int length[12] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct civil c = { 0 };
	int64_t offset = 0;
	int year;

	s = str_trim(s);
	if (s.n < 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s, 0, 4, &year) ||
		!digits(s, 5, 2, &c.month) || !digits(s, 8, 2, &c.day))
		return false;
	c.year = year;
	if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > length[c.month - 1])
		return false;
	if (c.month == 2 && c.day == 29 && (year % 4 || (year % 100 == 0 && year % 400)))
		return false;
	if (s.n > 10) {
		size_t at = 16;

		if ((s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ') || s.n < 16 ||
			s.p[13] != ':' || !digits(s, 11, 2, &c.hour) ||
			!digits(s, 14, 2, &c.minute))
			return false;
		if (s.n > at && s.p[at] == ':') {
			if (!digits(s, 17, 2, &c.second))
				return false;
			at = 19;
			if (s.n > at && (s.p[at] == '.' || s.p[at] == ',')) {
				at++;
				while (at < s.n && ch_digit(s.p[at]))
					at++;
			}
		}
		if (!parse_offset(str_from(s, at), &offset))
			return false;
	}
	if (c.hour > 23 || c.minute > 59 || c.second > 60)
		return false;
	*out = clock_of_civil(c) - offset;
	return true;
}

const char *clock_format(int64_t at_s, char *out)
{
	struct civil c;

	out[0] = '\0';
	if (at_s == CLOCK_NONE)
		return out;
	c = clock_to_civil(at_s);
	(void)snprintf(out, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)(c.year % 10000),
		c.month, c.day, c.hour, c.minute, c.second);
	return out;
}

const char *clock_format_date(int64_t at_s, char *out)
{
	clock_format(at_s, out);
	if (out[0])
		out[10] = '\0';
	return out;
}
