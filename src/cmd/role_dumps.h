/* SPDX-License-Identifier: Apache-2.0 */
/* role_dumps.h -- the dumps of past days, made by the server where one is missing: a little in each turn, so that the
 * log does not wait for them. */
#ifndef CMD_ROLE_DUMPS_H
#define CMD_ROLE_DUMPS_H

#include "flow/dump.h"

struct daily {
	struct store *store;
	struct publisher *pub;
	uint64_t days; /* that are looked back; 0: none are made */
	int64_t look_s; /* not before */
	char dir[2048], log[2048], day[DUMP_DAY];
	struct dump *making; /* of ${day}; NULL: none */
};
int daily_init(struct daily *d, struct store *s, struct publisher *p, uint64_t days,
	struct err *e) MUST_USE;
void daily_done(struct daily *d);
/* Look whether one is missing, or go on with it; ${*wait_ms} becomes short while one is made. */
int daily_turn(struct daily *d, int64_t now_s, int *wait_ms, struct err *e) MUST_USE;
/* After a fault: what was begun is given up, and looked at again later. */
void daily_rest(struct daily *d, int64_t now_s);

#endif
