/* SPDX-License-Identifier: Apache-2.0 */
/* EPP, response policy zones and signed updates: what goes out, what comes in, what is refused. */
#include <sodium.h>
#include <stdlib.h>

#include "format/dnsupdate.h"
#include "format/epp.h"
#include "format/rpz.h"
#include "format_tests.h"
#include "unit.h"

#define EPP_HEAD "<?xml version=\"1.0\"?><epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\">"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void a_greeting_and_an_answer(void **state)
{
	static const char info[] = EPP_HEAD
		"<response><result code=\"1000\"><msg>Command completed</msg></result><resData>"
		"<d:infData "
		"xmlns:d=\"urn:ietf:params:xml:ns:domain-1.0\"><d:name>Shop.example</"
		"d:name><d:roid>X-1</d:roid>"
		"<d:status s=\"ok\"/><d:status s=\"clientHold\">why</d:status><d:status s=\"odd\"/>"
		"<d:contact "
		"type=\"admin\">c1</d:contact><d:clID>reg-1</"
		"d:clID><d:crDate>2020-01-01T00:00:00Z</d:crDate>"
		"</d:infData></resData><trID><clTRID>BW-1</clTRID><svTRID>S-9</svTRID></trID></"
		"response></epp>";
	static const char greeting[] =
		EPP_HEAD "<greeting><svID>A "
			 "registry</svID><svDate>2026-01-01T00:00:00Z</"
			 "svDate><svcMenu><version>1.0</version>"
			 "<lang>en</lang><objURI>urn:ietf:params:xml:ns:domain-1.0</objURI></"
			 "svcMenu></greeting></epp>";
	struct epp_answer x;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(epp_parse(&arena, str_of(greeting), &x, &e), BW_OK);
	assert_true(x.greeting && x.domains && str_is(x.server, "A registry"));
	assert_int_equal(epp_parse(&arena, str_of(info), &x, &e), BW_OK);
	assert_int_equal(x.code, 1000);
	assert_true(x.domain.there && str_is(x.domain.name, "Shop.example"));
	assert_int_equal(x.domain.status, EPP_BIT(OK) | EPP_BIT(CLIENT_HOLD));
	assert_int_equal(x.domain.other_statuses, 1);
	assert_true(str_is(x.domain.sponsor, "reg-1") && str_is(x.client_ref, "BW-1"));
	assert_true(str_is(x.server_ref, "S-9") && str_is(x.words, "Command completed"));
}

static void a_refusal_and_a_message(void **state)
{
	static const char no[] = EPP_HEAD "<response><result code=\"2304\"><msg lang=\"en\">Object "
					  "status prohibits operation</msg><extValue>"
					  "<value/><reason>court &amp; "
					  "order</reason></extValue></result><trID><svTRID>S</"
					  "svTRID></trID></response></epp>";
	static const char message[] =
		EPP_HEAD "<response><result code=\"1301\"><msg>ack to dequeue</msg></result><msgQ "
			 "count=\"5\" id=\"12345\">"
			 "<qDate>2026-06-08T22:00:00Z</qDate><msg>Transfer requested.</msg></msgQ>"
			 "<trID><svTRID>S</svTRID></trID></response></epp>";
	struct epp_answer x;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(epp_parse(&arena, str_of(no), &x, &e), BW_OK);
	assert_int_equal(x.code, 2304);
	assert_false(epp_code_good(x.code));
	assert_true(str_is(x.reason, "court & order"));
	assert_int_equal(epp_parse(&arena, str_of(message), &x, &e), BW_OK);
	assert_true(str_is(x.message.id, "12345") && x.message.left == 5);
	assert_true(str_is(x.message.words, "Transfer requested.") &&
		    str_is(x.words, "ack to dequeue"));
}

