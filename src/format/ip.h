/* SPDX-License-Identifier: Apache-2.0 */
/* ip.h -- IP addresses: every spelling a browser takes for one, and the one we write.
 *
 * In: dotted decimal; the forms of WHATWG URL (octal, hexadecimal, fewer than four parts, one 32-bit
 * number, a trailing dot); IPv6 with or without brackets and zone.  Out: dotted decimal and RFC 5952.
 * An IPv4-mapped IPv6 address is the IPv4 address: the same machine answers.
 */
#ifndef FORMAT_IP_H
#define FORMAT_IP_H

#include "base/str.h"

#define IP_TEXT 46 /* longest IPv6 text and NUL */

struct ip {
	unsigned char b[16];
	unsigned char n; /* 4 or 16 */
	bool odd; /* spelled so that only a browser takes it for an address */
	bool mapped; /* was ::ffff:a.b.c.d */
	struct str zone; /* borrowed from the text; p NULL where there is none */
};

/* False where ${text} is no address in any spelling; ${out} is then untouched.  Allocates nothing. */
bool ip_parse(struct str text, struct ip *out);
/* "If the last part is a number" (WHATWG URL, ends in a number checker): such a host is an IPv4
 * address or nothing. */
bool ip_ends_in_number(struct str host);
/* Canonical text with NUL; returns its length, 0 where ${n} is neither 4 nor 16. */
size_t ip_format(const unsigned char *b, size_t n, char out[IP_TEXT]);
/* The special-purpose block the address is in (IANA registries of RFC 6890) and the document that made
 * it, such as "Private-Use (RFC 1918)"; NULL for an ordinary address.  The longest prefix decides. */
const char *ip_special(const unsigned char *b, size_t n);

#endif
