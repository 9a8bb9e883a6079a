/* SPDX-License-Identifier: Apache-2.0 */
#include "net/guard.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include "base/limit.h"

struct block {
	unsigned char ip[16];
	int bits;
	const char *what;
	bool own; /* the operator's own servers may be here */
};

/* IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771) and the reserved rest. */
static const struct block blocks4[] = {
	{ { 0 }, 8, "this network" },
	{ { 10 }, 8, "private (RFC 1918)", true },
	{ { 100, 64 }, 10, "carrier's own (RFC 6598)", true },
	{ { 127 }, 8, "loopback", true },
	{ { 169, 254 }, 16, "link-local" },
	{ { 172, 16 }, 12, "private (RFC 1918)", true },
	{ { 192, 0, 0 }, 24, "protocol assignments (RFC 6890)" },
	{ { 192, 0, 2 }, 24, "documentation" },
	{ { 192, 31, 196 }, 24, "AS112" },
	{ { 192, 52, 193 }, 24, "AMT" },
	{ { 192, 88, 99 }, 24, "6to4 relay" },
	{ { 192, 168 }, 16, "private (RFC 1918)", true },
	{ { 192, 175, 48 }, 24, "AS112" },
	{ { 198, 18 }, 15, "benchmarks (RFC 2544)" },
	{ { 198, 51, 100 }, 24, "documentation" },
	{ { 203, 0, 113 }, 24, "documentation" },
	{ { 224 }, 4, "multicast" },
	{ { 240 }, 4, "reserved" },
};

/* IANA IPv6 Special-Purpose Address Registry within 2000::/3; nothing outside is public unicast. */
static const struct block blocks6[] = {
	{ { 0x20, 0x01, 0x00 }, 23, "protocol assignments (RFC 2928), Teredo among them" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, "documentation" },
	{ { 0x26, 0x20, 0x00, 0x4f, 0x80, 0x00 }, 48, "AS112" },
	{ { 0x3f, 0xff, 0x00 }, 20, "documentation (RFC 9637)" },
};

static bool within(const unsigned char *ip, const struct block *b)
{
	int whole = b->bits / 8, rest = b->bits % 8;

	if (memcmp(ip, b->ip, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((ip[whole] ^ b->ip[whole]) >> (8 - rest)) == 0;
}

static const char *address4(const struct guard *g, const unsigned char *ip)
{
	if (g->loopback && ip[0] == 127)
		return NULL;
	for (size_t i = 0; i < sizeof(blocks4) / sizeof(blocks4[0]); i++)
		if (within(ip, &blocks4[i]))
			return g->own && blocks4[i].own ? NULL : blocks4[i].what;
	return NULL;
}

static const char *address6(const struct guard *g, const unsigned char *ip)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	static const unsigned char one[16] = { [15] = 1 };

	if ((g->loopback || g->own) && memcmp(ip, one, 16) == 0)
		return NULL;
	if (g->own && (ip[0] & 0xfe) == 0xfc) /* unique local (RFC 4193) */
		return NULL;
	if (memcmp(ip, mapped, 12) == 0 || memcmp(ip, nat64, 12) == 0)
		return address4(g, ip + 12);
	if (ip[0] == 0x20 &&
		ip[1] == 0x02) /* 6to4 (RFC 3056) carries an address after its prefix */
		return address4(g, ip + 2);
	if ((ip[0] & 0xe0) != 0x20)
		return "outside the public unicast space";
	for (size_t i = 0; i < sizeof(blocks6) / sizeof(blocks6[0]); i++)
		if (within(ip, &blocks6[i]))
			return blocks6[i].what;
	return NULL;
}

const char *guard_address(const struct guard *g, const unsigned char *ip, size_t n)
{
	if (n == 4)
		return address4(g, ip);
	return n == 16 ? address6(g, ip) : "not an address";
}

const char *guard_sockaddr(const struct guard *g, const struct sockaddr *sa, size_t n)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET && n >= sizeof(in4)) {
		memcpy(&in4, sa, sizeof(in4));
		return guard_address(g, (const unsigned char *)&in4.sin_addr, 4);
	}
	if (sa->sa_family == AF_INET6 && n >= sizeof(in6)) {
		memcpy(&in6, sa, sizeof(in6));
		return guard_address(g, (const unsigned char *)&in6.sin6_addr, 16);
	}
	return "neither IPv4 nor IPv6";
}