static void xml_that_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"<",
		"hello",
		"<html/>",
		EPP_HEAD "</epp>",
		EPP_HEAD "<response><result code=\"7\"/></response></epp>",
		"<!DOCTYPE epp [<!ENTITY a \"b\">]><epp "
		"xmlns=\"urn:ietf:params:xml:ns:epp-1.0\"><greeting/></epp>",
		"<epp><greeting/></epp>",
		EPP_HEAD "<response><result code=\"1000\"><msg>cut",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct epp_answer x;
		struct err e = { 0 };

		assert_int_equal(epp_parse(&arena, str_of(bad[i]), &x, &e), BW_EPARSE);
		assert_true(e.text[0]);
	}
}

static void commands_cannot_be_broken_out_of(void **state)
{
	struct err e = { 0 };
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 16);
	assert_int_equal(epp_write_info(STR("a<b>&c"), STR("BW-1"), &b, &e), BW_OK);
	assert_true(str_find(buf_str(&b), STR("a&lt;b&gt;&amp;c"), 0) != SIZE_MAX);
	buf_reset(&b);
	assert_int_equal(epp_write_info(STR("a\nb"), STR("BW-1"), &b, &e), BW_EINVALID);
	buf_reset(&b);
	assert_int_equal(epp_write_info(STR("a.example"), STR("x"), &b, &e), BW_EINVALID);
	buf_reset(&b);
	assert_int_equal(epp_write_update(STR("a.example"), EPP_BIT(CLIENT_HOLD),
				 EPP_BIT(CLIENT_HOLD), STR("BW-1"), &b, &e),
		BW_EINVALID);
	buf_reset(&b);
	assert_int_equal(epp_write_update(STR("a.example"), EPP_BIT(OK), 0, STR("BW-1"), &b, &e),
		BW_EINVALID);
	buf_reset(&b);
	assert_int_equal(epp_write_ack(STR("1\" x=\""), STR("BW-1"), &b, &e), BW_EINVALID);
	buf_reset(&b);
	assert_int_equal(epp_write_update(STR("a.example"), EPP_BIT(CLIENT_HOLD),
				 EPP_BIT(CLIENT_UPDATE), STR("BW-1"), &b, &e),
		BW_OK);
	assert_true(str_find(buf_str(&b),
			    STR("<domain:add><domain:status s=\"clientHold\"/></domain:add>"
				"<domain:rem><domain:status "
				"s=\"clientUpdateProhibited\"/></domain:rem>"),
			    0) != SIZE_MAX);
	buf_done(&b);
}

static struct rpz_entry entry(const char *name, int64_t until_s, const char *key)
{
	return (struct rpz_entry){ .name = str_of(name),
		.below = true,
		.until_s = until_s,
		.key = str_of(key),
		.why = STR("phishing; ask desk@example.net") };
}

/* What is written is read as the same, and written again to the same bytes but for the serial. */
static void a_zone_comes_back(void **state)
{
	struct rpz_entry v[] = { entry("b.example", 2000, "k1"),
		entry("a.example", CLOCK_NONE, "k2"), entry("xn--bcher-kva.example", 3000, "k3") };
	struct rpz_entry ip = { .name = STR("2001:db8::7"),
		.address = true,
		.until_s = 9000,
		.key = STR("k4"),
		.why = STR("botnet") };
	struct rpz_zone z, again;
	struct err e = { 0 };
	struct buf one, two;
	bool same;

	(void)state;
	buf_init(&one, 1 << 20);
	buf_init(&two, 1 << 20);
	assert_int_equal(rpz_parse(&arena, STR("rpz.test"), STR(""), &z, &e), BW_OK);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(rpz_add(&arena, &z, &v[i], &same, &e), BW_OK);
	assert_int_equal(rpz_add(&arena, &z, &ip, &same, &e), BW_OK);
	assert_int_equal(rpz_write(&z, 1000, &one, &e), BW_OK);
	assert_int_equal(z.serial, 1000);
	assert_true(str_find(buf_str(&one), STR("\n128.7.zz.db8.2001.rpz-ip CNAME . ;"), 0) !=
		    SIZE_MAX);
	assert_true(str_find(buf_str(&one), STR("\n*.a.example CNAME .\n_blocked.a.example TXT \""),
			    0) != SIZE_MAX);
	assert_int_equal(rpz_parse(&arena, STR("rpz.test"), buf_str(&one), &again, &e), BW_OK);
	assert_int_equal(again.n, 4);
	assert_int_equal(again.serial, 1000);
	assert_true(str_is(again.v[1].name, "a.example") && again.v[1].until_s == CLOCK_NONE);
	again.serial = 999; /* time has not moved: the same serial again, so the same bytes */
	assert_int_equal(rpz_write(&again, 1000, &two, &e), BW_OK);
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	buf_done(&one);
	buf_done(&two);
}

