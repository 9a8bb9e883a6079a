/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/mem.h"
#include "identify_tests.h"

static const char protected_names[] = "# our own\n"
				      "widgetbank.com Widget Bank\n"
				      "widgetbank.co.uk\n"
				      "acmepay.com   # payments\n"
				      "parcelia.com\n"
				      "frobnicate.org\n"
				      "orange.com\n"
				      "zip.com\n"
				      "pages.io\n"
				      "\n"
				      "b\xc3\xbc"
				      "cherei.com\n";

struct looks {
	struct fixture *f;
	struct lookalikes *l;
};

static int setup(void **state)
{
	struct looks *k = mem_calloc(1, sizeof(*k));
	struct err e = { 0 };

	assert_non_null(k);
	fixture_setup((void **)&k->f);
	if (lookalikes_new(&k->f->rd, str_of(protected_names), &k->l, &e))
		fail_msg("%s", e.text);
	assert_int_equal(lookalikes_count(k->l), 9);
	*state = k;
	return 0;
}

static int teardown(void **state)
{
	struct looks *k = *state;

	lookalikes_free(k->l);
	fixture_teardown((void **)&k->f);
	mem_free(k);
	return 0;
}

static void table(void **state)
{
	/* of NULL: no look-alike */
	static const struct {
		const char *in, *of, *how;
	} t[] = {
		{ "widgetbank.com", NULL, NULL },
		{ "login.widgetbank.com", NULL, NULL },
		{ "https://www.widgetbank.co.uk/x", NULL, NULL },
		{ "w1dgetbank.com", "widgetbank.com", "confusable" },
		{ "vvidgetbank.com", "widgetbank.com", "confusable" },
		{ "widqetbank.com", "widgetbank.com", "edit" },
		{ "w\xd1\x96"
		  "dgetbank.com",
			"widgetbank.com", "confusable" },
		{ "xn--wdgetbank-v9h.com", "widgetbank.com", "confusable" },
		{ "widgetbnak.com", "widgetbank.com", "edit" },
		{ "widgetbannk.com", "widgetbank.com", "edit" },
		{ "widget-bank.com", "widgetbank.com", "edit" },
		{ "wigetbnk.com", "widgetbank.com", "edit" },
		{ "widgetbank.net", "widgetbank.com", "tld-swap" },
		{ "widgetbank-login.com", "widgetbank.com", "combosquat" },
		{ "secure-widgetbank.net", "widgetbank.com", "combosquat" },
		{ "securewidgetbank.net", "widgetbank.com", "combosquat" },
		{ "widgetbank123.org", "widgetbank.com", "combosquat" },
		{ "w1dgetbank-verify.net", "widgetbank.com", "combosquat" },
		{ "widgetbank.evil.org", "widgetbank.com", "subdomain" },
		{ "widgetbank.com.evil.org", "widgetbank.com", "subdomain" },
		{ "widgetbank.co.uk.evil.org", "widgetbank.co.uk", "subdomain" },
		{ "widgetbank-login.evil.org", "widgetbank.com", "subdomain" },
		{ "login.w1dgetbank.evil.org", "widgetbank.com", "subdomain" },
		{ "widgetbank-login.pages.io", "widgetbank.com", "combosquat" },
		{ "w1dgetbank.pages.io", "widgetbank.com", "confusable" },
		{ "w1dgetbank.co.uk", "widgetbank.co.uk", "confusable" },
		{ "widgetbank.eth", "widgetbank.com", "tld-swap" },
		{ "bucherei.com", "xn--bcherei-n2a.com", "confusable" },
		{ "acmepays.com", "acmepay.com", "edit" },
		{ "parce1ia.net", "parcelia.com", "confusable" },
		/* short and everyday labels need more */
		{ "orange.net", NULL, NULL },
		{ "oranges.com", NULL, NULL },
		{ "blood-orange.com", NULL, NULL },
		{ "orange-login.com", "orange.com", "combosquat" },
		{ "orangesupport.com", "orange.com", "combosquat" },
		{ "storange-login.com", NULL, NULL },
		{ "0range.com", "orange.com", "confusable" },
		{ "zipper.com", NULL, NULL },
		{ "zap.com", NULL, NULL },
		{ "unzip-tools.com", NULL, NULL },
		{ "zip-verify.com", "zip.com", "combosquat" },
		{ "zip.com.evil.org", "zip.com", "subdomain" },
		/* nothing alike */
		{ "nothing.com", NULL, NULL },
		{ "widget.com", NULL, NULL },
		{ "bank.com", NULL, NULL },
		{ "192.0.2.1", NULL, NULL },
		{ "AS64496", NULL, NULL },
		{ "com", NULL, NULL },
		{ "pages.io", NULL, NULL },
		{ "https://code.com/widgetbank", NULL, NULL },
	};
	struct looks *k = *state;

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct site s;
		struct err e = { 0 };

		if (identify(&k->f->a, &k->f->rd, str_of(t[i].in), &s, &e))
			fail_msg("'%s': %s", t[i].in, e.text);
		assert_int_equal(lookalikes_check(k->l, &k->f->a, &s, &e), BW_OK);
		if (!str_eq(s.lookalike.of, str_of(t[i].of)) ||
			!str_eq(s.lookalike.how, str_of(t[i].how)))
			fail_msg("'%s' looks like '%.*s' by %.*s (%d); expected '%s' by %s",
				t[i].in, STR_ARG(s.lookalike.of), STR_ARG(s.lookalike.how),
				s.lookalike.score, t[i].of ? t[i].of : "",
				t[i].how ? t[i].how : "");
		if (t[i].of)
			assert_in_range(s.lookalike.score, 50, 100);
		else
			assert_int_equal(s.lookalike.score, 0);
	}
}