int guard_socket(const struct guard *g, int type, int protocol, const struct sockaddr *sa, size_t n,
	const char **refused)
{
	*refused = g ? guard_sockaddr(g, sa, n) : NULL;
	return *refused ? -1 : socket(sa->sa_family, type | SOCK_CLOEXEC, protocol);
}

/* An address written as the host; a name passes here and is judged when it is connected to. */
static const char *literal(const struct guard *g, const char *host, bool *is_literal)
{
	unsigned char ip[16];
	char inner[INET6_ADDRSTRLEN];
	size_t n = strlen(host);

	*is_literal = true;
	if (inet_pton(AF_INET, host, ip) == 1)
		return guard_address(g, ip, 4);
	if (n > 2 && host[0] == '[' && n - 2 < sizeof(inner)) {
		memcpy(inner, host + 1, n - 2);
		inner[n - 2] = '\0';
		if (inet_pton(AF_INET6, inner, ip) == 1)
			return guard_address(g, ip, 16);
	}
	*is_literal = false;
	return host[0] == '[' ? "not an address we can read" : NULL;
}

struct parts {
	char *scheme, *host, *port, *user;
};

static void parts_done(struct parts *p)
{
	curl_free(p->scheme);
	curl_free(p->host);
	curl_free(p->port);
	curl_free(p->user);
}

static int judge(const struct guard *g, const struct parts *p, const char *q, struct err *e)
{
	const struct guard strict = { .loopback = false };
	bool is_literal;
	const char *why = literal(g, p->host, &is_literal);
	/* This machine and nothing else: only the test switch lets the address pass. */
	bool here = g->loopback && is_literal && !why && literal(&strict, p->host, &is_literal);
	bool plain = strcmp(p->scheme, "http") == 0;
	bool page = g->pages && plain && strcmp(p->port, "80") == 0;

	if (p->user)
		return err_set(e, BW_EDENIED, "will not contact '%s': credentials in the URL", q);
	if (why)
		return err_set(e, BW_EDENIED, "will not contact '%s': %s", q, why);
	if (strcmp(p->scheme, "https") != 0 && !(here && plain) && !page)
		return err_set(e, BW_EDENIED, "will not contact '%s': not https", q);
	if (strcmp(p->port, "443") != 0 && !here && !g->own && !page)
		return err_set(e, BW_EDENIED, "will not contact '%s': not port 443", q);
	if (!is_literal && !strchr(p->host, '.') && !g->own)
		return err_set(
			e, BW_EDENIED, "will not contact '%s': a name of the local network", q);
	return BW_OK;
}

int guard_url(const struct guard *g, struct str url, struct err *e)
{
	char text[LIMIT_URL_BYTES + 1], q[QUOTE_ROOM(100)];
	struct parts p = { 0 };
	CURLU *u;
	int rc;

	str_quote(url, 100, q);
	if (url.n == 0 || url.n > LIMIT_URL_BYTES || memchr(url.p, '\0', url.n))
		return err_set(e, BW_EDENIED, "will not contact '%s': no usable URL", q);
	memcpy(text, url.p, url.n);
	text[url.n] = '\0';
	u = curl_url();
	if (!u)
		return err_nomem(e);
	if (curl_url_set(u, CURLUPART_URL, text, 0) ||
		curl_url_get(u, CURLUPART_SCHEME, &p.scheme, 0) ||
		curl_url_get(u, CURLUPART_HOST, &p.host, 0) ||
		curl_url_get(u, CURLUPART_PORT, &p.port, CURLU_DEFAULT_PORT)) {
		rc = err_set(e, BW_EDENIED, "will not contact '%s': no usable URL", q);
	} else {
		(void)curl_url_get(u, CURLUPART_USER, &p.user, 0);
		rc = judge(g, &p, q, e);
	}
	parts_done(&p);
	curl_url_cleanup(u);
	return rc;
}