static void two_letters_for_one_name(void **state)
{
	struct rpz_entry first = entry("a.example", 2000, "k1"),
			 second = entry("a.example", 5000, "k2");
	const struct rpz_entry *ended;
	struct rpz_zone z;
	struct err e = { 0 };
	bool same, gone;

	(void)state;
	assert_int_equal(rpz_parse(&arena, STR("rpz.test"), STR(""), &z, &e), BW_OK);
	assert_int_equal(rpz_add(&arena, &z, &first, &same, &e), BW_OK);
	assert_int_equal(rpz_add(&arena, &z, &first, &same, &e), BW_OK);
	assert_true(same);
	assert_int_equal(rpz_add(&arena, &z, &second, &same, &e), BW_OK);
	assert_false(same);
	assert_int_equal(z.n, 1);
	assert_int_equal(rpz_remove(&arena, &z, STR("a.example"), STR("k1"), &gone, &e), BW_OK);
	assert_false(gone);
	assert_int_equal(rpz_remove(&arena, &z, STR("a.example"), STR("other"), &gone, &e), BW_OK);
	assert_false(gone);
	assert_int_equal(rpz_expire(&z, 4999, &ended), 0);
	assert_int_equal(rpz_expire(&z, 5000, &ended), 1);
	assert_true(str_is(ended[0].name, "a.example"));
	assert_int_equal(z.n, 0);
	assert_int_equal(rpz_add(&arena, &z, &second, &same, &e), BW_OK);
	assert_int_equal(rpz_remove(&arena, &z, STR("a.example"), STR("k2"), &gone, &e), BW_OK);
	assert_true(gone);
}

static void names_no_zone_may_hold(void **state)
{
	static const char *const bad[] = { "", "com", ".", "a..b", "A.example", "a.example.",
		"a b.example", "a.example\nx CNAME .", "*.example.com", "-" };
	struct rpz_zone z;
	struct err e = { 0 };
	bool same;

	(void)state;
	assert_int_equal(rpz_parse(&arena, STR("rpz.test"), STR(""), &z, &e), BW_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct rpz_entry x = entry(bad[i], CLOCK_NONE, "k");

		assert_int_equal(rpz_add(&arena, &z, &x, &same, &e), BW_EINVALID);
	}
	{
		struct rpz_entry x = entry("a.example", CLOCK_NONE, "k");

		x.why = STR("break\" TXT \"out");
		assert_int_equal(rpz_add(&arena, &z, &x, &same, &e), BW_EINVALID);
	}
	assert_int_equal(
		rpz_parse(&arena, STR("rpz.test"), STR("www A 192.0.2.1\n"), &z, &e), BW_EPARSE);
}

