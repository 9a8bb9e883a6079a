/* SPDX-License-Identifier: Apache-2.0 */
#include "format/mail_write.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/limit.h"
#include "base/utf8.h"

#define LINE_MOST 76 /* RFC 2045 6.7, RFC 2047 2 */
#define WORD_BYTES \
	36 /* of text in one encoded word: 48 characters, 12 around them, and a header's name */

/* ---- what the text may hold ---- */

/* Characters that end a line, do nothing, or turn the reading direction: none belongs in a header. */
static bool header_space(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* ${s} made fit for a header: one line of UTF-8, no control characters, single spaces, at most
 * LIMIT_MAIL_SUBJECT bytes. */
static void clean(struct str s, struct buf *out)
{
	bool space = true;

	for (size_t at = 0, k; at < s.n && out->n < LIMIT_MAIL_SUBJECT; at += k) {
		uint32_t c;
		char bytes[4];

		k = utf8_decode(str_from(s, at), &c);
		if (k == 0) {
			c = 0xfffd;
			k = 1;
		}
		if (header_space(c) || c == ' ') {
			if (!space)
				buf_addc(out, ' ');
			space = true;
			continue;
		}
		space = false;
		buf_add(out, str_make(bytes, utf8_encode(c, bytes)));
	}
	while (out->n && out->p[out->n - 1] == ' ')
		out->n--;
}

static void base64(struct str s, struct buf *out)
{
	size_t room = sodium_base64_ENCODED_LEN(s.n, sodium_base64_VARIANT_ORIGINAL);
	char *to = buf_room(out, room);

	if (!to)
		return;
	sodium_bin2base64(
		to, room, (const unsigned char *)s.p, s.n, sodium_base64_VARIANT_ORIGINAL);
	buf_took(out, room - 1);
}

/* ---- header ---- */

/* Bytes since the last line end. */
static size_t column(const struct buf *out)
{
	size_t n = 0;

	while (n < out->n && out->p[out->n - 1 - n] != '\n')
		n++;
	return n;
}

/* A word on this line where it fits, else on the next (RFC 5322 2.2.3). */
static void fold(struct buf *out, struct str word)
{
	if (column(out) + 1 + word.n > LINE_MOST)
		buf_addz(out, "\r\n");
	buf_addc(out, ' ');
	buf_add(out, word);
}

/* RFC 2047 in UTF-8: characters are never split between words. */
static void encoded(struct str s, struct buf *out)
{
	while (s.n) {
		size_t n = s.n < WORD_BYTES ? s.n : WORD_BYTES;
		struct buf word;

		while (n < s.n && (s.p[n] & 0xc0) == 0x80)
			n--;
		buf_init(&word, LINE_MOST + 8);
		buf_addz(&word, "=?utf-8?B?");
		base64(str_sub(s, 0, n), &word);
		buf_addz(&word, "?=");
		out->bad |= word.bad;
		fold(out, buf_str(&word));
		buf_done(&word);
		s = str_from(s, n);
	}
}

/* Can it stand as it is?  What looks like an encoded word, or is too long to fold, cannot. */
static bool plain(struct str s)
{
	size_t run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == ' ' ? 0 : run + 1;
		if ((unsigned char)s.p[i] >= 0x7f || run > LINE_MOST - 12)
			return false;
	}
	return str_find(s, STR("=?"), 0) == SIZE_MAX;
}

static void unstructured(const char *name, struct str value, struct buf *out)
{
	struct buf b;
	struct str s, word;

	buf_init(&b, LIMIT_MAIL_SUBJECT + 8);
	clean(value, &b);
	out->bad |= b.bad;
	s = buf_str(&b);
	buf_printf(out, "%s:", name);
	if (!plain(s))
		encoded(s, out);
	else
		while (str_cut(&s, ' ', &word))
			fold(out, word);
	buf_addz(out, "\r\n");
	buf_done(&b);
}

/* A name before an address: a quoted string, or encoded words (RFC 2047 5 (3)). */
static void phrase(struct str name, struct buf *out)
{
	struct buf b, quoted;
	struct str s;

	buf_init(&b, LIMIT_MAIL_SUBJECT + 8);
	buf_init(&quoted, 2 * LIMIT_MAIL_SUBJECT + 32);
	clean(name, &b);
	s = buf_str(&b);
	if (!plain(s) || s.n > LINE_MOST - 12) {
		encoded(s, out);
	} else if (s.n) {
		buf_addc(&quoted, '"');
		for (size_t i = 0; i < s.n; i++) {
			if (s.p[i] == '"' || s.p[i] == '\\')
				buf_addc(&quoted, '\\');
			buf_addc(&quoted, s.p[i]);
		}
		buf_addc(&quoted, '"');
		fold(out, buf_str(&quoted));
	}
	out->bad |= b.bad || quoted.bad;
	buf_done(&b);
	buf_done(&quoted);
}

