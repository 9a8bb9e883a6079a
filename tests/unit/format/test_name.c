/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "base/utf8.h"
#include "format/name.h"
#include "format_tests.h"

static void names(void **s)
{
	/* out NULL: refused */
	static const struct {
		const char *in, *out, *unicode;
		unsigned flags;
	} t[] = {
		{ "a.example", "a.example", NULL, 0 },
		{ "A.Example.", "a.example", NULL, 0 },
		{ "a.example..", "a.example", NULL, 0 },
		{ "_dmarc.a.example", "_dmarc.a.example", NULL, NAME_UNDERSCORE },
		{ "-a.example", "-a.example", NULL, NAME_HYPHEN_EDGE },
		{ "a-.example", "a-.example", NULL, NAME_HYPHEN_EDGE },
		{ "r3---sn-x.example", "r3---sn-x.example", NULL, NAME_HYPHEN_34 },
		{ "b\xc3\xbc"
		  "cher.example",
			"xn--bcher-kva.example",
			"b\xc3\xbc"
			"cher.example",
			NAME_IDN },
		{ "B\xc3\x9c"
		  "CHER.example",
			"xn--bcher-kva.example",
			"b\xc3\xbc"
			"cher.example",
			NAME_IDN | NAME_MAPPED },
		{ "XN--BCHER-KVA.example", "xn--bcher-kva.example",
			"b\xc3\xbc"
			"cher.example",
			NAME_IDN },
		/* non-transitional: sharp s stays */
		{ "fa\xc3\x9f.example", "xn--fa-hia.example", "fa\xc3\x9f.example", NAME_IDN },
		{ "xn--fa-hia.example", "xn--fa-hia.example", "fa\xc3\x9f.example", NAME_IDN },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82"
		  "example",
			"xn--wgv71a.example", "\xe6\x97\xa5\xe6\x9c\xac.example",
			NAME_IDN | NAME_MAPPED },
		{ "\xef\xbd\x81\xef\xbc\x8e"
		  "example",
			"a.example", NULL, NAME_MAPPED },
		/* an emoji: no IDNA2008 name, but the DNS holds it */
		{ "\xf0\x9f\x92\xa9.example", "xn--ls8h.example", "\xf0\x9f\x92\xa9.example",
			NAME_IDN | NAME_NOT_IDNA },
		{ "xn--ls8h.example", "xn--ls8h.example", "\xf0\x9f\x92\xa9.example",
			NAME_IDN | NAME_NOT_IDNA },
		/* Arabic label that begins with a digit: the bidi rule */
		{ "0\xd8\xa7.example", "xn--0-zmc.example", "0\xd8\xa7.example",
			NAME_IDN | NAME_NOT_IDNA | NAME_BIDI },
		{ "\xd8\xa5\xd8\xae\xd8\xaa\xd8\xa8\xd8\xa7\xd8\xb1.example",
			"xn--kgbechtv.example",
			"\xd8\xa5\xd8\xae\xd8\xaa\xd8\xa8\xd8\xa7\xd8\xb1.example", NAME_IDN },
		{ "", NULL, NULL, 0 },
		{ ".", NULL, NULL, 0 },
		{ ".a.example", NULL, NULL, 0 },
		{ "a..example", NULL, NULL, 0 },
		{ "a b.example", NULL, NULL, 0 },
		{ "a*b.example", NULL, NULL, 0 },
		{ "a/b", NULL, NULL, 0 },
		{ "a%b", NULL, NULL, 0 },
		{ "a\x01.example", NULL, NULL, 0 },
		{ "\xff.example", NULL, NULL, 0 },
		{ "xn--.example", NULL, NULL, 0 },
		{ "xn--a.example", NULL, NULL, 0 },
		{ "xn--a-.example", NULL, NULL, 0 },
		{ "xn--xn--cer-kvacer-kva.e", NULL, NULL, 0 }, /* stands for "xn--..." */
		{ "xn--zzzzzzzzzzzzzz99999.example", NULL, NULL, 0 },
		{ "\xcc\x88"
		  "a.example",
			NULL, NULL, 0 }, /* begins with a mark */
		{ "a\xe2\x80\xae.example", NULL, NULL, 0 }, /* right-to-left override */
		{ "a\xe2\x84\x80"
		  "b.example",
			NULL, NULL, 0 }, /* U+2100 maps to a/c */
		{ "\xe3\x80\x82.example", NULL, NULL, 0 },
	};
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct name n = { 0 };
		struct err e = { 0 };
		int rc = name_parse(&a, str_of(t[i].in), &n, &e);

		if ((rc == BW_OK) != (t[i].out != NULL))
			fail_msg("'%s': %d (%s) '%.*s'", t[i].in, rc, e.text, STR_ARG(n.ascii));
		if (rc)
			continue;
		if (!str_is(n.ascii, t[i].out) || n.flags != t[i].flags)
			fail_msg("'%s' gives '%.*s' with flags %u, expected '%s' with %u", t[i].in,
				STR_ARG(n.ascii), n.flags, t[i].out, t[i].flags);
		assert_int_equal(n.labels, name_labels(n.ascii));
		if (!str_is(name_unicode(&a, n.ascii), t[i].unicode ? t[i].unicode : t[i].out))
			fail_msg("'%s' is shown as '%.*s'", t[i].in,
				STR_ARG(name_unicode(&a, n.ascii)));
	}
	arena_done(&a);
}

