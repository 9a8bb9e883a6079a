/* SPDX-License-Identifier: Apache-2.0 */
/* action.h -- the action table of this folder, with the columns that only ranking needs. */
#ifndef OPTIONS_ACTION_H
#define OPTIONS_ACTION_H

#include "domain/option.h"

enum reach {
	REACH_ASK,
	REACH_OWNER,
	REACH_HELPS,
	REACH_PAGE,
	REACH_SERVICE,
	REACH_NAME,
	REACH_FRONT,
	REACH_VIEW,
	REACH_HOLD_STILL
};

enum action_flag {
	WANTS_ADDRESS = 1,
	BY_ORDER = 2,
	LOCAL = 4,
	EXPIRES = 8,
	NOT_IF_MALICIOUS = 16,
	BY_ADDRESS = 32,
	FIRST_IF_MISSING = 64,
	WIDER = 128 /* reaches more of the same customer than what is reported */
};

struct action_row {
	struct action action;
	enum effect effect;
	enum reach reach;
	unsigned kinds, harms; /* bits: 1 << site_kind, 1 << harm_class */
	struct str undo;
	int64_t undo_s, expected_s;
	struct str clause;
	unsigned flags;
};

extern const struct action_row action_table[];
extern const size_t action_table_n;

/* Where the steps of a role stand in the table. */
struct action_range {
	unsigned char from, to;
};
extern const struct action_range action_by_role[ROLE_COUNT];

#endif
