/* SPDX-License-Identifier: Apache-2.0 */
/* The forms a string of a report can have: time, address, name, hash, base64. */
#include "base/clock.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "format/schema.h"

static bool two(const char *p, int *out)
{
	if (!ch_digit(p[0]) || !ch_digit(p[1]))
		return false;
	*out = (p[0] - '0') * 10 + (p[1] - '0');
	return true;
}

static bool civil(const char *p, struct civil *c)
{
	static const unsigned char length[12] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int century, year;

	if (p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != 't') || p[13] != ':' ||
		p[16] != ':' || !two(p, &century) || !two(p + 2, &year) || !two(p + 5, &c->month) ||
		!two(p + 8, &c->day) || !two(p + 11, &c->hour) || !two(p + 14, &c->minute) ||
		!two(p + 17, &c->second))
		return false;
	c->year = century * 100 + year;
	if (c->month < 1 || c->month > 12 || c->day < 1 || c->day > length[c->month - 1] ||
		c->hour > 23 || c->minute > 59 || c->second > 60)
		return false;
	return c->month != 2 || c->day != 29 ||
	       (c->year % 4 == 0 && (c->year % 100 != 0 || c->year % 400 == 0));
}

/* RFC 3339 5.6: date-time = full-date "T" full-time; full-time ends in "Z" or an offset.  A leap second
 * (:60) is allowed there. */
bool schema_time(struct str s, int64_t *out)
{
	struct civil c = { 0 };
	int hours, minutes;
	size_t at = 19;

	if (s.n < 20 || s.n > 40 || !civil(s.p, &c))
		return false;
	if (s.p[at] == '.') {
		size_t from = ++at;

		while (at < s.n && ch_digit(s.p[at]))
			at++;
		if (at == from || at == s.n)
			return false;
	}
	*out = clock_of_civil(c);
	if (s.p[at] == 'Z' || s.p[at] == 'z')
		return at + 1 == s.n;
	if ((s.p[at] != '+' && s.p[at] != '-') || s.n - at != 6 || s.p[at + 3] != ':' ||
		!two(s.p + at + 1, &hours) || !two(s.p + at + 4, &minutes) || hours > 23 ||
		minutes > 59)
		return false;
	*out -= (hours * 3600 + minutes * 60) * (s.p[at] == '-' ? -1 : 1);
	return true;
}

static bool date_ok(struct str s)
{
	int64_t t;

	return s.n == 10 && clock_parse(s, &t);
}

