/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/identify.h"

#include "base/limit.h"
#include "format/ip.h"
#include "format/name.h"
#include "format/refang.h"
#include "format/url.h"
#include "identify/parts.h"

static void note(struct site *s, bool holds, uint32_t bit)
{
	if (holds)
		s->notes |= bit;
}

/* "AS64496", "ASN 64496", "as1.10" (RFC 5396 asdot). */
static bool parse_asn(struct str s, uint32_t *out)
{
	uint64_t high = 0, low;
	size_t dot;

	if (!str_starts_nocase(s, STR("as")))
		return false;
	s = str_from(s, 2);
	if (s.n && ch_tolower(s.p[0]) == 'n')
		s = str_from(s, 1);
	s = str_trim(s);
	dot = str_find_byte(s, '.', 0);
	if (dot != SIZE_MAX) {
		if (!str_u64(str_sub(s, 0, dot), &high) || high > 65535)
			return false;
		s = str_from(s, dot + 1);
		if (!str_u64(s, &low) || low > 65535)
			return false;
	} else if (!str_u64(s, &low)) {
		return false;
	}
	if (low > UINT32_MAX)
		return false;
	*out = (uint32_t)(high << 16 | low);
	return true;
}

static int site_of_asn(struct arena *a, struct site *s, struct err *e)
{
	char digits[10];
	uint32_t v = s->asn;
	size_t n = sizeof(digits);
	char *p = arena_alloc(a, 2 + sizeof(digits));

	if (!p)
		return err_nomem(e);
	do
		digits[--n] = (char)('0' + v % 10);
	while (v /= 10);
	memcpy(p, "AS", 2);
	memcpy(p + 2, digits + n, sizeof(digits) - n);
	s->id = s->canonical = str_make(p, 2 + sizeof(digits) - n);
	s->target = TARGET_ASN;
	s->kind = SITE_NETWORK;
	s->bare = true;
	return BW_OK;
}

static int site_of_ip(struct arena *a, const struct ip *ip, struct site *s, struct err *e)
{
	char *p = arena_alloc(a, IP_TEXT);

	if (!p)
		return err_nomem(e);
	s->host = s->u_host = s->id = str_make(p, ip_format(ip->b, ip->n, p));
	memcpy(s->ip, ip->b, ip->n);
	s->ip_n = ip->n;
	s->kind = SITE_IP;
	s->special = str_of(ip_special(ip->b, ip->n));
	s->documentation = str_starts(s->special, STR("Documentation"));
	s->odd_form = ip->odd;
	note(s, ip->odd, SITE_NOTE_BIT(ODD_ADDRESS));
	note(s, ip->mapped, SITE_NOTE_BIT(MAPPED_ADDRESS));
	note(s, ip->zone.p, SITE_NOTE_BIT(ZONE));
	if (s->target == TARGET_DOMAIN)
		s->target = TARGET_IP;
	return BW_OK;
}

static void note_name(const struct name *n, struct site *s)
{
	if (!n->flags)
		return;
	note(s, n->flags & NAME_UNDERSCORE, SITE_NOTE_BIT(UNDERSCORE));
	note(s, n->flags & NAME_HYPHEN_EDGE, SITE_NOTE_BIT(HYPHEN));
	note(s, n->flags & NAME_HYPHEN_34, SITE_NOTE_BIT(HYPHEN_34));
	note(s, n->flags & NAME_NOT_IDNA, SITE_NOTE_BIT(NOT_IDNA));
	note(s, n->flags & NAME_BIDI, SITE_NOTE_BIT(BIDI));
	note(s, n->flags & NAME_JOINER, SITE_NOTE_BIT(JOINER));
	note(s, n->flags & NAME_MAPPED, SITE_NOTE_BIT(MAPPED_HOST));
}

/* A last label of digits is an IPv4 address to every browser, unless a namespace has sold it (.888). */
static bool numeric_name(const struct refdata *rd, struct str host)
{
	struct namespace_entry entry;

	for (size_t i = 0; i < host.n; i++)
		if (!ch_digit(host.p[i]) && host.p[i] != '.')
			return refdata_namespace(rd, name_tail(host, 1), &entry);
	return false;
}

/* A host that reads as an AS number ("http://as64496/") keeps the root's dot in its id. */
static int keep_apart(struct arena *a, struct site *s, struct err *e)
{
	uint32_t unused;
	char *p;

	if (s->kind != SITE_NAME || !parse_asn(s->id, &unused))
		return BW_OK;
	p = arena_alloc(a, s->id.n + 1);
	if (!p)
		return err_nomem(e);
	memcpy(p, s->id.p, s->id.n);
	p[s->id.n] = '.';
	s->id = str_make(p, s->id.n + 1);
	return BW_OK;
}

static int read_host(
	struct arena *a, const struct refdata *rd, struct str host, struct site *s, struct err *e)
{
	struct str decoded = host;
	struct name name;
	struct ip ip;
	int rc;

