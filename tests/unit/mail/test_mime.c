/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "base/clock.h"
#include "format/mime.h"
#include "mail_tests.h"

static int parse(struct arena *a, struct buf *b, struct mime *m, struct err *e)
{
	*m = (struct mime){ 0 };
	return mime_parse(a, buf_str(b), m, e);
}

static void parts_and_texts(void **s)
{
	static const char mail[] =
		"From someone@b.example Sat Nov 21 08:30:00 2026\n"
		"From: =?utf-8?Q?J=C3=BCrgen?= =?utf-8?B?IE3DvGxsZXI=?= <j@b.example>\n"
		"Subject: two\n lines\nContent-Type: multipart/mixed; boundary=\"x\"\n\n"
		"--x\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B%F%9%H\x1b(B\n"
		"--x\nContent-Type: TEXT/Plain; charset=koi8-r\nContent-Transfer-Encoding: "
		"base64\n\n1MXT1A==\n"
		"--x\nContent-Type: text/plain; format=flowed; delsp=yes\n\nhttp://a.example/ "
		"\nb\nend\n"
		"--x\nContent-Type: application/octet-stream; name*0*=utf-8''r%C3%A9; "
		"name*1*=p.csv\n\nx\n"
		"--x\nContent-Type: message/rfc822\n\nReceived: by y\nSubject: inner\n\nbody "
		"=?utf-8?Q?x?=\n"
		"--x--\n";
	static const char *const texts[] = { "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88",
		"\xd1\x82\xd0\xb5\xd1\x81\xd1\x82", "http://a.example/b\nend" };
	struct arena a;
	struct buf b;
	struct mime m;
	struct err e = { 0 };
	struct mime_mailbox from;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 1 << 20);
	buf_add(&b, str_make(mail, sizeof(mail) - 1));
	assert_int_equal(parse(&a, &b, &m, &e), BW_OK);
	assert_int_equal(m.n, 8);
	from = mime_mailbox(mime_header(&a, &m.parts[0], "from"));
	assert_true(str_is(from.name, "J\xc3\xbcrgen M\xc3\xbcller"));
	assert_true(str_is(from.address, "j@b.example"));
	assert_true(str_is(mime_header(&a, &m.parts[0], "Subject"), "two lines"));
	for (size_t i = 0; i < 3; i++) {
		struct str t;

		assert_int_equal(mime_text(&a, &m.parts[2 + i], &t, &e), BW_OK);
		if (!str_eq(str_trim(t), str_of(texts[i])))
			fail_msg("text %zu is '%.*s'", i, STR_ARG(t));
	}
	assert_true(str_is(m.parts[3].type, "text/plain"));
	assert_true(str_is(m.parts[5].name, "r\xc3\xa9p.csv"));
	assert_int_equal(m.parts[6].kind, MIME_MESSAGE);
	assert_true(str_is(mime_header(&a, &m.parts[6], "Subject"), "inner"));
	assert_int_equal(m.parts[7].parent, 6);
	mime_done(&m);
	buf_done(&b);
	arena_done(&a);
}

