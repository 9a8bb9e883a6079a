/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/text.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "base/limit.h"
#include "base/utf8.h"

void text_init(struct text *t)
{
	*t = (struct text){ .form = TEXT_UTF8 };
}

void text_done(struct text *t)
{
	if (t->conv)
		ucnv_close(t->conv);
	text_init(t);
}

size_t text_start(struct text *t, struct str head)
{
	const char *p = head.p;

	if (str_starts(head, STR("\xef\xbb\xbf")))
		return 3;
	if (str_starts(head, STR("\xff\xfe"))) {
		t->form = TEXT_UTF16LE;
		return 2;
	}
	if (str_starts(head, STR("\xfe\xff"))) {
		t->form = TEXT_UTF16BE;
		return 2;
	}
	if (head.n >= 4 && p[0] && !p[1] && p[2] && !p[3])
		t->form = TEXT_UTF16LE;
	else if (head.n >= 4 && !p[0] && p[1] && !p[2] && p[3])
		t->form = TEXT_UTF16BE;
	return 0;
}

static void put(struct buf *out, uint32_t c)
{
	char *to = buf_room(out, 4);

	if (to)
		buf_took(out, utf8_encode(c, to));
}

#define REPLACEMENT 0xfffd

/* One unit of UTF-16 (RFC 2781 2.2). */
static void unit(struct text *t, uint32_t u, struct buf *out)
{
	if (t->high) {
		if (u >= 0xdc00 && u < 0xe000) {
			put(out, 0x10000 + ((t->high - 0xd800) << 10) + (u - 0xdc00));
			t->high = 0;
			return;
		}
		put(out, REPLACEMENT);
		t->high = 0;
	}
	if (u >= 0xd800 && u < 0xdc00)
		t->high = u;
	else
		put(out, u >= 0xdc00 && u < 0xe000 ? REPLACEMENT : u);
}

void text_utf16(struct text *t, struct str portion, struct buf *out)
{
	for (size_t i = 0; i < portion.n; i++) {
		unsigned char b = (unsigned char)portion.p[i];

		if (!t->has_odd) {
			t->odd = b;
			t->has_odd = true;
			continue;
		}
		t->has_odd = false;
		unit(t,
			t->form == TEXT_UTF16LE ? (uint32_t)(t->odd | b << 8)
						: (uint32_t)(t->odd << 8 | b),
			out);
	}
}

void text_utf16_end(struct text *t, struct buf *out)
{
	if (t->has_odd || t->high)
		put(out, REPLACEMENT);
	t->has_odd = false;
	t->high = 0;
}

/* Of what ICU thinks it is the first that is worth trying; windows-1252 where it has no idea. */
static const char *guess_charset(struct str sample)
{
	static const char *const tried[] = { "Shift_JIS", "EUC-JP", "EUC-KR", "GB18030", "Big5",
		"ISO-8859-1", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7", "ISO-8859-9",
		"windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
		"KOI8-R" };
	UErrorCode rc = U_ZERO_ERROR;
	UCharsetDetector *d = ucsdet_open(&rc);
	const UCharsetMatch **matches;
	const char *found = NULL;
	int32_t n = 0;

	if (U_FAILURE(rc))
		return "windows-1252";
	ucsdet_setText(d, sample.p, (int32_t)sample.n, &rc);
	matches = ucsdet_detectAll(d, &n, &rc);
	for (int32_t i = 0; U_SUCCESS(rc) && i < n && !found; i++) {
		const char *name = ucsdet_getName(matches[i], &rc);

		for (size_t k = 0; U_SUCCESS(rc) && k < sizeof(tried) / sizeof(tried[0]); k++)
			if (strcmp(name, tried[k]) == 0)
				found = tried[k];
	}
	ucsdet_close(d);
	if (!found || strcmp(found, "ISO-8859-1") == 0)
		return "windows-1252"; /* what browsers mean by it (WHATWG Encoding) */
	return found;
}

struct str text_line(struct text *t, struct arena *a, struct str line)
{
	UErrorCode rc = U_ZERO_ERROR;
	size_t room = line.n * 3 + 16;
	int32_t n;
	char *to;

	if (utf8_ok(line))
		return line;
	if (!t->conv) {
		t->conv = ucnv_open(guess_charset(str_sub(line, 0, LIMIT_HEAD_BYTES)), &rc);
		if (U_FAILURE(rc))
			return (struct str){ NULL, 0 };
	}
	to = arena_alloc(a, room);
	if (!to)
		return (struct str){ NULL, 0 };
	ucnv_reset(t->conv);
	n = ucnv_toAlgorithmic(UCNV_UTF8, t->conv, to, (int32_t)room, line.p, (int32_t)line.n, &rc);
	if (U_FAILURE(rc) || n < 0)
		return (struct str){ NULL, 0 };
	return str_make(to, (size_t)n);
}