	if (host.p[0] != '[' && str_find_byte(host, ':', 0) == SIZE_MAX) {
		decoded = url_percent_decode(a, host);
		if (!decoded.p)
			return err_nomem(e);
		note(s, decoded.p != host.p, SITE_NOTE_BIT(ENCODED_HOST));
		if (str_starts(decoded, STR("*."))) {
			s->notes |= SITE_NOTE_BIT(WILDCARD);
			decoded = str_from(decoded, 2);
		}
	}
	if (ip_parse(decoded, &ip))
		return site_of_ip(a, &ip, s, e);
	if (decoded.n && (decoded.p[0] == '[' || str_find_byte(decoded, ':', 0) != SIZE_MAX))
		return err_set(e, BW_EPARSE, "the host is no IPv6 address");
	rc = name_parse(a, decoded, &name, e);
	if (rc)
		return rc;
	if (ip_parse(name.ascii, &ip)) /* full-width digits */
		return site_of_ip(a, &ip, s, e);
	if (ip_ends_in_number(name.ascii) && !numeric_name(rd, name.ascii))
		return err_set(e, BW_EPARSE, "the host ends in a number and is no IPv4 address");
	note_name(&name, s);
	s->host = name.ascii;
	s->u_host = name_unicode(a, name.ascii);
	if (!s->u_host.p)
		return err_nomem(e);
	rc = site_of_name(a, rd, &name, s, e);
	return rc ? rc : keep_apart(a, s, e);
}

static char *add(char *p, struct str s)
{
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

static char *add_port(char *p, int port)
{
	char digits[6];
	size_t n = 0;

	*p++ = ':';
	do
		digits[n++] = (char)('0' + port % 10);
	while (port /= 10);
	while (n)
		*p++ = digits[--n];
	return p;
}

/* scheme://host[:port]path, local@host or the host alone. */
static int write_canonical(struct arena *a, struct str local, struct site *s, struct err *e)
{
	bool brackets = s->ip_n == 16 && s->target == TARGET_URL;
	char *p, *start;

	if (s->target == TARGET_DOMAIN || s->target == TARGET_IP || s->target == TARGET_NAME) {
		s->canonical = str_starts(s->id, s->host) ? s->id : s->host;
		return BW_OK;
	}
	start = p = arena_alloc(a, s->scheme.n + local.n + s->host.n + s->path.n + 17);
	if (!p)
		return err_nomem(e);
	if (s->target == TARGET_EMAIL) {
		p = add(p, local);
		*p++ = '@';
		p = add(p, s->host);
		s->canonical = str_make(start, (size_t)(p - start));
		return BW_OK;
	}
	if (s->scheme.p) {
		p = add(p, s->scheme);
		p = add(p, STR("://"));
	}
	p = add(p, brackets ? STR("[") : STR(""));
	p = add(p, s->host);
	p = add(p, brackets ? STR("]") : STR(""));
	if (s->port >= 0 && s->port != url_default_port(s->scheme)) {
		if (!s->scheme.p && !s->ip_n && str_find_byte(s->host, '.', 0) == SIZE_MAX)
			*p++ = '.'; /* "https:3/x" would have a scheme */
		p = add_port(p, s->port);
	}
	p = add(p, s->path.n ? s->path : STR("/"));
	s->canonical = str_make(start, (size_t)(p - start));
	return BW_OK;
}

static bool is_prefix_length(struct str path)
{
	uint64_t v;

	return path.n > 1 && path.n < 5 && str_u64(str_from(path, 1), &v) && v <= 128;
}

/* Everything but AS numbers. */
static int read_url(
	struct arena *a, const struct refdata *rd, struct str text, struct site *s, struct err *e)
{
	struct url u;
	int rc = url_split(a, text, &u, e);

	if (rc)
		return rc;
	s->port = u.port;
	s->path = url_path_normal(a, u.path);
	if (u.path.n && !s->path.p)
		return err_nomem(e);
	/* Without a scheme "http//x" would be read as a scheme that lost its colon. */
	while (!u.scheme.p && str_starts(s->path, STR("//")))
		s->path = str_from(s->path, 1);
	s->bare = s->path.n == 0 || str_is(s->path, "/");
	note(s, u.bad_port, SITE_NOTE_BIT(BAD_PORT));
	if (u.mailbox) {
		s->target = TARGET_EMAIL;
		s->path = (struct str){ NULL, 0 };
		s->bare = true;
	} else {
		note(s, u.userinfo.p, SITE_NOTE_BIT(USERINFO));
		s->scheme = u.scheme;
		s->target = u.scheme.p || !s->bare ? TARGET_URL : TARGET_DOMAIN;
	}
	rc = read_host(a, rd, u.host, s, e);
	if (rc)
		return rc;
	if (s->target != TARGET_URL)
		s->path = (struct str){ NULL, 0 };
	if (s->ip_n && !s->scheme.p && is_prefix_length(s->path))
		s->notes |= SITE_NOTE_BIT(PREFIX);
	return write_canonical(a, u.userinfo, s, e);
}

int identify(
	struct arena *a, const struct refdata *rd, struct str in, struct site *out, struct err *e)
{
	struct site s = { .input = in, .port = -1, .ns = NAMESPACE_DNS };
	struct str text;
	bool changed;
	int rc;

	if (in.n > LIMIT_URL_BYTES)
		return err_set(e, BW_ELIMIT, "longer than %d bytes", LIMIT_URL_BYTES);
	text = refang(a, in, &changed);
	if (!text.p)
		return err_nomem(e);
	note(&s, changed, SITE_NOTE_BIT(REFANGED));
	if (parse_asn(text, &s.asn))
		rc = site_of_asn(a, &s, e);
	else
		rc = read_url(a, rd, text, &s, e);
	if (!rc)
		*out = s;
	return rc;
}
