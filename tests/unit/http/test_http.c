/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and frames: what is read, and what must be refused because two readers could differ about it. */
#include "unit.h"

#include "base/limit.h"
#include "format/http.h"
#include "http/frame.h"
#include "http/rate.h"
#include "http_tests.h"

#define REST "Host: a.example\r\n\r\n"

static const struct {
	const char *name, *head;
	int rc;
} heads[] = {
	{ "plain", "GET / HTTP/1.1\r\n" REST, BW_OK },
	{ "absolute form", "GET http://a.example/x?y HTTP/1.1\r\n" REST, BW_OK },
	{ "leading empty line", "\r\nGET / HTTP/1.1\r\n" REST, BW_OK },
	{ "HTTP/1.0 needs no host", "GET / HTTP/1.0\r\n\r\n", BW_OK },
	{ "unknown method", "BREW / HTTP/1.1\r\n" REST, BW_OK },
	{ "not complete", "GET / HTTP/1.1\r\nHost: a", BW_EAGAIN },
	{ "no host", "GET / HTTP/1.1\r\n\r\n", BW_EPARSE },
	{ "two hosts", "GET / HTTP/1.1\r\nHost: b\r\n" REST, BW_EPARSE },
	{ "bare line feed", "GET / HTTP/1.1\nHost: a\n\n", BW_EPARSE },
	{ "bare line feed in a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", BW_EPARSE },
	{ "folded line", "GET / HTTP/1.1\r\nX: a\r\n b\r\n" REST, BW_EPARSE },
	{ "space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", BW_EPARSE },
	{ "control character", "GET / HTTP/1.1\r\nX: a\x01\r\n" REST, BW_EPARSE },
	{ "NUL", "GET / HTTP/1.1\r\nX: a\x7f\r\n" REST, BW_EPARSE },
	{ "no slash", "GET x HTTP/1.1\r\n" REST, BW_EPARSE },
	{ "raw quote in target", "GET /\" HTTP/1.1\r\n" REST, BW_EPARSE },
	{ "fragment", "GET /#x HTTP/1.1\r\n" REST, BW_EPARSE },
	{ "two spaces", "GET  / HTTP/1.1\r\n" REST, BW_EPARSE },
	{ "HTTP/2", "GET / HTTP/2.0\r\n" REST, BW_EUNAVAILABLE },
	{ "length and chunked",
		"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" REST,
		BW_EPARSE },
	{ "two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n" REST,
		BW_EPARSE },
	{ "list of lengths", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n" REST, BW_EPARSE },
	{ "signed length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n" REST, BW_EPARSE },
	{ "huge length", "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n" REST,
		BW_EPARSE },
	{ "other coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" REST,
		BW_EUNAVAILABLE },
	{ "chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
		BW_EUNAVAILABLE },
	{ "unknown expectation", "POST / HTTP/1.1\r\nExpect: tea\r\n" REST, BW_EPARSE },
};

static void heads_are_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct str in = str_of(heads[i].head);
		struct http_head h;
		struct err e;
		size_t used = 0;

		if (http_head_parse(in, &h, &used, &e) != heads[i].rc)
			fail_msg("%s: %s", heads[i].name, e.text);
		if (heads[i].rc)
			continue;
		assert_int_equal(used, in.n);
		/* Fed one byte at a time it is not complete before its last byte. */
		for (size_t n = 0; n < in.n; n++)
			if (http_head_parse(str_sub(in, 0, n), &h, &used, &e) != BW_EAGAIN)
				fail_msg("%s: complete after %zu of %zu bytes", heads[i].name, n,
					in.n);
	}
}

static void heads_have_a_ceiling(void **state)
{
	struct http_head h;
	struct buf b;
	struct err e;
	size_t used;

	(void)state;
	buf_init(&b, LIMIT_HTTP_HEAD * 2);
	buf_addz(&b, "GET / HTTP/1.1\r\n");
	for (int i = 1; i < LIMIT_HTTP_FIELDS; i++)
		buf_addz(&b, "X: y\r\n");
	buf_addz(&b, REST);
	assert_int_equal(http_head_parse(buf_str(&b), &h, &used, &e), BW_OK);
	buf_reset(&b);
	buf_addz(&b, "GET / HTTP/1.1\r\n");
	for (int i = 0; i < LIMIT_HTTP_FIELDS; i++)
		buf_addz(&b, "X: y\r\n");
	buf_addz(&b, REST);
	assert_int_equal(http_head_parse(buf_str(&b), &h, &used, &e), BW_ELIMIT);
	buf_reset(&b);
	buf_addz(&b, "GET /");
	while (b.n < LIMIT_HTTP_HEAD + 1)
		buf_addc(&b, 'a');
	assert_int_equal(http_head_parse(buf_str(&b), &h, &used, &e), BW_ELIMIT);
	assert_int_equal(http_head_parse(str_make(b.p, LIMIT_HTTP_HEAD), &h, &used, &e), BW_EAGAIN);
	buf_done(&b);
}

