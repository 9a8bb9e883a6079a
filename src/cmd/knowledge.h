/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge.h -- everything an explanation rests on that does not change from case to case: reference
 * data, packs, automation rules and protected names.  Built once by a command. */
#ifndef CMD_KNOWLEDGE_H
#define CMD_KNOWLEDGE_H

#include "cmd/cmd.h"
#include "flow/explain.h"

struct knowing {
	struct refdata refdata;
	struct knowledge k; /* borrows from this struct: do not copy */
	struct rules *rules;
	struct procedure *procedure;
	struct lookalikes *lookalikes;
};

int knowing_load(struct ctx *c, struct knowing *out, struct err *e) MUST_USE;
void knowing_done(struct knowing *k);

#endif
