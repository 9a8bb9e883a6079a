/* SPDX-License-Identifier: Apache-2.0 */
#include "format/url.h"

#include "base/limit.h"
#include "base/utf8.h"

static const struct special {
	const char *name;
	int port;
} specials[] = { { "http", 80 }, { "https", 443 }, { "ftp", 21 }, { "ws", 80 }, { "wss", 443 } };

int url_default_port(struct str scheme)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (str_is(scheme, specials[i].name))
			return specials[i].port;
	return -1;
}

/* Schemes that name no host at all. */
static bool is_hostless(struct str scheme)
{
	static const char *const names[] = { "javascript", "data", "tel", "sms", "urn", "magnet",
		"about", "cid", "geo", "news", "file" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(scheme, names[i]))
			return true;
	return false;
}

/* "Remove all ASCII tab or newline from input." (WHATWG URL 4.4) and the controls and spaces around it. */
static struct str clean(struct arena *a, struct str s)
{
	size_t from = 0, n = 0;
	bool found = false;
	char *p;

	while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	while (from < s.n && (unsigned char)s.p[from] <= ' ')
		from++;
	s = str_from(s, from);
	for (size_t i = 0; i < s.n; i++)
		found |= s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
	if (!found)
		return s;
	p = arena_alloc(a, s.n);
	if (!p)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			p[n++] = s.p[i];
	return str_make(p, n);
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* Length of a scheme at the start of ${s}, without the colon; 0 where there is none. */
static size_t scheme_length(struct str s)
{
	size_t n = 0;

	if (s.n == 0 || !ch_alpha(s.p[0]))
		return 0;
	while (n < s.n && (ch_alnum(s.p[n]) || s.p[n] == '+' || s.p[n] == '-' || s.p[n] == '.'))
		n++;
	return n < s.n && s.p[n] == ':' ? n : 0;
}

static struct str lower(struct arena *a, struct str s)
{
	char *p = NULL;

	for (size_t i = 0; i < s.n; i++) {
		if (!ch_upper(s.p[i]))
			continue;
		if (!p) {
			p = arena_alloc(a, s.n);
			if (!p)
				return (struct str){ NULL, 0 };
			memcpy(p, s.p, s.n);
		}
		p[i] = ch_tolower(p[i]);
	}
	return p ? str_make(p, s.n) : s;
}

/* Take the scheme and the slashes after it off ${*s}. */
static int take_scheme(struct arena *a, struct str *s, struct url *u, struct err *e)
{
	size_t n = scheme_length(*s), slashes = 0;
	struct str name, rest;

	if (n == 0)
		return BW_OK;
	name = lower(a, str_sub(*s, 0, n));
	if (!name.p)
		return err_nomem(e);
	rest = str_from(*s, n + 1);
	while (slashes < rest.n && is_slash(rest.p[slashes]))
		slashes++;
	if (str_is(name, "view-source") || str_is(name, "blob")) {
		*s = rest;
		return BW_OK;
	}
	if (str_is(name, "mailto")) {
		u->mailbox = true;
		u->scheme = name;
		*s = rest;
		return BW_OK;
	}
	if (is_hostless(name))
		return err_set(e, BW_EPARSE, "a '%.*s:' link names no host", STR_ARG(name));
	if (url_default_port(name) >= 0) {
		/* "special authority ignore slashes state": any number of either kind */
		u->scheme = name;
		*s = str_from(rest, slashes);
	} else if (slashes >= 2) {
		u->scheme = name;
		*s = str_from(rest, 2);
	}
	return BW_OK; /* else host:port */
}

static void take_port(struct str text, struct url *u)
{
	uint64_t v;

	if (text.n == 0)
		return;
	if (str_u64(text, &v) && v <= 65535)
		u->port = (int)v;
	else
		u->bad_port = true;
}

static int take_host(struct str auth, struct url *u, struct err *e)
{
	size_t at = str_rfind_byte(auth, '@'), colon;

	if (at != SIZE_MAX) {
		u->userinfo = str_sub(auth, 0, at);
		auth = str_from(auth, at + 1);
	}
	if (auth.n && auth.p[0] == '[') {
		at = str_find_byte(auth, ']', 0);
		if (at == SIZE_MAX)
			return err_set(e, BW_EPARSE, "the host begins with '[' and has no ']'");
		u->host = str_sub(auth, 0, at + 1);
		auth = str_from(auth, at + 1);
		if (auth.n && auth.p[0] != ':')
			return err_set(e, BW_EPARSE, "something stands after the ']' of the host");
		take_port(str_from(auth, 1), u);
		return BW_OK;
	}
	colon = str_find_byte(auth, ':', 0);
	if (colon != SIZE_MAX && str_find_byte(auth, ':', colon + 1) != SIZE_MAX)
		colon = SIZE_MAX; /* an IPv6 address without brackets */
	u->host = str_sub(auth, 0, colon);
	if (colon != SIZE_MAX)
		take_port(str_from(auth, colon + 1), u);
	if (u->host.n == 0)
		return err_set(e, BW_EPARSE, "there is no host in it");
	return BW_OK;
}

/* A local part that somebody has: RFC 5322 atoms and RFC 6531 letters, no brackets.  A quoted one does
 * not occur in reports, and what looks like it is a user name before a host. */
static bool is_local_part(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("()<>[]{}:;@\\,\"", s.p[i]))
			return false;
	return s.n > 0 && utf8_ok(s);
}

