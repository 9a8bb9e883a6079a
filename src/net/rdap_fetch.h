/* SPDX-License-Identifier: Apache-2.0 */
/* rdap_fetch.h -- one RDAP question to the right server, politely: RFC 7480, RFC 9082, RFC 9224.
 *
 * The registry's answer names the registrar's own server; that is asked once, for a domain, where time is
 * left.  404 is an answer too: there is no such registration.
 */
#ifndef NET_RDAP_FETCH_H
#define NET_RDAP_FETCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "net/guard.h"
#include "net/pace.h"
#include "refdata/refdata.h"

struct rdap_fetch {
	const struct guard *guard;
	struct pace *pace;
	const struct refdata *rd;
	struct str base; /* ask this server instead of IANA's list; p NULL */
	int64_t end_ms; /* by the monotonic clock (net/wait.h) */
	int64_t now_s; /* for the facts */
};

/* Append facts about a domain to ${lines}; ${doubt} gets a clause where only a part was learned
 * (p NULL else). */
int rdap_fetch_domain(struct rdap_fetch *f, struct arena *a, struct str domain, struct buf *lines,
	struct str *doubt, struct err *e) MUST_USE;
/* The same about an address (text) or AS ("AS64500"). */
int rdap_fetch_address(struct rdap_fetch *f, struct arena *a, struct str subject, struct buf *lines,
	struct err *e) MUST_USE;

#endif
