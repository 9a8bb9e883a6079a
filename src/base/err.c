/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

static const struct {
	const char *word, *text;
	int http, exit;
	bool retry;
} table[BW_ERR_COUNT] = {
	[BW_OK] = { "ok", "done", 200, 0, false },
#define E(name, word, text, http, exit, retry) [name] = { word, text, http, exit, retry },
#include "base/err.def"
#undef E
};

static int row(int code)
{
	return code >= 0 && code < BW_ERR_COUNT ? code : BW_EBUG;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return code;
	e->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return code;
}

int err_prefix(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->text)];
	va_list ap;
	int n;

	if (!e)
		return BW_EBUG;
	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(e->text))
		(void)snprintf(e->text + n, sizeof(e->text) - (size_t)n, "%.*s",
			(int)(sizeof(e->text) - (size_t)n - 1), old);
	return e->code;
}

int err_nomem(struct err *e)
{
	return err_set(e, BW_ENOMEM, "out of memory");
}

int err_errno(struct err *e, int code, const char *what, struct str subject)
{
	int was = errno;
	char q[QUOTE_ROOM(80)];

	return err_set(
		e, code, "cannot %s '%s': %s", what, str_quote(subject, 80, q), strerror(was));
}

const char *err_word(int code)
{
	return table[row(code)].word;
}

const char *err_meaning(int code)
{
	return table[row(code)].text;
}

int err_http(int code)
{
	return table[row(code)].http;
}

int err_exit(int code)
{
	return table[row(code)].exit;
}

bool err_retry(int code)
{
	return table[row(code)].retry;
}

static bool unsafe_to_show(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

const char *str_quote(struct str s, size_t max, char *out)
{
	size_t i = 0, o = 0;

	while (i < s.n && i < max) {
		uint32_t c;
		size_t len = utf8_decode(str_from(s, i), &c);

		if (len == 0 || unsafe_to_show(c)) {
			size_t k = len ? len : 1;

			for (; k > 0 && o < 4 * max; k--, i++)
				o += (size_t)snprintf(out + o, 5, "\\x%02x", (unsigned char)s.p[i]);
			continue;
		}
		if (i + len > max)
			break;
		memcpy(out + o, s.p + i, len);
		o += len;
		i += len;
	}
	if (i < s.n) {
		memcpy(out + o, "...", 3);
		o += 3;
	}
	out[o] = '\0';
	return out;
}
