/* SPDX-License-Identifier: Apache-2.0 */
/* gen-confusable -- at build time, ask ICU which ASCII text each character can pass for (UTS #39
 * skeletons, and letters that are an ASCII letter with a mark or in small capitals), and print a table
 * sorted by code point.  The program then needs neither ICU nor time for it. */
#include <stdio.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

static USpoofChecker *checker;
static const UNormalizer2 *nfd;

/* Letters used for ASCII ones in real look-alikes that neither ICU nor their name gives. */
static UChar by_use(UChar32 c)
{
	switch (c) {
	case 0x138: /* kra: what UTS #39 makes of Greek kappa and Cyrillic ka */
	case 0x3ba:
	case 0x43a: return 'k';
	case 0x43c: return 'm';
	case 0x43f: return 'n';
	case 0x448: return 'w';
	case 0xdf:
	case 0x3b2: return 'b';
	default: return 0;
	}
}

/* The ASCII letter that the character's name speaks of, or 0. */
static UChar by_name(UChar32 c)
{
	static const char *const heads[] = { "LATIN LETTER SMALL CAPITAL ", "LATIN SMALL LETTER " };
	UErrorCode status = U_ZERO_ERROR;
	char name[128];

	if (by_use(c))
		return by_use(c);
	u_charName(c, U_UNICODE_CHAR_NAME, name, sizeof(name), &status);
	if (U_FAILURE(status))
		return 0;
	for (int i = 0; i < 2; i++) {
		size_t n = strlen(heads[i]);
		const char *end = name + n + 1;

		if (strncmp(name, heads[i], n) != 0 || !name[n])
			continue;
		if ((i == 0 && !*end) || (i == 1 && strncmp(end, " WITH ", 6) == 0))
			return (UChar)(name[n] - 'A' + 'a');
	}
	return 0;
}

/* Skeleton without marks, in small letters. */
static int32_t plain_skeleton(UChar32 c, UChar *out, int32_t room)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar raw[8], skeleton[64], decomposed[128];
	int32_t n = 0, k, out_n = 0;

	U16_APPEND_UNSAFE(raw, n, c);
	k = uspoof_getSkeleton(checker, 0, raw, n, skeleton, 64, &status);
	k = unorm2_normalize(nfd, skeleton, k, decomposed, 128, &status);
	if (U_FAILURE(status))
		return 0;
	for (int32_t i = 0; i < k;) {
		UChar32 d;
		UChar letter;

		U16_NEXT(decomposed, i, k, d);
		if (u_charType(d) == U_NON_SPACING_MARK)
			continue;
		d = u_foldCase(d, U_FOLD_CASE_DEFAULT);
		letter = d >= 0x80 ? by_name(d) : 0;
		if (letter)
			d = letter;
		if (out_n + 2 > room)
			return 0;
		U16_APPEND_UNSAFE(out, out_n, d);
	}
	return out_n;
}

static int is_ascii_label(const UChar *s, int32_t n)
{
	if (n < 1 || n > 4)
		return 0;
	for (int32_t i = 0; i < n; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') && !(s[i] >= '0' && s[i] <= '9') && s[i] != '-')
			return 0;
	return 1;
}

int main(void)
{
	UErrorCode status = U_ZERO_ERROR;

	checker = uspoof_open(&status);
	nfd = unorm2_getNFDInstance(&status);
	if (U_FAILURE(status)) {
		fprintf(stderr, "gen-confusable: %s\n", u_errorName(status));
		return 1;
	}
	printf("/* made by tools/gen-confusable; do not edit */\n");
	for (UChar32 c = 0x80; c < 0x20000; c++) {
		UChar s[32];
		int32_t n;
		UChar letter;

		if (!u_isdefined(c) || u_charType(c) == U_SURROGATE ||
			u_charType(c) == U_PRIVATE_USE_CHAR)
			continue;
		n = plain_skeleton(c, s, 32);
		letter = is_ascii_label(s, n) ? 0 : by_name(c);
		if (letter) {
			s[0] = letter;
			n = 1;
		}
		if (!is_ascii_label(s, n))
			continue;
		printf("{ 0x%x, \"", (unsigned)c);
		for (int32_t i = 0; i < n; i++)
			putchar((char)s[i]);
		printf("\" },\n");
	}
	uspoof_close(checker);
	return 0;
}
