/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/clock.h"
#include "procedure/calendar.h"
#include "procedure/tld.h"
#include "procedure_tests.h"

static int setup(void **s)
{
	static struct arena a;
	static struct list calendars;
	struct err e = { 0 };

	arena_init(&a, 0);
	if (calendars_parse(&a, source_file(&a, "data/holidays.tsv"), &calendars, &e))
		fail_msg("%s", e.text);
	*s = &calendars;
	return 0;
}

static void deadlines(void **s)
{
	static const struct {
		const char *name, *country;
		enum pack_unit unit;
		int n;
		const char *from, *due;
		bool known;
	} t[] = {
		{ "hours", "DE", UNIT_HOUR, 24, "2026-11-20T18:00:00Z", "2026-11-21T18:00:00Z",
			true },
		{ "hours over a leap day", "DE", UNIT_HOUR, 72, "2028-02-28T12:00:00Z",
			"2028-03-02T12:00:00Z", true },
		{ "days", "DE", UNIT_DAY, 15, "2026-02-20T10:00:00Z", "2026-03-07T10:00:00Z",
			true },
		{ "Friday evening, two business days", "DE", UNIT_BUSINESS_DAY, 2,
			"2026-11-20T18:00:00Z", "2026-11-24T22:59:59Z", true },
		{ "Saturday counts like Friday", "DE", UNIT_BUSINESS_DAY, 2, "2026-11-21T12:00:00Z",
			"2026-11-24T22:59:59Z", true },
		{ "Monday begins with Tuesday", "DE", UNIT_BUSINESS_DAY, 1, "2026-11-23T00:00:00Z",
			"2026-11-24T22:59:59Z", true },
		{ "Friday 23:30 UTC is Saturday in Berlin", "DE", UNIT_BUSINESS_DAY, 1,
			"2026-11-20T23:30:00Z", "2026-11-23T22:59:59Z", true },
		{ "the same instant is Friday in Washington", "US", UNIT_BUSINESS_DAY, 1,
			"2026-11-20T23:30:00Z", "2026-11-24T04:59:59Z", true },
		{ "Thanksgiving does not count", "US", UNIT_BUSINESS_DAY, 1, "2026-11-25T15:00:00Z",
			"2026-11-28T04:59:59Z", true },
		{ "Christmas in Germany", "DE", UNIT_BUSINESS_DAY, 2, "2026-12-23T10:00:00Z",
			"2026-12-28T22:59:59Z", true },
		{ "DMCA window, 14 days with two holidays", "US", UNIT_BUSINESS_DAY, 14,
			"2026-11-10T15:00:00Z", "2026-12-03T04:59:59Z", true },
		{ "summer time begins inside", "DE", UNIT_BUSINESS_DAY, 1, "2026-03-27T10:00:00Z",
			"2026-03-30T21:59:59Z", true },
		{ "Easter", "GB", UNIT_BUSINESS_DAY, 1, "2026-04-02T10:00:00Z",
			"2026-04-07T22:59:59Z", true },
		{ "Golden Week with a substitute", "JP", UNIT_BUSINESS_DAY, 1,
			"2026-05-01T03:00:00Z", "2026-05-07T14:59:59Z", true },
		{ "a day between two holidays", "JP", UNIT_BUSINESS_DAY, 1, "2026-09-18T03:00:00Z",
			"2026-09-24T14:59:59Z", true },
		{ "no country: weekends only, UTC", NULL, UNIT_BUSINESS_DAY, 2,
			"2026-12-23T10:00:00Z", "2026-12-25T23:59:59Z", false },
		{ "beyond the table", "DE", UNIT_BUSINESS_DAY, 1, "2028-12-29T10:00:00Z",
			"2029-01-01T22:59:59Z", false },
		{ "month", "DE", UNIT_MONTH, 1, "2026-11-21T08:30:00Z", "2026-12-21T08:30:00Z",
			true },
		{ "31 January, common year", "DE", UNIT_MONTH, 1, "2026-01-31T08:00:00Z",
			"2026-02-28T08:00:00Z", true },
		{ "31 January, leap year", "DE", UNIT_MONTH, 1, "2028-01-31T08:00:00Z",
			"2028-02-29T08:00:00Z", true },
		{ "month end by the local clock", "DE", UNIT_MONTH, 1, "2026-01-30T23:30:00Z",
			"2026-02-27T23:30:00Z", true },
		{ "over the end of a year", "DE", UNIT_MONTH, 2, "2026-12-15T08:00:00Z",
			"2027-02-15T08:00:00Z", true },
		{ "month into summer time keeps the local hour", "DE", UNIT_MONTH, 1,
			"2026-03-15T08:00:00Z", "2026-04-15T07:00:00Z", true },
		{ "before 1970", NULL, UNIT_MONTH, 1, "1969-12-31T12:00:00Z",
			"1970-01-31T12:00:00Z", true },
		{ "southern summer", "AU", UNIT_BUSINESS_DAY, 1, "2026-10-02T01:00:00Z",
			"2026-10-05T12:59:59Z", true },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const struct calendar *c =
			t[i].country ? calendar_find(*s, str_of(t[i].country)) : NULL;
		char got[CLOCK_TEXT];
		int64_t from = 0;
		bool known;

		assert_true(clock_parse(str_of(t[i].from), &from));
		assert_true(!t[i].country || c);
		clock_format(calendar_due(c, t[i].unit, t[i].n, from, &known), got);
		if (strcmp(got, t[i].due) || known != t[i].known)
			fail_msg("%s: due %s, expected %s (known %d)", t[i].name, got, t[i].due,
				known);
	}
}

