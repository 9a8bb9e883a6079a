/* SPDX-License-Identifier: Apache-2.0 */
#include "format/mail_ids.h"

static void hex(const char *head, const unsigned char *key, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = strlen(head);

	memcpy(out, head, n);
	for (size_t i = 0; i < MAIL_KEY_BYTES; i++) {
		out[n++] = digits[key[i] >> 4];
		out[n++] = digits[key[i] & 15];
	}
	out[n] = '\0';
}

void mail_id_write(const unsigned char *key, char *out)
{
	hex("letter-", key, out);
}

void mail_return_tag(const unsigned char *key, char *out)
{
	hex("b-", key, out);
}

static bool unhex(struct str s, unsigned char *key)
{
	unsigned char k[MAIL_KEY_BYTES];

	if (s.n < 2 * sizeof(k))
		return false;
	for (size_t i = 0; i < sizeof(k); i++) {
		int hi = ch_hex(s.p[2 * i]), lo = ch_hex(s.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		k[i] = (unsigned char)(hi << 4 | lo);
	}
	memcpy(key, k, sizeof(k));
	return true;
}

bool mail_id_find(struct str value, unsigned char *key)
{
	const struct str head = STR("letter-");

	for (size_t at = 0; (at = str_find_nocase(value, head, at)) != SIZE_MAX; at++) {
		struct str s = str_from(value, at + head.n);

		/* whole ids only: nothing before it but what opens one, an @ behind it */
		if ((at == 0 || value.p[at - 1] == '<' || ch_space(value.p[at - 1])) &&
			s.n > 2 * MAIL_KEY_BYTES && s.p[2 * MAIL_KEY_BYTES] == '@' && unhex(s, key))
			return true;
	}
	return false;
}

struct str mail_tag(struct str address)
{
	struct str local = str_sub(address, 0, str_rfind_byte(address, '@'));
	size_t plus = str_find_byte(local, '+', 0);

	return plus == SIZE_MAX ? STR("") : str_from(local, plus + 1);
}

bool mail_tag_key(struct str tag, unsigned char *key)
{
	return tag.n == 2 + 2 * MAIL_KEY_BYTES && str_starts_nocase(tag, STR("b-")) &&
	       unhex(str_from(tag, 2), key);
}

/* Crockford's base 32: no i, l, o, u. */
static bool token_char(char c)
{
	return ch_digit(c) || (ch_lower(c) && c != 'i' && c != 'l' && c != 'o' && c != 'u');
}

bool mail_tag_token(struct str tag, char *out)
{
	if (tag.n != MAIL_TOKEN_CHARS)
		return false;
	for (size_t i = 0; i < tag.n; i++) {
		char c = ch_tolower(tag.p[i]);

		if (!token_char(c))
			return false;
		out[i] = c;
	}
	out[MAIL_TOKEN_CHARS] = '\0';
	return true;
}

bool mail_link_token(struct str text, char *out)
{
	for (size_t at = 0; (at = str_find_nocase(text, STR("://"), at)) != SIZE_MAX; at += 3) {
		struct str url = str_from(text, at + 3), segment;
		size_t n = 0;

		while (n < url.n && !ch_space(url.p[n]) && !strchr("<>\"'()[]{}?#", url.p[n]))
			n++;
		url.n = n;
		if (!str_cut(&url, '/', &segment))
			continue;
		while (str_cut(&url, '/', &segment)) {
			while (segment.n && strchr(".,;:!", segment.p[segment.n - 1]))
				segment.n--;
			if (mail_tag_token(segment, out))
				return true;
		}
	}
	return false;
}
