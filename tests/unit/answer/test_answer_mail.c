/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/answer/NAME.eml: a message that came back; NAME.expect: what is read from it. */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "answer/mail.h"
#include "answer/parts.h"
#include "answer/quote.h"
#include "answer_tests.h"
#include "base/clock.h"
#include "base/limit.h"
#include "sys/durable.h"

#define NOW 1795269600 /* 2026-11-21T14:00:00Z */

static void line(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_printf(b, "%s: ", name);
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\n')
			buf_addz(b, "\\n");
		else if (value.p[i] != '\r')
			buf_addc(b, value.p[i]);
	buf_addc(b, '\n');
}

static void describe(const struct answer_mail *m, struct buf *b)
{
	const struct answer *n = &m->answer;
	char at[CLOCK_TEXT];

	line(b, "sort", str_of(answer_mail_sort_text((int)m->sort)));
	line(b, "by",
		m->has_token && m->has_key ? STR("token, key")
		: m->has_token             ? STR("token")
		: m->has_key               ? STR("key")
					   : STR(""));
	line(b, "from", m->from);
	if (m->sort == ANSWER_MAIL_BOUNCE) {
		line(b, "delivery", str_of(dsn_action_text((int)m->bounce.action)));
		line(b, "lasting", m->bounce.lasting ? STR("yes") : STR("no"));
		line(b, "recipient", m->bounce.recipient);
		line(b, "status", m->bounce.status);
		line(b, "words", m->bounce.words);
		return;
	}
	if (m->sort == ANSWER_MAIL_OTHER || m->sort == ANSWER_MAIL_RECEIPT)
		return;
	line(b, "kind", str_of(answer_kind_text((int)n->kind)));
	line(b, "sure", n->sure ? STR("yes") : STR("no"));
	line(b, "at", str_of(clock_format(n->at_s, at)));
	line(b, "actor", n->actor);
	line(b, "action", n->action);
	line(b, "effect", str_of(n->effect == EFFECT_NOTHING ? "" : effect_text((int)n->effect)));
	line(b, "reason", n->reason);
	line(b, "reference", n->reference);
	line(b, "text", n->text);
	for (size_t i = 0; i < m->parts_n; i++) {
		const struct answer_part *p = &m->parts[i];

		buf_printf(b, "part: %s%s%.*s", answer_kind_text((int)p->answer.kind),
			p->answer.reason.n ? " " : "", STR_ARG(p->answer.reason));
		for (size_t k = 0; k < p->cases_n; k++)
			buf_printf(b, " %.*s", STR_ARG(p->cases[k]));
		buf_printf(
			b, "%s%s\n", p->cases_n ? "" : " the rest", p->answer.sure ? ", sure" : "");
	}
}

static unsigned one(const char *folder, struct str name)
{
	const struct answer_hints h = { NOW, STR("abuse@desk.example") };
	struct answer_mail m, again;
	struct arena a;
	struct buf message, want, got, request, reply;
	struct err e = { 0 };
	unsigned bad = 0;

	arena_init(&a, 0);
	buf_init(&message, LIMIT_MAIL_BYTES);
	buf_init(&want, 1 << 20);
	buf_init(&got, 1 << 20);
	buf_init(&request, LIMIT_MAIL_BYTES);
	buf_init(&reply, LIMIT_PARSE_REPLY);
	assert_int_equal(durable_read_file(arena_printf(&a, "%s/%.*s.eml", folder, STR_ARG(name)).p,
				 &message, &e),
		BW_OK);
	(void)!durable_read_file(
		arena_printf(&a, "%s/%.*s.expect", folder, STR_ARG(name)).p, &want, &e);
	assert_int_equal(answer_read_mail(&a, buf_str(&message), &h, &m, &e), BW_OK);
	describe(&m, &got);
	if (!str_eq(buf_str(&want), buf_str(&got))) {
		print_error("==> %.*s.expect <==\n%.*s", STR_ARG(name), STR_ARG(buf_str(&got)));
		bad = 1;
	}
	/* the same by way of the other process */
	answer_mail_request(&h, &request);
	buf_add(&request, buf_str(&message));
	assert_int_equal(answer_mail_serve(buf_str(&request), &reply, &e), BW_OK);
	assert_int_equal(answer_mail_reply(&a, buf_str(&reply), &again, &e), BW_OK);
	buf_reset(&got);
	describe(&again, &got);
	assert_true(bad || str_eq(buf_str(&want), buf_str(&got)));
	for (size_t n = 0; n < reply.n; n++)
		assert_int_equal(answer_mail_reply(&a, str_sub(buf_str(&reply), 0, n), &again, &e),
			BW_EPARSE);
	buf_done(&message);
	buf_done(&want);
	buf_done(&got);
	buf_done(&request);
	buf_done(&reply);
	arena_done(&a);
	return bad;
}

