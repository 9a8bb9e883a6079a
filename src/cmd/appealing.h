/* SPDX-License-Identifier: Apache-2.0 */
/* appealing.h -- what `appeal` and `statement` share. */
#ifndef CMD_APPEALING_H
#define CMD_APPEALING_H

#include "cmd/at_desk.h"
#include "flow/recourse.h"

#define APPEALING_OPTS                                                                         \
	{ "appeal-days", "N", OPT_COUNT,                                                       \
		"for so long a decision can be appealed (default, and at least: 184)", NULL }, \
	{                                                                                      \
		"answer-days", "N", OPT_COUNT,                                                 \
			"within so many days an appeal is answered (default: 14)", NULL        \
	}

int appeal_settings(struct at_desk *t, struct recourse_settings *out, struct err *e) MUST_USE;

#endif