/* Both sides of each ceiling. */
static void nested(struct buf *b, int depth)
{
	buf_addz(b, "From: a@b.example\n");
	for (int i = 0; i < depth; i++)
		buf_printf(b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buf_addz(b, "Content-Type: text/plain\n\nx\n");
	for (int i = depth; i-- > 0;)
		buf_printf(b, "--b%d--\n", i);
}

static void many_parts(struct buf *b, int n)
{
	buf_addz(b, "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < n; i++)
		buf_addz(b, "--b\n\nx\n");
	buf_addz(b, "--b--\n");
}

static void many_headers(struct buf *b, int n)
{
	for (int i = 0; i < n; i++)
		buf_addz(b, "X: y\n");
	buf_addz(b, "\nbody\n");
}

static void long_header(struct buf *b, int n)
{
	buf_addz(b, "X:");
	for (int i = 2; i < n; i++)
		buf_addc(b, 'y');
	buf_addz(b, "\n\nbody\n");
}

static void dashes(struct buf *b, int n)
{
	buf_addz(b, "From: a@b.example\n\n");
	for (int i = 0; i < n; i++)
		buf_addz(b, "--\n");
}

static void parameters(struct buf *b, int n)
{
	buf_addz(b, "From: a@b.example\nContent-Type: text/plain");
	for (int i = 0; i < n; i++)
		buf_printf(b, ";\n p%d=x", i);
	buf_addz(b, "\n\nbody\n");
}

static void ceilings(void **s)
{
	static const struct {
		const char *name;
		void (*make)(struct buf *b, int n);
		int good, bad;
	} t[] = {
		/* the message and the text below take a level each */
		{ "depth", nested, LIMIT_MIME_DEPTH - 1, LIMIT_MIME_DEPTH },
		{ "far too deep", nested, 1, 5000 },
		{ "parts", many_parts, LIMIT_MIME_PARTS - 2, LIMIT_MIME_PARTS - 1 },
		{ "headers", many_headers, LIMIT_MIME_HEADERS, LIMIT_MIME_HEADERS + 1 },
		{ "header length", long_header, LIMIT_MIME_LINE, LIMIT_MIME_LINE + 1 },
		{ "dashes", dashes, LIMIT_MIME_DASHES, LIMIT_MIME_DASHES + 1 },
		{ "parameters", parameters, LIMIT_MIME_PARAMS, LIMIT_MIME_PARAMS + 1 },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		for (int bad = 0; bad < 2; bad++) {
			struct err e = { 0 };
			struct arena a;
			struct mime m;
			struct buf b;
			int rc;

			arena_init(&a, 0);
			buf_init(&b, 1 << 24);
			t[i].make(&b, bad ? t[i].bad : t[i].good);
			rc = parse(&a, &b, &m, &e);
			if (rc != (bad ? BW_ELIMIT : BW_OK))
				fail_msg("%s, %d: %d %s", t[i].name, bad ? t[i].bad : t[i].good, rc,
					e.text);
			mime_done(&m);
			buf_done(&b);
			arena_done(&a);
		}
}

static void what_is_no_mail(void **s)
{
	static const char *const t[] = { "", "\n\n", "just words\n\nmore words\n", "From x\n" };

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct err e = { 0 };
		struct arena a;
		struct mime m = { 0 };

		arena_init(&a, 0);
		assert_int_equal(mime_parse(&a, str_of(t[i]), &m, &e), BW_EPARSE);
		arena_done(&a);
	}
}

static void dates(void **s)
{
	static const struct {
		const char *text, *at;
	} t[] = {
		{ "Sat, 21 Nov 2026 08:30:00 +0000", "2026-11-21T08:30:00Z" },
		{ "21 Nov 2026 09:30 +0100", "2026-11-21T08:30:00Z" },
		{ "Sat, 21 Nov 26 03:30:00 EST", "2026-11-21T08:30:00Z" },
		{ "Sat,  1 Nov 2026 02:45:10 -0400 (EDT)", "2026-11-01T06:45:10Z" },
		{ "(invalid)", NULL },
		{ "Sat, 21 Foo 2026 08:30:00 +0000", NULL },
		{ "Sat, 99 Nov 2026 08:30:00 +0000", NULL },
		{ "", NULL },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char out[CLOCK_TEXT];
		int64_t at;

		assert_int_equal(mime_date(str_of(t[i].text), &at), t[i].at != NULL);
		if (t[i].at)
			assert_string_equal(clock_format(at, out), t[i].at);
	}
}

static void mailboxes(void **s)
{
	static const struct {
		const char *text, *name, *address;
	} t[] = {
		{ "a@b.example", "", "a@b.example" },
		{ "\"A, <B>\" <a@b.example>, c@d.example", "A, <B>", "a@b.example" },
		{ "a@b.example (A B)", "A B", "a@b.example" },
		{ "a@b.example, c@d.example", "", "a@b.example" },
		{ "J\xc3\xb8ran \xc3\x98ygard <j\xc3\xb8ran@bl\xc3\xa5.example>",
			"J\xc3\xb8ran \xc3\x98ygard", "j\xc3\xb8ran@bl\xc3\xa5.example" },
		{ "nobody", "", "" },
		{ "<a b@c.example>", "", "" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct mime_mailbox m = mime_mailbox(str_of(t[i].text));

		assert_true(str_is(m.name, t[i].name));
		assert_true(str_is(m.address, t[i].address));
	}
}

int mime_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(parts_and_texts),
		cmocka_unit_test(ceilings), cmocka_unit_test(what_is_no_mail),
		cmocka_unit_test(dates), cmocka_unit_test(mailboxes) };

	return cmocka_run_group_tests_name("format/mime", tests, NULL, NULL);
}
