/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;

	if (d)
		return d;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && str_starts_nocase(a, b);
}

bool str_starts(struct str s, struct str head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

bool str_starts_nocase(struct str s, struct str head)
{
	if (s.n < head.n)
		return false;
	for (size_t i = 0; i < head.n; i++)
		if (ch_tolower(s.p[i]) != ch_tolower(head.p[i]))
			return false;
	return true;
}

bool str_ends(struct str s, struct str tail)
{
	return s.n >= tail.n && str_eq(str_from(s, s.n - tail.n), tail);
}

size_t str_find_byte(struct str s, char c, size_t at)
{
	const char *hit;

	if (at >= s.n)
		return SIZE_MAX;
	hit = memchr(s.p + at, c, s.n - at);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_rfind_byte(struct str s, char c)
{
	for (size_t i = s.n; i-- > 0;)
		if (s.p[i] == c)
			return i;
	return SIZE_MAX;
}

size_t str_find(struct str s, struct str what, size_t at)
{
	if (what.n == 0)
		return at <= s.n ? at : SIZE_MAX;
	for (;;) {
		at = str_find_byte(s, what.p[0], at);
		if (at == SIZE_MAX || s.n - at < what.n)
			return SIZE_MAX;
		if (memcmp(s.p + at, what.p, what.n) == 0)
			return at;
		at++;
	}
}

/* The next ${c} in ${s} at or after ${at}; s.n where there is none. */
static size_t next_byte(struct str s, char c, size_t at)
{
	size_t i = str_find_byte(s, c, at);

	return i == SIZE_MAX ? s.n : i;
}

size_t str_find_nocase(struct str s, struct str what, size_t at)
{
	size_t small, large;
	char lower, upper;

	if (what.n == 0)
		return at <= s.n ? at : SIZE_MAX;
	lower = ch_tolower(what.p[0]);
	upper = ch_alpha(lower) ? (char)(lower - 'a' + 'A') : lower;
	small = next_byte(s, lower, at);
	large = lower == upper ? s.n : next_byte(s, upper, at);
	for (; (at = small < large ? small : large) < s.n && s.n - at >= what.n;) {
		if (str_starts_nocase(str_from(s, at), what))
			return at;
		if (at == small)
			small = next_byte(s, lower, at + 1);
		else
			large = next_byte(s, upper, at + 1);
	}
	return SIZE_MAX;
}

struct str str_trim(struct str s)
{
	while (s.n && ch_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && ch_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_cut(struct str *rest, char sep, struct str *part)
{
	size_t at;

	if (!rest->p)
		return false;
	at = str_find_byte(*rest, sep, 0);
	if (at == SIZE_MAX) {
		*part = *rest;
		*rest = (struct str){ NULL, 0 };
		return true;
	}
	*part = str_sub(*rest, 0, at);
	*rest = str_from(*rest, at + 1);
	return true;
}

bool str_u64(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
			__builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

bool str_i64(struct str s, int64_t *out)
{
	bool neg = s.n && s.p[0] == '-';
	uint64_t v;

	if (!str_u64(neg ? str_from(s, 1) : s, &v) || v > (uint64_t)INT64_MAX)
		return false;
	*out = neg ? -(int64_t)v : (int64_t)v;
	return true;
}

int ch_hex(char c)
{
	if (ch_digit(c))
		return c - '0';
	c = ch_tolower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

unsigned str_distance(struct str a, struct str b)
{
	unsigned row[65];

	if (a.n > 64 || b.n > 64)
		return 99;
	for (unsigned j = 0; j <= b.n; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= b.n; j++) {
			unsigned best = diagonal + (a.p[i - 1] != b.p[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}