static void address(const char *header, struct str name, const struct mailbox *m, struct buf *out)
{
	struct buf b;

	buf_init(&b, LIMIT_MAIL_ADDRESS + 2);
	buf_printf(out, "%s:", header);
	phrase(name, out);
	buf_addc(&b, '<');
	buf_add(&b, m->address);
	buf_addc(&b, '>');
	out->bad |= b.bad;
	fold(out, buf_str(&b));
	buf_addz(out, "\r\n");
	buf_done(&b);
}

static void date(int64_t at_s, struct buf *out)
{
	static const char days[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	struct civil c = clock_to_civil(at_s);

	buf_printf(out, "Date: %s, %d %s %04lld %02d:%02d:%02d +0000\r\n", days[c.weekday], c.day,
		months[c.month - 1], (long long)c.year, c.hour, c.minute, c.second);
}

/* ---- bodies ---- */

/* ${s} with LF line ends, no other control character than tab, all UTF-8, and a line end at its end. */
static void normal(struct str s, struct buf *out)
{
	for (size_t at = 0, k; at < s.n; at += k) {
		uint32_t c;
		char bytes[4];

		k = utf8_decode(str_from(s, at), &c);
		if (k == 0) {
			c = 0xfffd;
			k = 1;
		}
		if (c == '\r') {
			if (at + 1 < s.n && s.p[at + 1] == '\n')
				continue;
			c = '\n';
		}
		if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0))
			continue;
		buf_add(out, str_make(bytes, utf8_encode(c, bytes)));
	}
	if (out->n == 0 || out->p[out->n - 1] != '\n')
		buf_addc(out, '\n');
}

enum encoding { SEVEN_BIT, QUOTED, BASE64 };

/* RFC 2045: as it is where every relay leaves it alone, else what is shorter. */
static enum encoding choose(struct str s)
{
	size_t wide = 0, line = 0;
	bool as_is = true;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		wide += c >= 0x80;
		if (c == '\n') {
			as_is &= line == 0 || (s.p[i - 1] != ' ' && s.p[i - 1] != '\t');
			line = 0;
			continue;
		}
		line++;
		if (line == 1 && str_starts(str_from(s, i), STR("From ")))
			as_is = false;
		if (line > LINE_MOST || c >= 0x80 || (c == '=' && i + 1 < s.n && s.p[i + 1] == '_'))
			as_is = false;
	}
	if (as_is)
		return SEVEN_BIT;
	return wide > s.n / 6 ? BASE64 : QUOTED;
}

static void seven_bit(struct str s, struct buf *out)
{
	struct str line;

	s.n--; /* the last line end ends the last line */
	while (str_cut(&s, '\n', &line)) {
		buf_add(out, line);
		buf_addz(out, "\r\n");
	}
}

/* RFC 2045 6.7.  "From " and "." at the start of a line are written so that no mail system touches them. */
static void quoted_line(struct str line, struct buf *out)
{
	size_t col = 0;

	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		bool last = i + 1 == line.n;
		bool as_is =
			(c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !last);
		size_t need;

		if (i == 0 && (c == '.' || str_starts(line, STR("From "))))
			as_is = false;
		need = as_is ? 1 : 3;
		if (col + need > LINE_MOST - 1) {
			buf_addz(out, "=\r\n");
			col = 0;
			if (c == '.') {
				as_is = false;
				need = 3;
			}
		}
		if (as_is)
			buf_addc(out, (char)c);
		else
			buf_printf(out, "=%02X", c);
		col += need;
	}
	buf_addz(out, "\r\n");
}

static void quoted(struct str s, struct buf *out)
{
	struct str line;

	s.n--;
	while (str_cut(&s, '\n', &line))
		quoted_line(line, out);
}

static void base64_lines(struct str s, struct buf *out)
{
	do {
		base64(str_sub(s, 0, 57), out);
		buf_addz(out, "\r\n");
		s = str_from(s, 57);
	} while (s.n);
}

/* Text in base64 has CRLF line ends inside (RFC 2045 6.8). */
static void base64_text(struct str s, struct buf *out)
{
	struct buf b;

	buf_init(&b, LIMIT_MAIL_OUT);
	seven_bit(s, &b);
	out->bad |= b.bad;
	base64_lines(buf_str(&b), out);
	buf_done(&b);
}

