/* SPDX-License-Identifier: Apache-2.0 */
#include "format_tests.h"
#include "unit.h"

#include "format/schema.h"

static void forms(void **state)
{
	static const struct {
		enum rule_form form;
		const char *text;
		bool ok;
	} t[] = {
		{ FORM_TIME, "2026-01-31T08:00:00Z", true },
		{ FORM_TIME, "2026-01-31t08:00:00.123+02:00", true },
		{ FORM_TIME, "2026-01-31T08:00:00", false },
		{ FORM_TIME, "2026-01-31 08:00:00Z", false },
		{ FORM_TIME, "2026-02-29T08:00:00Z", false },
		{ FORM_TIME, "2024-02-29T23:59:60Z", true },
		{ FORM_TIME, "2026-01-31T08:00Z", false },
		{ FORM_TIME, "2026-01-31T08:00:00+0200", false },
		{ FORM_TIME, "2026-01-31T08:00:00.Z", false },
		{ FORM_TIME, "2026-01-31T08:00:00Zx", false },
		{ FORM_DATE, "2026-01-31", true },
		{ FORM_DATE, "2026-1-31", false },
		{ FORM_UUID, "1a5ec293-0849-40a4-9eba-d5926262ff05", true },
		{ FORM_UUID, "1a5ec293-0849-10a4-9eba-d5926262ff05", false },
		{ FORM_UUID, "1a5ec293-0849-40a4-cebad-5926262ff05", false },
		{ FORM_UUID, "1a5ec293084940a49ebad5926262ff05", false },
		{ FORM_EMAIL, "a@b.example", true },
		{ FORM_EMAIL, "a b@c.example", false },
		{ FORM_EMAIL, "a@", false },
		{ FORM_EMAIL, "@b.example", false },
		{ FORM_EMAIL, "a@b..example", false },
		{ FORM_EMAIL, "a@[192.0.2.1]", true },
		{ FORM_HOST, "b.example", true },
		{ FORM_HOST, "-b.example", false },
		{ FORM_HOST, "b-.example", false },
		{ FORM_HOST, "b_c.example", false },
		{ FORM_HOST, "b.example.", false },
		{ FORM_IP4, "192.0.2.1", true },
		{ FORM_IP4, "192.0.2.256", false },
		{ FORM_IP4, "192.0.2.01", false },
		{ FORM_IP4, "192.0.2", false },
		{ FORM_IP6, "2001:db8::1", true },
		{ FORM_IP6, "::", true },
		{ FORM_IP6, "::ffff:192.0.2.1", true },
		{ FORM_IP6, "1:2:3:4:5:6:7:8", true },
		{ FORM_IP6, "1:2:3:4:5:6:7:8:9", false },
		{ FORM_IP6, "1:2:3:4:5:6:7::", true },
		{ FORM_IP6, "1:2:3:4:5:6:7:8::", false },
		{ FORM_IP6, "1::2::3", false },
		{ FORM_IP6, "12345::", false },
		{ FORM_IP6, "1:2", false },
		{ FORM_IP6, ":1::", false },
		{ FORM_IP, "x", false },
		{ FORM_URI, "https://a.example/x", true },
		{ FORM_URI, "https://\xc3\xbc.example/", true },
		{ FORM_URI, "https://a.example/ x", false },
		{ FORM_URI, "a.example", false },
		{ FORM_URI, "://a", false },
		{ FORM_BASE64, "QUJD", true },
		{ FORM_BASE64, "QUI=", true },
		{ FORM_BASE64, "QQ==", true },
		{ FORM_BASE64, "", true },
		{ FORM_BASE64, "Q===", false },
		{ FORM_BASE64, "QUJ", false },
		{ FORM_BASE64, "QU\nJD", false },
		{ FORM_BASE64, "QU-_", false },
		{ FORM_BASE64, "Q=JD", false },
		{ FORM_TAG, "malware:x-1", true },
		{ FORM_TAG, "malware", false },
		{ FORM_TAG, "Malware:x", false },
		{ FORM_HASH, "sha512:00ff", true },
		{ FORM_FILE_HASH, "sha512:00ff", false },
		{ FORM_HASH, "sha256:", false },
		{ FORM_CVE, "CVE-2026-1", true },
		{ FORM_CVE4, "CVE-2026-1", false },
		{ FORM_CVE4, "CVE-2026-12345", true },
		{ FORM_COUNTRY, "DE", true },
		{ FORM_COUNTRY, "de", false },
		{ FORM_LANGUAGE, "de-CH", true },
		{ FORM_LANGUAGE, "de-ch", false },
		{ FORM_DOMAIN, "a.example", true },
		{ FORM_DOMAIN, "a.e", false },
		{ FORM_DOMAIN, "A.example", false },
		{ FORM_DOMAIN, "example", false },
		{ FORM_VERSION, "4.2.0", true },
		{ FORM_VERSION, "4.2", false },
		{ FORM_VERSION, "5.0.0", false },
		{ FORM_VERSION, "4.2.0.1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (schema_form_ok(t[i].form, str_of(t[i].text)) != t[i].ok)
			fail_msg("'%s' %s", t[i].text,
				t[i].ok ? schema_form_words(t[i].form) : "was taken");
}

static void times(void **state)
{
	int64_t t;

	(void)state;
	assert_true(schema_time(STR("1970-01-01T00:00:00Z"), &t));
	assert_int_equal(t, 0);
	assert_true(schema_time(STR("1970-01-01T02:00:01.5+02:00"), &t));
	assert_int_equal(t, 1);
	assert_true(schema_time(STR("1969-12-31T23:59:59Z"), &t));
	assert_int_equal(t, -1);
}

int test_form(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(forms), cmocka_unit_test(times) };

	return cmocka_run_group_tests_name("format forms", tests, NULL, NULL);
}
