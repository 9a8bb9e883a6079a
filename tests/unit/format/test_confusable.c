/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "format/confusable.h"
#include "format_tests.h"

static struct str fold(struct str in, char *room, size_t n)
{
	size_t k = confusable_ascii(in, room, n);

	confusable_letters(str_make(room, k), room);
	return str_make(room, confusable_pairs(str_make(room, k), room));
}

static void same_look(void **s)
{
	static const struct {
		const char *a, *b;
		bool same;
	} t[] = {
		{ "example", "example", true },
		{ "examp1e", "example", true },
		{ "exarnple", "example", true },
		{ "vvidget", "widget", true },
		{ "c1oud", "doud", true }, /* cl and d */
		{ "g00d", "good", true },
		{ "b4nk", "bank", true },
		{ "ex\xd0\xb0mple", "example", true }, /* Cyrillic a */
		{ "\xd0\xb5x\xd0\xb0mpl\xd0\xb5", "example", true },
		{ "\xce\xbfmega", "omega", true }, /* Greek omicron */
		{ "ex\xc3\xa4mple", "example", true }, /* a with diaeresis */
		{ "exa\xcc\x88mple", "example", true }, /* the same, decomposed */
		{ "ban\xd0\xba", "bank", true }, /* Cyrillic ka */
		{ "\xc9\xa1old", "gold", true }, /* script g */
		{ "\xef\xbd\x85xample", "example", true }, /* full width */
		{ "example", "exemple", false },
		{ "\xe6\x97\xa5", "a", false },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char one[64], two[64];
		struct str a = fold(str_of(t[i].a), one, sizeof(one));
		struct str b = fold(str_of(t[i].b), two, sizeof(two));

		if (str_eq(a, b) != t[i].same)
			fail_msg("'%s' folds to '%.*s', '%s' to '%.*s'", t[i].a, STR_ARG(a), t[i].b,
				STR_ARG(b));
	}
}

static void room_is_kept(void **s)
{
	char out[8];

	(void)s;
	assert_int_equal(confusable_ascii(STR("abcdefghij"), out, sizeof(out)), 0);
	assert_int_equal(confusable_ascii(STR("abcd"), out, sizeof(out)), 4);
	assert_int_equal(confusable_ascii(STR("\xff\xff"), out, sizeof(out)), 2);
}

int test_confusable(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_look),
		cmocka_unit_test(room_is_kept),
	};

	return cmocka_run_group_tests_name("confusable", tests, NULL, NULL);
}
