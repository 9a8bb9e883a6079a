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

static void write_words(uint64_t set, int n, const char *(*text)(int), struct buf *b)
{
	bool first = true;

	for (int i = 0; i < n; i++) {
		if (!(set >> i & 1))
			continue;
		if (!first)
			buf_addc(b, ' ');
		buf_addz(b, text(i));
		first = false;
	}
}

void person_roles_write(person_roles set, struct buf *b)
{
	write_words(set, PERSON_ROLE_COUNT, person_role_text, b);
}

void permission_set_write(permission_set set, struct buf *b)
{
	write_words(set, PERMISSION_COUNT, permission_text, b);
}

/* The next word of a list with spaces or commas between; false at its end. */
static bool next_word(struct str *list, struct str *word)
{
	size_t n = 0;

	while (list->n && (*list->p == ' ' || *list->p == ','))
		*list = str_from(*list, 1);
	while (n < list->n && list->p[n] != ' ' && list->p[n] != ',')
		n++;
	*word = str_sub(*list, 0, n);
	*list = str_from(*list, n);
	return n > 0;
}

bool person_roles_parse(struct str words, person_roles *out, struct str *bad)
{
	person_roles set = 0;
	enum person_role r;
	struct str word;

	while (next_word(&words, &word)) {
		if (!person_role_parse(word, &r)) {
			if (bad)
				*bad = word;
			return false;
		}
		set |= (person_roles)1 << r;
	}
	*out = set;
	return true;
}

bool permission_set_parse(struct str words, permission_set *out, struct str *bad)
{
	permission_set set = 0;
	enum permission p;
	struct str word;

	while (next_word(&words, &word)) {
		if (!permission_parse(word, &p)) {
			if (bad)
				*bad = word;
			return false;
		}
		set |= (permission_set)1 << p;
	}
	*out = set;
	return true;
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
