/* SPDX-License-Identifier: Apache-2.0 */
/* dnsupdate.h -- a change to a zone on its server (RFC 2136), signed with a shared key (TSIG, RFC 8945,
 * hmac-sha256 only). */
#ifndef FORMAT_DNSUPDATE_H
#define FORMAT_DNSUPDATE_H

#include "base/buf.h"
#include "base/err.h"

struct dnsupdate_op {
	struct str owner; /* below the zone, in the form "*.bad.example" */
	bool txt; /* TXT with ${text}; else CNAME to the root */
	bool add; /* else: take the owner's set of that type out */
	struct str text; /* at most 255 bytes */
};

struct tsig_key {
	struct str name; /* lower case, without the last dot */
	struct str secret; /* the bytes, not base64 */
};

#define TSIG_MAC     32
#define TSIG_FUDGE_S 300 /* RFC 8945 section 10 */

/* The message; each owner's old set goes first, so that sending it twice is the same as once. */
int dnsupdate_write(struct str zone, const struct dnsupdate_op *ops, size_t n, uint16_t id,
	uint32_t ttl_s, struct buf *out, struct err *e) MUST_USE;
/* Append the TSIG record; ${mac} is needed to check the answer. */
int tsig_sign(struct buf *msg, const struct tsig_key *key, int64_t now_s,
	unsigned char mac[TSIG_MAC], struct err *e) MUST_USE;
/* The answer to it: the result code in ${*rcode} (0: done; RFC 2136 section 2.2).  With ${key} NULL
 * unsigned; else BW_EDENIED where the signature is missing, wrong or of another time. */
int dnsupdate_answer(struct str msg, uint16_t id, const struct tsig_key *key,
	const unsigned char request_mac[TSIG_MAC], int64_t now_s, int *rcode,
	struct err *e) MUST_USE;
const char *dns_rcode_words(int rcode);

#endif