/* ${in} in portions of ${step} bytes; true where it ended well with ${want}. */
static bool chunks(const char *in, size_t step, const char *want)
{
	struct http_chunks c = { 0 };
	struct str all = str_of(in), data;
	struct buf got;
	struct err e;
	int rc = BW_OK;
	bool same;

	buf_init(&got, 1000);
	for (size_t at = 0; !rc && at < all.n && !c.done; at += step) {
		struct str portion = str_sub(all, at, step);

		while (!rc && portion.n && !c.done) {
			rc = http_chunks_next(&c, &portion, &data, &e);
			buf_add(&got, data);
		}
	}
	same = !rc && c.done && str_is(buf_str(&got), want);
	buf_done(&got);
	return same;
}

static void chunks_in_any_portions(void **state)
{
	static const char *const bad[] = { "x\r\n", "\r\n", "3\nabc\r\n0\r\n\r\n",
		"3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "-1\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
		"fffffffffffffffff\r\n", "3;a\x01\r\nabc\r\n", "0\r\n\n",
		"3 \r\nabc\r\n0\r\n\r\n" };

	(void)state;
	for (size_t step = 1; step < 40; step++) {
		assert_true(chunks("3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\n\r\n", step,
			"abc0123456789abcdef"));
		assert_true(
			chunks("A\r\n0123456789\r\n0\r\nX-Trailer: y\r\n\r\n", step, "0123456789"));
		assert_true(chunks("0\r\n\r\n", step, ""));
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (chunks(bad[i], step, "abc"))
				fail_msg("taken: %s", bad[i]);
	}
}

static void small_fields(void **state)
{
	char out[64];

	(void)state;
	assert_true(str_is(http_cookie(STR("a=1; b=2"), STR("b")), "2"));
	assert_null(http_cookie(STR("b=1; b=2"), STR("b")).p);
	assert_null(http_cookie(STR("xb=1"), STR("b")).p);
	assert_int_equal(http_decode(STR("a%20b+c"), true, out), 5);
	assert_memory_equal(out, "a b c", 5);
	assert_int_equal(http_decode(STR("%"), true, out), SIZE_MAX);
	assert_int_equal(http_decode(STR("%4"), true, out), SIZE_MAX);
	assert_int_equal(http_decode(STR("%00"), true, out), SIZE_MAX);
	assert_int_equal(http_decode(STR("%ff"), true, out), SIZE_MAX);
	assert_int_equal(http_accepts(STR("text/html;q=0.5, */*;q=0.1"), STR("text/html")), 500);
	assert_int_equal(http_accepts(STR("text/*;q=0.3, */*;q=0.1"), STR("text/html")), 300);
	assert_int_equal(http_accepts(STR("application/json"), STR("text/html")), 0);
	assert_true(http_takes_gzip(STR("br, GZIP;q=0.5, *;q=0")));
	assert_true(http_takes_gzip(STR("gzip")));
	assert_false(http_takes_gzip(STR("gzip;q=0, br")));
	assert_false(http_takes_gzip(STR("gzip; q=0.000")));
	assert_false(http_takes_gzip(STR("x-gzippy, identity")));
	assert_false(http_takes_gzip((struct str){ NULL, 0 }));
	assert_true(http_etag_matches(STR("\"a\", W/\"b\""), STR("\"b\"")));
	assert_false(http_etag_matches(STR("\"a\""), STR("\"b\"")));
}

static void routes_are_found(void **state)
{
	struct str p[ROUTE_PARAMS];
	unsigned allow;

	(void)state;
	assert_int_equal(route_find(HTTP_GET, STR("/api/v1/cases/c-1"), &allow), ROUTE_CASE_GET);
	assert_int_equal(route_find(HTTP_HEAD, STR("/api/v1/cases/c-1"), &allow), ROUTE_CASE_GET);
	assert_int_equal(route_find(HTTP_POST, STR("/api/v1/cases/c-1"), &allow), -2);
	assert_int_equal(allow, 1u << HTTP_GET | 1u << HTTP_HEAD);
	assert_int_equal(route_find(HTTP_GET, STR("/api/v1/cases/"), &allow), -1);
	assert_int_equal(route_find(HTTP_GET, STR("/api/v1/cases/c-1/"), &allow), -1);
	/* A word stands before a parameter. */
	assert_int_equal(
		route_find(HTTP_GET, STR("/api/v1/policies/bind"), &allow), ROUTE_POLICY_BIND);
	/* the rest of a path is one parameter */
	assert_int_equal(route_find(HTTP_GET, STR("/log/tile/0/x001/234"), &allow), ROUTE_LOG_TILE);
	assert_int_equal(route_params(route_at(ROUTE_LOG_TILE), STR("/log/tile/0/x001/234"), p), 1);
	assert_true(str_is(p[0], "0/x001/234"));
	assert_int_equal(route_find(HTTP_GET, STR("/log/tile/"), &allow), -1);
	assert_int_equal(route_find(HTTP_GET, STR("/log/key"), &allow), ROUTE_LOG_KEY);
	assert_int_equal(route_find(HTTP_GET, STR("/log/keys"), &allow), -1);
	assert_int_equal(
		route_params(route_at(ROUTE_CASE_CLOSE), STR("/api/v1/cases/x/close"), p), 1);
	assert_true(str_is(p[0], "x"));
}

