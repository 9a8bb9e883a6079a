/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/limit.h"
#include "format/text.h"
#include "mail_tests.h"

/* ">" marks what text_keep keeps. */
static void show(struct text_hit *hits, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_add(out, hits[i].value);
		buf_addc(out, i + 1 < n ? ' ' : '\0');
	}
	if (n == 0)
		buf_addc(out, '\0');
}

static void found_and_kept(void **s)
{
	static const struct {
		const char *name, *text, *kept;
	} t[] = {
		{ "defanged wins",
			"Seen at hxxps://evil[.]bad.example/a, see https://tool.example/x",
			"https://evil.bad.example/a" },
		{ "every dot", "hxxp://a[.]b(.)c{.}d[dot]example/x", "http://a.b.c.d.example/x" },
		{ "dot in words", "evil (dot) bad (dot) example", "evil.bad.example" },
		{ "dot in words, bare", "evil dot bad dot example has it", "evil.bad.example" },
		{ "prose is no name", "connect the dot products of both", "" },
		{ "spaces", "hxxp : // evil . bad . example / x . The end",
			"http://evil.bad.example" },
		{ "spaced brackets", "evil [.] example / x", "evil.example" },
		{ "scheme in brackets", "hxxps[:]//evil.example[/]x", "https://evil.example/x" },
		{ "backslashes", "hxxp:\\\\evil.example", "http://evil.example" },
		{ "stars", "h**ps://evil.example/", "https://evil.example/" },
		{ "half open bracket", "hxxp://evil[.example/x", "http://evil.example/x" },
		{ "full width",
			"\xef\xbd\x88\xef\xbd\x94\xef\xbd\x94\xef\xbd\x90\xef\xbc\x9a\xef\xbc\x8f"
			"\xef\xbc\x8f"
			"evil\xef\xbc\x8e"
			"example\xef\xbc\x8f"
			"x",
			"http://evil.example/x" },
		{ "ideographic dot",
			"evil\xe3\x80\x82"
			"example",
			"evil.example" },
		{ "zero width", "https://ev\xe2\x80\x8bil.example/", "https://evil.example/" },
		{ "label", "URL: https://evil.example/x\nContact: https://tool.example/y",
			"https://evil.example/x" },
		{ "label in Russian",
			"\xd0\xa1\xd1\x81\xd1\x8b\xd0\xbb\xd0\xba\xd0\xb0: "
			"evil.example\n\xd1\x81\xd1\x81\xd1\x8b\xd0\xbb\xd0\xba\xd0\xb0: "
			"https://evil.example/x",
			"https://evil.example/x" },
		{ "heading and list",
			"Phishing URLs:\n\n https://a.example/1\n https://b.example/2\n\nbye",
			"https://a.example/1 https://b.example/2" },
		{ "alone",
			"Please remove:\nhttps://evil.example/x\n\nMore information: "
			"https://tool.example/",
			"https://evil.example/x" },
		{ "number and address beside", "1. https://evil.example/x [192.0.2.7]\n",
			"https://evil.example/x" },
		{ "table", "| 2026-11-21 | evil | https://evil.example/x |",
			"https://evil.example/x" },
		{ "attribute", "<url_info url=\"https://evil.example/x\" date=\"y\"/>",
			"https://evil.example/x" },
		{ "sentence", "There is phishing on https://evil.example/x.",
			"https://evil.example/x" },
		{ "own links do not count", "We found it. See http://www.reporter.example/case/1",
			"" },
		{ "own links defanged do", "We found hxxp://www.reporter[.]example/x",
			"http://www.reporter.example/x" },
		{ "reference sites",
			"See https://www.ietf.org/rfc/rfc5965.txt and http://www.w3.org/x", "" },
		{ "signature", "https://evil.example/x\n-- \nMe\nhttps://me.example/",
			"https://evil.example/x" },
		{ "wrapped in angle brackets",
			"it is at <https://evil.example/aaaa\nbbbb/cccc> now",
			"https://evil.example/aaaabbbb/cccc" },
		{ "punctuation", "(it is at https://evil.example/x).", "https://evil.example/x" },
		{ "parentheses in the path", "URL: https://evil.example/a_(b)",
			"https://evil.example/a_(b)" },
		{ "ip with a word", "attack from 192.0.2.7 today", "192.0.2.7" },
		{ "ip without", "version 192.0.2.7 is out", "" },
		{ "ip defanged", "bad host 192[.]0[.]2[.]7", "192.0.2.7" },
		{ "ip labelled", "IP: 2001:db8::7", "2001:db8::7" },
		{ "ip and path", "URL: 192.0.2.7/x.exe", "192.0.2.7/x.exe" },
		{ "range is no target", "IP: 192.0.2.0/24", "" },
		{ "time is no address", "Time: 10:20:30", "" },
		{ "traceroute",
			"traceroute:\n 1  a.net.example (192.0.2.1)\n 2  192.0.2.2\nURL: "
			"https://evil.example/",
			"https://evil.example/" },
		{ "mail addresses are not", "write to a@evil.example", "" },
		{ "unless defanged", "sent by a[@]evil[.]example", "a@evil.example" },
		{ "file names are not", "the file update.exe and login.php", "" },
		{ "genuine is not the target",
			"Genuine: https://bank.example/\nURL: https://evil.example/",
			"https://evil.example/" },
		{ "chinese prose goes on",
			"\xe9\x92\x93\xe9\xb1\xbc\xe7\xbd\x91\xe5\x9d\x80\xef\xbc\x9ahttps://"
			"evil.example/x\xe8\xaf\xb7\xe5\xa4\x84\xe7\x90\x86",
			"https://evil.example/x" },
		{ "two schemes run together", "https://a.example/,https://b.example/",
			"https://a.example/ https://b.example/" },
		{ "pgp signature",
			"-----BEGIN PGP SIGNATURE-----\nhttps://a.example/\n-----END PGP "
			"SIGNATURE-----\n",
			"" },
	};
	const struct str own[] = { STR_INIT("abuse.reporter.example") };

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct text_found f;
		struct err e = { 0 };
		struct arena a;
		struct buf b;

		arena_init(&a, 0);
		buf_init(&b, 1 << 16);
		assert_int_equal(text_scan(&a, str_of(t[i].text), own, 1, &f, &e), BW_OK);
		text_keep(f.hits, &f.n);
		show(f.hits, f.n, &b);
		if (strcmp(b.p, t[i].kept) != 0)
			fail_msg("%s: kept '%s', expected '%s'", t[i].name, b.p, t[i].kept);
		buf_done(&b);
		arena_done(&a);
	}
}