static void fill(char *p, size_t n, size_t label)
{
	for (size_t i = 0; i < n; i++)
		p[i] = i % (label + 1) == label ? '.' : 'a';
}

static void limits(void **s)
{
	char p[300];
	struct arena a;
	struct name n;
	struct err e;

	(void)s;
	arena_init(&a, 0);
	fill(p, 63, 63);
	assert_int_equal(name_parse(&a, str_make(p, 63), &n, &e), BW_OK);
	fill(p, 64, 64);
	assert_int_equal(name_parse(&a, str_make(p, 64), &n, &e), BW_ELIMIT);
	fill(p, 253, 50);
	assert_int_equal(name_parse(&a, str_make(p, 253), &n, &e), BW_OK);
	fill(p, 254, 50);
	p[253] = 'a';
	assert_int_equal(name_parse(&a, str_make(p, 254), &n, &e), BW_ELIMIT);
	/* 59 bytes of Punycode and "xn--" are 63 */
	memset(p, 'a', 100);
	memcpy(p + 55, "\xc3\xbc", 2);
	assert_int_equal(name_parse(&a, str_make(p, 57), &n, &e), BW_OK);
	assert_true(n.ascii.n <= 63);
	memcpy(p + 62, "\xc3\xbc", 2);
	assert_int_equal(name_parse(&a, str_make(p, 64), &n, &e), BW_ELIMIT);
	arena_done(&a);
}

static void tails(void **s)
{
	(void)s;
	assert_true(str_is(name_tail(STR("a.b.c"), 1), "c"));
	assert_true(str_is(name_tail(STR("a.b.c"), 2), "b.c"));
	assert_true(str_is(name_tail(STR("a.b.c"), 3), "a.b.c"));
	assert_true(str_is(name_tail(STR("a.b.c"), 9), "a.b.c"));
	assert_true(name_under(STR("a.b.c"), STR("b.c")));
	assert_true(name_under(STR("b.c"), STR("b.c")));
	assert_false(name_under(STR("ab.c"), STR("b.c")));
}

/* ---- IdnaTestV2.txt of Unicode ---- */

/* \uXXXX and \x{XXXX} undone. */
static struct str unescape(struct arena *a, struct str in)
{
	char *p = arena_alloc(a, in.n + 4);
	size_t n = 0;

	for (size_t i = 0; i < in.n;) {
		struct str rest = str_from(in, i);
		size_t skip = str_starts(rest, STR("\\u")) ? 6 : 0;
		struct str hex = str_sub(rest, 2, 4);
		uint32_t c = 0;

		if (str_starts(rest, STR("\\x{"))) {
			skip = str_find_byte(rest, '}', 0) + 1;
			hex = str_sub(rest, 3, skip - 4);
		}
		for (size_t k = 0; skip && k < hex.n; k++)
			c = c << 4 | (uint32_t)ch_hex(hex.p[k]);
		if (skip && !utf8_encode(c, p + n))
			return (struct str){ NULL, 0 }; /* a lone surrogate */
		n += skip ? utf8_encode(c, p + n) : 1;
		if (!skip)
			p[n - 1] = in.p[i];
		i += skip ? skip : 1;
	}
	return str_make(p, n);
}

