/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "format/ip.h"
#include "format_tests.h"

static void spellings(void **s)
{
	/* out NULL: no address */
	static const struct {
		const char *in, *out;
		bool odd;
	} t[] = {
		{ "192.0.2.1", "192.0.2.1", false },
		{ "255.255.255.255", "255.255.255.255", false },
		{ "0.0.0.0", "0.0.0.0", false },
		{ "192.0.2.1.", "192.0.2.1", true },
		{ "0300.0.02.01", "192.0.2.1", true },
		{ "0xc0.0x0.0x2.0x1", "192.0.2.1", true },
		{ "0XC0.0.2.1", "192.0.2.1", true },
		{ "0xc0000201", "192.0.2.1", true },
		{ "3221225985", "192.0.2.1", true },
		{ "030000001001", "192.0.2.1", true },
		{ "192.0.513", "192.0.2.1", true },
		{ "192.513", "192.0.2.1", true },
		{ "0x7f.1", "127.0.0.1", true },
		{ "127.1", "127.0.0.1", true },
		{ "0", "0.0.0.0", true },
		{ "0x", "0.0.0.0", true },
		{ "4294967295", "255.255.255.255", true },
		{ "4294967296", NULL, false },
		{ "99999999999999999999999999999999", NULL, false },
		{ "0x1ffffffff", NULL, false },
		{ "256.0.0.1", NULL, false },
		{ "192.0.2.256", NULL, false },
		{ "192.0.65536", NULL, false },
		{ "192.0.2.1.5", NULL, false },
		{ "192.0.2", "192.0.0.2", true },
		{ "192..2.1", NULL, false },
		{ ".192.0.2.1", NULL, false },
		{ "192.0.2.1..", NULL, false },
		{ "08.0.0.1", NULL, false },
		{ "0x1g.0.0.1", NULL, false },
		{ "1.2.3.4a", NULL, false },
		{ "a.b.c.1", NULL, false },
		{ "", NULL, false },
		{ ".", NULL, false },
		{ "-1", NULL, false },
		{ "2001:db8::1", "2001:db8::1", false },
		{ "[2001:DB8:0:0:0:0:0:1]", "2001:db8::1", false },
		{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1", false },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", false },
		{ "2001:db8::0:1", "2001:db8::1", false },
		{ "::", "::", false },
		{ "::1", "::1", false },
		{ "1::", "1::", false },
		{ "::ffff:192.0.2.1", "192.0.2.1", false },
		{ "[::ffff:c000:201]", "192.0.2.1", false },
		{ "64:ff9b::192.0.2.1", "64:ff9b::c000:201", false },
		{ "fe80::1%eth0", "fe80::1", false },
		{ "[fe80::1%25eth0]", "fe80::1", false },
		{ "fe80::1%", NULL, false },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", false },
		{ "1:2:3:4:5:6:7", NULL, false },
		{ "1:2:3:4:5:6:7:8:9", NULL, false },
		{ "1:2:3:4:5:6:7::8", NULL, false },
		{ "1::2::3", NULL, false },
		{ ":::", NULL, false },
		{ "12345::", NULL, false },
		{ "g::", NULL, false },
		{ "::1.2.3", NULL, false },
		{ "::1.2.3.04", NULL, false },
		{ "1.2.3.4::", NULL, false },
		{ "[::1", NULL, false },
		{ "::1]", NULL, false },
		{ ":1", NULL, false },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct ip ip = { 0 };
		char out[IP_TEXT];

		if (ip_parse(str_of(t[i].in), &ip) != (t[i].out != NULL))
			fail_msg("'%s' is %s address", t[i].in, t[i].out ? "an" : "no");
		if (!t[i].out)
			continue;
		ip_format(ip.b, ip.n, out);
		if (strcmp(out, t[i].out) != 0)
			fail_msg("'%s' gives '%s', expected '%s'", t[i].in, out, t[i].out);
		assert_int_equal(ip.odd, t[i].odd);
	}
}

