/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge.h -- everything an explanation rests on that does not change from case to case: reference
 * data, packs, automation rules and protected names.  Built once by a command. */
#ifndef CMD_KNOWLEDGE_H
#define CMD_KNOWLEDGE_H

#include "cmd/cmd.h"
#include "act/act.h"
#include "flow/explain.h"

struct knowing {
	struct refdata refdata;
	struct knowledge k; /* borrows from this struct: do not copy */
	struct rules *rules;
	struct procedure *procedure;
	struct lookalikes *lookalikes;
	struct letters *letters; /* by knowing_letters only */
	struct house house;
};

int knowing_load(struct ctx *c, struct knowing *out, struct err *e) MUST_USE;
/* The same for played worlds, with the letters: of reference data only our own and what the scenarios bring, so
 * that they go the same way on every machine. */
int knowing_played(struct ctx *c, struct knowing *out, struct err *e) MUST_USE;
/* Put into the option table of a command that writes letters. */
#define HOUSE_OPTS                                                                               \
	{ "desk-name", "NAME", OPT_TEXT, "who writes the letters (default: Abuse desk)", NULL }, \
		{ "desk-mail", "ADDRESS", OPT_TEXT, "its address, where answers go", NULL },     \
	{                                                                                        \
		"desk-url", "URL", OPT_TEXT, "its public pages, for links in letters", NULL      \
	}
/* A number of days from 1 to 36600; 0 where it was not given. */
int house_days(struct ctx *c, const char *name, int64_t *out, struct err *e) MUST_USE;
/* Besides, for commands that write letters: the templates, who we are, and what we promise (BW_EUSAGE where days
 * are none). */
int knowing_letters(struct ctx *c, struct knowing *k, struct err *e) MUST_USE;
void knowing_done(struct knowing *k);

#endif
