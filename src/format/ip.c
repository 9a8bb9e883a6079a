/* SPDX-License-Identifier: Apache-2.0 */
#include "format/ip.h"

/* One part of an IPv4 address as WHATWG URL's "IPv4 number parser" reads it. */
static bool v4_number(struct str s, uint64_t *out, bool *odd)
{
	unsigned base = 10;
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	if (s.n >= 2 && s.p[0] == '0' && ch_tolower(s.p[1]) == 'x') {
		base = 16;
		s = str_from(s, 2);
	} else if (s.n >= 2 && s.p[0] == '0') {
		base = 8;
		s = str_from(s, 1);
	}
	if (base != 10)
		*odd = true;
	for (size_t i = 0; i < s.n; i++) {
		int d = ch_hex(s.p[i]);

		if (d < 0 || (unsigned)d >= base)
			return false;
		v = v * base + (unsigned)d;
		if (v > UINT32_MAX)
			v = (uint64_t)UINT32_MAX + 1; /* too large stays too large */
	}
	*out = v;
	return true;
}

static bool v4_parse(struct str s, struct ip *out)
{
	struct ip ip = { .n = 4 };
	struct str rest, part;
	uint64_t v[4], all;
	size_t n = 0;

	if (s.n && s.p[s.n - 1] == '.') {
		s.n--;
		ip.odd = true;
	}
	if (s.n == 0)
		return false;
	rest = s;
	while (str_cut(&rest, '.', &part)) {
		if (n == 4 || !v4_number(part, &v[n], &ip.odd))
			return false;
		n++;
	}
	for (size_t i = 0; i + 1 < n; i++)
		if (v[i] > 255)
			return false;
	if (v[n - 1] >= (uint64_t)1 << (8 * (5 - n)))
		return false;
	all = v[n - 1];
	for (size_t i = 0; i + 1 < n; i++)
		all |= v[i] << (8 * (3 - i));
	for (size_t i = 0; i < 4; i++)
		ip.b[i] = (unsigned char)(all >> (8 * (3 - i)));
	ip.odd |= n != 4;
	*out = ip;
	return true;
}

/* The dotted decimal tail of an IPv6 address: four plain numbers, nothing odd. */
static bool v6_tail(struct str s, unsigned char *out)
{
	struct ip ip;

	if (!v4_parse(s, &ip) || ip.odd)
		return false;
	memcpy(out, ip.b, 4);
	return true;
}

static bool v6_group(struct str s, unsigned char *out)
{
	unsigned v = 0;

	if (s.n == 0 || s.n > 4)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int d = ch_hex(s.p[i]);

		if (d < 0)
			return false;
		v = v << 4 | (unsigned)d;
	}
	out[0] = (unsigned char)(v >> 8);
	out[1] = (unsigned char)v;
	return true;
}

/* Groups of ${s}, between or around "::", to ${out}; how many bytes, or SIZE_MAX. */
static size_t v6_groups(struct str s, bool last, unsigned char out[16])
{
	struct str rest = s, part;
	size_t n = 0;

	if (s.n == 0)
		return 0;
	while (str_cut(&rest, ':', &part)) {
		if (last && !rest.p && str_find_byte(part, '.', 0) != SIZE_MAX) {
			if (n > 12 || !v6_tail(part, out + n))
				return SIZE_MAX;
			n += 4;
		} else {
			if (n > 14 || !v6_group(part, out + n))
				return SIZE_MAX;
			n += 2;
		}
	}
	return n;
}