/* Every address written is read again as itself, and is not odd. */
static void format_parse(void **s)
{
	uint64_t state = 7;

	(void)s;
	for (int i = 0; i < 20000; i++) {
		struct ip ip = { 0 };
		unsigned char b[16];
		char out[IP_TEXT];
		size_t n = i % 3 ? 16 : 4, len;

		for (size_t k = 0; k < n; k++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			b[k] = state >> 61 ? 0 : (unsigned char)(state >> 40);
		}
		b[0] = 0x20;
		len = ip_format(b, n, out);
		assert_int_equal(len, strlen(out));
		assert_true(ip_parse(str_make(out, len), &ip));
		assert_int_equal(ip.n, n);
		assert_memory_equal(ip.b, b, n);
		assert_false(ip.odd);
	}
}

static void special_blocks(void **s)
{
	static const struct {
		const char *in, *words;
	} t[] = {
		{ "10.1.2.3", "Private-Use (RFC 1918)" },
		{ "172.31.255.255", "Private-Use (RFC 1918)" },
		{ "172.32.0.0", NULL },
		{ "100.64.0.1", "Shared Address Space (RFC 6598)" },
		{ "127.255.0.1", "Loopback (RFC 1122)" },
		{ "0.0.0.0", "This host on this network (RFC 1122)" },
		{ "0.0.0.1", "This network (RFC 791)" },
		{ "192.0.0.9", "Port Control Protocol Anycast (RFC 7723)" },
		{ "192.0.0.11", "IETF Protocol Assignments (RFC 6890)" },
		{ "192.0.0.171", "NAT64/DNS64 Discovery (RFC 8880)" },
		{ "203.0.113.255", "Documentation, TEST-NET-3 (RFC 5737)" },
		{ "203.0.114.0", NULL },
		{ "239.1.1.1", "Multicast (RFC 5771)" },
		{ "255.255.255.255", "Limited Broadcast (RFC 919)" },
		{ "8.8.8.8", NULL },
		{ "::1", "Loopback (RFC 4291)" },
		{ "::", "Unspecified Address (RFC 4291)" },
		{ "::2", "IPv4-compatible, deprecated (RFC 4291)" },
		{ "2001:db8::1", "Documentation (RFC 3849)" },
		{ "2001::1", "TEREDO (RFC 4380)" },
		{ "2001:1ff::1", "IETF Protocol Assignments (RFC 2928)" },
		{ "2001:200::1", NULL },
		{ "fd00::1", "Unique-Local (RFC 4193)" },
		{ "febf::1", "Link-Local Unicast (RFC 4291)" },
		{ "fec0::1", "Site-Local, deprecated (RFC 3879)" },
		{ "ff02::1", "Multicast (RFC 4291)" },
		{ "64:ff9b::1", "IPv4-IPv6 Translation (RFC 6052)" },
		{ "64:ff9b:1::1", "IPv4-IPv6 Translation, local (RFC 8215)" },
		{ "2606:4700::1", NULL },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct ip ip = { 0 };
		const char *words;

		assert_true(ip_parse(str_of(t[i].in), &ip));
		words = ip_special(ip.b, ip.n);
		if (str_of(words).n != str_of(t[i].words).n || (words && strcmp(words, t[i].words)))
			fail_msg("%s is '%s', expected '%s'", t[i].in, words ? words : "(none)",
				t[i].words ? t[i].words : "(none)");
	}
}

static void ends_in_number(void **s)
{
	(void)s;
	assert_true(ip_ends_in_number(STR("a.1")));
	assert_true(ip_ends_in_number(STR("a.0x1f")));
	assert_true(ip_ends_in_number(STR("1.2.3.4.5.")));
	assert_true(ip_ends_in_number(STR("a.09")));
	assert_false(ip_ends_in_number(STR("1.a")));
	assert_false(ip_ends_in_number(STR("a.1b")));
	assert_false(ip_ends_in_number(STR("a.0xg")));
	assert_false(ip_ends_in_number(STR("")));
}

int test_ip(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(format_parse),
		cmocka_unit_test(special_blocks),
		cmocka_unit_test(ends_in_number),
	};

	return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