static void frames_come_back_as_they_went(void **state)
{
	struct frame_request r = { .id = 7,
		.route = ROUTE_START,
		.path = STR_INIT("/"),
		.body = STR_INIT("b") },
			     r2;
	struct frame_reply a = { .id = 9,
		.status = 200,
		.head = STR_INIT("A: b\r\n"),
		.body = STR_INIT("x") },
			   a2;
	static const char *const heads_bad[] = { "A: b", "A b\r\n", "\r\n", "A: b\r\n\r\nC: d\r\n",
		"A: \x01\r\n", ": x\r\n" };
	struct str rest, payload;
	struct frame_data d = { .id = 11, .end = true, .took = 70000, .bytes = STR_INIT("y") }, d2;
	enum frame_type t;
	struct buf b;
	struct err e;

	(void)state;
	r.field[HTTP_COOKIE] = STR("c=d");
	buf_init(&b, 10000);
	frame_request_write(&r, &b);
	frame_reply_write(&a, &b);
	frame_data_write(&d, FRAME_DATA, &b);
	rest = buf_str(&b);
	assert_int_equal(frame_next(&rest, &t, &payload, &e), BW_OK);
	assert_int_equal(t, FRAME_REQUEST);
	assert_int_equal(frame_request_parse(payload, &r2, &e), BW_OK);
	assert_true(str_is(r2.field[HTTP_COOKIE], "c=d") && str_is(r2.body, "b") && r2.id == 7);
	for (size_t n = 0; n < payload.n; n++)
		assert_int_not_equal(frame_request_parse(str_sub(payload, 0, n), &r2, &e), BW_OK);
	assert_int_equal(frame_next(&rest, &t, &payload, &e), BW_OK);
	assert_int_equal(frame_reply_parse(payload, &a2, &e), BW_OK);
	assert_int_equal(frame_next(&rest, &t, &payload, &e), BW_OK);
	assert_int_equal(t, FRAME_DATA);
	assert_int_equal(frame_data_parse(payload, &d2, &e), BW_OK);
	assert_true(d2.id == 11 && d2.end && d2.took == 70000 && str_is(d2.bytes, "y"));
	for (size_t n = 0; n < payload.n; n++)
		assert_int_not_equal(frame_data_parse(str_sub(payload, 0, n), &d2, &e), BW_OK);
	assert_int_equal(frame_next(&rest, &t, &payload, &e), BW_EAGAIN);
	/* Nobody puts a second reply into a head. */
	for (size_t i = 0; i < sizeof(heads_bad) / sizeof(heads_bad[0]); i++) {
		buf_reset(&b);
		a.head = str_of(heads_bad[i]);
		frame_reply_write(&a, &b);
		rest = buf_str(&b);
		assert_int_equal(frame_next(&rest, &t, &payload, &e), BW_OK);
		if (frame_reply_parse(payload, &a2, &e) == BW_OK)
			fail_msg("taken: %s", heads_bad[i]);
	}
	buf_done(&b);
}

static void a_network_has_its_rate(void **state)
{
	unsigned char one[16] = { [10] = 0xff, 0xff, 192, 0, 2, 1 },
		      six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct rate_left left;
	struct rate r;
	struct err e;
	int taken = 0;

	(void)state;
	assert_int_equal(rate_init(&r, 60, (struct hash_key){ 1, 2 }, &e), BW_OK);
	while (rate_take(&r, one, 1000, &left))
		taken++;
	assert_int_equal(taken, 31);
	assert_int_equal(left.reset_s, 1 + (1000 * 60 / 60 / 1000));
	assert_false(rate_take(&r, one, 1900, &left));
	assert_true(rate_take(&r, one, 2000, &left));
	/* Neighbours in a /64 are one network, other networks are not touched. */
	assert_true(rate_take(&r, six, 1000, &left));
	six[15] = 9;
	for (int i = 0; i < 30; i++)
		assert_true(rate_take(&r, six, 1000, &left));
	assert_false(rate_take(&r, six, 1000, &left));
	rate_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_read_strictly),
		cmocka_unit_test(heads_have_a_ceiling),
		cmocka_unit_test(chunks_in_any_portions),
		cmocka_unit_test(small_fields),
		cmocka_unit_test(routes_are_found),
		cmocka_unit_test(frames_come_back_as_they_went),
		cmocka_unit_test(a_network_has_its_rate),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL) + web_tests();
}
