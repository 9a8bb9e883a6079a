/* SPDX-License-Identifier: Apache-2.0 */
/* stack.h -- the actors of one site by role, each with the basis for believing so, and the figures
 * about the site that proportionality needs. */
#ifndef DOMAIN_STACK_H
#define DOMAIN_STACK_H

#include "domain/fact.h"
#include "domain/site.h"

struct contact {
	struct str kind; /* email, web-form, phone, url */
	struct str value;
	enum basis basis; /* how it is known */
};

struct actor {
	enum role role;
	struct str name; /* organisation as shown; p NULL where only the role is known */
	struct str
		id; /* stable: iana:146, as:13335, dir:cloudflare, psl:github.io, tld:com; never empty */
	enum basis basis;
	enum confidence confidence;
	int64_t seen_at_s; /* when the basis was seen; for reference data its date; CLOCK_NONE */
	struct str why; /* one clause: "name servers end in ns.cloudflare.com" */
	struct str country; /* ISO 3166-1 alpha-2, p NULL where unknown */
	struct contact *contacts;
	size_t contacts_n;
};

struct unknown_role {
	enum role role;
	struct str why; /* and what would tell */
};

/* Counted things; STACK_UNKNOWN where nobody counted. */
#define STACK_UNKNOWN INT64_MIN
struct figures {
	int64_t registered_at_s; /* creation date of the registrable domain */
	int64_t first_seen_s; /* first seen in use (certificate, passive DNS), where a fact says so */
	int64_t rank; /* popularity, 1 is the most popular; STACK_UNKNOWN: no list or not asked */
	int64_t rank_list_size; /* 0: no list was there; else how many names the list has */
	int64_t hosts; /* other known host names under the registrable domain */
	int64_t mailboxes; /* 1 or more where mail is received (MX), 0 for null MX or none */
	int64_t tenants; /* customers known or estimated on the platform */
	int64_t names_on_address; /* other names served from the address */
	bool shared_address; /* address of a CDN, reverse proxy or shared host */
	bool on_hold, inactive; /* registration status: not in the DNS already */
	bool locked; /* serverUpdateProhibited and the like */
	bool holder_reached; /* a fact says that the holder was reached */
	bool gone; /* a check found it gone */
	bool parked, sinkholed;
};

struct stack {
	const struct site *site;
	struct actor
		*actors; /* closest first (role_distance), then the stronger basis, then by id */
	size_t actors_n;
	struct unknown_role *unknown;
	size_t unknown_n;
	struct wish *wishes;
	size_t wishes_n;
	struct str *
		old_data; /* reference files an entry rests on that are older than a year: a sentence each */
	size_t old_data_n;
	struct figures figures;
};

/* The object `stack --json` prints (without braces' owner: writes one value). */
void stack_json(const struct stack *s, struct jw *w);
/* The same members within an object of the caller's. */
void stack_members_json(const struct stack *s, struct jw *w);
/* The actor of that role whose basis is the strongest; NULL where there is none. */
const struct actor *stack_find(const struct stack *s, enum role role);

/* Where the site is: the country of its host, of the network, of the platform, else of the holder or the registry; p NULL
 * where none is known. */
struct str stack_country(const struct stack *s);

/* The hotline and the police are there for every name; leave them out where the harm is none of theirs, or
 * none is said (HARM_NONE). */
void stack_for_harm(struct stack *s, int harm);

#endif
