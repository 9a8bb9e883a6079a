/* SPDX-License-Identifier: Apache-2.0 */
#include "act/hours.h"

#include "base/clock.h"

#define DAY 86400

struct span {
	int first, last; /* days, 0 is Monday */
	int from, to; /* seconds of the day */
	int offset; /* of local time from UTC */
};

static bool day_of(struct str s, int *out)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < 7; i++)
		if (str_eq_nocase(s, str_of(days[i]))) {
			*out = i;
			return true;
		}
	return false;
}

/* "08:00", also "24:00" as an end. */
static bool minutes_of(struct str s, int *out)
{
	uint64_t h, m;

	if (s.n != 5 || s.p[2] != ':' || !str_u64(str_sub(s, 0, 2), &h) ||
		!str_u64(str_from(s, 3), &m) || m > 59 || h * 60 + m > 24 * 60)
		return false;
	*out = (int)(h * 60 + m) * 60;
	return true;
}

static bool pair(struct str s, struct str *a, struct str *b)
{
	size_t dash = str_find_byte(s, '-', 0);

	*a = str_sub(s, 0, dash == SIZE_MAX ? s.n : dash);
	*b = dash == SIZE_MAX ? *a : str_from(s, dash + 1);
	return dash != SIZE_MAX;
}

static bool offset_of(struct str s, int *out)
{
	int v;

	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || !minutes_of(str_from(s, 1), &v) ||
		v > 14 * 3600)
		return false;
	*out = s.p[0] == '-' ? -v : v;
	return true;
}

static bool span_of(struct str text, struct span *out)
{
	struct str rest = str_trim(text), days, hours, a, b;
	bool more;

	out->offset = 0;
	if (!str_cut(&rest, ' ', &days) || !str_cut(&rest, ' ', &hours))
		return false;
	more = rest.p && rest.n;
	pair(days, &a, &b);
	if (!day_of(a, &out->first) || !day_of(b, &out->last))
		return false;
	if (!pair(hours, &a, &b) || !minutes_of(a, &out->from) || !minutes_of(b, &out->to) ||
		out->to <= out->from)
		return false;
	return !more || offset_of(str_trim(rest), &out->offset);
}

int hours_check(struct str hours, struct err *e)
{
	struct str rest = hours, part;
	char q[QUOTE_ROOM(60)];
	struct span s;

	if (!hours.n)
		return BW_OK;
	while (str_cut(&rest, ';', &part))
		if (!span_of(part, &s))
			return err_set(e, BW_EINVALID,
				"'%s' are no hours; they look like 'mon-fri 08:00-18:00 +01:00'",
				str_quote(part, 60, q));
	return BW_OK;
}

static bool on_day(const struct span *s, int day)
{
	return s->first <= s->last ? day >= s->first && day <= s->last
				   : day >= s->first || day <= s->last;
}

/* The first moment of the span not before ${now_s}; within eight days there is one. */
static int64_t next_of(const struct span *s, int64_t now_s)
{
	int64_t local = now_s + s->offset;
	int64_t midnight = local - ((local % DAY) + DAY) % DAY;

	for (int i = 0; i < 8; i++) {
		int64_t day = midnight + (int64_t)i * DAY;
		int64_t from = day + s->from;

		if (!on_day(s, clock_to_civil(day).weekday) || local >= day + s->to)
			continue;
		return (local > from ? local : from) - s->offset;
	}
	return now_s;
}

int64_t hours_next(struct str hours, int64_t now_s)
{
	struct str rest = hours, part;
	int64_t best = INT64_MAX;
	struct span s;

	while (hours.n && str_cut(&rest, ';', &part))
		if (span_of(part, &s)) {
			int64_t at = next_of(&s, now_s);

			best = at < best ? at : best;
		}
	return best == INT64_MAX ? now_s : best;
}
