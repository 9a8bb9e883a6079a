/* SPDX-License-Identifier: Apache-2.0 */
/* What mail_write writes, GMime reads back: the same words, and not one header more. */
#include "unit.h"

#include "base/clock.h"
#include "base/limit.h"
#include "format/mail_write.h"
#include "format/mime.h"
#include "mail_tests.h"

static struct mailbox box(struct arena *a, const char *text)
{
	struct mailbox m;
	struct err e = { 0 };

	assert_int_equal(mailbox_parse(a, str_of(text), &m, &e), BW_OK);
	return m;
}

struct sample {
	struct arena a;
	struct mailbox from, to;
	struct mail_file files[2];
	struct mail_out m;
	struct buf out;
	struct mime read;
};

static void begin(struct sample *s)
{
	*s = (struct sample){ 0 };
	arena_init(&s->a, 0);
	buf_init(&s->out, LIMIT_MAIL_OUT);
	s->from = box(&s->a, "abuse@desk.example");
	s->to = box(&s->a, "abuse@host.example");
	s->m = (struct mail_out){ .from = &s->from,
		.to = &s->to,
		.id = STR("letter-00ff"),
		.id_domain = STR("desk.example"),
		.lang = STR("en"),
		.at_s = 1795248000,
		.subject = STR("Phishing at shop.example"),
		.text = STR("Dear desk,\n\nplease look.\n") };
}

static void finish(struct sample *s)
{
	mime_done(&s->read);
	buf_done(&s->out);
	arena_done(&s->a);
}

static void write_and_read(struct sample *s)
{
	struct err e = { 0 };

	assert_int_equal(mail_write(&s->m, &s->out, &e), BW_OK);
	for (size_t i = 0, col = 0; i < s->out.n; i++) {
		unsigned char c = (unsigned char)s->out.p[i];

		assert_true(s->from.wide || c < 0x80);
		assert_true(c != '\n' || s->out.p[i - 1] == '\r');
		assert_true(c != '\r' || s->out.p[i + 1] == '\n');
		col = c == '\n' ? 0 : col + 1;
		assert_in_range(col, 0, 78 + 1);
	}
	assert_int_equal(mime_parse(&s->a, buf_str(&s->out), &s->read, &e), BW_OK);
}

static struct str header(struct sample *s, const char *name)
{
	return mime_header(&s->a, &s->read.parts[0], name);
}

static struct str text_of(struct sample *s, size_t part)
{
	struct str out;
	struct err e = { 0 };

	assert_int_equal(mime_text(&s->a, &s->read.parts[part], &out, &e), BW_OK);
	return out;
}

static void same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("'%.*s' is not '%s'", STR_ARG(got), want);
}

static void simple(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	s.m.from_name = STR("Abuse desk");
	write_and_read(&s);
	same(buf_str(&s.out), "Date: Sat, 21 Nov 2026 08:00:00 +0000\r\n"
			      "From: \"Abuse desk\" <abuse@desk.example>\r\n"
			      "To: <abuse@host.example>\r\n"
			      "Subject: Phishing at shop.example\r\n"
			      "Message-ID: <letter-00ff@desk.example>\r\n"
			      "Auto-Submitted: auto-generated\r\n"
			      "MIME-Version: 1.0\r\n"
			      "Content-Type: text/plain; charset=utf-8\r\n"
			      "Content-Language: en\r\n"
			      "Content-Transfer-Encoding: 7bit\r\n\r\n"
			      "Dear desk,\r\n\r\nplease look.\r\n");
	finish(&s);
}

