/* SPDX-License-Identifier: Apache-2.0 */
/* rdap.h -- registration data answers (RFC 9083, jCard RFC 7095, redaction RFC 9537) as plain values.
 *
 * An answer comes from a stranger: it is read by the strict JSON reader, cut at the limits, and every
 * text is cleaned of control characters before it is kept.  What does not fit is passed over and named
 * in ${problems}; only an answer that is no RDAP object at all is refused.
 *
 * Kept: organisations, contacts for abuse, states, times.  Not kept: names, addresses and mailboxes of
 * natural persons.  What the server withheld is told apart from what it does not know.
 */
#ifndef FORMAT_RDAP_H
#define FORMAT_RDAP_H

#include "base/arena.h"
#include "base/clock.h"
#include "format/json.h"

enum rdap_class {
	RDAP_DOMAIN,
	RDAP_NETWORK,
	RDAP_AUTNUM,
	RDAP_NAMESERVER,
	RDAP_ENTITY,
	RDAP_ERROR, /* errorCode and title */
	RDAP_OTHER /* help, search results */
};

/* One party of the answer; empty slices (p NULL) where nothing is said or it is withheld. */
struct rdap_party {
	bool there; /* an entity with the role is in the answer */
	bool redacted; /* its name was withheld (RFC 9537, or the older remarks) */
	bool person; /* a natural person, or not told: the name is not kept */
	struct str name; /* organisation */
	struct str handle, country;
	struct str email; /* of a registrant only where the server says it is a forwarder */
	struct str form, phone, url;
	uint32_t iana_id; /* registrars; 0 where there is none */
};

struct rdap_list {
	struct str *v;
	size_t n, cap;
};

struct rdap {
	enum rdap_class class;
	int error_code; /* RDAP_ERROR */
	struct str title; /* RDAP_ERROR */
	struct str name; /* ldhName or network name, lower case, no trailing dot */
	struct str handle;
	struct str start, end, kind, country; /* networks; numbers as text for autnum */
	int64_t registered_at_s, reregistered_at_s, changed_at_s, expires_at_s; /* CLOCK_NONE */
	struct rdap_list status; /* RFC 8056 words: "client hold" */
	struct rdap_list nameservers, redacted, problems;
	bool signed_delegation;
	struct rdap_party registrar, reseller, registrant;
	struct rdap_party registrar_abuse; /* nested in the registrar, where it belongs */
	struct rdap_party abuse; /* any other entity with role abuse, the outermost first */
	struct str related; /* link to the registrar's own answer; p NULL */
};

/* ${out} borrows from ${in} and ${a}.  O(n) over at most LIMIT_RDAP_BYTES. */
int rdap_parse(struct arena *a, struct str in, struct rdap *out, struct err *e) MUST_USE;

/* One line of docs/formats/facts.md, with its line feed: `registration` for a domain, `address` for a
 * network or AS.  ${subject} is what was asked. Any other class is refused with BW_EINVALID. */
int rdap_fact(const struct rdap *r, struct str subject, struct str source, int64_t seen_at_s,
	struct buf *out, struct err *e) MUST_USE;
/* The line for "the server says there is no such object". */
int rdap_fact_none(struct str subject, struct str source, int64_t seen_at_s, struct buf *out,
	struct err *e) MUST_USE;

/* Text fit for a fact: no control characters or bidi controls, white space folded, at most ${max} bytes. */
struct str rdap_clean(struct arena *a, struct str s, size_t max);
/* A mailbox, web address or phone number that can be used as a contact; p NULL where it is none. */
struct str rdap_email(struct arena *a, struct str s);
struct str rdap_web(struct arena *a, struct str s);

#endif