static void text_part(const struct mail_out *m, struct buf *out)
{
	static const char *const words[] = { "7bit", "quoted-printable", "base64" };
	enum encoding how;
	struct buf b;

	buf_init(&b, LIMIT_MAIL_OUT);
	normal(m->text, &b);
	out->bad |= b.bad;
	if (!b.bad) {
		how = choose(buf_str(&b));
		buf_addz(out, "Content-Type: text/plain; charset=utf-8\r\n");
		if (m->lang.n)
			buf_printf(out, "Content-Language: %.*s\r\n", STR_ARG(m->lang));
		buf_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n", words[how]);
		if (how == SEVEN_BIT)
			seven_bit(buf_str(&b), out);
		else if (how == QUOTED)
			quoted(buf_str(&b), out);
		else
			base64_text(buf_str(&b), out);
	}
	buf_done(&b);
}

/* RFC 2231: as it is, or each byte beyond letters and digits as %XX, in pieces that fit a line. */
static void file_name(struct str name, struct buf *out)
{
	struct buf b;
	bool simple = true;
	unsigned piece = 0;
	struct str s;

	buf_init(&b, LIMIT_MAIL_SUBJECT + 8);
	clean(name, &b);
	out->bad |= b.bad;
	s = buf_str(&b);
	for (size_t i = 0; i < s.n; i++)
		simple &= ch_alnum(s.p[i]) || s.p[i] == '-' || s.p[i] == '_' || s.p[i] == '.';
	if (simple && s.n <= 60) {
		buf_printf(out, ";\r\n filename=\"%.*s\"", STR_ARG(s));
		s.n = 0;
	}
	while (s.n) {
		size_t col = 0;

		buf_printf(out, ";\r\n filename*%u*=%s", piece, piece ? "" : "utf-8''");
		for (; s.n && col < 45; s = str_from(s, 1), col += 3)
			if (ch_alnum(s.p[0]))
				buf_addc(out, s.p[0]);
			else
				buf_printf(out, "%%%02X", (unsigned char)s.p[0]);
		piece++;
	}
	buf_done(&b);
}

static void file_part(const struct mail_file *f, struct buf *out)
{
	buf_printf(out, "Content-Type: %.*s%s\r\nContent-Disposition: attachment", STR_ARG(f->type),
		str_starts(f->type, STR("text/")) ? "; charset=utf-8" : "");
	file_name(f->name, out);
	buf_addz(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	base64_lines(f->body, out);
}

/* ---- the whole ---- */

/* Letters, digits and those of ${more}; not empty, not long. */
static bool token(struct str s, const char *more)
{
	if (s.n == 0 || s.n > 100)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && (s.p[i] == '\0' || !strchr(more, s.p[i])))
			return false;
	return true;
}

static int check(const struct mail_out *m, struct err *e)
{
	char q[QUOTE_ROOM(60)];
	struct str bad = { NULL, 0 };

	if (!token(m->id, "-."))
		bad = m->id;
	else if (!token(m->id_domain, "-."))
		bad = m->id_domain;
	else if (m->lang.n && !token(m->lang, "-"))
		bad = m->lang;
	else
		for (size_t i = 0; i < m->files_n; i++)
			if (!token(m->files[i].type, "/-+."))
				return err_set(e, BW_EINVALID, "'%s' is no media type",
					str_quote(m->files[i].type, 60, q));
	if (bad.p)
		return err_set(e, BW_EINVALID, "'%s' cannot stand in the header of a message",
			str_quote(bad, 60, q));
	return BW_OK;
}

int mail_write(const struct mail_out *m, struct buf *out, struct err *e)
{
	int rc = check(m, e);

	if (rc)
		return rc;
	date(m->at_s, out);
	address("From", m->from_name, m->from, out);
	address("To", m->to_name, m->to, out);
	if (m->reply_to)
		address("Reply-To", m->from_name, m->reply_to, out);
	unstructured("Subject", m->subject, out);
	buf_printf(out, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id), STR_ARG(m->id_domain));
	buf_addz(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
	if (m->files_n == 0) {
		text_part(m, out);
		return buf_check(out, "a message", e);
	}
	buf_printf(out, "Content-Type: multipart/mixed; boundary=\"=_%.*s\"\r\n\r\n",
		STR_ARG(str_sub(m->id, 0, 60)));
	buf_printf(out, "--=_%.*s\r\n", STR_ARG(str_sub(m->id, 0, 60)));
	text_part(m, out);
	for (size_t i = 0; i < m->files_n; i++) {
		buf_printf(out, "\r\n--=_%.*s\r\n", STR_ARG(str_sub(m->id, 0, 60)));
		file_part(&m->files[i], out);
	}
	buf_printf(out, "\r\n--=_%.*s--\r\n", STR_ARG(str_sub(m->id, 0, 60)));
	return buf_check(out, "a message", e);
}