/* Subjects and names from outside, and what a reader then sees. */
static void nothing_is_injected(void **state)
{
	static const struct {
		const char *given, *seen;
	} cases[] = {
		{ "a\r\nBcc: x@evil.example", "a Bcc: x@evil.example" },
		{ "a\nBcc: x@evil.example\n\nbody", "a Bcc: x@evil.example body" },
		{ "a\r\n\r\n--=_letter-00ff", "a --=_letter-00ff" },
		{ "=?utf-8?Q?=0D=0ABcc:_x?=", "=?utf-8?Q?=0D=0ABcc:_x?=" },
		{ "a\xc2\x85"
		  "b\xe2\x80\xa8"
		  "c\x01"
		  "d\x7f"
		  "e",
			"a b c d e" },
		{ "to \xe2\x80\xae"
		  "elpmaxe",
			"to elpmaxe" },
		{ "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "quote \" back \\ <x@evil.example>, y", "quote \" back \\ <x@evil.example>, y" },
		{ "", "" },
		{ "Phishing at f\xc3\xa4lschung.example, sold to "
		  "\xd8\xa7\xd8\xae\xd8\xaa\xd8\xa8\xd8\xa7\xd8\xb1 "
		  "and once more to J\xc3\xb6rg",
			"Phishing at f\xc3\xa4lschung.example, sold to "
			"\xd8\xa7\xd8\xae\xd8\xaa\xd8\xa8\xd8\xa7\xd8\xb1 and once more to "
			"J\xc3\xb6rg" },
		{ "averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword."
		  "example",
			"averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongw"
			"ord."
			"example" },
		{ "many short words that have to be folded because together they are longer than "
		  "one line",
			"many short words that have to be folded because together they are longer "
			"than one "
			"line" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sample s;
		struct mime_mailbox from;

		begin(&s);
		s.m.subject = s.m.from_name = str_of(cases[i].given);
		write_and_read(&s);
		same(header(&s, "Subject"), cases[i].seen);
		from = mime_mailbox(header(&s, "From"));
		same(from.address, "abuse@desk.example");
		assert_int_equal(header(&s, "Bcc").n, 0);
		assert_in_range(s.read.parts[0].headers_n, 7, 10);
		finish(&s);
	}
}

static void bodies(void **state)
{
	static const struct {
		const char *given, *seen, *encoding;
	} cases[] = {
		{ "plain\n", "plain\n", "7bit" },
		{ "no end", "no end\n", "7bit" },
		{ "a\r\nb\rc\n", "a\nb\nc\n", "7bit" },
		{ ".\n..\nlast\n", ".\n..\nlast\n", "7bit" },
		{ "From here\n.\n", "From here\n.\n", "quoted-printable" },
		{ "-- \nsignature\n", "-- \nsignature\n", "quoted-printable" },
		{ "--=_letter-00ff--\nstill text\n", "--=_letter-00ff--\nstill text\n",
			"quoted-printable" },
		{ "f\xc3\xa4lschung und vieles mehr, das ASCII ist\n",
			"f\xc3\xa4lschung und vieles mehr, das ASCII ist\n", "quoted-printable" },
		{ "\xd9\x84\xd9\x85 \xd9\x86\xd8\xad\xd8\xb0\xd9\x81\n",
			"\xd9\x84\xd9\x85 \xd9\x86\xd8\xad\xd8\xb0\xd9\x81\n", "base64" },
		{ "a\x01\x02"
		  "b\tc\n",
			"ab\tc\n", "7bit" },
		{ "bad \xff"
		  "byte, and enough besides it to be mostly plain\n",
			"bad \xef\xbf\xbd"
			"byte, and enough besides it to be mostly plain\n",
			"quoted-printable" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int files = 0; files < 2; files++) {
			struct sample s;
			struct str text, seen;
			size_t part;

			begin(&s);
			s.files[0] = (struct mail_file){ STR("application/json"), STR("xarf.json"),
				STR("{\"xarf_version\":\"4.0.0\"}\n") };
			s.m.files = s.files;
			s.m.files_n = (size_t)files;
			s.m.text = str_of(cases[i].given);
			write_and_read(&s);
			part = files ? 2 : 1;
			seen = mime_header(&s.a, &s.read.parts[part], "Content-Transfer-Encoding");
			same(seen, cases[i].encoding);
			text = text_of(&s, part);
			/* CRLF on the wire; a reader's lines are compared */
			seen = arena_dup(&s.a, text);
			seen.n = 0;
			for (size_t k = 0; k < text.n; k++)
				if (text.p[k] != '\r')
					((char *)(uintptr_t)seen.p)[seen.n++] = text.p[k];
			/* the line end before a boundary belongs to the boundary */
			same(seen, cases[i].seen);
			if (files) {
				same(s.read.parts[3].type, "application/json");
				same(s.read.parts[3].name, "xarf.json");
				same(text_of(&s, 3), "{\"xarf_version\":\"4.0.0\"}\n");
				assert_int_equal(s.read.n, 4);
			}
			finish(&s);
		}
}

static void file_names(void **state)
{
	static const char *const names[] = {
		"cases.csv", "f\xc3\xa4lle 2026.csv", "a\"; x=\"b.csv",
		"a-very-long-name-that-does-not-fit-into-one-line-and-goes-on-\xd8\xa7\xd8\xae.csv"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct sample s;

		begin(&s);
		s.files[0] = (struct mail_file){ STR("text/csv"), str_of(names[i]), STR("a,b\n") };
		s.m.files = s.files;
		s.m.files_n = 1;
		write_and_read(&s);
		same(s.read.parts[3].name, names[i]);
		finish(&s);
	}
}

static void ids_are_checked(void **state)
{
	static const char *const bad[] = { "", "a b", "a>", "a\r\nX: y", "a@b", "\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (int field = 0; field < 3; field++) {
			struct sample s;
			struct err e = { 0 };

			begin(&s);
			s.files[0] = (struct mail_file){ str_of(bad[i]), STR("n"), STR("") };
			if (field == 0)
				s.m.id = str_of(bad[i]);
			else if (field == 1)
				s.m.id_domain = str_of(bad[i]);
			else
				s.m.files = s.files, s.m.files_n = 1;
			assert_int_equal(mail_write(&s.m, &s.out, &e), BW_EINVALID);
			finish(&s);
		}
}

static void addresses(void **state)
{
	static const struct {
		const char *given, *seen; /* NULL: refused */
		bool wide;
	} cases[] = {
		{ "abuse@Host.EXAMPLE", "abuse@host.example", false },
		{ "a.b+c=d@x.example", "a.b+c=d@x.example", false },
		{ "abuse@f\xc3\xa4lle.example", "abuse@xn--flle-loa.example", false },
		{ "j\xc3\xb6rg@f\xc3\xa4lle.example", "j\xc3\xb6rg@xn--flle-loa.example", true },
		{ "", NULL, false },
		{ "abuse", NULL, false },
		{ "@host.example", NULL, false },
		{ "abuse@", NULL, false },
		{ "a b@host.example", NULL, false },
		{ "\"a b\"@host.example", NULL, false },
		{ "a@b@host.example", NULL, false },
		{ "a@[192.0.2.1]", NULL, false },
		{ "a@host.example>\r\nRCPT TO:<b@host.example", NULL, false },
		{ "a\r\nDATA@host.example", NULL, false },
		{ "a..b@host.example", NULL, false },
		{ ".a@host.example", NULL, false },
		{ "a\xe2\x80\xae@host.example", NULL, false },
		{ "a@ho_st.example", NULL, false },
		{ "a\xff@host.example", NULL, false },
		{ "0123456789012345678901234567890123456789012345678901234567890123@host.example",
			"0123456789012345678901234567890123456789012345678901234567890123@host."
			"example",
			false },
		{ "01234567890123456789012345678901234567890123456789012345678901234@host.example",
			NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a;
		struct mailbox m = { 0 };
		struct err e = { 0 };
		int rc;

		arena_init(&a, 0);
		rc = mailbox_parse(&a, str_of(cases[i].given), &m, &e);
		assert_int_equal(rc, cases[i].seen ? BW_OK : BW_EINVALID);
		if (!rc) {
			same(m.address, cases[i].seen);
			assert_int_equal(m.wide, cases[i].wide);
		}
		arena_done(&a);
	}
}

static void names_and_tags(void **state)
{
	struct arena a;
	struct mailbox m;
	struct str name, tagged;
	struct err e = { 0 };

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(
		mailbox_named(&a, STR(" \"Abuse desk\" <abuse@desk.example> "), &name, &m, &e),
		BW_OK);
	same(name, "Abuse desk");
	assert_int_equal(
		mailbox_tagged(&a, &m, STR("0123456789abcdefghjkmnpqrs"), &tagged, &e), BW_OK);
	same(tagged, "abuse+0123456789abcdefghjkmnpqrs@desk.example");
	assert_int_equal(mailbox_named(&a, STR("abuse@desk.example"), &name, &m, &e), BW_OK);
	assert_int_equal(name.n, 0);
	m = box(&a, "a-desk-with-a-long-name-before-the-at-sign@desk.example");
	assert_int_equal(mailbox_tagged(&a, &m, STR("0123456789abcdefghjkmnpqrs"), &tagged, &e),
		BW_EINVALID);
	arena_done(&a);
}

int mail_write_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(simple),
		cmocka_unit_test(nothing_is_injected), cmocka_unit_test(bodies),
		cmocka_unit_test(file_names), cmocka_unit_test(ids_are_checked),
		cmocka_unit_test(addresses), cmocka_unit_test(names_and_tags) };

	return cmocka_run_group_tests_name("format/mail_write", tests, NULL, NULL);
}