/* The base64 alphabet. */
/* clang-format off */
static const unsigned char sextet[256] = {
	['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
	['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1,
	['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1,
	['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
	['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1,
	['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1,
	['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1,
	['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['+'] = 1, ['/'] = 1,
};
/* clang-format on */

static bool schema_base64(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned ok = 1;
	size_t n = s.n;

	if (n % 4)
		return false;
	if (n == 0)
		return true;
	if (p[n - 1] == '=')
		n -= p[n - 2] == '=' ? 2 : 1;
	for (size_t i = 0; i < n; i++)
		ok &= sextet[p[i]];
	return ok;
}

static bool schema_ip4(struct str s)
{
	struct str part;
	int parts = 0;

	if (s.n < 7 || s.n > 15)
		return false;
	while (str_cut(&s, '.', &part)) {
		uint64_t v;

		if (part.n == 0 || part.n > 3 || !str_u64(part, &v) || v > 255 ||
			(part.n > 1 && part.p[0] == '0'))
			return false;
		parts++;
	}
	return parts == 4;
}

/* RFC 4291 2.2: eight groups, or fewer with one "::"; the last two may be written as IPv4. */
bool schema_ip6(struct str s)
{
	size_t gap = SIZE_MAX, groups = 0, at = 0;

	if (s.n < 2 || s.n > 45)
		return false;
	if (s.p[0] == ':') {
		if (s.p[1] != ':')
			return false;
		gap = 0;
		at = 2;
	}
	while (at < s.n) {
		size_t from = at;

		while (at < s.n && ch_hex(s.p[at]) >= 0)
			at++;
		if (at < s.n && s.p[at] == '.') {
			groups += 2;
			return schema_ip4(str_from(s, from)) &&
			       (gap == SIZE_MAX ? groups == 8 : groups < 8);
		}
		if (at == from || at - from > 4)
			return false;
		groups++;
		if (at == s.n)
			break;
		if (s.p[at++] != ':')
			return false;
		if (at < s.n && s.p[at] == ':') {
			if (gap != SIZE_MAX)
				return false;
			gap = groups;
			at++;
		} else if (at == s.n) {
			return false;
		}
	}
	return gap == SIZE_MAX ? groups == 8 : groups < 8;
}

/* RFC 1123 2.1 host names; ${dots}: at least one, last label of letters, no capitals. */
static bool host_ok(struct str s, bool dots)
{
	size_t label = 0, labels = 1, start = 0;

	if (s.n == 0 || s.n > LIMIT_HOST_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.') {
			if (label == 0 || s.p[i - 1] == '-')
				return false;
			label = 0;
			labels++;
			start = i + 1;
			continue;
		}
		if (++label > LIMIT_LABEL_BYTES || !(ch_alnum(c) || (c == '-' && label > 1)) ||
			(dots && ch_upper(c)))
			return false;
	}
	if (label == 0 || s.p[s.n - 1] == '-')
		return false;
	if (!dots)
		return true;
	for (size_t i = start; i < s.n; i++)
		if (!ch_lower(s.p[i]))
			return false;
	return labels > 1 && s.n - start >= 2;
}

/* An addr-spec as RFC 5321 4.1.2 has it, without quoted local parts; UTF-8 allowed (RFC 6531). */
static bool email_ok(struct str s)
{
	size_t at = str_rfind_byte(s, '@');
	struct str local, host;

	if (at == SIZE_MAX || at == 0 || s.n > 254)
		return false;
	local = str_sub(s, 0, at);
	host = str_from(s, at + 1);
	for (size_t i = 0; i < local.n; i++)
		if ((unsigned char)local.p[i] <= ' ' || local.p[i] == 0x7f ||
			memchr("()<>[]:;@\\,\"", local.p[i], 12))
			return false;
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		return true;
	if (str_ascii(host))
		return host_ok(host, false);
	return host.n <= LIMIT_HOST_BYTES && str_find_byte(host, ' ', 0) == SIZE_MAX;
}

static bool uri_ok(struct str s)
{
	size_t colon = str_find_byte(str_sub(s, 0, 40), ':', 0);

	if (colon == SIZE_MAX || colon == 0 || colon + 1 == s.n || !ch_alpha(s.p[0]))
		return false;
	for (size_t i = 1; i < colon; i++)
		if (!ch_alnum(s.p[i]) && !memchr("+-.", s.p[i], 3))
			return false;
	for (size_t i = colon; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '<' ||
			s.p[i] == '>' || s.p[i] == 0x7f)
			return false;
	return true;
}

/* clang-format off */
static const unsigned char hexadecimal[256] = {
	['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
	['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
	['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
};
/* clang-format on */

static bool all_hex(struct str s)
{
	unsigned ok = 1;

	for (size_t i = 0; i < s.n; i++)
		ok &= hexadecimal[(unsigned char)s.p[i]];
	return ok && s.n > 0;
}

static bool hash_ok(struct str s, bool long_too)
{
	size_t at = str_find_byte(s, ':', 0);
	struct str name;

	if (at == SIZE_MAX)
		return false;
	name = str_sub(s, 0, at);
	return (str_is(name, "sha256") || str_is(name, "md5") || str_is(name, "sha1") ||
		       (long_too && str_is(name, "sha512"))) &&
	       all_hex(str_from(s, at + 1));
}

/* 8-4-4-4-12; RFC 9562 5.4: version 4, variant 10. */
static bool uuid_ok(struct str s)
{
	return s.n == 36 && s.p[8] == '-' && s.p[13] == '-' && s.p[18] == '-' && s.p[23] == '-' &&
	       all_hex(str_sub(s, 0, 8)) && all_hex(str_sub(s, 9, 4)) &&
	       all_hex(str_sub(s, 14, 4)) && all_hex(str_sub(s, 19, 4)) &&
	       all_hex(str_sub(s, 24, 12)) && s.p[14] == '4' && memchr("89abAB", s.p[19], 6);
}

static bool tag_part(struct str s)
{
	if (s.n == 0 || !(ch_lower(s.p[0]) || ch_digit(s.p[0])))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!ch_lower(s.p[i]) && !ch_digit(s.p[i]) && !memchr("_+-", s.p[i], 3))
			return false;
	return true;
}

static bool tag_ok(struct str s)
{
	size_t at = str_find_byte(s, ':', 0);

	return at != SIZE_MAX && tag_part(str_sub(s, 0, at)) && tag_part(str_from(s, at + 1));
}

static bool cve_ok(struct str s, size_t digits)
{
	uint64_t v;

	return str_starts(s, STR("CVE-")) && s.n >= 9 + digits && s.n < 28 && s.p[8] == '-' &&
	       str_u64(str_sub(s, 4, 4), &v) && str_u64(str_from(s, 9), &v);
}

static bool capitals(struct str s, size_t n)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_upper(s.p[i]))
			return false;
	return s.n == n;
}

static bool language_ok(struct str s)
{
	return (s.n == 2 || (s.n == 5 && s.p[2] == '-' && capitals(str_from(s, 3), 2))) &&
	       ch_lower(s.p[0]) && ch_lower(s.p[1]);
}

static bool version_ok(struct str s)
{
	struct str part;
	uint64_t v;
	int parts = 0;

	if (!str_starts(s, STR("4.")))
		return false;
	while (str_cut(&s, '.', &part)) {
		if (!str_u64(part, &v))
			return false;
		parts++;
	}
	return parts == 3;
}

bool schema_form_ok(enum rule_form form, struct str s)
{
	int64_t t;

	switch (form) {
	case FORM_NONE: return true;
	case FORM_TIME: return schema_time(s, &t);
	case FORM_DATE: return date_ok(s);
	case FORM_UUID: return uuid_ok(s);
	case FORM_EMAIL: return email_ok(s);
	case FORM_HOST: return host_ok(s, false);
	case FORM_IP: return schema_ip4(s) || schema_ip6(s);
	case FORM_IP4: return schema_ip4(s);
	case FORM_IP6: return schema_ip6(s);
	case FORM_URI: return uri_ok(s);
	case FORM_BASE64: return schema_base64(s);
	case FORM_TAG: return tag_ok(s);
	case FORM_HASH: return hash_ok(s, true);
	case FORM_FILE_HASH: return hash_ok(s, false);
	case FORM_HEX32: return s.n == 32 && all_hex(s);
	case FORM_HEX40: return s.n == 40 && all_hex(s);
	case FORM_HEX64: return s.n == 64 && all_hex(s);
	case FORM_CVE: return cve_ok(s, 1);
	case FORM_CVE4: return cve_ok(s, 4);
	case FORM_COUNTRY: return capitals(s, 2);
	case FORM_CURRENCY: return capitals(s, 3);
	case FORM_LANGUAGE: return language_ok(s);
	case FORM_DOMAIN: return host_ok(s, true);
	case FORM_MAGNET: return str_starts(s, STR("magnet:?xt=urn:"));
	case FORM_CVSS: return str_starts(s, STR("CVSS:3.0/")) || str_starts(s, STR("CVSS:3.1/"));
	case FORM_VERSION: return version_ok(s);
	case FORM_COUNT: break;
	}
	return false;
}

const char *schema_form_words(enum rule_form form)
{
	static const char *const words[FORM_COUNT] = {
		[FORM_NONE] = "is not text",
		[FORM_TIME] = "is not a time with zone (RFC 3339, 2026-01-31T08:00:00Z)",
		[FORM_DATE] = "is not a date (2026-01-31)",
		[FORM_UUID] = "is not a version 4 UUID",
		[FORM_EMAIL] = "is not an e-mail address",
		[FORM_HOST] = "is not a host name",
		[FORM_IP] = "is not an IP address",
		[FORM_IP4] = "is not an IPv4 address",
		[FORM_IP6] = "is not an IPv6 address",
		[FORM_URI] = "is not a URL",
		[FORM_BASE64] = "is not base64",
		[FORM_TAG] = "is not a tag (namespace:predicate, lower case)",
		[FORM_HASH] = "is not algorithm:hexadecimal (md5, sha1, sha256, sha512)",
		[FORM_FILE_HASH] = "is not algorithm:hexadecimal (md5, sha1, sha256)",
		[FORM_HEX32] = "is not 32 hexadecimal digits",
		[FORM_HEX40] = "is not 40 hexadecimal digits",
		[FORM_HEX64] = "is not 64 hexadecimal digits",
		[FORM_CVE] = "is not a CVE number",
		[FORM_CVE4] = "is not a CVE number",
		[FORM_COUNTRY] = "is not a country code of two capitals",
		[FORM_CURRENCY] = "is not a currency code of three capitals",
		[FORM_LANGUAGE] = "is not a language code",
		[FORM_DOMAIN] = "is not a domain name in lower case",
		[FORM_MAGNET] = "is not a magnet link",
		[FORM_CVSS] = "is not a CVSS 3 vector",
		[FORM_VERSION] = "is not a version 4.n.n",
	};

	return words[form];
}
