/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/person.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *text, *words;
} roles[] = {
#define PERSON_ROLE(code, text, words) { text, words },
#include "domain/person.def"
#undef PERSON_ROLE
};

static const struct {
	const char *text, *words, *who;
} permissions[] = {
#define PERMISSION(code, text, words, who) { text, words, who },
#include "domain/person.def"
#undef PERMISSION
};

_Static_assert(COUNT(permissions) < 64, "a permission_set has 64 bits");

/* The letter of each role in person.def; 'P' is the public. */
static const char letters[PERSON_ROLE_COUNT] = {
	[PERSON_ADMIN] = 'A',
	[PERSON_ANALYST] = 'N',
	[PERSON_REVIEWER] = 'R',
	[PERSON_NOTIFIER] = 'T',
	[PERSON_AUDITOR] = 'U',
	[PERSON_API] = 'I',
};

const char *person_role_text(int role)
{
	return role >= 0 && role < PERSON_ROLE_COUNT ? roles[role].text : "?";
}

const char *person_role_words(int role)
{
	return role >= 0 && role < PERSON_ROLE_COUNT ? roles[role].words : "?";
}

bool person_role_parse(struct str text, enum person_role *out)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (str_is(text, roles[i].text)) {
			*out = (enum person_role)i;
			return true;
		}
	return false;
}

const char *permission_text(int permission)
{
	return permission >= 0 && permission < PERMISSION_COUNT ? permissions[permission].text
								: "?";
}

const char *permission_words(int permission)
{
	return permission >= 0 && permission < PERMISSION_COUNT ? permissions[permission].words
								: "?";
}

bool permission_parse(struct str text, enum permission *out)
{
	for (size_t i = 0; i < COUNT(permissions); i++)
		if (str_is(text, permissions[i].text)) {
			*out = (enum permission)i;
			return true;
		}
	return false;
}

permission_set person_may(person_roles have)
{
	permission_set may = 0;

	for (size_t i = 0; i < COUNT(permissions); i++)
		for (const char *w = permissions[i].who; *w; w++) {
			bool his = *w == 'P';

			for (int r = 0; r < PERSON_ROLE_COUNT; r++)
				his = his || ((have >> r & 1) && *w == letters[r]);
			if (his)
				may |= (permission_set)1 << i;
		}
	return may;
}

struct who who_public(void)
{
	return (struct who){ .may = person_may(0) };
}

struct who who_person(int64_t person, person_roles have)
{
	return (struct who){ .person = person, .roles = have, .may = person_may(have) };
}

struct who who_token(int64_t person, person_roles have, int64_t token, permission_set scopes)
{
	return (struct who){ .person = person,
		.roles = have,
		.may = person_may(have) & (scopes | person_may(0)),
		.token = token };
}