/* Do all the errors only mark a name here (bidi, joiners, hyphens)? */
static bool only_marks(struct str errors)
{
	struct str code;

	errors = str_sub(errors, 1, errors.n - 2);
	while (errors.n && str_cut(&errors, ',', &code)) {
		code = str_trim(code);
		if (code.n && code.p[0] != 'B' && code.p[0] != 'C' && !str_is(code, "V2") &&
			!str_is(code, "V3"))
			return false;
	}
	return true;
}

static bool is_host_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && !strchr("-_.", s.p[i]))
			return false;
	return s.n > 0 && str_find(s, STR(".."), 0) == SIZE_MAX && s.p[0] != '.' && s.n < 255;
}

/* The file asks for STD3 rules; browsers, the newer Unicode versions and we do not: these three signs. */
static bool has_std3_sign(struct arena *a, struct str unicode)
{
	struct str s = unescape(a, unicode);

	return str_find(s, STR("\xe2\x89\xa0"), 0) != SIZE_MAX ||
	       str_find(s, STR("\xe2\x89\xae"), 0) != SIZE_MAX ||
	       str_find(s, STR("\xe2\x89\xaf"), 0) != SIZE_MAX;
}

/* One line; true where it was a case. */
static bool idna_line(struct arena *a, struct str line, size_t number, size_t *wrong)
{
	struct str col[7] = { { "", 0 } }, rest = str_sub(line, 0, str_find_byte(line, '#', 0));
	struct str in, want, errors;
	struct name n = { 0 };
	struct err e = { 0 };
	bool taken, must;

	for (int i = 0; i < 7 && str_cut(&rest, ';', &col[i]); i++)
		col[i] = str_trim(col[i]);
	in = unescape(a, col[0]);
	want = col[3].n ? col[3] : col[1].n ? col[1] : col[0];
	errors = col[4].n ? col[4] : col[2].n ? col[2] : STR("[]");
	if (!col[0].n || !in.p)
		return false;
	want = unescape(a, want);
	must = only_marks(errors) && is_host_text(want);
	while (want.n && want.p[want.n - 1] == '.')
		want.n--;
	taken = name_parse(a, in, &n, &e) == BW_OK;
	if (taken && !must &&
		(has_std3_sign(a, col[1].n ? col[1] : col[0]) || str_ends(in, STR(".."))))
		return true; /* dots at the end of a sentence are no labels */
	if (taken != must || (taken && !str_eq(n.ascii, want))) {
		if ((*wrong)++ < 20)
			print_error("line %zu: %.*s: '%.*s' %s, expected '%.*s' %.*s\n", number,
				STR_ARG(col[0]), STR_ARG(n.ascii), e.text, STR_ARG(want),
				STR_ARG(errors));
	}
	return true;
}

static void idna_test_v2(void **s)
{
	const char *corpus = getenv("BAILIWICK_CORPUS");
	char path[1000], line[8192];
	size_t number = 0, cases = 0, wrong = 0;
	struct arena a;
	FILE *f;

	(void)s;
	if (!corpus) {
		print_message("SKIPPED: IdnaTestV2 is in BAILIWICK_CORPUS, which is not set\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/ref/unicode/IdnaTestV2-15.0.0.txt", corpus);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s", path);
	arena_init(&a, 0);
	while (fgets(line, sizeof(line), f)) {
		number++;
		arena_reset(&a);
		if (line[0] != '#' && line[0] != '\n')
			cases += idna_line(&a, str_trim(str_of(line)), number, &wrong);
	}
	fclose(f);
	arena_done(&a);
	print_message("IdnaTestV2: %zu cases, %zu otherwise\n", cases, wrong);
	assert_true(cases > 6000);
	assert_int_equal(wrong, 0);
}

int test_name(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(limits),
		cmocka_unit_test(tails),
		cmocka_unit_test(idna_test_v2),
	};

	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