/* An answer signed as a server would sign it (RFC 8945), made here by other means than the code under test. */
static size_t signed_answer(unsigned char *out, uint16_t id, int rcode,
	const unsigned char *request_mac, uint64_t at, const char *secret)
{
	static const unsigned char vars[] =
		"\x03key\x04test\x00\x00\xff\x00\x00\x00\x00\x0bhmac-sha256\x00";
	unsigned char text[300], mac[32];
	size_t n = 0, t = 0;
	unsigned char head[12] = { (unsigned char)(id >> 8), (unsigned char)id, 0xa8,
		(unsigned char)rcode };
	unsigned char when[8] = { (unsigned char)(at >> 40), (unsigned char)(at >> 32),
		(unsigned char)(at >> 24), (unsigned char)(at >> 16), (unsigned char)(at >> 8),
		(unsigned char)at, 1, 44 };
	crypto_auth_hmacsha256_state st;

	text[t++] = 0;
	text[t++] = 32;
	memcpy(text + t, request_mac, 32), t += 32;
	memcpy(text + t, head, 12), t += 12;
	memcpy(text + t, vars, sizeof(vars) - 1), t += sizeof(vars) - 1;
	memcpy(text + t, when, 8), t += 8;
	memset(text + t, 0, 4), t += 4;
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&st, text, t);
	crypto_auth_hmacsha256_final(&st, mac);
	head[11] = 1;
	memcpy(out, head, 12), n = 12;
	memcpy(out + n,
		"\x03key\x04test\x00\x00\xfa\x00\xff\x00\x00\x00\x00\x00\x3d\x0bhmac-sha256\x00",
		33),
		n += 33;
	memcpy(out + n, when, 8), n += 8;
	out[n++] = 0, out[n++] = 32;
	memcpy(out + n, mac, 32), n += 32;
	out[n++] = (unsigned char)(id >> 8), out[n++] = (unsigned char)id;
	memset(out + n, 0, 4), n += 4;
	return n;
}

static void an_update_and_its_answer(void **state)
{
	struct dnsupdate_op ops[] = { { .owner = STR("bad.example"), .add = true },
		{ .owner = STR("_blocked.bad.example"),
			.txt = true,
			.add = true,
			.text = STR("why") },
		{ .owner = STR("old.example") } };
	struct tsig_key key = { STR("key.test"), STR("0123456789abcdef") };
	unsigned char mac[TSIG_MAC], reply[400];
	struct err e = { 0 };
	struct buf b;
	size_t n;
	int rcode;

	(void)state;
	buf_init(&b, 65535);
	assert_int_equal(dnsupdate_write(STR("rpz.test"), ops, 3, 0x1234, 300, &b, &e), BW_OK);
	assert_memory_equal(b.p, "\x12\x34\x28\x00\x00\x01\x00\x00\x00\x05\x00\x00", 12);
	assert_int_equal(tsig_sign(&b, &key, 1700000000, mac, &e), BW_OK);
	n = signed_answer(reply, 0x1234, 0, mac, 1700000001, "0123456789abcdef");
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, n), 0x1234, &key, mac, 1700000000,
				 &rcode, &e),
		BW_OK);
	assert_int_equal(rcode, 0);
	/* another question, another time, another secret, no signature, a changed byte */
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, n), 0x1235, &key, mac, 1700000000,
				 &rcode, &e),
		BW_EPARSE);
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, n), 0x1234, &key, mac, 1700000900,
				 &rcode, &e),
		BW_EDENIED);
	reply[3] ^= 5;
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, n), 0x1234, &key, mac, 1700000000,
				 &rcode, &e),
		BW_EDENIED);
	n = signed_answer(reply, 0x1234, 5, mac, 1700000001, "0123456789abcdeX");
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, n), 0x1234, &key, mac, 1700000000,
				 &rcode, &e),
		BW_EDENIED);
	reply[11] = 0;
	assert_int_equal(dnsupdate_answer(str_make((char *)reply, 12), 0x1234, &key, mac,
				 1700000000, &rcode, &e),
		BW_EDENIED);
	for (size_t cut = 0; cut < n; cut++)
		assert_int_not_equal(dnsupdate_answer(str_make((char *)reply, cut), 0x1234, &key,
					     mac, 1700000000, &rcode, &e),
			BW_OK);
	buf_done(&b);
}

int test_registry(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_greeting_and_an_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refusal_and_a_message, setup, teardown),
		cmocka_unit_test_setup_teardown(xml_that_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(commands_cannot_be_broken_out_of, setup, teardown),
		cmocka_unit_test_setup_teardown(a_zone_comes_back, setup, teardown),
		cmocka_unit_test_setup_teardown(two_letters_for_one_name, setup, teardown),
		cmocka_unit_test_setup_teardown(names_no_zone_may_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(an_update_and_its_answer, setup, teardown),
	};

	return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
