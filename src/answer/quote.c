/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/quote.h"

#include "base/buf.h"
#include "base/limit.h"

static bool has(struct str line, const char *what)
{
	return str_find_nocase(line, str_of(what), 0) != SIZE_MAX;
}

static bool ends_with_colon(struct str s)
{
	return s.n && (s.p[s.n - 1] == ':' || str_ends(s, STR("\xef\xbc\x9a")));
}

/* "On Sat, 21 Nov 2026 at 08:30, Desk <abuse@desk.example> wrote:" */
static bool introduces(struct str line)
{
	static const char *const verbs[] = { "wrote", "schrieb",
		"a \xc3\xa9"
		"crit",
		"escribi\xc3\xb3", "escreveu", "\xd9\x83\xd8\xaa\xd8\xa8" };

	if (!ends_with_colon(line) || line.n > 400)
		return false;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (has(line, verbs[i]))
			return has(line, "@") || has(line, "20") || has(line, "\xd9\x81\xd9\x8a ");
	return false;
}

/* "-----Original Message-----", "##- Please type your reply above this line -##" */
static bool divides(struct str line)
{
	static const char *const words[] = { "original message", "urspr\xc3\xbcngliche nachricht",
		"message d'origine", "message d\xe2\x80\x99origine", "mensaje original",
		"mensagem original",
		"\xd8\xa7\xd9\x84\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84\xd8\xa9 "
		"\xd8\xa7\xd9\x84\xd8\xa3\xd8\xb5\xd9\x84\xd9\x8a\xd8\xa9",
		"forwarded message", "weitergeleitete nachricht", "type your reply above",
		"reply above this line" };
	size_t marks = 0;

	for (size_t i = 0; i < line.n; i++)
		marks += line.p[i] == '-' || line.p[i] == '_' || line.p[i] == '=' ||
			 line.p[i] == '#';
	if (marks >= 20 && marks == line.n)
		return line.p[0] == '_'; /* Outlook's line; "=====" also stands under headings */
	if (marks < 4)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has(line, words[i]))
			return true;
	return false;
}

/* "From:", "Von:", "De:" at the start of a line that an address or a name follows. */
static bool from_line(struct str line)
{
	static const char *const names[] = { "From:", "Von:", "De:", "De :", "*From:*", "*Von:*",
		"*De:*", "\xd9\x85\xd9\x86:" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_starts_nocase(line, str_of(names[i])))
			return true;
	return false;
}

static bool date_line(struct str line)
{
	static const char *const names[] = { "Sent:", "Date:", "Gesendet:", "Datum:",
		"Envoy\xc3\xa9", "Date :", "Enviado",
		"Fecha:", "Data:", "To:", "An:", "\xc3\x80 :", "Para:", "*Sent:*", "*Date:*",
		"*Gesendet:*", "*Enviado", "*Envoy\xc3\xa9",
		"\xd8\xaa\xd8\xa7\xd8\xb1\xd9\x8a\xd8\xae", "\xd8\xa5\xd9\x84\xd9\x89:",
		"\xd8\xa7\xd9\x84\xd8\xa5\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_starts_nocase(line, str_of(names[i])))
			return true;
	return false;
}

static bool signs_off(struct str raw, struct str line)
{
	static const char *const sent[] = { "Sent from my ", "Get Outlook for ", "Von meinem ",
		"Gesendet von ", "Envoy\xc3\xa9 de mon ", "Envoy\xc3\xa9 depuis ",
		"Enviado desde mi ", "Enviado do meu ",
		"\xd8\xa3\xd9\x8f\xd8\xb1\xd8\xb3\xd9\x84\xd8\xaa \xd9\x85\xd9\x86",
		"\xd8\xaa\xd9\x85 \xd8\xa7\xd9\x84\xd8\xa5\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84 "
		"\xd9\x85\xd9\x86" };

	if (str_is(raw, "-- ") || str_is(raw, "--"))
		return true;
	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		if (str_starts_nocase(line, str_of(sent[i])))
			return true;
	return false;
}

static struct str line_at(struct str text, size_t at, size_t *next)
{
	size_t nl = str_find_byte(text, '\n', at);
	struct str line = str_sub(text, at, nl == SIZE_MAX ? SIZE_MAX : nl - at);

	*next = nl == SIZE_MAX ? text.n : nl + 1;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

enum end { GOES_ON, INTRODUCED, DIVIDED };

/* Does everything from here on belong to somebody else?  An introduction may be folded into a second line;
 * ${*next} is then behind it. */
static enum end ends_here(struct str text, struct str line, size_t *next)
{
	static const char *const starts[] = { "On ", "Am ", "Le ", "El ", "Em ",
		"\xd9\x81\xd9\x8a " };
	struct str s = str_trim(line), more;
	size_t after;

	if (introduces(s))
		return INTRODUCED;
	if (divides(s))
		return DIVIDED;
	if (!s.n || *next >= text.n)
		return GOES_ON;
	more = str_trim(line_at(text, *next, &after));
	if (from_line(s) && date_line(more))
		return DIVIDED;
	if ((!has(s, "@") && !has(s, "20")) || !ends_with_colon(more) || more.n > 120 || s.n > 300)
		return GOES_ON;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(s, str_of(starts[i]))) {
			*next = after;
			return INTRODUCED;
		}
	return GOES_ON;
}

/* Some write below what they answer: where the quoted lines after an introduction end; the end of the text
 * where nothing was marked as quoted, since all of it is. */
static size_t below(struct str text, size_t at)
{
	bool quoted = false;

	while (at < text.n) {
		size_t next;
		struct str s = str_trim(line_at(text, at, &next));

		if (s.n && s.p[0] != '>')
			break;
		quoted |= s.n > 0;
		at = next;
	}
	return quoted ? at : text.n;
}

struct str quote_cut(struct arena *a, struct str text)
{
	struct str out;
	struct buf b;
	size_t at = 0, next;

	buf_init(&b, LIMIT_ANSWER_SCAN + 2);
	text = str_sub(text, 0, LIMIT_ANSWER_SCAN);
	for (; at < text.n; at = next) {
		struct str line = line_at(text, at, &next), s = str_trim(line);

		enum end end = ends_here(text, line, &next);

		if (end == DIVIDED)
			break;
		if (end == INTRODUCED) {
			next = below(text, next);
			continue;
		}
		if (signs_off(line, s))
			break;
		if (s.n && s.p[0] == '>')
			continue;
		buf_add(&b, line);
		buf_addc(&b, '\n');
	}
	out = b.bad ? (struct str){ NULL, 0 } : arena_dup(a, str_trim(buf_str(&b)));
	buf_done(&b);
	return out;
}
