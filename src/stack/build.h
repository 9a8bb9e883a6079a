/* SPDX-License-Identifier: Apache-2.0 */
/* build.h -- putting a stack together: used by the files of this folder only.
 *
 * Nothing here formats numbers or allocates per letter: a site without facts is done in a few
 * microseconds. Running out of memory is remembered and told once, at the end.
 */
#ifndef STACK_BUILD_H
#define STACK_BUILD_H

#include "stack/infer.h"

/* Which reference data an entry rests on: for saying that it is old. */
enum use {
	USE_SUFFIXES = 1,
	USE_ROOT = 2,
	USE_RDAP_SERVERS = 4,
	USE_NETWORKS = 8,
	USE_REGISTRARS = 16,
	USE_RANGES = 32,
	USE_POPULARITY = 64
};

#define BUILD_ADDRESSES 16 /* of one host; more are passed over */

struct build_address {
	struct str text;
	unsigned char b[16];
	size_t n; /* 4 or 16 */
};

struct build {
	struct arena *a;
	const struct refdata *rd;
	const struct site *site;
	const struct facts *facts;
	int64_t now_s;
	struct stack *out;
	size_t actors_cap, unknown_cap, wishes_cap;
	unsigned uses;
	bool nomem;
	/* The registrable domain belongs to the platform, not to the site. */
	bool tenant;
	struct str domain; /* registrable domain; p NULL where there is none */
	/* A special-use name or address of which no fact says that somebody uses it. */
	bool nowhere;
	struct build_address address[BUILD_ADDRESSES];
	size_t address_n;
	bool address_asked; /* some fact tells the addresses, even that there are none */
	struct str country[4]; /* of the site, for who helps beside the stack; first is best */
	size_t country_n;
	struct str range_op[4]; /* whose published ranges an entry rests on */
	size_t range_op_n;
	struct refdata_file *files; /* asked for once */
	size_t files_n;
	struct actor *front; /* the CDN that hides the host; NULL */
	struct str dns_front; /* operator of the name servers, where they usually proxy */
	bool hidden; /* every known address is the CDN's */
};

/* Parts joined in the arena; p NULL parts count as empty. */
struct str build_join(struct build *b, struct str x, struct str y, struct str z);
#define BUILD_JOIN(b, x, y) build_join((b), (x), (y), (struct str){ NULL, 0 })

/* Put an actor on the stack, or find it there: of two bases for one actor the stronger stays.
 * NULL when memory or LIMIT_ACTORS ran out; every call here takes NULL. */
struct actor *build_actor(struct build *b, enum role role, struct str id, struct str name,
	enum basis basis, enum confidence confidence, int64_t seen_at_s, struct str why);
void build_contact(
	struct build *b, struct actor *a, const char *kind, struct str value, enum basis basis);
/* Contacts, name and country from the directory where it has the id. False where it has none. */
bool build_directory(struct build *b, struct actor *a, struct str directory_id);
/* abuse@ of a domain: a convention and no more. */
void build_convention(struct build *b, struct actor *a, struct str domain);
void build_unknown(struct build *b, enum role role, struct str why);
void build_wish(struct build *b, enum fact_kind kind, struct str subject, const char *type,
	const char *why);
void build_country(struct build *b, struct str country);
/* The strongest actor of a role so far; NULL. */
struct actor *build_find(struct build *b, enum role role);

/* The newest date of the files of one use; CLOCK_NONE where there are none. */
int64_t build_date(struct build *b, enum use use);

/* ${name} without its host part: the registrable domain under the ICANN section; empty if none. */
struct str build_registrable(struct build *b, struct str name);

/* The parts, in the order in which they run. */
void build_platform(struct build *b);
void build_registration(struct build *b);
void build_addresses(struct build *b);
void build_hosting(struct build *b);
void build_name_servers(struct build *b);
void build_namespace(struct build *b);
void build_people(struct build *b);
void build_beside(struct build *b);
void build_figures(struct build *b);
void build_old_data(struct build *b);

/* Members of facts. */
const struct json *build_list(const struct fact *f, const char *name);
bool build_own(const struct fact *f); /* the operator's own data */

#endif