/* Easter by a second method (Gauss, with Lichtenberg's correction): the table was made with Meeus's. */
static int64_t easter(int64_t y)
{
	int64_t k = y / 100, m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25, s = 2 - (3 * k + 3) / 4;
	int64_t a = y % 19, d = (19 * a + m) % 30, r = (d + a / 11) / 29;
	int64_t og = 21 + d - r, sz = 7 - (y + y / 4 + s) % 7, oe = 7 - (og - sz) % 7;

	return clock_of_civil((struct civil){ .year = y, .month = 3, .day = 1 }) / 86400 + og + oe -
	       1;
}

static void moving_feasts(void **s)
{
	static const struct {
		const char *country;
		int after;
	} t[] = { { "DE", -2 }, { "DE", 1 }, { "DE", 39 }, { "DE", 50 }, { "FR", 1 }, { "BE", 39 },
		{ "IT", 1 }, { "ES", -2 }, { "DK", -3 }, { "DK", 50 }, { "SE", 39 }, { "AT", 60 },
		{ "NL", -2 }, { "IE", 1 }, { "GB", -2 }, { "GB", 1 }, { "AU", 1 }, { "BR", -2 },
		{ "CO", 43 }, { "CO", 64 }, { "CO", 71 }, { "EU", 40 }, { "IN", -2 },
		{ "SG", -2 } };

	for (int64_t y = 2024; y <= 2028; y++)
		for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
			const struct calendar *c = calendar_find(*s, str_of(t[i].country));

			assert_non_null(c);
			if (calendar_business(c, easter(y) + t[i].after))
				fail_msg("%s: Easter %+d of %d is worked", t[i].country, t[i].after,
					(int)y);
		}
}

static void bad_tables(void **s)
{
	static const struct {
		const char *text, *fault;
	} t[] = {
		{ "day\tDE\t2026-01-01\tx\n", "without a zone" },
		{ "zone\tDE\t60\teu\tsat,sun\nzone\tDE\t60\teu\tsat,sun\n", "two zones" },
		{ "zone\tDE\t60\tmoon\tsat\n", "line 1" },
		{ "zone\tDE\t60\teu\tmon,tue,wed,thu,fri,sat,sun\n", "line 1" },
		{ "# x\nzone\tDE\t900\teu\tsat\n", "line 2" },
		{ "zone\tDE\t60\teu\tsat,sun\nday\tDE\t2026-02-30\tx\n", "line 2" },
		{ "holiday\tDE\n", "line 1" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct list l = { 0 };
		struct arena a;
		struct err e = { 0 };

		arena_init(&a, 0);
		assert_int_not_equal(calendars_parse(&a, str_of(t[i].text), &l, &e), 0);
		if (!strstr(e.text, t[i].fault))
			fail_msg("'%s' instead of '%s'", e.text, t[i].fault);
		arena_done(&a);
	}
}

static void tlds(void **s)
{
	static const struct {
		const char *name;
		enum tld_class class;
		const char *country;
	} t[] = {
		{ "com", TLD_GENERIC, "" },
		{ "co.uk", TLD_COUNTRY, "GB" },
		{ "de", TLD_COUNTRY, "DE" },
		{ "eu", TLD_COUNTRY, "EU" },
		{ "xn--p1ai", TLD_COUNTRY, "RU" },
		{ "xn--2scrj9c", TLD_COUNTRY, "IN" },
		{ "xn--ygbi2ammx", TLD_COUNTRY, "PS" },
		{ "xn--qxa6a", TLD_COUNTRY, "EU" },
		{ "xn--p1acf", TLD_GENERIC, "" },
		{ "xn--zfr164b", TLD_GENERIC, "" },
		{ "gov", TLD_OTHER, "" },
		{ "int", TLD_OTHER, "" },
		{ "museum", TLD_GENERIC, "" },
		{ "", TLD_ABSENT, "" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct tld got = tld_of(str_of(t[i].name));

		if (got.class != t[i].class ||
			memcmp(got.country, t[i].country, strlen(t[i].country)))
			fail_msg("'%s' is of class %d, %.2s", t[i].name, got.class, got.country);
	}
}

int test_calendar(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deadlines),
		cmocka_unit_test(moving_feasts),
		cmocka_unit_test(bad_tables),
		cmocka_unit_test(tlds),
	};

	return cmocka_run_group_tests_name("calendar", tests, setup, NULL);
}