static bool is_mapped(const unsigned char b[16])
{
	static const unsigned char head[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	return memcmp(b, head, 12) == 0;
}

static bool v6_parse(struct str s, struct ip *out)
{
	struct ip ip = { .n = 16 };
	unsigned char head[16], tail[16];
	size_t at, h, t;

	at = str_find_byte(s, '%', 0);
	if (at != SIZE_MAX) {
		ip.zone = str_from(s, at + 1);
		if (str_starts(ip.zone, STR("25"))) /* RFC 6874: the percent sign itself encoded */
			ip.zone = str_from(ip.zone, 2);
		if (ip.zone.n == 0)
			return false;
		s.n = at;
	}
	if (s.n < 2 || s.n >= IP_TEXT)
		return false;
	at = str_find(s, STR("::"), 0);
	if (at == SIZE_MAX) {
		if (v6_groups(s, true, ip.b) != 16)
			return false;
	} else {
		h = v6_groups(str_sub(s, 0, at), false, head);
		t = v6_groups(str_from(s, at + 2), true, tail);
		if (h == SIZE_MAX || t == SIZE_MAX || h + t > 14)
			return false;
		memcpy(ip.b, head, h);
		memcpy(ip.b + 16 - t, tail, t);
	}
	if (is_mapped(ip.b)) {
		memmove(ip.b, ip.b + 12, 4);
		memset(ip.b + 4, 0, 12);
		ip.n = 4;
		ip.mapped = true;
	}
	*out = ip;
	return true;
}

bool ip_parse(struct str text, struct ip *out)
{
	if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		return v6_parse(str_sub(text, 1, text.n - 2), out);
	if (str_find_byte(text, ':', 0) != SIZE_MAX)
		return v6_parse(text, out);
	/* Nothing but a digit can begin an IPv4 address; most host names end here. */
	return text.n && ch_digit(text.p[0]) && v4_parse(text, out);
}

bool ip_ends_in_number(struct str host)
{
	struct str last;
	uint64_t v;
	bool odd, digits = true;

	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	last = str_from(host, str_rfind_byte(host, '.') + 1);
	if (last.n == 0 || !ch_digit(last.p[0]))
		return false;
	for (size_t i = 0; i < last.n; i++)
		digits &= ch_digit(last.p[i]);
	return digits || v4_number(last, &v, &odd);
}

static size_t put_decimal(unsigned v, char *out)
{
	size_t n = 0;

	if (v >= 100)
		out[n++] = (char)('0' + v / 100);
	if (v >= 10)
		out[n++] = (char)('0' + v / 10 % 10);
	out[n++] = (char)('0' + v % 10);
	return n;
}

static size_t put_group(unsigned v, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;

	for (int shift = 12; shift >= 0; shift -= 4)
		if (n || v >> shift || shift == 0)
			out[n++] = digits[v >> shift & 15];
	return n;
}

/* RFC 5952 4.2: the longest run of zero groups, the first of equals, never a single group. */
static void longest_zeros(const unsigned char *b, int *from, int *count)
{
	*from = -1;
	*count = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && !b[2 * (i + n)] && !b[2 * (i + n) + 1])
			n++;
		if (n > *count) {
			*from = i;
			*count = n;
		}
	}
}

size_t ip_format(const unsigned char *b, size_t n, char out[IP_TEXT])
{
	size_t at = 0;
	int from, count;

	out[0] = 0;
	if (n == 4) {
		for (size_t i = 0; i < 4; i++) {
			if (i)
				out[at++] = '.';
			at += put_decimal(b[i], out + at);
		}
	} else if (n == 16) {
		longest_zeros(b, &from, &count);
		for (int i = 0; i < 8; i++) {
			if (i == from) {
				out[at++] = ':';
				out[at++] = ':';
				i += count - 1;
				continue;
			}
			if (at && out[at - 1] != ':')
				out[at++] = ':';
			at += put_group((unsigned)b[2 * i] << 8 | b[2 * i + 1], out + at);
		}
	}
	out[at] = 0;
	return at;
}

struct block {
	unsigned char b[16];
	unsigned char n, bits;
	const char *words;
};

#define V4(a, b, c, d, bits, words)            \
	{                                      \
		{ a, b, c, d }, 4, bits, words \
	}
#define V6(bits, words, ...)                     \
	{                                        \
		{ __VA_ARGS__ }, 16, bits, words \
	}

/* IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), and multicast. */
static const struct block blocks[] = {
	V4(0, 0, 0, 0, 32, "This host on this network (RFC 1122)"),
	V4(0, 0, 0, 0, 8, "This network (RFC 791)"),
	V4(10, 0, 0, 0, 8, "Private-Use (RFC 1918)"),
	V4(100, 64, 0, 0, 10, "Shared Address Space (RFC 6598)"),
	V4(127, 0, 0, 0, 8, "Loopback (RFC 1122)"),
	V4(169, 254, 0, 0, 16, "Link Local (RFC 3927)"),
	V4(172, 16, 0, 0, 12, "Private-Use (RFC 1918)"),
	V4(192, 0, 0, 0, 24, "IETF Protocol Assignments (RFC 6890)"),
	V4(192, 0, 0, 0, 29, "IPv4 Service Continuity Prefix (RFC 7335)"),
	V4(192, 0, 0, 8, 32, "IPv4 dummy address (RFC 7600)"),
	V4(192, 0, 0, 9, 32, "Port Control Protocol Anycast (RFC 7723)"),
	V4(192, 0, 0, 10, 32, "TURN Anycast (RFC 8155)"),
	V4(192, 0, 0, 170, 31, "NAT64/DNS64 Discovery (RFC 8880)"),
	V4(192, 0, 2, 0, 24, "Documentation, TEST-NET-1 (RFC 5737)"),
	V4(192, 31, 196, 0, 24, "AS112-v4 (RFC 7535)"),
	V4(192, 52, 193, 0, 24, "AMT (RFC 7450)"),
	V4(192, 88, 99, 0, 24, "6to4 Relay Anycast, deprecated (RFC 7526)"),
	V4(192, 168, 0, 0, 16, "Private-Use (RFC 1918)"),
	V4(192, 175, 48, 0, 24, "Direct Delegation AS112 Service (RFC 7534)"),
	V4(198, 18, 0, 0, 15, "Benchmarking (RFC 2544)"),
	V4(198, 51, 100, 0, 24, "Documentation, TEST-NET-2 (RFC 5737)"),
	V4(203, 0, 113, 0, 24, "Documentation, TEST-NET-3 (RFC 5737)"),
	V4(224, 0, 0, 0, 4, "Multicast (RFC 5771)"),
	V4(240, 0, 0, 0, 4, "Reserved (RFC 1112)"),
	V4(255, 255, 255, 255, 32, "Limited Broadcast (RFC 919)"),
	V6(128, "Loopback (RFC 4291)", [15] = 1),
	V6(128, "Unspecified Address (RFC 4291)", [15] = 0),
	V6(96, "IPv4-compatible, deprecated (RFC 4291)", [15] = 0),
	V6(96, "IPv4-IPv6 Translation (RFC 6052)", 0, 0x64, 0xff, 0x9b),
	V6(48, "IPv4-IPv6 Translation, local (RFC 8215)", 0, 0x64, 0xff, 0x9b, 0, 1),
	V6(64, "Discard-Only Address Block (RFC 6666)", 1, 0),
	V6(64, "Dummy IPv6 Prefix (RFC 9780)", 1, 0, 0, 0, 0, 0, 0, 1),
	V6(23, "IETF Protocol Assignments (RFC 2928)", 0x20, 0x01),
	V6(32, "TEREDO (RFC 4380)", 0x20, 0x01),
	V6(128, "Port Control Protocol Anycast (RFC 7723)", 0x20, 0x01, 0, 1, [15] = 1),
	V6(128, "TURN Anycast (RFC 8155)", 0x20, 0x01, 0, 1, [15] = 2),
	V6(48, "Benchmarking (RFC 5180)", 0x20, 0x01, 0, 2),
	V6(32, "AMT (RFC 7450)", 0x20, 0x01, 0, 3),
	V6(48, "AS112-v6 (RFC 7535)", 0x20, 0x01, 0, 4, 1, 0x12),
	V6(28, "ORCHID, deprecated (RFC 4843)", 0x20, 0x01, 0, 0x10),
	V6(28, "ORCHIDv2 (RFC 7343)", 0x20, 0x01, 0, 0x20),
	V6(28, "Drone Remote ID (RFC 9374)", 0x20, 0x01, 0, 0x30),
	V6(32, "Documentation (RFC 3849)", 0x20, 0x01, 0x0d, 0xb8),
	V6(16, "6to4 (RFC 3056)", 0x20, 0x02),
	V6(48, "Direct Delegation AS112 Service (RFC 7534)", 0x26, 0x20, 0, 0x4f, 0x80, 0),
	V6(20, "Documentation (RFC 9637)", 0x3f, 0xff),
	V6(16, "Segment Routing SIDs (RFC 9602)", 0x5f, 0),
	V6(7, "Unique-Local (RFC 4193)", 0xfc),
	V6(10, "Link-Local Unicast (RFC 4291)", 0xfe, 0x80),
	V6(10, "Site-Local, deprecated (RFC 3879)", 0xfe, 0xc0),
	V6(8, "Multicast (RFC 4291)", 0xff),
};

static bool in_block(const struct block *k, const unsigned char *b)
{
	size_t whole = k->bits / 8;
	unsigned rest = k->bits % 8;

	return memcmp(k->b, b, whole) == 0 &&
	       (!rest || (k->b[whole] ^ b[whole]) >> (8 - rest) == 0);
}

const char *ip_special(const unsigned char *b, size_t n)
{
	const struct block *best = NULL;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (blocks[i].n == n && in_block(&blocks[i], b) &&
			(!best || blocks[i].bits > best->bits))
			best = &blocks[i];
	return best ? best->words : NULL;
}
