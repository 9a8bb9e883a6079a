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
	struct {
		struct str of; /* the protected name; p NULL where there is none */
		struct str how; /* confusable, edit, combosquat, subdomain, tld-swap */
		int score; /* 0..100 */
	} lookalike;
};

/* The line `identify --json` prints. */
void site_json(const struct site *s, struct jw *w);

#endif
