/* SPDX-License-Identifier: Apache-2.0 */
/* person.h -- who asks: roles at a desk, permissions, and the answer to "may they at all?".
 *
 * Made from person.def.  A role is a set of permissions; a person has a set of roles; an API token narrows its
 * person's permissions to its scopes and never widens them.  That somebody may do a thing at all is decided
 * here; whether to this object (the decider is never the reviewer, a notifier sees their own reports) is
 * decided in flow, on the object as it was loaded.  Not to be mixed up with enum role of vocab.h, which is a
 * place on a stack.
 */
#ifndef DOMAIN_PERSON_H
#define DOMAIN_PERSON_H

#include <stdbool.h>

#include "base/buf.h"

enum person_role {
#define PERSON_ROLE(code, ...) PERSON_##code,
#include "domain/person.def"
#undef PERSON_ROLE
	PERSON_ROLE_COUNT
};
/* A set of roles. */
typedef uint32_t person_roles;
#define PERSON_BIT(code) ((person_roles)1 << PERSON_##code)

enum permission {
#define PERMISSION(code, ...) PERMISSION_##code,
#include "domain/person.def"
#undef PERMISSION
	PERMISSION_COUNT
};
/* A set of permissions. */
typedef uint64_t permission_set;
#define PERMISSION_BIT(code) ((permission_set)1 << PERMISSION_##code)
#define PERMISSION_ALL       (((permission_set)1 << PERMISSION_COUNT) - 1)

const char *person_role_text(int role);
const char *person_role_words(int role);
bool person_role_parse(struct str text, enum person_role *out);
const char *permission_text(int permission);
const char *permission_words(int permission);
bool permission_parse(struct str text, enum permission *out);

/* What somebody with these roles may do; with none: what everybody may. */
permission_set person_may(person_roles roles);

/* "analyst reviewer": words in the order of person.def with spaces between, as the store keeps them. */
void person_roles_write(person_roles roles, struct buf *b);
void permission_set_write(permission_set set, struct buf *b);
/* Words with spaces or commas between; ${bad} (may be NULL) is the first that is none. */
bool person_roles_parse(struct str words, person_roles *out, struct str *bad);
bool permission_set_parse(struct str words, permission_set *out, struct str *bad);

/* Who asks, as every command of flow gets it. */
struct who {
	int64_t person; /* 0: nobody is signed in */
	person_roles roles;
	permission_set may; /* of the roles, narrowed by a token's scopes */
	int64_t token; /* the API token used; 0: none */
};
/* Nobody: the public. */
struct who who_public(void);
struct who who_person(int64_t person, person_roles roles);
/* The same person by a token that was given ${scopes}. */
struct who who_token(int64_t person, person_roles roles, int64_t token, permission_set scopes);
static inline bool who_may(const struct who *w, enum permission p)
{
	return w->may >> p & 1;
}

#endif
