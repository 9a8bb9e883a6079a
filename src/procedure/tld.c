/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/tld.h"

#include <stdlib.h>

struct row {
	const char *label, *country;
};

/* Internationalised country-code TLDs in the root on 2026-11-21, sorted. */
static const struct row idn[] = {
	{ "xn--2scrj9c", "IN" },
	{ "xn--3e0b707e", "KR" },
	{ "xn--3hcrj9c", "IN" },
	{ "xn--45br5cyl", "IN" },
	{ "xn--45brj9c", "IN" },
	{ "xn--4dbrk0ce", "IL" },
	{ "xn--54b7fta0cc", "BD" },
	{ "xn--80ao21a", "KZ" },
	{ "xn--90a3ac", "RS" },
	{ "xn--90ae", "BG" },
	{ "xn--90ais", "BY" },
	{ "xn--clchc0ea0b2g2a9gcd", "SG" },
	{ "xn--d1alf", "MK" },
	{ "xn--e1a4c", "EU" },
	{ "xn--fiqs8s", "CN" },
	{ "xn--fiqz9s", "CN" },
	{ "xn--fpcrj9c3d", "IN" },
	{ "xn--fzc2c9e2c", "LK" },
	{ "xn--gecrj9c", "IN" },
	{ "xn--h2breg3eve", "IN" },
	{ "xn--h2brj9c", "IN" },
	{ "xn--h2brj9c8c", "IN" },
	{ "xn--j1amh", "UA" },
	{ "xn--j6w193g", "HK" },
	{ "xn--kprw13d", "TW" },
	{ "xn--kpry57d", "TW" },
	{ "xn--l1acc", "MN" },
	{ "xn--lgbbat1ad8j", "DZ" },
	{ "xn--mgb9awbf", "OM" },
	{ "xn--mgba3a4f16a", "IR" },
	{ "xn--mgbaam7a8h", "AE" },
	{ "xn--mgbah1a3hjkrd", "MR" },
	{ "xn--mgbai9azgqp6j", "PK" },
	{ "xn--mgbayh7gpa", "JO" },
	{ "xn--mgbbh1a", "IN" },
	{ "xn--mgbbh1a71e", "IN" },
	{ "xn--mgbc0a9azcg", "MA" },
	{ "xn--mgbcpq6gpa1a", "BH" },
	{ "xn--mgberp4a5d4ar", "SA" },
	{ "xn--mgbgu82a", "IN" },
	{ "xn--mgbpl2fh", "SD" },
	{ "xn--mgbtx2b", "IQ" },
	{ "xn--mgbx4cd0ab", "MY" },
	{ "xn--mix891f", "MO" },
	{ "xn--node", "GE" },
	{ "xn--o3cw4h", "TH" },
	{ "xn--ogbpf8fl", "SY" },
	{ "xn--p1ai", "RU" },
	{ "xn--pgbs0dh", "TN" },
	{ "xn--q7ce6a", "LA" },
	{ "xn--qxa6a", "EU" },
	{ "xn--qxam", "GR" },
	{ "xn--rvc1e0am3e", "IN" },
	{ "xn--s9brj9c", "IN" },
	{ "xn--wgbh1c", "EG" },
	{ "xn--wgbl6a", "QA" },
	{ "xn--xkc2al3hye2a", "LK" },
	{ "xn--xkc2dl3a5ee0h", "IN" },
	{ "xn--y9a3aq", "AM" },
	{ "xn--yfro4i67o", "SG" },
	{ "xn--ygbi2ammx", "PS" },
};

static int by_label(const void *key, const void *row)
{
	return str_cmp(*(const struct str *)key, str_of(((const struct row *)row)->label));
}

static void two_letters(struct tld *t)
{
	/* codes that are not the ISO code of the country: GB is a different one, SU is run from RU */
	static const struct row differ[] = { { "uk", "GB" }, { "su", "RU" }, { "ac", "SH" } };

	for (int i = 0; i < 2; i++)
		t->country[i] = (char)(t->label.p[i] - 32);
	for (size_t i = 0; i < sizeof(differ) / sizeof(differ[0]); i++)
		if (str_is(t->label, differ[i].label))
			memcpy(t->country, differ[i].country, 2);
}

struct tld tld_of(struct str name)
{
	static const char *const other[] = { "arpa", "edu", "gov", "int", "mil" };
	size_t dot = str_rfind_byte(name, '.');
	struct tld t = { .class = TLD_ABSENT, .idn = -1 };
	const struct row *row;

	t.label = dot == SIZE_MAX ? name : str_from(name, dot + 1);
	if (t.label.n == 0) {
		t.label.p = NULL;
		return t;
	}
	t.class = TLD_GENERIC;
	if (t.label.n == 2 && ch_lower(t.label.p[0]) && ch_lower(t.label.p[1])) {
		t.class = TLD_COUNTRY;
		two_letters(&t);
		return t;
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (str_is(t.label, other[i]))
			t.class = TLD_OTHER;
	if (!str_starts(t.label, STR("xn--")))
		return t;
	row = bsearch(&t.label, idn, sizeof(idn) / sizeof(idn[0]), sizeof(idn[0]), by_label);
	if (row) {
		t.class = TLD_COUNTRY;
		t.idn = (int)(row - idn);
		memcpy(t.country, row->country, 2);
	}
	return t;
}
