/* SPDX-License-Identifier: Apache-2.0 */
/* guard.h -- which addresses, ports and schemes may be contacted; every connection asks.
 *
 * What we ask for comes from strangers' answers (bootstrap lists, links, redirects), so the address that
 * is really connected to decides, not the name: a name that changes its address between two look-ups
 * gains nothing.  Only public unicast addresses; addresses that carry another one inside (mapped,
 * NAT64, 6to4) are judged by what they carry.
 */
#ifndef NET_GUARD_H
#define NET_GUARD_H

#include <sys/socket.h>

#include "base/err.h"

struct guard {
	bool loopback; /* tests only: this machine, plain http and any port are allowed as well */
	/* The operator's configuration names this server: this machine, private networks and any port are
	 * allowed as well.  Never for an address that a report, an answer or a record brought. */
	bool own;
	bool pages; /* what was reported is looked at: plain http on port 80 as well, to public addresses */
};

/* NULL where the address may be contacted, else why not. ${n} is 4 or 16. */
const char *guard_address(const struct guard *g, const unsigned char *ip, size_t n);
const char *guard_sockaddr(const struct guard *g, const struct sockaddr *sa, size_t n);
/* A socket for libcurl to connect to ${sa} with, -1 where that may not be contacted (${*refused}: why, else
 * NULL).  Without ${g} the address is the operator's own choice. */
int guard_socket(const struct guard *g, int type, int protocol, const struct sockaddr *sa, size_t n,
	const char **refused) MUST_USE;
/* https on port 443 (${pages}: http on port 80 as well), no credentials; the host may be a name or an address that passes. */
int guard_url(const struct guard *g, struct str url, struct err *e) MUST_USE;

#endif