static unsigned plain_distance(struct str a, struct str b)
{
	unsigned row[65], diagonal, best;

	for (unsigned j = 0; j <= b.n; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= b.n; j++) {
			best = diagonal + (a.p[i - 1] != b.p[j - 1]);
			diagonal = row[j];
			best = best < row[j] + 1 ? best : row[j] + 1;
			row[j] = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
		}
	}
	return row[b.n];
}

/* Against the plain way: every change of one or two letters (not the first) of a long label is found. */
static void all_slips_are_found(void **state)
{
	struct str label = STR("frobnicate");
	struct looks *k = *state;
	uint64_t r = 3;

	for (int i = 0; i < 20000; i++) {
		char text[64];
		struct str made;
		struct site s;
		struct err e;
		size_t n = label.n;
		unsigned d;

		memcpy(text, label.p, n);
		for (int slip = 0; slip < 2; slip++) {
			size_t at;

			r = r * 6364136223846793005u + 1442695040888963407u;
			at = 1 + (r >> 33) % (n - 1);
			switch (r >> 60 & 3) {
			case 0:
				memmove(text + at, text + at + 1, n - at - 1);
				n--;
				break;
			case 1:
				memmove(text + at + 1, text + at, n - at);
				n++;
				text[at] = (char)('a' + (r >> 40) % 26);
				break;
			default: text[at] = (char)('a' + (r >> 40) % 26);
			}
		}
		memcpy(text + n, ".com", 5);
		made = str_make(text, n);
		d = plain_distance(made, label);
		if (d == 0 || d > 2)
			continue;
		assert_int_equal(identify(&k->f->a, &k->f->rd, str_of(text), &s, &e), BW_OK);
		assert_int_equal(lookalikes_check(k->l, &k->f->a, &s, &e), BW_OK);
		if (!str_is(s.lookalike.of, "frobnicate.org"))
			fail_msg("'%s' (%u slips) is not found", text, d);
	}
}

static void bad_list(void **state)
{
	struct looks *k = *state;
	struct lookalikes *l = NULL;
	struct err e;

	assert_int_equal(lookalikes_new(&k->f->rd, STR("a.com\nb..com\n"), &l, &e), BW_EPARSE);
	assert_non_null(strstr(e.text, "line 2"));
	assert_null(l);
	assert_int_equal(lookalikes_new(&k->f->rd, STR(""), &l, &e), BW_OK);
	assert_int_equal(lookalikes_count(l), 0);
	lookalikes_free(l);
}

static void memory_ends(void **state)
{
	struct looks *k = *state;
	int rc = BW_ENOMEM;

	for (uint64_t nth = 1; rc; nth++) {
		struct lookalikes *l = NULL;
		struct err e = { 0 };

		assert_true(nth < 1000);
		mem_fail_at(nth, 0);
		rc = lookalikes_new(&k->f->rd, str_of(protected_names), &l, &e);
		mem_fail_at(0, 0);
		if (rc)
			assert_int_equal(rc, BW_ENOMEM);
		lookalikes_free(l);
	}
}

int test_lookalike(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(all_slips_are_found),
		cmocka_unit_test(bad_list),
		cmocka_unit_test(memory_ends),
	};

	return cmocka_run_group_tests_name("lookalike", tests, setup, teardown);
}
