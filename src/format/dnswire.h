/* SPDX-License-Identifier: Apache-2.0 */
/* dnswire.h -- the answer section of a DNS message (RFC 1035) as text records.
 *
 * Names come out in lower case without the trailing dot (the root is "."); bytes that are no letter,
 * digit, hyphen or underscore are escaped as \DDD, so that a name is always printable ASCII.
 * Compression pointers only go backwards, so that no loop is possible.
 */
#ifndef FORMAT_DNSWIRE_H
#define FORMAT_DNSWIRE_H

#include "base/arena.h"

enum dns_type { DNS_A = 1, DNS_NS = 2, DNS_CNAME = 5, DNS_SOA = 6, DNS_MX = 15, DNS_AAAA = 28 };

struct dns_record {
	struct str owner;
	unsigned type;
	uint32_t ttl_s;
	struct str
		text; /* "192.0.2.1", "ns1.example", "10 mail.example", SOA: "mname rname serial" */
};

struct dns_answer {
	int rcode;
	bool cut; /* the message says that it was truncated */
	struct dns_record *v; /* of the types above; others are passed over */
	size_t n, cap;
	size_t more; /* records beyond LIMIT_DNS_RECORDS */
};

const char *dns_type_text(unsigned type); /* "A"; "?" for one not above */
bool dns_type_parse(struct str text, unsigned *out);

/* ${out} lies in ${a}. O(n). */
int dnswire_parse(
	struct arena *a, struct str packet, struct dns_answer *out, struct err *e) MUST_USE;

#endif
