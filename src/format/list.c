/* SPDX-License-Identifier: Apache-2.0 */
#include "format/list.h"

#include "base/limit.h"
#include "format/schema.h"

/* Full stops of other scripts that browsers read as the dot (UTS 46): U+3002, U+FF0E, U+FF61. */
static bool wide_dot(struct str s)
{
	return str_find(s, STR("\xe3\x80\x82"), 0) != SIZE_MAX ||
	       str_find(s, STR("\xef\xbc\x8e"), 0) != SIZE_MAX ||
	       str_find(s, STR("\xef\xbd\xa1"), 0) != SIZE_MAX;
}

/* Spellings of a dot that is to be no link. */
static bool fanged_dot(struct str s)
{
	static const char *const dots[] = { "[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[.",
		".]", " dot " };

	if (str_find_byte(s, '[', 0) == SIZE_MAX && str_find_byte(s, '(', 0) == SIZE_MAX &&
		str_find_byte(s, '{', 0) == SIZE_MAX && str_find_byte(s, ']', 0) == SIZE_MAX &&
		str_find_byte(s, ' ', 0) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < sizeof(dots) / sizeof(dots[0]); i++)
		if (str_find_nocase(s, str_of(dots[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

static bool as_number(struct str s)
{
	uint64_t v;

	return s.n > 2 && str_starts_nocase(s, STR("AS")) && str_u64(str_from(s, 2), &v) &&
	       v <= UINT32_MAX;
}

/* A dot between two characters that can stand in a name. */
static bool inner_dot(struct str s)
{
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] == '.') {
			unsigned char a = (unsigned char)s.p[i - 1], b = (unsigned char)s.p[i + 1];

			if ((ch_alnum((char)a) || a >= 0x80 || memchr("-_]*%", a, 5)) &&
				(ch_alnum((char)b) || b >= 0x80 || memchr("_[%", b, 3)))
				return true;
		}
	return false;
}

bool list_target_like(struct str s)
{
	size_t scheme;

	if (s.n < 3 || s.n > LIMIT_URL_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	scheme = str_find(s, STR("://"), 0);
	if (scheme != SIZE_MAX)
		return scheme > 0 && scheme + 3 < s.n;
	if (str_find(s, STR("[:]//"), 0) != SIZE_MAX || as_number(s) || fanged_dot(s) ||
		wide_dot(s))
		return true;
	if (s.p[0] == '[')
		return str_find_byte(s, ']', 0) != SIZE_MAX && str_find_byte(s, ':', 0) != SIZE_MAX;
	if (inner_dot(s))
		return true;
	return schema_ip6(str_sub(s, 0, str_find_byte(s, '/', 0)));
}

static struct str next_word(struct str *rest)
{
	size_t n = 0;
	struct str word;

	*rest = str_trim(*rest);
	while (n < rest->n && !ch_space(rest->p[n]))
		n++;
	word = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	return word;
}

static struct str strip(struct str s)
{
	static const char open[] = "\"'<`", close[] = "\"'>`,;";

	while (s.n && memchr(open, s.p[0], sizeof(open) - 1))
		s = str_from(s, 1);
	while (s.n && memchr(close, s.p[s.n - 1], sizeof(close) - 1))
		s = str_sub(s, 0, s.n - 1);
	return s;
}

static enum list_line refused(struct list_names *out, const char *why)
{
	out->why = why;
	return LIST_REFUSED;
}

static enum list_line one(struct list_names *out, struct str s)
{
	s = strip(s);
	if (str_starts(s, STR("*.")))
		s = str_from(s, 2);
	if (s.n > LIMIT_URL_BYTES)
		return refused(out, "is longer than 8192 bytes");
	if (!list_target_like(s))
		return refused(out, "names no address, domain or URL");
	out->v[out->n++] = s;
	return LIST_ROW;
}

/* "||name^$third-party", "||name/path^", "|https://name/|": the part that names. */
static enum list_line adblock(struct str s, struct list_names *out)
{
	size_t end;

	s = str_from(s, str_starts(s, STR("||")) ? 2 : 1);
	end = str_find_byte(s, '^', 0);
	if (end == SIZE_MAX)
		end = str_find_byte(s, '$', 0);
	if (end == SIZE_MAX && s.n && s.p[s.n - 1] == '|')
		end = s.n - 1;
	return one(out, str_trim(str_sub(s, 0, end)));
}

static bool local_name(struct str s)
{
	static const char *const names[] = { "localhost", "localhost.localdomain", "local",
		"broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix",
		"ip6-allnodes", "ip6-allrouters", "ip6-allhosts", "0.0.0.0" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(s, str_of(names[i])))
			return true;
	return false;
}

/* After the address of a hosts file: its names. */
static enum list_line hosts(struct str rest, struct list_names *out)
{
	bool local = false;

	for (;;) {
		struct str name = next_word(&rest);

		if (!name.n || name.p[0] == '#')
			break;
		if (local_name(name)) {
			local = true;
			continue;
		}
		if (!list_target_like(name))
			return refused(out, "names no address, domain or URL");
		if (out->n == LIST_NAMES)
			return refused(out, "has more than 16 names in one line");
		out->v[out->n++] = name;
	}
	if (out->n)
		return LIST_ROW;
	return refused(out, local ? "names this computer only" : "names no address, domain or URL");
}

/* "address=/a/b/0.0.0.0": the first name. */
static enum list_line dnsmasq(struct str s, struct list_names *out)
{
	size_t from = str_find_byte(s, '/', 0), to = str_find_byte(s, '/', from + 1);

	return one(out, str_sub(s, from + 1, to == SIZE_MAX ? SIZE_MAX : to - from - 1));
}

static bool comment(struct str s)
{
	if (s.p[0] == '#' || s.p[0] == ';' || s.p[0] == '!' || str_starts(s, STR("//")))
		return true;
	/* "[Adblock Plus 2.0]", and not "[2001:db8::1]". */
	return s.p[0] == '[' && s.p[s.n - 1] == ']' && str_find_byte(s, ':', 0) == SIZE_MAX &&
	       str_find_byte(s, ' ', 0) != SIZE_MAX;
}

/* The rest of the line is part of the name where the dots stand apart: "name (dot) example". */
static bool spread(struct str rest)
{
	struct str word = next_word(&rest);

	return word.n && word.n <= 5 &&
	       (str_is(word, "[.]") || str_is(word, "(.)") || str_is(word, "{.}") ||
		       str_eq_nocase(word, STR("[dot]")) || str_eq_nocase(word, STR("(dot)")) ||
		       str_eq_nocase(word, STR("{dot}")) || str_eq_nocase(word, STR("dot")) ||
		       str_is(word, "."));
}

/* A comment after the name begins with its sign behind a space; a '#' inside a URL is a fragment. */
static struct str cut_comment(struct str s)
{
	for (size_t i = 1; i < s.n; i++)
		if ((s.p[i] == '#' || s.p[i] == ';') && ch_space(s.p[i - 1]))
			return str_trim(str_sub(s, 0, i));
	return s;
}

static bool sink_address(struct str s)
{
	return str_is(s, "0.0.0.0") || str_is(s, "127.0.0.1") || str_is(s, "::") ||
	       str_is(s, "::1") || str_is(s, "0") || str_is(s, "255.255.255.255") ||
	       str_starts(s, STR("fe80::")) || str_starts(s, STR("ff00::")) ||
	       str_starts(s, STR("ff02::"));
}

enum list_line list_parse(struct str line, struct list_names *out)
{
	struct str s = str_trim(line), rest, word;

	out->n = 0;
	out->why = NULL;
	if (s.n == 0 || comment(s))
		return LIST_BLANK;
	if (str_starts(s, STR("@@")))
		return refused(out, "allows instead of blocking: no report");
	if (s.p[0] == '|')
		return adblock(s, out);
	if (str_find(s, STR("##"), 0) != SIZE_MAX && str_find(s, STR("://"), 0) == SIZE_MAX)
		return refused(out, "hides parts of pages: no report");
	if (str_starts(s, STR("address=/")) || str_starts(s, STR("server=/")) ||
		str_starts(s, STR("local=/")))
		return dnsmasq(s, out);
	s = cut_comment(s);
	rest = s;
	word = next_word(&rest);
	if (str_starts_nocase(word, STR("local-zone:")) || str_is(word, "-"))
		return one(out, next_word(&rest));
	rest = str_trim(rest);
	if (sink_address(word) && rest.n)
		return hosts(rest, out);
	if (rest.n && spread(rest))
		return one(out, s);
	return one(out, word);
}
