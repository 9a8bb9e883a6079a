/* SPDX-License-Identifier: Apache-2.0 */
#include "format/confusable.h"

#include "base/utf8.h"

static const struct row {
	uint32_t c;
	char ascii[5];
} rows[] = {
#include "format/confusable_table.h"
};

static const char *look_up(uint32_t c)
{
	size_t from = 0, to = sizeof(rows) / sizeof(rows[0]);

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (rows[mid].c == c)
			return rows[mid].ascii;
		if (rows[mid].c < c)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

/* Marks that a decomposed spelling leaves beside its letter (U+0300 to U+036F) look like nothing. */
static bool is_mark(uint32_t c)
{
	return c >= 0x300 && c <= 0x36f;
}

size_t confusable_ascii(struct str label, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < label.n;) {
		const char *ascii;
		size_t k = 1;
		uint32_t c;

		if (n + 4 > room)
			return 0;
		if ((unsigned char)label.p[i] < 0x80) {
			out[n++] = label.p[i++];
			continue;
		}
		k = utf8_decode(str_from(label, i), &c);
		ascii = k ? look_up(c) : NULL;
		if (k == 0)
			k = 1;
		else if (is_mark(c))
			ascii = "";
		if (ascii) {
			while (*ascii)
				out[n++] = *ascii++;
		} else {
			memcpy(out + n, label.p + i, k);
			n += k;
		}
		i += k;
	}
	return n;
}

void confusable_letters(struct str s, char *out)
{
	/* Zero stands for itself. */
	static const char fold[256] = { ['0'] = 'o',
		['1'] = 'l',
		['i'] = 'l',
		['3'] = 'e',
		['4'] = 'a',
		['5'] = 's',
		['7'] = 't',
		['8'] = 'b',
		['9'] = 'g',
		['2'] = 'z' };

	for (size_t i = 0; i < s.n; i++) {
		char to = fold[(unsigned char)s.p[i]];

		out[i] = to ? to : s.p[i];
	}
}

size_t confusable_pairs(struct str s, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0, to = 0;

		if (c == 'r' && next == 'n')
			to = 'm';
		else if (c == 'v' && next == 'v')
			to = 'w';
		else if (c == 'c' && next == 'l')
			to = 'd';
		out[n++] = to ? to : c;
		i += to != 0;
	}
	return n;
}
