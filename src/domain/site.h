/* SPDX-License-Identifier: Apache-2.0 */
/* site.h -- the identity of a reported thing: what it is, and the unit somebody is responsible for.
 *
 * Made by `identify` only.  Everything later compares `id`, never what was reported.
 */
#ifndef DOMAIN_SITE_H
#define DOMAIN_SITE_H

#include "base/str.h"
#include "domain/vocab.h"
#include "format/json.h"

/* SITE_NOTE(code, text, what is meant): what is unusual about a target that was taken all the same. */
#define SITE_NOTES(SITE_NOTE)                                                                      \
	SITE_NOTE(REFANGED, "refanged", "was written so that nobody would click on it")            \
	SITE_NOTE(USERINFO, "userinfo", "a user name stands before the host and can pass for it")  \
	SITE_NOTE(BAD_PORT, "bad-port", "what follows the host is no port")                        \
	SITE_NOTE(ODD_ADDRESS, "odd-address", "an address spelled so that only browsers know it")  \
	SITE_NOTE(MAPPED_ADDRESS, "mapped-address", "an IPv4 address inside an IPv6 address")      \
	SITE_NOTE(ZONE, "zone", "a zone id was dropped: it means something on one machine only")   \
	SITE_NOTE(                                                                                 \
		PREFIX, "prefix", "looks like an address block; only its first address is meant")  \
	SITE_NOTE(ENCODED_HOST, "encoded-host", "the host was percent-encoded")                    \
	SITE_NOTE(                                                                                 \
		MAPPED_HOST, "mapped-host", "other characters were written for the host (UTS 46)") \
	SITE_NOTE(WILDCARD, "wildcard", "began with '*.'")                                         \
	SITE_NOTE(UNDERSCORE, "underscore", "an underscore: a DNS name, not a host name")          \
	SITE_NOTE(HYPHEN, "hyphen", "a label begins or ends with a hyphen")                        \
	SITE_NOTE(HYPHEN_34, "hyphen-3-4", "hyphens in places 3 and 4 of a label")                 \
	SITE_NOTE(NOT_IDNA, "not-idna2008", "browsers take the name, IDNA2008 does not")           \
	SITE_NOTE(BIDI, "bidi", "breaks the rule for names of two directions (RFC 5893)")          \
	SITE_NOTE(JOINER, "joiner", "an invisible joiner where none may be")

enum site_note {
#define SITE_NOTE(code, ...) SITE_NOTE_##code,
	SITE_NOTES(SITE_NOTE)
#undef SITE_NOTE
		SITE_NOTE_COUNT
};
#define SITE_NOTE_BIT(code) ((uint32_t)1 << SITE_NOTE_##code)

struct site {
	struct str input; /* as reported */
	enum target_kind target; /* what was reported */
	enum site_kind kind; /* whose unit it is */
	struct str
		id; /* canonical: registrable domain, tenant host or host/user, address, AS number, name */
	struct str host; /* A-label or address text; empty for AS numbers */
	struct str u_host; /* the same for display */
	struct str registrable; /* under the ICANN section; p NULL where there is none */
	struct str suffix; /* public suffix under the ICANN section */
	struct str
		platform_suffix; /* PRIVATE rule or shared service the name is under; p NULL if none */
	struct str
		operator_name; /* of the platform, as the list's comment or the service list names it; p NULL */
	enum basis
		platform_basis; /* BASIS_PSL or BASIS_SERVICE_LIST, meaningful with platform_suffix */
	enum namespace_kind ns;
	struct str ns_name; /* words for the namespace where it is not the DNS; p NULL */
	struct str special; /* special-use address block or name, with its RFC; p NULL */
	bool documentation; /* special, but reserved for examples: treated as an ordinary name or address */
	bool collision; /* the last label is both in the root and in another namespace */
	bool unlisted_tld; /* the last label is in no list */
	struct str scheme, path; /* of a URL, p NULL where there is none; path includes query */
	int port; /* -1 where not given */
	bool bare; /* names the host and no page: path empty or "/" */
	bool odd_form; /* an address spelled so that only a browser takes it for one */
	unsigned char ip[16];
	unsigned char ip_n; /* 0, 4 or 16 */
	uint32_t asn; /* for TARGET_ASN */
	struct str
		canonical; /* canonical target: scheme://host[:port]path, host, address, mailbox */
	uint32_t notes; /* a set of enum site_note */
	bool others_below; /* other people's suffixes, services or user folders (/~name/) stand below it */
	bool is_protected; /* it, or the host, is a protected name itself: one that others imitate */
	struct str gateway_to; /* the name in another namespace that this DNS name shows; p NULL */
	struct {
		struct str of; /* the protected name; p NULL where there is none */
		struct str how; /* confusable, edit, combosquat, subdomain, tld-swap */
		int score; /* 0..100 */
	} lookalike;
};

/* The line `identify --json` prints. */
void site_json(const struct site *s, struct jw *w);
/* The same line for what names nothing: the input and the reason. */
void site_json_refused(struct str input, const char *reason, struct jw *w);

const char *site_note_words(int note);

#endif
