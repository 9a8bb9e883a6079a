/* SPDX-License-Identifier: Apache-2.0 */
#include "format/base64.h"

#include <sodium.h>

void base64_add(struct buf *out, const void *bytes, size_t n)
{
	size_t len = base64_length(n);
	char *room = buf_room(out, len + 1); /* libsodium ends it with NUL */

	if (!room)
		return;
	sodium_bin2base64(room, len + 1, bytes, n, sodium_base64_VARIANT_ORIGINAL);
	buf_took(out, len);
}

/* libsodium 1.0.18 takes bytes above 127 for letters. */
static bool letters(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && s.p[i] != '+' && s.p[i] != '/' && s.p[i] != '=')
			return false;
	return true;
}

bool base64_read(struct str text, void *out, size_t room, size_t *n)
{
	const char *end = NULL;

	*n = 0;
	if (text.n == 0)
		return true;
	return text.n % 4 == 0 && letters(text) &&
	       sodium_base642bin(out, room, text.p, text.n, NULL, n, &end,
		       sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       end == text.p + text.n;
}

bool base64url_read(struct str text, void *out, size_t room, size_t *n)
{
	const char *end = NULL;

	*n = 0;
	for (size_t i = 0; i < text.n; i++)
		if (!ch_alnum(text.p[i]) && text.p[i] != '-' && text.p[i] != '_')
			return false;
	return text.n == 0 || (sodium_base642bin(out, room, text.p, text.n, NULL, n, &end,
				       sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
				      end == text.p + text.n);
}
