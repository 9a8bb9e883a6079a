/* SPDX-License-Identifier: Apache-2.0 */
/* Every cell of the reviewed matrix is asked of permit; what the matrix lacks is a failure as well. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "flow/permit.h"
#include "flow_tests.h"

#define ME       7
#define OTHER    8
#define MY_DESK  3
#define NOT_MINE 4

enum object { NONE, OWN, FOREIGN, OBJECTS };
static const char *const objects[] = { "-", "own", "other" };

/* Columns of the file: the public, then the roles in the order of person.def. */
static bool ask(enum permission p, enum object what, int column)
{
	const struct who w = column < 0 ? who_public() : who_person(ME, (person_roles)1 << column);
	const int64_t decider = what == OWN ? ME : OTHER;
	const struct permit_object o = { .deciders = &decider,
		.deciders_n = what != NONE,
		.owner = what == NONE  ? 0
			 : what == OWN ? ME
				       : OTHER,
		.notifier = what == NONE  ? 0
			    : what == OWN ? MY_DESK
					  : NOT_MINE };
	struct err e;

	return permit(&w, MY_DESK, p, &o, &e) == BW_OK;
}

static void one_line(const char *line, bool seen[PERMISSION_COUNT][OBJECTS])
{
	char name[40], object[8], cell[PERSON_ROLE_COUNT + 1][4];
	enum permission p;
	int what = 0;

	assert_int_equal(sscanf(line, "%39s %7s %3s %3s %3s %3s %3s %3s %3s", name, object, cell[0],
				 cell[1], cell[2], cell[3], cell[4], cell[5], cell[6]),
		9);
	if (!permission_parse(str_of(name), &p))
		fail_msg("'%s' is no permission", name);
	while (what < OBJECTS && strcmp(object, objects[what]) != 0)
		what++;
	assert_in_range(what, NONE, OBJECTS - 1);
	assert_false(seen[p][what]);
	seen[p][what] = true;
	for (int c = -1; c < PERSON_ROLE_COUNT; c++) {
		bool may = ask(p, (enum object)what, c);

		if (may != (strcmp(cell[c + 1], "yes") == 0))
			fail_msg("%s on %s as %s: the program says %s, the matrix %s", name, object,
				c < 0 ? "public" : person_role_text(c), may ? "yes" : "no",
				cell[c + 1]);
	}
}

void permit_matrix(void **state)
{
	static bool seen[PERMISSION_COUNT][OBJECTS];
	char path[512], line[256];
	const char *root = getenv("SOURCE_ROOT");
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/func/matrix.txt", root ? root : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (line[0] != '#' && line[0] != '\n')
			one_line(line, seen);
	fclose(f);
	for (int p = 0; p < PERMISSION_COUNT; p++) {
		bool any = permit_condition_of((enum permission)p) == PERMIT_ANY;

		if (seen[p][NONE] != any || seen[p][OWN] == any || seen[p][FOREIGN] == any)
			fail_msg("'%s' (%s) is not in the matrix as it should be",
				permission_text(p), permit_condition_text(permit_condition_of(p)));
	}
}

/* A token narrows and never widens; several roles add up, and lift nothing that is about oneself. */
void permit_tokens(void **state)
{
	const int64_t me = ME;
	const struct permit_object mine = { .deciders = &me, .deciders_n = 1 };
	struct who w = who_token(ME, PERSON_BIT(ANALYST), 1,
		PERMISSION_BIT(CASE_READ) | PERMISSION_BIT(PERSON_MANAGE));
	struct err e;

	(void)state;
	assert_int_equal(permit(&w, 0, PERMISSION_CASE_READ, NULL, &e), BW_OK);
	assert_int_equal(permit(&w, 0, PERMISSION_DECISION_MAKE, NULL, &e), BW_EDENIED);
	assert_int_equal(permit(&w, 0, PERMISSION_PERSON_MANAGE, NULL, &e), BW_EDENIED);
	assert_int_equal(permit(&w, 0, PERMISSION_EXPLAIN, NULL, &e), BW_OK);
	w = who_person(ME, PERSON_BIT(ANALYST) | PERSON_BIT(REVIEWER) | PERSON_BIT(ADMIN));
	assert_int_equal(permit(&w, 0, PERMISSION_APPEAL_REVIEW, &mine, &e), BW_EDENIED);
	assert_int_equal(permit(&w, 0, PERMISSION_DECISION_APPROVE, &mine, &e), BW_EDENIED);
	w = who_person(ME, PERSON_BIT(ANALYST) | PERSON_BIT(NOTIFIER));
	assert_int_equal(permit(&w, MY_DESK, PERMISSION_REPORT_BULK,
				 &(struct permit_object){ .notifier = NOT_MINE }, &e),
		BW_OK);
}