static void html(void **s)
{
	static const struct {
		const char *html, *text;
	} t[] = {
		{ "<p>a&amp;b</p><p>c</p>", "a&b\nc" },
		{ "a <a href=\"https://x.example/?a=1&amp;b=2\">click</a> b",
			"a click <https://x.example/?a=1&b=2> b" },
		{ "<style>p{}</style>x<script>'<p>'</script>y", "xy" },
		{ "<!-- <a href=http://no.example> -->x", "x" },
		{ "1 < 2 &#104;xxp &#x3a; &bogus; &", "1 < 2 hxxp : &bogus; &" },
		{ "<a href='javascript:alert(1)'>x</a>", "x" },
		{ "<td>a</td><td>b</td>", "a\tb\t" },
		{ "<a href=http://x.example/", "<a href=http://x.example/" },
		{ "", "" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct arena a;
		struct str got;

		arena_init(&a, 0);
		got = text_of_html(&a, str_of(t[i].html));
		if (!str_eq(str_trim(got), str_trim(str_of(t[i].text))))
			fail_msg("'%s' gives '%.*s', expected '%s'", t[i].html, STR_ARG(got),
				t[i].text);
		arena_done(&a);
	}
}

static void harms(void **s)
{
	static const struct {
		const char *subject, *body, *harm;
	} t[] = {
		{ "Phishing", "", "content/phishing" },
		{ "Signalement d'hame\xc3\xa7onnage", "", "content/phishing" },
		{ "Report", "This page distributes a trojan and other malware", "content/malware" },
		{ "Urheberrecht", "", "copyright/copyright" },
		{ "", "DDoS amplification from your network", "connection/ddos" },
		{ "\xe9\x92\x93\xe9\xb1\xbc\xe7\xbd\x91\xe7\xab\x99", "", "content/phishing" },
		{ "\xd1\x84\xd0\xb8\xd1\x88\xd0\xb8\xd0\xbd\xd0\xb3", "", "content/phishing" },
		{ "Failed login", "brute force against sshd", "connection/login_attack" },
		{ "Hello", "nothing of the kind", NULL },
		{ "see http://x.example/phishing.html", "", NULL },
		{ "", "", NULL },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const char *got = text_harm(str_of(t[i].subject), str_of(t[i].body));

		if ((got == NULL) != (t[i].harm == NULL) || (got && strcmp(got, t[i].harm) != 0))
			fail_msg("'%s' '%s' is %s, expected %s", t[i].subject, t[i].body,
				got ? got : "nothing", t[i].harm ? t[i].harm : "nothing");
	}
}

/* The table is searched from the first word with a letter on: words of one letter must stand together,
 * longer ones first, and each names a harm there is. */
static void harm_table_is_sorted(void **s)
{
	static const struct {
		const char *word, *harm;
		int weight;
	} t[] = {
#define H(word, harm, weight) { word, harm, weight },
#include "format/text_harm.def"
#undef H
	};
	bool seen[256] = { false };

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		unsigned char c = (unsigned char)t[i].word[0];
		enum harm h;

		assert_true(harm_parse(str_of(t[i].harm), &h));
		assert_true(t[i].weight > 0);
		if (i && (unsigned char)t[i - 1].word[0] == c)
			assert_true(strlen(t[i - 1].word) >= strlen(t[i].word));
		else
			assert_false(seen[c]);
		seen[c] = true;
	}
}

static void same_owner(void **s)
{
	static const struct {
		const char *a, *b;
		bool same;
	} t[] = {
		{ "www.b.example", "mail.b.example", true },
		{ "b.example", "x.b.example", true },
		{ "ab.example", "b.example", false },
		{ "a.example", "b.example", false },
		{ "a.co.uk", "b.co.uk", false },
		{ "x.a.co.uk", "a.co.uk", true },
		{ "example", "example", false },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (text_same_owner(str_of(t[i].a), str_of(t[i].b)) != t[i].same)
			fail_msg("%s and %s", t[i].a, t[i].b);
}

static void ceilings(void **s)
{
	struct text_found f;
	struct err e = { 0 };
	struct arena a;
	struct buf b;

	(void)s;
	arena_init(&a, 0);
	buf_init(&b, 1 << 22);
	for (int i = 0; i < LIMIT_TEXT_HITS + 10; i++)
		buf_printf(&b, "https://%d.example/\n", i);
	assert_int_equal(text_scan(&a, buf_str(&b), NULL, 0, &f, &e), BW_OK);
	assert_int_equal(f.n, LIMIT_TEXT_HITS);
	buf_done(&b);
	arena_done(&a);
}

int text_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(found_and_kept),
		cmocka_unit_test(html), cmocka_unit_test(harms),
		cmocka_unit_test(harm_table_is_sorted), cmocka_unit_test(same_owner),
		cmocka_unit_test(ceilings) };

	return cmocka_run_group_tests_name("format/text", tests, NULL, NULL);
}