static void golden(void **state)
{
	char folder[1000];
	unsigned bad = 0, seen = 0;
	DIR *d;

	(void)state;
	(void)snprintf(folder, sizeof(folder), "%s/tests/golden/answer", getenv("SOURCE_ROOT"));
	d = opendir(folder);
	assert_non_null(d);
	for (struct dirent *x; (x = readdir(d));) {
		struct str name = str_of(x->d_name);

		if (!str_ends(name, STR(".eml")))
			continue;
		bad += one(folder, str_sub(name, 0, name.n - 4));
		seen++;
	}
	closedir(d);
	assert_in_range(seen, 20, 1000);
	assert_int_equal(bad, 0);
}

static void ids(void **state)
{
	static const unsigned char key[MAIL_KEY_BYTES] = { 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
		0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	unsigned char got[MAIL_KEY_BYTES];
	char out[MAIL_ID_ROOM], token[MAIL_TOKEN_CHARS + 1];

	(void)state;
	mail_id_write(key, out);
	assert_string_equal(out, "letter-00112233445566778899aabbccddeeff");
	assert_true(mail_id_find(
		STR("<x@y> <LETTER-00112233445566778899AABBCCDDEEFF@desk.example>"), got));
	assert_memory_equal(got, key, sizeof(key));
	assert_false(
		mail_id_find(STR("<letter-00112233445566778899aabbccddeef@desk.example>"), got));
	assert_false(
		mail_id_find(STR("<a.letter-00112233445566778899aabbccddeeff@desk.example>"), got));
	assert_false(mail_id_find(STR("<letter-00112233445566778899aabbccddeeff>"), got));
	mail_return_tag(key, out);
	assert_true(mail_tag_key(str_of(out), got));
	assert_true(
		mail_tag_key(mail_tag(STR("a+B-00112233445566778899aabbccddeeff@x.example")), got));
	assert_false(mail_tag_key(STR("b-00112233445566778899aabbccddeeff0"), got));
	assert_true(mail_tag_token(STR("0123456789ABCDEFGHJKMNPQRS"), token));
	assert_string_equal(token, "0123456789abcdefghjkmnpqrs");
	assert_false(mail_tag_token(STR("0123456789abcdefghjkmnpqri"), token));
	assert_false(mail_tag_token(STR("0123456789abcdefghjkmnpqr"), token));
	assert_true(mail_link_token(
		STR("see <https://d.example/a/0123456789abcdefghjkmnpqrs>."), token));
	assert_false(mail_link_token(STR("https://0123456789abcdefghjkmnpqrs/"), token));
	assert_false(mail_link_token(STR("0123456789abcdefghjkmnpqrs"), token));
}

static void quotes(void **state)
{
	static const struct {
		const char *text, *own;
	} cases[] = {
		{ "yes\n> no\n>> no\nyes again\n", "yes\nyes again" },
		{ "yes\n\nOn Mon, 1 Jan 2026, Desk <a@b.example> wrote:\n\nno\n", "yes" },
		{ "yes\n\nAm 21.11.2026 um 12:00 schrieb Desk:\nno\n", "yes" },
		{ "yes\n-----Original Message-----\nno\n", "yes" },
		{ "yes\n________________________________\nFrom: x\nno\n", "yes" },
		{ "yes\nFrom: Desk <a@b.example>\nSent: Monday\nno\n", "yes" },
		{ "From: our side all is well\nyes\n", "From: our side all is well\nyes" },
		{ "yes\n-- \nno\n", "yes" },
		{ "yes\n\nSent from my iPhone\n", "yes" },
		{ "We wrote: nothing\n", "We wrote: nothing" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a;
		struct str got;

		arena_init(&a, 0);
		got = quote_cut(&a, str_of(cases[i].text));
		if (!str_is(got, cases[i].own))
			fail_msg("%zu: '%.*s'", i, STR_ARG(got));
		arena_done(&a);
	}
}

/* "c-1 c-2=words|=words of the rest", white space as one space. */
static void describe_parts(const struct reply_part *v, size_t n, struct buf *b)
{
	for (size_t i = 0; i < n; i++) {
		struct str words = str_trim(v[i].words);

		if (i)
			buf_addc(b, '|');
		for (size_t k = 0; k < v[i].cases_n; k++)
			buf_printf(b, "%s%.*s", k ? " " : "", STR_ARG(v[i].cases[k]));
		buf_addc(b, '=');
		for (size_t k = 0; k < words.n; k++)
			if (!ch_space(words.p[k]))
				buf_addc(b, words.p[k]);
			else if (!ch_space(words.p[k - 1]))
				buf_addc(b, ' ');
	}
}

static void taken_apart(void **s)
{
	static const struct {
		const char *text, *parts;
	} t[] = {
		{ "", "" },
		{ "Done.", "=Done." },
		{ "c-0000003: done", "c-0000003=: done" },
		{ "C-3 is gone", "C-3=is gone" },
		{ "c-1 is gone; c-2 is not ours", "c-1=is gone;|c-2=is not ours" },
		{ "c-1 is gone. c-2 is not ours.", "c-1=is gone.|c-2=is not ours." },
		{ "c-1 is gone. Sorry. c-2 is not ours.", "c-1=is gone. Sorry.|c-2=is not ours." },
		{ "c-1, c-2 and c-3 are gone", "c-1 c-2 c-3=, and are gone" },
		{ "c-1\nc-2\nall gone\n\nBye", "c-1 c-2=all gone|=Bye" },
		{ "Gone:\nc-1\nc-2\nNot ours:\nc-3", "c-1 c-2=Gone:|c-3=Not ours:" },
		{ "Gone:\n\nc-1\n\nc-2", "c-1=Gone:|c-2=Gone:" },
		{ "Hello,\n\nc-1 gone\nsince noon\n\nThe others need time.",
			"c-1=gone since noon|=Hello, The others need time." },
		/* no numbers of ours */
		{ "see c-section, abc-1, c-1-2 and ac-3", "=see c-section, abc-1, c-1-2 and ac-3" },
		{ "c-00000000000000000001 gone", "=c-00000000000000000001 gone" },
		{ "c-", "=c-" },
	};
	struct reply_part *v;
	struct arena a;
	struct buf b;
	struct err e;
	size_t n;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		buf_reset(&b);
		assert_int_equal(reply_parts(&a, str_of(t[i].text), &v, &n, &e), BW_OK);
		describe_parts(v, n, &b);
		if (!str_is(buf_str(&b), t[i].parts))
			fail_msg("'%s': '%.*s'", t[i].text, STR_ARG(buf_str(&b)));
	}
	/* the ceiling, from both sides */
	for (int more = 0; more < 2; more++) {
		buf_reset(&b);
		for (int i = 0; i < LIMIT_PARCEL + more; i++)
			buf_printf(&b, "c-%d gone\n", i);
		assert_int_equal(reply_parts(&a, buf_str(&b), &v, &n, &e), BW_OK);
		assert_int_equal(n, LIMIT_PARCEL);
		assert_true(str_is(v[n - 1].cases[0], "c-49"));
	}
	buf_done(&b);
	arena_done(&a);
}

int mail_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(golden), cmocka_unit_test(ids),
		cmocka_unit_test(quotes), cmocka_unit_test(taken_apart) };

	return cmocka_run_group_tests_name("answer/mail", tests, NULL, NULL);
}