/* Longest first part and what follows: "?" and "#" end the authority as "/" does. */
static size_t authority_end(struct str s)
{
	size_t i = 0;

	while (i < s.n && !is_slash(s.p[i]) && s.p[i] != '?' && s.p[i] != '#')
		i++;
	return i;
}

/* "//host/path" (RFC 3986, 4.2), as pages write it for their own scheme; a lone word after it is a folder. */
static bool names_network(struct str s)
{
	if (s.n < 3 || s.p[0] != '/' || s.p[1] != '/' || is_slash(s.p[2]))
		return false;
	for (size_t i = 2; i < s.n && !is_slash(s.p[i]); i++)
		if (s.p[i] == '.' || s.p[i] == '[' || (unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

int url_split(struct arena *a, struct str in, struct url *out, struct err *e)
{
	struct url u = { .port = -1 };
	struct str s, auth;
	size_t at;
	int rc;

	if (in.n > LIMIT_URL_BYTES)
		return err_set(e, BW_ELIMIT, "longer than %d bytes", LIMIT_URL_BYTES);
	s = clean(a, in);
	if (in.n && !s.p)
		return err_nomem(e);
	if (s.n == 0)
		return err_set(e, BW_EPARSE, "nothing is there");
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return err_set(e, BW_EPARSE, "a control character is in it");
	if (names_network(s))
		s = str_from(s, 2);
	else if (is_slash(s.p[0]))
		return err_set(e, BW_EPARSE, "a path alone names no host");
	rc = take_scheme(a, &s, &u, e);
	if (!rc && s.p && !u.scheme.p &&
		scheme_length(s) >= 2) /* what view-source: and blob: hold */
		rc = take_scheme(a, &s, &u, e);
	if (rc)
		return rc;
	at = authority_end(s);
	auth = str_sub(s, 0, at);
	s = str_from(s, at);
	rc = take_host(auth, &u, e);
	if (rc)
		return rc;
	at = str_find_byte(s, '#', 0);
	u.path = str_sub(s, 0, at);
	if (at != SIZE_MAX)
		u.fragment = str_from(s, at + 1);
	if (u.mailbox && !is_local_part(u.userinfo))
		return err_set(e, BW_EPARSE, "a 'mailto:' link without a mailbox");
	if (!u.scheme.p && is_local_part(u.userinfo) && u.port < 0 && !u.bad_port &&
		u.path.n == 0 && !u.fragment.p)
		u.mailbox = true;
	*out = u;
	return BW_OK;
}

/* Bytes that stand for themselves in a path and in a query as browsers send them. */
static bool keeps(unsigned char c, bool query)
{
	if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>')
		return false;
	if (query)
		return c != '\'';
	return c != '`' && c != '{' && c != '}' && c != '^';
}

static bool unreserved(int c)
{
	return c >= 0 && (ch_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~');
}

static int percent_value(struct str s, size_t at)
{
	int hi, lo;

	if (s.n - at < 3)
		return -1;
	hi = ch_hex(s.p[at + 1]);
	lo = ch_hex(s.p[at + 2]);
	return hi < 0 || lo < 0 ? -1 : hi << 4 | lo;
}

static bool is_normal(struct str s)
{
	bool query = false;

	if (s.n == 0)
		return true;
	if (s.p[0] != '/')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		query |= c == '?';
		if (!keeps(c, query) || c == '%' || (c == '\\' && !query))
			return false;
		if (c == '/' && !query && i + 1 < s.n && s.p[i + 1] == '.')
			return false;
	}
	return true;
}

static char hex_digit(unsigned v)
{
	return "0123456789ABCDEF"[v & 15];
}

/* One byte of the input to the output; returns how many bytes of the input it was. */
static size_t put_byte(struct str s, size_t at, bool query, char *out, size_t *n)
{
	unsigned char c = (unsigned char)s.p[at];
	int v;

	if (c == '%') {
		v = percent_value(s, at);
		if (unreserved(v)) {
			out[(*n)++] = (char)v;
			return 3;
		}
		out[(*n)++] = '%';
		if (v < 0) { /* a lone one is encoded, or it might join what follows: "%%34%31" */
			out[(*n)++] = '2';
			out[(*n)++] = '5';
			return 1;
		}
		out[(*n)++] = hex_digit((unsigned)v >> 4);
		out[(*n)++] = hex_digit((unsigned)v);
		return 3;
	}
	if (keeps(c, query)) {
		out[(*n)++] = c == '\\' && !query ? '/' : (char)c;
		return 1;
	}
	out[(*n)++] = '%';
	out[(*n)++] = hex_digit(c >> 4);
	out[(*n)++] = hex_digit(c);
	return 1;
}

/* RFC 3986 5.2.4 on ${p}, in place: it begins with '/'.  Returns the new length. */
static size_t remove_dots(char *p, size_t n)
{
	size_t out = 0, i = 0;

	while (i < n) {
		size_t end = i + 1;
		struct str part;

		while (end < n && p[end] != '/')
			end++;
		part = str_make(p + i + 1, end - i - 1);
		if (str_is(part, ".") || str_is(part, "..")) {
			if (part.n == 2)
				while (out && p[--out] != '/')
					;
			if (end == n)
				p[out++] = '/';
		} else {
			memmove(p + out, p + i, end - i);
			out += end - i;
		}
		i = end;
	}
	return out;
}

struct str url_path_normal(struct arena *a, struct str path)
{
	size_t n = 0, query_at, i = 0;
	char *p;

	if (is_normal(path))
		return path;
	p = arena_alloc(a, 3 * path.n + 1);
	if (!p)
		return (struct str){ NULL, 0 };
	if (!is_slash(path.p[0]))
		p[n++] = '/';
	query_at = str_find_byte(path, '?', 0);
	if (query_at == SIZE_MAX)
		query_at = path.n;
	while (i < query_at)
		i += put_byte(path, i, false, p, &n);
	n = remove_dots(p, n);
	while (i < path.n)
		i += put_byte(path, i, true, p, &n);
	return str_make(p, n);
}

struct str url_percent_decode(struct arena *a, struct str s)
{
	size_t n = 0;
	char *p;

	if (str_find_byte(s, '%', 0) == SIZE_MAX)
		return s;
	p = arena_alloc(a, s.n + 1);
	if (!p)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < s.n;) {
		int v = s.p[i] == '%' ? percent_value(s, i) : -1;

		p[n++] = v < 0 ? s.p[i] : (char)v;
		i += v < 0 ? 1 : 3;
	}
	return str_make(p, n);
}
