/* SPDX-License-Identifier: Apache-2.0 */
/* dns.h -- many DNS questions at once through a validating resolver (libunbound), as facts.
 *
 * The answer's bytes are read by our own parser; libunbound says whether they were proven.  Every alias on
 * the way is a fact of its own, since each target's zone is another actor's.
 */
#ifndef NET_DNS_H
#define NET_DNS_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/fact.h"

#define DNS_QUESTIONS 64 /* at once */

struct dns_settings {
	struct str resolver; /* address or address@port to ask; p NULL: those of resolv.conf */
	bool loopback; /* tests only: name servers on this machine may be asked */
	bool unsigned_test; /* tests only: no trust anchor, nothing is validated */
};

struct dns_question {
	struct str name;
	unsigned type;
	struct str lines; /* out: facts, in the arena; p NULL where there was no answer in time */
	struct str why; /* out: why there was none */
};

/* Ask all of ${q} and wait for at most ${timeout_ms}.  Each gets its lines or the reason; the call itself
 * fails only where the resolver cannot be started. */
int dns_ask(const struct dns_settings *s, struct arena *a, struct dns_question *q, size_t n,
	int64_t timeout_ms, int64_t now_s, struct err *e) MUST_USE;

#endif
